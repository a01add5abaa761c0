//! Products, price books, quotes.

pub mod agreements;
pub mod approvals;
pub mod attachments;
pub mod catalog;
pub mod clauses;
pub mod labels;
pub mod models;
pub mod numbers;
pub mod offline;
pub mod pictures;
pub mod promotions;
pub mod quotes;
pub mod rooms;
pub mod schedules;
pub mod templates;
