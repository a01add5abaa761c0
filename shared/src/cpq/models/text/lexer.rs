//! From characters to tokens.

use super::syntax::{Place, TextError};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or a word of the language.
    Word(String),
    /// A whole number.
    Number(i64),
    /// A sign.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Longest first, so that `<->` is not read as `<`.
const SIGNS: [&str; 15] = [
    "<->", "->", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ",", ".",
];

/// Whether a letter can be part of a name.
pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// All tokens with their places; the last is the end.
pub fn tokens(text: &str) -> Result<Vec<(Token, Place)>, TextError> {
    let mut found = Vec::new();
    let (mut line, mut column) = (1_u32, 1_u32);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter == '\n' {
            (line, column) = (line + 1, 1);
            rest = &rest[1..];
            continue;
        }
        if letter.is_whitespace() {
            column += 1;
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let (token, bytes) = next(
            rest,
            Place {
                line,
                column,
                length: 1,
            },
        )?;
        let length = u32::try_from(rest[..bytes].chars().count()).unwrap_or(u32::MAX);
        found.push((
            token,
            Place {
                line,
                column,
                length,
            },
        ));
        column = column.saturating_add(length);
        rest = &rest[bytes..];
    }
    found.push((
        Token::End,
        Place {
            line,
            column,
            length: 1,
        },
    ));
    Ok(found)
}

/// The token at the beginning of a text that is not empty, and its length in bytes.
fn next(rest: &str, at: Place) -> Result<(Token, usize), TextError> {
    let end = rest
        .find(|letter: char| !is_word(letter))
        .unwrap_or(rest.len());
    let word = &rest[..end];
    if word.starts_with(|letter: char| letter.is_ascii_digit()) {
        let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
        let at = Place { length, ..at };
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TextError::new(at, "rule_number").with("text", word));
        }
        let number = word
            .parse()
            .ok()
            .filter(|number| *number <= super::parser::MAX_NUMBER)
            .ok_or_else(|| {
                TextError::new(at, "rule_number_too_large").with("limit", super::parser::MAX_NUMBER)
            })?;
        return Ok((Token::Number(number), end));
    }
    if end > 0 {
        return Ok((Token::Word(word.to_owned()), end));
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
