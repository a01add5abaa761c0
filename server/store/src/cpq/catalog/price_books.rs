//! Price books and their entries.

use crate::cpq::{json, parsed, tax, tiers, tiers_json, word};
use crate::{Args, Result, Session, Sql, StoreError, args};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::cpq::catalog::{CatalogItem, PriceBook, PriceBookDraft, PriceBookEntry};
use shared::kernel::{Currency, LocalText, PriceBookEntryId, PriceBookId, ProductId, UnitPrice};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct BookRow {
    id: Uuid,
    name: String,
    currency: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    active: bool,
    sample: bool,
    version: i64,
    entries: i64,
    proration: Option<String>,
    countries: String,
    segments: String,
    channels: String,
    rounding: Option<String>,
}

impl BookRow {
    fn book(self) -> Result<PriceBook> {
        Ok(PriceBook {
            id: PriceBookId(self.id),
            draft: PriceBookDraft {
                name: self.name,
                currency: word(&self.currency, "price_books.currency")?,
                valid_from: self.valid_from,
                valid_to: self.valid_to,
                proration: self
                    .proration
                    .map(|code| word(&code, "price_books.proration"))
                    .transpose()?,
                countries: texts(&self.countries, "price_books.countries")?,
                segments: texts(&self.segments, "price_books.segments")?,
                channels: texts(&self.channels, "price_books.channels")?,
                rounding: parsed(self.rounding, "price_books.rounding")?,
            },
            active: self.active,
            sample: self.sample,
            entries: u32::try_from(self.entries).unwrap_or(u32::MAX),
            version: self.version,
        })
    }
}

fn texts<T: DeserializeOwned>(json: &str, column: &'static str) -> Result<Vec<T>> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt(column))
}

fn texts_json<T: Serialize>(texts: &[T]) -> String {
    serde_json::to_string(texts).unwrap_or_else(|_| "[]".to_owned())
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    id: Uuid,
    product_id: Uuid,
    charge: String,
    unit_price_e4: i64,
    floor_e4: Option<i64>,
    tier_mode: String,
    tiers: String,
    kind: Option<String>,
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
    rounding: Option<String>,
}

impl ItemRow {
    fn item(self) -> Result<CatalogItem> {
        Ok(CatalogItem {
            entry: PriceBookEntry {
                id: PriceBookEntryId(self.id),
                product_id: ProductId(self.product_id),
                charge: word(&self.charge, "price_book_entries.charge")?,
                unit_price: UnitPrice(self.unit_price_e4),
                floor: self.floor_e4.map(UnitPrice),
                tier_mode: word(&self.tier_mode, "price_book_entries.tier_mode")?,
                tiers: tiers(&self.tiers)?,
                kind: parsed(self.kind, "price_book_entries.kind")?,
            },
            sku: self.sku,
            name: LocalText::new(self.name_en, self.name_fr),
            description: LocalText::new(self.description_en, self.description_fr),
            family: self.family,
            unit: self.unit,
            tax: tax(&self.tax_category, self.tax_rate_bp)?,
            cost: self.cost_e4.map(UnitPrice),
            active: self.active,
            rounding: parsed(self.rounding, "price_books.rounding")?,
            schedule: None,
        })
    }
}

const BOOKS: &str = "SELECT b.id, b.name, b.currency, b.valid_from, b.valid_to, b.active, b.sample, b.version, b.proration, b.countries, b.segments, b.channels, b.rounding,
    (SELECT COUNT(*) FROM price_book_entries e WHERE e.price_book_id = b.id) AS entries FROM price_books b";

const ITEMS: &str = "SELECT e.id, e.product_id, e.charge, e.unit_price_e4, e.floor_e4, e.tier_mode, e.tiers, e.kind,
    p.sku, p.name_en, p.name_fr, p.description_en, p.description_fr, p.family, p.unit, p.tax_category, p.tax_rate_bp, p.cost_e4, p.active, b.rounding
    FROM price_book_entries e JOIN products p ON p.id = e.product_id JOIN price_books b ON b.id = e.price_book_id WHERE e.price_book_id = $1 ORDER BY p.sku, e.charge";

const INSERT: &str =
    "INSERT INTO price_books (id, name, currency, valid_from, valid_to, active, sample, version, proration, countries, segments, channels, rounding)
    VALUES ($1, $2, $3, $4, $5, TRUE, $6, 1, $7, $8, $9, $10, $11)";

const UPDATE: &str = "UPDATE price_books SET name = $3, currency = $4, valid_from = $5, valid_to = $6, proration = $7, countries = $8, segments = $9, channels = $10, rounding = $11, version = version + 1
    WHERE id = $1 AND version = $2";

const SET_ACTIVE: &str =
    "UPDATE price_books SET active = $3, version = version + 1 WHERE id = $1 AND version = $2";

const RAISE: &str = "UPDATE price_books SET version = version + 1 WHERE id = $1 AND version = $2";

const RAISE_ANY: &str = "UPDATE price_books SET version = version + 1 WHERE id = $1";

const BY_FORMULA: &str = "SELECT DISTINCT e.price_book_id FROM price_book_entries e WHERE e.kind LIKE '%\"formula\"%' ORDER BY e.price_book_id";

const PUT_ENTRY: &str = "INSERT INTO price_book_entries (id, price_book_id, product_id, charge, unit_price_e4, floor_e4, tier_mode, tiers, kind)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET product_id = $3, charge = $4, unit_price_e4 = $5, floor_e4 = $6, tier_mode = $7, tiers = $8, kind = $9
    WHERE price_book_entries.price_book_id = $2";

const REMOVE_ENTRY: &str = "DELETE FROM price_book_entries WHERE price_book_id = $1 AND id = $2";

/// Every price book, active ones first, by name.
pub async fn list(session: &mut Session, with_inactive: bool) -> Result<Vec<PriceBook>> {
    let mut sql = Sql::new(BOOKS);
    if !with_inactive {
        sql.push("WHERE b.active");
    }
    sql.push("ORDER BY b.active DESC, b.name, b.id");
    let rows: Vec<BookRow> = session.all_of(sql).await?;
    rows.into_iter().map(BookRow::book).collect()
}

/// One price book.
pub async fn get(session: &mut Session, id: PriceBookId) -> Result<Option<PriceBook>> {
    let mut sql = Sql::new(BOOKS);
    sql.with("WHERE b.id =", id);
    let row: Option<BookRow> = session.opt_of(sql).await?;
    row.map(BookRow::book).transpose()
}

/// The entries of a price book with their products, by code. Costs are as stored: in the company's
/// currency.
pub async fn items(session: &mut Session, id: PriceBookId) -> Result<Vec<CatalogItem>> {
    let rows: Vec<ItemRow> = session.all(ITEMS, args![id]).await?;
    rows.into_iter().map(ItemRow::item).collect()
}

/// The entries of all price books whose price a formula says.
pub async fn by_formula(session: &mut Session) -> Result<Vec<(PriceBookId, PriceBookEntry)>> {
    let books: Vec<(Uuid,)> = session.all(BY_FORMULA, args![]).await?;
    let mut found = Vec::new();
    for (book,) in books {
        let items = items(session, PriceBookId(book)).await?;
        let formulas = items.into_iter().map(|item| item.entry).filter(|entry| {
            matches!(
                entry.kind,
                Some(shared::cpq::pricing::PriceKind::Formula { .. })
            )
        });
        found.extend(formulas.map(|entry| (PriceBookId(book), entry)));
    }
    Ok(found)
}

/// Raises the version of a price book whatever it is, when an entry of it follows something else.
pub async fn raise_any(session: &mut Session, id: PriceBookId) -> Result<()> {
    session.exec(RAISE_ANY, args![id]).await?;
    Ok(())
}

/// The price books for a new quote: active, of this currency, valid on `day`; the one that began last
/// first, then by name.
pub async fn find_for(
    session: &mut Session,
    currency: Currency,
    day: NaiveDate,
) -> Result<Vec<PriceBook>> {
    let mut sql = Sql::new(BOOKS);
    sql.with("WHERE b.active AND b.currency =", currency)
        .with("AND (b.valid_from IS NULL OR b.valid_from <=", day)
        .with(") AND (b.valid_to IS NULL OR b.valid_to >=", day)
        .push(") ORDER BY CASE WHEN b.valid_from IS NULL THEN 1 ELSE 0 END, b.valid_from DESC, b.name, b.id");
    let rows: Vec<BookRow> = session.all_of(sql).await?;
    rows.into_iter().map(BookRow::book).collect()
}

/// Adds a price book.
pub async fn insert(
    session: &mut Session,
    id: PriceBookId,
    draft: &PriceBookDraft,
    sample: bool,
) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                id,
                &draft.name,
                draft.currency,
                draft.valid_from,
                draft.valid_to,
                sample,
                draft.proration.map(|rule| rule.code()),
                texts_json(&draft.countries),
                texts_json(&draft.segments),
                texts_json(&draft.channels),
                json(draft.rounding.as_ref())
            ],
        )
        .await?;
    Ok(())
}

/// Changes a price book that still has this version; says whether it had.
pub async fn update(
    session: &mut Session,
    id: PriceBookId,
    version: i64,
    draft: &PriceBookDraft,
) -> Result<bool> {
    session
        .exec_one(
            UPDATE,
            args![
                id,
                version,
                &draft.name,
                draft.currency,
                draft.valid_from,
                draft.valid_to,
                draft.proration.map(|rule| rule.code()),
                texts_json(&draft.countries),
                texts_json(&draft.segments),
                texts_json(&draft.channels),
                json(draft.rounding.as_ref())
            ],
        )
        .await
}

/// Switches a price book that still has this version on or off; says whether it had.
pub async fn set_active(
    session: &mut Session,
    id: PriceBookId,
    version: i64,
    active: bool,
) -> Result<bool> {
    session
        .exec_one(SET_ACTIVE, args![id, version, active])
        .await
}

/// Raises the version of a price book that still has this one, before an entry changes.
pub async fn raise(session: &mut Session, id: PriceBookId, version: i64) -> Result<bool> {
    session.exec_one(RAISE, args![id, version]).await
}

fn entry_args(book: PriceBookId, entry: &PriceBookEntry) -> Args {
    args![
        entry.id,
        book,
        entry.product_id,
        entry.charge.code(),
        entry.unit_price,
        entry.floor,
        entry.tier_mode.code(),
        tiers_json(&entry.tiers),
        json(entry.kind.as_ref())
    ]
}

/// Adds or changes an entry. Two entries of one product and charge answer
/// [`StoreError::Constraint`]; so does an id that belongs to another book.
pub async fn put_entry(
    session: &mut Session,
    book: PriceBookId,
    entry: &PriceBookEntry,
) -> Result<()> {
    match session.exec(PUT_ENTRY, entry_args(book, entry)).await? {
        0 => Err(StoreError::Constraint("price_book_entries.id".to_owned())),
        _ => Ok(()),
    }
}

/// Adds many entries to a book that does not have them.
pub async fn insert_entries(
    session: &mut Session,
    book: PriceBookId,
    entries: &[PriceBookEntry],
) -> Result<()> {
    const HEAD: &str = "INSERT INTO price_book_entries (id, price_book_id, product_id, charge, unit_price_e4, floor_e4, tier_mode, tiers, kind) VALUES";
    let rows = entries
        .iter()
        .map(|entry| entry_args(book, entry))
        .collect();
    session.insert_many(HEAD, rows).await
}

/// Removes an entry; says whether there was one.
pub async fn remove_entry(
    session: &mut Session,
    book: PriceBookId,
    id: PriceBookEntryId,
) -> Result<bool> {
    session.exec_one(REMOVE_ENTRY, args![book, id]).await
}
