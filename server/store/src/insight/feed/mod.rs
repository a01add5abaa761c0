//! The feed: which events are told to whom, then what they say, one statement for each kind of record.

mod told;

pub use told::tell;

use crate::crm::lead_scope;
use crate::work::visible;
use crate::{Result, Session, Sql, StoreError, args, scope_condition};
use shared::insight::feed::{FeedDoing, FeedFilter, FeedKey, FeedKind, FeedWho};
use shared::kernel::{Action, Actor, Instant};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct FeedAsked<'a> {
    /// Who reads.
    pub actor: &'a Actor,
    /// Which entries.
    pub filter: FeedFilter,
    /// Only entries below this one.
    pub before: FeedKey,
    /// Only entries from this moment on.
    pub from: Instant,
    /// How many at most.
    pub limit: u32,
}

/// An event that is told.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// Its place.
    pub key: FeedKey,
    /// The kind of its record.
    pub kind: FeedKind,
}

/// A change of the deal of `e` that its timeline tells: the row of facts of that moment beside the one
/// before. What was changed at one moment by several events is told once, with the last of them.
const CHANGED: &str = "EXISTS (SELECT 1 FROM opportunity_facts f
    JOIN opportunity_facts p ON p.opportunity_id = f.opportunity_id AND p.at =
        (SELECT MAX(x.at) FROM opportunity_facts x WHERE x.opportunity_id = f.opportunity_id AND x.at < f.at)
    WHERE f.opportunity_id = e.entity_id AND f.at = e.at
        AND NOT EXISTS (SELECT 1 FROM events n WHERE n.entity_id = e.entity_id AND n.entity = e.entity AND n.seq > e.seq AND n.at = e.at)";

/// Owner, amount or close date differ.
const FACTS_DIFFER: &str = "f.owner_id <> p.owner_id OR f.amount_minor <> p.amount_minor
    OR f.currency <> p.currency OR f.close_date <> p.close_date";

/// The events of the log by time, latest first. What is asked of an event stands behind `CASE`: the log is
/// walked along its index of moments until the page is full, whatever a planner thinks of the rest.
fn statement(asked: &FeedAsked<'_>) -> Sql {
    let mut sql = Sql::new("SELECT e.seq, e.at, e.entity FROM events e WHERE");
    sql.with("e.at >=", asked.from)
        .with("AND e.at <=", asked.before.at);
    sql.with("AND NOT (e.at =", asked.before.at)
        .with("AND e.seq >=", asked.before.seq)
        .push(")");
    by_whom(&mut sql, asked);
    sql.push("AND CASE WHEN e.seq IS NULL THEN FALSE");
    for kind in FeedKind::ALL {
        if asked.filter.shows(kind) {
            branch(&mut sql, asked, kind);
        }
    }
    sql.push("ELSE FALSE END ORDER BY e.at DESC, e.seq DESC");
    sql.with("LIMIT", asked.limit);
    sql
}

/// What a customer did to a quote counts for its owner.
fn by_whom(sql: &mut Sql, asked: &FeedAsked<'_>) {
    let (who, actor) = (asked.filter.who, asked.actor);
    sql.push(match who {
        FeedWho::Everybody => return,
        _ => "AND COALESCE(e.actor_id, e.owner_id)",
    });
    match (who, actor.team_id) {
        (FeedWho::Team, Some(team)) => sql
            .with(
                "IN (SELECT su.id FROM users su JOIN team_closure tc ON tc.descendant_id = su.team_id
                    WHERE tc.ancestor_id =",
                team,
            )
            .push(")"),
        (FeedWho::Person(id), _) => sql.with("=", id),
        _ => sql.with("=", actor.user_id),
    };
}

/// Which events of a kind of record are told, of records the reader may see.
fn branch(sql: &mut Sql, asked: &FeedAsked<'_>, kind: FeedKind) {
    let actor = asked.actor;
    match kind {
        FeedKind::Opportunity => {
            sql.push("WHEN e.entity = 'opportunity' THEN");
            deal_doing(sql, asked.filter.doing);
            sql.push(
                "AND EXISTS (SELECT 1 FROM opportunities o WHERE o.id = e.entity_id AND o.deleted_at IS NULL",
            );
            let scope = actor.scope(Action::ViewOpportunity);
            scope_condition(sql, actor, scope, "o.owner_id", Some("o.id"));
        }
        FeedKind::Quote => {
            sql.push("WHEN e.entity = 'quote' THEN");
            match asked.filter.doing {
                Some(doing) => sql.with("e.action =", doing.code()),
                None => sql.push("e.action IN ('sent', 'viewed', 'accepted', 'declined')"),
            };
            sql.push("AND EXISTS (SELECT 1 FROM quotes q WHERE q.id = e.entity_id AND q.deleted_at IS NULL");
            let scope = actor.scope(Action::ViewQuote);
            scope_condition(sql, actor, scope, "q.owner_id", Some("q.opportunity_id"));
        }
        FeedKind::Activity => {
            sql.push(
                "WHEN e.entity = 'activity' THEN e.action = 'created' AND EXISTS (SELECT 1 FROM activities r
                    LEFT JOIN opportunities o ON o.id = r.opportunity_id
                    WHERE r.id = e.entity_id AND r.deleted_at IS NULL AND o.deleted_at IS NULL",
            );
            visible(sql, actor, actor.scope(Action::ViewActivity));
        }
        FeedKind::Task => {
            sql.push(
                "WHEN e.entity = 'task' THEN e.action = 'completed' AND EXISTS (SELECT 1 FROM tasks r
                    LEFT JOIN opportunities o ON o.id = r.opportunity_id
                    WHERE r.id = e.entity_id AND r.done_at IS NOT NULL AND r.deleted_at IS NULL
                        AND o.deleted_at IS NULL",
            );
            visible(sql, actor, actor.scope(Action::ViewActivity));
        }
        FeedKind::Lead => {
            sql.push(
                "WHEN e.entity = 'lead' THEN e.action = 'converted' AND EXISTS (SELECT 1 FROM leads l
                    WHERE l.id = e.entity_id AND l.status = 'converted' AND l.deleted_at IS NULL",
            );
            lead_scope(sql, actor, actor.scope(Action::ViewLead));
        }
    }
    sql.push(")");
}

fn deal_doing(sql: &mut Sql, doing: Option<FeedDoing>) {
    if doing == Some(FeedDoing::Created) {
        sql.push("e.action = 'created'");
        return;
    }
    sql.push("(");
    if doing.is_none() {
        sql.push("e.action = 'created' OR");
    }
    sql.push(CHANGED).push("AND (");
    match doing {
        Some(FeedDoing::Won) => sql.push("f.state = 'won' AND p.state <> 'won'"),
        Some(FeedDoing::Lost) => sql.push("f.state = 'lost' AND p.state <> 'lost'"),
        Some(FeedDoing::Moved) => sql.push("f.state = 'open' AND f.stage_id <> p.stage_id"),
        Some(FeedDoing::Changed) => sql.push(FACTS_DIFFER),
        _ => sql
            .push("f.stage_id <> p.stage_id OR f.state <> p.state OR")
            .push(FACTS_DIFFER),
    };
    sql.push(")))");
}

/// The events of a page, latest first.
pub async fn choose(session: &mut Session, asked: &FeedAsked<'_>) -> Result<Vec<Chosen>> {
    let rows: Vec<(i64, i64, String)> = session.all_of(statement(asked)).await?;
    rows.into_iter()
        .map(|(seq, at, entity)| {
            let key = FeedKey {
                at: Instant(at),
                seq,
            };
            let kind = entity
                .parse()
                .map_err(|()| StoreError::Corrupt("events.entity"))?;
            Ok(Chosen { key, kind })
        })
        .collect()
}

/// Whether the log begins before a moment.
pub async fn begins_before(session: &mut Session, at: Instant) -> Result<bool> {
    const ANY: &str = "SELECT seq FROM events WHERE at < $1 LIMIT 1";
    let row: Option<(i64,)> = session.opt(ANY, args![at]).await?;
    Ok(row.is_some())
}

/// How the database chooses the events of a page: one line per step, for tests that prove an index is used.
pub async fn explain(session: &mut Session, asked: &FeedAsked<'_>) -> Result<Vec<String>> {
    let mut sql = statement(asked);
    if session.is_postgres() {
        sql.text.insert_str(0, "EXPLAIN ");
        let steps: Vec<(String,)> = session.all_of(sql).await?;
        return Ok(steps.into_iter().map(|(step,)| step).collect());
    }
    sql.text.insert_str(0, "EXPLAIN QUERY PLAN ");
    let steps: Vec<(i64, i64, i64, String)> = session.all_of(sql).await?;
    Ok(steps.into_iter().map(|(.., step)| step).collect())
}
