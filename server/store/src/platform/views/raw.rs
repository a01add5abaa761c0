//! Rows whose columns are chosen at run time.

use crate::{Result, StoreError};
use chrono::NaiveDate;
use shared::kernel::{Instant, Money};
use shared::platform::views::{Cell, Field, Kind};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Decode, FromRow, Row, Type, TypeInfo, ValueRef};
use uuid::Uuid;

/// A value as the database gave it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw {
    Null,
    Int(i64),
    Text(String),
    Id(Uuid),
    Bool(bool),
    Day(NaiveDate),
}

/// All values of a row, in order.
pub(super) struct RawRow(pub Vec<Raw>);

fn decoded<'r, R, T>(row: &'r R, index: usize) -> sqlx::Result<T>
where
    R: Row,
    usize: sqlx::ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get_unchecked(index)
}

impl FromRow<'_, SqliteRow> for RawRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let values = (0..row.len()).map(|index| {
            let value = row.try_get_raw(index)?;
            if value.is_null() {
                return Ok(Raw::Null);
            }
            let kind = value.type_info();
            Ok(match kind.name() {
                "INTEGER" | "BOOLEAN" => Raw::Int(decoded(row, index)?),
                "BLOB" => Raw::Id(decoded(row, index)?),
                _ => Raw::Text(decoded(row, index)?),
            })
        });
        values.collect::<sqlx::Result<_>>().map(RawRow)
    }
}

impl FromRow<'_, PgRow> for RawRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let values = (0..row.len()).map(|index| {
            if row.try_get_raw(index)?.is_null() {
                return Ok(Raw::Null);
            }
            Ok(match row.column(index).type_info().name() {
                "INT8" => Raw::Int(decoded(row, index)?),
                "INT4" => Raw::Int(i64::from(decoded::<_, i32>(row, index)?)),
                "UUID" => Raw::Id(decoded(row, index)?),
                "BOOL" => Raw::Bool(decoded(row, index)?),
                "DATE" => Raw::Day(decoded(row, index)?),
                _ => Raw::Text(decoded(row, index)?),
            })
        });
        values.collect::<sqlx::Result<_>>().map(RawRow)
    }
}

/// Takes the values of a row one by one.
pub(super) struct Taker(std::vec::IntoIter<Raw>);

impl Taker {
    pub fn new(row: RawRow) -> Self {
        Self(row.0.into_iter())
    }

    pub fn next(&mut self) -> Raw {
        self.0.next().unwrap_or(Raw::Null)
    }

    pub fn int(&mut self, column: &'static str) -> Result<i64> {
        match self.next() {
            Raw::Int(value) => Ok(value),
            _ => Err(StoreError::Corrupt(column)),
        }
    }

    pub fn id(&mut self, column: &'static str) -> Result<Uuid> {
        match self.next() {
            Raw::Id(value) => Ok(value),
            _ => Err(StoreError::Corrupt(column)),
        }
    }

    /// The cell of a field: its value, and for references and amounts the second one.
    pub fn cell(&mut self, field: &'static Field) -> Result<Cell> {
        let value = self.next();
        let second = match field.kind {
            Kind::Reference(_) | Kind::Money => self.next(),
            _ => Raw::Null,
        };
        cell(field, value, second)
    }
}

fn cell(field: &'static Field, value: Raw, second: Raw) -> Result<Cell> {
    Ok(match (field.kind, value, second) {
        (_, Raw::Null, _) => Cell::Empty,
        (Kind::Text | Kind::Link, Raw::Text(text), _) if text.is_empty() => Cell::Empty,
        (Kind::Text | Kind::Link, Raw::Text(text), _) => Cell::Text(text),
        (Kind::Choice(_), Raw::Text(word), _) if word.is_empty() => Cell::Empty,
        (Kind::Choice(_), Raw::Text(word), _) => Cell::Word(word),
        (Kind::Number | Kind::Decimal | Kind::Percent, Raw::Int(number), _) => Cell::Number(number),
        (Kind::Instant, Raw::Int(ms), _) => Cell::At(Instant(ms)),
        (Kind::Date, Raw::Day(day), _) => Cell::Day(day),
        (Kind::Date, Raw::Text(text), _) => {
            Cell::Day(text.parse().map_err(|_| StoreError::Corrupt(field.name))?)
        }
        (Kind::Flag, Raw::Bool(flag), _) => Cell::Flag(flag),
        (Kind::Flag, Raw::Int(flag), _) => Cell::Flag(flag != 0),
        (Kind::Reference(_), Raw::Id(id), Raw::Text(name)) => Cell::Ref { id, name },
        (Kind::Reference(_), Raw::Id(id), _) => Cell::Ref {
            id,
            name: String::new(),
        },
        (Kind::Money, Raw::Int(minor), Raw::Text(code)) => Cell::Money(Money::new(
            minor,
            code.parse().map_err(|_| StoreError::Corrupt(field.name))?,
        )),
        _ => return Err(StoreError::Corrupt(field.name)),
    })
}
