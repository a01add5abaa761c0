//! The list of accounts, with what each row sums up.

use super::search::{Order, bytewise, page, words};
use crate::platform::search::Place;
use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError, args};
use shared::crm::accounts::{AccountFacets, AccountQuery, AccountRow, AccountSort, ListAccounts};
use shared::kernel::{
    AccountId, Action, Actor, Cursor, Instant, Money, Named, Page, UserId, page_size,
};
use std::collections::BTreeMap;
use uuid::Uuid;

const ROWS: &str = "SELECT a.id, a.name, a.kind, a.industry, a.city, a.country, a.owner_id, u.name AS owner_name, a.search, a.created_at, a.updated_at
    FROM accounts a JOIN users u ON u.id = a.owner_id WHERE a.deleted_at IS NULL";

#[derive(sqlx::FromRow)]
struct ListedAccount {
    id: Uuid,
    name: String,
    kind: String,
    industry: String,
    city: String,
    country: String,
    owner_id: Uuid,
    owner_name: String,
    search: String,
    created_at: i64,
    updated_at: i64,
}

/// What hangs on an account, summed up.
#[derive(Default)]
struct Sums {
    contacts: i64,
    open_count: i64,
    open_totals: Vec<Money>,
    last_activity_at: Option<i64>,
}

/// One piece of the list. Deals are counted as far as the actor may see them.
pub async fn list(
    session: &mut Session,
    actor: &Actor,
    request: &ListAccounts,
    now: Instant,
) -> Result<Page<AccountRow>> {
    let query = &request.query;
    let size = page_size(request.limit);
    let mut sql = Sql::new(ROWS);
    filter(&mut sql, actor, query);
    let column = match query.sort {
        AccountSort::Name => bytewise(session, "a.search", "a.search COLLATE \"C\""),
        AccountSort::Updated => "a.updated_at",
        AccountSort::Created => "a.created_at",
    };
    let order = Order {
        column,
        id: "a.id",
        instant: query.sort != AccountSort::Name,
        descending: query.descending,
    };
    page(&mut sql, order, request.after.as_ref(), size);
    let mut rows: Vec<ListedAccount> = session.all_of(sql).await?;

    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|row| Cursor {
        key: match query.sort {
            AccountSort::Name => row.search.clone(),
            AccountSort::Updated => row.updated_at.to_string(),
            AccountSort::Created => row.created_at.to_string(),
        },
        id: row.id,
    });

    let mut count = Sql::new("SELECT COUNT(*) FROM accounts a WHERE a.deleted_at IS NULL");
    filter(&mut count, actor, query);
    let total: Option<(i64,)> = session.opt_of(count).await?;

    let mut sums = sums(session, actor, rows.iter().map(|row| row.id).collect(), now).await?;
    let rows = rows
        .into_iter()
        .map(|row| {
            let own = sums.remove(&row.id).unwrap_or_default();
            account_row(row, own)
        })
        .collect::<Result<_>>()?;
    Ok(Page {
        rows,
        next,
        total: total.map_or(0, |(total,)| total),
    })
}

fn filter(sql: &mut Sql, actor: &Actor, query: &AccountQuery) {
    words(sql, Place::account("a.id"), &query.search);
    if let Some(owner) = query.owner {
        sql.with("AND a.owner_id =", owner);
    }
    if let Some(industry) = &query.industry {
        sql.with("AND a.industry =", industry);
    }
    if let Some(country) = &query.country {
        sql.with("AND a.country =", country);
    }
    if let Some(kind) = query.kind {
        sql.with("AND a.kind =", kind.code());
    }
    if query.open_only {
        sql.push("AND EXISTS (SELECT 1 FROM opportunities o WHERE o.account_id = a.id AND o.state = 'open' AND o.deleted_at IS NULL");
        scope_condition(
            sql,
            actor,
            actor.scope(Action::ViewOpportunity),
            "o.owner_id",
            Some("o.id"),
        );
        sql.push(")");
    }
}

async fn sums(
    session: &mut Session,
    actor: &Actor,
    ids: Vec<Uuid>,
    now: Instant,
) -> Result<BTreeMap<Uuid, Sums>> {
    let mut sums: BTreeMap<Uuid, Sums> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(sums);
    }

    let mut sql =
        Sql::new("SELECT account_id, COUNT(*) FROM contacts WHERE deleted_at IS NULL AND");
    sql.within("account_id IN", ids.iter().copied())
        .push("GROUP BY account_id");
    for (id, count) in session.all_of::<(Uuid, i64)>(sql).await? {
        sums.entry(id).or_default().contacts = count;
    }

    let mut sql = Sql::new(
        "SELECT o.account_id, o.currency, COUNT(*), CAST(SUM(o.amount_minor) AS BIGINT) FROM opportunities o WHERE o.deleted_at IS NULL AND o.state = 'open' AND",
    );
    sql.within("o.account_id IN", ids.iter().copied());
    let scope = actor.scope(Action::ViewOpportunity);
    scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
    sql.push("GROUP BY o.account_id, o.currency");
    for (id, code, count, minor) in session.all_of::<(Uuid, String, i64, i64)>(sql).await? {
        let currency = code
            .parse()
            .map_err(|_| StoreError::Corrupt("opportunities.currency"))?;
        let own = sums.entry(id).or_default();
        own.open_count += count;
        own.open_totals.push(Money::new(minor, currency));
    }

    // A meeting that is planned is not yet an activity.
    for statement in [
        "SELECT account_id, MAX(at) FROM activities WHERE deleted_at IS NULL AND at <=",
        "SELECT account_id, MAX(last_activity_at) FROM opportunities WHERE deleted_at IS NULL AND last_activity_at <=",
    ] {
        let mut sql = Sql::new(statement);
        sql.bind(now).push("AND");
        sql.within("account_id IN", ids.iter().copied())
            .push("GROUP BY account_id");
        for (id, at) in session.all_of::<(Uuid, Option<i64>)>(sql).await? {
            let own = sums.entry(id).or_default();
            own.last_activity_at = own.last_activity_at.max(at);
        }
    }
    for own in sums.values_mut() {
        own.open_totals
            .sort_by_key(|money| std::cmp::Reverse(money.minor));
    }
    Ok(sums)
}

fn account_row(row: ListedAccount, sums: Sums) -> Result<AccountRow> {
    Ok(AccountRow {
        id: AccountId(row.id),
        name: row.name,
        kind: row
            .kind
            .parse()
            .map_err(|()| StoreError::Corrupt("accounts.kind"))?,
        industry: row.industry,
        city: row.city,
        country: row.country,
        owner: Named::new(UserId(row.owner_id), row.owner_name),
        contacts: sums.contacts,
        open_count: sums.open_count,
        open_totals: sums.open_totals,
        last_activity_at: sums.last_activity_at.map(Instant),
        updated_at: Instant(row.updated_at),
    })
}

/// The values the filters can be set to.
pub async fn facets(session: &mut Session) -> Result<AccountFacets> {
    let owners: Vec<(Uuid, String)> = session
        .all(
            "SELECT id, name FROM users WHERE active AND role <> 'finance' ORDER BY name, id",
            args![],
        )
        .await?;
    let industries: Vec<(String,)> = session
        .all(
            "SELECT DISTINCT industry FROM accounts WHERE deleted_at IS NULL AND industry <> '' ORDER BY industry",
            args![],
        )
        .await?;
    let countries: Vec<(String,)> = session
        .all(
            "SELECT DISTINCT country FROM accounts WHERE deleted_at IS NULL AND country <> '' ORDER BY country",
            args![],
        )
        .await?;
    Ok(AccountFacets {
        owners: owners
            .into_iter()
            .map(|(id, name)| Named::new(UserId(id), name))
            .collect(),
        industries: industries.into_iter().map(|(word,)| word).collect(),
        countries: countries.into_iter().map(|(code,)| code).collect(),
    })
}
