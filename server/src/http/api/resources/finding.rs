//! Finding records, and what happened with one.

use super::work::{Activity, Task};
use crate::http::api::book::{Book, as_json, limit, paging, plain};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, Param, Query, Reply, Run};
use crate::http::api::schema::{flatten, id, text};
use axum::http::Method;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use shared::kernel::{
    Action, Instant, LocalText, Money, Named, Operation, OpportunityId, QuoteId, UserId,
};
use shared::platform::api::{Scopes, area_of};
use shared::platform::search::{Find, Hit};
use shared::work::timeline::history::HistoryEntry;
use shared::work::timeline::ops::{ReadOpportunityHistory, ReadTimeline, TimelineOf};
use shared::work::timeline::{
    TimelineEntry, TimelineEvent, TimelineFilter, TimelineGroup, TimelineKind,
};
use std::sync::Arc;
use uuid::Uuid;

/// One thing that happened.
#[derive(Serialize, JsonSchema)]
struct Happened {
    /// When.
    at: Instant,
    /// Source and id, for example `activity:0193…`; the same at every reading.
    key: String,
    /// Who did it; null for the system.
    actor: Option<Named<UserId>>,
    /// The opportunity that moved, on the timeline of an account or a contact.
    opportunity: Option<Named<OpportunityId>>,
    /// What it was.
    event: Happening,
}

/// What happened.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Happening {
    /// The record was created.
    Created,
    /// It came with an import.
    Imported,
    /// A call, e-mail, meeting or note.
    Activity { activity: Box<Activity> },
    /// A task was done.
    TaskDone { task: Box<Task> },
    /// The deal went to another stage.
    StageMoved {
        from: LocalText,
        to: LocalText,
        days_in_stage: i64,
    },
    /// The deal was won.
    Won { amount: Money },
    /// The deal was lost.
    Lost { from: LocalText },
    /// A closed deal was opened again.
    Reopened { to: LocalText },
    /// The expected day of signature moved.
    CloseDateMoved {
        from: NaiveDate,
        to: NaiveDate,
        days: i64,
    },
    /// The amount changed.
    AmountChanged { from: Money, to: Money },
    /// Somebody else owns the record.
    OwnerChanged {
        from: Named<UserId>,
        to: Named<UserId>,
    },
    /// A quote was made or went on.
    Quote {
        id: QuoteId,
        number: String,
        title: String,
        version: i32,
        step: String,
        gross: Money,
    },
    /// A file was added, and is still there.
    FileAdded {
        /// `account`, `contact` or `opportunity`.
        record_kind: String,
        /// To which record: of an account, perhaps one of its contacts or opportunities.
        record_id: Uuid,
        id: Uuid,
        title: String,
        file_name: String,
    },
    /// The customer asked about a quote in its deal room, or was answered (`ours`).
    Question {
        quote_id: QuoteId,
        number: String,
        title: String,
        author: String,
        ours: bool,
        text: String,
    },
}

impl From<TimelineEvent> for Happening {
    fn from(event: TimelineEvent) -> Self {
        use TimelineEvent as E;
        match event {
            E::Created => Happening::Created,
            E::Imported => Happening::Imported,
            E::Activity(activity) => Happening::Activity {
                activity: Box::new(Activity::from(*activity)),
            },
            E::TaskDone(task) => Happening::TaskDone {
                task: Box::new(Task::from(*task)),
            },
            E::StageMoved {
                from,
                to,
                days_in_stage,
            } => Happening::StageMoved {
                from,
                to,
                days_in_stage,
            },
            E::Won { amount } => Happening::Won { amount },
            E::OfDeal { what, .. } => Happening::from(*what),
            E::Lost { from } => Happening::Lost { from },
            E::Reopened { to } => Happening::Reopened { to },
            E::CloseDateMoved { from, to, days } => Happening::CloseDateMoved { from, to, days },
            E::AmountChanged { from, to } => Happening::AmountChanged { from, to },
            E::OwnerChanged { from, to } => Happening::OwnerChanged { from, to },
            E::Quote {
                id,
                number,
                title,
                version,
                step,
                gross,
            } => Happening::Quote {
                id,
                number,
                title,
                version,
                step: step.code().to_owned(),
                gross,
            },
            E::FileAdded {
                of,
                id,
                title,
                file_name,
            } => Happening::FileAdded {
                record_kind: of.kind.code().to_owned(),
                record_id: of.id,
                id,
                title,
                file_name,
            },
            E::Question {
                quote,
                number,
                title,
                author,
                ours,
                text,
            } => Happening::Question {
                quote_id: quote,
                number,
                title,
                author,
                ours,
                text,
            },
        }
    }
}

impl From<TimelineEntry> for Happened {
    fn from(entry: TimelineEntry) -> Self {
        let (opportunity, event) = match entry.event {
            TimelineEvent::OfDeal { deal, what } => (Some(deal), *what),
            event => (None, event),
        };
        Self {
            at: entry.key.at,
            key: entry.key.id,
            actor: entry.actor,
            opportunity,
            event: event.into(),
        }
    }
}

/// An entry; what an activity or a task says lies flat in it, as everywhere.
fn shown(entry: TimelineEntry) -> Value {
    let mut entry = as_json(Happened::from(entry));
    for kind in ["activity", "task"] {
        if let Some(record) = entry["event"].get_mut(kind) {
            *record = flatten(record.take(), &["fields"]);
        }
    }
    entry
}

/// Of which record: exactly one is named.
fn of(query: &Query) -> Result<TimelineOf, Refusal> {
    let named = [
        query.parsed("account_id").map(TimelineOf::Account),
        query.parsed("contact_id").map(TimelineOf::Contact),
        query.parsed("opportunity_id").map(TimelineOf::Opportunity),
    ];
    let mut named = named.into_iter().flatten();
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        // No schema says "exactly one of these parameters".
        (None, _) => Err(Refusal::invalid("required", "account_id")),
        (Some(_), Some(_)) => Err(Refusal::invalid("duplicate", "account_id")),
    }
}

/// What a token must be let into to be told of an event, beside activities; as with what is found.
pub(super) const fn needed(event: &TimelineEvent) -> Option<Action> {
    use TimelineEvent as E;
    match event {
        E::Created | E::Imported | E::Activity(_) | E::TaskDone(_) => None,
        E::StageMoved { .. }
        | E::Won { .. }
        | E::Lost { .. }
        | E::Reopened { .. }
        | E::CloseDateMoved { .. }
        | E::AmountChanged { .. }
        | E::OwnerChanged { .. }
        | E::OfDeal { .. } => Some(Action::ViewOpportunity),
        E::Quote { .. } | E::Question { .. } => Some(Action::ViewQuote),
        E::FileAdded { of, .. } => Some(of.view()),
    }
}

async fn timeline(call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let groups = query.words("groups").unwrap_or_default();
    let kinds = query.words("kinds").unwrap_or_default();
    let asked = ReadTimeline {
        of: of(query)?,
        filter: TimelineFilter {
            groups: groups.iter().filter_map(|word| word.parse().ok()).collect(),
            kinds: kinds.iter().filter_map(|word| word.parse().ok()).collect(),
            text: query.text("text").unwrap_or_default().to_owned(),
        },
        before: cursor::read("timeline", query.text("cursor"))?,
        limit: limit(query).min(100),
    };
    let page = call.ask(asked).await?;
    let next = page.next.map(|key| cursor::write("timeline", &key));
    let told =
        |entry: &TimelineEntry| needed(&entry.event).is_none_or(|action| call.scopes.allow(action));
    let data: Vec<Value> = page.entries.into_iter().filter(told).map(shown).collect();
    let mut reply = Reply::ok(json!({ "data": data, "next": next }));
    reply.next = next;
    Ok(reply)
}

async fn history(call: Call) -> Result<Reply, Refusal> {
    let asked = ReadOpportunityHistory {
        id: call.id()?.into(),
        before: cursor::read("history", call.query.text("cursor"))?,
        limit: limit(&call.query).min(100),
    };
    let page = call.ask(asked).await?;
    let next = page.next.map(|seq| cursor::write("history", &seq));
    let mut reply = Reply::ok(json!({ "data": as_json(page.entries), "next": next }));
    reply.next = next;
    Ok(reply)
}

pub(super) fn list_of(row: Value, more: &[(&str, Value)]) -> Value {
    let mut properties = json!({ "data": { "type": "array", "items": row } });
    let mut required = vec!["data"];
    for (name, schema) in more {
        properties[*name] = schema.clone();
        required.push(name);
    }
    json!({ "type": "object", "required": required, "properties": properties })
}

fn timelines(book: &mut Book) {
    let groups = TimelineGroup::ALL.map(TimelineGroup::code);
    let kinds: Vec<&str> = TimelineKind::ALL.iter().map(|kind| kind.code()).collect();
    let mut params = paging();
    params.extend([
        Param::new("account_id", id(), "Of this account, its contacts and its opportunities."),
        Param::new("contact_id", id(), "Of this contact."),
        Param::new("opportunity_id", id(), "Of this opportunity."),
        Param::new(
            "groups",
            json!({ "type": "array", "items": { "type": "string", "enum": groups }, "minItems": 1 }),
            "Only of these groups; all when left out.",
        ),
        Param::new(
            "kinds",
            json!({ "type": "array", "items": { "type": "string", "enum": kinds }, "minItems": 1 }),
            "Only of these kinds, within the groups; all when left out.",
        ),
        Param::new(
            "text",
            text(200),
            "Only what holds all of these words: subjects and texts of activities, tasks done, numbers and titles of quotes, questions about them, names of stages and of opportunities that moved. Accents and capitals do not matter.",
        ),
    ]);
    let row = book.schemas.record::<Happened>("TimelineEntry", &[]);
    let run: Run = Arc::new(|call| Box::pin(timeline(call)) as Answer);
    let mut route = plain("timeline", (Method::GET, ""), run);
    route.summary =
        "What happened with an account, contact or opportunity, the newest first; exactly one is named. Of quotes, deals and files a token hears within its scopes"
            .to_owned();
    route.operations = vec![ReadTimeline::NAME];
    route.action = ReadTimeline::ACTION;
    route.params = params;
    route.answer = Some(list_of(row, &[("next", next())]));
    book.routes.push(route);
}

/// What an opportunity went through.
pub fn histories(book: &mut Book) {
    let row = book.schemas.record::<HistoryEntry>("HistoryEntry", &[]);
    let run: Run = Arc::new(|call| Box::pin(history(call)) as Answer);
    let mut route = plain("opportunities", (Method::GET, "{id}/history"), run);
    route.summary = "The changes of an opportunity, the newest first".to_owned();
    route.operations = vec![ReadOpportunityHistory::NAME];
    route.action = ReadOpportunityHistory::ACTION;
    route.params = paging();
    route.answer = Some(list_of(row, &[("next", next())]));
    book.routes.push(route);
}

pub(super) fn next() -> Value {
    json!({ "type": ["string", "null"], "description": "Send it as `cursor` for the next page; null at the end." })
}

/// Whether a token with these scopes may be told of a record found.
fn told(scopes: &Scopes, hit: &Hit) -> bool {
    area_of(hit.entity).is_some_and(|area| scopes.0.contains_key(&area))
}

async fn search(call: Call) -> Result<Reply, Refusal> {
    let asked = Find {
        text: call.query.text("q").unwrap_or_default().to_owned(),
        limit: call.query.number("limit").unwrap_or(10),
    };
    let found = call.ask(asked).await?;
    let hits: Vec<Hit> = found
        .hits
        .into_iter()
        .filter(|hit| told(&call.scopes, hit))
        .collect();
    let loose = found.loose && !hits.is_empty();
    Ok(Reply::ok(json!({ "data": as_json(hits), "loose": loose })))
}

fn searches(book: &mut Book) {
    let row = book.schemas.record::<Hit>("Hit", &[]);
    let run: Run = Arc::new(|call| Box::pin(search(call)) as Answer);
    let mut route = plain("search", (Method::GET, ""), run);
    route.summary =
        "Find records by words of their names, codes, numbers and addresses, slips forgiven; activities and tasks by words they say or beginnings of such, with the text around them and the record they are about"
            .to_owned();
    route.operations = vec![Find::NAME];
    route.action = Find::ACTION;
    route.free = true;
    route.params = vec![
        Param::new(
            "q",
            text(200),
            "Words that must all be found; accents and capitals do not matter.",
        ),
        Param::new(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 20, "default": 10 }),
            "Records of each kind.",
        ),
    ];
    let loose = json!({ "type": "boolean", "description": "The words were found only with a slip forgiven." });
    route.answer = Some(list_of(row, &[("loose", loose)]));
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    timelines(book);
    searches(book);
}
