//! What an authenticator signs (WebAuthn, 6.1) and how it tells of a new key (6.5).

use super::cbor::{self, Value};
use super::model::Refused;

/// Longest credential id (7.1, "credentialId is at most 1023 bytes").
pub const CREDENTIAL_ID_MAX: usize = 1_023;
/// Longest data that are looked at, in bytes.
const MAX: usize = 8 * 1024;

/// Bits of the flags.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// A key that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewCredential<'a> {
    /// What it is known by.
    pub id: &'a [u8],
    /// The public half, as COSE writes it.
    pub public_key: &'a [u8],
}

/// What an authenticator signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the name of the relying party it signed for.
    pub party_hash: &'a [u8],
    flags: u8,
    /// How often it signed; zero for those that do not count.
    pub counter: u32,
    /// The key it made.
    pub credential: Option<NewCredential<'a>>,
}

impl<'a> AuthenticatorData<'a> {
    /// Reads them; nothing may be left over.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        Self::parts(bytes).ok_or(Refused::Unreadable)
    }

    fn parts(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > MAX {
            return None;
        }
        let (party_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_at_checked(4)?;
        let counter = u32::from_be_bytes(counter.try_into().ok()?);
        let mut credential = None;
        if flags & ATTESTED != 0 {
            // The kind of authenticator (16 bytes), which is not asked for; the id with its length.
            let (_, after) = rest.split_at_checked(16)?;
            let (length, after) = after.split_at_checked(2)?;
            let length = u16::from_be_bytes(length.try_into().ok()?);
            let (id, after) = after.split_at_checked(usize::from(length))?;
            let (_, left) = cbor::first(after)?;
            let public_key = after.get(..after.len() - left.len())?;
            credential = Some(NewCredential { id, public_key });
            rest = left;
        }
        if flags & EXTENSIONS != 0 {
            // None was asked for; some come all the same and say nothing to us.
            let (extensions, left) = cbor::first(rest)?;
            matches!(extensions, Value::Map(_)).then_some(())?;
            rest = left;
        }
        rest.is_empty().then_some(Self {
            party_hash,
            flags: *flags,
            counter,
            credential,
        })
    }

    /// The flags are those of somebody who was there and whom the authenticator knows, and agree with
    /// each other.
    ///
    /// # Errors
    /// [`Refused::Verification`], [`Refused::Unreadable`].
    pub fn check_flags(&self) -> Result<(), Refused> {
        // "Verify that the UP bit is set", "verify that the UV bit is set".
        if self.flags & PRESENT == 0 || self.flags & VERIFIED == 0 {
            return Err(Refused::Verification);
        }
        // "If the BE bit is not set, verify that the BS bit is not set."
        if self.backed_up() && !self.backup_eligible() {
            return Err(Refused::Unreadable);
        }
        Ok(())
    }

    /// The key may be copied to other devices of the person.
    #[must_use]
    pub const fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// The key was copied.
    #[must_use]
    pub const fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// What stands behind the claim that an authenticator made a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement<'a> {
    /// Nothing, as was asked for.
    None,
    /// The key itself signed: browsers pass this on although nothing was asked for.
    Own {
        /// The algorithm it names.
        algorithm: i64,
        /// Over the authenticator's data and the hash of the client's.
        signature: &'a [u8],
    },
}

/// A key that was made, as the browser hands it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttestationObject<'a> {
    /// What the authenticator says, in bytes.
    pub data: &'a [u8],
    /// And what stands behind it.
    pub statement: Statement<'a>,
}

impl<'a> AttestationObject<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refused::Unreadable`]; [`Refused::Attestation`] for a statement of a manufacturer, which was not
    /// asked for.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        if bytes.len() > 2 * MAX {
            return Err(Refused::Unreadable);
        }
        let object = cbor::whole(bytes).ok_or(Refused::Unreadable)?;
        let parts = (
            object.named("fmt").and_then(Value::text),
            object.named("authData").and_then(Value::bytes),
            object.named("attStmt"),
        );
        let (Some(format), Some(data), Some(statement @ Value::Map(entries))) = parts else {
            return Err(Refused::Unreadable);
        };
        let own = || {
            let algorithm = statement.named("alg").and_then(Value::int)?;
            let signature = statement.named("sig").and_then(Value::bytes)?;
            (entries.len() == 2).then_some(Statement::Own {
                algorithm,
                signature,
            })
        };
        let statement = match format {
            // 8.7: an empty map.
            "none" if entries.is_empty() => Statement::None,
            // 8.2, self attestation: without a certificate.
            "packed" => own().ok_or(Refused::Attestation)?,
            _ => return Err(Refused::Attestation),
        };
        Ok(Self { data, statement })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[5; 32][..], &[flags], &[0, 0, 1, 2], rest].concat()
    }

    #[test]
    fn a_use_and_a_new_key_are_read() {
        let used = data(PRESENT | VERIFIED | BACKUP_ELIGIBLE, &[]);
        let read = AuthenticatorData::read(&used).unwrap();
        assert_eq!((read.party_hash, read.counter), (&[5; 32][..], 258));
        assert!(read.backup_eligible() && !read.backed_up() && read.credential.is_none());
        assert_eq!(read.check_flags(), Ok(()));

        // A key of three bytes `{1: 2}`, an id of two, an extension `{"a": true}`.
        let rest = [&[9; 16][..], &[0, 2, 1, 2], &[0xa1, 1, 2], b"\xa1\x61a\xf5"].concat();
        let made = data(PRESENT | VERIFIED | ATTESTED | EXTENSIONS, &rest);
        let credential = AuthenticatorData::read(&made).unwrap().credential.unwrap();
        assert_eq!(
            (credential.id, credential.public_key),
            (&[1, 2][..], &[0xa1, 1, 2][..])
        );
        for end in 37..made.len() {
            assert_eq!(
                AuthenticatorData::read(&made[..end]),
                Err(Refused::Unreadable),
                "{end}"
            );
        }
        let more = [made, vec![0]].concat();
        assert_eq!(AuthenticatorData::read(&more), Err(Refused::Unreadable));
    }

    #[test]
    fn somebody_must_be_there_and_be_known() {
        for (flags, refused) in [
            (0, Refused::Verification),
            (PRESENT, Refused::Verification),
            (VERIFIED, Refused::Verification),
            (PRESENT | VERIFIED | BACKED_UP, Refused::Unreadable),
        ] {
            let bytes = data(flags, &[]);
            let read = AuthenticatorData::read(&bytes).unwrap();
            assert_eq!(read.check_flags(), Err(refused), "{flags}");
        }
    }

    #[test]
    fn a_statement_is_none_or_of_the_key_itself() {
        let none = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x41\x07";
        let read = AttestationObject::read(none).unwrap();
        assert_eq!((read.data, read.statement), (&[7][..], Statement::None));
        let own =
            b"\xa3\x63fmt\x66packed\x67attStmt\xa2\x63alg\x26\x63sig\x41\x01\x68authData\x41\x07";
        let read = AttestationObject::read(own).unwrap();
        let expected = Statement::Own {
            algorithm: -7,
            signature: &[1],
        };
        assert_eq!(read.statement, expected);
        for (bytes, refused) in [
            (
                &b"\xa3\x63fmt\x63tpm\x67attStmt\xa0\x68authData\x41\x07"[..],
                Refused::Attestation,
            ),
            (
                b"\xa3\x63fmt\x66packed\x67attStmt\xa0\x68authData\x41\x07",
                Refused::Attestation,
            ),
            (
                b"\xa3\x63fmt\x64none\x67attStmt\xa1\x61a\xf5\x68authData\x41\x07",
                Refused::Attestation,
            ),
            (b"\xa2\x63fmt\x64none\x67attStmt\xa0", Refused::Unreadable),
            (b"\xa0", Refused::Unreadable),
        ] {
            assert_eq!(AttestationObject::read(bytes), Err(refused), "{bytes:x?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = AuthenticatorData::read(&bytes);
            let _ = AttestationObject::read(&bytes);
        }
    }
}
