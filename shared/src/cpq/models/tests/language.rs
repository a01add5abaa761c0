//! The language of rules: what is read, where it is wrong, and that its text is itself again.

use super::examples::{attribute, pump, rule, value};
use crate::cpq::configure::Budget;
use crate::cpq::configure::problem::Limits;
use crate::cpq::models::text::{Expr, Kind, Name, Op, Place, Word, WordKind, is_key, parse};
use crate::cpq::models::{Adder, AttributeKind, Engine, ModelContent, ModelRule};
use crate::kernel::{Issue, LocalText};
use proptest::prelude::*;
use std::sync::Arc;

fn refusal(text: &str) -> Issue {
    let mut content: ModelContent = pump();
    content.rules = vec![ModelRule {
        name: LocalText::default(),
        text: text.to_owned(),
    }];
    let mut issues = Engine::build(Arc::new(content)).expect_err(text);
    assert_eq!(issues.len(), 1, "{text}: {issues:?}");
    issues.remove(0)
}

fn param(issue: &Issue, name: &str) -> String {
    let found = issue.params.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[test]
fn rules_that_say_much_in_few_letters_are_too_much_together() {
    let values = (0..900).map(|at| value(&format!("v{at}"), 0, false));
    let many = AttributeKind::Multi {
        min: 0,
        max: 900,
        values: values.collect(),
    };
    let content = ModelContent {
        attributes: vec![attribute("many", many)],
        groups: Vec::new(),
        rules: vec![rule("count(many) >= 1"); 4_500],
        ..pump()
    };
    let issues = Engine::build(Arc::new(content)).expect_err("four million times two figures");
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!(issues[0].code, "model_too_large");
}

/// Whoever shares a machine compiles within limits and a budget of their own.
#[test]
fn a_model_is_compiled_within_what_it_is_given() {
    let built = |limits: Limits, steps: u64| {
        let content = Arc::new(pump());
        let built = Engine::build_within(content, limits, &mut Budget::steps(steps));
        built
            .map(|_| ())
            .map_err(|issues| issues[0].code.to_string())
    };
    assert_eq!(built(Limits::SHARED, 1_000_000), Ok(()));
    assert_eq!(built(Limits::FULL, 1), Err("model_too_hard".to_owned()));
    let small = Limits {
        literals: 1,
        ..Limits::SHARED
    };
    assert_eq!(built(small, 1_000_000), Err("model_too_large".to_owned()));
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    for (text, code, line, column) in [
        ("material = ", "rule_unfinished", 1, 12),
        ("material = )", "rule_expects_expression", 1, 12),
        ("material = gold", "rule_unknown_value", 1, 12),
        ("material = stel", "rule_unknown_value_near", 1, 12),
        ("materal = steel", "rule_unknown_name_near", 1, 1),
        ("colour = red", "rule_unknown_name", 1, 1),
        ("flow >= 20 and\n  material", "rule_choice_alone", 2, 3),
        ("flow", "rule_number_alone", 1, 1),
        ("flow + 1", "rule_number_as_condition", 1, 6),
        ("material < steel", "rule_choice_order", 1, 10),
        ("material + 1 > 2", "rule_not_a_number", 1, 1),
        ("(flow > 1) + 2 > 3", "rule_condition_as_number", 1, 7),
        ("count(flow) > 1", "rule_not_countable", 1, 7),
        ("extras > 1", "rule_several_alone", 1, 1),
        ("(atex", "rule_unfinished", 1, 6),
        ("(atex atex", "rule_expects_sign", 1, 7),
        ("atex atex", "rule_expects_operator", 1, 6),
        ("atex & flow", "rule_character", 1, 6),
        ("12a = 3", "rule_number", 1, 1),
        ("flow = 99999999999", "rule_number_too_large", 1, 8),
        (
            "table(material, atex) allows (steel)",
            "rule_row_length",
            1,
            30,
        ),
        (
            "table(material, atex) (steel, yes)",
            "rule_expects_allows",
            1,
            23,
        ),
        (
            "table(material, material) allows (steel, steel)",
            "rule_name_twice",
            1,
            17,
        ),
        ("flow in (7)", "rule_unknown_value", 1, 10),
    ] {
        let issue = refusal(text);
        assert_eq!(issue.code, code, "{text}: {issue:?}");
        assert_eq!(param(&issue, "line"), line.to_string(), "{text}: {issue:?}");
        assert_eq!(
            param(&issue, "column"),
            column.to_string(),
            "{text}: {issue:?}"
        );
        assert_eq!(issue.field.as_deref(), Some("rules.0.text"));
    }
}

#[test]
fn depth_length_and_size_are_bounded() {
    let nested = format!("{}atex{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(refusal(&nested).code, "rule_too_long");
    let nested = format!("{}atex{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(refusal(&nested).code, "rule_too_deep");
    assert_eq!(refusal(&"not ".repeat(1_000)).code, "rule_too_deep");
    let wide = vec!["atex"; 1_000].join(" or ");
    assert_eq!(refusal(&wide).code, "rule_too_many_operators");
    let mut large = pump();
    for key in ["left", "right"] {
        let kind = AttributeKind::Number {
            min: 0,
            max: 999,
            step: 1,
            default: None,
            unit: LocalText::default(),
            adder: Adder::default(),
        };
        large.attributes.push(attribute(key, kind));
    }
    let with = |text: &str| {
        let rules = vec![rule(text)];
        Engine::build(Arc::new(ModelContent {
            rules,
            ..large.clone()
        }))
    };
    assert!(with("left + 3 * right <= 1000").is_ok());
    assert_eq!(
        with("left * right > 3").unwrap_err()[0].code,
        "rule_too_large"
    );
}

#[test]
fn text_is_printed_with_the_brackets_it_needs() {
    for text in [
        "a and b or c -> d",
        "(a -> b) -> c",
        "a -> b -> c",
        "not (a or b)",
        "a - (b - c) > -2 * d",
        "count(g, a.b) >= 2",
        "material in (steel, bronze) excludes flow > 40",
        "table(a, b) forbids (x, 1), (y, -2)",
        "(a <-> b) and yes",
    ] {
        assert_eq!(parse(text).unwrap().to_string(), text);
    }
}

fn at() -> Place {
    Place::default()
}

fn without_places(expr: &Expr) -> Expr {
    let name = |name: &Name| Name {
        text: name.text.clone(),
        at: at(),
    };
    let word = |word: &Word| Word {
        kind: word.kind.clone(),
        at: at(),
    };
    let inner = |expr: &Expr| Box::new(without_places(expr));
    let kind = match &expr.kind {
        Kind::Not(a) => Kind::Not(inner(a)),
        Kind::Minus(a) => Kind::Minus(inner(a)),
        Kind::Binary(op, a, b) => Kind::Binary(*op, inner(a), inner(b)),
        Kind::Count(names) => Kind::Count(names.iter().map(name).collect()),
        Kind::In(of, words) => Kind::In(name(of), words.iter().map(word).collect()),
        Kind::Table {
            names,
            allows,
            rows,
        } => Kind::Table {
            names: names.iter().map(name).collect(),
            allows: *allows,
            rows: rows
                .iter()
                .map(|row| row.iter().map(word).collect())
                .collect(),
        },
        Kind::Flag(_) | Kind::Number(_) | Kind::Name(_) => expr.kind.clone(),
    };
    Expr { kind, at: at() }
}

fn any_name() -> impl Strategy<Value = Name> {
    ("[a-zé][a-z0-9_]{0,5}", proptest::option::of("[a-z]{1,3}"))
        .prop_filter("a keyword", |(name, part)| {
            is_key(name) && part.as_deref().is_none_or(is_key)
        })
        .prop_map(|(name, part)| Name {
            text: part.map_or(name.clone(), |part| format!("{name}.{part}")),
            at: at(),
        })
}

fn any_word() -> impl Strategy<Value = Word> {
    prop_oneof![
        "[a-z]{1,4}"
            .prop_filter("a keyword", |word| is_key(word))
            .prop_map(WordKind::Key),
        (-500_i64..500).prop_map(WordKind::Number),
        any::<bool>().prop_map(WordKind::Flag),
    ]
    .prop_map(|kind| Word { kind, at: at() })
}

fn any_expr() -> impl Strategy<Value = Expr> {
    use proptest::collection::vec;
    let leaf = prop_oneof![
        any::<bool>().prop_map(Kind::Flag),
        (0_i64..1_000_000).prop_map(Kind::Number),
        any_name().prop_map(|name| Kind::Name(name.text)),
        vec(any_name(), 1..3).prop_map(Kind::Count),
        (any_name(), vec(any_word(), 1..4)).prop_map(|(name, words)| Kind::In(name, words)),
        (1_usize..4).prop_flat_map(|width| {
            (
                vec(any_name(), width),
                any::<bool>(),
                vec(vec(any_word(), width), 1..4),
            )
                .prop_map(|(names, allows, rows)| Kind::Table {
                    names,
                    allows,
                    rows,
                })
        }),
    ]
    .prop_map(|kind| Expr { kind, at: at() });
    let ops = [
        Op::Iff,
        Op::Implies,
        Op::Requires,
        Op::Excludes,
        Op::Or,
        Op::And,
        Op::Eq,
        Op::Ne,
        Op::Lt,
        Op::Le,
        Op::Gt,
        Op::Ge,
        Op::Add,
        Op::Sub,
        Op::Mul,
    ];
    leaf.prop_recursive(6, 60, 2, move |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| Kind::Not(Box::new(a))),
            inner.clone().prop_map(|a| Kind::Minus(Box::new(a))),
            (proptest::sample::select(ops.to_vec()), inner.clone(), inner)
                .prop_map(|(op, a, b)| Kind::Binary(op, Box::new(a), Box::new(b))),
        ]
        .prop_map(|kind| Expr { kind, at: at() })
    })
}

proptest! {
    #[test]
    fn printed_and_read_again_is_the_same(expr in any_expr()) {
        let text = expr.to_string();
        let again = parse(&text);
        prop_assert!(again.is_ok(), "{}: {:?}", text, again);
        prop_assert_eq!(without_places(&again.unwrap()), expr, "{}", text);
    }

    #[test]
    fn no_text_panics(text in "[a-z0-9_ ().,<>=!*+\\-\n&é]{0,60}") {
        let _ = parse(&text);
    }
}
