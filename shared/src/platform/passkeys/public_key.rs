//! Public keys as authenticators write them (COSE_Key, RFC 9052 section 7), of the kinds asked for.

use super::cbor::{self, Value};
use super::model::Refused;

/// Longest key that is looked at, in bytes: RSA of 8192 bits, and what stands around it.
const MAX: usize = 1_200;

/// How passkeys sign, best first: the numbers of the COSE registry.
pub const ALGORITHMS: [i32; 3] = [EDDSA, ES256, RS256];
/// Ed25519.
pub const EDDSA: i32 = -8;
/// ECDSA on P-256 with SHA-256: every authenticator has it.
pub const ES256: i32 = -7;
/// RSA with PKCS #1 1.5 and SHA-256: what some computers with Windows have.
pub const RS256: i32 = -257;

/// A public key, ready to check a signature with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point of P-256, uncompressed.
    P256(Vec<u8>),
    /// Of Ed25519.
    Ed25519(Vec<u8>),
    /// Modulus and exponent of RSA, without zeros in front.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Exponent.
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a key that says how it signs.
    ///
    /// # Errors
    /// [`Refused::Algorithm`] for a kind that was not asked for or does not fit its algorithm.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let key = (bytes.len() <= MAX)
            .then(|| cbor::whole(bytes))
            .flatten()
            .ok_or(Refused::Unreadable)?;
        Self::of(&key).ok_or(Refused::Algorithm)
    }

    /// From the map: 1 is the kind, 3 the algorithm; the rest is of the kind (RFC 9053, section 7).
    fn of(key: &Value<'_>) -> Option<Self> {
        let number = |label| key.at(label).and_then(Value::int);
        let bytes = |label| key.at(label).and_then(Value::bytes);
        let (kind, algorithm) = (number(1)?, i32::try_from(number(3)?).ok()?);
        match (kind, algorithm) {
            (2, ES256) if number(-1)? == 1 => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                (x.len() == 32 && y.len() == 32).then(|| Self::P256([&[4][..], x, y].concat()))
            }
            (1, EDDSA) if number(-1)? == 6 => {
                let x = bytes(-2)?;
                (x.len() == 32).then(|| Self::Ed25519(x.to_vec()))
            }
            (3, RS256) => Some(Self::Rsa {
                n: trimmed(bytes(-1)?)?,
                e: trimmed(bytes(-2)?)?,
            }),
            _ => None,
        }
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> i32 {
        match self {
            Self::P256(_) => ES256,
            Self::Ed25519(_) => EDDSA,
            Self::Rsa { .. } => RS256,
        }
    }
}

/// A number without zeros in front; `None` for zero.
fn trimmed(number: &[u8]) -> Option<Vec<u8>> {
    let first = number.iter().position(|byte| *byte != 0)?;
    number.get(first..).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `{1: kind, 3: algorithm, …}` with the pairs of a kind behind.
    fn key(kind: u8, algorithm: &[u8], rest: &[&[u8]]) -> Vec<u8> {
        let entries = 2 + u8::try_from(rest.len()).unwrap();
        [&[0xa0 + entries, 1, kind, 3][..], algorithm, &rest.concat()].concat()
    }

    fn coordinate(label: u8, length: u8) -> Vec<u8> {
        [vec![label, 0x58, length], vec![7; usize::from(length)]].concat()
    }

    #[test]
    fn keys_of_the_three_kinds_are_read() {
        let (x, y) = (coordinate(0x21, 32), coordinate(0x22, 32));
        let p256 = PublicKey::read(&key(2, &[0x26], &[&[0x20, 1], &x, &y])).unwrap();
        assert_eq!(p256, PublicKey::P256([vec![4], vec![7; 64]].concat()));
        let ed = PublicKey::read(&key(1, &[0x27], &[&[0x20, 6], &x])).unwrap();
        assert_eq!(ed, PublicKey::Ed25519(vec![7; 32]));
        let (n, e) = (&[0x20, 0x43, 0, 1, 2], &[0x21, 0x43, 1, 0, 1]);
        let rsa = PublicKey::read(&key(3, &[0x39, 1, 0], &[n, e])).unwrap();
        let PublicKey::Rsa { n, e } = &rsa else {
            panic!("{rsa:?}")
        };
        assert_eq!((n.as_slice(), e.as_slice()), (&[1, 2][..], &[1, 0, 1][..]));
        for (one, algorithm) in [(p256, ES256), (ed, EDDSA), (rsa, RS256)] {
            assert_eq!(one.algorithm(), algorithm);
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let (x, y) = (coordinate(0x21, 32), coordinate(0x22, 32));
        let short = coordinate(0x22, 31);
        for (bytes, why) in [
            (key(2, &[0x26], &[&[0x20, 2], &x, &y]), "another curve"),
            (key(2, &[0x26], &[&[0x20, 1], &x, &short]), "a short point"),
            (key(2, &[0x26], &[&[0x20, 1], &x]), "half a point"),
            (
                key(1, &[0x26], &[&[0x20, 1], &x, &y]),
                "kind and algorithm differ",
            ),
            (key(2, &[0x38, 0x22], &[&[0x20, 1], &x, &y]), "P-384"),
            (
                key(3, &[0x39, 1, 0], &[&[0x20, 0x41, 0], &[0x21, 0x41, 3]]),
                "no modulus",
            ),
        ] {
            assert_eq!(PublicKey::read(&bytes), Err(Refused::Algorithm), "{why}");
        }
        assert_eq!(PublicKey::read(b"\xa1\x01"), Err(Refused::Unreadable));
        assert_eq!(PublicKey::read(&[0; MAX + 1]), Err(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = PublicKey::read(&bytes);
        }
    }
}
