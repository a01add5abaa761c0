//! The records activities and tasks are about: checked before they are linked, kept up to date
//! afterwards.

use crate::{Ctx, OrProblem};
use serde::Serialize;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, OpportunityId, Problem, UserId};
use shared::platform::session::keeps_work;
use shared::work::Links;
use shared::work::next::next_activity;
use store::work::links;
use store::{Change, Session};
use uuid::Uuid;

/// Links that exist and are this person's to use.
pub(super) struct Checked {
    /// The links, with the account filled in.
    pub links: Links,
    /// Who sells the deal, if there is one.
    pub deal_owner: Option<UserId>,
}

/// Refuses links to records that are not there or not this person's to see (`unknown_record`), and
/// fills in the account.
pub(super) async fn check(
    ctx: &Ctx,
    session: &mut Session,
    wanted: Links,
) -> Result<Checked, Problem> {
    let unknown = |field| Problem::because(Issue::error("unknown_record", field));
    if let Some(id) = wanted.account
        && !links::account_exists(session, id).await.or_problem()?
    {
        return Err(unknown("account_id"));
    }
    let of_contact = match wanted.contact {
        None => None,
        Some(id) => links::contact_account(session, id)
            .await
            .or_problem()?
            .ok_or_else(|| unknown("contact_id"))?,
    };
    let deal = match wanted.opportunity {
        None => None,
        Some(id) => {
            let scope = ctx.scope_for(Action::ViewOpportunity);
            let deal = links::deal(session, &ctx.actor, scope, id)
                .await
                .or_problem()?;
            Some(deal.ok_or_else(|| unknown("opportunity_id"))?)
        }
    };
    Ok(Checked {
        links: wanted.completed(deal.and_then(|deal| deal.account), of_contact),
        deal_owner: deal.map(|deal| deal.owner),
    })
}

/// Refuses an owner this person may not give work to: themselves always; others within their scope
/// when they may assign (`owner_out_of_reach`).
pub(super) async fn check_owner(
    ctx: &Ctx,
    session: &mut Session,
    owner: UserId,
) -> Result<(), Problem> {
    if owner == ctx.actor.user_id {
        return Ok(());
    }
    let refused = || Problem::because(Issue::error("owner_out_of_reach", "owner_id"));
    let scope = ctx.scope_for(Action::AssignOwner);
    let known = store::platform::users::colleagues(session)
        .await
        .or_problem()?
        .into_iter()
        .any(|person| person.id == owner && person.active && keeps_work(person.role));
    let reachable = store::platform::users::users_in_scope(session, &ctx.actor, scope)
        .await
        .or_problem()?
        .is_none_or(|ids| ids.contains(&owner));
    if known && reachable {
        Ok(())
    } else {
        Err(refused())
    }
}

/// Brings what the deals keep about their activities up to date: each once, before or after.
pub(super) async fn refresh_deals(
    ctx: &Ctx,
    session: &mut Session,
    deals: impl IntoIterator<Item = Option<OpportunityId>>,
) -> Result<(), Problem> {
    let deals: std::collections::BTreeSet<OpportunityId> = deals.into_iter().flatten().collect();
    for id in deals {
        let (task, meeting, last) = links::deal_work(session, id, ctx.now())
            .await
            .or_problem()?;
        let meeting = meeting.map(|at| ctx.actor.zone.date(at));
        let next = next_activity([task], meeting);
        links::keep_deal_work(session, id, next, last)
            .await
            .or_problem()?;
    }
    Ok(())
}

/// A change of an activity or task to record.
pub(super) struct Told<'a, T> {
    pub entity: Entity,
    pub id: Uuid,
    pub links: Links,
    pub owner: UserId,
    pub deal_owner: Option<UserId>,
    pub action: &'static str,
    pub before: Option<&'a T>,
    pub after: Option<&'a T>,
}

/// Appends the event of a change. It hangs on the deal, else on the account, else on the contact.
/// Its audience is the owner's; when the deal belongs to somebody else, everybody may know that
/// something happened (never what), because no single owner covers both.
pub(super) async fn tell<T: Serialize>(
    ctx: &Ctx,
    session: &mut Session,
    told: Told<'_, T>,
) -> Result<(), Problem> {
    let links = told.links;
    let shared = told.deal_owner.is_some_and(|owner| owner != told.owner);
    session
        .record(
            ctx.now(),
            Some(ctx.actor.user_id),
            Change {
                entity: told.entity,
                id: told.id,
                parent: links
                    .opportunity
                    .map(Uuid::from)
                    .or(links.account.map(Uuid::from))
                    .or(links.contact.map(Uuid::from)),
                owner: (!shared).then_some(told.owner),
                action: told.action,
                before: told.before,
                after: told.after,
            },
        )
        .await
        .or_problem()?;
    Ok(())
}

/// Who sells the deal of a record the actor may see; nobody when the deal is not theirs to see.
pub(super) async fn deal_owner(
    ctx: &Ctx,
    session: &mut Session,
    id: Option<OpportunityId>,
) -> Result<Option<UserId>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let deal = links::deal(session, &ctx.actor, shared::kernel::Scope::All, id)
        .await
        .or_problem()?;
    Ok(deal.map(|deal| deal.owner))
}
