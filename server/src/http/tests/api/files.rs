//! Files of records and quotes over the interface.

use super::imports::base64;
use super::*;

async fn account(site: &Site, me: Option<&str>) -> String {
    let new = Sent::json(json!({ "name": "Acme" }));
    let made = ask(site, me, "POST", "/accounts", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    format!("/accounts/{}", made.json["id"].as_str().unwrap())
}

fn note(text: &str) -> Sent {
    Sent::json(json!({ "file_name": "note.txt", "content": base64(text) }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_record_is_kept_renamed_taken_away_and_brought_back() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(rep.as_str());
    let files = format!("{}/files", account(&site, me).await);
    let made = ask(&site, me, "POST", &files, note("Hello.")).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(
        (&made.json["title"], &made.json["kind"], &made.json["size"]),
        (&json!("note"), &json!("txt"), &json!(6))
    );
    assert_eq!(made.header("etag"), "\"1\"");
    let place = format!("{files}/{}", made.json["id"].as_str().unwrap());
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    let all = ask(&site, me, "GET", &files, Sent::default()).await;
    assert_eq!(all.json, json!({ "may_edit": true, "data": [made.json] }));

    let content = format!("{place}/content");
    let bytes = ask(&site, me, "GET", &content, Sent::default()).await;
    assert_eq!(bytes.json, "Hello.");
    assert_eq!(bytes.header("content-type"), "text/plain; charset=utf-8");
    assert!(
        bytes
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert_eq!(bytes.header("cache-control"), "private, no-store");

    let rename = |tag: &str| Sent::json(json!({ "title": "Minutes" })).with("if-match", tag);
    let named = ask(&site, me, "PATCH", &place, rename("\"1\"")).await;
    assert_eq!(named.json["title"], "Minutes", "{}", named.json);
    assert_eq!(named.header("etag"), "\"2\"");
    let late = ask(&site, me, "PATCH", &place, rename("\"1\"")).await;
    assert_eq!(
        (late.status.as_u16(), &late.json["current"]),
        (412, &named.json)
    );
    let gone = |tag: &str| Sent::default().with("if-match", tag);
    let late = ask(&site, me, "DELETE", &place, gone("\"1\"")).await;
    assert_eq!(
        (late.status.as_u16(), &late.json["current"]),
        (412, &named.json)
    );
    let gone = ask(&site, me, "DELETE", &place, gone("\"2\"")).await;
    assert_eq!(gone.status, 204);
    for path in [&place, &content] {
        assert_eq!(
            ask(&site, me, "GET", path, Sent::default()).await.status,
            404
        );
    }
    let back = format!("{place}/restore");
    let back = ask(&site, me, "POST", &back, Sent::default()).await;
    assert_eq!(back.json["title"], "Minutes", "{}", back.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_reaches_the_files_of_what_it_is_let_into() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(rep.as_str());
    let files = format!("{}/files", account(&site, me).await);
    let made = ask(&site, me, "POST", &files, note("Hello.")).await;
    let content = format!("{files}/{}/content", made.json["id"].as_str().unwrap());
    let session = site.services.sign_in("rep@example.com", PASSWORD, "", "");
    let session = session.await.unwrap();
    let signed_in = site.services.authenticate(&session.token).await;
    let actor = signed_in.unwrap().unwrap().actor;
    for (scopes, read, write) in [
        ("deals:write work:write", 403, 403),
        ("crm:read", 200, 403),
        ("crm:write", 200, 201),
    ] {
        let narrow = Scopes::try_from(scopes.to_owned()).unwrap();
        let narrow = token_of(&site, &actor, narrow).await;
        let it = Some(narrow.as_str());
        for path in [&files, &content] {
            let got = ask(&site, it, "GET", path, Sent::default()).await;
            assert_eq!(got.status, read, "{scopes} {path}");
        }
        let got = ask(&site, it, "POST", &files, note("More.")).await;
        assert_eq!(got.status, write, "{scopes}: {}", got.json);
    }
    // Of a deal a stranger has not even the list.
    let pipelines = ask(&site, me, "GET", "/pipelines", Sent::default()).await;
    let deal = Sent::json(json!({
        "name": "Deal", "pipeline_id": pipelines.json["data"][0]["id"],
        "amount": { "minor": 1_000, "currency": "EUR" }, "close_date": "2027-12-18"
    }));
    let deal = ask(&site, me, "POST", "/opportunities", deal).await;
    let files = format!("/opportunities/{}/files", deal.json["id"].as_str().unwrap());
    let made = ask(&site, me, "POST", &files, note("Secret.")).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let other = token(&site, "other@example.com", Level::Write).await;
    let other = Some(other.as_str());
    let content = format!("{files}/{}/content", made.json["id"].as_str().unwrap());
    for path in [&files, &content] {
        let got = ask(&site, other, "GET", path, Sent::default()).await;
        assert_eq!(got.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_larger_than_other_bodies_and_not_larger_than_files() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(rep.as_str());
    let place = account(&site, me).await;
    let files = format!("{place}/files");
    let large = note(&"A line of it.\n".repeat(220_000));
    let kept = ask(&site, me, "POST", &files, large.clone()).await;
    assert_eq!(kept.status, 201, "{}", kept.json);
    let refused = ask(&site, me, "POST", "/accounts", large).await;
    assert_eq!(refused.status, 413, "{}", refused.json);
    let larger = note(&"A line of it.\n".repeat(320_000));
    let refused = ask(&site, me, "POST", &files, larger).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    assert_eq!(refused.codes()[0].0, "attachment_too_large");
    // What it says it is its bytes have to be.
    let wrong = json!({ "file_name": "drawing.pdf", "content": base64("<script>") });
    let refused = ask(&site, me, "POST", &files, Sent::json(wrong)).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_a_quote_are_a_list_that_is_arranged_whole() {
    let site = site().await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(rep.as_str());
    let account = account(&site, me).await;
    let account = account.rsplit('/').next().unwrap();
    let new = Sent::json(json!({ "account_id": account, "title": "Offer" }));
    let quote = ask(&site, me, "POST", "/quotes", new).await;
    let files = format!("/quotes/{}/files", quote.json["id"].as_str().unwrap());
    let mut made = ask(&site, me, "POST", &files, note("One.")).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made = ask(&site, me, "POST", &files, note("Two.")).await;
    let (one, two) = (made.json["data"][0].clone(), made.json["data"][1].clone());
    assert_eq!(
        (&one["shown"], &two["title"]),
        (&json!(false), &json!("note"))
    );
    let order = json!({ "files": [
        { "id": two["id"], "title": "Conditions", "shown": true },
    ] });
    let tag = made.header("etag").to_owned();
    let save = Sent::json(order).with("if-match", tag.as_str());
    let saved = ask(&site, me, "PUT", &files, save.clone()).await;
    assert_eq!(saved.status, 200, "{}", saved.json);
    assert_eq!(saved.json["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(saved.json["data"][0]["title"], "Conditions");
    let late = ask(&site, me, "PUT", &files, save).await;
    assert_eq!(
        (late.status.as_u16(), &late.json["current"]),
        (412, &saved.json)
    );
    let content = format!("{files}/{}/content", two["id"].as_str().unwrap());
    let bytes = ask(&site, me, "GET", &content, Sent::default()).await;
    assert_eq!(bytes.json, "Two.");
    // The one that was taken away comes back by its id.
    let back = json!({ "files": [{ "id": one["id"], "title": "First", "shown": false }] });
    let back = Sent::json(back).with("if-match", "*");
    let back = ask(&site, me, "PUT", &files, back).await;
    assert_eq!(back.json["data"][0]["title"], "First", "{}", back.json);
    let other = token(&site, "other@example.com", Level::Write).await;
    let got = ask(&site, Some(&other), "GET", &content, Sent::default()).await;
    assert_eq!(got.status, 404);
}
