//! Moving a quote from state to state, into the bin and out of it.

use super::view::stale;
use super::{configured, finish, load, parties, record, view};
use crate::cpq::{approvals, promotions};
use crate::{Ctx, OrProblem};
use shared::cpq::approvals::DecisionKind;
use shared::cpq::quotes::ops::{DeleteQuote, MoveQuote, RestoreQuote};
use shared::cpq::quotes::state::check_move;
use shared::cpq::quotes::{QuoteMove, QuoteState, QuoteView, effective_state};
use shared::kernel::{Issue, Problem};
use store::Session;
use store::cpq::quotes::{self as table, StoredQuote};

pub(super) async fn step(ctx: Ctx, request: MoveQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.version != request.version || before.deleted {
        return Err(stale(&ctx, &mut session, before).await);
    }
    let (context, _) = view::judge(&ctx, &mut session, &before).await?;
    let state = match check_move(request.step, &request.reason, &context) {
        Ok(state) => state,
        Err(problem) => return Err(explained(&ctx, &mut session, &before, problem).await),
    };
    let decision = match request.step {
        QuoteMove::Approve => Some(DecisionKind::Approve),
        QuoteMove::Reject => Some(DecisionKind::Reject),
        _ => None,
    };
    if let Some(kind) = decision {
        // One word for everything this person is asked; others may still have to agree.
        let decision = approvals::said(&ctx, kind, &request.reason, "");
        if !approvals::decide_in(&ctx, &mut session, &before, &decision).await? {
            return Err(stale(&ctx, &mut session, before).await);
        }
        let after = load(&ctx, &mut session, request.id).await?;
        let answer = view::view(&ctx, &mut session, after).await?;
        session.commit().await.or_problem()?;
        return Ok(answer);
    }
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
    if before.state == QuoteState::Draft
        && matches!(state, QuoteState::InApproval | QuoteState::Sent)
    {
        let comment = match request.step {
            QuoteMove::Submit => reason.as_str(),
            _ => "",
        };
        approvals::ask(&ctx, &mut session, &before, comment).await?;
    }
    if before.state == QuoteState::InApproval {
        approvals::recall(&ctx, &mut session, &before).await?;
    }
    if state == QuoteState::Sent {
        promotions::claim(&ctx, &mut session, &before).await?;
        parties::freeze(&mut session, &before).await?;
    }
    if state == QuoteState::Cancelled && before.state.is_before_customer() {
        bring_back_previous(&ctx, &mut session, &before).await?;
    }
    let action = past(state, request.step.code());
    finish(&ctx, session, request.id, action, Some(&before)).await
}

/// A refusal because something is missing, with the lines that are not configured and the administrators'
/// fields that are empty: who sends a quote over the interface for programs sees no list of what is missing.
async fn explained(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    mut problem: Problem,
) -> Problem {
    let incomplete = |issue: &Issue| issue.code == "quote_incomplete";
    if problem.issues.iter().any(incomplete) {
        match configured::missing(ctx, session, &quote.draft).await {
            Ok(missing) => problem.issues.extend(missing),
            Err(other) => return other,
        }
        // Asked for as long as they can be filled in.
        if quote.state == QuoteState::Draft {
            match view::own_missing(ctx, session, quote).await {
                Ok(missing) => problem.issues.extend(missing),
                Err(other) => return other,
            }
        }
    }
    problem
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
    if before.state.is_before_customer() {
        bring_back_previous(&ctx, &mut session, &before).await?;
    }
    finish(&ctx, session, request.id, "deleted", Some(&before)).await
}

/// A version that no customer has received is given up: the one it superseded counts again, in the
/// state it had.
async fn bring_back_previous(
    ctx: &Ctx,
    session: &mut Session,
    given_up: &StoredQuote,
) -> Result<(), Problem> {
    if !given_up.active_version || given_up.version_number < 2 {
        return Ok(());
    }
    let previous = table::previous(session, given_up.series_id, given_up.version_number)
        .await
        .or_problem()?;
    let Some(previous) = previous else {
        return Ok(());
    };
    let before = load(ctx, session, previous).await?;
    table::set_active(session, given_up.id, false)
        .await
        .or_problem()?;
    table::reactivate(session, previous, ctx.now())
        .await
        .or_problem()?;
    record(ctx, session, previous, "restored", Some(&before)).await?;
    Ok(())
}

pub(super) async fn restore(ctx: Ctx, request: RestoreQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.deleted && !before.active_version && before.state.is_before_customer() {
        count_again(&ctx, &mut session, &before).await?;
    }
    table::set_deleted(&mut session, before.id, None, ctx.now())
        .await
        .or_problem()?;
    finish(&ctx, session, request.id, "restored", Some(&before)).await
}

/// A version taken out of the bin supersedes the one that was brought back when it was deleted,
/// unless that one has been answered or replaced meanwhile.
async fn count_again(ctx: &Ctx, session: &mut Session, quote: &StoredQuote) -> Result<(), Problem> {
    let counting = table::active_of(session, quote.series_id)
        .await
        .or_problem()?;
    if let Some(counting) = counting {
        let other = load(ctx, session, counting).await?;
        let state = effective_state(other.state, other.draft.valid_until, ctx.today());
        if !state.may_be_superseded() || other.version_number > quote.version_number {
            return Err(Problem::because(
                Issue::error("move_not_possible", "state").with("state", state.code()),
            ));
        }
        let done = table::supersede(session, other.id, other.version, ctx.now())
            .await
            .or_problem()?;
        if !done {
            return Err(stale(ctx, session, other).await);
        }
        record(ctx, session, other.id, "superseded", Some(&other)).await?;
    }
    table::set_active(session, quote.id, true)
        .await
        .or_problem()
}
