//! Quotes kept as templates.

use crate::cpq::{json, parsed, word};
use crate::{Result, Session, StoreError, args};
use shared::cpq::templates::{TemplateContents, TemplateSharing};
use shared::kernel::{Actor, Instant, Named, QuoteTemplateId, TeamId, UserId};
use uuid::Uuid;

/// A template as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// Which.
    pub id: QuoteTemplateId,
    /// Its name.
    pub name: String,
    /// Who may start from it.
    pub sharing: TemplateSharing,
    /// The team that may, with those below it.
    pub team_id: Option<TeamId>,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// What it says.
    pub contents: TemplateContents,
    /// How many files it carries.
    pub files: usize,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
    /// Raised by every change.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    sharing: String,
    team_id: Option<Uuid>,
    owner_id: Uuid,
    owner_name: String,
    contents: String,
    files: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    version: i64,
}

impl Row {
    fn template(self) -> Result<StoredTemplate> {
        const COLUMN: &str = "quote_templates.contents";
        Ok(StoredTemplate {
            id: QuoteTemplateId(self.id),
            name: self.name,
            sharing: word(&self.sharing, "quote_templates.sharing")?,
            team_id: self.team_id.map(TeamId),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            contents: parsed(Some(self.contents), COLUMN)?.ok_or(StoreError::Corrupt(COLUMN))?,
            files: usize::try_from(self.files).unwrap_or(0),
            updated_at: Instant(self.updated_at),
            deleted_at: self.deleted_at.map(Instant),
            version: self.version,
        })
    }
}

macro_rules! read {
    () => {
        "SELECT t.id, t.name, t.sharing, t.team_id, t.owner_id, u.name AS owner_name, t.contents,
            (SELECT COUNT(*) FROM template_attachments f WHERE f.template_id = t.id) AS files, t.updated_at, t.deleted_at, t.version
            FROM quote_templates t JOIN users u ON u.id = t.owner_id WHERE "
    };
}

macro_rules! seen {
    () => {
        "t.deleted_at IS NULL AND (t.owner_id = $1 OR t.sharing = 'company'
            OR (t.sharing = 'team' AND t.team_id IN (SELECT tc.ancestor_id FROM team_closure tc WHERE tc.descendant_id = $2)))"
    };
}

const SEEN: &str = concat!(read!(), seen!(), " ORDER BY t.name, t.id LIMIT 1000");
const USABLE: &str = concat!(read!(), "t.id = $3 AND ", seen!());
const GET: &str = concat!(read!(), "t.id = $1");

/// The templates a person may start from: their own, those of a team they are in, the company's.
pub async fn seen_by(session: &mut Session, actor: &Actor) -> Result<Vec<StoredTemplate>> {
    let rows: Vec<Row> = session
        .all(SEEN, args![actor.user_id, actor.team_id])
        .await?;
    rows.into_iter().map(Row::template).collect()
}

/// The template, when this person may start from it.
pub async fn usable(
    session: &mut Session,
    actor: &Actor,
    id: QuoteTemplateId,
) -> Result<Option<StoredTemplate>> {
    let row: Option<Row> = session
        .opt(USABLE, args![actor.user_id, actor.team_id, id])
        .await?;
    row.map(Row::template).transpose()
}

/// A template, deleted or not.
pub async fn get(session: &mut Session, id: QuoteTemplateId) -> Result<Option<StoredTemplate>> {
    let row: Option<Row> = session.opt(GET, args![id]).await?;
    row.map(Row::template).transpose()
}

/// How many templates a person has.
pub async fn count(session: &mut Session, owner: UserId) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM quote_templates WHERE owner_id = $1 AND deleted_at IS NULL",
            args![owner],
        )
        .await?;
    Ok(count)
}

/// Keeps a new template.
pub async fn insert(session: &mut Session, template: &StoredTemplate, sample: bool) -> Result<()> {
    session
        .exec(
            "INSERT INTO quote_templates (id, name, sharing, team_id, owner_id, contents, sample, created_at, updated_at, deleted_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, NULL, 1)",
            args![
                template.id,
                &template.name,
                template.sharing.code(),
                template.team_id,
                template.owner.id,
                json(Some(&template.contents)),
                sample,
                template.updated_at
            ],
        )
        .await?;
    Ok(())
}

/// Saves name and sharing of a template that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    template: &StoredTemplate,
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE quote_templates SET name = $3, sharing = $4, team_id = $5, updated_at = $6, version = version + 1 WHERE id = $1 AND version = $2",
            args![
                template.id,
                template.version,
                &template.name,
                template.sharing.code(),
                template.team_id,
                now
            ],
        )
        .await
}

/// Deletes a template that still has this version, or brings it back; says whether it had.
pub async fn set_deleted(
    session: &mut Session,
    (id, version): (QuoteTemplateId, i64),
    deleted_at: Option<Instant>,
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE quote_templates SET deleted_at = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $2",
            args![id, version, deleted_at, now],
        )
        .await
}

/// Forgets for good what was deleted before this moment: nobody takes that back any more.
pub async fn forget(session: &mut Session, before: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM quote_templates WHERE deleted_at < $1",
            args![before],
        )
        .await?;
    Ok(())
}
