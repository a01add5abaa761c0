//! The door of mailed links that decide: what it says to whoever has none.

use super::*;

fn post(token: &str, site: &str) -> Request<Body> {
    Request::post(format!("/approve/{token}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", site)
        .body(Body::from("decision=approve&comment="))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_never_was_is_a_page_without_a_program() {
    let site = site().await;
    let token = "0".repeat(64);
    let response = site.get(&format!("/approve/{token}"), None).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let policy = text(&response, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(text(&response, "cache-control"), "no-store");
    let page = body(response).await;
    assert!(page.contains("plain-page"), "{page}");
    assert!(!page.contains("<script"), "{page}");

    // Without a session it answers the same, and from another site nothing is taken.
    let response = site.send(post(&token, "same-origin")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let response = site.send(post(&token, "cross-site")).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}
