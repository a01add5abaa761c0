//! What the configurator answers is the same to the byte, natively and in WebAssembly; so is the work it
//! takes, on which it depends where a budget ends.

use super::data::compiled;
use super::examples::CAR;
use super::random::{RawFormula, a_problem, value_lit};
use crate::cpq::configure::problem::Problem;
use crate::cpq::configure::*;
use crate::kernel::digest::{Digest, Draw};
use std::sync::Arc;

fn place(draw: &mut Draw, most: i64) -> usize {
    usize::try_from(draw.between(0, most)).unwrap()
}

/// A variable, one of its values, and whether it is meant or its opposite.
fn a_pick(draw: &mut Draw) -> (usize, usize, bool) {
    (place(draw, 5), place(draw, 3), draw.percent(50))
}

fn a_formula(draw: &mut Draw, depth: u32) -> RawFormula {
    let kinds = if depth == 0 { 0 } else { 6 };
    let some = |draw: &mut Draw| -> Vec<RawFormula> {
        (0..draw.between(0, 3))
            .map(|_| a_formula(draw, depth - 1))
            .collect()
    };
    let one = |draw: &mut Draw| Box::new(a_formula(draw, depth - 1));
    match draw.between(0, kinds) {
        0 => RawFormula::Lit(a_pick(draw)),
        1 => RawFormula::Not(one(draw)),
        2 => RawFormula::And(some(draw)),
        3 => RawFormula::Or(some(draw)),
        4 => RawFormula::Iff(one(draw), one(draw)),
        5 => RawFormula::Sum(
            (0..draw.between(1, 4))
                .map(|_| (place(draw, 5), draw.between(-3, 3)))
                .collect(),
            place(draw, 5),
            draw.between(-6, 8),
        ),
        _ => {
            let scope: Vec<usize> = (0..6).filter(|_| draw.percent(40)).collect();
            if scope.is_empty() {
                return RawFormula::Lit(a_pick(draw));
            }
            let cells = (0..draw.between(0, 17)).map(|_| place(draw, 3));
            RawFormula::Among(scope, cells.collect())
        }
    }
}

/// What is answered about one model while it is configured.
fn answer(
    digest: &mut Digest,
    problem: &Problem,
    draw: &mut Draw,
    pick: impl Fn(&mut Draw) -> Lit,
) {
    let compiled = compiled(problem);
    digest.add_bytes(compiled.to_bytes());
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    let budget = &mut Budget::unlimited();
    let lits: Vec<Lit> = (0..problem.vars)
        .flat_map(|var| [Lit::new(var, true), Lit::new(var, false)])
        .collect();
    let weights: Vec<(Lit, i64)> = lits.iter().map(|lit| (*lit, draw.between(-5, 8))).collect();
    for _ in 0..6 {
        let choices = configurator.choices().to_vec();
        let changed = if !choices.is_empty() && draw.percent(25) {
            format!("{:?}", configurator.undo(draw.of(&choices), budget))
        } else {
            format!("{:?}", configurator.choose(pick(draw), budget))
        };
        digest.add_bytes(changed);
        let states: Vec<State> = lits.iter().map(|lit| configurator.state(*lit)).collect();
        digest.add(&states);
        digest.add(&configurator.count(budget).unwrap().to_string());
        let excluded = |lit: &&Lit| configurator.state(**lit) == State::Excluded;
        let found = lits.iter().find(excluded).copied();
        // Of a model without products everything is excluded; its analysis says why.
        let Some(lit) = found.filter(|_| configurator.possible()) else {
            continue;
        };
        digest.add(&configurator.explain(lit, budget).unwrap());
        digest.add(&configurator.repairs(&[lit], |_| 1, 3, budget).unwrap());
        digest.add(&configurator.least_effect(&[lit], &weights, budget).unwrap());
    }
    let objective = Objective { weights };
    let best = configurator.complete_with(&objective, budget).unwrap();
    digest.add_bytes(format!("{best:?}"));
    digest.add(&configurator.analyse(0, budget).unwrap());
    digest.add(&budget.spent());
}

#[test]
fn the_configurator_answers_the_same_bytes_everywhere() {
    let mut draw = Draw::new(2004);
    let mut digest = Digest::of("configurator");
    for _ in 0..60 {
        let formulas: Vec<RawFormula> = (0..draw.between(0, 5))
            .map(|_| a_formula(&mut draw, 3))
            .collect();
        let problem = a_problem(&formulas);
        answer(&mut digest, &problem, &mut draw, |draw| {
            value_lit(&problem, a_pick(draw))
        });
    }
    let car = read::uvl::read(CAR).unwrap().problem().unwrap();
    for _ in 0..20 {
        answer(&mut digest, &car, &mut draw, |draw| {
            Lit::new(draw.count(0, car.vars - 1), draw.percent(50))
        });
    }
    digest.say();
}
