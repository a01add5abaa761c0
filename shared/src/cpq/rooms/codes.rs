//! The code that is mailed before a signature: who signs can read the mail of whom the link is for.
//!
//! Six figures from a good source of randomness, good for ten minutes and five tries, are what NIST
//! SP 800-63B (5.1.3.2) asks of a secret sent over another channel.

use crate::kernel::{Instant, Issue};

/// Figures of a code.
pub const CODE_LENGTH: usize = 6;
/// How long a code is good, in milliseconds.
pub const CODE_MS: i64 = 10 * 60_000;
/// How often one may be wrong about a code.
pub const CODE_TRIES: i64 = 5;
/// Between two codes pass so many milliseconds.
pub const CODE_PAUSE_MS: i64 = 30_000;
/// Most codes of one link.
pub const CODES: i64 = 20;

/// The code that was sent last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// Its hash.
    pub hash: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// Wrong tries so far.
    pub tries: i64,
    /// How many codes have been sent through this link.
    pub sent: i64,
}

/// The figures of a code, from random bytes. Of 2⁶⁴ numbers the last million is cut short by less than
/// one in ten million million.
#[must_use]
pub fn code_of(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}

/// The figures of what was typed: spaces and hyphens between them are nobody's mistake.
#[must_use]
pub fn code_key(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

/// Whether a signature needs a code: the seller named an address for it, or the total reaches what the
/// company asks it from. `gross` and `from` are minor units of the company's currency; a total nobody can
/// convert is taken for a large one.
#[must_use]
pub fn needs_code(email: &str, gross: Option<i64>, from: Option<i64>) -> bool {
    !email.is_empty() || from.is_some_and(|from| gross.is_none_or(|gross| gross >= from))
}

/// Whether the typed code (by its hash) is the one that was sent.
///
/// # Errors
/// `signing_code_expired` (also when none was sent), `signing_code_tries` after too many wrong ones, `signing_code_wrong` with how
/// many tries are left.
pub fn check_code(sent: Option<&SentCode>, typed_hash: &str, now: Instant) -> Result<(), Issue> {
    let Some(sent) = sent.filter(|sent| now.0 - sent.sent_at.0 <= CODE_MS) else {
        return Err(Issue::error("signing_code_expired", "code"));
    };
    if sent.tries >= CODE_TRIES {
        return Err(Issue::error("signing_code_tries", "code"));
    }
    if sent.hash == typed_hash {
        return Ok(());
    }
    let left = CODE_TRIES - sent.tries - 1;
    Err(if left > 0 {
        Issue::error("signing_code_wrong", "code").with("left", left)
    } else {
        Issue::error("signing_code_tries", "code")
    })
}

/// Whether another code may be sent now.
///
/// # Errors
/// `signing_code_pause` just after one, `signing_code_too_many` when a link has had too many.
pub fn check_sending(sent: Option<&SentCode>, now: Instant) -> Result<(), Issue> {
    match sent {
        Some(sent) if sent.sent >= CODES => Err(Issue::error("signing_code_too_many", "code")),
        Some(sent) if now.0 - sent.sent_at.0 < CODE_PAUSE_MS => {
            Err(Issue::error("signing_code_pause", "code"))
        }
        _ => Ok(()),
    }
}

/// An address as a page may show it to whoever has the link: `c…@example.com`.
#[must_use]
pub fn masked(email: &str) -> String {
    match email.split_once('@') {
        Some((local, host)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}…@{host}")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sent(at: i64, tries: i64) -> SentCode {
        SentCode {
            hash: "right".into(),
            sent_at: Instant(at),
            tries,
            sent: 1,
        }
    }

    #[test]
    fn a_code_is_good_for_a_time_and_some_tries() {
        let code = |sent: Option<&SentCode>, typed, now| {
            check_code(sent, typed, Instant(now)).map_err(|issue| issue.code.into_owned())
        };
        assert_eq!(code(Some(&sent(0, 0)), "right", CODE_MS), Ok(()));
        assert_eq!(code(Some(&sent(0, 4)), "right", 1), Ok(()));
        let refused = |issue: &str| Err(issue.to_owned());
        assert_eq!(
            code(Some(&sent(0, 0)), "right", CODE_MS + 1),
            refused("signing_code_expired")
        );
        assert_eq!(code(None, "right", 0), refused("signing_code_expired"));
        assert_eq!(
            code(Some(&sent(0, 5)), "right", 1),
            refused("signing_code_tries")
        );
        assert_eq!(
            code(Some(&sent(0, 0)), "other", 1),
            refused("signing_code_wrong")
        );
        assert_eq!(
            code(Some(&sent(0, 4)), "other", 1),
            refused("signing_code_tries")
        );
    }

    #[test]
    fn codes_are_sent_one_after_the_other_and_not_for_ever() {
        assert!(check_sending(None, Instant(0)).is_ok());
        assert!(check_sending(Some(&sent(0, 0)), Instant(CODE_PAUSE_MS)).is_ok());
        let soon = check_sending(Some(&sent(0, 0)), Instant(1)).unwrap_err();
        assert_eq!(soon.code, "signing_code_pause");
        let many = SentCode {
            sent: CODES,
            ..sent(0, 0)
        };
        let late = Instant(CODE_MS * 9);
        assert_eq!(
            check_sending(Some(&many), late).unwrap_err().code,
            "signing_code_too_many"
        );
    }

    #[test]
    fn large_totals_need_one_and_so_does_a_named_address() {
        assert!(!needs_code("", Some(5), None));
        assert!(needs_code("a@example.com", Some(5), None));
        assert!(needs_code("", Some(10), Some(10)));
        assert!(!needs_code("", Some(9), Some(10)));
        assert!(
            needs_code("", None, Some(10)),
            "nobody can say that it is small"
        );
    }

    #[test]
    fn an_address_is_hinted_at() {
        assert_eq!(masked("camille@example.com"), "c…@example.com");
        assert_eq!(masked("é@example.com"), "é…@example.com");
        assert_eq!(masked("nobody"), "");
    }

    proptest! {
        #[test]
        fn a_code_has_six_figures_and_survives_typing(random in any::<[u8; 8]>()) {
            let code = code_of(random);
            prop_assert_eq!(code.len(), CODE_LENGTH);
            prop_assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(code_key(&format!(" {} - {}", &code[..3], &code[3..])), code);
        }
    }
}
