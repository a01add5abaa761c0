//! Quotes of a deal, and products to put on it.

use crate::cpq::parsed;
use crate::scope::scope_condition;
use crate::{Result, Session, Sql, StoreError};
use chrono::NaiveDate;
use shared::cpq::pricing::PriceKind;
use shared::deals::opportunity::{DealQuote, ProductOffer};
use shared::kernel::{
    Action, Actor, Currency, LocalText, Money, OpportunityId, ProductId, QuoteId, UnitPrice,
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct QuoteRow {
    id: Uuid,
    number: String,
    version_number: i32,
    active_version: bool,
    title: String,
    state: String,
    net_minor: i64,
    currency: String,
    valid_until: NaiveDate,
}

/// The quotes of a deal the actor may see, the newest first.
pub async fn quotes(
    session: &mut Session,
    actor: &Actor,
    id: OpportunityId,
) -> Result<Vec<DealQuote>> {
    let mut sql = Sql::new(
        "SELECT q.id, q.number, q.version_number, q.active_version, q.title, q.state, q.net_minor,
            q.currency, q.valid_until
        FROM quotes q WHERE q.deleted_at IS NULL AND q.opportunity_id =",
    );
    sql.bind(id);
    let scope = actor.scope(Action::ViewQuote);
    scope_condition(
        &mut sql,
        actor,
        scope,
        "q.owner_id",
        Some("q.opportunity_id"),
    );
    sql.push("ORDER BY q.created_at DESC, q.id DESC LIMIT 100");
    let rows: Vec<QuoteRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            let currency = row
                .currency
                .parse()
                .map_err(|_| StoreError::Corrupt("quotes.currency"))?;
            Ok(DealQuote {
                id: QuoteId(row.id),
                number: row.number,
                version: row.version_number,
                active: row.active_version,
                title: row.title,
                state: row.state,
                net: Money::new(row.net_minor, currency),
                valid_until: row.valid_until,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    id: Uuid,
    sku: String,
    name_en: String,
    name_fr: String,
    charge: String,
    unit_price_e4: i64,
    kind: Option<String>,
    price_book: String,
}

/// A deal has a price per unit: of other kinds of price, about what one costs.
fn typical(price: i64, kind: Option<String>) -> Result<UnitPrice> {
    let price = UnitPrice(price);
    let kind: Option<PriceKind> = parsed(kind, "price_book_entries.kind")?;
    Ok(kind.map_or(price, |kind| kind.typical_unit(price)))
}

/// Active products whose search text contains `key`, at the prices of the price books of `currency`
/// in force on `today`.
pub async fn offers(
    session: &mut Session,
    key: &str,
    currency: Currency,
    today: NaiveDate,
) -> Result<Vec<ProductOffer>> {
    let mut sql = Sql::new(
        "SELECT p.id, p.sku, p.name_en, p.name_fr, e.charge, e.unit_price_e4, e.kind, b.name AS price_book
        FROM products p
        JOIN price_book_entries e ON e.product_id = p.id
        JOIN price_books b ON b.id = e.price_book_id AND b.active
        WHERE p.active AND b.currency =",
    );
    sql.bind(currency);
    sql.with("AND (b.valid_from IS NULL OR b.valid_from <=", today)
        .push(")");
    sql.with("AND (b.valid_to IS NULL OR b.valid_to >=", today)
        .push(")");
    if !key.is_empty() {
        sql.with("AND p.search LIKE", format!("%{key}%"));
    }
    sql.push("ORDER BY p.sku, e.charge, b.name LIMIT 30");
    let rows: Vec<OfferRow> = session.all_of(sql).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ProductOffer {
                product_id: ProductId(row.id),
                sku: row.sku,
                name: LocalText::new(row.name_en, row.name_fr),
                charge: row
                    .charge
                    .parse()
                    .map_err(|()| StoreError::Corrupt("price_book_entries.charge"))?,
                unit_price: typical(row.unit_price_e4, row.kind)?,
                price_book: row.price_book,
            })
        })
        .collect()
}
