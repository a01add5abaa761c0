//! Everything the company keeps, exported and read back: no table forgotten, no secret told, counts and sums as
//! in the database; on the page one at a time, kept for days, gone with an erasure.

use super::erasure::{contact, erase, zoe};
use super::last_actions;
use crate::bench::Bench;
use crate::both;
use rust_decimal::Decimal;
use serde_json::Value;
use services::platform::jobs::Runner;
use sha2::{Digest, Sha256};
use shared::kernel::{Currency, Instant, Money, ProblemKind};
use shared::platform::erasure::{Subject, SubjectKind};
use shared::platform::export::ops::{
    CancelExport, DeleteExport, ReadExports, StartExport, TakeExport,
};
use shared::platform::export::{ExportFault, ExportState, ExportView, STALLED_MS, unguarded};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use store::args;
use store::platform::erasure::columns;
use store::platform::export::{self as runs, EXPORTED, HIDDEN, LEFT_OUT, NewExport, kind_of};
use uuid::Uuid;

both!(every_table_and_column_is_decided, async |bench: &Bench| {
    let mut session = bench.services.store().read().await.unwrap();
    let all = columns(&mut session).await.unwrap();
    let there: BTreeSet<&str> = all.iter().map(|(table, ..)| table.as_str()).collect();
    let exported: BTreeSet<&str> = EXPORTED.iter().map(|(table, _)| *table).collect();
    let left_out: BTreeSet<&str> = LEFT_OUT.iter().map(|(table, _)| *table).collect();
    assert!(exported.is_disjoint(&left_out));
    let decided: BTreeSet<&str> = exported.union(&left_out).copied().collect();
    let forgotten: Vec<_> = there.difference(&decided).collect();
    assert!(forgotten.is_empty(), "exported or left out? {forgotten:?}");
    let gone: Vec<_> = decided.difference(&there).collect();
    assert!(gone.is_empty(), "there is no table {gone:?}");
    // What looks like a secret and is none.
    let harmless = [
        ("brand_pictures", "hash"),
        ("custom_fields", "key"),
        ("external_ids", "key"),
        ("product_models", "hash"),
        ("quote_signatures", "seal"),
        ("users", "password_temporary"),
        ("identity_providers", "password_off"),
    ];
    for (table, column, kind) in &all {
        if !exported.contains(table.as_str()) {
            continue;
        }
        let hidden =
            |(of, name, _): &(&str, &str, &str)| name == column && (of.is_empty() || of == table);
        if HIDDEN.iter().any(hidden) {
            continue;
        }
        assert!(
            kind_of(table, column, kind).is_some(),
            "what does {table}.{column} hold?"
        );
        let words = ["secret", "hash", "token", "password", "key", "salt", "seal"];
        let part = |word: &&str| column.split('_').any(|part| part == *word);
        assert!(
            !words.iter().any(part) || harmless.contains(&(table.as_str(), column.as_str())),
            "is {table}.{column} a secret?"
        );
    }
});

type Archive = zip::ZipArchive<File>;

fn bytes(archive: &mut Archive, name: &str) -> Vec<u8> {
    let mut file = archive.by_name(name).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

fn json(archive: &mut Archive, name: &str) -> Value {
    serde_json::from_slice(&bytes(archive, name)).unwrap()
}

fn rows(archive: &mut Archive, table: &str) -> Vec<Value> {
    let text = String::from_utf8(bytes(archive, &format!("data/{table}.jsonl"))).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Sums by a key, in minor units.
fn sums(rows: &[Value], key: &[&str], amount: &str) -> BTreeMap<Vec<String>, i64> {
    let mut all = BTreeMap::new();
    for row in rows {
        let currency: Currency = row["currency"].as_str().unwrap().parse().unwrap();
        let value: Decimal = row[amount].as_str().unwrap().parse().unwrap();
        let rounding = shared::kernel::Rounding::HalfUp;
        let money = Money::from_decimal(value, currency, rounding).unwrap();
        assert_eq!(money.to_decimal(), value, "exact");
        let key = key
            .iter()
            .map(|name| row[*name].as_str().unwrap().to_owned());
        *all.entry(key.collect()).or_default() += money.minor;
    }
    all
}

both!(
    the_sample_company_can_be_read_back,
    async |bench: &Bench| {
        bench.services.load_demo().await.unwrap();
        let path = bench.exports.path().join("all.zip");
        let (size, records, files) = bench.services.export_to(&path).await.unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), size.unsigned_abs());
        let mut archive = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let manifest = json(&mut archive, "manifest.json");
        // The manifest names every file but itself, each as it is.
        let named = manifest["files"].as_array().unwrap().clone();
        assert_eq!(named.len(), files);
        assert_eq!(archive.len(), files + 1);
        for file in &named {
            let name = file["name"].as_str().unwrap();
            let content = bytes(&mut archive, name);
            assert_eq!(
                file["size"].as_u64().unwrap(),
                content.len() as u64,
                "{name}"
            );
            let digest = Sha256::digest(&content);
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(file["sha256"], digest.as_str(), "{name}");
        }
        // Every table, as many rows as the database has, as many in both forms, related as they were.
        let schema = json(&mut archive, "schema.json");
        let tables = schema["tables"].as_array().unwrap().clone();
        assert_eq!(tables.len(), EXPORTED.len());
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut total = 0;
        for table in &tables {
            let name = table["table"].as_str().unwrap();
            let all = rows(&mut archive, name);
            total += all.len();
            assert_eq!(
                manifest["counts"][name].as_u64(),
                Some(all.len() as u64),
                "{name}"
            );
            same_in_csv(&mut archive, table, &all);
            let of = all
                .iter()
                .filter_map(|row| row["id"].as_str().map(str::to_owned));
            ids.insert(name.to_owned(), of.collect());
            for row in &all {
                for member in table["columns"].as_array().unwrap() {
                    assert!(
                        row.get(member["name"].as_str().unwrap()).is_some(),
                        "{name}"
                    );
                }
            }
        }
        assert_eq!(i64::try_from(total).unwrap(), records);
        for table in &tables {
            follow(&mut archive, table, &ids);
        }
        the_sums_hold(bench, &mut archive).await;
        no_secret_is_told(bench, &mut archive).await;
        // Pictures are files, by the places their rows name.
        let pictures = rows(&mut archive, "product_pictures");
        assert!(!pictures.is_empty());
        for picture in pictures {
            let place = picture["content"].as_str().unwrap().to_owned();
            let size = picture["size"].as_u64().unwrap();
            assert_eq!(bytes(&mut archive, &place).len() as u64, size, "{place}");
        }
        // Nothing half is left.
        assert_eq!(left(bench), ["all.zip"]);
    }
);

/// Files in the folder of exports.
fn left(bench: &Bench) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(bench.exports.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn same_in_csv(archive: &mut Archive, table: &Value, all: &[Value]) {
    let name = table["table"].as_str().unwrap();
    let content = bytes(archive, &format!("data/{name}.csv"));
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let heads: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), all.len(), "{name}");
    let texts = table["columns"].as_array().unwrap();
    for (record, row) in records.iter().zip(all) {
        for (column, (head, cell)) in texts.iter().zip(heads.iter().zip(record)) {
            assert_eq!(column["name"], head.as_str());
            assert!(
                !cell.starts_with(['=', '@', '\t', '\r']),
                "{name}.{head}: {cell}"
            );
            if column["type"] == "text" {
                let text = row[head].as_str().unwrap_or_default();
                assert_eq!(unguarded(cell), text, "{name}.{head}");
            }
        }
    }
}

/// Every id that names a row of another table names one that is in the export.
fn follow(archive: &mut Archive, table: &Value, ids: &BTreeMap<String, BTreeSet<String>>) {
    let name = table["table"].as_str().unwrap();
    let all = rows(archive, name);
    for column in table["columns"].as_array().unwrap() {
        let Some(there) = column["references"].as_str().and_then(|of| ids.get(of)) else {
            continue;
        };
        let head = column["name"].as_str().unwrap();
        for id in all.iter().filter_map(|row| row[head].as_str()) {
            assert!(
                there.contains(id) || column["type"] != "uuid",
                "{name}.{head}: {id}"
            );
        }
    }
}

async fn the_sums_hold(bench: &Bench, archive: &mut Archive) {
    let mut session = bench.services.store().read().await.unwrap();
    let stages: Vec<(Uuid, String, i64)> = session
        .all(
            "SELECT stage_id, currency, CAST(SUM(amount_minor) AS BIGINT) FROM opportunities GROUP BY stage_id, currency",
            args![],
        )
        .await
        .unwrap();
    let expected: BTreeMap<Vec<String>, i64> = stages
        .into_iter()
        .map(|(stage, currency, sum)| (vec![stage.to_string(), currency], sum))
        .collect();
    let deals = rows(archive, "opportunities");
    assert!(deals.len() > 2_000);
    assert_eq!(
        sums(&deals, &["stage_id", "currency"], "amount_minor"),
        expected
    );
    let quotes: Vec<(String, i64)> = session
        .all(
            "SELECT currency, CAST(SUM(gross_minor) AS BIGINT) FROM quotes GROUP BY currency",
            args![],
        )
        .await
        .unwrap();
    let expected: BTreeMap<Vec<String>, i64> = quotes
        .into_iter()
        .map(|(currency, sum)| (vec![currency], sum))
        .collect();
    let quotes = rows(archive, "quotes");
    assert_eq!(sums(&quotes, &["currency"], "gross_minor"), expected);
}

async fn no_secret_is_told(bench: &Bench, archive: &mut Archive) {
    let mut session = bench.services.store().read().await.unwrap();
    let mut secrets: Vec<String> = Vec::new();
    for statement in [
        "SELECT password_hash FROM users",
        "SELECT secret FROM webhooks",
        "SELECT client_secret FROM identity_providers",
        "SELECT token_hash FROM rooms",
    ] {
        let found: Vec<(Option<String>,)> = session.all(statement, args![]).await.unwrap();
        secrets.extend(found.into_iter().filter_map(|(secret,)| secret));
    }
    secrets.sort();
    secrets.dedup();
    secrets.retain(|secret| !secret.is_empty());
    assert!(secrets.len() > 2);
    for (table, _) in EXPORTED {
        let text = String::from_utf8(bytes(archive, &format!("data/{table}.jsonl"))).unwrap();
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{table} tells a secret");
        }
    }
}

async fn all(bench: &Bench) -> Vec<ExportView> {
    bench
        .run(&bench.administrator, ReadExports {})
        .await
        .unwrap()
}

/// The latest export, once it has ended.
async fn ended(bench: &Bench) -> ExportView {
    for _ in 0..600 {
        let latest = all(bench).await.remove(0);
        if latest.state != ExportState::Running {
            return latest;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the export does not end");
}

pub(super) async fn exported(bench: &Bench) -> ExportView {
    bench
        .run(&bench.administrator, StartExport {})
        .await
        .unwrap();
    let view = ended(bench).await;
    assert_eq!(view.state, ExportState::Done);
    view
}

both!(
    an_export_is_started_taken_and_deleted_by_those_who_may,
    async |bench: &Bench| {
        for person in [&bench.rep, &bench.head, &bench.finance] {
            let refused = bench.run(person, StartExport {}).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
        let view = exported(bench).await;
        assert!(view.is_there() && view.size > 0 && view.total > 0);
        assert_eq!((view.done, view.by.as_str()), (view.total, "administrator"));
        let place = bench
            .run(&bench.administrator, TakeExport { id: view.id })
            .await
            .unwrap();
        assert!(Path::new(&place.path).is_file());
        assert!(place.name.starts_with("jalon-2026-11-23-") && place.name.ends_with(".zip"));
        assert_eq!(left(bench), [place.name.as_str()]);
        bench
            .run(&bench.administrator, DeleteExport { id: view.id })
            .await
            .unwrap();
        assert_eq!(left(bench), Vec::<String>::new());
        let gone = bench
            .run(&bench.administrator, TakeExport { id: view.id })
            .await;
        assert_eq!(gone.unwrap_err().kind, ProblemKind::NotFound);
        assert_eq!(
            last_actions(bench, view.id).await,
            [
                "export_started",
                "export_finished",
                "export_downloaded",
                "export_deleted"
            ]
        );
    }
);

/// An export some server began and does not write any more.
pub(super) async fn begun(bench: &Bench) -> Uuid {
    let id = bench.uuid();
    let new = NewExport {
        id,
        by: bench.administrator.user_id,
        at: Instant(crate::bench::START.0 - 1),
        file: "begun.zip",
    };
    let mut session = bench.services.store().write().await.unwrap();
    assert!(runs::insert(&mut session, &new).await.unwrap());
    session.commit().await.unwrap();
    id
}

both!(there_is_one_export_at_a_time, async |bench: &Bench| {
    let id = begun(bench).await;
    let refused = bench
        .run(&bench.administrator, StartExport {})
        .await
        .unwrap_err();
    assert_eq!(refused.issues[0].code, "export_running");
    let after = bench
        .run(&bench.administrator, CancelExport { id })
        .await
        .unwrap();
    assert_eq!(after[0].state, ExportState::Cancelled);
    // Once it is cancelled, its server may not go on, and another may begin.
    let mut session = bench.services.store().write().await.unwrap();
    let now = crate::bench::START;
    assert!(
        !runs::beat(&mut session, id, (1, 2, "accounts"), now)
            .await
            .unwrap()
    );
    drop(session);
    exported(bench).await;
    // One whose server stopped is in nobody's way for long, and leaves nothing behind.
    let lost = begun(bench).await;
    let half = bench.exports.path().join("begun.zip.part");
    std::fs::write(&half, "half").unwrap();
    bench.clock.advance(STALLED_MS + 1);
    exported(bench).await;
    let lost = all(bench)
        .await
        .into_iter()
        .find(|one| one.id == lost)
        .unwrap();
    assert_eq!(
        (lost.state, lost.fault),
        (ExportState::Failed, Some(ExportFault::Stopped))
    );
    assert!(!half.exists());
});

both!(a_cancelled_export_leaves_nothing, async |bench: &Bench| {
    bench.services.load_demo().await.unwrap();
    let started = bench
        .run(&bench.administrator, StartExport {})
        .await
        .unwrap();
    let id = started[0].id;
    bench
        .run(&bench.administrator, CancelExport { id })
        .await
        .unwrap();
    let view = ended(bench).await;
    assert_eq!(view.state, ExportState::Cancelled);
    for _ in 0..200 {
        if left(bench).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("left: {:?}", left(bench));
});

both!(a_file_is_kept_for_days, async |bench: &Bench| {
    let view = exported(bench).await;
    let runner = Runner::new(bench.services.clone());
    for (days, there) in [(6, true), (2, false)] {
        bench.clock.advance(days * 86_400_000);
        while runner.step().await.unwrap() > 0 {}
        let one = all(bench).await.remove(0);
        assert_eq!((one.id, one.is_there()), (view.id, there));
        assert_eq!(left(bench).len(), usize::from(there));
    }
});

both!(
    an_erasure_takes_the_exports_with_it,
    async |bench: &Bench| {
        let one = contact(bench, zoe(bench)).await;
        let view = exported(bench).await;
        let subject = Subject {
            kind: SubjectKind::Contact,
            id: one.id.0,
        };
        let done = erase(bench, subject, "Zoé Quillfeather").await;
        let place = done
            .report
            .places
            .iter()
            .find(|place| place.place == "exports");
        assert_eq!(place.unwrap().about, 1);
        assert_eq!(left(bench), Vec::<String>::new());
        assert!(!all(bench).await[0].is_there());
        let gone = bench
            .run(&bench.administrator, TakeExport { id: view.id })
            .await;
        assert_eq!(gone.unwrap_err().kind, ProblemKind::NotFound);
    }
);
