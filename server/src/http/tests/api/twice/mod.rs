//! Every request that may be sent again with its key, sent three times at once and three times after: one
//! effect, and each is answered as the first one. The rows are in `examples` and `more_examples`; a new
//! address without one fails.

mod examples;
mod more_examples;
mod program;

use super::*;
use crate::http::api::INTERFACE;
use program::Program;
use std::collections::BTreeMap;

/// What a replayed delivery does shows in its row alone: no row is added.
const ADDS_NO_ROW: &[&str] = &["webhooks.replay"];

/// What only asks, in a body because it is much: nothing is kept of it.
const ASKS: &[&str] = &["duplicates.check", "product-models.import"];

/// What the log says nothing of: a search that changes no record, one's own notices, what is sent to a webhook.
const UNSAID: &[&str] = &[
    "duplicates.look",
    "notifications.mark",
    "notifications.snooze",
    "webhooks.replay",
    "webhooks.test",
];

/// A statement that counts the rows of every table but those of the index of words, of the answers kept and of the
/// counters, of which the first quote of a year makes one.
async fn counting(site: &Site) -> &'static str {
    let mut session = site.services.store().read().await.unwrap();
    let tables: Vec<(String,)> = session
        .all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
             AND name NOT LIKE 'search%' AND name NOT IN ('api_answers', 'api_buckets', 'counters')",
            store::args![],
        )
        .await
        .unwrap();
    let each: Vec<String> = tables
        .iter()
        .map(|(table,)| format!("SELECT '{table}', COUNT(*) FROM \"{table}\""))
        .collect();
    assert!(each.len() > 60, "{}", each.len());
    Box::leak(each.join(" UNION ALL ").into_boxed_str())
}

async fn counts(site: &Site, statement: &'static str) -> BTreeMap<String, i64> {
    let mut session = site.services.store().read().await.unwrap();
    let rows: Vec<(String, i64)> = session.all(statement, store::args![]).await.unwrap();
    rows.into_iter().collect()
}

/// The rows that came or went in each table.
fn difference(
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> BTreeMap<String, i64> {
    after
        .iter()
        .map(|(table, count)| (table.clone(), count - before[table]))
        .filter(|(_, count)| *count != 0)
        .collect()
}

/// Whether everything that was asked was done, also of a request of many parts.
fn done(got: &Got) -> bool {
    let parts = got.json["results"].as_array().into_iter().flatten();
    let refused = parts.filter(|part| part["status"].as_i64().is_none_or(|status| status >= 300));
    got.status.is_success() && refused.count() == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_is_done_once() {
    let site = site().await;
    let program = Program::new(&site).await;
    let statement = counting(&site).await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    for route in INTERFACE.routes.iter().filter(|route| route.repeats()) {
        let name = route.operation_id.as_str();
        // Once, to know what one effect is.
        let example = examples::of(&program, name).await;
        let before = counts(&site, statement).await;
        let once = program.post(&example, &format!("{name}-once")).await;
        program.settled(name).await;
        let wanted = difference(&before, &counts(&site, statement).await);
        if !done(&once) {
            wrong.push(format!("{name}: {} {}", once.status, once.json));
            continue;
        }
        if ASKS.contains(&name) {
            if !wanted.is_empty() {
                wrong.push(format!("{name} does more than ask: {wanted:?}"));
            }
        } else if wanted.is_empty() && !ADDS_NO_ROW.contains(&name) {
            wrong.push(format!("{name} has no effect"));
        } else if !wanted.contains_key("events") && !UNSAID.contains(&name) {
            wrong.push(format!("{name} leaves no entry of the log"));
        }
        // The like of it, again and again.
        let example = examples::of(&program, name).await;
        let before = counts(&site, statement).await;
        let key = format!("{name}-again");
        let at_once = (0..3).map(|_| program.post(&example, &key));
        let mut answers = futures::future::join_all(at_once).await;
        for _ in 0..3 {
            answers.push(program.post(&example, &key).await);
        }
        program.settled(name).await;
        let found = difference(&before, &counts(&site, statement).await);
        if found != wanted {
            wrong.push(format!("{name}: {found:?}, not {wanted:?}"));
        }
        wrong.extend(disagreement(name, route.once, &answers));
        tried += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 60, "{tried}");
}

/// Of the answers to one request under one key those that say anything else than the others. One that comes
/// while the first is at work may hear so instead. What is told once, under the names in `once`, is told to
/// one of them.
fn disagreement(name: &str, once: &[&str], answers: &[Got]) -> Vec<String> {
    let settled: Vec<&Got> = answers
        .iter()
        .filter(|got| got.json["code"] != "key_in_use")
        .collect();
    let kept = |got: &Got| -> Value {
        let mut json = got.json.clone();
        for field in once {
            if let Some(told) = json.get_mut(*field) {
                *told = Value::Null;
            }
        }
        json
    };
    let first = (settled[0].status, kept(settled[0]));
    let fresh = settled
        .iter()
        .filter(|got| got.header("idempotency-replayed") != "true");
    let mut wrong: Vec<String> = settled
        .iter()
        .filter(|got| (got.status, kept(got)) != first || !done(got))
        .map(|got| format!("{name}: {} {}", got.status, got.json))
        .collect();
    let fresh = fresh.count();
    if fresh != 1 {
        wrong.push(format!("{name} was done {fresh} times"));
    }
    wrong
}

/// What makes something, besides `create` and `bulk`.
const MAKES: &[&str] = &[
    "leads.log",
    "quotes.duplicate",
    "quotes.new_version",
    "quotes.open_room",
    "quotes.rooms_answer",
];

async fn change(site: &Site, statement: &'static str) {
    let mut session = site.services.store().write().await.unwrap();
    session.exec(statement, store::args![]).await.unwrap();
    session.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_after_a_crash_is_made_once() {
    let site = site().await;
    let program = Program::new(&site).await;
    let statement = counting(&site).await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    let makes =
        |name: &str| name.ends_with(".create") || name.ends_with(".bulk") || MAKES.contains(&name);
    let routes = INTERFACE.routes.iter().filter(|route| route.repeats());
    for route in routes.filter(|route| makes(&route.operation_id)) {
        let name = route.operation_id.as_str();
        let example = examples::of(&program, name).await;
        let before = counts(&site, statement).await;
        let once = program.post(&example, &format!("{name}-whole")).await;
        program.settled(name).await;
        let wanted = difference(&before, &counts(&site, statement).await);
        if !done(&once) {
            wrong.push(format!("{name}: {} {}", once.status, once.json));
            continue;
        }
        let example = examples::of(&program, name).await;
        let key = format!("{name}-crash");
        let before = counts(&site, statement).await;
        // The effect is saved and the answer is not: as if the server had died between the two, long ago.
        change(
            &site,
            "CREATE TRIGGER dies BEFORE UPDATE OF status ON api_answers
             BEGIN SELECT RAISE(ABORT, 'the server died'); END",
        )
        .await;
        program.post(&example, &key).await;
        change(&site, "DROP TRIGGER dies").await;
        let waits = program.post(&example, &key).await;
        if waits.json["code"] != "key_in_use" {
            wrong.push(format!("{name}: {} {}", waits.status, waits.json));
        }
        change(
            &site,
            "UPDATE api_answers SET kept_at = kept_at - 130000 WHERE status = 0",
        )
        .await;
        let again = program.post(&example, &key).await;
        program.settled(name).await;
        let found = difference(&before, &counts(&site, statement).await);
        if found != wanted || again.status.is_server_error() {
            wrong.push(format!("{name}: {found:?}, not {wanted:?}: {}", again.json));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 30, "{tried}");
}
