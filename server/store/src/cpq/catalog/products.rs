//! Products.

use crate::cpq::{pattern, tax};
use crate::platform::fields;
use crate::{Result, Session, Sql, args};
use shared::cpq::catalog::{Product, ProductDraft};
use shared::kernel::search::search_key;
use shared::kernel::{LocalText, ProductId, UnitPrice};
use shared::platform::fields::{CustomValues, Holder};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: Uuid,
    sku: String,
    name_en: String,
    name_fr: String,
    description_en: String,
    description_fr: String,
    family: String,
    unit: String,
    tax_category: String,
    tax_rate_bp: i32,
    cost_e4: Option<i64>,
    active: bool,
    sample: bool,
    version: i64,
}

impl ProductRow {
    fn product(self) -> Result<Product> {
        Ok(Product {
            id: ProductId(self.id),
            draft: ProductDraft {
                sku: self.sku,
                name: LocalText::new(self.name_en, self.name_fr),
                description: LocalText::new(self.description_en, self.description_fr),
                family: self.family,
                unit: self.unit,
                tax: tax(&self.tax_category, self.tax_rate_bp)?,
                cost: self.cost_e4.map(UnitPrice),
                custom: CustomValues::default(),
            },
            active: self.active,
            sample: self.sample,
            version: self.version,
        })
    }
}

const COLUMNS: &str = "SELECT id, sku, name_en, name_fr, description_en, description_fr, family, unit, tax_category, tax_rate_bp, cost_e4, active, sample, version FROM products";

const INSERT: &str = "INSERT INTO products (id, sku, name_en, name_fr, search, description_en, description_fr, family, unit, tax_category, tax_rate_bp, cost_e4, active, sample, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, TRUE, $13, 1)";

const UPDATE: &str = "UPDATE products SET sku = $3, name_en = $4, name_fr = $5, search = $6, description_en = $7, description_fr = $8, family = $9, unit = $10, tax_category = $11, tax_rate_bp = $12, cost_e4 = $13, version = version + 1
    WHERE id = $1 AND version = $2";

const SET_ACTIVE: &str =
    "UPDATE products SET active = $3, version = version + 1 WHERE id = $1 AND version = $2";

const FAMILIES: &str = "SELECT DISTINCT family FROM products WHERE family <> '' ORDER BY family";

/// Which products to list.
#[derive(Clone, Copy, Debug)]
pub struct ProductQuery<'a> {
    /// Part of code, name or family.
    pub text: &'a str,
    /// Only this family; empty for all.
    pub family: &'a str,
    /// Those switched off, too.
    pub with_inactive: bool,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to answer.
    pub limit: u32,
}

fn conditions(sql: &mut Sql, query: &ProductQuery<'_>) {
    sql.push("WHERE TRUE");
    if !query.with_inactive {
        sql.push("AND active");
    }
    if !query.family.is_empty() {
        sql.with("AND family =", query.family);
    }
    if !query.text.trim().is_empty() {
        sql.with("AND search LIKE", pattern(query.text))
            .push("ESCAPE '\\'");
    }
}

/// A page of products by code, and how many there are in all.
pub async fn list(session: &mut Session, query: &ProductQuery<'_>) -> Result<(Vec<Product>, i64)> {
    let mut sql = Sql::new(COLUMNS);
    conditions(&mut sql, query);
    sql.with("ORDER BY sku LIMIT", query.limit)
        .with("OFFSET", query.offset);
    let rows: Vec<ProductRow> = session.all_of(sql).await?;
    let mut count = Sql::new("SELECT COUNT(*) FROM products");
    conditions(&mut count, query);
    let total = session
        .opt_of::<(i64,)>(count)
        .await?
        .map_or(0, |(total,)| total);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut values = fields::load_all(session, Holder::Product, &ids).await?;
    let products = rows
        .into_iter()
        .map(|row| {
            let mut product = row.product()?;
            product.draft.custom = values.remove(&product.id.0).unwrap_or_default();
            Ok(product)
        })
        .collect::<Result<_>>()?;
    Ok((products, total))
}

/// Every family there is.
pub async fn families(session: &mut Session) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = session.all(FAMILIES, args![]).await?;
    Ok(rows.into_iter().map(|(family,)| family).collect())
}

/// One product.
pub async fn get(session: &mut Session, id: ProductId) -> Result<Option<Product>> {
    let mut sql = Sql::new(COLUMNS);
    sql.with("WHERE id =", id);
    let row: Option<ProductRow> = session.opt_of(sql).await?;
    let Some(row) = row else { return Ok(None) };
    let mut product = row.product()?;
    product.draft.custom = fields::load(session, Holder::Product, id.0).await?;
    Ok(Some(product))
}

fn search(draft: &ProductDraft) -> String {
    search_key(&format!(
        "{} {} {} {}",
        draft.sku, draft.name.en, draft.name.fr, draft.family
    ))
}

/// Adds a product. A taken code answers [`crate::StoreError::Constraint`].
pub async fn insert(
    session: &mut Session,
    id: ProductId,
    draft: &ProductDraft,
    sample: bool,
) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                id,
                &draft.sku,
                &draft.name.en,
                &draft.name.fr,
                search(draft),
                &draft.description.en,
                &draft.description.fr,
                &draft.family,
                &draft.unit,
                draft.tax.category.code(),
                draft.tax.rate,
                draft.cost,
                sample
            ],
        )
        .await?;
    fields::put(session, Holder::Product, id.0, &draft.custom, true).await
}

/// Changes a product that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    id: ProductId,
    version: i64,
    draft: &ProductDraft,
) -> Result<bool> {
    let saved = session
        .exec_one(
            UPDATE,
            args![
                id,
                version,
                &draft.sku,
                &draft.name.en,
                &draft.name.fr,
                search(draft),
                &draft.description.en,
                &draft.description.fr,
                &draft.family,
                &draft.unit,
                draft.tax.category.code(),
                draft.tax.rate,
                draft.cost
            ],
        )
        .await?;
    if saved {
        fields::put(session, Holder::Product, id.0, &draft.custom, false).await?;
    }
    Ok(saved)
}

/// Switches a product that still has this version on or off; says whether it had.
pub async fn set_active(
    session: &mut Session,
    id: ProductId,
    version: i64,
    active: bool,
) -> Result<bool> {
    session
        .exec_one(SET_ACTIVE, args![id, version, active])
        .await
}
