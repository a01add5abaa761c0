//! Passkeys: keys people sign in with instead of a password (WebAuthn).
//!
//! Terms: an *authenticator* keeps the private half of a key (a telephone, a computer, a key on a ring) and
//! signs with it once the person is *present* (touched it) and *verified* (finger, face or PIN); a *passkey*
//! is the public half here, known by its *credential id*; a *challenge* is a random value that is signed
//! once; the *relying party* is this installation, named by the host of its public address.
//! Entry points: [`RelyingParty::of`], [`ClientData::check`], [`AuthenticatorData::read`],
//! [`AttestationObject::read`], [`PublicKey::read`], [`counter_goes_on`], the operations.
//! Invariants: a signature counts for one challenge, in one browser, for a few minutes, and only from our
//! own address; a passkey always verifies the person, so that it is possession and knowledge (or body) in
//! one; a credential id belongs to one person; whose password is switched off has no passkey either.
//! What is read here is read strictly and without allocation beyond its input; signatures are checked by
//! the server (`services::platform::passkeys`).
//! Sources: WebAuthn Level 3 (6.1, 6.5, 7.1, 7.2), RFC 8949 (CBOR), RFC 9052 and 9053 (COSE).
//! Tests: beside the code; both databases in `server/services/tests/it/platform/passkeys`; Chromium's
//! virtual authenticator in `end2end/tests/platform/passkeys.spec.mjs`.

mod authenticator;
pub mod base64url;
mod cbor;
mod client_data;
mod model;
mod ops;
mod public_key;
mod rules;

pub use authenticator::*;
pub use client_data::*;
pub use model::*;
pub use ops::*;
pub use public_key::*;
pub use rules::*;
