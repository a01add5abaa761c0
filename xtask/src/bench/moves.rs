//! Deals moved from stage to stage and saved.

use super::data::{self, Board};
use super::http::Connection;
use super::load::{self, Measured};
use super::server::Running;
use crate::Res;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Each client moves its own deals from stage to stage, always on the version it saw last.
pub fn measured(server: &Running, clients: u32, time: Duration, board: &Board) -> Res<Measured> {
    let own = (board.deals.len() / clients.max(1) as usize).min(50);
    let seen = Mutex::new(BTreeMap::<String, (i64, String)>::new());
    load::run(server, clients, time, &|connection, client, number| {
        let Some(deal) = board
            .deals
            .get(client as usize * own + number as usize % own.max(1))
        else {
            return Ok(None);
        };
        let known = seen.lock().ok().and_then(|seen| seen.get(deal).cloned());
        let (version, stage) = match known {
            Some(known) => known,
            None => state(&data::ask(
                connection,
                "opportunities.get",
                &json!({ "id": deal }),
            )?),
        };
        let moved = advance(connection, board, deal, version, &stage)?;
        if let Ok(mut seen) = seen.lock() {
            seen.insert(deal.clone(), state(&moved));
        }
        Ok(Some(0))
    })
}

/// Moves each deal once, with a pause after it; gives the moment each request was sent.
pub fn each_once(
    server: &Running,
    board: &Board,
    deals: &[&str],
    pause: Duration,
) -> Res<BTreeMap<String, Instant>> {
    let mut connection = server.connect()?;
    let mut begun = BTreeMap::new();
    for deal in deals {
        let (version, stage) = state(&data::ask(
            &mut connection,
            "opportunities.get",
            &json!({ "id": deal }),
        )?);
        begun.insert((*deal).to_owned(), Instant::now());
        advance(&mut connection, board, deal, version, &stage)?;
        thread::sleep(pause);
    }
    Ok(begun)
}

/// To the next open stage; from the last one to the first.
fn advance(
    connection: &mut Connection,
    board: &Board,
    deal: &str,
    version: i64,
    stage: &str,
) -> Res<serde_json::Value> {
    let at = board
        .stages
        .iter()
        .position(|other| other == stage)
        .unwrap_or(0);
    let to = &board.stages[(at + 1) % board.stages.len()];
    let request = json!({
        "id": deal, "version": version, "to": to, "fill": [],
        "request": { "loss_reason": null, "loss_note": "", "closed_on": null, "exception": null }
    });
    data::ask(connection, "opportunities.move_stage", &request)
}

fn state(view: &serde_json::Value) -> (i64, String) {
    (
        view["version"].as_i64().unwrap_or(0),
        view["stage_id"].as_str().unwrap_or_default().to_owned(),
    )
}
