//! The lines of a quote, saved as a whole.

use crate::cpq::{tax, tiers, tiers_json, word};
use crate::{Args, Result, Session, args};
use shared::cpq::pricing::LineInput;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Percent, ProductId, Quantity, QuoteId, QuoteLineId, UnitPrice};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    product_id: Option<Uuid>,
    description: String,
    unit: String,
    charge: String,
    quantity_e4: i64,
    list_price_e4: i64,
    manual_price_e4: Option<i64>,
    tier_mode: String,
    tiers: String,
    floor_e4: Option<i64>,
    cost_e4: Option<i64>,
    discount_bp: i32,
    tax_category: String,
    tax_rate_bp: i32,
    optional: bool,
}

impl LineRow {
    fn line(self) -> Result<QuoteLine> {
        Ok(QuoteLine {
            id: QuoteLineId(self.id),
            product_id: self.product_id.map(ProductId),
            description: self.description,
            unit: self.unit,
            price: LineInput {
                charge: word(&self.charge, "quote_lines.charge")?,
                quantity: Quantity(self.quantity_e4),
                list_price: UnitPrice(self.list_price_e4),
                manual_price: self.manual_price_e4.map(UnitPrice),
                tier_mode: word(&self.tier_mode, "quote_lines.tier_mode")?,
                tiers: tiers(&self.tiers)?,
                floor: self.floor_e4.map(UnitPrice),
                cost: self.cost_e4.map(UnitPrice),
                discount: Percent(self.discount_bp),
                tax: tax(&self.tax_category, self.tax_rate_bp)?,
                optional: self.optional,
            },
        })
    }
}

const READ: &str = "SELECT id, product_id, description, unit, charge, quantity_e4, list_price_e4, manual_price_e4, tier_mode, tiers, floor_e4, cost_e4, discount_bp, tax_category, tax_rate_bp, optional
    FROM quote_lines WHERE quote_id = $1 ORDER BY position";

const DELETE: &str = "DELETE FROM quote_lines WHERE quote_id = $1";

const INSERT: &str = "INSERT INTO quote_lines (id, quote_id, position, product_id, description, unit, charge, quantity_e4, list_price_e4, manual_price_e4, tier_mode, tiers, floor_e4, cost_e4, discount_bp, tax_category, tax_rate_bp, optional) VALUES";

pub(super) async fn read(session: &mut Session, quote: QuoteId) -> Result<Vec<QuoteLine>> {
    let rows: Vec<LineRow> = session.all(READ, args![quote]).await?;
    rows.into_iter().map(LineRow::line).collect()
}

/// Adds the lines of a quote that has none.
pub async fn insert_lines(
    session: &mut Session,
    quote: QuoteId,
    lines: &[QuoteLine],
) -> Result<()> {
    let rows: Vec<Args> = lines
        .iter()
        .zip(1_u32..)
        .map(|(line, position)| {
            let price = &line.price;
            args![
                line.id,
                quote,
                position,
                line.product_id,
                &line.description,
                &line.unit,
                price.charge.code(),
                price.quantity,
                price.list_price,
                price.manual_price,
                price.tier_mode.code(),
                tiers_json(&price.tiers),
                price.floor,
                price.cost,
                price.discount,
                price.tax.category.code(),
                price.tax.rate,
                price.optional
            ]
        })
        .collect();
    session.insert_many(INSERT, rows).await
}

/// Replaces the lines of a quote.
pub async fn replace_lines(
    session: &mut Session,
    quote: QuoteId,
    lines: &[QuoteLine],
) -> Result<()> {
    session.exec(DELETE, args![quote]).await?;
    insert_lines(session, quote, lines).await
}
