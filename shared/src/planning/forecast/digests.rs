//! What a period will bring is the same to the byte, natively and in WebAssembly.

use super::*;
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::digest::{Digest, Draw};
use crate::kernel::{DaySpan, OpportunityId, TeamId, UserId};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn uuid(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap())
}

fn a_quarter(draw: &mut Draw) -> DaySpan {
    let from = draw.day(300);
    DaySpan {
        from,
        to: from + Days::new(91),
    }
}

/// The last two owners are not in view.
fn a_deal(draw: &mut Draw, number: i64) -> DealFact {
    DealFact {
        id: OpportunityId(uuid(number)),
        owner: UserId(uuid(draw.between(1, 14))),
        amount: draw.between(-100_000, 50_000_000),
        close_date: draw.day(450),
        state: draw.of(&[
            StageState::Open,
            StageState::Open,
            StageState::Open,
            StageState::Won,
            StageState::Lost,
        ]),
        probability_bp: i32::try_from(draw.between(0, 10_000)).unwrap(),
        category: draw.of(ForecastCategory::ALL),
    }
}

fn some_deals(draw: &mut Draw, most: i64) -> Vec<DealFact> {
    (1..=draw.between(0, most))
        .map(|number| a_deal(draw, number))
        .collect()
}

/// Five teams, each below an earlier one or none, and twelve people.
fn an_organisation(draw: &mut Draw) -> (Vec<Team>, Vec<Rep>) {
    let team = |number: i64| TeamId(uuid(100 + number));
    let mut teams = Vec::new();
    for number in 1..=5 {
        let above = draw.between(0, number - 1);
        teams.push(Team {
            id: team(number),
            name: format!("Team {}", draw.between(1, 9)),
            parent: (above > 0).then(|| team(above)),
        });
    }
    let mut reps = Vec::new();
    for number in 1..=12 {
        reps.push(Rep {
            id: UserId(uuid(number)),
            name: format!("Person {}", draw.between(1, 20)),
            team: draw.some(80, |draw| team(draw.between(1, 5))),
            active: draw.percent(80),
        });
    }
    (teams, reps)
}

#[test]
fn sums_and_what_changed_them_are_the_same_bytes_everywhere() {
    let mut draw = Draw::new(4);
    let mut digest = Digest::of("forecast");
    for _ in 0..150 {
        let span = a_quarter(&mut draw);
        let (teams, reps) = an_organisation(&mut draw);
        let before = some_deals(&mut draw, 120);
        let mut after: Vec<DealFact> = Vec::new();
        for (deal, number) in before.iter().zip(1..) {
            match draw.between(0, 9) {
                0 => {}
                1..=4 => after.push(a_deal(&mut draw, number)),
                _ => after.push(*deal),
            }
        }
        after.push(a_deal(&mut draw, 1_000));
        let mut quotas: BTreeMap<UserId, i64> = BTreeMap::new();
        for number in 1..=14 {
            let quota = draw.some(60, |draw| draw.between(0, 900_000_000));
            quotas.extend(quota.map(|quota| (UserId(uuid(number)), quota)));
        }
        let table = roll_up(span, &teams, &reps, &after, &quotas);
        digest.add(&table);
        digest.add(&table.shown());
        let owners: BTreeSet<UserId> = reps.iter().map(|rep| rep.id).collect();
        let measure = draw.of(&[Measure::Open, Measure::Commit]);
        let snapshot = Snapshot {
            before: &before,
            after: &after,
        };
        digest.add(&waterfall(span, measure, &owners, snapshot));
    }
    digest.say();
}

#[test]
fn the_range_is_the_same_bytes_everywhere() {
    let mut draw = Draw::new(2014);
    let mut digest = Digest::of("simulation");
    for _ in 0..40 {
        let span = a_quarter(&mut draw);
        let deals = some_deals(&mut draw, 200);
        let late: Vec<(NaiveDate, NaiveDate)> = (0..draw.between(0, 80))
            .map(|_| (draw.day(100), draw.day(160)))
            .collect();
        let quarters: Vec<(i64, i64)> = (0..draw.between(0, 8))
            .map(|_| (draw.between(0, 5_000_000), draw.between(0, 5_000_000)))
            .collect();
        let history = History {
            delays: delay_weights(&late),
            ratios_bp: History::ratios(&quarters),
        };
        let projection = simulate(&SimulationInput {
            span,
            today: span.from + Days::new(u64::from(draw.count(0, 80))),
            deals: &deals,
            history: &history,
            quota: draw.some(70, |draw| draw.between(0, 900_000_000)),
            seed: u64::from(draw.count(0, u32::MAX)),
            draws: draw.count(1, 300),
        });
        digest.add(&history);
        digest.add(&projection);
    }
    digest.say();
}
