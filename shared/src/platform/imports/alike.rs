//! New rows that resemble a record which is there: shown before anything is written, each with the
//! choice of which record it is about.

use super::kinds::{Field, ImportKind};
use super::model::{FilePlan, Outcome, Value, Values};
use super::plan::SourceFile;
use super::similar::name_key;
use crate::crm::duplicates::{Draft, DuplicateKind, DuplicateRecord, Match};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Rows looked at in one question. Each is compared with records of its blocks only, so that this many
/// take seconds beside hundreds of thousands of records.
pub const AT_ONCE: usize = 2_000;

/// What such rows are among duplicates.
#[must_use]
pub const fn duplicate_kind(kind: ImportKind) -> Option<DuplicateKind> {
    match kind {
        ImportKind::Accounts => Some(DuplicateKind::Account),
        ImportKind::Contacts => Some(DuplicateKind::Contact),
        ImportKind::Leads => Some(DuplicateKind::Lead),
        ImportKind::People | ImportKind::Products | ImportKind::Opportunities => None,
    }
}

/// A row that would become a new record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRow {
    /// Line of the file.
    pub line: u32,
    /// What is compared of it.
    pub draft: Draft,
}

/// Asks which of these rows resemble a record that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindAlike {
    /// What they would be.
    pub kind: DuplicateKind,
    /// At most [`AT_ONCE`].
    pub rows: Vec<NewRow>,
}
operation!(FindAlike => Vec<AlikeRow>, "imports.alike", Import);

/// A row with the record it resembles most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikeRow {
    /// Line of the file.
    pub line: u32,
    /// The record.
    pub record: DuplicateRecord,
    /// How sure, and why.
    pub found: Match,
}

/// The rows of a file that would become new records, as far as they say enough to be compared.
#[must_use]
pub fn new_rows(file: &SourceFile<'_>, plan: &FilePlan) -> Vec<NewRow> {
    let Some(kind) = duplicate_kind(plan.kind) else {
        return Vec::new();
    };
    let works_at = file.mapping.column_of(Field::Account);
    let rows = file.table.rows.iter().zip(&plan.rows);
    rows.filter_map(|(row, planned)| {
        let Outcome::Create(values) = &planned.outcome else {
            return None;
        };
        let company = works_at.map_or("", |column| row.cell(column));
        let draft = draft(kind, values, company);
        draft.is_enough().then_some(NewRow {
            line: planned.line,
            draft,
        })
    })
    .collect()
}

fn draft(kind: DuplicateKind, values: &Values, works_at: &str) -> Draft {
    let text = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    Draft {
        first_name: text(Field::FirstName),
        last_name: text(Field::LastName),
        company: match kind {
            DuplicateKind::Account => text(Field::Name),
            DuplicateKind::Contact => works_at.to_owned(),
            DuplicateKind::Lead => text(Field::Company),
        },
        email: text(Field::Email),
        phone: text(Field::Phone),
        website: text(Field::Website),
        vat_number: text(Field::VatNumber),
        ..Draft::new(kind)
    }
}

/// The key under which the choice for a row without a key of its own is kept, so that the same row is
/// known the next time. `cell` gives what the row says, as it is written.
#[must_use]
pub fn choice_key<'t>(kind: ImportKind, cell: impl Fn(Field) -> &'t str) -> Option<String> {
    duplicate_kind(kind)?;
    let parts = [
        Field::Name,
        Field::FirstName,
        Field::LastName,
        Field::Email,
        Field::Company,
        Field::Account,
    ];
    let parts = parts.map(|field| name_key(cell(field)));
    let some = parts.iter().any(|part| !part.is_empty());
    some.then(|| format!("like:{}", parts.join("|")))
}
