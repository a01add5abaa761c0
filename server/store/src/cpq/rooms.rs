//! Rooms, visits, messages and signatures of quotes.

use crate::{Result, Session, StoreError, args};
use shared::cpq::rooms::{Message, Room, RoomPart, SentCode, Signature, Visit};
use shared::kernel::{Instant, QuoteId};
use uuid::Uuid;

/// Most visits shown of a room.
const VISITS: i64 = 100;

/// The room a token leads to.
pub struct Entered {
    /// Which room.
    pub id: Uuid,
    /// Which quote.
    pub quote_id: QuoteId,
    /// Who it was made for.
    pub recipient: String,
    /// Where a code is sent before it is signed; may be empty.
    pub email: String,
    /// Whether the quote is of the sample company.
    pub sample: bool,
}

/// The open room of a token's hash; nothing for a closed one, or one of a quote in the bin.
pub async fn enter(session: &mut Session, token_hash: &str) -> Result<Option<Entered>> {
    let row: Option<(Uuid, Uuid, String, String, bool)> = session
        .opt(
            "SELECT r.id, r.quote_id, r.recipient, r.email, q.sample FROM rooms r JOIN quotes q ON q.id = r.quote_id
             WHERE r.token_hash = $1 AND r.closed_at IS NULL AND q.deleted_at IS NULL",
            args![token_hash],
        )
        .await?;
    Ok(row.map(|(id, quote, recipient, email, sample)| Entered {
        id,
        quote_id: QuoteId(quote),
        recipient,
        email,
        sample,
    }))
}

/// Makes a room; `false` when there is one with this id.
pub async fn insert(
    session: &mut Session,
    id: Uuid,
    quote: QuoteId,
    token_hash: &str,
    (recipient, email): (&str, &str),
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "INSERT INTO rooms (id, quote_id, token_hash, recipient, email, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
            args![id, quote, token_hash, recipient, email, at],
        )
        .await
}

/// Closes a room of a quote; whether it was open.
pub async fn close(session: &mut Session, id: Uuid, quote: QuoteId, at: Instant) -> Result<bool> {
    session
        .exec_one(
            "UPDATE rooms SET closed_at = $3 WHERE id = $1 AND quote_id = $2 AND closed_at IS NULL",
            args![id, quote, at],
        )
        .await
}

/// How many rooms of a quote are open.
pub async fn open_rooms(session: &mut Session, quote: QuoteId) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM rooms WHERE quote_id = $1 AND closed_at IS NULL",
            args![quote],
        )
        .await?;
    Ok(count)
}

/// The rooms of a quote with their visits, newest first.
pub async fn rooms(session: &mut Session, quote: QuoteId) -> Result<Vec<Room>> {
    let rows: Vec<(Uuid, String, String, i64, Option<i64>)> = session
        .all(
            "SELECT id, recipient, email, created_at, closed_at FROM rooms WHERE quote_id = $1 ORDER BY created_at DESC, id DESC",
            args![quote],
        )
        .await?;
    let mut rooms = Vec::new();
    for (id, recipient, email, created_at, closed_at) in rows {
        let visits: Vec<(String, i64, Option<i64>)> = session
            .all(
                "SELECT part, at, slide FROM room_visits WHERE room_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
                args![id, VISITS],
            )
            .await?;
        let visits = visits
            .into_iter()
            .map(|(part, at, slide)| {
                let part: RoomPart = part
                    .parse()
                    .map_err(|()| StoreError::Corrupt("room_visits.part"))?;
                Ok(Visit {
                    part,
                    at: Instant(at),
                    slide: slide.and_then(|slide| u32::try_from(slide).ok()),
                })
            })
            .collect::<Result<_>>()?;
        rooms.push(Room {
            id,
            recipient,
            email,
            created_at: Instant(created_at),
            closed_at: closed_at.map(Instant),
            visits,
        });
    }
    Ok(rooms)
}

/// Holds a room until the transaction ends, so that tries are counted one after the other. SQLite has one
/// writer anyway.
pub async fn hold(session: &mut Session, room: Uuid) -> Result<()> {
    if session.is_postgres() {
        let _: Option<(Uuid,)> = session
            .opt("SELECT id FROM rooms WHERE id = $1 FOR UPDATE", args![room])
            .await?;
    }
    Ok(())
}

/// The code that was sent last through a room.
pub async fn code(session: &mut Session, room: Uuid) -> Result<Option<SentCode>> {
    let row: Option<(String, i64, i64, i64)> = session
        .opt(
            "SELECT code_hash, sent_at, tries, sent FROM room_codes WHERE room_id = $1",
            args![room],
        )
        .await?;
    Ok(row.map(|(hash, sent_at, tries, sent)| SentCode {
        hash,
        sent_at: Instant(sent_at),
        tries,
        sent,
    }))
}

/// Puts a new code in the place of the one before.
pub async fn put_code(session: &mut Session, room: Uuid, hash: &str, at: Instant) -> Result<()> {
    session
        .exec(
            "INSERT INTO room_codes (room_id, code_hash, sent_at, tries, sent) VALUES ($1, $2, $3, 0, 1)
             ON CONFLICT (room_id) DO UPDATE SET code_hash = $2, sent_at = $3, tries = 0, sent = room_codes.sent + 1",
            args![room, hash, at],
        )
        .await?;
    Ok(())
}

/// Counts a wrong try.
pub async fn count_try(session: &mut Session, room: Uuid) -> Result<()> {
    session
        .exec(
            "UPDATE room_codes SET tries = tries + 1 WHERE room_id = $1",
            args![room],
        )
        .await?;
    Ok(())
}

/// When a part, or a slide of it, was last read through a room, and how many visits the room has had.
pub async fn last_visit(
    session: &mut Session,
    room: Uuid,
    (part, slide): (RoomPart, Option<u32>),
) -> Result<(Option<Instant>, i64)> {
    let (last, all): (Option<i64>, i64) = session
        .one(
            "SELECT MAX(CASE WHEN part = $2 AND COALESCE(slide, 0) = $3 THEN at END), COUNT(*) FROM room_visits WHERE room_id = $1",
            args![room, part.code(), i64::from(slide.unwrap_or(0))],
        )
        .await?;
    Ok((last.map(Instant), all))
}

/// Writes down that a part, or a slide of it, was read.
pub async fn insert_visit(
    session: &mut Session,
    room: Uuid,
    (part, slide): (RoomPart, Option<u32>),
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO room_visits (room_id, part, slide, at) VALUES ($1, $2, $3, $4)",
            args![room, part.code(), slide.map(i64::from), at],
        )
        .await?;
    Ok(())
}

/// Questions and answers about a quote, oldest first.
pub async fn messages(session: &mut Session, quote: QuoteId) -> Result<Vec<Message>> {
    let rows: Vec<(Uuid, String, bool, String, i64)> = session
        .all(
            "SELECT id, author, ours, body, at FROM room_messages WHERE quote_id = $1 ORDER BY at, id",
            args![quote],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, author, ours, text, at)| Message {
            id,
            author,
            ours,
            text,
            at: Instant(at),
        })
        .collect())
}

/// How many messages the customer has written about a quote.
pub async fn asked(session: &mut Session, quote: QuoteId) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM room_messages WHERE quote_id = $1 AND NOT ours",
            args![quote],
        )
        .await?;
    Ok(count)
}

/// Keeps a message; `false` when it is there already.
pub async fn insert_message(
    session: &mut Session,
    quote: QuoteId,
    message: &Message,
) -> Result<bool> {
    session
        .exec_one(
            "INSERT INTO room_messages (id, quote_id, author, ours, body, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
            args![
                message.id,
                quote,
                &message.author,
                message.ours,
                &message.text,
                message.at
            ],
        )
        .await
}

/// A kept signature.
pub struct Kept {
    /// Its place in the book.
    pub seq: i64,
    /// The record.
    pub signature: Signature,
    /// Its seal.
    pub seal: String,
    /// The document, in Base64.
    pub document: String,
}

/// The signature of a quote.
pub async fn signature(session: &mut Session, quote: QuoteId) -> Result<Option<Kept>> {
    let row: Option<(i64, String, String, String)> = session
        .opt(
            "SELECT seq, record, seal, document FROM quote_signatures WHERE quote_id = $1",
            args![quote],
        )
        .await?;
    row.map(|(seq, record, seal, document)| {
        Ok(Kept {
            seq,
            signature: serde_json::from_str(&record)
                .map_err(|_| StoreError::Corrupt("quote_signatures.record"))?,
            seal,
            document,
        })
    })
    .transpose()
}

const LAST_SEAL: &str =
    "SELECT seq, seal FROM quote_signatures WHERE seq < $1 ORDER BY seq DESC LIMIT 1";
const LAST_GONE: &str =
    "SELECT seq, seal FROM gone_signatures WHERE seq < $1 ORDER BY seq DESC LIMIT 1";

/// The seal of the last signature before `seq`, gone with the sample company or not; of the last of all without one. On
/// PostgreSQL the book is locked until the unit of work ends, so that no two signatures follow the same one.
pub async fn last_seal(session: &mut Session, before: Option<i64>) -> Result<Option<String>> {
    if before.is_none() && session.is_postgres() && session.is_writing() {
        session
            .exec("LOCK TABLE quote_signatures IN EXCLUSIVE MODE", args![])
            .await?;
    }
    let before = before.unwrap_or(i64::MAX);
    let here: Option<(i64, String)> = session.opt(LAST_SEAL, args![before]).await?;
    let gone: Option<(i64, String)> = session.opt(LAST_GONE, args![before]).await?;
    Ok(here.max(gone).map(|(_, seal)| seal))
}

/// Keeps a signature.
pub async fn insert_signature(
    session: &mut Session,
    quote: QuoteId,
    signature: &Signature,
    seal: &str,
    document: &str,
) -> Result<()> {
    let record = serde_json::to_string(signature).unwrap_or_default();
    session
        .exec(
            "INSERT INTO quote_signatures (quote_id, record, seal, document) VALUES ($1, $2, $3, $4)",
            args![quote, record, seal, document],
        )
        .await?;
    Ok(())
}
