//! The engines of configuration, pricing and tax over the interface: the same functions as at the command
//! line, away from the threads that answer, a few at a time and for a few seconds at most.

use super::book::Book;
use super::check::read;
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, Kind, Reply, Route, Run};
use crate::engines::configure::Desk;
use crate::engines::tax::Checked;
use axum::http::Method;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use shared::cpq::{ubl, vectors};
use shared::kernel::{Action, Issue, Problem};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Questions computed at the same time.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long one waits for the others.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one request may compute.
const LONGEST: Duration = Duration::from_secs(10);
/// Longest text of a model or document, in characters.
const TEXT: u32 = 1_500_000;
/// Most questions of one request.
const STEPS: u32 = 1_000;

/// A product model with questions about it, answered in their order (docs/CPQ.md).
#[derive(Deserialize, JsonSchema)]
struct Configure {
    /// What the model is written in.
    format: Format,
    /// The model.
    #[schemars(length(max = TEXT))]
    model: String,
    /// Questions: `choose`, `undo`, `explain`, `conflict`, `complete`, `count`.
    #[serde(default)]
    #[schemars(length(max = STEPS))]
    steps: Vec<Map<String, Value>>,
}

/// What a model is written in.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Format {
    /// The Universal Variability Language.
    Uvl,
    /// A feature model as JSON.
    FmJson,
    /// Clauses.
    Dimacs,
    /// A table model as JSON.
    CspJson,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Format::Uvl => "model.uvl",
            Format::FmJson => "model.fm.json",
            Format::Dimacs => "model.dimacs",
            Format::CspJson => "model.json",
        }
    }
}

/// A document as text, so that every digit stays as it is written.
#[derive(Deserialize, JsonSchema)]
struct Document {
    /// The document.
    #[schemars(length(max = TEXT))]
    document: String,
}

/// What an engine cannot read, in its own words.
fn refused(field: &'static str, reason: &str) -> Refusal {
    let issue = Issue::error("engine_refused", field).with("reason", reason);
    Problem::because(issue).into()
}

fn configure(asked: &Configure) -> Result<Value, Refusal> {
    let end = Instant::now() + LONGEST;
    let left = || end.saturating_duration_since(Instant::now());
    let (mut desk, opening) = Desk::open(asked.format.ending(), &asked.model, left())
        .map_err(|reason| refused("model", &reason))?;
    let answers: Vec<Value> = asked
        .steps
        .iter()
        .map(|step| {
            desk.limit = left();
            desk.answer(&Value::Object(step.clone()))
                .unwrap_or_else(|reason| json!({ "error": reason }))
        })
        .collect();
    Ok(json!({ "opening": opening, "answers": answers }))
}

fn price(asked: &Document) -> Result<Value, Refusal> {
    let cases = vectors::evaluate(&asked.document)
        .map_err(|error| refused("document", &error.to_string()))?;
    let equal = cases.iter().filter(|case| case.equal).count();
    let results: Vec<Value> = cases
        .iter()
        .filter_map(|case| serde_json::from_str(&case.to_json()).ok())
        .collect();
    Ok(json!({ "cases": cases.len(), "equal": equal, "results": results }))
}

fn tax(asked: &Document) -> Result<Value, Refusal> {
    let report =
        ubl::check(&asked.document).map_err(|error| refused("document", &error.to_string()))?;
    serde_json::to_value(Checked::of(None, &report)).map_err(|_| Refusal::of(500, "internal"))
}

/// Computes away from the threads that answer.
async fn computed<B: Send + 'static>(
    body: B,
    compute: fn(&B) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let busy = || Refusal::of(503, "unavailable").with_header(axum::http::header::RETRY_AFTER, "5");
    let permit = tokio::time::timeout(PATIENCE, AT_ONCE.acquire())
        .await
        .map_err(|_| busy())?
        .map_err(|_| busy())?;
    tokio::task::spawn_blocking(move || {
        let answer = compute(&body);
        drop(permit);
        answer
    })
    .await
    .map_err(|_| Refusal::of(500, "internal"))?
}

fn engine<B>(
    book: &mut Book,
    path: &'static str,
    summary: &str,
    answer: Value,
    compute: fn(&B) -> Result<Value, Refusal>,
) where
    B: DeserializeOwned + JsonSchema + Send + 'static,
{
    let body = book.schemas.taken::<B>();
    let name: String = path
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .chain(path.chars().skip(1))
        .chain("Request".chars())
        .collect();
    let body = book.schemas.keep(&name, body);
    let run: Run = Arc::new(move |mut call: Call| {
        Box::pin(async move {
            let body = read::<B>(std::mem::take(&mut call.body))?;
            Ok(Reply::ok(computed(body, compute).await?))
        }) as Answer
    });
    book.routes.push(Route {
        method: Method::POST,
        path: format!("/{path}"),
        operation_id: format!("engines.{path}"),
        tag: "engines",
        kind: Kind::Other,
        summary: summary.to_owned(),
        operations: Vec::new(),
        action: Action::ViewQuote,
        params: Vec::new(),
        body: Some(body),
        status: 200,
        answer: Some(answer),
        versioned: false,
        tagged: false,
        free: false,
        run,
        checks: Checks::default(),
    });
}

/// The three engines.
pub fn add(book: &mut Book) {
    let object = json!({ "type": "object" });
    let list = json!({ "type": "array", "items": object });
    engine(
        book,
        "configure",
        "Configure a product of a model",
        json!({
            "type": "object",
            "required": ["opening", "answers"],
            "properties": { "opening": object, "answers": list }
        }),
        configure,
    );
    let count = json!({ "type": "integer", "minimum": 0 });
    engine(
        book,
        "price",
        "Price a document of pricing vectors with the code that prices quotes",
        json!({
            "type": "object",
            "required": ["cases", "equal", "results"],
            "properties": { "cases": count, "equal": count, "results": list }
        }),
        price,
    );
    engine(
        book,
        "tax",
        "Compute an invoice again and check the rules of EN 16931",
        json!({
            "type": "object",
            "required": ["amounts_agree", "violations"],
            "properties": { "amounts_agree": { "type": "boolean" }, "violations": { "type": "array" } }
        }),
        tax,
    );
}
