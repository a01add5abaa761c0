//! Agreements: prices a customer has been promised.
//!
//! Terms: an *agreement* is one product's price for one account, in one currency, between two days;
//! it is *inherited* by the accounts below, unless one of them has its own; an *offer* is what is in
//! force for a quote.
//! Entry points: [`offers`], [`take`], [`trusted`], [`validate_agreement`].
//! Invariants: the nearest account wins, then the agreement that began last; a line keeps what it
//! was priced with; nothing but a saved line or an agreement in force is believed.
//! Tests: beside the rules; both databases in `server/services/tests/it/cpq/agreements.rs`; the card in
//! `end2end/tests/cpq/agreements.spec.mjs`.

pub mod model;
pub mod ops;
pub mod rules;

pub use model::{Agreement, AgreementDraft, AgreementRow, Offer};
pub use rules::{collides, offer_for, offers, take, trusted, validate_agreement};
