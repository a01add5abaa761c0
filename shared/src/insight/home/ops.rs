//! What the home page asks.

use crate::kernel::{
    AccountId, ActivityId, Converted, Currency, DaySpan, Instant, LocalText, Money, Named,
    OpportunityId, TaskId, UserId,
};
use crate::operation;
use crate::work::tasks::{Due, Priority, TaskKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Asks for one's own day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadMyDay {}
operation!(LoadMyDay => MyDay, "home.my_day", ViewActivity);

/// Asks for everybody in one's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadMyTeam {}
operation!(LoadMyTeam => MyTeam, "home.my_team", ViewForecast);

/// An open deal, with what the rules of the home page need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeDeal {
    /// Which.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The account it is sold to.
    pub account: Option<Named<AccountId>>,
    /// Who sells it.
    pub owner: Named<UserId>,
    /// Name of its stage.
    pub stage: LocalText,
    /// Days of silence its stage allows.
    pub stalled_after_days: Option<i32>,
    /// Amount in its own currency.
    pub amount: Money,
    /// Expected signature day.
    pub close_date: NaiveDate,
    /// How often that was moved to a later month.
    pub close_date_pushes: i32,
    /// Since when it is in its stage.
    pub stage_entered_at: Instant,
    /// The last logged conversation.
    pub last_activity_at: Option<Instant>,
    /// Earliest day of an open task or planned meeting.
    pub next_activity_on: Option<NaiveDate>,
}

/// Deals with something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealGroup {
    /// How many there are.
    pub count: i64,
    /// What they add up to.
    pub total: Converted,
    /// The first ones.
    pub deals: Vec<HomeDeal>,
}

/// A task that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeTask {
    /// Which.
    pub id: TaskId,
    /// For marking it as done.
    pub version: i64,
    /// One line.
    pub subject: String,
    /// What is to be done.
    pub kind: TaskKind,
    /// How much it presses.
    pub priority: Priority,
    /// When it is due.
    pub due: Due,
    /// The deal it is about.
    pub opportunity: Option<Named<OpportunityId>>,
    /// The account it is about.
    pub account: Option<Named<AccountId>>,
    /// Its day or moment has passed.
    pub overdue: bool,
}

/// A meeting of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeMeeting {
    /// Which.
    pub id: ActivityId,
    /// One line.
    pub subject: String,
    /// When it begins.
    pub at: Instant,
    /// How long it lasts.
    pub minutes: Option<i32>,
    /// The deal it is about.
    pub opportunity: Option<Named<OpportunityId>>,
    /// The account it is with.
    pub account: Option<Named<AccountId>>,
}

/// Won against quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attainment {
    /// Won in the quarter.
    pub closed: Converted,
    /// The target; `None` when none is set.
    pub quota: Option<Converted>,
    /// Open deals with a close date in the quarter.
    pub open: Converted,
}

/// One's own day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyDay {
    /// Whose.
    pub user_id: UserId,
    /// The day.
    pub today: NaiveDate,
    /// The moment of the answer.
    pub now: Instant,
    /// Last day of the calendar week.
    pub week_end: NaiveDate,
    /// The current fiscal quarter.
    pub quarter: DaySpan,
    /// Currency of every sum.
    pub currency: Currency,
    /// Number of overdue tasks.
    pub overdue: i64,
    /// Number of tasks due later today.
    pub due_today: i64,
    /// The first due tasks: overdue ones first, then by time.
    pub tasks: Vec<HomeTask>,
    /// Meetings of today by time.
    pub meetings: Vec<HomeMeeting>,
    /// Won against quota.
    pub attainment: Attainment,
    /// Closing today or later this week.
    pub closing: DealGroup,
    /// Close date passed.
    pub passed: DealGroup,
    /// Silent for too long.
    pub stalled: DealGroup,
    /// Nothing planned.
    pub unplanned: DealGroup,
}

/// One person's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamLine {
    /// Who.
    pub user: Named<UserId>,
    /// Won, quota, open.
    pub attainment: Attainment,
    /// Stalled deals.
    pub stalled: i64,
    /// Slipping deals.
    pub slipping: i64,
    /// Overdue tasks.
    pub late_tasks: i64,
}

/// A deal won lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Win {
    /// Which.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The account it was sold to.
    pub account: Option<Named<AccountId>>,
    /// Who won it.
    pub owner: Named<UserId>,
    /// Amount in its own currency.
    pub amount: Money,
    /// The day.
    pub closed_on: NaiveDate,
}

/// Everybody in one's scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyTeam {
    /// The day.
    pub today: NaiveDate,
    /// The moment of the answer.
    pub now: Instant,
    /// The current fiscal quarter.
    pub quarter: DaySpan,
    /// Currency of every sum.
    pub currency: Currency,
    /// Everybody together.
    pub attainment: Attainment,
    /// By person, in order of name.
    pub lines: Vec<TeamLine>,
    /// Date passed or moved again and again.
    pub slipping: DealGroup,
    /// Silent for too long.
    pub stalled: DealGroup,
    /// Won in the last 30 days, newest first.
    pub wins: Vec<Win>,
}
