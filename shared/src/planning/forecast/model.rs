//! The words of the forecast: deals as facts, columns, the nodes of the tree, and cells.

use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::{DaySpan, OpportunityId, TeamId, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// What the forecast needs to know of a deal, its amount already in the currency of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealFact {
    /// Which deal.
    pub id: OpportunityId,
    /// Whose it is.
    pub owner: UserId,
    /// Minor units of the view's currency.
    pub amount: i64,
    /// The expected signature day of an open deal; the day a won or lost one was closed.
    pub close_date: NaiveDate,
    /// Where it stands.
    pub state: StageState,
    /// Chance to win in basis points: the judged one where a person judged, else the stage's.
    pub probability_bp: i32,
    /// The judged category where a person judged, else the stage's.
    pub category: ForecastCategory,
}

impl DealFact {
    /// Amount × probability (cut to 0–100 %), rounded half away from zero to minor units. Rounding each deal, not
    /// their sum, makes every total the sum of what a list shows.
    #[must_use]
    pub fn weighted(&self) -> i64 {
        let exact = i128::from(self.amount) * i128::from(self.probability_bp.clamp(0, 10_000));
        let half = if exact < 0 { -5_000 } else { 5_000 };
        i64::try_from((exact + half) / 10_000).unwrap_or(i64::MAX)
    }

    /// The one bucket this deal counts in for `period`, or `None`: lost, omitted, or with a close
    /// date in another period.
    #[must_use]
    pub fn bucket(&self, period: DaySpan) -> Option<Bucket> {
        if self.state == StageState::Lost {
            return None;
        }
        if self.state == StageState::Open && self.close_date < period.from {
            return (self.category != ForecastCategory::Omitted).then_some(Bucket::Overdue);
        }
        if !period.contains(self.close_date) {
            return None;
        }
        match (self.state, self.category) {
            (StageState::Won, _) => Some(Bucket::Closed),
            (_, ForecastCategory::Omitted) => None,
            (_, ForecastCategory::Pipeline) => Some(Bucket::Pipeline),
            (_, ForecastCategory::BestCase) => Some(Bucket::BestCase),
            // An open deal judged "closed" is not closed: it is as promised as can be.
            (_, ForecastCategory::Commit | ForecastCategory::Closed) => Some(Bucket::Commit),
        }
    }
}

/// The disjoint groups a period's deals fall into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Won in the period.
    Closed,
    /// Open, promised, close date in the period.
    Commit,
    /// Open, likely if things go well, close date in the period.
    BestCase,
    /// Open, possible, close date in the period.
    Pipeline,
    /// Open although its close date lies before the period: a date nobody moved. Shown, never added.
    Overdue,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Bucket; 5] = [
        Bucket::Closed,
        Bucket::Commit,
        Bucket::BestCase,
        Bucket::Pipeline,
        Bucket::Overdue,
    ];
}

/// Whether the columns of the table overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnMode {
    /// Each deal counts in one column: the columns add up.
    #[default]
    Single,
    /// Commit includes closed, best case includes commit, pipeline includes best case: each column
    /// answers "and how much if these come in, too?".
    Cumulative,
}

/// A column of the table that deals lie behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Won in the period.
    Closed,
    /// Promised.
    Commit,
    /// Likely if things go well.
    BestCase,
    /// Possible.
    Pipeline,
    /// Amount × probability of every open deal of the period.
    Weighted,
    /// Open with a close date before the period.
    Overdue,
}

impl Column {
    /// Every column, in the order of the table.
    pub const ALL: [Column; 6] = [
        Column::Closed,
        Column::Commit,
        Column::BestCase,
        Column::Pipeline,
        Column::Weighted,
        Column::Overdue,
    ];

    /// The word in addresses and in the catalogue (`forecast.column.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Column::Closed => "closed",
            Column::Commit => "commit",
            Column::BestCase => "best_case",
            Column::Pipeline => "pipeline",
            Column::Weighted => "weighted",
            Column::Overdue => "overdue",
        }
    }

    /// The buckets whose deals lie behind this column.
    #[must_use]
    pub const fn buckets(self, mode: ColumnMode) -> &'static [Bucket] {
        use Bucket as B;
        match (self, mode) {
            (Column::Closed, _) => &[B::Closed],
            (Column::Commit, ColumnMode::Single) => &[B::Commit],
            (Column::Commit, ColumnMode::Cumulative) => &[B::Closed, B::Commit],
            (Column::BestCase, ColumnMode::Single) => &[B::BestCase],
            (Column::BestCase, ColumnMode::Cumulative) => &[B::Closed, B::Commit, B::BestCase],
            (Column::Pipeline, ColumnMode::Single) => &[B::Pipeline],
            (Column::Pipeline, ColumnMode::Cumulative) => {
                &[B::Closed, B::Commit, B::BestCase, B::Pipeline]
            }
            (Column::Weighted, _) => &[B::Commit, B::BestCase, B::Pipeline],
            (Column::Overdue, _) => &[B::Overdue],
        }
    }

    /// What `deal` adds to this column, being in one of its buckets.
    #[must_use]
    pub fn amount_of(self, deal: &DealFact) -> i64 {
        match self {
            Column::Weighted => deal.weighted(),
            _ => deal.amount,
        }
    }
}

impl FromStr for Column {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Column::ALL
            .into_iter()
            .find(|column| column.code() == text)
            .ok_or(())
    }
}

/// A team of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The team above it.
    pub parent: Option<TeamId>,
}

/// A person who may own deals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rep {
    /// Who.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// The team, if any.
    pub team: Option<TeamId>,
    /// Whether the account is still in use.
    pub active: bool,
}

/// A line of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NodeId {
    /// Everybody in view.
    Everybody,
    /// A team with the teams below it.
    Team(TeamId),
    /// One person.
    Rep(UserId),
}

/// The sums of one line, in minor units of the view's currency, by [`Bucket`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Won in the period.
    pub closed: i64,
    /// Open and promised.
    pub commit: i64,
    /// Open and likely if things go well.
    pub best_case: i64,
    /// Open and possible.
    pub pipeline: i64,
    /// Amount × probability of the three open groups, rounded deal by deal ([`DealFact::weighted`]).
    pub weighted: i64,
    /// Open with a close date before the period; in no other sum.
    pub overdue: i64,
    /// Number of deals in the four groups of the period.
    pub deals: u32,
    /// The target; `None` where nobody set one.
    pub quota: Option<i64>,
}

impl Totals {
    /// What `column` shows in `mode`.
    #[must_use]
    pub fn value(&self, column: Column, mode: ColumnMode) -> i64 {
        if column == Column::Weighted {
            return self.weighted;
        }
        column
            .buckets(mode)
            .iter()
            .map(|bucket| self.bucket(*bucket))
            .fold(0, i64::saturating_add)
    }

    /// Everything open with a close date in the period.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.commit
            .saturating_add(self.best_case)
            .saturating_add(self.pipeline)
    }

    /// Quota − closed; negative when the quota is passed.
    #[must_use]
    pub fn gap(&self) -> Option<i64> {
        self.quota.map(|quota| quota.saturating_sub(self.closed))
    }

    /// Closed ÷ quota in basis points, rounded down; `None` without a quota above zero.
    #[must_use]
    pub fn attainment_bp(&self) -> Option<i64> {
        ratio_bp(self.closed, self.quota?)
    }

    /// Open ÷ remaining quota in basis points (30,000 is three times), rounded down; `None` when no
    /// quota remains.
    #[must_use]
    pub fn coverage_bp(&self) -> Option<i64> {
        ratio_bp(self.open(), self.gap()?)
    }

    pub(super) fn bucket(&self, bucket: Bucket) -> i64 {
        match bucket {
            Bucket::Closed => self.closed,
            Bucket::Commit => self.commit,
            Bucket::BestCase => self.best_case,
            Bucket::Pipeline => self.pipeline,
            Bucket::Overdue => self.overdue,
        }
    }

    pub(super) fn add_deal(&mut self, bucket: Bucket, deal: &DealFact) {
        let sum = match bucket {
            Bucket::Closed => &mut self.closed,
            Bucket::Commit => &mut self.commit,
            Bucket::BestCase => &mut self.best_case,
            Bucket::Pipeline => &mut self.pipeline,
            Bucket::Overdue => &mut self.overdue,
        };
        *sum = sum.saturating_add(deal.amount);
        if bucket != Bucket::Overdue {
            self.deals += 1;
        }
        if Column::Weighted
            .buckets(ColumnMode::Single)
            .contains(&bucket)
        {
            self.weighted = self.weighted.saturating_add(deal.weighted());
        }
    }

    pub(super) fn add(&mut self, other: &Totals) {
        self.closed = self.closed.saturating_add(other.closed);
        self.commit = self.commit.saturating_add(other.commit);
        self.best_case = self.best_case.saturating_add(other.best_case);
        self.pipeline = self.pipeline.saturating_add(other.pipeline);
        self.weighted = self.weighted.saturating_add(other.weighted);
        self.overdue = self.overdue.saturating_add(other.overdue);
        self.deals += other.deals;
        self.quota = match (self.quota, other.quota) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
    }
}

fn ratio_bp(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(i128::from(part) * 10_000 / i128::from(whole)).ok()
}

/// What opens the deals behind a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFilter {
    /// The owners of the cell's line.
    pub owners: Vec<UserId>,
    /// First and last day of the period.
    pub span: DaySpan,
    /// The cell's column.
    pub column: Column,
    /// Whether columns overlap.
    pub mode: ColumnMode,
}

impl CellFilter {
    /// Whether `deal` lies behind the cell.
    #[must_use]
    pub fn matches(&self, deal: &DealFact) -> bool {
        self.owners.contains(&deal.owner)
            && deal
                .bucket(self.span)
                .is_some_and(|bucket| self.column.buckets(self.mode).contains(&bucket))
    }
}

/// A "what if" about one deal, kept in the page only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Leave the deal out.
    Out,
    /// Treat it as won on its close date.
    Won,
    /// Treat it as being in this category.
    Category(ForecastCategory),
}

/// The deals as they would be under the wishes; a deal that is no longer open keeps its facts.
#[must_use]
pub fn apply_wishes(deals: &[DealFact], wishes: &BTreeMap<OpportunityId, Wish>) -> Vec<DealFact> {
    deals
        .iter()
        .filter_map(|deal| match wishes.get(&deal.id) {
            Some(Wish::Out) if deal.state == StageState::Open => None,
            Some(Wish::Won) if deal.state == StageState::Open => Some(DealFact {
                state: StageState::Won,
                probability_bp: 10_000,
                category: ForecastCategory::Closed,
                ..*deal
            }),
            Some(Wish::Category(category)) if deal.state == StageState::Open => Some(DealFact {
                category: *category,
                ..*deal
            }),
            _ => Some(*deal),
        })
        .collect()
}
