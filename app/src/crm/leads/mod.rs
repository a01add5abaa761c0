//! Leads: the list with the queue, the record page, the dialogs of a new one and of a conversion.

pub mod api;
mod convert;
mod convert_parts;
mod create;
mod facts;
mod head;
mod list;
mod page;
mod query;
mod rows;
mod status;
mod story;
mod words;

pub use list::LeadsPage;
pub use page::LeadPage;
