//! The compiled model: what a session needs, in one value that is stored, sent and loaded quickly.

use super::encode::{Constraint, DEFINITION, Encoder};
use super::problem::{Limits, ModelError, Problem, RuleKind, Variable};
use super::sat::{Budget, Lit, Solver};
use super::session::Configurator;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Version of the compiled form; another one is compiled again from its model.
pub const VERSION: u32 = 1;

/// A product model ready to be configured. Made by [`compile`]; `to_bytes` and `from_bytes` store and
/// load it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    /// [`VERSION`] when it was compiled.
    pub version: u32,
    /// The model's name.
    pub name: String,
    /// What people set, by position.
    pub variables: Vec<Variable>,
    /// By number: what each rule says.
    pub rules: Vec<RuleKind>,
    /// Variables of the solver, helpers included.
    pub vars: u32,
    /// Constraints one after the other: rule, length × 2 + "at most one", literals.
    pub(super) constraints: Vec<u32>,
    /// Whether there is any product.
    pub possible: bool,
    /// Literals true in every product.
    pub backbone: Vec<Lit>,
    /// Solutions that together show every value that is possible, a bit per variable each.
    pub(super) solutions: Vec<Vec<u64>>,
}

impl Compiled {
    /// The constraints of all rules and definitions.
    pub fn constraints(&self) -> impl Iterator<Item = (u32, bool, &[u32])> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let [rule, head] = *self.constraints.get(at..at + 2)? else {
                return None;
            };
            let end = at + 2 + (head >> 1) as usize;
            let lits = self.constraints.get(at + 2..end)?;
            at = end;
            Some((rule, head & 1 == 1, lits))
        })
    }

    /// A solver with every constraint.
    #[must_use]
    pub fn solver(&self) -> Solver {
        let mut solver = Solver::new(self.vars as usize);
        for lit in &self.backbone {
            solver.add_clause(&[*lit]);
        }
        let mut buffer = Vec::new();
        for (_, at_most_one, lits) in self.constraints() {
            buffer.clear();
            buffer.extend(lits.iter().map(|lit| Lit::from_index(*lit)));
            if at_most_one {
                solver.add_at_most_one(&buffer);
            } else {
                solver.add_clause(&buffer);
            }
        }
        solver
    }

    /// The constraints as DIMACS, variables named by what has them; groups as pairs.
    #[must_use]
    pub fn to_dimacs(&self) -> String {
        let mut clauses = Vec::new();
        for (_, at_most_one, lits) in self.constraints() {
            let lits: Vec<Lit> = lits.iter().map(|lit| Lit::from_index(*lit)).collect();
            if at_most_one {
                for (at, a) in lits.iter().enumerate() {
                    clauses.extend(lits[at + 1..].iter().map(|b| vec![!*a, !*b]));
                }
            } else {
                clauses.push(lits);
            }
        }
        let mut names: Vec<(u32, String)> = Vec::new();
        for variable in &self.variables {
            for offset in 0..variable.width() {
                let name = match variable.width() {
                    1 => variable.name.clone(),
                    _ => format!("{} = {}", variable.name, variable.number(offset as usize)),
                };
                if !(variable.helper && name.parse::<u32>().is_ok()) {
                    names.push((variable.first + offset, name));
                }
            }
        }
        let named = names.iter().map(|(var, name)| (*var, name.as_str()));
        super::read::dimacs::write(self.vars, named, &clauses)
    }

    /// How many clauses and groups there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.constraints().count()
    }

    /// Variables of the solver that people see: a bit per variable.
    #[must_use]
    pub fn visible(&self) -> Vec<u64> {
        let mut set = vec![0; (self.vars as usize).div_ceil(64)];
        for variable in self.variables.iter().filter(|variable| !variable.helper) {
            for offset in 0..variable.width() {
                super::sat::put_bit(&mut set, (variable.first + offset) as usize, true);
            }
        }
        set
    }

    /// The variable a variable of the solver belongs to, by position; `None` for helpers of rules.
    #[must_use]
    pub fn variable_of(&self, var: u32) -> Option<usize> {
        let after = self
            .variables
            .partition_point(|variable| variable.first <= var);
        let position = after.checked_sub(1)?;
        let variable = &self.variables[position];
        (var < variable.first + variable.width()).then_some(position)
    }

    /// Variable and value positions of a literal; of a value that is excluded, `false`.
    #[must_use]
    pub fn describe(&self, lit: Lit) -> Option<(usize, usize, bool)> {
        let position = self.variable_of(lit.var())?;
        let variable = &self.variables[position];
        Some(if variable.len() == 2 {
            (position, usize::from(lit.positive()), true)
        } else {
            let value = (lit.var() - variable.first) as usize;
            (position, value, lit.positive())
        })
    }
}

/// Compiles a product model: clauses, groups, what holds in every product, and solutions that show
/// every possible value.
///
/// # Errors
/// [`ModelError::TooLarge`] beyond the limits of the engine, [`ModelError::Stopped`] by the budget.
pub fn compile(problem: &Problem, budget: &mut Budget<'_>) -> Result<Compiled, ModelError> {
    compile_within(problem, Limits::FULL, budget)
}

/// The same within other limits.
///
/// # Errors
/// As [`compile`].
pub fn compile_within(
    problem: &Problem,
    limits: Limits,
    budget: &mut Budget<'_>,
) -> Result<Compiled, ModelError> {
    let mut encoder = Encoder::new(problem.vars, limits);
    for (rule, body) in problem.rules.iter().map(|rule| &rule.body).enumerate() {
        let before = encoder.work;
        encoder.body(rule as u32, body)?;
        // A literal built costs less than one propagated.
        budget.spend(1 + (encoder.work - before) / 16)?;
    }
    let mut rules: Vec<RuleKind> = problem.rules.iter().map(|rule| rule.kind.clone()).collect();
    let constraints = grouped(encoder.vars, encoder.constraints, &mut rules);
    let mut flat = Vec::new();
    for constraint in constraints {
        flat.push(constraint.rule);
        flat.push((constraint.lits.len() as u32) << 1 | u32::from(constraint.at_most_one));
        flat.extend(constraint.lits.iter().map(|lit| lit.packed()));
    }
    let compiled = Compiled {
        version: VERSION,
        name: problem.name.clone(),
        variables: problem.variables.clone(),
        rules,
        vars: encoder.vars,
        constraints: flat,
        possible: true,
        backbone: Vec::new(),
        solutions: Vec::new(),
    };
    let mut session = Configurator::open(Arc::new(compiled.clone()));
    session.resume(budget)?;
    let (possible, backbone, solutions) = session.harvest();
    Ok(Compiled {
        possible,
        backbone,
        solutions,
        ..compiled
    })
}

/// Replaces pairs of clause lists by groups. Formulas that people wrote stay as they are, for
/// explanations to name them.
fn grouped(vars: u32, constraints: Vec<Constraint>, rules: &mut Vec<RuleKind>) -> Vec<Constraint> {
    let is_pair = |constraint: &Constraint| {
        !constraint.at_most_one
            && constraint.lits.len() == 2
            && constraint.lits[0].var() != constraint.lits[1].var()
            && constraint.rule != DEFINITION
            && matches!(rules[constraint.rule as usize], RuleKind::Clause { .. })
    };
    let (pairs, mut kept): (Vec<Constraint>, Vec<Constraint>) =
        constraints.into_iter().partition(is_pair);
    let key = |constraint: &Constraint| {
        let (a, b) = (!constraint.lits[0], !constraint.lits[1]);
        if a < b { (a, b) } else { (b, a) }
    };
    let lits: Vec<(Lit, Lit)> = pairs.iter().map(key).collect();
    let (groups, mut rest) = super::cliques::groups(vars, &lits);
    rest.sort_unstable();
    kept.extend(
        pairs
            .into_iter()
            .filter(|pair| rest.binary_search(&key(pair)).is_ok()),
    );
    for lits in groups {
        kept.push(Constraint {
            rule: rules.len() as u32,
            at_most_one: true,
            lits: lits.clone(),
        });
        rules.push(RuleKind::AtMostOne { lits });
    }
    kept
}
