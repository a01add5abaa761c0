//! How a deal went through its pipeline: when it entered each stage, how often its date slipped.

use super::random::Random;
use super::time::{Present, quarter_start, shifted, working_day_after, working_day_before};
use chrono::{Datelike, NaiveDate};
use shared::deals::pipelines::{ForecastCategory, Pipeline, PipelineKind, StageState};
use shared::kernel::Instant;

/// The way of one deal.
pub(super) struct Path {
    pub(super) state: StageState,
    /// Stages by their place in the pipeline, with the moment of entry; the last is the present one.
    pub(super) visits: Vec<(usize, Instant)>,
    /// Dates announced, oldest first; the last is the present one.
    pub(super) close_dates: Vec<(Instant, NaiveDate)>,
    pub(super) closed_on: Option<NaiveDate>,
    /// A manager's or seller's own view of an open deal.
    pub(super) judged: Option<(ForecastCategory, i64)>,
}

impl Path {
    pub(super) fn started(&self) -> Instant {
        self.visits.first().map_or(Instant(0), |(_, at)| *at)
    }

    pub(super) fn entered(&self) -> Instant {
        self.visits.last().map_or(Instant(0), |(_, at)| *at)
    }

    pub(super) fn stage(&self) -> usize {
        self.visits.last().map_or(0, |(stage, _)| *stage)
    }

    /// The furthest open stage.
    pub(super) fn reached(&self) -> usize {
        match self.state {
            StageState::Open => self.visits.len() - 1,
            StageState::Won | StageState::Lost => self.visits.len().saturating_sub(2),
        }
    }

    pub(super) fn close_date(&self) -> NaiveDate {
        self.close_dates
            .last()
            .map_or(NaiveDate::MIN, |(_, day)| *day)
    }

    /// How often the date went to a later month.
    pub(super) fn pushes(&self) -> i64 {
        let month = |day: NaiveDate| (day.year(), day.month());
        let pairs = self.close_dates.windows(2);
        let later = pairs
            .filter(|pair| month(pair[1].1) > month(pair[0].1))
            .count();
        i64::try_from(later).unwrap_or(0)
    }
}

/// Usual days in one stage.
const fn stage_days(kind: PipelineKind) -> i64 {
    match kind {
        PipelineKind::B2c => 4,
        PipelineKind::Saas => 12,
        PipelineKind::Enterprise => 26,
        PipelineKind::B2b | PipelineKind::Custom => 18,
    }
}

fn open_stages(pipeline: &Pipeline) -> usize {
    pipeline.open_stages().count()
}

pub(super) fn open(random: &mut Random, pipeline: &Pipeline, present: Present) -> Path {
    let usual = stage_days(pipeline.kind);
    let count = open_stages(pipeline);
    let weights: Vec<i64> = (0..count)
        .map(|index| 30 - 4 * i64::try_from(index).unwrap_or(0))
        .collect();
    let stage = random.weighted(&weights);
    let limit = pipeline
        .stages
        .get(stage)
        .and_then(|stage| stage.stalled_after_days)
        .unwrap_or(14);
    let here = if random.percent(17) {
        i64::from(limit) + random.between(2, 40)
    } else {
        random.below(i64::from(limit).min(usual * 2))
    };
    let mut day = present.day_before(here);
    let mut visits = vec![(stage, present.moment(random, day))];
    for earlier in (0..stage).rev() {
        day = shifted(day, -random.about(usual));
        visits.insert(0, (earlier, present.moment(random, day)));
    }
    let left = i64::try_from(count - stage).unwrap_or(1);
    let close = if random.percent(8) {
        working_day_before(present.day_before(random.between(1, 24)))
    } else {
        working_day_after(present.day_after(random.about(usual * left)))
    };
    let judged = random.percent(12).then(|| match stage * 3 / count {
        0 => (ForecastCategory::BestCase, 3_500),
        1 => (ForecastCategory::Commit, 7_000),
        _ if random.percent(40) => (ForecastCategory::BestCase, 5_000),
        _ => (ForecastCategory::Commit, 9_000),
    });
    let mut path = Path {
        state: StageState::Open,
        close_dates: vec![(visits[0].1, close)],
        visits,
        closed_on: None,
        judged,
    };
    slip(random, &mut path, present, usual);
    path
}

pub(super) fn closed(
    random: &mut Random,
    pipeline: &Pipeline,
    skill: i64,
    present: Present,
) -> Path {
    let usual = stage_days(pipeline.kind);
    let count = open_stages(pipeline);
    let base = match pipeline.kind {
        PipelineKind::B2c => 46,
        PipelineKind::Saas => 36,
        PipelineKind::Enterprise => 31,
        _ => 38,
    };
    let won = random.percent(base * skill / 100);
    let day = closing_day(random, present);
    let closing = present.moment(random, day);
    let day = closing.to_utc().date_naive();
    let reached = if won {
        count - 1
    } else {
        let weights: Vec<i64> = (0..count)
            .map(|index| [26, 28, 30, 16, 10, 8][index.min(5)])
            .collect();
        random.weighted(&weights)
    };
    let state = if won {
        StageState::Won
    } else {
        StageState::Lost
    };
    let end = pipeline
        .stages
        .iter()
        .position(|stage| stage.state == state)
        .unwrap_or(count);
    let mut visits = vec![(end, closing)];
    let mut at = day;
    for stage in (0..=reached).rev() {
        at = shifted(at, -random.about(usual).max(1));
        visits.insert(0, (stage, present.moment(random, at)));
    }
    // Two stages on one day keep their order.
    for index in 1..visits.len() {
        if visits[index].1 <= visits[index - 1].1 {
            visits[index].1 = Instant(visits[index - 1].1.0 + 60_000);
        }
    }
    let mut path = Path {
        state,
        close_dates: vec![(visits[0].1, day)],
        visits,
        closed_on: Some(day),
        judged: None,
    };
    slip(random, &mut path, present, usual);
    path
}

/// A day of the last eight quarters: more in recent ones, many in the last days of a quarter.
fn closing_day(random: &mut Random, present: Present) -> NaiveDate {
    let first = quarter_start(present.today, -7);
    let span = (present.today - first).num_days();
    let draw = random.below(span);
    let back = if random.percent(45) {
        draw.min(random.below(span))
    } else {
        draw
    };
    let day = present.day_before(back);
    let end = shifted(quarter_start(day, 1), -1);
    if random.percent(22) && end < present.today {
        shifted(end, -random.below(9))
    } else {
        day
    }
}

/// Announced dates: the first at the creation, then up to three that moved, and the closing day.
fn slip(random: &mut Random, path: &mut Path, present: Present, usual: i64) {
    let times = random.weighted(&[58, 26, 11, 5]);
    let (start, end) = (path.started(), path.entered());
    let until = if path.closed_on.is_some() {
        end
    } else {
        present.now
    };
    let mut moments: Vec<i64> = (0..times)
        .map(|_| start.0 + 3_600_000 + random.below((until.0 - start.0).max(1)))
        .filter(|at| *at < until.0)
        .collect();
    moments.sort_unstable();
    moments.dedup();
    let mut announced = match path.closed_on {
        Some(day) => working_day_after(shifted(day, random.between(-12, 16))),
        None => path.close_date(),
    };
    let first_day = start.to_utc().date_naive();
    let mut dates = Vec::new();
    for at in moments.iter().rev() {
        dates.insert(0, (Instant(*at), announced));
        let sooner = if random.percent(82) {
            -random.about(usual + 12)
        } else {
            random.between(5, 20)
        };
        announced = working_day_after(shifted(announced, sooner)).max(first_day);
    }
    dates.insert(0, (start, announced));
    if let Some(day) = path.closed_on {
        dates.push((end, day));
    }
    path.close_dates = dates;
}
