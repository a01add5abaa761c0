//! What a user or a team must be.

use super::model::{TeamView, UserFacts};
use crate::kernel::{Issue, TeamId};
use std::collections::{BTreeMap, BTreeSet};

/// The shortest password, in characters (NIST SP 800-63B, 5.1.1.1).
pub const PASSWORD_MIN: usize = 8;
/// The longest password: more would only cost time to hash.
pub const PASSWORD_MAX: usize = 200;
/// The longest name of a user or team, in characters.
pub const NAME_MAX: usize = 120;

/// What is wrong with a user's facts.
#[must_use]
pub fn check_user(facts: &UserFacts) -> Vec<Issue> {
    let mut issues = check_name(&facts.name);
    let local_and_domain = facts.email.split_once('@');
    let plausible = local_and_domain.is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    if facts.email.trim().is_empty() {
        issues.push(Issue::error("required", "email"));
    } else if !plausible || facts.email.len() > 254 || facts.email.contains(char::is_whitespace) {
        issues.push(Issue::error("invalid_email", "email"));
    }
    issues
}

/// What is wrong with a name.
#[must_use]
pub fn check_name(name: &str) -> Vec<Issue> {
    if name.trim().is_empty() {
        vec![Issue::error("required", "name")]
    } else if name.chars().count() > NAME_MAX {
        vec![Issue::error("too_long", "name").with("max", NAME_MAX)]
    } else {
        Vec::new()
    }
}

/// What is wrong with a password.
#[must_use]
pub fn check_password(password: &str) -> Vec<Issue> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        vec![Issue::error("password_too_short", "password").with("min", PASSWORD_MIN)]
    } else if length > PASSWORD_MAX {
        vec![Issue::error("too_long", "password").with("max", PASSWORD_MAX)]
    } else {
        Vec::new()
    }
}

/// What is wrong with putting team `id` below `parent`: a team cannot be below itself.
#[must_use]
pub fn check_team(
    name: &str,
    id: TeamId,
    parent: Option<TeamId>,
    teams: &[TeamView],
) -> Vec<Issue> {
    let mut issues = check_name(name);
    let parents: BTreeMap<TeamId, Option<TeamId>> =
        teams.iter().map(|team| (team.id, team.parent_id)).collect();
    let mut seen = BTreeSet::new();
    let mut above = parent;
    while let Some(team) = above {
        if team == id || !seen.insert(team) {
            issues.push(Issue::error("cycle", "parent_id"));
            break;
        }
        match parents.get(&team) {
            Some(next) => above = *next,
            None => {
                issues.push(Issue::error("not_found", "parent_id"));
                break;
            }
        }
    }
    issues
}

/// Every pair (ancestor, descendant) of the tree, each team with itself included.
#[must_use]
pub fn closure(teams: &[(TeamId, Option<TeamId>)]) -> Vec<(TeamId, TeamId)> {
    let parents: BTreeMap<TeamId, Option<TeamId>> = teams.iter().copied().collect();
    let mut pairs = Vec::new();
    for (id, _) in teams {
        let mut seen = BTreeSet::new();
        let mut above = Some(*id);
        while let Some(ancestor) = above.filter(|ancestor| seen.insert(*ancestor)) {
            pairs.push((ancestor, *id));
            above = parents.get(&ancestor).copied().flatten();
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Currency, Lang, Role};

    fn team(n: u8) -> TeamId {
        TeamId::new(1, [n; 10])
    }

    fn facts(name: &str, email: &str) -> UserFacts {
        UserFacts {
            name: name.into(),
            email: email.into(),
            role: Role::Representative,
            role_id: None,
            team_id: None,
            lang: Lang::Fr,
            time_zone: "Europe/Paris".into(),
            currency: Currency::EUR,
            active: true,
        }
    }

    #[test]
    fn a_user_needs_a_name_and_a_plausible_address() {
        assert!(check_user(&facts("Léa", "lea@example.com")).is_empty());
        for (name, email, field) in [
            ("", "lea@example.com", "name"),
            ("Léa", "lea", "email"),
            ("Léa", "@example.com", "email"),
            ("Léa", "a b@example.com", "email"),
            ("Léa", "", "email"),
        ] {
            let issues = check_user(&facts(name, email));
            assert_eq!(issues.len(), 1, "{name} {email}");
            assert_eq!(issues[0].field.as_deref(), Some(field));
        }
    }

    #[test]
    fn a_team_is_never_below_itself() {
        let view = |n, parent: Option<u8>| TeamView {
            id: team(n),
            name: "t".into(),
            parent_id: parent.map(team),
            members: 0,
            version: 1,
        };
        let teams = [view(1, None), view(2, Some(1)), view(3, Some(2))];
        assert!(check_team("t", team(3), Some(team(1)), &teams).is_empty());
        assert_eq!(
            check_team("t", team(1), Some(team(3)), &teams)[0].code,
            "cycle"
        );
        assert_eq!(
            check_team("t", team(1), Some(team(1)), &teams)[0].code,
            "cycle"
        );
        assert_eq!(
            check_team("t", team(1), Some(team(9)), &teams)[0].code,
            "not_found"
        );
    }

    #[test]
    fn the_closure_has_every_ancestor_once() {
        let pairs = closure(&[
            (team(1), None),
            (team(2), Some(team(1))),
            (team(3), Some(team(2))),
        ]);
        assert_eq!(pairs.len(), 6);
        assert!(pairs.contains(&(team(1), team(3))));
        assert!(!pairs.contains(&(team(3), team(1))));
    }
}
