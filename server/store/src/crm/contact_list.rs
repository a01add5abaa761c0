//! The list of contacts.

use super::contacts::ContactPlace;
use super::search::{Order, bytewise, page, words};
use crate::platform::search::Place;
use crate::{Result, Session, Sql};
use chrono::NaiveDate;
use shared::crm::contacts::{ContactQuery, ContactRow, ContactSort, ListContacts, full_name};
use shared::kernel::{AccountId, ContactId, Cursor, Instant, Named, Page, UserId, page_size};
use std::collections::BTreeMap;
use uuid::Uuid;

const ROWS: &str = "SELECT c.id, c.first_name, c.last_name, c.title, c.email, c.phone, c.account_id, a.name AS account_name, c.owner_id, u.name AS owner_name, c.search, c.created_at, c.updated_at
    FROM contacts c JOIN users u ON u.id = c.owner_id LEFT JOIN accounts a ON a.id = c.account_id
    WHERE c.deleted_at IS NULL";

#[derive(sqlx::FromRow)]
struct ListedContact {
    id: Uuid,
    first_name: String,
    last_name: String,
    title: String,
    email: String,
    phone: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    search: String,
    created_at: i64,
    updated_at: i64,
}

/// One piece of the list.
pub async fn list(
    session: &mut Session,
    request: &ListContacts,
    (now, today): (Instant, NaiveDate),
) -> Result<Page<ContactRow>> {
    let query = &request.query;
    let size = page_size(request.limit);
    let mut sql = Sql::new(ROWS);
    filter(&mut sql, query, today);
    let column = match query.sort {
        ContactSort::Name => bytewise(session, "c.search", "c.search COLLATE \"C\""),
        ContactSort::Updated => "c.updated_at",
        ContactSort::Created => "c.created_at",
    };
    let order = Order {
        column,
        id: "c.id",
        instant: query.sort != ContactSort::Name,
        descending: query.descending,
    };
    page(&mut sql, order, request.after.as_ref(), size);
    let mut rows: Vec<ListedContact> = session.all_of(sql).await?;

    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| Cursor {
        key: match query.sort {
            ContactSort::Name => row.search.clone(),
            ContactSort::Updated => row.updated_at.to_string(),
            ContactSort::Created => row.created_at.to_string(),
        },
        id: row.id,
    });

    let mut count = Sql::new("SELECT COUNT(*) FROM contacts c WHERE c.deleted_at IS NULL");
    filter(&mut count, query, today);
    let total: Option<(i64,)> = session.opt_of(count).await?;
    Ok(Page {
        rows: with_last_activity(session, rows, now).await?,
        next,
        total: total.map_or(0, |(total,)| total),
    })
}

/// Every contact of an account, by name.
pub async fn of_account(
    session: &mut Session,
    account: AccountId,
    now: Instant,
) -> Result<Vec<ContactRow>> {
    let mut sql = Sql::new(ROWS);
    sql.with("AND c.account_id =", account);
    sql.push("ORDER BY");
    sql.push(bytewise(session, "c.search", "c.search COLLATE \"C\""));
    sql.push(", c.id LIMIT 200");
    let rows: Vec<ListedContact> = session.all_of(sql).await?;
    with_last_activity(session, rows, now).await
}

/// These contacts, as far as they are there.
pub async fn of_ids(
    session: &mut Session,
    ids: &[ContactId],
    now: Instant,
) -> Result<Vec<ContactRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(ROWS);
    sql.within("AND c.id IN", ids.iter().copied());
    let rows: Vec<ListedContact> = session.all_of(sql).await?;
    with_last_activity(session, rows, now).await
}

fn filter(sql: &mut Sql, query: &ContactQuery, today: NaiveDate) {
    words(sql, Place::contact("c.id"), &query.search);
    if let Some(owner) = query.owner {
        sql.with("AND c.owner_id =", owner);
    }
    if let Some(account) = query.account {
        sql.with("AND c.account_id =", account);
    }
    if let Some(account) = query.any_account {
        sql.push("AND");
        ContactPlace { account, today }.holds(sql, "c.account_id", "c.id");
    }
}

async fn with_last_activity(
    session: &mut Session,
    rows: Vec<ListedContact>,
    now: Instant,
) -> Result<Vec<ContactRow>> {
    let mut last: BTreeMap<Uuid, i64> = BTreeMap::new();
    if !rows.is_empty() {
        let mut sql =
            Sql::new("SELECT contact_id, MAX(at) FROM activities WHERE deleted_at IS NULL AND");
        sql.with("at <=", now).push("AND");
        sql.within("contact_id IN", rows.iter().map(|row| row.id))
            .push("GROUP BY contact_id");
        last = session
            .all_of::<(Uuid, i64)>(sql)
            .await?
            .into_iter()
            .collect();
    }
    Ok(rows
        .into_iter()
        .map(|row| ContactRow {
            id: ContactId(row.id),
            name: full_name(&row.first_name, &row.last_name),
            title: row.title,
            email: row.email,
            phone: row.phone,
            account: row
                .account_id
                .zip(row.account_name)
                .map(|(id, name)| Named::new(AccountId(id), name)),
            owner: Named::new(UserId(row.owner_id), row.owner_name),
            last_activity_at: last.get(&row.id).copied().map(Instant),
            updated_at: Instant(row.updated_at),
        })
        .collect())
}
