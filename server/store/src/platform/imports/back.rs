//! Taking back what an import wrote, in few statements: a column of many records at a time.

use super::own::{own_values, put_own};
use super::trail::{DealBefore, IDS_AT_ONCE, Trail};
use crate::args::Value as Bound;
use crate::sql::Sql;
use crate::{Args, Bind, Result, Session, args};
use shared::crm::accounts::{AccountFacts, account_search};
use shared::crm::contacts::{ContactFacts, contact_search};
use shared::crm::leads::{LeadFacts, lead_search};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, UserId, search_key};
use shared::platform::imports::{Field, ImportKind, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// `UPDATE … FROM (VALUES (id, value), …)`: head and tail. Both databases name the columns of VALUES
/// `column1`, `column2`, ….
macro_rules! put {
    ($table:literal, $($column:literal = $place:literal),+) => {
        (
            concat!("UPDATE ", $table, " SET ", put!(@list $($column = $place),+), " FROM (VALUES"),
            concat!(") AS v WHERE ", $table, ".id = v.column1"),
        )
    };
    (@list $column:literal = $place:literal) => { concat!($column, " = v.column", $place) };
    (@list $column:literal = $place:literal, $($rest:literal = $more:literal),+) => {
        concat!($column, " = v.column", $place, ", ", put!(@list $($rest = $more),+))
    };
}

type Put = (&'static str, &'static str);

/// Where a field is kept, and what it holds when it is empty.
fn place(kind: ImportKind, field: Field) -> Option<(Put, Bound)> {
    match kind {
        ImportKind::Accounts => of_account(field),
        ImportKind::Contacts => of_contact(field),
        ImportKind::Leads => of_lead(field),
        ImportKind::People => of_person(field),
        ImportKind::Products => of_product(field),
        ImportKind::Opportunities => of_deal(field),
    }
}

fn text() -> Bound {
    String::new().value()
}

fn number() -> Bound {
    None::<i64>.value()
}

fn record() -> Bound {
    None::<Uuid>.value()
}

fn of_account(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::Name => (put!("accounts", "name" = "2"), text()),
        Field::AccountKind => (put!("accounts", "kind" = "2"), text()),
        Field::Industry => (put!("accounts", "industry" = "2"), text()),
        Field::Website => (put!("accounts", "website" = "2"), text()),
        Field::Phone => (put!("accounts", "phone" = "2"), text()),
        Field::Street => (put!("accounts", "street" = "2"), text()),
        Field::PostalCode => (put!("accounts", "postal_code" = "2"), text()),
        Field::City => (put!("accounts", "city" = "2"), text()),
        Field::Country => (put!("accounts", "country" = "2"), text()),
        Field::VatNumber => (put!("accounts", "vat_number" = "2"), text()),
        Field::Notes => (put!("accounts", "notes" = "2"), text()),
        Field::Employees => (put!("accounts", "employees" = "2"), number()),
        Field::FoundedYear => (put!("accounts", "founded_year" = "2"), number()),
        Field::PaymentDays => (put!("accounts", "payment_days" = "2"), number()),
        Field::Parent => (put!("accounts", "parent_id" = "2"), record()),
        Field::Owner => (put!("accounts", "owner_id" = "2"), record()),
        _ => return None,
    })
}

fn of_contact(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::FirstName => (put!("contacts", "first_name" = "2"), text()),
        Field::LastName => (put!("contacts", "last_name" = "2"), text()),
        Field::JobTitle => (put!("contacts", "title" = "2"), text()),
        Field::Email => (put!("contacts", "email" = "2"), text()),
        Field::Phone => (put!("contacts", "phone" = "2"), text()),
        Field::Language => (put!("contacts", "language" = "2"), text()),
        Field::Notes => (put!("contacts", "notes" = "2"), text()),
        Field::Account => (put!("contacts", "account_id" = "2"), record()),
        Field::Owner => (put!("contacts", "owner_id" = "2"), record()),
        _ => return None,
    })
}

fn of_lead(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::FirstName => (put!("leads", "first_name" = "2"), text()),
        Field::LastName => (put!("leads", "last_name" = "2"), text()),
        Field::Company => (put!("leads", "company" = "2"), text()),
        Field::JobTitle => (put!("leads", "title" = "2"), text()),
        Field::Email => (put!("leads", "email" = "2"), text()),
        Field::Phone => (put!("leads", "phone" = "2"), text()),
        Field::City => (put!("leads", "city" = "2"), text()),
        Field::Country => (put!("leads", "country" = "2"), text()),
        Field::Language => (put!("leads", "language" = "2"), text()),
        Field::LeadSource => (put!("leads", "source" = "2"), text()),
        Field::Rating => (put!("leads", "rating" = "2"), text()),
        Field::Interest => (put!("leads", "interest" = "2"), text()),
        Field::Notes => (put!("leads", "notes" = "2"), text()),
        Field::Owner => (put!("leads", "owner_id" = "2"), record()),
        _ => return None,
    })
}

fn of_person(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::Name => (put!("users", "name" = "2"), text()),
        Field::Email => (put!("users", "email" = "2"), text()),
        Field::Role => (put!("users", "role" = "2"), text()),
        Field::Language => (put!("users", "language" = "2"), text()),
        Field::Team => (put!("users", "team_id" = "2"), record()),
        _ => return None,
    })
}

fn of_product(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::Sku => (put!("products", "sku" = "2"), text()),
        Field::Name => (put!("products", "name_en" = "2"), text()),
        Field::NameFr => (put!("products", "name_fr" = "2"), text()),
        Field::Family => (put!("products", "family" = "2"), text()),
        Field::Unit => (put!("products", "unit" = "2"), text()),
        Field::Description => (put!("products", "description_en" = "2"), text()),
        Field::TaxRate => (put!("products", "tax_rate_bp" = "2"), 0_i64.value()),
        Field::Cost => (put!("products", "cost_e4" = "2"), number()),
        _ => return None,
    })
}

fn of_deal(field: Field) -> Option<(Put, Bound)> {
    Some(match field {
        Field::Name => (put!("opportunities", "name" = "2"), text()),
        Field::DealKind => (put!("opportunities", "kind" = "2"), text()),
        Field::NextStep => (put!("opportunities", "next_step" = "2"), text()),
        Field::Source => (put!("opportunities", "source" = "2"), text()),
        Field::Probability => (
            put!("opportunities", "probability_judged_bp" = "2"),
            number(),
        ),
        Field::Account => (put!("opportunities", "account_id" = "2"), record()),
        Field::Owner => (put!("opportunities", "owner_id" = "2"), record()),
        _ => return None,
    })
}

fn bound(value: Option<&Value>, empty: &Bound) -> Bound {
    match value {
        None => empty.clone(),
        Some(Value::Text(text)) => text.value(),
        Some(Value::Int(number)) => number.value(),
        Some(Value::Date(day)) => day.value(),
        Some(Value::Money(money)) => money.minor.value(),
        Some(Value::Price(price, _)) => price.value(),
        Some(Value::Id(id)) => id.value(),
    }
}

async fn put(session: &mut Session, (head, tail): Put, rows: Vec<Args>) -> Result<()> {
    session.put_many(head, rows, tail).await?;
    Ok(())
}

/// Gives changed records their earlier values back.
pub async fn put_back(
    session: &mut Session,
    kind: ImportKind,
    records: &[(Uuid, Trail)],
    by: UserId,
    now: Instant,
) -> Result<()> {
    let mut columns: BTreeMap<Field, Vec<Earlier<'_>>> = BTreeMap::new();
    for (id, trail) in records {
        for (field, value) in &trail.values {
            let column = columns.entry(*field).or_default();
            column.push((*id, value.as_ref()));
        }
    }
    for (field, values) in &columns {
        if let Some((way, empty)) = place(kind, *field) {
            let rows = values
                .iter()
                .map(|(id, value)| args![*id, bound(*value, &empty)]);
            put(session, way, rows.collect()).await?;
        }
        if *field == Field::AnnualRevenue {
            revenues(session, values).await?;
        }
    }
    let own = own_values(records.iter().flat_map(|(id, trail)| {
        let values = trail.values.iter();
        values.map(|(field, value)| (*id, *field, value.as_ref()))
    }));
    put_own(session, kind, &own, false).await?;
    let ids: Vec<Uuid> = records.iter().map(|(id, _)| *id).collect();
    raise_versions(session, kind, &ids, now).await?;
    match kind {
        ImportKind::Opportunities => deals(session, records).await?,
        ImportKind::Products => prices(session, records).await?,
        ImportKind::People | ImportKind::Accounts | ImportKind::Contacts | ImportKind::Leads => {}
    }
    search(session, kind, &ids).await?;
    if kind == ImportKind::Opportunities {
        crate::deals::opportunities::record_facts_of(session, &ids, Some(by), now).await?;
    }
    Ok(())
}

/// A record and what one of its fields held.
type Earlier<'a> = (Uuid, Option<&'a Value>);

/// The one field of two columns.
async fn revenues(session: &mut Session, values: &[Earlier<'_>]) -> Result<()> {
    let rows = values.iter().map(|(id, value)| {
        let money = match value {
            Some(Value::Money(money)) => Some(*money),
            _ => None,
        };
        args![*id, money.map(|m| m.minor), money.map(|m| m.currency)]
    });
    let way = put!(
        "accounts",
        "annual_revenue_minor" = "2",
        "annual_revenue_currency" = "3"
    );
    put(session, way, rows.collect()).await
}

async fn raise_versions(
    session: &mut Session,
    kind: ImportKind,
    ids: &[Uuid],
    now: Instant,
) -> Result<()> {
    let head = match kind {
        ImportKind::People => "UPDATE users SET version = version + 1 WHERE id IN",
        ImportKind::Products => "UPDATE products SET version = version + 1 WHERE id IN",
        ImportKind::Accounts => "UPDATE accounts SET version = version + 1, updated_at =",
        ImportKind::Contacts => "UPDATE contacts SET version = version + 1, updated_at =",
        ImportKind::Leads => "UPDATE leads SET version = version + 1, updated_at =",
        ImportKind::Opportunities => "UPDATE opportunities SET version = version + 1, updated_at =",
    };
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("");
        if matches!(kind, ImportKind::People | ImportKind::Products) {
            sql.within(head, chunk.iter().copied());
        } else {
            sql.with(head, now)
                .within("WHERE id IN", chunk.iter().copied());
        }
        session.exec_of(sql).await?;
    }
    Ok(())
}

/// The records of which the import changed one of these fields.
fn changed<'a>(
    records: &'a [(Uuid, Trail)],
    fields: &'a [Field],
) -> impl Iterator<Item = &'a Trail> {
    let trails = records.iter().map(|(_, trail)| trail);
    trails.filter(|trail| trail.values.iter().any(|(field, _)| fields.contains(field)))
}

/// A row of each deal of which the import changed one of these fields.
fn deal_rows(
    records: &[(Uuid, Trail)],
    fields: &[Field],
    row: fn(&DealBefore) -> Args,
) -> Vec<Args> {
    let deals = changed(records, fields).filter_map(|trail| trail.deal.as_ref());
    deals.map(row).collect()
}

/// Stage, closing, loss, amount and products, as far as the import changed them.
async fn deals(session: &mut Session, records: &[(Uuid, Trail)]) -> Result<()> {
    let way = put!(
        "opportunities",
        "stage_id" = "2",
        "pipeline_id" = "3",
        "state" = "4",
        "stage_entered_at" = "5",
        "closed_on" = "6",
        "loss_reason_id" = "7",
        "loss_note" = "8"
    );
    let stages = deal_rows(records, &[Field::Stage], |deal| {
        args![
            deal.id,
            deal.stage_id,
            deal.pipeline_id,
            &deal.state,
            deal.stage_entered_at,
            deal.closed_on,
            deal.loss_reason_id,
            &deal.loss_note
        ]
    });
    put(session, way, stages).await?;
    let way = put!("opportunities", "loss_reason_id" = "2", "loss_note" = "3");
    let losses = deal_rows(records, &[Field::LossReason], |deal| {
        args![deal.id, deal.loss_reason_id, &deal.loss_note]
    });
    put(session, way, losses).await?;
    let way = put!("opportunities", "close_date" = "2", "closed_on" = "3");
    let closings = deal_rows(records, &[Field::CloseDate], |deal| {
        args![deal.id, deal.close_date, deal.closed_on]
    });
    put(session, way, closings).await?;
    let way = put!(
        "opportunities",
        "amount_minor" = "2",
        "currency" = "3",
        "amount_source" = "4"
    );
    let amounts = deal_rows(records, PRICED, |deal| {
        args![
            deal.id,
            deal.amount_minor,
            &deal.currency,
            &deal.amount_source
        ]
    });
    put(session, way, amounts).await?;
    products(session, records).await
}

/// What changes a deal's amount and products.
const PRICED: &[Field] = &[Field::Amount, Field::Product];

async fn products(session: &mut Session, records: &[(Uuid, Trail)]) -> Result<()> {
    let deals = changed(records, PRICED).filter_map(|trail| trail.deal.as_ref());
    let ids: Vec<Uuid> = deals.map(|deal| deal.id).collect();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("DELETE FROM opportunity_products WHERE");
        sql.within("opportunity_id IN", chunk.iter().copied());
        session.exec_of(sql).await?;
    }
    let lines = changed(records, PRICED).flat_map(|trail| &trail.lines);
    let rows = lines.map(|line| {
        args![
            line.id,
            line.opportunity_id,
            line.product_id,
            line.position,
            &line.charge,
            line.quantity_e4,
            line.unit_price_e4,
            line.discount_bp
        ]
    });
    session
        .insert_many(
            "INSERT INTO opportunity_products (id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp) VALUES",
            rows.collect(),
        )
        .await
}

/// Prices as they were, without those the import added.
async fn prices(session: &mut Session, records: &[(Uuid, Trail)]) -> Result<()> {
    let rows = records
        .iter()
        .flat_map(|(_, trail)| &trail.prices)
        .map(|price| args![price.id, price.unit_price_e4, &price.charge]);
    let way = put!("price_book_entries", "unit_price_e4" = "2", "charge" = "3");
    put(session, way, rows.collect()).await?;
    let added: Vec<Uuid> = records
        .iter()
        .flat_map(|(_, trail)| trail.added_prices.iter().copied())
        .collect();
    for chunk in added.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("DELETE FROM price_book_entries");
        sql.within("WHERE id IN", chunk.iter().copied());
        session.exec_of(sql).await?;
    }
    Ok(())
}

/// What records are found by.
async fn search(session: &mut Session, kind: ImportKind, ids: &[Uuid]) -> Result<()> {
    let (read, way) = match kind {
        ImportKind::People => return Ok(()),
        ImportKind::Products => (
            "SELECT id, sku, name_en, name_fr, '' FROM products WHERE id IN",
            put!("products", "search" = "2"),
        ),
        ImportKind::Accounts => (
            "SELECT id, name, city, vat_number, website FROM accounts WHERE id IN",
            put!("accounts", "search" = "2"),
        ),
        ImportKind::Contacts => (
            "SELECT id, first_name, last_name, email, title FROM contacts WHERE id IN",
            put!("contacts", "search" = "2"),
        ),
        ImportKind::Leads => (
            "SELECT id, first_name, last_name, company, email || ' ' || city FROM leads WHERE id IN",
            put!("leads", "search" = "2"),
        ),
        ImportKind::Opportunities => (
            "SELECT id, name, '', '', '' FROM opportunities WHERE id IN",
            put!("opportunities", "search" = "2"),
        ),
    };
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("");
        sql.within(read, chunk.iter().copied());
        let rows: Vec<(Uuid, String, String, String, String)> = session.all_of(sql).await?;
        let rows = rows.into_iter().map(|(id, one, two, three, four)| {
            let key = match kind {
                ImportKind::Accounts => {
                    let mut facts = AccountFacts::named(one, UserId(Uuid::nil()));
                    (facts.city, facts.vat_number, facts.website) = (two, three, four);
                    account_search(&facts)
                }
                ImportKind::Contacts => {
                    let mut facts = ContactFacts::named(one, two, UserId(Uuid::nil()));
                    (facts.email, facts.title) = (three, four);
                    contact_search(&facts)
                }
                ImportKind::Leads => {
                    let mut facts = LeadFacts::named(one, two, None);
                    (facts.company, facts.email) = (three, four);
                    lead_search(&facts)
                }
                _ => search_key(format!("{one} {two} {three}").trim()),
            };
            args![id, key]
        });
        put(session, way, rows.collect()).await?;
    }
    Ok(())
}

/// Takes new records away: into the bin, or, where there is none, out of use.
pub async fn remove(
    session: &mut Session,
    entity: Entity,
    ids: &[Uuid],
    by: UserId,
    now: Instant,
) -> Result<()> {
    let head = match entity {
        Entity::Account => "UPDATE accounts SET version = version + 1, deleted_at =",
        Entity::Contact => "UPDATE contacts SET version = version + 1, deleted_at =",
        Entity::Lead => "UPDATE leads SET version = version + 1, deleted_at =",
        Entity::Opportunity => "UPDATE opportunities SET version = version + 1, deleted_at =",
        Entity::Product => "UPDATE products SET version = version + 1, active =",
        Entity::User => "UPDATE users SET version = version + 1, active =",
        _ => return Ok(()),
    };
    let retired = matches!(entity, Entity::Product | Entity::User);
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new(head);
        if retired {
            sql.bind(false);
        } else {
            sql.bind(now).with(", updated_at =", now);
        }
        sql.within("WHERE id IN", chunk.iter().copied());
        session.exec_of(sql).await?;
        if entity == Entity::User {
            let mut sql = Sql::new("DELETE FROM sessions");
            sql.within("WHERE user_id IN", chunk.iter().copied());
            session.exec_of(sql).await?;
        }
    }
    if entity == Entity::Opportunity {
        crate::deals::opportunities::record_facts_of(session, ids, Some(by), now).await?;
    }
    Ok(())
}
