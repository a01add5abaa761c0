//! What pages ask about opportunities. Every change carries the version it was made on; when the
//! record has moved on, the answer is a conflict with the record as it is now.

use super::board::{BoardQuery, BoardView, ColumnPage, ColumnQuery};
use super::changes::OpportunityChange;
use super::list::{ListQuery, ListView};
use super::model::{
    AmountSource, BuyingRole, Competitor, OpportunityKind, OpportunityView, TeamRole,
};
use super::products::DealProductInput;
use crate::deals::pipelines::MoveRequest;
use crate::kernel::{
    AccountId, ContactId, Money, OpportunityId, PipelineId, SalesChannel, StageId, UserId,
};
use crate::operation;
use crate::platform::fields::CustomValues;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

operation!(BoardQuery => BoardView, "opportunities.board", ViewOpportunity);
operation!(ColumnQuery => ColumnPage, "opportunities.column", ViewOpportunity);
operation!(ListQuery => ListView, "opportunities.list", ViewOpportunity);

/// Reads one opportunity; a deleted one, too, so that it can be restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetOpportunity {
    /// Which.
    pub id: OpportunityId,
}
operation!(GetOpportunity => OpportunityView, "opportunities.get", ViewOpportunity);

/// A new opportunity. The amount is typed until products are put on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOpportunity {
    /// Made by the client, so that a repeated request creates nothing twice.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// The account it is sold to.
    pub account_id: Option<AccountId>,
    /// A first contact, as decision maker or otherwise.
    pub contact: Option<(ContactId, BuyingRole)>,
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The stage; the first one when not given. Later ones meet the gate.
    pub stage_id: Option<StageId>,
    /// Who sells it; the creator when not given. Others need the right to assign.
    pub owner_id: Option<UserId>,
    /// New, renewal, expansion.
    pub kind: OpportunityKind,
    /// Amount with its currency.
    pub amount: Money,
    /// Expected signature day.
    pub close_date: NaiveDate,
    /// Next step, or empty.
    pub next_step: String,
    /// Its day.
    pub next_step_on: Option<NaiveDate>,
    /// Channel of the first touch, or empty.
    pub source: String,
    /// The channel it is sold by.
    #[serde(default)]
    pub channel: SalesChannel,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}
operation!(NewOpportunity => OpportunityView, "opportunities.create", EditOpportunity);

/// Edits fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditOpportunity {
    /// Which.
    pub id: OpportunityId,
    /// The version the edit was made on.
    pub version: i64,
    /// The edits; all or none are saved.
    pub changes: Vec<OpportunityChange>,
}
operation!(EditOpportunity => OpportunityView, "opportunities.edit", EditOpportunity);

/// Moves a deal to another stage of its pipeline, through the gate. `fill` are facts filled in with
/// the move (amount, close date, next step…); they are saved in the same transaction, before the
/// gate is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveStage {
    /// Which.
    pub id: OpportunityId,
    /// The version the move was made on.
    pub version: i64,
    /// To which stage.
    pub to: StageId,
    /// Facts filled in with it.
    pub fill: Vec<OpportunityChange>,
    /// Loss reason, closing day, exception.
    pub request: MoveRequest,
}
operation!(MoveStage => OpportunityView, "opportunities.move_stage", EditOpportunity);

/// Takes back the last move or change of pipeline, when it was the reader's own and nothing has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoMove {
    /// Which.
    pub id: OpportunityId,
    /// The version the move gave.
    pub version: i64,
}
operation!(UndoMove => OpportunityView, "opportunities.undo_move", EditOpportunity);

/// Puts a deal into another pipeline, at its first stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePipeline {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// Which pipeline.
    pub pipeline_id: PipelineId,
}
operation!(ChangePipeline => OpportunityView, "opportunities.change_pipeline", EditOpportunity);

/// Gives a deal to another owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignOpportunity {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// To whom.
    pub owner_id: UserId,
}
operation!(AssignOpportunity => OpportunityView, "opportunities.assign", AssignOwner);

/// Sets the colleagues on a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDealTeam {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// The whole list.
    pub members: Vec<(UserId, TeamRole)>,
}
operation!(SetDealTeam => OpportunityView, "opportunities.set_team", EditOpportunity);

/// Sets the contacts on a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDealContacts {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// The whole list.
    pub contacts: Vec<(ContactId, BuyingRole)>,
}
operation!(SetDealContacts => OpportunityView, "opportunities.set_contacts", EditOpportunity);

/// Sets the competitors of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDealCompetitors {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// The whole list.
    pub competitors: Vec<Competitor>,
}
operation!(SetDealCompetitors => OpportunityView, "opportunities.set_competitors", EditOpportunity);

/// Sets the products on a deal and where its amount comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDealProducts {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
    /// The whole list, in order.
    pub products: Vec<DealProductInput>,
    /// Whether the amount follows the products. Without products it is typed.
    pub amount_source: AmountSource,
}
operation!(SetDealProducts => OpportunityView, "opportunities.set_products", EditOpportunity);

/// Deletes a deal; [`RestoreOpportunity`] brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteOpportunity {
    /// Which.
    pub id: OpportunityId,
    /// The version it was asked on.
    pub version: i64,
}
operation!(DeleteOpportunity => OpportunityView, "opportunities.delete", EditOpportunity);

/// Brings a deleted deal back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreOpportunity {
    /// Which.
    pub id: OpportunityId,
    /// The version the deletion gave.
    pub version: i64,
}
operation!(RestoreOpportunity => OpportunityView, "opportunities.restore", EditOpportunity);
