//! The feed, one's notices and the forecast over the interface.

use super::*;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, LocalText, UserId};
use shared::platform::notifications::{Notice, NoticeKind, Reason};

async fn actor(site: &Site, email: &str) -> Actor {
    let session = site
        .services
        .sign_in(email, PASSWORD, "", "")
        .await
        .unwrap();
    let signed_in = site.services.authenticate(&session.token).await;
    signed_in.unwrap().unwrap().actor
}

/// A token let into these areas.
async fn within(site: &Site, actor: &Actor, scopes: &str) -> String {
    let scopes = Scopes::try_from(scopes.to_owned()).unwrap();
    token_of(site, actor, scopes).await
}

async fn deal(site: &Site, me: Option<&str>) -> Value {
    let pipelines = ask(site, me, "GET", "/pipelines", Sent::default()).await;
    let deal = Sent::json(json!({
        "name": "Deal", "pipeline_id": pipelines.json["data"][0]["id"],
        "amount": { "minor": 100_000, "currency": "EUR" }, "close_date": "2027-12-18"
    }));
    let made = ask(site, me, "POST", "/opportunities", deal).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_hears_of_what_it_is_let_into() {
    let site = site().await;
    let rep = actor(&site, "rep@example.com").await;
    let all = within(&site, &rep, "crm:write deals:write work:write setup:read").await;
    let me = Some(all.as_str());
    let deal = deal(&site, me).await;
    let call = json!({ "kind": "Call", "subject": "Seen", "opportunity_id": deal["id"] });
    let made = ask(&site, me, "POST", "/activities", Sent::json(call)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let feed = ask(&site, me, "GET", "/feed", Sent::default()).await;
    let entries = feed.json["data"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{}", feed.json);
    assert_eq!(
        entries[0]["what"],
        json!({ "type": "logged", "kind": "Call", "subject": "Seen" })
    );
    assert_eq!(entries[0]["record"]["id"], deal["id"]);
    assert_eq!(entries[1]["what"]["type"], "changes", "{}", feed.json);
    // Page by page it is the same.
    let first = ask(&site, me, "GET", "/feed?limit=1", Sent::default()).await;
    assert_eq!(first.json["data"], json!([entries[0]]));
    let next = first.json["next"].as_str().unwrap();
    let second = format!("/feed?limit=1&cursor={next}");
    let second = ask(&site, me, "GET", &second, Sent::default()).await;
    assert_eq!(second.json["data"], json!([entries[1]]));
    for (narrowed, count) in [("kind=activity", 1), ("doing=created", 1), ("who=me", 2)] {
        let path = format!("/feed?{narrowed}");
        let got = ask(&site, me, "GET", &path, Sent::default()).await;
        assert_eq!(
            got.json["data"].as_array().map(Vec::len),
            Some(count),
            "{narrowed}"
        );
    }
    // Of the deal a token that is not let into deals hears neither what became of it nor its name.
    let work = within(&site, &rep, "work:read").await;
    let got = ask(&site, Some(&work), "GET", "/feed", Sent::default()).await;
    assert_eq!(
        got.json["data"].as_array().map(Vec::len),
        Some(1),
        "{}",
        got.json
    );
    assert_eq!(got.json["data"][0]["record"], Value::Null);
    // Nor of the account a call was about.
    let account = json!({ "name": "Quiet & Sons" });
    let account = ask(&site, me, "POST", "/accounts", Sent::json(account)).await;
    let call = json!({ "kind": "Call", "subject": "Heard", "account_id": account.json["id"] });
    let made = ask(&site, me, "POST", "/activities", Sent::json(call)).await;
    assert_eq!(made.status, 201, "{}", made.json);
    for (token, named) in [(me, true), (Some(work.as_str()), false)] {
        let got = ask(&site, token, "GET", "/feed?kind=activity", Sent::default()).await;
        let text = got.json.to_string();
        assert!(text.contains("Heard"), "{text}");
        assert_eq!(text.contains("Quiet & Sons"), named, "{text}");
    }
    let other = within(&site, &rep, "deals:read").await;
    let got = ask(&site, Some(&other), "GET", "/feed", Sent::default()).await;
    assert_eq!(got.json["code"], "insufficient_scope");
}

async fn told(site: &Site, user: UserId, number: u128, entity: Entity) -> uuid::Uuid {
    let id = uuid::Uuid::from_u128(number);
    let notice = Notice {
        user,
        kind: NoticeKind::Assigned,
        reason: Reason::Yours,
        entity,
        entity_id: id,
        title: format!("{entity:?}"),
        detail: LocalText::default(),
        actor: None,
        count: 1,
        at: Instant(i64::try_from(number).unwrap()),
        keys: vec![format!("test:{id}")],
    };
    let mut session = site.services.store().write().await.unwrap();
    let told = store::platform::notifications::insert(&mut session, &[(id, notice)]).await;
    assert!(told.unwrap());
    session.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_listed_marked_and_put_away() {
    let site = site().await;
    let rep = actor(&site, "rep@example.com").await;
    let account = told(&site, rep.user_id, 1, Entity::Account).await;
    let deal = told(&site, rep.user_id, 2, Entity::Opportunity).await;
    let strange = actor(&site, "other@example.com").await;
    let strange = told(&site, strange.user_id, 3, Entity::Account).await;
    let all = within(&site, &rep, "crm:read deals:read work:write").await;
    let me = Some(all.as_str());
    let listed = async |token: &str, path: &str| -> Vec<Value> {
        let got = ask(&site, Some(token), "GET", path, Sent::default()).await;
        assert_eq!(got.status, 200, "{}", got.json);
        let rows = got.json["data"].as_array().unwrap().iter();
        rows.map(|row| row["id"].clone()).collect()
    };
    assert_eq!(
        listed(&all, "/notifications").await,
        [json!(deal), json!(account)]
    );
    let deals = within(&site, &rep, "deals:read").await;
    assert_eq!(listed(&deals, "/notifications").await, [json!(deal)]);
    // A token that only reads marks nothing.
    let mark = |ids: Value| Sent::json(json!({ "ids": ids }));
    let refused = ask(
        &site,
        Some(&deals),
        "POST",
        "/notifications/mark",
        mark(json!([deal])),
    )
    .await;
    assert_eq!(refused.json["code"], "insufficient_scope");
    // Another's is left alone, whoever names it.
    let got = ask(
        &site,
        me,
        "POST",
        "/notifications/mark",
        mark(json!([deal, strange])),
    )
    .await;
    assert_eq!(got.json, json!({ "unread": 1 }));
    assert_eq!(
        listed(&all, "/notifications?unread=true").await,
        [json!(account)]
    );
    let snooze = |id: uuid::Uuid| format!("/notifications/{id}/snooze");
    let hour = || Sent::json(json!({ "until": "hour" }));
    let away = ask(&site, me, "POST", &snooze(account), hour()).await;
    assert!(away.json["until"].is_i64(), "{}", away.json);
    assert_eq!(listed(&all, "/notifications").await, [json!(deal)]);
    let foreign = ask(&site, me, "POST", &snooze(strange), hour()).await;
    let missing = ask(&site, me, "POST", &snooze(uuid::Uuid::from_u128(9)), hour()).await;
    assert_eq!(
        (foreign.status.as_u16(), missing.status.as_u16()),
        (404, 404)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forecast_is_what_its_page_adds_up() {
    let site = site().await;
    let rep = actor(&site, "rep@example.com").await;
    let all = within(&site, &rep, "deals:write setup:read planning:read").await;
    let me = Some(all.as_str());
    deal(&site, me).await;
    let read = async |path: &str| ask(&site, me, "GET", path, Sent::default()).await;
    let year = read("/forecast?period=2027").await;
    assert_eq!(year.status, 200, "{}", year.json);
    assert_eq!(
        (&year.json["period"], &year.json["from"], &year.json["to"]),
        (&json!("2027"), &json!("2027-01-01"), &json!("2027-12-31"))
    );
    assert_eq!(year.json["complete"], true);
    let lines = year.json["lines"].as_array().unwrap();
    for line in lines {
        let open = ["commit", "best_case", "pipeline"];
        let open: i64 = open.iter().map(|name| line[name].as_i64().unwrap()).sum();
        let own = line["user_id"] == json!(rep.user_id) || line["depth"] == 0;
        assert_eq!(
            (open, line["deals"].as_i64()),
            if own {
                (100_000, Some(1))
            } else {
                (0, Some(0))
            }
        );
    }
    assert!(
        lines
            .iter()
            .any(|line| line["user_id"] == json!(rep.user_id))
    );
    let before = read("/forecast?period=2026-Q1").await;
    assert_eq!(before.json["lines"][0]["deals"], 0, "{}", before.json);
    for wrong in ["period=2027-Q5", "period=soon"] {
        let refused = read(&format!("/forecast?{wrong}")).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.json);
    }
    let refused = read("/forecast?currency=XXX").await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    let narrow = within(&site, &rep, "deals:read").await;
    let refused = ask(&site, Some(&narrow), "GET", "/forecast", Sent::default()).await;
    assert_eq!(refused.json["code"], "insufficient_scope");
}
