//! The append-only event log, written in the transaction of the change it tells of.

use crate::neighbours::LATE;
use crate::platform::webhooks;
use crate::session::Session;
use crate::sql::Sql;
use crate::{Result, StoreError, args};
use serde::Serialize;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{Instant, UserId};
use uuid::Uuid;

/// A change to record.
#[derive(Debug)]
pub struct Change<'a, T: Serialize> {
    /// Kind of record.
    pub entity: Entity,
    /// Which record.
    pub id: Uuid,
    /// The record it hangs on, if any.
    pub parent: Option<Uuid>,
    /// Whose record it is; `None` when everybody may know of it.
    pub owner: Option<UserId>,
    /// `created`, `edited`, `stage_moved`, `deleted`, `restored`, ….
    pub action: &'a str,
    /// The facts before, `None` for a creation.
    pub before: Option<&'a T>,
    /// The facts after, `None` for a deletion.
    pub after: Option<&'a T>,
}

/// An event with what the server needs to decide who may hear of it.
#[derive(Clone, Debug)]
pub struct Published {
    /// What a page is told.
    pub event: LiveEvent,
    /// Whose record it is.
    pub owner: Option<UserId>,
    /// Whose it was before this event, when that was somebody else.
    pub former_owner: Option<UserId>,
}

/// What the facts before a change say about the owner.
#[derive(serde::Deserialize)]
struct Owned {
    owner_id: Option<UserId>,
}

fn former_owner(before: Option<&str>, owner: Option<UserId>) -> Option<UserId> {
    serde_json::from_str::<Owned>(before?)
        .ok()?
        .owner_id
        .filter(|former| Some(*former) != owner)
}

const INSERT: &str = "INSERT INTO events (at, actor_id, entity, entity_id, parent_id, owner_id, action, before_json, after_json)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING seq";

const AFTER: &str = "SELECT seq, at, actor_id, entity, entity_id, parent_id, owner_id, action, before_json, after_json
    FROM events WHERE seq > $1 ORDER BY seq LIMIT $2";

const ONE: &str = "SELECT seq, at, actor_id, entity, entity_id, parent_id, owner_id, action, before_json, after_json
    FROM events WHERE seq = $1";

const LAST: &str = "SELECT COALESCE(MAX(seq), 0) FROM events";

/// The state of the log as far as its newest entries tell: the newest number, and the sum of the
/// newest [`MARKED`].
pub type Mark = (i64, i64);

/// Events a mark tells of; the number stands in [`MARK`] too.
const MARKED: i64 = 64;

const MARK: &str = "SELECT COALESCE(MAX(seq), 0), CAST(COALESCE(SUM(seq), 0) AS BIGINT)
    FROM (SELECT seq FROM events ORDER BY seq DESC LIMIT 64) AS newest";

const HISTORY: &str = "SELECT seq, at, actor_id, entity, entity_id, parent_id, owner_id, action, before_json, after_json
    FROM events WHERE entity_id = $1 ORDER BY seq DESC LIMIT $2";

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    entity: String,
    entity_id: Uuid,
    parent_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    action: String,
    before_json: Option<String>,
    after_json: Option<String>,
}

impl EventRow {
    fn published(&self) -> Result<Published> {
        let entity = self
            .entity
            .parse()
            .map_err(|()| StoreError::Corrupt("events.entity"))?;
        let facts = [self.before_json.as_deref(), self.after_json.as_deref()];
        let event = LiveEvent {
            seq: self.seq,
            entity,
            id: self.entity_id,
            parent: self.parent_id,
            about: about(entity, self.parent_id, facts),
            action: self.action.clone(),
            actor: self.actor_id.map(UserId),
            at: Instant(self.at),
        };
        Ok(Published {
            event,
            owner: self.owner_id.map(UserId),
            former_owner: former_owner(self.before_json.as_deref(), self.owner_id.map(UserId)),
        })
    }
}

/// The records an activity or a task is linked to, or was before, beside its parent: read from its
/// facts, so that a page that slept hears of the same as one that listened.
fn about(entity: Entity, parent: Option<Uuid>, facts: [Option<&str>; 2]) -> Vec<Uuid> {
    #[derive(serde::Deserialize)]
    struct Linked {
        links: shared::work::Links,
    }
    if !matches!(entity, Entity::Activity | Entity::Task) {
        return Vec::new();
    }
    let mut ids: Vec<Uuid> = facts
        .into_iter()
        .flatten()
        .filter_map(|text| serde_json::from_str::<Linked>(text).ok())
        .flat_map(|linked| {
            let links = linked.links;
            [
                links.account.map(Uuid::from),
                links.contact.map(Uuid::from),
                links.opportunity.map(Uuid::from),
            ]
        })
        .flatten()
        .filter(|id| Some(*id) != parent)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl Session {
    /// Appends one event; live pages hear of it when the transaction is saved.
    pub async fn record<T: Serialize>(
        &mut self,
        at: Instant,
        actor: Option<UserId>,
        change: Change<'_, T>,
    ) -> Result<i64> {
        let json = |facts: Option<&T>| facts.map(|f| serde_json::to_string(f).unwrap_or_default());
        let (before, after) = (json(change.before), json(change.after));
        let about = about(
            change.entity,
            change.parent,
            [before.as_deref(), after.as_deref()],
        );
        let former_owner = former_owner(before.as_deref(), change.owner);
        let (seq,): (i64,) = self
            .one(
                INSERT,
                args![
                    at,
                    actor,
                    change.entity.code(),
                    change.id,
                    change.parent,
                    change.owner,
                    change.action,
                    before,
                    after
                ],
            )
            .await?;
        self.wrote = true;
        webhooks::enqueue(self, seq, change.entity, at).await?;
        let event = LiveEvent {
            seq,
            entity: change.entity,
            id: change.id,
            parent: change.parent,
            about,
            action: change.action.to_owned(),
            actor,
            at,
        };
        self.published.push(Published {
            event,
            owner: change.owner,
            former_owner,
        });
        Ok(seq)
    }

    /// A mark that differs whenever an event was added: the newest number, and the sum of the newest
    /// 64, because PostgreSQL may save a lower number after a higher one.
    /// A session that only reads asks once: what it reads later is at least as new.
    pub async fn log_mark(&mut self) -> Result<Mark> {
        if let Some(mark) = self.mark.filter(|_| !self.is_writing()) {
            return Ok(mark);
        }
        let mark = self.one(MARK, args![]).await?;
        self.mark = Some(mark);
        Ok(mark)
    }

    /// Whether an event about one of `kinds` was added after `since`. Too often yes rather than once
    /// too seldom: events near the mark are looked at again, in case they were saved out of order.
    pub async fn has_news_of(&mut self, kinds: &[Entity], since: Mark) -> Result<bool> {
        let from = since.0.saturating_sub(MARKED);
        let mut sql = Sql::new("SELECT COUNT(*) FROM events WHERE seq >");
        sql.bind(from);
        sql.within("AND entity IN", kinds.iter().map(|kind| kind.code()));
        let found: Option<(i64,)> = self.opt_of(sql).await?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }

    /// The number of the newest event.
    pub async fn last_event(&mut self) -> Result<i64> {
        let (seq,): (i64,) = self.one(LAST, args![]).await?;
        Ok(seq)
    }
}

/// Events after `seq`, oldest first: what a page missed while it slept.
pub async fn events_after(session: &mut Session, seq: i64, limit: i64) -> Result<Vec<Published>> {
    let rows: Vec<EventRow> = session.all(AFTER, args![seq, limit]).await?;
    rows.iter().map(EventRow::published).collect()
}

/// What somebody may have missed who heard of `seq` last and was cut off then, oldest first. PostgreSQL may save a
/// lower number after a higher one: some before `seq` are among them, which may have been heard.
pub async fn events_missed(session: &mut Session, seq: i64, limit: i64) -> Result<Vec<Published>> {
    let late = if session.is_postgres() { LATE } else { 0 };
    events_after(session, seq.saturating_sub(late), limit + late).await
}

/// One event of the log.
pub async fn event(session: &mut Session, seq: i64) -> Result<Option<Published>> {
    let row: Option<EventRow> = session.opt(ONE, args![seq]).await?;
    row.map(|row| row.published()).transpose()
}

/// The facts before and after of these events, in JSON, by their numbers.
pub async fn facts_of(
    session: &mut Session,
    events: &[i64],
) -> Result<Vec<(i64, Option<String>, Option<String>)>> {
    let mut sql = Sql::new("SELECT seq, before_json, after_json FROM events WHERE");
    sql.within("seq IN", events.iter().copied());
    session.all_of(sql).await
}

/// The changes of a record itself, newest first: (event, before, after) with the facts in JSON. What
/// hangs on it has a history of its own, and would push a busy record's changes beyond the limit.
pub async fn history(
    session: &mut Session,
    id: Uuid,
    limit: i64,
) -> Result<Vec<(LiveEvent, Option<String>, Option<String>)>> {
    let rows: Vec<EventRow> = session.all(HISTORY, args![id, limit]).await?;
    rows.into_iter()
        .map(|row| Ok((row.published()?.event, row.before_json, row.after_json)))
        .collect()
}
