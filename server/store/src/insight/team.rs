//! Deals closed in a span of days.

use crate::{Result, Session, Sql, StoreError};
use chrono::NaiveDate;
use shared::kernel::{DaySpan, Instant, Money, UserId};
use uuid::Uuid;

/// A deal won or lost.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// Whose it was.
    pub owner: UserId,
    /// Won, or else lost.
    pub won: bool,
    /// The agreed amount.
    pub amount: Money,
    /// When it was created.
    pub created_at: Instant,
    /// The day it was closed.
    pub closed_on: NaiveDate,
    /// How often its close date was pushed later.
    pub pushes: u32,
}

/// The deals of `owners` (everybody's when `None`) won or lost within `span`, oldest first.
pub async fn closed(
    session: &mut Session,
    owners: Option<&[UserId]>,
    span: DaySpan,
) -> Result<Vec<Closed>> {
    let mut sql = Sql::new(
        "SELECT o.owner_id, o.state, o.amount_minor, o.currency, o.created_at,
            COALESCE(o.closed_on, o.close_date) AS closed_on, o.close_date_pushes
        FROM opportunities o WHERE o.deleted_at IS NULL AND o.state IN ('won', 'lost')
            AND COALESCE(o.closed_on, o.close_date) >=",
    );
    sql.bind(span.from)
        .with("AND COALESCE(o.closed_on, o.close_date) <=", span.to);
    if let Some(owners) = owners {
        sql.within("AND o.owner_id IN", owners.iter().copied());
    }
    sql.push("ORDER BY closed_on, o.id");
    let rows: Vec<(Uuid, String, i64, String, i64, NaiveDate, i32)> = session.all_of(sql).await?;
    rows.into_iter()
        .map(
            |(owner, state, minor, currency, created_at, closed_on, pushes)| {
                let currency = currency
                    .parse()
                    .map_err(|_| StoreError::Corrupt("opportunities.currency"))?;
                Ok(Closed {
                    owner: UserId(owner),
                    won: state == "won",
                    amount: Money::new(minor, currency),
                    created_at: Instant(created_at),
                    closed_on,
                    pushes: u32::try_from(pushes).unwrap_or(0),
                })
            },
        )
        .collect()
}
