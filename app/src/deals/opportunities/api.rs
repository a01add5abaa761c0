//! Server functions of opportunities.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::deals::opportunities::{
    AssignOpportunity, BoardColumn, BoardQuery, BoardView, ChangePipeline, ColumnQuery,
    DeleteOpportunity, EditOpportunity, GetOpportunity, ListQuery, ListView, MoveStage,
    NewOpportunity, OpportunityView, RestoreOpportunity, SetDealCompetitors, SetDealContacts,
    SetDealProducts, SetDealTeam, UndoMove,
};

/// The board.
#[server(name = BoardQueryCall, endpoint = "opportunities.board", input = Json, output = Json)]
pub async fn board(request: BoardQuery) -> Result<BoardView, Fault> {
    call::run(request).await
}

/// More cards of one column.
#[server(name = ColumnQueryCall, endpoint = "opportunities.column", input = Json, output = Json)]
pub async fn column(request: ColumnQuery) -> Result<BoardColumn, Fault> {
    call::run(request).await
}

/// A page of the list.
#[server(name = ListQueryCall, endpoint = "opportunities.list", input = Json, output = Json)]
pub async fn list(request: ListQuery) -> Result<ListView, Fault> {
    call::run(request).await
}

/// One opportunity with everything its page needs.
#[server(name = GetOpportunityCall, endpoint = "opportunities.get", input = Json, output = Json)]
pub async fn get(request: GetOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// A new opportunity.
#[server(name = NewOpportunityCall, endpoint = "opportunities.create", input = Json, output = Json)]
pub async fn create(request: NewOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Edits fields.
#[server(name = EditOpportunityCall, endpoint = "opportunities.edit", input = Json, output = Json)]
pub async fn edit(request: EditOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Moves a deal through the gate.
#[server(name = MoveStageCall, endpoint = "opportunities.move_stage", input = Json, output = Json)]
pub async fn move_stage(request: MoveStage) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Takes the last move back.
#[server(name = UndoMoveCall, endpoint = "opportunities.undo_move", input = Json, output = Json)]
pub async fn undo_move(request: UndoMove) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Puts a deal into another pipeline.
#[server(name = ChangePipelineCall, endpoint = "opportunities.change_pipeline", input = Json, output = Json)]
pub async fn change_pipeline(request: ChangePipeline) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Gives a deal to another owner.
#[server(name = AssignOpportunityCall, endpoint = "opportunities.assign", input = Json, output = Json)]
pub async fn assign(request: AssignOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Sets the colleagues on a deal.
#[server(name = SetDealTeamCall, endpoint = "opportunities.set_team", input = Json, output = Json)]
pub async fn set_team(request: SetDealTeam) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Sets the contacts on a deal.
#[server(name = SetDealContactsCall, endpoint = "opportunities.set_contacts", input = Json, output = Json)]
pub async fn set_contacts(request: SetDealContacts) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Sets the competitors of a deal.
#[server(name = SetDealCompetitorsCall, endpoint = "opportunities.set_competitors", input = Json, output = Json)]
pub async fn set_competitors(request: SetDealCompetitors) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Sets the products on a deal.
#[server(name = SetDealProductsCall, endpoint = "opportunities.set_products", input = Json, output = Json)]
pub async fn set_products(request: SetDealProducts) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Deletes a deal.
#[server(name = DeleteOpportunityCall, endpoint = "opportunities.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}

/// Brings a deleted deal back.
#[server(name = RestoreOpportunityCall, endpoint = "opportunities.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreOpportunity) -> Result<OpportunityView, Fault> {
    call::run(request).await
}
