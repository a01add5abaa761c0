//! A field set in a list, as the edit of the record it stands for.

use super::{Field, Fields, Kind, Object};
use crate::cpq::catalog::ProductChange;
use crate::crm::accounts::AccountChange;
use crate::crm::contacts::ContactChange;
use crate::crm::leads::LeadChange;
use crate::deals::opportunities::OpportunityChange;
use crate::kernel::{Currency, Issue, Money};
use crate::platform::fields::{CustomChange, CustomField, parse_value};
use crate::work::tasks::{Snooze, TaskChange};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An edit of one field of any object: what is done, and what would undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldChange {
    /// Of a deal.
    Opportunity(OpportunityChange),
    /// Of an account.
    Account(AccountChange),
    /// Of a contact.
    Contact(ContactChange),
    /// Of a lead.
    Lead(LeadChange),
    /// Of a task.
    Task(TaskChange),
    /// Of a product.
    Product(ProductChange),
    /// Of a quote: only what an administrator added is set outside its editor.
    Quote(CustomChange),
}

/// Reads `value`, written in the vocabulary of filters, as an edit of `field`; empty clears it.
///
/// # Errors
/// `filter_field` for a field that cannot be edited here, `filter_value` for a value that is none.
pub fn setting(fields: impl Into<Fields>, field: &str, value: &str) -> Result<FieldChange, Issue> {
    let fields = fields.into();
    let object = fields.object();
    let found = fields
        .get(field)
        .filter(|field| field.edit)
        .ok_or_else(|| super::model::unknown("field", field))?;
    if let Some(own) = found.custom {
        return custom(object, own, value);
    }
    let wrong = || {
        let value: String = value.chars().take(40).collect();
        Issue::error("filter_value", "value")
            .with("name", field)
            .with("value", value)
    };
    check_choice(found, value).ok_or_else(wrong)?;
    let change = match object {
        Object::Opportunities => opportunity(field, value).map(FieldChange::Opportunity),
        Object::Accounts => account(field, value).map(FieldChange::Account),
        Object::Contacts => contact(field, value).map(FieldChange::Contact),
        Object::Leads => lead(field, value).map(FieldChange::Lead),
        // Nothing of the document is edited in a list: its rules ask for all of it.
        Object::Quotes => None,
        Object::Tasks => task(field, value).map(FieldChange::Task),
        Object::Products => product(field, value).map(FieldChange::Product),
    };
    change.ok_or_else(wrong)
}

/// Whether `field` may be left without a value: what must have one is never offered none.
#[must_use]
pub fn may_be_empty(fields: impl Into<Fields>, field: &Field) -> bool {
    setting(fields, field.name, "").is_ok()
}

/// An administrator's field: its own findings, with the value in the form that is kept, so that
/// what is so already is seen to be so.
fn custom(object: Object, field: &CustomField, value: &str) -> Result<FieldChange, Issue> {
    let typed = parse_value(field, value)?;
    if field.required && typed.is_none() {
        return Err(Issue::error("required", "value"));
    }
    let value = typed.map(|typed| typed.to_string()).unwrap_or_default();
    let change = CustomChange::new(&field.key, &value);
    Ok(match object {
        Object::Tasks => FieldChange::Task(TaskChange::Custom(change)),
        Object::Quotes => FieldChange::Quote(change),
        Object::Products => FieldChange::Product(ProductChange::Custom(change)),
        Object::Opportunities => FieldChange::Opportunity(OpportunityChange::Custom(change)),
        Object::Accounts => FieldChange::Account(AccountChange::Custom(change)),
        Object::Contacts => FieldChange::Contact(ContactChange::Custom(change)),
        Object::Leads => FieldChange::Lead(LeadChange::Custom(change)),
    })
}

/// Whether a choice has this word; other kinds are read by their record's edit.
fn check_choice(field: &Field, value: &str) -> Option<()> {
    match field.kind {
        Kind::Choice(words) if !words.is_empty() && !value.is_empty() => {
            words.contains(&value).then_some(())
        }
        _ => Some(()),
    }
}

fn opportunity(field: &str, value: &str) -> Option<OpportunityChange> {
    use OpportunityChange as Change;
    Some(match field {
        "name" => Change::Name(value.to_owned()),
        "amount" => Change::Amount(money(value)?),
        "close_date" => Change::CloseDate(value.parse::<NaiveDate>().ok()?),
        "kind" => Change::Kind(value.parse().ok()?),
        "source" => Change::Source(value.to_owned()),
        _ => return None,
    })
}

fn account(field: &str, value: &str) -> Option<AccountChange> {
    use AccountChange as Change;
    let text = value.to_owned();
    Some(match field {
        "name" => Change::Name(text),
        "industry" => Change::Industry(text),
        "city" => Change::City(text),
        "country" => Change::Country(text),
        "kind" => Change::Kind(value.parse().ok()?),
        "phone" => Change::Phone(text),
        "website" => Change::Website(text),
        "employees" if value.is_empty() => Change::Employees(None),
        "employees" => Change::Employees(Some(value.parse().ok()?)),
        _ => return None,
    })
}

fn contact(field: &str, value: &str) -> Option<ContactChange> {
    use ContactChange as Change;
    let text = value.to_owned();
    Some(match field {
        "title" => Change::Title(text),
        "email" => Change::Email(text),
        "phone" => Change::Phone(text),
        "language" if value.is_empty() => Change::Language(None),
        "language" => Change::Language(Some(value.parse().ok()?)),
        _ => return None,
    })
}

fn lead(field: &str, value: &str) -> Option<LeadChange> {
    use LeadChange as Change;
    let text = value.to_owned();
    Some(match field {
        "company" => Change::Company(text),
        "title" => Change::Title(text),
        "email" => Change::Email(text),
        "phone" => Change::Phone(text),
        "city" => Change::City(text),
        "country" => Change::Country(text),
        "language" if value.is_empty() => Change::Language(None),
        "language" => Change::Language(Some(value.parse().ok()?)),
        "lead_source" => Change::Source(value.parse().ok()?),
        "rating" => Change::Rating(value.parse().ok()?),
        _ => return None,
    })
}

/// A due date is a day, or how far the task is put off from the present, by the words of the queue's menu.
fn task(field: &str, value: &str) -> Option<TaskChange> {
    use TaskChange as Change;
    Some(match field {
        "name" => Change::Subject(value.to_owned()),
        "status" => Change::Done(match value {
            "done" => true,
            "open" => false,
            _ => return None,
        }),
        "due" if value.is_empty() => Change::Day(None),
        "due" => match Snooze::MENU.iter().find(|one| one.code() == value) {
            Some(snooze) => Change::Snooze(*snooze),
            None => Change::Day(Some(value.parse::<NaiveDate>().ok()?)),
        },
        "priority" => Change::Priority(value.parse().ok()?),
        "kind" => Change::Kind(value.parse().ok()?),
        _ => return None,
    })
}

fn product(field: &str, value: &str) -> Option<ProductChange> {
    use ProductChange as Change;
    Some(match (field, value) {
        ("family", _) => Change::Family(value.trim().to_owned()),
        ("status", "active") => Change::Active(true),
        ("status", "retired") => Change::Active(false),
        _ => return None,
    })
}

/// `50000_EUR`; no more decimals than the currency has.
fn money(value: &str) -> Option<Money> {
    let (number, code) = value.split_once('_')?;
    let currency: Currency = code.parse().ok()?;
    let number: Decimal = number.parse().ok()?;
    super::resolve::exact(number, currency)
}
