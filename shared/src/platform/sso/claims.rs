//! What a provider says of somebody, and whether it is said to us, now, for this sign-in.

use super::verdict::Refusal;
use crate::kernel::{Instant, Lang};
use serde::{Deserialize, Deserializer};

/// Clocks may differ by so much, in seconds.
pub const SKEW_SECONDS: i64 = 120;
/// A token of a sign-in that began longer ago is none of this one, in seconds.
const OLDEST_SECONDS: i64 = 3_600;
/// Longest subject, in bytes (Core 1.0, 2: 255 signs of ASCII).
const SUBJECT_MAX: usize = 255;

/// The claims of an ID token, or those of the UserInfo endpoint. What a provider leaves out is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// Who says so.
    pub iss: String,
    /// Of whom.
    pub sub: String,
    /// To whom.
    #[serde(deserialize_with = "one_or_many")]
    pub aud: Vec<String>,
    /// For whom among several.
    pub azp: Option<String>,
    /// Until when, in seconds.
    #[serde(deserialize_with = "seconds")]
    pub exp: Option<i64>,
    /// Not before, in seconds.
    #[serde(deserialize_with = "seconds")]
    pub nbf: Option<i64>,
    /// Since when, in seconds.
    #[serde(deserialize_with = "seconds")]
    pub iat: Option<i64>,
    /// For which sign-in.
    pub nonce: Option<String>,
    /// Address.
    pub email: Option<String>,
    /// Whether the address was verified.
    #[serde(deserialize_with = "truth")]
    pub email_verified: bool,
    /// What Microsoft calls the sign-in name.
    pub preferred_username: Option<String>,
    /// Whole name.
    pub name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// Language, as `fr-FR`.
    pub locale: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Broken(f64),
}

/// Some providers write moments with a fraction. Anything else is an error, never "not said": a moment
/// that cannot be read must not be a moment that is not checked.
fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(Some(match Number::deserialize(from)? {
        Number::Whole(whole) => whole,
        #[allow(clippy::cast_possible_truncation)] // saturates
        Number::Broken(broken) => broken.floor() as i64,
    }))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Truth {
    Said(bool),
    Written(String),
}

/// Some providers write `"true"`.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Truth::deserialize(from)? {
        Truth::Said(said) => said,
        Truth::Written(written) => written == "true",
    })
}

/// What a token must say to be believed.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// What it calls us.
    pub client_id: &'a str,
    /// Sent along when this sign-in began.
    pub nonce: &'a str,
    /// The present.
    pub now: Instant,
}

/// What is wrong with the claims of an ID token whose signature was right (Core 1.0, 3.1.3.7); the word is
/// for the log.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_claims(claims: &Claims, expected: Expected<'_>) -> Result<(), &'static str> {
    let now = expected.now.0.div_euclid(1_000);
    if claims.iss != expected.issuer {
        return Err("issuer");
    }
    if !claims.aud.iter().any(|aud| aud == expected.client_id) {
        return Err("audience");
    }
    let for_us = claims
        .azp
        .as_deref()
        .map_or(claims.aud.len() == 1, |azp| azp == expected.client_id);
    if !for_us {
        return Err("authorized_party");
    }
    if claims.nonce.as_deref() != Some(expected.nonce) || expected.nonce.is_empty() {
        return Err("nonce");
    }
    match claims.exp {
        Some(exp) if now < exp.saturating_add(SKEW_SECONDS) => {}
        _ => return Err("expired"),
    }
    if claims
        .nbf
        .is_some_and(|nbf| now < nbf.saturating_sub(SKEW_SECONDS))
    {
        return Err("not_yet");
    }
    match claims.iat {
        Some(iat) if now < iat.saturating_sub(SKEW_SECONDS) => Err("issued_later"),
        Some(iat) if now > iat.saturating_add(OLDEST_SECONDS) => Err("issued_long_ago"),
        Some(_) => check_subject(claims),
        None => Err("issued"),
    }
}

fn check_subject(claims: &Claims) -> Result<(), &'static str> {
    let sub = &claims.sub;
    if sub.is_empty() || sub.len() > SUBJECT_MAX || sub.chars().any(char::is_control) {
        Err("subject")
    } else {
        Ok(())
    }
}

impl Claims {
    /// The claims with what the UserInfo endpoint adds; what it says of somebody else is nothing (Core
    /// 1.0, 5.3.2).
    #[must_use]
    pub fn with_more(self, more: Claims) -> Self {
        if more.sub != self.sub {
            return self;
        }
        // An address and whether it is verified are said together.
        let (email, email_verified) = if self.email.is_none() {
            (more.email, more.email_verified)
        } else {
            (self.email, self.email_verified)
        };
        Self {
            email,
            email_verified,
            preferred_username: self.preferred_username.or(more.preferred_username),
            name: self.name.or(more.name),
            given_name: self.given_name.or(more.given_name),
            family_name: self.family_name.or(more.family_name),
            locale: self.locale.or(more.locale),
            ..self
        }
    }

    /// What to call a new person: the name, or its parts, or the address before the `@`.
    #[must_use]
    pub fn person_name(&self, email: &str) -> String {
        let tidy = |text: &str| {
            let words: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || c.is_control())
                .filter(|word| !word.is_empty())
                .collect();
            let whole = words.join(" ");
            whole
                .chars()
                .take(crate::platform::people::NAME_MAX)
                .collect::<String>()
        };
        let said = |text: &Option<String>| text.as_deref().map(tidy).unwrap_or_default();
        let parts = format!("{} {}", said(&self.given_name), said(&self.family_name));
        [said(&self.name), tidy(&parts)]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| tidy(email.split('@').next().unwrap_or(email)))
    }

    /// The language of a new person, where the provider tells one we speak.
    #[must_use]
    pub fn lang(&self) -> Option<Lang> {
        let locale = self.locale.as_deref()?;
        let language = locale.split(['-', '_']).next()?;
        language.to_ascii_lowercase().parse().ok()
    }
}

/// The address a provider vouches for, in small letters: one it has verified, or any where it is trusted,
/// and then also a sign-in name that is an address.
///
/// # Errors
/// [`Refusal::Email`] when there is none.
pub fn vouched_email(claims: &Claims, trusted: bool) -> Result<String, Refusal> {
    let plain = |text: &&String| {
        let text = text.trim();
        text.len() <= 254
            && super::rules::domain_of(text).is_some()
            && text.matches('@').count() == 1
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    let email = claims
        .email
        .as_ref()
        .filter(|_| trusted || claims.email_verified)
        .filter(plain);
    let name = claims
        .preferred_username
        .as_ref()
        .filter(|_| trusted && claims.email.is_none())
        .filter(plain);
    email
        .or(name)
        .map(|email| email.trim().to_lowercase())
        .ok_or(Refusal::Email)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_424_400;

    fn claims() -> Claims {
        Claims {
            iss: "https://id.example.com".into(),
            sub: "248289761001".into(),
            aud: vec!["jalon".into()],
            exp: Some(NOW + 300),
            iat: Some(NOW - 5),
            nonce: Some("n".into()),
            ..Claims::default()
        }
    }

    fn said(claims: &Claims) -> Result<(), &'static str> {
        check_claims(
            claims,
            Expected {
                issuer: "https://id.example.com",
                client_id: "jalon",
                nonce: "n",
                now: Instant(NOW * 1_000),
            },
        )
    }

    #[test]
    fn a_token_is_for_us_now_and_for_this_sign_in() {
        assert_eq!(said(&claims()), Ok(()));
        type Spoil = fn(&mut Claims);
        let cases: [(&str, Spoil); 15] = [
            ("issuer", |c| c.iss = "https://id.example.com/".into()),
            ("audience", |c| c.aud = vec!["other".into()]),
            ("audience", |c| c.aud = Vec::new()),
            ("authorized_party", |c| {
                c.aud = vec!["other".into(), "jalon".into()];
            }),
            ("authorized_party", |c| c.azp = Some("other".into())),
            ("nonce", |c| c.nonce = None),
            ("nonce", |c| c.nonce = Some("other".into())),
            ("expired", |c| c.exp = None),
            ("expired", |c| c.exp = Some(NOW - SKEW_SECONDS)),
            ("not_yet", |c| c.nbf = Some(NOW + SKEW_SECONDS + 1)),
            ("issued", |c| c.iat = None),
            ("issued_later", |c| c.iat = Some(NOW + SKEW_SECONDS + 1)),
            ("issued_long_ago", |c| c.iat = Some(NOW - 3_601)),
            ("subject", |c| c.sub = String::new()),
            ("subject", |c| c.sub = "x".repeat(256)),
        ];
        for (wrong, spoil) in cases {
            let mut spoilt = claims();
            spoil(&mut spoilt);
            assert_eq!(said(&spoilt), Err(wrong));
        }
        let several = Claims {
            aud: vec!["other".into(), "jalon".into()],
            azp: Some("jalon".into()),
            exp: Some(NOW - SKEW_SECONDS + 1),
            nbf: Some(NOW + SKEW_SECONDS),
            iat: Some(NOW + SKEW_SECONDS),
            ..claims()
        };
        assert_eq!(said(&several), Ok(()));
    }

    #[test]
    fn claims_are_read_as_providers_write_them() {
        let read: Claims = serde_json::from_str(
            r#"{"iss":"i","sub":"s","aud":["a","b"],"exp":1.5,"iat":2,"email":"A@b.c","email_verified":"true","other":[1]}"#,
        )
        .unwrap();
        assert_eq!((read.exp, read.iat), (Some(1), Some(2)));
        assert_eq!(read.aud, ["a", "b"]);
        assert!(read.email_verified);
        let one: Claims = serde_json::from_str(r#"{"aud":"a","email_verified":"no"}"#).unwrap();
        assert_eq!((one.aud, one.email_verified), (vec!["a".to_owned()], false));
        // A moment that cannot be read is no moment that need not be checked.
        for odd in [
            r#"{"exp":"soon"}"#,
            r#"{"nbf":null}"#,
            r#"{"nbf":"1"}"#,
            r#"{"aud":7}"#,
            r#"{"email_verified":1}"#,
        ] {
            assert!(serde_json::from_str::<Claims>(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn an_address_counts_when_it_is_verified_or_the_provider_trusted() {
        let with = |email: &str, verified| Claims {
            email: Some(email.into()),
            email_verified: verified,
            ..claims()
        };
        assert_eq!(
            vouched_email(&with(" Ann@Acme.com ", true), false),
            Ok("ann@acme.com".into())
        );
        assert_eq!(
            vouched_email(&with("ann@acme.com", false), false),
            Err(Refusal::Email)
        );
        assert!(vouched_email(&with("ann@acme.com", false), true).is_ok());
        let named = Claims {
            preferred_username: Some("ann@acme.com".into()),
            ..claims()
        };
        assert_eq!(vouched_email(&named, false), Err(Refusal::Email));
        assert!(vouched_email(&named, true).is_ok());
        for odd in [
            "",
            "ann",
            "@acme.com",
            "a b@acme.com",
            "a@evil.example@acme.com",
        ] {
            assert_eq!(
                vouched_email(&with(odd, true), true),
                Err(Refusal::Email),
                "{odd}"
            );
        }
    }

    #[test]
    fn more_is_believed_of_the_same_person_only_and_replaces_nothing() {
        let more = Claims {
            sub: claims().sub,
            email: Some("ann@acme.com".into()),
            email_verified: true,
            name: Some("Ann".into()),
            ..Claims::default()
        };
        let both = claims().with_more(more.clone());
        assert_eq!(both.email.as_deref(), Some("ann@acme.com"));
        assert!(both.email_verified && both.nonce.is_some());
        let other = Claims {
            sub: "other".into(),
            ..more.clone()
        };
        assert_eq!(claims().with_more(other), claims());
        let unverified = Claims {
            email: Some("eve@acme.com".into()),
            ..claims()
        };
        let kept = unverified.with_more(more);
        assert_eq!(kept.email.as_deref(), Some("eve@acme.com"));
        assert!(!kept.email_verified);
    }

    #[test]
    fn a_new_person_has_a_name_and_perhaps_a_language() {
        let named = |name: &str| Claims {
            name: Some(name.into()),
            locale: Some("fr_CA".into()),
            ..claims()
        };
        assert_eq!(named(" Ann \n  Lee ").person_name("x@y.z"), "Ann Lee");
        assert_eq!(named(" ").person_name("ann.lee@y.z"), "ann.lee");
        assert_eq!(named("").lang(), Some(Lang::Fr));
        let parts = Claims {
            given_name: Some("Ann".into()),
            family_name: Some("Lee".into()),
            locale: Some("tlh".into()),
            ..claims()
        };
        assert_eq!(parts.person_name("x@y.z"), "Ann Lee");
        assert_eq!(parts.lang(), None);
    }

    proptest! {
        #[test]
        fn no_moment_is_too_far_to_be_judged(exp: i64, nbf: i64, iat: i64) {
            let _ = said(&Claims { exp: Some(exp), nbf: Some(nbf), iat: Some(iat), ..claims() });
        }

        #[test]
        fn whatever_is_sent_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = serde_json::from_str::<Claims>(&text);
        }
    }
}
