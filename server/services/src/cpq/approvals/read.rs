//! Requests as their pages show them.

use super::{People, judge};
use crate::{Ctx, OrNotFound, OrProblem};
use shared::cpq::approvals::ops::{ApprovalList, ApprovalTab, GetApproval, ListApprovals};
use shared::cpq::approvals::{
    ApprovalView, ComparableDeal, MoneyView, RequestView, Requirement, risk_of,
};
use shared::cpq::pricing::Margin;
use shared::cpq::quotes::{QuoteState, effective_state, price_draft};
use shared::kernel::{Action, Problem, ProblemKind, ProductId, QuoteId};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::approvals as table;
use store::cpq::quotes::{self as quote_table, StoredQuote};

/// Past quotes shown beside a decision.
const COMPARABLE: i64 = 8;

pub(super) async fn list(ctx: Ctx, request: ListApprovals) -> Result<ApprovalList, Problem> {
    let mut session = ctx.read().await?;
    let me = ctx.actor.user_id;
    let rows = table::list_requests(&mut session, request.tab, me, request.offset)
        .await
        .or_problem()?;
    let total = table::count_requests(&mut session, request.tab, me)
        .await
        .or_problem()?;
    let waiting = if request.tab == ApprovalTab::Mine {
        total
    } else {
        table::count_requests(&mut session, ApprovalTab::Mine, me)
            .await
            .or_problem()?
    };
    Ok(ApprovalList {
        rows,
        total,
        waiting,
    })
}

pub(super) async fn get(ctx: Ctx, request: GetApproval) -> Result<ApprovalView, Problem> {
    let mut session = ctx.read().await?;
    if !may_see(&ctx, &mut session, request.quote_id).await? {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let quote = quote_table::get_any(&mut session, request.quote_id)
        .await
        .or_problem()?
        .or_not_found()?;
    view(&ctx, &mut session, quote).await
}

/// Whether a quote waits for decisions.
pub(super) fn waits(quote: &StoredQuote) -> bool {
    quote.state == QuoteState::InApproval && quote.active_version && !quote.deleted
}

/// Those who see the quote, and those who are or were asked about it.
pub(super) async fn may_see(
    ctx: &Ctx,
    session: &mut Session,
    quote: QuoteId,
) -> Result<bool, Problem> {
    Ok(may_open(ctx, session, quote).await?
        || table::is_asked(session, quote, ctx.actor.user_id)
            .await
            .or_problem()?)
}

async fn may_open(ctx: &Ctx, session: &mut Session, quote: QuoteId) -> Result<bool, Problem> {
    let scope = ctx.scope_for(Action::ViewQuote);
    quote_table::is_within(session, &ctx.actor, scope, quote)
        .await
        .or_problem()
}

pub(super) async fn view(
    ctx: &Ctx,
    session: &mut Session,
    quote: StoredQuote,
) -> Result<ApprovalView, Problem> {
    let sees_margin = ctx.actor.may(Action::ViewMargin);
    let me = ctx.actor.user_id;
    let stored = table::newest(session, quote.id).await.or_problem()?;
    let is_asked = table::is_asked(session, quote.id, me).await.or_problem()?;
    let request = match stored {
        None => None,
        Some(stored) => {
            let people = People::read(session, ctx.now()).await?;
            let mut approval = stored.approval;
            let may_decide = approval.may_decide(me) && waits(&quote);
            let named = people.named(approval.people());
            if !sees_margin {
                approval.requirements.iter_mut().for_each(hide_costs);
            }
            Some(RequestView {
                id: stored.id,
                may_decide,
                people: named,
                approval,
                requested_by: stored.requested_by,
                created_at: stored.created_at,
                decided_at: stored.decided_at,
            })
        }
    };
    let comparable = if request.is_some() && (is_asked || sees_margin) {
        comparable(ctx, session, &quote).await?
    } else {
        Vec::new()
    };
    let priced = price_draft(&quote.draft);
    let context = judge::fact_context(ctx, session, &quote).await?;
    let risk = risk_of(&quote.draft, &priced, &context);
    let mut totals = priced.totals;
    if !sees_margin {
        totals.margin = Margin::default();
    }
    Ok(ApprovalView {
        quote_id: quote.id,
        may_open: may_open(ctx, session, quote.id).await?,
        number: quote.number,
        title: quote.draft.title,
        account: quote.account_name.unwrap_or_default(),
        owner: quote.owner,
        quote_state: effective_state(quote.state, quote.draft.valid_until, ctx.today()),
        quote_version: quote.version,
        request,
        risk,
        money: MoneyView {
            currency: quote.draft.currency,
            totals,
            sees_margin,
        },
        comparable,
    })
}

/// Takes out what only those who see margins may know.
fn hide_costs(requirement: &mut Requirement) {
    let need = &mut requirement.need;
    if judge::is_confidential(&need.condition) {
        need.condition.clear();
    }
    need.seen.retain(|(fact, _)| !fact.is_confidential());
}

/// Quotes answered before, with their discount as it was priced.
async fn comparable(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<Vec<ComparableDeal>, Problem> {
    let products: BTreeSet<ProductId> = quote
        .draft
        .lines
        .iter()
        .filter_map(|line| line.product_id)
        .take(200)
        .collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    let scope = ctx.scope_for(Action::ViewQuote);
    let mut found = table::comparable(
        session,
        &ctx.actor,
        scope,
        (quote.id, quote.draft.account_id),
        &products,
        COMPARABLE,
    )
    .await
    .or_problem()?;
    for deal in &mut found {
        let other = quote_table::get_any(session, deal.id).await.or_problem()?;
        if let Some(other) = other {
            deal.discount_bp = price_draft(&other.draft).totals.discount_bp;
        }
    }
    Ok(found)
}
