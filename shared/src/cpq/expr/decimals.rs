//! What conditions and price formulas have alike: exact decimals, texts in quotes, and the same bounds.

use super::{Bounds, Lexis, Place, TextError};
use rust_decimal::Decimal;

/// How much of a condition or price formula may be written.
pub const FORMULA: Bounds = Bounds {
    length: 2_000,
    depth: 40,
    operators: 200,
};

/// Digits before the point.
const WHOLE_DIGITS: usize = 12;
/// Digits after the point.
const DECIMALS: usize = 4;

/// Words and decimals: `12.5`, `"Software"`, `20 %`.
pub struct Decimals;

impl Lexis for Decimals {
    type Number = Decimal;
    const SIGNS: &'static [&'static str] = &[
        "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "%",
    ];
    const TEXTS: bool = true;
    const IN_NUMBERS: char = '.';

    fn number(word: &str, at: Place) -> Result<Decimal, TextError> {
        let (whole, part) = word.split_once('.').unwrap_or((word, "0"));
        let digits = |text: &str, most| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let fits = digits(whole, WHOLE_DIGITS) && digits(part, DECIMALS);
        let number = if fits { word.parse().ok() } else { None };
        number.ok_or_else(|| TextError::new(at, "rule_number").with("text", word))
    }
}

/// What to say at the place of a word that is none of these.
pub fn unknown_word<'a>(
    word: &str,
    at: Place,
    known: impl IntoIterator<Item = &'a str>,
) -> TextError {
    let near = known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(known, word), known))
        .min()
        .filter(|(changes, _)| *changes <= 3)
        .map(|(_, near)| near);
    TextError::unknown_name(at, word, near)
}
