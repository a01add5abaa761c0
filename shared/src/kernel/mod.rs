//! What every feature shares: identity, money, time, findings, rights.

pub mod change;
pub mod coded;
pub mod currency;
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
pub mod rounding;
pub mod search;
pub mod time;

pub use change::{Change, Clash, Rebased, rebase, with_changes};
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
pub use rounding::Rounding;
pub use search::search_key;
pub use time::{Instant, Zone, check_day};
