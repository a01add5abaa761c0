//! Why a value is excluded.

use super::encode::DEFINITION;
use super::sat::{Budget, Lit, Near, Solver, Stopped, Verdict};
use super::session::{Configurator, State};
use serde::{Deserialize, Serialize};

/// A minimal reason: without any one of these choices, or any one of these rules, the value would be
/// possible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Choices that together exclude the value, in the order they were made.
    pub choices: Vec<Lit>,
    /// Rules (positions in the compiled model's list) through which they do.
    pub rules: Vec<u32>,
}

/// The preferred minimal conflict among `preferences` (most important first) beside `given`, by
/// QuickXplain (Junker 2004): `None` when everything can hold together. Leaves nothing pushed.
///
/// # Errors
/// [`Stopped`].
pub fn conflict(
    solver: &mut Solver,
    given: &[Lit],
    preferences: &[Lit],
    budget: &mut Budget<'_>,
) -> Result<Option<Vec<Lit>>, Stopped> {
    solver.pop_to(0);
    let mut all = given.to_vec();
    all.extend_from_slice(preferences);
    if holds(solver, &all, budget)? {
        return Ok(None);
    }
    let mut base = given.to_vec();
    if !holds(solver, &base, budget)? {
        return Ok(Some(Vec::new()));
    }
    let mut found = Vec::new();
    quick_xplain(solver, &mut base, false, preferences, &mut found, budget)?;
    // In the order of preference.
    found.sort_by_key(|lit| preferences.iter().position(|other| other == lit));
    Ok(Some(found))
}

/// Adds to `found` what of `candidates` a preferred conflict with `base` needs. As deep as the
/// logarithm of the candidates.
fn quick_xplain(
    solver: &mut Solver,
    base: &mut Vec<Lit>,
    grown: bool,
    candidates: &[Lit],
    found: &mut Vec<Lit>,
    budget: &mut Budget<'_>,
) -> Result<(), Stopped> {
    if grown && !holds(solver, base, budget)? {
        return Ok(());
    }
    if let [only] = candidates {
        found.push(*only);
        return Ok(());
    }
    let (first, second) = candidates.split_at(candidates.len() / 2);
    let (length, before) = (base.len(), found.len());
    base.extend_from_slice(first);
    quick_xplain(solver, base, !first.is_empty(), second, found, budget)?;
    base.truncate(length);
    base.extend_from_slice(&found[before..]);
    let grown = found.len() > before;
    quick_xplain(solver, base, grown, first, found, budget)?;
    base.truncate(length);
    Ok(())
}

fn holds(solver: &mut Solver, lits: &[Lit], budget: &mut Budget<'_>) -> Result<bool, Stopped> {
    let near = (!solver.model.is_empty()).then(|| solver.model.clone());
    let near = near.as_ref().map(|solution| Near {
        solution,
        welcome_true: &[],
        welcome_false: &[],
    });
    Ok(solver.solve(lits, near, budget)? == Verdict::Sat)
}

impl Configurator {
    /// The preferred minimal conflict among literals that need not be the choices made, most
    /// important first; `None` when they can all hold.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn conflict(
        &mut self,
        preferences: &[Lit],
        budget: &mut Budget<'_>,
    ) -> Result<Option<Vec<Lit>>, Stopped> {
        // A literal that is not of this model conflicts by itself.
        if let Some(unknown) = preferences.iter().find(|lit| !self.knows(**lit)) {
            return Ok(Some(vec![*unknown]));
        }
        let found = conflict(&mut self.solver, &[], preferences, budget);
        self.replay();
        found
    }

    /// Why `lit` is excluded, or, of a literal that follows, why its opposite is: a minimal set of
    /// choices (older choices are kept as reason before younger ones) and of rules. `None` when it is
    /// available.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn explain(
        &mut self,
        lit: Lit,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Explanation>, Stopped> {
        if !self.knows(lit) {
            return Ok(None);
        }
        let lit = match self.state(lit) {
            State::Available => return Ok(None),
            State::Excluded => lit,
            State::Chosen | State::Forced => !lit,
        };
        let preferences: Vec<Lit> = self
            .choices
            .iter()
            .filter(|choice| **choice != !lit)
            .copied()
            .collect();
        let found = conflict(&mut self.solver, &[lit], &preferences, budget);
        self.replay();
        let Some(choices) = found? else {
            // A choice excludes its opposite by itself.
            return Ok(Some(Explanation {
                choices: vec![!lit],
                rules: Vec::new(),
            }));
        };
        let mut given = choices.clone();
        given.push(lit);
        let rules = self.rules_behind(&given, budget)?;
        Ok(Some(Explanation { choices, rules }))
    }

    /// Whether some product has `lit` and all choices but `old`: whether the one may take the other's place.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn exchanges(
        &mut self,
        old: Lit,
        lit: Lit,
        budget: &mut Budget<'_>,
    ) -> Result<bool, Stopped> {
        if !self.knows(lit) {
            return Ok(false);
        }
        let kept = self.choices.iter().filter(|choice| **choice != old);
        let wanted: Vec<Lit> = kept.copied().chain([lit]).collect();
        if self.pool.any_with(&wanted) {
            return Ok(true);
        }
        self.solver.pop_to(0);
        let found = holds(&mut self.solver, &wanted, budget);
        self.replay();
        found
    }

    /// A minimal set of rules with which `given` cannot hold together.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn rules_behind(
        &self,
        given: &[Lit],
        budget: &mut Budget<'_>,
    ) -> Result<Vec<u32>, Stopped> {
        let mut guarded = Guarded::new(self);
        guarded.minimal(given, budget)
    }
}

/// The model with a switch for each rule.
pub(super) struct Guarded {
    solver: Solver,
    /// Of each rule that has constraints: its switch.
    pub(super) switches: Vec<(u32, Lit)>,
}

/// Groups up to this size are written as pairs.
const PAIRS: usize = 6;

impl Guarded {
    pub(super) fn new(configurator: &Configurator) -> Self {
        let compiled = &configurator.compiled;
        let mut solver = Solver::new(compiled.vars as usize);
        let mut switch_of: Vec<Option<Lit>> = vec![None; compiled.rules.len()];
        let mut switches = Vec::new();
        let mut clause = Vec::new();
        for (rule, at_most_one, lits) in compiled.constraints() {
            let switch = (rule != DEFINITION).then(|| {
                *switch_of[rule as usize].get_or_insert_with(|| {
                    let lit = Lit::new(solver.new_var(), true);
                    switches.push((rule, lit));
                    lit
                })
            });
            let lits = lits.iter().map(|lit| Lit::from_index(*lit));
            if at_most_one {
                let lits: Vec<Lit> = lits.collect();
                at_most_one_if(&mut solver, switch, &lits);
            } else {
                clause.clear();
                clause.extend(lits);
                clause.extend(switch.map(|switch| !switch));
                solver.add_clause(&clause);
            }
        }
        Self { solver, switches }
    }

    /// Whether `given` can hold with the rules of these switches.
    pub(super) fn holds(
        &mut self,
        given: &[Lit],
        switches: &[Lit],
        budget: &mut Budget<'_>,
    ) -> Result<bool, Stopped> {
        let mut assumed = given.to_vec();
        assumed.extend_from_slice(switches);
        Ok(self.solver.solve(&assumed, None, budget)? == Verdict::Sat)
    }

    /// A minimal set of rules with which `given` cannot hold: the core of one refusal, cut down by
    /// leaving out one rule at a time.
    pub(super) fn minimal(
        &mut self,
        given: &[Lit],
        budget: &mut Budget<'_>,
    ) -> Result<Vec<u32>, Stopped> {
        let mut core: Vec<Lit> = self.switches.iter().map(|(_, switch)| *switch).collect();
        // Few rounds of asking again with only the core shrink it well.
        for _ in 0..3 {
            if self.holds(given, &core, budget)? {
                return Ok(Vec::new());
            }
            let kept = self.solver.core.clone();
            let before = core.len();
            core.retain(|switch| kept.binary_search(switch).is_ok());
            if core.len() == before {
                break;
            }
        }
        let mut at = 0;
        while at < core.len() {
            let mut without = core.clone();
            without.remove(at);
            if self.holds(given, &without, budget)? {
                at += 1;
            } else {
                let kept = self.solver.core.clone();
                // What was found necessary stays necessary: order is kept.
                core = without;
                core.retain(|switch| kept.binary_search(switch).is_ok());
            }
        }
        Ok(self.rules_of(&core))
    }

    /// The rules of these switches, by position.
    pub(super) fn rules_of(&self, switches: &[Lit]) -> Vec<u32> {
        let of = self.switches.iter();
        let mut rules: Vec<u32> = of
            .filter(|(_, switch)| switches.contains(switch))
            .map(|(rule, _)| *rule)
            .collect();
        rules.sort_unstable();
        rules
    }

    /// The switches of all rules but one.
    pub(super) fn others(&self, rule: u32) -> Vec<Lit> {
        let others = self.switches.iter().filter(|(other, _)| *other != rule);
        others.map(|(_, switch)| *switch).collect()
    }

    /// Of the switches of the last refusal those that sufficed for it.
    pub(super) fn refused_by(&self, switches: &[Lit]) -> Vec<Lit> {
        let core = &self.solver.core;
        let kept = switches.iter().copied();
        kept.filter(|switch| core.binary_search(switch).is_ok())
            .collect()
    }
}

/// "At most one of `lits`" when the switch is on: pairs, or for many a chain of helpers.
fn at_most_one_if(solver: &mut Solver, switch: Option<Lit>, lits: &[Lit]) {
    let add = |solver: &mut Solver, mut clause: Vec<Lit>| {
        clause.extend(switch.map(|switch| !switch));
        solver.add_clause(&clause);
    };
    if lits.len() <= PAIRS {
        for (at, a) in lits.iter().enumerate() {
            for b in &lits[..at] {
                add(solver, vec![!*a, !*b]);
            }
        }
        return;
    }
    let mut before: Option<Lit> = None;
    for lit in lits {
        let so_far = Lit::new(solver.new_var(), true);
        add(solver, vec![!*lit, so_far]);
        if let Some(before) = before {
            add(solver, vec![!before, so_far]);
            add(solver, vec![!*lit, !before]);
        }
        before = Some(so_far);
    }
}
