//! Reading and setting up pipelines and loss reasons. The rules are `shared::deals::pipelines`.

use crate::{Ctx, OrProblem, Registry, conflict, refuse};
use shared::deals::pipelines::{
    ListPipelines, Pipeline, PipelinesView, SaveLossReasons, SavePipeline, default_loss_reasons,
    ready_pipelines, recomputed_stages, validate_pipeline, validate_pipeline_change,
};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::fields::Holder;
use std::collections::BTreeSet;
use store::deals::pipelines as rows;
use store::{Change, Session};

/// Most loss reasons.
const REASON_LIMIT: usize = 50;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(save_loss_reasons);
}

async fn view(session: &mut Session) -> Result<PipelinesView, Problem> {
    Ok(PipelinesView {
        pipelines: rows::all(session).await.or_problem()?,
        loss_reasons: rows::loss_reasons(session).await.or_problem()?,
    })
}

async fn list(ctx: Ctx, _: ListPipelines) -> Result<PipelinesView, Problem> {
    let settings = ctx.settings(&mut ctx.read().await?).await?;
    Ok(PipelinesView {
        pipelines: settings.pipelines.clone(),
        loss_reasons: settings.loss_reasons.clone(),
    })
}

async fn save(ctx: Ctx, request: SavePipeline) -> Result<PipelinesView, Problem> {
    let mut pipeline = request.pipeline;
    pipeline.stages.sort_by_key(|stage| stage.position);
    refuse(validate_pipeline(&pipeline))?;
    let mut session = ctx.write().await?;
    let known = rows::all(&mut session).await.or_problem()?;
    let before = known.iter().find(|p| p.id == pipeline.id);
    match before {
        Some(current) if current.version != pipeline.version => return Err(conflict(current)),
        None if pipeline.version != 0 => return Err(Problem::of(ProblemKind::NotFound)),
        _ => {}
    }
    // A stage belongs to one pipeline for good: deals in it would change pipeline unseen.
    let foreign: BTreeSet<_> = known
        .iter()
        .filter(|other| other.id != pipeline.id)
        .flat_map(|other| other.stages.iter().map(|stage| stage.id))
        .collect();
    if pipeline
        .stages
        .iter()
        .any(|stage| foreign.contains(&stage.id))
    {
        return Err(Problem::because(Issue::error("duplicate", "stages")));
    }
    known_fields(&mut session, &mut pipeline).await?;
    if let Some(before) = before {
        let used = rows::used_stages(&mut session, before.id)
            .await
            .or_problem()?;
        refuse(validate_pipeline_change(before, &pipeline, &used))?;
    }
    if !rows::put(&mut session, &pipeline).await.or_problem()? {
        return Err(conflict(before.unwrap_or(&pipeline)));
    }
    for stage in before
        .into_iter()
        .flat_map(|before| recomputed_stages(before, &pipeline))
    {
        rows::record_stage_facts(&mut session, stage, Some(ctx.actor.user_id), ctx.now())
            .await
            .or_problem()?;
    }
    let change = Change {
        entity: Entity::Pipeline,
        id: pipeline.id.0,
        parent: None,
        owner: None,
        action: if before.is_some() {
            "edited"
        } else {
            "created"
        },
        before,
        after: Some(&pipeline),
    };
    ctx.record(&mut session, change).await?;
    let answer = view(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}

/// Gives the required fields their labels; refuses one that deals do not have: nobody could ever leave
/// its stage.
async fn known_fields(session: &mut Session, pipeline: &mut Pipeline) -> Result<(), Problem> {
    let mut fields = store::platform::fields::all(session).await.or_problem()?;
    fields.retain(|field| field.holder == Holder::Opportunity && !field.archived);
    let stages = pipeline.stages.iter_mut();
    for wanted in stages.flat_map(|stage| &mut stage.required_fields) {
        match fields.iter().find(|field| field.key == wanted.key) {
            Some(field) => wanted.label.clone_from(&field.label),
            None => {
                let gone = Issue::error("custom_gone", "required_fields");
                return Err(Problem::because(gone.with("key", &wanted.key)));
            }
        }
    }
    Ok(())
}

async fn save_loss_reasons(ctx: Ctx, request: SaveLossReasons) -> Result<PipelinesView, Problem> {
    let reasons = request.loss_reasons;
    let mut issues = Vec::new();
    if reasons.len() > REASON_LIMIT {
        issues.push(Issue::error("too_many", "loss_reasons").with("max", REASON_LIMIT));
    }
    if !reasons.iter().any(|reason| reason.active) {
        issues.push(Issue::error("required", "loss_reasons"));
    }
    for reason in &reasons {
        let name = &reason.name;
        if name.en.trim().is_empty() && name.fr.trim().is_empty() {
            issues.push(Issue::error("required", "name"));
        }
        if name.en.chars().count().max(name.fr.chars().count()) > 100 {
            issues.push(Issue::error("too_long", "name").with("max", 100));
        }
    }
    refuse(issues)?;
    let mut session = ctx.write().await?;
    let before = rows::loss_reasons(&mut session).await.or_problem()?;
    if before != request.read {
        return Err(conflict(&before));
    }
    rows::put_loss_reasons(&mut session, &reasons)
        .await
        .or_problem()?;
    let after = rows::loss_reasons(&mut session).await.or_problem()?;
    let change = Change {
        entity: Entity::Pipeline,
        id: uuid::Uuid::nil(),
        parent: None,
        owner: None,
        action: "loss_reasons_edited",
        before: Some(&before),
        after: Some(&after),
    };
    ctx.record(&mut session, change).await?;
    let answer = view(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}

/// Puts the ready pipelines and loss reasons into a database that has no pipeline yet; answers all
/// pipelines there are.
///
/// # Errors
/// When the database is away.
pub async fn ensure_ready(session: &mut Session) -> Result<Vec<Pipeline>, Problem> {
    let known = rows::all(session).await.or_problem()?;
    if !known.is_empty() {
        return Ok(known);
    }
    for pipeline in ready_pipelines() {
        rows::put(session, &pipeline).await.or_problem()?;
    }
    rows::put_loss_reasons(session, &default_loss_reasons())
        .await
        .or_problem()?;
    rows::all(session).await.or_problem()
}
