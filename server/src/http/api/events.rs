//! `GET /events`: what changed, after a place one has come to; as JSON, or as a stream that stays open.

use super::book::{Book, as_json};
use super::cursor;
use super::refusal::Refusal;
use super::route::{Answer, Call, Checks, Kind, Param, Query, Reply, Route, Run};
use super::schema::{flatten, one_of};
use axum::http::{HeaderMap, Method, header};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use shared::kernel::Action;
use shared::kernel::Operation;
use shared::kernel::event::{Entity, LiveEvent};
use shared::platform::api::{ListEvents, Scopes, area_of};
use shared::work::timeline::history::FieldChange;
use std::sync::Arc;

/// An event as a page of them tells it.
#[derive(Serialize, JsonSchema)]
struct Told {
    event: LiveEvent,
    /// The fields that changed, before and after, when they were asked for and may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<FieldChange>>,
}

const FLAT: &[&str] = &["event"];

/// What makes the route known where its stream is opened.
pub const ID: &str = "events.list";

/// Whether the client wants the stream rather than a page.
pub fn wants_stream(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/event-stream"))
}

/// Whether a token with these scopes hears of an event.
pub fn hears(scopes: &Scopes, event: &LiveEvent) -> bool {
    area_of(event.entity).is_some_and(|area| scopes.0.contains_key(&area))
}

/// The number of the last event the client has, from the query.
pub fn after(query: &Query) -> Result<i64, Refusal> {
    Ok(cursor::read("events", query.text("cursor"))?.unwrap_or(0))
}

async fn page(call: Call) -> Result<Reply, Refusal> {
    let after = after(&call.query)?;
    let limit = call.query.number("limit").unwrap_or(100);
    let changes = call.query.flag("changes");
    let asked = ListEvents {
        after,
        limit,
        changes,
    };
    let mut page = call.ask(asked).await?;
    let wanted: Option<Entity> = call.query.parsed("entity");
    let data: Vec<Value> = page
        .events
        .into_iter()
        .filter(|event| hears(&call.scopes, event))
        .filter(|event| wanted.is_none_or(|wanted| event.entity == wanted))
        .map(|event| Told {
            changes: page.changes.remove(&event.seq),
            event,
        })
        .map(|told| flatten(as_json(told), FLAT))
        .collect();
    Ok(Reply::ok(json!({
        "data": data,
        "next": cursor::write("events", &page.last),
        "more": page.more,
    })))
}

/// The route.
pub fn add(book: &mut Book) {
    let event = book.schemas.record::<Told>("Event", FLAT);
    let entities = Entity::ALL.map(Entity::code);
    let run: Run = Arc::new(|call| Box::pin(page(call)) as Answer);
    book.routes.push(Route {
        method: Method::GET,
        path: "/events".to_owned(),
        operation_id: ID.to_owned(),
        tag: "events",
        kind: Kind::Other,
        summary: "What changed, oldest first; with Accept: text/event-stream a stream that stays open"
            .to_owned(),
        operations: vec![ListEvents::NAME],
        action: Action::ReadReference,
        params: vec![
            Param::new(
                "limit",
                json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 100 }),
                "Events looked at; those one may not know of are left out.",
            ),
            Param::new(
                "cursor",
                json!({ "type": "string", "maxLength": 1000 }),
                "The `next` of the answer before; from the beginning when left out.",
            ),
            Param::new(
                "changes",
                json!({ "type": "boolean" }),
                "With the fields that changed of accounts, contacts, leads, opportunities, quotes and tasks one may see, and of products for who sees costs; own fields as `custom.<key>`.",
            ),
            Param::new("entity", one_of(&entities), "Only about this kind of record."),
        ],
        body: None,
        status: 200,
        answer: Some(json!({
            "type": "object",
            "required": ["data", "next", "more"],
            "properties": {
                "data": { "type": "array", "items": event },
                "next": { "type": "string", "description": "Send it as `cursor` to go on, now or later." },
                "more": { "type": "boolean", "description": "Whether there are more already." }
            }
        })),
        gives: &[],
        once: &[],
        versioned: false,
        tagged: false,
        free: true,
        computes: None,
            carries: false,
        run,
        checks: Checks::default(),
    });
}
