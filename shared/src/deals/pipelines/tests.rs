//! Gates and validation.

use super::*;
use crate::kernel::{LossReasonId, Percent, StageId};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

fn today() -> NaiveDate {
    "2026-06-15".parse().unwrap()
}

fn b2b() -> Pipeline {
    ready_pipelines()
        .into_iter()
        .find(|pipeline| pipeline.kind == PipelineKind::B2b)
        .unwrap()
}

fn id(pipeline: &Pipeline, index: usize) -> StageId {
    pipeline.stages[index].id
}

fn complete() -> DealFacts {
    DealFacts {
        account: true,
        amount_minor: 100,
        close_date: today(),
        contacts: 1,
        decision_makers: 1,
        champions: 1,
        next_step: true,
        next_step_on: Some(today()),
        activities: 1,
        products: 1,
        quotes: 1,
        accepted_quotes: 1,
        competitors: 1,
        team: 1,
        loss_reason: false,
        own: Vec::new(),
    }
}

fn check(facts: &DealFacts, from: usize, to: usize) -> MoveCheck {
    let pipeline = b2b();
    check_move(
        &pipeline,
        facts,
        id(&pipeline, from),
        id(&pipeline, to),
        &MoveRequest::default(),
        today(),
    )
}

fn criteria(check: &MoveCheck) -> Vec<Criterion> {
    check
        .missing
        .iter()
        .map(|missing| missing.criterion)
        .collect()
}

#[test]
fn skipping_stages_asks_for_the_facts_of_every_stage_passed() {
    let nothing = DealFacts::none(today());
    let one = check(&nothing, 0, 1);
    assert_eq!(criteria(&one), [Criterion::Account, Criterion::Contact]);
    let three = check(&nothing, 0, 3);
    assert_eq!(
        criteria(&three),
        [
            Criterion::Account,
            Criterion::Contact,
            Criterion::Amount,
            Criterion::Activity,
            Criterion::NextStep,
            Criterion::DecisionMaker,
            Criterion::Quote
        ]
    );
    assert_eq!(three.verdict, Verdict::NeedsException);
    assert_eq!(three.missing[2].stage, id(&b2b(), 1));
    assert!(check(&complete(), 0, 3).allowed());
}

#[test]
fn backwards_is_free() {
    let back = check(&DealFacts::none(today()), 3, 0);
    assert_eq!(back.direction, Direction::Backward);
    assert!(back.allowed());
}

#[test]
fn winning_needs_an_accepted_quote_or_a_managers_written_exception() {
    let facts = DealFacts {
        accepted_quotes: 0,
        close_date: today() - chrono::Days::new(3),
        next_step_on: None,
        ..complete()
    };
    let win = check(&facts, 1, 4);
    assert_eq!(win.direction, Direction::Win);
    // Neither the passed close date nor the next step matters any more.
    assert_eq!(criteria(&win), [Criterion::AcceptedQuote]);
    let with = |reason: &str| MoveRequest {
        exception: Some(Exception {
            reason: reason.to_owned(),
        }),
        ..MoveRequest::default()
    };
    assert!(win.enforce(true, &with("Order by letter")).is_ok());
    assert!(win.enforce(true, &with(" ")).is_err());
    assert!(win.enforce(false, &with("Order by letter")).is_err());
    assert!(win.enforce(true, &MoveRequest::default()).is_err());
}

#[test]
fn losing_needs_a_reason_that_no_exception_lifts() {
    let lose = check(&complete(), 1, 5);
    assert_eq!(lose.verdict, Verdict::Refused);
    let exception = MoveRequest {
        exception: Some(Exception {
            reason: "because".to_owned(),
        }),
        ..MoveRequest::default()
    };
    assert!(lose.enforce(true, &exception).is_err());
    let pipeline = b2b();
    let given = MoveRequest {
        loss_reason: Some(LossReasonId(Uuid::nil())),
        ..MoveRequest::default()
    };
    assert!(
        check_move(
            &pipeline,
            &DealFacts::none(today()),
            id(&pipeline, 0),
            id(&pipeline, 5),
            &given,
            today()
        )
        .allowed()
    );
}

#[test]
fn losing_and_reopening_is_no_way_around_a_gate() {
    let nothing = DealFacts::none(today());
    let reopen = check(&nothing, 5, 3);
    assert_eq!(reopen.direction, Direction::Reopen);
    assert!(!reopen.allowed());
    assert!(check(&nothing, 5, 0).allowed());
    assert_eq!(check(&nothing, 4, 0).warnings[0].code, "reopens");
}

#[test]
fn unknown_and_closed_down_stages_are_refused() {
    let mut pipeline = b2b();
    let elsewhere = StageId(Uuid::nil());
    let first = id(&pipeline, 0);
    let refused = check_move(
        &pipeline,
        &complete(),
        first,
        elsewhere,
        &MoveRequest::default(),
        today(),
    );
    assert_eq!(refused.verdict, Verdict::Refused);
    pipeline.stages[1].active = false;
    let second = id(&pipeline, 1);
    let refused = check_move(
        &pipeline,
        &complete(),
        first,
        second,
        &MoveRequest::default(),
        today(),
    );
    assert_eq!(refused.issues()[0].code, "inactive_stage");
    // A stage closed down no longer asks for its facts.
    let third = id(&pipeline, 2);
    let skipped = check_move(
        &pipeline,
        &DealFacts {
            activities: 0,
            ..complete()
        },
        first,
        third,
        &MoveRequest::default(),
        today(),
    );
    assert!(skipped.allowed());
}

#[test]
fn imported_history_is_let_in_with_warnings_but_open_deals_meet_the_gate() {
    let pipeline = b2b();
    let nothing = DealFacts::none(today());
    let won = check_entry(&pipeline, &nothing, id(&pipeline, 4), true, today());
    assert!(won.allowed() && !won.warnings.is_empty());
    assert!(!check_entry(&pipeline, &nothing, id(&pipeline, 4), false, today()).allowed());
    assert!(!check_entry(&pipeline, &nothing, id(&pipeline, 2), true, today()).allowed());
    assert!(check_entry(&pipeline, &nothing, id(&pipeline, 0), false, today()).allowed());
}

#[test]
fn a_pipeline_without_an_end_is_refused() {
    let mut pipeline = b2b();
    pipeline.stages.truncate(4);
    pipeline.stages[0].probability = Percent::whole(101);
    pipeline.stages[1].exit_criteria.push(Criterion::LossReason);
    let codes: Vec<_> = validate_pipeline(&pipeline)
        .iter()
        .map(|issue| issue.code.to_string())
        .collect();
    assert_eq!(
        codes,
        [
            "needs_won_stage",
            "needs_lost_stage",
            "probability_does_not_fit",
            "loss_reason_is_always_asked"
        ]
    );
}

#[test]
fn a_field_of_an_administrator_is_asked_for_by_name() {
    let field = |key: &str| RequiredField {
        key: key.to_owned(),
        label: crate::kernel::LocalText::new(key.to_uppercase(), ""),
    };
    let mut pipeline = b2b();
    pipeline.stages[0].required_fields = vec![field("budget")];
    pipeline.stages[1].required_fields = vec![field("budget"), field("tender")];
    assert_eq!(validate_pipeline(&pipeline), vec![]);
    let (first, third) = (id(&pipeline, 0), id(&pipeline, 2));
    let mut facts = complete();
    let ask = |facts: &DealFacts, to| {
        let request = MoveRequest::default();
        check_move(&pipeline, facts, first, to, &request, today())
    };
    let check = ask(&facts, third);
    assert_eq!(check.verdict, Verdict::NeedsException);
    assert!(check.missing.is_empty() && !check.lacks_nothing());
    // Each once, of the stage that asks first.
    let found: Vec<(&str, StageId)> = check
        .missing_fields
        .iter()
        .map(|one| (one.field.key.as_str(), one.stage))
        .collect();
    assert_eq!(found, [("budget", first), ("tender", id(&pipeline, 1))]);
    let issue = &check.issues()[0];
    assert_eq!(
        (issue.code.as_ref(), issue.field.as_deref()),
        ("missing_custom", Some("custom.budget"))
    );
    // A label in one language alone is that of both.
    let name = |lang: &str| {
        issue
            .params
            .iter()
            .any(|(key, value)| key == &format!("name_{lang}") && value == "BUDGET")
    };
    assert!(name("en") && name("fr"));
    facts.own = vec!["tender".to_owned(), "budget".to_owned()];
    assert!(ask(&facts, third).allowed());
    // A closed deal of former times is told what it lacks, and let in.
    let won = pipeline.stage_of(StageState::Won).unwrap().id;
    let entry = check_entry(&pipeline, &complete(), won, true, today());
    assert!(entry.allowed() && entry.warnings.len() >= 2);
    pipeline.stages[0].required_fields = vec![field("budget"), field("budget")];
    assert_eq!(validate_pipeline(&pipeline)[0].code, "duplicate");
}

fn any_facts() -> impl Strategy<Value = DealFacts> {
    (prop::collection::vec(0_u32..2, 11), -3_i64..3, -3_i64..3).prop_map(|(n, close, step)| {
        let day = |offset: i64| today() + chrono::Duration::days(offset);
        DealFacts {
            account: n[0] > 0,
            amount_minor: i64::from(n[1]),
            close_date: day(close),
            contacts: n[2],
            decision_makers: n[3],
            champions: n[4],
            next_step: n[5] > 0,
            next_step_on: Some(day(step)),
            activities: n[6],
            products: n[7],
            quotes: n[8],
            accepted_quotes: n[9],
            competitors: n[10],
            team: n[0],
            loss_reason: false,
            own: Vec::new(),
        }
    })
}

proptest! {
    /// A long move is allowed exactly when each of its single steps is.
    #[test]
    fn a_move_equals_its_steps(facts in any_facts(), which in 0_usize..4, from in 0_usize..60, length in 0_usize..60) {
        let pipeline = &ready_pipelines()[which];
        let open: Vec<StageId> = pipeline.open_stages().map(|stage| stage.id).collect();
        // Cut to what the pipeline has: throwing most draws away ends the test now and then.
        let from = from % (open.len() - 1);
        let length = 1 + length % (open.len() - 1 - from);
        let request = MoveRequest::default();
        let whole = check_move(pipeline, &facts, open[from], open[from + length], &request, today());
        let steps = (from..from + length)
            .all(|i| check_move(pipeline, &facts, open[i], open[i + 1], &request, today()).allowed());
        prop_assert_eq!(whole.allowed(), steps);
        // Going there and coming back by a loss is not easier than going.
        let lost = pipeline.stage_of(StageState::Lost).unwrap().id;
        let reopened = check_move(pipeline, &facts, lost, open[from + length], &request, today());
        prop_assert!(!reopened.allowed() || whole.allowed());
    }
}
