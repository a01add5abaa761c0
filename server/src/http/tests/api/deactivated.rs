//! The token of somebody who was deactivated: every address refuses it at once, and what it kept open ends.

use super::*;
use crate::http::api::INTERFACE;
use futures::StreamExt as _;
use std::time::Duration;

/// A site whose pages and streams look often whether they may go on, and count no requests.
async fn quick() -> Site {
    let serve = crate::cli::Serve {
        api_rate: 1_000_000,
        ..super::super::plain()
    };
    super::super::site_with(&serve, |state| {
        state.with_pace(crate::http::live::Pace {
            beat: Duration::from_millis(50),
            recheck: Duration::from_millis(100),
        })
    })
    .await
}

async fn set_active(site: &Site, admin: &str, person: &Value, active: bool) {
    let place = format!("/users/{}", person.as_str().unwrap());
    let patch = Sent::json(json!({ "active": active })).with("if-match", "*");
    let done = ask(site, Some(admin), "PATCH", &place, patch).await;
    assert_eq!(done.status, 200, "{}", done.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_refuses_it_at_once() {
    let site = quick().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let other = token(&site, "other@example.com", Level::Write).await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let cookie = site.sign_in("rep@example.com").await;
    let me = Some(rep.as_str());
    let made = Sent::json(json!({ "name": "Acme" }));
    let made = ask(&site, me, "POST", "/accounts", made).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let owner = made.json["owner_id"].clone();
    let stream = Request::get("/api/v1/events")
        .header(header::AUTHORIZATION, format!("Bearer {rep}"))
        .header(header::ACCEPT, "text/event-stream")
        .body(Body::empty())
        .unwrap();
    let stream = site.send(stream).await;
    assert_eq!(stream.status(), StatusCode::OK);
    set_active(&site, &admin, &owner, false).await;

    let before = ask(&site, Some(&admin), "GET", "/accounts", Sent::default()).await;
    let mut asked = 0;
    for route in &INTERFACE.routes {
        let path = in_place(&route.path, &uuid::Uuid::from_u128(5).to_string());
        let verb = route.method.as_str();
        let sent = match verb {
            "GET" => Sent::default(),
            _ => Sent::json(json!({ "name": "Sent too late" })).with("if-match", "*"),
        };
        let got = ask(&site, me, verb, &path, sent).await;
        // Fifty such ones slow an address down.
        let refused = matches!(got.status.as_u16(), 401 | 429);
        assert!(refused, "{verb} {path}: {} {}", got.status, got.json);
        asked += 1;
    }
    assert!(asked > 200, "{asked}");
    let after = ask(&site, Some(&admin), "GET", "/accounts", Sent::default()).await;
    assert_eq!(before.json, after.json);
    // So do pages, and what they ask.
    let page = site.get("/accounts", Some(&cookie)).await;
    assert!(page.status().is_redirection(), "{}", page.status());
    let call = site.call("session.people", Some(&cookie), r#"{"request":{}}"#);
    assert_eq!(call.await.status(), StatusCode::UNAUTHORIZED);
    // The stream that was open ends.
    let mut body = std::pin::pin!(stream.into_body().into_data_stream());
    let end = async { while body.next().await.is_some_and(|part| part.is_ok()) {} };
    let ended = tokio::time::timeout(Duration::from_secs(10), end).await;
    assert!(ended.is_ok(), "the stream goes on");
    // Nobody else is refused for it.
    let good = ask(&site, Some(&other), "GET", "/accounts", Sent::default()).await;
    assert_eq!(good.status, 200);
}
