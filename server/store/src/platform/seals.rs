//! The seals of the log: what waits for one, the chain, and what of the log it stands for.

use crate::sql::Sql;
use crate::{Result, Session, args};
use uuid::Uuid;

/// An entry of the log as it lies there, read without a thought of what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who.
    pub actor: Option<Uuid>,
    /// Kind of record.
    pub entity: String,
    /// The record.
    pub record: Uuid,
    /// What it hangs on.
    pub parent: Option<Uuid>,
    /// Whose it is.
    pub owner: Option<Uuid>,
    /// What happened.
    pub action: String,
    /// The facts before.
    pub before: Option<String>,
    /// The facts after.
    pub after: Option<String>,
}

/// What waits for a seal.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The number of the entry.
    pub seq: i64,
    /// Why it is sealed.
    pub why: String,
    /// It has a seal already.
    pub again: bool,
    /// The entry; nothing when it was taken away.
    pub event: Option<Raw>,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Where in the chain, from 1.
    pub position: i64,
    /// The entry it stands for.
    pub seq: i64,
    /// What became of it: `made`, `erased`, `changed`, `removed`.
    pub kind: String,
    /// Mixed into the hash of the content; gone when the content is.
    pub salt: Option<String>,
    /// Hash of the content.
    pub content: String,
    /// Hash over the chain so far and this link.
    pub chain: String,
}

/// A link with what the log holds in its place.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The link.
    pub seal: Seal,
    /// A later link stands for the entry.
    pub superseded: bool,
    /// The entry was rewritten by Jalon, and waits for its new seal.
    pub waiting: bool,
    /// The entry.
    pub event: Option<Raw>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    there: Option<i64>,
    at: Option<i64>,
    actor_id: Option<Uuid>,
    entity: Option<String>,
    entity_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    action: Option<String>,
    before_json: Option<String>,
    after_json: Option<String>,
}

impl EventRow {
    fn raw(self) -> Option<Raw> {
        Some(Raw {
            seq: self.there?,
            at: self.at?,
            actor: self.actor_id,
            entity: self.entity?,
            record: self.entity_id?,
            parent: self.parent_id,
            owner: self.owner_id,
            action: self.action?,
            before: self.before_json,
            after: self.after_json,
        })
    }
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    seq: i64,
    why: String,
    again: bool,
    #[sqlx(flatten)]
    event: EventRow,
}

const WAITING: &str = "SELECT q.seq, q.why, EXISTS (SELECT 1 FROM event_seals s WHERE s.seq = q.seq) AS again,
    e.seq AS there, e.at, e.actor_id, e.entity, e.entity_id, e.parent_id, e.owner_id, e.action, e.before_json, e.after_json
    FROM event_seal_queue q LEFT JOIN events e ON e.seq = q.seq ORDER BY q.seq LIMIT $1";

/// What waits for a seal, the lowest numbers first.
pub async fn waiting(session: &mut Session, limit: i64) -> Result<Vec<Waiting>> {
    let rows: Vec<WaitingRow> = session.all(WAITING, args![limit]).await?;
    Ok(rows
        .into_iter()
        .map(|row| Waiting {
            seq: row.seq,
            why: row.why,
            again: row.again,
            event: row.event.raw(),
        })
        .collect())
}

/// How many entries wait for a seal.
pub async fn count_waiting(session: &mut Session) -> Result<i64> {
    let (count,): (i64,) = session
        .one("SELECT COUNT(*) FROM event_seal_queue", args![])
        .await?;
    Ok(count)
}

/// The end of the chain: position and hash.
pub async fn head(session: &mut Session) -> Result<(i64, String)> {
    session
        .one(
            "SELECT position, chain FROM event_chain WHERE id = 1",
            args![],
        )
        .await
}

/// The end of the chain, held until the transaction ends: nobody else adds to it meanwhile.
pub async fn hold_head(session: &mut Session) -> Result<(i64, String)> {
    session
        .one(
            "UPDATE event_chain SET position = position WHERE id = 1 RETURNING position, chain",
            args![],
        )
        .await
}

/// Adds to the end of the chain, and takes what waited from the queue.
pub async fn add(session: &mut Session, seals: &[Seal], waited: &[i64]) -> Result<()> {
    const INSERT: &str =
        "INSERT INTO event_seals (position, seq, kind, salt, content, chain) VALUES";
    for some in waited.chunks(400) {
        // What was rewritten cannot be shown any more: the salt of the earlier seal would only help guessing.
        let mut sql = Sql::new("UPDATE event_seals SET salt = NULL WHERE salt IS NOT NULL AND");
        sql.within("seq IN", some.iter().copied());
        session.exec_of(sql).await?;
        let mut sql = Sql::new("DELETE FROM event_seal_queue WHERE");
        sql.within("seq IN", some.iter().copied());
        session.exec_of(sql).await?;
    }
    let rows = seals.iter().map(|seal| {
        args![
            seal.position,
            seal.seq,
            &seal.kind,
            seal.salt.as_deref(),
            &seal.content,
            &seal.chain
        ]
    });
    session.insert_many(INSERT, rows.collect()).await?;
    if let Some(last) = seals.last() {
        session
            .exec(
                "UPDATE event_chain SET position = $1, chain = $2 WHERE id = 1",
                args![last.position, &last.chain],
            )
            .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SealedRow {
    position: i64,
    seq: i64,
    kind: String,
    salt: Option<String>,
    content: String,
    chain: String,
    superseded: bool,
    waiting: bool,
    #[sqlx(flatten)]
    event: EventRow,
}

const PIECE: &str = "SELECT s.position, s.seq, s.kind, s.salt, s.content, s.chain,
    EXISTS (SELECT 1 FROM event_seals n WHERE n.seq = s.seq AND n.position > s.position) AS superseded,
    EXISTS (SELECT 1 FROM event_seal_queue q WHERE q.seq = s.seq) AS waiting,
    e.seq AS there, e.at, e.actor_id, e.entity, e.entity_id, e.parent_id, e.owner_id, e.action, e.before_json, e.after_json
    FROM event_seals s LEFT JOIN events e ON e.seq = s.seq WHERE s.position > $1 ORDER BY s.position LIMIT $2";

/// The links after a position, with what the log holds.
pub async fn piece(session: &mut Session, after: i64, limit: i64) -> Result<Vec<Sealed>> {
    let rows: Vec<SealedRow> = session.all(PIECE, args![after, limit]).await?;
    Ok(rows
        .into_iter()
        .map(|row| Sealed {
            seal: Seal {
                position: row.position,
                seq: row.seq,
                kind: row.kind,
                salt: row.salt,
                content: row.content,
                chain: row.chain,
            },
            superseded: row.superseded,
            waiting: row.waiting,
            event: row.event.raw(),
        })
        .collect())
}

/// The first entry that has no seal and waits for none: it did not come in by the way of all others.
pub async fn stranger(session: &mut Session) -> Result<Option<i64>> {
    const STRANGER: &str = "SELECT MIN(e.seq) FROM events e
        WHERE NOT EXISTS (SELECT 1 FROM event_seals s WHERE s.seq = e.seq)
        AND NOT EXISTS (SELECT 1 FROM event_seal_queue q WHERE q.seq = e.seq)";
    let (seq,): (Option<i64>,) = session.one(STRANGER, args![]).await?;
    Ok(seq)
}

/// The numbers of sealed entries the log does not hold: those that were taken away.
pub async fn without_event(session: &mut Session) -> Result<Vec<i64>> {
    const WITHOUT: &str = "SELECT DISTINCT s.seq FROM event_seals s
        WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.seq = s.seq) ORDER BY s.seq";
    let rows: Vec<(i64,)> = session.all(WITHOUT, args![]).await?;
    Ok(rows.into_iter().map(|(seq,)| seq).collect())
}

/// Says that Jalon itself has rewritten these entries or taken them away: they are sealed again.
pub async fn seal_again(session: &mut Session, seqs: &[i64], why: &str) -> Result<()> {
    let rows = seqs.iter().map(|seq| args![*seq, why]).collect();
    session
        .put_many(
            "INSERT INTO event_seal_queue (seq, why) VALUES",
            rows,
            "ON CONFLICT (seq) DO NOTHING",
        )
        .await?;
    Ok(())
}

/// What the last reading of all seals found, in JSON.
pub async fn last_check(session: &mut Session) -> Result<Option<String>> {
    let row: Option<(String,)> = session
        .opt("SELECT result FROM event_check WHERE id = 1", args![])
        .await?;
    Ok(row.map(|(result,)| result))
}

/// Keeps what a reading of all seals found.
pub async fn keep_check(session: &mut Session, result: &str) -> Result<()> {
    session
        .exec(
            "INSERT INTO event_check (id, result) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET result = $1",
            args![result],
        )
        .await?;
    Ok(())
}
