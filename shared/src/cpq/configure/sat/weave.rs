//! Changing a solution by hand: makes one more literal true in a known solution by following only what
//! the change breaks, without search. Fast and often enough; where it fails the search decides.

use super::lit::Lit;
use super::solver::Solver;
use super::{bit, put_bit};

/// Literals changed for one aim before it is given up.
const MAX_CHANGES: usize = 400;
/// Clauses looked at for one aim before it is given up.
const MAX_LOOKS: usize = 4_000;

/// A solution being changed.
pub struct Weave {
    /// The solution, a bit per variable.
    pub solution: Vec<u64>,
    /// Variables that may not change.
    pub locked: Vec<u64>,
    /// Variables that need not be tried again: for the caller.
    pub tried: Vec<u64>,
    changes: Vec<Lit>,
    looks: usize,
}

impl Weave {
    /// Starts from a solution that satisfies what is pushed; what is settled is locked.
    #[must_use]
    pub fn new(solver: &Solver, solution: &[u64]) -> Self {
        let mut locked = vec![0; solution.len()];
        for lit in &solver.trail {
            put_bit(&mut locked, lit.var() as usize, true);
        }
        Self {
            solution: solution.to_vec(),
            tried: vec![0; locked.len()],
            locked,
            changes: Vec::new(),
            looks: 0,
        }
    }

    fn holds(&self, lit: Lit) -> bool {
        bit(&self.solution, lit.var() as usize) == lit.positive()
    }

    /// May become true.
    fn free(&self, lit: Lit) -> bool {
        !bit(&self.locked, lit.var() as usize)
    }

    /// Changes the solution so that `lit` holds; the literals changed, or `None` and no change.
    /// `welcome` are literals that are better changed than others.
    pub fn make(
        &mut self,
        solver: &Solver,
        lit: Lit,
        welcome: impl Fn(Lit) -> bool,
    ) -> Option<&[Lit]> {
        self.changes.clear();
        self.looks = 0;
        let done = self.change(lit) && self.settle(solver, welcome);
        for changed in &self.changes {
            let var = changed.var() as usize;
            put_bit(&mut self.locked, var, false);
            if !done {
                put_bit(&mut self.solution, var, !changed.positive());
            }
        }
        done.then_some(&self.changes)
    }

    /// Makes a literal true and keeps it so during this aim.
    fn change(&mut self, lit: Lit) -> bool {
        if self.holds(lit) {
            return true;
        }
        if !self.free(lit) || self.changes.len() >= MAX_CHANGES {
            return false;
        }
        put_bit(&mut self.solution, lit.var() as usize, lit.positive());
        put_bit(&mut self.locked, lit.var() as usize, true);
        self.changes.push(lit);
        true
    }

    fn settle(&mut self, solver: &Solver, welcome: impl Fn(Lit) -> bool) -> bool {
        let mut next = 0;
        while let Some(lit) = self.changes.get(next).copied() {
            next += 1;
            for group in &solver.groups_of[lit.index()] {
                let group = *group as usize;
                let members =
                    solver.group_start[group] as usize..solver.group_start[group + 1] as usize;
                for other in &solver.members[members] {
                    if *other != lit && self.holds(*other) && !self.change(!*other) {
                        return false;
                    }
                }
            }
            for other in &solver.binary[lit.index()] {
                if !self.change(*other) {
                    return false;
                }
            }
            for at in &solver.occurs[(!lit).index()] {
                self.looks += 1;
                let mut best: Option<(Lit, bool, usize)> = None;
                let mut holds = false;
                for other in solver.clause(*at) {
                    let other = Lit::from_index(*other);
                    if self.holds(other) {
                        holds = true;
                        break;
                    }
                    if !self.free(other) {
                        continue;
                    }
                    // The welcome first, then what breaks the fewest pairs.
                    let pairs = &solver.binary[other.index()];
                    let breaks = pairs.iter().filter(|pair| !self.holds(**pair)).count();
                    let better = best.is_none_or(|(_, was, than)| {
                        let welcome = welcome(other);
                        welcome && !was || welcome == was && breaks < than
                    });
                    if better {
                        best = Some((other, welcome(other), breaks));
                    }
                }
                if holds {
                    continue;
                }
                match best {
                    Some((other, ..)) if self.looks < MAX_LOOKS && self.change(other) => {}
                    _ => return false,
                }
            }
        }
        true
    }
}
