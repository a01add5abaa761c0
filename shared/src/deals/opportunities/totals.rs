//! Totals of board columns: exact per stage and currency, converted only for display.

use super::model::OpportunityCard;
use crate::deals::pipelines::Pipeline;
use crate::kernel::{Converted, Currency, Money, Percent, RateTable, StageId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Amount × probability in minor units, rounded half up per deal, so that the weighted amounts of
/// the deals shown add up to the total shown. `amount_minor` ≥ 0. The store computes the same
/// expression in SQL: `(amount_minor * probability_bp + 5000) / 10000`.
#[must_use]
pub const fn weighted(amount_minor: i64, probability: Percent) -> i64 {
    (amount_minor * (probability.0 as i64) + 5_000) / 10_000
}

/// Deals of one currency in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencySum {
    /// Number of deals.
    pub count: i64,
    /// Sum of their amounts.
    pub amount: Money,
    /// Sum of their weighted amounts.
    pub weighted: Money,
}

/// Exact totals over all deals of a board, loaded or not. Rows without deals do not exist, so equal
/// totals are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardTotals {
    /// Per stage and currency: count, amount, weighted amount, in minor units.
    sums: BTreeMap<StageId, BTreeMap<Currency, (i64, i64, i64)>>,
}

/// The totals of a column as shown: one currency, with the rates used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownTotals {
    /// Number of deals.
    pub count: i64,
    /// Sum of the amounts.
    pub amount: Converted,
    /// Sum of the weighted amounts.
    pub weighted: Converted,
}

impl BoardTotals {
    /// Totals from the rows of a grouped query.
    #[must_use]
    pub fn from_sums(rows: impl IntoIterator<Item = (StageId, CurrencySum)>) -> Self {
        let mut totals = Self::default();
        for (stage, sum) in rows {
            totals.add(
                stage,
                sum.amount.currency,
                (sum.count, sum.amount.minor, sum.weighted.minor),
            );
        }
        totals
    }

    /// Totals counted from cards, each in its own stage: what [`Self::apply_move`] must agree with.
    #[must_use]
    pub fn from_cards<'a>(
        pipeline: &Pipeline,
        cards: impl IntoIterator<Item = &'a OpportunityCard>,
    ) -> Self {
        let mut totals = Self::default();
        for card in cards {
            let entry = Self::entry(pipeline, card, card.stage_id);
            totals.add(card.stage_id, card.amount.currency, entry);
        }
        totals
    }

    fn entry(pipeline: &Pipeline, card: &OpportunityCard, stage: StageId) -> (i64, i64, i64) {
        let computed = pipeline
            .stage(stage)
            .map_or(Percent::ZERO, |stage| stage.probability);
        let closed = pipeline
            .stage(stage)
            .is_some_and(|stage| stage.state != crate::deals::pipelines::StageState::Open);
        // A closed deal is won or lost: a judgement made before no longer weighs.
        let probability = match card.probability_judged {
            Some(judged) if !closed => judged,
            _ => computed,
        };
        let minor = card.amount.minor;
        (1, minor, weighted(minor, probability))
    }

    fn add(
        &mut self,
        stage: StageId,
        currency: Currency,
        (count, amount, weight): (i64, i64, i64),
    ) {
        let row = self.sums.entry(stage).or_default();
        let sum = row.entry(currency).or_default();
        *sum = (sum.0 + count, sum.1 + amount, sum.2 + weight);
        if *sum == (0, 0, 0) {
            row.remove(&currency);
        }
        if self.sums.get(&stage).is_some_and(BTreeMap::is_empty) {
            self.sums.remove(&stage);
        }
    }

    /// The totals after `card` went from one stage to another; the browser shows them before the
    /// server answers.
    pub fn apply_move(
        &mut self,
        pipeline: &Pipeline,
        card: &OpportunityCard,
        from: StageId,
        to: StageId,
    ) {
        let (count, amount, weight) = Self::entry(pipeline, card, from);
        self.add(from, card.amount.currency, (-count, -amount, -weight));
        self.add(to, card.amount.currency, Self::entry(pipeline, card, to));
    }

    /// The totals with `card`, in its own stage.
    pub fn insert(&mut self, pipeline: &Pipeline, card: &OpportunityCard) {
        let entry = Self::entry(pipeline, card, card.stage_id);
        self.add(card.stage_id, card.amount.currency, entry);
    }

    /// The totals without `card`, which they contain, in its own stage.
    pub fn remove(&mut self, pipeline: &Pipeline, card: &OpportunityCard) {
        let (count, amount, weight) = Self::entry(pipeline, card, card.stage_id);
        self.add(
            card.stage_id,
            card.amount.currency,
            (-count, -amount, -weight),
        );
    }

    /// The sums of one column, by currency.
    #[must_use]
    pub fn of(&self, stage: StageId) -> Vec<CurrencySum> {
        let row = self.sums.get(&stage);
        row.into_iter()
            .flatten()
            .map(|(currency, (count, amount, weight))| CurrencySum {
                count: *count,
                amount: Money::new(*amount, *currency),
                weighted: Money::new(*weight, *currency),
            })
            .collect()
    }

    /// The sums of several columns together, by currency.
    #[must_use]
    pub fn of_all(&self, stages: impl IntoIterator<Item = StageId>) -> Vec<CurrencySum> {
        stages
            .into_iter()
            .flat_map(|stage| self.of(stage))
            .collect()
    }

    /// The totals of one column in `currency` at the rates of `day`.
    #[must_use]
    pub fn shown(
        &self,
        stage: StageId,
        currency: Currency,
        rates: &RateTable,
        day: NaiveDate,
    ) -> ShownTotals {
        ShownTotals::new(&self.of(stage), currency, rates, day)
    }
}

impl ShownTotals {
    /// Adds `sums` up in `currency` at the rates of `day`.
    #[must_use]
    pub fn new(
        sums: &[CurrencySum],
        currency: Currency,
        rates: &RateTable,
        day: NaiveDate,
    ) -> Self {
        Self {
            count: sums.iter().map(|sum| sum.count).sum(),
            amount: rates.sum(sums.iter().map(|sum| sum.amount), currency, day),
            weighted: rates.sum(sums.iter().map(|sum| sum.weighted), currency, day),
        }
    }
}
