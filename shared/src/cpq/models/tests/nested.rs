//! Bundles in bundles: what belongs to an option comes with it, two levels deep, against every product.

use super::examples::{adder, both};
use crate::cpq::configure::{Budget, State};
use crate::cpq::models::{
    BundleOption, CheckLimits, Engine, Goal, Group, ModelContent, ModelFinding, Open, Pick, Reason,
    Session, check_model, exchange, ops::ModelFormat, price_of, validate_content,
};
use crate::kernel::Currency;
use std::sync::Arc;

fn option(key: &str, price: i64) -> BundleOption {
    BundleOption {
        key: key.into(),
        name: both(key),
        adder: adder(price),
        ..BundleOption::default()
    }
}

fn group(key: &str, of: &str, (min, max): (u32, u32), options: Vec<BundleOption>) -> Group {
    Group {
        key: key.into(),
        name: both(key),
        min,
        max,
        of: of.into(),
        options,
    }
}

/// A rack with shelves, of which a drawer has inserts.
fn cabinet() -> ModelContent {
    let rack = BundleOption {
        to: 2,
        ..option("rack", 500)
    };
    let flat = BundleOption {
        to: 4,
        default: true,
        ..option("flat", 40)
    };
    let cable = BundleOption {
        required: true,
        ..option("cable", 5)
    };
    let foam = BundleOption {
        default: true,
        ..option("foam", 8)
    };
    ModelContent {
        groups: vec![
            group("base", "", (0, 2), vec![rack, option("stand", 50)]),
            group(
                "shelves",
                "rack",
                (2, 3),
                vec![flat, option("drawer", 60), cable],
            ),
            group("inserts", "drawer", (0, 1), vec![foam, option("lock", 12)]),
        ],
        ..ModelContent::default()
    }
}

fn engine(content: ModelContent) -> Arc<Engine> {
    Arc::new(Engine::build(Arc::new(content)).unwrap())
}

const ITEMS: [(&str, i64); 7] = [
    ("rack", 2),
    ("stand", 1),
    ("flat", 4),
    ("drawer", 1),
    ("cable", 1),
    ("foam", 1),
    ("lock", 1),
];

/// Whether so many of each are a product, said once more without an engine.
fn is_product(n: &[i64]) -> bool {
    let on = |at: usize| n[at] > 0;
    let (shelves, inserts) = ([2, 3, 4], [5, 6]);
    let count = |of: &[usize]| of.iter().filter(|at| on(**at)).count();
    let rack = if on(0) {
        on(4) && (2..=3).contains(&count(&shelves))
    } else {
        count(&shelves) == 0
    };
    let drawer = if on(3) {
        count(&inserts) <= 1
    } else {
        count(&inserts) == 0
    };
    rack && drawer
}

#[test]
fn the_engine_says_of_every_combination_what_it_is() {
    let engine = engine(cabinet());
    let mut products = 0;
    let mut numbers = [0_i64; 7];
    loop {
        let mut session = Session::open(Arc::clone(&engine));
        let picks = ITEMS.iter().zip(numbers);
        let chosen = picks
            .map(|((item, _), n)| Pick::new(*item, n.to_string()))
            .all(|pick| {
                session.state(&pick) != State::Excluded && {
                    let _ = session.choose(&pick);
                    true
                }
            });
        assert_eq!(chosen, is_product(&numbers), "{numbers:?}");
        products += u64::from(chosen);
        // The next combination.
        let turn = (0..7).find(|at| numbers[*at] < ITEMS[*at].1);
        let Some(turn) = turn else { break };
        numbers[turn] += 1;
        numbers[..turn].fill(0);
    }
    let counted = Session::open(engine).count().unwrap().to_string();
    assert_eq!(counted, products.to_string());
}

#[test]
fn what_belongs_to_an_option_brings_it_and_goes_with_it() {
    let engine = engine(cabinet());
    let mut session = Session::with_defaults(Arc::clone(&engine));
    assert_eq!(
        session.choices(),
        [],
        "a default of a bundle brings no bundle"
    );
    assert_eq!(session.open_items(), []);
    session.choose(&Pick::new("lock", "1")).unwrap();
    for item in ["rack", "drawer", "cable"] {
        assert_eq!(
            session.state(&Pick::new(item, "0")),
            State::Excluded,
            "{item}"
        );
    }
    // Two of the shelves are there: drawer and cable.
    assert_eq!(session.open_items(), []);
    session.undo(&Pick::new("lock", "1"));
    session.choose(&Pick::new("rack", "1")).unwrap();
    assert_eq!(session.open_items(), [Open::Group(1)]);
    // Once it is on, its defaults are wanted: a shelf and what is required, no drawer.
    let made = session.complete(&Goal::Defaults, &mut Budget::unlimited());
    let values = made.unwrap().unwrap().values;
    let of = |item: &str| {
        let found = values.iter().find(|pick| pick.item == item);
        found.map(|pick| pick.value.clone()).unwrap_or_default()
    };
    assert_eq!(
        ["rack", "flat", "cable", "drawer", "foam"].map(of),
        ["1", "1", "1", "0", "0"]
    );
    let price = price_of(&engine, &values).unwrap().price;
    assert_eq!(price, adder(500 + 40 + 5).price);

    let mut without = Session::open(engine);
    without.choose(&Pick::new("rack", "0")).unwrap();
    let because = without.explain(&Pick::new("lock", "1")).unwrap();
    assert_eq!(because.choices, [Pick::new("rack", "0")]);
    assert!(because.reasons.contains(&Reason::Group(1)));
    assert!(because.reasons.contains(&Reason::Group(2)));
}

#[test]
fn a_bundle_of_nothing_of_itself_or_of_what_comes_later_is_refused() {
    assert!(validate_content(&cabinet()).is_empty());
    for of in ["gone", "flat", "foam", "base"] {
        let mut content = cabinet();
        content.groups[1].of = of.into();
        let issues = validate_content(&content);
        assert_eq!(issues[0].code, "model_bundle", "{of}");
        assert_eq!(issues[0].field.as_deref(), Some("groups.1.of"));
    }
}

#[test]
fn what_was_written_before_keeps_its_text_and_other_tools_read_the_same_products() {
    let content = cabinet();
    let text = serde_json::to_string(&content).unwrap();
    assert_eq!(text.matches("\"of\"").count(), 2);
    assert_eq!(
        serde_json::from_str::<ModelContent>(&text).unwrap(),
        content
    );
    let uvl = exchange::write(ModelFormat::Uvl, "Cabinet", &Arc::new(content)).unwrap();
    let again = exchange::read(ModelFormat::Uvl, &uvl, Currency::EUR).unwrap();
    let count = |content| Session::open(engine(content)).count().unwrap().to_string();
    assert_eq!(count(again), count(cabinet()), "{uvl}");
}

#[test]
fn the_check_finds_a_bundle_nobody_can_have() {
    let mut content = cabinet();
    content.groups[2].min = 3;
    content.groups[2].max = 3;
    // Too few options for it.
    assert_eq!(validate_content(&content)[0].code, "model_bounds");
    let mut content = cabinet();
    content.rules = vec![super::examples::rule("not drawer")];
    let (findings, _) = check_model(Arc::new(content), CheckLimits::FULL);
    let dead = |item: &str| {
        findings
            .iter()
            .any(|finding| matches!(finding, ModelFinding::Dead(pick, _) if pick.item == item))
    };
    assert!(dead("foam") && dead("lock"), "{findings:?}");
}
