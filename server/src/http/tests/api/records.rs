//! The life of records over the interface.

use super::*;

async fn rep(site: &Site) -> String {
    token(site, "rep@example.com", Level::Write).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_read_changed_and_deleted() {
    let site = site().await;
    let token = rep(&site).await;
    let me = Some(token.as_str());
    let id = "01936f2e-7c1a-7000-8000-00000000000a";
    let made = ask(
        &site,
        me,
        "POST",
        "/accounts",
        Sent::json(json!({ "id": id, "name": "Acme", "city": "Lyon", "employees": 12, "payment_days": 45 })),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.json);
    let place = format!("/accounts/{id}");
    assert_eq!(made.header("location"), format!("/api/v1{place}"));
    assert_eq!(made.header("etag"), "\"1\"");
    assert_eq!(made.json["city"], "Lyon");
    assert_eq!(made.json["payment_days"], json!(45));
    assert!(made.json.get("facts").is_none(), "{}", made.json);

    let read = ask(&site, me, "GET", &place, Sent::default()).await;
    assert_eq!(read.json, made.json);
    let same = Sent::default().with("if-none-match", "\"1\"");
    assert_eq!(ask(&site, me, "GET", &place, same).await.status, 304);

    let patch = Sent::json(json!({ "city": "Paris", "employees": null }))
        .with("content-type", "application/merge-patch+json")
        .with("if-match", "\"1\"");
    let changed = ask(&site, me, "PATCH", &place, patch.clone()).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(
        (&changed.json["city"], &changed.json["name"]),
        (&json!("Paris"), &json!("Acme"))
    );
    assert_eq!(changed.json["employees"], json!(null));
    assert_eq!(changed.header("etag"), "\"2\"");

    let stale = ask(&site, me, "PATCH", &place, patch).await;
    assert_eq!(stale.status, 412);
    assert_eq!(stale.json["code"], "stale");
    assert_eq!(stale.json["current"], changed.json);

    let list = ask(
        &site,
        me,
        "GET",
        "/accounts?fields=id,name",
        Sent::default(),
    )
    .await;
    assert_eq!(list.json["data"], json!([{ "id": id, "name": "Acme" }]));
    assert_eq!(list.json["total"], 1);

    let gone = Sent::default().with("if-match", "*");
    assert_eq!(ask(&site, me, "DELETE", &place, gone).await.status, 204);
    assert_eq!(
        ask(&site, me, "GET", &place, Sent::default()).await.status,
        404
    );
    let back = ask(
        &site,
        me,
        "POST",
        &format!("{place}/restore"),
        Sent::default(),
    )
    .await;
    assert_eq!(back.status, 200, "{}", back.json);
    assert_eq!(
        ask(&site, me, "GET", &place, Sent::default()).await.status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_where_it_ended() {
    let site = site().await;
    let token = rep(&site).await;
    let me = Some(token.as_str());
    let items: Vec<Value> = (0..7)
        .map(|n| json!({ "create": { "name": format!("Acme {n}") } }))
        .collect();
    let made = ask(
        &site,
        me,
        "POST",
        "/accounts/bulk",
        Sent::json(json!({ "items": items })),
    )
    .await;
    assert_eq!(made.status, 200, "{}", made.json);
    let mut names = Vec::new();
    let mut path = "/accounts?limit=3&sort=-name".to_owned();
    loop {
        let page = ask(&site, me, "GET", &path, Sent::default()).await;
        for row in page.json["data"].as_array().unwrap() {
            names.push(row["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page.json["next"].as_str() else {
            assert_eq!(page.header("link"), "");
            break;
        };
        path = format!("/accounts?limit=3&sort=-name&cursor={next}");
        assert_eq!(
            page.header("link"),
            format!("</api/v1{path}>; rel=\"next\"")
        );
        let other = format!("/accounts?limit=3&cursor={next}");
        assert_eq!(
            ask(&site, me, "GET", &other, Sent::default()).await.status,
            422
        );
    }
    let wanted: Vec<String> = (0..7).rev().map(|n| format!("Acme {n}")).collect();
    assert_eq!(names, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_changes_each_has_its_own_outcome() {
    let site = site().await;
    let token = rep(&site).await;
    let me = Some(token.as_str());
    let made = ask(
        &site,
        me,
        "POST",
        "/accounts",
        Sent::json(json!({ "name": "A" })),
    )
    .await;
    let id = &made.json["id"];
    let items = json!([
        { "create": { "name": "B" } },
        { "create": { "name": "" } },
        { "update": { "id": id, "version": 1, "changes": { "city": "Lyon" } } },
        { "update": { "id": id, "version": 1, "changes": { "city": "Nice" } } },
        { "delete": { "id": id, "version": 2 } },
    ]);
    let done = ask(
        &site,
        me,
        "POST",
        "/accounts/bulk",
        Sent::json(json!({ "items": items })),
    )
    .await;
    let statuses: Vec<i64> = done.json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["status"].as_i64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 422, 200, 412, 204], "{}", done.json);
    let refused = &done.json["results"][1]["problem"];
    assert_eq!(refused["errors"][0]["field"], "name");
    let many: Vec<Value> = (0..101)
        .map(|_| json!({ "create": { "name": "x" } }))
        .collect();
    let many = ask(
        &site,
        me,
        "POST",
        "/accounts/bulk",
        Sent::json(json!({ "items": many })),
    )
    .await;
    assert_eq!(many.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_again_is_answered_as_the_first_time() {
    let site = site().await;
    let token = rep(&site).await;
    let me = Some(token.as_str());
    let create =
        |name: &str, key: &str| Sent::json(json!({ "name": name })).with("idempotency-key", key);
    let first = ask(&site, me, "POST", "/accounts", create("Acme", "k1")).await;
    let again = ask(&site, me, "POST", "/accounts", create("Acme", "k1")).await;
    assert_eq!(
        (first.status, again.status),
        (StatusCode::CREATED, StatusCode::CREATED)
    );
    assert_eq!(first.json, again.json);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("etag"), "\"1\"");
    let other = ask(&site, me, "POST", "/accounts", create("Other", "k1")).await;
    assert_eq!(
        (other.status.as_u16(), &other.json["code"]),
        (422, &json!("key_reused"))
    );
    // Another token's keys are its own.
    let colleague = super::token(&site, "other@example.com", Level::Write).await;
    let theirs = ask(
        &site,
        Some(&colleague),
        "POST",
        "/accounts",
        create("Other", "k1"),
    )
    .await;
    assert_eq!(theirs.status, 201);
    // A refusal comes again, too.
    let refused = ask(&site, me, "POST", "/accounts", create("", "k2")).await;
    let again = ask(&site, me, "POST", "/accounts", create("", "k2")).await;
    assert_eq!(
        (refused.status, again.status),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            StatusCode::UNPROCESSABLE_ENTITY
        )
    );
    assert_eq!(again.header("content-type"), "application/problem+json");
    let count = ask(&site, me, "GET", "/accounts", Sent::default()).await;
    assert_eq!(count.json["total"], 2);

    // Many at once make one record; the others hear that it is being made, or what it became.
    let all = futures::future::join_all(
        (0..8).map(|_| ask(&site, me, "POST", "/accounts", create("Once", "k3"))),
    )
    .await;
    assert!(
        all.iter()
            .all(|got| matches!(got.status.as_u16(), 201 | 409))
    );
    assert!(all.iter().any(|got| got.status == 201));
    let count = ask(&site, me, "GET", "/accounts?search=once", Sent::default()).await;
    assert_eq!(count.json["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opportunity_moves_and_strangers_do_not_see_it() {
    let site = site().await;
    with_everybody(&site).await;
    let token = rep(&site).await;
    let me = Some(token.as_str());
    let pipelines = ask(&site, me, "GET", "/pipelines", Sent::default()).await;
    let pipeline = &pipelines.json["data"][0];
    let deal = json!({
        "name": "Licences", "pipeline_id": pipeline["id"],
        "amount": { "minor": 120_000, "currency": "EUR" }, "close_date": "2026-12-18"
    });
    let made = ask(&site, me, "POST", "/opportunities", Sent::json(deal)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let place = format!("/opportunities/{}", made.json["id"].as_str().unwrap());
    let patch = Sent::json(json!({ "amount": { "minor": 5 }, "next_step": "Call" }));
    let incomplete = ask(&site, me, "PATCH", &place, patch.with("if-match", "\"1\"")).await;
    assert_eq!(
        incomplete.codes(),
        [("required".to_owned(), "amount.currency".to_owned())]
    );
    let patch = Sent::json(json!({ "next_step": "Call", "next_step_on": "2026-12-01" }));
    let changed = ask(&site, me, "PATCH", &place, patch.with("if-match", "\"1\"")).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["next_step"], "Call");
    assert_eq!(changed.json["close_date"], "2026-12-18");

    for (email, status) in [
        ("other@example.com", 404),
        ("manager@example.com", 404),
        ("admin@example.com", 200),
        ("finance@example.com", 200),
    ] {
        let token = super::token(&site, email, Level::Write).await;
        let got = ask(&site, Some(&token), "GET", &place, Sent::default()).await;
        assert_eq!(got.status, status, "{email}");
        let patch = Sent::json(json!({ "next_step": "Mine" })).with("if-match", "*");
        let got = ask(&site, Some(&token), "PATCH", &place, patch).await;
        assert_eq!(got.status == 200, email == "admin@example.com", "{email}");
    }
    let lost = pipeline["stages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|stage| stage["state"] == "lost")
        .unwrap();
    let to = Sent::json(json!({ "stage_id": lost["id"] })).with("if-match", "*");
    let refused = ask(&site, me, "POST", &format!("{place}/move"), to).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
}

/// Records of every other kind, made with as little as the document asks for.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_record_has_its_life() {
    let site = site().await;
    let token = super::token(&site, "admin@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let account = ask(
        &site,
        me,
        "POST",
        "/accounts",
        Sent::json(json!({ "name": "Acme" })),
    )
    .await;
    let account = &account.json["id"];
    for (path, new, patch, deletable) in [
        (
            "/contacts",
            json!({ "last_name": "Ada" }),
            json!({ "first_name": "B" }),
            true,
        ),
        (
            "/tasks",
            json!({ "subject": "Call" }),
            json!({ "due_on": "2026-12-01" }),
            true,
        ),
        (
            "/activities",
            json!({ "kind": "Call", "subject": "Seen", "account_id": account }),
            json!({ "body": "Long" }),
            true,
        ),
        (
            "/products",
            json!({ "sku": "A-1", "name": { "en": "Seat", "fr": "Siège" }, "tax": { "category": "S", "rate": 2000 } }),
            json!({ "name": { "fr": "Place" } }),
            false,
        ),
        (
            "/price-books",
            json!({ "name": "List", "currency": "EUR" }),
            json!({ "name": "Public" }),
            false,
        ),
        (
            "/quotes",
            json!({ "account_id": account, "title": "Offer" }),
            json!({ "term_months": 24 }),
            true,
        ),
    ] {
        let made = ask(&site, me, "POST", path, Sent::json(new)).await;
        assert_eq!(made.status, 201, "{path}: {}", made.json);
        let place = format!("{path}/{}", made.json["id"].as_str().unwrap());
        let read = ask(&site, me, "GET", &place, Sent::default()).await;
        assert_eq!(read.json, made.json, "{path}");
        let sent = Sent::json(patch.clone()).with("if-match", made.header("etag"));
        let changed = ask(&site, me, "PATCH", &place, sent).await;
        assert_eq!(changed.status, 200, "{path}: {}", changed.json);
        for (name, value) in patch.as_object().unwrap() {
            let now = &changed.json[name];
            let kept = value
                .as_object()
                .is_none_or(|inner| inner.iter().all(|(key, value)| now[key] == *value));
            assert!(
                value.is_object() && kept || now == value,
                "{path} {name}: {now}"
            );
        }
        let list = ask(&site, me, "GET", path, Sent::default()).await;
        assert_eq!(list.status, 200);
        assert_eq!(
            list.json["data"].as_array().unwrap().len(),
            1,
            "{path}: {}",
            list.json
        );
        let gone = Sent::default().with("if-match", changed.header("etag"));
        let gone = ask(&site, me, "DELETE", &place, gone).await;
        assert_eq!(
            gone.status,
            if deletable { 204 } else { 405 },
            "{path}: {}",
            gone.json
        );
        if deletable {
            let read = ask(&site, me, "GET", &place, Sent::default()).await;
            assert_eq!(read.status, 404, "{path}");
            let back = ask(
                &site,
                me,
                "POST",
                &format!("{place}/restore"),
                Sent::default(),
            )
            .await;
            assert_eq!(back.status, 200, "{path}: {}", back.json);
        }
    }
    for path in ["/users", "/teams", "/pipelines", "/quotas"] {
        assert_eq!(
            ask(&site, me, "GET", path, Sent::default()).await.status,
            200,
            "{path}"
        );
    }
}
