//! Providers of single sign-on, the company's look and the finder over the interface.

use super::*;
use shared::kernel::ProviderId;
use shared::platform::sso::{ProviderDraft, SaveProvider};

/// The one who runs a provider signs in as anybody it names: a token that is lost must not be able to let one in.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_reads_providers_and_their_ways_in_are_opened_at_the_screen() {
    let site = site().await;
    let secret = "s3cret-of-the-provider";
    let session = site.services.sign_in("admin@example.com", PASSWORD, "", "");
    let session = session.await.unwrap().token;
    let admin = site.services.authenticate(&session).await.unwrap().unwrap();
    let id = ProviderId(uuid::Uuid::from_u128(77));
    let save = SaveProvider {
        id,
        version: 0,
        draft: ProviderDraft {
            name: "Directory".to_owned(),
            issuer: "https://id.example.com".to_owned(),
            client_id: "jalon".to_owned(),
            ..ProviderDraft::blank()
        },
        secret: Some(secret.to_owned()),
    };
    ports::run(&site.state.dispatcher, &admin.actor, save)
        .await
        .unwrap();
    let key = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(key.as_str());
    let place = format!("/sign-in-providers/{id}");
    let one = ask(&site, me, "GET", &place, Sent::default()).await;
    assert_eq!(
        (&one.json["name"], &one.json["has_secret"]),
        (&json!("Directory"), &json!(true)),
    );
    let all = ask(&site, me, "GET", "/sign-in-providers", Sent::default()).await;
    assert_eq!(all.json["total"], 1);
    for got in [&one, &all] {
        let text = got.json.to_string();
        assert!(
            !text.contains(secret) && !text.contains("\"secret\""),
            "{text}"
        );
    }
    let new =
        json!({ "name": "Other", "issuer": "https://evil.example.com", "client_id": "jalon" });
    let test = json!({ "issuer": "https://127.0.0.1" });
    for (method, path, body, status) in [
        ("POST", "/sign-in-providers", new.clone(), 405),
        ("PATCH", place.as_str(), new, 405),
        ("DELETE", place.as_str(), Value::Null, 405),
        ("POST", "/sign-in-providers/test", test, 404),
    ] {
        let sent = match method {
            "DELETE" => Sent::default(),
            _ => Sent::json(body),
        };
        let sent = sent.with("if-match", "*");
        let refused = ask(&site, me, method, path, sent).await;
        assert_eq!(refused.status, status, "{method} {path}: {}", refused.json);
    }
    let after = ask(&site, me, "GET", &place, Sent::default()).await;
    assert_eq!(after.json, one.json);
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let refused = ask(
        &site,
        Some(&rep),
        "GET",
        "/sign-in-providers",
        Sent::default(),
    )
    .await;
    assert_eq!(refused.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_and_the_finder_are_saved_whole_on_the_version_that_was_read() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(admin.as_str());
    let questions = json!([{ "key": "seats", "name": { "en": "Seats?", "fr": "Places ?" }, "kind": "number", "min": 1, "max": 9, "step": 1 }]);
    for (path, first, second) in [
        (
            "/branding",
            json!({ "accent": "#ffd400" }),
            json!({ "accent": null }),
        ),
        (
            "/product-finder",
            json!({ "guide": questions }),
            json!({ "guide": [] }),
        ),
    ] {
        let before = ask(&site, me, "GET", path, Sent::default()).await;
        assert_eq!(before.status, 200, "{path}: {}", before.json);
        let tag = before.header("etag").to_owned();
        let save = |body: Value| Sent::json(body).with("if-match", tag.as_str());
        let saved = ask(&site, me, "PUT", path, save(first)).await;
        assert_eq!(saved.status, 200, "{path}: {}", saved.json);
        assert_ne!(saved.header("etag"), tag);
        let late = ask(&site, me, "PUT", path, save(second.clone())).await;
        assert_eq!(
            (late.status.as_u16(), &late.json["current"]),
            (412, &saved.json)
        );
        let read = ask(&site, me, "GET", path, Sent::default()).await;
        assert_eq!(read.json, saved.json, "{path}");
        let again = Sent::json(second).with("if-match", "*");
        let again = ask(&site, me, "PUT", path, again).await;
        assert_eq!(again.status, 200, "{path}: {}", again.json);
        let rep = token(&site, "rep@example.com", Level::Write).await;
        let refused = Sent::json(json!({ "guide": [] })).with("if-match", "*");
        let refused = if path == "/branding" {
            Sent::json(json!({})).with("if-match", "*")
        } else {
            refused
        };
        let refused = ask(&site, Some(&rep), "PUT", path, refused).await;
        assert_eq!(refused.status, 403, "{path}");
    }
    let both = json!({ "logo": { "hash": "ab", "content": "" } });
    let refused = Sent::json(both).with("if-match", "*");
    let refused = ask(&site, me, "PUT", "/branding", refused).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
}
