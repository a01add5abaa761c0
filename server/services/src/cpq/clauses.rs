//! The clauses library: written by administrators, held by quotes, required by its conditions.

use crate::cpq::{approvals, conflict, or_issue, refuse_errors};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde_json::json;
use shared::cpq::approvals::{FactContext, facts_of};
use shared::cpq::clauses::ops::{DeleteClause, ListClauses, SaveClause};
use shared::cpq::clauses::{
    CLAUSES, Clause, ClauseDraft, missing, require, trust, validate_clause,
};
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, ClauseId, Issue, OpportunityId, Problem};
use store::cpq::quotes::StoredQuote;
use store::cpq::{approvals as facts_table, clauses as table};
use store::{Change, Session};

/// Most events of a clause that are counted.
const TOLD: i64 = 10_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(delete);
}

async fn list(ctx: Ctx, _: ListClauses) -> Result<Vec<Clause>, Problem> {
    let mut session = ctx.read().await?;
    table::all(&mut session).await.or_problem()
}

async fn save(ctx: Ctx, request: SaveClause) -> Result<Vec<Clause>, Problem> {
    let draft = tidy(request.draft);
    refuse_errors(validate_clause(&draft))?;
    let mut session = ctx.write().await?;
    let there = table::get(&mut session, request.id).await.or_problem()?;
    let before = if request.version == 0 {
        if let Some(there) = there {
            // Sent again, because its answer was lost; another clause does not take its place.
            return if there.draft == draft {
                table::all(&mut session).await.or_problem()
            } else {
                Err(conflict(&there))
            };
        }
        if table::all(&mut session).await.or_problem()?.len() >= CLAUSES {
            return Err(Problem::because(
                Issue::error("too_many", "title").with("max", CLAUSES),
            ));
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
    let action = if before.is_some() {
        "edited"
    } else {
        "created"
    };
    let facts = (before.as_ref(), Some(&draft));
    finish(&ctx, session, request.id, action, facts).await
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
    let mut session = ctx.write().await?;
    let before = table::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    let gone = table::delete(&mut session, request.id, request.version)
        .await
        .or_problem()?;
    if !gone {
        return Err(conflict(&before));
    }
    let facts = (Some(&before.draft), None);
    finish(&ctx, session, request.id, "deleted", facts).await
}

/// Says it in the history, saves, and answers what there is now.
async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: ClauseId,
    action: &str,
    (before, after): (Option<&ClauseDraft>, Option<&ClauseDraft>),
) -> Result<Vec<Clause>, Problem> {
    let lang = ctx.actor.lang;
    // Title and text stand in the history in one language, all else as it is.
    let facts = |draft: &ClauseDraft| {
        json!({
            "name": draft.title.get(lang),
            "text": draft.text.get(lang),
            "kind": draft.category.code(),
            "condition": draft.condition,
            "locked": draft.locked,
            "active": draft.active,
        })
    };
    let (before, after) = (before.map(facts), after.map(facts));
    let change = Change {
        entity: Entity::Clause,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(&mut session, change).await?;
    let all = table::all(&mut session).await.or_problem()?;
    session.commit().await.or_problem()?;
    Ok(all)
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
