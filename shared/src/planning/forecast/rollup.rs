//! The table: sums per person, rolled up the tree of teams.

use super::model::{CellFilter, Column, ColumnMode, DealFact, NodeId, Rep, Team, Totals};
use crate::kernel::{DaySpan, TeamId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which line.
    pub node: NodeId,
    /// The line above it in the tree; `None` for the first.
    pub parent: Option<NodeId>,
    /// Name to show; empty for [`NodeId::Everybody`], whose name is in the catalogue.
    pub name: String,
    /// 0 for the first line, then one more a level.
    pub depth: u32,
    /// Whether lines lie below it.
    pub expandable: bool,
    /// The sums.
    pub totals: Totals,
    /// The people it sums, in the order of the table.
    pub owners: Vec<UserId>,
}

/// The whole table, in the order it is shown: each team, then its people, then the teams below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollUp {
    /// First and last day of the period.
    pub span: DaySpan,
    /// The lines; the first is the sum of everybody in view.
    pub rows: Vec<Row>,
}

impl RollUp {
    /// The line of `node`.
    #[must_use]
    pub fn row(&self, node: NodeId) -> Option<&Row> {
        self.rows.iter().find(|row| row.node == node)
    }

    /// The lines worth showing: without the first when it only repeats the one below it.
    #[must_use]
    pub fn shown(&self) -> Vec<Row> {
        let below: Vec<&Row> = self.rows.iter().filter(|row| row.depth == 1).collect();
        match below.as_slice() {
            [only] => {
                let top = only.node;
                self.rows
                    .iter()
                    .skip(1)
                    .map(|row| Row {
                        depth: row.depth - 1,
                        parent: row.parent.filter(|_| row.node != top),
                        ..row.clone()
                    })
                    .collect()
            }
            _ => self.rows.clone(),
        }
    }

    /// What opens the deals behind a cell of `node`.
    #[must_use]
    pub fn filter(&self, node: NodeId, column: Column, mode: ColumnMode) -> Option<CellFilter> {
        self.row(node).map(|row| CellFilter {
            owners: row.owners.clone(),
            span: self.span,
            column,
            mode,
        })
    }
}

/// Sums `deals` and `quotas` (minor units, by person) over `span` per person and per team.
///
/// People in no team of `teams` stand directly below the first line. A person appears when active,
/// or with a deal or a quota in the period. A deal or quota of somebody not in `reps` is outside the
/// view and counts nowhere. Teams whose parent is not in `teams` stand at the top; teams that would
/// form a circle are cut where the circle closes.
#[must_use]
pub fn roll_up(
    span: DaySpan,
    teams: &[Team],
    reps: &[Rep],
    deals: &[DealFact],
    quotas: &BTreeMap<UserId, i64>,
) -> RollUp {
    let mut sums: BTreeMap<UserId, Totals> =
        reps.iter().map(|rep| (rep.id, Totals::default())).collect();
    let mut busy: BTreeSet<UserId> = BTreeSet::new();
    for deal in deals {
        if let (Some(sum), Some(bucket)) = (sums.get_mut(&deal.owner), deal.bucket(span)) {
            sum.add_deal(bucket, deal);
            busy.insert(deal.owner);
        }
    }
    for (owner, quota) in quotas {
        if let Some(sum) = sums.get_mut(owner) {
            sum.quota = Some(*quota);
            busy.insert(*owner);
        }
    }
    let tree = Tree::new(teams, reps, &sums, &busy);
    let mut rows = Vec::new();
    tree.emit(
        NodeId::Everybody,
        None,
        "",
        0,
        &mut rows,
        &mut BTreeSet::new(),
    );
    RollUp { span, rows }
}

/// The tree as children by parent, sorted by name, then id.
struct Tree<'a> {
    teams: BTreeMap<Option<TeamId>, Vec<&'a Team>>,
    reps: BTreeMap<Option<TeamId>, Vec<&'a Rep>>,
    sums: &'a BTreeMap<UserId, Totals>,
}

impl<'a> Tree<'a> {
    fn new(
        teams: &'a [Team],
        reps: &'a [Rep],
        sums: &'a BTreeMap<UserId, Totals>,
        busy: &BTreeSet<UserId>,
    ) -> Self {
        let known: BTreeSet<TeamId> = teams.iter().map(|team| team.id).collect();
        let mut by_parent: BTreeMap<Option<TeamId>, Vec<&Team>> = BTreeMap::new();
        let rootless = circular(teams);
        for team in teams {
            let parent = team
                .parent
                .filter(|parent| known.contains(parent) && !rootless.contains(&team.id));
            by_parent.entry(parent).or_default().push(team);
        }
        let mut by_team: BTreeMap<Option<TeamId>, Vec<&Rep>> = BTreeMap::new();
        for rep in reps {
            if rep.active || busy.contains(&rep.id) {
                let team = rep.team.filter(|team| known.contains(team));
                by_team.entry(team).or_default().push(rep);
            }
        }
        for list in by_parent.values_mut() {
            list.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        }
        for list in by_team.values_mut() {
            list.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        }
        Self {
            teams: by_parent,
            reps: by_team,
            sums,
        }
    }

    /// Writes the line of `node` and all below it; returns its sums and people.
    fn emit(
        &self,
        node: NodeId,
        parent: Option<NodeId>,
        name: &str,
        depth: u32,
        rows: &mut Vec<Row>,
        seen: &mut BTreeSet<TeamId>,
    ) -> (Totals, Vec<UserId>) {
        let at = rows.len();
        rows.push(Row {
            node,
            parent,
            name: name.to_owned(),
            depth,
            expandable: false,
            totals: Totals::default(),
            owners: Vec::new(),
        });
        let mut totals = Totals::default();
        let mut owners = Vec::new();
        if let NodeId::Rep(id) = node {
            totals = self.sums.get(&id).copied().unwrap_or_default();
            owners.push(id);
        } else {
            let key = match node {
                NodeId::Team(team) => Some(team),
                _ => None,
            };
            let mut take = |(sum, people): (Totals, Vec<UserId>)| {
                totals.add(&sum);
                owners.extend(people);
            };
            for rep in self.reps.get(&key).into_iter().flatten() {
                take(self.emit(
                    NodeId::Rep(rep.id),
                    Some(node),
                    &rep.name,
                    depth + 1,
                    rows,
                    seen,
                ));
            }
            for team in self.teams.get(&key).into_iter().flatten() {
                if seen.insert(team.id) {
                    take(self.emit(
                        NodeId::Team(team.id),
                        Some(node),
                        &team.name,
                        depth + 1,
                        rows,
                        seen,
                    ));
                }
            }
        }
        let expandable = rows.len() > at + 1;
        if let Some(row) = rows.get_mut(at) {
            row.totals = totals;
            row.owners.clone_from(&owners);
            row.expandable = expandable;
        }
        (totals, owners)
    }
}

/// The first team of each circle (by id), which is then treated as having no parent.
fn circular(teams: &[Team]) -> BTreeSet<TeamId> {
    let parents: BTreeMap<TeamId, Option<TeamId>> =
        teams.iter().map(|team| (team.id, team.parent)).collect();
    let mut found = BTreeSet::new();
    for team in teams {
        let mut path = vec![team.id];
        let mut at = team.id;
        while let Some(Some(up)) = parents.get(&at).copied() {
            if let Some(start) = path.iter().position(|step| *step == up) {
                if let Some(first) = path.iter().skip(start).min() {
                    found.insert(*first);
                }
                break;
            }
            path.push(up);
            at = up;
        }
    }
    found
}

#[cfg(test)]
mod tests;
