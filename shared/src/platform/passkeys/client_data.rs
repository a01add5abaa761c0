//! What a browser says of the ceremony it took part in (WebAuthn, 5.8.1): what for, which challenge, from
//! which page.

use super::model::Refused;
use super::rules::RelyingParty;
use serde::Deserialize;

/// Longest client data that is looked at, in bytes.
const MAX: usize = 8 * 1024;

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// A passkey is made.
    Create,
    /// A passkey is used.
    Get,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Ceremony::Create => "webauthn.create",
            Ceremony::Get => "webauthn.get",
        }
    }
}

/// The client data, as far as they are judged; what else is in them is left alone (5.8.1 asks for that).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    /// In base64url, as it was sent out.
    pub challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<String>,
}

impl ClientData {
    /// Reads them.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > MAX {
            return Err(Refused::Unreadable);
        }
        // 7.1, 5 and 7.2, 9: UTF-8, a mark at its beginning left out; then JSON.
        let text = std::str::from_utf8(bytes).map_err(|_| Refused::Unreadable)?;
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| Refused::Unreadable)
    }

    /// Judges them but for the challenge, which the caller looks up.
    ///
    /// # Errors
    /// For another purpose they are unreadable; the page was not ours, or stood in a frame of another.
    pub fn check(&self, ceremony: Ceremony, party: &RelyingParty) -> Result<(), Refused> {
        // The type is that of the ceremony.
        if self.ceremony != ceremony.name() {
            return Err(Refused::Unreadable);
        }
        // The origin is ours, letter by letter.
        if self.origin != party.origin {
            return Err(Refused::Origin);
        }
        // Not in a frame of another site: our pages refuse frames.
        if self.cross_origin == Some(true) || self.top_origin.is_some() {
            return Err(Refused::Origin);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn party() -> RelyingParty {
        RelyingParty::of("https://crm.example.com").unwrap()
    }

    fn judged(text: &str, ceremony: Ceremony) -> Result<(), Refused> {
        ClientData::read(text.as_bytes())?.check(ceremony, &party())
    }

    #[test]
    fn only_our_own_page_counts_and_only_for_its_purpose() {
        let good = r#"{"type":"webauthn.get","challenge":"AA","origin":"https://crm.example.com","crossOrigin":false,"other_keys_can_be_added_here":1}"#;
        assert_eq!(judged(good, Ceremony::Get), Ok(()));
        assert_eq!(judged(&format!("\u{feff}{good}"), Ceremony::Get), Ok(()));
        assert_eq!(judged(good, Ceremony::Create), Err(Refused::Unreadable));
        for (from, to, refused) in [
            (
                "crm.example.com",
                "crm.example.com.evil.example",
                Refused::Origin,
            ),
            ("https://crm", "http://crm", Refused::Origin),
            ("crm.example.com", "crm.example.com:8443", Refused::Origin),
            ("crm.example.com", "example.com", Refused::Origin),
            ("false", "true", Refused::Origin),
            (
                "false",
                r#"false,"topOrigin":"https://evil.example""#,
                Refused::Origin,
            ),
            ("\"challenge\":\"AA\",", "", Refused::Unreadable),
            ("}", "", Refused::Unreadable),
        ] {
            assert_eq!(
                judged(&good.replace(from, to), Ceremony::Get),
                Err(refused),
                "{to}"
            );
        }
        assert_eq!(ClientData::read(b"\xff{}"), Err(Refused::Unreadable));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = ClientData::read(&bytes);
        }
    }
}
