//! Every business rule of Jalon, once.
//!
//! Pure: no clock, no randomness, no input or output. What a rule needs (today, the rates of
//! exchange, random bytes for an id) is an argument, so the browser and the server give the same
//! answer to the same question. Rules return a value *and* coded findings ([`kernel::issue`]);
//! `Err` is for input that cannot be understood at all.
//!
//! # Where is what
//!
//! | Module | Holds |
//! |---|---|
//! | [`kernel`] | what all features share: ids, money, time, findings, rights, operations, events |
//! | [`crm`] | whom we sell to: accounts, contacts, leads, relations, duplicates |
//! | [`deals`] | opportunities and the pipelines they move through |
//! | [`cpq`] | configure, price, quote: products, prices, quotes, approvals, deal rooms |
//! | [`planning`] | forecast and quotas |
//! | [`work`] | activities, tasks, calendar, timelines |
//! | [`insight`] | home, activity feed, figures of a team, charts |
//! | [`platform`] | people and ways in, company, lists, search, imports, files, audit, jobs, interface |
//!
//! An area's `mod.rs` lists its features. A feature's `mod.rs` says its terms, entry points and
//! invariants, the sources of its methods, and where its tests are. Inside a feature `model.rs` holds
//! types, `rules.rs` the rules, `ops.rs` the [`kernel::Operation`]s that pages and programs ask.
//! The other layers have the same folders: SQL in `store`, use cases in `services`, pages in `app`.
//!
//! # Tests
//!
//! Beside the code; they run natively and compiled to WebAssembly, and must agree: in how they end and, where they
//! say a digest (`kernel/digest.rs`), in every byte they were answered. `tests/` damages texts for every reader and
//! imports a real company's files.
#![warn(missing_docs)]

pub mod cpq;
pub mod crm;
pub mod deals;
pub mod insight;
pub mod kernel;
pub mod planning;
pub mod platform;
pub mod work;
