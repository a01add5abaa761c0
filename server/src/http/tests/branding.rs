//! The company's look over HTTP: on the sign-in page, under addresses that are kept, in the interface.

use super::{Site, body, site, text};
use axum::http::StatusCode;
use serde_json::json;
use shared::platform::branding::Brand;

/// A picture that can be drawn, in Base64.
fn logo() -> String {
    use base64::Engine as _;
    let bytes = include_bytes!("../../../services/src/platform/demo/pictures/logo.png");
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

async fn branded(site: &Site) -> (String, Brand) {
    let cookie = site.sign_in("admin@example.com").await;
    let request = json!({
        "accent": "#ffd400",
        "logo": { "kind": "new", "content": logo() },
        "icon": { "kind": "none" },
        "version": 0,
    });
    let request = json!({ "request": request }).to_string();
    let answer = site.call("branding.save", Some(&cookie), request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let brand = serde_json::from_str(&body(answer).await).unwrap();
    (cookie, brand)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_sees_the_companys_look() {
    let site = site().await;
    let plain = body(site.get("/sign-in", None).await).await;
    assert!(plain.contains("brand-mark") && !plain.contains("brand-sheet"));
    let (cookie, brand) = branded(&site).await;
    let address = brand.logo.unwrap().address();
    for (path, cookie) in [("/sign-in", None), ("/settings", Some(cookie.as_str()))] {
        let page = site.get(path, cookie).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        // No style in the page, none from elsewhere.
        let policy = text(&page, "content-security-policy");
        assert!(policy.contains("style-src 'self';"), "{path}: {policy}");
        let html = body(page).await;
        assert!(html.contains(&address), "{path}");
        assert!(html.contains("href=\"/brand/ffd400.css\""), "{path}");
    }
    // The picture and the sheet are for everybody, for ever, and nothing of them runs.
    for (path, kind) in [
        (address.as_str(), "image/png"),
        ("/brand/ffd400.css", "text/css; charset=utf-8"),
    ] {
        let file = site.get(path, None).await;
        assert_eq!(file.status(), StatusCode::OK, "{path}");
        assert_eq!(text(&file, "content-type"), kind);
        assert!(text(&file, "cache-control").contains("immutable"), "{path}");
        assert_eq!(text(&file, "x-content-type-options"), "nosniff");
        let policy = text(&file, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
    for path in [
        "/brand/FFD400.css",
        "/brand/x.css",
        "/brand/.css",
        "/brand/%22%7D.css",
        "/brand/0000",
        "/brand/..%2fjalon.db",
    ] {
        let nothing = site.get(path, None).await;
        assert_eq!(nothing.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(text(&nothing, "cache-control"), "no-store", "{path}");
    }
}
