//! Fields of administrators as targets of columns: which a kind of file has, how their cells are
//! read into the one neutral text of [`crate::platform::fields`], and what columns are called that
//! fill them.

use super::bad_rows::original;
use super::formats::{DateOrder, DecimalMark, parse_date, parse_number};
use super::guess::Profile;
use super::kinds::{Field, ImportKind, Shape};
use super::model::{Choice, ImportContext, Value, Values};
use super::similar::{Found, find, name_key};
use crate::kernel::{Currency, Issue, Lang};
use crate::platform::fields::{
    CustomField, CustomValues, FieldKind, Holder, TEXT_LIMIT, field_name, parse_value,
};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Words for yes and no, as files write them.
const YES: &str = "yes,true,y,1,x,on,oui,vrai,o,coché,checked";
const NO: &str = "no,false,n,0,off,non,faux,décoché,unchecked";

/// What has the own fields of such a file.
#[must_use]
pub const fn holder(kind: ImportKind) -> Option<Holder> {
    match kind {
        ImportKind::Accounts => Some(Holder::Account),
        ImportKind::Contacts => Some(Holder::Contact),
        ImportKind::Leads => Some(Holder::Lead),
        ImportKind::Opportunities => Some(Holder::Opportunity),
        ImportKind::Products => Some(Holder::Product),
        ImportKind::People => None,
    }
}

/// The own fields a file of this kind may fill.
pub fn fields(kind: ImportKind, all: &[CustomField]) -> impl Iterator<Item = &CustomField> {
    let holder = holder(kind);
    all.iter()
        .filter(move |field| Some(field.holder) == holder && !field.archived)
}

/// The field as a target of a column.
#[must_use]
pub fn target(field: &CustomField) -> Field {
    Field::Own(u32::try_from(field.number).unwrap_or_default())
}

/// The own field a target stands for, archived or not.
#[must_use]
pub fn find_own(field: Field, all: &[CustomField]) -> Option<&CustomField> {
    let (Field::Own(number) | Field::OwnCurrency(number)) = field else {
        return None;
    };
    all.iter().find(|own| own.number == i64::from(number))
}

/// Targets in the order they are offered: each field, an amount's currency after it.
pub fn targets(
    kind: ImportKind,
    all: &[CustomField],
) -> impl Iterator<Item = (Field, &CustomField)> {
    fields(kind, all).flat_map(|own| {
        let field = target(own);
        let currency = match field {
            Field::Own(number) if own.kind == FieldKind::Money => Some(Field::OwnCurrency(number)),
            _ => None,
        };
        std::iter::once(field)
            .chain(currency)
            .map(move |target| (target, own))
    })
}

/// How a column of a file of this kind is read; `None` when no such file has the field.
#[must_use]
pub fn shape(kind: ImportKind, field: Field, all: &[CustomField]) -> Option<Shape> {
    if !matches!(field, Field::Own(_) | Field::OwnCurrency(_)) {
        return kind.field(field).map(|def| def.shape);
    }
    let own =
        find_own(field, all).filter(|own| Some(own.holder) == holder(kind) && !own.archived)?;
    Some(match (field, own.kind) {
        (Field::OwnCurrency(_), FieldKind::Money) => Shape::Text(10),
        (Field::OwnCurrency(_), _) => return None,
        (_, FieldKind::Text | FieldKind::Link) => Shape::Text(TEXT_LIMIT),
        (_, FieldKind::Number | FieldKind::Money) => Shape::Number,
        (_, FieldKind::Date) => Shape::Date,
        (_, FieldKind::Choice) => Shape::Choice,
        (_, FieldKind::Flag) => Shape::Text(20),
    })
}

/// The values of administrators' fields among those of a record, by their keys.
#[must_use]
pub fn custom(values: &Values, all: &[CustomField]) -> CustomValues {
    values
        .iter()
        .filter_map(|(field, value)| {
            let own = find_own(*field, all)?;
            match value {
                Value::Text(text) => Some((own.key.clone(), text.clone())),
                _ => None,
            }
        })
        .collect()
}

/// How well a column means a target, by its name and its contents: 0, or 70 to 97.
#[must_use]
pub fn score(header: &str, target: Field, own: &CustomField, profile: Profile) -> u8 {
    let currency = matches!(target, Field::OwnCurrency(_));
    let numeric = matches!(own.kind, FieldKind::Number | FieldKind::Money) && !currency;
    let contradicted = match own.kind {
        _ if profile.filled == 0 => false,
        FieldKind::Date => profile.dates < 50 && profile.numbers < 90,
        FieldKind::Number => profile.numbers < 50,
        // Numbers alone are no currencies.
        FieldKind::Money if currency => profile.numbers >= 50,
        _ => false,
    };
    if contradicted {
        return 0;
    }
    let score = name_score(header, own, currency);
    // A word that is no number may yet be an amount with its currency.
    if numeric && profile.filled > 0 && profile.numbers < 50 {
        score.min(70)
    } else {
        score
    }
}

/// `currency`: whether the column with the currency of its amounts is meant.
fn name_score(header: &str, own: &CustomField, currency: bool) -> u8 {
    let whole = name_key(header);
    let names = [&own.label.en, &own.label.fr, &own.key];
    let names = names
        .into_iter()
        .map(|name| name_key(name))
        .filter(|name| !name.is_empty());
    if currency {
        let with = |name: String| ["currency", "devise"].map(|word| format!("{name}{word}"));
        return if names.flat_map(with).any(|name| name == whole) {
            96
        } else {
            0
        };
    }
    // What stands in brackets is a unit.
    let head = name_key(header.split(['(', '[']).next().unwrap_or(header));
    let unit = !head.is_empty() && head != whole;
    let is_currency = ["currency", "devise"]
        .iter()
        .any(|word| whole.ends_with(word));
    let mut best = 0;
    for name in names {
        let score = if name == whole || format!("custom{name}") == whole {
            97
        } else if unit && !is_currency && name == head {
            90
        } else {
            0
        };
        best = best.max(score);
    }
    best
}

/// The code of the option a word means, by code or label in either language; with `Near` for a slip.
#[must_use]
pub fn option(own: &CustomField, word: &str) -> Found<String> {
    let named: Vec<(String, &str)> = own
        .options
        .iter()
        .flat_map(|option| {
            [&option.code, &option.label.en, &option.label.fr]
                .map(|name| (name_key(name), option.code.as_str()))
        })
        .collect();
    let code = find(word, named.iter().map(|(key, code)| (key.as_str(), *code)));
    match code {
        Found::Same(code) => Found::Same(code.to_owned()),
        Found::Near(code) => Found::Near(code.to_owned()),
        Found::No => Found::No,
    }
}

/// The options to choose a word's meaning from.
#[must_use]
pub fn choices(own: &CustomField) -> Vec<Choice> {
    own.options
        .iter()
        .map(|option| Choice {
            code: option.code.clone(),
            name: option.label.clone(),
        })
        .collect()
}

/// How the cells of a column are written.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Order of its dates.
    pub order: DateOrder,
    /// Decimal sign of its numbers.
    pub mark: DecimalMark,
    /// Numbers are in units of ten to this power.
    pub scale: u32,
}

/// A cell in the neutral text its field keeps; `None` for nothing. `currency` is that of an amount
/// whose cell has none. A choice's cell is the code of its option.
///
/// # Errors
/// One finding about the field `custom.<key>`, as everywhere.
pub fn read(
    own: &CustomField,
    cell: &str,
    format: Format,
    currency: Currency,
) -> Result<Option<String>, Issue> {
    let neutral = match own.kind {
        FieldKind::Number => {
            let number = parse_number(cell, format.mark);
            let number = number.and_then(|number| scaled(number, format.scale));
            let number = number.ok_or_else(|| no_number(own, cell))?;
            Some(number.normalize().to_string())
        }
        FieldKind::Money => return amount(own, cell, format, currency),
        FieldKind::Date => parse_date(cell, format.order).map(|day| day.to_string()),
        FieldKind::Flag => flag(cell).map(str::to_owned),
        FieldKind::Text | FieldKind::Link => Some(original(cell).to_owned()),
        FieldKind::Choice => None,
    };
    let text = neutral.as_deref().unwrap_or(cell);
    parse_value(own, text).map(|value| value.map(|value| value.to_string()))
}

fn scaled(number: Decimal, scale: u32) -> Option<Decimal> {
    number.checked_mul(Decimal::from(10_i64.pow(scale.min(9))))
}

/// An amount: with its currency before or behind it, in the neutral form or as files write it, or
/// without one.
fn amount(
    own: &CustomField,
    cell: &str,
    format: Format,
    currency: Currency,
) -> Result<Option<String>, Issue> {
    let (number, currency) = split_currency(cell, currency);
    let neutral = parse_number(&number, format.mark).and_then(|value| scaled(value, format.scale));
    match neutral {
        Some(value) => {
            let text = format!("{}_{}", value.normalize(), currency.code());
            parse_value(own, &text).map(|value| value.map(|value| value.to_string()))
        }
        None => Err(no_number(own, cell)),
    }
}

fn no_number(own: &CustomField, cell: &str) -> Issue {
    Issue {
        field: Some(Cow::Owned(field_name(&own.key))),
        ..Issue::error("not_a_number", "custom").with("text", short(cell))
    }
}

fn split_currency(cell: &str, otherwise: Currency) -> (String, Currency) {
    let signs = [("€", "EUR"), ("£", "GBP")];
    for (sign, code) in signs {
        if let (true, Ok(currency)) = (cell.contains(sign), code.parse()) {
            return (cell.replace(sign, " ").trim().to_owned(), currency);
        }
    }
    let is_letter = |c: &char| c.is_ascii_alphabetic();
    let code: String = cell.chars().filter(is_letter).collect();
    match code.to_uppercase().parse::<Currency>() {
        Ok(currency) if code.len() == 3 => {
            let rest: String = cell.chars().filter(|c| !is_letter(c)).collect();
            (rest.replace('_', " ").trim().to_owned(), currency)
        }
        _ => (cell.to_owned(), otherwise),
    }
}

fn flag(cell: &str) -> Option<&'static str> {
    let key = name_key(cell);
    let among = |list: &str| list.split(',').any(|word| name_key(word) == key);
    if among(YES) {
        Some("yes")
    } else if among(NO) {
        Some("no")
    } else {
        None
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A word that is none of the options: the finding names those there are, as people read them.
#[must_use]
pub fn no_option(own: &CustomField, lang: Lang) -> Issue {
    let labels: Vec<&str> = own
        .options
        .iter()
        .map(|option| option.label.get(lang))
        .collect();
    Issue {
        field: Some(Cow::Owned(field_name(&own.key))),
        ..Issue::error("not_one_of", "custom").with("values", labels.join(", "))
    }
}

impl ImportContext {
    /// How a column of a file of this kind is read.
    #[must_use]
    pub fn shape(&self, kind: ImportKind, field: Field) -> Option<Shape> {
        shape(kind, field, &self.own)
    }
}
