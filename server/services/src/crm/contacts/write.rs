//! Changing contacts.

use super::view;
use crate::crm::duplicates::require_unmerged;
use crate::crm::owner::{require_edit, require_owner};
use crate::platform::fields::judge;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::contacts::{
    ContactFacts, ContactView, CreateContact, DeleteContact, EditContact, RestoreContact,
    check_contact, tidy_contact,
};
use shared::crm::duplicates::DuplicateKind;
use shared::kernel::event::Entity;
use shared::kernel::{ContactId, Issue, Problem, ProblemKind, with_changes};
use shared::platform::fields::Holder;
use store::crm::accounts;
use store::crm::contacts::{self as rows, StoredContact};
use store::{Change, Session};

pub(super) async fn create(ctx: Ctx, request: CreateContact) -> Result<ContactView, Problem> {
    let mut facts = tidy_contact(&request.facts);
    let mut session = ctx.write().await?;
    let judged = judge(&ctx, &mut session, Holder::Contact, None, &facts.custom).await?;
    facts.custom = judged.0;
    refuse_errors(&facts, judged.1)?;
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

/// Adds a contact that is not there yet, of tidy facts, within a unit of work; its owner was asked
/// for.
pub(in crate::crm) async fn add(
    ctx: &Ctx,
    session: &mut Session,
    id: ContactId,
    facts: &ContactFacts,
) -> Result<(), Problem> {
    refuse_errors(facts, Vec::new())?;
    check_account(session, facts).await?;
    rows::insert(session, id, facts, false, ctx.now())
        .await
        .or_problem()?;
    record(ctx, session, id, "created", None, Some(facts)).await
}

pub(super) async fn edit(ctx: Ctx, request: EditContact) -> Result<ContactView, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&ctx, &mut session, request.id, request.version).await?;
    if before.deleted_at.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let mut after = tidy_contact(&with_changes(before.facts.clone(), &request.changes));
    let had = Some(&before.facts.custom);
    let judged = judge(&ctx, &mut session, Holder::Contact, had, &after.custom).await?;
    after.custom = judged.0;
    refuse_errors(&after, judged.1)?;
    if after == before.facts {
        return view(&ctx, &mut session, request.id).await;
    }
    if after.owner_id != before.facts.owner_id {
        let from = Some(before.facts.owner_id);
        require_owner(&ctx, &mut session, from, after.owner_id).await?;
    }
    if after.account_id != before.facts.account_id {
        check_account(&mut session, &after).await?;
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

pub(super) async fn delete(ctx: Ctx, request: DeleteContact) -> Result<ContactView, Problem> {
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

pub(super) async fn restore(ctx: Ctx, request: RestoreContact) -> Result<ContactView, Problem> {
    let mut session = ctx.write().await?;
    let before = rows::get(&mut session, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    require_edit(&ctx, &mut session, before.facts.owner_id).await?;
    if before.deleted_at.is_some() {
        let (id, facts) = (request.id, &before.facts);
        require_unmerged(&mut session, DuplicateKind::Contact, id.0).await?;
        rows::set_deleted(&mut session, id, before.version, None, ctx.now())
            .await
            .or_problem()?;
        record(&ctx, &mut session, id, "restored", None, Some(facts)).await?;
    }
    finish(&ctx, session, request.id).await
}

/// The contact to change: the actor may change it and saw its present version.
async fn current(
    ctx: &Ctx,
    session: &mut Session,
    id: ContactId,
    version: i64,
) -> Result<StoredContact, Problem> {
    let stored = rows::get(session, id).await.or_problem()?.or_not_found()?;
    require_edit(ctx, session, stored.facts.owner_id).await?;
    if stored.version == version {
        Ok(stored)
    } else {
        Err(conflict(ctx, session, id).await)
    }
}

/// Somebody else was first: the refusal carries the record as it is now.
async fn conflict(ctx: &Ctx, session: &mut Session, id: ContactId) -> Problem {
    match view(ctx, session, id).await {
        Ok(view) => crate::conflict(&view),
        Err(problem) => problem,
    }
}

fn refuse_errors(facts: &ContactFacts, custom: Vec<Issue>) -> Result<(), Problem> {
    let mut issues = check_contact(facts);
    issues.extend(custom);
    crate::refuse_errors(issues)
}

async fn check_account(session: &mut Session, facts: &ContactFacts) -> Result<(), Problem> {
    let Some(account) = facts.account_id else {
        return Ok(());
    };
    match accounts::name_of(session, account).await.or_problem()? {
        Some(_) => Ok(()),
        None => Err(Problem::because(Issue::error(
            "unknown_record",
            "account_id",
        ))),
    }
}

/// Says it in the contact's history.
pub(in crate::crm) async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: ContactId,
    action: &str,
    before: Option<&ContactFacts>,
    after: Option<&ContactFacts>,
) -> Result<(), Problem> {
    let account = after.or(before).and_then(|facts| facts.account_id);
    let change = Change {
        entity: Entity::Contact,
        id: id.0,
        parent: account.map(|account| account.0),
        // Everybody may read contacts.
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

async fn finish(ctx: &Ctx, mut session: Session, id: ContactId) -> Result<ContactView, Problem> {
    let view = view(ctx, &mut session, id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
