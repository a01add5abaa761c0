//! The sign-in by passkey from outside: offered where there is a name, and nothing but an answer opens it.

use super::*;
use services::platform::mail::{Deployment, Folder};
use shared::kernel::Instant;

/// Served at a name over encryption.
async fn named() -> Site {
    let site = site_as(&Serve {
        public_url: Some("https://crm.example.com".to_owned()),
        ..plain()
    })
    .await;
    site.services.deploy(Deployment {
        base_url: "https://crm.example.com".into(),
        from: "Jalon <jalon@example.com>".parse().unwrap(),
        mailer: Arc::new(Folder::new("unused".into())),
        started_at: Instant(0),
    });
    site
}

fn form(path: &str, fields: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_is_there_where_passkeys_are() {
    let page = body(site().await.get("/sign-in", None).await).await;
    assert!(!page.contains("passkey-form") && !page.contains("webauthn"));
    let site = named().await;
    let page = body(site.get("/sign-in?next=/quotes", None).await).await;
    assert!(page.contains("Sign in with a passkey"), "{page}");
    assert!(page.contains("action=\"/sign-in/passkey\""));
    assert!(page.contains("autocomplete=\"username webauthn\""));
    let nonce = page.split("<script type=\"module\" nonce=\"").nth(1);
    let script = nonce.unwrap().split("</script>").next().unwrap();
    assert!(script.contains("/sign-in/passkey/ask"), "{script}");
    let page = body(site.get("/sign-in?error=passkey_unknown", None).await).await;
    assert!(page.contains("This passkey is not known here."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_belongs_to_its_browser() {
    let none = site().await.send(form("/sign-in/passkey/ask", "")).await;
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(text(&none, "set-cookie"), "");
    let site = named().await;
    let asked = site.send(form("/sign-in/passkey/ask", "")).await;
    assert_eq!(asked.status(), StatusCode::OK);
    let cookie = text(&asked, "set-cookie");
    for part in [
        "__Host-jalon-passkey=",
        "HttpOnly",
        "SameSite=Lax",
        "Max-Age=300",
        "Secure",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let question: serde_json::Value = serde_json::from_str(&body(asked).await).unwrap();
    assert_eq!(question["party"], "crm.example.com");
    assert_eq!(question["challenge"].as_str().unwrap().len(), 43);
    // The half the browser keeps is not told beside it.
    assert_eq!(question["ticket"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_opens_nothing() {
    let site = named().await;
    for (fields, location) in [
        ("", "/sign-in?error=passkey_unreadable&next=/"),
        (
            "answer=nonsense&next=/quotes",
            "/sign-in?error=passkey_unreadable&next=/quotes",
        ),
        (
            "answer=%7B%22credential%22%3A%22AA%22%2C%22client_data%22%3A%22AA%22%2C%22authenticator_data%22%3A%22AA%22%2C%22signature%22%3A%22AA%22%7D&next=//evil.example",
            "/sign-in?error=passkey_unreadable&next=/",
        ),
    ] {
        let response = site.send(form("/sign-in/passkey", fields)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(text(&response, "location"), location);
        let cookie = text(&response, "set-cookie");
        assert!(cookie.starts_with("__Host-jalon-passkey=;"), "{cookie}");
    }
    let foreign = Request::post("/sign-in/passkey/ask")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.send(foreign).await.status(), StatusCode::FORBIDDEN);
}
