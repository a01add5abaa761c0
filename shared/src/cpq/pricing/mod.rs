//! Prices: a quote's lines in, every amount of the quote out, with the steps that led to it.
//!
//! Terms: *list price* = the price book's; *contracted* = agreed with the customer, in the place of
//! the list price; *book amount* = either after volume or tiered tiers; *granted* = taken off by a promotion;
//! *manual price* = typed by a person, kept until removed; *period* = once, a month or a year;
//! *term* = months the recurring lines run (more about time in [`terms`]); *document discount* = off every line in
//! proportion; *off* = a discount typed as an amount, a wanted price or a wanted total, solved exactly; *kind* = how
//! the price follows the quantity or other lines where it is not per unit with tiers ([`kinds`]); *schedule* = steps of
//! discount by quantity, term or spend, over lines ([`schedule`]); *rounding* = what a
//! price book's prices are rounded to ([`rounding`]); *surcharge* = what is added beside the prices, to each period of
//! a line or to the document ([`surcharge`]); *sold* = an amount without surcharges.
//! Entry points: [`price_quote`], [`price_with`] (and surcharges on the document), [`Kept`] (only lines that differ are
//! priced again), [`waterfall`], [`document_totals`].
//! Invariants: amounts are exact until a line's period amount is rounded (once); parts always add
//! up to their total; totals do not depend on the order of lines; no input panics, what does not
//! fit 64 bits is a finding. Policies (rounding, remainder, tier borders, tax rounding) are values.
//! Sources: EN 16931-1 (BR-CO-10 … BR-CO-17, BR-S-08 … BR-O-09) for document totals; largest
//! remainder (Hamilton) for shares; ASC 606 practice for one-time, MRR, ARR, ACV, TCV.
//! Tests: beside the code, and `tests/` here for the published EN 16931 invoices.

pub mod cascade;
pub mod document;
pub mod en16931;
pub mod exact;
pub mod granted;
pub mod keep;
pub mod kinds;
pub mod line;
pub mod model;
pub mod priced;
pub mod rounding;
pub mod schedule;
pub mod story;
pub mod surcharge;
pub mod tax;
pub mod terms;
pub mod waterfall;

pub use document::{price_quote, price_with};
pub use en16931::{DocumentTotals, TaxRow, TaxedAmount, document_totals};
pub use granted::{GiftUnits, Granted};
pub use keep::Kept;
pub use kinds::{FormulaProduct, PriceKind, PriceWay, ShareOf, Used};
pub use line::price_line;
pub use model::{
    AgreedPrice, Charge, Contracted, DocumentOff, LineInput, LineOff, Margin, Policy, PricedLine,
    PricedQuote, Remainder, Tax, TaxCategory, TaxRounding, Terms, Tier, TierBorder, TierMode,
    Totals,
};
pub use rounding::{PriceRounding, RoundedPlace, RoundingMode};
pub use schedule::{
    LineSchedule, ScheduleAcross, ScheduleGives, ScheduleMeasure, ScheduleRule, ScheduleStep,
    ScheduleWay,
};
pub use story::{PriceStory, Saving, price_story};
pub use surcharge::{
    Added, DocumentSurcharge, PricedSurcharge, Surcharge, SurchargeReason,
    check_document_surcharges, check_surcharges, tidy_surcharge,
};
pub use terms::{
    Billing, BillingSchedule, Course, LineTerm, Part, Proration, Ramp, Subscription, Trial,
    TrialTerm, billing,
};
pub use waterfall::{Slice, Step, StepCode, waterfall};

#[cfg(test)]
mod tests;
