//! The log, read as a whole.

use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, UserId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Who did it.
    pub who: Option<UserId>,
    /// Kind of record.
    pub kind: Option<Entity>,
    /// What happened.
    pub action: Option<String>,
    /// From this moment on.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
    /// The record, or what hangs on it.
    pub record: Option<Uuid>,
    /// Only numbers below.
    pub before: Option<i64>,
}

/// An entry as stored.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub who: Option<UserId>,
    /// Kind of record.
    pub kind: Entity,
    /// The record.
    pub record: Uuid,
    /// What it hangs on.
    pub parent: Option<Uuid>,
    /// What happened.
    pub action: String,
    /// The facts before, in JSON.
    pub before: Option<String>,
    /// The facts after, in JSON.
    pub after: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    entity: String,
    entity_id: Uuid,
    parent_id: Option<Uuid>,
    action: String,
    before_json: Option<String>,
    after_json: Option<String>,
}

/// Each word by the one before it: the index has them in order, so the log is not read through.
const ACTIONS: &str = "WITH RECURSIVE known(action) AS (
        SELECT MIN(action) FROM events
        UNION ALL
        SELECT (SELECT MIN(e.action) FROM events e WHERE e.action > known.action) FROM known WHERE known.action IS NOT NULL
    ) SELECT action FROM known WHERE action IS NOT NULL";

/// Where the names of records stand.
const NAMES: [&str; 12] = [
    "SELECT id, name FROM users WHERE id IN",
    "SELECT id, name FROM teams WHERE id IN",
    "SELECT id, name FROM accounts WHERE id IN",
    "SELECT id, first_name || ' ' || last_name FROM contacts WHERE id IN",
    "SELECT id, name FROM opportunities WHERE id IN",
    "SELECT id, number FROM quotes WHERE id IN",
    "SELECT id, subject FROM tasks WHERE id IN",
    "SELECT id, subject FROM activities WHERE id IN",
    "SELECT id, name FROM price_books WHERE id IN",
    "SELECT id, sku FROM products WHERE id IN",
    "SELECT id, name_en FROM stages WHERE id IN",
    "SELECT id, name_en FROM pipelines WHERE id IN",
];

/// The same where names are written in both languages, in French.
const NAMES_FR: [&str; 2] = [
    "SELECT id, name_fr FROM stages WHERE id IN",
    "SELECT id, name_fr FROM pipelines WHERE id IN",
];

/// Entries, newest first.
pub async fn read(session: &mut Session, wanted: &Wanted, limit: i64) -> Result<Vec<Entry>> {
    let mut sql = Sql::new(
        "SELECT seq, at, actor_id, entity, entity_id, parent_id, action, before_json, after_json FROM events WHERE",
    );
    sql.with("seq <", wanted.before.unwrap_or(i64::MAX));
    // That somebody's bell rang is a signal to a page, not a change of a record.
    if wanted.kind != Some(Entity::Notification) {
        sql.with("AND entity <>", Entity::Notification.code());
    }
    if let Some(who) = wanted.who {
        sql.with("AND actor_id =", who);
    }
    if let Some(kind) = wanted.kind {
        sql.with("AND entity =", kind.code());
    }
    if let Some(action) = &wanted.action {
        sql.with("AND action =", action);
    }
    if let Some(from) = wanted.from {
        sql.with("AND at >=", from);
    }
    if let Some(until) = wanted.until {
        sql.with("AND at <", until);
    }
    if let Some(record) = wanted.record {
        sql.with("AND (entity_id =", record)
            .with("OR parent_id =", record)
            .push(")");
    }
    sql.with("ORDER BY seq DESC LIMIT", limit);
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                seq: row.seq,
                at: Instant(row.at),
                who: row.actor_id.map(UserId),
                kind: row
                    .entity
                    .parse()
                    .map_err(|()| StoreError::Corrupt("events.entity"))?,
                record: row.entity_id,
                parent: row.parent_id,
                action: row.action,
                before: row.before_json,
                after: row.after_json,
            })
        })
        .collect()
}

/// Everything that ever happened, in alphabetical order.
pub async fn actions(session: &mut Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = session.all(ACTIONS, args![]).await?;
    Ok(rows.into_iter().map(|(action,)| action).collect())
}

/// What records are called, of whatever kind.
pub async fn names(
    session: &mut Session,
    ids: &[Uuid],
    french: bool,
) -> Result<BTreeMap<Uuid, String>> {
    let mut found = BTreeMap::new();
    let own: &[&'static str] = if french { &NAMES_FR } else { &[] };
    for head in NAMES.iter().chain(own) {
        for some in ids.chunks(400) {
            let mut sql = Sql::default();
            sql.within(head, some.iter().copied());
            let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
            found.extend(rows);
        }
    }
    Ok(found)
}
