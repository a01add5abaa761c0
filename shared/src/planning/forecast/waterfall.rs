//! What changed since a day: from the opening number, step by step, to the number now.

use super::model::{Bucket, DealFact};
use crate::deals::pipelines::StageState;
use crate::kernel::{DaySpan, OpportunityId, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which number is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Everything open with a close date in the period.
    #[default]
    Open,
    /// Of that, what is committed.
    Commit,
}

/// Why the number changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Created since.
    New,
    /// Came in from a later period.
    PulledIn,
    /// Came in from an earlier period.
    PushedIn,
    /// Was won or lost then, is open now.
    Reopened,
    /// Given to somebody in view.
    OwnerIn,
    /// Its forecast category counts now.
    CategoryIn,
    /// Worth more.
    AmountUp,
    /// Worth less.
    AmountDown,
    /// Sold.
    Won,
    /// Not sold.
    Lost,
    /// Left to a later period.
    PushedOut,
    /// Left to an earlier period.
    PulledOut,
    /// Given to somebody out of view.
    OwnerOut,
    /// Its forecast category counts no more.
    CategoryOut,
    /// Deleted.
    Removed,
}

impl Change {
    /// Every reason, in the order of the chart.
    pub const ALL: [Change; 15] = [
        Change::New,
        Change::PulledIn,
        Change::PushedIn,
        Change::Reopened,
        Change::OwnerIn,
        Change::CategoryIn,
        Change::AmountUp,
        Change::AmountDown,
        Change::CategoryOut,
        Change::OwnerOut,
        Change::Removed,
        Change::PulledOut,
        Change::PushedOut,
        Change::Lost,
        Change::Won,
    ];

    /// The word in the catalogue (`forecast.change.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::PulledIn => "pulled_in",
            Change::PushedIn => "pushed_in",
            Change::Reopened => "reopened",
            Change::OwnerIn => "owner_in",
            Change::CategoryIn => "category_in",
            Change::AmountUp => "amount_up",
            Change::AmountDown => "amount_down",
            Change::Won => "won",
            Change::Lost => "lost",
            Change::PushedOut => "pushed_out",
            Change::PulledOut => "pulled_out",
            Change::OwnerOut => "owner_out",
            Change::CategoryOut => "category_out",
            Change::Removed => "removed",
        }
    }
}

/// The facts of the deals at two moments, amounts of both at the same rate of exchange: a change of
/// rate is no change of the pipeline.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// The facts at the end of the day before the chosen one.
    pub before: &'a [DealFact],
    /// The facts now.
    pub after: &'a [DealFact],
}

/// One deal's part in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDeal {
    /// Which deal.
    pub id: OpportunityId,
    /// What it adds to the step, in minor units.
    pub delta: i64,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaterfallStep {
    /// Why.
    pub change: Change,
    /// The sum of its deals, in minor units.
    pub delta: i64,
    /// The deals, largest change first.
    pub deals: Vec<StepDeal>,
}

/// From opening to closing, in minor units of one currency. `opening + Σ steps = closing`, always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waterfall {
    /// The number then.
    pub opening: i64,
    /// The steps that have deals, in the order of [`Change::ALL`].
    pub steps: Vec<WaterfallStep>,
    /// The number now.
    pub closing: i64,
}

/// Explains how `measure` of the deals of `owners` in `span` went from before to after. A deal lies
/// in one step at most; a deal given twice in a list counts by its last fact.
#[must_use]
pub fn waterfall(
    span: DaySpan,
    measure: Measure,
    owners: &BTreeSet<UserId>,
    snapshot: Snapshot<'_>,
) -> Waterfall {
    let view = View {
        span,
        measure,
        owners,
    };
    let index = |facts: &[DealFact]| -> BTreeMap<OpportunityId, DealFact> {
        facts.iter().map(|fact| (fact.id, *fact)).collect()
    };
    let (before, after) = (index(snapshot.before), index(snapshot.after));
    let ids: BTreeSet<OpportunityId> = before.keys().chain(after.keys()).copied().collect();
    let (mut opening, mut closing) = (0_i64, 0_i64);
    let mut by_change: BTreeMap<Change, Vec<StepDeal>> = BTreeMap::new();
    for id in ids {
        let (then, now) = (before.get(&id), after.get(&id));
        let (value_then, value_now) = (view.value(then), view.value(now));
        opening = opening.saturating_add(value_then.unwrap_or(0));
        closing = closing.saturating_add(value_now.unwrap_or(0));
        let delta = value_now.unwrap_or(0) - value_then.unwrap_or(0);
        let change = match (value_then, value_now) {
            (Some(_), Some(_)) if delta == 0 => continue,
            (Some(_), Some(_)) if delta > 0 => Change::AmountUp,
            (Some(_), Some(_)) => Change::AmountDown,
            (None, Some(_)) => view.why_in(then),
            (Some(_), None) => view.why_out(now),
            (None, None) => continue,
        };
        by_change
            .entry(change)
            .or_default()
            .push(StepDeal { id, delta });
    }
    let steps = Change::ALL
        .into_iter()
        .filter_map(|change| {
            let deals = largest_first(by_change.remove(&change)?);
            Some(WaterfallStep {
                change,
                delta: deals
                    .iter()
                    .map(|deal| deal.delta)
                    .fold(0, i64::saturating_add),
                deals,
            })
        })
        .collect();
    Waterfall {
        opening,
        steps,
        closing,
    }
}

/// What `measure` counts of a deal; `None` when it counts nothing.
fn counted(fact: &DealFact, span: DaySpan, measure: Measure) -> Option<i64> {
    match (fact.bucket(span)?, measure) {
        (Bucket::Commit, _) => Some(fact.amount),
        (Bucket::BestCase | Bucket::Pipeline, Measure::Open) => Some(fact.amount),
        _ => None,
    }
}

/// The deals behind a closing number: those `measure` counts among the facts of the people in view.
/// Largest first.
#[must_use]
pub fn closing_deals(span: DaySpan, measure: Measure, facts: &[DealFact]) -> Vec<StepDeal> {
    let found = facts.iter().filter_map(|fact| {
        let delta = counted(fact, span, measure)?;
        Some(StepDeal { id: fact.id, delta })
    });
    largest_first(found.collect())
}

fn largest_first(mut deals: Vec<StepDeal>) -> Vec<StepDeal> {
    deals.sort_by(|a, b| b.delta.abs().cmp(&a.delta.abs()).then(a.id.cmp(&b.id)));
    deals
}

impl Waterfall {
    /// The numbers alone, for a page that asks for the deals when a number is opened.
    #[must_use]
    pub fn without_deals(mut self) -> Self {
        for step in &mut self.steps {
            step.deals = Vec::new();
        }
        self
    }

    /// The deals of a step; none when it has none.
    #[must_use]
    pub fn deals_of(self, change: Change) -> Vec<StepDeal> {
        let step = self.steps.into_iter().find(|step| step.change == change);
        step.map(|step| step.deals).unwrap_or_default()
    }

    /// The deals behind the opening number: those behind the closing one with every step taken back.
    /// Largest first; deals worth nothing are left out.
    #[must_use]
    pub fn opening_deals(&self, closing: &[StepDeal]) -> Vec<StepDeal> {
        let mut then: BTreeMap<OpportunityId, i64> =
            closing.iter().map(|deal| (deal.id, deal.delta)).collect();
        for deal in self.steps.iter().flat_map(|step| &step.deals) {
            let amount = then.entry(deal.id).or_default();
            *amount = amount.saturating_sub(deal.delta);
        }
        let found = then
            .into_iter()
            .filter(|(_, delta)| *delta != 0)
            .map(|(id, delta)| StepDeal { id, delta });
        largest_first(found.collect())
    }
}

struct View<'a> {
    span: DaySpan,
    measure: Measure,
    owners: &'a BTreeSet<UserId>,
}

impl View<'_> {
    /// The deal's part of the measure; `None` when it has none.
    fn value(&self, fact: Option<&DealFact>) -> Option<i64> {
        let fact = fact?;
        if !self.owners.contains(&fact.owner) {
            return None;
        }
        counted(fact, self.span, self.measure)
    }

    fn why_in(&self, then: Option<&DealFact>) -> Change {
        match then {
            None => Change::New,
            Some(fact) if fact.state != StageState::Open => Change::Reopened,
            Some(fact) if !self.owners.contains(&fact.owner) => Change::OwnerIn,
            Some(fact) => self
                .date_move(fact.close_date, Change::PulledIn, Change::PushedIn)
                .unwrap_or(Change::CategoryIn),
        }
    }

    fn why_out(&self, now: Option<&DealFact>) -> Change {
        match now {
            None => Change::Removed,
            Some(fact) if fact.state == StageState::Won => Change::Won,
            Some(fact) if fact.state == StageState::Lost => Change::Lost,
            Some(fact) if !self.owners.contains(&fact.owner) => Change::OwnerOut,
            Some(fact) => self
                .date_move(fact.close_date, Change::PushedOut, Change::PulledOut)
                .unwrap_or(Change::CategoryOut),
        }
    }

    fn date_move(&self, outside: NaiveDate, later: Change, earlier: Change) -> Option<Change> {
        if outside > self.span.to {
            Some(later)
        } else if outside < self.span.from {
            Some(earlier)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
