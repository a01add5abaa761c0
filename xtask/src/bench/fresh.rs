//! How long after a deal changed a page of figures has its new answer, as a browser gets it: the live event
//! arrives, the page asks again.

use super::data::{Board, LIST, ask, list_request};
use super::http::Connection;
use super::line;
use super::load::share;
use super::server::Running;
use crate::Res;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// Changes measured on each page, each of another deal.
const CHANGES: usize = 20;
/// An answer that is not fresh by then never will be.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page whose numbers deals make.
struct Page {
    title: &'static str,
    operation: &'static str,
    request: Value,
    /// How long it gathers events before it asks: `SETTLE` of the forecast's page.
    pause: Duration,
    /// The number the amount of a deal is, or is part of.
    shown: fn(&Value, &Deal) -> Option<i64>,
}

/// A deal to change.
struct Deal {
    id: String,
    owner: String,
    version: i64,
    amount: Value,
}

impl Deal {
    fn dearer(&self) -> Value {
        let mut amount = self.amount.clone();
        amount["minor"] = json!(amount["minor"].as_i64().unwrap_or(0) + 100_000);
        json!({ "id": self.id, "version": self.version, "changes": [{ "Amount": amount }] })
    }
}

/// Change deals, print from the request of a change to the fresh answer of the forecast and of the figures of people.
pub fn run(server: &Running, board: &Board) -> Res {
    let mut connection = server.connect()?;
    let list = ask(&mut connection, LIST, &list_request(None))?;
    let today = list["today"].as_str().unwrap_or_default();
    let pages = pages(today);
    let figures = ask(&mut connection, "team.figures", &figures_request(today))?;
    let owner = seller(&figures).ok_or("nobody sells: no figures to be fresh")?;
    println!();
    for (page, deals) in pages.iter().zip(board.deals.chunks(CHANGES)) {
        let deals = given(&mut connection, deals, owner)?;
        let mut delays = measured(server, page, &deals)?;
        delays.sort_by(f64::total_cmp);
        line(
            &format!("{}, fresh after a change", page.title),
            format!("{} times", delays.len()),
        );
        for (title, at) in [("p50", 50), ("p95", 95)] {
            line(
                &format!("  from the request of the change, {title}"),
                format!("{:.0} ms", share(&delays, at)),
            );
        }
        if !page.pause.is_zero() {
            line(
                "  of which the page gathers events",
                format!("{} ms", page.pause.as_millis()),
            );
        }
    }
    Ok(())
}

fn pages(today: &str) -> [Page; 2] {
    [
        Page {
            title: "forecast",
            operation: "forecast.load",
            request: json!({
                "period": null, "node": "Everybody", "currency": null, "since": null
            }),
            pause: Duration::from_millis(150),
            shown: in_forecast,
        },
        Page {
            title: "figures of people",
            operation: "team.figures",
            request: figures_request(today),
            pause: Duration::ZERO,
            shown: in_figures,
        },
    ]
}

/// From the first of this month a year ago.
fn figures_request(today: &str) -> Value {
    let year: i32 = today
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(2026);
    let month = today.get(5..7).unwrap_or("01");
    json!({
        "span": { "from": format!("{}-{month}-01", year - 1), "to": today },
        "team": null, "currency": null
    })
}

/// Its amount, among the packed facts of all deals.
fn in_forecast(view: &Value, deal: &Deal) -> Option<i64> {
    let deals = view["deals"]["deals"].as_array()?;
    let fact = deals.iter().find(|fact| fact[0] == deal.id.as_str())?;
    fact[3].as_i64()
}

/// What its owner has open in the quarter.
fn in_figures(view: &Value, deal: &Deal) -> Option<i64> {
    let rows = view["rows"].as_array()?;
    let row = rows
        .iter()
        .find(|row| row["user_id"] == deal.owner.as_str())?;
    row["open"].as_i64()
}

/// Somebody whose figures are shown whatever was closed.
fn seller(figures: &Value) -> Option<&str> {
    let people = figures["people"].as_array()?;
    people
        .iter()
        .find(|person| person["active"].as_bool() == Some(true))?
        .get("id")?
        .as_str()
}

/// The deals in the hands of who sells; who runs the load does not.
fn given(connection: &mut Connection, deals: &[String], owner: &str) -> Res<Vec<Deal>> {
    deals
        .iter()
        .map(|deal| {
            let now = ask(connection, "opportunities.get", &json!({ "id": deal }))?;
            let request = json!({ "id": deal, "version": now["version"], "owner_id": owner });
            let given = ask(connection, "opportunities.assign", &request)?;
            Ok(Deal {
                id: deal.clone(),
                owner: owner.to_owned(),
                version: given["version"].as_i64().unwrap_or(0),
                amount: given["amount"].clone(),
            })
        })
        .collect()
}

/// Milliseconds, one for each deal.
fn measured(server: &Running, page: &Page, deals: &[Deal]) -> Res<Vec<f64>> {
    let (mut stream, mut asker, mut editor) =
        (server.connect()?, server.connect()?, server.connect()?);
    stream.follow("/live")?;
    let mut delays = Vec::new();
    for deal in deals {
        let view = ask(&mut asker, page.operation, &page.request)?;
        let before = (page.shown)(&view, deal)
            .ok_or_else(|| format!("{} shows nothing of a measured deal", page.operation))?;
        let change = deal.dearer();
        let begun = Instant::now();
        let delay = thread::scope(|scope| -> Res<Duration> {
            let edit = scope.spawn(|| ask(&mut editor, "opportunities.edit", &change));
            let delay = hear(&mut stream, deal, begun)
                .and_then(|()| fresh(&mut asker, page, deal, before, begun));
            // A refused change is the reason of a silence.
            edit.join()
                .unwrap_or_else(|_| Err("a client stopped".into()))?;
            delay
        })?;
        delays.push(delay.as_secs_f64() * 1000.0);
    }
    Ok(delays)
}

/// Until the stream tells of the change.
fn hear(stream: &mut Connection, deal: &Deal, begun: Instant) -> Res {
    while begun.elapsed() < PATIENCE {
        let said = stream
            .line()
            .map_err(|error| format!("GET /live: {error}"))?;
        let told: Value = said
            .strip_prefix("data:")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        if told["id"] == deal.id.as_str() && told["action"] == "edited" {
            return Ok(());
        }
    }
    Err("no event told of a change".into())
}

/// Until an answer shows another number than before; the clock stands while it is read, which a browser does
/// otherwise.
fn fresh(
    asker: &mut Connection,
    page: &Page,
    deal: &Deal,
    before: i64,
    begun: Instant,
) -> Res<Duration> {
    let body = json!({ "request": page.request }).to_string();
    thread::sleep(page.pause);
    while begun.elapsed() < PATIENCE {
        let answer = asker.call(page.operation, &body)?;
        let delay = begun.elapsed();
        if (page.shown)(&answer.json()?, deal) != Some(before) {
            return Ok(delay);
        }
    }
    Err(format!("{} stays as it was", page.operation))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deal() -> Deal {
        Deal {
            id: "d2".to_owned(),
            owner: "u1".to_owned(),
            version: 3,
            amount: json!({ "minor": 500, "currency": "EUR" }),
        }
    }

    #[test]
    fn a_change_raises_the_amount_in_its_currency() {
        assert_eq!(
            deal().dearer(),
            json!({
                "id": "d2", "version": 3,
                "changes": [{ "Amount": { "minor": 100_500, "currency": "EUR" } }]
            })
        );
    }

    #[test]
    fn the_numbers_are_found_in_the_answers() {
        let forecast = json!({ "deals": { "deals": [["d1", 0, 0, 7, 0], ["d2", 0, 0, 9, 0]] } });
        assert_eq!(in_forecast(&forecast, &deal()), Some(9));
        let figures = json!({
            "people": [{ "id": "u0", "active": false }, { "id": "u1", "active": true }],
            "rows": [{ "user_id": "u1", "open": 42 }]
        });
        assert_eq!(in_figures(&figures, &deal()), Some(42));
        assert_eq!(seller(&figures), Some("u1"));
        assert_eq!(in_figures(&json!({}), &deal()), None);
    }

    #[test]
    fn a_year_of_figures_begins_on_a_day_that_exists() {
        let request = figures_request("2028-02-29");
        assert_eq!(request["span"]["from"], "2027-02-01");
    }
}
