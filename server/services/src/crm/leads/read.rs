//! Reading leads.

use super::{Recorded, view};
use crate::crm::entries;
use crate::platform::files::FileFacts;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::leads::{
    ConversionPlan, GetLead, GetLeadRelated, LeadHistory, LeadList, LeadRelated, LeadView,
    ListLeads, PlanLeadConversion, ToldFile,
};
use shared::kernel::event::Entity;
use shared::kernel::{Problem, UserId};
use shared::platform::files::{FileHolder, FileOf, RecordFile};
use std::collections::BTreeMap;
use store::crm::{lead_matches, leads as rows};
use store::platform::files;

/// Changes shown of a record's history.
const HISTORY: i64 = 50;
/// Conversations shown.
const TOUCHES: i64 = 200;

pub(super) async fn list(ctx: Ctx, request: ListLeads) -> Result<LeadList, Problem> {
    let mut session = ctx.read().await?;
    rows::list(&mut session, &ctx.actor, ctx.scope, &request)
        .await
        .or_problem()
}

pub(super) async fn get(ctx: Ctx, request: GetLead) -> Result<LeadView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session, ctx.scope, request.id).await
}

pub(super) async fn related(ctx: Ctx, request: GetLeadRelated) -> Result<LeadRelated, Problem> {
    let mut session = ctx.read().await?;
    let s = &mut session;
    rows::get(s, &ctx.actor, ctx.scope, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let touches = rows::touches(s, request.id, TOUCHES).await.or_problem()?;
    let log = store::history(s, request.id.0, HISTORY)
        .await
        .or_problem()?;
    let names = store::crm::people(s).await.or_problem()?;
    let there = FileOf::new(FileHolder::Lead, request.id);
    let there = files::list(s, there).await.or_problem()?;
    let told: Vec<Option<ToldFile>> = log
        .iter()
        .filter(|(event, _, _)| event.entity == Entity::Lead)
        .map(|(_, before, after)| told(after.as_deref().or(before.as_deref())?, &there))
        .collect();
    let changes: Vec<_> = log
        .iter()
        .filter(|(event, _, _)| event.entity == Entity::Lead)
        .map(|(_, before, after)| changed(before.as_deref(), after.as_deref(), &names))
        .collect();
    let history = entries(Entity::Lead, log, &names)
        .into_iter()
        .zip(changes)
        .zip(told)
        .map(|((entry, (status, owner)), file)| LeadHistory {
            entry,
            status,
            owner,
            file,
        })
        .collect();
    Ok(LeadRelated {
        touches: touches.into_iter().map(|(touch, _)| touch).collect(),
        history,
    })
}

/// The file an event tells of, if it tells of one.
fn told(facts: &str, there: &[RecordFile]) -> Option<ToldFile> {
    let facts: FileFacts = serde_json::from_str(facts).ok()?;
    let mut ids = there.iter().map(|file| file.id);
    Some(ToldFile {
        title: facts.file,
        id: ids.find(|id| *id == facts.id),
    })
}

/// Status and owner after a change, where it changed them.
fn changed(
    before: Option<&str>,
    after: Option<&str>,
    names: &BTreeMap<UserId, String>,
) -> (Option<shared::crm::leads::LeadStatus>, Option<String>) {
    let read =
        |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Recorded>(text).ok());
    let (Some(before), Some(after)) = (read(before), read(after)) else {
        return (None, None);
    };
    let status = Some(after.state.status).filter(|now| *now != before.state.status);
    let owner = after
        .facts
        .owner_id
        .filter(|now| Some(*now) != before.facts.owner_id)
        .and_then(|id| names.get(&id).cloned());
    (status, owner)
}

pub(super) async fn plan(ctx: Ctx, request: PlanLeadConversion) -> Result<ConversionPlan, Problem> {
    let mut session = ctx.read().await?;
    let lead = rows::get(&mut session, &ctx.actor, ctx.scope, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    lead_matches::plan(&mut session, &ctx.actor, &lead.facts, ctx.today())
        .await
        .or_problem()
}
