//! A server that is killed (SIGKILL) in the middle of writing, again and again. What it acknowledged is there and
//! whole, nothing has a number twice, and it is soon back. `JALON_KILLS` says how often, `JALON_WRITES` how many
//! writes are acknowledged at least.

use super::node::{self, serve, sign_in};
use super::sales::{Answered, Deal, Desk, LINES, Quote};
use super::{database, number, sound};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

const WRITERS: usize = 4;
/// Kills between two readings of the whole file: it grows.
const SOUND_EVERY: usize = 10;
/// Far beyond what a start takes on a busy machine; the measure is printed.
const BACK_WITHIN: Duration = Duration::from_secs(20);

/// What was acknowledged.
#[derive(Default)]
struct Told {
    calls: Vec<Value>,
    /// The id of each number, and whether its lines were acknowledged.
    quotes: BTreeMap<String, (Value, bool)>,
}

/// What all writers share.
#[derive(Clone)]
struct Storm {
    told: Arc<Mutex<Told>>,
    count: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    /// Where the server is; nowhere while it is dead.
    address: Arc<Mutex<Option<String>>>,
    cookie: String,
}

impl Storm {
    fn desk(&self) -> Option<Desk> {
        Some(Desk {
            address: self.address.lock().unwrap().clone()?,
            cookie: self.cookie.clone(),
        })
    }

    fn acknowledged(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    /// Writes until it is told to stop; gives its deal as it was last acknowledged.
    fn write(self) -> Deal {
        let (mut deal, mut turn, mut unsure) = (None, 0, false);
        while unsure || !self.stop.load(Ordering::SeqCst) {
            let Some(desk) = self.desk() else {
                sleep(Duration::from_millis(10));
                continue;
            };
            if unsure
                && deal
                    .as_mut()
                    .is_some_and(|deal| found(&desk, deal).is_err())
            {
                sleep(Duration::from_millis(10));
                continue;
            }
            turn += 1;
            unsure = self.step(&desk, turn, &mut deal).is_err();
        }
        deal.unwrap()
    }

    fn step(&self, desk: &Desk, turn: u32, deal: &mut Option<Deal>) -> Answered<()> {
        if deal.is_none() {
            *deal = Some(desk.new_deal()?);
        }
        let Some(deal) = deal else { return Ok(()) };
        match turn % 4 {
            0 => {
                let (new, draft) = desk.new_quote(deal)?;
                self.number(&new);
                let saved = desk.write_lines(&new, draft)?;
                self.told
                    .lock()
                    .unwrap()
                    .quotes
                    .insert(saved.number, (saved.id, true));
            }
            1 => deal.version = desk.move_deal(deal)?,
            _ => {
                let call = desk.log_call(deal)?;
                self.told.lock().unwrap().calls.push(call);
            }
        }
        self.acknowledged();
        Ok(())
    }

    fn number(&self, new: &Quote) {
        self.acknowledged();
        let mut told = self.told.lock().unwrap();
        let before = told
            .quotes
            .insert(new.number.clone(), (new.id.clone(), false));
        assert!(before.is_none(), "{} was given twice", new.number);
    }

    fn until(&self, count: usize) {
        let (start, before) = (Instant::now(), self.count.load(Ordering::SeqCst));
        while self.count.load(Ordering::SeqCst) < count {
            let slow = node::PATIENCE
                + Duration::from_millis(100) * u32::try_from(count.saturating_sub(before)).unwrap();
            assert!(start.elapsed() < slow, "too slow: {count}");
            sleep(Duration::from_millis(5));
        }
    }
}

/// Asks for what was not answered: it may have been saved all the same; less than was said cannot be.
fn found(desk: &Desk, deal: &mut Deal) -> Answered<()> {
    let version = desk.version(deal)?;
    let one_more = deal.version..=deal.version + 1;
    assert!(one_more.contains(&version), "{version}, not {one_more:?}");
    deal.version = version;
    Ok(())
}

/// From the start of the program to its first answer.
fn start(folder: &Path, database: &str) -> (node::Node, Duration) {
    let begun = Instant::now();
    let node = serve(folder, database);
    let (status, ..) = node::get(&node.address, "/health", "").unwrap();
    assert_eq!(status, 200);
    (node, begun.elapsed())
}

fn is_killed_again_and_again(postgres: bool) {
    let Some((folder, database)) = database("kills", postgres) else {
        return;
    };
    let folder = folder.path();
    let (kills, writes) = (number("JALON_KILLS", 4), number("JALON_WRITES", 120));
    let (mut node, _) = start(folder, &database);
    let storm = Storm {
        told: Arc::default(),
        count: Arc::default(),
        stop: Arc::default(),
        address: Arc::new(Mutex::new(Some(node.address.clone()))),
        cookie: sign_in(&node.address),
    };
    let writers: Vec<JoinHandle<Deal>> = (0..WRITERS)
        .map(|_| {
            let storm = storm.clone();
            spawn(move || storm.write())
        })
        .collect();
    let mut starts = Vec::new();
    for kill in 1..=kills {
        storm.until(writes * kill / (kills + 1));
        node.child.kill().unwrap();
        node.child.wait().unwrap();
        *storm.address.lock().unwrap() = None;
        if kill % SOUND_EVERY == 0 || kills < SOUND_EVERY {
            sound(folder, &database);
        }
        let (again, took) = start(folder, &database);
        assert!(took < BACK_WITHIN, "{took:?}");
        starts.push(took);
        node = again;
        *storm.address.lock().unwrap() = Some(node.address.clone());
    }
    storm.until(writes);
    storm.stop.store(true, Ordering::SeqCst);
    let deals: Vec<Deal> = writers
        .into_iter()
        .map(|writer| writer.join().unwrap())
        .collect();
    sound(folder, &database);
    all_there(&storm, &deals);
    starts.sort();
    println!(
        "{} kills, {} acknowledged writes, back in {:?} (median), {:?} (longest)",
        kills,
        storm.count.load(Ordering::SeqCst),
        starts[starts.len() / 2],
        starts[starts.len() - 1]
    );
}

fn all_there(storm: &Storm, deals: &[Deal]) {
    let desk = storm.desk().unwrap();
    for deal in deals {
        assert_eq!(desk.version(deal).unwrap(), deal.version);
    }
    let told = storm.told.lock().unwrap();
    for (number, (id, written)) in &told.quotes {
        let (quote, lines) = desk.read_quote(id).unwrap();
        assert_eq!(&quote.number, number);
        // All of its lines or none: those that were not acknowledged may have been saved.
        assert!(
            lines == LINES || (lines == 0 && !written),
            "{number}: {lines}"
        );
    }
    let distinct: BTreeSet<String> = told.calls.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), told.calls.len());
    for id in &told.calls {
        desk.ask("activities.read", &json!({ "id": id })).unwrap();
    }
}

#[test]
fn sqlite_keeps_what_it_acknowledged_when_it_is_killed() {
    is_killed_again_and_again(false);
}

#[test]
fn postgres_keeps_what_it_acknowledged_when_the_server_is_killed() {
    is_killed_again_and_again(true);
}
