//! From tokens to a typed expression: one function per strength of binding. The tokens are those of conditions.

use super::{Asked, Expr, Function, Kind, Node, Op, Value};
use crate::cpq::approvals::formula::lexer::{Token, tokens};
use crate::cpq::approvals::formula::{MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS};
use crate::cpq::models::text::{Place, TextError};
use crate::cpq::policies::Exact;

/// Every word with a meaning, for what is near to a misspelt one.
const WORDS: [&str; 10] = [
    "quantity", "term", "number", "choice", "has", "price", "min", "max", "round", "if",
];
/// Most arguments of a function.
const ARGUMENTS: usize = 20;

pub(super) fn parse(text: &str) -> Result<Expr, TextError> {
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
    let expr = parser.or()?;
    match parser.peek() {
        Token::End => wants(expr, Kind::Number),
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

/// The expression, when it is of this kind.
fn wants(expr: Expr, kind: Kind) -> Parsed {
    if expr.kind == kind {
        return Ok(expr);
    }
    let code = match kind {
        Kind::Number => "formula_expects_number",
        Kind::Flag => "formula_expects_flag",
        Kind::Text => "formula_expects_text",
    };
    Err(TextError::new(expr.at, code))
}

impl Parser {
    fn peek(&self) -> &Token {
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

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Word(found) if found == word);
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

    fn expect_word(&mut self, word: &'static str) -> Result<(), TextError> {
        if self.take_word(word) {
            return Ok(());
        }
        Err(self.unexpected("rule_expects_sign").with("sign", word))
    }

    /// What stands here is not what the code says is expected.
    fn unexpected(&self, code: &'static str) -> TextError {
        let found = match self.peek() {
            Token::Word(word) | Token::Text(word) => word.clone(),
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

    fn count(&mut self, at: Place) -> Result<(), TextError> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(TextError::new(at, "rule_too_many_operators").with("limit", MAX_OPERATORS));
        }
        Ok(())
    }

    fn binary(&mut self, op: Op, at: Place, left: Expr, right: Expr) -> Parsed {
        self.count(at)?;
        let (inner, kind) = match op {
            Op::Or | Op::And => (Kind::Flag, Kind::Flag),
            Op::Eq | Op::Ne => (left.kind, Kind::Flag),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => (Kind::Number, Kind::Flag),
            Op::Add | Op::Sub | Op::Mul | Op::Div => (Kind::Number, Kind::Number),
        };
        let (left, right) = (wants(left, inner)?, wants(right, inner)?);
        Ok(Expr {
            node: Node::Binary(op, Box::new(left), Box::new(right)),
            kind,
            at,
        })
    }

    /// Operators of one strength, from left to right.
    fn row(
        &mut self,
        signs: &[(&'static str, Op)],
        inner: impl Fn(&mut Self) -> Parsed,
        is_word: bool,
    ) -> Parsed {
        let mut left = inner(self)?;
        loop {
            let at = self.at();
            let found = signs.iter().find(|(sign, _)| {
                if is_word {
                    self.take_word(sign)
                } else {
                    self.take(sign)
                }
            });
            let Some((_, op)) = found else {
                return Ok(left);
            };
            let right = inner(self)?;
            left = self.binary(*op, at, left, right)?;
        }
    }

    fn or(&mut self) -> Parsed {
        self.row(&[("or", Op::Or)], Self::and, true)
    }

    fn and(&mut self) -> Parsed {
        self.row(&[("and", Op::And)], Self::not, true)
    }

    fn not(&mut self) -> Parsed {
        let at = self.at();
        if !self.take_word("not") {
            return self.compare();
        }
        let inner = wants(self.deeper(Self::not)?, Kind::Flag)?;
        Ok(Expr {
            node: Node::Not(Box::new(inner)),
            kind: Kind::Flag,
            at,
        })
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        let at = self.at();
        if self.take_word("in") {
            let left = wants(left, Kind::Text)?;
            let texts = self.texts()?;
            return Ok(Expr {
                node: Node::In(Box::new(left), texts),
                kind: Kind::Flag,
                at,
            });
        }
        let signs = [
            ("=", Op::Eq),
            ("!=", Op::Ne),
            ("<", Op::Lt),
            ("<=", Op::Le),
            (">", Op::Gt),
            (">=", Op::Ge),
        ];
        let Some((_, op)) = signs.into_iter().find(|(sign, _)| self.take(sign)) else {
            return Ok(left);
        };
        let right = self.sum()?;
        self.binary(op, at, left, right)
    }

    fn sum(&mut self) -> Parsed {
        self.row(&[("+", Op::Add), ("-", Op::Sub)], Self::product, false)
    }

    fn product(&mut self) -> Parsed {
        self.row(&[("*", Op::Mul), ("/", Op::Div)], Self::unary, false)
    }

    fn unary(&mut self) -> Parsed {
        let at = self.at();
        if !self.take("-") {
            return self.primary();
        }
        let inner = wants(self.deeper(Self::unary)?, Kind::Number)?;
        Ok(Expr {
            node: Node::Minus(Box::new(inner)),
            kind: Kind::Number,
            at,
        })
    }

    fn primary(&mut self) -> Parsed {
        let at = self.at();
        if self.take("(") {
            let inner = self.deeper(Self::or)?;
            self.expect(")")?;
            return Ok(inner);
        }
        let value = match self.peek().clone() {
            Token::Number(number) => {
                self.next += 1;
                let number = Exact::from(number);
                // 20 % of something is a fifth of it.
                let percent = self.take("%");
                Value::Number(if percent { number.percent() } else { number })
            }
            Token::Text(text) => {
                self.next += 1;
                Value::Text(text)
            }
            Token::Word(word) => return self.word(&word, at),
            Token::Sign(_) | Token::End => {
                return Err(self.unexpected("rule_expects_expression"));
            }
        };
        let kind = match value {
            Value::Number(_) => Kind::Number,
            Value::Flag(_) => Kind::Flag,
            Value::Text(_) => Kind::Text,
        };
        Ok(Expr {
            node: Node::Value(value),
            kind,
            at,
        })
    }

    fn word(&mut self, word: &str, at: Place) -> Parsed {
        let asked = match word {
            "yes" | "true" | "no" | "false" => {
                self.next += 1;
                let flag = matches!(word, "yes" | "true");
                return Ok(Expr {
                    node: Node::Value(Value::Flag(flag)),
                    kind: Kind::Flag,
                    at,
                });
            }
            "and" | "or" | "not" | "in" | "then" | "else" => {
                return Err(self.unexpected("rule_expects_expression"));
            }
            "if" => return self.choice(at),
            "min" => return self.call(Function::Min, at),
            "max" => return self.call(Function::Max, at),
            "round" => return self.call(Function::Round, at),
            "term" => {
                self.next += 1;
                Asked::Term
            }
            "quantity" => {
                self.next += 1;
                match self.quoted_if_any()? {
                    None => Asked::Quantity,
                    Some(sku) => Asked::QuantityOf(sku),
                }
            }
            "number" => Asked::Number(self.quoted()?),
            "choice" => Asked::Choice(self.quoted()?),
            "has" => Asked::Has(self.quoted()?),
            "price" => Asked::PriceOf(self.quoted()?),
            _ => return Err(unknown(word, at)),
        };
        let kind = asked.kind();
        Ok(Expr {
            node: Node::Asked(asked),
            kind,
            at,
        })
    }

    /// The name in brackets and quotes after the word that stands here.
    fn quoted(&mut self) -> Result<String, TextError> {
        self.next += 1;
        match self.quoted_if_any()? {
            Some(name) => Ok(name),
            None => Err(self.unexpected("rule_expects_sign").with("sign", "(")),
        }
    }

    fn quoted_if_any(&mut self) -> Result<Option<String>, TextError> {
        if !self.take("(") {
            return Ok(None);
        }
        let Token::Text(name) = self.peek().clone() else {
            return Err(self.unexpected("formula_expects_quoted"));
        };
        self.next += 1;
        self.expect(")")?;
        Ok(Some(name))
    }

    fn choice(&mut self, at: Place) -> Parsed {
        self.count(at)?;
        self.next += 1;
        let condition = wants(self.deeper(Self::or)?, Kind::Flag)?;
        self.expect_word("then")?;
        let then = self.deeper(Self::or)?;
        self.expect_word("else")?;
        let other = wants(self.deeper(Self::or)?, then.kind)?;
        let kind = then.kind;
        Ok(Expr {
            node: Node::If(Box::new([condition, then, other])),
            kind,
            at,
        })
    }

    fn call(&mut self, function: Function, at: Place) -> Parsed {
        self.count(at)?;
        self.next += 1;
        self.expect("(")?;
        let mut all = Vec::new();
        loop {
            let argument = self.deeper(Self::or)?;
            all.push(wants(argument, Kind::Number)?);
            if !self.take(",") {
                break;
            }
        }
        self.expect(")")?;
        let most = if function == Function::Round {
            2
        } else {
            ARGUMENTS
        };
        if all.len() > most {
            return Err(TextError::new(at, "formula_arguments").with("limit", most));
        }
        Ok(Expr {
            node: Node::Call(function, all),
            kind: Kind::Number,
            at,
        })
    }

    fn texts(&mut self) -> Result<Vec<String>, TextError> {
        self.expect("(")?;
        let mut texts = Vec::new();
        loop {
            let Token::Text(text) = self.peek().clone() else {
                return Err(self.unexpected("formula_expects_quoted"));
            };
            texts.push(text);
            self.next += 1;
            if !self.take(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(texts)
    }
}

/// What to say at the place of a word that means nothing.
fn unknown(word: &str, at: Place) -> TextError {
    let near = WORDS
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(known, word), known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    match near {
        Some((_, near)) => TextError::new(at, "rule_unknown_name_near")
            .with("name", word)
            .with("near", near),
        None => TextError::new(at, "rule_unknown_name").with("name", word),
    }
}
