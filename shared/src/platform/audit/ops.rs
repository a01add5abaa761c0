//! Requests of the audit viewer.

use crate::kernel::event::Entity;
use crate::kernel::{Instant, Lang, Money, UserId};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A value of a fact, to be written in the reader's language.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// A text, or a word of an enumeration.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount.
    Money(Money),
    /// Basis points.
    Percent(i32),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    Moment(Instant),
    /// Yes or no.
    Yes(bool),
    /// So many rows.
    Count(i64),
    /// A record, and what it is called; empty when nobody knows.
    Record(Uuid, String),
}

/// What happened to one fact.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field, by its way in code.
    pub field: String,
    /// The value before; `None` when there was none.
    pub before: Option<Shown>,
    /// The value after; `None` when there is none.
    pub after: Option<Shown>,
}

/// Which entries are asked for; what is absent does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Who did it.
    pub who: Option<UserId>,
    /// Kind of record.
    pub kind: Option<Entity>,
    /// What happened.
    pub action: Option<String>,
    /// The first day, in the reader's time zone.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// The record, or what hangs on it.
    pub record: Option<Uuid>,
}

/// An entry of the log.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who; `None` for the program itself.
    pub who: Option<UserId>,
    /// Their name; empty when they are gone.
    pub who_name: String,
    /// Kind of record.
    pub kind: Entity,
    /// The record.
    pub record: Uuid,
    /// What it hangs on.
    pub parent: Option<Uuid>,
    /// What the record is called; empty when nobody knows.
    pub title: String,
    /// What happened.
    pub action: String,
    /// What differs.
    pub changes: Vec<FieldChange>,
}

/// Asks for entries, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAudit {
    /// Which.
    pub filter: AuditFilter,
    /// Only those before this number: where the last piece ended.
    pub before: Option<i64>,
    /// How many; 0 for the usual number.
    pub limit: u32,
}
operation!(ReadAudit => AuditPage, "audit.read", ViewAudit);

/// A piece of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub rows: Vec<AuditRow>,
    /// Where the next piece begins; `None` at the end.
    pub next: Option<i64>,
    /// Everything that ever happened, for the filter.
    pub actions: Vec<String>,
}

/// Asks what the last reading of the log's seals found; with `now` they are read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLog {
    /// Read all of them now.
    pub now: bool,
}
operation!(CheckLog => Option<LogCheck>, "audit.check", ViewAudit);

/// What stands against the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// An entry is not as it was sealed.
    Changed,
    /// An entry was taken away.
    Gone,
    /// An entry came in by another way.
    Foreign,
    /// The chain of seals itself is broken.
    Seal,
    /// The chain is not the one whose end was noted down.
    Known,
}

/// The first fault of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFault {
    /// What it is.
    pub kind: FaultKind,
    /// The entry's number, where it is about one.
    pub entry: Option<i64>,
}

/// What a reading of the log's seals found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogCheck {
    /// When.
    pub at: Instant,
    /// Entries that are as they were sealed.
    pub entries: i64,
    /// Entries Jalon itself has rewritten or taken away since they were first sealed: personal data that was
    /// erased, the sample company that was removed.
    pub rewritten: i64,
    /// Entries that wait for their seal.
    pub waiting: i64,
    /// How many seals there are.
    pub position: i64,
    /// The end of the chain: whoever notes it down elsewhere can ask later whether it still leads there.
    pub chain: String,
    /// The first fault; none when the log is whole.
    pub fault: Option<LogFault>,
}

/// Asks for entries as a file for a spreadsheet, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportAudit {
    /// Which.
    pub filter: AuditFilter,
    /// In which language.
    pub lang: Lang,
}
operation!(ExportAudit => AuditFile, "audit.export", ViewAudit);

/// A CSV file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFile {
    /// Its name.
    pub name: String,
    /// Its text, with a byte order mark.
    pub text: String,
}
