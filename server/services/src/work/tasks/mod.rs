//! Creating, editing, completing, moving and listing tasks.

mod change;
mod list;

use super::links;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::kernel::{Problem, ProblemKind, TaskId};
use shared::work::tasks::TaskView;
use store::Session;
use store::work::tasks as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(change::create);
    registry.add(change::edit);
    registry.add(change::complete);
    registry.add(change::reopen);
    registry.add(change::reschedule);
    registry.add(change::delete);
    registry.add(change::restore);
    registry.add(list::read);
    registry.add(list::list);
    registry.add(list::find_mentions);
    registry.add(list::find_links);
}

async fn find(ctx: &Ctx, session: &mut Session, id: TaskId) -> Result<TaskView, Problem> {
    rows::get(session, &ctx.actor, id, false)
        .await
        .or_problem()?
        .or_not_found()
}

/// The task, when this person may change it.
async fn editable(
    ctx: &Ctx,
    session: &mut Session,
    id: TaskId,
    deleted: bool,
) -> Result<TaskView, Problem> {
    let view = rows::get(session, &ctx.actor, id, deleted)
        .await
        .or_problem()?
        .or_not_found()?;
    if view.may_edit {
        Ok(view)
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}
