//! Versions of product models, and the questions that find a product.

pub mod finder;

use crate::cpq::word;
use crate::{Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use shared::cpq::models::{
    Configuration, ModelContent, ModelDraft, ModelRow, ModelState, ProductModel,
};
use shared::kernel::{Instant, ProductId, ProductModelId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    product_id: Uuid,
    number: i32,
    state: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    hash: String,
    guided: bool,
    updated_at: i64,
    version: i64,
}

impl Row {
    fn row(self) -> Result<ModelRow> {
        Ok(ModelRow {
            id: ProductModelId(self.id),
            product_id: ProductId(self.product_id),
            number: u32::try_from(self.number)
                .map_err(|_| StoreError::Corrupt("product_models.number"))?,
            state: word(&self.state, "product_models.state")?,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            hash: self.hash,
            guided: self.guided,
            updated_at: Instant(self.updated_at),
            version: self.version,
        })
    }
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    row: Row,
    content: String,
    created_at: i64,
}

impl WholeRow {
    fn model(self) -> Result<ProductModel> {
        let row = self.row.row()?;
        let content: ModelContent = serde_json::from_str(&self.content)
            .map_err(|_| StoreError::Corrupt("product_models.content"))?;
        Ok(ProductModel {
            id: row.id,
            product_id: row.product_id,
            number: row.number,
            state: row.state,
            draft: ModelDraft {
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                content,
            },
            hash: row.hash,
            created_at: Instant(self.created_at),
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

const COLUMNS: &str = "SELECT id, product_id, number, state, valid_from, valid_to, hash, guided, updated_at, version FROM product_models";
const WHOLE: &str = "SELECT id, product_id, number, state, valid_from, valid_to, hash, guided, updated_at, version, content, created_at FROM product_models WHERE id = $1";
const LAST: &str = "SELECT MAX(number) FROM product_models WHERE product_id = $1";
const INSERT: &str = "INSERT INTO product_models (id, product_id, number, state, valid_from, valid_to, content, hash, guided, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
const UPDATE: &str = "UPDATE product_models SET valid_from = $3, valid_to = $4, content = $5, guided = $6, updated_at = $7, version = version + 1
    WHERE id = $1 AND version = $2 AND state = 'draft'";
const MOVE: &str =
    "UPDATE product_models SET state = $3, hash = $4, updated_at = $5, version = version + 1
    WHERE id = $1 AND version = $2";
const DELETE: &str =
    "DELETE FROM product_models WHERE id = $1 AND version = $2 AND state = 'draft'";

/// The versions of a product's model, newest first.
pub async fn of_product(session: &mut Session, product: ProductId) -> Result<Vec<ModelRow>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("WHERE product_id =", product)
        .push("ORDER BY number DESC");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::row).collect()
}

/// Every published version, newest first.
pub async fn published(session: &mut Session) -> Result<Vec<ModelRow>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("WHERE state =", ModelState::Published.code())
        .push("ORDER BY product_id, number DESC");
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::row).collect()
}

const SENT: &str = "SELECT l.configuration FROM quote_lines l JOIN quotes q ON q.id = l.quote_id
    WHERE l.product_id = $1 AND l.configuration IS NOT NULL AND q.deleted_at IS NULL AND q.active_version
      AND q.state IN ('sent', 'viewed', 'accepted')
    ORDER BY q.updated_at DESC, l.id LIMIT 500";

/// Configurations of a product that went to customers, of the quotes changed last.
pub async fn sent_configurations(
    session: &mut Session,
    product: ProductId,
) -> Result<Vec<Configuration>> {
    let rows: Vec<(String,)> = session.all(SENT, args![product]).await?;
    rows.iter()
        .map(|(text,)| {
            serde_json::from_str(text).map_err(|_| StoreError::Corrupt("quote_lines.configuration"))
        })
        .collect()
}

/// One version.
pub async fn get(session: &mut Session, id: ProductModelId) -> Result<Option<ProductModel>> {
    let row: Option<WholeRow> = session.opt(WHOLE, args![id]).await?;
    row.map(WholeRow::model).transpose()
}

/// Adds the next version of a product's model as a draft. A second draft answers
/// [`StoreError::Constraint`].
pub async fn insert(
    session: &mut Session,
    id: ProductModelId,
    product: ProductId,
    draft: &ModelDraft,
    now: Instant,
) -> Result<()> {
    let (last,): (Option<i32>,) = session.one(LAST, args![product]).await?;
    session
        .exec(
            INSERT,
            args![
                id,
                product,
                last.unwrap_or(0) + 1,
                ModelState::Draft.code(),
                draft.valid_from,
                draft.valid_to,
                content_json(&draft.content)?,
                "",
                !draft.content.guide.is_empty(),
                now,
                now
            ],
        )
        .await?;
    Ok(())
}

/// Changes a draft that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    id: ProductModelId,
    version: i64,
    draft: &ModelDraft,
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(
            UPDATE,
            args![
                id,
                version,
                draft.valid_from,
                draft.valid_to,
                content_json(&draft.content)?,
                !draft.content.guide.is_empty(),
                now
            ],
        )
        .await
}

/// Moves a version that still has this version of its record; says whether it had.
pub async fn set_state(
    session: &mut Session,
    id: ProductModelId,
    version: i64,
    (state, hash): (ModelState, &str),
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(MOVE, args![id, version, state.code(), hash, now])
        .await
}

/// Throws a draft away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: ProductModelId, version: i64) -> Result<bool> {
    session.exec_one(DELETE, args![id, version]).await
}

/// The content as it is stored; its hash is of this text.
///
/// # Errors
/// Never in practice: every part has a JSON form.
pub fn content_json(content: &ModelContent) -> Result<String> {
    serde_json::to_string(content).map_err(|_| StoreError::Corrupt("product_models.content"))
}
