use super::*;
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::OpportunityId;
use crate::planning::forecast::{Bucket, Wish, apply_wishes};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}
fn team(n: u128, parent: Option<u128>) -> Team {
    Team {
        id: TeamId(Uuid::from_u128(n)),
        name: format!("Team {n}"),
        parent: parent.map(|p| TeamId(Uuid::from_u128(p))),
    }
}
fn rep(n: u128, team: Option<u128>) -> Rep {
    Rep {
        id: user(n),
        name: format!("Rep {n}"),
        team: team.map(|t| TeamId(Uuid::from_u128(t))),
        active: true,
    }
}
fn span() -> DaySpan {
    DaySpan {
        from: day("2026-10-01"),
        to: day("2026-12-31"),
    }
}
fn deal(
    n: u128,
    owner: u128,
    amount: i64,
    state: StageState,
    category: ForecastCategory,
) -> DealFact {
    DealFact {
        id: OpportunityId(Uuid::from_u128(n)),
        owner: user(owner),
        amount,
        close_date: day("2026-11-15"),
        state,
        probability_bp: 5_000,
        category,
    }
}

#[test]
fn each_deal_counts_once_and_rolls_up() {
    use ForecastCategory as C;
    use StageState::{Lost, Open, Won};
    let teams = [team(1, None), team(2, Some(1))];
    let reps = [rep(10, Some(1)), rep(20, Some(2)), rep(30, None)];
    let mut late = deal(8, 20, 70, Open, C::Commit);
    late.close_date = day("2026-09-30");
    let deals = [
        deal(1, 10, 1_000, Won, C::Closed),
        deal(2, 10, 2_000, Lost, C::Omitted),
        deal(3, 20, 300, Open, C::Commit),
        deal(4, 20, 401, Open, C::BestCase),
        deal(5, 30, 500, Open, C::Pipeline),
        deal(6, 30, 600, Open, C::Omitted),
        deal(7, 99, 700, Open, C::Commit),
        late,
    ];
    let quotas = BTreeMap::from([(user(10), 4_000), (user(20), 1_000)]);
    let table = roll_up(span(), &teams, &reps, &deals, &quotas);
    let everybody = &table.rows[0];
    assert_eq!(everybody.totals.closed, 1_000);
    assert_eq!(everybody.totals.commit, 300);
    assert_eq!(everybody.totals.best_case, 401);
    assert_eq!(everybody.totals.pipeline, 500);
    assert_eq!(everybody.totals.weighted, 150 + 201 + 250);
    assert_eq!(everybody.totals.overdue, 70);
    assert_eq!(everybody.totals.deals, 4);
    assert_eq!(everybody.totals.quota, Some(5_000));
    assert_eq!(everybody.totals.gap(), Some(4_000));
    assert_eq!(everybody.totals.attainment_bp(), Some(2_000));
    assert_eq!(everybody.totals.coverage_bp(), Some(3_002));
    let names: Vec<(&str, u32)> = table
        .rows
        .iter()
        .map(|r| (r.name.as_str(), r.depth))
        .collect();
    assert_eq!(
        names,
        [
            ("", 0),
            ("Rep 30", 1),
            ("Team 1", 1),
            ("Rep 10", 2),
            ("Team 2", 2),
            ("Rep 20", 3)
        ]
    );
    assert_eq!(
        everybody
            .totals
            .value(Column::Pipeline, ColumnMode::Cumulative),
        1_000 + 300 + 401 + 500
    );
}

#[test]
fn a_first_line_that_only_repeats_is_left_out() {
    let table = roll_up(
        span(),
        &[team(1, None)],
        &[rep(10, Some(1))],
        &[],
        &BTreeMap::new(),
    );
    let shown = table.shown();
    assert_eq!(shown.len(), 2);
    assert_eq!((shown[0].depth, shown[0].parent), (0, None));
    assert_eq!(shown[1].parent, Some(shown[0].node));
    let two = roll_up(
        span(),
        &[],
        &[rep(10, None), rep(20, None)],
        &[],
        &BTreeMap::new(),
    );
    assert_eq!(two.shown().len(), 3);
}

#[test]
fn a_passed_quota_has_no_coverage() {
    let totals = Totals {
        closed: 120,
        quota: Some(100),
        ..Totals::default()
    };
    assert_eq!(totals.gap(), Some(-20));
    assert_eq!(totals.attainment_bp(), Some(12_000));
    assert_eq!(totals.coverage_bp(), None);
    assert_eq!(
        Totals {
            quota: Some(0),
            ..totals
        }
        .attainment_bp(),
        None
    );
}

#[test]
fn teams_in_a_circle_are_still_shown_once() {
    let teams = [
        team(1, Some(3)),
        team(2, Some(1)),
        team(3, Some(2)),
        team(4, Some(4)),
    ];
    let reps = [
        rep(10, Some(1)),
        rep(20, Some(2)),
        rep(30, Some(3)),
        rep(40, Some(4)),
    ];
    let table = roll_up(span(), &teams, &reps, &[], &BTreeMap::new());
    assert_eq!(table.rows.len(), 1 + 4 + 4);
    assert_eq!(table.rows[0].owners.len(), 4);
}

#[test]
fn somebody_who_left_appears_only_with_numbers() {
    let gone = Rep {
        active: false,
        ..rep(10, None)
    };
    let deals = [deal(1, 10, 5, StageState::Won, ForecastCategory::Closed)];
    assert_eq!(
        roll_up(
            span(),
            &[],
            std::slice::from_ref(&gone),
            &[],
            &BTreeMap::new()
        )
        .rows
        .len(),
        1
    );
    assert_eq!(
        roll_up(span(), &[], &[gone], &deals, &BTreeMap::new())
            .rows
            .len(),
        2
    );
}

#[test]
fn wishes_move_open_deals_only() {
    use ForecastCategory as C;
    let open = deal(1, 10, 100, StageState::Open, C::Pipeline);
    let won = deal(2, 10, 200, StageState::Won, C::Closed);
    let wish = |wish| BTreeMap::from([(open.id, wish), (won.id, Wish::Out)]);
    assert_eq!(apply_wishes(&[open, won], &wish(Wish::Out)), vec![won]);
    let closed = apply_wishes(&[open, won], &wish(Wish::Won));
    assert_eq!(closed[0].bucket(span()), Some(Bucket::Closed));
    let commit = apply_wishes(&[open, won], &wish(Wish::Category(C::Commit)));
    assert_eq!(commit[0].bucket(span()), Some(Bucket::Commit));
}

fn any_deal() -> impl Strategy<Value = DealFact> {
    (
        0_u128..40,
        -1_000_i64..100_000_000,
        -150_i64..250,
        prop::sample::select(vec![StageState::Open, StageState::Won, StageState::Lost]),
        0_i32..=10_000,
        prop::sample::select(vec![
            ForecastCategory::Omitted,
            ForecastCategory::Pipeline,
            ForecastCategory::BestCase,
            ForecastCategory::Commit,
            ForecastCategory::Closed,
        ]),
        any::<u64>(),
    )
        .prop_map(
            |(owner, amount, offset, state, probability_bp, category, id)| DealFact {
                id: OpportunityId(Uuid::from_u128(u128::from(id))),
                owner: user(owner),
                amount,
                close_date: day("2026-10-01") + chrono::TimeDelta::days(offset),
                state,
                probability_bp,
                category,
            },
        )
}

proptest! {
    #[test]
    fn the_parts_are_the_whole_and_every_cell_opens_its_deals(
        parents in prop::collection::vec(prop::option::of(0_u128..8), 0..8),
        members in prop::collection::vec(prop::option::of(0_u128..8), 0..40),
        deals in prop::collection::vec(any_deal(), 0..120),
        quotas in prop::collection::btree_map(0_u128..50, 0_i64..10_000_000, 0..20),
    ) {
        let teams: Vec<Team> = parents.iter().enumerate().map(|(n, p)| team(n as u128, *p)).collect();
        let reps: Vec<Rep> = members.iter().enumerate().map(|(n, t)| rep(n as u128, *t)).collect();
        let quotas: BTreeMap<UserId, i64> = quotas.into_iter().map(|(n, q)| (user(n), q)).collect();
        let table = roll_up(span(), &teams, &reps, &deals, &quotas);
        prop_assert_eq!(table.rows.len(), 1 + teams.len() + reps.len());
        for row in &table.rows {
            if row.expandable {
                let mut sum = Totals::default();
                for child in table.rows.iter().filter(|child| child.parent == Some(row.node)) {
                    sum.add(&child.totals);
                }
                prop_assert_eq!(sum, row.totals);
            }
            for mode in [ColumnMode::Single, ColumnMode::Cumulative] {
                for column in Column::ALL {
                    let filter = table.filter(row.node, column, mode).unwrap();
                    let behind: i64 = deals.iter().filter(|d| filter.matches(d)).map(|d| column.amount_of(d)).sum();
                    prop_assert_eq!(behind, row.totals.value(column, mode));
                }
            }
        }
    }
}
