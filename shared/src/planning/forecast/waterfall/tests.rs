use super::*;
use crate::deals::pipelines::ForecastCategory;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn span() -> DaySpan {
    DaySpan {
        from: day("2026-10-01"),
        to: day("2026-12-31"),
    }
}
fn owners() -> BTreeSet<UserId> {
    [UserId(Uuid::from_u128(1))].into()
}
fn open(n: u128, amount: i64) -> DealFact {
    DealFact {
        id: OpportunityId(Uuid::from_u128(n)),
        owner: UserId(Uuid::from_u128(1)),
        amount,
        close_date: day("2026-11-15"),
        state: StageState::Open,
        probability_bp: 5_000,
        category: ForecastCategory::Commit,
    }
}

#[test]
fn every_reason_has_its_step() {
    let on = |fact: DealFact, text: &str| DealFact {
        close_date: day(text),
        ..fact
    };
    let state = |fact: DealFact, state| DealFact { state, ..fact };
    let other = |fact: DealFact| DealFact {
        owner: UserId(Uuid::from_u128(2)),
        ..fact
    };
    let omitted = |fact: DealFact| DealFact {
        category: ForecastCategory::Omitted,
        ..fact
    };
    let before = [
        open(1, 100),
        open(2, 100),
        on(open(3, 1), "2027-01-05"),
        on(open(4, 2), "2026-09-05"),
        state(open(5, 4), StageState::Lost),
        other(open(6, 8)),
        omitted(open(7, 16)),
        open(8, 1_000),
        open(9, 2_000),
        open(10, 4_000),
        open(11, 8_000),
        open(12, 16_000),
        open(13, 32_000),
        open(14, 64_000),
        open(15, 7),
    ];
    let after = [
        open(1, 150),
        open(2, 30),
        open(3, 1),
        open(4, 2),
        open(5, 4),
        open(6, 8),
        open(7, 16),
        state(open(8, 999), StageState::Won),
        state(open(9, 2_000), StageState::Lost),
        on(open(10, 4_000), "2027-01-05"),
        on(open(11, 8_000), "2026-09-05"),
        other(open(12, 16_000)),
        omitted(open(13, 32_000)),
        open(15, 7),
        open(16, 32),
    ];
    let result = waterfall(
        span(),
        Measure::Open,
        &owners(),
        Snapshot {
            before: &before,
            after: &after,
        },
    );
    let steps: BTreeMap<Change, i64> = result.steps.iter().map(|s| (s.change, s.delta)).collect();
    let expected = BTreeMap::from([
        (Change::New, 32),
        (Change::PulledIn, 1),
        (Change::PushedIn, 2),
        (Change::Reopened, 4),
        (Change::OwnerIn, 8),
        (Change::CategoryIn, 16),
        (Change::AmountUp, 50),
        (Change::AmountDown, -70),
        (Change::Won, -1_000),
        (Change::Lost, -2_000),
        (Change::PushedOut, -4_000),
        (Change::PulledOut, -8_000),
        (Change::OwnerOut, -16_000),
        (Change::CategoryOut, -32_000),
        (Change::Removed, -64_000),
    ]);
    assert_eq!(steps, expected);
    assert_eq!(result.opening + steps.values().sum::<i64>(), result.closing);
}

#[test]
fn a_downgrade_leaves_the_commit_but_not_the_pipeline() {
    let before = [open(1, 100)];
    let after = [DealFact {
        category: ForecastCategory::BestCase,
        ..open(1, 100)
    }];
    let snapshot = Snapshot {
        before: &before,
        after: &after,
    };
    let commit = waterfall(span(), Measure::Commit, &owners(), snapshot);
    assert_eq!(commit.steps[0].change, Change::CategoryOut);
    assert_eq!((commit.opening, commit.closing), (100, 0));
    assert!(
        waterfall(span(), Measure::Open, &owners(), snapshot)
            .steps
            .is_empty()
    );
}

fn any_facts() -> impl Strategy<Value = Vec<DealFact>> {
    let fact = (
        0_u128..30,
        1_u128..3,
        -1_000_i64..1_000_000,
        -60_i64..160,
        prop::sample::select(vec![StageState::Open, StageState::Won, StageState::Lost]),
        prop::sample::select(vec![
            ForecastCategory::Omitted,
            ForecastCategory::Pipeline,
            ForecastCategory::Commit,
        ]),
    )
        .prop_map(|(id, owner, amount, offset, state, category)| DealFact {
            owner: UserId(Uuid::from_u128(owner)),
            close_date: day("2026-10-01") + chrono::TimeDelta::days(offset),
            state,
            category,
            ..open(id, amount)
        });
    prop::collection::vec(fact, 0..40)
}

proptest! {
    #[test]
    fn it_always_reconciles(before in any_facts(), after in any_facts(), commit in any::<bool>()) {
        let measure = if commit { Measure::Commit } else { Measure::Open };
        let result = waterfall(span(), measure, &owners(), Snapshot { before: &before, after: &after });
        let steps: i64 = result.steps.iter().map(|step| step.delta).sum();
        prop_assert_eq!(result.opening + steps, result.closing);
        let sum = |deals: &[StepDeal]| deals.iter().map(|deal| deal.delta).sum::<i64>();
        let present: BTreeMap<OpportunityId, DealFact> =
            after.iter().map(|fact| (fact.id, *fact)).collect();
        let in_view: Vec<DealFact> =
            present.into_values().filter(|fact| owners().contains(&fact.owner)).collect();
        let closing = closing_deals(span(), measure, &in_view);
        prop_assert_eq!(sum(&closing), result.closing);
        prop_assert_eq!(sum(&result.opening_deals(&closing)), result.opening);
        let mut seen = BTreeSet::new();
        for step in &result.steps {
            prop_assert_eq!(step.deals.iter().map(|d| d.delta).sum::<i64>(), step.delta);
            for deal in &step.deals {
                prop_assert!(seen.insert(deal.id), "{:?} in two steps", deal.id);
            }
        }
    }
}
