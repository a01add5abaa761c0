//! Moving a quote from state to state, into the bin and out of it.

use super::{finish, load, view};
use crate::cpq::conflict;
use crate::{Ctx, OrProblem};
use shared::cpq::quotes::ops::{DeleteQuote, MoveQuote, RestoreQuote};
use shared::cpq::quotes::state::check_move;
use shared::cpq::quotes::{QuoteState, QuoteView};
use shared::kernel::{Issue, Problem};
use store::Session;
use store::cpq::quotes::{self as table, StoredQuote};

async fn stale(ctx: &Ctx, session: &mut Session, quote: StoredQuote) -> Problem {
    match view::view(ctx, session, quote).await {
        Ok(current) => conflict(&current),
        Err(problem) => problem,
    }
}

pub(super) async fn step(ctx: Ctx, request: MoveQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.version != request.version || before.deleted {
        return Err(stale(&ctx, &mut session, before).await);
    }
    let context = view::move_context(&ctx, &before);
    let state = check_move(request.step, &request.reason, &context)?;
    let reason: String = request.reason.trim().chars().take(2_000).collect();
    let saved = table::set_state(
        &mut session,
        before.id,
        before.version,
        state,
        &reason,
        ctx.now(),
    )
    .await
    .or_problem()?;
    if !saved {
        return Err(stale(&ctx, &mut session, before).await);
    }
    let action = past(state, request.step.code());
    finish(&ctx, session, request.id, action, Some(&before)).await
}

/// What the history calls a move.
const fn past(state: QuoteState, step: &'static str) -> &'static str {
    match state {
        QuoteState::Sent => "sent",
        QuoteState::Accepted => "accepted",
        QuoteState::Declined => "declined",
        QuoteState::Approved => "approved",
        QuoteState::Cancelled => "cancelled",
        QuoteState::InApproval => "submitted",
        QuoteState::Viewed => "viewed",
        _ => step,
    }
}

pub(super) async fn delete(ctx: Ctx, request: DeleteQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.version != request.version {
        return Err(stale(&ctx, &mut session, before).await);
    }
    if before.state == QuoteState::Accepted {
        return Err(Problem::because(Issue::error(
            "accepted_quote_stays",
            "state",
        )));
    }
    table::set_deleted(&mut session, before.id, Some(ctx.now()), ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, request.id, "deleted", Some(&before)).await
}

pub(super) async fn restore(ctx: Ctx, request: RestoreQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    table::set_deleted(&mut session, before.id, None, ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, request.id, "restored", Some(&before)).await
}
