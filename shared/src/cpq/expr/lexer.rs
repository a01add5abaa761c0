//! From characters to tokens.

use super::{Lexis, Place, TextError};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<Number> {
    /// A name or a word of the language.
    Word(String),
    /// A number.
    Number(Number),
    /// What stands in quotes.
    Text(String),
    /// A sign.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Tokens with their places.
pub type Tokens<Number> = Vec<(Token<Number>, Place)>;

/// Whether a letter can be part of a name.
pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// All tokens; the last is the end.
pub fn tokens<X: Lexis>(text: &str) -> Result<Tokens<X::Number>, TextError> {
    let mut found = Vec::new();
    let mut at = Place::START;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let mut bytes = letter.len_utf8();
        if letter == '\n' {
            (at.line, at.column) = (at.line + 1, 1);
        } else if letter.is_whitespace() {
            at.column += 1;
        } else {
            let (token, taken) = next::<X>(rest, at)?;
            bytes = taken;
            let length = characters(rest.get(..bytes).unwrap_or(rest));
            found.push((token, Place { length, ..at }));
            at.column = at.column.saturating_add(length);
        }
        rest = rest.get(bytes..).unwrap_or_default();
    }
    found.push((Token::End, at));
    Ok(found)
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The beginning of a text whose letters are all so.
fn run(rest: &str, takes: impl Fn(char) -> bool) -> &str {
    let end = rest.find(|letter| !takes(letter)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The token at the beginning of a text that is not empty, and its length in bytes.
fn next<X: Lexis>(rest: &str, at: Place) -> Result<(Token<X::Number>, usize), TextError> {
    if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
        let word = run(rest, |letter| {
            letter.is_alphanumeric() || letter == X::IN_NUMBERS
        });
        let length = characters(word);
        let number = X::number(word, Place { length, ..at })?;
        return Ok((Token::Number(number), word.len()));
    }
    if X::TEXTS
        && let Some(inner) = rest.strip_prefix('"')
    {
        let word = run(inner, |letter| letter != '"' && letter != '\n');
        let closed = inner
            .get(word.len()..)
            .is_some_and(|rest| rest.starts_with('"'));
        return if closed {
            Ok((Token::Text(word.to_owned()), word.len() + 2))
        } else {
            Err(TextError::new(at, "formula_text_open"))
        };
    }
    let word = run(rest, is_word);
    if !word.is_empty() {
        return Ok((Token::Word(word.to_owned()), word.len()));
    }
    X::SIGNS
        .iter()
        .find(|sign| rest.starts_with(**sign))
        .map(|sign| (Token::Sign(sign), sign.len()))
        .ok_or_else(|| {
            let letter: String = rest.chars().take(1).collect();
            TextError::new(at, "rule_character").with("text", letter)
        })
}
