//! The table of resources: which operations stand behind which addresses. Nothing here decides
//! anything: rights, scopes, versions and events are the operations' own.

mod cpq;
mod crm;
mod deals;
mod leads;
mod relations;
mod setup;
mod work;

use super::book::Book;

/// All resources, in the order of the document.
pub fn add(book: &mut Book) {
    crm::add(book);
    relations::add(book);
    leads::add(book);
    deals::add(book);
    work::add(book);
    cpq::add(book);
    setup::add(book);
}

/// What is sent where nothing is to be said.
#[derive(Clone, Copy, Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct Nothing {}
