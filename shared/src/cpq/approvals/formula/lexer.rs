//! From characters to tokens; those of price formulas, too.

use crate::cpq::models::text::{Place, TextError};
use rust_decimal::Decimal;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cpq) enum Token {
    Word(String),
    Number(Decimal),
    Text(String),
    Sign(&'static str),
    End,
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 14] = [
    "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "%",
];
/// Digits before the point.
const WHOLE_DIGITS: usize = 12;
/// Digits after the point.
const DECIMALS: usize = 4;

/// All tokens with their places; the last is the end.
pub(in crate::cpq) fn tokens(text: &str) -> Result<Vec<(Token, Place)>, TextError> {
    let mut found = Vec::new();
    let (mut line, mut column) = (1_u32, 1_u32);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter == '\n' {
            (line, column) = (line + 1, 1);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        if letter.is_whitespace() {
            column += 1;
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            continue;
        }
        let at = Place {
            line,
            column,
            length: 1,
        };
        let (token, bytes) = next(rest, at)?;
        let taken = rest.get(..bytes).unwrap_or(rest);
        let length = u32::try_from(taken.chars().count()).unwrap_or(u32::MAX);
        found.push((token, Place { length, ..at }));
        column = column.saturating_add(length);
        rest = rest.get(bytes..).unwrap_or_default();
    }
    let end = Place {
        line,
        column,
        length: 1,
    };
    found.push((Token::End, end));
    Ok(found)
}

fn until(rest: &str, stop: impl Fn(char) -> bool) -> &str {
    let end = rest.find(stop).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The token at the beginning of a text that is not empty, and its length in bytes.
fn next(rest: &str, at: Place) -> Result<(Token, usize), TextError> {
    if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        let word = until(rest, |letter| !(letter.is_alphanumeric() || letter == '.'));
        let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
        return number(word)
            .map(|number| (Token::Number(number), word.len()))
            .ok_or_else(|| {
                TextError::new(Place { length, ..at }, "rule_number").with("text", word)
            });
    }
    if let Some(inner) = rest.strip_prefix('"') {
        let word = until(inner, |letter| letter == '"' || letter == '\n');
        let closed = inner
            .get(word.len()..)
            .is_some_and(|rest| rest.starts_with('"'));
        return if closed {
            Ok((Token::Text(word.to_owned()), word.len() + 2))
        } else {
            Err(TextError::new(at, "formula_text_open"))
        };
    }
    let word = until(rest, |letter| !(letter.is_alphanumeric() || letter == '_'));
    if !word.is_empty() {
        return Ok((Token::Word(word.to_owned()), word.len()));
    }
    SIGNS
        .into_iter()
        .find(|sign| rest.starts_with(sign))
        .map(|sign| (Token::Sign(sign), sign.len()))
        .ok_or_else(|| {
            let letter: String = rest.chars().take(1).collect();
            TextError::new(at, "rule_character").with("text", letter)
        })
}

fn number(word: &str) -> Option<Decimal> {
    let (whole, part) = word.split_once('.').unwrap_or((word, "0"));
    let digits = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if digits(whole, WHOLE_DIGITS) && digits(part, DECIMALS) {
        word.parse().ok()
    } else {
        None
    }
}
