//! What the list costs on PostgreSQL beside SQLite: processor time of a request, the server's and the
//! database's together.

use super::data::{self, LIST, list_request};
use super::load::{self, ratio};
use super::server::Running;
use super::{Options, line, more};
use crate::Res;
use crate::place::Place;
use std::path::Path;
use std::time::Duration;

/// What the bench measures on when it is told nothing.
pub const SQLITE: &str = "sqlite:bench.db";

/// Prints what the list costs on this server's PostgreSQL, and the same list of the same build on SQLite.
pub fn run(place: &Place, options: &Options, folder: &Path, server: Running) -> Res {
    let clients = options.connections;
    let time = Duration::from_secs(options.seconds);
    let list = list_request(None);
    println!();
    let postgres = load::call(&server, clients, time, LIST, &list)?;
    drop(server);
    let Some(both) = postgres.cpu_with_database else {
        let own = postgres.cpu.map_or_else(|| "–".to_owned(), milliseconds);
        line("list, processor time, only the server's known", own);
        return Ok(());
    };
    line("list, processor time with PostgreSQL's", milliseconds(both));
    drop(Running::start(place, folder, SQLITE)?);
    if !options.more.is_empty() {
        more(place, &options.more, folder, SQLITE)?;
    }
    let server = Running::start(place, folder, SQLITE)?;
    data::fill(&server, options.opportunities)?;
    let sqlite = load::call(&server, clients, time, LIST, &list)?;
    if let Some(within) = sqlite.cpu_with_database {
        line("list, processor time on SQLite", milliseconds(within));
        line("PostgreSQL over SQLite", ratio(within, both));
    }
    Ok(())
}

fn milliseconds(time: f64) -> String {
    format!("{time:.2} ms")
}
