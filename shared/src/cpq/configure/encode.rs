//! From formulas to clauses. Helper variables are defined in both directions, so that each product
//! has exactly one solution and counts stay right.

use super::diagram;
use super::problem::{Body, Formula, Limits, ModelError};
use super::sat::Lit;

/// Rule number of clauses that define helpers: they hold whatever rules are looked at.
pub const DEFINITION: u32 = u32::MAX;

/// Clauses an "or" of "and"s may be multiplied out into before helpers are taken.
const MULTIPLY_LIMIT: usize = 12;

/// A constraint of the compiled model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// The rule it belongs to, or [`DEFINITION`].
    pub rule: u32,
    /// "At most one of" instead of "at least one of".
    pub at_most_one: bool,
    pub lits: Vec<Lit>,
}

/// Collects constraints and takes helper variables.
pub struct Encoder {
    pub vars: u32,
    pub constraints: Vec<Constraint>,
    pub limits: Limits,
    literals: u64,
    /// What was built so far, thrown away or not: time follows from it.
    pub work: u64,
}

type Clauses = Vec<Vec<Lit>>;

impl Encoder {
    /// The first `vars` variables are taken.
    #[must_use]
    pub const fn new(vars: u32, limits: Limits) -> Self {
        Self {
            vars,
            constraints: Vec::new(),
            limits,
            literals: 0,
            work: 0,
        }
    }

    /// One more variable.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`].
    pub fn helper(&mut self) -> Result<Lit, ModelError> {
        if u64::from(self.vars) >= self.limits.vars {
            return Err(ModelError::TooLarge {
                what: "variables",
                found: u64::from(self.vars) + 1,
                limit: self.limits.vars,
            });
        }
        self.vars += 1;
        Ok(Lit::new(self.vars - 1, true))
    }

    /// One more constraint.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`].
    pub fn push(&mut self, rule: u32, at_most_one: bool, lits: Vec<Lit>) -> Result<(), ModelError> {
        self.literals += lits.len() as u64;
        self.work += lits.len() as u64;
        if self.literals > self.limits.literals {
            return Err(ModelError::TooLarge {
                what: "literals of constraints",
                found: self.literals,
                limit: self.limits.literals,
            });
        }
        self.constraints.push(Constraint {
            rule,
            at_most_one,
            lits,
        });
        Ok(())
    }

    /// A clause of a definition.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`].
    pub fn define_clause(&mut self, lits: Vec<Lit>) -> Result<(), ModelError> {
        self.push(DEFINITION, false, lits)
    }

    /// What a rule demands.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`].
    pub fn body(&mut self, rule: u32, body: &Body) -> Result<(), ModelError> {
        match body {
            Body::Clause(lits) => self.push(rule, false, lits.clone()),
            Body::AtMostOne(lits) => self.push(rule, true, lits.clone()),
            Body::All(all) => all.iter().try_for_each(|body| self.body(rule, body)),
            Body::Formula(formula) => {
                for clause in self.clauses(formula, true)? {
                    self.push(rule, false, clause)?;
                }
                Ok(())
            }
        }
    }

    /// Clauses for the formula, or for its negation.
    fn clauses(&mut self, formula: &Formula, positive: bool) -> Result<Clauses, ModelError> {
        match formula {
            Formula::Const(value) if *value == positive => Ok(Vec::new()),
            Formula::Const(_) => Ok(vec![Vec::new()]),
            Formula::Lit(lit) => Ok(vec![vec![if positive { *lit } else { !*lit }]]),
            Formula::Not(inner) => self.clauses(inner, !positive),
            Formula::And(all) if positive => self.conjunction(all, true),
            Formula::Or(any) if !positive => self.conjunction(any, false),
            Formula::Or(parts) | Formula::And(parts) => self.disjunction(parts, positive),
            Formula::Iff(a, b) => {
                let (a, b) = (self.literal(a)?, self.literal(b)?);
                let b = if positive { b } else { !b };
                Ok(vec![vec![!a, b], vec![a, !b]])
            }
            Formula::Sum { .. } | Formula::Among { .. } => {
                let lit = self.literal(formula)?;
                Ok(vec![vec![if positive { lit } else { !lit }]])
            }
        }
    }

    fn conjunction(&mut self, parts: &[Formula], positive: bool) -> Result<Clauses, ModelError> {
        let mut all = Vec::new();
        for part in parts {
            all.append(&mut self.clauses(part, positive)?);
        }
        Ok(all)
    }

    fn disjunction(&mut self, parts: &[Formula], positive: bool) -> Result<Clauses, ModelError> {
        let mut all: Clauses = vec![Vec::new()];
        for part in parts {
            let mut clauses = self.clauses(part, positive)?;
            if clauses.len() > 1 && clauses.len() * all.len() > MULTIPLY_LIMIT {
                let lit = self.literal(part)?;
                clauses = vec![vec![if positive { lit } else { !lit }]];
            }
            let mut product = Vec::with_capacity(all.len() * clauses.len());
            for left in &all {
                for right in &clauses {
                    let mut clause = left.clone();
                    clause.extend_from_slice(right);
                    product.push(clause);
                }
            }
            all = product;
        }
        Ok(all)
    }

    /// A literal that is true exactly when the formula is.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`].
    pub fn literal(&mut self, formula: &Formula) -> Result<Lit, ModelError> {
        match formula {
            Formula::Lit(lit) => Ok(*lit),
            Formula::Not(inner) => Ok(!self.literal(inner)?),
            Formula::Const(value) => {
                let lit = self.helper()?;
                self.define_clause(vec![if *value { lit } else { !lit }])?;
                Ok(lit)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let conjunction = matches!(formula, Formula::And(_));
                let mut lits = Vec::with_capacity(parts.len());
                for part in parts {
                    let lit = self.literal(part)?;
                    lits.push(if conjunction { !lit } else { lit });
                }
                let any = self.any_of(lits)?;
                Ok(if conjunction { !any } else { any })
            }
            Formula::Iff(a, b) => {
                let (a, b) = (self.literal(a)?, self.literal(b)?);
                let same = self.helper()?;
                self.define_clause(vec![!same, !a, b])?;
                self.define_clause(vec![!same, a, !b])?;
                self.define_clause(vec![same, a, b])?;
                self.define_clause(vec![same, !a, !b])?;
                Ok(same)
            }
            Formula::Sum {
                terms,
                compare,
                bound,
            } => diagram::sum(self, terms, *compare, *bound),
            Formula::Among { scope, rows } => diagram::among(self, scope, rows),
        }
    }

    /// A literal that is true exactly when one of `lits` is.
    fn any_of(&mut self, lits: Vec<Lit>) -> Result<Lit, ModelError> {
        if let [only] = lits.as_slice() {
            return Ok(*only);
        }
        let any = self.helper()?;
        for lit in &lits {
            self.define_clause(vec![any, !*lit])?;
        }
        let mut clause = lits;
        clause.push(!any);
        self.define_clause(clause)?;
        Ok(any)
    }
}
