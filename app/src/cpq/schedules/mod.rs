//! Discount schedules: the administrators' page, and the words quotes use for them.

pub mod api;
mod fields;
mod form;
mod page;
pub mod words;

pub use page::SchedulesPage;
