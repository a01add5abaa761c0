//! Files of records: one row each, the bytes in Base64 as those of quotes are.

use crate::crm::leads::lead_scope;
use crate::scope::scope_condition;
use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::kernel::{
    Action, Actor, ContactId, Instant, LeadId, Named, OpportunityId, Scope, UserId,
};
use shared::platform::files::{FileHolder, FileOf, RecordFile};
use shared::work::timeline::ops::TimelineOf;
use shared::work::timeline::{TimelineEntry, TimelineEvent, TimelineKey};
use uuid::Uuid;

/// The record a file is of, as far as its files ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose it is; of nobody when it waits in a queue.
    pub owner: Option<UserId>,
    /// The account it belongs to.
    pub account: Option<Uuid>,
    /// Whether it lies in the bin.
    pub deleted: bool,
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    owner_id: Option<Uuid>,
    account_id: Option<Uuid>,
    deleted_at: Option<i64>,
}

/// The record, when it is in this scope of the actor.
pub async fn place(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
    of: FileOf,
) -> Result<Option<Place>> {
    let mut sql = Sql::new(match of.kind {
        FileHolder::Account => {
            "SELECT a.owner_id, CAST(NULL AS UUID) AS account_id, a.deleted_at FROM accounts a WHERE a.id ="
        }
        FileHolder::Contact => {
            "SELECT c.owner_id, c.account_id, c.deleted_at FROM contacts c WHERE c.id ="
        }
        FileHolder::Lead => {
            "SELECT l.owner_id, CAST(NULL AS UUID) AS account_id, l.deleted_at FROM leads l WHERE l.id ="
        }
        FileHolder::Opportunity => {
            "SELECT o.owner_id, o.account_id, o.deleted_at FROM opportunities o WHERE o.id ="
        }
    });
    sql.bind(of.id);
    match of.kind {
        FileHolder::Account => scope_condition(&mut sql, actor, scope, "a.owner_id", None),
        FileHolder::Contact => scope_condition(&mut sql, actor, scope, "c.owner_id", None),
        FileHolder::Lead => lead_scope(&mut sql, actor, scope),
        FileHolder::Opportunity => {
            scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
        }
    }
    let row: Option<PlaceRow> = session.opt_of(sql).await?;
    Ok(row.map(|row| Place {
        owner: row.owner_id.map(UserId),
        account: row.account_id,
        deleted: row.deleted_at.is_some(),
    }))
}

/// Lets one unit of work at a time count the files of a record. SQLite has one writer anyway.
pub async fn hold(session: &mut Session, of: FileOf) -> Result<()> {
    if !session.is_postgres() {
        return Ok(());
    }
    let _: Option<(Uuid,)> = session
        .opt(
            match of.kind {
                FileHolder::Account => "SELECT id FROM accounts WHERE id = $1 FOR UPDATE",
                FileHolder::Contact => "SELECT id FROM contacts WHERE id = $1 FOR UPDATE",
                FileHolder::Lead => "SELECT id FROM leads WHERE id = $1 FOR UPDATE",
                FileHolder::Opportunity => "SELECT id FROM opportunities WHERE id = $1 FOR UPDATE",
            },
            args![of.id],
        )
        .await?;
    Ok(())
}

/// The column that holds records of a kind.
const fn column(kind: FileHolder) -> &'static str {
    match kind {
        FileHolder::Account => "f.account_id =",
        FileHolder::Contact => "f.contact_id =",
        FileHolder::Lead => "f.lead_id =",
        FileHolder::Opportunity => "f.opportunity_id =",
    }
}

const FILES: &str = "SELECT f.id, f.version, f.title, f.file_name, f.kind, f.size, f.added_by, u.name AS added_name, f.created_at
    FROM record_files f LEFT JOIN users u ON u.id = f.added_by WHERE";

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Uuid,
    version: i64,
    title: String,
    file_name: String,
    kind: String,
    size: i64,
    added_by: Option<Uuid>,
    added_name: Option<String>,
    created_at: i64,
}

impl FileRow {
    fn file(self) -> Result<RecordFile> {
        Ok(RecordFile {
            id: self.id,
            version: self.version,
            title: self.title,
            file_name: self.file_name,
            kind: self
                .kind
                .parse()
                .map_err(|()| StoreError::Corrupt("record_files.kind"))?,
            size: self.size,
            added_by: person(self.added_by, self.added_name),
            added_at: Instant(self.created_at),
        })
    }
}

fn person(id: Option<Uuid>, name: Option<String>) -> Option<Named<UserId>> {
    id.zip(name).map(|(id, name)| Named::new(UserId(id), name))
}

/// The files of a record, the latest first.
pub async fn list(session: &mut Session, of: FileOf) -> Result<Vec<RecordFile>> {
    let mut sql = Sql::new(FILES);
    sql.with(column(of.kind), of.id)
        .push("AND f.removed_at IS NULL ORDER BY f.created_at DESC, f.id DESC");
    let rows: Vec<FileRow> = session.all_of(sql).await?;
    rows.into_iter().map(FileRow::file).collect()
}

/// One of them; `removed`: one that was taken away.
pub async fn get(
    session: &mut Session,
    of: FileOf,
    id: Uuid,
    removed: bool,
) -> Result<Option<RecordFile>> {
    let mut sql = Sql::new(FILES);
    sql.with(column(of.kind), of.id).with("AND f.id =", id);
    sql.push(if removed {
        "AND f.removed_at IS NOT NULL"
    } else {
        "AND f.removed_at IS NULL"
    });
    let row: Option<FileRow> = session.opt_of(sql).await?;
    row.map(FileRow::file).transpose()
}

/// Whether a file is there, of whichever record.
pub async fn exists(session: &mut Session, id: Uuid) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM record_files WHERE id = $1", args![id])
        .await?;
    Ok(row.is_some())
}

/// Adds a file with version 1; its hash, and its bytes in Base64.
pub async fn insert(
    session: &mut Session,
    of: FileOf,
    file: &RecordFile,
    (sha256, content): (&str, &str),
) -> Result<()> {
    let here = |kind| Some(of.id).filter(|_| of.kind == kind);
    session
        .exec(
            "INSERT INTO record_files (id, account_id, contact_id, lead_id, opportunity_id, title, file_name, kind, size, sha256, content, added_by, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
            args![
                file.id,
                here(FileHolder::Account),
                here(FileHolder::Contact),
                here(FileHolder::Lead),
                here(FileHolder::Opportunity),
                &file.title,
                &file.file_name,
                file.kind.code(),
                file.size,
                sha256,
                content,
                file.added_by.as_ref().map(|person| person.id),
                file.added_at
            ],
        )
        .await?;
    Ok(())
}

/// Calls a file something else; whether it still had this version.
pub async fn rename(session: &mut Session, id: Uuid, version: i64, title: &str) -> Result<bool> {
    session
        .exec_one(
            "UPDATE record_files SET title = $3, version = version + 1 WHERE id = $1 AND version = $2 AND removed_at IS NULL",
            args![id, version, title],
        )
        .await
}

/// Takes a file away; whether it still had this version.
pub async fn remove(session: &mut Session, id: Uuid, version: i64, at: Instant) -> Result<bool> {
    let done = session
        .exec(
            "UPDATE record_files SET removed_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND removed_at IS NULL",
            args![id, version, at],
        )
        .await?;
    Ok(done == 1)
}

/// Brings a file back.
pub async fn restore(session: &mut Session, id: Uuid) -> Result<()> {
    session
        .exec(
            "UPDATE record_files SET removed_at = NULL, version = version + 1 WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(())
}

/// Hash and bytes (in Base64) of a file.
pub async fn content(session: &mut Session, id: Uuid) -> Result<(String, String)> {
    session
        .one(
            "SELECT sha256, content FROM record_files WHERE id = $1",
            args![id],
        )
        .await
}

/// Gives the files of a lead to what it has become: the deal, or the person when there is none.
pub async fn carry_on(
    session: &mut Session,
    lead: LeadId,
    contact: ContactId,
    deal: Option<OpportunityId>,
) -> Result<()> {
    let contact = deal.is_none().then_some(contact);
    session
        .exec(
            "UPDATE record_files SET contact_id = $2, opportunity_id = $3, from_lead_id = lead_id, lead_id = NULL WHERE lead_id = $1",
            args![lead, contact, deal],
        )
        .await?;
    Ok(())
}

/// Forgets what was taken away before this moment.
pub async fn forget_removed(session: &mut Session, before: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM record_files WHERE removed_at < $1",
            args![before],
        )
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct AddedRow {
    id: Uuid,
    title: String,
    file_name: String,
    account_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    opportunity_id: Option<Uuid>,
    added_by: Option<Uuid>,
    added_name: Option<String>,
    created_at: i64,
}

impl AddedRow {
    fn entry(self) -> Option<TimelineEntry> {
        let of = |kind, id: Option<Uuid>| id.map(|id| FileOf { kind, id });
        let of = of(FileHolder::Account, self.account_id)
            .or_else(|| of(FileHolder::Contact, self.contact_id))
            .or_else(|| of(FileHolder::Opportunity, self.opportunity_id))?;
        Some(TimelineEntry {
            key: TimelineKey {
                at: Instant(self.created_at),
                id: format!("file:{}", self.id),
            },
            actor: person(self.added_by, self.added_name),
            event: TimelineEvent::FileAdded {
                of,
                id: self.id,
                title: self.title,
                file_name: self.file_name,
            },
        })
    }
}

/// Files added to a record below `bound`, the latest first: of an account also those of its contacts, and of
/// its deals the actor sees.
pub async fn added(
    session: &mut Session,
    actor: &Actor,
    of: TimelineOf,
    bound: (Instant, Uuid),
    limit: u32,
) -> Result<Vec<TimelineEntry>> {
    let mut sql = Sql::new(
        "SELECT f.id, f.title, f.file_name, f.account_id, f.contact_id, f.opportunity_id, f.added_by, u.name AS added_name, f.created_at
        FROM record_files f LEFT JOIN users u ON u.id = f.added_by WHERE f.removed_at IS NULL",
    );
    match of {
        TimelineOf::Opportunity(id) => {
            sql.with("AND f.opportunity_id =", id);
        }
        TimelineOf::Contact(id) => {
            sql.with("AND f.contact_id =", id);
        }
        TimelineOf::Account(id) => {
            sql.with("AND (f.account_id =", id).with(
                "OR f.contact_id IN (SELECT c.id FROM contacts c WHERE c.deleted_at IS NULL AND c.account_id =",
                id,
            );
            sql.with(
                ") OR f.opportunity_id IN (SELECT o.id FROM opportunities o WHERE o.deleted_at IS NULL AND o.account_id =",
                id,
            );
            let scope = actor.scope(Action::ViewOpportunity);
            scope_condition(&mut sql, actor, scope, "o.owner_id", Some("o.id"));
            sql.push("))");
        }
    }
    sql.push("AND (f.created_at, f.id) < (").bind(bound.0);
    sql.push(",").bind(bound.1).push(")");
    sql.push("ORDER BY f.created_at DESC, f.id DESC")
        .with("LIMIT", limit);
    let rows: Vec<AddedRow> = session.all_of(sql).await?;
    Ok(rows.into_iter().filter_map(AddedRow::entry).collect())
}
