//! Deal rooms on a quote's page: links for the customer, what they read, their questions.

mod api;
mod panel;
mod typed;

pub use panel::{RoomsPanel, keep_made_links};
