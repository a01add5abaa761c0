//! The whole waterfall of a period's price: list → contracted → attribute and option adders →
//! bundle → volume, tier or block → schedule → promotion → discretionary → wanted total → floor check → net,
//! each step with the rule that made it and the margin after it; then tax.
//!
//! [`super::price_quote`] prices what the quote editor knows, in whole numbers; this prices every
//! kind of price and promotion, in exact fractions, and gives the same amounts where both can
//! (tested). A line is rounded once, after the discretionary discounts; every later step is in
//! whole minor units, so that lines add up to totals.
//! Entry point: [`cascade`]. `None` means that an amount does not fit.

mod document;
mod line;
mod model;

#[cfg(test)]
mod tests;

pub use document::cascade;
pub use model::{
    Adder, AdderAmount, AdderKind, CascadeInput, CascadeLine, CascadePolicy, CascadeStep,
    CascadeStepCode, Cascaded, CascadedLine, Contracted, Floor, FloorCheck, Given, Manual,
    QuantityRule,
};
