//! What a browser keeps to answer without a network.

use super::{body, site, text};
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_for_everybody_and_the_pages_it_keeps_are_not() {
    let site = site().await;
    let worker = site.get("/sw.js", None).await;
    assert_eq!(worker.status(), StatusCode::OK);
    assert_eq!(text(&worker, "cache-control"), "no-cache");
    assert!(text(&worker, "content-type").starts_with("text/javascript"));
    assert_eq!(text(&worker, "x-content-type-options"), "nosniff");
    let policy = text(&worker, "content-security-policy");
    assert_eq!(policy, "default-src 'none'; connect-src 'self'");
    for page in ["/offline", "/quotes/offline"] {
        let answer = site.get(page, None).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_page_has_the_nonce_of_its_policy() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let page = site.get("/quotes/offline", Some(&cookie)).await;
    assert_eq!(page.status(), StatusCode::OK);
    let policy = text(&page, "content-security-policy");
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    let (nonce, _) = rest.split_once('\'').unwrap();
    assert!(policy.contains("worker-src 'self'"), "{policy}");
    let html = body(page).await;
    assert!(html.contains("<h1") && html.contains("Quotes without a network"));
    // Every script that runs has it: what is kept with the policy runs under it as on the first day.
    let scripts = html
        .split("<script")
        .skip(1)
        .filter(|script| !script.starts_with(" type=\"application/json\""));
    for script in scripts {
        let (head, _) = script.split_once('>').unwrap();
        assert!(head.contains(&format!("nonce=\"{nonce}\"")), "{head}");
    }
    let notice = site.get("/offline", Some(&cookie)).await;
    let policy = text(&notice, "content-security-policy");
    assert!(policy.contains("style-src 'self'") && !policy.contains("script-src"));
    assert!(body(notice).await.contains("No network"));
}
