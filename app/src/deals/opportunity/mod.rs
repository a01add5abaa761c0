//! The page of one opportunity, `/opportunities/:id`.
//!
//! `state` holds the deal and every change of it: shown at once, sent with the version it was made on,
//! merged with what others changed meanwhile, or asked about in the conflict dialog. Each other file
//! is one block of the page.

mod api;
mod competitors;
mod contacts;
mod facts;
mod forecast;
mod head;
mod history;
mod page;
mod products;
mod quotes;
mod stage;
mod state;
mod team;

pub use page::OpportunityPage;
