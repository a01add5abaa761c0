//! Conditions as a language: typed while they are read.

use super::{Expr, Node, Op};
use crate::cpq::approvals::facts::{Fact, FactKind};
use crate::cpq::expr::{
    Bounds, Decimals, ExprKind, FORMULA, Language, Level, Parsed, Place, Reader, TextError, Token,
    read, unknown_word,
};

pub(super) fn parse(text: &str) -> Result<Expr, TextError> {
    read::<Conditions>(text)?.of_kind(FactKind::Flag)
}

struct Conditions;

/// Words that are no facts.
const RESERVED: [&str; 5] = ["and", "or", "not", "in", "contains"];

impl Language for Conditions {
    type Lexis = Decimals;
    type Op = Op;
    type Expr = Expr;
    const BOUNDS: Bounds = FORMULA;
    const LEVELS: &'static [Level<Op>] = &[
        Level::Left(&[("or", Op::Or)]),
        Level::Left(&[("and", Op::And)]),
        Level::Not,
        Level::Compare(&[
            ("contains", Op::Contains),
            ("=", Op::Eq),
            ("!=", Op::Ne),
            ("<", Op::Lt),
            ("<=", Op::Le),
            (">", Op::Gt),
            (">=", Op::Ge),
        ]),
        Level::Left(&[("+", Op::Add), ("-", Op::Sub)]),
        Level::Left(&[("*", Op::Mul), ("/", Op::Div)]),
        Level::Minus,
    ];

    fn atom(reader: &mut Reader<Self>, at: Place) -> Parsed<Self> {
        if let Some(flag) = reader.flag() {
            return Ok(Expr::new(FactKind::Flag, at, Node::Flag(flag)));
        }
        let found = match reader.peek() {
            Token::Number(number) => Expr::new(FactKind::Number, at, Node::Number(*number)),
            Token::Text(text) => Expr::new(FactKind::Text, at, Node::Text(text.clone())),
            Token::Word(word) if !RESERVED.contains(&word.as_str()) => {
                let fact = fact(word, at)?;
                Expr::new(fact.kind(), at, Node::Fact(fact))
            }
            _ => return Err(reader.unexpected("rule_expects_expression")),
        };
        reader.pass();
        // `20 %` is 20: every percentage is counted in percent.
        if matches!(found.node, Node::Number(_)) {
            reader.take("%");
        }
        Ok(found)
    }

    fn binary(op: Op, at: Place, left: Expr, right: Expr) -> Parsed<Self> {
        use FactKind::{Flag, List, Number, Text};
        let (of_left, of_right, kind) = match op {
            Op::Or | Op::And => (Flag, Flag, Flag),
            Op::Eq | Op::Ne if left.kind == List => {
                return Err(TextError::new(left.at, "formula_list_alone"));
            }
            Op::Eq | Op::Ne => (left.kind, left.kind, Flag),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => (Number, Number, Flag),
            Op::Contains => (List, Text, Flag),
            Op::Add | Op::Sub | Op::Mul | Op::Div => (Number, Number, Number),
        };
        Expr::binary(
            at,
            (left, of_left),
            (right, of_right),
            kind,
            |left, right| Node::Binary(op, left, right),
        )
    }

    fn not(at: Place, inner: Expr) -> Parsed<Self> {
        Expr::unary(FactKind::Flag, at, inner, Node::Not)
    }

    fn minus(at: Place, inner: Expr) -> Parsed<Self> {
        Expr::unary(FactKind::Number, at, inner, Node::Minus)
    }

    fn member(reader: &mut Reader<Self>, at: Place, left: Expr) -> Parsed<Self> {
        Expr::member(reader, at, left, Node::In)
    }
}

impl ExprKind for FactKind {
    const FLAG: Self = Self::Flag;
    const TEXT: Self = Self::Text;

    fn expected(self) -> &'static str {
        match self {
            FactKind::Number => "formula_expects_number",
            FactKind::Flag => "formula_expects_flag",
            FactKind::Text => "formula_expects_text",
            FactKind::List => "formula_expects_list",
        }
    }
}

/// The fact of this name, or what to say at its place.
fn fact(word: &str, at: Place) -> Result<Fact, TextError> {
    word.parse()
        .map_err(|()| unknown_word(word, at, Fact::ALL.iter().map(|fact| fact.code())))
}
