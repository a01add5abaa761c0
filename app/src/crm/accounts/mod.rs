//! Accounts: the list, the record page, the dialog of a new one.

pub mod api;
mod create;
mod fact_rows;
mod facts;
mod group;
mod head;
mod list;
mod page;
mod people;

pub use create::NewAccountDialog;
pub use list::AccountsPage;
pub use page::AccountPage;
