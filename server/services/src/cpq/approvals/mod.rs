//! Approvals: rules, requests, decisions, stand-ins, time limits.

mod absences;
mod by_mail;
mod decide;
mod history;
mod judge;
mod late;
mod read;
mod rules;

pub(crate) use by_mail::offer_link;
pub use by_mail::{LinkPage, Said};
pub(in crate::cpq) use decide::{ask, decide_in, recall, said};
pub(in crate::cpq) use judge::{context_of, context_without_person, judge};
pub(crate) use late::ask_for_unasked;
pub(crate) use rules::ensure_rules;

use crate::platform::jobs::Kinds;
use crate::zone::zone;
use crate::{OrProblem, Registry};
use chrono::Days;
use shared::cpq::approvals::{Organisation, Person};
use shared::kernel::{Instant, Named, Problem, Role, UserId};
use std::collections::BTreeSet;
use store::Session;
use store::cpq::approvals as table;
use store::platform::users;

pub(super) fn register(registry: &mut Registry) {
    registry.add(rules::list);
    registry.add(rules::save);
    registry.add(rules::delete);
    registry.add(rules::restore);
    registry.add(rules::order);
    registry.add(rules::try_rules);
    registry.add(read::list);
    registry.add(read::get);
    registry.add(decide::decide);
    registry.add(absences::list);
    registry.add(absences::save);
    registry.add(absences::delete);
}

pub(super) fn register_jobs(kinds: &mut Kinds) {
    late::register_jobs(kinds);
}

/// Everybody, with their names.
pub(super) struct People {
    pub(super) organisation: Organisation,
    names: Vec<Named<UserId>>,
}

impl People {
    /// As they are at `now`: who is away is counted in the zone of each.
    pub(super) async fn read(session: &mut Session, now: Instant) -> Result<Self, Problem> {
        let colleagues = users::colleagues(session).await.or_problem()?;
        let teams = users::teams(session).await.or_problem()?;
        let today = now.to_utc().date_naive();
        // Zones are at most 14 hours from UTC: the day before and the day after hold all "todays".
        let days = (
            today.checked_sub_days(Days::new(1)).unwrap_or(today),
            today.checked_add_days(Days::new(1)).unwrap_or(today),
        );
        let away = table::away(session, days).await.or_problem()?;
        let away = away
            .into_iter()
            .filter(|away| {
                let here = zone(&away.zone, now).date(now);
                away.from <= here && here <= away.to
            })
            .map(|away| (away.user, away.delegate))
            .collect();
        // Whoever may do everything is kept from nothing by having made an account.
        let administrators: BTreeSet<UserId> = colleagues
            .iter()
            .filter(|one| one.role == Role::Administrator)
            .map(|one| one.id)
            .collect();
        let made_by = colleagues
            .iter()
            .filter_map(|one| one.made_by.map(|maker| (one.id, maker)))
            .filter(|(_, maker)| !administrators.contains(maker))
            .collect();
        Ok(Self {
            names: colleagues
                .iter()
                .map(|one| Named::new(one.id, one.name.clone()))
                .collect(),
            organisation: Organisation {
                people: colleagues
                    .into_iter()
                    .map(|one| Person {
                        id: one.id,
                        role: one.role,
                        team: one.team_id,
                        active: one.active,
                    })
                    .collect(),
                above: teams
                    .into_iter()
                    .map(|(id, _, parent)| (id, parent))
                    .collect(),
                away,
                made_by,
            },
        })
    }

    /// The names of some.
    pub(super) fn named(&self, ids: impl IntoIterator<Item = UserId>) -> Vec<Named<UserId>> {
        ids.into_iter()
            .filter_map(|id| self.names.iter().find(|one| one.id == id).cloned())
            .collect()
    }

    /// Those who would be asked, by name.
    pub(super) fn asked(
        &self,
        approvers: &[shared::cpq::approvals::Approver],
        owner: UserId,
    ) -> Vec<String> {
        let asked: BTreeSet<UserId> = self
            .organisation
            .asked(approvers, owner)
            .into_iter()
            .map(|one| self.organisation.stand_in(one, owner))
            .collect();
        self.named(asked).into_iter().map(|one| one.name).collect()
    }
}
