//! Signed tokens (RFC 7515) and the keys they are signed with (RFC 7517), of what providers use: RSA, the
//! curves P-256 and P-384, Ed25519. A token without signature, or signed with a secret both sides know, is
//! none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self as algorithms, RsaParameters, RsaPublicKeyComponents};
use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;
use serde_json::Value;

/// How tokens may be signed, of the names in RFC 7518 and RFC 8037.
pub(super) const ALGORITHMS: [&str; 9] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
];
/// No token is longer, in bytes.
const TOKEN_MAX: usize = 64 * 1024;

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// It is no signed token, or asks for what we do not know.
    Unreadable,
    /// It is signed in a way we do not take.
    Algorithm,
    /// No key we know is the one it names: the provider may have a new one.
    UnknownKey,
    /// The signature is not right.
    Signature,
}

impl Mistake {
    /// The word for the log.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Mistake::Unreadable => "unreadable",
            Mistake::Algorithm => "algorithm",
            Mistake::UnknownKey => "unknown_key",
            Mistake::Signature => "signature",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// A key of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    id: Option<String>,
    /// The one way it is used, when the provider says so.
    algorithm: Option<String>,
    material: Material,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood: none are.
    crit: Option<Value>,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

fn number(text: Option<&String>) -> Option<Vec<u8>> {
    let bytes = bytes(text?)?;
    let first = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[first..].to_vec())
}

/// An uncompressed point: both coordinates, as long as the curve asks.
fn point(jwk: &Jwk, length: usize) -> Option<Vec<u8>> {
    let (x, y) = (bytes(jwk.x.as_ref()?)?, bytes(jwk.y.as_ref()?)?);
    (x.len() == length && y.len() == length).then(|| [vec![4], x, y].concat())
}

fn material(jwk: &Jwk) -> Option<Material> {
    match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => Some(Material::Rsa {
            n: number(jwk.n.as_ref())?,
            e: number(jwk.e.as_ref())?,
        }),
        ("EC", Some("P-256")) => point(jwk, 32).map(Material::P256),
        ("EC", Some("P-384")) => point(jwk, 48).map(Material::P384),
        ("OKP", Some("Ed25519")) => {
            let x = bytes(jwk.x.as_ref()?)?;
            (x.len() == 32).then_some(Material::Ed25519(x))
        }
        _ => None,
    }
}

/// The keys of a set that sign in a way we read; `None` when it is no set. What we do not know is left out.
pub(super) fn keys(set: &[u8]) -> Option<Vec<Key>> {
    let set: JwkSet = serde_json::from_slice(set).ok()?;
    let keys = set.keys.into_iter().filter_map(|value| {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let signs = jwk.usage.as_deref().is_none_or(|usage| usage == "sig");
        let material = material(&jwk).filter(|_| signs)?;
        Some(Key {
            id: jwk.kid,
            algorithm: jwk.alg,
            material,
        })
    });
    Some(keys.collect())
}

/// How a signature is checked.
enum Check<'a> {
    Rsa(&'static RsaParameters, &'a [u8], &'a [u8]),
    Other(&'static dyn VerificationAlgorithm, &'a [u8]),
}

impl Key {
    /// How a signature of `algorithm` by this key is checked; `None` when it is none of its ways.
    fn check(&self, algorithm: &str) -> Option<Check<'_>> {
        if self
            .algorithm
            .as_deref()
            .is_some_and(|own| own != algorithm)
        {
            return None;
        }
        match (&self.material, algorithm) {
            (Material::Rsa { n, e }, _) => {
                let parameters = match algorithm {
                    "RS256" => &algorithms::RSA_PKCS1_2048_8192_SHA256,
                    "RS384" => &algorithms::RSA_PKCS1_2048_8192_SHA384,
                    "RS512" => &algorithms::RSA_PKCS1_2048_8192_SHA512,
                    "PS256" => &algorithms::RSA_PSS_2048_8192_SHA256,
                    "PS384" => &algorithms::RSA_PSS_2048_8192_SHA384,
                    "PS512" => &algorithms::RSA_PSS_2048_8192_SHA512,
                    _ => return None,
                };
                Some(Check::Rsa(parameters, n, e))
            }
            (Material::P256(key), "ES256") => {
                Some(Check::Other(&algorithms::ECDSA_P256_SHA256_FIXED, key))
            }
            (Material::P384(key), "ES384") => {
                Some(Check::Other(&algorithms::ECDSA_P384_SHA384_FIXED, key))
            }
            (Material::Ed25519(key), "EdDSA") => Some(Check::Other(&algorithms::ED25519, key)),
            _ => None,
        }
    }
}

impl Check<'_> {
    fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Check::Rsa(parameters, n, e) => RsaPublicKeyComponents { n, e }
                .verify(parameters, message, signature)
                .is_ok(),
            Check::Other(algorithm, key) => UnparsedPublicKey::new(*algorithm, key)
                .verify(message, signature)
                .is_ok(),
        }
    }
}

/// What a token says, once its signature is found right by one of the keys.
///
/// # Errors
/// Why it is not believed.
pub(super) fn open(token: &str, keys: &[Key]) -> Result<Vec<u8>, Mistake> {
    if token.len() > TOKEN_MAX {
        return Err(Mistake::Unreadable);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Mistake::Unreadable)?;
    let (header, payload) = message.split_once('.').ok_or(Mistake::Unreadable)?;
    let parts = (bytes(header), bytes(payload), bytes(signature));
    let (Some(header), Some(payload), Some(signature)) = parts else {
        return Err(Mistake::Unreadable);
    };
    let header: Header = serde_json::from_slice(&header).map_err(|_| Mistake::Unreadable)?;
    if header.crit.is_some() {
        return Err(Mistake::Unreadable);
    }
    if !ALGORITHMS.contains(&header.alg.as_str()) {
        return Err(Mistake::Algorithm);
    }
    let named = |key: &&Key| header.kid.is_none() || key.id == header.kid;
    let mut fitting = keys
        .iter()
        .filter(named)
        .filter_map(|key| key.check(&header.alg))
        .peekable();
    if fitting.peek().is_none() {
        return Err(Mistake::UnknownKey);
    }
    if fitting.any(|check| check.holds(message.as_bytes(), &signature)) {
        Ok(payload)
    } else if header.kid.is_none() {
        // Which key it was is not said: it may be a new one.
        Err(Mistake::UnknownKey)
    } else {
        Err(Mistake::Signature)
    }
}

#[cfg(test)]
mod tests;
