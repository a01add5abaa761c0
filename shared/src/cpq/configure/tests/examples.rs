//! Small models whose answers can be read off.

use super::data::compiled;
use crate::cpq::configure::problem::RuleKind;
use crate::cpq::configure::*;
use std::sync::Arc;

pub(super) const CAR: &str = "features
\tcar
\t\tmandatory
\t\t\tengine
\t\t\t\talternative
\t\t\t\t\tpetrol
\t\t\t\t\telectric
\t\toptional
\t\t\ttow_bar
\t\t\ttank
\t\t\tcable
\t\t\tnever
constraints
\tpetrol => tank
\telectric => cable & !tank
\ttow_bar => petrol
\tnever => petrol & electric
\ttow_bar => tank
\tcable
";

fn car() -> (Arc<Compiled>, impl Fn(&str) -> Lit) {
    let model = read::uvl::read(CAR).unwrap();
    let names: Vec<String> = model
        .features
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let compiled = compiled(&model.problem().unwrap());
    let lit = move |name: &str| {
        let var = names.iter().position(|known| known == name).unwrap();
        Lit::new(var as u32, true)
    };
    (compiled, lit)
}

#[test]
fn an_excluded_value_says_why_and_what_to_give_up() {
    let (compiled, lit) = car();
    let budget = &mut Budget::unlimited();
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    let change = configurator.choose(lit("tow_bar"), budget).unwrap();
    assert_eq!(change.implied, {
        let mut implied = vec![lit("petrol"), !lit("electric"), lit("tank")];
        implied.sort_unstable();
        implied
    });
    assert_eq!(configurator.state(lit("electric")), State::Excluded);
    assert_eq!(
        configurator.choose(lit("electric"), budget),
        Err(Refused::Excluded)
    );
    let why = configurator
        .explain(lit("electric"), budget)
        .unwrap()
        .unwrap();
    assert_eq!(why.choices, [lit("tow_bar")]);
    let texts: Vec<&str> = why
        .rules
        .iter()
        .map(|rule| match &compiled.rules[*rule as usize] {
            RuleKind::Formula { text, .. } => text.as_str(),
            RuleKind::Group { .. } => "group",
            _ => "other",
        })
        .collect();
    // Either the engine is one of two, or the tank excludes it: both are minimal.
    assert!(
        texts == ["group", "tow_bar => petrol"]
            || texts == ["electric => cable & !tank", "tow_bar => tank"],
        "{texts:?}"
    );
    let repairs = configurator
        .repairs(&[lit("electric")], |_| 1, 5, budget)
        .unwrap();
    assert_eq!(repairs.len(), 1);
    assert_eq!(repairs[0].withdraw, [lit("tow_bar")]);
    let change = configurator.undo(lit("tow_bar"), budget).unwrap().unwrap();
    assert_eq!(change.freed.len(), 3);
    assert_eq!(configurator.state(lit("electric")), State::Available);
    assert_eq!(configurator.count(budget).unwrap().to_string(), "3");
}

#[test]
fn the_analysis_finds_what_is_odd() {
    let (compiled, lit) = car();
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    let analysis = configurator.analyse(0, &mut Budget::unlimited()).unwrap();
    let has = |finding: &Finding| analysis.findings.contains(finding);
    assert!(has(&Finding::Dead { lit: lit("never") }));
    assert!(has(&Finding::Core { lit: lit("cable") }));
    assert!(has(&Finding::FalseOptional {
        feature: lit("cable").var(),
        parent: 0
    }));
    let redundant: Vec<&str> = analysis
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Redundant { rule } => match &compiled.rules[*rule as usize] {
                RuleKind::Formula { text, .. } => Some(text.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(redundant, ["tow_bar => petrol", "tow_bar => tank"]);
    assert!(analysis.complete);
    let why = configurator
        .explain(lit("never"), &mut Budget::unlimited())
        .unwrap()
        .unwrap();
    assert!(why.choices.is_empty());
    assert!(why.rules.len() >= 2);
}

#[test]
fn a_model_without_products_says_which_rules_contradict() {
    let text = "features\n\ta\n\t\tmandatory\n\t\t\tb\n\t\toptional\n\t\t\tc\nconstraints\n\tb => c\n\t!c\n\tc => a\n";
    let compiled = compiled(&read::uvl::read(text).unwrap().problem().unwrap());
    assert!(!compiled.possible);
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    let budget = &mut Budget::unlimited();
    assert_eq!(
        configurator.choose(Lit::new(2, true), budget),
        Err(Refused::Void)
    );
    let analysis = configurator.analyse(0, budget).unwrap();
    let [Finding::Void { rules }] = analysis.findings.as_slice() else {
        panic!("{analysis:?}")
    };
    let formulas = rules
        .iter()
        .filter(|rule| matches!(compiled.rules[**rule as usize], RuleKind::Formula { .. }));
    assert_eq!(formulas.count(), 2);
    assert_eq!(configurator.count(budget).unwrap().to_string(), "0");
}

#[test]
fn a_stopped_choice_is_gone_on_with() {
    let (compiled, lit) = car();
    let mut configurator = Configurator::open(compiled);
    let stopped = configurator.choose(lit("petrol"), &mut Budget::steps(0));
    if stopped.is_err() {
        assert!(!configurator.complete());
        configurator.resume(&mut Budget::unlimited()).unwrap();
    }
    assert!(configurator.complete());
    assert_eq!(configurator.state(lit("tank")), State::Forced);
}

#[test]
fn literals_of_another_model_are_refused() {
    let (compiled, _) = car();
    let mut configurator = Configurator::open(compiled);
    let (unknown, budget) = (Lit::new(9_999, true), &mut Budget::unlimited());
    assert_eq!(configurator.state(unknown), State::Excluded);
    assert_eq!(configurator.choose(unknown, budget), Err(Refused::Unknown));
    assert_eq!(configurator.explain(unknown, budget), Ok(None));
    assert_eq!(
        configurator.conflict(&[unknown], budget),
        Ok(Some(vec![unknown]))
    );
    assert_eq!(
        configurator.repairs(&[unknown], |_| 1, 1, budget),
        Ok(Vec::new())
    );
}

#[test]
fn damaged_bytes_are_refused() {
    let (compiled, _) = car();
    let bytes = compiled.to_bytes();
    assert_eq!(Compiled::from_bytes(&bytes).as_ref(), Ok(&*compiled));
    for end in 0..bytes.len() {
        assert!(Compiled::from_bytes(&bytes[..end]).is_err());
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        // Refused or another model, never a panic.
        if let Ok(model) = Compiled::from_bytes(&damaged) {
            let mut configurator = Configurator::open(Arc::new(model));
            let _ = configurator.resume(&mut Budget::steps(10_000));
        }
    }
}
