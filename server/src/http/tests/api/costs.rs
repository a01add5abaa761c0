//! What a product costs, and what is earned by it, at every door somebody without the right to it has: addresses of
//! the interface, lists, exports, search, history and pages.

use super::*;
use crate::http::api::INTERFACE;

/// The cost of a unit in the company's currency, whatever it is written in: ten-thousandths, cents, with or without
/// signs between. Nothing else here has these digits.
const COST: &str = "730917";
/// What is left of the price.
const MARGIN: &str = "269083";

/// Whether a text tells it, also as a page writes numbers.
fn tells(text: &str) -> bool {
    // Colours, hashes and ids are letters and digits; numbers are digits.
    let digits: String = text
        .chars()
        .filter(|letter| !matches!(letter, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '\''))
        .collect();
    [COST, MARGIN].iter().any(|number| digits.contains(number))
}

struct Sold {
    product: String,
    book: String,
    deal: String,
    quote: String,
}

async fn make(site: &Site, me: Option<&str>, path: &str, body: Value) -> Value {
    let sent = Sent::json(body).with("if-match", "*");
    let made = ask(site, me, "POST", path, sent).await;
    assert!(made.status.is_success(), "{path}: {}", made.json);
    made.json
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// A representative's quote over a product whose cost an administrator wrote down.
async fn sold(site: &Site, admin: &str, rep: &str) -> Sold {
    let (admin, rep) = (Some(admin), Some(rep));
    let product = json!({
        "sku": "S-1", "name": { "en": "Seat", "fr": "Siège" }, "cost": 7_309_170_000_i64,
        "tax": { "category": "S", "rate": 2_000 }
    });
    let product = make(site, admin, "/products", product).await;
    let book = json!({ "name": "List", "currency": "EUR" });
    let book = make(site, admin, "/price-books", book).await;
    let entry = json!({
        "id": uuid::Uuid::from_u128(0x0193_6f2e_7c1a_7000_8000_0000_0000_0001),
        "product_id": product["id"], "charge": "one_time", "unit_price": 10_000_000_000_i64,
        "tier_mode": "none", "tiers": []
    });
    let save = format!("/price-books/{}/save-entry", id(&book));
    make(site, admin, &save, entry).await;
    let pipelines = ask(site, rep, "GET", "/pipelines", Sent::default()).await;
    let account = make(site, rep, "/accounts", json!({ "name": "Acme" })).await;
    let deal = json!({
        "name": "Deal", "pipeline_id": pipelines.json["data"][0]["id"], "account_id": account["id"],
        "amount": { "minor": 100_000_000, "currency": "EUR" }, "close_date": "2027-12-18"
    });
    let deal = make(site, rep, "/opportunities", deal).await;
    let quote = json!({ "opportunity_id": deal["id"], "title": "Offer" });
    let quote = make(site, rep, "/quotes", quote).await;
    let price = json!({
        "charge": "one_time", "quantity": 10_000, "list_price": 10_000_000_000_i64, "manual_price": null,
        "tier_mode": "none", "tiers": [], "floor": null, "cost": null, "discount": 0,
        "tax": { "category": "S", "rate": 2_000 }, "optional": false
    });
    let line = json!({
        "id": uuid::Uuid::from_u128(0x0193_6f2e_7c1a_7000_8000_0000_0000_0002),
        "product_id": product["id"], "section": null, "description": "Seat", "unit": "",
        "configuration": null, "price": price
    });
    let patch = json!({ "price_book_id": book["id"], "lines": [line] });
    let place = format!("/quotes/{}", id(&quote));
    let sent = Sent::json(patch).with("if-match", "*");
    let saved = ask(site, rep, "PATCH", &place, sent).await;
    assert_eq!(saved.status, 200, "{}", saved.json);
    Sold {
        product: id(&product),
        book: id(&book),
        deal: id(&deal),
        quote: id(&quote),
    }
}

/// Every address that reads, with the ids that are at home there, and the words a list takes.
fn addresses(sold: &Sold) -> Vec<String> {
    let ids = [&sold.product, &sold.book, &sold.deal, &sold.quote];
    let mut all = Vec::new();
    for route in &INTERFACE.routes {
        if route.method != axum::http::Method::GET {
            continue;
        }
        if route.path.contains('{') {
            all.extend(ids.iter().map(|id| in_place(&route.path, id)));
        } else {
            all.push(route.path.clone());
        }
        for param in &route.params {
            let value = match param.name {
                "q" | "search" => "Seat",
                "changes" => "true",
                "form" => "csv",
                "opportunity_id" => sold.deal.as_str(),
                "product_id" => sold.product.as_str(),
                "price_book_id" => sold.book.as_str(),
                "quote_id" => sold.quote.as_str(),
                _ => continue,
            };
            all.push(format!(
                "{}?{}={value}",
                in_place(&route.path, &sold.quote),
                param.name
            ));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_costs_is_told_them_by_no_address() {
    let serve = crate::cli::Serve {
        api_rate: 1_000_000,
        ..super::super::plain()
    };
    let site = super::super::site_as(&serve).await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let sold = sold(&site, &admin, &rep).await;
    let (mut answered, mut knowing) = (0, 0);
    for path in addresses(&sold) {
        let got = ask(&site, Some(&rep), "GET", &path, Sent::default()).await;
        answered += usize::from(got.status.is_success());
        assert!(!tells(&got.json.to_string()), "{path}: {}", got.json);
        let got = ask(&site, Some(&admin), "GET", &path, Sent::default()).await;
        knowing += usize::from(tells(&got.json.to_string()));
    }
    assert!(answered >= 60, "{answered}");
    // Who may is told by several: the numbers are there to be found.
    assert!(knowing >= 3, "{knowing}");
    // What is answered to a change is no other door.
    let place = format!("/quotes/{}", sold.quote);
    let patch = Sent::json(json!({ "title": "Another" })).with("if-match", "*");
    let changed = ask(&site, Some(&rep), "PATCH", &place, patch).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert!(!tells(&changed.json.to_string()), "{}", changed.json);
    let duplicate = format!("{place}/duplicate");
    let copy = make(&site, Some(&rep), &duplicate, json!({})).await;
    assert!(!tells(&copy.to_string()), "{copy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_costs_is_shown_them_by_no_page() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let sold = sold(&site, &admin, &rep).await;
    let (rep, admin) = (
        site.sign_in("rep@example.com").await,
        site.sign_in("admin@example.com").await,
    );
    let mut paths: Vec<String> = [
        "/",
        "/pipeline",
        "/opportunities",
        "/opportunities?view=all",
        "/accounts",
        "/quotes",
        "/products",
        "/products/list",
        "/products/list?cols=name,cost&sort=-cost",
        "/products/find",
        "/price-books",
        "/forecast",
        "/team",
        "/activity",
        "/approvals",
        "/bin",
        "/tasks",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend([
        format!("/quotes/{}", sold.quote),
        format!("/opportunities/{}", sold.deal),
        format!("/products/{}", sold.product),
        format!("/price-books/{}", sold.book),
    ]);
    let mut knowing = 0;
    for path in paths {
        let shown = body(site.get(&path, Some(&rep)).await).await;
        assert!(!tells(&shown), "{path} shows it");
        knowing += usize::from(tells(&body(site.get(&path, Some(&admin)).await).await));
    }
    assert!(knowing >= 2, "{knowing}");
}
