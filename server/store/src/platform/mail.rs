//! The outbox.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, MailId};
use shared::platform::mail::{Address, MailLine, MailState, Message, Subject};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO mails (id, delivery_key, recipient, subject, text_body, html_body, state, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7) ON CONFLICT (delivery_key) DO NOTHING";

const WAITING: &str = "SELECT recipient, subject, text_body, html_body, created_at FROM mails WHERE id = $1 AND state = 'waiting'";

const SETTLE: &str = "UPDATE mails SET state = $2, text_body = '', html_body = '', sent_at = $3, last_error = $4 WHERE id = $1 AND state = 'waiting'";

const TROUBLED: &str = "SELECT id, recipient, subject, last_error, created_at FROM mails
    WHERE last_error IS NOT NULL AND state = 'waiting' ORDER BY created_at DESC, id LIMIT $1";

/// Writes a message into the outbox; `false` when there is one of this cause already.
pub async fn insert(
    session: &mut Session,
    id: MailId,
    key: &str,
    message: &Message,
    now: Instant,
) -> Result<bool> {
    let values = args![
        id,
        key,
        message.to.as_str(),
        message.subject.as_str(),
        &message.text,
        &message.html,
        now
    ];
    Ok(session.exec(INSERT, values).await? > 0)
}

/// A message that waits, and when it was written.
pub async fn waiting(session: &mut Session, id: MailId) -> Result<Option<(Message, Instant)>> {
    type Row = (String, String, String, String, i64);
    let row: Option<Row> = session.opt(WAITING, args![id]).await?;
    row.map(|(to, subject, text, html, created)| {
        let to = Address::parse(&to).map_err(|_| StoreError::Corrupt("mails.recipient"))?;
        let subject = Subject::new(&subject);
        let message = Message {
            to,
            subject,
            text,
            html,
        };
        Ok((message, Instant(created)))
    })
    .transpose()
}

/// Notes that a message was handed over; its texts are forgotten.
pub async fn sent(session: &mut Session, id: MailId, now: Instant) -> Result<()> {
    let values = args![id, MailState::Sent.code(), now, None::<String>];
    session.exec(SETTLE, values).await?;
    Ok(())
}

/// Gives a message up; its texts are forgotten.
pub async fn give_up(session: &mut Session, id: MailId, why: &str) -> Result<()> {
    let values = args![id, MailState::Failed.code(), None::<i64>, why];
    session.exec(SETTLE, values).await?;
    Ok(())
}

/// Notes why a message could not be handed over; it still waits.
pub async fn note_failure(session: &mut Session, id: MailId, why: &str) -> Result<()> {
    session
        .exec(
            "UPDATE mails SET last_error = $2 WHERE id = $1 AND state = 'waiting'",
            args![id, why],
        )
        .await?;
    Ok(())
}

/// How many messages are in each state.
pub async fn counts(session: &mut Session) -> Result<Vec<(MailState, i64)>> {
    let rows: Vec<(String, i64)> = session
        .all("SELECT state, COUNT(*) FROM mails GROUP BY state", args![])
        .await?;
    rows.into_iter()
        .map(|(state, count)| {
            let state = state
                .parse()
                .map_err(|()| StoreError::Corrupt("mails.state"))?;
            Ok((state, count))
        })
        .collect()
}

/// The newest messages that could not be handed over.
pub async fn troubled(session: &mut Session, limit: i64) -> Result<Vec<MailLine>> {
    type Row = (Uuid, String, String, Option<String>, i64);
    let rows: Vec<Row> = session.all(TROUBLED, args![limit]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, to, subject, error, created)| MailLine {
            id: MailId(id),
            to,
            subject,
            error: error.unwrap_or_default(),
            created_at: Instant(created),
        })
        .collect())
}

/// Forgets messages written before `before` that no longer wait.
pub async fn forget_old(session: &mut Session, before: Instant) -> Result<u64> {
    session
        .exec(
            "DELETE FROM mails WHERE state <> 'waiting' AND created_at < $1",
            args![before],
        )
        .await
}
