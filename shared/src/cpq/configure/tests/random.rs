//! Small random models against trying every product.

use super::data::compiled;
use crate::cpq::configure::problem::{Body, Compare, Formula, Kind, Problem, Rule, RuleKind};
use crate::cpq::configure::sat::{Lit, bit};
use crate::cpq::configure::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn cases() -> ProptestConfig {
    let cases = std::env::var("JALON_PROPERTY_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(200);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Number of values of each variable; rules pick values by number.
const SIZES: [usize; 6] = [2, 2, 3, 4, 1, 2];

pub(super) fn value_lit(problem: &Problem, pick: (usize, usize, bool)) -> Lit {
    let variable = &problem.variables[pick.0 % problem.variables.len()];
    let lit = variable.lit(pick.1 % variable.len());
    if pick.2 { lit } else { !lit }
}

fn a_formula() -> impl Strategy<Value = RawFormula> {
    let leaf = (0..6_usize, 0..4_usize, any::<bool>()).prop_map(RawFormula::Lit);
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(RawFormula::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(RawFormula::Or),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| RawFormula::Iff(Box::new(a), Box::new(b))),
            inner.prop_map(|a| RawFormula::Not(Box::new(a))),
            (
                prop::collection::vec((0..6_usize, -3_i64..4), 1..5),
                0..6_usize,
                -6_i64..9
            )
                .prop_map(|(terms, compare, bound)| RawFormula::Sum(terms, compare, bound)),
            (
                prop::collection::btree_set(0..6_usize, 1..4),
                prop::collection::vec(0..4_usize, 0..18)
            )
                .prop_map(|(scope, cells)| RawFormula::Among(scope.into_iter().collect(), cells)),
        ]
    })
}

#[derive(Clone, Debug)]
pub(super) enum RawFormula {
    Lit((usize, usize, bool)),
    Not(Box<RawFormula>),
    And(Vec<RawFormula>),
    Or(Vec<RawFormula>),
    Iff(Box<RawFormula>, Box<RawFormula>),
    Sum(Vec<(usize, i64)>, usize, i64),
    Among(Vec<usize>, Vec<usize>),
}

impl RawFormula {
    fn formula(&self, problem: &Problem) -> Formula {
        let all = |parts: &[Self]| parts.iter().map(|part| part.formula(problem)).collect();
        match self {
            Self::Lit(pick) => Formula::Lit(value_lit(problem, *pick)),
            Self::Not(a) => Formula::Not(Box::new(a.formula(problem))),
            Self::And(parts) => Formula::And(all(parts)),
            Self::Or(parts) => Formula::Or(all(parts)),
            Self::Iff(a, b) => {
                Formula::Iff(Box::new(a.formula(problem)), Box::new(b.formula(problem)))
            }
            Self::Sum(terms, compare, bound) => Formula::Sum {
                terms: terms
                    .iter()
                    .map(|(variable, factor)| {
                        let variable = &problem.variables[*variable];
                        let value = |at| (variable.lit(at), factor * variable.number(at));
                        (0..variable.len()).map(value).collect()
                    })
                    .collect(),
                compare: [
                    Compare::Eq,
                    Compare::Ne,
                    Compare::Lt,
                    Compare::Le,
                    Compare::Gt,
                    Compare::Ge,
                ][*compare],
                bound: *bound,
            },
            Self::Among(scope, cells) => Formula::Among {
                scope: scope
                    .iter()
                    .map(|at| {
                        (0..SIZES[*at])
                            .map(|value| problem.lit(*at, value))
                            .collect()
                    })
                    .collect(),
                rows: cells
                    .chunks_exact(scope.len())
                    .flat_map(|row| {
                        row.iter()
                            .zip(scope)
                            .map(|(cell, at)| (cell % SIZES[*at]) as u32)
                    })
                    .collect(),
            },
        }
    }

    /// The meaning, said once more and differently.
    fn holds(&self, product: &[usize]) -> bool {
        match self {
            Self::Lit((variable, value, positive)) => {
                let variable = variable % SIZES.len();
                (product[variable] == value % SIZES[variable]) == *positive
            }
            Self::Not(a) => !a.holds(product),
            Self::And(parts) => parts.iter().all(|part| part.holds(product)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(product)),
            Self::Iff(a, b) => a.holds(product) == b.holds(product),
            Self::Sum(terms, compare, bound) => {
                let sum: i64 = terms
                    .iter()
                    .map(|(at, factor)| factor * product[*at] as i64)
                    .sum();
                match compare {
                    0 => sum == *bound,
                    1 => sum != *bound,
                    2 => sum < *bound,
                    3 => sum <= *bound,
                    4 => sum > *bound,
                    _ => sum >= *bound,
                }
            }
            Self::Among(scope, cells) => cells.chunks_exact(scope.len()).any(|row| {
                row.iter()
                    .zip(scope)
                    .all(|(cell, at)| cell % SIZES[*at] == product[*at])
            }),
        }
    }
}

pub(super) fn a_problem(formulas: &[RawFormula]) -> Problem {
    let mut problem = Problem::new("random");
    for (at, size) in SIZES.iter().enumerate() {
        let kind = if at < 2 {
            Kind::Flag
        } else {
            Kind::Values {
                numbers: (0..*size as i64).collect(),
                labels: Vec::new(),
                absent: None,
            }
        };
        problem.add(&format!("v{at}"), kind, false);
    }
    for (line, raw) in formulas.iter().enumerate() {
        let body = Body::Formula(raw.formula(&problem));
        let kind = RuleKind::Formula {
            text: format!("{raw:?}"),
            line: line as u32,
        };
        problem.rules.push(Rule { kind, body });
    }
    problem
}

/// Every valid product, as the set of literals it has.
fn products(problem: &Problem, formulas: &[RawFormula]) -> Vec<BTreeSet<Lit>> {
    let total: usize = SIZES.iter().product();
    (0..total)
        .filter_map(|mut number| {
            let product: Vec<usize> = SIZES
                .iter()
                .map(|size| {
                    let value = number % size;
                    number /= size;
                    value
                })
                .collect();
            if !formulas.iter().all(|formula| formula.holds(&product)) {
                return None;
            }
            let mut lits = BTreeSet::new();
            for (variable, value) in problem.variables.iter().zip(&product) {
                for at in 0..variable.len() {
                    let lit = variable.lit(at);
                    lits.insert(if at == *value { lit } else { !lit });
                }
            }
            Some(lits)
        })
        .collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn everything_is_as_trying_every_product(
        formulas in prop::collection::vec(a_formula(), 0..6),
        picks in prop::collection::vec((0..6_usize, 0..4_usize, any::<bool>(), any::<u8>()), 0..10),
        prices in prop::collection::vec(-5_i64..9, 12),
    ) {
        let problem = a_problem(&formulas);
        let all = products(&problem, &formulas);
        let compiled = compiled(&problem);
        let bytes = compiled.to_bytes();
        let compiled = Arc::new(Compiled::from_bytes(&bytes).unwrap());
        prop_assert_eq!(compiled.possible, !all.is_empty());
        let budget = &mut Budget::unlimited();
        let mut configurator = Configurator::open(Arc::clone(&compiled));
        let lits: Vec<Lit> = (0..problem.vars).flat_map(|var| [Lit::new(var, true), Lit::new(var, false)]).collect();
        for (variable, value, positive, undo) in picks {
            let lit = value_lit(&problem, (variable, value, positive));
            let choices = configurator.choices().to_vec();
            if undo < 60 && !choices.is_empty() {
                let out = choices[undo as usize % choices.len()];
                let change = configurator.undo(out, budget).unwrap().unwrap();
                prop_assert!(!change.freed.contains(&out));
            } else {
                match configurator.choose(lit, budget) {
                    Ok(_) => {}
                    Err(Refused::Again) => prop_assert!(choices.contains(&lit)),
                    Err(Refused::Excluded | Refused::Void) => {
                        prop_assert!(!all.iter().any(|p| p.contains(&lit) && choices.iter().all(|c| p.contains(c))));
                    }
                    Err(error) => prop_assert!(false, "{}", error),
                }
            }
            let choices = configurator.choices().to_vec();
            let left: Vec<&BTreeSet<Lit>> = all.iter().filter(|p| choices.iter().all(|c| p.contains(c))).collect();
            for lit in &lits {
                let with = left.iter().any(|p| p.contains(lit));
                let without = left.iter().any(|p| p.contains(&!*lit));
                let expected = match (with, without) {
                    (true, true) => State::Available,
                    (true, false) if choices.contains(lit) => State::Chosen,
                    (true, false) => State::Forced,
                    _ => State::Excluded,
                };
                prop_assert_eq!(configurator.state(*lit), expected);
            }
            prop_assert_eq!(configurator.count(budget).unwrap().to_string(), left.len().to_string());
            check_explanation(&mut configurator, &lits, &all, &formulas, &problem)?;
            let objective = Objective {
                weights: lits.iter().copied().zip(prices.iter().cycle().copied()).collect(),
            };
            check_least_effect(&configurator, &lits, &all, &objective.weights)?;
            let cost = |p: &BTreeSet<Lit>| -> i128 {
                objective.weights.iter().filter(|(lit, _)| p.contains(lit)).map(|(_, w)| i128::from(*w)).sum()
            };
            let best = configurator.complete_with(&objective, budget).unwrap();
            prop_assert_eq!(best.as_ref().map(|best| best.cost), left.iter().map(|p| cost(p)).min());
            if let Some(best) = best {
                prop_assert!(best.proven);
                prop_assert_eq!(objective.cost(&best.solution), best.cost);
                let is = |lit: &Lit| bit(&best.solution, lit.var() as usize) == lit.positive();
                prop_assert!(all.iter().any(|p| p.iter().all(is)));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_analysis_is_as_trying_every_product(formulas in prop::collection::vec(a_formula(), 1..6)) {
        let problem = a_problem(&formulas);
        let all = products(&problem, &formulas);
        let mut configurator = Configurator::open(compiled(&problem));
        let analysis = configurator.analyse(0, &mut Budget::unlimited()).unwrap();
        prop_assert!(analysis.complete);
        let compiled = Arc::clone(configurator.model());
        for finding in &analysis.findings {
            match finding {
                Finding::Void { .. } => prop_assert!(all.is_empty()),
                Finding::Dead { lit } => prop_assert!(!all.iter().any(|p| p.contains(lit))),
                Finding::Core { lit } => prop_assert!(all.iter().all(|p| p.contains(lit))),
                Finding::Redundant { rule } => {
                    if let RuleKind::Formula { line, .. } = &compiled.rules[*rule as usize] {
                        let mut fewer = formulas.clone();
                        fewer.remove(*line as usize);
                        prop_assert_eq!(products(&problem, &fewer).len(), all.len());
                        check_instead(&configurator, (*rule, *line as usize), &formulas, &problem)?;
                    }
                }
                Finding::FalseOptional { .. } => prop_assert!(false),
            }
        }
        prop_assert_eq!(all.is_empty(), matches!(analysis.findings.first(), Some(Finding::Void { .. })));
        for (line, _) in formulas.iter().enumerate().filter(|_| !all.is_empty()) {
            let mut fewer = formulas.clone();
            fewer.remove(line);
            let redundant = products(&problem, &fewer).len() == all.len();
            let found = analysis.findings.iter().any(|finding| match finding {
                Finding::Redundant { rule } => matches!(
                    &compiled.rules[*rule as usize],
                    RuleKind::Formula { line: of, .. } if *of as usize == line
                ),
                _ => false,
            });
            prop_assert_eq!(redundant, found, "rule {}", line);
        }
    }
}

/// What a redundant rule follows from suffices for it, and each of it is needed.
fn check_instead(
    configurator: &Configurator,
    (rule, line): (u32, usize),
    formulas: &[RawFormula],
    problem: &Problem,
) -> Result<(), TestCaseError> {
    let budget = &mut Budget::unlimited();
    let instead = configurator.rules_instead(rule, budget).unwrap();
    prop_assert!(!instead.contains(&rule));
    let line_of = |rule: &u32| match &configurator.model().rules[*rule as usize] {
        RuleKind::Formula { line, .. } => Some(*line as usize),
        _ => None,
    };
    let follows = |rules: &[u32]| {
        let lines = rules.iter().filter_map(line_of);
        let mut kept: Vec<RawFormula> = lines.map(|line| formulas[line].clone()).collect();
        let without = products(problem, &kept).len();
        kept.push(formulas[line].clone());
        products(problem, &kept).len() == without
    };
    prop_assert!(follows(&instead));
    for (at, _) in instead
        .iter()
        .enumerate()
        .filter(|(_, rule)| line_of(rule).is_some())
    {
        let mut fewer = instead.clone();
        fewer.remove(at);
        prop_assert!(!follows(&fewer));
    }
    Ok(())
}

fn check_explanation(
    configurator: &mut Configurator,
    lits: &[Lit],
    all: &[BTreeSet<Lit>],
    formulas: &[RawFormula],
    problem: &Problem,
) -> Result<(), TestCaseError> {
    let budget = &mut Budget::unlimited();
    let Some(lit) = lits
        .iter()
        .find(|lit| configurator.state(**lit) == State::Excluded)
        .copied()
    else {
        return Ok(());
    };
    if !configurator.possible() {
        return Ok(());
    }
    let why = configurator.explain(lit, budget).unwrap().unwrap();
    let holds = |choices: &[Lit]| {
        all.iter()
            .any(|p| p.contains(&lit) && choices.iter().all(|choice| p.contains(choice)))
    };
    prop_assert!(!holds(&why.choices));
    for at in 0..why.choices.len() {
        let mut fewer = why.choices.clone();
        fewer.remove(at);
        prop_assert!(holds(&fewer) || why.choices == [!lit]);
    }
    // The rules alone suffice, and each is needed.
    let with_rules = |rules: &[u32]| {
        let kept: Vec<RawFormula> = rules
            .iter()
            .filter_map(|rule| match &configurator.model().rules[*rule as usize] {
                RuleKind::Formula { line, .. } => Some(formulas[*line as usize].clone()),
                _ => None,
            })
            .collect();
        products(problem, &kept)
            .iter()
            .any(|p| p.contains(&lit) && why.choices.iter().all(|choice| p.contains(choice)))
    };
    let only_formulas = why.rules.iter().all(|rule| {
        matches!(
            configurator.model().rules[*rule as usize],
            RuleKind::Formula { .. }
        )
    });
    prop_assert!(!with_rules(&why.rules));
    for at in 0..why.rules.len() {
        let mut fewer = why.rules.clone();
        fewer.remove(at);
        prop_assert!(!only_formulas || with_rules(&fewer));
    }
    let repairs = configurator.repairs(&[lit], |_| 1, 3, budget).unwrap();
    let choices = configurator.choices().to_vec();
    let least = all
        .iter()
        .filter(|p| p.contains(&lit))
        .map(|p| choices.iter().filter(|choice| !p.contains(choice)).count())
        .min();
    prop_assert_eq!(repairs.first().map(|repair| repair.withdraw.len()), least);
    for repair in &repairs {
        let kept: Vec<Lit> = choices
            .iter()
            .filter(|c| !repair.withdraw.contains(c))
            .copied()
            .collect();
        prop_assert!(holds(&kept));
    }
    Ok(())
}

/// Every subset of at most three choices, tried on every product.
fn check_least_effect(
    configurator: &Configurator,
    lits: &[Lit],
    all: &[BTreeSet<Lit>],
    prices: &[(Lit, i64)],
) -> Result<(), TestCaseError> {
    let excluded = |lit: &&Lit| configurator.state(**lit) == State::Excluded;
    let Some(lit) = lits.iter().find(excluded).copied() else {
        return Ok(());
    };
    let choices = configurator.choices();
    let with = |kept: &[Lit]| -> Vec<&BTreeSet<Lit>> {
        let has = |p: &&BTreeSet<Lit>| kept.iter().all(|choice| p.contains(choice));
        all.iter().filter(has).collect()
    };
    let worth = |left: &[&BTreeSet<Lit>]| -> i128 {
        let settled = |lit: &Lit| left.iter().all(|p| p.contains(lit));
        let prices = prices.iter().filter(|(lit, _)| settled(lit));
        prices.map(|(_, price)| i128::from(*price)).sum()
    };
    let after = |gone: u32| -> Option<i128> {
        let kept = choices
            .iter()
            .zip(0..)
            .filter(|(_, at)| gone >> at & 1 == 0);
        let mut kept: Vec<Lit> = kept.map(|(choice, _)| *choice).collect();
        kept.push(lit);
        let left = with(&kept);
        (!left.is_empty()).then(|| worth(&left))
    };
    let now = worth(&with(choices));
    let mut least: Option<u128> = None;
    let mut ways: Vec<u32> = Vec::new();
    let mut subsets: Vec<u32> = (1..1 << choices.len()).collect();
    subsets.retain(|gone| gone.count_ones() <= 3);
    subsets.sort_by_key(|gone| gone.count_ones());
    for gone in subsets {
        let minimal = ways.iter().all(|way| gone & way != *way);
        if let Some(then) = after(gone).filter(|_| minimal) {
            ways.push(gone);
            let effect = (then - now).unsigned_abs();
            least = Some(least.map_or(effect, |known| known.min(effect)));
        }
    }
    let found = configurator
        .least_effect(&[lit], prices, &mut Budget::unlimited())
        .unwrap();
    prop_assert_eq!(
        found.as_ref().map(|found| found.effect.unsigned_abs()),
        least
    );
    if let Some(found) = found {
        prop_assert!(found.proven);
        prop_assert!((1..=3).contains(&found.withdraw.len()));
    }
    Ok(())
}
