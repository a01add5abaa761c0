//! Five hundred open pages, and how long after a stage move began the last of them has heard of it.

use super::http::Connection;
use super::load::share;
use super::server::Running;
use super::{Board, line, moves};
use crate::Res;
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// A thread for each page: as small as one that reads lines may be.
const STACK: usize = 128 * 1024;
/// Moves somebody makes meanwhile, one after another.
const MOVES: usize = 20;
/// Between two moves, so that each is heard on its own.
const PAUSE: Duration = Duration::from_millis(400);
/// A page that has not heard of all moves by then never will; the server's beat wakes it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Open `pages` streams, move deals, print the delays from the request of a move to its event in each page.
pub fn run(server: &Running, board: &Board, pages: usize) -> Res {
    let deals: Vec<&str> = board
        .deals
        .iter()
        .rev()
        .take(MOVES)
        .map(String::as_str)
        .collect();
    let open = Barrier::new(pages + 1);
    let processor = server.processor_time();
    let (begun, heard) = thread::scope(|scope| -> Res<_> {
        let mut listeners = Vec::new();
        for _ in 0..pages {
            let (deals, open) = (&deals, &open);
            let listener = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || {
                    let stream = server.connect().and_then(|mut page| {
                        page.follow("/live")?;
                        Ok(page)
                    });
                    open.wait();
                    listen(stream?, deals)
                })
                .map_err(|error| format!("no thread for a page: {error}"))?;
            listeners.push(listener);
        }
        open.wait();
        let begun = moves::each_once(server, board, &deals, PAUSE);
        let mut heard = Vec::new();
        for listener in listeners {
            heard.push(
                listener
                    .join()
                    .unwrap_or_else(|_| Err("a page stopped".into()))?,
            );
        }
        Ok((begun?, heard))
    })?;
    let mut delays = Vec::new();
    for page in &heard {
        for (deal, at) in page {
            if let Some(start) = begun.get(deal) {
                delays.push(at.duration_since(*start).as_secs_f64() * 1000.0);
            }
        }
    }
    delays.sort_by(f64::total_cmp);
    let told = format!("{} of {}", delays.len(), pages * deals.len());
    line(&format!("{pages} open pages, events heard"), told);
    for (title, at) in [("p50", 50), ("p95", 95), ("p99", 99)] {
        line(
            &format!("  from the request of a move, {title}"),
            format!("{:.0} ms", share(&delays, at)),
        );
    }
    if let Some((before, after)) = processor.zip(server.processor_time()) {
        let each = (after - before) * 1000.0 / deals.len().max(1) as f64;
        line(
            "  processor time of a move and its news",
            format!("{each:.0} ms"),
        );
    }
    if let Some(megabytes) = server.memory() {
        line("  memory meanwhile", format!("{megabytes:.0} MB"));
    }
    Ok(())
}

/// When each of the deals was heard of first; ends with the last one, or at the first word after [`PATIENCE`].
fn listen(mut page: Connection, deals: &[&str]) -> Res<BTreeMap<String, Instant>> {
    let mut heard = BTreeMap::new();
    let begun = Instant::now();
    while heard.len() < deals.len() && begun.elapsed() < PATIENCE {
        let Ok(said) = page.line() else {
            break;
        };
        let now = Instant::now();
        if !said.starts_with("data:") {
            continue;
        }
        if let Some(deal) = deals.iter().find(|deal| said.contains(**deal)) {
            heard.entry((*deal).to_owned()).or_insert(now);
        }
    }
    Ok(heard)
}
