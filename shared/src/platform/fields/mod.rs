//! Fields an administrator adds to accounts, contacts, leads, opportunities, quotes, tasks and products.
//!
//! Terms: a *holder* is the object that has the field; a field's *key* never changes and names it in
//! filters, files and the interface for programs as `custom.<key>`; a *value* is kept in one neutral
//! text, that of the filter grammar (`12.5`, `1200.5_EUR`, `2026-11-23`, `yes`, an option's code).
//! Entry points: [`CustomField`], [`parse_value`] and [`shown_parts`], [`CustomValues`],
//! [`check_values`], [`check_field`], [`list_fields`] (the fields as lists know them).
//! Invariants: key and kind of a field never change; a value that is kept is one its field reads
//! back; numbers and amounts are exact; what nobody touched is not judged again, so that a new rule
//! never locks an old record; a quote and a task are begun without what they must have, and not sent or
//! done without it.
//! Tests: beside the code; SQL and services in `services` (`tests/it/platform/fields.rs`); the pages
//! in `end2end/tests/platform/fields.spec.mjs`.

mod book;
mod model;
mod ops;
mod rules;
#[cfg(test)]
mod tests;
mod value;
mod values;

pub use book::{DECIMALS, field_name, key_of, list_fields};
pub use model::{CustomField, FieldKind, FieldOption, Holder};
pub use ops::*;
pub use rules::{
    FIELD_LIMIT, HELP_LIMIT, KEY_LIMIT, LABEL_LIMIT, OPTION_LIMIT, carried, check_field,
    check_field_change, check_values, key_from_label, lacking,
};
pub use value::{TEXT_LIMIT, TypedValue, parse_value, shown_parts};
pub use values::{CustomChange, CustomValues};
