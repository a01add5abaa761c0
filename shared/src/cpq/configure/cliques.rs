//! Finds "at most one of these" among pairs that exclude each other: one group instead of the square
//! of its size in clauses.

use super::sat::Lit;

/// Groups smaller than this stay clauses.
const SMALLEST: usize = 4;

/// Neighbours looked at before the rest stays clauses: some tenths of a second.
const MAX_WORK: usize = 20_000_000;

/// Splits `pairs` (literals that may not both be true) into groups of at least four literals that all
/// exclude each other, and the pairs that are in no group. Greedy, with
/// bounded work.
#[must_use]
pub fn groups(vars: u32, pairs: &[(Lit, Lit)]) -> (Vec<Vec<Lit>>, Vec<(Lit, Lit)>) {
    let mut neighbours: Vec<Vec<Lit>> = vec![Vec::new(); 2 * vars as usize];
    for (a, b) in pairs {
        neighbours[a.index()].push(*b);
        neighbours[b.index()].push(*a);
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    let mut order: Vec<u32> = (0..2 * vars)
        .filter(|lit| neighbours[*lit as usize].len() + 1 >= SMALLEST)
        .collect();
    order.sort_by_key(|lit| neighbours[*lit as usize].len());
    // By literal: the groups it is in, so that a pair is known to be covered.
    let mut groups_of: Vec<Vec<u32>> = vec![Vec::new(); 2 * vars as usize];
    let mut groups: Vec<Vec<Lit>> = Vec::new();
    let covered = |groups_of: &[Vec<u32>], a: Lit, b: Lit| {
        let (short, long) = (&groups_of[a.index()], &groups_of[b.index()]);
        short.iter().any(|group| long.contains(group))
    };
    let mut work = 0;
    for first in order {
        let first = Lit::from_index(first);
        // Start from a pair that no group has yet.
        while let Some(second) = neighbours[first.index()]
            .iter()
            .find(|other| !covered(&groups_of, first, **other))
            .copied()
        {
            work += neighbours[first.index()].len();
            let mut group = vec![first, second];
            let mut candidates = common(&neighbours[first.index()], &neighbours[second.index()]);
            while let Some(next) = candidates.pop() {
                group.push(next);
                work += candidates.len();
                candidates = common(&candidates, &neighbours[next.index()]);
            }
            if group.len() < SMALLEST {
                break;
            }
            group.sort_unstable();
            for lit in &group {
                groups_of[lit.index()].push(groups.len() as u32);
            }
            groups.push(group);
            if work > MAX_WORK {
                break;
            }
        }
        if work > MAX_WORK {
            break;
        }
    }
    let rest = pairs
        .iter()
        .filter(|(a, b)| !covered(&groups_of, *a, *b))
        .copied()
        .collect();
    (groups, rest)
}

/// What two sorted lists have in common.
fn common(a: &[Lit], b: &[Lit]) -> Vec<Lit> {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short
        .iter()
        .filter(|lit| long.binary_search(lit).is_ok())
        .copied()
        .collect()
}
