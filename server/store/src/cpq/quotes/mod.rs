//! Quotes and their lines.

mod lines;
mod list;
mod read;
mod write;

pub use lines::{insert_lines, replace_lines};
pub use list::{ListQuery, list};
pub use read::{OpportunityBasis, StoredQuote, get, is_within, opportunity_basis, versions};
pub use write::{NewQuote, insert, next_number, set_deleted, set_state, supersede, update_draft};
