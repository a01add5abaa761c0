//! The rooms of quotes, from outside and without a link.

use super::*;

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
