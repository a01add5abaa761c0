//! One address with one verb: what it takes, what it gives, the right it needs, and how it is answered.

use super::check::Check;
use super::refusal::{Refusal, at};
use axum::body::Bytes;
use axum::http::Method;
use futures::future::BoxFuture;
use ports::Dispatcher;
use serde_json::{Map, Value, json};
use shared::kernel::{Action, Actor, Lang, Operation};
use shared::platform::api::Scopes;
use std::sync::Arc;
use uuid::Uuid;

/// The place of the id of what belongs to the record of an address: a file of it.
pub const SECOND: &str = "{file_id}";

/// What a route is in the life of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    List,
    Get,
    Create,
    Update,
    Delete,
    /// A verb of its own.
    Act,
    Bulk,
    /// None of these: events, engines.
    Other,
}

/// A parameter of the query.
#[derive(Clone, Debug)]
pub struct Param {
    pub name: &'static str,
    pub schema: Value,
    pub description: &'static str,
    pub required: bool,
}

impl Param {
    pub fn new(name: &'static str, schema: Value, description: &'static str) -> Self {
        Self {
            name,
            schema,
            description,
            required: false,
        }
    }

    /// One that has to be said.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

pub type Answer = BoxFuture<'static, Result<Reply, Refusal>>;
pub type Run = Arc<dyn Fn(Call) -> Answer + Send + Sync>;

/// One route.
pub struct Route {
    pub method: Method,
    /// With `{id}` in the place of an id, and [`SECOND`] in that of one of its own.
    pub path: String,
    /// Unique; for generated clients.
    pub operation_id: String,
    pub tag: &'static str,
    pub kind: Kind,
    pub summary: String,
    /// The operations it asks, for the test of completeness.
    pub operations: Vec<&'static str>,
    pub action: Action,
    pub params: Vec<Param>,
    /// The schema of the body, when it takes one.
    pub body: Option<Value>,
    pub status: u16,
    /// The schema of the answer, when it gives one.
    pub answer: Option<Value>,
    /// What its answer may be written in when that is not JSON: the file it gives.
    pub gives: &'static [&'static str],
    /// Fields of its answer that are told once: a repeated request is answered without them.
    pub once: &'static [&'static str],
    /// Needs `If-Match`.
    pub versioned: bool,
    /// Gives an `ETag`.
    pub tagged: bool,
    /// Any token may ask; what it is told is narrowed to its scopes.
    pub free: bool,
    /// Computes what it is sent and keeps nothing.
    pub computes: Option<Computes>,
    /// Its body carries the bytes of a file, and may be larger for it.
    pub carries: bool,
    pub run: Run,
    pub checks: Checks,
}

/// What is particular to a route that computes.
#[derive(Clone, Copy)]
pub struct Computes {
    /// What a body may be written in beside JSON.
    pub kinds: &'static [&'static str],
}

/// The compiled schemas of a route.
#[derive(Default)]
pub struct Checks {
    pub query: Option<Check>,
    pub body: Option<Check>,
}

impl Route {
    /// Whether it stores its answer under an `Idempotency-Key`.
    pub fn repeats(&self) -> bool {
        self.method == Method::POST && self.computes.is_none()
    }

    /// The ids its address has places for, by their names.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Whether its body may be long: all lines of a quote, a file, or what an engine is to compute.
    fn is_long(&self) -> bool {
        self.computes.is_some()
            || self.carries
            || (self.kind == Kind::Update && self.tag == "quotes")
    }

    /// The largest body it takes, in bytes.
    pub fn body_max(&self) -> usize {
        if self.is_long() {
            super::LONG_BODY_MAX
        } else {
            super::BODY_MAX
        }
    }

    /// Most values of its body.
    pub fn values_max(&self) -> u32 {
        if self.is_long() {
            super::engines::VALUES_MAX
        } else {
            super::VALUES_MAX
        }
    }

    /// What its body may be written in.
    pub fn kinds(&self) -> Vec<&'static str> {
        let mut kinds = vec!["application/json"];
        if self.method == Method::PATCH {
            kinds.push("application/merge-patch+json");
        }
        kinds.extend(self.computes.map_or(&[][..], |computes| computes.kinds));
        kinds
    }

    /// The schema of the query as one object.
    pub fn query_schema(&self) -> Value {
        let properties: Map<String, Value> = self
            .params
            .iter()
            .map(|param| (param.name.to_owned(), param.schema.clone()))
            .collect();
        let required: Vec<&str> = self
            .params
            .iter()
            .filter(|param| param.required)
            .map(|param| param.name)
            .collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    }

    pub fn compile(&mut self, components: &Map<String, Value>) {
        self.checks.query = Some(Check::new(&self.query_schema(), components));
        self.checks.body = self.body.as_ref().map(|body| Check::new(body, components));
    }

    /// The query's values, each of the type its parameter says.
    pub fn query(&self, text: Option<&str>) -> Result<Query, Refusal> {
        let mut values = Map::new();
        let mut issues = Vec::new();
        for (name, value) in pairs(text.unwrap_or_default()) {
            let Some(param) = self.params.iter().find(|param| param.name == name) else {
                issues.push(at("unknown_field", name));
                continue;
            };
            if values.contains_key(&name) {
                issues.push(at("duplicate", name));
                continue;
            }
            values.insert(name, typed(&param.schema, value));
        }
        if !issues.is_empty() {
            return Err(Refusal::malformed(issues));
        }
        let values = Value::Object(values);
        if let Some(check) = &self.checks.query {
            check.ask(&values)?;
        }
        Ok(Query(values))
    }
}

/// The parts of the interface, each once, in the order of its first address.
pub fn tags(routes: &[Route]) -> Vec<&'static str> {
    let mut tags = Vec::new();
    for route in routes {
        if !tags.contains(&route.tag) {
            tags.push(route.tag);
        }
    }
    tags
}

fn pairs(query: &str) -> Vec<(String, String)> {
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(
        &format!("/?{query}").parse().unwrap_or_default(),
    )
    .map(|pairs| pairs.0)
    .unwrap_or_default()
}

/// A word of a query as the value its schema asks for; what is none stays a word, and is refused.
fn typed(schema: &Value, text: String) -> Value {
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => text
            .parse::<i64>()
            .map_or(Value::String(text), |number| json!(number)),
        Some("boolean") => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        },
        Some("array") => text.split(',').map(|part| json!(part)).collect(),
        _ => Value::String(text),
    }
}

/// The checked values of a query.
#[derive(Clone, Debug, Default)]
pub struct Query(Value);

impl Query {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub fn words(&self, name: &str) -> Option<Vec<&str>> {
        let list = self.0.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    }

    pub fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn number(&self, name: &str) -> Option<u32> {
        u32::try_from(self.0.get(name)?.as_u64()?).ok()
    }

    /// The value of a parameter whose words are those of `T`.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }
}

/// Which version a change was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whichever there is.
    Any,
    Version(i64),
    /// A tag that is none of ours.
    Other,
}

/// A checked request on its way.
#[derive(Clone)]
pub struct Call {
    pub dispatcher: Arc<dyn Dispatcher>,
    pub actor: Actor,
    /// What the token may touch.
    pub scopes: Scopes,
    pub lang: Lang,
    pub id: Option<Uuid>,
    /// The id of what belongs to the record.
    pub second: Option<Uuid>,
    pub query: Query,
    /// The body; a text when it is not JSON.
    pub body: Value,
    /// The body as it was sent.
    pub sent: Bytes,
    /// Whether the answer is wanted in lines.
    pub lines: bool,
    pub if_match: Option<IfMatch>,
    /// For records whose id the client did not make.
    pub new_id: Uuid,
    pub today: chrono::NaiveDate,
    pub now: shared::kernel::Instant,
}

impl Call {
    pub async fn ask<O: Operation>(&self, operation: O) -> Result<O::Answer, Refusal> {
        ports::run(&self.dispatcher, &self.actor, operation)
            .await
            .map_err(Refusal::from)
    }

    /// The id in the address.
    pub fn id(&self) -> Result<Uuid, Refusal> {
        self.id.ok_or_else(|| Refusal::of(404, "not_found"))
    }

    /// The id in the address of what belongs to its record.
    pub fn second(&self) -> Result<Uuid, Refusal> {
        self.second.ok_or_else(|| Refusal::of(404, "not_found"))
    }
}

/// A body that is no JSON of ours.
#[derive(Clone, Debug)]
pub struct Written {
    /// What it is written in.
    pub kind: &'static str,
    pub content: Bytes,
    /// The name to save it under.
    pub name: Option<String>,
}

/// What is answered.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub body: Option<Value>,
    /// The body when it is written already.
    pub written: Option<Written>,
    pub version: Option<i64>,
    pub location: Option<String>,
    /// The query of the next page.
    pub next: Option<String>,
}

impl Reply {
    pub fn ok(body: Value) -> Self {
        Self {
            status: 200,
            version: body.get("version").and_then(Value::as_i64),
            body: Some(body),
            ..Self::default()
        }
    }

    /// A file to be saved under this name.
    pub fn file(kind: &'static str, name: String, content: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            written: Some(Written {
                kind,
                content: content.into(),
                name: Some(name),
            }),
            ..Self::default()
        }
    }
}
