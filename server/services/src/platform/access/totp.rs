//! Codes that change with time (RFC 6238, with HMAC-SHA-1 and six digits, which every authenticator
//! application knows).

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use shared::platform::access::{CODE_DIGITS, STEP_SECONDS};

/// Bytes of a key: as long as the hash (RFC 4226, section 4).
pub(super) const KEY_BYTES: usize = 20;

/// The code of `step`; `None` when the key is none.
pub(super) fn code(secret: &str, step: i64) -> Option<u32> {
    let key = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    // RFC 4226, 5.3: four bytes from where the last one says, without the sign.
    let from = usize::from(hash.last()? & 15);
    let four: [u8; 4] = hash.get(from..from + 4)?.try_into().ok()?;
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    Some(number % 10_u32.pow(u32::try_from(CODE_DIGITS).ok()?))
}

/// The step of `steps` whose code was typed. Every step is computed, so that the time says nothing.
pub(super) fn step_of(secret: &str, typed: u32, steps: &[i64]) -> Option<i64> {
    let found: Vec<i64> = steps
        .iter()
        .copied()
        .filter(|step| code(secret, *step) == Some(typed))
        .collect();
    found.first().copied()
}

/// A key as it is kept and typed.
pub(super) fn secret(bytes: [u8; KEY_BYTES]) -> String {
    BASE32_NOPAD.encode(&bytes)
}

/// The key in groups of four.
pub(super) fn grouped(secret: &str) -> String {
    let signs: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = signs
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// What the picture says to the application.
pub(super) fn address(secret: &str, issuer: &str, account: &str) -> String {
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={CODE_DIGITS}&period={STEP_SECONDS}"
    )
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B (SHA-1), the last six of its eight digits.
        let secret = secret(*b"12345678901234567890");
        for (seconds, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(&secret, seconds / STEP_SECONDS), Some(expected));
        }
    }

    #[test]
    fn a_code_belongs_to_its_step_only() {
        let secret = secret([7; KEY_BYTES]);
        let typed = code(&secret, 100).unwrap();
        assert_eq!(step_of(&secret, typed, &[99, 100, 101]), Some(100));
        assert_eq!(step_of(&secret, typed, &[101, 102]), None);
        assert_eq!(code("no key!", 1), None);
    }

    #[test]
    fn the_address_names_company_and_person() {
        let text = address("ABC", "Jalon & Cie", "zoé@example.com");
        assert_eq!(
            text,
            "otpauth://totp/Jalon%20%26%20Cie:zo%C3%A9%40example.com?secret=ABC&issuer=Jalon%20%26%20Cie&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
