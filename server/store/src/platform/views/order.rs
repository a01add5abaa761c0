//! The order of a list: its keys, the place to go on from, and whether an administrator's field leads.

use super::columns::{Column, Key, KeyKind, Table};
use super::own::{self, Shape};
use super::rows::ListAsked;
use crate::sql::Sql;
use crate::{Result, StoreError};
use chrono::NaiveDate;
use shared::platform::fields::CustomField;
use shared::platform::views::{Field, Kind, Place, PlaceKey};

/// A key of the order with its direction, down to the last.
pub(super) struct Way {
    kind: KeyKind,
    /// The value is this, or whether a condition holds.
    value: &'static str,
    is_condition: bool,
    descending: bool,
}

impl Way {
    pub(super) fn push(&self, sql: &mut Sql, postgres: bool) {
        if self.is_condition {
            sql.push("(CASE WHEN")
                .push(self.value)
                .push("THEN 1 ELSE 0 END)");
            return;
        }
        if self.kind == KeyKind::Id {
            let (before, behind) = if postgres {
                ("COALESCE(CAST(", "AS TEXT), '')")
            } else {
                ("HEX(", ")")
            };
            sql.push(before).push(self.value).push(behind);
            return;
        }
        sql.push("(").push(self.value);
        if self.kind == KeyKind::Text && postgres {
            sql.push("COLLATE \"C\"");
        }
        sql.push(")");
    }

    /// The value as it comes back with a row: a number or a text.
    pub(super) fn select(&self, sql: &mut Sql, postgres: bool) {
        sql.push("CAST(");
        self.push(sql, postgres);
        sql.push(if self.is_number() {
            "AS BIGINT)"
        } else {
            "AS TEXT)"
        });
    }

    fn is_number(&self) -> bool {
        self.is_condition || self.kind == KeyKind::Number
    }

    /// Whether a place of this order may have this key.
    pub(super) fn takes(&self, key: &PlaceKey) -> bool {
        match key {
            PlaceKey::Number(_) => self.is_number(),
            PlaceKey::Text(text) if self.kind == KeyKind::Day => text.parse::<NaiveDate>().is_ok(),
            PlaceKey::Text(_) => !self.is_number(),
        }
    }

    fn bind(&self, sql: &mut Sql, key: &PlaceKey) -> Result<()> {
        match (self.kind, key) {
            (KeyKind::Number, PlaceKey::Number(number)) => sql.bind(*number),
            (KeyKind::Text | KeyKind::Id, PlaceKey::Text(text)) => sql.bind(text.as_str()),
            (KeyKind::Day, PlaceKey::Text(text)) => {
                let day: NaiveDate = text.parse().map_err(|_| StoreError::Corrupt("place"))?;
                sql.bind(day)
            }
            _ => return Err(StoreError::Corrupt("place")),
        };
        Ok(())
    }
}

fn push_key(ways: &mut Vec<Way>, key: &Key, descending: bool) {
    if let Some(blank) = key.blank {
        ways.push(Way {
            kind: KeyKind::Number,
            value: blank,
            is_condition: true,
            descending: false,
        });
    }
    ways.push(Way {
        kind: key.kind,
        value: key.value,
        is_condition: false,
        descending,
    });
}

/// The keys of a group: those of its field; days are put together by their month.
pub(super) fn group_keys(ways: &mut Vec<Way>, field: &Field, column: &Column) {
    if field.kind == Kind::Date {
        // Records without the day come last, as in the order by it.
        let blank = column.keys.first().and_then(|key| key.blank);
        let month = Key {
            kind: KeyKind::Text,
            value: column.month,
            blank,
        };
        push_key(ways, &month, false);
        return;
    }
    for key in column.keys {
        push_key(ways, key, false);
    }
    // Two records of one name are two groups.
    if matches!(field.kind, Kind::Reference(_)) && column.name != "stage" {
        ways.push(Way {
            kind: KeyKind::Id,
            value: column.value,
            is_condition: false,
            descending: false,
        });
    }
}

pub(super) fn ways(table: &Table, asked: &ListAsked<'_>) -> Vec<Way> {
    let mut ways = Vec::new();
    if let Some((field, column)) = asked
        .group
        .and_then(|field| Some((field, table.group_column(field)?)))
    {
        group_keys(&mut ways, field, column);
    }
    for key in asked.sort {
        let column = table.column(key.field);
        for part in column.map(|column| column.keys).unwrap_or_default() {
            push_key(&mut ways, part, key.descending);
        }
    }
    ways
}

/// The field of an administrator a list is sorted by before anything else: its records are read in
/// the order of an index of its values, then those without a value.
pub(super) fn driving(asked: &ListAsked<'_>) -> Option<(&'static CustomField, bool)> {
    let first = asked.sort.first().filter(|_| asked.group.is_none())?;
    Some((first.field.custom?, first.descending))
}

/// The keys of the driving field as its values are read, without the one that says there is one.
pub(super) fn driven_ways(
    table: &Table,
    asked: &ListAsked<'_>,
    field: &CustomField,
    down: bool,
) -> Vec<Way> {
    let column = own::column(table, field, Shape::Driven);
    let mut ways = Vec::new();
    for key in column.keys {
        push_key(&mut ways, key, down);
    }
    let skipped = 1 + ways.len();
    ways.extend(self::ways(table, asked).into_iter().skip(skipped));
    ways
}

/// Appends the condition to come after `place`.
pub(super) fn after(
    sql: &mut Sql,
    ways: &[Way],
    id: &'static str,
    down: bool,
    place: &Place,
    postgres: bool,
) -> Result<()> {
    if place.keys.len() != ways.len() {
        return Err(StoreError::Corrupt("place"));
    }
    if ways.iter().all(|way| way.descending == down) {
        sql.push("AND (");
        for way in ways {
            way.push(sql, postgres);
            sql.push(",");
        }
        sql.push(id).push(if down { ") < (" } else { ") > (" });
        for (way, key) in ways.iter().zip(&place.keys) {
            way.bind(sql, key)?;
            sql.push(",");
        }
        sql.bind(place.id).push(")");
        return Ok(());
    }
    // Keys of both directions: greater in one, equal in those before.
    sql.push("AND (FALSE");
    for (index, (way, key)) in ways.iter().zip(&place.keys).enumerate() {
        sql.push("OR (");
        for (before, same) in ways.iter().zip(&place.keys).take(index) {
            before.push(sql, postgres);
            sql.push("=");
            before.bind(sql, same)?;
            sql.push("AND");
        }
        way.push(sql, postgres);
        sql.push(if way.descending { "<" } else { ">" });
        way.bind(sql, key)?;
        sql.push(")");
    }
    sql.push("OR (");
    for (way, key) in ways.iter().zip(&place.keys) {
        way.push(sql, postgres);
        sql.push("=");
        way.bind(sql, key)?;
        sql.push("AND");
    }
    sql.push(id).push(if down { "<" } else { ">" });
    sql.bind(place.id).push("))");
    Ok(())
}

pub(super) fn order(sql: &mut Sql, ways: &[Way], postgres: bool) {
    sql.push("ORDER BY");
    for (index, way) in ways.iter().enumerate() {
        if index > 0 {
            sql.push(",");
        }
        way.push(sql, postgres);
        sql.push(if way.descending { "DESC" } else { "ASC" });
    }
}
