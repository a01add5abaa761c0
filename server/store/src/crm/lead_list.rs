//! The list of leads, with the numbers of its tabs.

use super::leads::{coded, lead_scope};
use super::search::{Order, bytewise, page, words};
use crate::platform::search::Place;
use crate::{Result, Session, Sql};
use shared::crm::contacts::full_name;
use shared::crm::leads::{
    LeadCounts, LeadList, LeadQuery, LeadRow, LeadSort, LeadStatus, ListLeads, OwnedBy,
};
use shared::kernel::{Actor, Cursor, Instant, LeadId, Named, Page, Scope, UserId, page_size};
use uuid::Uuid;

const ROWS: &str = "SELECT l.id, l.version, l.first_name, l.last_name, l.company, l.title, l.status, l.rating, l.source, l.owner_id, u.name AS owner_name, l.search, l.created_at, l.first_contacted_at, l.updated_at
    FROM leads l LEFT JOIN users u ON u.id = l.owner_id WHERE l.deleted_at IS NULL";

#[derive(sqlx::FromRow)]
struct ListedLead {
    id: Uuid,
    version: i64,
    first_name: String,
    last_name: String,
    company: String,
    title: String,
    status: String,
    rating: String,
    source: String,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    search: String,
    created_at: i64,
    first_contacted_at: Option<i64>,
    updated_at: i64,
}

/// One piece of the list, as far as the actor may see leads.
pub async fn list(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    request: &ListLeads,
) -> Result<LeadList> {
    let query = &request.query;
    let size = page_size(request.limit);
    let mut sql = Sql::new(ROWS);
    lead_scope(&mut sql, actor, scope);
    filter(&mut sql, query);
    with_status(&mut sql, query);
    let column = match query.sort {
        LeadSort::Name => bytewise(session, "l.search", "l.search COLLATE \"C\""),
        LeadSort::Updated => "l.updated_at",
        LeadSort::Created => "l.created_at",
    };
    let order = Order {
        column,
        id: "l.id",
        instant: query.sort != LeadSort::Name,
        descending: query.descending,
    };
    page(&mut sql, order, request.after.as_ref(), size);
    let mut rows: Vec<ListedLead> = session.all_of(sql).await?;

    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| Cursor {
        key: match query.sort {
            LeadSort::Name => row.search.clone(),
            LeadSort::Updated => row.updated_at.to_string(),
            LeadSort::Created => row.created_at.to_string(),
        },
        id: row.id,
    });
    let counts = counts(session, actor, scope, query).await?;
    let total = match query.status {
        Some(status) => counts.of(status),
        None if query.closed => counts.by_status.iter().map(|(_, count)| count).sum(),
        None => counts.open(),
    };
    let rows = rows.into_iter().map(lead_row).collect::<Result<_>>()?;
    let page = Page { rows, next, total };
    Ok(LeadList { page, counts })
}

/// Every filter but the status, which the tabs set.
fn filter(sql: &mut Sql, query: &LeadQuery) {
    words(sql, Place::lead("l.id"), &query.search);
    match query.owned_by {
        OwnedBy::Anybody => {}
        OwnedBy::Queue => {
            sql.push("AND l.owner_id IS NULL");
        }
        OwnedBy::User(owner) => {
            sql.with("AND l.owner_id =", owner);
        }
    }
    if let Some(source) = query.source {
        sql.with("AND l.source =", source.code());
    }
    if let Some(rating) = query.rating {
        sql.with("AND l.rating =", rating.code());
    }
}

fn with_status(sql: &mut Sql, query: &LeadQuery) {
    match query.status {
        Some(status) => {
            sql.with("AND l.status =", status.code());
        }
        None if query.closed => {}
        None => {
            sql.push("AND l.status NOT IN ('converted', 'disqualified')");
        }
    }
}

async fn counts(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    query: &LeadQuery,
) -> Result<LeadCounts> {
    let mut sql = Sql::new("SELECT l.status, COUNT(*) FROM leads l WHERE l.deleted_at IS NULL");
    lead_scope(&mut sql, actor, scope);
    filter(&mut sql, query);
    sql.push("GROUP BY l.status");
    let mut by_status = session
        .all_of::<(String, i64)>(sql)
        .await?
        .into_iter()
        .map(|(word, count)| Ok((coded::<LeadStatus>(&word, "leads.status")?, count)))
        .collect::<Result<Vec<_>>>()?;
    by_status.sort_unstable();
    let mut sql = Sql::new(
        "SELECT COUNT(*) FROM leads l WHERE l.deleted_at IS NULL AND l.owner_id IS NULL AND l.status NOT IN ('converted', 'disqualified')",
    );
    lead_scope(&mut sql, actor, scope);
    let queue: Option<(i64,)> = session.opt_of(sql).await?;
    Ok(LeadCounts {
        by_status,
        queue: queue.map_or(0, |(count,)| count),
    })
}

fn lead_row(row: ListedLead) -> Result<LeadRow> {
    let person = full_name(&row.first_name, &row.last_name);
    let owner = row.owner_id.zip(row.owner_name);
    Ok(LeadRow {
        id: LeadId(row.id),
        version: row.version,
        name: if person.is_empty() {
            row.company.clone()
        } else {
            person
        },
        company: row.company,
        title: row.title,
        status: coded(&row.status, "leads.status")?,
        rating: coded(&row.rating, "leads.rating")?,
        source: coded(&row.source, "leads.source")?,
        owner: owner.map(|(id, name)| Named::new(UserId(id), name)),
        created_at: Instant(row.created_at),
        first_contacted_at: row.first_contacted_at.map(Instant),
        updated_at: Instant(row.updated_at),
    })
}
