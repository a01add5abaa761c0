//! Tasks, calendar, and the timeline every record page shows.

pub mod api;
pub mod calendar;
mod dialogs;
mod links;
mod naming;
mod remove;
pub mod tasks;
mod text;
mod timeline;

pub use calendar::CalendarPage;
pub use dialogs::{ActivityDialog, ActivityEditor, TaskDialog, TaskEditor};
pub use links::suggest;
pub use remove::{delete_activity, delete_task};
pub use tasks::{RecordTasks, TaskListPage, TasksPage};
pub(crate) use text::activity_glyph;
pub(crate) use text::task_glyph;
pub use text::{instant_text, minutes_text, upper_first, use_now, word};
pub use timeline::RecordTimeline;
pub(crate) use timeline::{change_words, day_heading};
