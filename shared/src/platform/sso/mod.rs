//! Single sign-on by OpenID Connect: who vouches for people, and what their word is worth here.
//!
//! Terms: a *provider* is a service people sign in with elsewhere (the company's own, Google, Microsoft);
//! its *issuer* is the address it is known by; an *identity* is one account there, told apart by issuer
//! and *subject*, never by its address, which may change hands; a *claim* is what a provider says of
//! somebody in a signed token.
//! Entry points: [`check_provider`], [`check_claims`], [`vouched_email`], [`judge`], [`password_is_off`],
//! [`judge_connection`], [`may_unlink`], the operations.
//! Invariants: a token is believed only for our client, our sign-in (nonce) and its time; an identity is
//! linked for the first time only by an address the provider has verified; nobody who was switched off
//! comes in; of the administrators with a password one can always use it.
//! Sources: OpenID Connect Core 1.0 (3.1.3.7), Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (`iss` of the
//! answer), RFC 9700 (best current practice).
//! Tests: beside the code; both databases in `server/services/tests/it/platform/sso.rs`; a real provider
//! in `end2end/tests/platform/sso.spec.mjs`.

mod claims;
mod model;
mod ops;
mod passwords;
mod rules;
mod verdict;

pub use claims::*;
pub use model::*;
pub use ops::*;
pub use passwords::*;
pub use rules::*;
pub use verdict::*;
