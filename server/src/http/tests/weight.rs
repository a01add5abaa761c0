//! What a page weighs: it sends what is seen first, and each thing once.

use super::*;
use serde_json::json;
use std::collections::BTreeSet;

async fn board_of_thirty(site: &Site) -> String {
    let rep = site.sign_in("rep@example.com").await;
    for number in 0..30 {
        site.deal(&rep, &format!("Deal {number}")).await;
    }
    rep
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_sends_the_first_cards_of_a_column_and_counts_them_all() {
    let site = site().await;
    let rep = board_of_thirty(&site).await;
    let page = body(site.get("/pipeline", Some(&rep)).await).await;
    let times = |word: &str| page.matches(word).count();
    assert_eq!(times(r#"id="card-"#), 10, "cards that are drawn");
    assert_eq!(times("close_date_pushes"), 10, "cards as data");
    assert!(times(">30<") >= 1, "the column counts all of them");
    assert_eq!(times("loss_reasons"), 1, "pipelines are read and sent once");
    assert_eq!(times("stroke-linecap"), 0, "how icons are drawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_sent_compressed_and_comes_back_whole() {
    let site = site().await;
    let rep = board_of_thirty(&site).await;
    let plain = body(site.get("/pipeline", Some(&rep)).await).await;
    let request = Request::get("/pipeline")
        .header(header::COOKIE, &rep)
        .header(header::ACCEPT_ENCODING, "gzip, br");
    let answer = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(text(&answer, "content-encoding"), "br");
    let packed = axum::body::to_bytes(answer.into_body(), 10_000_000)
        .await
        .unwrap();
    assert!(
        packed.len() * 4 < plain.len(),
        "{} of {}",
        packed.len(),
        plain.len()
    );
    let (mut rest, mut unpacked): (&[u8], _) = (&packed, Vec::new());
    brotli_decompressor::BrotliDecompress(&mut rest, &mut unpacked).unwrap();
    let unpacked = String::from_utf8(unpacked).unwrap();
    assert_eq!(unpacked.matches(r#"id="card-"#).count(), 10);
    assert!(unpacked.contains("crash-banner"), "to its end");
}

/// What a page's parts have read, as it is sent with them.
fn sent(page: &str) -> Vec<&str> {
    let parts = page.split("__RESOLVED_RESOURCES[").skip(1);
    parts
        .filter_map(|part| part.split_once("] = \"")?.1.split("\";").next())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_reads_and_sends_each_of_its_parts_once() {
    let site = site().await;
    let rep = site.sign_in("rep@example.com").await;
    let owner = shared::kernel::UserId(site.person("rep@example.com").await);
    let facts = shared::crm::accounts::AccountFacts::named("Acme", owner);
    let id = shared::kernel::id::uuid_v7(1_795_424_400_000, rand::random());
    let account = json!({ "id": id, "facts": facts });
    site.ask("accounts.create", &rep, account).await;
    let page = body(site.get(&format!("/accounts/{id}"), Some(&rep)).await).await;
    let sent = sent(&page);
    assert!(sent.len() > 4, "{sent:?}");
    // Short answers may say the same of different things: that there is nothing.
    let long: Vec<_> = sent.into_iter().filter(|text| text.len() > 60).collect();
    let once: BTreeSet<_> = long.iter().collect();
    assert_eq!(once.len(), long.len(), "{long:#?}");
}
