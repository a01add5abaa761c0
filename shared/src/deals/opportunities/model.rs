//! What an opportunity is, whole and as a card.

use super::products::DealProduct;
use crate::deals::pipelines::{DealFacts, ForecastCategory, StageState};
use crate::kernel::coded;
use crate::kernel::{
    AccountId, ContactId, Instant, LossReasonId, Money, Named, OpportunityId, Percent, PipelineId,
    SalesChannel, StageId, TeamId, UserId,
};
use crate::platform::fields::CustomValues;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// What kind of sale it is.
    OpportunityKind {
        /// To a customer we did not have, or of something it did not have.
        New = "new",
        /// The same again for a new term.
        Renewal = "renewal",
        /// More of it, or another product, to a customer.
        Expansion = "expansion",
    }
}

coded! {
    /// Where the amount comes from.
    AmountSource {
        /// A person typed it.
        Typed = "typed",
        /// The products on the deal add up to it.
        Products = "products",
    }
}

coded! {
    /// What a contact is to the purchase.
    BuyingRole {
        /// Decides.
        DecisionMaker = "decision_maker",
        /// Sells for us inside.
        Champion = "champion",
        /// Buys, runs the procedure.
        Buyer = "buyer",
        /// Will use it.
        User = "user",
        /// Is listened to.
        Influencer = "influencer",
        /// Is against it.
        Blocker = "blocker",
    }
}

coded! {
    /// What a colleague does on the deal.
    TeamRole {
        /// Sells together with the owner.
        CoOwner = "co_owner",
        /// Designs the solution.
        PreSales = "pre_sales",
        /// Knows the product or the trade.
        Specialist = "specialist",
        /// Meets the customer's management.
        Sponsor = "sponsor",
        /// Prepares paper and follow-up.
        Support = "support",
    }
}

/// A contact on the deal.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealContact {
    /// Which contact.
    pub contact_id: ContactId,
    /// First and last name.
    pub name: String,
    /// Post in the organisation.
    pub title: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// Part in the purchase.
    pub role: BuyingRole,
}

/// A colleague on the deal, who may see and edit it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealTeamMember {
    /// Who.
    pub user: Named<UserId>,
    /// What for.
    pub role: TeamRole,
}

/// Somebody else who wants the deal.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Competitor {
    /// Its name.
    pub name: String,
    /// Whether its product is the one installed.
    pub incumbent: bool,
}

/// A stay in a stage, for the stage path and the history.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageVisit {
    /// Which stage.
    pub stage_id: StageId,
    /// Since when.
    pub entered_at: Instant,
    /// Until when; `None` while the deal is there.
    pub left_at: Option<Instant>,
}

/// What the reader may do with this deal: pages hide the rest, the server refuses it anyway.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealRights {
    /// Change fields, stage, products, contacts; delete and restore.
    pub edit: bool,
    /// Give it to another owner.
    pub assign: bool,
    /// Pass a gate with a written exception.
    pub except: bool,
}

/// An opportunity with everything its page needs.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpportunityView {
    /// Which deal.
    pub id: OpportunityId,
    /// Raised by each change; sent back with every edit.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The account it is sold to.
    pub account: Option<Named<AccountId>>,
    /// The pipeline it moves through.
    pub pipeline_id: PipelineId,
    /// The stage it is in.
    pub stage_id: StageId,
    /// The stage's state.
    pub state: StageState,
    /// Who sells it.
    pub owner: Named<UserId>,
    /// The owner's team.
    pub owner_team: Option<Named<TeamId>>,
    /// New, renewal or expansion.
    pub kind: OpportunityKind,
    /// Amount in the deal's currency.
    pub amount: Money,
    /// Typed or from products.
    pub amount_source: AmountSource,
    /// Expected signature day; the closing day once closed.
    pub close_date: NaiveDate,
    /// How many times the close date was moved to a later month.
    pub close_date_pushes: i32,
    /// Probability of the stage.
    pub probability_computed: Percent,
    /// A person's judgement, if any.
    pub probability_judged: Option<Percent>,
    /// Forecast category of the stage.
    pub category_computed: ForecastCategory,
    /// A person's judgement, if any.
    pub category_judged: Option<ForecastCategory>,
    /// The agreed next action, or empty.
    pub next_step: String,
    /// Its day.
    pub next_step_on: Option<NaiveDate>,
    /// Channel of the first touch, or empty.
    pub source: String,
    /// The channel it is sold by; price books are chosen by it.
    #[serde(default)]
    pub channel: SalesChannel,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// Words about the loss.
    pub loss_note: String,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
    /// The day it was won or lost.
    pub closed_on: Option<NaiveDate>,
    /// Since when it is in its stage.
    pub stage_entered_at: Instant,
    /// The last logged conversation.
    pub last_activity_at: Option<Instant>,
    /// Earliest day of an open task or planned activity.
    pub next_activity_on: Option<NaiveDate>,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<Instant>,
    /// Facts the gates ask about.
    pub facts: DealFacts,
    /// Colleagues helping, by name.
    pub team: Vec<DealTeamMember>,
    /// Contacts of the buying group, by buying role.
    pub contacts: Vec<DealContact>,
    /// Competitors, by name.
    pub competitors: Vec<Competitor>,
    /// Products in order.
    pub products: Vec<DealProduct>,
    /// Stays in stages, oldest first.
    pub visits: Vec<StageVisit>,
    /// What the reader may do.
    pub rights: DealRights,
}

impl OpportunityView {
    /// The probability that counts: the judged one while the deal is open, else the stage's.
    #[must_use]
    pub fn probability(&self) -> Percent {
        match self.state {
            StageState::Open => self.probability_judged.unwrap_or(self.probability_computed),
            StageState::Won | StageState::Lost => self.probability_computed,
        }
    }

    /// The category that counts: the judged one while the deal is open, else the stage's.
    #[must_use]
    pub fn category(&self) -> ForecastCategory {
        match self.state {
            StageState::Open => self.category_judged.unwrap_or(self.category_computed),
            StageState::Won | StageState::Lost => self.category_computed,
        }
    }

    /// The card of this deal, as the board shows it.
    #[must_use]
    pub fn card(&self) -> OpportunityCard {
        OpportunityCard {
            id: self.id,
            version: self.version,
            name: self.name.clone(),
            account: self.account.clone(),
            owner: self.owner.clone(),
            stage_id: self.stage_id,
            kind: self.kind,
            amount: self.amount,
            close_date: self.close_date,
            close_date_pushes: self.close_date_pushes,
            probability_judged: self.probability_judged,
            category_judged: self.category_judged,
            next_activity_on: self.next_activity_on,
            stage_entered_at: self.stage_entered_at,
            last_activity_at: self.last_activity_at,
            facts: self.facts.clone(),
            may_edit: self.rights.edit,
            may_except: self.rights.except,
            group: String::new(),
        }
    }
}

/// An opportunity on the board: what a card shows and its gate needs, nothing more.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpportunityCard {
    /// Which deal.
    pub id: OpportunityId,
    /// Sent back with a move.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The account it is sold to.
    pub account: Option<Named<AccountId>>,
    /// Who sells it.
    pub owner: Named<UserId>,
    /// The stage it is in.
    pub stage_id: StageId,
    /// New, renewal or expansion.
    pub kind: OpportunityKind,
    /// Amount in the deal's currency.
    pub amount: Money,
    /// Expected signature day.
    pub close_date: NaiveDate,
    /// Times the close date was moved to a later month.
    pub close_date_pushes: i32,
    /// A person's judgement, if any.
    pub probability_judged: Option<Percent>,
    /// A person's judgement, if any.
    pub category_judged: Option<ForecastCategory>,
    /// Earliest day of an open task or planned activity.
    pub next_activity_on: Option<NaiveDate>,
    /// Since when it is in its stage.
    pub stage_entered_at: Instant,
    /// The last logged conversation.
    pub last_activity_at: Option<Instant>,
    /// Facts the gates ask about.
    pub facts: DealFacts,
    /// Whether the reader may move it.
    pub may_edit: bool,
    /// Whether the reader may pass a gate with a written exception.
    pub may_except: bool,
    /// The sort word of its group, by which the server orders a grouped column; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
}
