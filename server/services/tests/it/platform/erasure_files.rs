//! What SQLite keeps beside the texts of its tables: nothing of who was erased in its indexes of words and in its
//! log, no word of what the bin let go, and nothing of what was deleted in its file.

use super::erasure::{NAME, erase, everywhere, exec, number, of};
use crate::bench::{Bench, on_sqlite};
use crate::work::fixtures::task;
use services::platform::jobs::Runner;
use shared::platform::bin::ops::DeleteForGood;
use shared::platform::bin::{BinItem, BinKind};
use shared::work::Links;
use shared::work::tasks::Due;
use shared::work::tasks::ops::DeleteTask;
use std::fs;
use std::path::{Path, PathBuf};
use store::args;

/// Of her name in every form: an index keeps only what tells a word from the one before it.
const WORD: &[u8] = b"illfeather";

const INDEXED: &str = "SELECT block FROM activity_words_data UNION ALL SELECT block FROM task_words_data
    UNION ALL SELECT block FROM search_grams_data UNION ALL SELECT CAST(term AS BLOB) FROM activity_words_idx
    UNION ALL SELECT CAST(term AS BLOB) FROM task_words_idx UNION ALL SELECT CAST(term AS BLOB) FROM search_grams_idx";
/// The most parts an index lies in.
const PARTS: &str = "SELECT MAX(n) FROM (SELECT COUNT(DISTINCT segid) AS n FROM activity_words_idx
    UNION ALL SELECT COUNT(DISTINCT segid) FROM task_words_idx
    UNION ALL SELECT COUNT(DISTINCT segid) FROM search_grams_idx)";

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(WORD.len()).any(|part| part == WORD)
}

/// Whether the name stands in an index, read as it lies in the file.
async fn indexed(bench: &Bench) -> bool {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(Vec<u8>,)> = session.all(INDEXED, args![]).await.unwrap();
    assert!(rows.len() > 6);
    rows.iter().any(|(bytes,)| holds(bytes))
}

fn file(bench: &Bench) -> PathBuf {
    Path::new(bench.url.strip_prefix("sqlite:").unwrap()).to_owned()
}

fn logged(bench: &Bench) -> bool {
    holds(&fs::read(file(bench).with_extension("db-wal")).unwrap())
}

async fn work(bench: &Bench) {
    let runner = Runner::new(bench.services.clone());
    while runner.step().await.unwrap() > 0 {}
}

#[test]
fn indexes_and_the_log_forget_who_was_erased() {
    on_sqlite(async |bench: &Bench| {
        let one = everywhere(bench).await;
        // A text that named her before it was changed, which no search finds.
        exec(
            bench,
            "UPDATE activities SET body = 'Private matters'",
            args![],
        )
        .await;
        // What is due anyhow is done before.
        work(bench).await;
        assert!(indexed(bench).await && logged(bench));
        erase(bench, of(one.id), NAME).await;
        work(bench).await;
        assert!(!indexed(bench).await && !logged(bench));
        assert_eq!(number(bench, PARTS).await, 1);
        let waiting =
            "SELECT COUNT(*) FROM jobs WHERE kind = 'erasure.forget_words' AND state <> 'done'";
        assert_eq!(number(bench, waiting).await, 0);
        // The indexes are whole, and find what was not hers.
        for statement in [
            "INSERT INTO activity_words (activity_words, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO search_grams (search_grams, rank) VALUES ('integrity-check', 1)",
        ] {
            exec(bench, statement, args![]).await;
        }
        let found = "SELECT COUNT(*) FROM search_grams WHERE text LIKE '%cats%'";
        assert!(number(bench, found).await > 0);
    });
}

#[test]
fn indexes_forget_what_the_bin_lets_go() {
    on_sqlite(async |bench: &Bench| {
        let due = Due::Day("2026-11-24".parse().unwrap());
        let deleted = async || {
            let one = task(bench, &bench.rep, "Quillfeather", due, Links::default()).await;
            bench
                .run(&bench.rep, DeleteTask { id: one.id })
                .await
                .unwrap();
            work(bench).await;
            assert!(indexed(bench).await);
            one.id.0
        };
        task(bench, &bench.rep, "Lunch", due, Links::default()).await;
        let purge = DeleteForGood {
            items: vec![BinItem {
                kind: BinKind::Task,
                id: deleted().await,
            }],
        };
        let answer = bench.run(&bench.administrator, purge).await.unwrap();
        assert_eq!(answer.done.len(), 1);
        work(bench).await;
        assert!(!indexed(bench).await);
        // And what lay in it for its time.
        deleted().await;
        bench.clock.advance(92 * 86_400_000);
        work(bench).await;
        assert!(!indexed(bench).await);
    });
}

#[test]
fn what_is_deleted_is_overwritten() {
    on_sqlite(async |bench: &Bench| {
        let store = bench.services.store();
        let long = "Quillfeather ".repeat(2_000);
        exec(
            bench,
            "CREATE TABLE remarks (id INTEGER PRIMARY KEY, remark TEXT NOT NULL)",
            args![],
        )
        .await;
        exec(
            bench,
            "INSERT INTO remarks (id, remark) VALUES (1, $1), (2, 'Quillfeather')",
            args![long],
        )
        .await;
        assert!(store.empty_log().await.unwrap());
        assert!(holds(&fs::read(file(bench)).unwrap()));
        exec(bench, "DELETE FROM remarks WHERE id = 1", args![]).await;
        exec(bench, "UPDATE remarks SET remark = 'ask'", args![]).await;
        assert!(store.empty_log().await.unwrap());
        assert!(!holds(&fs::read(file(bench)).unwrap()));
    });
}
