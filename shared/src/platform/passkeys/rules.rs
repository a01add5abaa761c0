//! Whom passkeys are for, and small rules about them.

use crate::kernel::Issue;

/// Most passkeys of a person.
pub const PASSKEYS_MAX: u32 = 20;
/// Longest name of one, in characters.
pub const NAME_MAX: usize = 60;
/// In a session no older than this one has just shown who one is, in milliseconds.
pub const FRESH_MS: i64 = 10 * 60_000;
/// Why a passkey is not begun: it must be shown again who asks.
pub const PROVE_AGAIN: &str = "prove_again";
/// Most ways to reach an authenticator that are remembered.
const TRANSPORTS_MAX: usize = 8;

/// This installation, as authenticators know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// Its name: the host of its address.
    pub id: String,
    /// Where its pages are, as browsers write it.
    pub origin: String,
}

impl RelyingParty {
    /// Of the address people type (`https://crm.example.com`); `None` when browsers make no passkey for
    /// it: it is a number, or not encrypted and not this very machine.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let origin = address.trim_end_matches('/').to_ascii_lowercase();
        let (encrypted, rest) = match origin.split_once("://")? {
            ("https", rest) => (true, rest),
            ("http", rest) => (false, rest),
            _ => return None,
        };
        // Numbers of version 6 stand in brackets; those of version 4 end in a digit, as no name does.
        let host = rest.split(':').next().unwrap_or_default();
        let last = host.rsplit('.').next().unwrap_or_default();
        let named = last.starts_with(|c: char| c.is_ascii_alphabetic())
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        let at_home = host == "localhost" || host.ends_with(".localhost");
        let id = host.to_owned();
        (named && (encrypted || at_home)).then_some(Self { id, origin })
    }
}

/// What is wrong with a name that was trimmed.
#[must_use]
pub fn check_passkey_name(name: &str) -> Option<Issue> {
    if name.is_empty() {
        Some(Issue::error("required", "name"))
    } else if name.chars().count() > NAME_MAX {
        Some(Issue::error("too_long", "name").with("max", NAME_MAX))
    } else if name.chars().any(char::is_control) {
        Some(Issue::error("control_characters", "name"))
    } else {
        None
    }
}

/// Whether an authenticator that told `kept` before may tell `told` now. Those that do not count always
/// tell zero; the others never tell the same or less (7.2, "signCount").
#[must_use]
pub const fn counter_goes_on(kept: u32, told: u32) -> bool {
    (kept == 0 && told == 0) || told > kept
}

/// The ways to reach an authenticator as they are kept: words, not too many.
#[must_use]
pub fn tidy_transports(told: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in told {
        let sound = (2..=20).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if sound && kept.len() < TRANSPORTS_MAX && !kept.contains(word) {
            kept.push(word.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn passkeys_are_for_names_over_encryption_or_for_this_machine() {
        for (address, id, origin) in [
            (
                "https://crm.example.com",
                "crm.example.com",
                "https://crm.example.com",
            ),
            (
                "https://CRM.example.com:8443/",
                "crm.example.com",
                "https://crm.example.com:8443",
            ),
            (
                "http://localhost:4170",
                "localhost",
                "http://localhost:4170",
            ),
            (
                "http://jalon.localhost",
                "jalon.localhost",
                "http://jalon.localhost",
            ),
            ("https://intranet", "intranet", "https://intranet"),
        ] {
            let party = RelyingParty::of(address).unwrap();
            assert_eq!((party.id.as_str(), party.origin.as_str()), (id, origin));
        }
        for none in [
            "",
            "crm.example.com",
            "http://crm.example.com",
            "http://127.0.0.1:4170",
            "https://192.0.2.1",
            "https://[2001:db8::1]",
            "http://notlocalhost",
            "https://",
            "ftp://localhost",
        ] {
            assert_eq!(RelyingParty::of(none), None, "{none}");
        }
    }

    #[test]
    fn a_name_is_short_and_of_signs() {
        assert_eq!(check_passkey_name("Téléphone"), None);
        for (name, code) in [("", "required"), ("a\u{7}", "control_characters")] {
            assert_eq!(check_passkey_name(name).unwrap().code, code);
        }
        assert_eq!(
            check_passkey_name(&"é".repeat(61)).unwrap().code,
            "too_long"
        );
        assert_eq!(check_passkey_name(&"é".repeat(60)), None);
    }

    #[test]
    fn ways_are_words() {
        let told = ["usb", "usb", "Smart", "smart-card", "", "<b>"].map(str::to_owned);
        assert_eq!(tidy_transports(&told), ["usb", "smart-card"]);
    }

    proptest! {
        #[test]
        fn no_counter_is_ever_told_twice(kept: u32, told: u32) {
            if counter_goes_on(kept, told) {
                prop_assert!(told > kept || (told == 0 && kept == 0));
                prop_assert!(told == 0 || !counter_goes_on(told, told));
                prop_assert!(!counter_goes_on(told, kept) || kept == told);
            }
        }

        #[test]
        fn the_name_is_part_of_the_address(address in "(http|https|ftp)://[a-z0-9.:\\[\\]-]{0,20}/?") {
            if let Some(party) = RelyingParty::of(&address) {
                prop_assert!(!party.id.is_empty() && party.origin.contains(&party.id));
                prop_assert!(party.id.parse::<std::net::IpAddr>().is_err());
            }
        }
    }
}
