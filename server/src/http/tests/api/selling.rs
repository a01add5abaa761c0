//! Agreements, rules of approval, requests, templates, deal rooms and files over the interface.

use super::*;

async fn administrator(site: &Site) -> String {
    token(site, "admin@example.com", Level::Write).await
}

fn id(got: &Got) -> String {
    assert!(got.status.is_success(), "{}", got.json);
    got.json["id"].as_str().unwrap().to_owned()
}

fn version(got: &Got) -> String {
    got.header("etag").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_agreed_changed_and_taken_away() {
    let site = site().await;
    let admin = administrator(&site).await;
    let admin = Some(admin.as_str());
    let account = Sent::json(json!({ "name": "Acme" }));
    let account = id(&ask(&site, admin, "POST", "/accounts", account).await);
    let product = json!({ "sku": "A-1", "name": { "en": "Seat", "fr": "Siège" }, "tax": { "category": "S", "rate": 2000 } });
    let product = id(&ask(&site, admin, "POST", "/products", Sent::json(product)).await);
    let new = |more: Value| {
        let mut new = json!({
            "account_id": account, "name": "Frame", "product_id": product, "charge": "monthly", "currency": "EUR",
        });
        let more = more.as_object().unwrap().clone();
        new.as_object_mut().unwrap().extend(more);
        Sent::json(new)
    };
    for more in [
        json!({}),
        json!({ "unit_price": 120_000, "percent_off": 1_000 }),
    ] {
        let refused = ask(&site, admin, "POST", "/agreements", new(more)).await;
        assert_eq!(refused.status, 422, "{}", refused.json);
    }
    let price = json!({ "unit_price": 120_000 });
    let made = ask(&site, admin, "POST", "/agreements", new(price)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let place = format!("/agreements/{}", id(&made));
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(read.json, made.json);
    let off = Sent::json(json!({ "percent_off": 1_000 })).with("if-match", version(&read));
    let changed = ask(&site, admin, "PATCH", &place, off.clone()).await;
    assert_eq!(changed.json["percent_off"], 1_000, "{}", changed.json);
    assert_eq!(changed.json["unit_price"], Value::Null);
    let stale = ask(&site, admin, "PATCH", &place, off).await;
    assert_eq!(stale.status, 412, "{}", stale.json);

    let list = format!("/agreements?account_id={account}");
    let list = ask(&site, admin, "GET", &list, Sent::default()).await;
    let row = &list.json["data"][0];
    assert_eq!(
        (&row["sku"], &row["level"], &row["percent_off"]),
        (&json!("A-1"), &json!(0), &json!(1_000)),
        "{}",
        list.json
    );
    let whose = ask(&site, admin, "GET", "/agreements", Sent::default()).await;
    assert_eq!(whose.codes(), [("required".into(), "account_id".into())]);
    // A representative sees the price, and does not agree one.
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let seen = ask(&site, Some(&rep), "GET", &place, Sent::default()).await;
    assert_eq!(seen.json, changed.json);
    let gone = Sent::default().with("if-match", version(&changed));
    let refused = ask(&site, Some(&rep), "DELETE", &place, gone.clone()).await;
    assert_eq!(refused.status, 403, "{}", refused.json);
    let gone = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(read.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_of_approval_are_written_ordered_and_brought_back() {
    let site = site().await;
    let admin = administrator(&site).await;
    let admin = Some(admin.as_str());
    let new = json!({
        "name": { "en": "Deep", "fr": "Forte" }, "condition": "discount > 30", "approvers": ["manager"],
    });
    let made = ask(&site, admin, "POST", "/approval-rules", Sent::json(new)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(
        (&made.json["step"], &made.json["active"]),
        (&json!(1), &json!(true))
    );
    let place = format!("/approval-rules/{}", id(&made));
    let two = Sent::json(json!({ "quorum": { "of": 2 }, "approvers": ["manager", "finance"] }));
    let two = two.with("if-match", version(&made));
    let changed = ask(&site, admin, "PATCH", &place, two).await;
    assert_eq!(
        changed.json["quorum"],
        json!({ "of": 2 }),
        "{}",
        changed.json
    );
    let wrong = Sent::json(json!({ "condition": "discount >" })).with("if-match", "*");
    let wrong = ask(&site, admin, "PATCH", &place, wrong).await;
    assert_eq!(wrong.status, 422, "{}", wrong.json);

    let ids = async || -> Vec<Value> {
        let all = ask(&site, admin, "GET", "/approval-rules", Sent::default()).await;
        let all = all.json["data"].as_array().unwrap().clone();
        all.iter().map(|rule| rule["id"].clone()).collect()
    };
    let mut wanted = ids().await;
    wanted.rotate_left(1);
    let order = Sent::json(json!({ "ids": wanted }));
    let ordered = ask(&site, admin, "POST", "/approval-rules/order", order).await;
    assert_eq!(ordered.status, 200, "{}", ordered.json);
    assert_eq!(ids().await, wanted);

    let gone = Sent::default().with("if-match", "*");
    let gone = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    assert_eq!(ids().await.len() + 1, wanted.len());
    let back = format!("{place}/restore");
    let back = ask(&site, admin, "POST", &back, Sent::default()).await;
    assert_eq!(back.json["name"]["fr"], "Forte", "{}", back.json);
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let refused = ask(&site, Some(&rep), "GET", "/approval-rules", Sent::default()).await;
    assert_eq!(refused.json["code"], "forbidden");
}

/// A picture of one colour, sixteen pixels wide and high.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mNYtfsMSYhhVMOohuGrAQAbZTEfMiPH4QAAAABJRU5ErkJggg==";

#[tokio::test(flavor = "multi_thread")]
async fn a_product_has_a_picture() {
    let site = site().await;
    let admin = administrator(&site).await;
    let admin = Some(admin.as_str());
    let product = json!({ "sku": "A-1", "name": { "en": "Seat", "fr": "Siège" }, "tax": { "category": "S", "rate": 2000 } });
    let product = id(&ask(&site, admin, "POST", "/products", Sent::json(product)).await);
    let place = format!("/products/{product}/picture");
    let none = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(none.status, 404);
    let wrong = Sent::json(json!({ "content": "PHN2Zy8+" }));
    let wrong = ask(&site, admin, "PUT", &place, wrong).await;
    assert_eq!(wrong.codes()[0].0, "picture_unreadable", "{}", wrong.json);
    let words = json!({ "en": "A seat", "fr": "Un siège" });
    let new = Sent::json(json!({ "content": PNG, "text": words }));
    let made = ask(&site, admin, "PUT", &place, new).await;
    assert_eq!(made.status, 200, "{}", made.json);
    assert_eq!(
        (&made.json["kind"], &made.json["width"]),
        (&json!("image/png"), &json!(16))
    );
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(read.json, made.json);

    let bytes = format!("/pictures/{}", id(&made));
    let any = Sent::default().with("accept", "image/*");
    let shown = ask(&site, admin, "GET", &bytes, any).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), "image/png");
    let json = Sent::default().with("accept", "application/json");
    let refused = ask(&site, admin, "GET", &bytes, json).await;
    assert_eq!(refused.json["code"], "not_acceptable");
    let gone = ask(&site, admin, "DELETE", &place, Sent::default()).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let none = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(none.status, 404);
}

/// The first of a list of the sample company.
async fn first(site: &Site, token: &str, path: &str) -> Value {
    let list = ask(site, Some(token), "GET", path, Sent::default()).await;
    assert_eq!(list.status, 200, "{path}: {}", list.json);
    list.json["data"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_company_is_sold_for_over_the_interface() {
    let site = site().await;
    site.services.load_demo().await.unwrap();
    let admin = administrator(&site).await;
    let quote = first(&site, &admin, "/quotes?state=sent&limit=1").await;
    let quote = format!("/quotes/{}", quote["id"].as_str().unwrap());
    document(&site, &admin, &quote).await;
    room(&site, &admin, &quote).await;
    template(&site, &admin, &quote).await;

    let model = first(&site, &admin, "/product-models").await;
    let model = model["id"].as_str().or(model["model_id"].as_str()).unwrap();
    let model = format!("/product-models/{model}/export?format=uvl");
    let model = ask(&site, Some(&admin), "GET", &model, Sent::default()).await;
    assert_eq!(model.header("content-type"), "text/plain; charset=utf-8");
    assert!(model.json.as_str().unwrap().contains("features"));

    approval(&site, &admin).await;
}

async fn document(site: &Site, admin: &str, quote: &str) {
    let place = format!("{quote}/pdf");
    let pdf = Sent::default().with("accept", "application/pdf");
    let pdf = ask(site, Some(admin), "GET", &place, pdf).await;
    assert_eq!(pdf.status, 200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let named = pdf.header("content-disposition");
    assert!(named.starts_with("attachment; filename=\"Q-"), "{named}");
    assert_eq!(pdf.header("cache-control"), "private, no-store");
    let text = Sent::default().with("accept", "text/html");
    let refused = ask(site, Some(admin), "GET", &place, text).await;
    assert_eq!(refused.status, 406);
    let data = format!("{quote}/ubl");
    let data = ask(site, Some(admin), "GET", &data, Sent::default()).await;
    assert_eq!(data.status, 200);
    assert_eq!(data.header("content-type"), "application/xml");
    assert!(data.header("content-disposition").contains(".xml\""));
}

async fn room(site: &Site, admin: &str, quote: &str) {
    let place = format!("{quote}/rooms");
    let new = || {
        let new = json!({ "recipient": "Ada Lovelace", "email": "ada@example.com" });
        Sent::json(new).with("idempotency-key", "room-1")
    };
    let made = ask(site, Some(admin), "POST", &place, new()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let path = made.json["path"].as_str().unwrap();
    assert!(path.starts_with("/room/"), "{path}");
    let again = ask(site, Some(admin), "POST", &place, new()).await;
    assert_eq!(again.json["path"], Value::Null, "{}", again.json);
    assert_eq!(again.json["room_id"], made.json["room_id"]);
    let id = &made.json["room_id"];
    let read = ask(site, Some(admin), "GET", &place, Sent::default()).await;
    let rooms = read.json["rooms"].as_array().unwrap();
    let own = rooms.iter().find(|room| room["id"] == *id).unwrap();
    assert_eq!(own["recipient"], "Ada Lovelace");
    let say = Sent::json(json!({ "text": "Glad to help." }));
    let said = ask(site, Some(admin), "POST", &format!("{place}/answer"), say).await;
    assert_eq!(said.status, 200, "{}", said.json);
    assert!(said.json.to_string().contains("Glad to help."));
    let close = Sent::json(json!({ "room_id": id }));
    let closed = ask(site, Some(admin), "POST", &format!("{place}/close"), close).await;
    let rooms = closed.json["rooms"].as_array().unwrap();
    let own = rooms.iter().find(|room| room["id"] == *id).unwrap();
    assert!(own["closed_at"].is_i64(), "{own}");
}

async fn template(site: &Site, admin: &str, quote: &str) {
    let me = Some(admin);
    let id_of = quote.trim_start_matches("/quotes/");
    let new = Sent::json(json!({ "quote_id": id_of, "name": "Start" }));
    let made = ask(site, me, "POST", "/quote-templates", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["sharing"], "private");
    let place = format!("/quote-templates/{}", id(&made));
    let shared = Sent::json(json!({ "sharing": "company" })).with("if-match", version(&made));
    let shared = ask(site, me, "PATCH", &place, shared).await;
    assert_eq!(shared.json["sharing"], "company", "{}", shared.json);
    assert_eq!(shared.json["name"], "Start");
    let gone = Sent::default().with("if-match", version(&shared));
    let gone = ask(site, me, "DELETE", &place, gone).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let back = format!("{place}/restore");
    let back = ask(site, me, "POST", &back, Sent::default()).await;
    assert_eq!(back.json["name"], "Start", "{}", back.json);
}

async fn approval(site: &Site, admin: &str) {
    let me = Some(admin);
    for tab in ["mine", "asked", "decided"] {
        let list = format!("/approvals?tab={tab}");
        let list = ask(site, me, "GET", &list, Sent::default()).await;
        assert_eq!(list.status, 200, "{tab}: {}", list.json);
    }
    let waits = first(site, admin, "/quotes?state=in_approval&limit=1").await;
    let place = format!("/quotes/{}/approval", waits["id"].as_str().unwrap());
    let read = ask(site, me, "GET", &place, Sent::default()).await;
    assert_eq!(read.status, 200, "{}", read.json);
    let request = &read.json["request"];
    assert_eq!(request["approval"]["state"], "open", "{}", read.json);
    let decide = format!("/approvals/{}/decide", request["id"].as_str().unwrap());
    let bare = Sent::json(json!({ "decision": "maybe" }));
    let bare = ask(site, me, "POST", &decide, bare).await;
    assert_eq!(bare.status, 400, "{}", bare.json);
    // Whoever is not asked does not decide; whoever is says why not.
    let no = Sent::json(json!({ "decision": "reject" }));
    let no = ask(site, me, "POST", &decide, no).await;
    assert!(matches!(no.status.as_u16(), 403 | 404 | 422), "{}", no.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn surcharges_of_a_quote_are_taken_and_given() {
    let site = site().await;
    let admin = administrator(&site).await;
    let admin = Some(admin.as_str());
    let offer = Sent::json(json!({ "title": "Offer" }));
    let made = ask(&site, admin, "POST", "/quotes", offer).await;
    let place = format!("/quotes/{}", id(&made));
    let tax = json!({ "category": "S", "rate": 2_000 });
    let change = async |added: Value, etag: String| {
        let line = json!({
            "id": uuid::Uuid::from_u128(7), "product_id": null, "section": null, "description": "Seat", "unit": "",
            "configuration": null, "price": {
                "charge": "one_time", "quantity": 10_000, "list_price": 1_000_000, "manual_price": null,
                "tier_mode": "none", "tiers": [], "floor": null, "cost": null, "discount": 0, "tax": tax,
                "optional": false, "surcharges": [{ "code": "PC", "added": { "amount_minor": 150 } }],
            },
        });
        let own = json!({ "reason": "Pallets", "added": added, "tax": tax });
        let patch = Sent::json(json!({ "lines": [line], "surcharges": [own] }));
        ask(&site, admin, "PATCH", &place, patch.with("if-match", etag)).await
    };
    let changed = change(json!({ "percent_bp": 200 }), version(&made)).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    // 100.00, 1.50 of packing on the line, 2 % of 100.00 for pallets.
    assert_eq!(changed.json["figures"]["net_minor"], 10_350);
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    let own =
        json!([{ "reason": "Pallets", "code": "", "added": { "percent_bp": 200 }, "tax": tax }]);
    assert_eq!(read.json["surcharges"], own, "{}", read.json);
    assert_eq!(
        read.json["lines"][0]["price"]["surcharges"][0]["code"],
        "PC"
    );
    let refused = change(json!({ "amount_minor": -1 }), version(&read)).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    let unknown = change(json!({ "share": 1 }), version(&read)).await;
    assert_eq!(unknown.status, 400, "{}", unknown.json);
}
