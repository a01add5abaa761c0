//! Which customers somebody takes along.

use crate::{Result, Session, Sql, scope_condition};
use shared::kernel::{AccountId, Actor, Scope};
use uuid::Uuid;

/// A customer, as far as a quote without a network needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its industry.
    pub industry: String,
    /// Within how many days it pays, where that was agreed with it.
    pub payment_days: Option<u32>,
}

const CUSTOMERS: &str =
    "SELECT a.id, a.name, a.industry, a.payment_days FROM accounts a WHERE a.deleted_at IS NULL";

/// At most `limit` customers within the scope: those the actor owns, has deals with or has made quotes for,
/// the last changed first; then the last changed of the others.
pub async fn customers(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    limit: u32,
) -> Result<Vec<Customer>> {
    let mut mine = Sql::new(CUSTOMERS);
    mine.with("AND (a.owner_id =", actor.user_id)
        .with(
            "OR a.id IN (SELECT o.account_id FROM opportunities o WHERE o.deleted_at IS NULL AND o.owner_id =",
            actor.user_id,
        )
        .with(
            ") OR a.id IN (SELECT q.account_id FROM quotes q WHERE q.deleted_at IS NULL AND q.owner_id =",
            actor.user_id,
        )
        .push("))");
    let mut found = ordered(session, mine, actor, scope, limit).await?;
    let room = usize::try_from(limit).unwrap_or(usize::MAX);
    if found.len() < room {
        let others = ordered(session, Sql::new(CUSTOMERS), actor, scope, limit).await?;
        for other in others {
            if found.len() < room && !found.iter().any(|own| own.id == other.id) {
                found.push(other);
            }
        }
    }
    Ok(found)
}

async fn ordered(
    session: &mut Session,
    mut sql: Sql,
    actor: &Actor,
    scope: Scope,
    limit: u32,
) -> Result<Vec<Customer>> {
    scope_condition(&mut sql, actor, scope, "a.owner_id", None);
    sql.with("ORDER BY a.updated_at DESC, a.id LIMIT", i64::from(limit));
    let rows: Vec<(Uuid, String, String, Option<i32>)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, industry, days)| Customer {
            id: AccountId(id),
            name,
            industry,
            payment_days: days.and_then(|days| u32::try_from(days).ok()),
        })
        .collect())
}
