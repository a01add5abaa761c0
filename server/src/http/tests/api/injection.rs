//! Addresses and parameters written to become statements: every address that reads, every parameter it knows.

use super::*;
use crate::http::api::INTERFACE;
use std::time::{Duration, Instant};

const PAYLOADS: &[&str] = &[
    "zzqqx' OR '1'='1",
    "zzqqx') OR 1=1 --",
    "zzqqx'; DROP TABLE tasks; --",
    "zzqqx' UNION SELECT password_hash FROM users --",
    "zzqqx' AND 4=LIKE('ABCDEFG',UPPER(HEX(RANDOMBLOB(400000000/2)))) --",
    "-(SELECT 1)",
    "name;DROP TABLE tasks",
    "name.has('zzqqx'' OR 1=1 --')",
    "\" OR \"\"=\"",
];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_becomes_a_statement() {
    let site = site().await;
    let token = token(&site, "admin@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let new = Sent::json(json!({ "name": "Acme" }));
    assert_eq!(ask(&site, me, "POST", "/accounts", new).await.status, 201);
    let before = ask(&site, me, "GET", "/events?limit=500", Sent::default()).await;
    let (mut asked, mut addresses) = (0, 0);
    for route in &INTERFACE.routes {
        if route.method != axum::http::Method::GET {
            continue;
        }
        addresses += 1;
        let id = uuid::Uuid::from_u128(5).to_string();
        for payload in PAYLOADS {
            let payload = encoded(payload);
            let usual = in_place(&route.path, &id);
            let mut paths: Vec<String> = route
                .params
                .iter()
                .map(|param| format!("{usual}?{}={payload}", param.name))
                .collect();
            if route.path.contains("{id}") {
                paths.push(in_place(&route.path, &payload));
            }
            for path in paths {
                let begun = Instant::now();
                let got = ask(&site, me, "GET", &path, Sent::default()).await;
                assert!(begun.elapsed() < Duration::from_secs(3), "{path}");
                let data = got.json["data"].as_array().map_or(0, Vec::len);
                // Looked for as a text it finds nothing.
                let found = got.status == 200 && data > 0 && path.contains("search=");
                assert!(got.status.as_u16() < 500 && !found, "{path}: {}", got.json);
                asked += 1;
            }
        }
    }
    assert!(addresses >= 20 && asked > 300, "{addresses} {asked}");
    let after = ask(&site, me, "GET", "/events?limit=500", Sent::default()).await;
    assert_eq!(before.json, after.json);
    let tasks = ask(&site, me, "GET", "/tasks", Sent::default()).await;
    assert_eq!(tasks.status, 200);
}
