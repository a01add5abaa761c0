//! The part of the sales organisation a person may look at.

use crate::{Ctx, OrProblem};
use shared::kernel::{Action, Problem, Role, Scope, TeamId, UserId};
use shared::planning::forecast::{NodeId, Rep, Team};
use std::collections::BTreeSet;
use store::Session;
use store::platform::users;

/// Teams and people in view.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    /// Teams in view, by name.
    pub teams: Vec<Team>,
    /// People in view, by name; `active` ones sell and are shown even without numbers.
    pub people: Vec<Rep>,
}

/// One line of the tree with all below it.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The name of the line; empty for everybody.
    pub name: String,
    /// The teams below it.
    pub teams: Vec<Team>,
    /// Its people.
    pub people: Vec<Rep>,
}

impl Organisation {
    /// What the person may see with the right `action`.
    pub(crate) async fn of(
        ctx: &Ctx,
        session: &mut Session,
        action: Action,
    ) -> Result<Self, Problem> {
        let scope = ctx.scope_for(action);
        let visible = users::users_in_scope(session, &ctx.actor, scope)
            .await
            .or_problem()?;
        let teams: Vec<Team> = users::teams(session)
            .await
            .or_problem()?
            .into_iter()
            .map(|(id, name, parent)| Team { id, name, parent })
            .collect();
        let people = users::colleagues(session)
            .await
            .or_problem()?
            .into_iter()
            .filter(|person| visible.as_ref().is_none_or(|ids| ids.contains(&person.id)))
            .map(|person| Rep {
                id: person.id,
                name: person.name,
                team: person.team_id,
                active: person.active
                    && matches!(person.role, Role::Representative | Role::Manager),
            })
            .collect();
        let teams = match (scope, ctx.actor.team_id) {
            (Scope::All, _) => teams,
            (Scope::Team, Some(top)) => {
                let below = with_descendants(&teams, top);
                teams
                    .into_iter()
                    .filter(|team| below.contains(&team.id))
                    .collect()
            }
            _ => Vec::new(),
        };
        Ok(Self { teams, people })
    }

    /// The line `node` with all below it; `None` when it is not in view.
    pub(crate) fn branch(&self, node: NodeId) -> Option<Branch> {
        match node {
            NodeId::Everybody => Some(Branch {
                name: String::new(),
                teams: self.teams.clone(),
                people: self.people.clone(),
            }),
            NodeId::Team(id) => {
                let top = self.teams.iter().find(|team| team.id == id)?;
                let below = with_descendants(&self.teams, id);
                let inside = |team: Option<TeamId>| team.is_some_and(|t| below.contains(&t));
                Some(Branch {
                    name: top.name.clone(),
                    teams: self
                        .teams
                        .iter()
                        .filter(|team| team.id != id && below.contains(&team.id))
                        .cloned()
                        .collect(),
                    people: self
                        .people
                        .iter()
                        .filter(|p| inside(p.team))
                        .cloned()
                        .collect(),
                })
            }
            NodeId::Rep(id) => {
                let person = self.people.iter().find(|person| person.id == id)?;
                Some(Branch {
                    name: person.name.clone(),
                    teams: Vec::new(),
                    people: vec![person.clone()],
                })
            }
        }
    }
}

impl Branch {
    /// The people's ids.
    pub(crate) fn owners(&self) -> Vec<UserId> {
        self.people.iter().map(|person| person.id).collect()
    }
}

fn with_descendants(teams: &[Team], top: TeamId) -> BTreeSet<TeamId> {
    let mut found = BTreeSet::from([top]);
    loop {
        let before = found.len();
        for team in teams {
            if team.parent.is_some_and(|parent| found.contains(&parent)) {
                found.insert(team.id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
