//! A session: choices in any order, undone in any order, with the exact consequences of each.
//!
//! After each choice, what propagation settles is on the solver's trail. Every other value needs a
//! witness, a known solution that satisfies all choices and has it. Known solutions that do not satisfy the choices
//! are repaired where the choices break them; what finds no witness is excluded, and the clause learnt
//! from that puts its opposite on the trail. At the end each value is settled or witnessed: complete and
//! free of dead ends.

use super::compile::Compiled;
use super::count;
use super::natural::Natural;
use super::optimise::{self, Objective, Optimum};
use super::pool::{Pool, cover};
use super::sat::{Budget, Lit, Near, Solver, Stopped, Verdict, Weave, bit, put_bit};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is known of a literal: whether a product with all choices can have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Chosen.
    Chosen,
    /// Follows from the choices and the rules.
    Forced,
    /// May be chosen; so may its opposite.
    Available,
    /// In no product with these choices.
    Excluded,
}

/// What a choice or its undoing changed, beside itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Literals that now follow, sorted. Of an attribute, `¬(attribute = value)` is a value removed.
    pub implied: Vec<Lit>,
    /// Literals that no longer follow, sorted.
    pub freed: Vec<Lit>,
}

/// Why a choice was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No product has it together with the choices made: see `Configurator::explain`.
    #[error("no product has this value together with the choices made")]
    Excluded,
    /// It was chosen before.
    #[error("already chosen")]
    Again,
    /// The model has no product at all.
    #[error("the model allows no product")]
    Void,
    /// The literal is not one people choose.
    #[error("not a value of this model")]
    Unknown,
    /// The budget ended.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Values reached one after the other between two solutions that are noted.
const NOTED_WALK: usize = 64;

/// A product being configured.
pub struct Configurator {
    pub(super) compiled: Arc<Compiled>,
    pub(super) solver: Solver,
    pub(super) pool: Pool,
    pub(super) choices: Vec<Lit>,
    visible: Vec<u64>,
    /// Whether every value is settled or witnessed.
    complete: bool,
    possible: bool,
    no_true: Vec<u64>,
    no_false: Vec<u64>,
    /// Unseen variables that could not be changed by hand.
    hard: Vec<u64>,
}

impl Configurator {
    /// A session without choices. Takes time linear in the model.
    #[must_use]
    pub fn open(compiled: Arc<Compiled>) -> Self {
        let visible = compiled.visible();
        let solver = compiled.solver();
        Self {
            pool: Pool::new(compiled.solutions.clone(), compiled.vars as usize),
            possible: compiled.possible && solver.possible(),
            complete: !compiled.solutions.is_empty(),
            solver,
            choices: Vec::new(),
            no_true: vec![0; visible.len()],
            no_false: vec![0; visible.len()],
            hard: vec![0; visible.len()],
            visible,
            compiled,
        }
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &Arc<Compiled> {
        &self.compiled
    }

    /// The choices, oldest first.
    #[must_use]
    pub fn choices(&self) -> &[Lit] {
        &self.choices
    }

    /// Whether the model allows any product.
    #[must_use]
    pub const fn possible(&self) -> bool {
        self.possible
    }

    /// Whether every state is known; false after a stop, until [`Self::resume`] ends.
    #[must_use]
    pub const fn complete(&self) -> bool {
        self.complete
    }

    /// Whether every value is chosen or settled.
    #[must_use]
    pub fn decided(&self) -> bool {
        self.open_vars().next().is_none()
    }

    /// What is known of a literal.
    #[must_use]
    pub fn state(&self, lit: Lit) -> State {
        if !self.possible || !self.knows(lit) {
            return State::Excluded;
        }
        match self.solver.value(lit) {
            Some(true) if self.choices.contains(&lit) => State::Chosen,
            Some(true) => State::Forced,
            Some(false) => State::Excluded,
            None => State::Available,
        }
    }

    /// Whether the literal is one of this model.
    #[must_use]
    pub fn knows(&self, lit: Lit) -> bool {
        lit.var() < self.compiled.vars
    }

    /// Literals people see that are settled, choices included, in no special order.
    pub fn settled(&self) -> impl Iterator<Item = Lit> {
        let trail = self.solver.trail().iter().copied();
        trail.filter(|lit| bit(&self.visible, lit.var() as usize))
    }

    fn open_vars(&self) -> impl Iterator<Item = u32> {
        let vars = 0..self.compiled.vars;
        vars.filter(|var| {
            bit(&self.visible, *var as usize) && self.solver.value(Lit::new(*var, true)).is_none()
        })
    }

    /// Questions put to the solver so far, for measurements.
    #[must_use]
    pub const fn questions(&self) -> u64 {
        self.solver.questions
    }

    /// Makes a choice.
    ///
    /// # Errors
    /// [`Refused`]; then nothing has changed, except after [`Refused::Stopped`]: the choice is made,
    /// and [`Self::resume`] goes on.
    pub fn choose(&mut self, lit: Lit, budget: &mut Budget<'_>) -> Result<Change, Refused> {
        if lit.var() >= self.compiled.vars || !bit(&self.visible, lit.var() as usize) {
            return Err(Refused::Unknown);
        }
        if !self.possible {
            return Err(Refused::Void);
        }
        if self.choices.contains(&lit) {
            return Err(Refused::Again);
        }
        if !self.complete {
            self.resume(budget)?;
        }
        let before = self.solver.trail().len();
        if self.solver.value(lit) == Some(false) || !self.solver.push(lit) {
            return Err(Refused::Excluded);
        }
        self.choices.push(lit);
        self.complete = false;
        self.resume(budget)?;
        let mut implied: Vec<Lit> = self.solver.trail()[before..]
            .iter()
            .filter(|other| **other != lit && bit(&self.visible, other.var() as usize))
            .copied()
            .collect();
        implied.sort_unstable();
        Ok(Change {
            implied,
            freed: Vec::new(),
        })
    }

    /// Takes a choice back, whichever; `None` when it was not made.
    ///
    /// # Errors
    /// [`Stopped`]: the choice is taken back, [`Self::resume`] goes on.
    pub fn undo(&mut self, lit: Lit, budget: &mut Budget<'_>) -> Result<Option<Change>, Stopped> {
        let Some(at) = self.choices.iter().position(|choice| *choice == lit) else {
            return Ok(None);
        };
        let mut before: Vec<Lit> = self.settled().filter(|other| *other != lit).collect();
        self.choices.remove(at);
        self.replay();
        self.complete = false;
        self.resume(budget)?;
        before.retain(|other| self.solver.value(*other).is_none());
        before.sort_unstable();
        let implied = match self.solver.value(lit) {
            Some(true) => vec![lit],
            _ => Vec::new(),
        };
        Ok(Some(Change {
            implied,
            freed: before,
        }))
    }

    /// Goes back to choices that held together before, in their order. What the budget does not suffice to settle,
    /// [`Self::resume`] does; the choices are there all the same.
    pub fn put_back(&mut self, choices: Vec<Lit>, budget: &mut Budget<'_>) {
        self.choices = choices;
        self.replay();
        self.complete = false;
        let _ = self.resume(budget);
    }

    /// Pushes the choices again from the start.
    pub(super) fn replay(&mut self) {
        self.solver.pop_to(0);
        for choice in &self.choices {
            // Choices that held together before still do.
            let pushed = self.solver.push(*choice);
            debug_assert!(pushed, "a choice was lost");
        }
    }

    /// Has [`Self::resume`] look at every value again.
    pub(super) const fn restart(&mut self) {
        self.complete = false;
    }

    /// Settles or witnesses every value; goes on where a stopped call left off.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn resume(&mut self, budget: &mut Budget<'_>) -> Result<(), Stopped> {
        if self.complete || !self.possible {
            return Ok(());
        }
        if self.pool.rows.is_empty() {
            match self.solver.solve(&[], None, budget)? {
                Verdict::Sat => self.pool.add(&self.solver.model),
                Verdict::Unsat => {
                    self.possible = false;
                    return Ok(());
                }
            }
        }
        self.pool.validate(&self.choices);
        self.no_true.copy_from_slice(&self.visible);
        self.no_false.copy_from_slice(&self.visible);
        self.pool.cover(&mut self.no_true, &mut self.no_false);
        self.hard.fill(0);
        // Whether products that show many new values at once are still to be had.
        let mut rich = true;
        for word in 0..self.visible.len() {
            while let Some(lit) = self.next_unseen(word) {
                let last = (0..self.pool.rows.len()).rev();
                let known = last.into_iter().find(|at| self.pool.valid[*at]);
                let news = match known {
                    Some(known) if rich => self.weave(known, true, budget)?,
                    Some(known) => self.weave(known, false, budget)?,
                    None => (0, 0),
                };
                if rich && news.0 * 4 < news.1 {
                    rich = false;
                } else if news.0 == 0 {
                    self.ask(lit, budget)?;
                }
            }
        }
        self.complete = true;
        Ok(())
    }

    /// Changes a known witness by hand, unseen value by unseen value; returns how many were reached
    /// and how many tried. `together`: what is seen for the first time stays, so that one product
    /// shows many values; otherwise each value may undo the last.
    fn weave(
        &mut self,
        known: usize,
        together: bool,
        budget: &mut Budget<'_>,
    ) -> Result<(usize, usize), Stopped> {
        let mut weave = Weave::new(&self.solver, &self.pool.rows[known]);
        let (mut news, mut tried) = (0, 0);
        for word in 0..self.visible.len() {
            loop {
                let unseen = (self.no_true[word] | self.no_false[word]) & !self.hard[word];
                let unseen = unseen & !weave.locked[word] & !weave.tried[word];
                if unseen == 0 {
                    break;
                }
                let offset = unseen.trailing_zeros();
                let var = word * 64 + offset as usize;
                let lit = Lit::new(var as u32, self.no_true[word] >> offset & 1 == 1);
                weave.tried[word] |= 1 << offset;
                tried += 1;
                let (no_true, no_false) = (&self.no_true, &self.no_false);
                let welcome = |lit: Lit| {
                    let var = lit.var() as usize;
                    bit(if lit.positive() { no_true } else { no_false }, var)
                };
                let Some(changed) = weave.make(&self.solver, lit, welcome) else {
                    if news == 0 || !together {
                        put_bit(&mut self.hard, var, true);
                    }
                    continue;
                };
                news += 1;
                budget.spend(changed.len() as u64)?;
                let first: Vec<Lit> = changed
                    .iter()
                    .copied()
                    .filter(|lit| welcome(*lit))
                    .collect();
                for lit in first {
                    let var = lit.var() as usize;
                    let seen = if lit.positive() {
                        &mut self.no_true
                    } else {
                        &mut self.no_false
                    };
                    put_bit(seen, var, false);
                    if together {
                        put_bit(&mut weave.locked, var, true);
                    } else {
                        weave.tried[var / 64] &= !(1 << (var % 64));
                    }
                }
                if !together && news % NOTED_WALK == 0 {
                    self.pool.add(&weave.solution);
                }
            }
        }
        if news > 0 {
            self.pool.add(&weave.solution);
        }
        Ok((news, tried))
    }

    /// An open literal of this word of variables that has no witness.
    fn next_unseen(&mut self, word: usize) -> Option<Lit> {
        let mut unseen = self.no_true[word] | self.no_false[word];
        while unseen != 0 {
            let offset = unseen.trailing_zeros();
            unseen &= unseen - 1;
            let lit = Lit::new(
                word as u32 * 64 + offset,
                self.no_true[word] >> offset & 1 == 1,
            );
            if self.solver.value(lit).is_none() {
                return Some(lit);
            }
            // Settled values need no witness and are no aim.
            self.no_true[word] &= !(1 << offset);
            self.no_false[word] &= !(1 << offset);
        }
        None
    }

    /// Finds a witness for `lit` or settles its opposite.
    fn ask(&mut self, lit: Lit, budget: &mut Budget<'_>) -> Result<(), Stopped> {
        let near = self
            .pool
            .best_for(lit, &self.no_true, &self.no_false)
            .map(|at| Near {
                solution: &self.pool.rows[at],
                welcome_true: &self.no_true,
                welcome_false: &self.no_false,
            });
        match self.solver.solve(&[lit], near, budget)? {
            Verdict::Sat => {
                cover(&self.solver.model, &mut self.no_true, &mut self.no_false);
                self.pool.add(&self.solver.model);
            }
            // The clause learnt from the refusal has set the opposite; only units learnt at the root
            // may still wait.
            Verdict::Unsat => {
                if self.solver.value(lit).is_none() {
                    self.replay();
                }
            }
        }
        Ok(())
    }

    /// The product of least cost with all choices; see [`super::optimise`]. `None`: there
    /// is none, or the objective names a literal that is not of this model.
    ///
    /// # Errors
    /// [`Stopped`] before any product was found.
    pub fn complete_with(
        &self,
        objective: &Objective,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Optimum>, Stopped> {
        if !self.possible || !objective.weights.iter().all(|(lit, _)| self.knows(*lit)) {
            return Ok(None);
        }
        let mut solver = self.solver.clone();
        solver.pop_to(0);
        for choice in &self.choices {
            solver.add_clause(&[*choice]);
        }
        let valid = (0..self.pool.rows.len()).filter(|at| self.pool.valid[*at]);
        let known = valid.min_by_key(|at| objective.cost(&self.pool.rows[*at]));
        let known = known.map(|at| self.pool.rows[at].as_slice());
        optimise::minimise(solver, objective, known, budget)
    }

    /// How many products have all choices.
    ///
    /// # Errors
    /// [`Stopped`]: too many parts to count within the budget.
    pub fn count(&self, budget: &mut Budget<'_>) -> Result<Natural, Stopped> {
        count::count(&self.compiled, &self.choices, budget)
    }

    /// What a compiled model stores: whether there is a product, what holds in all, and solutions.
    pub(super) fn harvest(self) -> (bool, Vec<Lit>, Vec<Vec<u64>>) {
        let mut backbone = self.solver.trail().to_vec();
        backbone.sort_unstable();
        // Few solutions that together show everything, greedily from the last: it saw the most.
        let (mut no_true, mut no_false) = (self.visible.clone(), self.visible.clone());
        let mut kept = Vec::new();
        for row in self.pool.rows.iter().rev() {
            let news: u32 = row
                .iter()
                .zip(no_true.iter().zip(&no_false))
                .map(|(word, (wants, avoids))| (word & wants | !word & avoids).count_ones())
                .sum();
            if news > 0 {
                cover(row, &mut no_true, &mut no_false);
                kept.push(row.clone());
            }
        }
        (self.possible, backbone, kept)
    }
}
