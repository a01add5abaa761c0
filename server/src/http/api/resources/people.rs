//! Colleagues and teams. No password is taken here: a new colleague is invited and chooses one.

use crate::http::api::book::{Book, Listed, whole};
use crate::http::api::resources::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::kernel::{Instant, TeamId, UserId};
use shared::platform::access::InvitePerson;
use shared::platform::people::{
    DeleteTeam, Directory, GetDirectory, SaveTeam, SaveUser, TeamView, UserFacts, UserView,
};
use shared::platform::session::{ListPeople, People, Person, TeamRef};

/// A colleague as the administration sees one.
#[derive(Serialize, JsonSchema)]
struct User {
    /// Who.
    id: UserId,
    facts: UserFacts,
    /// A password is set.
    can_sign_in: bool,
    /// Until when the open invitation is good.
    invited_until: Option<Instant>,
    /// A second factor is set up.
    second_factor: bool,
    /// Signs in with an account elsewhere.
    linked: bool,
    /// Last use of any session.
    last_seen_at: Option<Instant>,
    /// For optimistic locking.
    version: i64,
}

impl From<UserView> for User {
    fn from(view: UserView) -> Self {
        Self {
            id: view.id,
            facts: view.facts,
            can_sign_in: view.can_sign_in,
            invited_until: view.invited_until,
            second_factor: view.second_factor,
            linked: view.linked,
            last_seen_at: view.last_seen_at,
            version: view.version,
        }
    }
}

/// What is said of a team.
#[derive(Serialize, Deserialize, JsonSchema)]
struct TeamFacts {
    /// Name.
    name: String,
    /// The team above.
    parent_id: Option<TeamId>,
}

fn users(book: &mut Book) {
    book.list(
        "users",
        ("UserRow", &[]),
        Vec::new(),
        |_, _| Ok(ListPeople {}),
        |people: People, _| -> Listed<Person> { whole(people.people) },
    );
    book.listed(
        ("users", "User"),
        &["facts"],
        || GetDirectory {},
        |all: Directory, id| all.users.into_iter().find(|user| user.id.0 == id),
        User::from,
    )
    .read()
    .create_by(
        &["name", "email", "role"],
        |call| {
            json!({
                "lang": call.actor.lang, "time_zone": call.actor.zone.name,
                "currency": call.actor.currency, "active": true, "team_id": null, "role_id": null
            })
        },
        |id, facts: UserFacts| SaveUser {
            id: id.into(),
            version: 0,
            facts,
            password: None,
        },
        |_| None,
    )
    .update_by(
        |view| view.facts.clone(),
        |view, facts: UserFacts| SaveUser {
            id: view.id,
            version: view.version,
            facts,
            password: None,
        },
        |_| None,
    )
    .act_by(
        "invite",
        "Mail a colleague a link to choose a password",
        |view, _: Nothing| InvitePerson { id: view.id },
        |_| None,
    );
}

pub fn add(book: &mut Book) {
    users(book);
    book.list(
        "teams",
        ("TeamRow", &[]),
        Vec::new(),
        |_, _| Ok(ListPeople {}),
        |people: People, _| -> Listed<TeamRef> { whole(people.teams) },
    );
    book.listed(
        ("teams", "Team"),
        &[],
        || GetDirectory {},
        |all: Directory, id| all.teams.into_iter().find(|team| team.id.0 == id),
        |team: TeamView| team,
    )
    .read()
    .create_by(
        &["name"],
        |_| json!({ "parent_id": null }),
        |id, facts: TeamFacts| SaveTeam {
            id: id.into(),
            version: 0,
            name: facts.name,
            parent_id: facts.parent_id,
        },
        |_| None,
    )
    .update_by(
        |team| TeamFacts {
            name: team.name.clone(),
            parent_id: team.parent_id,
        },
        |team, facts: TeamFacts| SaveTeam {
            id: team.id,
            version: team.version,
            name: facts.name,
            parent_id: facts.parent_id,
        },
        |_| None,
    )
    .delete(|team| DeleteTeam {
        id: team.id,
        version: team.version,
    });
}
