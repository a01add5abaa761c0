//! Opportunities, past and present.
//!
//! Rules for what a file leaves out, each told once for the file:
//! - no value: the product's list price (one unit), else zero;
//! - open and no close date: the day it was opened plus the median cycle of the file's closed deals
//!   (90 days when the file has fewer than five), and never in the past: then today plus the cycle;
//! - no name: account and product, or product and key;
//! - closed and no close date: an error, because results belong to a period.

use super::FileFacts;
use super::accounts::currency;
use super::decide::Draft;
use super::reader::{Columns, RowReader};
use super::world::{Book, World};
use crate::kernel::{Currency, Money, Rounding};
use crate::platform::imports::kinds::Field;
use crate::platform::imports::model::{StageOutcome, StageRef, Value, Values};
use crate::platform::imports::similar::name_key;
use chrono::{Duration, NaiveDate};
use uuid::Uuid;

/// Days from opening to closing taken for a file that has too few closed deals to tell.
pub(super) const USUAL_CYCLE: i64 = 90;

impl FileFacts {
    /// Measures the median cycle of the closed deals.
    pub(super) fn opportunities(&mut self, columns: &Columns<'_>, world: &World<'_>) {
        let mut days: Vec<i64> = Vec::new();
        for row in &columns.table.rows {
            let mut reader = RowReader {
                columns,
                row,
                issues: Vec::new(),
            };
            let closed =
                stage(&mut reader, world).is_some_and(|stage| stage.outcome != StageOutcome::Open);
            let dates = (reader.date(Field::OpenedOn), reader.date(Field::CloseDate));
            if let (true, (Some(opened), Some(closed_on))) = (closed, dates) {
                days.push((closed_on - opened).num_days().max(0));
            }
        }
        days.sort_unstable();
        self.median_cycle = (days.len() >= 5)
            .then(|| days.get(days.len() / 2).copied())
            .flatten();
    }
}

fn stage<'c>(reader: &mut RowReader<'_>, world: &World<'c>) -> Option<&'c StageRef> {
    let pipeline = world.pipeline()?;
    match reader.choice(Field::Stage, world.context, Some(pipeline)) {
        Some(Ok(id)) => pipeline
            .stages
            .iter()
            .find(|stage| stage.id.to_string() == id),
        _ => None,
    }
}

pub(super) fn draft(
    reader: &mut RowReader<'_>,
    world: &mut World<'_>,
    facts: &mut FileFacts,
) -> Draft {
    let mut values = Values::new();
    let mut defaults = Values::new();
    let stage = stage(reader, world);
    match stage {
        Some(stage) => {
            values.insert(Field::Stage, Value::Id(stage.id.0));
        }
        None if reader.raw(Field::Stage).is_empty() => reader.error(Field::Stage, "required"),
        None => reader.error(Field::Stage, "unknown_stage_word"),
    }
    if let Some(account) = world.account(reader, Field::Account) {
        values.insert(Field::Account, Value::Id(account));
    }
    defaults.insert(Field::Owner, Value::Id(world.settings.owner_id.0));
    if let Some(owner) = world.owner(reader) {
        values.insert(Field::Owner, Value::Id(owner));
    }
    let product = product(reader, world);
    if let Some(product) = product {
        values.insert(Field::Product, Value::Id(product));
    }
    amount(reader, world, facts, product, &mut values, &mut defaults);
    dates(reader, world, facts, stage, &mut values, &mut defaults);
    details(reader, world, stage, &mut values);
    defaults.insert(Field::DealKind, Value::Text("new".to_owned()));
    let key = reader.text(Field::ExternalId);
    let name = reader.text(Field::Name);
    if let Some(name) = &name {
        values.insert(Field::Name, Value::Text(name.clone()));
    }
    let label = name.unwrap_or_else(|| made_name(reader, world, product));
    defaults.insert(Field::Name, Value::Text(label.clone()));
    Draft {
        key: Some(key.unwrap_or_else(|| made_key(reader))),
        natural: Vec::new(),
        choice_key: None,
        label,
        values,
        defaults,
    }
}

fn product(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Option<Uuid> {
    if reader.raw(Field::Product).is_empty() {
        return None;
    }
    let found = world.reference(reader, Field::Product, Book::Products);
    if found.is_none() {
        reader.error(Field::Product, "unknown_product");
    }
    found
}

fn amount(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    facts: &mut FileFacts,
    product: Option<Uuid>,
    values: &mut Values,
    defaults: &mut Values,
) {
    let currency = currency(reader, world);
    if let Some(money) = reader.money(Field::Amount, currency) {
        values.insert(Field::Amount, Value::Money(money));
        return;
    }
    if !reader.raw(Field::Amount).is_empty() {
        return;
    }
    let money = match list_price(world, product, currency) {
        Some(money) => {
            facts.estimated_amounts += 1;
            money
        }
        None => {
            facts.unknown_amounts += 1;
            Money::zero(currency)
        }
    };
    defaults.insert(Field::Amount, Value::Money(money));
}

/// The list price of one unit, known in the company's currency only.
fn list_price(world: &World<'_>, product: Option<Uuid>, currency: Currency) -> Option<Money> {
    let price = world.names.prices.get(&product?)?;
    if currency != world.context.currency {
        return None;
    }
    Money::from_decimal(price.to_decimal(), currency, Rounding::HalfUp).ok()
}

fn dates(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    facts: &mut FileFacts,
    stage: Option<&StageRef>,
    values: &mut Values,
    defaults: &mut Values,
) {
    let opened = reader.date(Field::OpenedOn);
    let close = reader.date(Field::CloseDate);
    if let Some(opened) = opened {
        defaults.insert(Field::OpenedOn, Value::Date(opened));
        if opened > world.context.today {
            reader.warning(Field::OpenedOn, "opened_in_future");
        }
    }
    let is_open = stage.is_none_or(|stage| stage.outcome == StageOutcome::Open);
    match close {
        Some(close) => {
            if opened.is_some_and(|opened| opened > close) {
                reader.error(Field::CloseDate, "closed_before_opened");
            }
            if !is_open && close > world.context.today {
                reader.error(Field::CloseDate, "closed_in_future");
            }
            values.insert(Field::CloseDate, Value::Date(close));
        }
        None if !reader.raw(Field::CloseDate).is_empty() => {}
        None if is_open => {
            facts.estimated_dates += 1;
            let estimate = estimated_close(opened, world.context.today, facts.median_cycle);
            defaults.insert(Field::CloseDate, Value::Date(estimate));
        }
        None => reader.error(Field::CloseDate, "close_date_missing"),
    }
}

fn estimated_close(opened: Option<NaiveDate>, today: NaiveDate, median: Option<i64>) -> NaiveDate {
    let cycle = Duration::days(median.unwrap_or(USUAL_CYCLE));
    let from_opening = opened.and_then(|opened| opened.checked_add_signed(cycle));
    from_opening
        .filter(|date| *date >= today)
        .or_else(|| today.checked_add_signed(cycle))
        .unwrap_or(today)
}

fn details(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    stage: Option<&StageRef>,
    values: &mut Values,
) {
    for field in [Field::NextStep, Field::Source] {
        if let Some(text) = reader.text(field) {
            values.insert(field, Value::Text(text));
        }
    }
    // That of its stage, as our own exports give it, is no judgement.
    let usual = stage.map(|stage| stage.probability_bp);
    if let Some(points) = reader
        .percent(Field::Probability)
        .filter(|points| Some(*points) != usual)
    {
        values.insert(Field::Probability, Value::Int(points));
    }
    match reader.choice(Field::DealKind, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::DealKind, Value::Text(code));
        }
        Some(Err(_)) => reader.warning(Field::DealKind, "unknown_value"),
        None => {}
    }
    match reader.choice(Field::LossReason, world.context, None) {
        Some(Ok(id)) => {
            if let Ok(id) = id.parse::<Uuid>() {
                values.insert(Field::LossReason, Value::Id(id));
            }
        }
        // Kept as the note of the loss.
        Some(Err(word)) => {
            let note = word.chars().filter(|c| !c.is_control()).take(300).collect();
            values.insert(Field::LossReason, Value::Text(note));
        }
        None => {}
    }
}

fn made_name(reader: &RowReader<'_>, world: &World<'_>, product: Option<Uuid>) -> String {
    let product = product
        .and_then(|id| world.names.labels.get(&id))
        .map_or(reader.raw(Field::Product), String::as_str);
    let account = reader.raw(Field::Account);
    let key = reader.raw(Field::ExternalId);
    let parts: Vec<&str> = match (account.is_empty(), product.is_empty()) {
        (false, _) => vec![account, product],
        (true, _) => vec![product, key],
    };
    let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name: String = name
        .join(" – ")
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    if name.is_empty() {
        format!("#{}", reader.row.line)
    } else {
        name
    }
}

/// A file without keys is recognised by what does not change in the life of a deal: what the row
/// says of its name, account, product and opening.
pub(super) fn made_key(reader: &RowReader<'_>) -> String {
    let fields = [Field::Name, Field::Account, Field::Product, Field::OpenedOn];
    let parts = fields.map(|field| name_key(reader.raw(field)));
    format!("made:{}", parts.join("|"))
}
