//! Feature models: a tree of features with groups, and cross-tree constraints; lowered to a problem.

use super::problem::{Body, Compare, Formula, GroupKind, ModelError, Problem, Rule, RuleKind};
use super::sat::Lit;
use std::collections::BTreeMap;

/// Decimals of attributes and constants are whole millionths.
pub const SCALE: i64 = 1_000_000;
/// Most features of a model.
pub const MAX_FEATURES: usize = 500_000;
/// Deepest nesting of a constraint.
pub const MAX_NESTING: usize = 100;

/// A feature model. Features are given by position; the first is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureModel {
    /// The model's name.
    pub name: String,
    /// All features; parents come before their children.
    pub features: Vec<Feature>,
    /// All groups.
    pub groups: Vec<Group>,
    /// Cross-tree constraints.
    pub constraints: Vec<Constraint>,
}

/// A feature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feature {
    /// Its name, unique in the model.
    pub name: String,
    /// Its parent; of the root none.
    pub parent: Option<u32>,
    /// Attributes with their values.
    pub attributes: Vec<(String, Attribute)>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// True or false; an attribute without a value is true.
    Flag(bool),
    /// Millionths.
    Number(i64),
    /// Text.
    Text(String),
}

/// A group of children of one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The feature whose children these are.
    pub parent: u32,
    /// How many of them a product takes.
    pub kind: GroupKind,
    /// The features of the group.
    pub children: Vec<u32>,
}

/// A cross-tree constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// As it was written.
    pub text: String,
    /// Line in the text it was read from; 0 is unknown.
    pub line: u32,
    /// What it says.
    pub expr: Expr,
}

/// A Boolean expression over features.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the usual connectives
pub enum Expr {
    Const(bool),
    Feature(u32),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Implies(Box<Expr>, Box<Expr>),
    Iff(Box<Expr>, Box<Expr>),
    /// A linear sum compared with 0.
    Compare(Linear, Compare),
}

/// A constant and, for each feature, what it adds when it is selected; in millionths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linear {
    /// The constant.
    pub constant: i64,
    /// Feature to what it adds.
    pub terms: BTreeMap<u32, i64>,
}

impl Linear {
    /// `self + factor × other`; `None` when a number does not fit.
    #[must_use]
    pub fn plus(mut self, other: &Self, factor: i64) -> Option<Self> {
        self.constant = self
            .constant
            .checked_add(other.constant.checked_mul(factor)?)?;
        for (feature, weight) in &other.terms {
            let term = self.terms.entry(*feature).or_default();
            *term = term.checked_add(weight.checked_mul(factor)?)?;
        }
        Some(self)
    }

    /// The product when one side is a constant; `None` when neither is or a number does not fit.
    #[must_use]
    pub fn times(&self, other: &Self) -> Option<Self> {
        let (constant, linear) = if self.terms.is_empty() {
            (self.constant, other)
        } else if other.terms.is_empty() {
            (other.constant, self)
        } else {
            return None;
        };
        let scaled = |number: i64| -> Option<i64> {
            let product = i128::from(number) * i128::from(constant);
            let scale = i128::from(SCALE);
            (product % scale == 0).then(|| i64::try_from(product / scale).ok())?
        };
        Some(Self {
            constant: scaled(linear.constant)?,
            terms: linear
                .terms
                .iter()
                .map(|(feature, weight)| Some((*feature, scaled(*weight)?)))
                .collect::<Option<_>>()?,
        })
    }

    fn formula(&self, compare: Compare) -> Option<Formula> {
        let gcd = self
            .terms
            .values()
            .fold(self.constant.unsigned_abs(), |gcd, term| {
                greatest(gcd, term.unsigned_abs())
            })
            .max(1);
        let gcd = i64::try_from(gcd).ok()?;
        Some(Formula::Sum {
            terms: self
                .terms
                .iter()
                .filter(|(_, weight)| **weight != 0)
                .map(|(feature, weight)| {
                    let lit = Lit::new(*feature, true);
                    vec![(!lit, 0), (lit, weight / gcd)]
                })
                .collect(),
            compare,
            bound: (self.constant / gcd).checked_neg()?,
        })
    }
}

fn greatest(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl FeatureModel {
    /// The model as variables and rules: feature by feature, in order.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for a cardinality or number that does not fit.
    pub fn problem(&self) -> Result<Problem, ModelError> {
        let mut problem = Problem::new(&self.name);
        for feature in &self.features {
            problem.add_flag(&feature.name, false);
        }
        let flag = |feature: u32| Lit::new(feature, true);
        if !self.features.is_empty() {
            problem.rules.push(Rule {
                kind: RuleKind::Root { feature: 0 },
                body: Body::Clause(vec![flag(0)]),
            });
        }
        for group in &self.groups {
            for child in &group.children {
                problem.rules.push(Rule {
                    kind: RuleKind::Parent {
                        child: *child,
                        parent: group.parent,
                    },
                    body: Body::Clause(vec![!flag(*child), flag(group.parent)]),
                });
            }
            let children: Vec<Lit> = group.children.iter().map(|child| flag(*child)).collect();
            if let Some(body) = self.group(group, &children)? {
                problem.rules.push(Rule {
                    kind: RuleKind::Group {
                        parent: group.parent,
                        kind: group.kind,
                        children: group.children.clone(),
                    },
                    body,
                });
            }
        }
        for constraint in &self.constraints {
            let formula = constraint.expr.formula().ok_or_else(|| {
                let place = format!("line {}", constraint.line);
                ModelError::invalid(place, "a number is too large")
            })?;
            problem.rules.push(Rule {
                kind: RuleKind::Formula {
                    text: constraint.text.clone(),
                    line: constraint.line,
                },
                body: Body::Formula(formula),
            });
        }
        Ok(problem)
    }

    fn group(&self, group: &Group, children: &[Lit]) -> Result<Option<Body>, ModelError> {
        let parent = Lit::new(group.parent, true);
        let some = || {
            let mut clause = children.to_vec();
            clause.push(!parent);
            Body::Clause(clause)
        };
        Ok(match group.kind {
            GroupKind::Optional => None,
            GroupKind::Mandatory => Some(Body::All(
                children
                    .iter()
                    .map(|child| Body::Clause(vec![!parent, *child]))
                    .collect(),
            )),
            GroupKind::Or => Some(some()),
            GroupKind::Alternative => {
                // A child needs its parent: "no parent" is one more of what excludes the others.
                let mut lits = children.to_vec();
                lits.push(!parent);
                Some(Body::All(vec![some(), Body::AtMostOne(lits)]))
            }
            GroupKind::Cardinality { min, max } => {
                if min > max {
                    let name = &self.features[group.parent as usize].name;
                    let message = format!("the group below `{name}` takes {min} to {max}");
                    return Err(ModelError::invalid("features", message));
                }
                let count = |compare, bound: u32| Formula::Sum {
                    terms: children
                        .iter()
                        .map(|lit| vec![(!*lit, 0), (*lit, 1)])
                        .collect(),
                    compare,
                    bound: i64::from(bound),
                };
                let both = Formula::And(vec![count(Compare::Ge, min), count(Compare::Le, max)]);
                Some(Body::Formula(Formula::Lit(parent).implies(both)))
            }
        })
    }

    /// Features of a group that takes any of them, or whose parent does not need them: the tree lets
    /// them be left out.
    #[must_use]
    pub fn optional(&self) -> Vec<u32> {
        self.groups
            .iter()
            .filter(|group| group.kind != GroupKind::Mandatory)
            .flat_map(|group| group.children.iter().copied())
            .collect()
    }
}

impl Expr {
    /// As a formula over the features' flags; `None` when a number does not fit.
    #[must_use]
    pub fn formula(&self) -> Option<Formula> {
        Some(match self {
            Self::Const(value) => Formula::Const(*value),
            Self::Feature(feature) => Formula::Lit(Lit::new(*feature, true)),
            Self::Not(inner) => Formula::Not(Box::new(inner.formula()?)),
            Self::And(all) => Formula::And(all.iter().map(Self::formula).collect::<Option<_>>()?),
            Self::Or(any) => Formula::Or(any.iter().map(Self::formula).collect::<Option<_>>()?),
            Self::Implies(a, b) => a.formula()?.implies(b.formula()?),
            Self::Iff(a, b) => Formula::Iff(Box::new(a.formula()?), Box::new(b.formula()?)),
            Self::Compare(linear, compare) => linear.formula(*compare)?,
        })
    }
}
