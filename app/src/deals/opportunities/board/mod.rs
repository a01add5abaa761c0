//! The board: columns with true totals, cards moved by mouse, touch and keyboard through the gates
//! of `shared::deals::pipelines`.
//!
//! [`state`] is what is shown, moves under way included; [`drag`] is the machine of a drag; both are
//! plain and tested natively. [`ctx`] joins them with the server: a move is shown at once, sent,
//! then confirmed or rolled back with its reason; [`reading`] reads the board again, quietly.

mod card;
mod column;
mod ctx;
pub mod drag;
pub mod filters;
mod move_menu;
mod page;
mod pointer;
mod reading;
pub mod state;

use super::words;
pub use page::BoardPage;
