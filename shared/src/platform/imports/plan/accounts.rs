//! Accounts, and in a second pass the parents they name, which may stand further down the file.

use super::decide::{Draft, Taken};
use super::reader::{Columns, RowReader};
use super::world::{Book, Known, World, natural_keys};
use crate::cpq::quotes::rules::PAYMENT_DAYS;
use crate::crm::accounts::{AccountFacts, check_account, tidy_account};
use crate::kernel::{AccountId, Currency, Severity, UserId};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{Change, OnMatch, Outcome, RowIssue, RowPlan, Value, Values};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) fn draft(reader: &mut RowReader<'_>, world: &mut World<'_>) -> Draft {
    let mut values = Values::new();
    let texts = [
        Field::Name,
        Field::Website,
        Field::Phone,
        Field::Street,
        Field::PostalCode,
        Field::City,
        Field::VatNumber,
        Field::Notes,
    ];
    for field in texts {
        if let Some(text) = reader.text(field) {
            values.insert(field, Value::Text(text));
        }
    }
    if !values.contains_key(&Field::Name) && reader.raw(Field::Name).is_empty() {
        reader.error(Field::Name, "required");
    }
    if let Some(code) = reader.country(Field::Country) {
        values.insert(Field::Country, Value::Text(code));
    }
    match reader.choice(Field::Industry, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::Industry, Value::Text(code));
        }
        Some(Err(word)) => {
            let short: String = word.chars().filter(|c| !c.is_control()).take(80).collect();
            values.insert(Field::Industry, Value::Text(short));
        }
        None => {}
    }
    match reader.choice(Field::AccountKind, world.context, None) {
        Some(Ok(code)) => {
            values.insert(Field::AccountKind, Value::Text(code));
        }
        Some(Err(_)) => reader.warning(Field::AccountKind, "unknown_value"),
        None => {}
    }
    if let Some(count) = reader.whole(Field::Employees, 0..=10_000_000) {
        values.insert(Field::Employees, Value::Int(count));
    }
    if let Some(year) = reader.whole(Field::FoundedYear, 1000..=2200) {
        values.insert(Field::FoundedYear, Value::Int(year));
    }
    if let Some(days) = reader.whole(Field::PaymentDays, 0..=i64::from(PAYMENT_DAYS)) {
        values.insert(Field::PaymentDays, Value::Int(days));
    }
    let currency = currency(reader, world);
    if let Some(money) = reader.money(Field::AnnualRevenue, currency) {
        values.insert(Field::AnnualRevenue, Value::Money(money));
    }
    if let Some(owner) = world.owner(reader) {
        values.insert(Field::Owner, Value::Id(owner));
    }
    checked(reader, &mut values, world);
    let mut defaults = Values::new();
    defaults.insert(Field::Owner, Value::Id(world.settings.owner_id.0));
    defaults.insert(Field::AccountKind, Value::Text("business".to_owned()));
    Draft {
        label: reader.raw(Field::Name).chars().take(120).collect(),
        key: reader.text(Field::ExternalId),
        natural: natural_keys(ImportKind::Accounts, &values),
        choice_key: None,
        values,
        defaults,
    }
}

/// The facts values stand for.
#[must_use]
pub fn account_facts(values: &Values) -> AccountFacts {
    let text = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let int = |field| match values.get(&field) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let id = |field| match values.get(&field) {
        Some(Value::Id(id)) => Some(*id),
        _ => None,
    };
    let owner = UserId(id(Field::Owner).unwrap_or_default());
    AccountFacts {
        kind: text(Field::AccountKind).parse().unwrap_or_default(),
        industry: text(Field::Industry),
        website: text(Field::Website),
        phone: text(Field::Phone),
        street: text(Field::Street),
        postal_code: text(Field::PostalCode),
        city: text(Field::City),
        country: text(Field::Country),
        vat_number: text(Field::VatNumber),
        employees: int(Field::Employees),
        annual_revenue: match values.get(&Field::AnnualRevenue) {
            Some(Value::Money(money)) => Some(*money),
            _ => None,
        },
        founded_year: int(Field::FoundedYear).and_then(|year| i32::try_from(year).ok()),
        payment_days: int(Field::PaymentDays).and_then(|days| u32::try_from(days).ok()),
        notes: text(Field::Notes),
        parent_id: id(Field::Parent).map(AccountId),
        ..AccountFacts::named(text(Field::Name), owner)
    }
}

/// Puts the values into the form they are kept in and asks the rule of the account's page.
fn checked(reader: &mut RowReader<'_>, values: &mut Values, world: &World<'_>) {
    let tidy = tidy_account(&account_facts(values));
    reader.told(values, check_account(&tidy, world.context.today));
    let texts = [
        (Field::Name, tidy.name),
        (Field::Industry, tidy.industry),
        (Field::Website, tidy.website),
        (Field::Phone, tidy.phone),
        (Field::Street, tidy.street),
        (Field::PostalCode, tidy.postal_code),
        (Field::City, tidy.city),
        (Field::VatNumber, tidy.vat_number),
        (Field::Notes, tidy.notes),
    ];
    keep(values, texts);
}

/// Replaces the texts a row gives by their tidy form; what is nothing then is not given.
pub(super) fn keep<const N: usize>(values: &mut Values, texts: [(Field, String); N]) {
    for (field, text) in texts {
        if values.remove(&field).is_some() && !text.is_empty() {
            values.insert(field, Value::Text(text));
        }
    }
}

/// The row's currency, or the import's.
pub(super) fn currency(reader: &mut RowReader<'_>, world: &World<'_>) -> Currency {
    match reader.choice(Field::Currency, world.context, None) {
        Some(Ok(code)) => code.parse().unwrap_or(world.settings.currency),
        Some(Err(_)) => {
            reader.error(Field::Currency, "unknown_currency");
            world.settings.currency
        }
        None => world.settings.currency,
    }
}

/// Gives every account the parent its row names. A parent that is not known is created when
/// allowed; one that would close a circle is left out. Both are warnings: the account itself is
/// sound.
///
/// A record that stays as it is keeps its parent or none; one that is only filled gets a parent when it
/// has none.
pub(super) fn link_parents(
    columns: &Columns<'_>,
    taken: &mut Taken<'_>,
    known: &Known,
    world: &mut World<'_>,
) {
    if !columns.has(Field::Parent) {
        return;
    }
    let on_match = taken.on_match;
    let mut parents: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for (place, row) in columns.table.rows.iter().enumerate() {
        let Some(plan) = taken.rows.get_mut(place) else {
            continue;
        };
        let mut reader = RowReader::unchecked(columns, row);
        let kept = match on_match {
            OnMatch::Update => false,
            OnMatch::Merge => parents.contains_key(&plan.id) || has_parent(plan.id, known),
            OnMatch::Skip => !matches!(plan.outcome, Outcome::Create(_)),
        };
        if kept || plan.outcome == Outcome::Error || reader.raw(Field::Parent).is_empty() {
            continue;
        }
        let parent = match world.reference(&mut reader, Field::Parent, Book::Accounts) {
            Some(parent) => Some(parent),
            None if world.settings.create_missing => world.account(&mut reader, Field::Parent),
            None => {
                reader.warning(Field::Parent, "unknown_account");
                None
            }
        };
        world.keep_pending();
        let parent = parent.filter(|parent| {
            let sound = !closes_circle(plan.id, *parent, &parents, known);
            if !sound {
                reader.warning(Field::Parent, "parent_circle");
            }
            sound
        });
        plan.issues
            .extend(reader.issues.into_iter().filter(only_warnings));
        let Some(parent) = parent else { continue };
        parents.insert(plan.id, parent);
        // A later row of the same record gives it to the row that writes.
        if on_match == OnMatch::Merge && plan.same.is_some() {
            plan.outcome = Outcome::Join;
        }
        let (id, joined) = (plan.id, plan.same.is_some());
        let writer = taken.of_record(id).filter(|_| joined).unwrap_or(place);
        if let Some(plan) = taken.rows.get_mut(writer) {
            set_parent(plan, parent, known);
        }
    }
}

fn has_parent(id: Uuid, known: &Known) -> bool {
    known
        .values(id)
        .is_some_and(|values| values.contains_key(&Field::Parent))
}

fn only_warnings(issue: &RowIssue) -> bool {
    issue.issue.severity != Severity::Error
}

/// Whether `parent` is `child` itself or below it.
fn closes_circle(child: Uuid, parent: Uuid, planned: &BTreeMap<Uuid, Uuid>, known: &Known) -> bool {
    let mut at = parent;
    for _ in 0..64 {
        if at == child {
            return true;
        }
        let stored = known
            .values(at)
            .and_then(|values| values.get(&Field::Parent));
        at = match (planned.get(&at), stored) {
            (Some(next), _) => *next,
            (None, Some(Value::Id(next))) => *next,
            _ => return false,
        };
    }
    true
}

fn set_parent(plan: &mut RowPlan, parent: Uuid, known: &Known) {
    let value = Value::Id(parent);
    match &mut plan.outcome {
        Outcome::Create(values) => {
            values.insert(Field::Parent, value);
        }
        Outcome::Update(changes) => {
            let before = known
                .values(plan.id)
                .and_then(|values| values.get(&Field::Parent));
            if before != Some(&value) {
                changes.push(Change {
                    field: Field::Parent,
                    before: before.cloned(),
                    after: value,
                });
            }
        }
        Outcome::Skip => {
            let before = known
                .values(plan.id)
                .and_then(|values| values.get(&Field::Parent));
            if before != Some(&value) {
                plan.outcome = Outcome::Update(vec![Change {
                    field: Field::Parent,
                    before: before.cloned(),
                    after: value,
                }]);
            }
        }
        Outcome::Join | Outcome::Error => {}
    }
}
