//! The fields as lists know them: beside the built-in ones, by the same kinds.

use super::{CustomField, FieldKind, Holder};
use crate::platform::views::{Field, Fields, Kind, Object};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Decimals a number may have.
pub const DECIMALS: u32 = 4;
/// What stands before the key.
const PREFIX: &str = "custom.";

/// The name of a field in filters, addresses and findings.
#[must_use]
pub fn field_name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// The key in such a name; `None` for a built-in field.
#[must_use]
pub fn key_of(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)
}

/// The kind of record whose fields a list shows.
const fn holder_of(object: Object) -> Holder {
    match object {
        Object::Opportunities => Holder::Opportunity,
        Object::Accounts => Holder::Account,
        Object::Contacts => Holder::Contact,
        Object::Leads => Holder::Lead,
        Object::Quotes => Holder::Quote,
        Object::Products => Holder::Product,
        Object::Tasks => Holder::Task,
    }
}

/// The fields of a list: the built-in ones and the active ones of `all`, in their order.
#[must_use]
pub fn list_fields(object: Object, all: &[CustomField]) -> Fields {
    let holder = holder_of(object);
    let mut own: Vec<&CustomField> = all
        .iter()
        .filter(|field| field.holder == holder && !field.archived)
        .collect();
    own.sort_by(|a, b| (a.position, &a.key).cmp(&(b.position, &b.key)));
    Fields::with(object, kept(&own))
}

/// Lists name their fields by references that never end, since the built-in ones are constants. An
/// administrator's are kept for the life of the program, each state of them once: a few kilobytes
/// for each time somebody changes a field.
static KEPT: Mutex<BTreeMap<Vec<CustomField>, &'static [Field]>> = Mutex::new(BTreeMap::new());

fn kept(own: &[&CustomField]) -> &'static [Field] {
    if own.is_empty() {
        return &[];
    }
    let wanted: Vec<CustomField> = own.iter().map(|field| (*field).clone()).collect();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fields) = kept.get(&wanted) {
        return fields;
    }
    let fields: Vec<Field> = wanted.iter().map(list_field).collect();
    let fields: &'static [Field] = Box::leak(fields.into_boxed_slice());
    kept.insert(wanted, fields);
    fields
}

fn list_field(field: &CustomField) -> Field {
    let field: &'static CustomField = Box::leak(Box::new(field.clone()));
    let kind = match field.kind {
        FieldKind::Text => Kind::Text,
        FieldKind::Link => Kind::Link,
        FieldKind::Number => Kind::Decimal,
        FieldKind::Money => Kind::Money,
        FieldKind::Date => Kind::Date,
        FieldKind::Flag => Kind::Flag,
        FieldKind::Choice => {
            let codes: Vec<&'static str> =
                field.options.iter().map(|one| one.code.as_str()).collect();
            Kind::Choice(Box::leak(codes.into_boxed_slice()))
        }
    };
    let grouped = matches!(
        field.kind,
        FieldKind::Choice | FieldKind::Flag | FieldKind::Date
    );
    let name: &'static str = Box::leak(field_name(&field.key).into_boxed_str());
    Field {
        name,
        label: name,
        kind,
        sort: true,
        group: grouped,
        filter: true,
        sum: matches!(field.kind, FieldKind::Number | FieldKind::Money),
        edit: true,
        bulk: true,
        margin: false,
        custom: Some(field),
    }
}
