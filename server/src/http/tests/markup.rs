//! What people type is text on every page, whatever it looks like.

use super::*;
use serde_json::json;

const HOSTILE: &str = r#"<img src=x onerror=alert(1)>"'&</script><script>alert(2)</script>"#;

fn assert_is_text(page: &str, place: &str) {
    for sign in ["<img src=x", "<script>alert"] {
        assert!(!page.contains(sign), "{place}: {sign} is markup");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_markup_is_shown_as_text() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let owner = site.person("rep@example.com").await;
    let facts = shared::crm::accounts::AccountFacts {
        notes: HOSTILE.into(),
        ..shared::crm::accounts::AccountFacts::named(HOSTILE, shared::kernel::UserId(owner))
    };
    let id = shared::kernel::id::uuid_v7(1_795_424_400_000, rand::random());
    let account = json!({ "id": id, "facts": facts });
    site.ask("accounts.create", &cookie, account).await;
    for path in [format!("/accounts/{id}"), "/accounts".to_owned()] {
        let response = site.get(&path, Some(&cookie)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let page = body(response).await;
        assert!(page.contains("&lt;img src=x"), "{path} does not show it");
        assert_is_text(&page, &path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_an_address_comes_back_as_text() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let typed: String = HOSTILE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for (path, cookie) in [
        (
            format!("/sign-in?error=unauthenticated&email={typed}"),
            None,
        ),
        (format!("/sign-in?next=/{typed}"), None),
        (format!("/{typed}"), Some(cookie.as_str())),
        (format!("/opportunities?q={typed}"), Some(&cookie)),
        (format!("/accounts?q={typed}"), Some(&cookie)),
    ] {
        let page = body(site.get(&path, cookie).await).await;
        assert_is_text(&page, &path);
    }
}
