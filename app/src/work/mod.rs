//! Tasks, calendar, and the timeline every record page shows.

pub mod api;
mod calendar;
mod dialogs;
mod links;
mod tasks;
mod text;
mod timeline;

pub use calendar::CalendarPage;
pub use links::suggest;
pub use tasks::{RecordTasks, TasksPage};
pub use text::{instant_text, upper_first, use_now, word};
pub use timeline::RecordTimeline;
