//! A disk without room: everything is read, nothing is saved, and whoever would is told why.

use super::{PASSWORD, body, site, text};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use shared::platform::api::{CreateToken, Level, Scopes};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_read_only_until_there_is_room() {
    let site = site().await;
    let entry = site.services.sign_in("rep@example.com", PASSWORD, "", "");
    let entry = entry.await.unwrap();
    let actor = site.services.authenticate(&entry.token).await.unwrap();
    let create = CreateToken {
        name: "Test".into(),
        scopes: Scopes::all(Level::Write),
        days: None,
    };
    let actor = actor.unwrap().actor;
    let token = ports::run(&site.state.dispatcher, &actor, create).await;
    let token = token.unwrap().token;
    let account = || {
        let request = Request::post("/api/v1/accounts")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "fr");
        request.body(Body::from(r#"{"name":"Plein"}"#)).unwrap()
    };

    // No disk has so much.
    site.services.store().keep_free(i64::MAX / 2);
    // One still comes in, and reads.
    let cookie = site.sign_in("rep@example.com").await;
    let page = site.get("/accounts", Some(&cookie)).await;
    assert_eq!(page.status(), StatusCode::OK);
    let page = body(page).await;
    assert!(page.contains(r#""read_only":true"#));
    assert!(page.contains("disk is full"), "the strip says so");
    let refused = site.send(account()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(&refused, "retry-after"), "60");
    let refused = body(refused).await;
    assert!(refused.contains(r#""code":"read_only""#), "{refused}");
    assert!(refused.contains("disk_full") && refused.contains("disque"));
    let refused = site
        .call(
            "profile.set_preference",
            Some(&cookie),
            r#"{"request":{"preference":{"Theme":"dark"}}}"#,
        )
        .await;
    let (status, refused) = (refused.status(), body(refused).await);
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{refused}");
    assert!(refused.contains("disk_full"), "{refused}");
    // A load balancer goes on sending people here: pages are read.
    let health = site.get("/healthz", None).await;
    assert_eq!(health.status(), StatusCode::OK);
    assert_eq!(body(health).await, "read-only");

    site.services.store().keep_free(0);
    let made = site.send(account()).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let page = body(site.get("/accounts", Some(&cookie)).await).await;
    assert!(page.contains(r#""read_only":false"#));
    assert_eq!(body(site.get("/healthz", None).await).await, "ok");
}
