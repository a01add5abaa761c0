//! The cells of administrators' fields, and what a new record must have of them.

use super::decide::Draft;
use super::reader::RowReader;
use super::world::World;
use crate::kernel::{Currency, Issue};
use crate::platform::fields::{CustomField, FieldKind, field_name};
use crate::platform::imports::kinds::{Field, ImportKind};
use crate::platform::imports::model::{RowIssue, Value, Values};
use crate::platform::imports::own;
use crate::platform::imports::similar::{Found, name_key};
use std::borrow::Cow;

/// Adds what the row says about the fields of administrators.
pub(super) fn read(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    kind: ImportKind,
    draft: &mut Draft,
) {
    if world.context.own.is_empty() {
        return;
    }
    for own in own::fields(kind, &world.context.own) {
        let field = own::target(own);
        if reader.raw(field).is_empty() {
            continue;
        }
        let value = if own.kind == FieldKind::Choice {
            choice(reader, world, own, field)
        } else {
            cell(reader, world, own, field)
        };
        match value {
            Ok(Some(text)) => {
                draft.values.insert(field, Value::Text(text));
            }
            Ok(None) => {}
            Err(issue) => reader.finding(field, issue),
        }
    }
}

fn cell(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    own: &CustomField,
    field: Field,
) -> Result<Option<String>, Issue> {
    let mut currency = world.settings.currency;
    if own.kind == FieldKind::Money {
        let named = match field {
            Field::Own(number) => reader.raw(Field::OwnCurrency(number)),
            _ => "",
        };
        if !named.is_empty() {
            currency = named
                .trim()
                .to_uppercase()
                .parse::<Currency>()
                .map_err(|_| Issue {
                    field: Some(Cow::Owned(field_name(&own.key))),
                    ..Issue::error("invalid_currency", "custom")
                })?;
        }
    }
    match reader.format(field) {
        Some(format) => own::read(own, reader.raw(field), format, currency),
        None => Ok(None),
    }
}

/// The option a word means: as explained in the mapping, else by its code or its label in either
/// language.
fn choice(
    reader: &mut RowReader<'_>,
    world: &World<'_>,
    own: &CustomField,
    field: Field,
) -> Result<Option<String>, Issue> {
    let word = reader.raw(field);
    let explained = reader.columns.mapping.values.get(&field);
    if let Some(code) = explained.and_then(|words| words.get(&name_key(word))) {
        // An option that was taken away since is none any more.
        if code.is_empty() || own.options.iter().any(|option| option.code == *code) {
            return Ok(Some(code.clone()).filter(|code| !code.is_empty()));
        }
    }
    match own::option(own, word) {
        Found::Same(code) => Ok(Some(code)),
        Found::Near(code) => {
            reader.warning(field, "guessed_value");
            Ok(Some(code))
        }
        Found::No => Err(own::no_option(own, world.context.lang)),
    }
}

/// What a new record of these values lacks: as in its form, it must have the required fields.
pub(super) fn lacking(
    kind: ImportKind,
    values: &Values,
    found: &[RowIssue],
    world: &World<'_>,
) -> Vec<RowIssue> {
    let told = |own: &CustomField| {
        let name = field_name(&own.key);
        found
            .iter()
            .any(|issue| issue.issue.field.as_deref() == Some(name.as_str()))
    };
    own::fields(kind, &world.context.own)
        .filter(|own| own.required && !values.contains_key(&own::target(own)) && !told(own))
        .map(|own| {
            let label = own.label.get(world.context.lang);
            RowIssue {
                column: None,
                value: String::new(),
                issue: Issue {
                    field: Some(Cow::Owned(field_name(&own.key))),
                    ..Issue::error("own_required", "custom").with("label", label)
                },
            }
        })
        .collect()
}
