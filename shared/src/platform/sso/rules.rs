//! What a provider must be.

use super::model::{Newcomers, ProviderDraft};
use crate::kernel::Issue;

/// Most providers of a company: each is a button.
pub const PROVIDERS_MAX: u32 = 12;
/// Most domains of a provider.
const DOMAINS_MAX: usize = 50;
/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Longest address, identifier or secret, in bytes.
const TEXT_MAX: usize = 2_000;
/// The scope without which there is no sign-in.
const OPENID: &str = "openid";

/// The draft as it is kept: trimmed, domains in small letters and once each, `openid` asked for. The
/// issuer stays as it is written, but for spaces around it: providers compare it letter by letter.
#[must_use]
pub fn tidy_provider(draft: ProviderDraft) -> ProviderDraft {
    let mut domains: Vec<String> = draft
        .domains
        .iter()
        .map(|domain| {
            let bare = domain.trim_start_matches(|c: char| c == '@' || c.is_whitespace());
            bare.trim_end().to_lowercase()
        })
        .filter(|domain| !domain.is_empty())
        .collect();
    domains.sort_unstable();
    domains.dedup();
    let mut scopes = vec![OPENID];
    for scope in draft.scopes.split_whitespace() {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    ProviderDraft {
        name: draft.name.trim().to_owned(),
        issuer: draft.issuer.trim().to_owned(),
        client_id: draft.client_id.trim().to_owned(),
        scopes: scopes.join(" "),
        domains,
        ..draft
    }
}

/// What is wrong with a provider that was tidied. `plain` lets `http://` through to this very machine.
#[must_use]
pub fn check_provider(draft: &ProviderDraft, plain: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    if draft.name.is_empty() {
        issues.push(Issue::error("required", "name"));
    } else if draft.name.chars().count() > NAME_MAX {
        issues.push(Issue::error("too_long", "name").with("max", NAME_MAX));
    } else if draft.name.chars().any(char::is_control) {
        issues.push(Issue::error("control_characters", "name"));
    }
    issues.extend(check_issuer(&draft.issuer, plain));
    issues.extend(check_token(&draft.client_id, "client_id"));
    issues.extend(check_scopes(&draft.scopes));
    issues.extend(check_domains(draft));
    issues
}

/// What is wrong with the address of a provider.
#[must_use]
pub fn check_issuer(issuer: &str, plain: bool) -> Option<Issue> {
    if issuer.is_empty() {
        return Some(Issue::error("required", "issuer"));
    }
    if issuer.len() > TEXT_MAX {
        return Some(Issue::error("too_long", "issuer").with("max", TEXT_MAX));
    }
    let encrypted = issuer.strip_prefix("https://");
    let rest = encrypted.or_else(|| issuer.strip_prefix("http://"));
    // A name before an @ would be sent as a password, or hide where the address leads; a query or a
    // fragment is no part of an issuer (Discovery 1.0, 3).
    let host = rest.and_then(|rest| rest.split('/').next());
    let sound = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && !issuer.contains(|c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, '\\' | '?' | '#')
        });
    if !sound {
        return Some(Issue::error("invalid_url", "issuer"));
    }
    let at_home = host.is_some_and(is_loopback);
    if encrypted.is_none() && !(plain && at_home) {
        return Some(Issue::error("https_only", "issuer"));
    }
    None
}

/// Whether `host` (perhaps with a port) names this very machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// What is wrong with an identifier or a secret a provider gave us.
fn check_token(text: &str, field: &'static str) -> Option<Issue> {
    if text.is_empty() {
        Some(Issue::error("required", field))
    } else {
        too_long_or_odd(text, field)
    }
}

fn too_long_or_odd(text: &str, field: &'static str) -> Option<Issue> {
    if text.len() > TEXT_MAX {
        Some(Issue::error("too_long", field).with("max", TEXT_MAX))
    } else if text.chars().any(char::is_control) {
        Some(Issue::error("control_characters", field))
    } else {
        None
    }
}

/// What is wrong with a secret; an empty one is none.
#[must_use]
pub fn check_secret(secret: &str) -> Option<Issue> {
    too_long_or_odd(secret, "secret")
}

/// RFC 6749, 3.3: signs that are printed, without quotation mark and backslash.
fn check_scopes(scopes: &str) -> Option<Issue> {
    let sound = scopes
        .chars()
        .all(|c| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '"' | '\\')));
    if scopes.len() > TEXT_MAX {
        Some(Issue::error("too_long", "scopes").with("max", TEXT_MAX))
    } else if !sound {
        Some(Issue::error("invalid_scope", "scopes"))
    } else {
        None
    }
}

/// Whoever is added unseen, believed unverified or kept from the password must be of a domain one named:
/// otherwise anybody with an account at a public provider would be.
fn check_domains(draft: &ProviderDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    if let Some(odd) = draft.domains.iter().find(|domain| !is_domain(domain)) {
        issues.push(Issue::error("invalid_domain", "domains").with("domain", odd));
    }
    if draft.domains.len() > DOMAINS_MAX {
        issues.push(Issue::error("too_many", "domains").with("max", DOMAINS_MAX));
    }
    let needed = draft.newcomers == Newcomers::Created || draft.trust_email || draft.password_off;
    if needed && draft.domains.is_empty() {
        issues.push(Issue::error("domains_needed", "domains"));
    }
    issues
}

fn is_domain(domain: &str) -> bool {
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// The domain of an address, in small letters.
#[must_use]
pub fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    (!local.is_empty() && !domain.is_empty()).then(|| domain.to_lowercase())
}

/// Whether an address is of one of these domains. A domain does not include those below it.
#[must_use]
pub fn in_domains(email: &str, domains: &[String]) -> bool {
    domain_of(email).is_some_and(|domain| domains.contains(&domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft() -> ProviderDraft {
        ProviderDraft {
            name: " Acme ".into(),
            issuer: " https://id.example.com/realms/acme ".into(),
            client_id: " jalon ".into(),
            scopes: "email  openid email profile".into(),
            domains: vec![" @Acme.COM ".into(), "acme.com".into(), "".into()],
            ..ProviderDraft::blank()
        }
    }

    fn codes(issues: &[Issue]) -> Vec<&str> {
        issues.iter().map(|issue| issue.code.as_ref()).collect()
    }

    #[test]
    fn what_is_typed_is_tidied_and_then_sound() {
        let tidy = tidy_provider(draft());
        assert_eq!(tidy.name, "Acme");
        assert_eq!(tidy.issuer, "https://id.example.com/realms/acme");
        assert_eq!(tidy.scopes, "openid email profile");
        assert_eq!(tidy.domains, ["acme.com"]);
        assert!(check_provider(&tidy, false).is_empty());
    }

    #[test]
    fn an_issuer_is_encrypted_but_on_this_machine() {
        let found =
            |issuer: &str, plain| check_issuer(issuer, plain).map(|issue| issue.code.into_owned());
        for fine in [
            "https://accounts.google.com",
            "https://login.microsoftonline.com/0a1b/v2.0",
            "https://id.example.com:8443/realms/x",
        ] {
            assert_eq!(found(fine, false), None, "{fine}");
        }
        for home in [
            "http://127.0.0.1:4000",
            "http://localhost:4000/x",
            "http://[::1]:4000",
        ] {
            assert_eq!(found(home, true), None, "{home}");
            assert_eq!(found(home, false).as_deref(), Some("https_only"), "{home}");
        }
        for plain in [
            "http://id.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
        ] {
            assert_eq!(found(plain, true).as_deref(), Some("https_only"), "{plain}");
        }
        for odd in [
            "id.example.com",
            "ftp://id.example.com",
            "https://",
            "https:///x",
            "https://user@id.example.com",
            "https://id.example.com/?x",
            "https://id.example.com/#x",
            "https://id.example.com\\@evil",
            "https://id.example.com/a b",
            "javascript://id",
        ] {
            assert_eq!(found(odd, true).as_deref(), Some("invalid_url"), "{odd}");
        }
        assert_eq!(found("", true).as_deref(), Some("required"));
    }

    #[test]
    fn what_reaches_far_needs_domains() {
        let open = ProviderDraft {
            domains: Vec::new(),
            ..tidy_provider(draft())
        };
        assert!(check_provider(&open, false).is_empty());
        for far in [
            ProviderDraft {
                newcomers: Newcomers::Created,
                ..open.clone()
            },
            ProviderDraft {
                trust_email: true,
                ..open.clone()
            },
            ProviderDraft {
                password_off: true,
                ..open.clone()
            },
        ] {
            assert_eq!(codes(&check_provider(&far, false)), ["domains_needed"]);
        }
    }

    #[test]
    fn domains_are_names_and_include_none_below() {
        for odd in [
            "acme",
            "acme..com",
            "-acme.com",
            "acme.com-",
            "*.acme.com",
            "a b.com",
        ] {
            let with = ProviderDraft {
                domains: vec![odd.into()],
                ..tidy_provider(draft())
            };
            assert_eq!(
                codes(&check_provider(&with, false)),
                ["invalid_domain"],
                "{odd}"
            );
        }
        let domains = ["acme.com".to_owned()];
        assert!(in_domains("ann@ACME.com", &domains));
        for other in [
            "ann@mail.acme.com",
            "ann@notacme.com",
            "acme.com",
            "@acme.com",
            "ann@acme.com@evil.example",
        ] {
            assert!(!in_domains(other, &domains), "{other}");
        }
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(name in "\\PC{0,20}", scopes in "[a-z :/]{0,40}", domain in "\\PC{0,20}") {
            let once = tidy_provider(ProviderDraft {
                name,
                scopes,
                domains: vec![domain],
                ..draft()
            });
            prop_assert_eq!(tidy_provider(once.clone()), once);
        }
    }
}
