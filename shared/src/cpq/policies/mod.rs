//! Pricing policies as values, and the exact engines they parametrise.
//!
//! Vendors, tax offices and customers differ in where an amount is rounded, who gets the odd cent,
//! which tier a border belongs to, how discounts stack, what a tax is computed on. Here each of
//! these is a value, so that the same code gives each of their answers. Terms: *step* = what an
//! amount is made a multiple of (0.01); *part* = what a total is split into.
//! Entry points: [`price_quantity`], [`spread`], [`solve_total`], [`discount`], [`Formula`],
//! [`tax_line`], [`TaxDocument`], [`select_price`]. Numbers are [`Exact`]: right or refused.
//! Invariants: parts add up to their total; a credit mirrors what it credits; nothing panics.
//! Sources: the public documentation and the vectors of the products named in
//! [`crate::cpq::vectors`]; largest remainder (Hamilton) for shares.
//! Tests: beside the code; the vectors of ten products in [`crate::cpq::vectors`].

pub mod books;
pub mod exact;
pub mod quantity;
pub mod rounding;
pub mod stacking;
pub mod tax_document;
pub mod tax_model;
pub mod taxes;

#[cfg(test)]
mod tests;

pub use books::{BookContext, BookPrice, PriceList, PriceListKind, SelectedPrice, select_price};
pub use exact::Exact;
pub use quantity::{
    PriceTier, QuantityLine, QuantityPart, QuantityPolicy, QuantityPrice, Usage, price_quantity,
    quantity_amount,
};
pub use rounding::{RoundTo, spread};
pub use stacking::{
    Adjustment, DiscountSchedule, Formula, Measure, Stacking, discount, percent_for,
    percent_of_total, price_at_margin, solve_total,
};
pub use tax_document::TaxDocument;
pub use tax_model::{Portion, TaxDocumentPolicy, TaxGroup, TaxInput, TaxSummary};
pub use taxes::{TaxKind, TaxPart, TaxRule, TaxedLine, remap_price, tax_line};
