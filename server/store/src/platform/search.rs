//! Records by the words of their search text.

use crate::{Result, Session, Sql, scope_condition};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Actor};
use shared::platform::search::Hit;
use uuid::Uuid;

/// Every word must match one of its patterns.
pub type Patterns = Vec<Vec<String>>;

const OPPORTUNITIES: &str =
    "SELECT o.id, o.name, COALESCE(a.name, '') AS detail FROM opportunities o
    LEFT JOIN accounts a ON a.id = o.account_id WHERE o.deleted_at IS NULL";
const ACCOUNTS: &str =
    "SELECT a.id, a.name, a.city AS detail FROM accounts a WHERE a.deleted_at IS NULL";
const CONTACTS: &str = "SELECT c.id, c.first_name || ' ' || c.last_name AS name, COALESCE(a.name, '') AS detail FROM contacts c
    LEFT JOIN accounts a ON a.id = c.account_id WHERE c.deleted_at IS NULL";
const QUOTES: &str = "SELECT q.id, q.number AS name, q.title AS detail FROM quotes q
    WHERE q.deleted_at IS NULL AND q.active_version";

/// Adds that each word is in `column` or, for a record found by its account, in `other`.
fn matching(sql: &mut Sql, column: &'static str, other: Option<&'static str>, words: &Patterns) {
    for patterns in words {
        sql.push("AND (");
        for (index, pattern) in patterns.iter().enumerate() {
            if index > 0 {
                sql.push("OR");
            }
            sql.with(column, pattern);
            if let Some(other) = other {
                sql.with(other, pattern);
            }
        }
        sql.push(")");
    }
}

/// Hits of one kind that `actor` may read; those that begin with `start` first, then the last changed.
pub async fn find(
    session: &mut Session,
    actor: &Actor,
    entity: Entity,
    words: &Patterns,
    start: &str,
    limit: u32,
) -> Result<Vec<Hit>> {
    let (head, search, other, owner, deal, order, right) = match entity {
        Entity::Opportunity => (
            OPPORTUNITIES,
            "o.search LIKE",
            Some("OR a.search LIKE"),
            "o.owner_id",
            Some("o.id"),
            "ORDER BY CASE WHEN o.search LIKE",
            Action::ViewOpportunity,
        ),
        Entity::Account => (
            ACCOUNTS,
            "a.search LIKE",
            None,
            "a.owner_id",
            None,
            "ORDER BY CASE WHEN a.search LIKE",
            Action::ViewAccount,
        ),
        Entity::Contact => (
            CONTACTS,
            "c.search LIKE",
            Some("OR a.search LIKE"),
            "c.owner_id",
            None,
            "ORDER BY CASE WHEN c.search LIKE",
            Action::ViewAccount,
        ),
        Entity::Quote => (
            QUOTES,
            "q.search LIKE",
            None,
            "q.owner_id",
            Some("q.opportunity_id"),
            "ORDER BY CASE WHEN q.search LIKE",
            Action::ViewQuote,
        ),
        _ => return Ok(Vec::new()),
    };
    let mut sql = Sql::new(head);
    matching(&mut sql, search, other, words);
    scope_condition(&mut sql, actor, actor.scope(right), owner, deal);
    sql.with(order, format!("{start}%"))
        .push("THEN 0 ELSE 1 END,");
    sql.push(match entity {
        Entity::Opportunity => "o.updated_at DESC, o.id",
        Entity::Account => "a.updated_at DESC, a.id",
        Entity::Contact => "c.updated_at DESC, c.id",
        _ => "q.updated_at DESC, q.id",
    });
    sql.with("LIMIT", limit);
    let rows: Vec<(Uuid, String, String)> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, title, detail)| Hit {
            entity,
            id,
            title,
            detail,
        })
        .collect())
}
