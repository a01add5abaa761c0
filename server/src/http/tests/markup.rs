//! What people type is text on every page, whatever it looks like.

use super::*;
use serde_json::json;

const HOSTILE: &str = r#"<img src=x onerror=alert(1)>"'&</script><script>alert(2)</script>"#;

/// A hundred more, one a line; they are written into every field in `services`.
const PAYLOADS: &str = include_str!("../../../services/tests/it/bad_input/markup.txt");

/// The tags of a page outside its scripts, each with its attributes: what a browser would act on.
fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let named = after.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if !named {
            continue;
        }
        let (tag, attributes, behind) = tag(after);
        rest = behind;
        if tag == "script" || tag == "style" {
            let end = format!("</{tag}");
            rest = rest
                .split_once(end.as_str())
                .map_or("", |(_, behind)| behind);
        }
        found.push((tag, attributes));
    }
    found
}

/// The name of a tag, its attributes, and what stands behind it.
fn tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let end = |letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '=');
    let name = text.split(end).next().unwrap_or_default();
    let mut rest = &text[name.len()..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (name.to_lowercase(), attributes, rest);
        }
        let key = rest.split(end).next().unwrap_or_default();
        rest = &rest[key.len().max(1).min(rest.len())..];
        let mut value = "";
        if key.is_empty() {
            continue;
        }
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after
                .chars()
                .next()
                .filter(|sign| matches!(sign, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((after, "")),
                None => after.split_at(
                    after
                        .find(|l: char| l.is_whitespace() || l == '>')
                        .unwrap_or(after.len()),
                ),
            };
        }
        attributes.push((key.to_lowercase(), value.to_lowercase()));
    }
}

/// What of a page runs, or leads to what does.
fn runs(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (tag, attributes) in tags(page) {
        if matches!(
            tag.as_str(),
            "iframe" | "object" | "embed" | "base" | "math"
        ) {
            found.push(tag.clone());
        }
        for (name, value) in attributes {
            let scheme = ["javascript:", "vbscript:", "data:text"];
            let leads = scheme.iter().any(|scheme| value.trim().starts_with(scheme));
            if name.starts_with("on") || name == "srcdoc" || name == "style" || leads {
                found.push(format!("{tag} {name}={value}"));
            }
        }
    }
    found
}

#[test]
fn what_would_run_is_found() {
    for page in [
        "<p>a</p><img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<input value=\"\" onfocus=alert(1) x=\"\">",
        "<script>1</script><svg/onload=alert(1)>",
        "<iframe src=x>",
    ] {
        assert_eq!(runs(page).len(), 1, "{page}");
    }
    let text = "<p title=\"a > b' onclick=x\">&lt;img onerror=x&gt; 1 < 2</p><script>a<b onload=c</script>";
    assert_eq!(runs(text), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_texts_that_would_run_run_on_no_page() {
    let site = site().await;
    let cookie = site.sign_in("rep@example.com").await;
    let owner = site.person("rep@example.com").await;
    let shown = async |text: &str| -> String {
        let facts = shared::crm::accounts::AccountFacts {
            notes: text.into(),
            city: text.into(),
            ..shared::crm::accounts::AccountFacts::named(text, shared::kernel::UserId(owner))
        };
        let id = shared::kernel::id::uuid_v7(1_795_424_400_000, rand::random());
        let account = json!({ "id": id, "facts": facts });
        site.ask("accounts.create", &cookie, account).await;
        let path = format!("/accounts/{id}");
        let mut answer = site.get(&path, Some(&cookie)).await;
        // Beside many others no connection may be free in time: that is another page.
        for _ in 0..20 {
            if answer.status() == StatusCode::OK {
                break;
            }
            answer = site.get(&path, Some(&cookie)).await;
        }
        body(answer).await
    };
    // Of a page's own scripts there are as many as its parts take to come; each has the nonce, which no text can know.
    let scripts = |page: &str| {
        let own =
            |attributes: &[(String, String)]| attributes.iter().any(|(name, _)| name == "nonce");
        let tags = tags(page);
        let tags = tags.iter().filter(|(tag, _)| tag == "script");
        tags.filter(|(_, attributes)| !own(attributes)).count()
    };
    let plain = shown("Acme").await;
    assert_eq!(runs(&plain), Vec::<String>::new());
    let mut told = 0;
    for payload in PAYLOADS.lines() {
        let page = shown(payload).await;
        assert_eq!(runs(&page), Vec::<String>::new(), "{payload}");
        assert_eq!(scripts(&page), scripts(&plain), "{payload}");
        told += usize::from(page.contains("alert(1)") || page.contains("evil.example"));
    }
    assert!(told > 90, "{told}");
    let list = body(site.get("/accounts", Some(&cookie)).await).await;
    assert_eq!(runs(&list), Vec::<String>::new());
}

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
