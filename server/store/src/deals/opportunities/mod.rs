//! Opportunities: one record, the board, the list, saving.
//!
//! A record is always read through the reader's scope. Every save names the version it was made on
//! and changes nothing when the record has moved on. Weighted amounts use the expression of
//! `shared::deals::opportunities::weighted`.

mod activity;
mod board;
mod filter;
mod gate;
mod list;
mod lists;
mod record;
mod refs;
mod rows;
mod save;

pub use activity::{refresh_all_activity, refresh_next_activity};
pub use board::{BoardFrame, board_cards, board_totals, column_cards};
pub use filter::FilterFacts;
pub(crate) use filter::stalled;
pub use gate::standing;
pub use list::{list_rows, list_sums};
pub use lists::{deals_of_member, set_competitors, set_contacts, set_products, set_team};
pub use record::{DealRecord, load, may, products_sum, view};
pub use refs::{
    assignable_user, known_account, known_contacts, known_loss_reason, known_products, known_users,
};
pub use save::{LastMove, NewRecord, insert, last_move, record_facts, record_facts_of, save};
