//! Rules as operations write them, absences, and what pages see of requests.

use super::facts::{Fact, FactValue};
use super::flow::{Approval, ApprovalState};
use super::risk::Risk;
use crate::cpq::pricing::Totals;
use crate::cpq::quotes::QuoteState;
use crate::kernel::{
    AbsenceId, ApprovalId, ApprovalRuleId, Currency, Instant, LocalText, Named, QuoteId, TeamId,
    UserId, coded,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who is asked.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// The manager of the owner's team; of the one above, when the owner manages it.
    Manager,
    /// Everybody in finance.
    Finance,
    /// Every administrator.
    Administrator,
    /// This person.
    User(UserId),
    /// Everybody of this team.
    Team(TeamId),
}

/// How many of those asked must agree.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quorum {
    /// One is enough.
    #[default]
    First,
    /// Everybody.
    All,
    /// So many; everybody, when fewer are asked.
    Of(u32),
}

coded! {
    /// Who may decide once the time limit has passed.
    #[derive(Default)]
    Escalation {
        /// Whoever leads those asked.
        #[default]
        Manager = "manager",
        /// The administrators.
        Administrator = "administrator",
    }
}

/// What is written of a rule.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// What it is about, for those asked.
    pub name: LocalText,
    /// When it asks, in the language of [`super::formula`].
    pub condition: String,
    /// Its place in the chain, from 1; those of one step are asked side by side.
    pub step: u32,
    /// Who is asked.
    pub approvers: Vec<Approver>,
    /// How many of them must agree.
    pub quorum: Quorum,
    /// Hours until somebody else may decide, too; `None`: for ever.
    pub deadline_hours: Option<u32>,
    /// Who that is.
    pub escalation: Escalation,
    /// Whether it asks at all.
    pub active: bool,
}

/// A rule.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// Which.
    pub id: ApprovalRuleId,
    /// What it says.
    pub draft: RuleDraft,
    /// Raised by every change.
    pub version: i64,
}

/// Days on which somebody else decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Which.
    pub id: AbsenceId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Who decides instead.
    pub delegate: Named<UserId>,
}

/// A request in a list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRow {
    /// Which request.
    pub id: ApprovalId,
    /// Of which quote.
    pub quote_id: QuoteId,
    /// The quote's number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Who it is for.
    pub account: String,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// Its currency.
    pub currency: Currency,
    /// Net amount.
    pub net_minor: i64,
    /// Where the request stands.
    pub state: ApprovalState,
    /// The names of the requirements that are open.
    pub open: Vec<LocalText>,
    /// When it was asked.
    pub created_at: Instant,
    /// When the next time limit passes.
    pub due_at: Option<Instant>,
    /// When it ended.
    pub decided_at: Option<Instant>,
}

/// A request with everything a decision needs.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    /// Of which quote.
    pub quote_id: QuoteId,
    /// The quote's number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Who it is for.
    pub account: String,
    /// Whose it is.
    pub owner: Named<UserId>,
    /// The quote's state.
    pub quote_state: QuoteState,
    /// The quote's version.
    pub quote_version: i64,
    /// Whether this person may open the quote.
    pub may_open: bool,
    /// The last request; `None` before the first.
    pub request: Option<RequestView>,
    /// How much of the quote is out of the ordinary, and what.
    #[serde(default)]
    pub risk: Risk,
    /// What the money comes to; without the margin for those who may not see it.
    pub money: MoneyView,
    /// Quotes decided before, with the same products or for the same industry, newest first.
    pub comparable: Vec<ComparableDeal>,
}

/// A request and who is in it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// Which.
    pub id: ApprovalId,
    /// Its requirements with every decision.
    pub approval: Approval,
    /// Who asked.
    pub requested_by: Option<Named<UserId>>,
    /// When.
    pub created_at: Instant,
    /// When it ended.
    pub decided_at: Option<Instant>,
    /// Everybody named in it.
    pub people: Vec<Named<UserId>>,
    /// Whether this person may decide now.
    pub may_decide: bool,
}

/// The way from the price book to the margin.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyView {
    /// The currency of everything.
    pub currency: Currency,
    /// The quote's totals; without margin for those who may not see it.
    pub totals: Totals,
    /// Whether the margin is in them.
    pub sees_margin: bool,
}

/// A quote decided before.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparableDeal {
    /// Which.
    pub id: QuoteId,
    /// Its number.
    pub number: String,
    /// Who it was for.
    pub account: String,
    /// Whether the customer agreed.
    pub won: bool,
    /// Its currency.
    pub currency: Currency,
    /// Net amount.
    pub net_minor: i64,
    /// How far it was below the price book, in basis points.
    pub discount_bp: i32,
    /// When it was last changed.
    pub at: Instant,
}

/// A fact with its value.
pub type Seen = (Fact, FactValue);
