//! Two records made one: what hangs on the one is moved to the other, remembered row by row.

use super::merge_relations::{self, Taken};
use crate::{Result, Session, StoreError, args};
use serde::{Deserialize, Serialize};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::{Instant, MergeId, UserId};
use uuid::Uuid;

/// A column that points at records of a kind: which rows do, and the statement that moves one.
struct Pointer {
    /// Its name in what is remembered.
    name: &'static str,
    find: &'static str,
    turn: &'static str,
}

macro_rules! pointers {
    ($($table:literal . $column:literal),+ $(,)?) => {
        &[$(Pointer {
            name: concat!($table, ".", $column),
            find: concat!("SELECT id FROM ", $table, " WHERE ", $column, " = $1 ORDER BY id"),
            turn: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE id = $1 AND ", $column, " = $2"),
        }),+]
    };
}

const ACCOUNT: &[Pointer] = pointers![
    "contacts"."account_id",
    "opportunities"."account_id",
    "quotes"."account_id",
    "agreements"."account_id",
    "activities"."account_id",
    "tasks"."account_id",
    "accounts"."parent_id",
    "leads"."converted_account_id",
    "contact_accounts"."account_id",
    "contact_relations"."account_id",
    "record_files"."account_id",
];
const CONTACT: &[Pointer] = pointers![
    "quotes"."contact_id",
    "activities"."contact_id",
    "tasks"."contact_id",
    "leads"."converted_contact_id",
    "contact_accounts"."contact_id",
    "contact_relations"."from_id",
    "contact_relations"."to_id",
    "record_files"."contact_id",
];
const LEAD: &[Pointer] = pointers![
    "lead_touches"."lead_id",
    "record_files"."lead_id",
    "record_files"."from_lead_id",
];

const fn pointers(kind: DuplicateKind) -> &'static [Pointer] {
    match kind {
        DuplicateKind::Account => ACCOUNT,
        DuplicateKind::Contact => CONTACT,
        DuplicateKind::Lead => LEAD,
    }
}

/// What was moved, to be moved back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Rows by the column that pointed at the record that went.
    pub rows: Vec<(String, Vec<Uuid>)>,
    /// Parts in deals of a contact: the deal, the part, and whether the kept contact had none there.
    pub parts: Vec<(Uuid, String, bool)>,
    /// Keys of imported lines: source and key.
    #[serde(default)]
    pub keys: Vec<(String, String)>,
    /// Affiliations and relations that had no place beside those of the kept record.
    #[serde(default)]
    pub taken: Taken,
}

const KEYS: &str = "SELECT source, key FROM external_ids WHERE entity = $1 AND record_id = $2";
const TURN_KEY: &str = "UPDATE external_ids SET record_id = $5 WHERE entity = $1 AND source = $2 AND key = $3 AND record_id = $4";

/// How many rows point at a record.
pub async fn links(session: &mut Session, kind: DuplicateKind, id: Uuid) -> Result<i64> {
    let mut sum = 0;
    for pointer in pointers(kind) {
        let rows: Vec<(Uuid,)> = session.all(pointer.find, args![id]).await?;
        sum += i64::try_from(rows.len()).unwrap_or(i64::MAX);
    }
    if kind == DuplicateKind::Contact {
        sum += i64::try_from(parts(session, id).await?.len()).unwrap_or(i64::MAX);
    }
    Ok(sum)
}

async fn parts(session: &mut Session, contact: Uuid) -> Result<Vec<(Uuid, String)>> {
    session
        .all(
            "SELECT opportunity_id, buying_role FROM opportunity_contacts WHERE contact_id = $1 ORDER BY opportunity_id",
            args![contact],
        )
        .await
}

/// Moves everything that hangs on `from` to `to`.
pub async fn move_links(
    session: &mut Session,
    kind: DuplicateKind,
    from: Uuid,
    to: Uuid,
) -> Result<Moved> {
    let mut moved = Moved {
        taken: merge_relations::take(session, kind, from, to).await?,
        ..Moved::default()
    };
    for pointer in pointers(kind) {
        let rows: Vec<(Uuid,)> = session.all(pointer.find, args![from]).await?;
        // The kept account does not become its own parent.
        let ids: Vec<Uuid> = rows
            .into_iter()
            .map(|(id,)| id)
            .filter(|id| *id != to)
            .collect();
        for id in &ids {
            session.exec(pointer.turn, args![*id, from, to]).await?;
        }
        if !ids.is_empty() {
            moved.rows.push((pointer.name.to_owned(), ids));
        }
    }
    if kind == DuplicateKind::Contact {
        moved.parts = move_parts(session, from, to).await?;
    }
    // A repeated import finds the record that stayed.
    let word = kind.code();
    moved.keys = session.all(KEYS, args![word, from]).await?;
    for (source, key) in &moved.keys {
        session
            .exec(TURN_KEY, args![word, source, key, from, to])
            .await?;
    }
    Ok(moved)
}

/// Where both had a part in a deal, the kept one's stays.
async fn move_parts(
    session: &mut Session,
    from: Uuid,
    to: Uuid,
) -> Result<Vec<(Uuid, String, bool)>> {
    let own: Vec<Uuid> = parts(session, to)
        .await?
        .into_iter()
        .map(|(deal, _)| deal)
        .collect();
    let mut moved = Vec::new();
    for (deal, role) in parts(session, from).await? {
        let new = !own.contains(&deal);
        session
            .exec(
                "DELETE FROM opportunity_contacts WHERE opportunity_id = $1 AND contact_id = $2",
                args![deal, from],
            )
            .await?;
        if new {
            put_part(session, deal, to, &role).await?;
        }
        moved.push((deal, role, new));
    }
    Ok(moved)
}

async fn put_part(session: &mut Session, deal: Uuid, contact: Uuid, role: &str) -> Result<()> {
    session
        .exec(
            "INSERT INTO opportunity_contacts (opportunity_id, contact_id, buying_role) VALUES ($1, $2, $3) ON CONFLICT (opportunity_id, contact_id) DO NOTHING",
            args![deal, contact, role],
        )
        .await?;
    Ok(())
}

/// Moves back what was moved and still hangs where it was put.
pub async fn move_back(
    session: &mut Session,
    kind: DuplicateKind,
    (kept, merged): (Uuid, Uuid),
    moved: &Moved,
) -> Result<()> {
    for (name, ids) in &moved.rows {
        let Some(pointer) = pointers(kind).iter().find(|one| one.name == name) else {
            return Err(StoreError::Corrupt("merges.moved"));
        };
        for id in ids {
            session.exec(pointer.turn, args![*id, kept, merged]).await?;
        }
    }
    for (source, key) in &moved.keys {
        session
            .exec(TURN_KEY, args![kind.code(), source, key, kept, merged])
            .await?;
    }
    for (deal, role, new) in &moved.parts {
        let there: Option<(i32,)> = session
            .opt("SELECT 1 FROM opportunities WHERE id = $1", args![*deal])
            .await?;
        if there.is_none() {
            continue;
        }
        if *new {
            session
                .exec(
                    "DELETE FROM opportunity_contacts WHERE opportunity_id = $1 AND contact_id = $2",
                    args![*deal, kept],
                )
                .await?;
        }
        put_part(session, *deal, merged, role).await?;
    }
    merge_relations::give_back(session, &moved.taken).await
}

/// A merge as it is stored.
#[derive(Clone, Debug)]
pub struct StoredMerge {
    /// Which.
    pub id: MergeId,
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The record that stayed.
    pub kept: Uuid,
    /// The record that went.
    pub merged: Uuid,
    /// Facts of the one that stayed, before, in JSON.
    pub before: String,
    /// Facts of the one that stayed, after, in JSON.
    pub after: String,
    /// What was moved.
    pub moved: Moved,
    /// By whom.
    pub actor: Option<String>,
    /// When.
    pub at: Instant,
    /// When it was undone.
    pub undone_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct MergeRecord {
    id: Uuid,
    entity: String,
    kept_id: Uuid,
    merged_id: Uuid,
    kept_before: String,
    kept_after: String,
    moved: String,
    actor_name: Option<String>,
    at: i64,
    undone_at: Option<i64>,
}

impl MergeRecord {
    fn stored(self) -> Result<StoredMerge> {
        Ok(StoredMerge {
            id: MergeId(self.id),
            kind: self
                .entity
                .parse()
                .map_err(|()| StoreError::Corrupt("merges.entity"))?,
            kept: self.kept_id,
            merged: self.merged_id,
            before: self.kept_before,
            after: self.kept_after,
            moved: serde_json::from_str(&self.moved)
                .map_err(|_| StoreError::Corrupt("merges.moved"))?,
            actor: self.actor_name,
            at: Instant(self.at),
            undone_at: self.undone_at.map(Instant),
        })
    }
}

const GET: &str = "SELECT m.id, m.entity, m.kept_id, m.merged_id, m.kept_before, m.kept_after, m.moved, u.name AS actor_name, m.at, m.undone_at
    FROM merges m LEFT JOIN users u ON u.id = m.actor_id WHERE m.id = $1";
const LATEST: &str = "SELECT m.id, m.entity, m.kept_id, m.merged_id, m.kept_before, m.kept_after, m.moved, u.name AS actor_name, m.at, m.undone_at
    FROM merges m LEFT JOIN users u ON u.id = m.actor_id WHERE m.entity = $1 ORDER BY m.at DESC, m.id DESC LIMIT 100";

/// One merge.
pub async fn get(session: &mut Session, id: MergeId) -> Result<Option<StoredMerge>> {
    let row: Option<MergeRecord> = session.opt(GET, args![id]).await?;
    row.map(MergeRecord::stored).transpose()
}

/// Whether a record was merged into another, and is so still.
pub async fn is_merged(session: &mut Session, kind: DuplicateKind, id: Uuid) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt(
            "SELECT 1 FROM merges WHERE merged_id = $1 AND entity = $2 AND undone_at IS NULL LIMIT 1",
            args![id, kind.code()],
        )
        .await?;
    Ok(row.is_some())
}

/// The last merges of a kind, newest first.
pub async fn latest(session: &mut Session, kind: DuplicateKind) -> Result<Vec<StoredMerge>> {
    let rows: Vec<MergeRecord> = session.all(LATEST, args![kind.code()]).await?;
    rows.into_iter().map(MergeRecord::stored).collect()
}

/// Writes a merge down.
pub async fn insert(session: &mut Session, merge: &StoredMerge, actor: UserId) -> Result<()> {
    let moved =
        serde_json::to_string(&merge.moved).map_err(|_| StoreError::Corrupt("merges.moved"))?;
    session
        .exec(
            "INSERT INTO merges (id, entity, kept_id, merged_id, kept_before, kept_after, moved, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            args![
                merge.id,
                merge.kind.code(),
                merge.kept,
                merge.merged,
                &merge.before,
                &merge.after,
                moved,
                actor,
                merge.at
            ],
        )
        .await?;
    Ok(())
}

/// Writes down that a merge was undone; whether it was not yet.
pub async fn set_undone(session: &mut Session, id: MergeId, at: Instant) -> Result<bool> {
    session
        .exec_one(
            "UPDATE merges SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL",
            args![id, at],
        )
        .await
}
