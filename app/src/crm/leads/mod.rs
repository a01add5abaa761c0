//! Leads: the list with the queue, the record page, the dialogs of a new one and of a conversion.

pub mod api;
mod cells;
mod convert;
mod convert_parts;
mod create;
mod facts;
mod head;
mod list;
mod page;
mod status;
mod story;
mod words;

pub(crate) use cells::{SUPPORT, lead_cell};
pub use list::LeadsPage;
pub use page::LeadPage;
