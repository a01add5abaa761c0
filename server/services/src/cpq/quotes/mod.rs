//! Quotes: made, saved, moved, versioned, printed.

mod arrival;
mod configured;
mod create;
mod moves;
mod named;
mod parties;
mod pdf;
mod read;
mod save;
mod templated;
mod trust;
mod versions;
mod view;

pub(in crate::cpq) use create::{blank_of, payment_days, proration};
pub(in crate::cpq) use pdf::{Print, print};
pub(in crate::cpq) use view::hide_costs;

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use ::pdf::{Customer, Letterhead};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::{QuoteFacts, QuoteView, price_draft};
use shared::kernel::event::Entity;
use shared::kernel::{Percent, Problem, QuoteId};
use store::cpq::quotes::{self as table, StoredQuote};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(read::list);
    registry.add(read::get);
    registry.add(read::compare);
    registry.add(create::create);
    registry.add(save::save);
    registry.add(arrival::send);
    registry.add(moves::step);
    registry.add(moves::delete);
    registry.add(moves::restore);
    registry.add(versions::new_version);
    registry.add(versions::duplicate);
    registry.add(pdf::get);
    registry.add(pdf::ubl);
}

/// The quote, when it is within the reach of the operation's right.
async fn load(ctx: &Ctx, session: &mut Session, id: QuoteId) -> Result<StoredQuote, Problem> {
    table::get(session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?
        .or_not_found()
}

/// The sender, the receiver and who made it, as the document names them.
pub(in crate::cpq) async fn parties_of(
    session: &mut Session,
    quote: &StoredQuote,
) -> Result<(Letterhead, Customer, String), Problem> {
    let parties = parties::of(session, quote).await?;
    parties.into_print(session).await
}

pub(in crate::cpq) fn facts(quote: &StoredQuote) -> QuoteFacts {
    QuoteFacts {
        number: quote.number.clone(),
        version_number: quote.version_number,
        title: quote.draft.title.clone(),
        state: quote.state,
        currency: quote.draft.currency,
        net_minor: quote.figures.net_minor,
        discount: match quote.draft.off {
            None => quote.draft.discount,
            Some(_) => Percent(price_draft(&quote.draft).totals.allowance_bp),
        },
        valid_until: quote.draft.valid_until,
        lines: u32::try_from(quote.draft.lines.len()).unwrap_or(u32::MAX),
        reason: quote.decline_reason.clone(),
        custom: quote.draft.custom.clone(),
    }
}

/// Appends the event of a change to `quote`, which is read again.
async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: QuoteId,
    action: &str,
    before: Option<&StoredQuote>,
) -> Result<StoredQuote, Problem> {
    let after = load(ctx, session, id).await?;
    record_as(
        (ctx.now(), Some(ctx.actor.user_id)),
        session,
        &after,
        action,
        before,
    )
    .await?;
    Ok(after)
}

/// Appends the event of a change to `after`, by whoever may make it.
pub(in crate::cpq) async fn record_as(
    (now, by): (shared::kernel::Instant, Option<shared::kernel::UserId>),
    session: &mut Session,
    after: &StoredQuote,
    action: &str,
    before: Option<&StoredQuote>,
) -> Result<(), Problem> {
    let (old, new) = (before.map(facts), facts(after));
    let change = Change {
        entity: Entity::Quote,
        id: after.id.0,
        parent: after.opportunity.as_ref().map(|deal| deal.id.0),
        owner: Some(after.owner.id),
        action,
        before: old.as_ref(),
        after: Some(&new),
    };
    session.record(now, by, change).await.or_problem()?;
    Ok(())
}

/// Records the change, saves, and answers the quote as its page shows it.
async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: QuoteId,
    action: &str,
    before: Option<&StoredQuote>,
) -> Result<QuoteView, Problem> {
    let after = record(ctx, &mut session, id, action, before).await?;
    let answer = view::view(ctx, &mut session, after).await?;
    session.commit().await.or_problem()?;
    Ok(answer)
}

/// The cost of all counted lines, when every one is known.
pub(in crate::cpq) const fn known_cost(priced: &PricedQuote) -> Option<i64> {
    let margin = &priced.totals.margin;
    if margin.lines_without_cost == 0 {
        Some(margin.cost_minor)
    } else {
        None
    }
}
