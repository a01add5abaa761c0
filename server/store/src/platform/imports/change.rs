//! Changes an import makes to records that are there: only the fields the file gives.

use super::known::{key_entity, price_book};
use crate::sql::Sql;
use crate::{Result, Session, args};
use chrono::NaiveDate;
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
    /// The day, for closing.
    pub today: NaiveDate,
    /// Who.
    pub actor: UserId,
    /// The pipeline deals go to.
    pub pipeline_id: PipelineId,
    /// State of each of its stages.
    pub state_of: &'a (dyn Fn(Uuid) -> &'static str + Sync),
    /// Ids for rows that are made on the way.
    pub new_id: &'a mut (dyn FnMut() -> Uuid + Send),
}

/// Changes one record.
pub async fn change(
    session: &mut Session,
    kind: ImportKind,
    id: Uuid,
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<()> {
    match kind {
        ImportKind::Accounts => {
            let mut sql = Sql::new("UPDATE accounts SET version = version + 1, updated_at =");
            sql.bind(around.now);
            for change in changes {
                set(&mut sql, account_column(change.field), &change.after);
                name_search(&mut sql, change);
                if let (Field::AnnualRevenue, Value::Money(money)) = (change.field, &change.after) {
                    sql.with(", annual_revenue_currency =", money.currency);
                }
            }
            run(session, sql, id).await
        }
        ImportKind::Contacts => contact(session, id, changes, around.now).await,
        ImportKind::People => {
            let mut sql = Sql::new("UPDATE users SET version = version + 1");
            for change in changes {
                set(&mut sql, user_column(change.field), &change.after);
            }
            run(session, sql, id).await
        }
        ImportKind::Products => product(session, id, changes, around).await,
        ImportKind::Opportunities => opportunity(session, id, changes, around).await,
    }
}

async fn run(session: &mut Session, mut sql: Sql, id: Uuid) -> Result<()> {
    sql.with("WHERE id =", id);
    session.exec_of(sql).await?;
    Ok(())
}

/// Appends `, column = value`; a field without a column is skipped.
fn set(sql: &mut Sql, column: Option<&'static str>, value: &Value) {
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

async fn contact(session: &mut Session, id: Uuid, changes: &[Change], now: Instant) -> Result<()> {
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
    run(session, sql, id).await?;
    let (first, last): (String, String) = session
        .one(
            "SELECT first_name, last_name FROM contacts WHERE id = $1",
            args![id],
        )
        .await?;
    session
        .exec(
            "UPDATE contacts SET search = $2 WHERE id = $1",
            args![id, search_key(&format!("{first} {last}"))],
        )
        .await?;
    Ok(())
}

async fn product(
    session: &mut Session,
    id: Uuid,
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<()> {
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
                    charge = Some(code.clone());
                }
                continue;
            }
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
    }
    run(session, sql, id).await?;
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
    if let Some(code) = charge {
        session
            .exec(
                "UPDATE price_book_entries SET charge = $2 WHERE product_id = $1",
                args![id, code],
            )
            .await?;
    }
    if let Some((amount, currency)) = price {
        put_price(session, id, amount, currency, (around.new_id)()).await?;
    }
    Ok(())
}

async fn put_price(
    session: &mut Session,
    product: Uuid,
    price: UnitPrice,
    currency: Currency,
    new_id: Uuid,
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
                 VALUES ($1, $2, $3, 'one_time', $4, 'none', '[]')",
                args![PriceBookEntryId(new_id), book, product, price],
            )
            .await?;
    }
    Ok(())
}

async fn opportunity(
    session: &mut Session,
    id: Uuid,
    changes: &[Change],
    around: &mut Around<'_>,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE opportunities SET version = version + 1, updated_at =");
    sql.bind(around.now);
    let closed = changes
        .iter()
        .find_map(|change| match (change.field, &change.after) {
            (Field::CloseDate, Value::Date(day)) => Some(*day),
            _ => None,
        });
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
            Field::LossReason if matches!(change.after, Value::Id(_)) => ", loss_reason_id =",
            Field::LossReason => ", loss_note =",
            _ => continue,
        };
        set(&mut sql, Some(column), &change.after);
        name_search(&mut sql, change);
        match (change.field, &change.after) {
            (Field::Amount, Value::Money(money)) => {
                sql.with(", currency =", money.currency);
            }
            (Field::Stage, Value::Id(stage)) => {
                let state = (around.state_of)(*stage);
                let closing = (state != "open").then(|| closed.unwrap_or(around.today));
                sql.with(", state =", state)
                    .with(", pipeline_id =", around.pipeline_id)
                    .with(", stage_entered_at =", around.now)
                    .with(", closed_on =", closing);
            }
            _ => {}
        }
    }
    run(session, sql, id).await?;
    let product = changes
        .iter()
        .find_map(|change| match (change.field, &change.after) {
            (Field::Product, Value::Id(product)) => Some(*product),
            _ => None,
        });
    let priced = changes.iter().any(|change| change.field == Field::Amount);
    if product.is_some() || priced {
        line(session, id, product, around).await?;
    }
    let id = OpportunityId(id);
    crate::deals::opportunities::record_facts(session, id, Some(around.actor), around.now).await
}

/// Keeps the one product of an imported deal equal to its amount.
async fn line(
    session: &mut Session,
    id: Uuid,
    product: Option<Uuid>,
    around: &mut Around<'_>,
) -> Result<()> {
    let known: Vec<(Uuid,)> = session
        .all(
            "SELECT product_id FROM opportunity_products WHERE opportunity_id = $1",
            args![id],
        )
        .await?;
    // A deal with several products was worked on here since: its products are left alone.
    let Some(product) = product.or(known.first().map(|(id,)| *id)) else {
        return Ok(());
    };
    if known.len() > 1 {
        return Ok(());
    }
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
    Ok(())
}

/// Notes that a key of another system stands for a record.
pub async fn link_key(
    session: &mut Session,
    kind: ImportKind,
    source: &str,
    key: &str,
    record: Uuid,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO external_ids (entity, source, key, record_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT (entity, source, key) DO UPDATE SET record_id = $4",
            args![key_entity(kind), source, key, record],
        )
        .await?;
    Ok(())
}

/// Keys that are about to be given anew are forgotten.
pub async fn forget_keys<'k>(
    session: &mut Session,
    kind: ImportKind,
    source: &str,
    keys: impl Iterator<Item = &'k str>,
) -> Result<()> {
    let keys: Vec<&str> = keys.collect();
    for chunk in keys.chunks(500) {
        let mut sql = Sql::new("DELETE FROM external_ids WHERE entity =");
        sql.bind(key_entity(kind)).with("AND source =", source);
        sql.within("AND key IN", chunk.iter().copied());
        session.exec_of(sql).await?;
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
