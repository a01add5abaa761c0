//! Guides: a pump asked for in a customer's words, and a small catalogue.

use super::examples::{both, pump};
use crate::cpq::configure::State;
use crate::cpq::models::guide::finder::{Finder, Known, Offer};
use crate::cpq::models::guide::{Answer, Question, QuestionKind, Turn};
use crate::cpq::models::{
    CheckLimits, Configuration, Engine, ModelContent, ModelFinding, Pick, Reason, Session,
    SummaryItem, check_configuration, check_model, compare_configurations,
};
use crate::kernel::{Instant, ProductId, ProductModelId};
use std::sync::Arc;
use uuid::Uuid;

fn answer(key: &str, sets: &str) -> Answer {
    Answer {
        key: key.into(),
        name: both(key),
        sets: sets.into(),
        because: both(&format!("{key} because")),
        ..Answer::default()
    }
}

fn question(key: &str, when: &str, kind: QuestionKind) -> Question {
    Question {
        key: key.into(),
        name: both(key),
        when: when.into(),
        kind,
        ..Question::default()
    }
}

fn guide() -> Vec<Question> {
    vec![
        question(
            "place",
            "",
            QuestionKind::One {
                answers: vec![
                    answer("indoors", ""),
                    answer("outdoors", "material != iron"),
                    answer("refinery", "atex and papers.api"),
                ],
            },
        ),
        question(
            "salt",
            "place = outdoors",
            QuestionKind::YesNo {
                answers: vec![answer("yes", "material = bronze"), answer("no", "")],
            },
        ),
        question(
            "houses",
            "",
            QuestionKind::Number {
                min: 10,
                max: 60,
                step: 10,
                unit: both("houses"),
                sets: "flow >= houses".into(),
                because: both("enough for all"),
            },
        ),
        question(
            "wishes",
            "",
            QuestionKind::Several {
                answers: vec![
                    answer("spare", "spare"),
                    answer("cheap", "not spare and material = iron"),
                ],
            },
        ),
    ]
}

fn content() -> ModelContent {
    ModelContent {
        guide: guide(),
        ..pump()
    }
}

fn session() -> Session {
    Session::open(Arc::new(Engine::guided(Arc::new(content())).unwrap()))
}

fn pick(item: &str, value: &str) -> Pick {
    Pick::new(item, value)
}

#[test]
fn an_answer_settles_the_product_and_says_why() {
    let mut session = session();
    session.choose(&pick("place", "refinery")).unwrap();
    assert_eq!(session.state(&pick("atex", "yes")), State::Forced);
    assert_eq!(session.state(&pick("material", "steel")), State::Forced);
    let found = session.consequences(20);
    let of = |item: &str| found.iter().find(|of| of.pick.item == item).unwrap();
    assert_eq!(of("material").because.choices, [pick("place", "refinery")]);
    assert!(of("atex").because.reasons.contains(&Reason::Answer(0, 2)));

    // What contradicts is known with its reason, and a way to have it anyway.
    let cheap = pick("wishes.cheap", "yes");
    assert_eq!(session.state(&cheap), State::Excluded);
    let why = session.explain(&cheap).unwrap();
    assert_eq!(why.choices, [pick("place", "refinery")]);
    assert_eq!(session.repairs(&cheap).len(), 1);
}

#[test]
fn a_question_is_asked_when_its_condition_holds_and_skipped_when_nothing_can_be_said() {
    use Turn::{Asked, NotAsked, Pointless};
    let mut session = session();
    assert_eq!(session.turns(), [Asked, NotAsked, Asked, Asked]);
    session.choose(&pick("place", "outdoors")).unwrap();
    assert_eq!(session.turns(), [Asked, Asked, Asked, Asked]);
    // A choice about the product counts like an answer.
    session.choose(&pick("spare", "1")).unwrap();
    session.choose(&pick("flow", "10")).unwrap();
    let mut other = content();
    other.guide[3].kind = QuestionKind::One {
        answers: vec![
            answer("cheap", "material = iron"),
            answer("strong", "flow > 40"),
        ],
    };
    let engine = Arc::new(Engine::guided(Arc::new(other)).unwrap());
    let session = Session::with_choices(engine, &session.choices());
    assert_eq!(session.turns(), [Asked, Asked, Asked, Pointless]);
}

#[test]
fn going_back_changes_only_what_hangs_on_it() {
    let mut session = session();
    for (item, value) in [("place", "outdoors"), ("houses", "30"), ("salt", "yes")] {
        session.choose(&pick(item, value)).unwrap();
    }
    assert_eq!(session.state(&pick("material", "bronze")), State::Forced);
    session.choose(&pick("place", "indoors")).unwrap();
    assert_eq!(session.drop_unasked(), [pick("salt", "yes")]);
    assert_eq!(
        session.answers(),
        [pick("houses", "30"), pick("place", "indoors")]
    );
    assert_eq!(session.state(&pick("material", "bronze")), State::Available);
}

#[test]
fn products_are_counted_and_finished_without_the_questions() {
    let plain = Session::open(Arc::new(Engine::build(Arc::new(content())).unwrap()));
    let mut session = session();
    assert_eq!(
        session.count().unwrap().to_string(),
        plain.count().unwrap().to_string()
    );
    session.choose(&pick("place", "outdoors")).unwrap();
    session.choose(&pick("houses", "20")).unwrap();
    session.fill_in_defaults();
    let values = session.cheapest().unwrap().unwrap();
    session.take(&values);
    let model = crate::cpq::models::ProductModel {
        id: ProductModelId(Uuid::nil()),
        product_id: ProductId(Uuid::nil()),
        number: 1,
        state: crate::cpq::models::ModelState::Published,
        draft: crate::cpq::models::ModelDraft::default(),
        hash: String::new(),
        created_at: Instant(0),
        updated_at: Instant(0),
        version: 1,
    };
    let made = session.finish(&model).unwrap();
    assert_eq!(
        made.answers,
        [pick("place", "outdoors"), pick("houses", "20")]
    );
    assert!(made.choices.iter().all(|pick| pick.item != "place"));
    check_configuration(plain.engine(), &made).unwrap();
}

#[test]
fn the_texts_of_a_guide_are_refused_at_their_place() {
    let mut wrong = content();
    wrong.guide[1].when = "houses > 20".into();
    let issues = Engine::guided(Arc::new(wrong.clone())).unwrap_err();
    assert_eq!(issues[0].field.as_deref(), Some("guide.1.when"));
    assert_eq!(issues[0].code, "rule_unknown_name");
    // The product is not touched by it.
    assert!(Engine::build(Arc::new(wrong)).is_ok());
    let mut wrong = content();
    wrong.guide[0].answers_mut().unwrap()[1].sets = "material != irn".into();
    let issues = Engine::guided(Arc::new(wrong)).unwrap_err();
    assert_eq!(issues[0].field.as_deref(), Some("guide.0.answers.1.sets"));
    assert_eq!(issues[0].code, "rule_unknown_value_near");
    let mut wrong = content();
    wrong.guide[0].key = "material".into();
    wrong.guide[1].answers_mut().unwrap().pop();
    wrong.guide[2].kind = QuestionKind::Number {
        min: 0,
        max: 1_000_000,
        step: 1,
        unit: both(""),
        sets: String::new(),
        because: both(""),
    };
    let codes: Vec<String> = crate::cpq::models::validate_content(&wrong)
        .iter()
        .map(|issue| issue.code.to_string())
        .collect();
    assert_eq!(codes, ["model_key_twice", "guide_yes_no", "guide_range"]);
}

#[test]
fn answers_never_given_and_questions_never_asked_are_found() {
    assert_eq!(check_model(Arc::new(content()), CheckLimits::FULL).0, []);
    let mut odd = content();
    odd.guide[0].answers_mut().unwrap()[0].sets = "atex and material = iron".into();
    odd.guide[1].when = "place = refinery and material = bronze".into();
    let (findings, engine) = check_model(Arc::new(odd), CheckLimits::FULL);
    assert!(engine.is_some());
    let [
        ModelFinding::NeverGiven(never, reasons),
        ModelFinding::NeverAsked(1, _),
    ] = findings.as_slice()
    else {
        panic!("{findings:?}")
    };
    assert_eq!(*never, pick("place", "indoors"));
    assert!(reasons.contains(&Reason::Answer(0, 0)));
}

#[test]
fn a_model_without_questions_keeps_its_text() {
    let text = serde_json::to_string(&pump()).unwrap();
    assert!(!text.contains("guide"));
    let text = serde_json::to_string(&content()).unwrap();
    assert_eq!(
        serde_json::from_str::<ModelContent>(&text).unwrap(),
        content()
    );
}

fn offer(sku: &str, family: &str, configurable: bool) -> Offer {
    Offer {
        id: ProductId(Uuid::nil()),
        sku: sku.into(),
        name: both(sku),
        description: both(""),
        family: family.into(),
        configurable,
        active: sku != "OLD",
    }
}

fn finder() -> Finder {
    let offers = vec![
        offer("ML-100", "Sensors", false),
        offer("ML-500", "Controllers", true),
        offer("ML-900", "Controllers", false),
        offer("OLD", "Controllers", false),
        offer("SV-1", "Services", false),
    ];
    let favouring = |key: &str, sets: &str, favours: &str| Answer {
        favours: favours.into(),
        ..answer(key, sets)
    };
    let guide = vec![
        question(
            "need",
            "",
            QuestionKind::One {
                answers: vec![
                    answer("measure", "family = sensors"),
                    answer("control", "family = controllers"),
                ],
            },
        ),
        question(
            "made",
            "family = controllers and need = control",
            QuestionKind::YesNo {
                answers: vec![
                    favouring("yes", "", "configurable"),
                    favouring("no", "not configurable", ""),
                ],
            },
        ),
        question(
            "help",
            "",
            QuestionKind::Several {
                answers: vec![answer("people", "family = services")],
            },
        ),
    ];
    Finder::new(offers, guide).unwrap()
}

#[test]
fn the_finder_narrows_ranks_and_says_why() {
    use Turn::{Asked, NotAsked, Pointless};
    let finder = finder();
    assert_eq!(finder.issues, []);
    assert_eq!(finder.check(), []);
    let skus = |answers: &[Pick]| -> Vec<&str> {
        let found = finder.found(answers);
        let offers = found.iter().map(|found| &finder.offers[found.offer]);
        offers.map(|offer| offer.sku.as_str()).collect()
    };
    assert_eq!(skus(&[]), ["ML-100", "ML-500", "ML-900", "SV-1"]);
    assert_eq!(finder.turns(&[]), [Asked, NotAsked, Asked]);
    let control = finder.press(&[], &pick("need", "control"));
    assert_eq!(skus(&control), ["ML-500", "ML-900"]);
    assert_eq!(finder.turns(&control), [Asked, Asked, Pointless]);
    let people = pick("help.people", "yes");
    assert_eq!(finder.known(&control, &people), Known::Excluded);
    assert_eq!(finder.in_the_way(&control, &people), control);
    let made = finder.press(&control, &pick("made", "yes"));
    let best = finder.found(&made);
    assert_eq!((best[0].offer, best[0].score), (1, 1));
    assert_eq!(best[0].because, [(0, 1), (1, 0)]);
    assert_eq!(best[1].because, [(0, 1)]);
    // Back: what hangs on it goes, and nothing else.
    assert_eq!(
        finder.press(&made, &pick("need", "measure")),
        [pick("need", "measure")]
    );
    assert_eq!(finder.press(&control, &pick("need", "control")), []);
    assert!(!finder.is_known(&pick("need", "other")));
}

#[test]
fn a_text_of_the_finder_that_is_not_understood_says_nothing() {
    let mut guide = finder().guide().to_vec();
    guide[0].answers_mut().unwrap()[0].sets = "product = gone".into();
    let finder = Finder::new(finder().offers, guide).unwrap();
    assert_eq!(
        finder.issues[0].field.as_deref(),
        Some("guide.0.answers.0.sets")
    );
    assert_eq!(finder.found(&[pick("need", "measure")]).len(), 4);
    assert!(matches!(finder.check()[0], ModelFinding::Wrong(_)));
}

#[test]
fn configurations_are_compared_what_differs_first() {
    let item = |name: &str, value: &str| SummaryItem {
        name: both(name),
        value: both(value),
        quantity: None,
    };
    let made = |summary: Vec<SummaryItem>| Configuration {
        model_id: ProductModelId(Uuid::nil()),
        number: 1,
        hash: String::new(),
        choices: Vec::new(),
        answers: Vec::new(),
        values: Vec::new(),
        summary,
        prices: Vec::new(),
    };
    let one = made(vec![
        item("A", "1"),
        item("B", "2"),
        item("B", "3"),
        item("D", ""),
    ]);
    let other = made(vec![
        item("A", "1"),
        item("C", ""),
        item("B", "2"),
        item("B", "4"),
    ]);
    let rows = compare_configurations(&[&one, &other, &one]);
    let read: Vec<(&str, bool, Vec<Option<&str>>)> = rows
        .iter()
        .map(|row| {
            let values = row
                .values
                .iter()
                .map(|value| value.as_ref().map(|item| item.value.en.as_str()));
            (row.name.en.as_str(), row.differs, values.collect())
        })
        .collect();
    assert_eq!(
        read,
        [
            ("B", true, vec![Some("3"), Some("4"), Some("3")]),
            ("D", true, vec![Some(""), None, Some("")]),
            ("C", true, vec![None, Some(""), None]),
            ("A", false, vec![Some("1"), Some("1"), Some("1")]),
            ("B", false, vec![Some("2"), Some("2"), Some("2")]),
        ]
    );
}
