//! The figures of one set of deals, with honest uncertainty.

use crate::kernel::UserId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A deal won or lost in the span, its amount in the currency of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDeal {
    /// Whose it was.
    pub owner: UserId,
    /// Won, or else lost.
    pub won: bool,
    /// Minor units of the view's currency.
    pub amount: i64,
    /// The day it was created.
    pub created_on: NaiveDate,
    /// The day it was won or lost.
    pub closed_on: NaiveDate,
    /// How often its close date was pushed later.
    pub pushes: u32,
}

/// A share with its 95 % interval, all in basis points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The share found.
    pub value_bp: i64,
    /// Lower end of the interval.
    pub low_bp: i64,
    /// Upper end of the interval.
    pub high_bp: i64,
}

/// How a person's rate compares with that of everybody in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Too few deals to say anything.
    TooFew,
    /// The interval holds the common rate: no difference that could be told from chance.
    Alike,
    /// The whole interval lies above the common rate.
    Above,
    /// The whole interval lies below the common rate.
    Below,
}

/// The figures of one person, one team or everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Deals won.
    pub won: u32,
    /// Deals lost.
    pub lost: u32,
    /// Minor units won.
    pub won_value: i64,
    /// Minor units lost.
    pub lost_value: i64,
    /// Win rate by count; `None` without a closed deal.
    pub win_rate: Option<Rate>,
    /// Win rate by value; `None` without closed value.
    pub win_rate_by_value: Option<Rate>,
    /// Median days from creation to win; `None` without a won deal.
    pub median_cycle: Option<u32>,
    /// Quartiles of the days from creation to win.
    pub cycle_quartiles: Option<(u32, u32)>,
    /// Mean amount of a won deal, minor units.
    pub average_won: Option<i64>,
    /// Minor units a day: won value ÷ mean cycle, which equals closed × win rate × mean won ÷ mean
    /// cycle. `None` without a won deal or when all were won on the day they were created.
    pub velocity: Option<i64>,
    /// Share of closed deals whose date was pushed at least once.
    pub slippage: Option<Rate>,
    /// Mean number of pushes of a closed deal, in hundredths.
    pub pushes_e2: Option<i64>,
}

/// Below this number of closed deals a rate is shown as "too few to judge".
pub const FEW: u32 = 10;

/// Wilson's score interval at 95 % for `hits` out of `n`; `None` when `n` is zero.
#[must_use]
pub fn wilson(hits: u32, n: u32) -> Option<Rate> {
    (n > 0).then(|| wilson_share(f64::from(hits) / f64::from(n), f64::from(n)))
}

/// The interval for a share found in `n` (possibly effective, not whole) observations.
fn wilson_share(share: f64, n: f64) -> Rate {
    const Z: f64 = 1.959_963_984_540_054;
    let z2 = Z * Z;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    Rate {
        value_bp: to_bp(share),
        low_bp: to_bp(centre - half),
        high_bp: to_bp(centre + half),
    }
}

fn to_bp(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 10_000.0).round() as i64
}

/// The win rate by value: the share of value, with Wilson's interval for Kish's effective number of
/// deals (Σv)² ÷ Σv². One huge deal among many small ones counts hardly more than one.
fn by_value(deals: &[ClosedDeal]) -> Option<Rate> {
    let values = || deals.iter().filter(|deal| deal.amount > 0);
    let sum: f64 = values().map(|deal| deal.amount as f64).sum();
    if sum <= 0.0 {
        return None;
    }
    let won: f64 = values().filter(|d| d.won).map(|d| d.amount as f64).sum();
    let squares: f64 = values().map(|d| d.amount as f64 * d.amount as f64).sum();
    Some(wilson_share(won / sum, (sum * sum / squares).max(1.0)))
}

/// How `rate`, found in `n` closed deals, compares with the `common` rate.
#[must_use]
pub fn standing(rate: Rate, n: u32, common: Rate) -> Standing {
    if n < FEW {
        Standing::TooFew
    } else if rate.low_bp > common.value_bp {
        Standing::Above
    } else if rate.high_bp < common.value_bp {
        Standing::Below
    } else {
        Standing::Alike
    }
}

/// The median of an ascending list, the lower of the two middle values when there are two.
#[must_use]
pub fn median(sorted: &[u32]) -> Option<u32> {
    quantile(sorted, 50)
}

fn quantile(sorted: &[u32], share: usize) -> Option<u32> {
    let rank = (sorted.len() * share).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The figures of `deals`, all of which were closed in the span in question.
#[must_use]
pub fn figures(deals: &[ClosedDeal]) -> Figures {
    let count = |won: bool| {
        u32::try_from(deals.iter().filter(|deal| deal.won == won).count()).unwrap_or(u32::MAX)
    };
    let value = |won: bool| {
        deals
            .iter()
            .filter(|deal| deal.won == won)
            .map(|deal| deal.amount)
            .fold(0, i64::saturating_add)
    };
    let (won, lost) = (count(true), count(false));
    let (won_value, lost_value) = (value(true), value(false));
    let closed = won + lost;
    let mut cycles: Vec<u32> = deals
        .iter()
        .filter(|deal| deal.won)
        .map(|deal| u32::try_from((deal.closed_on - deal.created_on).num_days()).unwrap_or(0))
        .collect();
    cycles.sort_unstable();
    let days: i64 = cycles.iter().map(|days| i64::from(*days)).sum();
    let pushed = deals.iter().filter(|deal| deal.pushes > 0).count();
    let pushes: i64 = deals.iter().map(|deal| i64::from(deal.pushes)).sum();
    Figures {
        won,
        lost,
        won_value,
        lost_value,
        win_rate: wilson(won, closed),
        win_rate_by_value: by_value(deals),
        median_cycle: median(&cycles),
        cycle_quartiles: quantile(&cycles, 25).zip(quantile(&cycles, 75)),
        average_won: (won > 0).then(|| round_div(won_value, i64::from(won))),
        velocity: (days > 0).then(|| {
            let exact = i128::from(won_value) * i128::from(won);
            i64::try_from(exact / i128::from(days)).unwrap_or(i64::MAX)
        }),
        slippage: wilson(u32::try_from(pushed).unwrap_or(u32::MAX), closed),
        pushes_e2: (closed > 0).then(|| round_div(pushes * 100, i64::from(closed))),
    }
}

/// Division rounded half away from zero; `by` is positive.
fn round_div(value: i64, by: i64) -> i64 {
    let half = if value < 0 { -(by / 2) } else { by / 2 };
    value.saturating_add(half) / by
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn deal(won: bool, amount: i64, days: i64, pushes: u32) -> ClosedDeal {
        let closed_on: NaiveDate = "2026-11-20".parse().unwrap();
        ClosedDeal {
            owner: UserId(Uuid::nil()),
            won,
            amount,
            created_on: closed_on - chrono::TimeDelta::days(days),
            closed_on,
            pushes,
        }
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (hits, n, low, high) in [
            (81, 263, 2553, 3662),
            (15, 148, 624, 1605),
            (0, 20, 0, 1611),
            (1, 29, 61, 1718),
        ] {
            let rate = wilson(hits, n).unwrap();
            assert_eq!((rate.low_bp, rate.high_bp), (low, high), "{hits} of {n}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn figures_of_a_small_set() {
        let deals = [
            deal(true, 1_000, 10, 0),
            deal(true, 3_000, 20, 1),
            deal(true, 2_000, 60, 0),
            deal(false, 4_000, 5, 3),
        ];
        let figures = figures(&deals);
        assert_eq!((figures.won, figures.lost), (3, 1));
        assert_eq!(figures.win_rate.unwrap().value_bp, 7_500);
        assert_eq!(figures.win_rate_by_value.unwrap().value_bp, 6_000);
        assert_eq!(figures.median_cycle, Some(20));
        assert_eq!(figures.cycle_quartiles, Some((10, 60)));
        assert_eq!(figures.average_won, Some(2_000));
        // 6,000 in 30 days of mean cycle.
        assert_eq!(figures.velocity, Some(200));
        assert_eq!(figures.slippage.unwrap().value_bp, 5_000);
        assert_eq!(figures.pushes_e2, Some(100));
    }

    #[test]
    fn one_large_deal_makes_the_rate_by_value_unsure() {
        let mut deals = vec![deal(true, 1_000_000, 10, 0)];
        deals.extend(vec![deal(false, 10, 10, 0); 100]);
        let rate = figures(&deals).win_rate_by_value.unwrap();
        assert!(rate.value_bp > 9_900 && rate.low_bp < 2_500, "{rate:?}");
    }

    #[test]
    fn a_lucky_beginner_is_not_a_star() {
        let common = wilson(300, 600).unwrap();
        let standing_of = |hits, n| standing(wilson(hits, n).unwrap(), n, common);
        assert_eq!(standing_of(5, 5), Standing::TooFew);
        assert_eq!(standing_of(8, 12), Standing::Alike);
        assert_eq!(standing_of(45, 60), Standing::Above);
        assert_eq!(standing_of(10, 60), Standing::Below);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share(n in 1_u32..2_000, part in 0.0_f64..=1.0) {
            let hits = (f64::from(n) * part) as u32;
            let rate = wilson(hits, n).unwrap();
            prop_assert!(0 <= rate.low_bp && rate.low_bp <= rate.value_bp);
            prop_assert!(rate.value_bp <= rate.high_bp && rate.high_bp <= 10_000);
            let wider = wilson(hits / 2, n / 2);
            if let Some(wider) = wider.filter(|_| hits.is_multiple_of(2) && n.is_multiple_of(2)) {
                prop_assert!(wider.high_bp - wider.low_bp >= rate.high_bp - rate.low_bp);
            }
        }
    }
}
