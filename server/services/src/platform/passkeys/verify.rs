//! The two ceremonies of WebAuthn Level 3, step by step as in its sections 7.1 and 7.2. The challenge was
//! looked up before (`steps`); what is not of our concern there (extensions, trust in manufacturers) is not
//! asked for.

use super::steps::bytes;
use ring::signature::{self as algorithms, RsaPublicKeyComponents, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use shared::platform::passkeys::{
    AttestationObject, AuthenticatorData, CREDENTIAL_ID_MAX, Ceremony, ClientData, Made, PublicKey,
    Refused, RelyingParty, Signed, Statement, base64url, counter_goes_on,
};
use store::platform::passkeys::Stored;

/// A passkey that was made as it should be.
pub(super) struct Fresh {
    /// In base64url.
    pub(super) credential: String,
    /// In base64url.
    pub(super) public_key: String,
    pub(super) algorithm: i32,
    pub(super) counter: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
}

/// A passkey that was used as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) counter: u32,
    pub(super) backed_up: bool,
}

/// Whether a signature is that of the key.
fn holds(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let right = match key {
        // 6.5.5: in ASN.1, unlike in tokens.
        PublicKey::P256(point) => {
            UnparsedPublicKey::new(&algorithms::ECDSA_P256_SHA256_ASN1, point)
                .verify(message, signature)
        }
        PublicKey::Ed25519(point) => {
            UnparsedPublicKey::new(&algorithms::ED25519, point).verify(message, signature)
        }
        PublicKey::Rsa { n, e } => RsaPublicKeyComponents { n, e }.verify(
            &algorithms::RSA_PKCS1_2048_8192_SHA256,
            message,
            signature,
        ),
    };
    right.is_ok()
}

/// What is signed: the authenticator's data, then the hash of the client's.
fn message(data: &[u8], client_data: &[u8]) -> Vec<u8> {
    [data, Sha256::digest(client_data).as_slice()].concat()
}

/// What both ceremonies ask of the authenticator's data.
fn check_data(data: &AuthenticatorData<'_>, party: &RelyingParty) -> Result<(), Refused> {
    // "Verify that the rpIdHash in authData is the SHA-256 hash of the RP ID."
    if data.party_hash != Sha256::digest(party.id.as_bytes()).as_slice() {
        return Err(Refused::Origin);
    }
    // "Verify that the UP bit is set", "… that the UV bit is set", BE and BS agree.
    data.check_flags()
}

/// 7.1, Registering a New Credential.
pub(super) fn made(
    party: &RelyingParty,
    client: &ClientData,
    made: &Made,
) -> Result<Fresh, Refused> {
    // Type, origin, crossOrigin and topOrigin of the client data.
    client.check(Ceremony::Create, party)?;
    let client_data = bytes(&made.client_data)?;
    // "Perform CBOR decoding on the attestationObject": fmt, authData, attStmt.
    let object = bytes(&made.attestation)?;
    let object = AttestationObject::read(&object)?;
    let data = AuthenticatorData::read(object.data)?;
    check_data(&data, party)?;
    let credential = data.credential.ok_or(Refused::Unreadable)?;
    // "Verify that the alg parameter … matches one of pubKeyCredParams": no other key is read.
    let key = PublicKey::read(credential.public_key)?;
    // "Determine the attestation statement format", "verify that attStmt is a correct statement": none was
    // asked for; what the key says of itself is checked (8.2, self attestation).
    if let Statement::Own {
        algorithm,
        signature,
    } = object.statement
    {
        let signed = message(object.data, &client_data);
        if algorithm != i64::from(key.algorithm()) || !holds(&key, &signed, signature) {
            return Err(Refused::Signature);
        }
    }
    // "Verify that the credentialId is ≤ 1023 bytes." That nobody has it yet is said by its unique key.
    if credential.id.is_empty() || credential.id.len() > CREDENTIAL_ID_MAX {
        return Err(Refused::Unreadable);
    }
    Ok(Fresh {
        credential: base64url::encode(credential.id),
        public_key: base64url::encode(credential.public_key),
        algorithm: key.algorithm(),
        counter: data.counter,
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
    })
}

/// 7.2, Verifying an Authentication Assertion, by the passkey of its credential id. Whose it is, and that
/// they may come in, is judged by the caller.
pub(super) fn used(
    party: &RelyingParty,
    client: &ClientData,
    signed: &Signed,
    stored: &Stored,
) -> Result<Used, Refused> {
    // "Identify the user and verify that they are the owner of the credential": when the authenticator says
    // who it is for, it is the handle of the passkey's owner.
    let owner = base64url::encode(stored.user.0.as_bytes());
    if signed.user.as_ref().is_some_and(|user| *user != owner) {
        return Err(Refused::Unknown);
    }
    // Type, origin, crossOrigin and topOrigin of the client data.
    client.check(Ceremony::Get, party)?;
    let client_data = bytes(&signed.client_data)?;
    let raw = bytes(&signed.authenticator_data)?;
    let data = AuthenticatorData::read(&raw)?;
    check_data(&data, party)?;
    // "Compare the credential's BE with currentBe": it never changes.
    if data.backup_eligible() != stored.backup_eligible {
        return Err(Refused::Unreadable);
    }
    // "Using credentialPublicKey, verify that sig is a valid signature over authData and hash."
    let key = PublicKey::read(&bytes(&stored.public_key)?)?;
    let signature = bytes(&signed.signature)?;
    if !holds(&key, &message(&raw, &client_data), &signature) {
        return Err(Refused::Signature);
    }
    // "If authData.signCount is nonzero or the stored one is": a lower or equal one is the sign of a copy.
    if !counter_goes_on(stored.counter, data.counter) {
        return Err(Refused::Counter);
    }
    Ok(Used {
        counter: data.counter,
        backed_up: data.backed_up(),
    })
}

#[cfg(test)]
mod tests;
