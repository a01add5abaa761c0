//! Files of quotes: one row each, the bytes in Base64 as documents are.

use super::word;
use crate::{Result, Session, args};
use shared::cpq::attachments::Attachment;
use shared::kernel::{Instant, QuoteId, QuoteTemplateId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    title: String,
    file_name: String,
    kind: String,
    size: i64,
    sha256: String,
    shown: bool,
}

impl Row {
    fn attachment(self) -> Result<Attachment> {
        Ok(Attachment {
            id: self.id,
            title: self.title,
            file_name: self.file_name,
            kind: word(&self.kind, "quote_attachments.kind")?,
            size: self.size,
            sha256: self.sha256,
            shown: self.shown,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, file_name, kind, size, sha256, shown FROM quote_attachments WHERE quote_id = $1 ",
            $rest
        )
    };
}

/// The files of a quote, in their order.
pub async fn list(session: &mut Session, quote: QuoteId) -> Result<Vec<Attachment>> {
    let rows: Vec<Row> = session
        .all(
            select!("AND removed_at IS NULL ORDER BY position, id"),
            args![quote],
        )
        .await?;
    rows.into_iter().map(Row::attachment).collect()
}

/// The same with those that were taken away.
pub async fn known(session: &mut Session, quote: QuoteId) -> Result<Vec<Attachment>> {
    let rows: Vec<Row> = session
        .all(select!("ORDER BY position, id"), args![quote])
        .await?;
    rows.into_iter().map(Row::attachment).collect()
}

/// The version of a quote's list.
pub async fn version(session: &mut Session, quote: QuoteId) -> Result<i64> {
    let row: Option<(i64,)> = session
        .opt(
            "SELECT attachments_version FROM quotes WHERE id = $1",
            args![quote],
        )
        .await?;
    Ok(row.map_or(0, |(version,)| version))
}

/// Raises the version of the list of a quote that is still written; says whether it is. On PostgreSQL the
/// quote's row is held from then on: nobody sends it before this unit of work ends.
pub async fn touch(session: &mut Session, quote: QuoteId) -> Result<bool> {
    session
        .exec_one(
            "UPDATE quotes SET attachments_version = attachments_version + 1
             WHERE id = $1 AND state = 'draft' AND active_version AND deleted_at IS NULL",
            args![quote],
        )
        .await
}

/// Whether a file is there, of whichever quote.
pub async fn exists(session: &mut Session, id: Uuid) -> Result<bool> {
    let row: Option<(Uuid,)> = session
        .opt("SELECT id FROM quote_attachments WHERE id = $1", args![id])
        .await?;
    Ok(row.is_some())
}

/// Adds a file, with its bytes in Base64.
pub async fn insert(
    session: &mut Session,
    quote: QuoteId,
    file: &Attachment,
    content: &str,
    (position, at): (i64, Instant),
) -> Result<()> {
    session
        .exec(
            "INSERT INTO quote_attachments (id, quote_id, position, title, file_name, kind, size, sha256, shown, content, removed_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11)",
            args![
                file.id,
                quote,
                position,
                &file.title,
                &file.file_name,
                file.kind.code(),
                file.size,
                &file.sha256,
                file.shown,
                content,
                at
            ],
        )
        .await?;
    Ok(())
}

/// Says what the list of a quote is: what is not in it is taken away.
pub async fn put_list(
    session: &mut Session,
    quote: QuoteId,
    list: &[Attachment],
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "UPDATE quote_attachments SET removed_at = $2 WHERE quote_id = $1 AND removed_at IS NULL",
            args![quote, at],
        )
        .await?;
    for (position, file) in (0_i64..).zip(list) {
        session
            .exec(
                "UPDATE quote_attachments SET position = $3, title = $4, shown = $5, removed_at = NULL WHERE quote_id = $1 AND id = $2",
                args![quote, file.id, position, &file.title, file.shown],
            )
            .await?;
    }
    Ok(())
}

/// A file of a quote with its bytes, in Base64.
pub async fn content(
    session: &mut Session,
    quote: QuoteId,
    id: Uuid,
) -> Result<Option<(Attachment, String)>> {
    let found = list(session, quote).await?;
    let Some(file) = found.into_iter().find(|file| file.id == id) else {
        return Ok(None);
    };
    let (content,): (String,) = session
        .one(
            "SELECT content FROM quote_attachments WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(Some((file, content)))
}

/// Gives the quote $3 a file that is $2 there: a copy of $1, which is kept in `$place`, with its bytes.
macro_rules! copy_of {
    ($place:literal) => {
        concat!(
            "INSERT INTO quote_attachments (id, quote_id, position, title, file_name, kind, size, sha256, shown, content, removed_at, created_at)
             SELECT $2, $3, position, title, file_name, kind, size, sha256, shown, content, NULL, $4 FROM ",
            $place,
            " WHERE id = $1"
        )
    };
}

/// Gives a quote a copy of a file of another one.
pub async fn copy(
    session: &mut Session,
    (file, to): (Uuid, QuoteId),
    new_id: Uuid,
    at: Instant,
) -> Result<()> {
    session
        .exec(copy_of!("quote_attachments"), args![file, new_id, to, at])
        .await?;
    Ok(())
}

/// Keeps a copy of a quote's file with a template.
pub async fn copy_into_template(
    session: &mut Session,
    (file, to): (Uuid, QuoteTemplateId),
    new_id: Uuid,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO template_attachments (id, template_id, position, title, file_name, kind, size, sha256, shown, content, created_at)
             SELECT $2, $3, position, title, file_name, kind, size, sha256, shown, content, $4 FROM quote_attachments WHERE id = $1",
            args![file, new_id, to, at],
        )
        .await?;
    Ok(())
}

/// The files a template carries, in their order.
pub async fn of_template(session: &mut Session, template: QuoteTemplateId) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = session
        .all(
            "SELECT id FROM template_attachments WHERE template_id = $1 ORDER BY position, id",
            args![template],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Gives a quote a copy of a file of a template.
pub async fn copy_from_template(
    session: &mut Session,
    (file, to): (Uuid, QuoteId),
    new_id: Uuid,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            copy_of!("template_attachments"),
            args![file, new_id, to, at],
        )
        .await?;
    Ok(())
}

/// Forgets what was taken away before this moment.
pub async fn forget_removed(session: &mut Session, before: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM quote_attachments WHERE removed_at < $1",
            args![before],
        )
        .await?;
    Ok(())
}
