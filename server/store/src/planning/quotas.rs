//! Quotas: one per person and fiscal quarter.

use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::kernel::{Money, QuotaId, UserId};
use shared::planning::quotas::ops::QuotaView;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct QuotaRow {
    id: Uuid,
    user_id: Uuid,
    period_start: NaiveDate,
    amount_minor: i64,
    currency: String,
    version: i64,
}

impl QuotaRow {
    fn view(self) -> Result<QuotaView> {
        let currency = self
            .currency
            .parse()
            .map_err(|_| StoreError::Corrupt("quotas.currency"))?;
        Ok(QuotaView {
            id: QuotaId(self.id),
            user_id: UserId(self.user_id),
            period_start: self.period_start,
            amount: Money::new(self.amount_minor, currency),
            version: self.version,
        })
    }
}

/// The quotas of `owners` (everybody's when `None`) for quarters beginning from `from` to `to`.
pub async fn list(
    session: &mut Session,
    owners: Option<&[UserId]>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<QuotaView>> {
    let mut sql = Sql::new(
        "SELECT id, user_id, period_start, amount_minor, currency, version FROM quotas WHERE period_start >=",
    );
    sql.bind(from).with("AND period_start <=", to);
    if let Some(owners) = owners {
        sql.within("AND user_id IN", owners.iter().copied());
    }
    sql.push("ORDER BY period_start, user_id");
    let rows: Vec<QuotaRow> = session.all_of(sql).await?;
    rows.into_iter().map(QuotaRow::view).collect()
}

const GET: &str = "SELECT id, user_id, period_start, amount_minor, currency, version FROM quotas
    WHERE user_id = $1 AND period_start = $2";

/// The quota of one person and quarter.
pub async fn get(
    session: &mut Session,
    user: UserId,
    period_start: NaiveDate,
) -> Result<Option<QuotaView>> {
    let row: Option<QuotaRow> = session.opt(GET, args![user, period_start]).await?;
    row.map(QuotaRow::view).transpose()
}

const INSERT: &str =
    "INSERT INTO quotas (id, user_id, period_start, amount_minor, currency, sample, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1)";

/// Stores a new quota, whose version is 1.
pub async fn insert(session: &mut Session, quota: &QuotaView, sample: bool) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                quota.id,
                quota.user_id,
                quota.period_start,
                quota.amount.minor,
                quota.amount.currency,
                sample
            ],
        )
        .await?;
    Ok(())
}

const UPDATE: &str =
    "UPDATE quotas SET amount_minor = $1, currency = $2, sample = FALSE, version = version + 1
    WHERE id = $3 AND version = $4";

/// Changes a quota that still has `quota.version`; gives whether it did.
pub async fn update(session: &mut Session, quota: &QuotaView) -> Result<bool> {
    session
        .exec_one(
            UPDATE,
            args![
                quota.amount.minor,
                quota.amount.currency,
                quota.id,
                quota.version
            ],
        )
        .await
}

/// Removes a quota that still has this version; gives whether it did.
pub async fn delete(session: &mut Session, id: QuotaId, version: i64) -> Result<bool> {
    const DELETE: &str = "DELETE FROM quotas WHERE id = $1 AND version = $2";
    session.exec_one(DELETE, args![id, version]).await
}
