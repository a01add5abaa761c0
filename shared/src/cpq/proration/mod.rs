//! Recurring charges over time: part periods, free periods, trials, ramps, co-termination.
//!
//! Terms: a *period* runs from its first day to the day before the next one's; *to* dates are
//! exclusive unless said; a *cycle* is one whole period's price; *billing day* = the day of the
//! month a period begins (the last one in shorter months).
//! Entry points: [`fraction`], [`billed_cycles`], [`schedule`], [`contract_value`].
//! Invariants: by calendar days the parts of a period add up to one; no date panics, what the
//! calendar cannot hold is `None`.
//! Sources: 30/360 by the bond-basis day count (ISDA 2006 §4.16 f); cycles by the published rule
//! of a subscription billing product (see [`crate::cpq::vectors`]).
//! Tests: beside the code and [`crate::cpq::vectors`].

pub mod calendar;
pub mod cycles;
pub mod recurring;

pub use calendar::{DayCount, Span, add_months, fraction};
pub use cycles::{BillingPeriod, CyclesInput, billed_cycles};
pub use recurring::{ContractValue, PeriodCharge, Ramp, RecurringCharge, contract_value, schedule};
