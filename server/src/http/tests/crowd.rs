//! More requests than there are places: who is not let in is told when to come again, and the server says that
//! it is well.

use super::*;
use crate::http::crowd::{Crowd, Patience};
use shared::platform::api::Level;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

async fn crowded(at_once: u32) -> Site {
    let patience = Patience {
        wave: Duration::from_millis(100),
        crush: Duration::from_millis(5),
    };
    site_with(&plain(), |state| {
        state.with_crowd(Crowd::new(at_once, patience))
    })
    .await
}

fn seconds(response: &Response<Body>) -> u32 {
    text(response, "retry-after").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_place_one_is_told_to_come_again() {
    let site = crowded(1).await;
    let cookie = site.sign_in("rep@example.com").await;
    let token = api::token(&site, "rep@example.com", Level::Read).await;
    let held = site.state.crowd.enter().await.unwrap();

    // A page that asks again by itself, in the reader's language.
    let page = Request::get("/accounts")
        .header(header::COOKIE, &cookie)
        .header(header::ACCEPT, "text/html,*/*;q=0.8")
        .header(header::ACCEPT_LANGUAGE, "fr")
        .body(Body::empty())
        .unwrap();
    let page = site.send(page).await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(seconds(&page) > 0);
    assert!(body(page).await.contains("<html lang=\"fr\""));

    // What a page's program and other programs are told.
    let call = site
        .call("session.people", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(call.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(seconds(&call) > 0);
    assert!(body(call).await.contains("Unavailable"));
    let asked = || {
        Request::get("/api/v1/accounts")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap()
    };
    let refused = site.send(asked()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(seconds(&refused) > 0);
    assert_eq!(text(&refused, "content-type"), "application/problem+json");

    // Strangers' pages need a place, too; the health page, files and streams do not.
    let room = site.get("/room/x", None).await;
    assert_eq!(room.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.get("/health", None).await.status(), StatusCode::OK);
    assert_eq!(
        site.get("/assets/none.js", None).await.status(),
        StatusCode::NOT_FOUND
    );
    let live = site.get("/live", Some(&cookie)).await;
    assert_eq!(live.status(), StatusCode::OK);

    drop(held);
    assert_eq!(site.send(asked()).await.status(), StatusCode::OK);
    let call = site
        .call("session.people", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(call.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_let_in_one_after_the_other() {
    let site = crowded(2).await;
    let cookie = site.sign_in("rep@example.com").await;
    let all = (0..40).map(|_| site.call("session.people", Some(&cookie), r#"{"request":{}}"#));
    let answers = futures::future::join_all(all).await;
    for answer in &answers {
        assert!(matches!(answer.status().as_u16(), 200 | 503));
    }
    assert!(
        answers
            .iter()
            .any(|answer| answer.status() == StatusCode::OK)
    );
    let after = site
        .call("session.people", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(after.status(), StatusCode::OK);
}

/// A body that does not come takes no place from others.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_holds_no_place() {
    let site = crowded(1).await;
    let cookie = site.sign_in("rep@example.com").await;
    let listening = site.listening().await;
    let mut slow = TcpStream::connect(listening.address).unwrap();
    let request = format!(
        "POST /call/session.people HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{{\"req"
    );
    slow.write_all(request.as_bytes()).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let call = site
        .call("session.people", Some(&cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(call.status(), StatusCode::OK);
    // It is answered when it has come to the point.
    slow.write_all(b"uest\":{}}").unwrap();
    let answer = tokio::task::spawn_blocking(move || {
        let mut answer = String::new();
        slow.read_to_string(&mut answer).map(|_| answer)
    });
    let answer = answer.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let _ = listening.tell.send(());
    listening.server.await.unwrap().unwrap();
}
