//! The rooms of quotes, from outside and without a link.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_link_there_is_neither_slide_nor_picture() {
    let site = site().await;
    let id = uuid::Uuid::nil();
    for path in ["", "/slides", &format!("/picture/{id}"), "/document"] {
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
}
