//! Many records at once, a chunk per request, so that a page can show how far it is.

use super::edits::{Edit, Found, find};
use super::{ground, reading};
use crate::{Ctx, OrProblem, Registry};
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::views::{
    BulkChange, BulkFailure, BulkStep, Object, Targets, UndoBulk, ViewSpec, check_spec,
};
use store::platform::views::{self as rows, ListAsked, Undo};
use uuid::Uuid;

/// Records per request: a second or so.
const CHUNK: u32 = 50;
/// Most records named one by one.
const NAMED: usize = 1_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(change);
    registry.add(undo);
}

/// A record of a chunk, with the version it was seen at, when it was seen.
type Target = (Uuid, Option<i64>);

/// The records of this chunk, in the order of their ids; whether more follow.
async fn chunk(ctx: &Ctx, request: &BulkChange) -> Result<(Vec<Target>, bool), Problem> {
    let size = usize::try_from(CHUNK).unwrap_or(usize::MAX);
    let after = request.after;
    match &request.targets {
        Targets::Records(records) => {
            if records.len() > NAMED {
                return Err(Problem::because(
                    Issue::error("too_many", "targets").with("max", NAMED),
                ));
            }
            let mut left: Vec<(Uuid, i64)> = records
                .iter()
                .filter(|(id, _)| after.is_none_or(|after| *id > after))
                .copied()
                .collect();
            left.sort_unstable();
            left.dedup_by_key(|(id, _)| *id);
            let more = left.len() > size;
            let chunk = left.into_iter().take(size);
            Ok((
                chunk.map(|(id, version)| (id, Some(version))).collect(),
                more,
            ))
        }
        Targets::Matching { filter, search } => {
            let mut session = ctx.read().await?;
            let (ground, settings) = ground(ctx, &mut session).await?;
            let facts = reading(ctx, &session, &settings, request.object)?;
            let spec = ViewSpec {
                filter: filter.clone(),
                search: search.clone(),
                ..ViewSpec::default()
            };
            let fields = settings.list_fields(request.object, &ctx.actor);
            let filter = check_spec(fields, &spec, &ground).map_err(Problem::because)?;
            let asked = ListAsked::records(request.object, &filter, &spec.search);
            let mut found = rows::list_ids(&mut session, &facts, &asked, after, CHUNK + 1)
                .await
                .or_problem()?;
            let more = found.len() > size;
            found.truncate(size);
            Ok((found.into_iter().map(|(id, _)| (id, None)).collect(), more))
        }
    }
}

/// The steps that undo what a chunk did so far, and what it could not do.
#[derive(Default)]
struct Outcome {
    undo: Vec<Undo>,
    step: BulkStep,
}

impl Outcome {
    fn fail(&mut self, id: Uuid, found: Option<&Found>, problem: Problem) {
        let name = found.map(|found| found.name.clone()).unwrap_or_default();
        // The record as it is now is for a page that edits it, not for a report.
        let problem = Problem {
            current: None,
            ..problem
        };
        self.step.failed.push(BulkFailure { id, name, problem });
    }

    async fn one(
        &mut self,
        ctx: &Ctx,
        object: Object,
        (id, seen): Target,
        edit: &Edit,
    ) -> Result<(), Problem> {
        let found = match find(ctx, object, id).await {
            Ok(found) => found,
            Err(problem) => return self.refused(id, None, problem),
        };
        let version = seen.unwrap_or(found.version);
        match found.apply(ctx, id, version, edit).await {
            Ok(Some((version, undo))) => {
                self.step.done += 1;
                self.undo.push(Undo {
                    id,
                    version,
                    edit: serde_json::to_string(&undo).unwrap_or_default(),
                });
                Ok(())
            }
            Ok(None) => {
                self.step.done += 1;
                Ok(())
            }
            Err(problem) => self.refused(id, Some(&found), problem),
        }
    }

    /// A refusal of one record is for the report; a server in trouble ends the chunk.
    fn refused(
        &mut self,
        id: Uuid,
        found: Option<&Found>,
        problem: Problem,
    ) -> Result<(), Problem> {
        match problem.kind {
            ProblemKind::Unavailable | ProblemKind::Internal | ProblemKind::Unauthenticated => {
                Err(problem)
            }
            _ => {
                self.fail(id, found, problem);
                Ok(())
            }
        }
    }
}

async fn change(ctx: Ctx, request: BulkChange) -> Result<BulkStep, Problem> {
    ctx.require(request.object.edit_action())?;
    let fields = {
        let settings = ctx.settings(&mut ctx.read().await?).await?;
        settings.list_fields(request.object, &ctx.actor)
    };
    let edit = Edit::of(fields, &request.act)?;
    let (targets, more) = chunk(&ctx, &request).await?;
    let last = targets.last().map(|(id, _)| *id);
    let mut outcome = Outcome::default();
    let mut trouble = None;
    for target in targets {
        if let Err(problem) = outcome.one(&ctx, request.object, target, &edit).await {
            trouble = Some(problem);
            break;
        }
    }
    // What was done can be undone, even when the rest could not be done.
    if !outcome.undo.is_empty() {
        let mut session = ctx.write().await?;
        let of = (request.run, ctx.actor.user_id, request.object);
        rows::keep_undo(&mut session, of, outcome.undo, ctx.now())
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
    }
    match trouble {
        Some(problem) => Err(problem),
        None => Ok(BulkStep {
            next: last.filter(|_| more),
            ..outcome.step
        }),
    }
}

async fn undo(ctx: Ctx, request: UndoBulk) -> Result<BulkStep, Problem> {
    if let Some(object) = request.object {
        ctx.require(object.edit_action())?;
    }
    let of = (request.run, ctx.actor.user_id);
    let steps = {
        let mut session = ctx.read().await?;
        rows::undo_steps(&mut session, of, request.after, CHUNK + 1)
            .await
            .or_problem()?
    };
    let size = usize::try_from(CHUNK).unwrap_or(usize::MAX);
    let more = steps.len() > size;
    let mut outcome = Outcome::default();
    let mut done = Vec::new();
    let mut last = None;
    for (object, step) in steps.into_iter().take(size) {
        last = Some(step.id);
        if request.object.is_some_and(|asked| asked != object) {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        ctx.require(object.edit_action())?;
        let Ok(edit) = serde_json::from_str::<Edit>(&step.edit) else {
            continue;
        };
        let failures = outcome.step.failed.len();
        outcome
            .one(&ctx, object, (step.id, Some(step.version)), &edit)
            .await?;
        if outcome.step.failed.len() == failures {
            done.push(step.id);
        }
    }
    if !done.is_empty() {
        let mut session = ctx.write().await?;
        rows::forget_undone(&mut session, request.run, &done)
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
    }
    Ok(BulkStep {
        next: last.filter(|_| more),
        ..outcome.step
    })
}
