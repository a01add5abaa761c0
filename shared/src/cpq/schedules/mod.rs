//! Discount schedules as administrators keep them: steps by quantity, term or spend, for products, families and
//! price books.
//!
//! Terms: *rule* = what is measured, over which lines, and what each step gives ([`ScheduleRule`]); *attached* =
//! what a schedule is for: named products and families (none: every product) in named price books (none: all).
//! Entry points: [`ScheduleDraft`], [`validate_schedule`], [`attach`], the operations in [`ops`]. What a schedule does
//! to a line is [`crate::cpq::pricing::schedule`], what it measures over a quote [`crate::cpq::quotes::schedules`].
//! Invariants: a product follows one schedule, the one that names it most closely; amounts have a currency.
//! Tests: beside the code; both databases in `server/services/tests/it/cpq/schedules.rs`; the page in
//! `end2end/tests/cpq/price_policies.spec.mjs`.
//!
//! [`ScheduleRule`]: crate::cpq::pricing::ScheduleRule

pub mod ops;
pub mod record;

pub use record::{ScheduleDraft, ScheduleRow, attach, validate_schedule};
