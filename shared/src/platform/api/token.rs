//! The text of a token: `jalon_`, 43 signs of chance, six signs that check them.

/// What every token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "jalon_";
const SIGNS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of base 62 that hold 32 bytes.
const BODY: usize = 43;
/// Digits of base 62 that hold a CRC-32.
const CHECK: usize = 6;

/// `digits` digits of base 62 of a big-endian number.
fn base62(number: &[u8], digits: usize) -> String {
    let mut rest = number.to_vec();
    let mut signs = Vec::with_capacity(digits);
    for _ in 0..digits {
        let mut remainder = 0_u32;
        for byte in &mut rest {
            let value = remainder << 8 | u32::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(0);
            remainder = value % 62;
        }
        let sign = usize::try_from(remainder)
            .ok()
            .and_then(|position| SIGNS.get(position));
        signs.push(char::from(*sign.unwrap_or(&b'0')));
    }
    signs.iter().rev().collect()
}

fn crc32(text: &str) -> u32 {
    !text.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            crc >> 1 ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

fn check_of(body: &str) -> String {
    base62(&crc32(body).to_be_bytes(), CHECK)
}

/// The token made of 32 random bytes.
#[must_use]
pub fn token(random: [u8; 32]) -> String {
    let body = base62(&random, BODY);
    let check = check_of(&body);
    format!("{PREFIX}{body}{check}")
}

/// Whether a text can be a token: its form and its last six signs.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.strip_prefix(PREFIX)
        .filter(|rest| rest.len() == BODY + CHECK && rest.bytes().all(|b| SIGNS.contains(&b)))
        .and_then(|rest| rest.split_at_checked(BODY))
        .is_some_and(|(body, check)| check_of(body) == check)
}

/// The part of a token by which its owner knows it again; tells nothing of the rest.
#[must_use]
pub fn hint(token: &str) -> String {
    token.chars().take(PREFIX.len() + 4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_of_chance_have_the_same_length() {
        assert_eq!(base62(&[0; 32], BODY), "0".repeat(BODY));
        assert!(is_token(&token([0; 32])) && is_token(&token([255; 32])));
        assert_ne!(token([0; 32]), token([255; 32]));
        assert_eq!(hint("jalon_abcdefgh"), "jalon_abcd");
    }

    proptest! {
        #[test]
        fn a_changed_sign_is_noticed(random: [u8; 32], at in 0_usize..49, sign in "[0-9A-Za-z]") {
            let token = token(random);
            prop_assert!(is_token(&token));
            let mut other = token.clone();
            other.replace_range(6 + at..7 + at, &sign);
            prop_assert_eq!(is_token(&other), other == token);
        }

        #[test]
        fn anything_else_is_none(text in ".{0,80}") {
            prop_assert!(!is_token(&text) || text.starts_with(PREFIX));
        }
    }
}
