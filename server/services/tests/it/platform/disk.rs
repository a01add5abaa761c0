//! SQLite and its disk: a log that was torn, a disk that is full, a backup in the middle of writing. Whatever
//! comes, what is read is a beginning of what was committed, and whole. Short forms; `cargo xtask soak` runs as
//! many variants as is wanted (`JALON_TORN`, `JALON_FULL`, `JALON_BACKUPS`).

use crate::bench::{Bench, PASSWORD, START, on_sqlite};
use ports::Dispatcher;
use services::Services;
use services::platform::jobs::Runner;
use shared::crm::accounts::{AccountFacts, CreateAccount};
use shared::kernel::{AccountId, Actor, Problem, ProblemKind};
use shared::platform::health::{GetHealth, Mark};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use store::{Store, args};

/// Commits before the log is torn: few enough that none of them is in the file itself yet.
const COMMITS: usize = 12;
/// The end of the log, where the last writes were.
const TAIL: usize = 64 * 1024;
/// SQLite's own limit of pages.
const NO_LIMIT: i64 = 1_073_741_823;

fn number(name: &str, fallback: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(fallback)
}

fn name(index: usize) -> String {
    format!("Disk {index:05}")
}

/// One record, with all that is written beside it.
async fn create(services: &Services, actor: &Actor, index: usize) -> Result<(), Problem> {
    let dispatcher: Arc<dyn Dispatcher> = Arc::new(services.clone());
    let new = CreateAccount {
        id: AccountId::new(START.0, rand::random()),
        facts: AccountFacts::named(name(index), actor.user_id),
    };
    ports::run(&dispatcher, actor, new).await.map(|_| ())
}

/// The records there are, after everything about them was found to be whole.
async fn kept(store: &Store) -> Vec<String> {
    let mut session = store.read().await.unwrap();
    let sound: Vec<(String,)> = session
        .all("PRAGMA integrity_check", args![])
        .await
        .unwrap();
    assert_eq!(sound, [("ok".to_owned(),)]);
    let broken: Vec<(String,)> = session
        .all("SELECT \"table\" FROM pragma_foreign_key_check", args![])
        .await
        .unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    let names: Vec<(String,)> = session
        .all(
            "SELECT name FROM accounts WHERE name LIKE 'Disk %' ORDER BY name",
            args![],
        )
        .await
        .unwrap();
    // Each has its one event, and no event is without its record.
    let (events,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM events e JOIN accounts a ON a.id = e.entity_id
             WHERE e.entity = 'account' AND e.action = 'created' AND a.name LIKE 'Disk %'",
            args![],
        )
        .await
        .unwrap();
    let (stray,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM events e WHERE e.entity = 'account'
             AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = e.entity_id)",
            args![],
        )
        .await
        .unwrap();
    assert_eq!((usize::try_from(events).unwrap(), stray), (names.len(), 0));
    names.into_iter().map(|(name,)| name).collect()
}

/// The first `count` records.
fn first(count: usize) -> Vec<String> {
    (0..count).map(name).collect()
}

/// Cut at a random byte, or with eight bytes turned over near its end.
fn torn(log: &[u8]) -> Vec<u8> {
    let mut log = log.to_vec();
    if rand::random() {
        log.truncate(rand::random_range(0..log.len()));
    } else {
        let from = log.len().saturating_sub(TAIL);
        let at = rand::random_range(from..log.len() - 8);
        for byte in &mut log[at..at + 8] {
            *byte ^= 0xff;
        }
    }
    log
}

#[test]
fn of_a_torn_log_a_beginning_of_the_commits_is_left() {
    on_sqlite(async |bench: &Bench| {
        let file = Path::new(bench.url.strip_prefix("sqlite:").unwrap());
        for index in 0..COMMITS {
            create(&bench.services, &bench.rep, index).await.unwrap();
        }
        let data = fs::read(file).unwrap();
        let log = fs::read(file.with_extension("db-wal")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut shortest = COMMITS;
        for variant in 0..number("JALON_TORN", 40) {
            let copy = folder.path().join(format!("{variant}.db"));
            let torn = torn(&log);
            fs::write(&copy, &data).unwrap();
            fs::write(copy.with_extension("db-wal"), &torn).unwrap();
            let store = Store::open(&format!("sqlite:{}", copy.display())).await;
            let found = kept(&store.unwrap()).await;
            assert_eq!(found, first(found.len()), "{} bytes", torn.len());
            shortest = shortest.min(found.len());
        }
        assert!(shortest < COMMITS, "nothing was torn");
        assert_eq!(kept(bench.services.store()).await, first(COMMITS));
    });
}

/// The file opened once more: the check of the full-text index believes what a connection that checked before
/// remembers of it.
async fn opened(bench: &Bench) -> Store {
    Store::open(&bench.url).await.unwrap()
}

/// Lets the file grow to so many pages; gives how many there are.
async fn limit(bench: &Bench, pages: i64) -> i64 {
    let mut session = bench.services.store().write().await.unwrap();
    let text = format!("PRAGMA max_page_count = {pages}");
    let text: &'static str = Box::leak(text.into_boxed_str());
    let _: (i64,) = session.one(text, args![]).await.unwrap();
    let (there,): (i64,) = session.one("PRAGMA page_count", args![]).await.unwrap();
    session.commit().await.unwrap();
    there
}

#[test]
fn a_full_disk_refuses_whole_and_room_is_enough_to_go_on() {
    on_sqlite(async |bench: &Bench| {
        let (services, rep) = (&bench.services, &bench.rep);
        let mut count = 0;
        let store = services.store();
        for point in 0..number("JALON_FULL", 20) {
            let pages = limit(bench, NO_LIMIT).await;
            limit(bench, pages + i64::try_from(point % 40).unwrap()).await;
            // As far as the room goes; the one that finds none is refused whole.
            loop {
                match create(services, rep, count).await {
                    Ok(()) => count += 1,
                    Err(problem) => {
                        assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem}");
                        assert_eq!(problem.issues[0].code, "disk_full");
                        break;
                    }
                }
            }
            assert!(store.is_read_only());
            // What was refused may need more than the trial: it says what it found.
            assert_eq!(store.try_room().await, !store.is_read_only());
            assert_eq!(kept(&opened(bench).await).await, first(count));
            limit(bench, NO_LIMIT).await;
            // Whoever saves first ends it, a person or the trial of who waits.
            if point % 2 == 0 {
                assert!(store.try_room().await);
                assert!(!store.is_read_only());
            }
            create(services, rep, count).await.unwrap();
            assert!(!store.is_read_only());
            count += 1;
        }
        assert_eq!(kept(&opened(bench).await).await, first(count));
    });
}

#[test]
fn under_the_floor_everything_is_read_and_jobs_wait() {
    on_sqlite(async |bench: &Bench| {
        let (services, store) = (&bench.services, bench.services.store());
        let runner = Runner::new(services.clone());
        while runner.step().await.unwrap() > 0 {}
        create(services, &bench.rep, 0).await.unwrap();
        services
            .forgot_password("rep@example.com", "")
            .await
            .unwrap();
        // No disk has so much.
        store.keep_free(i64::MAX / 2);
        let refused = create(services, &bench.rep, 1).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "disk_full");
        assert_eq!(kept(store).await, first(1));
        // Who can make room still comes in.
        let entry = services.sign_in("administrator@example.com", PASSWORD, "", "");
        assert!(entry.await.unwrap().complete);
        let health = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert!(health.read_only && health.marks().contains(&Mark::ReadOnly));
        assert_eq!(runner.step().await.unwrap(), 0);
        assert_eq!(health.jobs.queued, 1);
        store.keep_free(0);
        create(services, &bench.rep, 1).await.unwrap();
        while runner.step().await.unwrap() > 0 {}
        let after = bench.run(&bench.administrator, GetHealth {}).await.unwrap();
        assert!(!after.read_only && after.jobs.parked == 0);
        assert!(after.jobs.done > health.jobs.done);
    });
}

#[test]
fn a_backup_taken_while_others_write_is_what_was_committed_then() {
    on_sqlite(async |bench: &Bench| {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let writer = {
            let (services, rep) = (bench.services.clone(), bench.rep.clone());
            let (acknowledged, stop) = (acknowledged.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    let next = acknowledged.load(Ordering::SeqCst);
                    create(&services, &rep, next).await.unwrap();
                    acknowledged.store(next + 1, Ordering::SeqCst);
                }
            })
        };
        let folder = tempfile::tempdir().unwrap();
        for round in 0..number("JALON_BACKUPS", 5) {
            let copy = folder.path().join(format!("{round}.db"));
            let before = acknowledged.load(Ordering::SeqCst);
            let store = bench.services.store();
            store.backup(copy.to_str().unwrap()).await.unwrap();
            // One may be committed and not counted yet.
            let after = acknowledged.load(Ordering::SeqCst) + 1;
            let store = Store::open(&format!("sqlite:{}", copy.display())).await;
            let found = kept(&store.unwrap()).await;
            assert_eq!(found, first(found.len()));
            assert!((before..=after).contains(&found.len()), "{before} {after}");
        }
        stop.store(true, Ordering::SeqCst);
        writer.await.unwrap();
        let written = acknowledged.load(Ordering::SeqCst);
        assert_eq!(kept(bench.services.store()).await, first(written));
    });
}
