//! Use cases of affiliations, of how contacts stand to each other, and of the map of an account.
//!
//! Whoever may change one of the two records may say what there is between them; both must be theirs
//! to see.

mod affiliations;
mod map;
mod people;

pub(super) use affiliations::affiliates;

use super::owner::require_edit;
use crate::{Ctx, OrProblem, Registry, conflict, refuse_errors};
use shared::crm::contacts::ContactFacts;
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Action, ContactId, Issue, Named, Problem, ProblemKind, UserId};
use std::collections::BTreeSet;
use store::crm::contacts::StoredContact;
use store::crm::{accounts, contacts};
use store::platform::users::users_in_scope;
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(affiliations::list);
    registry.add(affiliations::get);
    registry.add(affiliations::save);
    registry.add(affiliations::delete);
    registry.add(affiliations::make_primary);
    registry.add(people::list);
    registry.add(people::get);
    registry.add(people::save);
    registry.add(people::delete);
    registry.add(map::map);
}

/// The owners whose records the actor may treat in a way: asked for once, for many records.
struct Owners(Option<BTreeSet<UserId>>);

impl Owners {
    async fn of(ctx: &Ctx, session: &mut Session, action: Action) -> Result<Self, Problem> {
        let ids = users_in_scope(session, &ctx.actor, ctx.scope_for(action))
            .await
            .or_problem()?;
        Ok(Self(ids.map(|ids| ids.into_iter().collect())))
    }

    fn has(&self, owner: UserId) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(&owner))
    }

    fn has_one(&self, owners: [UserId; 2]) -> bool {
        owners.into_iter().any(|owner| self.has(owner))
    }
}

/// Refuses unless the actor may change a record of one of these owners.
async fn require_one(ctx: &Ctx, session: &mut Session, owners: [UserId; 2]) -> Result<(), Problem> {
    if Owners::of(ctx, session, Action::EditAccount)
        .await?
        .has_one(owners)
    {
        Ok(())
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}

/// Whether records of this owner are the actor's to see.
async fn sees(ctx: &Ctx, session: &mut Session, owner: UserId) -> Result<bool, Problem> {
    Ok(Owners::of(ctx, session, Action::ViewAccount)
        .await?
        .has(owner))
}

fn unknown(field: &'static str) -> Problem {
    Problem::because(Issue::error("unknown_record", field))
}

/// A contact that is there and the actor's to see, named by `field` of a request.
async fn contact(
    ctx: &Ctx,
    session: &mut Session,
    id: ContactId,
    field: &'static str,
) -> Result<StoredContact, Problem> {
    let stored = contacts::get(session, id).await.or_problem()?;
    match stored {
        Some(stored)
            if stored.deleted_at.is_none() && sees(ctx, session, stored.facts.owner_id).await? =>
        {
            Ok(stored)
        }
        _ => Err(unknown(field)),
    }
}

/// The owner and the name of an account that is there and the actor's to see.
async fn account(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
) -> Result<(UserId, Named<AccountId>), Problem> {
    let stored = accounts::get(session, id).await.or_problem()?;
    match stored {
        Some(stored)
            if stored.deleted_at.is_none() && sees(ctx, session, stored.facts.owner_id).await? =>
        {
            Ok((stored.facts.owner_id, Named::new(id, stored.facts.name)))
        }
        _ => Err(unknown("account_id")),
    }
}

/// Says it in the contact's history; `parent` is the other record, whose pages hear of it, too.
async fn record<T: serde::Serialize>(
    ctx: &Ctx,
    session: &mut Session,
    (contact, parent): (ContactId, Uuid),
    action: &str,
    (before, after): (Option<&T>, Option<&T>),
) -> Result<(), Problem> {
    let change = Change {
        entity: Entity::Contact,
        id: contact.0,
        parent: Some(parent),
        // Everybody may read contacts.
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

/// Gives a contact these facts, whose version is still `version`, and says so in its history.
async fn edit_contact(
    ctx: &Ctx,
    session: &mut Session,
    before: &StoredContact,
    after: &ContactFacts,
) -> Result<(), Problem> {
    require_edit(ctx, session, before.facts.owner_id).await?;
    refuse_errors(shared::crm::contacts::check_contact(after))?;
    let saved = contacts::update(session, before.id, before.version, after, ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(Problem::of(ProblemKind::Conflict));
    }
    let sides = (Some(&before.facts), Some(after));
    super::contacts::record(ctx, session, before.id, "edited", sides.0, sides.1).await
}
