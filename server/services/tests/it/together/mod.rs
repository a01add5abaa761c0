//! Many at the same time: thirty-two clients that create, edit, move, quote and read what the others are at, on
//! both databases. Whatever they do, no acknowledged change is lost or overwritten, quotes are the sum of their
//! lines and boards the sum of their deals, numbers have neither gap nor double, and nobody sees half a change.
//! `JALON_MIXED` says how many operations; `cargo xtask soak` asks for many.

mod client;

use crate::bench::Bench;
use crate::both;
use crate::cpq::support;
use crate::deals::fixture as deals;
use client::{Client, FIRST, Ledger, RAISE, whole};
use shared::cpq::quotes::ops::GetQuote;
use shared::crm::accounts::GetAccount;
use shared::deals::opportunities::{BoardQuery, BoardTotals, DealFilter, Grouping};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use store::args;
use uuid::Uuid;

const CLIENTS: usize = 32;

fn operations() -> usize {
    let given = std::env::var("JALON_MIXED").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

both!(
    many_at_the_same_time_leave_what_one_after_the_other_would,
    async |bench: &Bench| {
        let book = support::book(bench).await;
        let item = support::catalog(bench, &bench.rep, book.book.id).await;
        let ledger = Arc::new(Mutex::new(Ledger::default()));
        for _ in 0..4 {
            let account = support::account(bench, &bench.rep).await;
            ledger.lock().unwrap().accounts.insert(account, 0);
        }
        let client = Client {
            services: bench.services.clone(),
            actor: bench.administrator.clone(),
            ledger: ledger.clone(),
            left: Arc::new(AtomicUsize::new(operations())),
            pipeline: Arc::new(deals::b2b(bench).await),
            line: support::line(bench, &item[0], 1),
        };
        client.new_deal().await;
        client.new_quote().await;
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| tokio::spawn(client.clone().work()))
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        let ledger = std::mem::take(&mut *ledger.lock().unwrap());
        counted(bench, &ledger).await;
        records_are_as_acknowledged(bench, &ledger).await;
        quotes_are_whole(bench, &ledger).await;
        board_is_the_sum(bench, &ledger).await;
        println!(
            "{} operations, {} versions saved, {} conflicts",
            operations(),
            ledger.versions.len(),
            ledger.conflicts
        );
    }
);

async fn number(bench: &Bench, sql: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (found,): (i64,) = session.one(sql, args![]).await.unwrap();
    found
}

/// Everything acknowledged is there, and nothing else is.
async fn counted(bench: &Bench, ledger: &Ledger) {
    for (sql, wanted) in [
        ("SELECT COUNT(*) FROM opportunities", ledger.deals.len()),
        ("SELECT COUNT(*) FROM quotes", ledger.quotes.len()),
        ("SELECT COUNT(*) FROM activities", ledger.activities.len()),
        (
            "SELECT COUNT(DISTINCT number) FROM quotes WHERE version_number = 1",
            ledger.numbered,
        ),
        // A quote has one version that counts.
        (
            "SELECT COUNT(*) FROM (SELECT series_id FROM quotes GROUP BY series_id
             HAVING SUM(CASE WHEN active_version THEN 1 ELSE 0 END) <> 1) x",
            0,
        ),
        // A change and its event come together; so do a deal and its last fact.
        (
            "SELECT COUNT(*) FROM opportunities o WHERE o.version
             <> (SELECT COUNT(*) FROM events e WHERE e.entity_id = o.id)",
            0,
        ),
        (
            "SELECT COUNT(*) FROM opportunities o WHERE o.amount_minor <>
             (SELECT f.amount_minor FROM opportunity_facts f WHERE f.opportunity_id = o.id ORDER BY f.at DESC LIMIT 1)",
            0,
        ),
        (
            "SELECT COUNT(*) FROM quote_lines l LEFT JOIN quotes q ON q.id = l.quote_id WHERE q.id IS NULL",
            0,
        ),
    ] {
        assert_eq!(number(bench, sql).await, i64::try_from(wanted).unwrap(), "{sql}");
    }
    // Numbers follow each other.
    let mut session = bench.services.store().read().await.unwrap();
    let numbers: Vec<(String,)> = session
        .all(
            "SELECT number FROM quotes WHERE version_number = 1 ORDER BY number",
            args![],
        )
        .await
        .unwrap();
    let numbers: Vec<usize> = numbers
        .iter()
        .map(|(number,)| number.rsplit('-').next().unwrap().parse().unwrap())
        .collect();
    let wanted: Vec<usize> = (1..=numbers.len()).collect();
    assert_eq!(numbers, wanted);
}

/// Each raise and each employee counted is in the record: none was overwritten.
async fn records_are_as_acknowledged(bench: &Bench, ledger: &Ledger) {
    let last = |id: Uuid| {
        let saved = ledger.versions.range((id, 0)..=(id, i64::MAX));
        saved.map(|(_, version)| *version).max().unwrap_or(1)
    };
    for (id, raises) in &ledger.deals {
        let deal = deals::get(bench, &bench.administrator, *id).await.unwrap();
        assert_eq!(deal.amount.minor, FIRST + raises * RAISE);
        assert_eq!(deal.version, last(id.0));
    }
    for (id, employees) in &ledger.accounts {
        let get = GetAccount { id: *id };
        let account = bench.run(&bench.administrator, get).await.unwrap();
        assert_eq!(account.facts.employees.unwrap_or_default(), *employees);
        assert_eq!(account.version, last(id.0));
    }
}

async fn quotes_are_whole(bench: &Bench, ledger: &Ledger) {
    for id in &ledger.quotes {
        let get = GetQuote { id: *id };
        whole(&bench.run(&bench.administrator, get).await.unwrap());
    }
}

/// The sums a board shows are those of its deals.
async fn board_is_the_sum(bench: &Bench, ledger: &Ledger) {
    let query = BoardQuery {
        pipeline: Some(deals::b2b(bench).await.id),
        filter: DealFilter::default(),
        group: Grouping::None,
        limit: 1,
    };
    let board = bench.run(&bench.administrator, query).await.unwrap();
    let mut cards = Vec::new();
    for id in ledger.deals.keys() {
        let deal = deals::get(bench, &bench.administrator, *id).await;
        cards.extend(deal.ok().map(|deal| deal.card()));
    }
    let counted = BoardTotals::from_cards(&board.pipeline, &cards);
    assert_eq!(board.totals, counted);
}
