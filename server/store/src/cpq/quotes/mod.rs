//! Quotes and their lines.

mod lines;
mod list;
mod read;
mod write;

pub use lines::{change_lines, insert_lines};
pub use list::{ListQuery, list};
pub use read::{
    ContactFacts, OpportunityBasis, StoredQuote, active_of, changed_by, contact_facts, get,
    get_any, is_within, opportunity_basis, previous, versions,
};
pub use write::{
    NewQuote, insert, next_number, reactivate, set_active, set_deleted, set_parties, set_state,
    supersede, update_draft,
};
