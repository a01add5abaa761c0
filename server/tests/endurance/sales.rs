//! What a sales team writes: quotes of many lines, moves of deals, calls.

use super::node::{call, uuid};
use serde_json::{Value, json};
use shared::cpq::quotes::{QuoteDraft, QuoteFigures, figures, price_draft};
use std::io;

/// Lines of a quote.
pub const LINES: usize = 20;

/// Somebody who is signed in at a server.
#[derive(Clone)]
pub struct Desk {
    pub address: String,
    pub cookie: String,
}

/// A deal with the version its seller was last told.
#[derive(Clone, Debug)]
pub struct Deal {
    pub id: Value,
    pub version: i64,
    stages: [Value; 2],
}

/// A quote as it was acknowledged.
#[derive(Clone, Debug)]
pub struct Quote {
    pub id: Value,
    pub number: String,
    pub version: i64,
}

/// What was answered, or that the server did not or is busy.
pub type Answered<T> = Result<T, Silent>;

/// No answer, or none that says anything was done.
#[derive(Debug)]
pub struct Silent;

impl From<io::Error> for Silent {
    fn from(_: io::Error) -> Self {
        Silent
    }
}

impl Desk {
    pub fn ask(&self, operation: &str, request: &Value) -> Answered<Value> {
        let (status, body) = call(&self.address, &self.cookie, operation, request)?;
        match status {
            200 => serde_json::from_str(&body).map_err(|_| Silent),
            503 => Err(Silent),
            _ => panic!("{operation}: {status} {body}"),
        }
    }

    pub fn new_deal(&self) -> Answered<Deal> {
        let pipelines = self.ask("pipelines.list", &json!({}))?;
        let all = pipelines["pipelines"].as_array().unwrap();
        let b2b = all.iter().find(|one| one["kind"] == "b2b").unwrap();
        let id = json!(uuid());
        let new = json!({
            "id": id, "name": "Storm", "account_id": null, "contact": null, "pipeline_id": b2b["id"],
            "stage_id": null, "owner_id": null, "kind": "new", "amount": { "minor": 100, "currency": "EUR" },
            "close_date": "2027-12-18", "next_step": "", "next_step_on": null, "source": ""
        });
        let deal = self.ask("opportunities.create", &new)?;
        Ok(Deal {
            id,
            version: deal["version"].as_i64().unwrap(),
            stages: [0, 1].map(|index| b2b["stages"][index]["id"].clone()),
        })
    }

    /// The version a deal has.
    pub fn version(&self, deal: &Deal) -> Answered<i64> {
        let read = self.ask("opportunities.get", &json!({ "id": deal.id }))?;
        Ok(read["version"].as_i64().unwrap())
    }

    /// Moves a deal to and fro.
    pub fn move_deal(&self, deal: &Deal) -> Answered<i64> {
        let to = &deal.stages[usize::from(deal.version % 2 == 1)];
        let request = json!({
            "loss_reason": null, "loss_note": "", "closed_on": null,
            "exception": { "reason": "Agreed by telephone" }
        });
        let step = json!({ "id": deal.id, "version": deal.version, "to": to, "fill": [], "request": request });
        let moved = self.ask("opportunities.move_stage", &step)?;
        Ok(moved["version"].as_i64().unwrap())
    }

    /// A call, by the id it is made with.
    pub fn log_call(&self, deal: &Deal) -> Answered<Value> {
        let id = json!(uuid());
        let draft = json!({
            "kind": "Call", "subject": "Storm", "body": "", "outcome": "Connected",
            "at": 1_700_000_000_000_i64, "minutes": 5,
            "links": { "account": null, "contact": null, "opportunity": deal.id }
        });
        self.ask("activities.create", &json!({ "id": id, "draft": draft }))?;
        Ok(id)
    }

    pub fn new_quote(&self, deal: &Deal) -> Answered<(Quote, QuoteDraft)> {
        let id = json!(uuid());
        let new = json!({
            "id": id, "opportunity_id": deal.id, "account_id": null, "price_book_id": null,
            "title": "Storm", "language": null
        });
        let made = self.ask("quotes.create", &new)?;
        let draft = serde_json::from_value(made["draft"].clone()).unwrap();
        Ok((quote(&made), draft))
    }

    /// Gives a quote its lines.
    pub fn write_lines(&self, of: &Quote, mut draft: QuoteDraft) -> Answered<Quote> {
        draft.lines = (0..LINES).map(line).collect();
        let figures = figures(&price_draft(&draft));
        let save =
            json!({ "id": of.id, "version": of.version, "draft": draft, "figures": figures });
        Ok(quote(&self.ask("quotes.save", &save)?))
    }

    /// A quote as it is kept: its number and version, and how many lines it has, which cost what it says.
    pub fn read_quote(&self, id: &Value) -> Answered<(Quote, usize)> {
        let read = self.ask("quotes.get", &json!({ "id": id }))?;
        let draft: QuoteDraft = serde_json::from_value(read["draft"].clone()).unwrap();
        let said: QuoteFigures = serde_json::from_value(read["figures"].clone()).unwrap();
        assert_eq!(
            said,
            figures(&price_draft(&draft)),
            "{} is torn",
            read["number"]
        );
        Ok((quote(&read), draft.lines.len()))
    }
}

fn quote(view: &Value) -> Quote {
    Quote {
        id: view["id"].clone(),
        number: view["number"].as_str().unwrap().to_owned(),
        version: view["version"].as_i64().unwrap(),
    }
}

fn line(index: usize) -> shared::cpq::quotes::QuoteLine {
    let price = json!({
        "charge": "one_time", "quantity": 10_000 * (index + 1), "list_price": 1_000_000, "contracted": null,
        "options": 0, "options_cost": null, "manual_price": null, "tier_mode": "none", "tiers": [],
        "floor": null, "cost": null, "discount": 0, "tax": { "category": "S", "rate": 2_000 },
        "optional": false
    });
    let line = json!({
        "id": uuid(), "product_id": null, "section": null, "description": "Seat", "unit": "",
        "configuration": null, "price": price
    });
    serde_json::from_value(line).unwrap()
}
