//! Vectors of other products' pricing, evaluated with our engines under named policies.
//!
//! A file of format `pricing-vectors/1` is `{format, family, origin, about, cases}`; a case is
//! `{case, kind?, given, expect, note?}`. Vendors differ on purpose; each case is computed under
//! the policy of its kind, which is named in the answer. What a case expects is only compared
//! with, never looked at on the way to the result.
//! Entry point: [`evaluate`]. Numbers are read as decimal text.
//! Invariants: no case is treated for what it is called; nothing panics, whatever the file holds.
//! Sources: the files' own `about` and `note`; for the products under permissive licences also
//! their public documentation and code. No code of theirs is here.
//! Tests: `tests.rs` here runs the given files.

mod book_cases;
mod cart_cases;
pub mod compare;
mod discount_cases;
mod invoice_cases;
mod order_cases;
mod promotion_cases;
mod proration_cases;
mod rule_cases;
mod tax_cases;
mod tier_cases;
pub mod value;

#[cfg(test)]
mod tests;

pub use value::{ReadError, Value};

/// The format this reads.
pub const FORMAT: &str = "pricing-vectors/1";

/// Larger files are refused.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// A case of more values is refused: its lines are compared with its promotions, each with each, and nobody asks
/// in between whether to go on.
pub const MOST_IN_CASE: usize = 20_000;

/// What came of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Its kind, where the file has one.
    pub kind: Option<String>,
    /// What it expects.
    pub expected: Value,
    /// What we compute; `None` when we cannot.
    pub result: Option<Value>,
    /// Whether everything expected is in the result.
    pub equal: bool,
    /// The policy it was computed under.
    pub policy: &'static str,
    /// Why it is not equal.
    pub reason: Option<String>,
}

impl CaseResult {
    /// One line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        Value::map([
            ("case", Value::text(&self.name)),
            ("equal", Value::Flag(self.equal)),
            ("policy", Value::text(self.policy)),
            ("result", self.result.clone().unwrap_or(Value::Null)),
            ("expected", self.expected.clone()),
            (
                "reason",
                self.reason.as_ref().map_or(Value::Null, Value::text),
            ),
        ])
        .to_string()
    }
}

/// Why a file was not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is too large.
    #[error("larger than {LARGEST} bytes")]
    TooLarge,
    /// It is JSON of another format.
    #[error("not a {FORMAT} file: \"format\" is {0}")]
    Format(String),
    /// It has no list of cases.
    #[error("\"cases\" is not a list of cases, but {0}")]
    Cases(&'static str),
    /// A case, counted from 1, is no object.
    #[error("case {0} of \"cases\" is not an object")]
    Case(usize),
    /// A case has more values than [`MOST_IN_CASE`].
    #[error("case {0}: more than {MOST_IN_CASE} values in one case")]
    CaseTooLarge(String),
    /// The caller said stop.
    #[error("stopped before every case was computed")]
    Stopped,
}

/// A computed case.
struct Evaluated {
    policy: &'static str,
    result: Value,
    /// Keys whose values a vendor adds without them being given.
    unknowable: &'static [&'static str],
}

impl Evaluated {
    const fn under(policy: &'static str, result: Value) -> Self {
        Self {
            policy,
            result,
            unknowable: &[],
        }
    }
}

/// Evaluates every case of a vectors file.
///
/// # Errors
/// [`VectorsError`] when the text is not such a file. A case that cannot be computed is not an
/// error: it is not equal, with the reason.
pub fn evaluate(text: &str) -> Result<Vec<CaseResult>, VectorsError> {
    evaluate_while(text, &mut || true)
}

/// The same; asked before each case whether to go on.
///
/// # Errors
/// As [`evaluate`], and [`VectorsError::Stopped`] when the answer was no.
pub fn evaluate_while(
    text: &str,
    go_on: &mut dyn FnMut() -> bool,
) -> Result<Vec<CaseResult>, VectorsError> {
    if text.len() > LARGEST {
        return Err(VectorsError::TooLarge);
    }
    let file = Value::parse(text)?;
    if file.str("format") != FORMAT {
        return Err(VectorsError::Format(file.get("format").to_string()));
    }
    let family = file.str("family");
    let cases = match file.get("cases") {
        Value::List(cases) => cases,
        Value::Null => return Err(VectorsError::Cases("missing")),
        _ => return Err(VectorsError::Cases("something else")),
    };
    cases
        .iter()
        .enumerate()
        .map(|(at, case)| {
            if !go_on() {
                return Err(VectorsError::Stopped);
            }
            if !matches!(case, Value::Map(_)) {
                return Err(VectorsError::Case(at + 1));
            }
            if case.is_larger_than(MOST_IN_CASE) {
                return Err(VectorsError::CaseTooLarge(case.str("case").to_owned()));
            }
            Ok(evaluate_case(family, case))
        })
        .collect()
}

/// Evaluates one case of a family.
#[must_use]
pub fn evaluate_case(family: &str, case: &Value) -> CaseResult {
    let kind = case.get("kind").as_str();
    let given = case.get("given");
    let expected = case.get("expect");
    let computed = match family {
        "taxes" => tax_cases::evaluate(given),
        "tiers" => tier_cases::evaluate(given),
        "subscription_proration" => proration_cases::evaluate(kind, given),
        "price_books" => book_cases::evaluate(given),
        "promotions" => promotion_cases::evaluate(given),
        "documents" if given.has("input") => cart_cases::evaluate(given),
        "documents" => invoice_cases::evaluate(given),
        _ => kind.and_then(|kind| mixed(kind, given)),
    };
    let mut answer = CaseResult {
        name: case.str("case").to_owned(),
        kind: kind.map(str::to_owned),
        expected: expected.clone(),
        result: None,
        equal: false,
        policy: "none",
        reason: None,
    };
    let Some(computed) = computed else {
        answer.reason = Some(format!(
            "not computed: {} {} is not known, lacks a figure, or does not fit",
            family,
            kind.unwrap_or("case")
        ));
        return answer;
    };
    answer.policy = computed.policy;
    answer.reason = if case.has("expect") {
        compare::difference(&computed.result, expected, computed.unknowable)
    } else {
        Some("the case expects nothing".to_owned())
    };
    answer.equal = answer.reason.is_none();
    answer.result = Some(computed.result);
    answer
}

fn mixed(kind: &str, given: &Value) -> Option<Evaluated> {
    order_cases::evaluate(given)
        .or_else(|| rule_cases::evaluate(kind, given))
        .or_else(|| discount_cases::evaluate(kind, given))
        .or_else(|| proration_cases::evaluate(Some(kind), given))
}
