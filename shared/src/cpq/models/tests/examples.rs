//! A pump: small enough to read its answers off.

use crate::cpq::configure::{Refused, State};
use crate::cpq::models::{
    Adder, Attribute, AttributeKind, BundleOption, CheckLimits, Engine, Group, ModelCheck,
    ModelContent, ModelFinding, ModelRule, ModelState, Open, Pick, ProductModel, Reason, Session,
    ValueOption, check_configuration, check_model, exchange, ops::ModelFormat,
};
use crate::kernel::{Currency, Instant, LocalText, ProductId, ProductModelId, UnitPrice};
use std::sync::Arc;
use uuid::Uuid;

pub fn both(text: &str) -> LocalText {
    LocalText::new(text, text)
}

pub fn adder(price: i64) -> Adder {
    Adder {
        price: UnitPrice(price * 10_000),
        cost: Some(UnitPrice(price * 5_000)),
    }
}

pub fn value(key: &str, price: i64, default: bool) -> ValueOption {
    ValueOption {
        key: key.into(),
        name: both(key),
        default,
        adder: adder(price),
    }
}

pub fn attribute(key: &str, kind: AttributeKind) -> Attribute {
    Attribute {
        key: key.into(),
        name: both(key),
        kind,
    }
}

pub fn rule(text: &str) -> ModelRule {
    ModelRule {
        name: both(text),
        text: text.into(),
    }
}

pub fn pump() -> ModelContent {
    ModelContent {
        currency: Currency::EUR,
        attributes: vec![
            attribute(
                "material",
                AttributeKind::Choice {
                    values: vec![
                        value("iron", 0, true),
                        value("steel", 400, false),
                        value("bronze", 250, false),
                    ],
                },
            ),
            attribute(
                "flow",
                AttributeKind::Number {
                    min: 10,
                    max: 60,
                    step: 10,
                    default: None,
                    unit: both("m³/h"),
                    adder: adder(2),
                },
            ),
            attribute(
                "atex",
                AttributeKind::Flag {
                    default: false,
                    adder: adder(300),
                },
            ),
            attribute(
                "papers",
                AttributeKind::Multi {
                    min: 0,
                    max: 2,
                    values: vec![value("ce", 0, true), value("api", 120, false)],
                },
            ),
        ],
        groups: vec![Group {
            of: String::new(),
            key: "extras".into(),
            name: both("Extras"),
            min: 1,
            max: 2,
            options: vec![
                BundleOption {
                    key: "seals".into(),
                    name: both("Seals"),
                    to: 4,
                    adder: adder(35),
                    ..BundleOption::default()
                },
                BundleOption {
                    key: "spare".into(),
                    name: both("Spare motor"),
                    adder: adder(900),
                    ..BundleOption::default()
                },
            ],
        }],
        rules: vec![
            rule("atex requires material != iron"),
            rule("flow > 40 -> material = steel"),
            rule("flow >= 50 -> seals >= 2"),
            rule("papers.api excludes material = bronze"),
        ],
        guide: Vec::new(),
    }
}

fn engine() -> Arc<Engine> {
    Arc::new(Engine::build(Arc::new(pump())).unwrap())
}

pub fn pick(item: &str, value: &str) -> Pick {
    Pick::new(item, value)
}

fn model() -> ProductModel {
    ProductModel {
        id: ProductModelId(Uuid::nil()),
        product_id: ProductId(Uuid::nil()),
        number: 3,
        state: ModelState::Published,
        draft: crate::cpq::models::ModelDraft::default(),
        hash: "abc".into(),
        created_at: Instant(0),
        updated_at: Instant(0),
        version: 1,
    }
}

#[test]
fn a_click_settles_and_excludes_and_says_why() {
    let mut session = Session::open(engine());
    session.choose(&pick("flow", "60")).unwrap();
    assert_eq!(session.state(&pick("material", "steel")), State::Forced);
    assert_eq!(session.state(&pick("material", "iron")), State::Excluded);
    assert_eq!(session.state(&pick("seals", "1")), State::Excluded);
    assert_eq!(session.state(&pick("seals", "3")), State::Available);
    assert_eq!(
        session.choose(&pick("material", "iron")),
        Err(Refused::Excluded)
    );
    let why = session.explain(&pick("material", "iron")).unwrap();
    assert_eq!(why.choices, [pick("flow", "60")]);
    assert!(
        why.reasons
            .contains(&Reason::Rule(rule("flow > 40 -> material = steel")))
    );
    let repairs = session.repairs(&pick("material", "iron"));
    assert_eq!(repairs.len(), 1);
    session
        .repair(&repairs[0], &pick("material", "iron"))
        .unwrap();
    assert_eq!(session.choices(), [pick("material", "iron")]);
    // Another choice about the same item gives way.
    assert_eq!(session.exchangeable(0), [0, 1, 2]);
    session.choose(&pick("material", "bronze")).unwrap();
    assert_eq!(session.choices(), [pick("material", "bronze")]);
}

#[test]
fn a_configuration_is_finished_checked_and_priced() {
    let engine = engine();
    let mut session = Session::with_defaults(Arc::clone(&engine));
    assert_eq!(
        session.choices(),
        [pick("material", "iron"), pick("papers.ce", "yes")]
    );
    assert_eq!(session.open_items(), [Open::Slot(1), Open::Group(0)]);
    assert!(session.finish(&model()).is_none());
    session.choose(&pick("flow", "30")).unwrap();
    session.choose(&pick("seals", "2")).unwrap();
    let made = session.finish(&model()).unwrap();
    let price = check_configuration(&engine, &made).unwrap();
    assert_eq!(price.price, UnitPrice((30 * 2 + 2 * 35) * 10_000));
    assert_eq!(price.cost, Some(UnitPrice((30 * 2 + 2 * 35) * 5_000)));
    assert_eq!(session.price(), Some(price));
    let names: Vec<&str> = made
        .summary
        .iter()
        .map(|item| item.name.en.as_str())
        .collect();
    assert_eq!(names, ["material", "flow", "papers", "Seals"]);
    assert_eq!(made.summary[1].value.en, "30 m³/h");
    assert_eq!(made.summary[3].quantity, Some(2));

    let mut wrong = made.clone();
    wrong.values[0].value = "bronze".into();
    wrong.values[1].value = "50".into();
    let issue = check_configuration(&engine, &wrong).unwrap_err();
    assert_eq!(issue.code, "configuration_invalid");
    wrong.values.pop();
    let issue = check_configuration(&engine, &wrong).unwrap_err();
    assert_eq!(issue.code, "configuration_incomplete");
}

#[test]
fn the_cheapest_product_is_found_and_products_are_counted() {
    let engine = engine();
    let mut session = Session::open(Arc::clone(&engine));
    let cheapest = session.cheapest().unwrap().unwrap();
    session.take(&cheapest);
    assert_eq!(
        session.price().unwrap().price,
        UnitPrice((10 * 2 + 35) * 10_000)
    );
    let made = session.finish(&model()).unwrap();
    let price = check_configuration(&engine, &made).unwrap();
    assert_eq!(price.price, session.price().unwrap().price);
}

#[test]
fn oddities_are_found_with_their_rules() {
    let mut content = pump();
    content.rules.push(rule("flow >= 50 -> seals >= 1"));
    content.rules.push(rule("not spare"));
    let (findings, engine) = check_model(Arc::new(content.clone()), CheckLimits::FULL);
    assert!(engine.is_some());
    // With what it follows from, which is no more than it needs.
    let stronger = Reason::Rule(rule("flow >= 50 -> seals >= 2"));
    assert!(
        findings.contains(&ModelFinding::Redundant(4, vec![stronger])),
        "{findings:?}"
    );
    assert!(
        findings.iter().any(|finding| matches!(finding,
        ModelFinding::Dead(pick, reasons) if pick.item == "spare"
            && *reasons == [Reason::Rule(rule("not spare"))])),
        "{findings:?}"
    );
    content.rules.push(rule("count(extras) = 2"));
    let (findings, _) = check_model(Arc::new(content), CheckLimits::FULL);
    let [ModelFinding::Void(reasons)] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!(reasons.len(), 2);
    assert_eq!(check_model(Arc::new(pump()), CheckLimits::FULL).0, []);
}

#[test]
fn a_check_in_turns_finds_what_one_at_once_finds() {
    let mut content = pump();
    content.rules.push(rule("flow >= 50 -> seals >= 1"));
    content.rules.push(rule("not spare"));
    let mut void = content.clone();
    void.rules.push(rule("count(extras) = 2"));
    let mut wrong = pump();
    wrong.rules.push(rule("nothing like it"));
    for content in [pump(), content, void, wrong] {
        let content = Arc::new(content);
        let at_once = check_model(Arc::clone(&content), CheckLimits::FULL);
        for steps in [1, 50, 5_000] {
            let mut check = ModelCheck::new(Arc::clone(&content), CheckLimits::FULL);
            let (mut turns, mut before) = (0, 0);
            while let Some(progress) = check.turn(steps) {
                assert!(progress.done < progress.of && progress.done >= before);
                (turns, before) = (turns + 1, progress.done);
                assert!(turns < 10_000, "comes to an end");
            }
            let (findings, engine) = check.finish();
            assert_eq!(findings, at_once.0, "{steps} steps");
            assert_eq!(engine.is_some(), at_once.1.is_some());
        }
    }
}

#[test]
fn a_check_that_is_given_up_says_so() {
    let mut check = ModelCheck::new(Arc::new(pump()), CheckLimits::FULL);
    assert!(check.turn(1).is_some());
    let (findings, engine) = check.finish();
    assert_eq!(findings, [ModelFinding::Unfinished]);
    assert!(engine.is_some(), "the preview shows all the same");
    let few = CheckLimits {
        steps: 3,
        ..CheckLimits::FULL
    };
    let (findings, engine) = check_model(Arc::new(pump()), few);
    assert!(findings.contains(&ModelFinding::Unfinished));
    assert!(engine.is_some());
}

#[test]
fn written_as_uvl_and_read_again_it_has_as_many_products() {
    let content = Arc::new(pump());
    let count = |content: &Arc<ModelContent>| {
        let engine = Arc::new(Engine::build(Arc::clone(content)).unwrap());
        Session::open(engine).count().unwrap().to_string()
    };
    let uvl = exchange::write(ModelFormat::Uvl, "Pump", &content).unwrap();
    let again = exchange::read(ModelFormat::Uvl, &uvl, Currency::EUR).unwrap();
    assert_eq!(count(&Arc::new(again)), count(&content), "{uvl}");
    let dimacs = exchange::write(ModelFormat::Dimacs, "Pump", &content).unwrap();
    assert!(dimacs.starts_with('c'), "{dimacs}");
    let cnf = "c 1 a\nc 2 b\np cnf 2 2\n1 2 0\n-1 -2 0\n";
    let read = exchange::read(ModelFormat::Dimacs, cnf, Currency::EUR).unwrap();
    assert_eq!(count(&Arc::new(read)), "2");
    let issues = exchange::read(
        ModelFormat::Uvl,
        "features\n\ta\n\t\tnonsense\n",
        Currency::EUR,
    );
    assert_eq!(issues.unwrap_err()[0].code, "import_misread");
}

#[test]
fn json_of_a_model_is_read_again() {
    let text = serde_json::to_string(&pump()).unwrap();
    assert_eq!(serde_json::from_str::<ModelContent>(&text).unwrap(), pump());
}
