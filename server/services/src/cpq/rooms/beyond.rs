//! Whether what a customer chooses goes beyond what was approved, or what has a price.

use crate::cpq::approvals;
use crate::{OrProblem, Services};
use shared::cpq::approvals::{Allowed, Reach, facts_of};
use shared::cpq::quotes::rules::counts_unpriced;
use shared::cpq::quotes::{QuoteDraft, price_draft};
use shared::kernel::Problem;
use store::Session;
use store::cpq::approvals as table;
use store::cpq::quotes::StoredQuote;

/// The quote as it was sent is what was agreed to. What is chosen beyond it is held against what was judged
/// then; of a quote that was sent before this was kept, against the quote as it was written, under the
/// rules of now.
pub(super) async fn is_beyond(
    services: &Services,
    session: &mut Session,
    quote: &StoredQuote,
    chosen: &QuoteDraft,
) -> Result<bool, Problem> {
    if chosen == &quote.draft {
        return Ok(false);
    }
    let priced = price_draft(chosen);
    // What a formula has no price for at this quantity is not given away.
    if counts_unpriced(chosen, &priced) {
        return Ok(true);
    }
    let kept = table::allowed(session, quote.id).await.or_problem()?;
    let allowed = match kept {
        Some(allowed) => allowed,
        None => as_written(services, session, quote).await?,
    };
    Ok(allowed.is_exceeded_by(chosen, &priced))
}

async fn as_written(
    services: &Services,
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<Allowed, Problem> {
    let rules = table::rules(session).await.or_problem()?;
    let context = approvals::context_without_person(services, session, quote).await?;
    let facts = facts_of(&quote.draft, &price_draft(&quote.draft), &context);
    Ok(Allowed::of(&rules, &Reach::fixed(facts), &context))
}
