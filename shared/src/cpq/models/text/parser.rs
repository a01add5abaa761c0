//! Rules as a language. Types are checked against the model ([`super::resolve`]), not here.

use super::syntax::{Expr, Kind, Name, Op, Word, WordKind};
use crate::cpq::expr::{
    Bounds, Language, Level, Lexis, Parsed, Place, Reader, TextError, Token, read,
};

/// Largest number.
const MAX_NUMBER: i64 = 1_000_000_000;

/// Reads a rule.
///
/// # Errors
/// What was expected, and where.
pub fn parse(text: &str) -> Result<Expr, TextError> {
    read::<Rules>(text)
}

struct Rules;

impl Lexis for Rules {
    type Number = i64;
    const SIGNS: &'static [&'static str] = &[
        "<->", "->", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ",", ".",
    ];
    const TEXTS: bool = false;
    const IN_NUMBERS: char = '_';

    fn number(word: &str, at: Place) -> Result<i64, TextError> {
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TextError::new(at, "rule_number").with("text", word));
        }
        word.parse()
            .ok()
            .filter(|number| *number <= MAX_NUMBER)
            .ok_or_else(|| TextError::new(at, "rule_number_too_large").with("limit", MAX_NUMBER))
    }
}

impl Language for Rules {
    type Lexis = Self;
    type Op = Op;
    type Expr = Expr;
    const BOUNDS: Bounds = Bounds {
        length: 8_000,
        depth: 40,
        operators: 400,
    };
    /// [`Op::strength`] says the same to whoever prints.
    const LEVELS: &'static [Level<Op>] = &[
        Level::Left(&[("<->", Op::Iff)]),
        Level::Right(&[
            ("->", Op::Implies),
            ("requires", Op::Requires),
            ("excludes", Op::Excludes),
        ]),
        Level::Left(&[("or", Op::Or)]),
        Level::Left(&[("and", Op::And)]),
        Level::Not,
        Level::Compare(&[
            ("=", Op::Eq),
            ("!=", Op::Ne),
            ("<", Op::Lt),
            ("<=", Op::Le),
            (">", Op::Gt),
            (">=", Op::Ge),
        ]),
        Level::Left(&[("+", Op::Add), ("-", Op::Sub)]),
        Level::Left(&[("*", Op::Mul)]),
        Level::Minus,
    ];

    fn atom(reader: &mut Reader<Self>, at: Place) -> Parsed<Self> {
        if let Some(flag) = reader.flag() {
            return placed(at, Kind::Flag(flag));
        }
        match reader.peek().clone() {
            Token::Number(number) => {
                reader.pass();
                placed(at, Kind::Number(number))
            }
            Token::Word(word) => match word.as_str() {
                "count" => {
                    reader.pass();
                    placed(at, Kind::Count(reader.list(name)?))
                }
                "table" => {
                    reader.pass();
                    table(reader, at)
                }
                word if super::RESERVED.contains(&word) => {
                    Err(reader.unexpected("rule_expects_expression"))
                }
                _ => {
                    let Name { text, at } = name(reader)?;
                    placed(at, Kind::Name(text))
                }
            },
            _ => Err(reader.unexpected("rule_expects_expression")),
        }
    }

    fn binary(op: Op, at: Place, left: Expr, right: Expr) -> Parsed<Self> {
        placed(at, Kind::Binary(op, Box::new(left), Box::new(right)))
    }

    fn not(at: Place, inner: Expr) -> Parsed<Self> {
        placed(at, Kind::Not(Box::new(inner)))
    }

    fn minus(at: Place, inner: Expr) -> Parsed<Self> {
        placed(at, Kind::Minus(Box::new(inner)))
    }

    fn member(reader: &mut Reader<Self>, at: Place, left: Expr) -> Parsed<Self> {
        let Kind::Name(text) = left.kind else {
            return Err(TextError::new(left.at, "rule_expects_name_before_in"));
        };
        let name = Name { text, at: left.at };
        placed(at, Kind::In(name, reader.list(word)?))
    }
}

fn placed(at: Place, kind: Kind) -> Result<Expr, TextError> {
    Ok(Expr { kind, at })
}

/// `key` or `attribute.value`.
fn name(reader: &mut Reader<Rules>) -> Result<Name, TextError> {
    let mut at = reader.at();
    let mut text = key(reader)?;
    if reader.take(".") {
        let last = reader.at();
        text.push('.');
        text.push_str(&key(reader)?);
        at.length = (last.column + last.length).saturating_sub(at.column);
    }
    Ok(Name { text, at })
}

fn key(reader: &mut Reader<Rules>) -> Result<String, TextError> {
    match reader.peek().clone() {
        Token::Word(word) if super::is_key(&word) => {
            reader.pass();
            Ok(word)
        }
        _ => Err(reader.unexpected("rule_expects_name")),
    }
}

/// A value in a list or table.
fn word(reader: &mut Reader<Rules>) -> Result<Word, TextError> {
    let at = reader.at();
    let minus = reader.take("-");
    let kind = match reader.peek().clone() {
        Token::Number(number) => WordKind::Number(if minus { -number } else { number }),
        Token::Word(word) if !minus => match word.as_str() {
            "yes" | "true" => WordKind::Flag(true),
            "no" | "false" => WordKind::Flag(false),
            _ if super::is_key(&word) => WordKind::Key(word),
            _ => return Err(reader.unexpected("rule_expects_value")),
        },
        _ => return Err(reader.unexpected("rule_expects_value")),
    };
    reader.pass();
    Ok(Word { kind, at })
}

/// `(a, b) allows (x, y), …`, or `forbids`.
fn table(reader: &mut Reader<Rules>, at: Place) -> Result<Expr, TextError> {
    let names = reader.list(name)?;
    let allows = reader.take("allows");
    if !allows && !reader.take("forbids") {
        return Err(reader.unexpected("rule_expects_allows"));
    }
    let mut rows = Vec::new();
    loop {
        let row_at = reader.at();
        let row = reader.list(word)?;
        if row.len() != names.len() {
            return Err(TextError::new(row_at, "rule_row_length")
                .with("found", row.len())
                .with("expected", names.len()));
        }
        rows.push(row);
        if !reader.take(",") {
            break;
        }
    }
    let kind = Kind::Table {
        names,
        allows,
        rows,
    };
    placed(at, kind)
}
