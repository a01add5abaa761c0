//! The questions that find a product.

use crate::{Result, Session, StoreError, args};
use shared::cpq::models::guide::Question;
use shared::kernel::Instant;
use uuid::Uuid;

/// The one document there is.
pub const FINDER: Uuid = Uuid::from_u128(0x0001);

const GET: &str = "SELECT content, version FROM product_finders WHERE id = $1";
const INSERT: &str = "INSERT INTO product_finders (id, content, sample, updated_at, version)
    VALUES ($1, $2, $3, $4, 1)";
const UPDATE: &str =
    "UPDATE product_finders SET content = $3, sample = FALSE, updated_at = $4, version = version + 1
    WHERE id = $1 AND version = $2";

/// The questions with their version; none and 0 before there are any.
pub async fn get(session: &mut Session) -> Result<(Vec<Question>, i64)> {
    let row: Option<(String, i64)> = session.opt(GET, args![FINDER]).await?;
    let Some((content, version)) = row else {
        return Ok((Vec::new(), 0));
    };
    let guide = serde_json::from_str(&content)
        .map_err(|_| StoreError::Corrupt("product_finders.content"))?;
    Ok((guide, version))
}

/// Writes the first questions. When there are some already: [`StoreError::Constraint`].
pub async fn insert(
    session: &mut Session,
    guide: &[Question],
    sample: bool,
    now: Instant,
) -> Result<()> {
    let args = args![FINDER, json(guide)?, sample, now];
    session.exec(INSERT, args).await?;
    Ok(())
}

/// Changes the questions that still have this version; says whether they had.
pub async fn update(
    session: &mut Session,
    version: i64,
    guide: &[Question],
    now: Instant,
) -> Result<bool> {
    let args = args![FINDER, version, json(guide)?, now];
    session.exec_one(UPDATE, args).await
}

fn json(guide: &[Question]) -> Result<String> {
    serde_json::to_string(guide).map_err(|_| StoreError::Corrupt("product_finders.content"))
}
