//! A stored quote as a page may see it.

use super::configured;
use super::create::BuyerFacts;
use crate::cpq::{approvals, clauses, conflict};
use crate::platform::fields;
use crate::{Ctx, OrProblem};
use i18n::facts::asking;
use shared::cpq::approvals::{QuoteApproval, RuleInForce};
use shared::cpq::catalog::BookChoice;
use shared::cpq::quotes::rules::{is_out_of_date, missing};
use shared::cpq::quotes::state::MoveContext;
use shared::cpq::quotes::{
    QuoteDraft, QuoteState, QuoteView, allowed_moves, effective_state, price_draft,
};
use shared::kernel::{Action, Issue, Lang, Problem};
use shared::platform::fields::{Holder, lacking};
use store::Session;
use store::cpq::catalog::price_books;
use store::cpq::quotes::{self as table, StoredQuote};

/// What decides the moves of `quote` for the person who asks, and what its rules ask.
pub(super) async fn judge(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<(MoveContext, QuoteApproval), Problem> {
    let priced = price_draft(&quote.draft);
    let state = effective_state(quote.state, quote.draft.valid_until, ctx.today());
    let judged = approvals::judge(ctx, session, quote, &priced).await?;
    let whole = missing(&quote.draft, &priced).is_empty();
    let configured = state != QuoteState::Draft
        || configured::missing(ctx, session, &quote.draft)
            .await?
            .is_empty();
    let filled = state != QuoteState::Draft || own_missing(ctx, session, quote).await?.is_empty();
    let complete = whole
        && configured
        && filled
        && (state != QuoteState::Draft
            || clauses::complete(session, &quote.draft, &priced, &judged.approval.context).await?);
    let context = MoveContext {
        state,
        active_version: quote.active_version,
        needs_approval: judged.needs_approval,
        may_approve: judged.may_approve,
        complete,
        out_of_date: is_out_of_date(&quote.draft, ctx.today()),
    };
    Ok((context, judged.approval))
}

/// What a quote lacks of the administrators' fields it must have to be sent.
pub(super) async fn own_missing(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<Vec<Issue>, Problem> {
    let settings = ctx.settings(session).await?;
    let fields = fields::of(&settings.fields, Holder::Quote);
    Ok(lacking(&fields, &quote.draft.custom))
}

/// Takes out what only those who see margins may know.
pub(in crate::cpq) fn hide_costs(draft: &mut QuoteDraft) {
    for line in &mut draft.lines {
        line.price.cost = None;
        line.price.options_cost = None;
    }
}

/// The refusal of a change that came too late: the quote as it is, and who changed it.
pub(super) async fn stale(ctx: &Ctx, session: &mut Session, quote: StoredQuote) -> Problem {
    let by = match table::changed_by(session, quote.id).await.or_problem() {
        Ok(by) => by,
        Err(problem) => return problem,
    };
    match view(ctx, session, quote).await {
        Ok(current) => conflict(&QuoteView {
            changed_by: by,
            ..current
        }),
        Err(problem) => problem,
    }
}

pub(super) async fn view(
    ctx: &Ctx,
    session: &mut Session,
    quote: StoredQuote,
) -> Result<QuoteView, Problem> {
    let versions = table::versions(session, quote.series_id, ctx.today())
        .await
        .or_problem()?;
    let edit = ctx.scope_for(Action::EditQuote);
    let may_copy = table::is_within(session, &ctx.actor, edit, quote.id)
        .await
        .or_problem()?;
    let (context, approval) = judge(ctx, session, &quote).await?;
    let sees_margin = ctx.actor.may(Action::ViewMargin);
    let mut draft = quote.draft;
    let price_book_why = price_book_why(session, &draft).await?;
    let found = approval.rules.iter().filter(|rule| rule.found);
    let approval_reasons = found.map(|rule| reason(rule, ctx.actor.lang)).collect();
    if !sees_margin {
        hide_costs(&mut draft);
    }
    let open = may_copy && !quote.deleted;
    Ok(QuoteView {
        id: quote.id,
        series_id: quote.series_id,
        number: quote.number,
        version_number: quote.version_number,
        active_version: quote.active_version,
        state: context.state,
        draft,
        figures: quote.figures,
        account_name: quote.account_name,
        account_has_vat_number: !quote.account_vat_number.trim().is_empty(),
        contact_name: quote.contact_name,
        opportunity: quote.opportunity,
        price_book_name: quote.price_book_name,
        price_book_why,
        owner: quote.owner,
        decline_reason: quote.decline_reason,
        versions,
        moves: if open {
            allowed_moves(&context)
        } else {
            Vec::new()
        },
        may_edit: open && quote.active_version && context.state.is_editable(),
        may_copy,
        sees_margin,
        approval_reasons,
        approval,
        left_out: Vec::new(),
        changed_by: None,
        created_at: quote.created_at,
        updated_at: quote.updated_at,
        deleted: quote.deleted,
        version: quote.version,
    })
}

/// Why it has its price book: what of the customer and the channel that one names, and whether another comes first.
async fn price_book_why(
    session: &mut Session,
    draft: &QuoteDraft,
) -> Result<Option<BookChoice>, Problem> {
    let Some(id) = draft.price_book_id else {
        return Ok(None);
    };
    let Some(own) = price_books::get(session, id).await.or_problem()? else {
        return Ok(None);
    };
    let offered = price_books::find_for(session, draft.currency, draft.issued_on)
        .await
        .or_problem()?;
    let buyer = BuyerFacts::of(session, draft.account_id, draft.channel).await?;
    Ok(Some(BookChoice::of(&own, &offered, &buyer.asked())))
}

/// Why somebody has to agree, and who, as a finding.
fn reason(rule: &RuleInForce, lang: Lang) -> Issue {
    asking(
        lang,
        rule.name.get(lang),
        &rule.asked.join(", "),
        &rule.because,
    )
}
