//! An authenticator made of software: keys, what it counts, what it signs. Its parts can be spoilt.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::kernel::UserId;
use shared::platform::passkeys::{Creation, Made, Question, Signed, base64url};

pub const PRESENT: u8 = 1;
pub const VERIFIED: u8 = 1 << 2;
const ATTESTED: u8 = 1 << 6;

enum Key {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// One passkey and what its holder says of the world.
pub struct Authenticator {
    key: Key,
    pub id: Vec<u8>,
    pub counter: u32,
    pub flags: u8,
    /// The page it stands before.
    pub origin: String,
    /// The name it signs for.
    pub party: String,
    /// Whom it remembers.
    pub user: Option<String>,
    /// It signs its own statement.
    pub own_statement: bool,
}

impl Authenticator {
    fn with(key: Key, id: u8) -> Self {
        Self {
            key,
            id: vec![id; 32],
            counter: 0,
            flags: PRESENT | VERIFIED,
            origin: "https://crm.example.com".into(),
            party: "crm.example.com".into(),
            user: None,
            own_statement: false,
        }
    }

    /// With a key of P-256.
    pub fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        Self::with(Key::P256(key), id)
    }

    /// With a key of Ed25519, always the same.
    pub fn edwards(id: u8) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&[id; 32]).unwrap();
        Self::with(Key::Ed25519(key), id)
    }

    fn cose(&self) -> Vec<u8> {
        match &self.key {
            Key::P256(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(32);
                let head = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
                [&head[..], x, &[0x22, 0x58, 32], y].concat()
            }
            Key::Ed25519(key) => {
                let head = [0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32];
                [&head[..], key.public_key().as_ref()].concat()
            }
        }
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::P256(key) => {
                let signed = key.sign(&SystemRandom::new(), message);
                signed.unwrap().as_ref().to_vec()
            }
            Key::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    fn data(&self, more: u8, rest: &[u8]) -> Vec<u8> {
        let party = Sha256::digest(self.party.as_bytes());
        let counter = self.counter.to_be_bytes();
        [party.as_slice(), &[self.flags | more], &counter, rest].concat()
    }

    fn client(&self, ceremony: &str, challenge: &str) -> Vec<u8> {
        let said = json!({ "type": ceremony, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    /// Makes its passkey.
    pub fn create(&mut self, asked: &Creation) -> Made {
        assert_eq!(
            (asked.party.as_str(), asked.timeout),
            ("crm.example.com", 300_000)
        );
        self.user = Some(asked.user.clone());
        let client = self.client("webauthn.create", &asked.challenge);
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.id, &self.cose()].concat();
        let data = self.data(ATTESTED, &credential);
        let signed = [&data[..], Sha256::digest(&client).as_slice()].concat();
        let (format, statement) = if self.own_statement {
            let signature = self.signature(&signed);
            let algorithm = match self.key {
                Key::P256(_) => 0x26,
                Key::Ed25519(_) => 0x27,
            };
            let length = u8::try_from(signature.len()).unwrap();
            let head = [&[0xa2, 0x63][..], b"alg", &[algorithm, 0x63], b"sig"].concat();
            ("packed", [head, vec![0x58, length], signature].concat())
        } else {
            ("none", vec![0xa0])
        };
        let head = 0x60 + u8::try_from(format.len()).unwrap();
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let attestation = [
            &[0xa3, 0x63][..],
            b"fmt",
            &[head],
            format.as_bytes(),
            &[0x67],
            b"attStmt",
            &statement,
            &[0x68],
            b"authData",
            // As short as it can be, as the standard wants it.
            &match length {
                [0, low] => vec![0x58, low],
                [high, low] => vec![0x59, high, low],
            },
            &data,
        ]
        .concat();
        Made {
            client_data: base64url::encode(&client),
            attestation: base64url::encode(&attestation),
            transports: vec!["internal".into(), "hybrid".into()],
        }
    }

    /// Uses it.
    pub fn sign(&self, asked: &Question) -> Signed {
        self.sign_challenge(&asked.challenge)
    }

    /// Uses it for a challenge, whoever sent it.
    pub fn sign_challenge(&self, challenge: &str) -> Signed {
        let client = self.client("webauthn.get", challenge);
        let data = self.data(0, &[]);
        let message = [&data[..], Sha256::digest(&client).as_slice()].concat();
        Signed {
            credential: base64url::encode(&self.id),
            client_data: base64url::encode(&client),
            authenticator_data: base64url::encode(&data),
            signature: base64url::encode(&self.signature(&message)),
            user: self.user.clone(),
        }
    }

    /// Remembers somebody else.
    pub fn remembers(&mut self, user: UserId) {
        self.user = Some(base64url::encode(user.0.as_bytes()));
    }
}
