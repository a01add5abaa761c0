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
