//! What every feature shares: identity, money, time, findings, rights.
//!
//! - Numbers: [`money`], [`currency`], [`percent`], [`rounding`], [`rates`] (dated, never guessed).
//! - Time: [`time`] (instants in UTC, days, zones), [`fiscal`] (the company's years and quarters).
//! - Identity and texts: [`id`] (one type per entity, `UUIDv7`), [`named`], [`lang`], [`mod@coded`] (enumerations
//!   with stable words), [`search`] (the form in which texts are compared), [`channel`].
//! - Answers: [`issue`] (findings and refusals, as codes), [`paging`].
//! - Asking and changing: [`mod@operation`] (a request, its answer and the right it needs), [`permission`] and
//!   [`rights`] (who may do what on which records), [`change`] (edits of single fields, and what happens
//!   when two people edit at once), [`event`] (the one record of every change).
//!
//! Invariants: amounts are whole minor units and never lose a currency; two currencies are added only at a
//! dated rate that the answer names; nothing here knows the clock.
//! Sources: ISO 4217 (decimals of currencies), RFC 9562 (ids).
//! Tests: beside the code.

pub mod change;
pub mod channel;
pub mod coded;
pub mod currency;
#[cfg(test)]
pub(crate) mod digest;
pub mod event;
pub mod fiscal;
pub mod id;
pub mod issue;
pub mod lang;
pub mod money;
pub mod named;
pub mod operation;
pub mod paging;
pub mod percent;
pub mod permission;
pub mod rates;
pub mod rights;
pub mod rounding;
pub mod search;
pub mod time;

pub use change::{Change, Clash, Rebased, rebase, with_changes};
pub use channel::SalesChannel;
pub use coded::coded;
pub use currency::Currency;
pub use fiscal::{DaySpan, FiscalCalendar, FiscalPeriod, PeriodKind, PeriodLabel};
pub use id::*;
pub use issue::{Issue, Problem, ProblemKind, Severity};
pub use lang::{Lang, LocalText};
pub use money::{Money, Quantity, UnitPrice};
pub use named::Named;
pub use operation::Operation;
pub use paging::{Cursor, Page, page_size};
pub use percent::Percent;
pub use permission::{Action, Actor, Role, Scope};
pub use rates::{Converted, DatedRate, RateTable, UsedRate};
pub use rights::Rights;
pub use rounding::Rounding;
pub use search::search_key;
pub use time::{Instant, Zone, check_day};
