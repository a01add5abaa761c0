//! Forgetting: learnt clauses that served little are dropped so that memory and time stay bounded.

use super::lit::Lit;
use super::solver::{DROPPED, HEAD, LEARNT, Reason, Solver, Watch};

impl Solver {
    /// Drops about half of the learnt clauses when there are too many: those that span the most
    /// levels. Clauses that are the reason of a literal stay.
    pub(super) fn forget(&mut self) {
        if self.learnts.len() < self.max_learnts {
            return;
        }
        let mut by_glue: Vec<(u32, u32)> = self
            .learnts
            .iter()
            .map(|at| (self.arena[*at as usize + 1] & !(LEARNT | DROPPED), *at))
            .collect();
        // Best first; among equals the youngest.
        by_glue.sort_unstable_by_key(|(glue, at)| (*glue, u32::MAX - at));
        let keep = self.learnts.len() / 2;
        for (glue, at) in by_glue.into_iter().skip(keep) {
            let first = Lit::from_index(self.arena[at as usize + HEAD]);
            let locked = self.values[first.index()] > 0
                && self.reason[first.var() as usize] == Reason::Clause(at);
            if glue > 2 && !locked {
                self.arena[at as usize + 1] |= DROPPED;
                self.wasted += self.arena[at as usize] as usize + HEAD;
            }
        }
        let arena = &self.arena;
        let alive = |at: u32| arena[at as usize + 1] & DROPPED == 0;
        self.learnts.retain(|at| alive(*at));
        for watches in &mut self.watches {
            watches.retain(|watch| alive(watch.clause));
        }
        self.max_learnts += self.max_learnts / 20;
        if self.wasted > self.arena.len() / 3 {
            self.compact();
        }
    }

    /// Moves the clauses together.
    fn compact(&mut self) {
        let old = std::mem::take(&mut self.arena);
        let mut moved = old.clone();
        let mut arena = Vec::with_capacity(old.len() - self.wasted);
        let mut at = 0;
        while at < old.len() {
            let size = old[at] as usize + HEAD;
            if old[at + 1] & DROPPED == 0 {
                moved[at] = arena.len() as u32;
                arena.extend_from_slice(&old[at..at + size]);
            }
            at += size;
        }
        let to = |at: &mut u32| *at = moved[*at as usize];
        self.learnts.iter_mut().for_each(to);
        for occurs in &mut self.occurs {
            occurs.iter_mut().for_each(to);
        }
        for watches in &mut self.watches {
            for Watch { clause, .. } in watches {
                to(clause);
            }
        }
        for lit in &self.trail {
            if let Reason::Clause(at) = &mut self.reason[lit.var() as usize] {
                to(at);
            }
        }
        self.arena = arena;
        self.wasted = 0;
    }
}
