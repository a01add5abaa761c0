//! From tokens to an expression: one function per strength of binding.

use super::lexer::{Token, tokens};
use super::syntax::{Expr, Kind, Name, Op, Place, TextError, Word, WordKind};

/// Longest rule, in characters.
pub const MAX_LENGTH: usize = 8_000;
/// Deepest nesting of brackets, `not` and `->`.
pub const MAX_DEPTH: u32 = 40;
/// Most operators of a rule.
pub const MAX_OPERATORS: u32 = 400;
/// Largest number.
pub const MAX_NUMBER: i64 = 1_000_000_000;

/// Reads a rule.
///
/// # Errors
/// What was expected, and where.
pub fn parse(text: &str) -> Result<Expr, TextError> {
    let start = Place {
        line: 1,
        column: 1,
        length: 1,
    };
    if text.chars().count() > MAX_LENGTH {
        return Err(TextError::new(start, "rule_too_long").with("limit", MAX_LENGTH));
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        operators: 0,
    };
    let expr = parser.iff()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected("rule_expects_operator")),
    }
}

struct Parser {
    tokens: Vec<(Token, Place)>,
    next: usize,
    depth: u32,
    operators: u32,
}

type Parsed = Result<Expr, TextError>;

impl Parser {
    fn peek(&self) -> &Token {
        // The end stays where it is.
        self.tokens
            .get(self.next)
            .map_or(&Token::End, |token| &token.0)
    }

    fn at(&self) -> Place {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens
            .get(self.next.min(last))
            .map_or_else(Place::default, |token| token.1)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), TextError> {
        if self.take(sign) {
            return Ok(());
        }
        Err(self.unexpected("rule_expects_sign").with("sign", sign))
    }

    /// What stands here is not what the code says is expected.
    fn unexpected(&self, code: &'static str) -> TextError {
        let found = match self.peek() {
            Token::Word(word) => word.clone(),
            Token::Number(number) => number.to_string(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => return TextError::new(self.at(), "rule_unfinished"),
        };
        TextError::new(self.at(), code).with("found", found)
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(TextError::new(self.at(), "rule_too_deep").with("limit", MAX_DEPTH));
        }
        let found = inner(self);
        self.depth -= 1;
        found
    }

    fn binary(&mut self, op: Op, at: Place, left: Expr, right: Expr) -> Parsed {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(TextError::new(at, "rule_too_many_operators").with("limit", MAX_OPERATORS));
        }
        Ok(Expr {
            kind: Kind::Binary(op, Box::new(left), Box::new(right)),
            at,
        })
    }

    fn iff(&mut self) -> Parsed {
        let mut left = self.implies()?;
        loop {
            let at = self.at();
            if !self.take("<->") {
                return Ok(left);
            }
            let right = self.implies()?;
            left = self.binary(Op::Iff, at, left, right)?;
        }
    }

    fn implies(&mut self) -> Parsed {
        let left = self.or()?;
        let at = self.at();
        let op = if self.take("->") {
            Op::Implies
        } else if self.take_word("requires") {
            Op::Requires
        } else if self.take_word("excludes") {
            Op::Excludes
        } else {
            return Ok(left);
        };
        let right = self.deeper(Self::implies)?;
        self.binary(op, at, left, right)
    }

    fn or(&mut self) -> Parsed {
        let mut left = self.and()?;
        loop {
            let at = self.at();
            if !self.take_word("or") {
                return Ok(left);
            }
            let right = self.and()?;
            left = self.binary(Op::Or, at, left, right)?;
        }
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.not()?;
        loop {
            let at = self.at();
            if !self.take_word("and") {
                return Ok(left);
            }
            let right = self.not()?;
            left = self.binary(Op::And, at, left, right)?;
        }
    }

    fn not(&mut self) -> Parsed {
        let at = self.at();
        if !self.take_word("not") {
            return self.compare();
        }
        let inner = self.deeper(Self::not)?;
        Ok(Expr {
            kind: Kind::Not(Box::new(inner)),
            at,
        })
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        let at = self.at();
        if self.is_word("in") {
            let Kind::Name(text) = left.kind else {
                return Err(TextError::new(left.at, "rule_expects_name_before_in"));
            };
            self.next += 1;
            let values = self.words()?;
            let name = Name { text, at: left.at };
            return Ok(Expr {
                kind: Kind::In(name, values),
                at,
            });
        }
        let ops = [Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge];
        let Some(op) = ops.into_iter().find(|op| self.take(op.sign())) else {
            return Ok(left);
        };
        let right = self.sum()?;
        self.binary(op, at, left, right)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            let at = self.at();
            let op = if self.take("+") {
                Op::Add
            } else if self.take("-") {
                Op::Sub
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = self.binary(op, at, left, right)?;
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.unary()?;
        loop {
            let at = self.at();
            if !self.take("*") {
                return Ok(left);
            }
            let right = self.unary()?;
            left = self.binary(Op::Mul, at, left, right)?;
        }
    }

    fn unary(&mut self) -> Parsed {
        let at = self.at();
        if !self.take("-") {
            return self.primary();
        }
        let inner = self.deeper(Self::unary)?;
        Ok(Expr {
            kind: Kind::Minus(Box::new(inner)),
            at,
        })
    }

    fn primary(&mut self) -> Parsed {
        let at = self.at();
        let simple = |kind| Ok(Expr { kind, at });
        if self.take("(") {
            let inner = self.deeper(Self::iff)?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.peek().clone() {
            Token::Number(number) => {
                self.next += 1;
                simple(Kind::Number(number))
            }
            Token::Word(word) => match word.as_str() {
                "yes" | "true" | "no" | "false" => {
                    self.next += 1;
                    simple(Kind::Flag(matches!(word.as_str(), "yes" | "true")))
                }
                "count" => {
                    self.next += 1;
                    let names = self.names()?;
                    simple(Kind::Count(names))
                }
                "table" => {
                    self.next += 1;
                    self.table(at)
                }
                _ if super::RESERVED.contains(&word.as_str()) => {
                    Err(self.unexpected("rule_expects_expression"))
                }
                _ => {
                    let name = self.name()?;
                    Ok(Expr {
                        kind: Kind::Name(name.text),
                        at: name.at,
                    })
                }
            },
            _ => Err(self.unexpected("rule_expects_expression")),
        }
    }

    fn name(&mut self) -> Result<Name, TextError> {
        let mut at = self.at();
        let mut text = self.part()?;
        if self.take(".") {
            let last = self.at();
            text.push('.');
            text.push_str(&self.part()?);
            at.length = (last.column + last.length).saturating_sub(at.column);
        }
        Ok(Name { text, at })
    }

    fn part(&mut self) -> Result<String, TextError> {
        match self.peek().clone() {
            Token::Word(word) if super::is_key(&word) => {
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.unexpected("rule_expects_name")),
        }
    }

    fn names(&mut self) -> Result<Vec<Name>, TextError> {
        self.expect("(")?;
        let mut names = vec![self.name()?];
        while self.take(",") {
            names.push(self.name()?);
        }
        self.expect(")")?;
        Ok(names)
    }

    fn words(&mut self) -> Result<Vec<Word>, TextError> {
        self.expect("(")?;
        let mut words = vec![self.word()?];
        while self.take(",") {
            words.push(self.word()?);
        }
        self.expect(")")?;
        Ok(words)
    }

    fn word(&mut self) -> Result<Word, TextError> {
        let at = self.at();
        let minus = self.take("-");
        let kind = match self.peek().clone() {
            Token::Number(number) => WordKind::Number(if minus { -number } else { number }),
            Token::Word(word) if !minus => match word.as_str() {
                "yes" | "true" => WordKind::Flag(true),
                "no" | "false" => WordKind::Flag(false),
                _ if super::is_key(&word) => WordKind::Key(word),
                _ => return Err(self.unexpected("rule_expects_value")),
            },
            _ => return Err(self.unexpected("rule_expects_value")),
        };
        self.next += 1;
        Ok(Word { kind, at })
    }

    fn table(&mut self, at: Place) -> Parsed {
        let names = self.names()?;
        let allows = self.take_word("allows");
        if !allows && !self.take_word("forbids") {
            return Err(self.unexpected("rule_expects_allows"));
        }
        let mut rows = Vec::new();
        loop {
            let row_at = self.at();
            let row = self.words()?;
            if row.len() != names.len() {
                return Err(TextError::new(row_at, "rule_row_length")
                    .with("found", row.len())
                    .with("expected", names.len()));
            }
            rows.push(row);
            if !self.take(",") {
                break;
            }
        }
        Ok(Expr {
            kind: Kind::Table {
                names,
                allows,
                rows,
            },
            at,
        })
    }
}
