//! What a conflict teaches: the clause of the first unique implication point, and the pushed or
//! assumed literals behind a refusal.

use super::lit::Lit;
use super::solver::{Conflict, LEARNT, Reason, Solver};

const RESCALE: f64 = 1e100;
const DECAY: f64 = 0.95;

impl Solver {
    pub(super) fn bump_var(&mut self, var: usize) {
        self.activity[var] += self.bump;
        if self.activity[var] > RESCALE {
            for activity in &mut self.activity {
                *activity /= RESCALE;
            }
            self.bump /= RESCALE;
        }
        self.heap.raised(var as u32, &self.activity);
    }

    /// The literals of `reason` other than the one it is the reason of.
    fn antecedents(&self, of: Lit, reason: Reason, into: &mut Vec<Lit>) {
        into.clear();
        match reason {
            Reason::Decision | Reason::Unit => {}
            Reason::Binary(lit) => into.push(!lit),
            Reason::Clause(at) => into.extend(
                self.clause(at)
                    .iter()
                    .map(|lit| Lit::from_index(*lit))
                    .filter(|lit| *lit != of),
            ),
        }
    }

    fn conflict_lits(&self, conflict: &Conflict, into: &mut Vec<Lit>) {
        into.clear();
        match conflict {
            Conflict::Pair(a, b) => into.extend([*a, *b]),
            Conflict::Clause(at) => {
                into.extend(self.clause(*at).iter().map(|lit| Lit::from_index(*lit)));
            }
        }
    }

    /// Settled whatever is pushed.
    fn at_root(&self, lit: Lit) -> bool {
        let var = lit.var() as usize;
        self.level[var] == 0 || self.reason[var] == Reason::Unit
    }

    /// Leaves the learnt clause in `self.learnt` (asserting literal first, then one of the level to
    /// go back to) and returns that level.
    pub(super) fn analyze(&mut self, conflict: &Conflict) -> usize {
        let current = self.limits.len() as u32;
        let mut learnt = vec![Lit::from_index(0)];
        let mut lits = Vec::new();
        let mut marked = Vec::new();
        self.conflict_lits(conflict, &mut lits);
        let (mut open, mut at) = (0, self.trail.len());
        loop {
            for lit in &lits {
                let var = lit.var() as usize;
                if self.seen[var] || self.at_root(*lit) {
                    continue;
                }
                self.seen[var] = true;
                marked.push(var);
                self.bump_var(var);
                if self.level[var] >= current {
                    open += 1;
                } else {
                    learnt.push(*lit);
                }
            }
            let pivot = loop {
                at -= 1;
                let lit = self.trail[at];
                if self.seen[lit.var() as usize] {
                    break lit;
                }
            };
            open -= 1;
            if open == 0 {
                learnt[0] = !pivot;
                break;
            }
            self.seen[pivot.var() as usize] = false;
            self.antecedents(pivot, self.reason[pivot.var() as usize], &mut lits);
        }
        self.minimise(&mut learnt, &mut lits);
        for var in marked {
            self.seen[var] = false;
        }
        self.bump /= DECAY;
        let mut back = 0;
        if learnt.len() > 1 {
            let highest = (1..learnt.len())
                .max_by_key(|at| self.level[learnt[*at].var() as usize])
                .unwrap_or(1);
            learnt.swap(1, highest);
            back = self.level[learnt[1].var() as usize] as usize;
        }
        self.learnt = learnt;
        back
    }

    /// Drops literals that the others imply in one step.
    fn minimise(&self, learnt: &mut Vec<Lit>, lits: &mut Vec<Lit>) {
        let mut kept = 1;
        for at in 1..learnt.len() {
            let lit = learnt[at];
            let reason = self.reason[lit.var() as usize];
            let implied = reason != Reason::Decision && {
                self.antecedents(!lit, reason, lits);
                lits.iter()
                    .all(|other| self.seen[other.var() as usize] || self.at_root(*other))
            };
            if !implied {
                learnt[kept] = lit;
                kept += 1;
            }
        }
        learnt.truncate(kept);
    }

    /// Adds the learnt clause and sets its asserting literal; the trail is already back.
    pub(super) fn learn(&mut self) {
        let learnt = std::mem::take(&mut self.learnt);
        match learnt.as_slice() {
            [] => {}
            [only] => {
                if self.limits.is_empty() {
                    self.enqueue(*only, Reason::Unit);
                } else {
                    self.units.push(*only);
                    self.enqueue(*only, Reason::Unit);
                }
            }
            [first, second] => {
                self.add_binary(*first, *second);
                self.enqueue(*first, Reason::Binary(!*second));
            }
            _ => {
                let glue = self.glue(&learnt);
                let at = self.attach(&learnt, LEARNT | glue);
                self.enqueue(learnt[0], Reason::Clause(at));
            }
        }
    }

    /// How many levels a clause spans.
    fn glue(&mut self, clause: &[Lit]) -> u32 {
        self.stamp_now += 1;
        let mut glue = 0;
        for lit in clause {
            let level = self.level[lit.var() as usize] as usize;
            if self.stamp.len() <= level {
                self.stamp.resize(level + 1, 0);
            }
            if self.stamp[level] != self.stamp_now {
                self.stamp[level] = self.stamp_now;
                glue += 1;
            }
        }
        glue
    }

    /// The pushed and assumed literals from which `conflict` follows, into `self.core`.
    pub(super) fn blame(&mut self, conflict: &Conflict) {
        let mut lits = Vec::new();
        self.conflict_lits(conflict, &mut lits);
        self.core.clear();
        self.blame_lits(lits);
    }

    /// The same for a `refused` assumption, which is false; it is part of the core.
    pub(super) fn blame_refusal(&mut self, refused: Lit) {
        self.core.clear();
        self.core.push(refused);
        self.blame_lits(vec![refused]);
    }

    fn blame_lits(&mut self, mut lits: Vec<Lit>) {
        let mut marked = Vec::new();
        let mut at = self.trail.len();
        loop {
            for lit in &lits {
                let var = lit.var() as usize;
                if !self.seen[var] && !self.at_root(*lit) {
                    self.seen[var] = true;
                    marked.push(var);
                }
            }
            let pivot = loop {
                if at == 0 {
                    break None;
                }
                at -= 1;
                let lit = self.trail[at];
                if self.seen[lit.var() as usize] {
                    break Some(lit);
                }
            };
            let Some(pivot) = pivot else { break };
            let reason = self.reason[pivot.var() as usize];
            if reason == Reason::Decision {
                self.core.push(pivot);
            }
            self.antecedents(pivot, reason, &mut lits);
        }
        for var in marked {
            self.seen[var] = false;
        }
        self.core.sort_unstable();
        self.core.dedup();
    }
}
