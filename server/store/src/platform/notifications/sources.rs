//! What the follower of the log asks about records and people.

use super::word;
use crate::{Result, Session, args};
use chrono::NaiveDate;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, LocalText, OpportunityId, QuoteId, TaskId, UserId};
use uuid::Uuid;

/// Where a record stands now.
#[derive(Clone, Debug)]
pub struct Place {
    /// What to show for it.
    pub title: String,
    /// Whose it is.
    pub owner: UserId,
    /// The deal it is or hangs on.
    pub deal: Option<OpportunityId>,
    /// The name of a deal's stage; else empty.
    pub stage: LocalText,
    /// Whether a deal is won.
    pub won: bool,
}

const DEAL: &str = "SELECT o.name, o.owner_id, o.id, s.name_en, s.name_fr, o.state
    FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.id = $1 AND o.deleted_at IS NULL";
const ACCOUNT: &str = "SELECT name, owner_id FROM accounts WHERE id = $1 AND deleted_at IS NULL";
const CONTACT: &str = "SELECT CASE WHEN first_name = '' THEN last_name ELSE first_name || ' ' || last_name END, owner_id
    FROM contacts WHERE id = $1 AND deleted_at IS NULL";
const TASK: &str =
    "SELECT subject, owner_id, opportunity_id FROM tasks WHERE id = $1 AND deleted_at IS NULL";
const EXPORT: &str = "SELECT file_name, actor_id FROM exports WHERE id = $1";
const QUOTE: &str = "SELECT number || ' · ' || title, owner_id, opportunity_id FROM quotes
    WHERE id = $1 AND deleted_at IS NULL";

/// The record as it stands; nothing when it is gone, or of a kind nobody is told of.
pub async fn place(session: &mut Session, entity: Entity, id: Uuid) -> Result<Option<Place>> {
    let plain = |(title, owner, deal): (String, Uuid, Option<Uuid>)| Place {
        title,
        owner: UserId(owner),
        deal: deal.map(OpportunityId),
        stage: LocalText::default(),
        won: false,
    };
    Ok(match entity {
        Entity::Opportunity => session
            .opt::<(String, Uuid, Uuid, String, String, String)>(DEAL, args![id])
            .await?
            .map(|(title, owner, deal, en, fr, state)| Place {
                title,
                owner: UserId(owner),
                deal: Some(OpportunityId(deal)),
                stage: LocalText::new(en, fr),
                won: state == "won",
            }),
        Entity::Account | Entity::Contact => {
            let sql = if entity == Entity::Account {
                ACCOUNT
            } else {
                CONTACT
            };
            session
                .opt::<(String, Uuid)>(sql, args![id])
                .await?
                .map(|(title, owner)| plain((title, owner, None)))
        }
        Entity::Task => session.opt(TASK, args![id]).await?.map(plain),
        Entity::Quote => session.opt(QUOTE, args![id]).await?.map(plain),
        Entity::Export => session
            .opt::<(String, Uuid)>(EXPORT, args![id])
            .await?
            .map(|(title, owner)| plain((title, owner, None))),
        _ => None,
    })
}

async fn people(session: &mut Session, sql: &'static str, id: Uuid) -> Result<Vec<UserId>> {
    let rows: Vec<(Uuid,)> = session.all(sql, args![id]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Who works on a deal beside its owner.
pub async fn deal_team(session: &mut Session, deal: OpportunityId) -> Result<Vec<UserId>> {
    people(
        session,
        "SELECT user_id FROM opportunity_team WHERE opportunity_id = $1",
        deal.0,
    )
    .await
}

/// The managers above a person: of their team and of every team above it.
pub async fn leaders_of(session: &mut Session, user: UserId) -> Result<Vec<UserId>> {
    people(
        session,
        "SELECT m.id FROM users u JOIN team_closure c ON c.descendant_id = u.team_id JOIN users m ON m.team_id = c.ancestor_id
         WHERE u.id = $1 AND m.role = 'manager' AND m.active AND m.id <> $1",
        user.0,
    )
    .await
}

/// The other representatives of a person's team.
pub async fn colleagues_of(session: &mut Session, user: UserId) -> Result<Vec<UserId>> {
    people(
        session,
        "SELECT m.id FROM users u JOIN users m ON m.team_id = u.team_id
         WHERE u.id = $1 AND m.role = 'representative' AND m.active AND m.id <> $1",
        user.0,
    )
    .await
}

/// A task that may fall due.
#[derive(Clone, Debug)]
pub struct DueTask {
    /// Which.
    pub id: TaskId,
    /// What to do.
    pub subject: String,
    /// Whose it is.
    pub owner: UserId,
    /// IANA zone of the owner.
    pub zone: String,
    /// The day.
    pub on: Option<NaiveDate>,
    /// The moment, when it has a time of day.
    pub at: Option<Instant>,
}

type DueRow = (Uuid, String, Uuid, String, Option<NaiveDate>, Option<i64>);

/// Open tasks with a time of day between the two moments, or without one on one of the days.
pub async fn due_tasks(
    session: &mut Session,
    moments: (Instant, Instant),
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<DueTask>> {
    let rows: Vec<DueRow> = session
        .all(
            "SELECT t.id, t.subject, t.owner_id, u.time_zone, t.due_on, t.due_at
             FROM tasks t JOIN users u ON u.id = t.owner_id
             WHERE t.done_at IS NULL AND t.deleted_at IS NULL AND u.active AND t.due_on >= $3 AND t.due_on <= $4
               AND (t.due_at IS NULL OR (t.due_at > $1 AND t.due_at <= $2))
             ORDER BY t.due_on, t.id",
            args![moments.0, moments.1, days.0, days.1],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, subject, owner, zone, on, at)| DueTask {
            id: TaskId(id),
            subject,
            owner: UserId(owner),
            zone,
            on,
            at: at.map(Instant),
        })
        .collect())
}

/// A quote a customer has, with its last day.
#[derive(Clone, Debug)]
pub struct ExpiringQuote {
    /// Which.
    pub id: QuoteId,
    /// Its number and what it is about.
    pub title: String,
    /// Whose it is.
    pub owner: UserId,
    /// IANA zone of the owner.
    pub zone: String,
    /// The last day it can be accepted.
    pub until: NaiveDate,
}

/// Quotes with their customers whose last day is one of these.
pub async fn expiring_quotes(
    session: &mut Session,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ExpiringQuote>> {
    let rows: Vec<(Uuid, String, String, Uuid, String, NaiveDate)> = session
        .all(
            "SELECT q.id, q.number, q.title, q.owner_id, u.time_zone, q.valid_until
             FROM quotes q JOIN users u ON u.id = q.owner_id
             WHERE q.state IN ('sent', 'viewed') AND q.active_version AND q.deleted_at IS NULL AND u.active
               AND q.valid_until >= $1 AND q.valid_until <= $2
             ORDER BY q.valid_until, q.id",
            args![from, to],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, number, title, owner, zone, until)| ExpiringQuote {
            id: QuoteId(id),
            title: format!("{number} {title}").trim().to_owned(),
            owner: UserId(owner),
            zone,
            until,
        })
        .collect())
}

/// An event with what the follower reads of it.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub actor: Option<UserId>,
    /// Kind of record.
    pub entity: Entity,
    /// Which record.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Option<UserId>,
    /// What happened.
    pub action: String,
    /// The facts before, in JSON.
    pub before: Option<String>,
    /// The facts after, in JSON.
    pub after: Option<String>,
}

type EventRow = (
    i64,
    i64,
    Option<Uuid>,
    String,
    Uuid,
    Option<Uuid>,
    String,
    Option<String>,
    Option<String>,
);

/// The events after `seq` that may concern people, oldest first, the number of the last one looked at,
/// and whether `limit` were read: there may be more.
pub async fn happened_after(
    session: &mut Session,
    seq: i64,
    limit: i64,
) -> Result<(Vec<Happened>, i64, bool)> {
    let rows: Vec<EventRow> = session
        .all(
            "SELECT seq, at, actor_id, entity, entity_id, owner_id, action, before_json, after_json
             FROM events WHERE seq > $1 ORDER BY seq LIMIT $2",
            args![seq, limit],
        )
        .await?;
    let last = rows.last().map_or(seq, |row| row.0);
    let full = i64::try_from(rows.len()).is_ok_and(|read| read >= limit);
    let events = rows
        .into_iter()
        .filter(|row| row.3 != Entity::Notification.code())
        .map(event)
        .collect::<Result<_>>()?;
    Ok((events, last, full))
}

fn event(row: EventRow) -> Result<Happened> {
    let (seq, at, actor, entity, id, owner, action, before, after) = row;
    Ok(Happened {
        seq,
        at: Instant(at),
        actor: actor.map(UserId),
        entity: word(&entity, "events.entity")?,
        id,
        owner: owner.map(UserId),
        action,
        before,
        after,
    })
}
