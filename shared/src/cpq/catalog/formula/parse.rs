//! Price formulas as a language: typed while they are read.

use super::{Asked, Expr, Function, Kind, Node, Op, Value};
use crate::cpq::expr::{
    Bounds, Decimals, ExprKind, FORMULA, Language, Level, Parsed, Place, Reader, TextError, Token,
    read, unknown_word,
};
use crate::cpq::policies::Exact;

/// Every word with a meaning, for what is near to a misspelt one.
const WORDS: [&str; 10] = [
    "quantity", "term", "number", "choice", "has", "price", "min", "max", "round", "if",
];
/// Most arguments of a function.
const ARGUMENTS: usize = 20;

pub(super) fn parse(text: &str) -> Result<Expr, TextError> {
    read::<Prices>(text)?.of_kind(Kind::Number)
}

struct Prices;

impl Language for Prices {
    type Lexis = Decimals;
    type Op = Op;
    type Expr = Expr;
    const BOUNDS: Bounds = FORMULA;
    const LEVELS: &'static [Level<Op>] = &[
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
        Level::Left(&[("*", Op::Mul), ("/", Op::Div)]),
        Level::Minus,
    ];

    fn atom(reader: &mut Reader<Self>, at: Place) -> Parsed<Self> {
        if let Some(flag) = reader.flag() {
            return Ok(Expr::new(Kind::Flag, at, Node::Value(Value::Flag(flag))));
        }
        match reader.peek().clone() {
            Token::Number(number) => {
                reader.pass();
                let number = Exact::from(number);
                // 20 % of something is a fifth of it.
                let percent = reader.take("%");
                let number = if percent { number.percent() } else { number };
                Ok(Expr::new(
                    Kind::Number,
                    at,
                    Node::Value(Value::Number(number)),
                ))
            }
            Token::Text(text) => {
                reader.pass();
                Ok(Expr::new(Kind::Text, at, Node::Value(Value::Text(text))))
            }
            Token::Word(word) => of_word(reader, &word, at),
            Token::Sign(_) | Token::End => Err(reader.unexpected("rule_expects_expression")),
        }
    }

    fn binary(op: Op, at: Place, left: Expr, right: Expr) -> Parsed<Self> {
        let (inner, kind) = match op {
            Op::Or | Op::And => (Kind::Flag, Kind::Flag),
            Op::Eq | Op::Ne => (left.kind, Kind::Flag),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => (Kind::Number, Kind::Flag),
            Op::Add | Op::Sub | Op::Mul | Op::Div => (Kind::Number, Kind::Number),
        };
        Expr::binary(at, (left, inner), (right, inner), kind, |left, right| {
            Node::Binary(op, left, right)
        })
    }

    fn not(at: Place, inner: Expr) -> Parsed<Self> {
        Expr::unary(Kind::Flag, at, inner, Node::Not)
    }

    fn minus(at: Place, inner: Expr) -> Parsed<Self> {
        Expr::unary(Kind::Number, at, inner, Node::Minus)
    }

    fn member(reader: &mut Reader<Self>, at: Place, left: Expr) -> Parsed<Self> {
        Expr::member(reader, at, left, Node::In)
    }
}

impl ExprKind for Kind {
    const FLAG: Self = Self::Flag;
    const TEXT: Self = Self::Text;

    fn expected(self) -> &'static str {
        match self {
            Kind::Number => "formula_expects_number",
            Kind::Flag => "formula_expects_flag",
            Kind::Text => "formula_expects_text",
        }
    }
}

/// What begins with the word that stands here.
fn of_word(reader: &mut Reader<Prices>, word: &str, at: Place) -> Result<Expr, TextError> {
    let named: fn(String) -> Asked = match word {
        "and" | "or" | "not" | "in" | "then" | "else" => {
            return Err(reader.unexpected("rule_expects_expression"));
        }
        "if" => return choice(reader, at),
        "min" => return call(reader, Function::Min, at),
        "max" => return call(reader, Function::Max, at),
        "round" => return call(reader, Function::Round, at),
        "term" => {
            reader.pass();
            return Ok(asks(Asked::Term, at));
        }
        "quantity" => {
            reader.pass();
            let sku = name_if_any(reader)?;
            return Ok(asks(sku.map_or(Asked::Quantity, Asked::QuantityOf), at));
        }
        "number" => Asked::Number,
        "choice" => Asked::Choice,
        "has" => Asked::Has,
        "price" => Asked::PriceOf,
        _ => return Err(unknown_word(word, at, WORDS)),
    };
    reader.pass();
    match name_if_any(reader)? {
        Some(name) => Ok(asks(named(name), at)),
        None => Err(reader.unexpected("rule_expects_sign").with("sign", "(")),
    }
}

fn asks(asked: Asked, at: Place) -> Expr {
    Expr::new(asked.kind(), at, Node::Asked(asked))
}

/// `("…")`, when a bracket opens here.
fn name_if_any(reader: &mut Reader<Prices>) -> Result<Option<String>, TextError> {
    if !reader.take("(") {
        return Ok(None);
    }
    let name = reader.quoted()?;
    reader.expect(")")?;
    Ok(Some(name))
}

fn choice(reader: &mut Reader<Prices>, at: Place) -> Result<Expr, TextError> {
    reader.counted(at)?;
    reader.pass();
    let condition = reader.nested()?.of_kind(Kind::Flag)?;
    reader.expect("then")?;
    let then = reader.nested()?;
    reader.expect("else")?;
    let other = reader.nested()?.of_kind(then.kind)?;
    let kind = then.kind;
    let node = Node::If(Box::new([condition, then, other]));
    Ok(Expr::new(kind, at, node))
}

fn call(reader: &mut Reader<Prices>, function: Function, at: Place) -> Result<Expr, TextError> {
    reader.counted(at)?;
    reader.pass();
    let arguments = reader.list(|reader| reader.nested()?.of_kind(Kind::Number))?;
    let most = match function {
        Function::Round => 2,
        Function::Min | Function::Max => ARGUMENTS,
    };
    if arguments.len() > most {
        return Err(TextError::new(at, "formula_arguments").with("limit", most));
    }
    Ok(Expr::new(Kind::Number, at, Node::Call(function, arguments)))
}
