//! Roles: who may treat which records, seen side by side and changed by administrators.

pub mod api;
mod form;
mod page;
pub(crate) mod words;

pub use page::RolesPage;
