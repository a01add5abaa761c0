//! Conditions on facts: an attribute, an operator, values.

use crate::cpq::policies::Exact;
use std::collections::BTreeMap;

/// Attributes with their values: `customer.group` → `vip`.
pub type Facts = BTreeMap<String, Vec<String>>;

/// How a fact is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// One of the values.
    In,
    /// All of the rule's values, and there is one.
    Equal,
    /// None of the values; an absent fact is none of them.
    Not,
    /// Greater than the value.
    Greater,
    /// Greater or equal.
    AtLeast,
    /// Less than the value.
    Less,
    /// Less or equal.
    AtMost,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The attribute.
    pub attribute: String,
    /// The comparison.
    pub operator: Operator,
    /// What it is compared with.
    pub values: Vec<String>,
}

impl Rule {
    /// Whether it holds. Numbers are compared exactly, as numbers.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let known = facts.get(&self.attribute).map_or(&[][..], Vec::as_slice);
        let any = |test: &dyn Fn(Exact, Exact) -> bool| {
            known.iter().any(|fact| {
                self.values
                    .iter()
                    .all(|value| match (Exact::parse(fact), Exact::parse(value)) {
                        (Some(fact), Some(value)) => test(fact, value),
                        _ => false,
                    })
            })
        };
        match self.operator {
            Operator::In => known.iter().any(|fact| self.values.contains(fact)),
            Operator::Equal => {
                !known.is_empty() && self.values.iter().all(|value| known.contains(value))
            }
            Operator::Not => !known.iter().any(|fact| self.values.contains(fact)),
            Operator::Greater => any(&|fact, value| fact > value),
            Operator::AtLeast => any(&|fact, value| fact >= value),
            Operator::Less => any(&|fact, value| fact < value),
            Operator::AtMost => any(&|fact, value| fact <= value),
        }
    }
}

/// Whether all hold; no rule is no condition.
#[must_use]
pub fn all_hold(rules: &[Rule], facts: &Facts) -> bool {
    rules.iter().all(|rule| rule.holds(facts))
}
