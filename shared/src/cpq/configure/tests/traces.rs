//! The reference sessions of an independent solver, choice by choice.

use super::data::*;
use crate::cpq::configure::sat::Lit;
use crate::cpq::configure::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// From the variables of a trace to ours; all the same when empty.
pub struct TraceLits(pub Vec<u32>);

impl TraceLits {
    fn lit(&self, number: &Value) -> Lit {
        let lit = Lit::from_dimacs(number.as_i64().unwrap()).unwrap();
        match self.0.get(lit.var() as usize) {
            Some(var) => Lit::new(*var, lit.positive()),
            None => lit,
        }
    }

    fn set(&self, value: &Value) -> BTreeSet<Lit> {
        list(value).iter().map(|number| self.lit(number)).collect()
    }
}

pub fn replay(name: &str, compiled: &Arc<Compiled>, trace: &Value, ours: &TraceLits) {
    let start = Configurator::open(Arc::clone(compiled));
    let settled: BTreeSet<Lit> = start.settled().collect();
    let dead = ours.set(&trace["dead"]).into_iter().map(|lit| !lit);
    let expected: BTreeSet<Lit> = ours.set(&trace["core"]).into_iter().chain(dead).collect();
    assert_eq!(settled, expected, "{name}: core and dead");
    let budget = &mut Budget::unlimited();
    for (number, session) in list(&trace["sessions"]).iter().enumerate() {
        let mut configurator = Configurator::open(Arc::clone(compiled));
        for (at, step) in list(&session["steps"]).iter().enumerate() {
            let change = configurator
                .choose(ours.lit(&step["choose"]), budget)
                .unwrap();
            let implied: BTreeSet<Lit> = change.implied.into_iter().collect();
            let expected = ours.set(&step["newly_implied"]);
            assert_eq!(implied, expected, "{name}: session {number}, step {at}");
        }
        assert_eq!(
            Some(configurator.decided()),
            session["complete"].as_bool(),
            "{name}"
        );
    }
}

#[test]
fn sessions_on_dimacs_are_as_the_reference() {
    for name in MODELS {
        let (Some(problem), Some(trace)) = (dimacs(name), json(&format!("traces/{name}.json")))
        else {
            continue;
        };
        replay(name, &compiled(&problem), &trace, &TraceLits(Vec::new()));
    }
}

#[test]
fn conflicts_and_withdrawals_are_as_the_reference() {
    for name in MODELS {
        let (Some(problem), Some(trace)) = (dimacs(name), json(&format!("traces/{name}.json")))
        else {
            continue;
        };
        let compiled = compiled(&problem);
        let budget = &mut Budget::unlimited();
        for case in list(&trace["conflicts"]) {
            let choices = lits(&case["choices"]);
            let mut configurator = Configurator::open(Arc::clone(&compiled));
            let conflict = configurator.conflict(&choices, budget).unwrap().unwrap();
            let expected = lits(&case["preferred_minimal_conflict"]);
            assert_eq!(
                conflict.iter().collect::<BTreeSet<_>>(),
                expected.iter().collect::<BTreeSet<_>>(),
                "{name}"
            );
            let withdrawn = withdrawals(&compiled, &choices);
            if let Some(least) = case["min_give_up"].as_i64() {
                assert_eq!(withdrawn, i128::from(least), "{name}");
            }
        }
    }
}

fn withdrawals(compiled: &Arc<Compiled>, choices: &[Lit]) -> i128 {
    let configurator = Configurator::open(Arc::clone(compiled));
    let objective = Objective {
        weights: choices.iter().map(|choice| (!*choice, 1)).collect(),
    };
    let best = configurator.complete_with(&objective, &mut Budget::unlimited());
    let best = best.unwrap().unwrap();
    assert!(best.proven);
    best.cost
}

#[test]
fn cheapest_products_cost_what_the_reference_says() {
    for name in MODELS {
        let (Some(problem), Some(trace)) = (dimacs(name), json(&format!("traces/{name}.json")))
        else {
            continue;
        };
        let compiled = compiled(&problem);
        let objective = prices(&compiled);
        for case in list(&trace["optimum"]) {
            let budget = &mut Budget::unlimited();
            let mut configurator = Configurator::open(Arc::clone(&compiled));
            for choice in lits(&case["choices"]) {
                match configurator.choose(choice, budget) {
                    Ok(_) | Err(Refused::Again) => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
            let best = configurator
                .complete_with(&objective, budget)
                .unwrap()
                .unwrap();
            assert!(best.proven, "{name}");
            assert_eq!(
                Some(best.cost as i64),
                case["min_total_price"].as_i64(),
                "{name}"
            );
        }
    }
}

#[test]
fn the_table_model_is_as_the_reference() {
    let (Some(model), Some(trace)) = (text("csp/pc_shop.json"), json("csp/pc_shop.trace.json"))
    else {
        return;
    };
    let problem = read::csp_json::read(&model).unwrap();
    let compiled = compiled(&problem);
    let pair = |value: &Value| {
        let (variable, number) = (
            value[0].as_u64().unwrap() as usize,
            value[1].as_i64().unwrap(),
        );
        let variable = &problem.variables[variable];
        let at = (0..variable.len())
            .find(|at| variable.number(*at) == number)
            .unwrap();
        variable.lit(at)
    };
    let pairs = |value: &Value| -> BTreeSet<Lit> { list(value).iter().map(pair).collect() };
    // What the settled literals exclude: of two values, having one excludes the other.
    let removed = |settled: Vec<Lit>| -> BTreeSet<Lit> {
        let out = settled.into_iter().filter(|lit| {
            let (_, _, has) = compiled.describe(*lit).unwrap();
            let two = problem.variables[compiled.variable_of(lit.var()).unwrap()].len() == 2;
            two || !has
        });
        out.map(|lit| !lit).collect()
    };
    let start = Configurator::open(Arc::clone(&compiled));
    assert_eq!(
        removed(start.settled().collect()),
        pairs(&trace["never_possible"])
    );
    let budget = &mut Budget::unlimited();
    for session in list(&trace["sessions"]) {
        let mut configurator = Configurator::open(Arc::clone(&compiled));
        for step in list(&session["steps"]) {
            let choice = pair(&step["choose"]);
            let change = configurator.choose(choice, budget).unwrap();
            let mut settled = change.implied;
            settled.push(choice);
            assert_eq!(removed(settled), pairs(&step["removed"]));
        }
    }
}

#[test]
fn counts_are_as_the_reference() {
    let Some(counts) = json("counts.json") else {
        return;
    };
    for (name, expected) in counts.as_object().unwrap() {
        let problem = match name.split_once('/').unwrap() {
            ("models", name) => dimacs(name).unwrap(),
            (_, name) => read::csp_json::read(&text(&format!("csp/{name}.json")).unwrap()).unwrap(),
        };
        let configurator = Configurator::open(compiled(&problem));
        let count = configurator.count(&mut Budget::unlimited()).unwrap();
        if let Some(exact) = expected["solutions"].as_str() {
            assert_eq!(count.to_string(), exact, "{name}");
        }
        if let Some(digits) = expected["solutions_approx"].as_str() {
            assert_eq!(format!("{:.11e}", count.to_f64()), plain(digits), "{name}");
        }
    }
}

/// `1.5e+20` as Rust writes it.
fn plain(number: &str) -> String {
    number.replace("e+", "e")
}
