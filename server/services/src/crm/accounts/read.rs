//! Reading accounts.

use super::view;
use crate::crm::entries;
use crate::crm::relations::affiliates;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::accounts::{
    AccountFacets, AccountFacts, AccountRelated, AccountRow, AccountView, FindSimilarAccounts,
    GROUP_MAX, GetAccount, GetAccountFacets, GetAccountRelated, ListAccounts, SimilarAccount,
    SuggestAccounts, roll_up, tidy_account,
};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Named, Page, Problem, ProblemKind};
use store::crm::related::{self, Around};
use store::crm::{accounts as rows, contacts};

/// Most rows a picker shows.
const SUGGESTIONS: u32 = 10;
/// Changes shown of a record's history.
const HISTORY: i64 = 50;

pub(super) async fn list(ctx: Ctx, request: ListAccounts) -> Result<Page<AccountRow>, Problem> {
    let mut session = ctx.read().await?;
    rows::list(&mut session, &ctx.actor, &request, ctx.now())
        .await
        .or_problem()
}

pub(super) async fn facets(ctx: Ctx, _: GetAccountFacets) -> Result<AccountFacets, Problem> {
    rows::facets(&mut ctx.read().await?).await.or_problem()
}

pub(super) async fn get(ctx: Ctx, request: GetAccount) -> Result<AccountView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session, request.id).await
}

pub(super) async fn related(
    ctx: Ctx,
    request: GetAccountRelated,
) -> Result<AccountRelated, Problem> {
    let (id, actor) = (request.id, &ctx.actor);
    let mut session = ctx.read().await?;
    let s = &mut session;
    rows::get(s, id).await.or_problem()?.or_not_found()?;
    let totals = related::totals(s, actor, id).await.or_problem()?;
    let deals = related::deals(s, actor, Around::Account(id))
        .await
        .or_problem()?;
    let log = store::history(s, id.0, HISTORY).await.or_problem()?;
    let names = store::crm::people(s).await.or_problem()?;
    let above = rows::above(s, id).await.or_problem()?;
    let top = above.first().map_or(id, |first| first.id);
    let mut members = related::group(s, actor, top, GROUP_MAX)
        .await
        .or_problem()?;
    if members.len() < 2 {
        members.clear();
    }
    Ok(AccountRelated {
        contacts: contacts::of_account(s, id, ctx.now()).await.or_problem()?,
        affiliates: affiliates(&ctx, s, id).await?,
        opportunities: deals.into_iter().map(|deal| deal.opportunity).collect(),
        open_totals: totals.open,
        won_totals: totals.won,
        counts: totals.counts,
        quotes: related::quotes(s, actor, id).await.or_problem()?,
        last_activity_at: related::last_activity(s, id, ctx.now())
            .await
            .or_problem()?,
        history: entries(Entity::Account, log, &names),
        group: roll_up(members).ok_or_else(|| Problem::of(ProblemKind::Internal))?,
    })
}

pub(super) async fn suggest(
    ctx: Ctx,
    request: SuggestAccounts,
) -> Result<Vec<Named<AccountId>>, Problem> {
    let limit = match request.limit {
        0 => SUGGESTIONS,
        limit => limit.min(50),
    };
    rows::suggest(&mut ctx.read().await?, &request.text, limit)
        .await
        .or_problem()
}

pub(super) async fn similar(
    ctx: Ctx,
    request: FindSimilarAccounts,
) -> Result<Vec<SimilarAccount>, Problem> {
    let facts = tidy_account(&AccountFacts {
        website: request.website,
        vat_number: request.vat_number,
        ..AccountFacts::named(request.name, ctx.actor.user_id)
    });
    rows::similar(&mut ctx.read().await?, &facts)
        .await
        .or_problem()
}
