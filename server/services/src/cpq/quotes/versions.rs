//! New versions and copies. Neither takes over an answer, nor an approval as a whole: what was granted to an earlier
//! version counts for the next one as far as nothing got worse (`approvals::judge`), for a copy not at all.

use super::create::{already, next_number};
use super::{finish, known_cost, load, record, view};
use crate::cpq::{attachments, or_issue};
use crate::{Ctx, OrProblem};
use chrono::Days;
use shared::cpq::quotes::ops::{DuplicateQuote, NewQuoteVersion};
use shared::cpq::quotes::{
    QuoteDraft, QuoteState, QuoteView, effective_state, figures, price_draft,
};
use shared::kernel::{Issue, Problem, QuoteId, QuoteLineId};
use store::Session;
use store::cpq::quotes::{self as table, NewQuote, StoredQuote};

pub(super) async fn new_version(ctx: Ctx, request: NewQuoteVersion) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if let Some(made) = already(&ctx, &mut session, request.new_id).await? {
        return Ok(made);
    }
    if before.version != request.version || before.deleted {
        return Err(view::stale(&ctx, &mut session, before).await);
    }
    let state = effective_state(before.state, before.draft.valid_until, ctx.today());
    if !before.active_version || !state.may_be_superseded() {
        return Err(Problem::because(
            Issue::error("move_not_possible", "state").with("state", state.code()),
        ));
    }
    let saved = table::supersede(&mut session, before.id, before.version, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(view::stale(&ctx, &mut session, before).await);
    }
    record(&ctx, &mut session, before.id, "superseded", Some(&before)).await?;
    let copy = Copy {
        id: request.new_id,
        series_id: before.series_id,
        number: &before.number,
        version_number: before.version_number + 1,
    };
    insert(&ctx, &mut session, &before, copy).await?;
    attachments::copy_all(&ctx, &mut session, before.id, request.new_id).await?;
    finish(&ctx, session, request.new_id, "created", None).await
}

pub(super) async fn duplicate(ctx: Ctx, request: DuplicateQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if let Some(made) = already(&ctx, &mut session, request.new_id).await? {
        return Ok(made);
    }
    let number = next_number(&mut session, ctx.today()).await?;
    let copy = Copy {
        id: request.new_id,
        series_id: request.new_id,
        number: &number,
        version_number: 1,
    };
    insert(&ctx, &mut session, &before, copy).await?;
    attachments::copy_all(&ctx, &mut session, before.id, request.new_id).await?;
    finish(&ctx, session, request.new_id, "created", None).await
}

/// What tells a copy from its model.
struct Copy<'a> {
    id: QuoteId,
    series_id: QuoteId,
    number: &'a str,
    version_number: u32,
}

async fn insert(
    ctx: &Ctx,
    session: &mut Session,
    model: &StoredQuote,
    copy: Copy<'_>,
) -> Result<(), Problem> {
    let draft = fresh(ctx, &model.draft);
    let priced = price_draft(&draft);
    or_issue(
        table::insert(
            session,
            &NewQuote {
                id: copy.id,
                series_id: copy.series_id,
                number: copy.number,
                version_number: copy.version_number,
                state: QuoteState::Draft,
                opportunity_id: model.opportunity.as_ref().map(|deal| deal.id),
                owner_id: if copy.version_number > 1 {
                    model.owner.id
                } else {
                    ctx.actor.user_id
                },
                draft: &draft,
                figures: &figures(&priced),
                cost_minor: known_cost(&priced),
                sample: false,
                at: ctx.now(),
            },
        )
        .await,
        "already_exists",
        "id",
    )
}

/// The same contents with lines of their own, dated today and valid for as long.
fn fresh(ctx: &Ctx, model: &QuoteDraft) -> QuoteDraft {
    let mut draft = model.clone();
    let days = (model.valid_until - model.issued_on).num_days().max(0);
    draft.issued_on = ctx.today();
    draft.valid_until = draft
        .issued_on
        .checked_add_days(Days::new(days.unsigned_abs()))
        .unwrap_or(draft.issued_on);
    for line in &mut draft.lines {
        line.id = QuoteLineId(ctx.uuid());
    }
    draft
}
