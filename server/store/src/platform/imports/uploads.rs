//! Files on their way to an import, where several servers take their parts.

use crate::{Result, Session, args};
use shared::kernel::{ImportId, Instant, UserId};
use uuid::Uuid;

/// What there is of a file.
#[derive(Clone, Copy, Debug)]
pub struct Upload {
    /// Who sends it.
    pub by: UserId,
    /// When its first part came.
    pub since: Instant,
    /// Whether it is a workbook.
    pub workbook: bool,
    /// Parts.
    pub parts: i64,
    /// Bytes.
    pub size: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: Uuid,
    since: i64,
    workbook: bool,
    parts: i64,
    size: i64,
}

const UPLOAD: &str =
    "SELECT user_id, since, workbook, COUNT(*) AS parts, CAST(SUM(size) AS BIGINT) AS size
    FROM import_uploads WHERE id = $1 GROUP BY user_id, since, workbook";

/// What there is of a file.
pub async fn upload(session: &mut Session, id: ImportId) -> Result<Option<Upload>> {
    let row: Option<Row> = session.opt(UPLOAD, args![id]).await?;
    Ok(row.map(|row| Upload {
        by: UserId(row.user_id),
        since: Instant(row.since),
        workbook: row.workbook,
        parts: row.parts,
        size: row.size,
    }))
}

/// The bytes of all files that wait.
pub async fn waiting_bytes(session: &mut Session) -> Result<i64> {
    let (size,): (i64,) = session
        .one(
            "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM import_uploads",
            args![],
        )
        .await?;
    Ok(size)
}

/// Adds a part behind those of `there`; `content` is Base64, `size` that of its bytes.
pub async fn add_part(
    session: &mut Session,
    id: ImportId,
    there: &Upload,
    content: &str,
    size: i64,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO import_uploads (id, part, user_id, since, workbook, size, content) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![id, there.parts, there.by, there.since, there.workbook, size, content],
        )
        .await?;
    Ok(())
}

/// The parts of a file, in Base64 each.
pub async fn parts(session: &mut Session, id: ImportId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = session
        .all(
            "SELECT content FROM import_uploads WHERE id = $1 ORDER BY part",
            args![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(content,)| content).collect())
}

/// Drops a file; says whether there was one.
pub async fn drop_upload(session: &mut Session, id: ImportId) -> Result<bool> {
    let gone = session
        .exec("DELETE FROM import_uploads WHERE id = $1", args![id])
        .await?;
    Ok(gone > 0)
}

/// Drops every file that began before `oldest`.
pub async fn forget_uploads(session: &mut Session, oldest: Instant) -> Result<()> {
    session
        .exec("DELETE FROM import_uploads WHERE since < $1", args![oldest])
        .await?;
    Ok(())
}
