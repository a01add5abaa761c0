//! What may be asked about approvals.

use super::facts::{Fact, FactValue};
use super::flow::DecisionKind;
use super::model::{Absence, ApprovalRow, ApprovalRule, ApprovalView, RuleDraft};
use super::plan::Need;
use crate::kernel::{
    AbsenceId, ApprovalId, ApprovalRuleId, Named, Percent, QuoteId, TeamId, UserId, coded,
};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rules, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListApprovalRules {}
operation!(ListApprovalRules => RuleList, "approvals.rules", ManageApprovals);

/// The rules with the people and teams they may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleList {
    /// In the order they are shown.
    pub rules: Vec<ApprovalRule>,
    /// Who may be asked by name.
    pub people: Vec<Named<UserId>>,
    /// Teams.
    pub teams: Vec<Named<TeamId>>,
}

/// Makes a rule or changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveApprovalRule {
    /// Chosen by the client.
    pub id: ApprovalRuleId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What it says.
    pub draft: RuleDraft,
}
operation!(SaveApprovalRule => Vec<ApprovalRule>, "approvals.save_rule", ManageApprovals);

/// Takes a rule away; requests that were made by it stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteApprovalRule {
    /// Which.
    pub id: ApprovalRuleId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteApprovalRule => Vec<ApprovalRule>, "approvals.delete_rule", ManageApprovals);

/// Brings a rule back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreApprovalRule {
    /// Which.
    pub id: ApprovalRuleId,
}
operation!(RestoreApprovalRule => Vec<ApprovalRule>, "approvals.restore_rule", ManageApprovals);

/// Puts the rules into another order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderApprovalRules {
    /// Every rule, in the new order.
    pub ids: Vec<ApprovalRuleId>,
}
operation!(OrderApprovalRules => Vec<ApprovalRule>, "approvals.order_rules", ManageApprovals);

/// Tries the rules, with one as it is being written, on an existing quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryApprovalRules {
    /// The quote's number.
    pub number: String,
    /// The rule being written, in the place of the saved one.
    pub rule: Option<ApprovalRule>,
}
operation!(TryApprovalRules => TriedRules, "approvals.try_rules", ManageApprovals);

/// What the rules would ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedRules {
    /// Which quote.
    pub quote: Named<QuoteId>,
    /// Its facts.
    pub facts: Vec<(Fact, FactValue)>,
    /// Whether the rule being written would ask.
    pub asks: Option<bool>,
    /// What all rules ask, with the names of those asked.
    pub needs: Vec<(Need, Vec<String>)>,
    /// The largest document discount at which nobody is asked.
    pub free_discount: Option<Percent>,
}

coded! {
    /// Which requests a list shows.
    #[derive(Default)]
    ApprovalTab {
        /// Those that wait for me.
        #[default]
        Mine = "mine",
        /// Those I made, or of my quotes.
        Asked = "asked",
        /// Those I decided.
        Decided = "decided",
    }
}

/// One's own requests, those that wait for one first to pass their time limit first, others newest
/// first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListApprovals {
    /// Which.
    pub tab: ApprovalTab,
    /// Rows to skip.
    pub offset: u32,
}
operation!(ListApprovals => ApprovalList, "approvals.list", DecideApproval);

/// A page of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalList {
    /// At most 50.
    pub rows: Vec<ApprovalRow>,
    /// How many there are.
    pub total: i64,
    /// How many wait for me, whatever the tab.
    pub waiting: i64,
}

/// The last request of a quote, for those who see the quote or were asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetApproval {
    /// Which quote.
    pub quote_id: QuoteId,
}
operation!(GetApproval => ApprovalView, "approvals.get", DecideApproval);

/// Decides on everything one is asked in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideApproval {
    /// Which request.
    pub id: ApprovalId,
    /// What.
    pub decision: DecisionKind,
    /// In words; required for a refusal.
    pub comment: String,
    /// On which condition, for a conditional approval.
    pub condition: String,
    /// The step of the chain that was seen: the same words about a later one are another decision. Without it they are
    /// the one before, sent again. When others have closed that step meanwhile, nothing is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
}
operation!(DecideApproval => ApprovalView, "approvals.decide", DecideApproval);

/// One's own absences that have not passed, with those who may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAbsences {}
operation!(ListAbsences => AbsenceList, "approvals.absences", EditProfile);

/// Absences and colleagues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceList {
    /// In order of their first day.
    pub absences: Vec<Absence>,
    /// Who may stand in.
    pub colleagues: Vec<Named<UserId>>,
}

/// Says that somebody decides in one's place on these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAbsence {
    /// Chosen by the client.
    pub id: AbsenceId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Who.
    pub delegate: Option<UserId>,
}
operation!(SaveAbsence => AbsenceList, "approvals.save_absence", EditProfile);

/// Takes an absence back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAbsence {
    /// Which.
    pub id: AbsenceId,
}
operation!(DeleteAbsence => AbsenceList, "approvals.delete_absence", EditProfile);
