//! The clauses library.

use crate::cpq::word;
use crate::{Result, Session, Sql, args};
use shared::cpq::clauses::{Clause, ClauseDraft};
use shared::kernel::{ClauseId, Instant, LocalText};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    category: String,
    title_en: String,
    title_fr: String,
    text_en: String,
    text_fr: String,
    condition: String,
    locked: bool,
    active: bool,
    number: i32,
    version: i64,
}

impl Row {
    fn clause(self) -> Result<Clause> {
        Ok(Clause {
            id: ClauseId(self.id),
            draft: ClauseDraft {
                title: LocalText::new(self.title_en, self.title_fr),
                text: LocalText::new(self.text_en, self.text_fr),
                category: word(&self.category, "clauses.category")?,
                condition: self.condition,
                locked: self.locked,
                active: self.active,
            },
            number: u32::try_from(self.number).unwrap_or(1),
            version: self.version,
        })
    }
}

const READ: &str = "SELECT id, category, title_en, title_fr, text_en, text_fr, condition, locked, active, number, version FROM clauses";

/// Every clause, by category, then in the order they were written.
pub async fn all(session: &mut Session) -> Result<Vec<Clause>> {
    let mut sql = Sql::new(READ);
    sql.push("ORDER BY category, created_at, id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::clause).collect()
}

/// A clause.
pub async fn get(session: &mut Session, id: ClauseId) -> Result<Option<Clause>> {
    let mut sql = Sql::new(READ);
    sql.with("WHERE id =", id);
    let row: Option<Row> = session.opt_of(sql).await?;
    row.map(Row::clause).transpose()
}

/// Adds a clause.
pub async fn insert(
    session: &mut Session,
    id: ClauseId,
    draft: &ClauseDraft,
    number: u32,
    sample: bool,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO clauses (id, category, title_en, title_fr, text_en, text_fr, condition, locked, active, number, sample, created_at, updated_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $12, $10, $11, $11, 1)",
            args![
                id,
                draft.category.code(),
                &draft.title.en,
                &draft.title.fr,
                &draft.text.en,
                &draft.text.fr,
                &draft.condition,
                draft.locked,
                draft.active,
                sample,
                at,
                number
            ],
        )
        .await?;
    Ok(())
}

/// Changes a clause that still has this version, its text now being of this number; says whether it had.
pub async fn update(
    session: &mut Session,
    (id, version): (ClauseId, i64),
    draft: &ClauseDraft,
    number: u32,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE clauses SET category = $3, title_en = $4, title_fr = $5, text_en = $6, text_fr = $7, condition = $8, locked = $9, active = $10, number = $11, updated_at = $12, version = version + 1
             WHERE id = $1 AND version = $2",
            args![
                id,
                version,
                draft.category.code(),
                &draft.title.en,
                &draft.title.fr,
                &draft.text.en,
                &draft.text.fr,
                &draft.condition,
                draft.locked,
                draft.active,
                number,
                at
            ],
        )
        .await
}

/// Takes a clause away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: ClauseId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM clauses WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await
}
