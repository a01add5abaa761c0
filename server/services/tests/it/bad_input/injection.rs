//! Texts written to become statements: in every text of every question and every change, on both databases. A
//! question finds with them what it finds with any other word, takes no longer, and no table is touched.
//! `JALON_INJECTIONS` says how many of them for each text of a question; `cargo xtask soak` sends all.

use super::{last_event, samples, texts, with_text};
use crate::bench::Bench;
use crate::both;
use crate::matrix_records;
use shared::kernel::ProblemKind;
use std::time::{Duration, Instant};
use store::args;

/// A word nothing here is called.
const WORD: &str = "zzqqx";
/// Those that wait, and heavy ones, would take at least so long.
const DELAY: Duration = Duration::from_secs(3);

/// Each begins with the word: true to its last sign it finds nothing.
const PAYLOADS: &[&str] = &[
    "zzqqx' OR '1'='1",
    "zzqqx' OR 1=1 --",
    "zzqqx\" OR \"\"=\"",
    "zzqqx') OR ('1'='1",
    "zzqqx')) OR 1=1 --",
    "zzqqx%' OR 1=1 --",
    "zzqqx'; DROP TABLE tasks; --",
    "zzqqx'; UPDATE users SET name = 'pwned'; --",
    "zzqqx\\'; DELETE FROM users; --",
    "zzqqx' UNION SELECT password_hash FROM users --",
    "zzqqx' UNION ALL SELECT NULL,NULL,NULL --",
    "zzqqx' AND (SELECT COUNT(*) FROM users) > 0 --",
    "zzqqx' || (SELECT pg_sleep(4)) || '",
    "zzqqx'; SELECT pg_sleep(4); --",
    "zzqqx' AND 4=LIKE('ABCDEFG',UPPER(HEX(RANDOMBLOB(400000000/2)))) --",
    "zzqqx' AND CAST(version() AS INTEGER) = 1 --",
    "zzqqx' ORDER BY 99 --",
    "zzqqx' LIMIT 1 OFFSET 1 --",
    "zzqqx/**/OR/**/1=1",
    "zzqqx$1",
    "zzqqx$$; DROP TABLE tasks; $$",
    "zzqqx\u{2019} OR 1=1 --",
    "zzqqx%bf%27 OR 1=1 --",
    "zzqqx?; :name; @name; $2",
    "zzqqx\" NEAR(\"a\" \"b\")",
    "zzqqx* OR name:*",
    "zzqqx_%",
];

fn how_many() -> usize {
    let given = std::env::var("JALON_INJECTIONS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// The text as a place wants it: a filter has words of its own, with the text among them.
fn dressed(place: &str, text: &str) -> String {
    if place.ends_with("/filter") {
        format!("name.has('{}')", text.replace('\'', "''"))
    } else {
        text.to_owned()
    }
}

async fn number(bench: &Bench, sql: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (found,): (i64,) = session.one(sql, args![]).await.unwrap();
    found
}

async fn nothing_was_run(bench: &Bench, people: i64) {
    assert_eq!(number(bench, "SELECT COUNT(*) FROM users").await, people);
    let renamed = "SELECT COUNT(*) FROM users WHERE name = 'pwned'";
    assert_eq!(number(bench, renamed).await, 0);
    number(bench, "SELECT COUNT(*) FROM tasks").await;
}

both!(no_question_becomes_a_statement, async |bench: &Bench| {
    let (mut asked, mut operations, mut next) = (0, 0, 0);
    for row in matrix_records::all(bench).await {
        let actions: Vec<_> = bench.services.operations().collect();
        let action = actions.iter().find(|(name, _)| *name == row.name);
        let reads = action.is_some_and(|(_, action)| {
            let action = format!("{action:?}");
            action.starts_with("View") || action.starts_with("Read")
        });
        if !reads {
            continue;
        }
        let request = (row.make)(bench).await;
        let shown = request["shown"].as_str().and_then(|id| id.parse().ok());
        let people = number(bench, "SELECT COUNT(*) FROM users").await;
        let event = last_event(bench).await;
        let mut tried = false;
        for place in texts(&request).iter().filter(|place| *place != "/shown") {
            let neutral = with_text(&request, place, &dressed(place, WORD));
            if !(row.fits)(&neutral) {
                continue;
            }
            tried = true;
            let usual = (row.ask)(bench, &bench.administrator, neutral, shown).await;
            for _ in 0..how_many() {
                let payload = PAYLOADS[next % PAYLOADS.len()];
                next += 1;
                let request = with_text(&request, place, &dressed(place, payload));
                let begun = Instant::now();
                // A fault of ours stops the test in there.
                let found = (row.ask)(bench, &bench.administrator, request, shown).await;
                let name = format!("{} {place} {payload}", row.name);
                assert!(begun.elapsed() < DELAY, "{name} took {:?}", begun.elapsed());
                assert!(found != 'S' || usual == 'S', "{name} finds more");
                asked += 1;
            }
        }
        assert_eq!(last_event(bench).await, event, "{}", row.name);
        nothing_was_run(bench, people).await;
        operations += usize::from(tried);
    }
    assert!(operations >= 20, "{operations}");
    println!("{asked} payloads in {operations} questions");
});

both!(no_change_becomes_a_statement, async |bench: &Bench| {
    let (mut asked, mut next) = (0, 0);
    for sample in samples::all() {
        for place in texts(&(sample.make)(bench).await) {
            let payload = PAYLOADS[next % PAYLOADS.len()];
            let request = (sample.make)(bench).await;
            // What is made anew may have fewer parts: a plan that was applied before.
            if request.pointer(&place).is_none() {
                continue;
            }
            let request = with_text(&request, &place, &dressed(&place, payload));
            if !(sample.fits)(&request) {
                continue;
            }
            next += 1;
            let people = number(bench, "SELECT COUNT(*) FROM users").await;
            let begun = Instant::now();
            if let Err(problem) = (sample.ask)(bench, request).await {
                let ours = [ProblemKind::Internal, ProblemKind::Unavailable];
                let name = format!("{} {place} {payload}", sample.name);
                assert!(!ours.contains(&problem.kind), "{name}: {problem:?}");
            }
            assert!(begun.elapsed() < DELAY, "{} {place} {payload}", sample.name);
            let more = number(bench, "SELECT COUNT(*) FROM users").await;
            assert!(more >= people, "{} {place} {payload}", sample.name);
            asked += 1;
        }
    }
    let people = number(bench, "SELECT COUNT(*) FROM users").await;
    nothing_was_run(bench, people).await;
    assert!(asked > 100, "{asked}");
    println!("{asked} payloads in changes");
});
