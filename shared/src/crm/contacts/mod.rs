//! Contacts: the persons we talk to.
//!
//! Terms: a contact's *account* is where the person works or buys for, further ones are *affiliations*
//! (`crm::relations`); *title* is the job title.
//! Entry points: [`tidy_contact`], [`check_contact`], [`full_name`]; the operations in `ops`.
//! Invariants: a first or a last name; an owner; at most one account of its own; an edit names the version it
//! was made on.
//! Tests: beside the code; on both databases in `server/services/tests/it/crm/contacts.rs`; in the browser in
//! `end2end/tests/crm/contacts.spec.mjs`.

mod model;
mod ops;
mod rules;

pub use model::{ContactChange, ContactDeal, ContactFacts, ContactRow, ContactView};
pub use ops::{
    ContactQuery, ContactRelated, ContactSort, CreateContact, DeleteContact, EditContact,
    GetContact, GetContactRelated, ListContacts, RestoreContact, SuggestContacts,
};
pub use rules::{check_contact, contact_search, contact_sort_key, full_name, tidy_contact};
