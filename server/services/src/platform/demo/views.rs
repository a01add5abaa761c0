//! Views the sales manager shared with everybody, and one the manager of another team did.

use super::people::{People, Team};
use super::random::Random;
use shared::kernel::{Instant, Named, TeamId, UserId};
use shared::platform::views::{Object, Sharing, ViewSpec};
use store::platform::views::StoredView;

/// Whose, of what, called what, with which filter, order and group.
const VIEWS: [(Team, Object, &str, &str, &str, &str); 15] = [
    (
        Team::All,
        Object::Opportunities,
        "Clôtures du trimestre",
        "and(state.is(open),close_date.is(this_fiscal_quarter))",
        "",
        "category",
    ),
    (
        Team::All,
        Object::Opportunities,
        "Sans prochaine étape",
        "and(state.is(open),next_step.empty())",
        "-amount",
        "",
    ),
    (
        Team::All,
        Object::Opportunities,
        "Grosses affaires en sommeil",
        "and(state.is(open),stalled.is(yes),amount.ge(20000_EUR))",
        "-amount",
        "owner",
    ),
    (
        Team::NorthernEurope,
        Object::Opportunities,
        "Closing next 30 days",
        "and(state.is(open),close_date.is(next_30_days))",
        "",
        "owner",
    ),
    (
        Team::All,
        Object::Accounts,
        "Clients en France",
        "country.is(FR)",
        "",
        "",
    ),
    (
        Team::All,
        Object::Accounts,
        "Sans affaire en cours",
        "open_deals.is(0)",
        "-updated",
        "industry",
    ),
    (
        Team::All,
        Object::Contacts,
        "Interlocuteurs en France",
        "account.country.is(FR)",
        "",
        "account",
    ),
    (
        Team::All,
        Object::Tasks,
        "En retard dans mon équipe",
        "and(overdue.is(yes),owner.team.is(my_team))",
        "due",
        "owner",
    ),
    (
        Team::NorthernEurope,
        Object::Tasks,
        "Calls this week",
        "and(status.is(open),kind.is(call),due.is(this_week))",
        "due",
        "",
    ),
    (
        Team::All,
        Object::Products,
        "Abonnements logiciels",
        "and(status.is(active),family.is('Meridian Cloud'))",
        "name",
        "unit",
    ),
    (
        Team::NorthernEurope,
        Object::Products,
        "Services we sell",
        "and(status.is(active),family.is(Services))",
        "name",
        "",
    ),
    (
        Team::All,
        Object::Leads,
        "Pistes chaudes à suivre",
        "and(rating.is(hot),status.is(new,contacted,nurturing,qualified))",
        "-created",
        "owner",
    ),
    (
        Team::NorthernEurope,
        Object::Leads,
        "Our leads by status",
        "and(owner.team.is(my_team),status.is(new,contacted,nurturing,qualified))",
        "company",
        "status",
    ),
    (
        Team::All,
        Object::Quotes,
        "Gros devis en attente de réponse",
        "and(state.is(sent,viewed),net.ge(10000_EUR))",
        "-net",
        "owner",
    ),
    (
        Team::NorthernEurope,
        Object::Quotes,
        "Quotes still to send",
        "and(owner.team.is(my_team),state.is(draft,in_approval,approved))",
        "-updated",
        "state",
    ),
];

/// The shared views of the sample company.
pub(super) fn views(people: &People, seed: u64, at: Instant) -> Vec<StoredView> {
    // Numbers of its own: those of the rest stay what they are.
    let mut random = Random::new(seed.wrapping_add(23));
    let owner = |team: Team| -> Option<(UserId, TeamId)> {
        let (id, _) = people.managers.iter().find(|(_, of)| *of == team)?;
        let (team, ..) = people
            .teams
            .iter()
            .find(|(_, name, _)| *name == team.name())?;
        Some((*id, *team))
    };
    VIEWS
        .iter()
        .filter_map(|(team, object, name, filter, sort, group)| {
            let (owner, team) = owner(*team)?;
            Some(StoredView {
                id: random.id(at),
                version: 1,
                object: *object,
                name: (*name).to_owned(),
                sharing: Sharing::Team,
                team_id: Some(team),
                owner: Named::new(owner, String::new()),
                spec: ViewSpec {
                    sort: (*sort).to_owned(),
                    group: (*group).to_owned(),
                    ..ViewSpec::filtered(*filter)
                },
                deleted_at: None,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::VIEWS;
    use shared::platform::views::{Filter, parse_group, parse_sort};

    #[test]
    fn every_view_is_in_order() {
        for (_, object, name, filter, sort, group) in VIEWS {
            assert!(Filter::parse(filter).is_ok(), "{name}");
            assert!(parse_sort(object, sort).is_ok(), "{name}");
            assert!(parse_group(object, group).is_ok(), "{name}");
        }
    }
}
