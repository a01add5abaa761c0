//! From tokens to a typed expression: one function per strength of binding.

use super::lexer::{Token, tokens};
use super::{Expr, MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS, Node, Op};
use crate::cpq::approvals::facts::{Fact, FactKind};
use crate::cpq::models::text::{Place, TextError};

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
        Token::End => wants(expr, FactKind::Flag),
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
fn wants(expr: Expr, kind: FactKind) -> Parsed {
    if expr.kind == kind {
        return Ok(expr);
    }
    let code = match kind {
        FactKind::Number => "formula_expects_number",
        FactKind::Flag => "formula_expects_flag",
        FactKind::Text => "formula_expects_text",
        FactKind::List => "formula_expects_list",
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

    fn binary(&mut self, op: Op, at: Place, left: Expr, right: Expr) -> Parsed {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(TextError::new(at, "rule_too_many_operators").with("limit", MAX_OPERATORS));
        }
        let (left, right, kind) = match op {
            Op::Or | Op::And => (
                wants(left, FactKind::Flag)?,
                wants(right, FactKind::Flag)?,
                FactKind::Flag,
            ),
            Op::Eq | Op::Ne => {
                if left.kind == FactKind::List {
                    return Err(TextError::new(left.at, "formula_list_alone"));
                }
                let right = wants(right, left.kind)?;
                (left, right, FactKind::Flag)
            }
            Op::Lt | Op::Le | Op::Gt | Op::Ge => (
                wants(left, FactKind::Number)?,
                wants(right, FactKind::Number)?,
                FactKind::Flag,
            ),
            Op::Contains => (
                wants(left, FactKind::List)?,
                wants(right, FactKind::Text)?,
                FactKind::Flag,
            ),
            Op::Add | Op::Sub | Op::Mul | Op::Div => (
                wants(left, FactKind::Number)?,
                wants(right, FactKind::Number)?,
                FactKind::Number,
            ),
        };
        Ok(Expr {
            node: Node::Binary(op, Box::new(left), Box::new(right)),
            kind,
            at,
        })
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
        let inner = wants(self.deeper(Self::not)?, FactKind::Flag)?;
        Ok(Expr {
            node: Node::Not(Box::new(inner)),
            kind: FactKind::Flag,
            at,
        })
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        let at = self.at();
        if self.take_word("in") {
            let left = wants(left, FactKind::Text)?;
            let texts = self.texts()?;
            return Ok(Expr {
                node: Node::In(Box::new(left), texts),
                kind: FactKind::Flag,
                at,
            });
        }
        let op = if self.take_word("contains") {
            Op::Contains
        } else {
            let signs = [
                ("=", Op::Eq),
                ("!=", Op::Ne),
                ("<", Op::Lt),
                ("<=", Op::Le),
                (">", Op::Gt),
                (">=", Op::Ge),
            ];
            match signs.into_iter().find(|(sign, _)| self.take(sign)) {
                Some((_, op)) => op,
                None => return Ok(left),
            }
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
            let op = if self.take("*") {
                Op::Mul
            } else if self.take("/") {
                Op::Div
            } else {
                return Ok(left);
            };
            let right = self.unary()?;
            left = self.binary(op, at, left, right)?;
        }
    }

    fn unary(&mut self) -> Parsed {
        let at = self.at();
        if !self.take("-") {
            return self.primary();
        }
        let inner = wants(self.deeper(Self::unary)?, FactKind::Number)?;
        Ok(Expr {
            node: Node::Minus(Box::new(inner)),
            kind: FactKind::Number,
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
        let (node, kind) = match self.peek().clone() {
            Token::Number(number) => (Node::Number(number), FactKind::Number),
            Token::Text(text) => (Node::Text(text), FactKind::Text),
            Token::Word(word) => match word.as_str() {
                "yes" | "true" => (Node::Flag(true), FactKind::Flag),
                "no" | "false" => (Node::Flag(false), FactKind::Flag),
                "and" | "or" | "not" | "in" | "contains" => {
                    return Err(self.unexpected("rule_expects_expression"));
                }
                _ => {
                    let fact = fact(&word, at)?;
                    (Node::Fact(fact), fact.kind())
                }
            },
            _ => return Err(self.unexpected("rule_expects_expression")),
        };
        self.next += 1;
        // `20 %` is 20: every percentage is counted in percent.
        if matches!(node, Node::Number(_)) {
            self.take("%");
        }
        Ok(Expr { node, kind, at })
    }

    fn texts(&mut self) -> Result<Vec<String>, TextError> {
        self.expect("(")?;
        let mut texts = Vec::new();
        loop {
            match self.peek().clone() {
                Token::Text(text) => texts.push(text),
                _ => return Err(self.unexpected("formula_expects_quoted")),
            }
            self.next += 1;
            if !self.take(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(texts)
    }
}

/// The fact of this name, or what to say at its place.
fn fact(word: &str, at: Place) -> Result<Fact, TextError> {
    word.parse().map_err(|()| {
        let near = Fact::ALL
            .iter()
            .map(|fact| (strsim::damerau_levenshtein(fact.code(), word), fact.code()))
            .min()
            .filter(|(distance, _)| *distance <= 3);
        match near {
            Some((_, near)) => TextError::new(at, "rule_unknown_name_near")
                .with("name", word)
                .with("near", near),
            None => TextError::new(at, "rule_unknown_name").with("name", word),
        }
    })
}
