//! The declarative table: a resource names the operations behind its verbs, and the routes follow.

use super::cursor;
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, Kind, Param, Query, Reply, Route, Run};
use super::schema::{Schemas, flatten};
use axum::http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::kernel::{Action, Operation};
use std::sync::Arc;

/// All routes with their schemas.
pub struct Book {
    pub routes: Vec<Route>,
    pub schemas: Schemas,
}

/// A piece of a list as its operation gave it.
pub struct Listed<Row> {
    pub rows: Vec<Row>,
    /// The cursor of the next piece.
    pub next: Option<String>,
    pub total: Option<i64>,
}

/// The record of a view, flat.
pub fn shown<V, R: Serialize>(
    record: fn(V) -> R,
    flat: &[&str],
    view: V,
) -> Result<Value, Refusal> {
    serde_json::to_value(record(view))
        .map(|value| flatten(value, flat))
        .map_err(|_| Refusal::of(500, "internal"))
}

impl Book {
    pub fn new() -> Self {
        Self {
            routes: Vec::new(),
            schemas: Schemas::new(),
        }
    }

    /// Says that a field of what a resource answers is told once.
    pub fn told_once(&mut self, tag: &str, fields: &'static [&'static str]) {
        let own = self.routes.iter_mut().filter(|route| route.tag == tag);
        own.for_each(|route| route.once = fields);
    }

    /// A list of a resource; its rows may be less than the record.
    pub fn list<O, Row>(
        &mut self,
        path: &'static str,
        row: (&'static str, &'static [&'static str]),
        mut params: Vec<Param>,
        ask: fn(&Query, &Call) -> Result<O, Refusal>,
        give: fn(O::Answer, &Query) -> Listed<Row>,
    ) where
        O: Operation,
        Row: Serialize + JsonSchema + Send + 'static,
    {
        let (name, flat) = row;
        self.schemas.record::<Row>(name, flat);
        let fields: Vec<Value> = self.schemas.properties(name);
        params.push(Param::new(
            "fields",
            json!({ "type": "array", "items": { "type": "string", "enum": fields }, "minItems": 1 }),
            "Only these fields of each row; all when left out.",
        ));
        // Rows cut to some fields are rows without required ones.
        let partial = self.schemas.without_required(name);
        let partial = self.schemas.keep(&format!("{name}Part"), partial);
        let answer = json!({
            "type": "object",
            "required": ["data", "next", "total"],
            "properties": {
                "data": { "type": "array", "items": partial },
                "next": { "type": ["string", "null"], "description": "Send it as `cursor` for the next page; null at the end." },
                "total": { "type": ["integer", "null"], "description": "How many there are over all pages, when that is known." }
            }
        });
        let run: Run = Arc::new(move |call| {
            Box::pin(async move {
                let request = ask(&call.query, &call)?;
                let answer = call.ask(request).await?;
                let listed = give(answer, &call.query);
                let wanted = call.query.words("fields");
                let mut data = Vec::with_capacity(listed.rows.len());
                for row in listed.rows {
                    let mut row = shown(|row: Row| row, flat, row)?;
                    if let (Some(wanted), Some(row)) = (&wanted, row.as_object_mut()) {
                        row.retain(|name, _| wanted.contains(&name.as_str()));
                    }
                    data.push(row);
                }
                let mut reply = Reply::ok(json!({
                    "data": data,
                    "next": listed.next,
                    "total": listed.total,
                }));
                reply.next = listed.next;
                Ok(reply)
            }) as Answer
        });
        self.routes.push(Route {
            method: Method::GET,
            path: format!("/{path}"),
            operation_id: format!("{path}.list"),
            tag: path,
            kind: Kind::List,
            summary: format!("List {}", words(path)),
            operations: vec![O::NAME],
            action: O::ACTION,
            params,
            body: None,
            status: 200,
            answer: Some(answer),
            gives: &[],
            once: &[],
            versioned: false,
            tagged: false,
            free: false,
            computes: None,
            carries: false,
            run,
            checks: Checks::default(),
        });
    }
}

/// A route that is neither of a record nor of a list of them: what it asks and gives is still to be said.
pub fn plain(tag: &'static str, (method, tail): (Method, &str), run: Run) -> Route {
    let path = match tail {
        "" => format!("/{tag}"),
        tail => format!("/{tag}/{tail}"),
    };
    let words: Vec<&str> = tail
        .split('/')
        .filter(|word| !word.is_empty() && !word.starts_with('{'))
        .collect();
    let verb = match words.as_slice() {
        [] => method.as_str().to_ascii_lowercase(),
        words => words.join("_").replace('-', "_"),
    };
    Route {
        method,
        path,
        operation_id: format!("{tag}.{verb}"),
        tag,
        kind: Kind::Other,
        summary: String::new(),
        operations: Vec::new(),
        action: Action::ReadReference,
        params: Vec::new(),
        body: None,
        status: 200,
        answer: None,
        gives: &[],
        once: &[],
        versioned: false,
        tagged: false,
        free: false,
        computes: None,
        carries: false,
        run,
        checks: Checks::default(),
    }
}

/// A route about an operation.
pub fn about<O, F>(
    tag: &'static str,
    verb: (Method, &str),
    summary: &str,
    run: fn(Call) -> F,
) -> Route
where
    O: Operation,
    F: Future<Output = Result<Reply, Refusal>> + Send + 'static,
{
    let run: Run = Arc::new(move |call| Box::pin(run(call)) as Answer);
    let mut route = plain(tag, verb, run);
    summary.clone_into(&mut route.summary);
    route.operations = vec![O::NAME];
    route.action = O::ACTION;
    route
}

/// A list that comes in one piece.
pub fn whole<Row>(rows: Vec<Row>) -> Listed<Row> {
    Listed {
        next: None,
        total: i64::try_from(rows.len()).ok(),
        rows,
    }
}

/// `price-books` as words.
pub fn words(path: &str) -> String {
    path.replace('-', " ")
}

/// Twenty-five rows unless asked otherwise.
pub fn limit(query: &Query) -> u32 {
    query.number("limit").unwrap_or(25)
}

/// The parameters of every paged list.
pub fn paging() -> Vec<Param> {
    vec![
        Param::new(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 25 }),
            "Rows in a page.",
        ),
        Param::new(
            "cursor",
            json!({ "type": "string", "maxLength": 1000 }),
            "The `next` of the page before, asked with the same order.",
        ),
    ]
}

/// The cursor of a list that counts rows.
pub fn next_offset(order: &str, offset: u32, rows: usize, total: i64) -> Option<String> {
    let end = offset.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
    (rows > 0 && i64::from(end) < total).then(|| cursor::write(order, &end))
}

/// The JSON of a value that is sure to have one.
pub fn as_json<T: Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Object(Map::new()))
}
