//! The engines of configuration, pricing and tax over the interface: the same functions as at the command
//! line, away from the threads that answer, a few at a time and for a few seconds at most. Nothing is kept.

use super::book::Book;
use super::check::read;
use super::refusal::{Refusal, at};
use super::route::{Answer, Call, Checks, Computes, Kind, Reply, Route, Run, Written};
use super::schema::text;
use super::weight::weighed;
use crate::engines::Refused;
use crate::engines::configure::{Bounds, Desk, timed};
use crate::engines::price::price;
use crate::engines::tax::check;
use axum::http::{Method, header};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use shared::cpq::configure::problem::Limits;
use shared::cpq::models::ModelContent;
use shared::cpq::models::ops::GetModel;
use shared::kernel::{Action, ApiTokenId, Issue, Operation, Problem, ProductModelId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The largest body, in bytes.
pub const BODY_MAX: usize = 8 * 1024 * 1024;
/// Most values of a body.
pub const VALUES_MAX: u32 = 600_000;
/// The media type of answers as the command line gives them: a line of JSON for each.
pub const LINES: &str = "application/x-ndjson";
/// Longest text of a model or document, in characters.
const TEXT: u32 = 8_000_000;
/// Most questions of one request.
const STEPS: u32 = 1_000;

/// Requests being read, waiting or computed at the same time: each may hold a large body.
static ADMITTED: Semaphore = Semaphore::const_new(8);
/// Of them those of one token, which may send slowly: others get a place, too.
const EACH: usize = 4;
/// The places each token holds.
static HELD: Mutex<BTreeMap<ApiTokenId, usize>> = Mutex::new(BTreeMap::new());
/// Questions computed at the same time.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long one waits for the others.
const PATIENCE: Duration = Duration::from_secs(5);
/// Room for what is nested in what is computed.
const STACK: usize = 8 * 1024 * 1024;
/// Most bytes all answers of one request come to: a question of a few bytes may be answered with every name of
/// its model.
const ANSWERS: usize = 32 * 1024 * 1024;
/// How long one request may compute.
const LONGEST: Duration = Duration::from_secs(10);
/// What is given to a computation that looks at the clock seldom, before it is no longer waited for.
const GRACE: Duration = Duration::from_secs(5);

fn busy() -> Refusal {
    Refusal::of(503, "unavailable").with_header(header::RETRY_AFTER, "5")
}

/// A place among those that are read and computed, until it is dropped.
pub struct Admitted {
    token: ApiTokenId,
    _place: SemaphorePermit<'static>,
}

/// A place for a request of a token; none is waited for.
pub fn admitted(token: ApiTokenId) -> Result<Admitted, Refusal> {
    let place = ADMITTED.try_acquire().map_err(|_| busy())?;
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let own = held.entry(token).or_default();
    if *own >= EACH {
        return Err(busy());
    }
    *own += 1;
    Ok(Admitted {
        token,
        _place: place,
    })
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = held.get_mut(&self.token) {
            *own -= 1;
            if *own == 0 {
                held.remove(&self.token);
            }
        }
    }
}

/// A product model with questions about it, answered in their order (docs/CPQ.md). The model is sent, or
/// is one of the company's.
#[derive(Deserialize, JsonSchema)]
struct Configure {
    /// What the model is written in; with `model`.
    format: Option<Format>,
    /// The model.
    #[schemars(length(max = TEXT))]
    model: Option<String>,
    /// A version of a product's model of the company, in place of `format` and `model`. Needs `setup:read`.
    product_model_id: Option<ProductModelId>,
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
    /// A product model as Jalon writes it (docs/CPQ-models.md).
    Product,
}

impl Format {
    const fn file(self) -> &'static str {
        match self {
            Format::Uvl => "model.uvl",
            Format::FmJson => "model.fm.json",
            Format::Dimacs => "model.dimacs",
            Format::CspJson => "model.json",
            Format::Product => "model.model.json",
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

/// What an engine cannot read, in its own words; or that it would take too long.
fn refused(field: &'static str, why: Refused) -> Refusal {
    Problem::because(match why {
        Refused::Input(reason) => Issue::error("engine_refused", field).with("reason", reason),
        Refused::TookTooLong => too_long(field),
    })
    .into()
}

fn too_long(field: &'static str) -> Issue {
    Issue::error("engine_too_long", field).with("seconds", LONGEST.as_secs())
}

/// What an engine gives: lines, as the command line writes them, and how they stand in one answer.
struct Given {
    lines: Vec<String>,
    whole: fn(&[String], usize) -> String,
    /// How many cases came out as they expect.
    equal: usize,
}

/// What the model of a question is.
enum Model {
    Text(&'static str, String),
    Product(String, Box<ModelContent>),
}

fn configured(
    model: Model,
    steps: Vec<Map<String, Value>>,
    end: Instant,
) -> Result<Given, Refusal> {
    let started = Instant::now();
    let left = || end.saturating_duration_since(Instant::now());
    let bounds = Bounds {
        time: left(),
        size: Limits::SHARED,
    };
    let opened = match model {
        Model::Text(file, text) => {
            // What is JSON within the JSON becomes as large; how deep it may be its reader knows.
            if file.ends_with(".json") {
                weighed("model", text.as_bytes(), (VALUES_MAX, u32::MAX))?;
            }
            Desk::open(file, &text, bounds)
        }
        Model::Product(name, content) => Desk::open_product(&name, *content, bounds),
    };
    let (mut desk, opening) = opened.map_err(|why| refused("model", why))?;
    let mut lines = vec![timed(opening, started).to_string()];
    let mut given = lines.iter().map(String::len).sum::<usize>();
    for (step, line) in steps.into_iter().zip(1_u64..) {
        desk.limit = left();
        // What a question costs before it looks at the clock adds up.
        let question = if desk.limit.is_zero() {
            Err(Refused::TookTooLong.to_string())
        } else {
            Ok(Value::Object(step))
        };
        let (answer, _) = desk.told(question, line);
        let answer = answer.to_string();
        given += answer.len();
        if given > ANSWERS {
            let why = format!(
                "the answers come to more than {ANSWERS} bytes: ask fewer questions at a time"
            );
            return Err(refused("steps", Refused::Input(why)));
        }
        lines.push(answer);
    }
    Ok(Given {
        lines,
        whole: |lines, _| {
            let opening = lines.first().map_or("{}", String::as_str);
            let answers = lines.get(1..).unwrap_or_default().join(",");
            format!("{{\"opening\":{opening},\"answers\":[{answers}]}}")
        },
        equal: 0,
    })
}

fn priced(document: &str, end: Instant) -> Result<Given, Refusal> {
    weighed("document", document.as_bytes(), (VALUES_MAX, u32::MAX))?;
    let priced = price(document, Some(end)).map_err(|why| refused("document", why))?;
    Ok(Given {
        lines: priced.lines,
        // Lines are not read again: numbers stay as they are written.
        whole: |lines, equal| {
            let results = lines.join(",");
            let cases = lines.len();
            format!("{{\"cases\":{cases},\"equal\":{equal},\"results\":[{results}]}}")
        },
        equal: priced.equal,
    })
}

fn taxed(document: &str) -> Result<Given, Refusal> {
    let checked = check(None, document).map_err(|why| refused("document", why))?;
    Ok(Given {
        lines: vec![checked.line],
        whole: |lines, _| lines.concat(),
        equal: 0,
    })
}

/// Computes away from the threads that answer.
async fn computed<F>(compute: F) -> Result<Given, Refusal>
where
    F: FnOnce(Instant) -> Result<Given, Refusal> + Send + 'static,
{
    let permit = tokio::time::timeout(PATIENCE, AT_ONCE.acquire())
        .await
        .map_err(|_| busy())?
        .map_err(|_| busy())?;
    let (give, given) = tokio::sync::oneshot::channel();
    // A thread of its own, as deep as that of the command line.
    let thread = std::thread::Builder::new().stack_size(STACK);
    let begun = thread.spawn(move || {
        let answer = compute(Instant::now() + LONGEST);
        drop(permit);
        // Nobody may be waiting any more.
        let _ = give.send(answer);
    });
    if begun.is_err() {
        return Err(busy());
    }
    match tokio::time::timeout(LONGEST + GRACE, given).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Refusal::of(500, "internal")),
        // It holds its place until it ends.
        Err(_) => Err(Problem::because(too_long("body")).into()),
    }
}

/// The text of a document: the body itself, or a field of it.
fn document(call: &mut Call) -> Result<String, Refusal> {
    match std::mem::take(&mut call.body) {
        Value::String(text) => Ok(text),
        // A file of vectors: as it was sent, for its numbers are decimal text.
        Value::Object(file) if file.contains_key("format") => String::from_utf8(call.sent.to_vec())
            .map_err(|_| Refusal::malformed(vec![at("malformed", "body")])),
        body => Ok(read::<Document>(body)?.document),
    }
}

async fn configure(mut call: Call) -> Result<Given, Refusal> {
    let asked = read::<Configure>(std::mem::take(&mut call.body))?;
    let model = match (asked.format, asked.model, asked.product_model_id) {
        (Some(format), Some(text), None) => Model::Text(format.file(), text),
        (None, None, Some(id)) => {
            if !call.scopes.allow(GetModel::ACTION) {
                return Err(Refusal::of(403, "insufficient_scope"));
            }
            let model = call.ask(GetModel { id }).await?;
            Model::Product(id.to_string(), Box::new(model.draft.content))
        }
        (None, ..) => return Err(Refusal::invalid("required", "format")),
        (_, None, _) => return Err(Refusal::invalid("required", "model")),
        (.., Some(_)) => return Err(Refusal::invalid("unknown_field", "product_model_id")),
    };
    computed(move |end| configured(model, asked.steps, end)).await
}

async fn priced_document(mut call: Call) -> Result<Given, Refusal> {
    let document = document(&mut call)?;
    computed(move |end| priced(&document, end)).await
}

async fn taxed_document(mut call: Call) -> Result<Given, Refusal> {
    let document = document(&mut call)?;
    computed(move |_| taxed(&document)).await
}

fn reply(given: &Given, lines: bool) -> Reply {
    let (kind, text) = if lines {
        let text: String = given.lines.iter().map(|line| format!("{line}\n")).collect();
        (LINES, text)
    } else {
        ("application/json", (given.whole)(&given.lines, given.equal))
    };
    Reply {
        status: 200,
        written: Some(Written {
            kind,
            content: text.into(),
            name: None,
        }),
        ..Reply::default()
    }
}

/// What an engine takes and gives.
struct Engine {
    path: &'static str,
    summary: &'static str,
    body: Value,
    kinds: &'static [&'static str],
    answer: Value,
}

impl Book {
    fn engine<F>(&mut self, engine: Engine, compute: fn(Call) -> F)
    where
        F: Future<Output = Result<Given, Refusal>> + Send + 'static,
    {
        let path = engine.path;
        let name: String = path
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(path.chars().skip(1))
            .chain("Request".chars())
            .collect();
        let body = self.schemas.keep(&name, engine.body);
        let run: Run = Arc::new(move |call: Call| {
            let lines = call.lines;
            Box::pin(async move { Ok(reply(&compute(call).await?, lines)) }) as Answer
        });
        self.routes.push(Route {
            method: Method::POST,
            path: format!("/{path}"),
            operation_id: format!("engines.{path}"),
            tag: "engines",
            kind: Kind::Other,
            summary: engine.summary.to_owned(),
            operations: Vec::new(),
            action: Action::ViewQuote,
            params: Vec::new(),
            body: Some(body),
            status: 200,
            answer: Some(engine.answer),
            gives: &[],
            once: &[],
            versioned: false,
            tagged: false,
            free: false,
            computes: Some(Computes {
                kinds: engine.kinds,
            }),
            carries: false,
            run,
            checks: Checks::default(),
        });
    }
}

/// The three engines.
pub fn add(book: &mut Book) {
    let object = json!({ "type": "object" });
    let list = json!({ "type": "array", "items": object });
    let document = book.schemas.taken::<Document>();
    let body = book.schemas.taken::<Configure>();
    book.engine(
        Engine {
            path: "configure",
            summary: "Configure a product of a model",
            body,
            kinds: &[],
            answer: json!({
                "type": "object",
                "required": ["opening", "answers"],
                "properties": { "opening": object, "answers": list }
            }),
        },
        configure,
    );
    let count = json!({ "type": "integer", "minimum": 0 });
    let vectors = json!({
        "type": "object",
        "description": "A file of pricing vectors itself.",
        "required": ["format", "cases"],
        "properties": {
            "format": { "type": "string", "const": shared::cpq::vectors::FORMAT },
            "family": text(200),
            "cases": list
        }
    });
    book.engine(
        Engine {
            path: "price",
            summary: "Price vectors case by case with the code that prices quotes",
            body: json!({ "oneOf": [document, vectors] }),
            kinds: &[],
            answer: json!({
                "type": "object",
                "required": ["cases", "equal", "results"],
                "properties": { "cases": count, "equal": count, "results": list }
            }),
        },
        priced_document,
    );
    book.engine(
        Engine {
            path: "tax",
            summary: "Compute an invoice again and check the rules of EN 16931",
            body: document,
            kinds: &["application/xml", "text/xml"],
            answer: json!({
                "type": "object",
                "required": ["amounts_agree", "violations"],
                "properties": { "amounts_agree": { "type": "boolean" }, "violations": { "type": "array" } }
            }),
        },
        taxed_document,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leaves_places_to_others() {
        let one = ApiTokenId::new(1, [1; 10]);
        // Other tests may hold some of all places, none of these tokens'.
        let mut held: Vec<_> = (0..EACH).filter_map(|_| admitted(one).ok()).collect();
        assert!(admitted(one).is_err());
        drop(held.pop());
        drop(held);
        assert!(!HELD.lock().unwrap().contains_key(&one));
    }
}
