//! Databases of earlier versions: brought up to date they hold what they held, the version they come from goes on
//! reading and writing beside and afterwards (expand before contract), and this version reads it all.
//! A migration counts as released once it is on `main`. `JALON_UPGRADE_STEP=1` begins at every one of them.

use crate::bench::{Bench, START};
use crate::both;
use services::{FixedClock, Services};
use shared::cpq::quotes::ops::GetQuote;
use shared::crm::accounts::GetAccount;
use shared::deals::opportunities::GetOpportunity;
use shared::kernel::{AccountId, ActivityId, Actor, OpportunityId, QuoteId, TaskId, UserId};
use shared::work::activities::ops::ReadActivity;
use shared::work::tasks::ops::ReadTask;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Args, Store, StoreError, args};
use uuid::Uuid;

/// The first schema with everything a quote needs.
const FIRST: i64 = 20;
/// Every so many migrations a database begins.
const STEP: usize = 4;

/// The migrations databases begin at.
fn beginnings() -> Vec<i64> {
    let given = std::env::var("JALON_UPGRADE_STEP").ok();
    let step = given.and_then(|text| text.parse().ok()).unwrap_or(STEP);
    let last = Store::known_migrations().last().unwrap();
    Store::known_migrations()
        .filter(|number| (FIRST..last).contains(number))
        .step_by(step)
        .collect()
}

fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Where there is an empty database beside the test's own.
async fn empty(bench: &Bench, folder: &Path, name: &str) -> String {
    if bench.services.store().kind() == "SQLite" {
        format!("sqlite:{}", folder.join(name).display())
    } else {
        let mut session = bench.services.store().write().await.unwrap();
        let create = kept(format!("CREATE SCHEMA {name}"));
        session.exec(create, args![]).await.unwrap();
        session.commit().await.unwrap();
        let separator = if bench.url.contains('?') { '&' } else { '?' };
        format!("{}{separator}options=-c%20search_path%3D{name}", bench.url)
    }
}

const COLUMNS_SQLITE: &str = "SELECT m.name, c.name,
        CAST(CASE WHEN c.\"notnull\" = 1 AND c.dflt_value IS NULL THEN 1 ELSE 0 END AS BIGINT)
    FROM pragma_table_list m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'search%' AND m.name NOT LIKE '%sqlx%'";
const COLUMNS_POSTGRES: &str = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT),
        CAST(CASE WHEN is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' THEN 1 ELSE 0 END AS BIGINT)
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name NOT LIKE 'search%' AND table_name NOT LIKE '%sqlx%'";

/// The columns of every table, and whether whoever adds a row must name them.
type Columns = BTreeMap<String, BTreeMap<String, bool>>;

async fn columns(store: &Store) -> Columns {
    let mut session = store.read().await.unwrap();
    let sql = if session.is_postgres() {
        COLUMNS_POSTGRES
    } else {
        COLUMNS_SQLITE
    };
    let rows: Vec<(String, String, i64)> = session.all(sql, args![]).await.unwrap();
    let mut found = Columns::new();
    for (table, column, demanded) in rows {
        found
            .entry(table)
            .or_default()
            .insert(column, demanded == 1);
    }
    found
}

/// Everything these columns hold, a text for each row.
async fn contents(store: &Store, columns: &Columns) -> BTreeMap<String, Vec<String>> {
    let mut session = store.read().await.unwrap();
    let mut found = BTreeMap::new();
    for (table, columns) in columns {
        let expression = if session.is_postgres() {
            let all: Vec<String> = columns.keys().map(|c| format!("\"{c}\"::text")).collect();
            format!("concat_ws('|', {})", all.join(", "))
        } else {
            let all: Vec<String> = columns.keys().map(|c| format!("quote(\"{c}\")")).collect();
            all.join(" || '|' || ")
        };
        let sql = kept(format!("SELECT {expression} FROM \"{table}\" ORDER BY 1"));
        let rows: Vec<(String,)> = session.all(sql, args![]).await.unwrap();
        found.insert(table.clone(), rows.into_iter().map(|(row,)| row).collect());
    }
    found
}

fn id(series: u16, index: u16) -> Uuid {
    Uuid::from_u128((u128::from(series) << 16) + u128::from(index))
}

/// What a version of the first schema says when a seller works; each a unit of work of its own.
fn old_writes(series: u16) -> Vec<(&'static str, Args)> {
    let id = |index| id(series, index);
    let day: chrono::NaiveDate = "2026-12-31".parse().unwrap();
    let email = format!("old-{series}@example.com");
    let code = format!("OLD-{series}");
    vec![
        ("INSERT INTO users (id, email, name, role, password_hash, language, time_zone, currency, theme, density, active, sample, created_at, version)
          VALUES ($1, $2, 'Old', 'administrator', '', 'en', 'Europe/Paris', 'EUR', 'system', 'comfortable', TRUE, FALSE, $3, 1)",
         args![id(1), &email, START]),
        ("INSERT INTO accounts (id, name, search, kind, industry, website, phone, street, postal_code, city, country, vat_number, notes, owner_id, sample, created_at, updated_at, version)
          VALUES ($1, 'Élan & Fils', 'elan & fils', 'business', '', '', '', '1 rue A', '69000', 'Lyon', 'FR', '', 'Long', $2, FALSE, $3, $3, 1)",
         args![id(2), id(1), START]),
        ("INSERT INTO contacts (id, account_id, first_name, last_name, search, title, email, phone, language, notes, owner_id, sample, created_at, updated_at, version)
          VALUES ($1, $2, 'Ada', 'Old', 'ada old', '', 'ada@example.com', '', 'fr', '', $3, FALSE, $4, $4, 1)",
         args![id(3), id(2), id(1), START]),
        ("INSERT INTO pipelines (id, kind, name_en, name_fr, position, active, version) VALUES ($1, 'b2b', 'Old', 'Ancien', 90, TRUE, 1)",
         args![id(4)]),
        ("INSERT INTO stages (id, pipeline_id, name_en, name_fr, position, state, probability_bp, category, exit_criteria, guidance_en, guidance_fr, active)
          VALUES ($1, $2, 'First', 'Premier', 0, 'open', 1000, 'pipeline', '[]', '', '', TRUE)",
         args![id(5), id(4)]),
        ("INSERT INTO opportunities (id, name, search, account_id, pipeline_id, stage_id, state, owner_id, kind, amount_minor, currency, amount_source, close_date, next_step, source, loss_note, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version)
          VALUES ($1, 'Old deal', 'old deal', $2, $3, $4, 'open', $5, 'new', 123456, 'EUR', 'typed', $6, '', '', '', $7, 0, FALSE, $7, $7, 1)",
         args![id(6), id(2), id(4), id(5), id(1), day, START]),
        ("INSERT INTO opportunity_facts (opportunity_id, at, actor_id, stage_id, state, owner_id, amount_minor, currency, close_date, probability_bp, category)
          VALUES ($1, $2, $3, $4, 'open', $3, 123456, 'EUR', $5, 1000, 'pipeline')",
         args![id(6), START, id(1), id(5), day]),
        ("INSERT INTO activities (id, kind, subject, body, outcome, at, account_id, opportunity_id, owner_id, sample, created_at, version)
          VALUES ($1, 'call', 'Old call', '', 'connected', $2, $3, $4, $5, FALSE, $2, 1)",
         args![id(7), START, id(2), id(6), id(1)]),
        ("INSERT INTO tasks (id, subject, kind, priority, notes, due_on, opportunity_id, owner_id, sample, created_at, updated_at, version)
          VALUES ($1, 'Old task', 'todo', 'normal', '', $2, $3, $4, FALSE, $5, $5, 1)",
         args![id(8), day, id(6), id(1), START]),
        ("INSERT INTO products (id, sku, name_en, name_fr, search, description_en, description_fr, family, unit, tax_category, tax_rate_bp, cost_e4, active, sample, version)
          VALUES ($1, $2, 'Seat', 'Siège', 'seat', '', '', 'Software', 'user', 'S', 2000, 400000, TRUE, FALSE, 1)",
         args![id(9), &code]),
        ("INSERT INTO price_books (id, name, currency, active, sample, version) VALUES ($1, $2, 'EUR', TRUE, FALSE, 1)",
         args![id(10), &code]),
        ("INSERT INTO price_book_entries (id, price_book_id, product_id, charge, unit_price_e4, tier_mode, tiers)
          VALUES ($1, $2, $3, 'monthly', 1000000, 'none', '[]')",
         args![id(11), id(10), id(9)]),
        ("INSERT INTO quotes (id, series_id, number, version_number, active_version, state, title, search, opportunity_id, account_id, owner_id, price_book_id, currency, language, issued_on, valid_until, term_months, discount_bp, introduction, terms, decline_reason, net_minor, tax_minor, gross_minor, one_time_minor, monthly_minor, sample, created_at, updated_at, version)
          VALUES ($1, $1, $2, 1, TRUE, 'draft', 'Old offer', 'old offer', $3, $4, $5, $6, 'EUR', 'en', $7, $7, 12, 0, '', '', '', 120000, 24000, 144000, 0, 10000, FALSE, $8, $8, 1)",
         args![id(12), &code, id(6), id(2), id(1), id(10), day, START]),
        ("INSERT INTO quote_lines (id, quote_id, position, product_id, description, unit, charge, quantity_e4, list_price_e4, tier_mode, tiers, discount_bp, tax_category, tax_rate_bp, optional)
          VALUES ($1, $2, 0, $3, 'Seat', 'user', 'monthly', 10000, 1000000, 'none', '[]', 0, 'S', 2000, FALSE)",
         args![id(13), id(12), id(9)]),
        ("INSERT INTO events (at, actor_id, entity, entity_id, owner_id, action, after_json) VALUES ($1, $2, 'account', $3, $2, 'created', '{}')",
         args![START, id(1), id(2)]),
        ("UPDATE opportunities SET amount_minor = amount_minor + 1, updated_at = $1, version = version + 1 WHERE id = $2 AND version = 1",
         args![START, id(6)]),
    ]
}

const OLD_READS: &[&str] = &[
    "SELECT a.name FROM accounts a JOIN users u ON u.id = a.owner_id WHERE a.deleted_at IS NULL ORDER BY a.id",
    "SELECT o.name FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.state = 'open' ORDER BY o.close_date, o.id",
    "SELECT l.description FROM quotes q JOIN quote_lines l ON l.quote_id = q.id ORDER BY q.number, l.position",
    "SELECT t.subject FROM tasks t WHERE t.done_at IS NULL ORDER BY t.due_on, t.id",
    "SELECT a.subject FROM activities a WHERE a.deleted_at IS NULL ORDER BY a.at, a.id",
];

async fn write_one(store: &Store, sql: &'static str, values: Args) -> Result<(), StoreError> {
    let mut session = store.write().await?;
    let rows = session.exec(sql, values).await?;
    assert_eq!(rows, 1, "{sql}");
    session.commit().await
}

/// A seller of the old version works.
async fn work(store: &Store, series: u16) {
    for (sql, values) in old_writes(series) {
        // Beside a migration PostgreSQL may ask that a transaction be tried again, as servers of any version do.
        let mut tries = 0;
        while let Err(error) = write_one(store, sql, values.clone()).await {
            tries += 1;
            let again = matches!(error, StoreError::Retry) && tries < 20;
            assert!(again, "{sql}: {error}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        look(store).await;
    }
}

async fn look(store: &Store) {
    let mut session = store.read().await.unwrap();
    for sql in OLD_READS {
        let rows: Vec<(String,)> = session.all(sql, args![]).await.unwrap();
        assert!(rows.len() < 10_000, "{sql}");
    }
}

/// What this version makes of what the old one wrote.
async fn read_now(services: &Services, actor: &Actor, series: u16) {
    let ask = services.clone();
    let dispatcher: Arc<dyn ports::Dispatcher> = Arc::new(ask);
    let id = |index| id(series, index);
    let get = GetAccount {
        id: AccountId(id(2)),
    };
    let account = ports::run(&dispatcher, actor, get).await.unwrap();
    assert_eq!(
        (account.facts.name.as_str(), account.version),
        ("Élan & Fils", 1)
    );
    let get = GetOpportunity {
        id: OpportunityId(id(6)),
    };
    let deal = ports::run(&dispatcher, actor, get).await.unwrap();
    assert_eq!((deal.amount.minor, deal.version), (123_457, 2));
    let get = GetQuote {
        id: QuoteId(id(12)),
    };
    let quote = ports::run(&dispatcher, actor, get).await.unwrap();
    assert_eq!(
        (quote.figures.net_minor, quote.draft.lines.len()),
        (120_000, 1)
    );
    let read = ReadActivity {
        id: ActivityId(id(7)),
    };
    ports::run(&dispatcher, actor, read).await.unwrap();
    let read = ReadTask { id: TaskId(id(8)) };
    ports::run(&dispatcher, actor, read).await.unwrap();
}

/// A file SQLite finds sound.
async fn sound(store: &Store) {
    let mut session = store.read().await.unwrap();
    if session.is_postgres() {
        return;
    }
    for (sql, wanted) in [
        ("PRAGMA integrity_check", vec![("ok".to_owned(),)]),
        ("SELECT \"table\" FROM pragma_foreign_key_check", vec![]),
    ] {
        let found: Vec<(String,)> = session.all(sql, args![]).await.unwrap();
        assert_eq!(found, wanted);
    }
}

/// What was written before and meanwhile can be looked up by its words.
async fn indexed(store: &Store) {
    let mut session = store.read().await.unwrap();
    for missing in [
        "SELECT COUNT(*) FROM activities r WHERE NOT EXISTS (SELECT 1 FROM activity_texts t WHERE t.record_id = r.id)",
        "SELECT COUNT(*) FROM tasks r WHERE NOT EXISTS (SELECT 1 FROM task_texts t WHERE t.record_id = r.id)",
        "SELECT COUNT(*) FROM products r WHERE NOT EXISTS (SELECT 1 FROM search_rows t WHERE t.record_id = r.id)",
    ] {
        let (count,): (i64,) = session.one(missing, args![]).await.unwrap();
        assert_eq!(count, 0, "{missing}");
    }
    let (calls, words) = if session.is_postgres() {
        (
            "SELECT COUNT(*) FROM activity_texts WHERE words @@ CAST($1 AS tsquery)",
            "'old' & 'call'",
        )
    } else {
        (
            "SELECT COUNT(*) FROM activity_words WHERE activity_words MATCH $1",
            "old AND call",
        )
    };
    let (found,): (i64,) = session.one(calls, args![words]).await.unwrap();
    let (all,): (i64,) = session
        .one("SELECT COUNT(*) FROM activities", args![])
        .await
        .unwrap();
    assert!(found == all && found > 0, "{found} of {all}");
}

async fn upgrade(bench: &Bench, folder: &Path, from: i64) {
    let url = empty(bench, folder, &format!("from_{from}")).await;
    let old = Store::open(&url).await.unwrap();
    old.migrate_through(from).await.unwrap();
    work(&old, 1).await;
    let before = columns(&old).await;
    let held = contents(&old, &before).await;

    // The old version reads and writes while the new one begins.
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn({
        let (old, stop) = (old.clone(), stop.clone());
        async move {
            let mut series = 2;
            while !stop.load(Ordering::SeqCst) {
                work(&old, series).await;
                series += 1;
            }
            series
        }
    });
    // Of SQLite's files one server takes care.
    let new = match old.kind() {
        "SQLite" => old.clone(),
        _ => Store::open(&url).await.unwrap(),
    };
    new.migrate().await.unwrap();
    stop.store(true, Ordering::SeqCst);
    let series = busy.await.unwrap();
    work(&old, series).await;

    // Everything is there and has its place.
    let after = columns(&new).await;
    for (table, columns) in &before {
        for column in columns.keys() {
            assert!(
                after[table].contains_key(column),
                "{table}.{column} is gone"
            );
        }
        // Who does not know a column need not name it.
        for (column, demanded) in &after[table] {
            assert!(
                !demanded || columns.contains_key(column),
                "{table}.{column} is demanded"
            );
        }
    }
    let holds = contents(&new, &before).await;
    for (table, rows) in &held {
        for row in rows {
            assert!(holds[table].contains(row), "{table} from {from}: {row}");
        }
    }
    sound(&new).await;
    indexed(&new).await;
    let services = Services::new(new, Arc::new(FixedClock::new(START)));
    services.ensure_set_up().await.unwrap();
    let actor = services.actor(UserId(id(1, 1))).await.unwrap().unwrap();
    for series in [1, series] {
        read_now(&services, &actor, series).await;
    }
}

both!(
    databases_of_earlier_versions_go_on_while_they_are_brought_up_to_date,
    async |bench: &Bench| {
        let folder = tempfile::tempdir().unwrap();
        let beginnings = beginnings();
        assert!(beginnings.len() >= 10, "{beginnings:?}");
        for from in beginnings {
            upgrade(bench, folder.path(), from).await;
        }
    }
);
