//! The clauses library: titled texts in both languages that stand in quotes.
//!
//! Terms: a *clause* is kept by administrators, its *number* grows with its text; a *held* clause is
//! what a quote keeps of it: the text it was made with, in the quote's language. A clause with a
//! *condition* is *required* where the condition holds: it comes by itself and stays. A *locked* one is
//! never reworded on a quote.
//! Entry points: [`require`], [`missing`], [`trust`], [`newer`], [`renew`], [`restate`],
//! [`validate_clause`], the operations in [`ops`].
//! Invariants: what a quote holds changes only by the quote; a locked text is the library's, of
//! whatever number; a condition never looks at costs, so that everybody who sells sees the same
//! clauses.
//! Tests: `tests` here; both databases in `server/services/tests/it/cpq/clauses.rs`; the pages in
//! `end2end/tests/cpq/quote_parts.spec.mjs`.

mod held;
mod model;
pub mod ops;
mod rules;

pub use held::{HeldClause, change_language, hold, missing, newer, renew, require, restate, trust};
pub use model::{Clause, ClauseCategory, ClauseDraft};
pub use rules::{CLAUSES, HELD, TEXT_LENGTH, TITLE_LENGTH, validate_clause, validate_held};

#[cfg(test)]
mod tests;
