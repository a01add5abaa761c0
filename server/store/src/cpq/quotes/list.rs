//! The list of quotes.

use crate::cpq::word;
use crate::platform::search::{Place, having};
use crate::{Result, Session, Sql, scope_condition};
use chrono::NaiveDate;
use shared::cpq::quotes::ops::{QuoteFilter, QuoteList, QuoteSort};
use shared::cpq::quotes::{QuoteFigures, QuoteRow, QuoteState, effective_state};
use shared::kernel::{
    AccountId, Actor, Instant, Named, OpportunityId, QuoteId, Scope, UserId, search_key,
};
use uuid::Uuid;

/// Which quotes, for whom, on which day.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery<'a> {
    /// Conditions.
    pub filter: &'a QuoteFilter,
    /// Order.
    pub sort: QuoteSort,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to answer.
    pub limit: u32,
    /// The day that decides what has expired.
    pub today: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    version_number: i32,
    state: String,
    title: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    opportunity_id: Option<Uuid>,
    opportunity_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    currency: String,
    net_minor: i64,
    tax_minor: i64,
    gross_minor: i64,
    one_time_minor: i64,
    monthly_minor: i64,
    issued_on: NaiveDate,
    valid_until: NaiveDate,
    updated_at: i64,
}

const ROWS: &str = "SELECT q.id, q.number, q.version_number, q.state, q.title, q.account_id, a.name AS account_name, q.opportunity_id, o.name AS opportunity_name,
    q.owner_id, u.name AS owner_name, q.currency, q.net_minor, q.tax_minor, q.gross_minor, q.one_time_minor, q.monthly_minor, q.issued_on, q.valid_until, q.updated_at
    FROM quotes q JOIN users u ON u.id = q.owner_id LEFT JOIN accounts a ON a.id = q.account_id LEFT JOIN opportunities o ON o.id = q.opportunity_id";

const SUMS: &str = "SELECT q.currency, COUNT(*), CAST(SUM(q.net_minor) AS BIGINT) FROM quotes q";

/// A page of quotes, how many there are, and their sum per currency.
pub async fn list(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    query: &ListQuery<'_>,
) -> Result<QuoteList> {
    let mut sql = Sql::new(ROWS);
    conditions(&mut sql, actor, scope, query);
    sql.push(match query.sort {
        QuoteSort::Updated => "ORDER BY q.updated_at DESC, q.id",
        QuoteSort::Number => "ORDER BY q.number DESC, q.version_number DESC",
        QuoteSort::Account => {
            "ORDER BY CASE WHEN a.search IS NULL THEN 1 ELSE 0 END, a.search, q.number DESC"
        }
        QuoteSort::Amount => "ORDER BY q.net_minor DESC, q.id",
        QuoteSort::ValidUntil => "ORDER BY q.valid_until, q.id",
    });
    sql.with("LIMIT", query.limit).with("OFFSET", query.offset);
    let rows: Vec<Row> = session.all_of(sql).await?;

    let mut sums = Sql::new(SUMS);
    conditions(&mut sums, actor, scope, query);
    sums.push("GROUP BY q.currency ORDER BY q.currency");
    let per_currency: Vec<(String, i64, i64)> = session.all_of(sums).await?;
    Ok(QuoteList {
        rows: rows
            .into_iter()
            .map(|row| view(row, query.today))
            .collect::<Result<_>>()?,
        total: per_currency.iter().map(|(_, count, _)| count).sum(),
        sums: per_currency
            .into_iter()
            .map(|(currency, _, sum)| Ok((word(&currency, "quotes.currency")?, sum)))
            .collect::<Result<_>>()?,
    })
}

fn conditions(sql: &mut Sql, actor: &Actor, scope: Scope, query: &ListQuery<'_>) {
    let filter = query.filter;
    sql.push("WHERE q.deleted_at IS NULL");
    scope_condition(sql, actor, scope, "q.owner_id", Some("q.opportunity_id"));
    states(sql, &filter.states, query.today);
    for word in search_key(&filter.text)
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(8)
    {
        having(sql, Place::quote_of_account("q.id"), &[word.to_owned()]);
    }
    if let Some(account) = filter.account_id {
        sql.with("AND q.account_id =", account);
    }
    if let Some(opportunity) = filter.opportunity_id {
        sql.with("AND q.opportunity_id =", opportunity);
    }
    if let Some(owner) = filter.owner_id {
        sql.with("AND q.owner_id =", owner);
    }
    if let Some(day) = filter.valid_until {
        sql.with("AND q.valid_until <=", day);
    }
}

/// Expiry is by date: a quote with the customer whose last day has passed counts as expired.
fn states(sql: &mut Sql, states: &[QuoteState], today: NaiveDate) {
    if states.is_empty() {
        sql.push("AND q.active_version");
        return;
    }
    sql.push("AND (FALSE");
    for state in states {
        match state {
            QuoteState::Sent | QuoteState::Viewed => {
                sql.with("OR (q.state =", state.code())
                    .with("AND q.valid_until >=", today)
                    .push(")");
            }
            QuoteState::Expired => {
                sql.with(
                    "OR q.state = 'expired' OR (q.state IN ('sent', 'viewed') AND q.valid_until <",
                    today,
                )
                .push(")");
            }
            other => {
                sql.with("OR q.state =", other.code());
            }
        }
    }
    sql.push(")");
}

fn view(row: Row, today: NaiveDate) -> Result<QuoteRow> {
    let state = word(&row.state, "quotes.state")?;
    Ok(QuoteRow {
        id: QuoteId(row.id),
        number: row.number,
        version_number: u32::try_from(row.version_number).unwrap_or(1),
        state: effective_state(state, row.valid_until, today),
        title: row.title,
        account: row
            .account_id
            .zip(row.account_name)
            .map(|(id, name)| Named::new(AccountId(id), name)),
        opportunity: row
            .opportunity_id
            .zip(row.opportunity_name)
            .map(|(id, name)| Named::new(OpportunityId(id), name)),
        owner: Named::new(UserId(row.owner_id), row.owner_name),
        currency: word(&row.currency, "quotes.currency")?,
        figures: QuoteFigures {
            net_minor: row.net_minor,
            tax_minor: row.tax_minor,
            gross_minor: row.gross_minor,
            one_time_minor: row.one_time_minor,
            monthly_minor: row.monthly_minor,
        },
        issued_on: row.issued_on,
        valid_until: row.valid_until,
        updated_at: Instant(row.updated_at),
    })
}
