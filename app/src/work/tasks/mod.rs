//! The task queue (`/tasks`), the list of tasks (`/tasks/list`) and the tasks of a record.

mod acts;
mod cells;
pub mod filters;
pub mod keys;
mod list;
mod next_step;
mod page;
mod quick_add;
mod record;
mod row;
mod state;

pub(crate) use acts::TaskActs;
pub(crate) use cells::{SUPPORT, moment_of, task_cell, task_name};
pub use list::TaskListPage;
pub(crate) use next_step::NextStep;
pub use page::TasksPage;
pub use record::RecordTasks;
