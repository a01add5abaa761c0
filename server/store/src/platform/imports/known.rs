//! Records a file may concern, with the values the planner compares.

use super::collect::{list, of};
use crate::crm::accounts::AccountFactsRow;
use crate::crm::contacts::ContactFactsRow;
use crate::sql::Sql;
use crate::{Result, Session, args};
use chrono::NaiveDate;
use shared::kernel::{Currency, LocalText, PriceBookId, ProductId, UnitPrice, UserId, search_key};
use shared::platform::imports::model::{ExistingRecord, ProductRef};
use shared::platform::imports::ops::RecordKeys;
use shared::platform::imports::similar::name_key;
use shared::platform::imports::{Existing, Field, ImportKind, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(super) const CHUNK: usize = 500; // Values of one list per statement.

/// The word of a kind in `external_ids.entity`.
#[must_use]
pub const fn key_entity(kind: ImportKind) -> &'static str {
    kind.code()
}

/// Accounts by name.
pub async fn account_names(session: &mut Session) -> Result<Vec<(Uuid, String)>> {
    session
        .all(
            "SELECT id, name FROM accounts WHERE deleted_at IS NULL ORDER BY created_at, id",
            args![],
        )
        .await
}

/// Everybody: id, name, sign-in address.
pub async fn people(session: &mut Session) -> Result<Vec<(UserId, String, String)>> {
    let rows: Vec<(Uuid, String, String)> = session
        .all(
            "SELECT id, name, email FROM users ORDER BY created_at, id",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, email)| (UserId(id), name, email))
        .collect())
}

/// The first administrator who may sign in.
pub async fn first_administrator(session: &mut Session) -> Result<Option<UserId>> {
    let row: Option<(Uuid,)> = session
        .opt(
            "SELECT id FROM users WHERE active AND role = 'administrator' ORDER BY sample, created_at, id LIMIT 1",
            args![],
        )
        .await?;
    Ok(row.map(|(id,)| UserId(id)))
}

/// The first active price book of a currency.
pub async fn price_book(session: &mut Session, currency: Currency) -> Result<Option<PriceBookId>> {
    let row: Option<(Uuid,)> = session
        .opt(
            "SELECT id FROM price_books WHERE currency = $1 AND active ORDER BY id LIMIT 1",
            args![currency],
        )
        .await?;
    Ok(row.map(|(id,)| PriceBookId(id)))
}

#[derive(sqlx::FromRow)]
struct ProductNameRow {
    id: Uuid,
    sku: String,
    name_en: String,
    name_fr: String,
    unit_price_e4: Option<i64>,
}

/// Products with their list price in the first active price book of a currency.
pub async fn products_with_price(
    session: &mut Session,
    currency: Currency,
) -> Result<Vec<ProductRef>> {
    let book = price_book(session, currency).await?;
    let rows: Vec<ProductNameRow> = session
        .all(
            "SELECT p.id, p.sku, p.name_en, p.name_fr, MIN(e.unit_price_e4) AS unit_price_e4 FROM products p
             LEFT JOIN price_book_entries e ON e.product_id = p.id AND e.price_book_id = $1
             GROUP BY p.id, p.sku, p.name_en, p.name_fr ORDER BY p.sku",
            args![book],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ProductRef {
            id: ProductId(row.id),
            sku: row.sku,
            name: LocalText::new(row.name_en, row.name_fr),
            price: row.unit_price_e4.map(UnitPrice),
        })
        .collect())
}

/// Keys of earlier imports that stand for a record.
pub async fn keys(
    session: &mut Session,
    kind: ImportKind,
    source: &str,
    wanted: &[String],
) -> Result<BTreeMap<String, Uuid>> {
    let mut found = BTreeMap::new();
    for chunk in wanted.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT key, record_id FROM external_ids WHERE entity =");
        sql.bind(key_entity(kind)).with("AND source =", source);
        sql.within("AND key IN", chunk.iter().map(String::as_str));
        let rows: Vec<(String, Uuid)> = session.all_of(sql).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The records of one kind that a file's keys, names or addresses mean; keys of deleted ones do not.
pub async fn existing(
    session: &mut Session,
    kind: ImportKind,
    source: &str,
    currency: Currency,
    company: Currency,
    wanted: &RecordKeys,
) -> Result<Existing> {
    let keys = keys(session, kind, source, &wanted.keys).await?;
    let mut ids: BTreeSet<Uuid> = keys.values().copied().collect();
    ids.extend(wanted.ids.iter().copied());
    // Of a question with keys only, no names are read.
    if !(wanted.names.is_empty() && wanted.emails.is_empty()) {
        ids.extend(by_name(session, kind, wanted).await?);
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut records = Vec::new();
    let with_own = super::own::any(session, kind).await?;
    for chunk in ids.chunks(CHUNK) {
        let mut found = match kind {
            ImportKind::Accounts => accounts(session, chunk).await?,
            ImportKind::Contacts => contacts(session, chunk).await?,
            ImportKind::Leads => super::leads::records(session, chunk).await?,
            ImportKind::People => users(session, chunk).await?,
            ImportKind::Products => products(session, chunk, currency, company).await?,
            ImportKind::Opportunities => opportunities(session, chunk).await?,
        };
        if with_own {
            super::own::add(session, kind, &mut found).await?;
        }
        records.append(&mut found);
    }
    let alive: BTreeSet<Uuid> = records.iter().map(|record| record.id).collect();
    Ok(Existing {
        records,
        keys: keys
            .into_iter()
            .filter(|(_, id)| alive.contains(id))
            .collect(),
        erased: BTreeMap::new(),
    })
}

async fn by_name(
    session: &mut Session,
    kind: ImportKind,
    wanted: &RecordKeys,
) -> Result<Vec<Uuid>> {
    let names: BTreeSet<String> = wanted.names.iter().map(|name| name_key(name)).collect();
    let all: Vec<(Uuid, String, String)> = match kind {
        ImportKind::Accounts => {
            session
                .all(
                    "SELECT id, name, '' AS other FROM accounts WHERE deleted_at IS NULL",
                    args![],
                )
                .await?
        }
        ImportKind::Products => {
            session
                .all("SELECT id, name_en, sku FROM products", args![])
                .await?
        }
        ImportKind::People => {
            session
                .all("SELECT id, name, email FROM users", args![])
                .await?
        }
        ImportKind::Contacts => return contacts_by_name(session, wanted).await,
        ImportKind::Leads => return super::leads::by_name(session, wanted).await,
        ImportKind::Opportunities => return Ok(Vec::new()),
    };
    let emails: BTreeSet<&str> = wanted.emails.iter().map(String::as_str).collect();
    let known = |name: &str, other: &str| {
        names.contains(&name_key(name))
            || names.contains(&name_key(other))
            || emails.contains(other)
    };
    let found = all
        .into_iter()
        .filter(|(_, name, other)| known(name, other));
    Ok(found.map(|(id, _, _)| id).collect())
}

async fn contacts_by_name(session: &mut Session, wanted: &RecordKeys) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for chunk in wanted.emails.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT id FROM contacts WHERE deleted_at IS NULL");
        sql.within("AND LOWER(email) IN", chunk.iter().map(String::as_str));
        let rows: Vec<(Uuid,)> = session.all_of(sql).await?;
        ids.extend(rows.into_iter().map(|(id,)| id));
    }
    let names: BTreeSet<String> = wanted.names.iter().map(|name| search_key(name)).collect();
    let all: Vec<(Uuid, String, String)> = session
        .all(
            "SELECT id, first_name, last_name FROM contacts WHERE deleted_at IS NULL AND email = ''",
            args![],
        )
        .await?;
    let known = |first: &str, last: &str| {
        names.contains(&search_key(last)) || names.contains(&search_key(&format!("{first} {last}")))
    };
    ids.extend(
        all.into_iter()
            .filter(|(_, first, last)| known(first, last))
            .map(|(id, _, _)| id),
    );
    Ok(ids)
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: AccountFactsRow,
}

async fn accounts(session: &mut Session, ids: &[Uuid]) -> Result<Vec<ExistingRecord>> {
    let sql = list(
        "SELECT id, version, name, kind, industry, website, phone, street, postal_code, city, country, vat_number, employees,
            annual_revenue_minor, annual_revenue_currency, founded_year, payment_days, notes, parent_id, owner_id
         FROM accounts WHERE deleted_at IS NULL AND",
        ids,
    );
    let rows: Vec<AccountRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let facts = row.facts;
            of().text(Field::Name, facts.name)
                .text(Field::AccountKind, facts.kind)
                .text(Field::Industry, facts.industry)
                .text(Field::Website, facts.website)
                .text(Field::Phone, facts.phone)
                .text(Field::Street, facts.street)
                .text(Field::PostalCode, facts.postal_code)
                .text(Field::City, facts.city)
                .text(Field::Country, facts.country)
                .text(Field::VatNumber, facts.vat_number)
                .int(Field::Employees, facts.employees)
                .money(
                    Field::AnnualRevenue,
                    facts.annual_revenue_minor,
                    facts.annual_revenue_currency,
                )
                .int(Field::FoundedYear, facts.founded_year.map(i64::from))
                .int(Field::PaymentDays, facts.payment_days.map(i64::from))
                .text(Field::Notes, facts.notes)
                .id(Field::Parent, facts.parent_id)
                .id(Field::Owner, Some(facts.owner_id))
                .done(row.id, row.version)
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    id: Uuid,
    version: i64,
    #[sqlx(flatten)]
    facts: ContactFactsRow,
}

async fn contacts(session: &mut Session, ids: &[Uuid]) -> Result<Vec<ExistingRecord>> {
    let sql = list(
        "SELECT id, version, account_id, first_name, last_name, title, email, phone, language, notes, owner_id
         FROM contacts WHERE deleted_at IS NULL AND",
        ids,
    );
    let rows: Vec<ContactRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let facts = row.facts;
            of().text(Field::FirstName, facts.first_name)
                .text(Field::LastName, facts.last_name)
                .text(Field::JobTitle, facts.title)
                .text(Field::Email, facts.email.to_lowercase())
                .text(Field::Phone, facts.phone)
                .text(Field::Language, facts.language)
                .text(Field::Notes, facts.notes)
                .id(Field::Account, facts.account_id)
                .id(Field::Owner, Some(facts.owner_id))
                .done(row.id, row.version)
        })
        .collect())
}

async fn users(session: &mut Session, ids: &[Uuid]) -> Result<Vec<ExistingRecord>> {
    let sql = list(
        "SELECT id, version, name, email, role, language, team_id FROM users WHERE",
        ids,
    );
    type Row = (Uuid, i64, String, String, String, String, Option<Uuid>);
    let rows: Vec<Row> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|(id, version, name, email, role, language, team)| {
            of().text(Field::Name, name)
                .text(Field::Email, email)
                .text(Field::Role, role)
                .text(Field::Language, language)
                .id(Field::Team, team)
                .done(id, version)
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: Uuid,
    version: i64,
    sku: String,
    name_en: String,
    name_fr: String,
    description_en: String,
    family: String,
    unit: String,
    tax_rate_bp: i32,
    cost_e4: Option<i64>,
    charge: Option<String>,
    unit_price_e4: Option<i64>,
}

async fn products(
    session: &mut Session,
    ids: &[Uuid],
    currency: Currency,
    company: Currency,
) -> Result<Vec<ExistingRecord>> {
    let book = price_book(session, currency).await?;
    let mut sql = Sql::new(
        "SELECT p.id, p.version, p.sku, p.name_en, p.name_fr, p.description_en, p.family, p.unit, p.tax_rate_bp, p.cost_e4, e.charge, e.unit_price_e4
         FROM products p LEFT JOIN price_book_entries e ON e.product_id = p.id AND e.price_book_id =",
    );
    sql.bind(book)
        .push("WHERE")
        .within("p.id IN", ids.iter().copied());
    let rows: Vec<ProductRow> = session.all_of(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            of().text(Field::Sku, row.sku)
                .text(Field::Name, row.name_en)
                .text(Field::NameFr, row.name_fr)
                .text(Field::Description, row.description_en)
                .text(Field::Family, row.family)
                .text(Field::Unit, row.unit)
                .int(Field::TaxRate, Some(i64::from(row.tax_rate_bp)))
                .price(Field::Cost, row.cost_e4, company)
                .text(Field::Charge, row.charge.unwrap_or_default())
                .price(Field::Price, row.unit_price_e4, currency)
                .done(row.id, row.version)
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct OpportunityRow {
    id: Uuid,
    version: i64,
    name: String,
    account_id: Option<Uuid>,
    stage_id: Uuid,
    owner_id: Uuid,
    kind: String,
    amount_minor: i64,
    currency: String,
    close_date: NaiveDate,
    probability_judged_bp: Option<i32>,
    next_step: String,
    source: String,
    loss_reason_id: Option<Uuid>,
    loss_note: String,
    product_id: Option<Uuid>,
}

async fn opportunities(session: &mut Session, ids: &[Uuid]) -> Result<Vec<ExistingRecord>> {
    let sql = list(
        "SELECT id, version, name, account_id, stage_id, owner_id, kind, amount_minor, currency, close_date, probability_judged_bp,
            next_step, source, loss_reason_id, loss_note,
            (SELECT p.product_id FROM opportunity_products p WHERE p.opportunity_id = opportunities.id ORDER BY p.position LIMIT 1) AS product_id
         FROM opportunities WHERE deleted_at IS NULL AND",
        ids,
    );
    let rows: Vec<OpportunityRow> = session.all_of(sql).await?;
    let mut standing = crate::deals::opportunities::standing(session, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let mut record = of()
                .text(Field::Name, row.name)
                .id(Field::Account, row.account_id)
                .id(Field::Stage, Some(row.stage_id))
                .id(Field::Owner, Some(row.owner_id))
                .text(Field::DealKind, row.kind)
                .money(Field::Amount, Some(row.amount_minor), Some(row.currency))
                .int(Field::Probability, row.probability_judged_bp.map(i64::from))
                .text(Field::NextStep, row.next_step)
                .text(Field::Source, row.source)
                .text(Field::LossReason, row.loss_note)
                .id(Field::LossReason, row.loss_reason_id)
                .id(Field::Product, row.product_id)
                .done(row.id, row.version);
            record
                .values
                .insert(Field::CloseDate, Value::Date(row.close_date));
            record.deal = standing.remove(&row.id);
            record
        })
        .collect())
}
