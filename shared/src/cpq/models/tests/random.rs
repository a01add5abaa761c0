//! Random small models: what the engine says after choices is what trying every product says.

use super::examples::{adder, attribute, both};
use crate::cpq::configure::{Budget, State};
use crate::cpq::models::text::{Cond, Scope, Symbol, parse, resolve};
use crate::cpq::models::{
    AttributeKind, BundleOption, Engine, Goal, Group, Item, ModelContent, ModelRule, Pick, Popular,
    Session, ValueOption, price_of,
};
use proptest::prelude::*;
use std::sync::Arc;

fn nameless(text: &str) -> ModelRule {
    ModelRule {
        name: both(""),
        text: text.to_owned(),
    }
}

/// A choice of three, a number of four, a flag, a multiple choice of two, a group of two options of
/// which one comes up to twice: 3 · 4 · 2 · 4 · 3 · 2 products before the rules.
fn skeleton(bounds: (u32, u32), multi: (u32, u32), required: bool, locked: bool) -> ModelContent {
    let value = |key: &str, price| ValueOption {
        key: key.into(),
        name: both(key),
        default: false,
        adder: adder(price),
    };
    ModelContent {
        attributes: vec![
            attribute(
                "c",
                AttributeKind::Choice {
                    values: vec![value("x", 3), value("y", -2), value("z", 0)],
                },
            ),
            attribute(
                "n",
                AttributeKind::Number {
                    min: -1,
                    max: 5,
                    step: 2,
                    default: None,
                    unit: both(""),
                    adder: adder(1),
                },
            ),
            attribute(
                "f",
                AttributeKind::Flag {
                    default: false,
                    adder: adder(4),
                },
            ),
            attribute(
                "m",
                AttributeKind::Multi {
                    min: multi.0,
                    max: multi.1,
                    values: vec![value("p", 2), value("q", 5)],
                },
            ),
        ],
        groups: vec![Group {
            of: String::new(),
            key: "g".into(),
            name: both("g"),
            min: bounds.0,
            max: bounds.1,
            options: vec![
                BundleOption {
                    key: "o".into(),
                    name: both("o"),
                    to: 2,
                    required,
                    adder: adder(7),
                    ..BundleOption::default()
                },
                BundleOption {
                    key: "w".into(),
                    name: both("w"),
                    locked,
                    default: locked,
                    adder: adder(6),
                    ..BundleOption::default()
                },
            ],
        }],
        ..ModelContent::default()
    }
}

fn any_number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0_i64..6).prop_map(|n| n.to_string()),
        proptest::sample::select(vec!["n", "o", "w", "count(g)", "count(m, f)", "-n"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        (
            inner.clone(),
            proptest::sample::select(vec!["+", "-", "*"]),
            inner,
        )
            .prop_map(|(a, op, b)| format!("({a} {op} {b})"))
    })
}

fn any_rule() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        proptest::sample::select(vec![
            "f",
            "o",
            "w",
            "m.p",
            "m.q",
            "c = x",
            "c != y",
            "z = c",
            "c in (x, z)",
            "n in (1, 3)",
            "yes",
            "no",
            "f in (no)",
            "o in (0, 2)",
            "table(c, f) allows (x, yes), (y, no), (z, yes), (z, no)",
            "table(n, o, w) forbids (1, 2, 1), (3, 0, 0), (-1, 1, 1)",
        ])
        .prop_map(str::to_owned),
        (
            any_number(),
            proptest::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]),
            any_number()
        )
            .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (
                inner.clone(),
                proptest::sample::select(vec!["and", "or", "->", "<->", "requires", "excludes"]),
                inner
            )
                .prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
        ]
    })
}

/// The names of the skeleton, written down once more, independently of the compiler.
fn scope() -> Scope {
    let mut scope = Scope::default();
    let keys = ["x", "y", "z"].map(str::to_owned).to_vec();
    for (name, symbol) in [
        ("c", Symbol::Choice(0, keys)),
        ("n", Symbol::Number(1)),
        ("f", Symbol::Flag(2)),
        ("m.p", Symbol::Flag(3)),
        ("m.q", Symbol::Flag(4)),
        ("m", Symbol::Several(vec![3, 4])),
        ("o", Symbol::Option(5)),
        ("w", Symbol::Option(6)),
        ("g", Symbol::Several(vec![5, 6])),
    ] {
        scope.add(name.to_owned(), symbol);
    }
    scope
}

/// Every product, as positions.
fn products(
    engine: &Engine,
    conds: &[Cond],
    (bounds, multi, required, locked): ((u32, u32), (u32, u32), bool, bool),
) -> Vec<Vec<u32>> {
    let variables = &engine.compiled.variables;
    let sizes: Vec<u32> = variables
        .iter()
        .map(|variable| variable.len() as u32)
        .collect();
    let mut found = Vec::new();
    for mut index in 0..sizes.iter().product::<u32>() {
        let product: Vec<u32> = sizes
            .iter()
            .map(|size| {
                let position = index % size;
                index /= size;
                position
            })
            .collect();
        let on = |slots: &[usize]| slots.iter().filter(|slot| product[**slot] != 0).count() as u32;
        let fits = (bounds.0..=bounds.1).contains(&on(&[5, 6]))
            && (multi.0..=multi.1).contains(&on(&[3, 4]))
            && (!required || product[5] != 0)
            && (!locked || product[6] == 1);
        let values = |slot: u32| product[slot as usize];
        if fits && conds.iter().all(|cond| cond.holds(variables, &values)) {
            found.push(product);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_engine_says_what_trying_every_product_says(
        rules in proptest::collection::vec(any_rule(), 0..4),
        bounds in (0_u32..2, 1_u32..3),
        multi in (0_u32..2, 1_u32..3),
        required in any::<bool>(),
        locked in any::<bool>(),
        clicks in proptest::collection::vec((0_usize..7, 0_usize..4), 0..5),
    ) {
        let mut content = skeleton(bounds, multi, required, locked);
        content.rules = rules.iter().map(|text| nameless(text)).collect();
        let engine = Arc::new(Engine::build(Arc::new(content)).expect("a model"));
        prop_assert_eq!(engine.items[6], Item::Option { group: 0, option: 1 });
        let conds: Vec<Cond> = rules
            .iter()
            .map(|text| resolve(&parse(text).unwrap(), &scope(), &engine.compiled.variables).unwrap())
            .collect();
        let mut all = products(&engine, &conds, (bounds, multi, required, locked));
        let every = all.clone();
        let mut session = Session::open(Arc::clone(&engine));
        prop_assert_eq!(session.possible(), !all.is_empty(), "{:?}", rules);
        prop_assert_eq!(session.count().unwrap().to_string(), all.len().to_string());
        for (slot, position) in clicks {
            let position = position % engine.compiled.variables[slot].len();
            let name = &engine.compiled.variables[slot].name;
            let pick = Pick::new(name, engine.value_text(slot, position).unwrap());
            // One choice per item here, so that the products only grow fewer.
            if !session.chosen(name).is_empty() {
                continue;
            }
            let left: Vec<Vec<u32>> =
                all.iter().filter(|product| product[slot] == position as u32).cloned().collect();
            prop_assert_eq!(session.choose(&pick).is_ok(), !left.is_empty());
            if !left.is_empty() {
                all = left;
            }
            for (slot, variable) in engine.compiled.variables.iter().enumerate() {
                for position in 0..variable.len() {
                    let with = all.iter().filter(|product| product[slot] == position as u32).count();
                    let expected = if with == 0 {
                        State::Excluded
                    } else if with == all.len() {
                        State::Forced
                    } else {
                        State::Available
                    };
                    let mut state = session.state_at(slot as u32, position);
                    if state == State::Chosen {
                        state = State::Forced;
                    }
                    prop_assert_eq!(state, expected, "{:?} {} {}", rules, slot, position);
                }
            }
        }
        let picks = |product: &Vec<u32>| -> Vec<Pick> {
            let slots = product.iter().enumerate();
            slots
                .map(|(slot, position)| {
                    let text = engine.value_text(slot, *position as usize).unwrap();
                    Pick::new(&engine.compiled.variables[slot].name, text)
                })
                .collect()
        };
        let best = |goal: &Goal| session.complete(goal, &mut Budget::unlimited()).unwrap();
        let price = |picks: &[Pick]| price_of(&engine, picks).unwrap();
        if let Some(found) = best(&Goal::Cheapest) {
            prop_assert!(found.proven);
            let least = all.iter().map(|product| price(&picks(product)).price).min();
            prop_assert_eq!(Some(price(&found.values).price), least);
        }
        if let Some(found) = best(&Goal::Margin) {
            let margin = |picks: &[Pick]| {
                let price = price(picks);
                price.price.0 - price.cost.unwrap_or_default().0
            };
            let most = all.iter().map(|product| margin(&picks(product))).max();
            if engine.content.knows_margins() {
                prop_assert_eq!(Some(margin(&found.values)), most);
            }
        }
        // What was chosen most often: here, the values of the last product three times, those of the first twice.
        let (Some(first), Some(last)) = (every.first(), every.last()) else {
            return Ok(());
        };
        let popular: Vec<Popular> = [(first, 2), (last, 3)]
            .into_iter()
            .flat_map(|(product, times)| {
                picks(product).into_iter().map(move |pick| Popular { pick, times })
            })
            .collect();
        let votes = |picks: &[Pick]| -> u32 {
            let given = popular.iter().filter(|popular| picks.contains(&popular.pick));
            given.map(|popular| popular.times).sum()
        };
        if let Some(found) = best(&Goal::Popular(popular.clone())) {
            let most = all.iter().map(|product| votes(&picks(product))).max();
            prop_assert_eq!(Some(votes(&found.values)), most);
        }
    }
}
