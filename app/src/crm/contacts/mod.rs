//! Contacts: the list, the record page, the dialog of a new one.

pub mod api;
mod create;
mod facts;
mod list;
mod page;

pub use create::NewContactDialog;
pub use list::ContactsPage;
pub use page::ContactPage;
