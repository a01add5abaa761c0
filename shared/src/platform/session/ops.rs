//! Requests about oneself.

use crate::kernel::{Actor, Currency, Instant, Role, SessionId, TeamId, UserId};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The state of a signed-in page, sent with its HTML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Who.
    pub actor: Actor,
    /// Which of the person's sessions this is.
    pub session_id: Option<SessionId>,
    /// The moment the page was made.
    pub now: Instant,
    /// The day it is in the person's time zone.
    pub today: NaiveDate,
    /// The newest event the page's data can contain; live updates start after it.
    pub last_event: i64,
    /// The build of the server; another one means: reload.
    pub build: String,
    /// Sample data is loaded.
    pub sample: bool,
    /// The company's name.
    pub company: String,
    /// The company's currency.
    pub company_currency: Currency,
    /// First month of the fiscal year.
    pub fiscal_first_month: u32,
}

/// Asks for the colleagues and teams of menus and filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPeople {}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Team.
    pub team_id: Option<TeamId>,
    /// May own new records.
    pub active: bool,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRef {
    /// Which.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// The team above.
    pub parent_id: Option<TeamId>,
}

/// Colleagues and teams, each in order of name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Everybody, inactive ones too (old records name them).
    pub people: Vec<Person>,
    /// All teams.
    pub teams: Vec<TeamRef>,
}

operation!(ListPeople => People, "session.people", ReadReference);
