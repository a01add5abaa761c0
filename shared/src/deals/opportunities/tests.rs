//! Edits, moves, totals, stalled rule, filters in URLs.

use super::*;
use crate::deals::pipelines::{
    DealFacts, ForecastCategory, MoveRequest, Pipeline, StageState, ready_pipelines,
};
use crate::kernel::{
    AccountId, Currency, Instant, LossReasonId, Money, Named, OpportunityId, Percent, Quantity,
    TeamId, UnitPrice, UserId,
};
use crate::platform::fields::CustomValues;
use chrono::NaiveDate;
use uuid::Uuid;

pub(super) fn today() -> NaiveDate {
    "2026-06-15".parse().unwrap()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn pipeline() -> Pipeline {
    ready_pipelines().remove(0)
}

pub(super) fn fields() -> DealFields {
    DealFields {
        name: "Fleet".into(),
        account_id: None,
        amount: Money::new(10_000, Currency::EUR),
        amount_source: AmountSource::Typed,
        close_date: today(),
        close_date_pushes: 0,
        kind: OpportunityKind::New,
        next_step: String::new(),
        next_step_on: None,
        channel: crate::kernel::SalesChannel::Direct,
        source: String::new(),
        probability_judged: Some(Percent::whole(60)),
        category_judged: None,
        loss_reason_id: None,
        loss_note: String::new(),
        custom: CustomValues::default(),
    }
}

fn place() -> DealPlace {
    DealPlace {
        stage_id: pipeline().stages[1].id,
        state: StageState::Open,
        stage_entered_at: Instant(0),
        close_date: day("2026-08-01"),
        closed_on: None,
        loss_reason_id: None,
        loss_note: String::new(),
    }
}

pub(super) fn card(
    stage: usize,
    minor: i64,
    currency: Currency,
    judged: Option<i32>,
) -> OpportunityCard {
    OpportunityCard {
        id: OpportunityId(Uuid::nil()),
        version: 1,
        name: "Deal".into(),
        account: None,
        owner: Named::new(UserId(Uuid::nil()), "Ana"),
        stage_id: pipeline().stages[stage].id,
        kind: OpportunityKind::New,
        amount: Money::new(minor, currency),
        close_date: today(),
        close_date_pushes: 0,
        probability_judged: judged.map(Percent),
        category_judged: None,
        next_activity_on: None,
        stage_entered_at: Instant(0),
        last_activity_at: None,
        facts: DealFacts::none(today()),
        may_edit: true,
        may_except: false,
        group: String::new(),
    }
}

fn codes(issues: &[crate::kernel::Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code.as_ref()).collect()
}

#[test]
fn impossible_edits_are_found() {
    let found = |changes: &[OpportunityChange]| {
        let issues = validate_changes(&fields(), StageState::Open, None, changes, today());
        codes(&issues)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    use OpportunityChange as C;
    assert_eq!(found(&[C::Name(" ".into())]), ["required"]);
    assert_eq!(found(&[C::Name("x".repeat(161))]), ["too_long"]);
    assert_eq!(found(&[C::Name("a\u{0}b".into())]), ["control_characters"]);
    assert_eq!(
        found(&[C::Amount(Money::new(-1, Currency::EUR))]),
        ["negative"]
    );
    assert_eq!(
        found(&[C::Amount(Money::new(i64::MAX, Currency::EUR))]),
        ["too_large"]
    );
    assert_eq!(found(&[C::CloseDate(day("9999-12-31"))]), ["date_far_away"]);
    assert_eq!(
        found(&[C::CloseDate(day("2046-06-14"))]),
        Vec::<String>::new()
    );
    assert_eq!(
        found(&[C::NextStep {
            text: String::new(),
            on: Some(today())
        }]),
        ["required"]
    );
    assert_eq!(
        found(&[C::JudgedProbability(Some(Percent(10_001)))]),
        ["out_of_range"]
    );
    assert_eq!(
        found(&[C::JudgedCategory(Some(ForecastCategory::Closed))]),
        ["closed_is_for_won_deals"]
    );
    assert_eq!(
        found(&[C::AmountSource(AmountSource::Products)]),
        ["missing_products"]
    );
    let lost = validate_changes(
        &fields(),
        StageState::Lost,
        None,
        &[
            C::Loss {
                reason: None,
                note: String::new(),
            },
            C::CloseDate(today()),
        ],
        today(),
    );
    assert_eq!(codes(&lost), ["missing_loss_reason", "deal_is_closed"]);
}

#[test]
fn the_amount_follows_the_products_until_a_person_types_it_again() {
    let sum = Some(Money::new(77_700, Currency::EUR));
    let followed = apply_changes(
        &fields(),
        sum,
        &[OpportunityChange::AmountSource(AmountSource::Products)],
    );
    assert_eq!(followed.amount.minor, 77_700);
    let typed = [OpportunityChange::Amount(Money::new(5, Currency::EUR))];
    assert_eq!(
        codes(&validate_changes(
            &followed,
            StageState::Open,
            sum,
            &typed,
            today()
        )),
        ["amount_comes_from_products"]
    );
    let both = [
        OpportunityChange::AmountSource(AmountSource::Typed),
        OpportunityChange::Amount(Money::new(5, Currency::EUR)),
    ];
    assert!(validate_changes(&followed, StageState::Open, sum, &both, today()).is_empty());
    assert_eq!(apply_changes(&followed, sum, &both).amount.minor, 5);
}

#[test]
fn a_close_date_pushed_to_a_later_month_is_counted() {
    let push = |to: &str| {
        apply_changes(&fields(), None, &[OpportunityChange::CloseDate(day(to))]).close_date_pushes
    };
    assert_eq!(push("2026-06-30"), 0);
    assert_eq!(push("2026-07-01"), 1);
    assert_eq!(push("2026-01-01"), 0);
    assert_eq!(push("2027-01-01"), 1);
}

#[test]
fn closing_sets_the_day_and_reopening_clears_it() {
    let pipeline = pipeline();
    let now = Instant(5);
    let won = moved(
        &place(),
        &pipeline.stages[4],
        &MoveRequest::default(),
        now,
        today(),
    );
    assert_eq!((won.closed_on, won.close_date), (Some(today()), today()));
    let reason = LossReasonId(Uuid::nil());
    let request = MoveRequest {
        loss_reason: Some(reason),
        loss_note: " too dear ".into(),
        closed_on: Some(day("2026-06-01")),
        exception: None,
    };
    let lost = moved(&place(), &pipeline.stages[5], &request, now, today());
    assert_eq!(lost.closed_on, Some(day("2026-06-01")));
    assert_eq!(
        (lost.loss_reason_id, lost.loss_note.as_str()),
        (Some(reason), "too dear")
    );
    let reopened = moved(
        &lost,
        &pipeline.stages[0],
        &MoveRequest::default(),
        now,
        today(),
    );
    assert_eq!((reopened.closed_on, reopened.loss_reason_id), (None, None));
    assert_eq!(reopened.stage_entered_at, now);
    let future = MoveRequest {
        closed_on: Some(day("2026-06-16")),
        ..MoveRequest::default()
    };
    assert_eq!(
        codes(&validate_move(&future, today())),
        ["date_in_the_future"]
    );
}

#[test]
fn only_what_somebody_else_changed_too_is_a_conflict() {
    let original = fields();
    let current = DealFields {
        name: "Fleet 2027".into(),
        source: "Fair".into(),
        ..fields()
    };
    let mine = [
        OpportunityChange::Name("Van fleet".into()),
        OpportunityChange::Kind(OpportunityKind::Renewal),
        OpportunityChange::Source("Fair".into()),
    ];
    let merged = merge_edits(&original, &current, &mine);
    assert_eq!(
        merged.safe,
        [OpportunityChange::Kind(OpportunityKind::Renewal)]
    );
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(
        merged.conflicts[0].theirs,
        OpportunityChange::Name("Fleet 2027".into())
    );
    assert_eq!(
        merged.conflicts[0].original,
        OpportunityChange::Name("Fleet".into())
    );
}

#[test]
fn every_field_can_be_put_back() {
    let fields = fields();
    let other = DealFields {
        name: "Other".into(),
        source: "Fair".into(),
        custom: [("budget_code".to_owned(), "B7".to_owned())]
            .into_iter()
            .collect(),
        ..fields.clone()
    };
    let changes = OpportunityChange::between(&other, &fields);
    assert_eq!(changes.len(), 3);
    assert_eq!(apply_changes(&other, None, &changes), fields);
    for change in changes {
        let before = change.current(&other);
        assert_eq!(apply_changes(&other, None, &[before]), other);
    }
}

#[test]
fn a_deal_is_stalled_until_something_is_planned() {
    let stage = &pipeline().stages[3];
    assert_eq!(stage.stalled_after_days, Some(7));
    let now = Instant(0).plus_days(100);
    let at = |days: i64| Instant(0).plus_days(100 - days);
    let check = |entered: i64, activity: Option<i64>, next: Option<&str>| {
        stalled(
            stage,
            at(entered),
            activity.map(at),
            next.map(day),
            now,
            today(),
        )
    };
    assert_eq!(check(6, None, None), None);
    let silent = check(7, None, None).unwrap();
    assert_eq!((silent.days, silent.since), (7, StalledSince::StageEntry));
    assert_eq!(silent.remedy().code, "stalled_clear_plan");
    assert_eq!(check(30, Some(2), None), None);
    assert_eq!(
        check(30, Some(9), None).unwrap().reason().code,
        "stalled_no_activity"
    );
    assert_eq!(check(30, None, Some("2026-06-15")), None);
    let overdue = check(30, None, Some("2026-06-14")).unwrap();
    assert_eq!(overdue.remedy().code, "stalled_clear_overdue");
    let won = &pipeline().stages[4];
    assert_eq!(stalled(won, at(900), None, None, now, today()), None);
}

#[test]
fn next_activity_is_seen_from_today() {
    assert_eq!(NextActivity::of(None, today()), NextActivity::None);
    assert_eq!(
        NextActivity::of(Some(day("2026-06-14")), today()),
        NextActivity::Overdue
    );
    assert_eq!(
        NextActivity::of(Some(today()), today()),
        NextActivity::Today
    );
    assert_eq!(
        NextActivity::of(Some(day("2026-06-16")), today()),
        NextActivity::Planned
    );
}

#[test]
fn products_add_up_to_the_first_year() {
    let price = |charge, units, price, discount| DealProductPrice {
        charge,
        quantity: Quantity::whole(units),
        unit_price: UnitPrice(price),
        discount: Percent::whole(discount),
    };
    let rows = [
        price(Charge::OneTime, 1, 12_345_000, 0),
        price(Charge::Monthly, 10, 99_900, 10),
        price(Charge::Yearly, 2, 10_000_000, 50),
    ];
    let sum = products_amount(&rows, Currency::EUR).unwrap();
    assert_eq!(sum, Money::new(123_450 + 107_892 + 100_000, Currency::EUR));
    let huge = [price(Charge::Monthly, i64::MAX / 10_000, i64::MAX, 0)];
    assert_eq!(products_amount(&huge, Currency::EUR), None);
}

#[test]
fn lists_without_doubles_and_without_the_owner() {
    let someone = UserId(Uuid::nil());
    assert_eq!(
        codes(&validate_team(someone, &[(someone, TeamRole::Support)])),
        ["owner_is_on_the_deal"]
    );
    let rival = |name: &str| Competitor {
        name: name.into(),
        incumbent: false,
    };
    assert_eq!(
        codes(&validate_competitors(&[rival("Acme"), rival("ACME ")])),
        ["duplicate"]
    );
    let twice = crate::kernel::ContactId(Uuid::nil());
    assert_eq!(
        codes(&validate_contacts(&[
            (twice, BuyingRole::User),
            (twice, BuyingRole::Buyer)
        ])),
        ["duplicate"]
    );
}

#[test]
fn periods_follow_the_calendar_and_the_fiscal_year() {
    let days = |period, first_month| {
        let (from, to) = period_days(period, today(), first_month);
        (from.to_string(), to.to_string())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        days(ClosePeriod::ThisMonth, 1),
        pair("2026-06-01", "2026-06-30")
    );
    assert_eq!(
        days(ClosePeriod::NextMonth, 1),
        pair("2026-07-01", "2026-07-31")
    );
    assert_eq!(
        days(ClosePeriod::ThisQuarter, 1),
        pair("2026-04-01", "2026-06-30")
    );
    assert_eq!(
        days(ClosePeriod::NextQuarter, 1),
        pair("2026-07-01", "2026-09-30")
    );
    assert_eq!(
        days(ClosePeriod::ThisQuarter, 2),
        pair("2026-05-01", "2026-07-31")
    );
    assert_eq!(days(ClosePeriod::Overdue, 1).1, "2026-06-14");
}

#[test]
fn a_filter_survives_the_url() {
    let filter = DealFilter {
        owner: Some(UserId(Uuid::from_u128(1))),
        team: Some(TeamId(Uuid::from_u128(2))),
        account: Some(AccountId(Uuid::from_u128(3))),
        category: Some(ForecastCategory::BestCase),
        close: Some(ClosePeriod::Between(day("2026-01-01"), day("2026-03-31"))),
        kind: Some(OpportunityKind::Renewal),
        next_activity: Some(NextActivity::Overdue),
        stalled: true,
        search: "été & co".into(),
        state: Some(StageState::Open),
    };
    let pairs = filter.to_pairs();
    let get = |key: &str| {
        pairs
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, v)| v.clone())
    };
    assert_eq!(DealFilter::from_pairs(get), filter);
    assert_eq!(filter.count(), 9);
    assert_eq!(
        DealFilter::from_pairs(|_| Some("nonsense".into())).count(),
        0
    );
    for sort in ["close_date", "-amount"] {
        assert_eq!(ListSort::from_word(sort).unwrap().to_word(), sort);
    }
}

#[test]
fn the_gate_sees_what_is_filled_in_with_the_move() {
    let facts = DealFacts::none(day("2026-01-01"));
    let fill = [
        OpportunityChange::Amount(Money::new(500, Currency::EUR)),
        OpportunityChange::CloseDate(day("2026-07-01")),
        OpportunityChange::NextStep {
            text: "Call".into(),
            on: Some(day("2026-06-16")),
        },
    ];
    let filled = filled_facts(&facts, &fill);
    use crate::deals::pipelines::Criterion;
    for criterion in [Criterion::Amount, Criterion::CloseDate, Criterion::NextStep] {
        assert!(!facts.satisfies(criterion, today()));
        assert!(filled.satisfies(criterion, today()), "{criterion:?}");
    }
    // A next step for yesterday is none.
    let late = OpportunityChange::NextStep {
        text: "Call".into(),
        on: Some(day("2026-06-14")),
    };
    let filled = filled_facts(&filled, &[late]);
    assert!(!filled.satisfies(Criterion::NextStep, today()));
}

#[test]
fn the_surest_category_stands_first() {
    let words: Vec<_> = [
        ForecastCategory::Closed,
        ForecastCategory::Commit,
        ForecastCategory::BestCase,
        ForecastCategory::Pipeline,
        ForecastCategory::Omitted,
    ]
    .map(category_word)
    .into();
    assert!(words.is_sorted());
}
