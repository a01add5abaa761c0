//! Ways to have what is excluded: few choices first, and the one that changes the price least.

use super::examples::{adder, attribute, pick, rule};
use crate::cpq::configure::{Budget, Refused, State};
use crate::cpq::models::*;
use crate::kernel::UnitPrice;
use std::sync::Arc;

fn flag(key: &str, price: i64) -> Attribute {
    attribute(
        key,
        AttributeKind::Flag {
            default: false,
            adder: adder(price),
        },
    )
}

/// What is wanted goes with all dear ones unless a cheap one is there, too.
fn session(dear: &[&str]) -> Session {
    let mut attributes: Vec<Attribute> = dear.iter().map(|key| flag(key, 500)).collect();
    attributes.extend([flag("left", 10), flag("right", 15), flag("wanted", 1)]);
    let all = dear.join(" and ");
    let content = ModelContent {
        attributes,
        rules: ["left", "right"]
            .map(|cheap| rule(&format!("{all} and {cheap} -> not wanted")))
            .to_vec(),
        ..ModelContent::default()
    };
    let engine = Arc::new(Engine::build(Arc::new(content)).unwrap());
    let mut session = Session::open(engine);
    for key in dear.iter().chain(&["left", "right"]) {
        session.choose(&pick(key, "yes")).unwrap();
    }
    session
}

fn told(session: &mut Session) -> Vec<(Vec<String>, i64, bool)> {
    let plans = session.repairs(&pick("wanted", "yes"));
    let told = plans.into_iter().map(|plan| {
        let gone = plan.withdraw.into_iter().map(|pick| pick.item).collect();
        let UnitPrice(effect) = plan.effect.unwrap();
        (gone, effect / 10_000, plan.least_effect)
    });
    told.collect()
}

#[test]
fn the_way_of_least_effect_is_marked_among_the_smallest() {
    let mut session = session(&["dear"]);
    assert_eq!(
        told(&mut session),
        [
            (vec!["dear".to_owned()], -499, false),
            (vec!["left".to_owned(), "right".to_owned()], -24, true),
        ]
    );
}

#[test]
fn the_way_of_least_effect_is_offered_beside_the_smallest() {
    let mut session = session(&["one", "two", "three"]);
    let told = told(&mut session);
    assert_eq!(
        told.len(),
        4,
        "three small ones and the one that costs least"
    );
    assert!(
        told[..3]
            .iter()
            .all(|(gone, effect, least)| gone.len() == 1 && *effect == -499 && !least)
    );
    let (gone, effect, least) = &told[3];
    assert_eq!(
        (gone.join(" "), *effect, *least),
        ("left right".to_owned(), -24, true)
    );
    // It is taken as any other.
    let wanted = pick("wanted", "yes");
    let plan = session.repairs(&wanted).pop().unwrap();
    session.repair(&plan, &wanted).unwrap();
    assert_eq!(session.choices().len(), 4);
}

#[test]
fn one_way_alone_is_the_one_of_least_effect() {
    let mut session = session(&["dear"]);
    session.undo(&pick("right", "yes"));
    session.undo(&pick("left", "yes"));
    assert!(
        session.repairs(&pick("wanted", "yes")).is_empty(),
        "nothing is in its way"
    );
    session.choose(&pick("wanted", "yes")).unwrap();
    let plans = session.repairs(&pick("left", "yes"));
    assert_eq!(plans.iter().filter(|plan| plan.least_effect).count(), 1);
    // Without what was wanted (1) and with the left one (10): +9.
    assert_eq!(
        plans.iter().find(|plan| plan.least_effect).unwrap().effect,
        Some(UnitPrice(90_000))
    );
}

#[test]
fn the_numbers_left_are_told_as_ranges() {
    let mut content = super::examples::pump();
    content.rules.push(rule("atex -> flow != 20"));
    let engine = Arc::new(Engine::build(Arc::new(content)).unwrap());
    let slot = engine.slot("flow").unwrap();
    let mut session = Session::open(engine);
    assert!(session.ranges_left(slot).is_empty(), "all of them");
    session.choose(&pick("material", "bronze")).unwrap();
    assert_eq!(session.ranges_left(slot), [(10, 40)]);
    session.choose(&pick("atex", "yes")).unwrap();
    assert_eq!(session.ranges_left(slot), [(10, 10), (30, 40)]);
    // One's own number gives way to the others.
    session.choose(&pick("flow", "30")).unwrap();
    assert_eq!(session.ranges_left(slot), [(10, 10), (30, 40)]);
}

#[test]
fn what_follows_can_be_done_without() {
    let content = ModelContent {
        attributes: vec![flag("a", 10), flag("b", 20), flag("c", 5)],
        rules: vec![rule("a -> b"), rule("c -> not b")],
        ..ModelContent::default()
    };
    let engine = Arc::new(Engine::build(Arc::new(content)).unwrap());
    let mut session = Session::open(Arc::clone(&engine));
    session.choose(&pick("a", "yes")).unwrap();
    let yes = pick("b", "yes");
    let answer = session.answer(&yes, &mut Budget::unlimited()).unwrap();
    assert!(answer.follows);
    assert_eq!(answer.because.choices, [pick("a", "yes")]);
    let [way] = answer.repairs.as_slice() else {
        panic!("{answer:?}")
    };
    assert_eq!(way.withdraw, [pick("a", "yes")]);
    let without = engine.left_out(&yes).unwrap();
    session.repair(way, &without).unwrap();
    assert_eq!(session.choices(), [pick("b", "no")]);
    assert_eq!(session.state(&pick("a", "yes")), State::Excluded);
    // No gives way to yes, as long as nothing else asks for it.
    assert!(session.exchanges(&yes));
    assert!(
        !session.exchanges(&pick("a", "yes")),
        "not by its own choice"
    );
    session.choose(&pick("c", "yes")).unwrap();
    assert!(!session.exchanges(&yes));
    assert_eq!(session.state(&pick("a", "yes")), State::Excluded);
    assert_eq!(session.choices(), [pick("b", "no"), pick("c", "yes")]);
    // What the rules alone say cannot be done without, and of a value there is no "without".
    let mut session = Session::open(Arc::new(
        Engine::build(Arc::new(super::examples::pump())).unwrap(),
    ));
    session.choose(&pick("flow", "60")).unwrap();
    let steel = pick("material", "steel");
    assert_eq!(session.engine().left_out(&steel), None);
    let seals = pick("seals", "yes");
    let answer = session.answer(&seals, &mut Budget::unlimited()).unwrap();
    let without = session.engine().left_out(&seals).unwrap();
    assert_eq!(without, pick("seals", "0"));
    session.repair(&answer.repairs[0], &without).unwrap();
    assert_eq!(session.choices(), [without]);
    assert!(session.exchanges(&seals));
}

#[test]
fn a_refused_exchange_leaves_every_choice_in_its_place() {
    let engine = Arc::new(Engine::build(Arc::new(super::examples::pump())).unwrap());
    let mut session = Session::open(engine);
    let (steel, flow) = (pick("material", "steel"), pick("flow", "60"));
    for choice in [&steel, &flow] {
        session.choose(choice).unwrap();
    }
    let refused = session.choose(&pick("material", "iron"));
    assert_eq!(refused, Err(Refused::Excluded));
    // The first to be chosen is still the first that is to blame.
    assert_eq!(session.choices(), [steel.clone(), flow]);
    assert_eq!(session.state(&steel), State::Chosen);
    assert_eq!(session.state(&pick("flow", "50")), State::Excluded);
    assert_eq!(session.state(&pick("seals", "3")), State::Available);
    // Without any time the choices are there, too.
    let before = session.configurator.choices().to_vec();
    let none = &mut Budget::steps(0);
    session.configurator.put_back(before.clone(), none);
    assert_eq!(session.configurator.choices(), before);
    session
        .configurator
        .resume(&mut Budget::unlimited())
        .unwrap();
    assert_eq!(session.state(&steel), State::Chosen);
}
