//! `/admin/export`: everything the company keeps, as a file: started, followed, downloaded, deleted.

mod api;
mod list;
mod page;

pub use page::ExportPage;
