//! The time of recurring lines: when they begin and end, how they are billed, what is free, what changes
//! from year to year, and what that comes to.
//!
//! Terms: *subscription* = what the quote says for all its recurring lines; *line term* = what one
//! line says otherwise; *month* = a month of the term, the only unit a part of which is ever counted;
//! *step* = what holds from a month of the term on (a ramp); *course* = how a line was reckoned;
//! *trial* = time before the first charge, before or within the term; *running sum* = what is due up to a month, rounded; a period is the difference of two of them.
//! Entry points: [`amounts`] (a line), [`figures`] (MRR, ARR, ACV), [`billing`] (what is billed when),
//! [`check_subscription`], [`check_term`].
//! Invariants: a line without a term on a quote without one is priced as it always was; the periods
//! of a line add up to its amount to the cent, whatever is prorated; whole months never depend on the
//! calendar; free months are in the price book's amount and in the cost, not in what is due.
//! Sources: [`crate::cpq::proration`] for part months, dates and steps.
//! Tests: below.

mod billing;
mod check;
mod figures;
mod model;
mod price;
mod timeline;

pub use billing::{Billed, BillingSchedule, BillingYear, Run, billing, uses_terms};
pub use check::{RAMPS, check_subscription, check_term, check_trial};
pub(super) use figures::figures;
pub use model::{
    Billing, Course, LineTerm, Part, Proration, Ramp, Segment, Subscription, Trial, TrialTerm,
    Tried,
};
pub(super) use price::{amounts, applies, given_over, lowest_unit, over_course};
pub use timeline::{billing_of, ends_on, starts_on, trial_of};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial_tests;
