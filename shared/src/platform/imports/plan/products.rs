//! Products with a list price.

use super::accounts::currency;
use super::decide::Draft;
use super::reader::RowReader;
use super::world::{World, natural_keys};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{Value, Values};
use crate::platform::imports::similar::words;

pub(super) fn draft(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Draft {
    let mut values = Values::new();
    let texts = [
        Field::Name,
        Field::NameFr,
        Field::Sku,
        Field::Family,
        Field::Unit,
        Field::Description,
    ];
    for field in texts {
        if let Some(text) = reader.text(field) {
            values.insert(field, Value::Text(text));
        }
    }
    if reader.raw(Field::Name).is_empty() {
        reader.error(Field::Name, "required");
    }
    let currency = currency(reader, world);
    if let Some(price) = reader.unit_price(Field::Price) {
        values.insert(Field::Price, Value::Price(price, currency));
    }
    if let Some(cost) = reader.unit_price(Field::Cost) {
        values.insert(Field::Cost, Value::Price(cost, world.context.currency));
    }
    if let Some(rate) = reader.percent(Field::TaxRate) {
        values.insert(Field::TaxRate, Value::Int(rate));
    }
    match reader.choice(Field::Charge, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::Charge, Value::Text(code));
        }
        Some(Err(_)) => reader.error(Field::Charge, "unknown_value"),
        None => {}
    }
    let mut defaults = Values::new();
    let code = words(reader.raw(Field::Name))
        .to_uppercase()
        .replace(' ', "-");
    defaults.insert(Field::Sku, Value::Text(code.chars().take(60).collect()));
    defaults.insert(Field::Charge, Value::Text("one_time".to_owned()));
    let identity: Values = defaults
        .iter()
        .filter(|(field, _)| **field == Field::Sku)
        .chain(&values)
        .map(|(field, value)| (*field, value.clone()))
        .collect();
    Draft {
        label: reader.raw(Field::Name).chars().take(120).collect(),
        key: reader.text(Field::ExternalId),
        natural: natural_keys(ImportKind::Products, &identity),
        choice_key: None,
        values,
        defaults,
    }
}
