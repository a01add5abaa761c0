//! Whom we sell to: accounts (organisations and consumers), contacts (the persons there), and leads
//! (first interest, before it is either).
//!
//! Terms: an *account* may have a *parent* account; a *contact* has at most one account of its own and
//! further *affiliations*; every record has an *owner*. Deleting hides a record and can be undone.
//! Entry points: [`accounts`], [`contacts`], [`leads`], [`relations`]; [`countries`], [`vat`] and [`fields`] know the forms of
//! addresses and identifiers.
//! Invariants: accounts form a forest (no account is above itself); what a person typed is tidied
//! (spaces, letter case of codes), never silently changed in meaning.
//! Tests: beside the code; on both databases in `server/services/tests/it/crm`; in the browser in `end2end/tests/crm`.

pub mod accounts;
pub mod contacts;
pub mod countries;
pub mod duplicates;
pub mod fields;
pub mod leads;
pub mod relations;
pub mod vat;
