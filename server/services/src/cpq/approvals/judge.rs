//! What the rules ask of a quote, for the person who looks at it.

use super::People;
use crate::{Ctx, OrProblem, Services};
use shared::cpq::approvals::{
    Approval, ApprovalRule, ApprovalState, CustomerHistory, FactContext, Formula, Need,
    QuoteApproval, Reach, RuleInForce, free_discount, plan,
};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::kernel::{Action, Currency, OpportunityId, Problem, ProductId};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::approvals as table;
use store::cpq::quotes::StoredQuote;

/// What decides the moves of a quote.
pub(in crate::cpq) struct Judged {
    /// Whether the rules ask anything.
    pub(in crate::cpq) needs_approval: bool,
    /// Whether this person's word is enough: for a draft, nobody would have to be waited for; for one
    /// in approval, they are asked.
    pub(in crate::cpq) may_approve: bool,
    /// For the page.
    pub(in crate::cpq) approval: QuoteApproval,
}

/// What the facts need beside the quote.
pub(super) async fn fact_context(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<FactContext, Problem> {
    let deal = quote.opportunity.as_ref().map(|deal| deal.id);
    context_of(
        ctx,
        session,
        &quote.draft,
        deal,
        quote.account_country.clone(),
    )
    .await
}

/// The same of contents that are not saved yet.
pub(in crate::cpq) async fn context_of(
    ctx: &Ctx,
    session: &mut Session,
    draft: &QuoteDraft,
    deal: Option<OpportunityId>,
    country: String,
) -> Result<FactContext, Problem> {
    let settings = ctx.settings(session).await?;
    let base = settings.base(Currency::EUR);
    let rate = settings
        .rates(base)
        .rate(draft.currency, base, ctx.today())
        .map(|used| used.rate.to_string());
    let products: BTreeSet<ProductId> = draft
        .lines
        .iter()
        .filter_map(|line| line.product_id)
        .collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    let segment = match draft.account_id {
        Some(account) => table::industry(session, account).await.or_problem()?,
        None => String::new(),
    };
    let customer = match draft.account_id {
        Some(account) => table::history(session, account).await.or_problem()?,
        None => CustomerHistory::default(),
    };
    Ok(FactContext {
        base: Some(base),
        rate,
        country,
        segment,
        customer,
        pipeline: match deal {
            Some(deal) => table::pipeline(session, deal).await.or_problem()?,
            None => Vec::new(),
        },
        products: table::known_products(session, &products)
            .await
            .or_problem()?,
    })
}

/// The same where nobody of ours asks: at the rate of the day of the offer.
pub(in crate::cpq) async fn context_without_person(
    services: &Services,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<FactContext, Problem> {
    let settings = services.inner.settings.get(session).await?;
    let base = settings.base(Currency::EUR);
    let rate = settings
        .rates(base)
        .rate(quote.draft.currency, base, quote.draft.issued_on)
        .map(|used| used.rate.to_string());
    let mut context = FactContext {
        base: Some(base),
        rate,
        country: quote.account_country.clone(),
        ..FactContext::default()
    };
    if let Some(deal) = &quote.opportunity {
        context.pipeline = table::pipeline(session, deal.id).await.or_problem()?;
    }
    if let Some(account) = quote.draft.account_id {
        context.segment = table::industry(session, account).await.or_problem()?;
        context.customer = table::history(session, account).await.or_problem()?;
    }
    let products: BTreeSet<ProductId> = quote
        .draft
        .lines
        .iter()
        .filter_map(|line| line.product_id)
        .collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    context.products = table::known_products(session, &products)
        .await
        .or_problem()?;
    Ok(context)
}

/// The request of before, whose grants may be kept: the quote's own; of a new version that was not asked about yet that of
/// an earlier one, for the same customer.
pub(super) async fn before(
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<Option<Approval>, Problem> {
    let own = table::newest(session, quote.id).await.or_problem()?;
    let found = match (own, quote.draft.account_id) {
        (None, Some(account)) if quote.state == QuoteState::Draft && quote.version_number > 1 => {
            let version = (quote.series_id, quote.version_number);
            table::newest_before(session, version, account)
                .await
                .or_problem()?
        }
        (own, _) => own,
    };
    Ok(found.map(|stored| stored.approval))
}

/// Judges `quote` for the person who asks.
pub(in crate::cpq) async fn judge(
    ctx: &Ctx,
    session: &mut Session,
    quote: &StoredQuote,
    priced: &PricedQuote,
) -> Result<Judged, Problem> {
    let mut judged = Judged {
        needs_approval: quote.state == QuoteState::InApproval,
        may_approve: false,
        approval: QuoteApproval::default(),
    };
    if !matches!(quote.state, QuoteState::Draft | QuoteState::InApproval) {
        return Ok(judged);
    }
    let rules = table::rules(session).await.or_problem()?;
    let people = People::read(session, ctx.now()).await?;
    let context = fact_context(ctx, session, quote).await?;
    let known = before(session, quote).await?;
    let needs = plan(
        &rules,
        &Reach::of_rules(&quote.draft, priced, &context, &rules),
    );
    let owner = quote.owner.id;
    let me = ctx.actor.user_id;
    let begin = |needs: Vec<Need>| {
        let approval = Approval::start(
            needs,
            known.as_ref(),
            (owner, me),
            &people.organisation,
            ctx.now(),
        );
        approval.state == ApprovalState::Approved
    };
    if quote.state == QuoteState::InApproval {
        judged.may_approve = known.as_ref().is_some_and(|known| known.may_decide(me));
    } else {
        judged.needs_approval = !needs.is_empty();
        judged.may_approve = begin(needs.clone());
        judged.approval.free_discount = if needs.is_empty() {
            None
        } else {
            free_discount(&rules, &quote.draft, &context)
        };
    }
    let sees_margin = ctx.actor.may(Action::ViewMargin);
    let mut active: Vec<ApprovalRule> =
        rules.into_iter().filter(|rule| rule.draft.active).collect();
    active.sort_by_key(|rule| rule.draft.step);
    judged.approval.rules = active
        .into_iter()
        .map(|rule| {
            let need = needs.iter().find(|need| need.rule == Some(rule.id));
            RuleInForce {
                id: rule.id,
                asked: people.asked(&rule.draft.approvers, owner),
                found: need.is_some(),
                because: need.map(|need| need.because.clone()).unwrap_or_default(),
                granted: need.is_some_and(|need| begin(vec![need.clone()])),
                condition: if sees_margin || !is_confidential(&rule.draft.condition) {
                    rule.draft.condition
                } else {
                    String::new()
                },
                name: rule.draft.name,
                step: rule.draft.step,
            }
        })
        .collect();
    judged.approval.context = context;
    Ok(judged)
}

/// Whether a condition tells of costs.
pub(super) fn is_confidential(condition: &str) -> bool {
    Formula::parse(condition)
        .is_ok_and(|formula| formula.looks_at().iter().any(|fact| fact.is_confidential()))
}
