//! The columns behind the fields an administrator added. Their texts are made of what the database
//! itself gave (the number of the field, the codes of options, which are letters, digits and `_`) and
//! kept for the life of the program, each once; nothing a reader sends becomes SQL.

use super::columns::{Column, Key, KeyKind, Own, Table};
use crate::sql::Sql;
use shared::platform::fields::{CustomField, FieldKind, Holder};
use shared::platform::views::Field;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// How a statement reaches the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Beside each record, by a statement within.
    Beside,
    /// Joined as `gv`: what a list is grouped by.
    Grouped,
    /// The records are read in the order of their values, from `cv`: no record without one.
    Driven,
}

static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
static COLUMNS: Mutex<BTreeMap<(CustomField, Shape), &'static Column>> =
    Mutex::new(BTreeMap::new());

/// A text kept for the life of the program.
fn kept(text: String) -> &'static str {
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text.as_str()) {
        return known;
    }
    let text: &'static str = Box::leak(text.into_boxed_str());
    texts.insert(text);
    text
}

const fn values(holder: Holder) -> &'static str {
    match holder {
        Holder::Account => "account_values",
        Holder::Contact => "contact_values",
        Holder::Lead => "lead_values",
        Holder::Opportunity => "opportunity_values",
        Holder::Quote => "quote_values",
        Holder::Task => "task_values",
        Holder::Product => "product_values",
    }
}

/// What a row of values of this kind always is, said so that its index can be used: numbers, and yes
/// and no, have no currency, and their index begins with it.
const fn narrowed(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Number | FieldKind::Flag => "AND @.currency = '' AND @.amount IS NOT NULL",
        FieldKind::Money => "AND @.amount IS NOT NULL",
        FieldKind::Date => "AND @.day IS NOT NULL",
        FieldKind::Text | FieldKind::Link | FieldKind::Choice => "",
    }
}

/// `table.from` with the values of `field` joined as `gv`, missing ones too.
pub(super) fn grouped_from(table: &Table, field: &CustomField) -> &'static str {
    let (first, rest) = parts(table);
    kept(format!(
        "{first} LEFT JOIN {} gv ON gv.field = {} AND gv.record_id = {} {rest}",
        values(field.holder),
        field.number,
        table.id
    ))
}

/// Appends `table.from` with the values of `summed` joined as `sv`, a row for each, and those of the
/// field a list is grouped by as `gv`.
pub(super) fn summed_from(
    sql: &mut Sql,
    table: &Table,
    group: Option<&CustomField>,
    summed: &[&'static Field],
) {
    let (first, rest) = parts(table);
    let fields: Vec<&CustomField> = summed.iter().filter_map(|field| field.custom).collect();
    sql.push(first);
    if let Some(group) = group {
        sql.push(kept(format!(
            "LEFT JOIN {} gv ON gv.field = {} AND gv.record_id = {}",
            values(group.holder),
            group.number,
            table.id
        )));
    }
    if let Some(field) = fields.first() {
        sql.push(kept(format!(
            "JOIN {} sv ON sv.record_id = {} AND sv.amount IS NOT NULL",
            values(field.holder),
            table.id
        )));
        sql.within("AND sv.field IN", fields.iter().map(|field| field.number));
    }
    sql.push(rest);
}

/// `table.from` behind the values of `field`, in whose order the records are read.
pub(super) fn driven_from(table: &Table, field: &CustomField) -> &'static str {
    let (first, rest) = parts(table);
    let record = first.trim_start_matches("FROM ");
    let plain = narrowed(field.kind).replace('@', "cv");
    kept(format!(
        "FROM {} cv JOIN {record} ON {} = cv.record_id {rest} cv.field = {} {plain} AND",
        values(field.holder),
        table.id,
        field.number
    ))
}

/// `FROM accounts a` and what follows.
fn parts(table: &Table) -> (&'static str, &'static str) {
    let from: &'static str = table.from;
    let end = from
        .match_indices(' ')
        .nth(2)
        .map_or(from.len(), |(at, _)| at);
    from.split_at(end)
}

/// The column of `field` as a statement of this shape reaches it.
pub(super) fn column(table: &Table, field: &CustomField, shape: Shape) -> &'static Column {
    let wanted = (field.clone(), shape);
    let known = {
        let columns = COLUMNS.lock().unwrap_or_else(PoisonError::into_inner);
        columns.get(&wanted).copied()
    };
    if let Some(column) = known {
        return column;
    }
    let column: &'static Column = Box::leak(Box::new(made(table, field, shape)));
    let mut columns = COLUMNS.lock().unwrap_or_else(PoisonError::into_inner);
    columns.insert(wanted, column);
    column
}

fn made(table: &Table, field: &CustomField, shape: Shape) -> Column {
    let (of, number, id) = (values(field.holder), field.number, table.id);
    let beside = format!("FROM {of} x WHERE x.field = {number} AND x.record_id = {id}");
    let without = format!("NOT EXISTS (SELECT 1 {beside})");
    // An expression over the row of values, which is called `@`.
    let reach = |expression: &str| match shape {
        Shape::Beside => format!("(SELECT {} {beside})", expression.replace('@', "x")),
        Shape::Grouped => expression.replace('@', "gv"),
        Shape::Driven => expression.replace('@', "cv"),
    };
    let (value, currency, inner) = match field.kind {
        FieldKind::Text | FieldKind::Link | FieldKind::Choice => ("@.words", None, "v.words"),
        FieldKind::Number => ("@.amount", None, "v.amount"),
        FieldKind::Flag => ("@.amount", None, "v.amount = 1"),
        FieldKind::Money => ("@.amount", Some("@.currency"), "v.amount"),
        FieldKind::Date => ("@.day", None, "v.day"),
    };
    let plain = narrowed(field.kind).replace('@', "v");
    let currency = currency.map(|text| kept(reach(text)));
    Column {
        name: kept(format!("custom.{}", field.key)),
        value: kept(reach(value)),
        second: currency.map(|text| (text, text)),
        special: None,
        keys: keys(field, shape, &reach, kept(without.clone())),
        month: kept(format!(
            "COALESCE(SUBSTR(CAST({} AS TEXT), 1, 7), '')",
            reach("@.day")
        )),
        own: Some(Own {
            among: kept(format!(
                "{id} IN (SELECT v.record_id FROM {of} v WHERE v.field = {number} {plain} AND ("
            )),
            without: kept(without),
            inner: (inner, "v.currency"),
        }),
    }
}

/// The keys of an order by this field.
fn keys(
    field: &CustomField,
    shape: Shape,
    reach: &impl Fn(&str) -> String,
    without: &'static str,
) -> &'static [Key] {
    let driven = shape == Shape::Driven;
    // Records without a value are none of a driven statement.
    let blank = (!driven).then_some(match shape {
        Shape::Grouped => "gv.field IS NULL",
        _ => without,
    });
    let key = |kind: KeyKind, expression: &str, otherwise: &str| {
        let reached = reach(expression);
        let value = if driven {
            reached
        } else {
            format!("COALESCE({reached}, {otherwise})")
        };
        Key {
            kind,
            value: kept(value),
            blank: None,
        }
    };
    let first = |key: Key| Key { blank, ..key };
    let found: Vec<Key> = match field.kind {
        FieldKind::Text | FieldKind::Link => vec![first(key(KeyKind::Text, "@.words", "''"))],
        FieldKind::Choice => vec![first(key(KeyKind::Number, &places(field), "0"))],
        FieldKind::Number | FieldKind::Flag => {
            vec![first(key(KeyKind::Number, "@.amount", "0"))]
        }
        FieldKind::Money => vec![
            first(key(KeyKind::Text, "@.currency", "''")),
            key(KeyKind::Number, "@.amount", "0"),
        ],
        FieldKind::Date if driven => vec![first(key(KeyKind::Day, "@.day", "''"))],
        FieldKind::Date => vec![first(key(KeyKind::Text, "CAST(@.day AS TEXT)", "''"))],
    };
    Box::leak(found.into_boxed_slice())
}

/// The place of a choice among its options; one of former times comes behind them.
fn places(field: &CustomField) -> String {
    let mut text = "CASE @.words".to_owned();
    for (place, option) in field.options.iter().enumerate() {
        let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if option.code.chars().all(safe) {
            // Writing to a String cannot fail.
            let _ = write!(text, " WHEN '{}' THEN {place}", option.code);
        }
    }
    text.push_str(" ELSE 1000 END");
    text
}
