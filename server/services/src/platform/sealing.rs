//! Secrets that must be read again (keys of second factors, secrets of webhooks and of providers) are sealed before they are kept:
//! AES-256-GCM under a key that is not in the database, so that a copy of the database opens nothing.
//!
//! A process is given its keys when it starts ([`Services::seal_with`]): the first seals, every one opens.
//! Without keys secrets are kept as they are. What is sealed names its key and is bound to its owner: moved to
//! another row it does not open.

mod kept;

use crate::Services;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use shared::kernel::{Problem, ProblemKind};
use std::fmt;

/// What a sealed secret begins with; no secret of ours has a colon.
const MARK: &str = "sealed:";
/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Keys a file may hold: the present one and those before it.
const KEYS_MAX: usize = 16;

struct Key {
    /// Tells keys apart and says nothing of them.
    name: String,
    key: LessSafeKey,
}

/// The keys of a process, the one that seals first.
pub struct Keys(Vec<Key>);

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Key {
    fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
        let hash = Sha256::digest([b"jalon sealing key ", bytes.as_slice()].concat());
        let name = hash.iter().take(6).map(|byte| format!("{byte:02x}"));
        Some(Self {
            name: name.collect(),
            key: LessSafeKey::new(key),
        })
    }
}

impl Keys {
    /// A new key as a file holds it.
    #[must_use]
    pub fn new_file() -> String {
        let key = STANDARD.encode(rand::random::<[u8; KEY_BYTES]>());
        format!(
            "# Seals secrets of the database; keep a copy apart from those of the database.\n{key}\n"
        )
    }

    /// Reads a file: a key on each line, 32 bytes in base64; what follows `#` is for people.
    ///
    /// # Errors
    /// Which line is no key; there is none, or there are too many.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            keys.push(Key::read(line).ok_or_else(|| {
                format!(
                    "line {number} is no key: 32 random bytes in base64 (openssl rand -base64 32)"
                )
            })?);
        }
        match keys.len() {
            0 => Err("it holds no key".to_owned()),
            1..=KEYS_MAX => Ok(Self(keys)),
            _ => Err(format!("it holds more than {KEYS_MAX} keys")),
        }
    }

    /// Seals what belongs to `owner`.
    fn seal(&self, secret: &str, owner: &str) -> Option<String> {
        let Key { name, key } = self.0.first()?;
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = secret.as_bytes().to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(owner.as_bytes()),
            &mut sealed,
        )
        .ok()?;
        let text = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Some(format!("{MARK}{name}:{text}"))
    }

    /// Opens what belongs to `owner`; `None` when it is sealed with another key, or is not theirs.
    fn open(&self, name: &str, text: &str, owner: &str) -> Option<String> {
        let key = &self.0.iter().find(|key| key.name == name)?.key;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let secret = key
            .open_in_place(nonce, Aad::from(owner.as_bytes()), &mut sealed)
            .ok()?;
        String::from_utf8(secret.to_vec()).ok()
    }

    /// Whether something is sealed with the key that seals now.
    fn is_present(&self, name: &str) -> bool {
        self.0.first().is_some_and(|key| key.name == name)
    }
}

/// Name of the key, and what it sealed; `None` for a secret as it is.
fn parts(kept: &str) -> Option<(&str, &str)> {
    kept.strip_prefix(MARK)?.split_once(':')
}

/// How a secret lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// As it shall.
    Right,
    /// As it is, or under an earlier key: to be sealed anew.
    Anew,
    /// None of the keys opens it.
    Closed,
}

impl Services {
    /// Gives this process its keys; once, before it serves.
    pub fn seal_with(&self, keys: Keys) {
        // Said once, when the server starts.
        let _ = self.inner.keys.set(keys);
    }

    /// A secret of `owner` as it is kept.
    pub(crate) fn seal(&self, secret: &str, owner: &str) -> Result<String, Problem> {
        match self.inner.keys.get() {
            None => Ok(secret.to_owned()),
            Some(keys) => keys
                .seal(secret, owner)
                .ok_or_else(|| Problem::of(ProblemKind::Internal)),
        }
    }

    /// A secret of `owner` as it was before it was kept.
    pub(crate) fn unseal(&self, kept: &str, owner: &str) -> Result<String, Problem> {
        let Some((name, text)) = parts(kept) else {
            return Ok(kept.to_owned());
        };
        let keys = self.inner.keys.get();
        keys.and_then(|keys| keys.open(name, text, owner))
            .ok_or_else(|| {
                tracing::error!(key = %name, "a secret is sealed with a key this server was not given");
                Problem::of(ProblemKind::Unavailable)
            })
    }

    /// How a secret of `owner` lies there.
    pub(crate) fn looks(&self, kept: &str, owner: &str) -> Kept {
        let keys = self.inner.keys.get();
        match (parts(kept), keys) {
            (None, None) => Kept::Right,
            (None, Some(_)) => Kept::Anew,
            (Some(_), None) => Kept::Closed,
            (Some((name, text)), Some(keys)) => match keys.open(name, text, owner) {
                None => Kept::Closed,
                Some(_) if keys.is_present(name) => Kept::Right,
                Some(_) => Kept::Anew,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::read(&Keys::new_file()).unwrap()
    }

    fn open(keys: &Keys, kept: &str, owner: &str) -> Option<String> {
        let (name, text) = parts(kept).unwrap();
        keys.open(name, text, owner)
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_with_its_key_only() {
        let (ours, theirs) = (keys(), keys());
        let kept = ours.seal("GEZDGNBV", "user 1").unwrap();
        assert!(!kept.contains("GEZDGNBV"));
        assert_eq!(open(&ours, &kept, "user 1").as_deref(), Some("GEZDGNBV"));
        assert_eq!(open(&ours, &kept, "user 2"), None);
        assert_eq!(open(&theirs, &kept, "user 1"), None);
        // Twice the same is never the same text.
        assert_ne!(kept, ours.seal("GEZDGNBV", "user 1").unwrap());
        for at in MARK.len() + 13..kept.len() {
            let mut spoilt = kept.clone().into_bytes();
            spoilt[at] = if spoilt[at] == b'A' { b'B' } else { b'A' };
            let spoilt = String::from_utf8(spoilt).unwrap();
            assert_ne!(open(&ours, &spoilt, "user 1").as_deref(), Some("GEZDGNBV"));
        }
    }

    #[test]
    fn a_file_holds_keys_and_remarks() {
        let (old, new) = (Keys::new_file(), Keys::new_file());
        let before = Keys::read(&old).unwrap();
        let kept = before.seal("secret", "user 1").unwrap();
        let both = Keys::read(&format!("{new}\n{old}")).unwrap();
        assert_eq!(open(&both, &kept, "user 1").as_deref(), Some("secret"));
        let (name, _) = parts(&kept).unwrap();
        assert!(before.is_present(name) && !both.is_present(name));
        for wrong in ["", "# nothing\n", "short", "AAAA", &format!("{new}x\n")] {
            assert!(Keys::read(wrong).is_err(), "{wrong}");
        }
        assert!(Keys::read(&old.repeat(KEYS_MAX + 1)).is_err());
        // The file says no key in an error, nor anything in a log.
        assert!(!format!("{before:?}").contains(old.lines().last().unwrap()));
    }
}
