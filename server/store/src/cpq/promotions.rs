//! Promotions, and which quotes went to customers with them.

use crate::cpq::{json, parsed};
use crate::{Result, Session, Sql, StoreError, args};
use shared::cpq::promotions::{PromotionDraft, PromotionRow};
use shared::kernel::{Instant, PromotionId, QuoteId};
use uuid::Uuid;

type Row = (Uuid, String, i64, i64, i64);

fn row((id, draft, version, used, given_minor): Row) -> Result<PromotionRow> {
    const COLUMN: &str = "promotions.draft";
    Ok(PromotionRow {
        id: PromotionId(id),
        draft: parsed(Some(draft), COLUMN)?.ok_or(StoreError::Corrupt(COLUMN))?,
        used: u32::try_from(used).unwrap_or(u32::MAX),
        given_minor,
        version,
    })
}

// A quote that was replaced, given up or thrown away gives its use back.
const READ: &str = "SELECT p.id, p.draft, p.version,
        (SELECT COUNT(*) FROM promotion_uses u JOIN quotes q ON q.id = u.quote_id
            WHERE u.promotion_id = p.id AND q.active_version AND q.deleted_at IS NULL AND q.state IN ('sent', 'viewed', 'accepted')) AS used,
        (SELECT CAST(COALESCE(SUM(u.given_minor), 0) AS BIGINT) FROM promotion_uses u JOIN quotes q ON q.id = u.quote_id
            WHERE u.promotion_id = p.id AND q.active_version AND q.deleted_at IS NULL AND q.state IN ('sent', 'viewed', 'accepted')) AS given
    FROM promotions p";

/// Every promotion, the newest first.
pub async fn all(session: &mut Session) -> Result<Vec<PromotionRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" ORDER BY p.created_at DESC, p.id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(row).collect()
}

/// The promotions that need no coupon.
pub async fn automatic(session: &mut Session) -> Result<Vec<PromotionRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" WHERE p.coupon IS NULL ORDER BY p.created_at, p.id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(row).collect()
}

/// The promotion of a coupon.
pub async fn of_coupon(session: &mut Session, coupon: &str) -> Result<Option<PromotionRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" WHERE p.coupon =").bind(coupon);
    session.opt_of(sql).await?.map(row).transpose()
}

/// A promotion.
pub async fn get(session: &mut Session, id: PromotionId) -> Result<Option<PromotionRow>> {
    let mut sql = Sql::new(READ);
    sql.push(" WHERE p.id =").bind(id);
    session.opt_of(sql).await?.map(row).transpose()
}

fn coupon(draft: &PromotionDraft) -> Option<&str> {
    Some(draft.coupon.as_str()).filter(|coupon| !coupon.is_empty())
}

/// Adds a promotion; `sample`: it goes with the sample company.
pub async fn insert(
    session: &mut Session,
    id: PromotionId,
    draft: &PromotionDraft,
    sample: bool,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO promotions (id, coupon, draft, sample, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $5, 1)",
            args![id, coupon(draft), json(Some(draft)), sample, at],
        )
        .await?;
    Ok(())
}

/// Changes a promotion that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, version): (PromotionId, i64),
    draft: &PromotionDraft,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE promotions SET coupon = $3, draft = $4, updated_at = $5, version = version + 1 WHERE id = $1 AND version = $2",
            args![id, version, coupon(draft), json(Some(draft)), at],
        )
        .await
}

/// Takes a promotion away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: PromotionId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM promotions WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}

/// Lets nobody else use a promotion before this transaction ends; `false` when it is gone.
pub async fn lock(session: &mut Session, id: PromotionId) -> Result<bool> {
    session
        .exec_one(
            "UPDATE promotions SET version = version WHERE id = $1",
            args![id],
        )
        .await
}

/// A quote has nothing of a promotion any more.
pub async fn give_back(session: &mut Session, id: PromotionId, quote: QuoteId) -> Result<()> {
    session
        .exec(
            "DELETE FROM promotion_uses WHERE promotion_id = $1 AND quote_id = $2",
            args![id, quote],
        )
        .await?;
    Ok(())
}

/// A quote goes to its customer with a promotion, which gives it so much over its term.
pub async fn use_it(
    session: &mut Session,
    id: PromotionId,
    quote: QuoteId,
    given_minor: i64,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO promotion_uses (promotion_id, quote_id, given_minor) VALUES ($1, $2, $3) ON CONFLICT (promotion_id, quote_id) DO UPDATE SET given_minor = excluded.given_minor",
            args![id, quote, given_minor],
        )
        .await?;
    Ok(())
}
