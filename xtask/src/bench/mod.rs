//! `cargo xtask bench`: the release build under load on this machine. Sizes, start, memory, pages
//! and calls with 10,000 opportunities, saved moves, how soon other pages know of a change, and pricing and
//! configuring natively and in WebAssembly.

mod data;
mod databases;
mod engine;
mod fresh;
mod growth;
pub mod http;
mod live;
mod load;
mod moves;
mod processor;
mod server;

use crate::place::Place;
use crate::system::{self, spent};
use crate::test::{Profile, Tools};
use crate::{Res, run, site, wasm};
use data::{Board, LIST, board_request, list_request};
use load::Measured;
use serde_json::json;
use server::Running;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// What people may choose.
#[derive(clap::Args)]
pub struct Options {
    /// Seconds of load on each measured request
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Clients at the same time
    #[arg(long, default_value_t = 32)]
    connections: u32,
    /// Opportunities in the database
    #[arg(long, default_value_t = 10_000)]
    opportunities: usize,
    /// Written straight into the tables besides: opportunities,contacts,activities
    #[arg(long, value_delimiter = ',', num_args = 3)]
    more: Vec<u32>,
    /// Measure what is built already, whatever has changed since
    #[arg(long)]
    as_built: bool,
    /// Open pages that are told of every change
    #[arg(long, default_value_t = 500)]
    pages: usize,
    /// An empty PostgreSQL database to measure on instead of a SQLite file
    #[arg(long)]
    database: Option<String>,
    /// Only the configurator
    #[arg(long)]
    engine: bool,
    /// Only what a person waits for in Chromium, on a processor four times slower
    #[arg(long)]
    browser: bool,
    /// Only how the list's time grows from the opportunities filled to twenty times as many
    #[arg(long)]
    growth: bool,
}

impl Options {
    fn database(&self) -> &str {
        self.database.as_deref().unwrap_or(databases::SQLITE)
    }
}

/// Build, measure, print.
pub fn run(place: &Place, options: &Options) -> Res {
    if options.engine {
        return engine::run(place);
    }
    if !options.as_built {
        site::build(place, site::Mode::Release)?;
        run::build_server(place, "release")?;
    }
    if options.browser {
        let tools = Tools::ready(place)?;
        return system::run(&mut tools.script(place, Profile::Release, "measure.mjs"));
    }
    let folder = std::env::temp_dir().join(format!("jalon-bench-{}", std::process::id()));
    let outcome = if options.growth {
        growth::run(place, options, &folder)
    } else {
        sizes(place);
        serve(place, options, &folder)
            .and_then(|()| pricing(place))
            .and_then(|()| quotes(place))
            .and_then(|()| engine::run(place))
    };
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn sizes(place: &Place) {
    let binary = place
        .binary("release")
        .metadata()
        .map_or(0, |data| data.len());
    println!(
        "\n{:<44} {:>12}",
        "browser program of the home page (brotli)",
        kilobytes(site::wasm_size(&place.site()))
    );
    println!(
        "{:<44} {:>12}",
        "first visit as sent: program, script, style",
        kilobytes(site::first_visit(&place.site()))
    );
    println!(
        "{:<44} {:>12}",
        "server with everything in it",
        kilobytes(binary)
    );
}

fn kilobytes(bytes: u64) -> String {
    format!("{} kB", bytes / 1000)
}

fn serve(place: &Place, options: &Options, folder: &std::path::Path) -> Res {
    let begun = Instant::now();
    let database = options.database();
    drop(Running::start(place, folder, database)?);
    println!(
        "{:<44} {:>12}",
        "empty database to served sample company",
        spent(begun.elapsed())
    );
    if !options.more.is_empty() {
        more(place, &options.more, folder, database)?;
    }
    let server = Running::start(place, folder, database)?;
    line(
        "start to first answer",
        format!("{} ms", server.first_answer.as_millis()),
    );
    memory("memory after the start", &server);
    let begun = Instant::now();
    let board = data::fill(&server, options.opportunities)?;
    let made = board.deals.len();
    line(
        &format!("{made} opportunities made one by one"),
        spent(begun.elapsed()),
    );
    line("database", kilobytes(server.database()));
    heading("at the same time");
    let time = Duration::from_secs(options.seconds);
    for clients in [1, options.connections] {
        pages(&server, clients, time, &board)?;
        calls(&server, clients, time, &board)?;
    }
    for clients in [1, 8] {
        row(
            "stage move, saved",
            clients,
            &moves::measured(&server, clients, time, &board)?,
        );
    }
    memory("\nmemory after the load", &server);
    live::run(&server, &board, options.pages)?;
    fresh::run(&server, &board)?;
    if server.is_postgres() {
        databases::run(place, options, folder, server)?;
    }
    Ok(())
}

/// The size of a company that has been at it for years (`server/store/examples/fill.rs`).
fn more(place: &Place, counts: &[u32], folder: &std::path::Path, database: &str) -> Res {
    let fill = example(place, "store", "fill")?;
    let begun = Instant::now();
    let counts: Vec<String> = counts.iter().map(u32::to_string).collect();
    system::run(
        Command::new(fill)
            .arg(database)
            .args(&counts)
            .current_dir(folder),
    )?;
    line(
        &format!(
            "{} opportunities, contacts, activities more",
            counts.join(", ")
        ),
        spent(begun.elapsed()),
    );
    Ok(())
}

/// An example's program, built with the flags of what is shipped: other flags would compile everything again.
fn example(place: &Place, package: &str, name: &str) -> Res<PathBuf> {
    let mut cargo = place.cargo();
    cargo
        .args(place.without_own_paths(&system::host()?))
        .args(["build", "--quiet", "--release"])
        .args(["--package", package, "--example", name]);
    system::run(&mut cargo)?;
    Ok(place.target.join("release/examples").join(name))
}

fn line(title: &str, value: String) {
    println!("{title:<44} {value:>12}");
}

fn heading(title: &str) {
    println!(
        "\n{title:<34} {:>7} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}",
        "clients", "req/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "bytes"
    );
}

fn memory(title: &str, server: &Running) {
    if let Some(megabytes) = server.memory() {
        line(title, format!("{megabytes:.0} MB"));
    }
}

fn row(title: &str, clients: u32, measured: &Measured) {
    let cpu = measured
        .cpu
        .map_or_else(|| "–".to_owned(), |cpu| format!("{cpu:.2}"));
    println!(
        "{title:<34} {clients:>7} {:>8.0} {:>8.1} {:>8.1} {:>8.1} {cpu:>8} {:>9}",
        measured.per_second, measured.p50, measured.p95, measured.p99, measured.bytes
    );
}

fn pages(server: &Running, clients: u32, time: Duration, board: &Board) -> Res {
    let pages = [
        (
            "page: pipeline board",
            format!("/pipeline?pipeline={}", board.pipeline),
        ),
        (
            "page: opportunities, first page",
            "/opportunities".to_owned(),
        ),
        ("page: home", "/".to_owned()),
        ("page: forecast", "/forecast".to_owned()),
        ("page: accounts", "/accounts".to_owned()),
        ("page: contacts", "/contacts".to_owned()),
        (
            "page: an opportunity",
            format!(
                "/opportunities/{}",
                board.deals.first().map_or("", String::as_str)
            ),
        ),
    ];
    for (title, path) in pages {
        let answer = server.connect()?.get(&path)?;
        if answer.status != 200 {
            println!("{title:<34} answers {}", answer.status);
            continue;
        }
        let measured = load::run(server, clients, time, &|connection, _, _| {
            let answer = connection.get(&path)?;
            if answer.status == 200 {
                Ok(Some(answer.body.len()))
            } else {
                Err(format!("{path}: status {}", answer.status))
            }
        })?;
        row(title, clients, &measured);
    }
    Ok(())
}

fn calls(server: &Running, clients: u32, time: Duration, board: &Board) -> Res {
    let calls = [
        (
            "call: board",
            "opportunities.board",
            board_request(&board.pipeline),
        ),
        ("call: list of 80 opportunities", LIST, list_request(None)),
        (
            "call: search, a word",
            "search.find",
            json!({ "text": "lefevre", "limit": 6 }),
        ),
        (
            "call: search, two words and a slip",
            "search.find",
            json!({ "text": "rollout lefevra", "limit": 6 }),
        ),
    ];
    for (title, operation, request) in calls {
        let measured = load::call(server, clients, time, operation, &request)?;
        row(title, clients, &measured);
    }
    Ok(())
}

/// The same example, natively and in the JavaScript engine.
fn pricing(place: &Place) -> Res {
    println!(
        "\n{:<34} {:>10} {:>12} {:>12}",
        "a quote priced", "lines", "median ms", "p95 ms"
    );
    let native = example(place, "shared", "price_quote")?;
    price_rows("natively", &system::capture(&mut Command::new(native))?);
    let mut browser = in_webassembly(place, "price_quote")?;
    price_rows("in WebAssembly (V8)", &system::capture(&mut browser)?);
    Ok(())
}

/// The same as the browser's program is built; how it is run in its JavaScript engine.
fn in_webassembly(place: &Place, example: &str) -> Res<Command> {
    let node = system::node()?;
    wasm::add_target("wasm32-wasip1")?;
    system::run(
        place
            .cargo()
            .args(["build", "--quiet", "--profile", "wasm-release"])
            .args(["--target", "wasm32-wasip1", "--target-dir"])
            .arg(place.wasm_target())
            .args(["--package", "shared", "--example", example]),
    )?;
    let program = place
        .wasm_target()
        .join("wasm32-wasip1/wasm-release/examples")
        .join(format!("{example}.wasm"));
    let mut command = Command::new(node);
    command
        .arg("--no-warnings")
        .arg(place.root.join("end2end/wasi-run.mjs"))
        .arg(program)
        .current_dir(&place.root);
    Ok(command)
}

/// Quotes of many lines through the server's use cases, from birth to reading.
fn quotes(place: &Place) -> Res {
    let life = example(place, "services", "quote_life")?;
    let printed = system::capture(&mut Command::new(life))?;
    println!(
        "\n{:<34} {:>10} {:>12} {:>12} {:>9}",
        "a quote on the server", "lines", "median ms", "p95 ms", "CPU ms"
    );
    for row in printed.lines() {
        if let [lines, step, median, p95, cpu] = row.split(' ').collect::<Vec<_>>()[..] {
            let step = step.replace('-', " ");
            println!("{step:<34} {lines:>10} {median:>12} {p95:>12} {cpu:>9}");
        }
    }
    Ok(())
}

fn price_rows(title: &str, printed: &str) {
    for printed in printed.lines() {
        let numbers: Vec<f64> = printed
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect();
        if let [lines, median, p95] = numbers[..] {
            println!(
                "{title:<34} {lines:>10} {:>12.3} {:>12.3}",
                median / 1000.0,
                p95 / 1000.0
            );
        }
    }
}
