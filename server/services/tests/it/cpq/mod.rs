//! Catalogue and quotes, through their operations, on both databases.

pub(crate) mod agreements;
mod approval_links;
mod approval_rules;
pub(crate) mod approvals;
mod catalog;
pub(crate) mod clauses;
mod guides;
mod kinds;
mod models;
mod offline;
pub(crate) mod pictures;
pub(crate) mod promotions;
mod quote_life;
mod quote_sections;
mod quotes;
mod recurring;
mod rooms;
mod rooms_choices;
mod rooms_codes;
pub(crate) mod support;
pub(crate) mod templates;
