//! Answering a question: is there a solution with what is pushed and these assumptions?

use super::budget::{Budget, Stopped};
use super::lit::Lit;
use super::solver::{Conflict, Reason, Solver};
use super::{bit, put_bit};

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a solution: `Solver::model`.
    Sat,
    /// There is none: `Solver::core` says which literals cannot hold together.
    Unsat,
}

/// A known solution to stay near to, and what would be welcome in the next one.
#[derive(Clone, Copy)]
pub struct Near<'a> {
    /// A solution of the constraints (not necessarily of what is pushed), a bit per variable.
    pub solution: &'a [u64],
    /// Variables that would better be true, a bit per variable.
    pub welcome_true: &'a [u64],
    /// Variables that would better be false, a bit per variable.
    pub welcome_false: &'a [u64],
}

/// Conflicts after which staying near a solution is given up for the ordinary search.
const NEAR_CONFLICTS: u64 = 200;
const RESTART_UNIT: u64 = 64;

/// Where the check of a near solution stands.
struct Check {
    /// Next place of the trail to look at.
    next: usize,
    /// What `next` was when each level above the base was made.
    at_level: Vec<usize>,
}

impl Solver {
    /// Is there a solution with everything pushed and all of `assumed`? Leaves the pushed levels as
    /// they were; what follows from them may have grown.
    ///
    /// # Errors
    /// [`Stopped`] when the budget ended first.
    pub fn solve(
        &mut self,
        assumed: &[Lit],
        near: Option<Near<'_>>,
        budget: &mut Budget<'_>,
    ) -> Result<Verdict, Stopped> {
        self.questions += 1;
        self.core.clear();
        if !self.ok {
            return Ok(Verdict::Unsat);
        }
        let base = self.limits.len();
        let before = self.propagations;
        let verdict = match near {
            Some(near) => match self.solve_near(assumed, near, budget) {
                Ok(Some(verdict)) => Ok(verdict),
                Ok(None) => self.solve_whole(assumed, Some(near), budget),
                Err(stopped) => Err(stopped),
            },
            None => self.solve_whole(assumed, None, budget),
        };
        self.cancel_until(base);
        if base == 0 {
            self.pop_to(0);
        }
        budget.spend(1 + (self.propagations - before) / 64)?;
        verdict
    }

    /// Learns from a conflict above `base` and goes back, never below `base`; false when the
    /// conflict does not depend on anything above it.
    fn resolve(&mut self, conflict: &Conflict, base: usize) -> bool {
        self.conflicts += 1;
        if self.limits.len() <= base {
            self.blame(conflict);
            if base == 0 {
                self.ok = false;
            }
            return false;
        }
        let back = self.analyze(conflict);
        self.cancel_until(back.max(base));
        self.learn();
        true
    }

    /// Makes the next assumption a level. `Some(false)`: it is refused; `None`: none is left.
    fn assume_next(&mut self, assumed: &[Lit], base: usize) -> Option<bool> {
        let lit = *assumed.get(self.limits.len() - base)?;
        match self.value(lit) {
            Some(false) => {
                self.blame_refusal(lit);
                return Some(false);
            }
            Some(true) => self.new_level(),
            None => {
                self.new_level();
                self.enqueue(lit, Reason::Decision);
            }
        }
        Some(true)
    }

    /// Changes a known solution only where the question breaks it. `Ok(None)`: too many conflicts.
    fn solve_near(
        &mut self,
        assumed: &[Lit],
        near: Near<'_>,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Verdict>, Stopped> {
        let base = self.limits.len();
        let give_up = self.conflicts + NEAR_CONFLICTS;
        let mut check = Check {
            next: 0,
            at_level: Vec::new(),
        };
        let mut steps = self.propagations;
        loop {
            if let Some(conflict) = self.propagate() {
                if !self.resolve(&conflict, base) {
                    return Ok(Some(Verdict::Unsat));
                }
                check.back(self.limits.len() - base);
                if self.conflicts >= give_up {
                    self.cancel_until(base);
                    return Ok(None);
                }
                budget.spend(self.propagations - steps)?;
                steps = self.propagations;
                continue;
            }
            if self.limits.len() - base < assumed.len() {
                check.at_level.push(check.next);
                if self.assume_next(assumed, base) == Some(false) {
                    return Ok(Some(Verdict::Unsat));
                }
                continue;
            }
            let Some(at) = self.first_broken(near.solution, &mut check.next) else {
                self.model.clear();
                self.model.extend_from_slice(near.solution);
                for lit in &self.trail {
                    put_bit(&mut self.model, lit.var() as usize, lit.positive());
                }
                budget.spend(self.propagations - steps)?;
                return Ok(Some(Verdict::Sat));
            };
            match self.pick(at, near) {
                Some((lit, true)) => self.enqueue(lit, Reason::Clause(at)),
                Some((lit, false)) => {
                    check.at_level.push(check.next);
                    self.new_level();
                    self.enqueue(lit, Reason::Decision);
                }
                // Propagation would have met it; the ordinary search needs no such trust.
                None => {
                    self.cancel_until(base);
                    return Ok(None);
                }
            }
        }
    }

    /// The first given clause that the trail breaks in `solution`. Binary clauses and groups need no
    /// look: propagation has made them true.
    fn first_broken(&self, solution: &[u64], next: &mut usize) -> Option<u32> {
        let holds = |lit: Lit| match self.values[lit.index()] {
            0 => bit(solution, lit.var() as usize) == lit.positive(),
            value => value > 0,
        };
        while *next < self.trail.len() {
            let lit = self.trail[*next];
            if bit(solution, lit.var() as usize) != lit.positive() {
                for at in &self.occurs[(!lit).index()] {
                    if !self
                        .clause(*at)
                        .iter()
                        .any(|lit| holds(Lit::from_index(*lit)))
                    {
                        return Some(*at);
                    }
                }
            }
            *next += 1;
        }
        None
    }

    /// An open literal of a broken clause, the welcome and then the active first, and whether it is
    /// the only one.
    fn pick(&self, at: u32, near: Near<'_>) -> Option<(Lit, bool)> {
        let mut best: Option<(Lit, bool, f64)> = None;
        let mut open = 0;
        for lit in self.clause(at) {
            let lit = Lit::from_index(*lit);
            if self.values[lit.index()] != 0 {
                continue;
            }
            open += 1;
            let var = lit.var() as usize;
            let welcome = if lit.positive() {
                bit(near.welcome_true, var)
            } else {
                bit(near.welcome_false, var)
            };
            let activity = self.activity[var];
            if best.is_none_or(|(_, was, than)| (welcome, activity) > (was, than)) {
                best = Some((lit, welcome, activity));
            }
        }
        best.map(|(lit, ..)| (lit, open == 1))
    }

    /// The ordinary search: decides every variable.
    fn solve_whole(
        &mut self,
        assumed: &[Lit],
        near: Option<Near<'_>>,
        budget: &mut Budget<'_>,
    ) -> Result<Verdict, Stopped> {
        let base = self.limits.len();
        if let Some(near) = near {
            for var in 0..self.vars() {
                self.phase[var] = bit(near.welcome_true, var)
                    || bit(near.solution, var) && !bit(near.welcome_false, var);
            }
        }
        let (mut restarts, mut until_restart) = (0, RESTART_UNIT);
        let mut steps = self.propagations;
        loop {
            if let Some(conflict) = self.propagate() {
                if !self.resolve(&conflict, base) {
                    return Ok(Verdict::Unsat);
                }
                until_restart = until_restart.saturating_sub(1);
                budget.spend(1 + self.propagations - steps)?;
                steps = self.propagations;
                continue;
            }
            if until_restart == 0 {
                restarts += 1;
                until_restart = RESTART_UNIT * luby(restarts);
                self.cancel_until(base);
                self.forget();
                continue;
            }
            match self.assume_next(assumed, base) {
                Some(true) => continue,
                Some(false) => return Ok(Verdict::Unsat),
                None => {}
            }
            let Some(var) = self.next_open() else {
                self.model.clear();
                self.model.resize(self.vars().div_ceil(64), 0);
                for lit in &self.trail {
                    put_bit(&mut self.model, lit.var() as usize, lit.positive());
                }
                budget.spend(self.propagations - steps)?;
                return Ok(Verdict::Sat);
            };
            let lit = Lit::new(var, self.phase[var as usize]);
            self.new_level();
            self.enqueue(lit, Reason::Decision);
        }
    }

    fn next_open(&mut self) -> Option<u32> {
        while let Some(var) = self.heap.pop(&self.activity) {
            if self.values[Lit::new(var, true).index()] == 0 {
                return Some(var);
            }
        }
        None
    }

    /// Words of memory held by clauses, for limits.
    #[must_use]
    pub fn clause_words(&self) -> usize {
        self.arena.len() - self.wasted
    }
}

impl Check {
    /// After going back to `level` levels above the base: what later levels had satisfied may be
    /// broken again.
    fn back(&mut self, level: usize) {
        if let Some(next) = self.at_level.get(level) {
            self.next = *next;
            self.at_level.truncate(level);
        }
    }
}

/// 1 1 2 1 1 2 4 …: the `index`-th term, from 1 (Luby, Sinclair, Zuckerman 1993).
fn luby(mut index: u64) -> u64 {
    loop {
        let bits = 64 - index.leading_zeros();
        if index == (1 << bits) - 1 {
            return 1 << (bits - 1);
        }
        index -= (1 << (bits - 1)) - 1;
    }
}
