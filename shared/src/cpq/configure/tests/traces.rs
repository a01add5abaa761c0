//! The reference sessions of an independent solver, choice by choice.

use super::data::*;
use crate::cpq::configure::sat::Lit;
use crate::cpq::configure::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

fn replay(name: &str, compiled: &Arc<Compiled>, trace: &Value) {
    let start = Configurator::open(Arc::clone(compiled));
    let settled: BTreeSet<i64> = start.settled().map(Lit::to_dimacs).collect();
    let numbers = |value: &Value| -> Vec<i64> {
        list(value)
            .iter()
            .map(|number| number.as_i64().unwrap())
            .collect()
    };
    let expected: BTreeSet<i64> = numbers(&trace["core"])
        .into_iter()
        .chain(numbers(&trace["dead"]).into_iter().map(|number| -number))
        .collect();
    assert_eq!(settled, expected, "{name}: core and dead");
    let budget = &mut Budget::unlimited();
    for (number, session) in list(&trace["sessions"]).iter().enumerate() {
        let mut configurator = Configurator::open(Arc::clone(compiled));
        for (at, step) in list(&session["steps"]).iter().enumerate() {
            let choice = Lit::from_dimacs(step["choose"].as_i64().unwrap()).unwrap();
            let change = configurator.choose(choice, budget).unwrap();
            let ours: BTreeSet<Lit> = change.implied.into_iter().collect();
            let theirs: BTreeSet<Lit> = lits(&step["newly_implied"]).into_iter().collect();
            assert_eq!(ours, theirs, "{name}: session {number}, step {at}");
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
        replay(name, &compiled(&problem), &trace);
    }
}
