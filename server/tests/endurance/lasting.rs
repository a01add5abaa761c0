//! Hours of reading and writing: memory, descriptors and SQLite's log stay where they were. `JALON_MINUTES` says
//! for how long; a short run judges descriptors and the log only, memory still finds its size.

use super::node::{get, serve, sign_in};
use super::sales::{Answered, Deal, Desk};
use super::{database, number};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

const CLIENTS: usize = 4;
/// Between two requests of a client.
const PAUSE: Duration = Duration::from_millis(20);
/// Until what was begun is done and its connections are closed.
const SETTLE: Duration = Duration::from_secs(2);
/// SQLite empties its log from four megabytes on; a long reader may put that off.
const LOG_MOST: u64 = 64 * 1024 * 1024;
/// Percent that memory may grow after it has found its size.
const GROWTH: u64 = 5;
/// A run of so many minutes judges memory.
const JUDGED: usize = 10;

const PAGES: &[&str] = &[
    "/",
    "/pipeline",
    "/opportunities",
    "/accounts",
    "/quotes",
    "/forecast",
    "/tasks",
];

/// A process as the system sees it.
struct Process(PathBuf);

impl Process {
    /// Kilobytes it holds.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(self.0.join("status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let size = line.unwrap().split_whitespace().nth(1).unwrap();
        size.parse().unwrap()
    }

    fn descriptors(&self) -> usize {
        fs::read_dir(self.0.join("fd")).unwrap().count()
    }
}

/// One step of a client: pages and writes by turns.
fn step(desk: &Desk, deal: &mut Deal, turn: usize) -> Answered<()> {
    match turn % 6 {
        0 => deal.version = desk.move_deal(deal)?,
        1 => drop(desk.log_call(deal)?),
        2 if turn % 60 == 2 => {
            let (quote, draft) = desk.new_quote(deal)?;
            let quote = desk.write_lines(&quote, draft)?;
            desk.read_quote(&quote.id)?;
        }
        _ => {
            let page = PAGES[turn % PAGES.len()];
            let (status, head, _) = get(&desk.address, page, &desk.cookie)?;
            assert_eq!(status, 200, "{page}: {head}");
        }
    }
    Ok(())
}

#[test]
fn what_lasts_stays_as_small() {
    if !Path::new("/proc/self/fd").exists() {
        println!("skipped: there is no /proc here");
        return;
    }
    let minutes = number("JALON_MINUTES", 0);
    let time = Duration::from_secs(60 * minutes as u64).max(Duration::from_secs(4));
    let (folder, database) = database("lasting", false).unwrap();
    let node = serve(folder.path(), &database);
    let process = Process(Path::new("/proc").join(node.child.id().to_string()));
    let log = folder.path().join("data.db-wal");
    let desk = Desk {
        address: node.address.clone(),
        cookie: sign_in(&node.address),
    };
    let (pause, stop, count) = (
        AtomicBool::new(false),
        AtomicBool::new(false),
        AtomicUsize::new(0),
    );
    scope(|threads| {
        for client in 0..CLIENTS {
            let (desk, pause, stop, count) = (&desk, &pause, &stop, &count);
            threads.spawn(move || {
                let mut deal = desk.new_deal().unwrap();
                for turn in client.. {
                    while pause.load(Ordering::SeqCst) && !stop.load(Ordering::SeqCst) {
                        sleep(PAUSE);
                    }
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    step(desk, &mut deal, turn).unwrap();
                    count.fetch_add(1, Ordering::SeqCst);
                    sleep(PAUSE);
                }
            });
        }
        let rest = || {
            pause.store(true, Ordering::SeqCst);
            sleep(SETTLE);
            let found = (process.memory(), process.descriptors());
            pause.store(false, Ordering::SeqCst);
            found
        };
        // A third of the time goes by until every part has been used and everything kept has been filled.
        let most = watched(time / 3, &log);
        let before = rest();
        let most = most.max(watched(time - time / 3, &log));
        let after = rest();
        stop.store(true, Ordering::SeqCst);
        println!(
            "{} requests in {time:?}: memory {} → {} kB, descriptors {} → {}, log at most {} kB",
            count.load(Ordering::SeqCst),
            before.0,
            after.0,
            before.1,
            after.1,
            most / 1024
        );
        assert!(after.1 <= before.1, "descriptors");
        assert!(most <= LOG_MOST, "log");
        if minutes >= JUDGED {
            assert!(after.0 * 100 <= before.0 * (100 + GROWTH), "memory");
        }
    });
}

/// Lets time pass; gives the largest size of the log meanwhile.
fn watched(time: Duration, log: &Path) -> u64 {
    let begun = Instant::now();
    let mut most = 0;
    while begun.elapsed() < time {
        most = most.max(fs::metadata(log).map_or(0, |data| data.len()));
        sleep(Duration::from_millis(100));
    }
    most
}
