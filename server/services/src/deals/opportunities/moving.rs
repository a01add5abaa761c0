//! Moves through the gate, taking a move back, changing pipeline.

use super::unit::{Unit, begin};
use crate::{Ctx, OrProblem, Registry, refuse};
use serde::Serialize;
use shared::deals::opportunities::{
    ChangePipeline, DealPlace, MoveStage, OpportunityView, UndoMove, moved, validate_move,
};
use shared::deals::pipelines::{MoveRequest, Pipeline, Stage, StageState, check_move};
use shared::kernel::{Action, Issue, PipelineId, Problem};
use store::deals::opportunities as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(move_stage);
    registry.add(undo_move);
    registry.add(change_pipeline);
}

/// A change of pipeline in its event.
#[derive(Serialize)]
struct Placed<'a> {
    pipeline_id: PipelineId,
    #[serde(flatten)]
    place: &'a DealPlace,
}

/// A move in its event: where the deal was or is, and the exception that let it pass.
#[derive(Serialize)]
struct Moved<'a> {
    #[serde(flatten)]
    place: &'a DealPlace,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'a str>,
}

impl Unit {
    async fn pipeline(&mut self, id: PipelineId) -> Result<Pipeline, Problem> {
        store::deals::pipelines::get(&mut self.session, id)
            .await
            .or_problem()?
            .ok_or_else(|| Problem::because(Issue::error("unknown_pipeline", "pipeline")))
    }

    /// Puts the deal at a new place in memory; answers the old one.
    fn put(&mut self, place: DealPlace) -> DealPlace {
        let fields = &mut self.record.fields;
        fields.close_date = place.close_date;
        fields.loss_reason_id = place.loss_reason_id;
        fields.loss_note.clone_from(&place.loss_note);
        std::mem::replace(&mut self.record.place, place)
    }

    async fn moved_event(
        &mut self,
        action: &str,
        before: &DealPlace,
        exception: Option<&str>,
    ) -> Result<(), Problem> {
        let place = self.record.place.clone();
        let from = Moved {
            place: before,
            exception: None,
        };
        let to = Moved {
            place: &place,
            exception,
        };
        self.event(action, Some(&from), Some(&to)).await
    }

    /// The event of a change of pipeline, or of taking it back.
    async fn placed_event(
        &mut self,
        action: &str,
        pipeline_before: PipelineId,
        before: &DealPlace,
    ) -> Result<(), Problem> {
        let place = self.record.place.clone();
        let from = Placed {
            pipeline_id: pipeline_before,
            place: before,
        };
        let to = Placed {
            pipeline_id: self.record.pipeline_id,
            place: &place,
        };
        self.event(action, Some(&from), Some(&to)).await
    }

    async fn known_loss_reason(&mut self, request: &MoveRequest) -> Result<(), Problem> {
        match request.loss_reason {
            Some(reason)
                if self.record.place.loss_reason_id != Some(reason)
                    && !rows::known_loss_reason(&mut self.session, reason)
                        .await
                        .or_problem()? =>
            {
                Err(Problem::because(Issue::error(
                    "unknown_record",
                    "loss_reason",
                )))
            }
            _ => Ok(()),
        }
    }
}

async fn move_stage(ctx: Ctx, request: MoveStage) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let today = unit.ctx.today();
    refuse(validate_move(&request.request, today))?;
    unit.known_loss_reason(&request.request).await?;
    let pipeline = unit.pipeline(unit.record.pipeline_id).await?;
    let fields_before = unit.record.fields.clone();
    let filled = unit.apply(&request.fill).await?;
    let fields_filled = unit.record.fields.clone();
    let check = check_move(
        &pipeline,
        &unit.record.facts,
        unit.record.place.stage_id,
        request.to,
        &request.request,
        today,
    );
    let except = rows::may(
        &mut unit.session,
        &unit.ctx.actor,
        Action::AssignOwner,
        request.id,
    )
    .await
    .or_problem()?;
    check.enforce(except, &request.request)?;
    if request.to == unit.record.place.stage_id && !filled {
        return unit.finish().await;
    }
    let stage = pipeline
        .stage(request.to)
        .ok_or_else(|| Problem::because(Issue::error("unknown_stage", "stage")))?;
    let place = moved(
        &unit.record.place,
        stage,
        &request.request,
        unit.ctx.now(),
        today,
    );
    let before = unit.put(place);
    unit.save().await?;
    if filled {
        unit.event("edited", Some(&fields_before), Some(&fields_filled))
            .await?;
    }
    // The exception counts only where it was needed.
    let exception = request
        .request
        .exception
        .filter(|_| !check.allowed())
        .map(|exception| exception.reason);
    unit.moved_event("stage_moved", &before, exception.as_deref())
        .await?;
    unit.finish().await
}

async fn undo_move(ctx: Ctx, request: UndoMove) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    let last = rows::last_move(&mut unit.session, request.id)
        .await
        .or_problem()?;
    let mine = last.filter(|last| last.by == Some(unit.ctx.actor.user_id));
    let Some(last) = mine else {
        return Err(Problem::because(Issue::error("nothing_to_undo", "stage")));
    };
    let now_in = unit.record.pipeline_id;
    unit.record.pipeline_id = last.pipeline_id.unwrap_or(now_in);
    let before = unit.put(last.place);
    unit.save().await?;
    // Not a move of its own: undoing twice must not move forwards again.
    if unit.record.pipeline_id == now_in {
        unit.moved_event("move_undone", &before, None).await?;
    } else {
        unit.placed_event("move_undone", now_in, &before).await?;
    }
    unit.finish().await
}

async fn change_pipeline(ctx: Ctx, request: ChangePipeline) -> Result<OpportunityView, Problem> {
    let mut unit = begin(ctx, request.id, request.version).await?;
    if request.pipeline_id == unit.record.pipeline_id {
        return unit.finish().await;
    }
    if unit.record.place.state != StageState::Open {
        return Err(Problem::because(Issue::error("deal_is_closed", "pipeline")));
    }
    let pipeline = unit.pipeline(request.pipeline_id).await?;
    let first: Option<&Stage> = pipeline.first_stage().filter(|_| pipeline.active);
    let stage =
        first.ok_or_else(|| Problem::because(Issue::error("unknown_pipeline", "pipeline")))?;
    let place = moved(
        &unit.record.place,
        stage,
        &MoveRequest::default(),
        unit.ctx.now(),
        unit.ctx.today(),
    );
    let pipeline_before = std::mem::replace(&mut unit.record.pipeline_id, pipeline.id);
    let before = unit.put(place);
    unit.save().await?;
    // Its own action: taking it back restores the pipeline, too.
    unit.placed_event("pipeline_changed", pipeline_before, &before)
        .await?;
    unit.finish().await
}
