//! The table of resources: which operations stand behind which addresses. Nothing here decides
//! anything: rights, scopes, versions and events are the operations' own.

mod company;
mod cpq;
mod crm;
mod deals;
mod duplicates;
mod fields;
mod finding;
mod imports;
mod leads;
mod models;
mod offers;
mod people;
mod relations;
mod roles;
mod setup;
mod webhooks;
mod work;

use super::book::Book;

/// All resources, in the order of the document.
pub fn add(book: &mut Book) {
    crm::add(book);
    relations::add(book);
    leads::add(book);
    duplicates::add(book);
    deals::add(book);
    finding::histories(book);
    work::add(book);
    finding::add(book);
    cpq::add(book);
    models::add(book);
    offers::add(book);
    setup::add(book);
    people::add(book);
    roles::add(book);
    imports::add(book);
    fields::add(book);
    company::add(book);
    webhooks::add(book);
}

/// What is sent where nothing is to be said.
#[derive(Clone, Copy, Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct Nothing {}
