//! The lines of a quote.

use crate::cpq::{json, parsed, tax, tiers, tiers_json, word};
use crate::{Args, Result, Session, Sql, args};
use shared::cpq::pricing::LineInput;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{
    Percent, ProductId, Quantity, QuoteId, QuoteLineId, QuoteSectionId, UnitPrice,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    product_id: Option<Uuid>,
    section_id: Option<Uuid>,
    description: String,
    unit: String,
    charge: String,
    quantity_e4: i64,
    list_price_e4: i64,
    manual_price_e4: Option<i64>,
    tier_mode: String,
    tiers: String,
    kind: Option<String>,
    rounding: Option<String>,
    schedule: Option<String>,
    surcharges: Option<String>,
    family: String,
    floor_e4: Option<i64>,
    cost_e4: Option<i64>,
    discount_bp: i32,
    tax_category: String,
    tax_rate_bp: i32,
    optional: bool,
    options_e4: i64,
    options_cost_e4: Option<i64>,
    configuration: Option<String>,
    contracted: Option<String>,
    discount_off: Option<String>,
    promotions: Option<String>,
    choice: Option<String>,
    term: Option<String>,
}

impl LineRow {
    fn line(self) -> Result<QuoteLine> {
        Ok(QuoteLine {
            id: QuoteLineId(self.id),
            product_id: self.product_id.map(ProductId),
            section: self.section_id.map(QuoteSectionId),
            description: self.description,
            unit: self.unit,
            price: LineInput {
                charge: word(&self.charge, "quote_lines.charge")?,
                quantity: Quantity(self.quantity_e4),
                list_price: UnitPrice(self.list_price_e4),
                contracted: parsed(self.contracted, "quote_lines.contracted")?,
                options: UnitPrice(self.options_e4),
                options_cost: self.options_cost_e4.map(UnitPrice),
                promotions: parsed(self.promotions, "quote_lines.promotions")?.unwrap_or_default(),
                manual_price: self.manual_price_e4.map(UnitPrice),
                tier_mode: word(&self.tier_mode, "quote_lines.tier_mode")?,
                tiers: tiers(&self.tiers)?,
                kind: parsed(self.kind, "quote_lines.kind")?,
                schedule: parsed(self.schedule, "quote_lines.schedule")?,
                rounding: parsed(self.rounding, "quote_lines.rounding")?,
                family: self.family,
                floor: self.floor_e4.map(UnitPrice),
                cost: self.cost_e4.map(UnitPrice),
                discount: Percent(self.discount_bp),
                off: parsed(self.discount_off, "quote_lines.discount_off")?,
                surcharges: parsed(self.surcharges, "quote_lines.surcharges")?.unwrap_or_default(),
                tax: tax(&self.tax_category, self.tax_rate_bp)?,
                optional: self.optional,
                term: parsed(self.term, "quote_lines.term")?,
            },
            configuration: parsed(self.configuration, "quote_lines.configuration")?,
            choice: parsed(self.choice, "quote_lines.choice")?.unwrap_or_default(),
        })
    }
}

const READ: &str = "SELECT id, product_id, section_id, description, unit, charge, quantity_e4, list_price_e4, manual_price_e4, tier_mode, tiers, floor_e4, cost_e4, discount_bp, tax_category, tax_rate_bp, optional, options_e4, options_cost_e4, configuration, contracted, discount_off, promotions, choice, kind, family, term, rounding, schedule, surcharges
    FROM quote_lines WHERE quote_id = $1 ORDER BY position";

const DELETE: &str = "DELETE FROM quote_lines WHERE quote_id =";

// A line's id never leads into another quote, whoever sends it.
const OVERWRITE: &str = "ON CONFLICT (id) DO UPDATE SET position = excluded.position, product_id = excluded.product_id, section_id = excluded.section_id,
    description = excluded.description, unit = excluded.unit, charge = excluded.charge, quantity_e4 = excluded.quantity_e4,
    list_price_e4 = excluded.list_price_e4, manual_price_e4 = excluded.manual_price_e4, tier_mode = excluded.tier_mode,
    tiers = excluded.tiers, floor_e4 = excluded.floor_e4, cost_e4 = excluded.cost_e4, discount_bp = excluded.discount_bp,
    tax_category = excluded.tax_category, tax_rate_bp = excluded.tax_rate_bp, optional = excluded.optional,
    options_e4 = excluded.options_e4, options_cost_e4 = excluded.options_cost_e4, configuration = excluded.configuration,
    contracted = excluded.contracted, discount_off = excluded.discount_off, promotions = excluded.promotions, choice = excluded.choice,
    kind = excluded.kind, family = excluded.family, term = excluded.term, rounding = excluded.rounding, schedule = excluded.schedule,
    surcharges = excluded.surcharges
    WHERE quote_lines.quote_id = excluded.quote_id";

/// Lines taken away in one statement.
const CHUNK: usize = 400;

const INSERT: &str = "INSERT INTO quote_lines (id, quote_id, position, product_id, section_id, description, unit, charge, quantity_e4, list_price_e4, manual_price_e4, tier_mode, tiers, floor_e4, cost_e4, discount_bp, tax_category, tax_rate_bp, optional, options_e4, options_cost_e4, configuration, contracted, discount_off, promotions, choice, kind, family, term, rounding, schedule, surcharges) VALUES";

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
        .map(|(line, position)| values(quote, position, line))
        .collect();
    session.insert_many(INSERT, rows).await
}

fn values(quote: QuoteId, position: u32, line: &QuoteLine) -> Args {
    let price = &line.price;
    args![
        line.id,
        quote,
        position,
        line.product_id,
        line.section,
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
        price.optional,
        price.options,
        price.options_cost,
        json(line.configuration.as_ref()),
        json(price.contracted.as_ref()),
        json(price.off.as_ref()),
        json(Some(&price.promotions).filter(|promotions| !promotions.is_empty())),
        json(Some(&line.choice).filter(|choice| !choice.is_none())),
        json(price.kind.as_ref()),
        &price.family,
        json(price.term.as_deref()),
        json(price.rounding.as_ref()),
        json(price.schedule.as_deref()),
        json(Some(&price.surcharges).filter(|surcharges| !surcharges.is_empty()))
    ]
}

/// Brings the lines of a quote from `before` to `after`: only what differs is written.
pub async fn change_lines(
    session: &mut Session,
    quote: QuoteId,
    before: &[QuoteLine],
    after: &[QuoteLine],
) -> Result<()> {
    let old: BTreeMap<QuoteLineId, (u32, &QuoteLine)> = before
        .iter()
        .zip(1_u32..)
        .map(|(line, position)| (line.id, (position, line)))
        .collect();
    let kept: BTreeSet<QuoteLineId> = after.iter().map(|line| line.id).collect();
    let gone: Vec<QuoteLineId> = old
        .keys()
        .filter(|id| !kept.contains(id))
        .copied()
        .collect();
    for some in gone.chunks(CHUNK) {
        let mut sql = Sql::new(DELETE);
        sql.bind(quote).within("AND id IN", some.iter().copied());
        session.exec_of(sql).await?;
    }
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for (line, position) in after.iter().zip(1_u32..) {
        match old.get(&line.id) {
            None => added.push(values(quote, position, line)),
            Some((place, known)) if *place == position && *known == line => {}
            Some(_) => changed.push(values(quote, position, line)),
        }
    }
    session.put_many(INSERT, changed, OVERWRITE).await?;
    session.insert_many(INSERT, added).await
}
