//! Every business rule of Jalon, once.
//!
//! Pure: no clock, no randomness, no input or output. What a rule needs (today, the rates of
//! exchange, random bytes for an id) is an argument, so the browser and the server give the same
//! answer to the same question. Rules return a value *and* coded findings ([`kernel::issue`]);
//! `Err` is for input that cannot be understood at all.
#![warn(missing_docs)]

pub mod cpq;
pub mod crm;
pub mod deals;
pub mod insight;
pub mod kernel;
pub mod planning;
pub mod platform;
pub mod work;
