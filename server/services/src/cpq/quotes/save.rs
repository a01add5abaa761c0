//! Saving the contents of a draft.

use super::{finish, known_cost, load, trust, view};
use crate::Ctx;
use crate::cpq::{conflict, or_issue, refuse};
use shared::cpq::quotes::ops::SaveQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteView, figures, price_draft, validate_draft};
use shared::kernel::{Issue, Money, Problem, Severity};
use store::cpq::quotes as table;

pub(super) async fn save(ctx: Ctx, request: SaveQuote) -> Result<QuoteView, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&ctx, &mut session, request.id).await?;
    if before.version != request.version {
        let current = view::view(&ctx, &mut session, before).await?;
        return Err(conflict(&current));
    }
    if !before.state.is_editable() || !before.active_version || before.deleted {
        return Err(Problem::because(
            Issue::error("move_not_possible", "state").with("state", before.state.code()),
        ));
    }
    let mut draft = tidy(request.draft);
    refuse(saveable(&draft))?;
    trust::fill_in(&ctx, &mut session, &before, &mut draft).await?;

    let priced = price_draft(&draft);
    let too_large = priced
        .issues
        .iter()
        .chain(priced.lines.iter().flat_map(|line| &line.issues))
        .find(|issue| issue.severity == Severity::Error);
    if let Some(issue) = too_large {
        return Err(Problem::because(issue.clone()));
    }
    let ours = figures(&priced);
    if ours != request.figures {
        let amount = |minor| Money::new(minor, draft.currency).to_decimal();
        return Err(Problem::because(
            Issue::error("total_differs", "totals")
                .with("server", amount(ours.gross_minor))
                .with("browser", amount(request.figures.gross_minor)),
        ));
    }
    let saved = or_issue(
        table::update_draft(
            &mut session,
            (before.id, &before.number, request.version),
            &draft,
            &ours,
            known_cost(&priced),
            ctx.now(),
        )
        .await,
        "unknown_record",
        "account_id",
    )?;
    if !saved {
        let now = load(&ctx, &mut session, request.id).await?;
        return Err(conflict(&view::view(&ctx, &mut session, now).await?));
    }
    finish(&ctx, session, request.id, "edited", Some(&before)).await
}

/// A draft may be saved while it is not finished: a line without description, an empty title. What
/// could not be stored or priced is refused.
fn saveable(draft: &QuoteDraft) -> Vec<Issue> {
    validate_draft(draft)
        .into_iter()
        .filter(|issue| issue.code != "required" && issue.code != "not_positive")
        .collect()
}

fn tidy(mut draft: QuoteDraft) -> QuoteDraft {
    draft.title = draft.title.trim().to_owned();
    for line in &mut draft.lines {
        line.price.tax = line.price.tax.normal();
    }
    draft
}
