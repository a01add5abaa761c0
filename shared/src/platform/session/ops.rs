//! Requests about oneself.

use crate::kernel::permission::grant;
use crate::kernel::{Action, Actor, Currency, Instant, Role, Scope, SessionId, TeamId, UserId};
use crate::operation;
use crate::platform::fields::CustomField;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The state of a signed-in page, sent with its HTML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Who.
    pub actor: Actor,
    /// Which of the person's sessions this is.
    pub session_id: Option<SessionId>,
    /// The moment the page was made.
    pub now: Instant,
    /// The day it is in the person's time zone.
    pub today: NaiveDate,
    /// The newest event the page's data can contain; live updates start after it.
    pub last_event: i64,
    /// The build of the server; another one means: reload.
    pub build: String,
    /// Sample data is loaded.
    pub sample: bool,
    /// The company's name.
    pub company: String,
    /// The company's currency.
    pub company_currency: Currency,
    /// First month of the fiscal year.
    pub fiscal_first_month: u32,
    /// The fields an administrator added, archived ones included.
    #[serde(default)]
    pub fields: Vec<CustomField>,
    /// The person's role asks for a second factor, and there is none yet: nothing else is open.
    #[serde(default)]
    pub must_enrol: bool,
}

/// Asks for the colleagues and teams of menus and filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPeople {}

/// A colleague.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Team.
    pub team_id: Option<TeamId>,
    /// May own new records.
    pub active: bool,
}

/// A team.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRef {
    /// Which.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// The team above.
    pub parent_id: Option<TeamId>,
}

/// Colleagues and teams, each in order of name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Everybody, inactive ones too (old records name them).
    pub people: Vec<Person>,
    /// All teams.
    pub teams: Vec<TeamRef>,
}

impl People {
    /// Those `actor` may give work to, in order of name: themselves, and active people within their
    /// reach whose role keeps activities.
    #[must_use]
    pub fn assignable(&self, actor: &Actor) -> Vec<&Person> {
        let below = self.teams_below(actor.team_id);
        let reach = actor.scope(Action::AssignOwner);
        self.people
            .iter()
            .filter(|person| {
                let own = person.id == actor.user_id;
                let reached = match reach {
                    Scope::None | Scope::Own => false,
                    Scope::Team => person.team_id.is_some_and(|team| below.contains(&team)),
                    Scope::All => true,
                };
                own || (reached && person.active && keeps_work(person.role))
            })
            .collect()
    }

    /// A team and every team below it.
    fn teams_below(&self, top: Option<TeamId>) -> BTreeSet<TeamId> {
        let mut found: BTreeSet<TeamId> = top.into_iter().collect();
        loop {
            let before = found.len();
            found.extend(
                self.teams
                    .iter()
                    .filter(|team| team.parent_id.is_some_and(|above| found.contains(&above)))
                    .map(|team| team.id)
                    .collect::<Vec<_>>(),
            );
            if found.len() == before {
                return found;
            }
        }
    }
}

/// Whether people of this role keep tasks and activities of their own.
#[must_use]
pub const fn keeps_work(role: Role) -> bool {
    !matches!(grant(role, Action::EditActivity), Scope::None)
}

operation!(ListPeople => People, "session.people", ReadReference);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Lang, Rights, Zone};
    use uuid::Uuid;

    fn team(n: u128) -> TeamId {
        TeamId(Uuid::from_u128(n))
    }
    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }
    fn actor(n: u128, role: Role, team_id: Option<TeamId>) -> Actor {
        Actor {
            role_name: None,
            rights: Rights::of(role),
            user_id: user(n),
            name: String::new(),
            email: String::new(),
            role,
            team_id,
            lang: Lang::En,
            zone: Zone::utc(),
            currency: Currency::EUR,
            theme: String::new(),
            density: String::new(),
        }
    }

    #[test]
    fn work_is_given_to_oneself_and_to_those_within_reach() {
        let person = |n: u128, role, team_id, active| Person {
            id: user(n),
            name: n.to_string(),
            role,
            team_id,
            active,
        };
        let rep = Role::Representative;
        let all = People {
            people: vec![
                person(1, Role::Manager, Some(team(1)), true),
                person(2, rep, Some(team(2)), true),
                person(3, rep, Some(team(2)), false),
                person(4, rep, Some(team(3)), true),
                person(5, Role::Finance, Some(team(2)), true),
            ],
            teams: [(1, None), (2, Some(1)), (3, None)]
                .map(|(id, above): (u128, Option<u128>)| TeamRef {
                    id: team(id),
                    name: String::new(),
                    parent_id: above.map(team),
                })
                .into(),
        };
        let given = |actor: &Actor| -> Vec<UserId> {
            let people = all.assignable(actor);
            people.into_iter().map(|person| person.id).collect()
        };
        let manager = actor(1, Role::Manager, Some(team(1)));
        assert_eq!(given(&manager), [user(1), user(2)]);
        assert_eq!(given(&actor(2, rep, Some(team(2)))), [user(2)]);
        let administrator = actor(9, Role::Administrator, None);
        assert_eq!(given(&administrator), [user(1), user(2), user(4)]);
    }
}
