//! What happened lately: the feed of the log, and the notices of the token's person. A token hears of both within
//! its areas.

use super::finding::{Happening, list_of, needed, next};
use crate::http::api::book::{Book, about, as_json, limit, paging};
use crate::http::api::check::read;
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Call, Param, Reply, Route};
use crate::http::api::schema::{codes, id, one_of};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::insight::feed::ops::ReadFeed;
use shared::insight::feed::{
    FeedDoing, FeedEntry, FeedFilter, FeedKind, FeedRecord, FeedWho, Happening as Told,
};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Action, Instant, LocalText, Named, UserId};
use shared::platform::api::{Scopes, area_of};
use shared::platform::notifications::{
    ListNotices, MarkNotices, NoticeFilter, NoticeKind, NoticeView, Reason, SnoozeNotice,
    SnoozeUntil,
};
use shared::work::activities::ActivityKind;
use shared::work::tasks::TaskKind;
use uuid::Uuid;

/// A record an entry leads to.
#[derive(Serialize, JsonSchema)]
struct Place {
    /// What it is.
    kind: Entity,
    /// Which.
    id: Uuid,
    /// What it is called.
    name: String,
}

impl From<FeedRecord> for Place {
    fn from(record: FeedRecord) -> Self {
        let (kind, id, name) = match record {
            FeedRecord::Opportunity(one) => (Entity::Opportunity, one.id.0, one.name),
            FeedRecord::Quote(one) => (Entity::Quote, one.id.0, one.name),
            FeedRecord::Account(one) => (Entity::Account, one.id.0, one.name),
            FeedRecord::Contact(one) => (Entity::Contact, one.id.0, one.name),
            FeedRecord::Lead(one) => (Entity::Lead, one.id.0, one.name),
        };
        Self { kind, id, name }
    }
}

/// What an entry of the feed tells.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum What {
    /// A deal or a quote came to be or went on: what weighs most stands first.
    Changes { events: Vec<Happening> },
    /// A call, e-mail, meeting or note was logged.
    Logged { kind: ActivityKind, subject: String },
    /// A task was done.
    TaskDone { kind: TaskKind, subject: String },
    /// A lead became account, contact or deal.
    Converted,
}

/// One entry of the feed.
#[derive(Serialize, JsonSchema)]
struct Entry {
    /// When.
    at: Instant,
    /// Its number in the log.
    seq: i64,
    /// Who did it; null for the customer and for the system.
    actor: Option<Named<UserId>>,
    /// The record to look at; null when it hangs on none, or on one the token is not let into.
    record: Option<Place>,
    /// Whose deal, quote or contact it is; null as well when the record is not told.
    account: Option<Named<AccountId>>,
    /// What happened.
    what: What,
}

fn within(scopes: &Scopes, kind: Entity) -> bool {
    area_of(kind).is_some_and(|area| scopes.0.contains_key(&area))
}

/// The entry as a token with these scopes may hear of it.
fn told(entry: FeedEntry, scopes: &Scopes) -> Option<Entry> {
    let record = entry.on.map(Place::from);
    let record = record.filter(|place| within(scopes, place.kind));
    // The account would say what the record does not.
    let account = entry.account.filter(|_| record.is_some());
    let what = match entry.what {
        // What became of a record is told with the record.
        Told::Changes(_) | Told::Converted if record.is_none() => return None,
        Told::Changes(events) => {
            let events = events.into_iter();
            let events = events
                .filter(|event| needed(event).is_none_or(|action| scopes.allow(action)))
                .map(Happening::from);
            What::Changes {
                events: events.collect(),
            }
        }
        Told::Logged { kind, subject } => What::Logged { kind, subject },
        Told::TaskDone { kind, subject } => What::TaskDone { kind, subject },
        Told::Converted => What::Converted,
    };
    Some(Entry {
        at: entry.key.at,
        seq: entry.key.seq,
        actor: entry.actor,
        record,
        account,
        what,
    })
}

async fn feed(call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let person = query.parsed("user_id").map(FeedWho::Person);
    let filter = FeedFilter {
        who: person.unwrap_or_else(|| FeedWho::read(query.text("who").unwrap_or_default())),
        kind: query.parsed("kind"),
        doing: query.parsed("doing"),
    };
    let asked = ReadFeed {
        filter,
        before: cursor::read("feed", query.text("cursor"))?,
        limit: limit(query).min(100),
    };
    let page = call.ask(asked).await?;
    let next = page.next.map(|key| cursor::write("feed", &key));
    let entries = page.entries.into_iter();
    let entries: Vec<Entry> = entries
        .filter_map(|entry| told(entry, &call.scopes))
        .collect();
    let mut reply = Reply::ok(json!({ "data": as_json(entries), "next": next }));
    reply.next = next;
    Ok(reply)
}

fn feeds(book: &mut Book) {
    let kinds = FeedKind::ALL.map(FeedKind::code);
    let doings = FeedDoing::ALL.map(FeedDoing::code);
    let row = book.schemas.record::<Entry>("FeedEntry", &[]);
    let mut route = about::<ReadFeed, _>(
        "feed",
        (Method::GET, ""),
        "What happened on the records one may see, the newest first; of deals, quotes and leads a token hears within its scopes. A page looks back over three months: it may be empty and yet be followed by another",
        feed,
    );
    route.params = paging();
    route.params.extend([
        Param::new(
            "who",
            one_of(&["me", "team"]),
            "Done by the token's person, or by their team.",
        ),
        Param::new("user_id", id(), "Done by this person; goes before `who`."),
        Param::new("kind", one_of(&kinds), "Only on this kind of record."),
        Param::new("doing", one_of(&doings), "Only this."),
    ]);
    route.answer = Some(list_of(row, &[("next", next())]));
    book.routes.push(route);
}

/// A notice.
#[derive(Serialize, JsonSchema)]
struct Notice {
    /// Which.
    id: Uuid,
    /// Of what kind.
    kind: NoticeKind,
    /// Why one is told.
    reason: Reason,
    /// The kind of record.
    entity: Entity,
    /// Which record; of several, the first.
    entity_id: Uuid,
    /// What the record is called; empty when one may not read it.
    title: String,
    /// What became of it.
    detail: LocalText,
    /// Who did it; null: nobody, or somebody who is gone.
    actor: Option<String>,
    /// How many records it stands for.
    count: u32,
    /// When it happened.
    at: Instant,
    /// When it was read.
    read_at: Option<Instant>,
}

impl From<NoticeView> for Notice {
    fn from(view: NoticeView) -> Self {
        Self {
            id: view.id,
            kind: view.kind,
            reason: view.reason,
            entity: view.entity,
            entity_id: view.entity_id,
            title: view.title,
            detail: view.detail,
            actor: view.actor,
            count: view.count,
            at: view.at,
            read_at: view.read_at,
        }
    }
}

/// What is marked.
#[derive(Deserialize, JsonSchema)]
struct Mark {
    /// Which; null or left out: all.
    #[schemars(length(max = 500))]
    ids: Option<Vec<Uuid>>,
    /// Read, or unread again.
    #[serde(default = "yes")]
    read: bool,
}

const fn yes() -> bool {
    true
}

/// For how long a notice is put away.
#[derive(Deserialize, JsonSchema)]
struct Snooze {
    /// Until when it sleeps.
    until: SnoozeUntil,
}

async fn notices(call: Call) -> Result<Reply, Refusal> {
    let query = &call.query;
    let asked = ListNotices {
        filter: NoticeFilter {
            unread: query.flag("unread"),
            kind: query.parsed("kind"),
        },
        before: cursor::read("notifications", query.text("cursor"))?,
        limit: limit(query).min(100),
    };
    let page = call.ask(asked).await?;
    let next = page
        .next
        .map(|place| cursor::write("notifications", &place));
    let rows = page.notices.into_iter();
    let rows: Vec<Notice> = rows
        .filter(|notice| within(&call.scopes, notice.entity))
        .map(Notice::from)
        .collect();
    let mut reply = Reply::ok(json!({ "data": as_json(rows), "next": next }));
    reply.next = next;
    Ok(reply)
}

/// Whoever changes nothing in Jalon has no program that does.
fn may_work(call: &Call) -> Result<(), Refusal> {
    if call.actor.may(Action::EditActivity) {
        Ok(())
    } else {
        Err(Refusal::of(403, "forbidden"))
    }
}

async fn mark(mut call: Call) -> Result<Reply, Refusal> {
    may_work(&call)?;
    let asked = read::<Mark>(std::mem::take(&mut call.body))?;
    let mark = MarkNotices {
        ids: asked.ids,
        read: asked.read,
    };
    let count = call.ask(mark).await?;
    Ok(Reply::ok(json!({ "unread": count.unread })))
}

async fn snooze(mut call: Call) -> Result<Reply, Refusal> {
    may_work(&call)?;
    let until = read::<Snooze>(std::mem::take(&mut call.body))?.until;
    let id = call.id()?;
    let snoozed = call.ask(SnoozeNotice { id, until }).await?;
    Ok(Reply::ok(json!({ "until": as_json(snoozed.until) })))
}

/// The answer that is one number.
fn number(name: &str, says: &str) -> Value {
    json!({
        "type": "object",
        "required": [name],
        "properties": { name: { "type": "integer", "description": says } }
    })
}

/// One's own notices are changed by a token that may work, as no right is about them alone.
fn of_work(mut route: Route, answer: Value) -> Route {
    route.action = Action::EditActivity;
    route.answer = Some(answer);
    route
}

fn notifications(book: &mut Book) {
    const TAG: &str = "notifications";
    let row = book.schemas.record::<Notice>("Notice", &[]);
    let mut list = about::<ListNotices, _>(
        TAG,
        (Method::GET, ""),
        "One's notices, the newest first, without those that sleep",
        notices,
    );
    list.free = true;
    list.params = paging();
    list.params.extend([
        Param::new(
            "unread",
            json!({ "type": "boolean" }),
            "Only what was not read.",
        ),
        Param::new(
            "kind",
            codes(NoticeKind::ALL, NoticeKind::code),
            "Only this kind.",
        ),
    ]);
    list.answer = Some(list_of(row, &[("next", next())]));

    let body = book.schemas.taken::<Mark>();
    let marked = about::<MarkNotices, _>(
        TAG,
        (Method::POST, "mark"),
        "Mark notices read, or unread again; those of others and unknown ones are left alone",
        mark,
    );
    let unread = "How many are unread now, of any area.";
    let mut marked = of_work(marked, number("unread", unread));
    marked.body = Some(book.schemas.keep("NoticeMarkBody", body));

    let body = book.schemas.taken::<Snooze>();
    let away = about::<SnoozeNotice, _>(
        TAG,
        (Method::POST, "{id}/snooze"),
        "Put a notice away; it comes back unread, as new",
        snooze,
    );
    let until = "When it comes back, in milliseconds since 1970 in UTC.";
    let mut away = of_work(away, number("until", until));
    away.body = Some(book.schemas.keep("NoticeSnoozeBody", body));
    book.routes.extend([list, marked, away]);
}

pub fn add(book: &mut Book) {
    feeds(book);
    notifications(book);
}
