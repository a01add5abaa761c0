//! Webhooks: addresses that are told of every change, signed as Standard Webhooks 1.0 asks.
//!
//! Terms: a *webhook* is an address with the kinds of records it hears of; a *delivery* is one event
//! on its way to one webhook; an *attempt* is one request of it. What is sent tells which record
//! changed and how, never its content: whoever hears of it asks the interface with rights of its own.
//! Entry points: [`check_webhook`], [`may_be_called`], [`wait_after`], [`gives_up`], the operations.
//! Invariants: a delivery is written in the transaction of its event; an address inside a network
//! (private, loopback, link-local, …) is never called unless the server was told to; a webhook whose
//! attempts have failed for [`FAILING_DAYS`] days is switched off and says so.
//! Sources: Standard Webhooks 1.0.0 (signature, retries, secrets); IANA special-purpose address
//! registries.
//! Tests: beside the code, `server/services/tests/it/platform/webhooks.rs`.

mod address;
mod model;
mod ops;
mod rules;

pub use address::may_be_called;
pub use model::*;
pub use ops::*;
pub use rules::*;
