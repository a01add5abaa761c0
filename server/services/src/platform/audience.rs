//! Who may hear of which event: the live stream of pages and the interface's events ask the same.

use crate::{Ctx, OrProblem, Registry, Services};
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{Action, Actor, Problem, Scope, UserId};
use shared::platform::api::{EVENTS_MAX, EventPage, ListEvents};
use shared::work::timeline::history::{FieldChange, changes};
use std::collections::{BTreeMap, BTreeSet};
use store::{Published, Session};
use uuid::Uuid;

/// On PostgreSQL a lower number may be saved after a higher one: what is younger than this waits, so
/// that nobody who counts numbers misses it.
const SETTLED_MS: i64 = 2_000;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
}

async fn list(ctx: Ctx, request: ListEvents) -> Result<EventPage, Problem> {
    let audience = Audience::of(ctx.services(), ctx.actor.clone())
        .await
        .or_problem()?;
    let limit = request.limit.clamp(1, EVENTS_MAX);
    let mut session = ctx.read().await?;
    let mut events = store::events_after(&mut session, request.after, i64::from(limit) + 1)
        .await
        .or_problem()?;
    if session.is_postgres() {
        let young = |published: &Published| published.event.at.0 > ctx.now().0 - SETTLED_MS;
        let settled = events.iter().position(young).unwrap_or(events.len());
        events.truncate(settled);
    }
    let more = events.len() > limit as usize;
    events.truncate(limit as usize);
    let last = events.last();
    let last = last.map_or(request.after, |published| published.event.seq);
    events.retain(|published| audience.may_hear(published));
    let mut found = BTreeMap::new();
    if request.changes {
        let read = events.iter().filter(|one| audience.may_read(one));
        let read: Vec<i64> = read.map(|published| published.event.seq).collect();
        found = changed(&mut session, &read).await?;
    }
    Ok(EventPage {
        last,
        more,
        events: events
            .into_iter()
            .map(|published| published.event)
            .collect(),
        changes: found,
    })
}

/// The fields these events changed, those of administrators as `custom.<key>`.
pub(super) async fn changed(
    session: &mut Session,
    events: &[i64],
) -> Result<BTreeMap<i64, Vec<FieldChange>>, Problem> {
    if events.is_empty() {
        return Ok(BTreeMap::new());
    }
    let facts = store::facts_of(session, events).await.or_problem()?;
    Ok(facts
        .into_iter()
        .map(|(seq, before, after)| {
            let mut found = changes(before.as_deref(), after.as_deref());
            for change in &mut found {
                // What is written of a product lies in one part of it, and is called as everywhere.
                if let Some(name) = change.field.strip_prefix("draft.") {
                    change.field = name.to_owned();
                }
            }
            (seq, found)
        })
        .collect())
}

/// Whether an event is about a record that programs keep a copy of: they are told the names of its fields that
/// changed.
pub(super) const fn tells_facts(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Account
            | Entity::Contact
            | Entity::Lead
            | Entity::Opportunity
            | Entity::Quote
            | Entity::Task
            | Entity::Product
    )
}

/// Whose records this person may hear of.
pub struct Audience {
    /// Those of these people; of everybody when `None`.
    users: Option<BTreeSet<UserId>>,
    /// Deals of others they are on the team of.
    deals: BTreeSet<Uuid>,
    actor: Actor,
}

impl Audience {
    /// Whose audience it is.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The audience of a person now.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn of(services: &Services, actor: Actor) -> Result<Self, store::StoreError> {
        let mut session = services.store().read().await?;
        let scope = actor.scope(Action::ViewOpportunity);
        let users = store::platform::users::users_in_scope(&mut session, &actor, scope).await?;
        let deals =
            store::deals::opportunities::deals_of_member(&mut session, actor.user_id).await?;
        Ok(Self {
            users: users.map(|users| users.into_iter().collect()),
            deals: deals.into_iter().map(|id| id.0).collect(),
            actor,
        })
    }

    /// Whether this person may see the record itself, not only hear of it: what an event changed is
    /// content. Who has just lost a record is told no more of it.
    fn may_read(&self, published: &Published) -> bool {
        let action = match published.event.entity {
            Entity::Account | Entity::Contact => Action::ViewAccount,
            Entity::Lead => Action::ViewLead,
            Entity::Opportunity => Action::ViewOpportunity,
            Entity::Quote => Action::ViewQuote,
            Entity::Task => Action::ViewActivity,
            // Costs are among what is written of a product.
            Entity::Product => return self.actor.may(Action::ViewMargin),
            _ => return false,
        };
        let scope = self.actor.scope(action);
        if scope == Scope::None || scope == Scope::All {
            return scope == Scope::All;
        }
        let member = deal_of(&published.event).is_some_and(|deal| self.deals.contains(&deal));
        let reaches = scope >= self.actor.scope(Action::ViewOpportunity);
        // A task on the deal of somebody else is nobody's in the log: everybody may hear of it, not what it says.
        let unowned = published.event.entity != Entity::Task;
        let held = published.owner.map_or(unowned, |owner| self.holds(owner));
        member || (reaches && held)
    }

    fn holds(&self, owner: UserId) -> bool {
        owner == self.actor.user_id
            || self
                .users
                .as_ref()
                .is_none_or(|users| users.contains(&owner))
    }

    /// Accounts and reference data are everybody's; owned records are their scope's, deals also those
    /// of their team, and of whoever has just lost them: an event tells no content, and reading asks
    /// again.
    ///
    /// What people are told of, and their tokens, concern nobody else, whoever leads them.
    #[must_use]
    pub fn may_hear(&self, published: &Published) -> bool {
        match published.event.entity {
            Entity::Session => return self.actor.may(Action::ViewAudit),
            Entity::Job | Entity::Export => return self.actor.may(Action::ManageSystem),
            Entity::IdentityProvider => return self.actor.may(Action::ManageUsers),
            Entity::Notification | Entity::ApiToken => {
                return published.owner == Some(self.actor.user_id);
            }
            Entity::Lead if !self.actor.may(Action::ViewLead) => return false,
            Entity::Quote if !self.actor.may(Action::ViewQuote) => return false,
            Entity::Activity | Entity::Task if !self.actor.may(Action::ViewActivity) => {
                return false;
            }
            Entity::Quota if !self.actor.may(Action::ViewForecast) => return false,
            _ => {}
        }
        let open = matches!(
            published.event.entity,
            Entity::Account
                | Entity::Contact
                | Entity::Product
                | Entity::PriceBook
                | Entity::Pipeline
                | Entity::Company
                | Entity::Team
                | Entity::User
        );
        open || published.owner.is_none_or(|owner| self.holds(owner))
            || published
                .former_owner
                .is_some_and(|owner| self.holds(owner))
            || deal_of(&published.event).is_some_and(|deal| self.deals.contains(&deal))
    }
}

/// The deal an event is about, or hangs on.
fn deal_of(event: &LiveEvent) -> Option<Uuid> {
    match event.entity {
        Entity::Opportunity => Some(event.id),
        Entity::Activity | Entity::Task | Entity::Quote => event.parent,
        _ => None,
    }
}

/// What an event may change for somebody who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Nothing.
    None,
    /// Whose records they hear of: people and teams are arranged otherwise.
    Audience,
    /// Who they are and whether they still hear anything: their rights, their session, their token.
    Person,
}

/// What an event may change for `listener`. Events are saved with what they tell of, so whoever looks again when
/// one comes sees it: what was taken away is heard of no more from the next event on.
#[must_use]
pub fn bearing(published: &Published, listener: UserId) -> Bearing {
    let own = published.owner == Some(listener);
    let event = &published.event;
    match event.entity {
        Entity::Role | Entity::Import | Entity::IdentityProvider => Bearing::Person,
        Entity::User if event.id == listener.0 => Bearing::Person,
        Entity::Session | Entity::ApiToken if own => Bearing::Person,
        Entity::User | Entity::Team => Bearing::Audience,
        Entity::Opportunity if event.action == "team_edited" => Bearing::Audience,
        _ => Bearing::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::kernel::Instant;

    #[test]
    fn what_concerns_the_listener_is_looked_at_again() {
        let (me, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let event = |entity, id: UserId, owner: Option<UserId>, action: &str| Published {
            event: LiveEvent {
                seq: 1,
                at: Instant(0),
                entity,
                id: id.0,
                parent: None,
                about: Vec::new(),
                action: action.to_owned(),
                actor: None,
            },
            owner,
            former_owner: None,
        };
        for (entity, id, owner, action, expected) in [
            (Entity::Role, other, None, "edited", Bearing::Person),
            (Entity::Import, other, None, "finished", Bearing::Person),
            (
                Entity::IdentityProvider,
                other,
                None,
                "edited",
                Bearing::Person,
            ),
            (
                Entity::User,
                me,
                Some(me),
                "sessions_ended",
                Bearing::Person,
            ),
            (Entity::User, me, None, "edited", Bearing::Person),
            (Entity::User, other, None, "edited", Bearing::Audience),
            (Entity::Team, other, None, "edited", Bearing::Audience),
            (
                Entity::Session,
                other,
                Some(me),
                "signed_out",
                Bearing::Person,
            ),
            (
                Entity::Session,
                other,
                Some(other),
                "signed_out",
                Bearing::None,
            ),
            (
                Entity::ApiToken,
                other,
                Some(me),
                "revoked",
                Bearing::Person,
            ),
            (
                Entity::ApiToken,
                other,
                Some(other),
                "revoked",
                Bearing::None,
            ),
            (Entity::Company, other, None, "edited", Bearing::None),
            (
                Entity::Opportunity,
                other,
                Some(other),
                "team_edited",
                Bearing::Audience,
            ),
            (
                Entity::Opportunity,
                other,
                Some(me),
                "edited",
                Bearing::None,
            ),
        ] {
            let found = bearing(&event(entity, id, owner, action), me);
            assert_eq!(found, expected, "{entity:?} {action}");
        }
    }
}
