//! What is done with everything a list shows, and the log.

use super::*;

async fn three_accounts(site: &Site, token: &str) -> Vec<Got> {
    let mut made = Vec::new();
    for (name, country) in [("Acme", "FR"), ("Beta", "FR"), ("Gamma", "DE")] {
        let new = Sent::json(json!({ "name": name, "country": country }));
        made.push(ask(site, Some(token), "POST", "/accounts", new).await);
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_counted_and_saved_as_a_file() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    three_accounts(&site, &token).await;
    let count = "/lists/accounts/count?filter=country.is(FR)";
    let count = ask(&site, me, "GET", count, Sent::default()).await;
    assert_eq!(count.json["count"], 2, "{}", count.json);
    assert!(count.json["sums"].is_array());
    let groups = "/lists/accounts/groups?group=country";
    let groups = ask(&site, me, "GET", groups, Sent::default()).await;
    let mut told: Vec<(String, i64)> = groups.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let key = group["key"].as_str().unwrap_or_default().to_owned();
            (key, group["count"].as_i64().unwrap())
        })
        .collect();
    told.sort();
    assert_eq!(told, [("DE".to_owned(), 1), ("FR".to_owned(), 2)]);

    let file = "/lists/accounts/export?filter=country.is(FR)&columns=name&sort=-name";
    let csv = ask(&site, me, "GET", file, Sent::default()).await;
    assert_eq!(csv.status, 200, "{}", csv.json);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let written = csv.json.as_str().unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{written}");
    assert!(
        lines[1].contains("Beta") && lines[2].contains("Acme"),
        "{written}"
    );
    let request = Request::get(format!("/api/v1{file}&form=xlsx"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    let book = site.send(request).await;
    assert!(text(&book, "content-disposition").contains(".xlsx"));
    let bytes = axum::body::to_bytes(book.into_body(), 1_000_000)
        .await
        .unwrap();
    assert!(bytes.starts_with(b"PK"));
    let wrong = "/lists/accounts/export?filter=nonsense(";
    let wrong = ask(&site, me, "GET", wrong, Sent::default()).await;
    assert_eq!(wrong.status, 422, "{}", wrong.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_are_changed_with_a_report_and_put_back() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let made = three_accounts(&site, &token).await;
    let set = |targets: Value| {
        let act = json!({ "set": { "field": "country", "value": "BE" } });
        Sent::json(json!({ "targets": targets, "act": act }))
    };
    let change = "/lists/accounts/change";
    let french = json!({ "matching": { "filter": "country.is(FR)" } });
    let done = ask(&site, me, "POST", change, set(french)).await;
    assert_eq!(done.status, 200, "{}", done.json);
    assert_eq!(
        (&done.json["done"], &done.json["failed"], &done.json["next"]),
        (&json!(2), &json!([]), &Value::Null)
    );
    // Seen before the change: refused with the reason, the other one is done.
    let seen: Vec<Value> = [&made[0], &made[2]]
        .into_iter()
        .map(|one| json!({ "id": one.json["id"], "version": one.json["version"] }))
        .collect();
    let act = json!({ "set": { "field": "country", "value": "CH" } });
    let some = Sent::json(json!({ "targets": { "records": seen }, "act": act }));
    let some = ask(&site, me, "POST", change, some).await;
    assert_eq!(some.json["done"], 1, "{}", some.json);
    let failed = &some.json["failed"][0];
    assert_eq!(failed["id"], made[0].json["id"]);
    assert_eq!(failed["name"], "Acme");
    assert_eq!(failed["problem"]["code"], "conflict", "{failed}");

    let country = async |one: &Got| {
        let place = format!("/accounts/{}", one.json["id"].as_str().unwrap());
        ask(&site, me, "GET", &place, Sent::default()).await.json["country"].clone()
    };
    assert_eq!(country(&made[1]).await, "BE");
    let undo = Sent::json(json!({ "run": done.json["run"] }));
    // Only at the list it was made at: a token may have less for another.
    let elsewhere = "/lists/leads/undo-change";
    let elsewhere = ask(&site, me, "POST", elsewhere, undo.clone()).await;
    assert_eq!(elsewhere.status, 404, "{}", elsewhere.json);
    let undone = "/lists/accounts/undo-change";
    let undone = ask(&site, me, "POST", undone, undo).await;
    assert_eq!(undone.json["done"], 2, "{}", undone.json);
    assert_eq!(country(&made[1]).await, "FR");

    let unknown = json!({ "targets": { "matching": { "filter": "" } }, "act": { "set": { "field": "colour", "value": "x" } } });
    let unknown = ask(&site, me, "POST", change, Sent::json(unknown)).await;
    assert_eq!(unknown.status, 422, "{}", unknown.json);
    let all = json!({ "targets": { "matching": { "filter": "" } }, "act": "delete" });
    let gone = ask(&site, me, "POST", change, Sent::json(all)).await;
    assert_eq!(gone.json["done"], 3, "{}", gone.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_are_listed_by_the_grammar_of_their_page() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    for title in ["Offer", "Another"] {
        let new = Sent::json(json!({ "title": title }));
        let made = ask(&site, me, "POST", "/quotes", new).await;
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let list = "/lists/quotes?filter=and(state.is(draft),net.le(0_EUR))&columns=name,state,net,opportunity&sort=-name&limit=1";
    let first = ask(&site, me, "GET", list, Sent::default()).await;
    assert_eq!(first.status, 200, "{}", first.json);
    let values = &first.json["data"][0]["values"];
    assert_eq!(values["name"], "Offer", "{values}");
    assert_eq!(values["state"], "draft");
    assert_eq!(values["opportunity"], Value::Null);
    let next = first.json["next"].as_str().unwrap();
    let rest = format!("{list}&cursor={next}");
    let rest = ask(&site, me, "GET", &rest, Sent::default()).await;
    assert_eq!(rest.json["data"][0]["values"]["name"], "Another");
    assert_eq!(rest.json["next"], Value::Null);
    let assign = json!({ "targets": { "matching": { "filter": "" } }, "act": { "assign": first.json["data"][0]["id"] } });
    let assign = ask(
        &site,
        me,
        "POST",
        "/lists/quotes/change",
        Sent::json(assign),
    )
    .await;
    assert_eq!(assign.status, 422, "{}", assign.json);
    let crm = Scopes::try_from("crm:read".to_owned()).unwrap();
    let session = site.services.sign_in("rep@example.com", PASSWORD, "", "");
    let session = session.await.unwrap();
    let actor = site.services.authenticate(&session.token).await;
    let actor = actor.unwrap().unwrap().actor;
    let narrow = token_of(&site, &actor, crm).await;
    let narrow = ask(&site, Some(&narrow), "GET", list, Sent::default()).await;
    assert_eq!(narrow.json["code"], "insufficient_scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_listed_completed_and_put_off_by_the_grammar_of_their_page() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    for subject in ["Call", "Write"] {
        let new = Sent::json(json!({ "subject": subject, "due_on": "2026-11-20" }));
        let made = ask(&site, me, "POST", "/tasks", new).await;
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let list = "/lists/tasks?filter=and(status.is(open),due.is(2026-11-20))&columns=name,status,due,priority&sort=-name";
    let found = ask(&site, me, "GET", list, Sent::default()).await;
    assert_eq!(found.status, 200, "{}", found.json);
    let first = &found.json["data"][0];
    assert_eq!(first["values"]["name"], "Write", "{first}");
    assert_eq!(first["values"]["due"], "2026-11-20");
    assert_eq!(found.json["data"].as_array().unwrap().len(), 2);

    let change = async |act: Value| {
        let records = [json!({ "id": first["id"], "version": first["version"] })];
        let body = json!({ "targets": { "records": records }, "act": act });
        ask(&site, me, "POST", "/lists/tasks/change", Sent::json(body)).await
    };
    let off = change(json!({ "set": { "field": "due", "value": "next_week" } })).await;
    assert_eq!(off.json["done"], 1, "{}", off.json);
    let left = ask(&site, me, "GET", list, Sent::default()).await;
    assert_eq!(left.json["data"].as_array().unwrap().len(), 1);
    // Somebody, here the one before, was first.
    let late = change(json!({ "set": { "field": "status", "value": "done" } })).await;
    assert_eq!(late.json["failed"][0]["name"], "Write", "{}", late.json);
    let undo = Sent::json(json!({ "run": off.json["run"] }));
    let undone = ask(&site, me, "POST", "/lists/tasks/undo-change", undo).await;
    assert_eq!(undone.json["done"], 1, "{}", undone.json);
    let back = ask(&site, me, "GET", list, Sent::default()).await;
    assert_eq!(back.json["data"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_listed_with_costs_for_who_sees_margins() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let rep = token(&site, "rep@example.com", Level::Read).await;
    let (admin, rep) = (Some(admin.as_str()), Some(rep.as_str()));
    let new = json!({ "sku": "BOX", "name": { "en": "Box", "fr": "Boîte" }, "family": "Boxes", "unit": "unit",
        "tax": { "category": "S", "rate": 2000 }, "cost": 12_500 });
    let made = ask(&site, admin, "POST", "/products", Sent::json(new)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let list = "/lists/products?filter=sku.is(BOX)&columns=name,sku,status,price_books";
    for me in [admin, rep] {
        let found = ask(&site, me, "GET", list, Sent::default()).await;
        let values = &found.json["data"][0]["values"];
        assert_eq!(values["sku"], "BOX", "{}", found.json);
        assert_eq!(values["status"], "active");
        assert_eq!(values["price_books"], 0);
    }
    for narrowed in ["columns=sku,cost", "filter=cost.ge(1)", "sort=-cost"] {
        for place in ["/lists/products", "/lists/products/export"] {
            let asked = format!("{place}?{narrowed}");
            let told = ask(&site, admin, "GET", &asked, Sent::default()).await;
            assert_eq!(told.status, 200, "{asked}: {}", told.json);
            let refused = ask(&site, rep, "GET", &asked, Sent::default()).await;
            assert_eq!(refused.status, 422, "{asked}: {}", refused.json);
        }
    }
    let cost = "/lists/products?columns=sku,cost&filter=sku.is(BOX)";
    let cost = ask(&site, admin, "GET", cost, Sent::default()).await;
    assert_eq!(cost.json["data"][0]["values"]["cost"], 12_500);
    let off = json!({ "targets": { "matching": { "filter": "family.is(Boxes)" } }, "act": { "set": { "field": "status", "value": "retired" } } });
    let off = ask(
        &site,
        admin,
        "POST",
        "/lists/products/change",
        Sent::json(off),
    )
    .await;
    assert_eq!(off.json["done"], 1, "{}", off.json);
    let delete = json!({ "targets": { "matching": { "filter": "" } }, "act": "delete" });
    let delete = ask(
        &site,
        admin,
        "POST",
        "/lists/products/change",
        Sent::json(delete),
    )
    .await;
    assert_eq!(delete.status, 422, "{}", delete.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_a_scope_of_its_own() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Read).await;
    let writer = token(&site, "admin@example.com", Level::Write).await;
    let made = three_accounts(&site, &writer).await;
    let record = made[0].json["id"].as_str().unwrap();
    let log = format!("/audit?record={record}&kind=account");
    let log = ask(&site, Some(&admin), "GET", &log, Sent::default()).await;
    assert_eq!(log.json["data"][0]["title"], "Acme", "{}", log.json);
    assert_eq!(log.json["data"][0]["action"], "created");
    let page = ask(
        &site,
        Some(&admin),
        "GET",
        "/audit?limit=1",
        Sent::default(),
    )
    .await;
    let next = page.json["next"].as_str().unwrap();
    let next = format!("/audit?limit=1&cursor={next}");
    let next = ask(&site, Some(&admin), "GET", &next, Sent::default()).await;
    assert!(next.json["data"][0]["seq"].as_i64() < page.json["data"][0]["seq"].as_i64());
    let file = format!("/audit/export?record={record}");
    let file = ask(&site, Some(&admin), "GET", &file, Sent::default()).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.json.as_str().unwrap().contains("Acme"),
        "{}",
        file.json
    );

    let rep = token(&site, "rep@example.com", Level::Read).await;
    let refused = ask(&site, Some(&rep), "GET", "/audit", Sent::default()).await;
    assert_eq!(refused.json["code"], "forbidden");
    let session = site.services.sign_in("admin@example.com", PASSWORD, "", "");
    let session = session.await.unwrap();
    let actor = site.services.authenticate(&session.token).await;
    let actor = actor.unwrap().unwrap().actor;
    let setup = Scopes::try_from("setup:write crm:write".to_owned()).unwrap();
    let setup = token_of(&site, &actor, setup).await;
    let narrow = ask(&site, Some(&setup), "GET", "/audit", Sent::default()).await;
    assert_eq!(narrow.json["code"], "insufficient_scope");
}
