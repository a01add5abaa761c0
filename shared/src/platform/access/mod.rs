//! Ways in: invitation, forgotten password, second factor, and what administrators do about them.
//!
//! Terms: a *link* by mail opens one door once; the *second factor* is a code that changes every
//! thirty seconds; a *recovery code* stands in for it once; a *step* is one such period.
//! Entry points: [`Purpose`], [`Typed::read`], [`usable_steps`], [`recovery_code`], the operations in
//! `ops`. Invariants: a link is good once and for a bounded time; a code is never good twice; what is
//! kept of a link or a recovery code is its hash.
//! Sources: RFC 6238 for codes, OWASP "Forgot Password Cheat Sheet" for links.
//! Tests: below; both databases in `server/services/tests/it/platform/access.rs`; the pages in
//! `end2end/tests/platform/access.spec.mjs`.

mod ops;
pub use ops::*;

use crate::kernel::{Instant, Issue, coded};

/// Length of a step, in seconds (RFC 6238).
pub const STEP_SECONDS: i64 = 30;
/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// Recovery codes made at once.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody takes for another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a recovery code: ten random bytes.
const RECOVERY_SIGNS: usize = 16;

coded! {
    /// What a link or a step token is for.
    Purpose {
        /// A person who has no password yet chooses one.
        Invitation = "invitation",
        /// A person who forgot the password chooses another.
        Reset = "reset",
        /// The second step of a sign-in.
        Step = "step",
        /// A signed-in person goes to a provider to link their account there.
        Connect = "connect",
    }
}

impl Purpose {
    /// How long it is good, in milliseconds.
    #[must_use]
    pub const fn lifetime_ms(self) -> i64 {
        match self {
            Purpose::Invitation => 7 * 24 * 3_600_000,
            Purpose::Reset => 3_600_000,
            Purpose::Step => 5 * 60_000,
            Purpose::Connect => 2 * 60_000,
        }
    }
}

/// What a person typed where a code is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A code of the second factor.
    Code(u32),
    /// A recovery code, without its hyphens.
    Recovery(String),
}

impl Typed {
    /// Reads it, whatever spaces, hyphens or small letters it was typed with.
    ///
    /// # Errors
    /// `code_unreadable` on the field `code`.
    pub fn read(text: &str) -> Result<Self, Issue> {
        let signs: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}'))
            .take(RECOVERY_SIGNS + 1)
            .collect();
        if signs.len() == CODE_DIGITS && signs.bytes().all(|b| b.is_ascii_digit()) {
            return signs.parse().map(Typed::Code).map_err(|_| unreadable());
        }
        // Crockford: o is read as 0, i and l as 1.
        let signs: String = signs
            .to_ascii_uppercase()
            .replace('O', "0")
            .replace(['I', 'L'], "1");
        let sound = signs.len() == RECOVERY_SIGNS && signs.bytes().all(|b| ALPHABET.contains(&b));
        if sound {
            Ok(Typed::Recovery(signs))
        } else {
            Err(unreadable())
        }
    }
}

fn unreadable() -> Issue {
    Issue::error("code_unreadable", "code")
}

/// A recovery code from ten random bytes, in groups of four: `7K3M-…`.
#[must_use]
pub fn recovery_code(random: [u8; 10]) -> String {
    let mut bits: u32 = 0;
    let mut held = 0;
    let mut signs = String::new();
    for byte in random {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            let place = ((bits >> held) & 31) as usize;
            if signs.len() % 5 == 4 {
                signs.push('-');
            }
            signs.push(char::from(ALPHABET.get(place).copied().unwrap_or(b'0')));
        }
    }
    signs
}

/// The steps whose codes are good at `now`: the present one and one on either side, since clocks
/// differ; of those only what is newer than `last`, the newest used, so that no code is good twice.
#[must_use]
pub fn usable_steps(now: Instant, last: i64) -> Vec<i64> {
    let present = now.0.div_euclid(1000 * STEP_SECONDS);
    (present - 1..=present + 1)
        .filter(|step| *step > last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(Typed::read(" 123 456 "), Ok(Typed::Code(123_456)));
        assert_eq!(Typed::read("000001"), Ok(Typed::Code(1)));
        let recovery = Ok(Typed::Recovery("01234567890ABCDE".into()));
        assert_eq!(Typed::read("o1234-5678-90ab-cde"), recovery);
        assert_eq!(Typed::read("OI23 4567 890a bcde"), recovery);
        for bad in [
            "",
            "12345",
            "1234567",
            "abcdef",
            "0123456789ABCDEU",
            "٣٣٣٣٣٣",
        ] {
            assert!(Typed::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_used_step_and_those_before_are_gone() {
        let now = Instant(100 * 30_000 + 5);
        assert_eq!(usable_steps(now, 0), [99, 100, 101]);
        assert_eq!(usable_steps(now, 99), [100, 101]);
        assert!(usable_steps(now, 101).is_empty());
    }

    proptest! {
        #[test]
        fn a_recovery_code_is_read_back(random: [u8; 10]) {
            let code = recovery_code(random);
            prop_assert_eq!(code.len(), 19);
            prop_assert_eq!(Typed::read(&code), Ok(Typed::Recovery(code.replace('-', ""))));
            prop_assert_eq!(Typed::read(&code.to_lowercase()), Ok(Typed::Recovery(code.replace('-', ""))));
        }

        #[test]
        fn different_bytes_are_different_codes(a: [u8; 10], b: [u8; 10]) {
            prop_assert_eq!(recovery_code(a) == recovery_code(b), a == b);
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused(text in "\\PC*") {
            let _ = Typed::read(&text);
        }
    }
}
