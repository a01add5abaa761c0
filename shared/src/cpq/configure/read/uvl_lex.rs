//! UVL's text as logical lines of words: indentation measured, comments taken out, lines joined within
//! brackets.

use super::ReadError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or keyword, not in quotes.
    Word(String),
    /// A name in double quotes.
    Name(String),
    /// A text in single quotes.
    Text(String),
    /// Digits, with a decimal point perhaps.
    Number(String),
    /// An operator or bracket.
    Sign(&'static str),
}

#[derive(Clone, Debug)]
pub struct Word {
    pub token: Token,
    pub line: usize,
    pub column: usize,
}

pub struct Line {
    pub indent: usize,
    pub words: Vec<Word>,
    /// As written, without comments and surrounding space; lines joined by a space.
    pub text: String,
}

const SIGNS: [&str; 26] = [
    "<=>", "=>", "==", "!=", "<=", ">=", "..", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/",
    "(", ")", "[", "]", "{", "}", ",", ".", ":",
];

fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_#§%?\\'$@;~^`".contains(letter)
}

/// Splits a text into logical lines.
pub fn lines(text: &str) -> Result<Vec<Line>, ReadError> {
    super::check_size(text)?;
    let mut lines: Vec<Open> = Vec::new();
    let mut brackets: Vec<(&'static str, usize, usize)> = Vec::new();
    let mut in_comment: Option<(usize, usize)> = None;
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let mut scan = Scan {
            rest: line.strip_prefix('\u{feff}').unwrap_or(line),
            line: number,
            column: 1,
        };
        let mut words = Vec::new();
        let indent = scan.indent();
        let mut shown = String::new();
        loop {
            if in_comment.is_some() {
                match scan.rest.find("*/") {
                    Some(at) => {
                        scan.skip(at + 2);
                        in_comment = None;
                    }
                    None => break,
                }
            }
            let spaces = scan.rest.len() - scan.rest.trim_start().len();
            if spaces > 0 && !shown.is_empty() {
                shown.push(' ');
            }
            scan.skip(spaces);
            if scan.rest.is_empty() || scan.rest.starts_with("//") {
                break;
            }
            if scan.rest.starts_with("/*") {
                in_comment = Some((number, scan.column));
                scan.skip(2);
                continue;
            }
            let before = scan.rest;
            let word = scan.word()?;
            shown.push_str(&before[..before.len() - scan.rest.len()]);
            if let Token::Sign(sign) = word.token {
                match sign {
                    "(" | "[" | "{" => brackets.push((sign, number, word.column)),
                    ")" | "]" | "}" => {
                        let fits = matches!(
                            (brackets.pop().map(|(open, ..)| open), sign),
                            (Some("("), ")") | (Some("["), "]") | (Some("{"), "}")
                        );
                        if !fits {
                            let message = format!("`{sign}` closes nothing");
                            return Err(ReadError::at(number, word.column, message));
                        }
                    }
                    _ => {}
                }
            }
            words.push(word);
        }
        if words.is_empty() {
            continue;
        }
        let shown = shown.trim_end();
        match lines.last_mut() {
            Some(last) if last.open => {
                last.line.words.append(&mut words);
                last.line.text.push(' ');
                last.line.text.push_str(shown);
                last.open = !brackets.is_empty();
            }
            _ => lines.push(Open {
                line: Line {
                    indent,
                    words,
                    text: shown.to_owned(),
                },
                open: !brackets.is_empty(),
            }),
        }
    }
    if let Some((open, line, column)) = brackets.pop() {
        return Err(ReadError::at(
            line,
            column,
            format!("`{open}` is never closed"),
        ));
    }
    if let Some((line, column)) = in_comment {
        return Err(ReadError::at(line, column, "the comment is never closed"));
    }
    Ok(lines.into_iter().map(|open| open.line).collect())
}

/// A logical line whose brackets may still be open.
struct Open {
    line: Line,
    open: bool,
}

struct Scan<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl Scan<'_> {
    fn skip(&mut self, bytes: usize) {
        self.column += self.rest[..bytes].chars().count();
        self.rest = &self.rest[bytes..];
    }

    /// Columns of white space, a tab going to the next multiple of eight.
    fn indent(&mut self) -> usize {
        let mut columns = 0;
        let mut bytes = 0;
        for letter in self.rest.chars() {
            match letter {
                ' ' => columns += 1,
                '\t' => columns += 8 - columns % 8,
                _ => break,
            }
            bytes += 1;
        }
        self.skip(bytes);
        columns
    }

    fn word(&mut self) -> Result<Word, ReadError> {
        let (line, column) = (self.line, self.column);
        let rest = self.rest;
        let first = rest.chars().next().unwrap_or(' ');
        let (token, bytes) = if first == '"' || first == '\'' {
            let Some(length) = rest[1..].find(first) else {
                return Err(ReadError::at(line, column, "the text is never closed"));
            };
            let inner = rest[1..=length].to_owned();
            let token = if first == '"' {
                Token::Name(inner)
            } else {
                Token::Text(inner)
            };
            (token, length + 2)
        } else if first.is_ascii_digit() {
            self.number()
        } else if in_name(first) {
            let length = rest.find(|letter| !in_name(letter)).unwrap_or(rest.len());
            (Token::Word(rest[..length].to_owned()), length)
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let Some(sign) = sign else {
                return Err(ReadError::at(
                    line,
                    column,
                    format!("`{first}` is not expected here"),
                ));
            };
            (Token::Sign(sign), sign.len())
        };
        self.skip(bytes);
        Ok(Word {
            token,
            line,
            column,
        })
    }

    /// A number, or a name that begins with a digit.
    fn number(&self) -> (Token, usize) {
        let rest = self.rest;
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(rest);
        let fraction = rest[length..].strip_prefix('.').map_or(0, digits);
        if fraction > 0 {
            length += 1 + fraction;
        }
        let named = rest[length..].chars().next().is_some_and(in_name);
        if named && fraction == 0 {
            let length = rest.find(|letter| !in_name(letter)).unwrap_or(rest.len());
            return (Token::Word(rest[..length].to_owned()), length);
        }
        (Token::Number(rest[..length].to_owned()), length)
    }
}
