//! The file of a full export: whole, for who may have it, and kept by nobody on the way.

use super::{Site, body, site, text};
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::kernel::LocalText;
use shared::kernel::id::uuid_v7;
use shared::platform::fields::{CustomField, FieldKind, Holder};
use std::time::Duration;

async fn exports(site: &Site, cookie: &str, operation: &str) -> Vec<Value> {
    let answer = site
        .call(operation, Some(cookie), r#"{"request":{}}"#)
        .await;
    assert_eq!(answer.status(), StatusCode::OK, "{operation}");
    serde_json::from_str(&body(answer).await).unwrap()
}

/// The export under way, once it is written.
async fn written(site: &Site, cookie: &str) -> Value {
    for _ in 0..600 {
        let latest = exports(site, cookie, "export.read").await.remove(0);
        if latest["state"] != "running" {
            return latest;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the export does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_sent_whole_to_administrators_alone() {
    let site = site().await;
    let admin = site.sign_in("admin@example.com").await;
    let rep = site.sign_in("rep@example.com").await;
    exports(&site, &admin, "export.start").await;
    let one = written(&site, &admin).await;
    assert_eq!(one["state"], "done");
    let path = format!("/admin/export/{}/file", one["id"].as_str().unwrap());
    let refused = site.get(&path, Some(&rep)).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    // A stranger is led to the sign-in.
    assert_ne!(site.get(&path, None).await.status(), StatusCode::OK);
    let file = site.get(&path, Some(&admin)).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(text(&file, "content-type"), "application/zip");
    assert_eq!(text(&file, "cache-control"), "private, no-store");
    let disposition = text(&file, "content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"jalon-"),
        "{disposition}"
    );
    assert_eq!(text(&file, "content-length"), one["size"].to_string());
    let bytes = axum::body::to_bytes(file.into_body(), 100_000_000)
        .await
        .unwrap();
    assert_eq!(bytes.len() as u64, one["size"].as_u64().unwrap());
    assert!(bytes.starts_with(b"PK\x03\x04"));
    // The path on the server is nobody's business.
    let folder = site.directory.path().display().to_string();
    let told = serde_json::to_string(&exports(&site, &admin, "export.read").await).unwrap();
    assert!(!told.contains(&folder));
    let unknown = format!("/admin/export/{}/file", uuid::Uuid::from_u128(7));
    let nothing = site.get(&unknown, Some(&admin)).await;
    assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_list_has_the_columns_of_its_page() {
    let site = site().await;
    let admin = site.sign_in("admin@example.com").await;
    let rep = site.sign_in("rep@example.com").await;
    let field = CustomField {
        id: uuid_v7(1_795_424_400_000, rand::random()),
        version: 0,
        number: 0,
        holder: Holder::Account,
        key: "tier".into(),
        label: LocalText::new("Tier", "Niveau"),
        kind: FieldKind::Text,
        options: Vec::new(),
        help: LocalText::default(),
        required: false,
        position: 0,
        archived: false,
    };
    site.ask("fields.save", &admin, json!({ "field": field }))
        .await;
    let head = async |path: &str, cookie: &str| {
        let file = body(site.get(path, Some(cookie)).await).await;
        file.lines().next().unwrap_or_default().to_owned()
    };
    let own = "/export/accounts.csv?cols=name,custom.tier&sort=-custom.tier";
    assert_eq!(head(own, &rep).await, "\u{feff}Name,Tier");
    // What is shown to some is not in the file of others.
    let costs = "/export/products.csv?cols=name,cost";
    assert_eq!(head(costs, &admin).await, "\u{feff}Name,Cost per unit");
    assert_eq!(head(costs, &rep).await, "\u{feff}Name");
}
