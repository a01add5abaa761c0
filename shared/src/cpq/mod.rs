//! Configure, price, quote: what is sold, at which price, and the offer made of it.

pub mod agreements;
pub mod approvals;
pub mod catalog;
pub mod clauses;
pub mod configure;
pub mod models;
pub mod offline;
pub mod pictures;
pub mod policies;
pub mod pricing;
pub mod promotions;
pub mod proration;
pub mod quotes;
pub mod rooms;
pub mod templates;
pub mod ubl;
pub mod vectors;
