//! UVL's text as logical lines of words: indentation measured, comments taken out, lines joined within
//! brackets.

use super::ReadError;

/// What a word is.
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

/// A word with its place; lines and columns count from 1.
#[derive(Clone, Debug)]
pub struct Word {
    pub token: Token,
    pub line: usize,
    pub column: usize,
}

/// A logical line.
pub struct Line {
    /// Columns of white space before it.
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
///
/// # Errors
/// A bracket, text or comment that is not closed, a bracket that closes nothing, a sign UVL does not have.
pub fn lines(text: &str) -> Result<Vec<Line>, ReadError> {
    super::check_size(text)?;
    let mut joiner = Joiner::default();
    for (index, line) in text.lines().enumerate() {
        joiner.take(index + 1, line)?;
    }
    joiner.finish()
}

/// Where a bracket or comment was opened: line and column.
type Opened = (usize, usize);

/// Makes logical lines of those of the text.
#[derive(Default)]
struct Joiner {
    lines: Vec<Line>,
    /// Brackets that are open.
    brackets: Vec<(&'static str, Opened)>,
    /// The comment that is open.
    comment: Option<Opened>,
    /// Whether the last line goes on: it ended within brackets.
    goes_on: bool,
}

impl Joiner {
    fn take(&mut self, number: usize, line: &str) -> Result<(), ReadError> {
        let mut scan = Scan {
            rest: line.strip_prefix('\u{feff}').unwrap_or(line),
            line: number,
            column: 1,
        };
        let indent = scan.indent();
        let (mut words, mut shown) = (Vec::new(), String::new());
        while self.finds_word(&mut scan, &mut shown) {
            let before = scan.rest;
            let word = scan.word()?;
            shown.push_str(&before[..before.len() - scan.rest.len()]);
            self.open_or_close(&word)?;
            words.push(word);
        }
        if !words.is_empty() {
            self.keep(indent, words, shown.trim_end());
        }
        Ok(())
    }

    /// Goes past space and comments; whether a word stands behind them.
    fn finds_word(&mut self, scan: &mut Scan<'_>, shown: &mut String) -> bool {
        loop {
            if self.comment.is_some() {
                let Some(end) = scan.rest.find("*/") else {
                    return false;
                };
                scan.skip(end + 2);
                self.comment = None;
            }
            let spaces = scan.rest.len() - scan.rest.trim_start().len();
            if spaces > 0 && !shown.is_empty() {
                shown.push(' ');
            }
            scan.skip(spaces);
            if scan.rest.is_empty() || scan.rest.starts_with("//") {
                return false;
            }
            if !scan.rest.starts_with("/*") {
                return true;
            }
            self.comment = Some((scan.line, scan.column));
            scan.skip(2);
        }
    }

    fn open_or_close(&mut self, word: &Word) -> Result<(), ReadError> {
        let Token::Sign(sign) = word.token else {
            return Ok(());
        };
        match sign {
            "(" | "[" | "{" => self.brackets.push((sign, (word.line, word.column))),
            ")" | "]" | "}" => {
                let fits = matches!(
                    (self.brackets.pop().map(|(open, _)| open), sign),
                    (Some("("), ")") | (Some("["), "]") | (Some("{"), "}")
                );
                if !fits {
                    let message = format!("`{sign}` closes nothing");
                    return Err(ReadError::at(word.line, word.column, message));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A line of its own, or more of the last one.
    fn keep(&mut self, indent: usize, mut words: Vec<Word>, shown: &str) {
        match self.lines.last_mut() {
            Some(last) if self.goes_on => {
                last.words.append(&mut words);
                last.text.push(' ');
                last.text.push_str(shown);
            }
            _ => self.lines.push(Line {
                indent,
                words,
                text: shown.to_owned(),
            }),
        }
        self.goes_on = !self.brackets.is_empty();
    }

    fn finish(mut self) -> Result<Vec<Line>, ReadError> {
        if let Some((open, (line, column))) = self.brackets.pop() {
            let message = format!("`{open}` is never closed");
            return Err(ReadError::at(line, column, message));
        }
        match self.comment {
            Some((line, column)) => Err(ReadError::at(line, column, "the comment is never closed")),
            None => Ok(self.lines),
        }
    }
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
