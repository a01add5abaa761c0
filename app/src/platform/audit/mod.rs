//! `/admin/audit`: every change, newest first, narrowed by the address.

mod api;
mod filters;
mod page;
mod rows;
mod seals;
mod words;

pub use page::AuditPage;
