//! Errands: the same answers as the page's own session, told in the form they travel in.

use super::examples::{pick, pump};
use crate::cpq::configure::Budget;
use crate::cpq::models::*;
use std::sync::Arc;

fn errand(choices: &[Pick], task: Task) -> Errand {
    Errand {
        content: pump(),
        guided: false,
        choices: choices.to_vec(),
        task,
        steps: 10_000_000,
    }
}

/// What came of an errand that travelled as text, as did its news; with the engine's bytes.
fn done(clerk: &mut Clerk, errand: &Errand) -> (News, Option<Vec<u8>>) {
    let errand = serde_json::from_str(&serde_json::to_string(errand).unwrap()).unwrap();
    let mut told = Vec::new();
    clerk.attend(errand, &mut |news, bytes| {
        let text = serde_json::to_string(news).unwrap();
        told.push((serde_json::from_str::<News>(&text).unwrap(), bytes));
    });
    let last = told.pop().unwrap();
    assert!(last.0.is_last());
    assert!(told.iter().all(|(news, _)| !news.is_last()));
    last
}

#[test]
fn a_clerk_answers_as_the_session_does() {
    let engine = Arc::new(Engine::build(Arc::new(pump())).unwrap());
    let choices = [pick("flow", "60")];
    let mut session = Session::with_choices(Arc::clone(&engine), &choices);
    let mut clerk = Clerk::default();
    let mut ask = |task: Task| done(&mut clerk, &errand(&choices, task)).0;
    let count = session.count().unwrap().to_string();
    assert_eq!(ask(Task::Count), News::Counted(count));
    for goal in [
        Goal::Defaults,
        Goal::Cheapest,
        Goal::Margin,
        Goal::Nearest(vec![pick("papers.api", "yes")]),
    ] {
        let own = session.complete(&goal, &mut Budget::unlimited()).unwrap();
        assert!(own.as_ref().unwrap().proven);
        assert_eq!(ask(Task::Complete(goal)), News::Completed(own));
    }
    let iron = pick("material", "iron");
    let own = session.answer(&iron, &mut Budget::unlimited()).unwrap();
    assert!(!own.follows);
    assert_eq!(own.because.choices, choices);
    assert_eq!(own.repairs[0].withdraw, choices);
    // Without steel (400) and a flow of 60 (2 each), with two seals (35 each) no longer demanded.
    let effect = -(400 + 60 * 2);
    assert_eq!(own.repairs[0].effect.unwrap().0 / 10_000, effect);
    assert_eq!(ask(Task::Answer(iron)), News::Answered(own));
    let News::Answered(steel) = ask(Task::Answer(pick("material", "steel"))) else {
        panic!("no answer");
    };
    assert!(steel.follows && steel.repairs.is_empty());
}

#[test]
fn a_compiled_model_comes_back_and_is_only_loaded() {
    let mut clerk = Clerk::default();
    let (news, bytes) = done(&mut clerk, &errand(&[], Task::Compile));
    assert_eq!(news, News::Compiled);
    let bytes = bytes.unwrap();
    let own = Engine::build(Arc::new(pump())).unwrap();
    let loaded = Engine::load(Arc::new(pump()), false, &bytes).unwrap();
    assert_eq!(loaded.compiled, own.compiled);
    // What was compiled from other rules, or is damaged, is compiled again.
    let mut other = pump();
    other.rules.pop();
    let other = Arc::new(other);
    for bytes in [&bytes[..], &bytes[..bytes.len() / 2], &[]] {
        let loaded = Engine::load(Arc::clone(&other), false, bytes).unwrap();
        let own = Engine::build(Arc::clone(&other)).unwrap();
        assert_eq!(loaded.compiled, own.compiled);
    }
}

#[test]
fn a_check_beside_the_page_finds_the_same() {
    let mut content = pump();
    content.rules.push(ModelRule {
        text: "flow = 10".into(),
        ..ModelRule::default()
    });
    content.rules.push(ModelRule {
        text: "flow <= 20".into(),
        ..ModelRule::default()
    });
    let (own, engine) = check_model(Arc::new(content.clone()), CheckLimits::FULL);
    assert!(!own.is_empty());
    let errand = Errand {
        content: content.clone(),
        ..errand(&[], Task::Check(CheckLimits::FULL))
    };
    let (news, bytes) = done(&mut Clerk::default(), &errand);
    let News::Checked { findings, guided } = news else {
        panic!("not checked");
    };
    assert_eq!(findings, own);
    let loaded = Engine::load(Arc::new(content), guided, &bytes.unwrap()).unwrap();
    assert_eq!(loaded.compiled, engine.unwrap().compiled);
    // What cannot be read is a finding of a check, and the end of every other errand.
    let mut broken = errand;
    broken.content.rules[0].text = "flow >".into();
    let (news, bytes) = done(&mut Clerk::default(), &broken);
    assert!(matches!(news, News::Checked { findings, .. } if findings[0].is_error()));
    assert_eq!(bytes, None);
    broken.task = Task::Count;
    assert_eq!(done(&mut Clerk::default(), &broken).0, News::Unreadable);
}

#[test]
fn an_errand_whose_steps_do_not_suffice_is_given_up() {
    let mut short = errand(&[], Task::Count);
    short.steps = 1;
    assert_eq!(done(&mut Clerk::default(), &short).0, News::GivenUp);
}

#[test]
fn the_highest_margin_weighs_the_cost() {
    let engine = Arc::new(Engine::build(Arc::new(pump())).unwrap());
    let session = Session::open(engine);
    let margin = |goal: &Goal| {
        let found = session.complete(goal, &mut Budget::unlimited()).unwrap();
        let price = price_of(session.engine(), &found.unwrap().values).unwrap();
        price.price.0 - price.cost.unwrap().0
    };
    assert!(margin(&Goal::Margin) > margin(&Goal::Cheapest));
}

#[test]
fn margins_are_known_when_every_priced_value_has_its_cost() {
    let mut content = pump();
    assert!(content.knows_margins());
    content.groups[0].options[0].adder.cost = None;
    assert!(!content.knows_margins());
    assert!(
        !ModelContent::default().knows_margins(),
        "nothing is priced"
    );
}
