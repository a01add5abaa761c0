//! Saving the contents of a draft.

use super::create::usual_payment_days;
use super::{configured, finish, known_cost, load, named, trust, view};
use crate::cpq::{clauses, or_issue, promotions, refuse_errors};
use crate::platform::fields::judge;
use crate::{Ctx, OrProblem};
use shared::cpq::pricing::{PricedQuote, tidy_surcharge};
use shared::cpq::quotes::ops::SaveQuote;
use shared::cpq::quotes::rules::{follow_account, payment_may_follow, pricing_errors};
use shared::cpq::quotes::{QuoteDraft, QuoteView, arrange, figures, price_draft, validate_draft};
use shared::cpq::quotes::{formulas, schedules, shares};
use shared::kernel::{Action, Issue, Money, Percent, Problem};
use shared::platform::fields::{CustomValues, Holder};
use store::Session;
use store::cpq::quotes::{self as table, StoredQuote};
use store::crm::affiliations;
use store::crm::contacts::ContactPlace;

pub(super) async fn save(ctx: Ctx, request: SaveQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.version != request.version {
        return Err(view::stale(&ctx, &mut session, before).await);
    }
    if !before.state.is_editable() || !before.active_version || before.deleted {
        return Err(Problem::because(
            Issue::error("move_not_possible", "state").with("state", before.state.code()),
        ));
    }
    let mut draft = tidy(request.draft);
    refuse_errors(saveable(&draft))?;
    own_values(&ctx, &mut session, &before.draft.custom, &mut draft).await?;
    named::newly(&ctx, &mut session, &before.draft, &draft).await?;
    contact_fits(&ctx, &mut session, &before, &draft).await?;
    payment_follows(&mut session, &before.draft, &mut draft).await?;
    trust::fill_in(&ctx, &mut session, &before, &mut draft).await?;
    configured::fill_in(&mut session, &before.draft, &mut draft, ctx.today()).await?;
    // Schedules look at what formulas come to, promotions at both.
    formulas::settle(&mut draft);
    schedules::settle(&mut draft);
    promotions::fill_in(&ctx, &mut session, &before.draft, &mut draft).await?;
    // What is written is what is priced; it is computed anew at every pricing.
    shares::settle(&mut draft);

    let priced = price_draft(&draft);
    refuse_errors(pricing_errors(&priced))?;
    clauses::fill_in(&ctx, &mut session, &before, &mut draft, &priced).await?;
    let ours = figures(&priced);
    if ours != request.figures {
        let amount = |minor| Money::new(minor, draft.currency).to_decimal();
        let issue = Issue::error("total_differs", "totals")
            .with("server", amount(ours.gross_minor))
            .with("browser", amount(request.figures.gross_minor));
        // The lines with the prices that count, so that the editor can show them and try again.
        if !ctx.actor.may(Action::ViewMargin) {
            view::hide_costs(&mut draft);
        }
        return Err(Problem {
            current: serde_json::to_string(&draft.lines).ok(),
            ..Problem::because(issue)
        });
    }
    let saved = keep(&ctx, &mut session, &before, &draft, &priced).await?;
    if !saved {
        let now = load(&ctx, &mut session, request.id).await?;
        return Err(view::stale(&ctx, &mut session, now).await);
    }
    finish(&ctx, session, request.id, "edited", Some(&before)).await
}

/// Writes the contents over those of `before`; says whether that still was the present version.
pub(super) async fn keep(
    ctx: &Ctx,
    session: &mut Session,
    before: &StoredQuote,
    draft: &QuoteDraft,
    priced: &PricedQuote,
) -> Result<bool, Problem> {
    let saved = table::update_draft(
        session,
        (before.id, &before.number, before.version),
        &before.draft.lines,
        draft,
        &figures(priced),
        known_cost(priced),
        ctx.now(),
    )
    .await;
    or_issue(saved, "unknown_record", "account_id")
}

/// The values of administrators' fields as they are kept. What a quote must have it may lack until it is
/// sent; `before` are those it has.
pub(super) async fn own_values(
    ctx: &Ctx,
    session: &mut Session,
    before: &CustomValues,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    let (kept, issues) = judge(ctx, session, Holder::Quote, Some(before), &draft.custom).await?;
    draft.custom = kept;
    refuse_errors(issues)
}

/// Another account never keeps the contact of the one before, unless the person is there, too.
async fn contact_fits(
    ctx: &Ctx,
    session: &mut Session,
    before: &StoredQuote,
    draft: &QuoteDraft,
) -> Result<(), Problem> {
    let (Some(account), Some(contact)) = (draft.account_id, draft.contact_id) else {
        return Ok(());
    };
    if before.draft.account_id == Some(account) || before.draft.contact_id != Some(contact) {
        return Ok(());
    }
    let facts = table::contact_facts(session, contact).await.or_problem()?;
    let place = ContactPlace {
        account,
        today: ctx.today(),
    };
    match facts.and_then(|facts| facts.account_id) {
        Some(own)
            if own != account
                && !affiliations::holds(session, place, contact)
                    .await
                    .or_problem()? =>
        {
            Err(Problem::because(Issue::error(
                "contact_of_other_account",
                "contact_id",
            )))
        }
        _ => Ok(()),
    }
}

/// What is usual with the account before becomes what is usual with the one chosen now. It changes no amount,
/// so that it is not refused but answered: the editor shows it.
async fn payment_follows(
    session: &mut Session,
    before: &QuoteDraft,
    draft: &mut QuoteDraft,
) -> Result<(), Problem> {
    if payment_may_follow(before, draft) {
        let was = usual_payment_days(session, before.account_id).await?;
        let is = usual_payment_days(session, draft.account_id).await?;
        follow_account(before, draft, was, is);
    }
    Ok(())
}

/// A draft may be saved while it is not finished: a line without description, an empty title. What
/// could not be stored or priced is refused.
pub(super) fn saveable(draft: &QuoteDraft) -> Vec<Issue> {
    validate_draft(draft)
        .into_iter()
        .filter(|issue| issue.code != "required" && issue.code != "not_positive")
        .collect()
}

pub(super) fn tidy(mut draft: QuoteDraft) -> QuoteDraft {
    draft.title = draft.title.trim().to_owned();
    if draft.off.is_some() {
        draft.discount = Percent::ZERO;
    }
    arrange(&mut draft);
    for line in &mut draft.lines {
        line.price.tidy_term();
    }
    for own in &mut draft.surcharges {
        tidy_surcharge(&mut own.surcharge);
        own.tax = own.tax.normal();
    }
    // Kept as JSON, which would hide a NUL from the database.
    let sections = draft.sections.iter_mut();
    let sections = sections.flat_map(|own| [&mut own.title, &mut own.introduction]);
    let clauses = draft.clauses.iter_mut();
    let clauses = clauses.flat_map(|own| [&mut own.title, &mut own.text]);
    for text in sections.chain(clauses) {
        if text.contains('\0') {
            *text = text.replace('\0', "");
        }
    }
    for line in &mut draft.lines {
        if line.price.off.is_some() {
            line.price.discount = Percent::ZERO;
        }
        line.price.tax = line.price.tax.normal();
        line.price.surcharges.iter_mut().for_each(tidy_surcharge);
    }
    draft
}
