//! The people around an account, and who stands under whom.

use super::bond::Acquaintance;
use super::model::{RelationKind, Strength};
use crate::kernel::{AccountId, ContactId, Named};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where somebody on the map belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapPlace {
    /// The account is the person's own one.
    Own,
    /// Affiliated with the account.
    Affiliated,
    /// Elsewhere, and on the map for a relation with somebody there.
    Elsewhere(Option<Named<AccountId>>),
}

/// Somebody on the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapPerson {
    /// Who.
    pub id: ContactId,
    /// First and last name.
    pub name: String,
    /// The title there, or empty.
    pub title: String,
    /// Where the person belongs.
    pub place: MapPlace,
    /// Words of the parts in open deals the reader may see (`crm.buying_role.<code>`).
    pub roles: Vec<String>,
    /// Colleagues, who knows the person best first.
    pub known_by: Vec<Acquaintance>,
}

/// A line of the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRelation {
    /// From whom.
    pub from: ContactId,
    /// To whom.
    pub to: ContactId,
    /// How they stand.
    pub kind: RelationKind,
    /// How strongly.
    pub strength: Strength,
}

/// Everybody around an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleMap {
    /// The account.
    pub account: Named<AccountId>,
    /// The people, by name.
    pub people: Vec<MapPerson>,
    /// How they stand to each other.
    pub relations: Vec<MapRelation>,
    /// People there who are not on the map because it would be too large.
    pub left_out: i64,
}

impl PeopleMap {
    /// Somebody on the map.
    #[must_use]
    pub fn person(&self, id: ContactId) -> Option<&MapPerson> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The manager of each who has one on the map; of several, as damaged data may say, the first.
    fn managers(&self) -> BTreeMap<ContactId, ContactId> {
        let mut managers = BTreeMap::new();
        for line in &self.relations {
            let known = self.person(line.from).is_some() && self.person(line.to).is_some();
            if line.kind == RelationKind::ReportsTo && line.from != line.to && known {
                managers.entry(line.from).or_insert(line.to);
            }
        }
        managers
    }
}

/// Somebody in the order of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartLine {
    /// Who.
    pub id: ContactId,
    /// How many stand above.
    pub depth: u32,
    /// The one directly above.
    pub manager: Option<ContactId>,
}

/// Everybody once: those without a manager in the order of the map, each followed by those who report
/// to them. People caught in a circle, which damaged data may have, come last, as if it were cut.
#[must_use]
pub fn chart(map: &PeopleMap) -> Vec<ChartLine> {
    let managers = map.managers();
    let mut lines = Vec::with_capacity(map.people.len());
    let mut met = BTreeSet::new();
    let free = map
        .people
        .iter()
        .filter(|person| !managers.contains_key(&person.id));
    for root in free.chain(&map.people) {
        let mut waiting = vec![ChartLine {
            id: root.id,
            depth: 0,
            manager: None,
        }];
        while let Some(line) = waiting.pop() {
            if !met.insert(line.id) {
                continue;
            }
            lines.push(line);
            let under = map
                .people
                .iter()
                .rev()
                .filter(|person| managers.get(&person.id) == Some(&line.id));
            waiting.extend(under.map(|person| ChartLine {
                id: person.id,
                depth: line.depth + 1,
                manager: Some(line.id),
            }));
        }
    }
    lines
}
