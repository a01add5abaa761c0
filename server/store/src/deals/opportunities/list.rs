//! The list: one page by keyset, and the sums of everything the filter lets through.

use super::filter::{FilterFacts, conditions};
use super::rows::{SumRow, money, named, weighted, word};
use crate::crm::bytewise;
use crate::sql::Sql;
use crate::{Result, Session};
use chrono::NaiveDate;
use shared::deals::opportunities::{
    CurrencySum, ListAfter, ListQuery, ListRow, ListSort, SortColumn,
};
use shared::kernel::{Instant, Named, OpportunityId, Percent, PipelineId, StageId, UserId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    owner_id: Uuid,
    owner_name: String,
    pipeline_id: Uuid,
    stage_id: Uuid,
    state: String,
    kind: String,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    probability_bp: i32,
    category: String,
    next_activity_on: Option<NaiveDate>,
    stage_entered_at: i64,
    last_activity_at: Option<i64>,
    updated_at: i64,
    sort_text: String,
    sort_number: i64,
}

impl Row {
    fn after(&self) -> ListAfter {
        ListAfter {
            text: self.sort_text.clone(),
            number: self.sort_number,
            id: OpportunityId(self.id),
        }
    }

    fn row(self) -> Result<ListRow> {
        Ok(ListRow {
            id: OpportunityId(self.id),
            version: self.version,
            name: self.name,
            account: named(self.account_id, self.account_name),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            pipeline_id: PipelineId(self.pipeline_id),
            stage_id: StageId(self.stage_id),
            state: word(&self.state, "opportunities.state")?,
            kind: word(&self.kind, "opportunities.kind")?,
            amount: money(self.amount_minor, &self.currency)?,
            close_date: self.close_date,
            probability: Percent(self.probability_bp),
            category: word(&self.category, "opportunities.category")?,
            next_activity_on: self.next_activity_on,
            stage_entered_at: Instant(self.stage_entered_at),
            last_activity_at: self.last_activity_at.map(Instant),
            updated_at: Instant(self.updated_at),
        })
    }
}

/// The sort values: a text (compared byte by byte on both databases), a number, or both. A constant
/// would be no order at all.
fn sort_values(
    session: &Session,
    column: SortColumn,
) -> (Option<&'static str>, Option<&'static str>) {
    match column {
        SortColumn::Name => {
            let text = bytewise(session, "o.search", "o.search COLLATE \"C\"");
            (Some(text), None)
        }
        SortColumn::Account => {
            let text = bytewise(
                session,
                "COALESCE(a.search, '')",
                "COALESCE(a.search, '') COLLATE \"C\"",
            );
            (Some(text), None)
        }
        SortColumn::Amount => (Some("o.currency"), Some("o.amount_minor")),
        SortColumn::CloseDate => (Some("CAST(o.close_date AS TEXT)"), None),
        SortColumn::Stage => (None, Some("p.position * 1000 + s.position")),
        SortColumn::Owner => {
            let text = bytewise(session, "u.name", "u.name COLLATE \"C\"");
            (Some(text), None)
        }
        SortColumn::Updated => (None, Some("o.updated_at")),
    }
}

const COLUMNS: &str = "SELECT o.id, o.version, o.name, o.account_id, a.name AS account_name, o.owner_id, u.name AS owner_name,
    o.pipeline_id, o.stage_id, o.state, o.kind, o.amount_minor, o.currency, o.close_date,
    CASE WHEN o.state = 'open' THEN COALESCE(o.probability_judged_bp, s.probability_bp) ELSE s.probability_bp END AS probability_bp,
    CASE WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END AS category,
    o.next_activity_on, o.stage_entered_at, o.last_activity_at, o.updated_at,";

const FROM: &str =
    "FROM opportunities o JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id
    JOIN pipelines p ON p.id = o.pipeline_id LEFT JOIN accounts a ON a.id = o.account_id WHERE";

fn narrowed(sql: &mut Sql, facts: &FilterFacts<'_>, query: &ListQuery) {
    conditions(sql, facts, &query.filter);
    if let Some(pipeline) = query.pipeline {
        sql.with("AND o.pipeline_id =", pipeline);
    }
    if let Some(stage) = query.stage {
        sql.with("AND o.stage_id =", stage);
    }
}

/// Appends the order, and the condition to come after the last row seen. The close date, by far the
/// most used, is compared as a date so that its index serves.
fn ordered(
    sql: &mut Sql,
    sort: ListSort,
    (text, number): (Option<&'static str>, Option<&'static str>),
    after: Option<&ListAfter>,
) {
    let operator = if sort.descending { ") < (" } else { ") > (" };
    let by_day = sort.column == SortColumn::CloseDate;
    let day = after.and_then(|after| after.text.parse::<NaiveDate>().ok());
    match (after, by_day, day) {
        (Some(after), true, Some(day)) => {
            sql.push("AND (o.close_date, o.id").push(operator);
            sql.bind(day).push(",").bind(after.id).push(")");
        }
        (Some(after), false, _) => {
            sql.push("AND (");
            for part in [text, number].into_iter().flatten() {
                sql.push(part).push(",");
            }
            sql.push("o.id").push(operator);
            if text.is_some() {
                sql.bind(after.text.as_str()).push(",");
            }
            if number.is_some() {
                sql.bind(after.number).push(",");
            }
            sql.bind(after.id).push(")");
        }
        _ => {}
    }
    let direction = if sort.descending { "DESC," } else { "ASC," };
    sql.push("ORDER BY");
    if by_day {
        sql.push("o.close_date").push(direction);
    } else {
        for part in [text, number].into_iter().flatten() {
            sql.push(part).push(direction);
        }
    }
    sql.push("o.id")
        .push(if sort.descending { "DESC" } else { "ASC" });
}

/// One page of the list and where it goes on.
pub async fn list_rows(
    session: &mut Session,
    facts: &FilterFacts<'_>,
    query: &ListQuery,
) -> Result<(Vec<ListRow>, Option<ListAfter>)> {
    let (text, number) = sort_values(session, query.sort.column);
    let mut sql = Sql::new(COLUMNS);
    sql.push(text.unwrap_or("''")).push("AS sort_text, CAST(");
    sql.push(number.unwrap_or("0"));
    sql.push("AS BIGINT) AS sort_number").push(FROM);
    narrowed(&mut sql, facts, query);
    ordered(&mut sql, query.sort, (text, number), query.after.as_ref());
    sql.with("LIMIT", i64::from(query.limit) + 1);
    let mut rows: Vec<Row> = session.all_of(sql).await?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(Row::after);
    let rows = rows.into_iter().map(Row::row).collect::<Result<_>>()?;
    Ok((rows, next))
}

/// Count, amount and weighted amount of all deals of the filter, by currency.
pub async fn list_sums(
    session: &mut Session,
    facts: &FilterFacts<'_>,
    query: &ListQuery,
) -> Result<Vec<CurrencySum>> {
    let mut sql = Sql::new(concat!(
        "SELECT CAST(NULL AS UUID) AS stage_id, o.currency AS currency, COUNT(*) AS deals, CAST(SUM(o.amount_minor) AS BIGINT) AS amount, ",
        weighted!(),
        " AS weighted FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE"
    ));
    narrowed(&mut sql, facts, query);
    sql.push("GROUP BY o.currency ORDER BY o.currency");
    let rows: Vec<SumRow> = session.all_of(sql).await?;
    rows.iter().map(SumRow::sum).collect()
}
