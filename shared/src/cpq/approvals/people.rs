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
    /// Who made whose account, administrators left out: whoever may do everything is kept from nothing by
    /// this, the others could decide about themselves with a second account.
    pub made_by: BTreeMap<UserId, UserId>,
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

    /// Who began the making of an account: its maker, or theirs, and so on.
    fn origin(&self, user: UserId) -> UserId {
        let mut seen = BTreeSet::from([user]);
        let mut at = user;
        while let Some(maker) = self.made_by.get(&at).filter(|maker| seen.insert(**maker)) {
            at = *maker;
        }
        at
    }

    /// Who decides nothing about a quote of `owner`: themselves, and everybody whose account comes from the same
    /// hand. A person and the accounts they made count as one.
    fn barred(&self, owner: UserId) -> BTreeSet<UserId> {
        let origin = self.origin(owner);
        let made = self
            .made_by
            .iter()
            .flat_map(|(account, maker)| [*account, *maker]);
        made.filter(|one| self.origin(*one) == origin)
            .chain([owner])
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
    /// else, and nobody who counts as one with the owner by the making of their accounts: those above, or
    /// operations, are asked in their place. Empty only in a company without anybody.
    #[must_use]
    pub fn asked(&self, approvers: &[Approver], owner: UserId) -> BTreeSet<UserId> {
        let own = BTreeSet::from([owner]);
        let barred = self.barred(owner);
        let mut found: BTreeSet<UserId> = approvers
            .iter()
            .flat_map(|approver| match approver {
                Approver::Manager => self.managers_of(owner, &barred),
                Approver::Finance => self.of(|person| person.role == Role::Finance),
                Approver::Administrator => self.administrators(),
                Approver::User(id) => self.of(|person| person.id == *id),
                Approver::Team(team) => self.of(|person| person.team == Some(*team)),
            })
            .collect();
        let only_owner = found == own;
        found.retain(|id| !barred.contains(id));
        if found.is_empty() && !only_owner {
            // Those asked are gone: operations decide.
            found = self.administrators();
            found.retain(|id| !barred.contains(id));
        }
        if found.is_empty() && self.is_active(owner) {
            return own;
        }
        found
    }

    /// Who decides for `approver` today: the delegate of whoever is away, and so on. A chain that
    /// turns in a circle, ends at somebody who counts as one with the owner or has left leaves it with the
    /// approver.
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
        if self.is_active(present) && (!self.barred(owner).contains(&present) || approver == owner)
        {
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
        let mut without = self.barred(owner);
        without.insert(approver);
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
