//! Discount schedules.

use crate::cpq::{json, parsed};
use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::cpq::schedules::{ScheduleDraft, ScheduleRow};
use shared::kernel::{AccountId, Currency, DiscountScheduleId, Instant, QuoteId};
use uuid::Uuid;

type Row = (Uuid, String, i64);

fn row((id, draft, version): Row) -> Result<ScheduleRow> {
    const COLUMN: &str = "discount_schedules.draft";
    Ok(ScheduleRow {
        id: DiscountScheduleId(id),
        draft: parsed(Some(draft), COLUMN)?.ok_or(StoreError::Corrupt(COLUMN))?,
        version,
    })
}

const READ: &str = "SELECT s.id, s.draft, s.version FROM discount_schedules s";

/// Every schedule, the oldest first: of two that name a product alike the first is followed.
pub async fn all(session: &mut Session) -> Result<Vec<ScheduleRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" ORDER BY s.created_at, s.id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(row).collect()
}

/// A schedule.
pub async fn get(session: &mut Session, id: DiscountScheduleId) -> Result<Option<ScheduleRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" WHERE s.id =").bind(id);
    session.opt_of(sql).await?.map(row).transpose()
}

/// What the accepted quotes of an account in a currency came to before tax, offered from the one day to the other; not
/// those of one series.
pub async fn ordered(
    session: &mut Session,
    account: AccountId,
    currency: Currency,
    (from, to): (NaiveDate, NaiveDate),
    but: QuoteId,
) -> Result<i64> {
    let (sum,): (i64,) = session
        .one(
            "SELECT CAST(COALESCE(SUM(q.net_minor), 0) AS BIGINT) FROM quotes q WHERE q.account_id = $1 AND q.currency = $2
                AND q.issued_on >= $3 AND q.issued_on <= $4 AND q.state = 'accepted' AND q.active_version AND q.deleted_at IS NULL AND q.series_id <> $5",
            args![account, currency, from, to, but],
        )
        .await?;
    Ok(sum)
}

/// Adds a schedule.
pub async fn insert(
    session: &mut Session,
    id: DiscountScheduleId,
    draft: &ScheduleDraft,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO discount_schedules (id, draft, created_at, updated_at, version) VALUES ($1, $2, $3, $3, 1)",
            args![id, json(Some(draft)), at],
        )
        .await?;
    Ok(())
}

/// Changes a schedule that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, version): (DiscountScheduleId, i64),
    draft: &ScheduleDraft,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE discount_schedules SET draft = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $2",
            args![id, version, json(Some(draft)), at],
        )
        .await
}

/// Takes a schedule away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: DiscountScheduleId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM discount_schedules WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}
