//! Projected bookings with their range: seeded Monte Carlo of the period's open deals.
//!
//! Model, one draw: a factor is taken from the company's own track record (what past quarters
//! brought ÷ what their weighted pipeline had promised); each open deal is won with its probability
//! × that factor; a won deal books on its close date, or some weeks later with the delays past won
//! deals had; what slips past the period's end does not count. Sharing one factor per draw keeps
//! the common risk in: independent draws alone give ranges far too narrow. Deals not created yet
//! are not guessed.
//!
//! Everything is integer arithmetic on [`SplitMix64`], so the server and the browser agree to the
//! last bit. Source of the generator: Steele, Lea, Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014.

use super::model::{Bucket, DealFact};
use crate::deals::pipelines::StageState;
use crate::kernel::DaySpan;
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// The generator: 64 bits of state, one multiplication chain a number, any seed.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts at `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 random bits.
    #[inline]
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What the company's own past says about its forecasts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// How often won deals came in this many weeks after their close date of 30 days before; index 0
    /// is "on time or early". Empty: always on time.
    pub delays: Vec<u32>,
    /// Per past quarter, what its open deals brought ÷ their weighted value at its start, in basis
    /// points. Empty: probabilities are taken at their word.
    pub ratios_bp: Vec<u32>,
}

impl History {
    /// Fewer quarters than this say nothing about the next.
    const LEAST_QUARTERS: usize = 3;

    /// The factors from (weighted at the start, won of it) per past quarter, oldest first. Quarters
    /// without weighted value are left out; factors are cut to 0.2–2 so that one odd quarter cannot
    /// rule; fewer than three quarters give none.
    #[must_use]
    pub fn ratios(quarters: &[(i64, i64)]) -> Vec<u32> {
        let ratios: Vec<u32> = quarters
            .iter()
            .filter(|(promised, _)| *promised > 0)
            .map(|(promised, won)| {
                let ratio = i128::from(*won) * 10_000 / i128::from(*promised);
                u32::try_from(ratio.clamp(2_000, 20_000)).unwrap_or(10_000)
            })
            .collect();
        if ratios.len() < Self::LEAST_QUARTERS {
            Vec::new()
        } else {
            ratios
        }
    }
}

/// How often won deals came late, to the nearest week, from pairs (expected day, day won); early counts as on time.
/// What came later than 12 weeks counts as 12; fewer than 30 deals say nothing and give an empty table.
#[must_use]
pub fn delay_weights(won: &[(NaiveDate, NaiveDate)]) -> Vec<u32> {
    const LEAST: usize = 30;
    const LONGEST: usize = 12;
    if won.len() < LEAST {
        return Vec::new();
    }
    let mut weights = vec![0_u32; LONGEST + 1];
    for (expected, day) in won {
        let late = (*day - *expected).num_days().max(0);
        // A day or two late is the same week's business.
        let weeks = usize::try_from((late + 3) / 7).unwrap_or(0).min(LONGEST);
        if let Some(weight) = weights.get_mut(weeks) {
            *weight += 1;
        }
    }
    while weights.len() > 1 && weights.last() == Some(&0) {
        weights.pop();
    }
    weights
}

/// What [`simulate`] needs.
#[derive(Clone, Debug)]
pub struct SimulationInput<'a> {
    /// First and last day of the period.
    pub span: DaySpan,
    /// Today, where known bookings end and possible ones begin.
    pub today: NaiveDate,
    /// The deals in view; those outside the period do not matter.
    pub deals: &'a [DealFact],
    /// The company's past.
    pub history: &'a History,
    /// The target whose chance is asked for, in minor units.
    pub quota: Option<i64>,
    /// Same seed, same result.
    pub seed: u64,
    /// Number of draws; at least 1.
    pub draws: u32,
}

/// The bookings of the period up to the end of a day, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The day.
    pub day: NaiveDate,
    /// Booked by then; `None` after today.
    pub closed: Option<i64>,
    /// Nine draws in ten book at least this.
    pub low: i64,
    /// Half of the draws book at least this.
    pub median: i64,
    /// One draw in ten books at least this.
    pub high: i64,
}

/// The projected bookings of a period, in minor units of the currency of the deals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Projection {
    /// From the first to the last day of the period, a week apart, and today.
    pub points: Vec<Point>,
    /// Booked so far.
    pub closed: i64,
    /// The last point's lower end.
    pub low: i64,
    /// The last point's median.
    pub median: i64,
    /// The last point's upper end.
    pub high: i64,
    /// Share of draws that reach the quota, in basis points, rounded down; `None` without a quota.
    pub chance_bp: Option<i64>,
    /// The open deals that were drawn.
    pub open_deals: u32,
}

/// Draws the period's bookings; see the head of this file for the model. Ends and median are percentiles by nearest
/// rank: each is the sum of one draw, never a mean of two. Sums that do not fit 64 bits stop at the largest number.
#[must_use]
pub fn simulate(input: &SimulationInput<'_>) -> Projection {
    let grid = Grid::new(input.span, input.today);
    let (mut booked, chances) = sorted_out(input, &grid);
    accumulate(&mut booked);
    let draws = usize::try_from(input.draws.max(1)).unwrap_or(1);
    let mut totals = draw(&grid, &chances, input, draws);
    let points: Vec<Point> = grid
        .days
        .iter()
        .zip(&booked)
        .zip(totals.iter_mut())
        .map(|((day, base), draws)| {
            draws.sort_unstable();
            let at = |share: usize| base.saturating_add(quantile(draws, share));
            Point {
                day: *day,
                closed: (*day <= input.today).then_some(*base),
                low: at(10),
                median: at(50),
                high: at(90),
            }
        })
        .collect();
    let last = points.last().copied();
    let booked_in_all = booked.last().copied().unwrap_or(0);
    let chance_bp = input.quota.zip(totals.last()).map(|(quota, finals)| {
        let reached = finals.partition_point(|open| booked_in_all.saturating_add(*open) < quota);
        i64::try_from((finals.len() - reached) * 10_000 / finals.len().max(1)).unwrap_or(0)
    });
    Projection {
        closed: booked_in_all,
        low: last.map_or(0, |p| p.low),
        median: last.map_or(0, |p| p.median),
        high: last.map_or(0, |p| p.high),
        chance_bp,
        open_deals: u32::try_from(chances.len()).unwrap_or(u32::MAX),
        points,
    }
}

/// What is booked at each point of the grid, and the open deals that may be.
fn sorted_out(input: &SimulationInput<'_>, grid: &Grid) -> (Vec<i64>, Vec<Chance>) {
    let mut booked = vec![0_i64; grid.days.len()];
    let mut chances: Vec<Chance> = Vec::new();
    for deal in input.deals {
        match (deal.state, deal.bucket(input.span)) {
            (StageState::Won, Some(Bucket::Closed)) => {
                if let Some(sum) = grid.slot(deal.close_date).and_then(|s| booked.get_mut(s)) {
                    *sum = sum.saturating_add(deal.amount);
                }
            }
            // What is still open when the period is over can no longer be booked in it.
            (StageState::Open, Some(Bucket::Commit | Bucket::BestCase | Bucket::Pipeline))
                if input.today <= input.span.to =>
            {
                let earliest = input.today + TimeDelta::days(1);
                let day = deal.close_date.max(earliest).min(input.span.to);
                chances.push(Chance {
                    probability_bp: u64::try_from(deal.probability_bp.clamp(0, 10_000))
                        .unwrap_or(0),
                    amount: deal.amount,
                    offset: grid.offset(day),
                });
            }
            _ => {}
        }
    }
    (booked, chances)
}

/// An open deal, ready to be drawn.
struct Chance {
    probability_bp: u64,
    amount: i64,
    /// Days after the first of the period.
    offset: usize,
}

/// The days of the points, and which point a day belongs to.
struct Grid {
    from: NaiveDate,
    days: Vec<NaiveDate>,
    /// By day of the period: index of the first point not before it.
    slots: Vec<usize>,
}

impl Grid {
    fn new(span: DaySpan, today: NaiveDate) -> Self {
        let length = span.days().clamp(1, 400);
        let mut days: Vec<NaiveDate> = (0..length)
            .step_by(7)
            .map(|offset| span.from + TimeDelta::days(offset))
            .chain([span.to])
            .chain(span.contains(today).then_some(today))
            .collect();
        days.sort_unstable();
        days.dedup();
        let slots = (0..length)
            .map(|offset| {
                let day = span.from + TimeDelta::days(offset);
                days.partition_point(|point| *point < day)
            })
            .collect();
        Self {
            from: span.from,
            days,
            slots,
        }
    }

    fn offset(&self, day: NaiveDate) -> usize {
        usize::try_from((day - self.from).num_days()).unwrap_or(0)
    }

    fn slot(&self, day: NaiveDate) -> Option<usize> {
        self.slots.get(self.offset(day)).copied()
    }
}

/// Sums of the open deals won by each point, one list of draws a point.
fn draw(
    grid: &Grid,
    chances: &[Chance],
    input: &SimulationInput<'_>,
    draws: usize,
) -> Vec<Vec<i64>> {
    let mut totals: Vec<Vec<i64>> = vec![vec![0; draws]; grid.days.len()];
    let ratios: &[u32] = match input.history.ratios_bp.as_slice() {
        [] => &[10_000],
        some => some,
    };
    let delays = cumulative(&input.history.delays);
    let mut random = SplitMix64::new(input.seed);
    let mut won = vec![0_i64; grid.days.len()];
    for index in 0..draws {
        won.fill(0);
        // Going round the factors instead of drawing them gives each the same share.
        let ratio = ratios.get(index % ratios.len()).copied().unwrap_or(10_000);
        for chance in chances {
            let bits = random.next_u64();
            // Upper half: is it won? Compared in units of 10⁻⁸, the product of two basis points.
            let mark = ((bits >> 32) * 100_000_000) >> 32;
            if mark >= chance.probability_bp * u64::from(ratio) {
                continue;
            }
            // Lower half: how late?
            let weeks = delay(&delays, bits & 0xffff_ffff);
            let slot = grid.slots.get(chance.offset + weeks * 7);
            if let Some(sum) = slot.and_then(|slot| won.get_mut(*slot)) {
                *sum = sum.saturating_add(chance.amount);
            }
        }
        accumulate(&mut won);
        for (point, value) in totals.iter_mut().zip(&won) {
            if let Some(place) = point.get_mut(index) {
                *place = *value;
            }
        }
    }
    totals
}

/// Upper bounds of each delay on the scale 0–2³².
fn cumulative(weights: &[u32]) -> Vec<u64> {
    let sum: u64 = weights.iter().map(|w| u64::from(*w)).sum();
    let mut so_far = 0;
    weights
        .iter()
        .map(|weight| {
            so_far += u64::from(*weight);
            (so_far << 32) / sum.max(1)
        })
        .collect()
}

fn delay(bounds: &[u64], mark: u64) -> usize {
    bounds.iter().position(|bound| mark < *bound).unwrap_or(0)
}

fn accumulate(values: &mut [i64]) {
    let mut sum = 0_i64;
    for value in values {
        sum = sum.saturating_add(*value);
        *value = sum;
    }
}

/// The `share`-th percentile of an ascending list: the value at rank ⌈n · share / 100⌉.
fn quantile(sorted: &[i64], share: usize) -> i64 {
    let rank = (sorted.len() * share).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
