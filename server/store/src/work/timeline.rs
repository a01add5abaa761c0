//! The sources of a timeline that are not activities or tasks, and the history of changes.

use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::kernel::Named;
use shared::kernel::{
    Action, Actor, Instant, LocalText, Money, OpportunityId, QuoteId, StageId, UserId,
};
use shared::work::timeline::ops::TimelineOf;
use shared::work::timeline::{FactRow, QuoteStep, TimelineEntry, TimelineEvent, TimelineKey};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Appends `AND …`: the row `r` (task or activity, its deal joined as `o`) belongs to the record.
pub(super) fn of_record(sql: &mut Sql, of: TimelineOf) {
    match of {
        TimelineOf::Opportunity(id) => {
            sql.with("AND r.opportunity_id =", id);
        }
        TimelineOf::Contact(id) => {
            sql.with("AND r.contact_id =", id);
        }
        TimelineOf::Account(id) => {
            // By two indexes of `r`, never by what is joined: that would read all activities there are.
            sql.with("AND (r.account_id =", id)
                .with(
                    "OR r.opportunity_id IN (SELECT y.id FROM opportunities y WHERE y.account_id =",
                    id,
                )
                .push("))");
        }
    }
}

#[derive(sqlx::FromRow)]
struct FactsRow {
    opportunity_id: Uuid,
    at: i64,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    stage_id: Uuid,
    name_en: String,
    name_fr: String,
    state: String,
    owner_id: Uuid,
    owner_name: String,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
}

const FACTS: &str = "SELECT f.opportunity_id, f.at, f.actor_id, au.name AS actor_name, f.stage_id,
        s.name_en, s.name_fr, f.state, f.owner_id, ou.name AS owner_name, f.amount_minor, f.currency,
        f.close_date
    FROM opportunity_facts f
    JOIN stages s ON s.id = f.stage_id
    JOIN users ou ON ou.id = f.owner_id
    LEFT JOIN users au ON au.id = f.actor_id
    WHERE";

/// The facts of a deal, oldest first. A deal has tens of them, so they are read whole.
pub async fn facts(session: &mut Session, id: OpportunityId) -> Result<Vec<FactRow>> {
    let found = facts_of(session, &[id]).await?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// Deals of an account or a contact whose moves its timeline tells: those changed last.
const DEALS: usize = 200;

/// The deals of an account, or those a contact has a part in, as far as the actor may see them.
pub async fn deals_of(
    session: &mut Session,
    actor: &Actor,
    of: TimelineOf,
) -> Result<Vec<Named<OpportunityId>>> {
    let mut sql = Sql::new(
        "SELECT o.id, o.name, o.updated_at FROM opportunities o WHERE o.deleted_at IS NULL",
    );
    match of {
        TimelineOf::Account(id) => sql.with("AND o.account_id =", id),
        TimelineOf::Contact(id) => sql
            .with(
                "AND o.id IN (SELECT oc.opportunity_id FROM opportunity_contacts oc WHERE oc.contact_id =",
                id,
            )
            .push(")"),
        TimelineOf::Opportunity(id) => sql.with("AND o.id =", id),
    };
    let scope = actor.scope(Action::ViewOpportunity);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    // Put in order here: a statement with an order and a limit might be answered by the index of that order,
    // through everybody's deals.
    let mut found: Vec<(Uuid, String, i64)> = session.all_of(sql).await?;
    found.sort_by_key(|(id, _, updated)| std::cmp::Reverse((*updated, *id)));
    let latest = found.into_iter().take(DEALS);
    Ok(latest
        .map(|(id, name, _)| Named::new(OpportunityId(id), name))
        .collect())
}

/// The facts of some deals, of each the oldest first.
pub async fn facts_of(
    session: &mut Session,
    deals: &[OpportunityId],
) -> Result<BTreeMap<OpportunityId, Vec<FactRow>>> {
    let mut sql = Sql::new(FACTS);
    sql.within("f.opportunity_id IN", deals.iter().copied());
    sql.push("ORDER BY f.opportunity_id, f.at");
    let mut found: BTreeMap<OpportunityId, Vec<FactRow>> = BTreeMap::new();
    for row in session.all_of::<FactsRow>(sql).await? {
        let id = OpportunityId(row.opportunity_id);
        found.entry(id).or_default().push(row.fact()?);
    }
    Ok(found)
}

impl FactsRow {
    fn fact(self) -> Result<FactRow> {
        let currency = self
            .currency
            .parse()
            .map_err(|_| StoreError::Corrupt("opportunity_facts.currency"))?;
        Ok(FactRow {
            at: Instant(self.at),
            actor: person(self.actor_id, self.actor_name),
            stage: StageId(self.stage_id),
            stage_name: LocalText::new(self.name_en, self.name_fr),
            state: self.state,
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            amount: Money::new(self.amount_minor, currency),
            close_date: self.close_date,
        })
    }
}

pub(crate) fn person(id: Option<Uuid>, name: Option<String>) -> Option<Named<UserId>> {
    id.zip(name).map(|(id, name)| Named::new(UserId(id), name))
}

/// The statement that tells the birth of a record: moment, author, whether it was imported.
const BIRTH_OPPORTUNITY: &str = "SELECT o.created_at, e.actor_id, u.name,
        EXISTS (SELECT 1 FROM external_ids x WHERE x.record_id = o.id)
    FROM opportunities o
    LEFT JOIN events e ON e.entity_id = o.id AND e.action = 'created'
    LEFT JOIN users u ON u.id = e.actor_id WHERE o.id = $1 LIMIT 1";
const BIRTH_ACCOUNT: &str = "SELECT o.created_at, e.actor_id, u.name,
        EXISTS (SELECT 1 FROM external_ids x WHERE x.record_id = o.id)
    FROM accounts o
    LEFT JOIN events e ON e.entity_id = o.id AND e.action = 'created'
    LEFT JOIN users u ON u.id = e.actor_id WHERE o.id = $1 LIMIT 1";
const BIRTH_CONTACT: &str = "SELECT o.created_at, e.actor_id, u.name,
        EXISTS (SELECT 1 FROM external_ids x WHERE x.record_id = o.id)
    FROM contacts o
    LEFT JOIN events e ON e.entity_id = o.id AND e.action = 'created'
    LEFT JOIN users u ON u.id = e.actor_id WHERE o.id = $1 LIMIT 1";

/// The entry that tells how the record came to be.
pub async fn birth(session: &mut Session, of: TimelineOf) -> Result<Option<TimelineEntry>> {
    let (text, id): (&'static str, Uuid) = match of {
        TimelineOf::Opportunity(id) => (BIRTH_OPPORTUNITY, id.0),
        TimelineOf::Account(id) => (BIRTH_ACCOUNT, id.0),
        TimelineOf::Contact(id) => (BIRTH_CONTACT, id.0),
    };
    let row: Option<(i64, Option<Uuid>, Option<String>, bool)> =
        session.opt(text, args![id]).await?;
    Ok(row.map(|(at, actor, name, imported)| TimelineEntry {
        key: TimelineKey {
            at: Instant(at),
            id: format!("birth:{id}"),
        },
        actor: person(actor, name),
        event: if imported {
            TimelineEvent::Imported
        } else {
            TimelineEvent::Created
        },
    }))
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    key: Uuid,
    seq: i64,
    at: i64,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    action: String,
    number: String,
    title: String,
    version_number: i32,
    gross_minor: i64,
    currency: String,
}

/// What the log's word for a step of a quote means.
pub(crate) fn step(action: &str) -> QuoteStep {
    match action {
        "created" => QuoteStep::Created,
        "sent" => QuoteStep::Sent,
        "viewed" => QuoteStep::Viewed,
        "accepted" => QuoteStep::Accepted,
        "declined" => QuoteStep::Declined,
        "expired" => QuoteStep::Expired,
        _ => QuoteStep::Changed,
    }
}

impl QuoteRow {
    fn entry(self) -> Result<TimelineEntry> {
        let currency = self
            .currency
            .parse()
            .map_err(|_| StoreError::Corrupt("quotes.currency"))?;
        let step = step(&self.action);
        Ok(TimelineEntry {
            key: TimelineKey {
                at: Instant(self.at),
                id: format!("quote:{:012}:{}", self.seq, self.key),
            },
            actor: person(self.actor_id, self.actor_name),
            event: TimelineEvent::Quote {
                id: QuoteId(self.key),
                number: self.number,
                title: self.title,
                version: self.version_number,
                step,
                gross: Money::new(self.gross_minor, currency),
            },
        })
    }
}

fn quotes_of(sql: &mut Sql, actor: &Actor, of: TimelineOf) {
    sql.push("WHERE q.deleted_at IS NULL");
    match of {
        TimelineOf::Opportunity(id) => sql.with("AND q.opportunity_id =", id),
        TimelineOf::Contact(id) => sql.with("AND q.contact_id =", id),
        TimelineOf::Account(id) => sql.with("AND q.account_id =", id),
    };
    scope_condition(
        sql,
        actor,
        actor.scope(Action::ViewQuote),
        "q.owner_id",
        Some("q.opportunity_id"),
    );
}

/// What happened to the quotes of a record at `until` or before, latest first: their creation (from
/// the quote itself) and their steps (from the events; mere edits are left out, and so is what the
/// questions themselves tell).
pub async fn quotes(
    session: &mut Session,
    actor: &Actor,
    of: TimelineOf,
    until: Instant,
    limit: u32,
) -> Result<Vec<TimelineEntry>> {
    let mut sql = Sql::new(
        "SELECT q.id AS key, CAST(0 AS BIGINT) AS seq, q.created_at AS at, q.owner_id AS actor_id,
            u.name AS actor_name, 'created' AS action, q.number, q.title, q.version_number,
            q.gross_minor, q.currency
        FROM quotes q JOIN users u ON u.id = q.owner_id",
    );
    quotes_of(&mut sql, actor, of);
    sql.with("AND q.created_at <=", until);
    sql.push("ORDER BY q.created_at DESC, q.id DESC")
        .with("LIMIT", limit);
    let mut rows: Vec<QuoteRow> = session.all_of(sql).await?;
    let mut sql = Sql::new(
        "SELECT q.id AS key, e.seq, e.at, e.actor_id, u.name AS actor_name, e.action, q.number,
            q.title, q.version_number, q.gross_minor, q.currency
        FROM quotes q JOIN events e ON e.entity_id = q.id AND e.entity = 'quote'
            AND e.action NOT IN ('created', 'edited', 'deleted', 'restored', 'room_asked', 'room_answered')
        LEFT JOIN users u ON u.id = e.actor_id",
    );
    quotes_of(&mut sql, actor, of);
    sql.with("AND e.at <=", until);
    sql.push("ORDER BY e.at DESC, e.seq DESC")
        .with("LIMIT", limit);
    rows.extend(session.all_of::<QuoteRow>(sql).await?);
    rows.into_iter().map(QuoteRow::entry).collect()
}

#[derive(sqlx::FromRow)]
struct QuestionRow {
    id: Uuid,
    at: i64,
    quote_id: Uuid,
    number: String,
    title: String,
    author: String,
    ours: bool,
    body: String,
}

/// What was asked and answered about the quotes of a record the actor may see, below the bound
/// `(moment, id)`, latest first.
pub async fn questions(
    session: &mut Session,
    actor: &Actor,
    of: TimelineOf,
    bound: (Instant, Uuid),
    limit: u32,
) -> Result<Vec<TimelineEntry>> {
    let mut sql = Sql::new(
        "SELECT m.id, m.at, m.quote_id, q.number, q.title, m.author, m.ours, m.body
        FROM room_messages m JOIN quotes q ON q.id = m.quote_id",
    );
    quotes_of(&mut sql, actor, of);
    sql.push("AND (m.at, m.id) < (").bind(bound.0);
    sql.push(",").bind(bound.1).push(")");
    sql.push("ORDER BY m.at DESC, m.id DESC")
        .with("LIMIT", limit);
    let rows: Vec<QuestionRow> = session.all_of(sql).await?;
    let entry = |row: QuestionRow| TimelineEntry {
        key: TimelineKey {
            at: Instant(row.at),
            id: format!("question:{}", row.id),
        },
        actor: None,
        event: TimelineEvent::Question {
            quote: QuoteId(row.quote_id),
            number: row.number,
            title: row.title,
            author: row.author,
            ours: row.ours,
            text: row.body,
        },
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// One change as the log has it.
#[derive(sqlx::FromRow)]
pub struct HistoryRow {
    /// Position in the log.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// Their name.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: String,
    /// The facts before, in JSON.
    pub before_json: Option<String>,
    /// The facts after, in JSON.
    pub after_json: Option<String>,
}

const HISTORY: &str =
    "SELECT e.seq, e.at, e.actor_id, u.name AS actor_name, e.action, e.before_json,
        e.after_json
    FROM events e LEFT JOIN users u ON u.id = e.actor_id
    WHERE e.entity_id = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3";

/// The changes of a record below a position in the log, latest first.
pub async fn history(
    session: &mut Session,
    id: Uuid,
    before: i64,
    limit: u32,
) -> Result<Vec<HistoryRow>> {
    session.all(HISTORY, args![id, before, limit]).await
}

/// The name of a record an id in the history stands for, in both languages.
pub async fn name_of(session: &mut Session, field: &str, id: Uuid) -> Result<Option<LocalText>> {
    let text: &'static str = match field {
        "account_id" | "account" => "SELECT name, name FROM accounts WHERE id = $1",
        "owner_id" | "owner" | "user_id" => "SELECT name, name FROM users WHERE id = $1",
        "stage_id" | "stage" => "SELECT name_en, name_fr FROM stages WHERE id = $1",
        "pipeline_id" | "pipeline" => "SELECT name_en, name_fr FROM pipelines WHERE id = $1",
        "loss_reason_id" | "loss_reason" => {
            "SELECT name_en, name_fr FROM loss_reasons WHERE id = $1"
        }
        _ => return Ok(None),
    };
    let row: Option<(String, String)> = session.opt(text, args![id]).await?;
    Ok(row.map(|(en, fr)| LocalText::new(en, fr)))
}
