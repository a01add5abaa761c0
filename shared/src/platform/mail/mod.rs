//! Messages to people outside a page.
//!
//! Terms: the *outbox* holds messages written in the transaction of what causes them; a job hands
//! each over. The *delivery key* names the cause: one cause, one message.
//! Entry points: [`Address::parse`], [`Subject::new`], [`Message`], [`MailState`].
//! Invariants: neither an address nor a subject can hold a line break or another control sign, so no
//! header can be smuggled in; texts are plain, HTML is made from escaped parts only.
//! Sources: RFC 5321 4.5.3.1 for lengths, RFC 5322 for headers.
//! Tests: below; both databases in `server/services/tests/it/platform/mail.rs`.

use crate::kernel::{Instant, Issue, MailId, coded};
use serde::{Deserialize, Serialize};

/// No address is longer, in bytes (RFC 5321).
const ADDRESS_MAX: usize = 254;
/// The longest subject, in characters; the rest is cut.
const SUBJECT_MAX: usize = 180;

coded! {
    /// Where a message is on its way.
    MailState {
        /// Waits to be handed over.
        Waiting = "waiting",
        /// Handed over.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
    }
}

/// An address a message can go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address(String);

impl Address {
    /// Reads an address: something before and after one `@`, a dot in the host, no space and no
    /// control sign.
    ///
    /// # Errors
    /// `invalid_email` on the field `email`.
    pub fn parse(text: &str) -> Result<Self, Issue> {
        let text = text.trim();
        let sound = text.len() <= ADDRESS_MAX
            && !text.chars().any(|c| {
                c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"')
            })
            && text.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty()
                    && !host.contains('@')
                    && host.contains('.')
                    && !host.starts_with('.')
                    && !host.ends_with('.')
            });
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(Issue::error("invalid_email", "email"))
        }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The subject of a message: one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject(String);

impl Subject {
    /// Makes one line of `text`: control signs become spaces, what is too long is cut.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let line: String = text
            .chars()
            .map(|c| {
                if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                    ' '
                } else {
                    c
                }
            })
            .take(SUBJECT_MAX)
            .collect();
        Self(line.trim().to_owned())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who gets it.
    pub to: Address,
    /// What it is about.
    pub subject: Subject,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A message as the health page shows one: never its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// Which.
    pub id: MailId,
    /// Who gets it.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Why it was not handed over so far.
    pub error: String,
    /// When it was written.
    pub created_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_plausible() {
        for good in ["a@b.fr", " zoé@exemple.fr ", "o'neil+x@mail.example.com"] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.fr",
            "a@.fr",
            "a@b.",
            "a@b@c.fr",
            "a b@c.fr",
            "a@b.fr\nBcc: x@y.fr",
            "A <a@b.fr>",
            "a@b.fr,c@d.fr",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_smuggled_in(text in "\\PC*|[\\x00-\\x7f]*") {
            let subject = Subject::new(&text);
            prop_assert!(!subject.as_str().contains(|c: char| c.is_control()));
            prop_assert!(subject.as_str().chars().count() <= SUBJECT_MAX);
            if let Ok(address) = Address::parse(&text) {
                prop_assert!(!address.as_str().contains(|c: char| c.is_control() || c.is_whitespace()));
            }
        }
    }
}
