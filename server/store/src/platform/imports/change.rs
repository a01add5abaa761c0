//! Changes an import makes to records that are there: only the fields the file gives.

use super::known::price_book;
use crate::sql::Sql;
use crate::{Result, Session, args};
use chrono::NaiveDate;
use shared::crm::accounts::{AccountFacts, account_search};
use shared::crm::contacts::{ContactFacts, contact_search};
use shared::kernel::{
    Currency, Instant, OpportunityId, OpportunityProductId, PipelineId, PriceBookEntryId, Quantity,
    UnitPrice, UserId, search_key,
};
use shared::platform::imports::model::Change;
use shared::platform::imports::{Field, ImportKind, Value};
use uuid::Uuid;

/// What a change needs besides itself.
pub struct Around<'a> {
    /// When.
    pub now: Instant,
    /// Who.
    pub actor: UserId,
    /// The pipeline deals go to.
    pub pipeline_id: PipelineId,
    /// State of each of its stages.
    pub state_of: &'a (dyn Fn(Uuid) -> &'static str + Sync),
    /// Ids for rows that are made on the way.
    pub new_id: &'a mut (dyn FnMut() -> Uuid + Send),
}

/// Changes one record; `false`, and nothing changed, when it is no longer at `version`.
pub async fn change(
    session: &mut Session,
    kind: ImportKind,
    (id, version): (Uuid, i64),
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<bool> {
    let at = (id, version);
    match kind {
        ImportKind::Accounts => account(session, at, changes, around.now).await,
        ImportKind::Contacts => contact(session, at, changes, around.now).await,
        ImportKind::Leads => super::leads::change(session, at, changes, around.now).await,
        ImportKind::People => {
            let mut sql = Sql::new("UPDATE users SET version = version + 1");
            for change in changes {
                set(&mut sql, user_column(change.field), &change.after);
            }
            run(session, sql, at).await
        }
        ImportKind::Products => product(session, at, changes, around).await,
        ImportKind::Opportunities => opportunity(session, at, changes, around).await,
    }
}

pub(super) async fn run(
    session: &mut Session,
    mut sql: Sql,
    (id, version): (Uuid, i64),
) -> Result<bool> {
    sql.with("WHERE id =", id).with("AND version =", version);
    Ok(session.exec_of(sql).await? == 1)
}

/// Appends `, column = value`; a field without a column is skipped.
pub(super) fn set(sql: &mut Sql, column: Option<&'static str>, value: &Value) {
    let Some(column) = column else { return };
    sql.push(column);
    match value {
        Value::Text(text) => sql.bind(text),
        Value::Int(number) => sql.bind(*number),
        Value::Date(day) => sql.bind(*day),
        Value::Money(money) => sql.bind(money.minor),
        Value::Price(price, _) => sql.bind(*price),
        Value::Id(id) => sql.bind(*id),
    };
}

fn name_search(sql: &mut Sql, change: &Change) {
    if let (Field::Name, Value::Text(name)) = (change.field, &change.after) {
        sql.with(", search =", search_key(name));
    }
}

const fn account_column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Name => ", name =",
        Field::AccountKind => ", kind =",
        Field::Industry => ", industry =",
        Field::Website => ", website =",
        Field::Phone => ", phone =",
        Field::Street => ", street =",
        Field::PostalCode => ", postal_code =",
        Field::City => ", city =",
        Field::Country => ", country =",
        Field::VatNumber => ", vat_number =",
        Field::Employees => ", employees =",
        Field::AnnualRevenue => ", annual_revenue_minor =",
        Field::FoundedYear => ", founded_year =",
        Field::PaymentDays => ", payment_days =",
        Field::Notes => ", notes =",
        Field::Parent => ", parent_id =",
        Field::Owner => ", owner_id =",
        _ => return None,
    })
}

const fn user_column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Name => ", name =",
        Field::Email => ", email =",
        Field::Role => ", role =",
        Field::Language => ", language =",
        Field::Team => ", team_id =",
        _ => return None,
    })
}

async fn account(
    session: &mut Session,
    at: (Uuid, i64),
    changes: &[Change],
    now: Instant,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE accounts SET version = version + 1, updated_at =");
    sql.bind(now);
    for change in changes {
        set(&mut sql, account_column(change.field), &change.after);
        if let (Field::AnnualRevenue, Value::Money(money)) = (change.field, &change.after) {
            sql.with(", annual_revenue_currency =", money.currency);
        }
    }
    if !run(session, sql, at).await? {
        return Ok(false);
    }
    let (name, city, vat_number, website): (String, String, String, String) = session
        .one(
            "SELECT name, city, vat_number, website FROM accounts WHERE id = $1",
            args![at.0],
        )
        .await?;
    let mut facts = AccountFacts::named(name, UserId(Uuid::nil()));
    (facts.city, facts.vat_number, facts.website) = (city, vat_number, website);
    session
        .exec(
            "UPDATE accounts SET search = $2 WHERE id = $1",
            args![at.0, account_search(&facts)],
        )
        .await?;
    Ok(true)
}

async fn contact(
    session: &mut Session,
    at: (Uuid, i64),
    changes: &[Change],
    now: Instant,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE contacts SET version = version + 1, updated_at =");
    sql.bind(now);
    for change in changes {
        let column = match change.field {
            Field::FirstName => ", first_name =",
            Field::LastName => ", last_name =",
            Field::JobTitle => ", title =",
            Field::Email => ", email =",
            Field::Phone => ", phone =",
            Field::Language => ", language =",
            Field::Notes => ", notes =",
            Field::Account => ", account_id =",
            Field::Owner => ", owner_id =",
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
    }
    if !run(session, sql, at).await? {
        return Ok(false);
    }
    let (first, last, email, title): (String, String, String, String) = session
        .one(
            "SELECT first_name, last_name, email, title FROM contacts WHERE id = $1",
            args![at.0],
        )
        .await?;
    let mut facts = ContactFacts::named(first, last, UserId(Uuid::nil()));
    (facts.email, facts.title) = (email, title);
    session
        .exec(
            "UPDATE contacts SET search = $2 WHERE id = $1",
            args![at.0, contact_search(&facts)],
        )
        .await?;
    Ok(true)
}

async fn product(
    session: &mut Session,
    at: (Uuid, i64),
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<bool> {
    let id = at.0;
    let mut sql = Sql::new("UPDATE products SET version = version + 1");
    let mut price = None;
    let mut charge = None;
    for change in changes {
        let column = match change.field {
            Field::Name => ", name_en =",
            Field::NameFr => ", name_fr =",
            Field::Sku => ", sku =",
            Field::Family => ", family =",
            Field::Unit => ", unit =",
            Field::Description => ", description_en =",
            Field::TaxRate => ", tax_rate_bp =",
            Field::Cost => ", cost_e4 =",
            Field::Price => {
                if let Value::Price(amount, currency) = change.after {
                    price = Some((amount, currency));
                }
                continue;
            }
            Field::Charge => {
                if let Value::Text(code) = &change.after {
                    charge = Some((code.clone(), change.before.is_none()));
                }
                continue;
            }
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
    }
    if !run(session, sql, at).await? {
        return Ok(false);
    }
    let row: (String, String, String) = session
        .one(
            "SELECT sku, name_en, name_fr FROM products WHERE id = $1",
            args![id],
        )
        .await?;
    session
        .exec(
            "UPDATE products SET search = $2 WHERE id = $1",
            args![id, search_key(&format!("{} {} {}", row.0, row.1, row.2))],
        )
        .await?;
    // Prices in other currencies keep how they are charged when this one is new.
    let of_new = match &charge {
        Some((code, true)) => code.as_str(),
        _ => "one_time",
    };
    if let Some((code, false)) = &charge {
        session
            .exec(
                "UPDATE price_book_entries SET charge = $2 WHERE product_id = $1",
                args![id, code],
            )
            .await?;
    }
    if let Some((amount, currency)) = price {
        let new = ((around.new_id)(), of_new);
        put_price(session, id, amount, currency, new).await?;
    }
    Ok(true)
}

async fn put_price(
    session: &mut Session,
    product: Uuid,
    price: UnitPrice,
    currency: Currency,
    (new_id, charge): (Uuid, &str),
) -> Result<()> {
    let Some(book) = price_book(session, currency).await? else {
        return Ok(());
    };
    let done = session
        .exec(
            "UPDATE price_book_entries SET unit_price_e4 = $3 WHERE product_id = $1 AND price_book_id = $2",
            args![product, book, price],
        )
        .await?;
    if done == 0 {
        session
            .exec(
                "INSERT INTO price_book_entries (id, price_book_id, product_id, charge, unit_price_e4, tier_mode, tiers)
                 VALUES ($1, $2, $3, $5, $4, 'none', '[]')",
                args![PriceBookEntryId(new_id), book, product, price, charge],
            )
            .await?;
    }
    Ok(())
}

/// A closed deal's close date is its closing day, as after a move: the file's day where it gives
/// one, else the date the deal has. One that is not lost has no reason of a loss.
async fn opportunity(
    session: &mut Session,
    at: (Uuid, i64),
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE opportunities SET version = version + 1, updated_at =");
    sql.bind(around.now);
    let day = find(changes, Field::CloseDate, |value| match value {
        Value::Date(day) => Some(*day),
        _ => None,
    });
    let stage = find(changes, Field::Stage, record);
    let to = stage.map(|stage| (around.state_of)(stage));
    for change in changes {
        let column = match change.field {
            Field::Name => ", name =",
            Field::Account => ", account_id =",
            Field::Owner => ", owner_id =",
            Field::DealKind => ", kind =",
            Field::CloseDate => ", close_date =",
            Field::Probability => ", probability_judged_bp =",
            Field::NextStep => ", next_step =",
            Field::Source => ", source =",
            Field::Amount => ", amount_minor =",
            Field::Stage => ", stage_id =",
            Field::LossReason if to.is_some_and(|state| state != "lost") => continue,
            Field::LossReason if matches!(change.after, Value::Id(_)) => ", loss_reason_id =",
            Field::LossReason => ", loss_note =",
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
        name_search(&mut sql, change);
        if let (Field::Amount, Value::Money(money)) = (change.field, &change.after) {
            sql.with(", currency =", money.currency);
        }
    }
    move_to(&mut sql, to, day, around);
    if !run(session, sql, at).await? {
        return Ok(false);
    }
    let id = at.0;
    let product = find(changes, Field::Product, record);
    let priced = changes.iter().any(|change| change.field == Field::Amount);
    if product.is_some() || priced {
        line(session, id, product, around).await?;
    }
    let id = OpportunityId(id);
    crate::deals::opportunities::record_facts(session, id, Some(around.actor), around.now).await?;
    Ok(true)
}

/// What a field becomes, when it is changed and `read` takes the value.
fn find<T>(changes: &[Change], field: Field, read: fn(&Value) -> Option<T>) -> Option<T> {
    let of_field = changes.iter().filter(|change| change.field == field);
    of_field.map(|change| &change.after).find_map(read)
}

fn record(value: &Value) -> Option<Uuid> {
    match value {
        Value::Id(id) => Some(*id),
        _ => None,
    }
}

/// Appends what a new state or closing day brings with it.
fn move_to(sql: &mut Sql, to: Option<&'static str>, day: Option<NaiveDate>, around: &Around<'_>) {
    match (to, day) {
        (Some(state), _) => {
            sql.with(", state =", state)
                .with(", pipeline_id =", around.pipeline_id)
                .with(", stage_entered_at =", around.now);
            match (state, day) {
                ("open", _) => sql.push(", closed_on = NULL"),
                (_, Some(day)) => sql.with(", closed_on =", day),
                (_, None) => sql.push(", closed_on = close_date"),
            };
            if state != "lost" {
                sql.push(", loss_reason_id = NULL, loss_note = ''");
            }
        }
        (None, Some(day)) => {
            sql.with(", closed_on = CASE WHEN state = 'open' THEN NULL ELSE", day)
                .push("END");
        }
        (None, None) => {}
    }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    product_id: Uuid,
    charge: String,
    quantity_e4: i64,
    discount_bp: i32,
}

/// Keeps the one product of an imported deal equal to its amount. Products that were worked on here
/// since (several, a quantity, a discount) are left alone: the file's amount then counts as typed,
/// beside what the products sum up to.
async fn line(
    session: &mut Session,
    id: Uuid,
    product: Option<Uuid>,
    around: &mut Around<'_>,
) -> Result<()> {
    let known: Vec<LineRow> = session
        .all(
            "SELECT product_id, charge, quantity_e4, discount_bp FROM opportunity_products WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    let imported = |line: &LineRow| {
        line.charge == "one_time"
            && Quantity(line.quantity_e4) == Quantity::ONE
            && line.discount_bp == 0
    };
    let product = product.or(known.first().map(|line| line.product_id));
    let product = product.filter(|_| known.len() <= 1 && known.iter().all(imported));
    let Some(product) = product else {
        session
            .exec(
                "UPDATE opportunities SET amount_source = 'typed' WHERE id = $1",
                args![id],
            )
            .await?;
        return Ok(());
    };
    let (minor, currency): (i64, String) = session
        .one(
            "SELECT amount_minor, currency FROM opportunities WHERE id = $1",
            args![id],
        )
        .await?;
    let decimals = currency
        .parse::<Currency>()
        .map_or(2, |currency| currency.decimals());
    let price = UnitPrice(minor.saturating_mul(10_i64.pow(4_u32.saturating_sub(decimals))));
    session
        .exec(
            "DELETE FROM opportunity_products WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    session
        .exec(
            "INSERT INTO opportunity_products (id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp)
             VALUES ($1, $2, $3, 0, 'one_time', $4, $5, 0)",
            args![OpportunityProductId((around.new_id)()), id, product, Quantity::ONE, price],
        )
        .await?;
    session
        .exec(
            "UPDATE opportunities SET amount_source = 'products' WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(())
}

/// Whose deal it is and of which account: for the event of its change.
pub async fn belongs(session: &mut Session, deal: Uuid) -> Result<(Option<UserId>, Option<Uuid>)> {
    let row: Option<(Uuid, Option<Uuid>)> = session
        .opt(
            "SELECT owner_id, account_id FROM opportunities WHERE id = $1",
            args![deal],
        )
        .await?;
    Ok(row.map_or((None, None), |(owner, account)| {
        (Some(UserId(owner)), account)
    }))
}

/// Imports of accounts write one after the other: of two at once neither would see whom the other puts below whom.
/// Whoever edits an account meanwhile is not kept waiting.
pub async fn after_others(session: &mut Session) -> Result<()> {
    if session.is_postgres() {
        session
            .exec("SELECT pg_advisory_xact_lock(4170089)", args![])
            .await?;
    }
    Ok(())
}

/// Puts an account below another, once both are there.
pub async fn set_parent(session: &mut Session, account: Uuid, parent: Uuid) -> Result<()> {
    session
        .exec(
            "UPDATE accounts SET parent_id = $2 WHERE id = $1",
            args![account, parent],
        )
        .await?;
    Ok(())
}
