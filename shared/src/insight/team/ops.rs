//! What a page asks about the figures of a team.

use super::stats::Figures;
use crate::kernel::{Currency, DaySpan, TeamId, UsedRate, UserId};
use crate::operation;
use crate::planning::forecast::{Rep, Team};
use serde::{Deserialize, Serialize};

/// The figures of everybody in view whose deals were closed in the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadTeamFigures {
    /// First and last day of closing.
    pub span: DaySpan,
    /// Only this team with the teams below it.
    pub team: Option<TeamId>,
    /// The currency to show; the person's own when `None`.
    pub currency: Option<Currency>,
}
operation!(LoadTeamFigures => TeamFiguresView, "team.figures", ViewForecast);

/// One person's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepFigures {
    /// Who.
    pub user_id: UserId,
    /// What was closed.
    pub figures: Figures,
    /// Open amount with a close date in the current fiscal quarter.
    pub open: i64,
    /// Won in the current fiscal quarter.
    pub closed: i64,
    /// Quota of the current fiscal quarter.
    pub quota: Option<i64>,
    /// Won per month of the span, oldest first: the small chart.
    pub won_by_month: Vec<i64>,
}

/// The answer: people, and everybody together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFiguresView {
    /// First and last day of closing.
    pub span: DaySpan,
    /// The currency of every amount.
    pub currency: Currency,
    /// The rates used.
    pub rates: Vec<UsedRate>,
    /// Deals left out because their currency has no rate.
    pub without_rate: u32,
    /// Teams in view.
    pub teams: Vec<Team>,
    /// People in view.
    pub people: Vec<Rep>,
    /// Figures by person.
    pub rows: Vec<RepFigures>,
    /// Everybody together.
    pub everybody: Figures,
}
