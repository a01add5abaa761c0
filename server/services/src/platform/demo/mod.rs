//! The sample company: Atelier Méridian, which makes industrial sensors and sells their monitoring
//! by subscription from Lyon.
//!
//! Terms: a *buyer* is an account as deals see it; a *path* is how one deal went through its
//! pipeline. Entry points: [`Services::load_demo`], [`Services::remove_demo`], [`logins`].
//! Invariants: the same seed and day give the same company to the last byte; every date is relative
//! to today; amounts and quotes come from the rules of `shared`, never typed; every row carries the
//! flag `sample`, so that one action takes all of it away and keeps the company's settings.
//! Names are invented, telephone numbers are those regulators keep for fiction, addresses end in
//! `.example`. Tests: `server/services/tests/it/platform/demo.rs`, on both databases.

mod accounts;
mod agreements;
mod brand;
mod catalog;
mod choices;
mod clauses;
mod deals;
mod fields;
mod finder;
mod guides;
mod kinds;
mod lead_words;
mod leads;
mod load;
mod model_contents;
mod models;
mod names;
mod path;
mod people;
mod pictures;
mod places;
mod products;
mod promotions;
mod quotes;
mod random;
mod rates;
mod recurring;
mod relations;
mod remove;
mod rooms;
mod rows;
mod sections;
mod surcharges;
mod templates;
mod time;
mod twins;
mod views;
mod words;
mod work;

pub use load::Loaded;
pub use people::{Login, PASSWORD, logins};
pub(crate) use remove::register;

/// The seed of the company everybody sees.
pub const SEED: u64 = 20_260_901;
