//! Finding records, what happened with them, and which are one.

use super::*;

async fn account(site: &Site, token: &str, name: &str, vat: &str) -> Value {
    let new = Sent::json(json!({ "name": name, "vat_number": vat }));
    let made = ask(site, Some(token), "POST", "/accounts", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_lies_within_the_scopes_of_the_token() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let made = account(&site, &rep, "Quincaillerie Zéphyr", "").await;
    let path = "/search?q=zephyr";
    let found = ask(&site, Some(&rep), "GET", path, Sent::default()).await;
    assert_eq!(found.status, 200, "{}", found.json);
    assert_eq!(found.json["data"][0]["id"], made["id"], "{}", found.json);
    let session = site
        .services
        .sign_in("rep@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await.unwrap();
    let narrow = Scopes::try_from("deals:write".to_owned()).unwrap();
    let narrow = token_of(&site, &signed_in.unwrap().actor, narrow).await;
    let found = ask(&site, Some(&narrow), "GET", path, Sent::default()).await;
    assert_eq!(found.json["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_activities_are_found_with_their_place_within_the_scopes() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let id = account(&site, &rep, "Acme", "").await["id"].clone();
    let call = json!({ "kind": "Call", "subject": "Terms", "body": "The zéphyr <clause>", "account_id": id });
    let logged = ask(&site, Some(&rep), "POST", "/activities", Sent::json(call)).await;
    assert_eq!(logged.status, 201, "{}", logged.json);
    let path = "/search?q=zephyr";
    let found = ask(&site, Some(&rep), "GET", path, Sent::default()).await;
    assert_eq!(found.status, 200, "{}", found.json);
    let hit = &found.json["data"][0];
    assert_eq!(
        (&hit["entity"], &hit["id"]),
        (&json!("activity"), &logged.json["id"])
    );
    assert_eq!(hit["said"]["kind"], "call");
    assert_eq!(
        hit["said"]["record"],
        json!({ "entity": "account", "id": id, "title": "Acme" })
    );
    let snippet = json!([
        { "text": "The ", "marked": false },
        { "text": "zéphyr", "marked": true },
        { "text": " <clause>", "marked": false },
    ]);
    assert_eq!(hit["said"]["snippet"], snippet);
    let session = site
        .services
        .sign_in("rep@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await.unwrap();
    let narrow = Scopes::try_from("crm:write".to_owned()).unwrap();
    let narrow = token_of(&site, &signed_in.unwrap().actor, narrow).await;
    let found = ask(&site, Some(&narrow), "GET", path, Sent::default()).await;
    assert_eq!(found.json["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_of_an_account_is_read_page_by_page() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let id = account(&site, &rep, "Acme", "").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for subject in ["First", "Second"] {
        let call = Sent::json(json!({ "kind": "Call", "subject": subject, "account_id": id }));
        let logged = ask(&site, Some(&rep), "POST", "/activities", call).await;
        assert_eq!(logged.status, 201, "{}", logged.json);
    }
    let mut seen = Vec::new();
    let mut path = format!("/timeline?account_id={id}&groups=activities&limit=1");
    for _ in 0..5 {
        let page = ask(&site, Some(&rep), "GET", &path, Sent::default()).await;
        assert_eq!(page.status, 200, "{}", page.json);
        for entry in page.json["data"].as_array().unwrap() {
            assert_eq!(entry["event"]["type"], "activity");
            seen.push(entry["event"]["activity"]["subject"].clone());
        }
        let Some(next) = page.json["next"].as_str() else {
            break;
        };
        path = format!("/timeline?account_id={id}&groups=activities&limit=1&cursor={next}");
    }
    seen.sort_by_key(ToString::to_string);
    assert_eq!(seen, ["First", "Second"]);
    for wrong in [
        "/timeline".to_owned(),
        format!("/timeline?account_id={id}&contact_id={id}"),
    ] {
        let refused = ask(&site, Some(&rep), "GET", &wrong, Sent::default()).await;
        assert_eq!(refused.status, 422, "{wrong}");
    }
    // Kinds and words narrow together.
    for (narrowed, subjects) in [
        ("kinds=call&text=SECOND", vec!["Second"]),
        ("kinds=note,email", vec![]),
        ("text=absent", vec![]),
    ] {
        let path = format!("/timeline?account_id={id}&{narrowed}");
        let page = ask(&site, Some(&rep), "GET", &path, Sent::default()).await;
        assert_eq!(page.status, 200, "{}", page.json);
        let entries = page.json["data"].as_array().unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| &entry["event"]["activity"]["subject"])
            .collect();
        assert_eq!(told, subjects, "{narrowed}");
    }
    let path = format!("/timeline?account_id={id}&kinds=fax");
    let refused = ask(&site, Some(&rep), "GET", &path, Sent::default()).await;
    assert_eq!(refused.status, 400, "{}", refused.json);
    // Of a record that is not there nothing is told.
    let path = format!("/timeline?opportunity_id={id}");
    let refused = ask(&site, Some(&rep), "GET", &path, Sent::default()).await;
    assert_eq!(refused.status, 404, "{}", refused.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_tells_of_quotes_within_the_scopes_of_the_token() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let id = account(&site, &rep, "Acme", "").await["id"].clone();
    let offer = Sent::json(json!({ "account_id": id, "title": "Offer" }));
    let made = ask(&site, Some(&rep), "POST", "/quotes", offer).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = format!("/timeline?account_id={}", id.as_str().unwrap());
    let kinds = async |token: &str| -> Vec<Value> {
        let page = ask(&site, Some(token), "GET", &path, Sent::default()).await;
        assert_eq!(page.status, 200, "{}", page.json);
        let entries = page.json["data"].as_array().unwrap();
        let kinds = entries.iter().map(|entry| entry["event"]["type"].clone());
        kinds.collect()
    };
    assert!(kinds(&rep).await.contains(&json!("quote")));
    let session = site
        .services
        .sign_in("rep@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await.unwrap();
    let narrow = Scopes::try_from("crm:write work:write".to_owned()).unwrap();
    let narrow = token_of(&site, &signed_in.unwrap().actor, narrow).await;
    assert_eq!(kinds(&narrow).await, ["created"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_become_one_and_two_again() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let one = account(&site, &rep, "Zéphyr SARL", "FR40303265045").await;
    let other = account(&site, &rep, "Zephyr", "FR40303265045").await;
    let rep = Some(rep.as_str());
    let pairs = ask(
        &site,
        rep,
        "GET",
        "/duplicates?kind=account",
        Sent::default(),
    )
    .await;
    assert_eq!(pairs.json["total"], 1, "{}", pairs.json);
    assert_eq!(pairs.json["data"][0]["found"]["score"], 100);
    let merge = json!({
        "kind": "account",
        "kept": one["id"], "kept_version": one["version"],
        "merged": other["id"], "merged_version": other["version"],
        "take": ["name"],
    });
    let merged = ask(&site, rep, "POST", "/merges", Sent::json(merge)).await;
    assert_eq!(merged.status, 200, "{}", merged.json);
    let kept = format!("/accounts/{}", one["id"].as_str().unwrap());
    let kept = ask(&site, rep, "GET", &kept, Sent::default()).await;
    assert_eq!(kept.json["name"], "Zephyr", "{}", kept.json);
    let list = ask(&site, rep, "GET", "/merges?kind=account", Sent::default()).await;
    assert_eq!(list.json["data"][0]["id"], merged.json["id"]);
    let undo = format!("/merges/{}/undo", merged.json["id"].as_str().unwrap());
    let undone = ask(&site, rep, "POST", &undo, Sent::default()).await;
    assert_eq!(undone.status, 200, "{}", undone.json);
    let back = format!("/accounts/{}", other["id"].as_str().unwrap());
    let back = ask(&site, rep, "GET", &back, Sent::default()).await;
    assert_eq!(back.json["name"], "Zephyr", "{}", back.json);
    let apart = json!({ "kind": "account", "one": one["id"], "other": other["id"], "apart": true });
    let apart = ask(
        &site,
        rep,
        "POST",
        "/duplicates/separate",
        Sent::json(apart),
    )
    .await;
    assert_eq!(apart.status, 204, "{}", apart.json);
    let pairs = ask(
        &site,
        rep,
        "GET",
        "/duplicates?kind=account",
        Sent::default(),
    )
    .await;
    assert_eq!(pairs.json["total"], 0, "{}", pairs.json);
    let unsaid = ask(&site, rep, "GET", "/duplicates", Sent::default()).await;
    assert_eq!(unsaid.codes(), [("required".to_owned(), "kind".to_owned())]);
}
