//! How the list's time grows with the opportunities: the same two pages at the size that was filled and at
//! twenty times as many (`--growth`).

use super::data::{self, LIST, ask, counted, list_request};
use super::load::{self, Measured, ratio};
use super::server::Running;
use super::{Options, heading, more, row};
use crate::Res;
use crate::place::Place;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// So many times as many in the end: 10,000 become 200,000.
const TIMES: u32 = 20;
/// Pages of 80 before the deep one: some thousand rows.
const PAGES_BEFORE: u32 = 13;

/// The pages at one size.
struct Size {
    count: u64,
    /// What was asked, by how many clients.
    pages: Vec<(&'static str, u32, Measured)>,
}

/// Fills, measures, writes the others straight into the tables, measures again and prints the ratios.
pub fn run(place: &Place, options: &Options, folder: &Path) -> Res {
    let database = options.database();
    let added = u32::try_from(options.opportunities)
        .ok()
        .and_then(|count| count.checked_mul(TIMES - 1))
        .ok_or("too many opportunities to make twenty times as many")?;
    let server = Running::start(place, folder, database)?;
    data::fill(&server, options.opportunities)?;
    let before = measured(&server, options)?;
    // The rows are written behind its back: nothing it keeps in memory may speak of the time before.
    drop(server);
    println!();
    more(place, &[added; 3], folder, database)?;
    let server = Running::start(place, folder, database)?;
    let after = measured(&server, options)?;
    print(&before, &after);
    Ok(())
}

fn measured(server: &Running, options: &Options) -> Res<Size> {
    let mut connection = server.connect()?;
    let first = list_request(None);
    // Also makes the sums, which the server keeps until a deal changes.
    let count = counted(&ask(&mut connection, LIST, &first)?);
    let mut deep = first.clone();
    for _ in 0..PAGES_BEFORE {
        let page = ask(&mut connection, LIST, &deep)?;
        if page["next"].is_null() {
            break;
        }
        deep["after"] = page["next"].clone();
    }
    heading(&format!("list of {count} opportunities"));
    let asked: [(&str, &Value); 2] = [("first 80", &first), ("80 some 1,000 rows deep", &deep)];
    let time = Duration::from_secs(options.seconds);
    let mut pages = Vec::new();
    for clients in [1, options.connections] {
        for (title, request) in asked {
            let measured = load::call(server, clients, time, LIST, request)?;
            row(title, clients, &measured);
            pages.push((title, clients, measured));
        }
    }
    Ok(Size { count, pages })
}

fn print(before: &Size, after: &Size) {
    println!(
        "\n{:<34} {:>7} {:>8} {:>8} {:>8} {:>8}",
        "times as long, times as much", "clients", "p50", "p95", "CPU", "bytes"
    );
    for ((title, clients, small), (_, _, large)) in before.pages.iter().zip(&after.pages) {
        println!(
            "{title:<34} {clients:>7} {:>8} {:>8} {:>8} {:>8}",
            ratio(small.p50, large.p50),
            ratio(small.p95, large.p95),
            ratio(small.cpu.unwrap_or(0.0), large.cpu.unwrap_or(0.0)),
            ratio(small.bytes as f64, large.bytes as f64),
        );
    }
    println!(
        "with {} times as many opportunities",
        ratio(before.count as f64, after.count as f64)
    );
}
