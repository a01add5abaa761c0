//! The page of one opportunity, `/opportunities/:id`.
//!
//! `state` holds the deal; `changes` are the ways to change it and `kept` those on their way: shown at
//! once, sent one after another with the version they were made on, merged with what others changed
//! meanwhile, or asked about in the conflict dialog; kept when the session or the connection ends.
//! Each other file is one block of the page.

mod api;
mod changes;
mod competitors;
mod contacts;
mod facts;
mod forecast;
mod head;
mod history;
mod kept;
mod page;
mod pipeline;
mod place;
mod products;
mod quotes;
mod role;
mod stage;
mod state;
mod taken_off;
mod team;
mod wording;

pub use page::OpportunityPage;
