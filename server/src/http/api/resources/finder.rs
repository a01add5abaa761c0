//! The questions that find a product.

use crate::http::api::book::{Book, about, as_json};
use crate::http::api::check::read;
use crate::http::api::record::{same_version, stale};
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Reply};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::cpq::models::guide::Question;
use shared::cpq::models::ops::{FinderView, GetFinder, SaveFinder};
use shared::kernel::Operation;

/// What is asked to find a product.
#[derive(Serialize, JsonSchema)]
struct Finder {
    /// The questions with their answers, as docs/CPQ-models.md describes those of a guide.
    guide: Vec<Map<String, Value>>,
    /// Raised by every change; 0 before the first.
    version: i64,
}

/// What shall be asked, whole.
#[derive(Deserialize, JsonSchema)]
struct Guide {
    /// The questions with their answers, as docs/CPQ-models.md describes those of a guide.
    guide: Vec<Map<String, Value>>,
}

impl From<FinderView> for Finder {
    fn from(view: FinderView) -> Self {
        let questions = view.guide.iter().map(as_json);
        let guide = questions.filter_map(|one| match one {
            Value::Object(question) => Some(question),
            _ => None,
        });
        Self {
            guide: guide.collect(),
            version: view.version,
        }
    }
}

async fn finder(call: Call) -> Result<Reply, Refusal> {
    let view = call.ask(GetFinder {}).await?;
    Ok(Reply::ok(as_json(Finder::from(view))))
}

async fn save(mut call: Call) -> Result<Reply, Refusal> {
    let body = read::<Guide>(std::mem::take(&mut call.body))?;
    let questions = body.guide.into_iter().map(Value::Object);
    let guide = read::<Vec<Question>>(Value::Array(questions.collect()))?;
    let now = Finder::from(call.ask(GetFinder {}).await?);
    let version = now.version;
    same_version(call.if_match, &as_json(now))?;
    let saved = call.ask(SaveFinder { version, guide }).await;
    let saved = saved.map_err(|refusal| stale(refusal, &[]))?;
    Ok(Reply::ok(as_json(Finder::from(saved))))
}

pub fn add(book: &mut Book) {
    let record = book.schemas.record::<Finder>("ProductFinder", &[]);
    let mut there = about::<GetFinder, _>(
        "product-finder",
        (Method::GET, ""),
        "The questions that find a product",
        finder,
    );
    (there.answer, there.tagged) = (Some(record.clone()), true);
    let body = book.schemas.taken::<Guide>();
    let mut saved = about::<SaveFinder, _>(
        "product-finder",
        (Method::PUT, ""),
        "Say which questions find a product, whole",
        save,
    );
    saved.operations = vec![GetFinder::NAME, SaveFinder::NAME];
    saved.body = Some(book.schemas.keep("ProductFinderBody", body));
    (saved.answer, saved.tagged, saved.versioned) = (Some(record), true, true);
    book.routes.extend([there, saved]);
}
