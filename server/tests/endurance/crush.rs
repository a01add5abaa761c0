//! Four times as many as the server has places for: who is not let in is told when to come again, who is let in
//! is answered nearly as fast as ever, the health page always answers, and when they are gone all is as before.
//! `JALON_CRUSH` says for how many seconds; only a long one judges times.

use super::node::{self, get, post, serve_as, sign_in};
use super::{database, number};
use std::sync::Mutex;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

/// Places of the server.
const PLACES: usize = 16;
/// From here on times are judged.
const JUDGED: Duration = Duration::from_secs(30);
/// A program that was refused comes again much sooner than it was told to.
const AGAIN: Duration = Duration::from_millis(100);

/// What is asked.
const CALL: &str = "/call/pipelines.list";
const JSON: &str = "application/json";

/// What clients met.
#[derive(Default)]
struct Met {
    /// How long the answers took that were given.
    answered: Vec<Duration>,
    refused: usize,
    /// How long the health page took, at the worst.
    health: Duration,
}

impl Met {
    fn p95(&mut self) -> Duration {
        assert!(!self.answered.is_empty(), "nobody was answered");
        self.answered.sort();
        self.answered[self.answered.len() * 95 / 100]
    }
}

/// So many clients at the same time, each asking again when it is answered; one looks whether the server is well.
fn load(address: &str, cookie: &str, clients: usize, time: Duration) -> Met {
    let met = Mutex::new(Met::default());
    let begun = Instant::now();
    scope(|threads| {
        for _ in 0..clients {
            threads.spawn(|| {
                while begun.elapsed() < time {
                    let asked = Instant::now();
                    let (status, head, _) =
                        post(address, CALL, JSON, cookie, "{\"request\":{}}").unwrap();
                    let took = asked.elapsed();
                    let mut met = met.lock().unwrap();
                    match status {
                        200 => met.answered.push(took),
                        503 => {
                            assert!(head.contains("retry-after: "), "{head}");
                            met.refused += 1;
                            drop(met);
                            sleep(AGAIN);
                        }
                        _ => panic!("{head}"),
                    }
                }
            });
        }
        threads.spawn(|| {
            while begun.elapsed() < time {
                let asked = Instant::now();
                let (status, ..) = get(address, "/health", "").unwrap();
                assert_eq!(status, 200);
                let mut met = met.lock().unwrap();
                met.health = met.health.max(asked.elapsed());
                drop(met);
                sleep(AGAIN);
            }
        });
    });
    met.into_inner().unwrap()
}

#[test]
fn a_crush_is_refused_and_the_others_are_answered() {
    let (folder, database) = database("crush", false).unwrap();
    let places = PLACES.to_string();
    let node = serve_as(folder.path(), &database, &["--at-once", &places]);
    let cookie = sign_in(&node.address);
    let address = node.address.as_str();
    let long = Duration::from_secs(number("JALON_CRUSH", 4) as u64);
    let short = Duration::from_secs(5).min(long / 3);
    // As many as there are places, then four times as many, then as before.
    let mut normal = load(address, &cookie, PLACES, short);
    assert_eq!(normal.refused, 0);
    let mut crush = load(address, &cookie, PLACES * 4, long);
    assert!(crush.refused > 0, "nobody was refused");
    let mut after = load(address, &cookie, PLACES, short);
    assert_eq!(after.refused, 0);
    let p95 = [normal.p95(), crush.p95(), after.p95()];
    println!(
        "{PLACES} clients: p95 {:?}; {} clients: {} answered, p95 {:?}, {} refused, health at most {:?}; \
         after: p95 {:?}",
        p95[0],
        PLACES * 4,
        crush.answered.len(),
        p95[1],
        crush.refused,
        crush.health,
        p95[2]
    );
    assert!(crush.health < node::PATIENCE);
    if long >= JUDGED {
        assert!(p95[1] <= p95[0] * 2, "{p95:?}");
        assert!(p95[2] <= p95[0] * 2, "{p95:?}");
    }
}
