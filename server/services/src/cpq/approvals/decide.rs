//! Asking, deciding, taking back.

use super::by_mail::Key;
use super::history::{RequestFacts, newly, record};
use super::{People, judge, read};
use crate::cpq::{conflict, quotes};
use crate::{Ctx, OrNotFound, OrProblem};
use shared::cpq::approvals::ops::DecideApproval;
use shared::cpq::approvals::{
    Allowed, Approval, ApprovalState, ApprovalView, Decision, DecisionKind, Reach, plan,
};
use shared::cpq::quotes::{QuoteState, price_draft};
use shared::kernel::{ApprovalId, Issue, Problem, ProblemKind, UserId};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::approvals as table;
use store::cpq::approvals::StoredApproval;
use store::cpq::quotes::{self as quote_table, StoredQuote};

/// Tries when others decide at the same moment.
const TRIES: u32 = 5;

/// Makes the request of a draft that was just submitted, or sent because nobody has to be waited for, with
/// what is said to those asked.
pub(in crate::cpq) async fn ask(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    comment: &str,
) -> Result<(), Problem> {
    let rules = table::rules(session).await.or_problem()?;
    let context = judge::fact_context(ctx, session, quote).await?;
    let reach = Reach::of_rules(&quote.draft, &price_draft(&quote.draft), &context, &rules);
    let needs = plan(&rules, &reach);
    let allowed = Allowed::of(&rules, &reach, &context);
    table::keep_allowed(session, quote.id, &allowed, ctx.now())
        .await
        .or_problem()?;
    if needs.is_empty() {
        return Ok(());
    }
    let people = People::read(session, ctx.now()).await?;
    let known = judge::before(session, quote).await?;
    let approval = Approval::start(
        needs,
        known.as_ref(),
        (quote.owner.id, ctx.actor.user_id),
        &people.organisation,
        ctx.now(),
    )
    .with_comment(comment);
    let id = ApprovalId(ctx.uuid());
    table::insert_request(
        session,
        id,
        quote.id,
        ctx.actor.user_id,
        &approval,
        ctx.now(),
    )
    .await
    .or_problem()?;
    let facts = RequestFacts {
        asked: newly(&BTreeSet::new(), approval.waits_for()),
        note: &approval.comment,
        ..RequestFacts::of(quote, approval.state.code())
    };
    let by = (ctx.now(), Some(ctx.actor.user_id));
    record(session, by, id, quote, "asked", &facts).await
}

/// Takes the open request of a quote back.
pub(in crate::cpq) async fn recall(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<(), Problem> {
    let Some(mut stored) = table::newest(session, quote.id).await.or_problem()? else {
        return Ok(());
    };
    if stored.approval.state != ApprovalState::Open {
        return Ok(());
    }
    stored.approval.recall();
    save(ctx, session, &stored).await?;
    let facts = RequestFacts::of(quote, stored.approval.state.code());
    let by = (ctx.now(), Some(ctx.actor.user_id));
    record(session, by, stored.id, quote, "recalled", &facts).await
}

async fn save(ctx: &Ctx, session: &mut Session, stored: &StoredApproval) -> Result<bool, Problem> {
    table::update_request(
        session,
        stored.id,
        stored.version,
        &stored.approval,
        ctx.now(),
    )
    .await
    .or_problem()
}

/// The decision of the person who asks, now.
pub(in crate::cpq) fn said(
    ctx: &Ctx,
    kind: DecisionKind,
    comment: &str,
    condition: &str,
) -> Decision {
    let text = |text: &str| text.replace('\0', "").trim().to_owned();
    Decision {
        by: ctx.actor.user_id,
        kind,
        comment: text(comment),
        condition: if kind == DecisionKind::ApproveIf {
            text(condition)
        } else {
            String::new()
        },
        at: ctx.now(),
        by_mail: false,
    }
}

/// Writes a decision down in the open request of a quote, and moves the quote when it was the last.
/// `false` when somebody else was faster: nothing was changed.
pub(in crate::cpq) async fn decide_in(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    decision: &Decision,
) -> Result<bool, Problem> {
    let stored = table::newest(session, quote.id).await.or_problem()?;
    let mut stored = stored.or_not_found()?;
    let people = People::read(session, ctx.now()).await?;
    let (mut waited, step) = (stored.approval.waits_for(), stored.approval.open_step());
    stored
        .approval
        .decide(decision, quote.owner.id, &people.organisation)?;
    if stored.approval.open_step() != step {
        // Whoever is asked in a later step is told, asked before or not: no earlier message, nor its link, is about it.
        waited.clear();
    }
    if !save(ctx, session, &stored).await? {
        return Ok(false);
    }
    let end = match stored.approval.state {
        ApprovalState::Approved => Some((QuoteState::Approved, "approved", "")),
        ApprovalState::Rejected => Some((QuoteState::Draft, "reject", decision.comment.as_str())),
        ApprovalState::Open | ApprovalState::Recalled => None,
    };
    if let Some((state, action, reason)) = end {
        let moved =
            quote_table::set_state(session, quote.id, quote.version, state, reason, ctx.now())
                .await
                .or_problem()?;
        if !moved {
            return Ok(false);
        }
        let after = quote_table::get_any(session, quote.id).await.or_problem()?;
        let by = (ctx.now(), Some(ctx.actor.user_id));
        quotes::record_as(by, session, &after.or_not_found()?, action, Some(quote)).await?;
    }
    let requester = stored.requested_by.as_ref().map(|one| one.id);
    let told: BTreeSet<UserId> = requester.into_iter().chain([quote.owner.id]).collect();
    let facts = RequestFacts {
        decision: decision.kind.code(),
        comment: &decision.comment,
        condition: &decision.condition,
        asked: newly(&waited, stored.approval.waits_for()),
        note: &stored.approval.comment,
        told: if end.is_some() {
            told.into_iter().collect()
        } else {
            Vec::new()
        },
        decided_through: if decision.by_mail { "mail_link" } else { "" },
        ..RequestFacts::of(quote, stored.approval.state.code())
    };
    let by = (ctx.now(), Some(ctx.actor.user_id));
    record(session, by, stored.id, quote, "decided", &facts).await?;
    Ok(true)
}

pub(super) async fn decide(ctx: Ctx, request: DecideApproval) -> Result<ApprovalView, Problem> {
    let decision = said(&ctx, request.decision, &request.comment, &request.condition);
    decide_as(&ctx, (request.id, request.step), &decision, None).await
}

/// The one way a decision is taken: from the page, about the step that was seen there, or with the key of a link in a
/// message, which is used up in the same transaction.
pub(super) async fn decide_as(
    ctx: &Ctx,
    (id, step): (ApprovalId, Option<u32>),
    decision: &Decision,
    key: Option<&Key<'_>>,
) -> Result<ApprovalView, Problem> {
    for _ in 0..TRIES {
        let mut session = ctx.write().await?;
        let stored = table::request(&mut session, id).await.or_problem()?;
        let stored = stored.or_not_found()?;
        let quote = quote_table::get_any(&mut session, stored.quote_id)
            .await
            .or_problem()?
            .or_not_found()?;
        // A link says itself what it is worth, also to somebody who sees the quote no longer.
        if let Some(key) = key {
            key.turn(ctx, &mut session, &stored, &quote).await?;
        }
        if !read::may_see(ctx, &mut session, quote.id).await? {
            return Err(Problem::of(ProblemKind::NotFound));
        }
        if key.is_none() && stored.approval.has(decision, step) {
            // Sent again, because its answer was lost.
            return read::view(ctx, &mut session, quote).await;
        }
        let is_open = quote.state == QuoteState::InApproval
            && quote.active_version
            && !quote.deleted
            && stored.approval.state == ApprovalState::Open;
        if !is_open {
            let now = read::view(ctx, &mut session, quote).await?;
            return Err(Problem {
                issues: vec![Issue::error("approval_over", "decision")],
                ..conflict(&now)
            });
        }
        if step.is_some_and(|step| stored.approval.open_step() != Some(step)) {
            // Others have closed the step that was seen: nothing was said about the one that is asked now.
            let now = read::view(ctx, &mut session, quote).await?;
            return Err(conflict(&now));
        }
        if decide_in(ctx, &mut session, &quote, decision).await? {
            let after = quote_table::get_any(&mut session, quote.id)
                .await
                .or_problem()?
                .or_not_found()?;
            let answer = read::view(ctx, &mut session, after).await?;
            session.commit().await.or_problem()?;
            return Ok(answer);
        }
    }
    Err(Problem::of(ProblemKind::Unavailable))
}
