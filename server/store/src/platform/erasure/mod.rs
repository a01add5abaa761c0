//! Erasures: the records of a person, every text of the database searched and cleaned, what stays.
//!
//! Terms: the *catalogue* is the database's own list of tables and columns, so that a table made
//! tomorrow is searched, too; *kept* are quotes that must not change, with all that hangs on them.
//! Invariant: names of tables and columns come from the catalogue and nowhere else.

mod catalog;
mod log;
mod person;
mod records;
mod sweep;
mod words;

pub use catalog::{Table, columns, tables};
pub use log::{Logged, erased, existing_key, insert, key, list};
pub use person::{Member, kept, own_accounts, person, shared};
pub use records::{About, Wiped, wipe};
pub use sweep::{Hit, Wanted, clean, rows_of, search};
pub use words::{WORDS, Words, merge};
