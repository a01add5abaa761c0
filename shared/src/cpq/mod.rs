//! Configure, price, quote: what is sold, at which price, and the offer made of it.
//!
//! - What is sold: [`catalog`] (products, price books, formulas), [`pictures`], [`models`] (what can be
//!   configured, guides, the finder) over [`configure`] (the engine).
//! - What it costs: [`pricing`] (a quote's amounts, step by step) over [`policies`] (exact engines whose
//!   differences are values) and [`proration`] (periods); [`agreements`], [`promotions`], [`schedules`]
//!   lower prices.
//! - The offer: [`quotes`], with [`clauses`], [`templates`] and [`attachments`]; [`approvals`] say who must
//!   agree, [`rooms`] are the customer's page, [`offline`] is for quotes without a network.
//! - For machines: [`ubl`] (invoices against EN 16931, quotes as UBL), [`vectors`] (pricing of other
//!   products, computed here). `expr` reads conditions, formulas and rules alike.
//!
//! Guides: `docs/CPQ.md` (engine), `docs/CPQ-models.md`, `docs/CPQ-pricing.md`, `docs/CPQ-quotes.md`,
//! `docs/CPQ-approvals.md`, `docs/offline.md`. Sources of methods are named in each feature.

pub mod agreements;
pub mod approvals;
pub mod attachments;
pub mod catalog;
pub mod clauses;
pub mod configure;
mod expr;
pub mod models;
pub mod offline;
pub mod pictures;
pub mod policies;
pub mod pricing;
pub mod promotions;
pub mod proration;
pub mod quotes;
pub mod rooms;
pub mod schedules;
pub mod templates;
pub mod ubl;
pub mod vectors;
