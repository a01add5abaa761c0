//! The clauses library: written by administrators, held by quotes, required by its conditions.

use crate::cpq::{approvals, conflict, or_issue, refuse_errors};
use crate::kept_list::{self, kept_row};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde_json::{Value, json};
use shared::cpq::approvals::{FactContext, facts_of};
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{
    CLAUSES, Clause, ClauseDraft, missing, require, trust, validate_clause,
};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::{AccountId, ClauseId, OpportunityId, Problem};
use store::Session;
use store::cpq::quotes::StoredQuote;
use store::cpq::{approvals as facts_table, clauses as table};

/// Most events of a clause that are counted.
const TOLD: i64 = 10_000;

kept_row!(
    Clause, ClauseId, ClauseDraft, Clause,
    most: CLAUSES, first: "title", facts: facts
);

/// Title and text stand in the history in one language, all else as it is.
fn facts(ctx: &Ctx, draft: &ClauseDraft) -> Value {
    json!({
        "name": draft.title.get(ctx.actor.lang),
        "text": draft.text.get(ctx.actor.lang),
        "kind": draft.category.code(),
        "condition": draft.condition,
        "locked": draft.locked,
        "active": draft.active,
    })
}

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
}

async fn list(ctx: Ctx, _: ListClauses) -> Result<Vec<Clause>, Problem> {
    kept_list::list(&ctx).await
}

async fn save(ctx: Ctx, request: SaveClause) -> Result<Vec<Clause>, Problem> {
    let draft = tidy(request.draft);
    refuse_errors(validate_clause(&draft))?;
    let mut session = ctx.write().await?;
    let there = table::get(&mut session, request.id).await.or_problem()?;
    let before = if request.version == 0 {
        if let Some(answer) = kept_list::added_before(&mut session, there, &draft).await? {
            return Ok(answer);
        }
        // Above every number quotes may hold of it: one that was deleted and put back goes on counting.
        let told = store::history(&mut session, request.id.0, TOLD)
            .await
            .or_problem()?;
        let number = u32::try_from(told.len()).unwrap_or(u32::MAX - 1) + 1;
        let added = table::insert(&mut session, request.id, &draft, number, false, ctx.now()).await;
        or_issue(added, "already_exists", "title")?;
        None
    } else {
        let before = there.or_not_found()?;
        let number = if before.draft.same_text(&draft) {
            before.number
        } else {
            before.number.saturating_add(1)
        };
        let key = (request.id, request.version);
        let saved = table::update(&mut session, key, &draft, number, ctx.now())
            .await
            .or_problem()?;
        if !saved {
            return Err(conflict(&before));
        }
        Some(before.draft)
    };
    let facts = (before.as_ref(), Some(&draft));
    kept_list::finish(&ctx, session, request.id, facts).await
}

/// The draft as it is kept.
fn tidy(mut draft: ClauseDraft) -> ClauseDraft {
    for text in [
        &mut draft.title.en,
        &mut draft.title.fr,
        &mut draft.text.en,
        &mut draft.text.fr,
        &mut draft.condition,
    ] {
        *text = text.replace(['\0', '\r'], "").trim().to_owned();
    }
    draft
}

async fn delete(ctx: Ctx, request: DeleteClause) -> Result<Vec<Clause>, Problem> {
    kept_list::delete(&ctx, request.id, request.version).await
}

/// The country of a customer.
pub(in crate::cpq) async fn country(
    session: &mut Session,
    account: Option<AccountId>,
) -> Result<String, Problem> {
    match account {
        Some(account) => facts_table::country(session, account).await.or_problem(),
        None => Ok(String::new()),
    }
}

/// The library as it is now.
pub(in crate::cpq) async fn library(session: &mut Session) -> Result<Vec<Clause>, Problem> {
    table::all(session).await.or_problem()
}

/// A new quote takes what is required of it.
pub(in crate::cpq) async fn take(
    ctx: &Ctx,
    session: &mut Session,
    draft: &mut QuoteDraft,
    priced: &PricedQuote,
    deal: Option<OpportunityId>,
) -> Result<(), Problem> {
    let library = table::all(session).await.or_problem()?;
    add(ctx, session, draft, priced, (deal, &library)).await
}

async fn add(
    ctx: &Ctx,
    session: &mut Session,
    draft: &mut QuoteDraft,
    priced: &PricedQuote,
    (deal, library): (Option<OpportunityId>, &[Clause]),
) -> Result<(), Problem> {
    if library.is_empty() && draft.clauses.is_empty() {
        return Ok(());
    }
    let country = country(session, draft.account_id).await?;
    let context = approvals::context_of(ctx, session, draft, deal, country).await?;
    let facts = facts_of(draft, priced, &context);
    require(&mut draft.clauses, library, &facts, draft.language);
    Ok(())
}

/// Believes no text that is neither the library's nor the quote's, and adds what is required now.
pub(in crate::cpq) async fn fill_in(
    ctx: &Ctx,
    session: &mut Session,
    saved: &StoredQuote,
    draft: &mut QuoteDraft,
    priced: &PricedQuote,
) -> Result<(), Problem> {
    let library = table::all(session).await.or_problem()?;
    trust(
        &mut draft.clauses,
        &saved.draft.clauses,
        &library,
        draft.language,
    )
    .map_err(Problem::because)?;
    let deal = saved.opportunity.as_ref().map(|deal| deal.id);
    add(ctx, session, draft, priced, (deal, &library)).await
}

/// Whether a draft has every clause that is required of it.
pub(in crate::cpq) async fn complete(
    session: &mut Session,
    draft: &QuoteDraft,
    priced: &PricedQuote,
    context: &FactContext,
) -> Result<bool, Problem> {
    let library = table::all(session).await.or_problem()?;
    if library
        .iter()
        .all(|clause| clause.draft.condition.is_empty())
    {
        return Ok(true);
    }
    let facts = facts_of(draft, priced, context);
    Ok(missing(&draft.clauses, &library, &facts, draft.language).is_empty())
}
