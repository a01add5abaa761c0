//! Who is asked, who stands in for whom, who is above.

use super::model::{Approver, Escalation};
use crate::kernel::{Role, TeamId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody, as far as approvals know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Role.
    pub role: Role,
    /// Team.
    pub team: Option<TeamId>,
    /// May sign in.
    pub active: bool,
}

/// Everybody, with the tree of teams and who is away today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Everybody, in a fixed order.
    pub people: Vec<Person>,
    /// The team above each team.
    pub above: BTreeMap<TeamId, Option<TeamId>>,
    /// Who is away today, and who decides instead.
    pub away: BTreeMap<UserId, UserId>,
}

impl Organisation {
    fn person(&self, id: UserId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Whether this person is there to decide.
    fn is_active(&self, id: UserId) -> bool {
        self.person(id).is_some_and(|person| person.active)
    }

    fn of(&self, wanted: impl Fn(&Person) -> bool) -> BTreeSet<UserId> {
        let active = self.people.iter().filter(|person| person.active);
        active
            .filter(|person| wanted(person))
            .map(|person| person.id)
            .collect()
    }

    fn administrators(&self) -> BTreeSet<UserId> {
        self.of(|person| person.role == Role::Administrator)
    }

    /// The managers nearest above `user`, none of `without` among them: of their team, else of the
    /// team above it, and so on.
    fn managers_of(&self, user: UserId, without: &BTreeSet<UserId>) -> BTreeSet<UserId> {
        let mut team = self.person(user).and_then(|person| person.team);
        let mut seen = BTreeSet::new();
        while let Some(here) = team.filter(|team| seen.insert(*team)) {
            let managers = self.of(|person| {
                person.role == Role::Manager
                    && person.team == Some(here)
                    && !without.contains(&person.id)
            });
            if !managers.is_empty() {
                return managers;
            }
            team = self.above.get(&here).copied().flatten();
        }
        BTreeSet::new()
    }

    /// Who is asked by `approvers` about a quote of `owner`: never the owner, unless there is nobody
    /// else. Empty only in a company without anybody.
    #[must_use]
    pub fn asked(&self, approvers: &[Approver], owner: UserId) -> BTreeSet<UserId> {
        let own = BTreeSet::from([owner]);
        let mut found: BTreeSet<UserId> = approvers
            .iter()
            .flat_map(|approver| match approver {
                Approver::Manager => self.managers_of(owner, &own),
                Approver::Finance => self.of(|person| person.role == Role::Finance),
                Approver::Administrator => self.administrators(),
                Approver::User(id) => self.of(|person| person.id == *id),
                Approver::Team(team) => self.of(|person| person.team == Some(*team)),
            })
            .collect();
        let only_owner = found == own;
        found.remove(&owner);
        if found.is_empty() && !only_owner {
            // Those asked are gone: operations decide.
            found = self.administrators();
            found.remove(&owner);
        }
        if found.is_empty() && self.is_active(owner) {
            return own;
        }
        found
    }

    /// Who decides for `approver` today: the delegate of whoever is away, and so on. A chain that
    /// turns in a circle, ends at the owner or at somebody who has left leaves it with the approver.
    #[must_use]
    pub fn stand_in(&self, approver: UserId, owner: UserId) -> UserId {
        let mut seen = BTreeSet::from([approver]);
        let mut present = approver;
        while let Some(next) = self.away.get(&present) {
            if !seen.insert(*next) {
                return approver;
            }
            present = *next;
        }
        if self.is_active(present) && (present != owner || approver == owner) {
            present
        } else {
            approver
        }
    }

    /// Who may decide for `approver` once the time limit has passed.
    #[must_use]
    pub fn superiors(
        &self,
        approver: UserId,
        owner: UserId,
        escalation: Escalation,
    ) -> BTreeSet<UserId> {
        let without = BTreeSet::from([approver, owner]);
        let mut found = match escalation {
            Escalation::Manager => self.managers_of(approver, &without),
            Escalation::Administrator => BTreeSet::new(),
        };
        if found.is_empty() {
            found = self.administrators();
            found.retain(|id| !without.contains(id));
        }
        found
    }

    /// Whether somebody asked can no longer decide.
    #[must_use]
    pub fn has_left(&self, id: UserId) -> bool {
        !self.is_active(id)
    }
}
