//! Every address there is: its answer says what a browser may do with it.

use super::*;
use crate::http::api::INTERFACE;
use std::collections::BTreeSet;

/// An address with something in the place of its parameters.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.starts_with([':', '{', '*']) {
            "019b76da-a800-7000-8000-000000000000"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_has_its_security_headers() {
    let serve = crate::cli::Serve {
        public_url: Some("https://crm.example.com".into()),
        ..plain()
    };
    let site = site_as(&serve).await;
    let cookie = site.sign_in("admin@example.com").await;
    let pages: Vec<String> = leptos_axum::generate_route_list(app::App)
        .iter()
        .map(|route| filled(route.path()))
        .collect();
    let interface = INTERFACE
        .routes
        .iter()
        .map(|route| filled(&format!("/api/v1{}", route.path)));
    let others = [
        "/health",
        "/web/lead-form",
        "/assets/none.js",
        "/export/x.csv",
        "/room/x",
        "/files/account/019b76da-a800-7000-8000-000000000000/019b76da-a800-7000-8000-000000000000",
    ];
    let all: BTreeSet<String> = pages
        .iter()
        .cloned()
        .chain(interface)
        .chain(others.map(str::to_owned))
        .collect();
    assert!(
        pages.len() > 30 && all.len() > 80,
        "{} {}",
        pages.len(),
        all.len()
    );
    let mut nonces = BTreeSet::new();
    for path in &all {
        let response = site.get(path, Some(&cookie)).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
        ] {
            assert_eq!(text(&response, name), value, "{path}: {name}");
        }
        let policy = text(&response, "content-security-policy");
        let loose = ["unsafe-inline", "'unsafe-eval'", "http:", "https:", " *"];
        assert!(!policy.is_empty(), "{path}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !loose.iter().any(|word| policy.contains(word)),
            "{path}: {policy}"
        );
        // A page that runs something says which, and never twice the same.
        if let Some((_, rest)) = policy.split_once("'nonce-") {
            let nonce = rest.split('\'').next().unwrap_or_default().to_owned();
            assert!(
                nonce.len() >= 16 && nonces.insert(nonce),
                "{path}: {policy}"
            );
        }
    }
    assert!(nonces.len() > 30, "{}", nonces.len());
}
