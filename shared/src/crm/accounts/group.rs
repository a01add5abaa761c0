//! The group an account belongs to: everything under the topmost account above it, with what each part has
//! alone and together with all below it.

use crate::kernel::{AccountId, Currency, Money, search_key};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Most accounts of a group that are shown.
pub const GROUP_MAX: u32 = 500;

/// An account of a group, with what it has alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The account directly above.
    pub parent: Option<AccountId>,
    /// Number of open deals.
    pub open_count: i64,
    /// Their amounts, at most one per currency.
    pub open: Vec<Money>,
    /// Amounts of won deals, at most one per currency.
    pub won: Vec<Money>,
}

/// A line of the group: an account with everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// 0 for the topmost.
    pub depth: u32,
    /// Number of open deals, here and below.
    pub open_count: i64,
    /// Their amounts, one per currency, the largest first.
    pub open: Vec<Money>,
    /// Amounts of won deals, here and below.
    pub won: Vec<Money>,
}

/// The lines of a group, each account before those below it, brothers by name. Currencies are kept apart:
/// nothing is converted. Members that hang under none of the others' roots (a hierarchy damaged by hand) come
/// at the end, each once. `None` when a sum does not fit.
#[must_use]
pub fn roll_up(members: Vec<GroupMember>) -> Option<Vec<GroupLine>> {
    let known: BTreeSet<AccountId> = members.iter().map(|member| member.id).collect();
    let mut below: BTreeMap<Option<AccountId>, Vec<GroupMember>> = BTreeMap::new();
    let mut ids = Vec::with_capacity(members.len());
    for member in members {
        ids.push(member.id);
        let parent = member.parent.filter(|parent| known.contains(parent));
        below.entry(parent).or_default().push(member);
    }
    for brothers in below.values_mut() {
        brothers.sort_by_cached_key(|member| (search_key(&member.name), member.id));
    }
    let mut lines = Vec::with_capacity(ids.len());
    for root in below.remove(&None).unwrap_or_default() {
        lay_out(root, 0, &mut below, &mut lines)?;
    }
    // What is left hangs in a circle: cut where it is met first.
    while let Some((_, mut circle)) = below.pop_first() {
        while let Some(member) = circle.pop() {
            lay_out(member, 0, &mut below, &mut lines)?;
        }
    }
    Some(lines)
}

/// Appends the line of `member` and those below it; answers the place of its line.
fn lay_out(
    member: GroupMember,
    depth: u32,
    below: &mut BTreeMap<Option<AccountId>, Vec<GroupMember>>,
    lines: &mut Vec<GroupLine>,
) -> Option<usize> {
    let place = lines.len();
    let mut open_count = member.open_count;
    let (mut open, mut won) = (Sums::default(), Sums::default());
    open.add(&member.open)?;
    won.add(&member.won)?;
    let id = member.id;
    lines.push(GroupLine {
        id,
        name: member.name,
        depth,
        open_count,
        open: Vec::new(),
        won: Vec::new(),
    });
    // Taken out before going down: a circle ends here.
    for child in below.remove(&Some(id)).unwrap_or_default() {
        let at = lay_out(child, depth + 1, below, lines)?;
        let line = lines.get(at)?;
        open_count = open_count.checked_add(line.open_count)?;
        open.add(&line.open)?;
        won.add(&line.won)?;
    }
    let line = lines.get_mut(place)?;
    line.open_count = open_count;
    line.open = open.list();
    line.won = won.list();
    Some(place)
}

/// Amounts by currency.
#[derive(Default)]
struct Sums(BTreeMap<Currency, i64>);

impl Sums {
    fn add(&mut self, amounts: &[Money]) -> Option<()> {
        for money in amounts {
            let sum = self.0.entry(money.currency).or_insert(0);
            *sum = sum.checked_add(money.minor)?;
        }
        Some(())
    }

    fn list(self) -> Vec<Money> {
        let mut all: Vec<Money> = self
            .0
            .into_iter()
            .map(|(currency, minor)| Money::new(minor, currency))
            .collect();
        all.sort_by_key(|money| std::cmp::Reverse(money.minor));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    fn member(n: u128, name: &str, parent: Option<u128>, euros: i64) -> GroupMember {
        GroupMember {
            id: id(n),
            name: name.to_owned(),
            parent: parent.map(id),
            open_count: 1,
            open: vec![Money::new(euros * 100, Currency::EUR)],
            won: Vec::new(),
        }
    }

    #[test]
    fn each_line_holds_what_is_below_it() {
        let mut abroad = member(4, "Ülm", Some(2), 0);
        abroad.open = vec![Money::new(5, Currency::USD)];
        let lines = roll_up(vec![
            member(3, "Zürich", Some(1), 30),
            member(2, "Éire", Some(1), 20),
            abroad,
            member(1, "Holding", None, 10),
        ])
        .unwrap();
        let seen: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line.name.as_str(),
                    line.depth,
                    line.open_count,
                    line.open.len(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("Holding", 0, 4, 2),
                ("Éire", 1, 2, 2),
                ("Ülm", 2, 1, 1),
                ("Zürich", 1, 1, 1)
            ]
        );
        assert_eq!(
            lines[0].open,
            [
                Money::new(6_000, Currency::EUR),
                Money::new(5, Currency::USD)
            ]
        );
    }

    #[test]
    fn a_circle_and_a_sum_too_large_end() {
        let lines = roll_up(vec![member(1, "A", Some(2), 1), member(2, "B", Some(1), 1)]).unwrap();
        assert_eq!(lines.len(), 2);
        let mut large = member(1, "A", None, 0);
        large.open = vec![Money::new(i64::MAX, Currency::EUR)];
        assert_eq!(roll_up(vec![large, member(2, "B", Some(1), 1)]), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_the_top_holds_all(parents in proptest::collection::vec(0_usize..20, 1..20)) {
            let members: Vec<_> = parents.iter().enumerate().map(|(n, parent)| {
                let above = (n > 0).then(|| (parent % n) as u128 + 1);
                member(n as u128 + 1, &format!("a{parent}"), above, 1)
            }).collect();
            let count = members.len();
            let lines = roll_up(members).unwrap();
            prop_assert_eq!(lines.len(), count);
            prop_assert_eq!(lines[0].open_count, count as i64);
            prop_assert_eq!(lines[0].open[0].minor, count as i64 * 100);
            // Depths never jump down more than one at a time.
            prop_assert!(lines.windows(2).all(|pair| pair[1].depth <= pair[0].depth + 1));
        }
    }
}
