//! That erasures happened, and the hashes their addresses are known again by.

use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, UserId};
use shared::platform::erasure::{Erasure, Requester, Subject, SubjectKind};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Signs of a hash that are shown.
const SHOWN: usize = 16;

/// The key addresses are hashed with; `fresh` becomes it when there is none yet.
pub async fn key(session: &mut Session, fresh: &str) -> Result<String> {
    session
        .exec(
            "INSERT INTO erasure_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
            args![fresh],
        )
        .await?;
    let (secret,): (String,) = session
        .one("SELECT secret FROM erasure_key WHERE id = 1", args![])
        .await?;
    Ok(secret)
}

/// The key, when anything was ever erased.
pub async fn existing_key(session: &mut Session) -> Result<Option<String>> {
    let row: Option<(String,)> = session
        .opt("SELECT secret FROM erasure_key WHERE id = 1", args![])
        .await?;
    Ok(row.map(|(secret,)| secret))
}

/// What is written of an erasure.
#[derive(Debug)]
pub struct Logged<'a> {
    /// What stays.
    pub erasure: &'a Erasure,
    /// Who did it.
    pub by: UserId,
    /// Hashes of the addresses.
    pub hashes: &'a [String],
}

/// Writes that it happened.
pub async fn insert(session: &mut Session, logged: &Logged<'_>) -> Result<()> {
    let erasure = logged.erasure;
    let report = serde_json::to_string(&erasure.report)
        .map_err(|_| StoreError::Corrupt("erasures.report"))?;
    session
        .exec(
            "INSERT INTO erasures (id, kind, record_id, requester, reason, report, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                erasure.id,
                erasure.subject.kind.code(),
                erasure.subject.id,
                erasure.requester.code(),
                erasure.reason.as_str(),
                report,
                logged.by,
                erasure.at
            ],
        )
        .await?;
    for hash in logged.hashes {
        session
            .exec(
                "INSERT INTO erased_addresses (erasure_id, hash) VALUES ($1, $2)",
                args![erasure.id, hash.as_str()],
            )
            .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    record_id: Uuid,
    requester: String,
    reason: String,
    report: String,
    by: Option<String>,
    at: i64,
}

/// Erasures, the latest first: one, or those of which a hash is one of these, or all.
pub async fn list(
    session: &mut Session,
    id: Option<Uuid>,
    hash: Option<&str>,
) -> Result<Vec<Erasure>> {
    let mut sql = Sql::new(
        "SELECT e.id, e.kind, e.record_id, e.requester, e.reason, e.report, u.name AS by, e.at FROM erasures e LEFT JOIN users u ON u.id = e.actor_id WHERE 1 = 1",
    );
    if let Some(id) = id {
        sql.with("AND e.id =", id);
    }
    if let Some(hash) = hash {
        sql.with(
            "AND EXISTS (SELECT 1 FROM erased_addresses a WHERE a.erasure_id = e.id AND a.hash =",
            hash,
        );
        sql.push(")");
    }
    sql.push("ORDER BY e.at DESC, e.id DESC LIMIT 500");
    let rows: Vec<Row> = session.all_of(sql).await?;
    let mut marks = marks(session, rows.iter().map(|row| row.id)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Erasure {
            id: row.id,
            subject: Subject {
                kind: row.kind.parse().unwrap_or(SubjectKind::Contact),
                id: row.record_id,
            },
            requester: row.requester.parse().unwrap_or(Requester::Person),
            reason: row.reason,
            by: row.by.unwrap_or_default(),
            at: Instant(row.at),
            report: serde_json::from_str(&row.report).unwrap_or_default(),
            marks: marks.remove(&row.id).unwrap_or_default(),
        })
        .collect())
}

async fn marks(
    session: &mut Session,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<String>>> {
    let mut sql = Sql::new("SELECT erasure_id, hash FROM erased_addresses WHERE");
    sql.within("erasure_id IN", ids).push("ORDER BY hash");
    let rows: Vec<(Uuid, String)> = session.all_of(sql).await?;
    let mut all: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (id, hash) in rows {
        let shown = hash.chars().take(SHOWN).collect();
        all.entry(id).or_default().push(shown);
    }
    Ok(all)
}

/// When the addresses of these hashes were erased, the latest time each.
pub async fn erased(session: &mut Session, hashes: &[String]) -> Result<BTreeMap<String, Instant>> {
    let mut all = BTreeMap::new();
    for chunk in hashes.chunks(200) {
        let mut sql = Sql::new(
            "SELECT a.hash, MAX(e.at) FROM erased_addresses a JOIN erasures e ON e.id = a.erasure_id WHERE",
        );
        sql.within("a.hash IN", chunk.iter().map(String::as_str))
            .push("GROUP BY a.hash");
        let rows: Vec<(String, i64)> = session.all_of(sql).await?;
        all.extend(rows.into_iter().map(|(hash, at)| (hash, Instant(at))));
    }
    Ok(all)
}
