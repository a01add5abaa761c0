//! Server functions of leads.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::crm::leads::{
    ChangeLeadStatus, ConversionPlan, ConvertLead, CreateLead, DeleteLead, EditLead, GetLead,
    GetLeadRelated, LeadList, LeadRelated, LeadTouched, LeadView, ListLeads, LogLeadTouch,
    PlanLeadConversion, RestoreLead, TakeLead,
};

/// A piece of the list.
#[server(name = ListLeadsCall, endpoint = "leads.list", input = Json, output = Json)]
pub async fn list(request: ListLeads) -> Result<LeadList, Fault> {
    call::run(request).await
}

/// One lead.
#[server(name = GetLeadCall, endpoint = "leads.get", input = Json, output = Json)]
pub async fn get(request: GetLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// What happened to a lead.
#[server(name = GetLeadRelatedCall, endpoint = "leads.related", input = Json, output = Json)]
pub async fn related(request: GetLeadRelated) -> Result<LeadRelated, Fault> {
    call::run(request).await
}

/// A new lead.
#[server(name = CreateLeadCall, endpoint = "leads.create", input = Json, output = Json)]
pub async fn create(request: CreateLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// Changes facts.
#[server(name = EditLeadCall, endpoint = "leads.edit", input = Json, output = Json)]
pub async fn edit(request: EditLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// A step to another status.
#[server(name = ChangeLeadStatusCall, endpoint = "leads.change_status", input = Json, output = Json)]
pub async fn change_status(request: ChangeLeadStatus) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// Takes a lead from the queue.
#[server(name = TakeLeadCall, endpoint = "leads.take", input = Json, output = Json)]
pub async fn take(request: TakeLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// Logs a conversation or a note.
#[server(name = LogLeadTouchCall, endpoint = "leads.log", input = Json, output = Json)]
pub async fn log(request: LogLeadTouch) -> Result<LeadTouched, Fault> {
    call::run(request).await
}

/// What a conversion may join.
#[server(name = PlanLeadConversionCall, endpoint = "leads.plan_conversion", input = Json, output = Json)]
pub async fn plan(request: PlanLeadConversion) -> Result<ConversionPlan, Fault> {
    call::run(request).await
}

/// Makes a lead an account, a contact and perhaps a deal.
#[server(name = ConvertLeadCall, endpoint = "leads.convert", input = Json, output = Json)]
pub async fn convert(request: ConvertLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// Hides a lead.
#[server(name = DeleteLeadCall, endpoint = "leads.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteLead) -> Result<LeadView, Fault> {
    call::run(request).await
}

/// Brings a lead back.
#[server(name = RestoreLeadCall, endpoint = "leads.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreLead) -> Result<LeadView, Fault> {
    call::run(request).await
}
