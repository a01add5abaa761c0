//! The task queue (`/tasks`) and the tasks of a record.

pub mod filters;
pub mod keys;
mod page;
mod quick_add;
mod record;
mod row;
mod state;

pub use page::TasksPage;
pub use record::RecordTasks;
