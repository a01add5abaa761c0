//! The table of resources: which operations stand behind which addresses. Nothing here decides
//! anything: rights, scopes, versions and events are the operations' own.

mod agreements;
mod approvals;
mod audit;
mod branding;
mod company;
mod cpq;
mod crm;
mod deals;
mod duplicates;
mod fields;
mod files;
mod finder;
mod finding;
mod forecast;
mod import_runs;
mod imports;
mod leads;
mod models;
mod news;
mod offers;
mod people;
mod people_map;
mod record_files;
mod relations;
mod roles;
mod rooms;
mod setup;
mod sign_on;
mod templates;
mod webhooks;
mod work;

use super::book::Book;

/// All resources, in the order of the document.
pub fn add(book: &mut Book) {
    crm::add(book);
    relations::add(book);
    people_map::add(book);
    leads::add(book);
    duplicates::add(book);
    deals::add(book);
    finding::histories(book);
    work::add(book);
    finding::add(book);
    news::add(book);
    forecast::add(book);
    cpq::add(book);
    rooms::add(book);
    approvals::add(book);
    templates::add(book);
    agreements::add(book);
    models::add(book);
    finder::add(book);
    files::add(book);
    record_files::add(book);
    offers::add(book);
    setup::add(book);
    people::add(book);
    roles::add(book);
    imports::add(book);
    import_runs::add(book);
    fields::add(book);
    company::add(book);
    branding::add(book);
    sign_on::add(book);
    webhooks::add(book);
    audit::add(book);
}

/// What is sent where nothing is to be said.
#[derive(Clone, Copy, Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct Nothing {}
