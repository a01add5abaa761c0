//! Ten thousand opportunities, made through the same door as a person's.

use super::http::Connection;
use super::server::Running;
use crate::Res;
use serde_json::{Value, json};
use std::thread;

/// The pipeline the load runs on.
pub struct Board {
    /// Its id.
    pub pipeline: String,
    /// Its open stages.
    pub stages: Vec<String>,
    /// The deals made for the load.
    pub deals: Vec<String>,
}

/// A UUIDv7 out of a kind and a number: the same ones on every run, in the order of their numbers.
fn id(kind: u32, number: usize) -> String {
    format!("019a0000-{kind:04x}-7000-8000-{number:012x}")
}

/// Ask and get the answer.
pub fn ask(connection: &mut Connection, operation: &str, request: &Value) -> Res<Value> {
    let body = json!({ "request": request }).to_string();
    connection
        .call(operation, &body)?
        .json()
        .map_err(|error| format!("{operation}: {error}"))
}

/// The list of opportunities.
pub const LIST: &str = "opportunities.list";

/// How many opportunities a list counts.
pub fn counted(list: &Value) -> u64 {
    let sums = list["sums"].as_array().into_iter().flatten();
    sums.filter_map(|sum| sum["count"].as_u64()).sum()
}

/// The request of a list's first page.
pub fn list_request(pipeline: Option<&str>) -> Value {
    json!({
        "pipeline": pipeline, "stage": null, "filter": no_filter(),
        "sort": { "column": "close_date", "descending": false }, "after": null, "limit": 80
    })
}

/// The request of a board.
pub fn board_request(pipeline: &str) -> Value {
    json!({ "pipeline": pipeline, "filter": no_filter(), "group": "none", "limit": 25 })
}

fn no_filter() -> Value {
    json!({
        "owner": null, "team": null, "account": null, "category": null, "close": null, "kind": null,
        "next_activity": null, "stalled": false, "search": "", "state": null
    })
}

/// Fill up to `total` opportunities, on a pipeline whose stages ask for nothing: the load moves
/// deals to and fro, and must measure the saving, not the refusals.
pub fn fill(server: &Running, total: usize) -> Res<Board> {
    let mut connection = server.connect()?;
    let view = ask(&mut connection, "pipelines.list", &json!({}))?;
    let mut pipeline = view["pipelines"][0].clone();
    pipeline["id"] = json!(id(1, 1));
    pipeline["version"] = json!(0);
    pipeline["name"] = json!({ "fr": "Mesures", "en": "Measurements" });
    pipeline["position"] = json!(view["pipelines"].as_array().map_or(0, Vec::len));
    let mut stages = Vec::new();
    for (number, stage) in pipeline["stages"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .enumerate()
    {
        stage["id"] = json!(id(2, number));
        stage["exit_criteria"] = json!([]);
        if stage["state"] == "open" {
            stages.push(id(2, number));
        }
    }
    ask(
        &mut connection,
        "pipelines.save",
        &json!({ "pipeline": pipeline }),
    )?;
    let there = ask(&mut connection, LIST, &list_request(None))?;
    let count = counted(&there) as usize;
    let accounts = accounts(&mut connection)?;
    let today = there["today"].as_str().unwrap_or("2026-01-01").to_owned();
    let board = Board {
        pipeline: id(1, 1),
        stages,
        deals: (0..total.saturating_sub(count))
            .map(|number| id(3, number))
            .collect(),
    };
    create(server, &board, &accounts, &today)?;
    Ok(board)
}

fn accounts(connection: &mut Connection) -> Res<Vec<String>> {
    let found = ask(
        connection,
        "accounts.suggest",
        &json!({ "text": "", "limit": 20 }),
    )
    .unwrap_or_default();
    Ok(found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|account| account["id"].as_str().map(str::to_owned))
        .collect())
}

fn create(server: &Running, board: &Board, accounts: &[String], today: &str) -> Res {
    let clients = 4;
    let results: Vec<Res> = thread::scope(|scope| {
        let workers: Vec<_> = (0..clients)
            .map(|client| {
                scope.spawn(move || -> Res {
                    let mut connection = server.connect()?;
                    for (number, deal) in
                        board.deals.iter().enumerate().skip(client).step_by(clients)
                    {
                        ask(
                            &mut connection,
                            "opportunities.create",
                            &opportunity(board, accounts, today, number, deal),
                        )?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err("a client stopped".into()))
            })
            .collect()
    });
    results.into_iter().collect()
}

fn opportunity(
    board: &Board,
    accounts: &[String],
    today: &str,
    number: usize,
    deal: &str,
) -> Value {
    let account = if accounts.is_empty() {
        None
    } else {
        accounts.get(number % accounts.len())
    };
    json!({
        "id": deal,
        "name": format!("Measured deal {number}"),
        "account_id": account,
        "contact": null,
        "pipeline_id": board.pipeline,
        "stage_id": board.stages.get(number % board.stages.len().max(1)),
        "owner_id": null,
        "kind": "new",
        "amount": { "minor": 1_000_000 + number * 137, "currency": "EUR" },
        "close_date": today,
        "next_step": "",
        "next_step_on": null,
        "source": ""
    })
}
