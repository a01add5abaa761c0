//! What pages, files and later other machines ask of lists.

use super::model::{Cell, Object, ViewSpec};
use crate::kernel::{Currency, Instant, Money, Problem, RateTable, UserId, coded};
use crate::operation;
use crate::platform::fields::DECIMALS;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One part of the place where a list goes on: the sort value of the last row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKey {
    /// A number, a moment.
    Number(i64),
    /// A text.
    Text(String),
}

/// The place after which a list goes on: the last row shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its sort values, in the form the store gave them.
    pub keys: Vec<PlaceKey>,
    /// Its id.
    pub id: Uuid,
}

/// A piece of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRows {
    /// Of what.
    pub object: Object,
    /// Filter, search, order, group, and the columns wanted.
    pub spec: ViewSpec,
    /// Where to go on; from the start when not given.
    pub after: Option<Place>,
    /// Rows to answer; 0 for the usual number.
    pub limit: u32,
}
operation!(ReadRows => RowsView, "views.rows", ReadReference);

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRow {
    /// Which record.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
    /// The value it is grouped by; [`Cell::Empty`] when the list is not grouped.
    pub group: Cell,
    /// Its cells, in the order of the columns asked for.
    pub cells: Vec<Cell>,
    /// The reader may not change it. Told of tasks: those of a deal are seen by its whole team.
    #[serde(default)]
    pub locked: bool,
}

/// A piece of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsView {
    /// The rows.
    pub rows: Vec<ViewRow>,
    /// Where to go on; `None` at the end.
    pub next: Option<Place>,
    /// There is no record at all that the reader may see, whatever the filter.
    #[serde(default)]
    pub none: bool,
    /// The moment of the answer.
    pub now: Instant,
}

/// Number and sums of everything a filter lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRows {
    /// Of what.
    pub object: Object,
    /// The filter's text.
    pub filter: String,
    /// Words searched.
    pub search: String,
    /// Administrators' fields to add up beside the built-in ones, by name: those the reader sees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
}
operation!(CountRows => Totals, "views.count", ReadReference);

/// The same, one answer per value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountGroups {
    /// Of what.
    pub object: Object,
    /// The filter's text.
    pub filter: String,
    /// Words searched.
    pub search: String,
    /// The field to group by.
    pub group: String,
    /// Administrators' fields to add up beside the built-in ones, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
}
operation!(CountGroups => GroupsView, "views.groups", ReadReference);

/// The sums of one field, exact in each currency.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSum {
    /// The field.
    pub field: String,
    /// One amount per currency.
    pub amounts: Vec<Money>,
    /// The sum of a field of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub number: Option<Decimal>,
}

impl FieldSum {
    /// A sum of numbers that were counted in ten-thousandths; `None` for one no number holds.
    #[must_use]
    pub fn number_of(scaled: i128) -> Option<Decimal> {
        let number = Decimal::try_from_i128_with_scale(scaled, DECIMALS).ok()?;
        Some(number.normalize())
    }
}

/// How many, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Number of records.
    pub count: i64,
    /// Sums of the fields that are added up.
    pub fields: Vec<FieldSum>,
}

/// [`Sums`] with what a page needs to show them in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The sums.
    pub sums: Sums,
    /// The currency they are shown in.
    pub currency: Currency,
    /// The rates for it.
    pub rates: RateTable,
    /// The day of the rates.
    pub today: NaiveDate,
}

/// The sums of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSums {
    /// The value grouped by.
    pub key: Cell,
    /// Its sums.
    pub sums: Sums,
}

/// The groups of a list, in its order; the first 500.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsView {
    /// The groups.
    pub groups: Vec<GroupSums>,
    /// The currency sums are shown in.
    pub currency: Currency,
    /// The rates for it.
    pub rates: RateTable,
    /// The day of the rates.
    pub today: NaiveDate,
}

coded! {
    /// Who sees a saved view.
    Sharing {
        /// Its owner.
        Private = "private",
        /// The owner's team and the teams below it.
        Team = "team",
    }
}

/// A view somebody saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: Uuid,
    /// Raised by each change.
    pub version: i64,
    /// Of what it is a list.
    pub object: Object,
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub sharing: Sharing,
    /// Who saved it.
    pub owner: crate::kernel::Named<UserId>,
    /// What it shows.
    pub spec: ViewSpec,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// The saved views of a list that the reader may see, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListViews {
    /// Of what.
    pub object: Object,
}
operation!(ListViews => Vec<SavedView>, "views.list", ReadReference);

/// Saves a new view; repeating it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveView {
    /// Made by the page.
    pub id: Uuid,
    /// Of what it is a list.
    pub object: Object,
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub sharing: Sharing,
    /// What it shows.
    pub spec: ViewSpec,
}
operation!(SaveView => SavedView, "views.save", EditProfile);

/// Changes a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateView {
    /// Which.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub sharing: Sharing,
    /// What it shows.
    pub spec: ViewSpec,
}
operation!(UpdateView => SavedView, "views.update", EditProfile);

/// Takes a view away; [`RestoreView`] brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteView {
    /// Which.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteView => SavedView, "views.delete", EditProfile);

/// Brings a deleted view back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreView {
    /// Which.
    pub id: Uuid,
}
operation!(RestoreView => SavedView, "views.restore", EditProfile);

/// Which records a bulk change is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Targets {
    /// These, each with the version the reader saw.
    Records(Vec<(Uuid, i64)>),
    /// All that a filter lets through, as they are when their turn comes.
    Matching {
        /// The filter's text.
        filter: String,
        /// Words searched.
        search: String,
    },
}

/// What a bulk change does to each record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkAct {
    /// Sets a field, to the value in the vocabulary of filters; empty clears it.
    Set {
        /// The field.
        field: String,
        /// Its value.
        value: String,
    },
    /// Gives it to this person.
    Assign(UserId),
    /// Deletes it.
    Delete,
}

/// Does one chunk of a bulk change; the page asks again from `next` until there is none. Every
/// record goes the way of a single edit: the same rights, rules and events. Whoever may not change the
/// object at all is refused by the handler, before anything is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkChange {
    /// Of what.
    pub object: Object,
    /// The handle of the whole change, made by the page; [`UndoBulk`] takes it.
    pub run: Uuid,
    /// Which records.
    pub targets: Targets,
    /// What to do.
    pub act: BulkAct,
    /// The last record done, from the answer before; from the start when not given.
    pub after: Option<Uuid>,
}
operation!(BulkChange => BulkStep, "views.bulk", EditProfile);

/// Puts back what a bulk change changed, a chunk at a time, except what was changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoBulk {
    /// The handle of the change.
    pub run: Uuid,
    /// The last record done, from the answer before.
    pub after: Option<Uuid>,
    /// Only a change of this list, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Object>,
}
operation!(UndoBulk => BulkStep, "views.undo_bulk", EditProfile);

/// A record that was not changed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkFailure {
    /// Which.
    pub id: Uuid,
    /// Its name; empty when the reader may not see it.
    pub name: String,
    /// Why.
    pub problem: Problem,
}

/// What one chunk did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkStep {
    /// Records changed in this chunk.
    pub done: i64,
    /// Records that could not be changed.
    pub failed: Vec<BulkFailure>,
    /// Where to go on; `None` when all are done.
    pub next: Option<Uuid>,
}

coded! {
    /// The form of an exported file.
    FileForm {
        /// Comma-separated values in UTF-8, with a byte order mark for spreadsheets.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
    }
}

/// The list as a file: exactly the columns, order and filter shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRows {
    /// Of what.
    pub object: Object,
    /// Columns, order, filter.
    pub spec: ViewSpec,
    /// The form.
    pub form: FileForm,
}
operation!(ExportRows => ExportFile, "views.export", ReadReference);

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    /// Its name with extension.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
