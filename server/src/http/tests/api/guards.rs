//! What a request may weigh, which tags and keys it may carry, and what is told once.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_weighed_before_it_is_built() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let send = async |path: &str, body: String| {
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .unwrap();
        got(site.send(request).await).await
    };
    let many = |values: usize| format!("[{}0]", "0,".repeat(values));
    let deep = "[".repeat(121) + &"]".repeat(121);
    for (path, body, code) in [
        ("/accounts", many(300_000), "json_too_much"),
        ("/accounts", deep, "json_too_deep"),
        ("/price", many(600_000), "json_too_much"),
        (
            "/configure",
            json!({ "format": "csp-json", "model": many(600_000) }).to_string(),
            "json_too_much",
        ),
    ] {
        let refused = send(path, body).await;
        assert_eq!(refused.status, 413, "{path}: {}", refused.json);
        assert_eq!(refused.codes()[0].0, code, "{path}");
    }
    // What is within is read, and refused for what it is.
    let within = send("/accounts", many(1_000)).await;
    assert_eq!(within.status, 400, "{}", within.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_a_tag() {
    let site = site().await;
    let token = token(&site, "rep@example.com", Level::Write).await;
    let me = Some(token.as_str());
    let new = Sent::json(json!({ "name": "Acme" }));
    let made = ask(&site, me, "POST", "/accounts", new).await;
    let place = format!("/accounts/{}", made.json["id"].as_str().unwrap());
    for (tag, status) in [
        ("nonsense", 400),
        ("{}", 400),
        ("", 400),
        ("\"", 400),
        ("\"1\", 2", 400),
        // Tags, and none of ours.
        ("\"abc\"", 412),
        ("W/\"1\"", 412),
        ("\"abc\", \"def\"", 412),
        ("\"7\"", 412),
        ("\"1\"", 200),
        ("*", 200),
    ] {
        let patch = Sent::json(json!({ "city": tag })).with("if-match", tag);
        let got = ask(&site, me, "PATCH", &place, patch).await;
        assert_eq!(got.status, status, "{tag}: {}", got.json);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_not_kept_for_a_repeated_request() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let new = || {
        let hook = json!({ "url": "https://hooks.example.com/jalon" });
        Sent::json(hook).with("idempotency-key", "hook-1")
    };
    let made = ask(&site, admin, "POST", "/webhooks", new()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let secret = made.json["secret"].as_str().unwrap();
    let mut session = site.services.store().read().await.unwrap();
    let kept: Vec<(String,)> = session
        .all("SELECT body FROM api_answers", store::args![])
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].0.contains(secret), "{}", kept[0].0);
    drop(session);
    let again = ask(&site, admin, "POST", "/webhooks", new()).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.json["secret"], Value::Null);
    assert_eq!(
        (&again.json["id"], &again.json["url"]),
        (&made.json["id"], &made.json["url"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_book_is_made_whole_and_lends_what_is_left_out() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let make = async |new: Value| ask(&site, admin, "POST", "/price-books", Sent::json(new)).await;
    let facts = json!({
        "name": "France", "currency": "EUR", "proration": "actual_365", "countries": ["FR"], "segments": ["food"],
    });
    let first = make(facts).await;
    assert_eq!(first.status, 201, "{}", first.json);
    for (name, value) in [
        ("proration", json!("actual_365")),
        ("countries", json!(["FR"])),
        ("segments", json!(["food"])),
    ] {
        assert_eq!(first.json[name], value, "{}", first.json);
    }
    let id = &first.json["id"];
    let copy = make(json!({ "name": "Copy", "currency": "EUR", "copy_of": id })).await;
    assert_eq!(copy.json["countries"], json!(["FR"]), "{}", copy.json);
    assert_eq!(copy.json["proration"], "actual_365");
    // What is said is said, also when it is nothing.
    let other = json!({
        "name": "Other", "currency": "EUR", "copy_of": id, "proration": null, "countries": [],
    });
    let other = make(other).await;
    assert_eq!(other.json["proration"], Value::Null, "{}", other.json);
    assert_eq!(other.json["segments"], json!(["food"]));
    let none = other.json.get("countries");
    assert!(none.is_none_or(|all| *all == json!([])), "{}", other.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_jalon_is_not_made_again() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let roles = ask(&site, admin, "GET", "/roles", Sent::default()).await;
    let own = roles.json["data"].as_array().unwrap().iter();
    let own = own.filter(|role| role["built_in"] == true);
    let mut asked = 0;
    for role in own {
        let new = json!({
            "id": role["id"], "base": role["base"], "name": { "en": "Mine", "fr": "Le mien" }, "rights": {},
        });
        let refused = ask(&site, admin, "POST", "/roles", Sent::json(new)).await;
        assert_eq!(refused.status, 409, "{}", refused.json);
        asked += 1;
    }
    assert!(asked > 2);
    let now = ask(&site, admin, "GET", "/roles", Sent::default()).await;
    assert_eq!(now.json, roles.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_form_of_a_choice_takes_the_place_of_the_one_before() {
    let site = site().await;
    let admin = token(&site, "admin@example.com", Level::Write).await;
    let admin = Some(admin.as_str());
    let name = json!({ "en": "Spring", "fr": "Printemps" });
    let new = json!({ "name": name, "benefit": { "percent_bp": 1_000 } });
    let made = ask(&site, admin, "POST", "/promotions", Sent::json(new)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let place = format!("/promotions/{}", made.json["id"].as_str().unwrap());
    let amount = json!({ "benefit": { "amount_minor": 500 }, "currency": "EUR" });
    let amount = Sent::json(amount).with("if-match", made.header("etag"));
    let changed = ask(&site, admin, "PATCH", &place, amount).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["benefit"], json!({ "amount_minor": 500 }));
    assert_eq!(changed.json["name"], name);
}
