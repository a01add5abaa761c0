//! The rooms of quotes, from outside: with a link and without one.

use super::*;
use futures::stream;
use services::platform::auth::token_hash;
use shared::cpq::quotes::ops::CreateQuote;
use shared::kernel::id::uuid_v7;
use shared::kernel::{Instant, QuoteId};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};

/// The token of a room; its quote was never sent, which a visitor is told like a withdrawn one.
pub(super) async fn opened(site: &Site) -> String {
    let rep = site.sign_in("rep@example.com").await;
    let id = uuid_v7(1_795_424_400_000, rand::random());
    let create = CreateQuote {
        id: QuoteId(id),
        opportunity_id: None,
        account_id: None,
        price_book_id: None,
        title: "Offer".into(),
        language: None,
        template_id: None,
    };
    site.ask("quotes.create", &rep, serde_json::json!(create))
        .await;
    let token = "1".repeat(64);
    let mut session = site.services.store().write().await.unwrap();
    let (hash, whose) = (token_hash(&token), ("Camille Roux", ""));
    let at = Instant(1_795_424_400_000);
    let inserted = store::cpq::rooms::insert(&mut session, id, QuoteId(id), &hash, whose, at).await;
    assert!(inserted.unwrap());
    session.commit().await.unwrap();
    token
}

/// A form that tells whether somebody asked for it.
fn watched(asked: &Arc<AtomicBool>) -> Body {
    let asked = asked.clone();
    Body::from_stream(stream::once(async move {
        asked.store(true, Ordering::Relaxed);
        Ok::<_, Infallible>("name=Camille")
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_to_a_link_is_read_only_when_it_leads_to_a_room() {
    let site = site().await;
    let token = opened(&site).await;
    let send = async |token: &str, path: &str| {
        let asked = Arc::new(AtomicBool::new(false));
        let request = Request::post(format!("/room/{token}{path}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(watched(&asked))
            .unwrap();
        let status = site.send(request).await.status();
        (status, asked.load(Ordering::Relaxed))
    };
    for path in ["", "/slides", "/ask", "/accept", "/decline", "/seen"] {
        let refused = send(&"0".repeat(64), path).await;
        assert_eq!(refused, (StatusCode::NOT_FOUND, false), "{path}");
        let (status, read) = send(&token, path).await;
        assert!(read && status != StatusCode::NOT_FOUND, "{path}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_link_there_is_neither_slide_nor_picture() {
    let site = site().await;
    let id = uuid::Uuid::nil();
    let (picture, file) = (format!("/picture/{id}"), format!("/file/{id}"));
    for path in ["", "/slides", &picture, &file, "/document", "/certificate"] {
        let response = site
            .get(&format!("/room/{}{path}", "0".repeat(64)), None)
            .await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let policy = text(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
    // The same picture by its own address is for those who are signed in.
    let path = format!("/pictures/{id}");
    let response = site.get(&path, None).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = site.sign_in("rep@example.com").await;
    let response = site.get(&path, Some(&cookie)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    // So is a file of a quote.
    let path = format!("/quotes/{id}/files/{id}");
    let response = site.get(&path, None).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let response = site.get(&path, Some(&cookie)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_four_megabytes_gets_in_at_its_own_door_and_no_other() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let id = uuid::Uuid::nil();
    let content = "YWFh".repeat(4 * 1024 * 1024 / 3);
    let request = serde_json::json!({ "request": {
        "quote_id": id, "id": id, "file_name": "large.txt", "content": content, "shown": true,
    }});
    let text = request.to_string();
    let response = site
        .call("attachments.add", Some(&cookie), text.clone())
        .await;
    // There is no such quote; its size is no reason to refuse it.
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let response = site.call("quotes.move", Some(&cookie), text).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_of_ten_thousand_lines_gets_in_where_quotes_are_saved() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let filled = |bytes: usize| format!("{{\"request\":\"{}\"}}", "a".repeat(bytes));
    for call in ["quotes.save", "offline.send"] {
        let response = site.call(call, Some(&cookie), filled(7_000_000)).await;
        // It is no quote; its size is no reason to refuse it.
        assert_ne!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{call}");
        let response = site.call(call, Some(&cookie), filled(9_000_000)).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{call}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_seller_looks_at_is_no_reading_of_the_customers() {
    let site = site().await;
    let token = opened(&site).await;
    let cookie = site.sign_in("rep@example.com").await;
    let look = async |cookie: &str| {
        let request = Request::post(format!("/room/{token}/seen"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Body::from("part=lines"))
            .unwrap();
        let status = site.send(request).await.status();
        let mut session = site.services.store().read().await.unwrap();
        let sql = "SELECT COUNT(*) FROM room_visits";
        let (visits,): (i64,) = session.one(sql, store::args![]).await.unwrap();
        (status, visits)
    };
    assert_eq!(look(&cookie).await, (StatusCode::NO_CONTENT, 0));
    // Nobody's cookie is nobody's session.
    assert_eq!(look("other=1").await, (StatusCode::NO_CONTENT, 1));
}
