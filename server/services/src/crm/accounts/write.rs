//! Changing accounts.

use super::view;
use crate::crm::duplicates::require_unmerged;
use crate::crm::owner::{require_edit, require_owner};
use crate::platform::fields::judge;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::accounts::{
    AccountFacts, AccountView, CreateAccount, DeleteAccount, EditAccount, RestoreAccount,
    check_account, check_parent, tidy_account,
};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Issue, Problem, ProblemKind, with_changes};
use shared::platform::fields::Holder;
use store::crm::accounts::{self as rows, StoredAccount};
use store::{Change, Session};

pub(super) async fn create(ctx: Ctx, request: CreateAccount) -> Result<AccountView, Problem> {
    let mut facts = tidy_account(&request.facts);
    let mut session = ctx.write().await?;
    let judged = judge(&ctx, &mut session, Holder::Account, None, &facts.custom).await?;
    facts.custom = judged.0;
    refuse_errors(&facts, judged.1, &ctx)?;
    if let Some(there) = rows::get(&mut session, request.id).await.or_problem()? {
        // The same request twice (a retry after a lost answer) is no error.
        if there.facts == facts {
            return view(&ctx, &mut session, request.id).await;
        }
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    require_owner(&ctx, &mut session, None, facts.owner_id).await?;
    add(&ctx, &mut session, request.id, &facts).await?;
    finish(&ctx, session, request.id).await
}

/// Adds an account that is not there yet, of tidy facts, within a unit of work; its owner was asked
/// for.
pub(in crate::crm) async fn add(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
    facts: &AccountFacts,
) -> Result<(), Problem> {
    refuse_errors(facts, Vec::new(), ctx)?;
    check_hierarchy(session, id, facts).await?;
    rows::insert(session, id, facts, false, ctx.now())
        .await
        .or_problem()?;
    record(ctx, session, id, "created", None, Some(facts)).await
}

pub(super) async fn edit(ctx: Ctx, request: EditAccount) -> Result<AccountView, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&ctx, &mut session, request.id, request.version).await?;
    if before.deleted_at.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let mut after = tidy_account(&with_changes(before.facts.clone(), &request.changes));
    let had = Some(&before.facts.custom);
    let judged = judge(&ctx, &mut session, Holder::Account, had, &after.custom).await?;
    after.custom = judged.0;
    refuse_errors(&after, judged.1, &ctx)?;
    if after == before.facts {
        return view(&ctx, &mut session, request.id).await;
    }
    if after.owner_id != before.facts.owner_id {
        let from = Some(before.facts.owner_id);
        require_owner(&ctx, &mut session, from, after.owner_id).await?;
    }
    if after.parent_id != before.facts.parent_id {
        check_hierarchy(&mut session, request.id, &after).await?;
    }
    let saved = rows::update(&mut session, request.id, request.version, &after, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(&ctx, &mut session, request.id).await);
    }
    let facts = (Some(&before.facts), Some(&after));
    record(&ctx, &mut session, request.id, "edited", facts.0, facts.1).await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn delete(ctx: Ctx, request: DeleteAccount) -> Result<AccountView, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&ctx, &mut session, request.id, request.version).await?;
    if before.deleted_at.is_none() {
        let (id, now) = (request.id, ctx.now());
        rows::set_deleted(&mut session, id, before.version, Some(now), now)
            .await
            .or_problem()?;
        record(&ctx, &mut session, id, "deleted", Some(&before.facts), None).await?;
    }
    finish(&ctx, session, request.id).await
}

pub(super) async fn restore(ctx: Ctx, request: RestoreAccount) -> Result<AccountView, Problem> {
    let mut session = ctx.write().await?;
    let before = rows::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    require_edit(&ctx, &mut session, before.facts.owner_id).await?;
    if before.deleted_at.is_some() {
        let (id, facts) = (request.id, &before.facts);
        require_unmerged(&mut session, DuplicateKind::Account, id.0).await?;
        // The place in the hierarchy may be gone or taken meanwhile.
        check_hierarchy(&mut session, id, facts).await?;
        rows::set_deleted(&mut session, id, before.version, None, ctx.now())
            .await
            .or_problem()?;
        record(&ctx, &mut session, id, "restored", None, Some(facts)).await?;
    }
    finish(&ctx, session, request.id).await
}

/// The account to change: the actor may change it and saw its present version.
async fn current(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
    version: i64,
) -> Result<StoredAccount, Problem> {
    let stored = rows::get(session, id).await.or_problem()?.or_not_found()?;
    require_edit(ctx, session, stored.facts.owner_id).await?;
    if stored.version == version {
        Ok(stored)
    } else {
        Err(conflict(ctx, session, id).await)
    }
}

/// Somebody else was first: the refusal carries the record as it is now.
async fn conflict(ctx: &Ctx, session: &mut Session, id: AccountId) -> Problem {
    match view(ctx, session, id).await {
        Ok(view) => crate::conflict(&view),
        Err(problem) => problem,
    }
}

fn refuse_errors(facts: &AccountFacts, custom: Vec<Issue>, ctx: &Ctx) -> Result<(), Problem> {
    let mut issues = check_account(facts, ctx.today());
    issues.extend(custom);
    crate::refuse_errors(issues)
}

pub(in crate::crm) async fn check_hierarchy(
    session: &mut Session,
    id: AccountId,
    facts: &AccountFacts,
) -> Result<(), Problem> {
    let Some(parent) = facts.parent_id else {
        return Ok(());
    };
    rows::lock_hierarchy(session).await.or_problem()?;
    if rows::name_of(session, parent).await.or_problem()?.is_none() {
        return Err(Problem::because(Issue::error(
            "unknown_record",
            "parent_id",
        )));
    }
    let above: Vec<AccountId> = rows::above(session, parent)
        .await
        .or_problem()?
        .into_iter()
        .map(|account| account.id)
        .collect();
    let below = rows::levels_below(session, id).await.or_problem()?;
    match check_parent(id, parent, &above, below) {
        Some(issue) => Err(Problem::because(issue)),
        None => Ok(()),
    }
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
    action: &str,
    before: Option<&AccountFacts>,
    after: Option<&AccountFacts>,
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Account,
        id: id.0,
        parent: None,
        // Everybody may read accounts.
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

async fn finish(ctx: &Ctx, mut session: Session, id: AccountId) -> Result<AccountView, Problem> {
    let view = view(ctx, &mut session, id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
