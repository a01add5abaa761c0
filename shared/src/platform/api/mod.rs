//! Personal access tokens of the programming interface, and how far they reach.
//!
//! Terms: a *token* stands for the person who made it; a *scope* is an [`Area`] with a [`Level`], and
//! narrows what the token may ask below what its person may. A token never does more than its person:
//! both the role and the scope must allow an operation.
//! Entry points: [`needed`], [`Scopes::allow`], [`token`], [`check_token`], the operations.
//! Invariants: writing includes reading; nothing about oneself (password, sessions, tokens) can be
//! asked with a token; a token's last six signs check the others, so that a mistyped one costs no
//! question to the database.
//! Tests: beside the code, `server/services/tests/it/platform/api.rs`, `server/src/http/tests/api`.

mod ops;
mod scopes;
mod token;

pub use ops::*;
pub use scopes::{Area, Level, Scopes, area_of, needed};
pub use token::{hint, is_token, token};
