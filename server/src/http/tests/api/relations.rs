//! Further accounts of contacts, and how contacts stand to each other, over the interface.

use super::*;

/// A contact of the representative's.
async fn contact(site: &Site, me: Option<&str>, name: &str) -> String {
    let body = Sent::json(json!({ "last_name": name }));
    let made = ask(site, me, "POST", "/contacts", body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn further_accounts_are_added_changed_and_taken_away() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let ada = contact(&site, me, "Lovelace").await;
    let body = Sent::json(json!({ "name": "Acme" }));
    let account = ask(&site, me, "POST", "/accounts", body).await;
    let account = account.json["id"].as_str().unwrap().to_owned();
    let new = Sent::json(json!({ "contact_id": ada, "account_id": account, "role": "Adviser" }))
        .with("idempotency-key", "once");
    let made = ask(&site, me, "POST", "/affiliations", new.clone()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(
        (&made.json["role"], &made.json["since"]),
        (&json!("Adviser"), &json!(null))
    );
    assert_eq!(made.header("etag"), "\"1\"");
    let again = ask(&site, me, "POST", "/affiliations", new).await;
    assert_eq!(again.json, made.json);
    let place = format!("/affiliations/{}", made.json["id"].as_str().unwrap());
    let read = ask(&site, me, "GET", &place, Sent::default()).await;
    assert_eq!(read.json, made.json);

    let patch = Sent::json(json!({ "since": "2026-01-01" })).with("if-match", "\"1\"");
    let changed = ask(&site, me, "PATCH", &place, patch.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["role"], "Adviser");
    let stale = ask(&site, me, "PATCH", &place, patch).await;
    assert_eq!(
        (stale.status.as_u16(), &stale.json["code"]),
        (412, &json!("stale"))
    );
    assert_eq!(stale.json["current"], changed.json);

    let list = format!("/affiliations?contact_id={ada}");
    let list = ask(&site, me, "GET", &list, Sent::default()).await;
    assert_eq!(list.json["total"], 1, "{}", list.json);
    let row = &list.json["data"][0];
    assert_eq!(
        (&row["role"], &row["account"]["name"]),
        (&json!("Adviser"), &json!("Acme"))
    );
    let whose = ask(&site, me, "GET", "/affiliations", Sent::default()).await;
    assert_eq!(whose.status, 400, "{}", whose.json);
    // The lists of contacts find her by it.
    for (path, count) in [("account_id", 0), ("any_account_id", 1)] {
        let found = format!("/contacts?{path}={account}");
        let found = ask(&site, me, "GET", &found, Sent::default()).await;
        assert_eq!(found.json["total"], count, "{path}");
    }

    let gone = Sent::default().with("if-match", "\"2\"");
    assert_eq!(ask(&site, me, "DELETE", &place, gone).await.status, 204);
    assert_eq!(
        ask(&site, me, "GET", &place, Sent::default()).await.status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_around_an_account_and_who_knows_them_is_told() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(rep.as_str());
    let body = Sent::json(json!({ "name": "Acme" }));
    let account = ask(&site, me, "POST", "/accounts", body).await;
    let account = account.json["id"].as_str().unwrap().to_owned();
    let body = Sent::json(json!({ "last_name": "Lovelace", "account_id": account }));
    let ada = ask(&site, me, "POST", "/contacts", body).await.json["id"].clone();
    let bob = contact(&site, me, "Babbage").await;
    let new = Sent::json(json!({ "from": bob, "to": ada, "kind": "influences" }));
    let made = ask(&site, me, "POST", "/relations", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let call = json!({ "kind": "Call", "subject": "Hello", "contact_id": ada });
    let logged = ask(&site, me, "POST", "/activities", Sent::json(call)).await;
    assert_eq!(logged.status, 201, "{}", logged.json);
    let pipelines = ask(&site, me, "GET", "/pipelines", Sent::default()).await;
    let deal = json!({
        "name": "Engine", "pipeline_id": pipelines.json["data"][0]["id"], "account_id": account,
        "amount": { "minor": 1_000, "currency": "EUR" }, "close_date": "2027-12-18"
    });
    let deal = ask(&site, me, "POST", "/opportunities", Sent::json(deal)).await;
    assert_eq!(deal.status, 201, "{}", deal.json);
    let parts = json!({ "contacts": [{ "contact_id": ada, "role": "champion" }] });
    let parts = Sent::json(parts).with("if-match", "*");
    let set = deal.json["id"].as_str().unwrap();
    let set = format!("/opportunities/{set}/set-contacts");
    let set = ask(&site, me, "POST", &set, parts).await;
    assert_eq!(set.status, 200, "{}", set.json);

    let place = format!("/accounts/{account}/people-map");
    let map = ask(&site, me, "GET", &place, Sent::default()).await;
    assert_eq!(map.status, 200, "{}", map.json);
    assert_eq!(map.json["account"]["name"], "Acme");
    let people = map.json["people"].as_array().unwrap();
    assert_eq!(people.len(), 2, "{}", map.json);
    assert_eq!(
        (&people[0]["id"], &people[0]["place"], &people[0]["roles"]),
        (&ada, &json!("own"), &json!(["champion"]))
    );
    let known = &people[0]["known_by"][0];
    assert_eq!(
        (&known["calls"], &known["strength"], &known["open_deals"]),
        (&json!(1), &json!("good"), &json!(1)),
        "{known}"
    );
    assert_eq!(people[1]["place"], "elsewhere");
    assert_eq!(
        map.json["relations"],
        json!([{ "from": bob, "to": ada, "kind": "influences", "strength": "good" }])
    );
    // A token that is not let into deals hears nothing of them.
    let session = site
        .services
        .sign_in("rep@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await.unwrap();
    let narrow = Scopes::try_from("crm:read".to_owned()).unwrap();
    let narrow = token_of(&site, &signed_in.unwrap().actor, narrow).await;
    let map = ask(&site, Some(&narrow), "GET", &place, Sent::default()).await;
    let ada = &map.json["people"][0];
    let known = &ada["known_by"][0];
    assert_eq!(
        (&ada["roles"], &known["strength"], &known["open_deals"]),
        (&json!([]), &json!("weak"), &json!(0)),
        "{}",
        map.json
    );
    for id in ["01936f2e-7c1a-7000-8000-00000000dead", "none"] {
        let path = format!("/accounts/{id}/people-map");
        let wrong = ask(&site, me, "GET", &path, Sent::default()).await;
        assert_eq!(wrong.status, 404, "{path}: {}", wrong.json);
    }
    let more = format!("{place}?limit=3");
    let more = ask(&site, me, "GET", &more, Sent::default()).await;
    assert_eq!(more.status, 400, "{}", more.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_between_contacts_are_kept_over_the_interface() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let (ada, bob) = (
        contact(&site, me, "Lovelace").await,
        contact(&site, me, "Babbage").await,
    );
    let new = Sent::json(json!({ "from": ada, "to": bob, "kind": "influences" }));
    let made = ask(&site, me, "POST", "/relations", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["strength"], "good");
    let place = format!("/relations/{}", made.json["id"].as_str().unwrap());
    let patch = Sent::json(json!({ "strength": "strong" })).with("if-match", "\"1\"");
    let changed = ask(&site, me, "PATCH", &place, patch).await;
    assert_eq!(changed.json["strength"], "strong", "{}", changed.json);
    let list = format!("/relations?contact_id={bob}");
    let list = ask(&site, me, "GET", &list, Sent::default()).await;
    let row = &list.json["data"][0];
    assert_eq!(
        (&row["kind"], &row["other"]["name"], &row["may_edit"]),
        (&json!("influences"), &json!("Lovelace"), &json!(true))
    );
    let own = Sent::json(json!({ "from": ada, "to": ada, "kind": "knows" }));
    assert_eq!(ask(&site, me, "POST", "/relations", own).await.status, 422);
    let gone = Sent::default().with("if-match", "*");
    assert_eq!(ask(&site, me, "DELETE", &place, gone).await.status, 204);
}
