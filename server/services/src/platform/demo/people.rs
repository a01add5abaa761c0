//! The people of the sample company: three teams with their managers, operations and finance.

use super::random::Random;
use shared::kernel::{Currency, Instant, Lang, Role, TeamId, UserId};
use store::platform::bulk::UserRow;

/// Domain of their addresses; `example` is reserved (RFC 2606), so no mail ever leaves.
pub(super) const DOMAIN: &str = "meridian.example";
/// Everybody's password.
pub const PASSWORD: &str = "meridian-demo";

/// A team of the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Team {
    All,
    France,
    NorthernEurope,
    KeyAccounts,
}

impl Team {
    pub(super) const SELLING: [Team; 3] = [Team::France, Team::NorthernEurope, Team::KeyAccounts];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Team::All => "Sales · Ventes",
            Team::France => "France",
            Team::NorthernEurope => "Northern Europe",
            Team::KeyAccounts => "Key Accounts",
        }
    }
}

/// One line per person: name, role, team, language, skill in per cent of the average.
const PEOPLE: [(&str, Role, Option<Team>, Lang, i64); 19] = [
    ("Inès Caron", Role::Administrator, None, Lang::Fr, 0),
    ("Paul Lemoine", Role::Finance, None, Lang::Fr, 0),
    (
        "Hélène Marchand",
        Role::Manager,
        Some(Team::All),
        Lang::Fr,
        0,
    ),
    (
        "Marc Delorme",
        Role::Manager,
        Some(Team::France),
        Lang::Fr,
        0,
    ),
    (
        "Emma Clarke",
        Role::Manager,
        Some(Team::NorthernEurope),
        Lang::En,
        0,
    ),
    (
        "Thomas Weiss",
        Role::Manager,
        Some(Team::KeyAccounts),
        Lang::En,
        0,
    ),
    (
        "Léa Fontaine",
        Role::Representative,
        Some(Team::France),
        Lang::Fr,
        128,
    ),
    (
        "Hugo Bernard",
        Role::Representative,
        Some(Team::France),
        Lang::Fr,
        104,
    ),
    (
        "Nadia Benali",
        Role::Representative,
        Some(Team::France),
        Lang::Fr,
        115,
    ),
    (
        "Julien Roche",
        Role::Representative,
        Some(Team::France),
        Lang::Fr,
        76,
    ),
    (
        "Chloé Perrin",
        Role::Representative,
        Some(Team::France),
        Lang::Fr,
        92,
    ),
    (
        "Oliver Hughes",
        Role::Representative,
        Some(Team::NorthernEurope),
        Lang::En,
        110,
    ),
    (
        "Sofia Lindqvist",
        Role::Representative,
        Some(Team::NorthernEurope),
        Lang::En,
        121,
    ),
    (
        "Jan de Vries",
        Role::Representative,
        Some(Team::NorthernEurope),
        Lang::En,
        84,
    ),
    (
        "Aoife Byrne",
        Role::Representative,
        Some(Team::NorthernEurope),
        Lang::En,
        97,
    ),
    (
        "Antoine Mercier",
        Role::Representative,
        Some(Team::KeyAccounts),
        Lang::Fr,
        118,
    ),
    (
        "Claire Dubois",
        Role::Representative,
        Some(Team::KeyAccounts),
        Lang::Fr,
        101,
    ),
    (
        "Daniel Fischer",
        Role::Representative,
        Some(Team::KeyAccounts),
        Lang::En,
        88,
    ),
    (
        "Priya Nair",
        Role::Representative,
        Some(Team::KeyAccounts),
        Lang::En,
        107,
    ),
];

/// Whose logins the sign-in page offers.
const LOGINS: [&str; 4] = ["Léa Fontaine", "Marc Delorme", "Inès Caron", "Paul Lemoine"];

/// A login of the demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Name.
    pub name: &'static str,
    /// Sign-in address.
    pub email: String,
    /// Role.
    pub role: Role,
}

/// The logins to print: a representative, a manager, the administrator, finance.
#[must_use]
pub fn logins() -> Vec<Login> {
    let of = |name: &&'static str| {
        let person = PEOPLE.iter().find(|person| person.0 == *name)?;
        Some(Login {
            name: person.0,
            email: address(person.0),
            role: person.1,
        })
    };
    LOGINS.iter().filter_map(of).collect()
}

fn address(name: &str) -> String {
    let key = shared::kernel::search_key(name).replace(' ', ".");
    format!("{key}@{DOMAIN}")
}

/// A person who sells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rep {
    pub(super) id: UserId,
    pub(super) team: Team,
    pub(super) lang: Lang,
    pub(super) skill: i64,
}

/// Everybody, and the teams.
pub(super) struct People {
    pub(super) users: Vec<UserRow>,
    /// Teams from the top down: id, name, parent.
    pub(super) teams: Vec<(TeamId, &'static str, Option<TeamId>)>,
    pub(super) reps: Vec<Rep>,
    pub(super) managers: Vec<(UserId, Team)>,
}

impl People {
    pub(super) fn reps_of(&self, team: Team) -> Vec<Rep> {
        self.reps
            .iter()
            .copied()
            .filter(|rep| rep.team == team)
            .collect()
    }
}

pub(super) fn people(random: &mut Random, founded: Instant, password_hash: &str) -> People {
    let root = TeamId(random.id(founded));
    let mut teams = vec![(root, Team::All.name(), None)];
    let mut ids = vec![(Team::All, root)];
    for team in Team::SELLING {
        let id = TeamId(random.id(founded));
        teams.push((id, team.name(), Some(root)));
        ids.push((team, id));
    }
    let mut people = People {
        users: Vec::new(),
        teams,
        reps: Vec::new(),
        managers: Vec::new(),
    };
    for (name, role, team, lang, skill) in PEOPLE {
        let id = UserId(random.id(founded));
        let team_id = ids
            .iter()
            .find(|(known, _)| Some(*known) == team)
            .map(|(_, id)| *id);
        people.users.push(UserRow {
            id,
            email: address(name),
            name: name.to_owned(),
            role: role.code(),
            team_id,
            password_hash: password_hash.to_owned(),
            language: lang.tag(),
            time_zone: "Europe/Paris".to_owned(),
            currency: Currency::EUR,
            theme: "system",
            density: "comfortable",
            active: true,
            sample: true,
            created_at: founded,
            version: 1,
        });
        match (role, team) {
            (Role::Representative, Some(team)) => people.reps.push(Rep {
                id,
                team,
                lang,
                skill,
            }),
            (Role::Manager, Some(team)) => people.managers.push((id, team)),
            _ => {}
        }
    }
    people
}
