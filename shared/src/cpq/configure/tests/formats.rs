//! Readers and writers: the same model in three formats, there and back, and texts that are wrong.

use super::data::*;
use super::traces::{TraceLits, replay};
use crate::cpq::configure::feature::FeatureModel;
use crate::cpq::configure::problem::GroupKind;
use crate::cpq::configure::sat::Lit;
use crate::cpq::configure::*;
use std::collections::BTreeMap;

/// Without what the formats do not share.
fn bare(mut model: FeatureModel) -> FeatureModel {
    model.name.clear();
    // A text may list the groups of a feature before or after those of its children.
    model
        .groups
        .sort_by_key(|group| (group.parent, group.children.first().copied()));
    for feature in &mut model.features {
        feature.attributes.clear();
    }
    for constraint in &mut model.constraints {
        constraint.text.clear();
        constraint.line = 0;
    }
    model
}

fn uvl(name: &str) -> Option<FeatureModel> {
    // Not every model has one.
    if ["fiasco_17_10", "axtls"].contains(&name) {
        return None;
    }
    Some(read::uvl::read(&text(&format!("models/{name}.uvl"))?).unwrap())
}

#[test]
fn uvl_and_json_are_the_same_models() {
    for name in MODELS {
        let Some(model) = uvl(name) else { continue };
        let Some(json) = text(&format!("models/{name}.fm.json")) else {
            continue;
        };
        let from_json = read::fm_json::read(&json).unwrap();
        let written = read::uvl_write::write(&model);
        let again = read::uvl::read(&written).unwrap();
        let from_json_again = read::uvl::read(&read::uvl_write::write(&from_json)).unwrap();
        let model = bare(model);
        assert!(model == bare(from_json), "{name}");
        assert!(model == bare(again), "{name}");
        assert!(model == bare(from_json_again), "{name}");
    }
}

#[test]
fn sessions_on_uvl_are_as_the_reference() {
    for name in MODELS {
        let (Some(model), Some(numbered)) = (uvl(name), dimacs(name)) else {
            continue;
        };
        let Some(trace) = json(&format!("traces/{name}.json")) else {
            continue;
        };
        let var_of: BTreeMap<&str, u32> = model
            .features
            .iter()
            .enumerate()
            .map(|(at, feature)| (feature.name.as_str(), at as u32))
            .collect();
        let to_ours = numbered
            .variables
            .iter()
            .map(|variable| {
                var_of
                    .get(variable.name.as_str())
                    .copied()
                    .unwrap_or(u32::MAX)
            })
            .collect();
        let compiled = compiled(&model.problem().unwrap());
        replay(name, &compiled, &trace, &TraceLits(to_ours));
    }
}

#[test]
fn a_comment_that_begins_with_a_number_names_no_variable_there_is_not() {
    let text = "c 2026 features, made in spring\nc 0 is no variable\nc 1 a\np cnf 2 1\n1 2 0\n";
    let problem = read::dimacs::read("m", text).unwrap();
    let names: Vec<&str> = problem
        .variables
        .iter()
        .map(|variable| variable.name.as_str())
        .collect();
    assert_eq!(names, ["a", "2"]);
    let twice = "c 1 a\nc 1 b\np cnf 1 0\n";
    assert!(read::dimacs::read("m", twice).is_err());
}

#[test]
fn dimacs_is_read_again_as_written() {
    let text = "c 1 a b\nc 2 aux_1\np cnf 3 2\n1 -2 0\n2\n 3 0\n";
    let problem = read::dimacs::read("m", text).unwrap();
    assert_eq!(problem.variables[0].name, "a b");
    let helpers: Vec<bool> = problem
        .variables
        .iter()
        .map(|variable| variable.helper)
        .collect();
    assert_eq!(helpers, [false, true, true]);
    let compiled = compiled(&problem);
    let written = compiled.to_dimacs();
    let again = read::dimacs::read("m", &written).unwrap();
    assert_eq!(again.variables[0].name, "a b");
    assert_eq!(written, super::data::compiled(&again).to_dimacs());
}

#[test]
fn a_wrong_text_is_refused_at_its_place() {
    let uvl = |text: &str| read::uvl::read(text).unwrap_err().to_string();
    let cases = [
        ("", "line 1, column 1: the model has no feature"),
        (
            "features\n\ta\n\t\tsome\n",
            "line 3, column 3: `some` is not a kind of group",
        ),
        (
            "features\n\ta\n\tb\n",
            "line 3, column 2: a second root feature",
        ),
        (
            "features\n\ta\n\t\tor\n\t\t\ta\n",
            "line 4, column 4: the feature `a` is there twice",
        ),
        (
            "features\n\ta\nconstraints\n\ta & b\n",
            "line 4, column 6: there is no feature `b`",
        ),
        (
            "features\n\ta\nconstraints\n\ta &\n",
            "line 4, column 4: the constraint ends too early",
        ),
        (
            "features\n\ta\nconstraints\n\t(a\n",
            "line 4, column 2: `(` is never closed",
        ),
        (
            "features\n\ta\nconstraints\n\ta > 3\n",
            "line 4, column 2: a number is expected, this is a condition",
        ),
        (
            "features\n\ta {p 3}\nconstraints\n\ta.p & a\n",
            "line 4, column 2: a condition is expected, this is a number",
        ),
        (
            "features\n\tInteger a\n",
            "line 2, column 2: features of the kind Integer are not taken: only Boolean ones",
        ),
        (
            "features\n\ta cardinality [1..3]\n",
            "line 2, column 4: feature cardinalities other than [1..1] are not taken",
        ),
        (
            "imports\n\tb\nfeatures\n\ta\n",
            "line 1, column 1: imports are not taken: flatten the model",
        ),
        (
            "features\n\ta {n 'x}\n",
            "line 2, column 7: the text is never closed",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(uvl(text), expected, "{text:?}");
    }
    let deep = format!(
        "features\n\ta\nconstraints\n\t{}a{}\n",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert!(uvl(&deep).contains("nested too deeply"));
    let arrows = format!("features\n\ta\nconstraints\n\ta{}\n", " => a".repeat(1_000));
    assert!(uvl(&arrows).contains("nested too deeply"));
    let json = |text: &str| read::fm_json::read(text).unwrap_err().to_string();
    assert_eq!(
        json("{\"root\": {}}"),
        "line 1, column 10: `name` is missing"
    );
    assert_eq!(
        json("{\n\"root\": 1"),
        "line 2, column 10: the document ends too early"
    );
    assert_eq!(
        json("{\"root\": {\"name\": \"a\"}, \"constraints\": [\"b\"]}"),
        "line 1, column 41: there is no feature `b`"
    );
    assert!(json(&"[".repeat(100_000)).contains("nested too deeply"));
    let dimacs = |text: &str| read::dimacs::read("m", text).unwrap_err().to_string();
    assert_eq!(
        dimacs("p cnf 2 1\n1 3 0\n"),
        "line 2, column 3: `3` is beyond the 2 variables announced"
    );
    assert_eq!(
        dimacs("p cnf 2 1\n1 x 0\n"),
        "line 2, column 3: `x` is not a literal"
    );
    assert_eq!(
        dimacs("p cnf 2 2\n1 0\n"),
        "line 2, column 1: 1 clauses, 2 announced"
    );
    assert!(dimacs("p cnf 99999999999 1\n").contains("at most"));
    let csp = |text: &str| read::csp_json::read(text).unwrap_err().to_string();
    assert_eq!(
        csp("{\"variables\": [{\"name\": \"a\", \"domain\": [1, 1]}], \"constraints\": []}"),
        "line 1, column 44: the value 1 is there twice"
    );
}

#[test]
fn cardinalities_and_sums_mean_what_they_say() {
    let text = "features\n\tr\n\t\t[2..3]\n\t\t\ta {w 2.5}\n\t\t\tb {w 1.5}\n\t\t\tc {w 1}\n\t\t\td {w 4}\nconstraints\n\tsum(w) <= 5 // at most\n\ta => sum(r, w) - 1 == 3\n";
    let model = read::uvl::read(text).unwrap();
    assert_eq!(
        model.groups[0].kind,
        GroupKind::Cardinality { min: 2, max: 3 }
    );
    let compiled = compiled(&model.problem().unwrap());
    let weights = [25, 15, 10, 40];
    let mut configurator = Configurator::open(std::sync::Arc::clone(&compiled));
    for bits in 0_u32..16 {
        let count = bits.count_ones();
        let sum: i32 = (0..4)
            .filter(|at| bits >> at & 1 == 1)
            .map(|at| weights[at])
            .sum();
        let expected = (2..=3).contains(&count) && sum <= 50 && (bits & 1 == 0 || sum == 40);
        let lits: Vec<Lit> = (0..4)
            .map(|at| Lit::new(at + 1, bits >> at & 1 == 1))
            .collect();
        let conflict = configurator
            .conflict(&lits, &mut Budget::unlimited())
            .unwrap();
        assert_eq!(conflict.is_none(), expected, "{bits:04b}");
    }
}

#[test]
fn what_is_short_to_write_does_not_become_large() {
    let uvl = |attribute: &str, rules: String| {
        let features: String = (0..4_000)
            .map(|at| format!("\t\t\tF{at}{attribute}\n"))
            .collect();
        let text = format!("features\n\tr\n\t\toptional\n{features}constraints\n{rules}");
        read::uvl::read(&text)
    };
    assert!(uvl(" {w 1}", "\tsum(w) > 1\n".repeat(50)).is_ok());
    let factors = format!("\tsum(w){} > 1\n", " * 1".repeat(1_000));
    for (attribute, rules) in [("", "\tsum(w) > 1\n".repeat(1_000)), (" {w 1}", factors)] {
        let why = uvl(attribute, rules).unwrap_err().to_string();
        assert!(why.contains("too many terms"), "{why}");
    }
    let domain: Vec<String> = (0..100_000).map(|value| value.to_string()).collect();
    let csp = |tables: usize| {
        let table = r#"{"kind": "supports", "scope": [0], "tuples": []}"#;
        let tables = vec![table; tables].join(",");
        let domain = domain.join(",");
        let text = format!(
            r#"{{"variables": [{{"name": "a", "domain": [{domain}]}}], "constraints": [{tables}]}}"#
        );
        read::csp_json::read(&text)
    };
    assert!(csp(3).is_ok());
    let why = csp(201).unwrap_err().to_string();
    assert!(why.contains("more than 20000000 values"), "{why}");
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_reader(text in "[a-c \t\n(){}\\[\\].,!&|=<>\"'0-9*:-]{0,80}") {
        let _ = read::uvl::read(&text);
        let _ = read::uvl::read(&format!("features\n\ta\n\t\tor\n\t\t\tb\n\t\t\tc\nconstraints\n\t{text}"));
        let _ = read::fm_json::read(&text);
        let _ = read::csp_json::read(&text);
        let _ = read::dimacs::read("m", &format!("p cnf 3 1\n{text}"));
    }
}
