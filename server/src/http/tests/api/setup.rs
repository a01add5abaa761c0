//! What administrators set up, over the interface: webhooks, fields, colleagues, the company.

use super::*;

fn version(got: &Got) -> String {
    got.header("etag").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_tells_its_secret_once_and_keeps_its_log() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let new = json!({ "url": "https://hooks.example.com/jalon", "entities": ["account"] });
    let made = ask(&site, admin, "POST", "/webhooks", Sent::json(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert!(made.json["secret"].as_str().unwrap().starts_with("whsec_"));
    let place = format!("/webhooks/{}", made.json["id"].as_str().unwrap());
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(read.json["secret"], Value::Null);
    assert_eq!(read.json["state"], "on");

    let test = Sent::json(json!({})).with("if-match", version(&read));
    let test = ask(&site, admin, "POST", &format!("{place}/test"), test).await;
    assert_eq!(test.status, 200, "{}", test.json);
    let log = ask(
        &site,
        admin,
        "GET",
        &format!("{place}/deliveries"),
        Sent::default(),
    )
    .await;
    let event = log.json["data"][0]["event"].as_i64().unwrap();
    let again = |event: i64| Sent::json(json!({ "event": event }));
    let replay = format!("{place}/replay");
    let replayed = ask(&site, admin, "POST", &replay, again(event)).await;
    assert_eq!(replayed.status, 200, "{}", replayed.json);
    let none = ask(&site, admin, "POST", &replay, again(987_654)).await;
    assert_eq!(none.status, 404, "{}", none.json);

    let off = Sent::json(json!({ "active": false })).with("if-match", version(&read));
    let changed = ask(&site, admin, "PATCH", &place, off.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["state"], "off");
    assert_eq!(changed.json["url"], new["url"]);
    let stale = ask(&site, admin, "PATCH", &place, off).await;
    assert_eq!(stale.status, 412);
    // One that was switched off by itself stays so until somebody says otherwise.
    let mut session = site.services.store().write().await.unwrap();
    let failing = "UPDATE webhooks SET state = 'failing', failing_since = 1";
    session.exec(failing, store::args![]).await.unwrap();
    session.commit().await.unwrap();
    let words = Sent::json(json!({ "description": "Ours" })).with("if-match", version(&changed));
    let changed = ask(&site, admin, "PATCH", &place, words).await;
    assert_eq!(changed.json["state"], "failing", "{}", changed.json);
    assert_eq!(changed.json["failing_since"], 1);
    let renew = Sent::json(json!({})).with("if-match", version(&changed));
    let renewed = ask(
        &site,
        admin,
        "POST",
        &format!("{place}/rotate-secret"),
        renew,
    )
    .await;
    assert_ne!(renewed.json["secret"], made.json["secret"]);
    assert_eq!(renewed.status, 200, "{}", renewed.json);

    let open = Sent::json(json!({ "url": "http://hooks.example.com/x" }));
    let open = ask(&site, admin, "POST", "/webhooks", open).await;
    assert_eq!(open.codes(), [("https_only".to_owned(), "url".to_owned())]);
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let refused = ask(&site, Some(&rep), "GET", "/webhooks", Sent::default()).await;
    assert_eq!(refused.json["code"], "forbidden");

    let gone = Sent::default().with("if-match", version(&renewed));
    let gone = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(read.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_added_filled_archived_deleted_and_brought_back() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let label = json!({ "en": "Tier", "fr": "Niveau" });
    let new = json!({ "holder": "account", "key": "tier", "label": label, "kind": "text" });
    let made = ask(&site, admin, "POST", "/custom-fields", Sent::json(new)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let place = format!("/custom-fields/{}", made.json["id"].as_str().unwrap());
    let account = json!({ "name": "Acme", "custom": { "tier": "gold" } });
    let account = ask(&site, admin, "POST", "/accounts", Sent::json(account)).await;
    assert_eq!(account.status, 201, "{}", account.json);
    let read = ask(&site, admin, "GET", &place, Sent::default()).await;
    assert_eq!(
        (&read.json["values"], &read.json["key"]),
        (&json!(1), &json!("tier"))
    );
    let gone = Sent::default().with("if-match", version(&read));
    let refused = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    let archive = Sent::json(json!({ "archived": true })).with("if-match", version(&read));
    let archived = ask(&site, admin, "PATCH", &place, archive).await;
    assert_eq!(archived.json["archived"], true, "{}", archived.json);
    assert_eq!(archived.json["label"], label);
    let gone = Sent::default().with("if-match", version(&archived));
    let gone = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let back = format!("{place}/restore");
    let back = ask(&site, admin, "POST", &back, Sent::default()).await;
    assert_eq!(
        (back.status.as_u16(), &back.json["values"]),
        (200, &json!(1)),
        "{}",
        back.json
    );
    // Everybody may know which fields there are.
    let rep = token(&site, "rep@example.com", Level::Read).await;
    let list = ask(&site, Some(&rep), "GET", "/custom-fields", Sent::default()).await;
    assert_eq!(list.json["data"][0]["key"], "tier");
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_and_teams_are_set_up_without_passwords() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let team = ask(
        &site,
        admin,
        "POST",
        "/teams",
        Sent::json(json!({ "name": "North" })),
    )
    .await;
    assert_eq!(team.status, 201, "{}", team.json);
    let new = json!({
        "name": "Nina", "email": "nina@example.com", "role": "Representative", "team_id": team.json["id"]
    });
    let made = ask(&site, admin, "POST", "/users", Sent::json(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["can_sign_in"], false);
    let mut with_password = new;
    with_password["password"] = json!(PASSWORD);
    let refused = ask(&site, admin, "POST", "/users", Sent::json(with_password)).await;
    assert_eq!(
        refused.codes(),
        [("unknown_field".to_owned(), "password".to_owned())]
    );
    let place = format!("/users/{}", made.json["id"].as_str().unwrap());
    let leave = Sent::json(json!({ "active": false })).with("if-match", version(&made));
    let left = ask(&site, admin, "PATCH", &place, leave).await;
    assert_eq!(
        (&left.json["active"], &left.json["email"]),
        (&json!(false), &json!("nina@example.com"))
    );

    let place = format!("/teams/{}", team.json["id"].as_str().unwrap());
    let gone = Sent::default().with("if-match", version(&team));
    let used = ask(&site, admin, "DELETE", &place, gone).await;
    assert_eq!(used.status, 422, "a team of somebody: {}", used.json);
    let name = Sent::json(json!({ "name": "South" })).with("if-match", version(&team));
    let named = ask(&site, admin, "PATCH", &place, name).await;
    assert_eq!(named.json["name"], "South", "{}", named.json);
    // A representative sees who there is, and no more.
    let rep = token(&site, "rep@example.com", Level::Write).await;
    let rep = Some(rep.as_str());
    assert_eq!(
        ask(&site, rep, "GET", "/users", Sent::default())
            .await
            .status,
        200
    );
    assert_eq!(
        ask(&site, rep, "GET", &place, Sent::default()).await.status,
        403
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_company_its_rates_and_lists_are_kept() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let read = ask(&site, admin, "GET", "/company", Sent::default()).await;
    assert_eq!(read.status, 200, "{}", read.json);
    let wish = Sent::json(json!({ "name": "Atelier", "fiscal_first_month": 4 }));
    let without = ask(&site, admin, "PATCH", "/company", wish.clone()).await;
    assert_eq!(without.status, 428);
    let wish = wish.with("if-match", version(&read));
    let changed = ask(&site, admin, "PATCH", "/company", wish.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["fiscal_first_month"], 4);
    assert_eq!(changed.json["currency"], read.json["currency"]);
    assert_eq!(
        ask(&site, admin, "PATCH", "/company", wish).await.status,
        412
    );
    let odd = Sent::json(json!({ "fiscal_first_month": 13 })).with("if-match", "*");
    assert_eq!(
        ask(&site, admin, "PATCH", "/company", odd).await.status,
        422
    );

    let rate = json!({ "currency": "SEK", "day": "2026-01-05", "rate_e8": 9_000_000 });
    let set = ask(
        &site,
        admin,
        "POST",
        "/exchange-rates/set",
        Sent::json(rate.clone()),
    )
    .await;
    assert_eq!(set.status, 200, "{}", set.json);
    let list = ask(&site, admin, "GET", "/exchange-rates", Sent::default()).await;
    assert!(
        list.json["data"].as_array().unwrap().contains(&rate),
        "{}",
        list.json
    );
    let ended = Sent::json(json!({ "currency": "SEK", "day": "2026-01-05" }));
    let ended = ask(&site, admin, "POST", "/exchange-rates/remove", ended).await;
    assert!(
        !ended.json["data"].as_array().unwrap().contains(&rate),
        "{}",
        ended.json
    );

    let list = ask(&site, admin, "GET", "/loss-reasons", Sent::default()).await;
    let read = list.json["data"].clone();
    let mut wanted = read.clone();
    wanted[0]["name"] = json!({ "en": "Too dear", "fr": "Trop cher" });
    let save = Sent::json(json!({ "read": read, "loss_reasons": wanted }));
    let saved = ask(&site, admin, "POST", "/loss-reasons/save", save.clone()).await;
    assert_eq!(
        saved.json["data"][0]["name"]["en"], "Too dear",
        "{}",
        saved.json
    );
    let again = ask(&site, admin, "POST", "/loss-reasons/save", save).await;
    assert_eq!(again.status, 409, "{}", again.json);

    let list = ask(&site, admin, "GET", "/pipelines", Sent::default()).await;
    let place = format!(
        "/pipelines/{}",
        list.json["data"][0]["id"].as_str().unwrap()
    );
    let pipeline = ask(&site, admin, "GET", &place, Sent::default()).await;
    let rename = json!({ "name": { "en": "New business", "fr": "Conquête" } });
    let rename = Sent::json(rename).with("if-match", version(&pipeline));
    let renamed = ask(&site, admin, "PATCH", &place, rename).await;
    assert_eq!(renamed.json["name"]["fr"], "Conquête", "{}", renamed.json);
    assert_eq!(renamed.json["stages"], pipeline.json["stages"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_set_right_by_right() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let list = ask(&site, admin, "GET", "/roles", Sent::default()).await;
    let finance = list.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["base"] == "Finance")
        .unwrap();
    assert_eq!(finance["rights"]["view_lead"], "all", "{finance}");
    let place = format!("/roles/{}", finance["id"].as_str().unwrap());
    let less = Sent::json(json!({ "rights": { "view_lead": "none" } })).with("if-match", "\"0\"");
    let less = ask(&site, admin, "PATCH", &place, less).await;
    assert_eq!(less.json["rights"]["view_lead"], "none", "{}", less.json);
    assert_eq!(less.json["rights"]["view_quote"], "all");
    let odd = Sent::json(json!({ "rights": { "view_lead": "some" } })).with("if-match", "*");
    assert_eq!(ask(&site, admin, "PATCH", &place, odd).await.status, 400);
    // What a role cannot be is said by its right.
    let odd = Sent::json(json!({ "rights": { "edit_quote": "all" } })).with("if-match", "*");
    let odd = ask(&site, admin, "PATCH", &place, odd).await;
    assert_eq!(odd.status, 422, "{}", odd.json);
    assert!(odd.codes().iter().any(|(_, field)| field == "edit_quote"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_written_published_and_offered() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let name = json!({ "en": "Pump", "fr": "Pompe" });
    let product = Sent::json(
        json!({ "sku": "PUMP", "name": name, "tax": { "category": "S", "rate": 2000 } }),
    );
    let product = ask(&site, admin, "POST", "/products", product).await;
    assert_eq!(product.status, 201, "{}", product.json);
    let motor = json!({ "key": "motor", "name": name, "kind": "flag" });
    let content = json!({ "currency": "EUR", "attributes": [motor] });
    let new = Sent::json(json!({ "product_id": product.json["id"], "content": content }));
    let made = ask(&site, admin, "POST", "/product-models", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["state"], "draft");
    let place = format!("/product-models/{}", made.json["id"].as_str().unwrap());
    let rules = json!([{ "name": name, "text": "motor" }]);
    let rule = Sent::json(json!({ "content": { "rules": rules } }));
    let rule = rule.with("if-match", version(&made));
    let ruled = ask(&site, admin, "PATCH", &place, rule).await;
    assert_eq!(ruled.status, 200, "{}", ruled.json);
    assert_eq!(ruled.json["content"]["attributes"][0]["key"], "motor");
    let publish = Sent::json(json!({})).with("if-match", version(&ruled));
    let published = ask(&site, admin, "POST", &format!("{place}/publish"), publish).await;
    assert_eq!(published.json["state"], "published", "{}", published.json);
    let list = ask(&site, admin, "GET", "/product-models", Sent::default()).await;
    assert_eq!(list.json["data"][0]["id"], made.json["id"]);
    let asked = json!({ "product_model_id": made.json["id"], "steps": [] });
    let asked = ask(&site, admin, "POST", "/configure", Sent::json(asked)).await;
    assert_eq!(
        asked.json["opening"]["implied"],
        json!(["motor"]),
        "{}",
        asked.json
    );
    // A text of another form is refused at its place.
    let odd = Sent::json(json!({ "content": { "attributes": 7 } })).with("if-match", "*");
    let odd = ask(&site, admin, "PATCH", &place, odd).await;
    assert_eq!(odd.status, 422, "{}", odd.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_taken_back_with_the_scopes_of_what_it_made() {
    let site = site().await;
    let session = site
        .services
        .sign_in("admin@example.com", PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await.unwrap();
    let admin = signed_in.unwrap().actor;
    let scoped = async |scopes: &str| {
        let scopes = Scopes::try_from(scopes.to_owned()).unwrap();
        token_of(&site, &admin, scopes).await
    };
    let narrow = scoped("crm:read setup:write").await;
    let wide = scoped("crm:write setup:write").await;
    let new = Sent::json(json!({ "name": "Acme" }));
    let made = ask(&site, Some(&wide), "POST", "/accounts", new).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let account = made.json["id"].as_str().unwrap();
    // An import that made it.
    let import = uuid::Uuid::from_u128(7);
    let record: uuid::Uuid = account.parse().unwrap();
    let version = made.json["version"].as_i64().unwrap();
    let mut session = site.services.store().write().await.unwrap();
    session
        .exec(
            "INSERT INTO imports (id, kind, file_name, state, started_at, finished_at, total, done, created, updated, skipped, errors)
             VALUES ($1, 'accounts', 'a.csv', 'done', 1, 2, 1, 1, 1, 0, 0, 0)",
            store::args![import],
        )
        .await
        .unwrap();
    session
        .exec(
            "INSERT INTO import_records (import_id, record_id, entity, created, version) VALUES ($1, $2, 'account', TRUE, $3)",
            store::args![import, record, version],
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    let place = format!("/accounts/{account}");
    let undo = format!("/imports/{import}/undo");
    let body = || Sent::json(json!({}));
    let refused = ask(&site, Some(&narrow), "POST", &undo, body()).await;
    assert_eq!(refused.json["code"], "insufficient_scope");
    let there = ask(&site, Some(&narrow), "GET", &place, Sent::default()).await;
    assert_eq!(there.status, 200, "{}", there.json);
    let undone = ask(&site, Some(&wide), "POST", &undo, body()).await;
    assert_eq!(undone.status, 200, "{}", undone.json);
    assert!(undone.json["undone_at"].is_number(), "{}", undone.json);
    let gone = ask(&site, Some(&wide), "GET", &place, Sent::default()).await;
    assert_eq!(gone.status, 404, "{}", gone.json);
}
