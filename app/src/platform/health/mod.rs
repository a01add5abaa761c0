//! `/admin/health`: how the server is, and what to do about what is not well.

mod api;
mod page;
mod tables;

pub use page::HealthPage;
