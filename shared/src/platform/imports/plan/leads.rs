//! Leads. Without an owner in the file a new one waits in the queue.

use super::decide::Draft;
use super::reader::RowReader;
use super::world::{World, natural_keys};
use crate::crm::leads::{LeadFacts, LeadSource, Rating, check_lead, lead_name, tidy_lead};
use crate::kernel::UserId;
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{Value, Values};

pub(super) fn draft(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Draft {
    let mut values = Values::new();
    let texts = [
        Field::FirstName,
        Field::LastName,
        Field::Company,
        Field::Phone,
        Field::JobTitle,
        Field::City,
        Field::Interest,
        Field::Notes,
    ];
    for field in texts {
        if let Some(text) = reader.text(field) {
            values.insert(field, Value::Text(text));
        }
    }
    super::contacts::named(reader, world, &mut values);
    if let Some(country) = reader.country(Field::Country) {
        values.insert(Field::Country, Value::Text(country));
    }
    for field in [Field::Language, Field::LeadSource, Field::Rating] {
        match reader.choice(field, world.context, None) {
            Some(Ok(code)) => {
                values.insert(field, Value::Text(code));
            }
            Some(Err(_)) => reader.warning(field, "unknown_value"),
            None => {}
        }
    }
    checked(reader, &mut values);
    if let Some(owner) = world.owner(reader) {
        values.insert(Field::Owner, Value::Id(owner));
    }
    let mut defaults = Values::new();
    defaults.insert(
        Field::LeadSource,
        Value::Text(LeadSource::Other.code().to_owned()),
    );
    defaults.insert(Field::Rating, Value::Text(Rating::Warm.code().to_owned()));
    Draft {
        label: lead_name(&lead_facts(&values)).chars().take(120).collect(),
        key: reader.text(Field::ExternalId),
        natural: natural_keys(ImportKind::Leads, &values),
        choice_key: None,
        values,
        defaults,
    }
}

/// The facts values stand for.
#[must_use]
pub fn lead_facts(values: &Values) -> LeadFacts {
    let text = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let owner = match values.get(&Field::Owner) {
        Some(Value::Id(id)) => Some(UserId(*id)),
        _ => None,
    };
    LeadFacts {
        company: text(Field::Company),
        title: text(Field::JobTitle),
        email: text(Field::Email),
        phone: text(Field::Phone),
        city: text(Field::City),
        country: text(Field::Country),
        language: text(Field::Language).parse().ok(),
        source: text(Field::LeadSource).parse().unwrap_or(LeadSource::Other),
        rating: text(Field::Rating).parse().unwrap_or(Rating::Warm),
        interest: text(Field::Interest),
        notes: text(Field::Notes),
        ..LeadFacts::named(text(Field::FirstName), text(Field::LastName), owner)
    }
}

/// Puts the values into the form they are kept in and asks the rule of the lead's page. A row with an
/// address and nothing else is named by it.
fn checked(reader: &mut RowReader<'_>, values: &mut Values) {
    let mut facts = lead_facts(values);
    if lead_name(&facts).is_empty()
        && let Some((local, _)) = facts.email.split_once('@')
    {
        local.clone_into(&mut facts.last_name);
    }
    let tidy = tidy_lead(&facts);
    reader.told(values, check_lead(&tidy));
    let texts = [
        (Field::FirstName, tidy.first_name),
        (Field::LastName, tidy.last_name),
        (Field::Company, tidy.company),
        (Field::JobTitle, tidy.title),
        (Field::Phone, tidy.phone),
        (Field::City, tidy.city),
        (Field::Interest, tidy.interest),
        (Field::Notes, tidy.notes),
    ];
    super::accounts::keep(values, texts);
}
