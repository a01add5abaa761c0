//! Making two records one, and taking them apart again.

use super::read::merge_row;
use super::sides::{Stored, account_facts, lead_state, load};
use crate::crm::accounts::check_hierarchy;
use crate::{Ctx, OrNotFound, OrProblem, refuse_errors};
use shared::crm::duplicates::{DuplicateKind, MergeRecords, MergeRow, SeparateRecords, UndoMerge};
use shared::kernel::{Action, Issue, Problem, ProblemKind};
use store::Session;
use store::crm::duplicates as rows;
use store::crm::merges::{self, StoredMerge};

pub(super) async fn merge(ctx: Ctx, request: MergeRecords) -> Result<MergeRow, Problem> {
    let kind = request.kind;
    let mut session = ctx.write().await?;
    // The same request twice (a retry after a lost answer) is no error.
    if merges::get(&mut session, request.id)
        .await
        .or_problem()?
        .is_some()
    {
        return merge_row(&ctx, &mut session, request.id).await;
    }
    if request.kept == request.merged {
        return Err(Problem::because(Issue::error("duplicate", "merged")));
    }
    let mut kept = editable(&ctx, &mut session, kind, request.kept).await?;
    let gone = editable(&ctx, &mut session, kind, request.merged).await?;
    refuse_stale(&kept, request.kept_version)?;
    refuse_stale(&gone, request.merged_version)?;
    for side in [&kept, &gone] {
        if lead_state(side).is_some_and(|state| !state.status.is_open()) {
            return Err(Problem::because(Issue::error("lead_is_closed", "merged")));
        }
    }
    let before = kept.remembered();
    kept.take(&gone, &request.take);
    refuse_errors(kept.issues(&ctx))?;
    let moved = merges::move_links(&mut session, kind, request.merged, request.kept)
        .await
        .or_problem()?;
    if let Some((id, facts)) = account_facts(&kept) {
        check_hierarchy(&mut session, id, facts).await?;
    }
    let after = kept.remembered();
    save(&ctx, &mut session, &kept).await?;
    gone.hide(&mut session, Some(ctx.now()), ctx.now()).await?;
    let stored = StoredMerge {
        id: request.id,
        kind,
        kept: request.kept,
        merged: request.merged,
        before: before.clone(),
        after: after.clone(),
        moved,
        actor: None,
        at: ctx.now(),
        undone_at: None,
    };
    merges::insert(&mut session, &stored, ctx.actor.user_id)
        .await
        .or_problem()?;
    let sides = (Some(before.as_str()), Some(after.as_str()));
    kept.record(&ctx, &mut session, "merged", sides).await?;
    let last = gone.remembered();
    gone.record(&ctx, &mut session, "merged_away", (Some(&last), None))
        .await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn undo(ctx: Ctx, request: UndoMerge) -> Result<MergeRow, Problem> {
    let mut session = ctx.write().await?;
    let merge = merges::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if merge.undone_at.is_some() {
        return merge_row(&ctx, &mut session, request.id).await;
    }
    let s = &mut session;
    let mut kept = editable(&ctx, s, merge.kind, merge.kept).await?;
    let gone = load(&ctx, s, merge.kind, merge.merged, Action::EditLead).await?;
    gone.require_edit(&ctx, s).await?;
    let now = kept.remembered();
    kept.give_back(&merge.before, &merge.after)?;
    // What hung on the other goes back first, so that a hierarchy is judged as it will be.
    merges::move_back(s, merge.kind, (merge.kept, merge.merged), &merge.moved)
        .await
        .or_problem()?;
    gone.hide(s, None, ctx.now()).await?;
    if let Some((id, facts)) = account_facts(&kept) {
        check_hierarchy(s, id, facts).await?;
    }
    save(&ctx, s, &kept).await?;
    merges::set_undone(s, merge.id, ctx.now())
        .await
        .or_problem()?;
    let back = kept.remembered();
    kept.record(&ctx, s, "unmerged", (Some(&now), Some(&back)))
        .await?;
    let there = gone.remembered();
    gone.record(&ctx, s, "restored", (None, Some(&there)))
        .await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn separate(ctx: Ctx, request: SeparateRecords) -> Result<DuplicateKind, Problem> {
    let (kind, pair) = (request.kind, (request.one, request.other));
    let mut session = ctx.write().await?;
    let one = editable(&ctx, &mut session, kind, request.one).await?;
    editable(&ctx, &mut session, kind, request.other).await?;
    rows::separate(
        &mut session,
        kind,
        pair,
        request.apart,
        ctx.actor.user_id,
        ctx.now(),
    )
    .await
    .or_problem()?;
    let action = if request.apart { "separated" } else { "joined" };
    let facts = one.remembered();
    one.record(&ctx, &mut session, action, (Some(&facts), Some(&facts)))
        .await?;
    session.commit().await.or_problem()?;
    Ok(kind)
}

/// Refuses to bring back by itself what was merged into another record: it would stand there empty, as what hung on
/// it hangs on the other. Taking the merge apart brings both back.
pub(in crate::crm) async fn require_unmerged(
    session: &mut Session,
    kind: DuplicateKind,
    id: uuid::Uuid,
) -> Result<(), Problem> {
    if merges::is_merged(session, kind, id).await.or_problem()? {
        return Err(Problem::because(Issue::error("is_merged", "id")));
    }
    Ok(())
}

/// The record, living and the actor's to change.
async fn editable(
    ctx: &Ctx,
    session: &mut Session,
    kind: DuplicateKind,
    id: uuid::Uuid,
) -> Result<Stored, Problem> {
    let stored = load(ctx, session, kind, id, Action::EditLead).await?;
    if stored.deleted() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    stored.require_edit(ctx, session).await?;
    Ok(stored)
}

fn refuse_stale(stored: &Stored, version: i64) -> Result<(), Problem> {
    if stored.version() == version {
        Ok(())
    } else {
        Err(Problem::of(ProblemKind::Conflict))
    }
}

async fn save(ctx: &Ctx, session: &mut Session, stored: &Stored) -> Result<(), Problem> {
    if stored.save(session, ctx.now()).await? {
        Ok(())
    } else {
        Err(Problem::of(ProblemKind::Conflict))
    }
}

async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: shared::kernel::MergeId,
) -> Result<MergeRow, Problem> {
    let row = merge_row(ctx, &mut session, id).await?;
    session.commit().await.or_problem()?;
    Ok(row)
}
