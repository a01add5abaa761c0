//! The calendar at `/calendar?view=week&day=2026-11-23&whose=team`.

mod agenda;
mod create;
mod item;
mod month;
mod page;
pub mod week;

pub use page::CalendarPage;
