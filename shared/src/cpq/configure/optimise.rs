//! The product of least cost: weighted MaxSAT by cores.
//!
//! Method: OLL (Morgado, Dodaro, Marques-Silva, "Core-guided MaxSAT with soft cardinality constraints",
//! 2014) as in RC2: assume that nothing costs; each refusal is a core, at least one of whose literals
//! must cost; its least weight goes to the lower bound, and a totalizer counts how many more of the
//! core do. Weights are taken in strata, heaviest first, so that solutions (upper bounds) come early;
//! what would cost more than the gap is fixed.

use super::sat::{Budget, Lit, Near, Solver, Stopped, Verdict, bit};
use super::totalizer::Totalizer;
use std::collections::BTreeMap;

/// What a product costs: the sum of the weights of its true literals. Negative weights are gains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objective {
    /// A literal and what it costs to have it.
    pub weights: Vec<(Lit, i64)>,
}

/// The best product found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// Its cost.
    pub cost: i128,
    /// No product costs less than this; equal to `cost` when `proven`.
    pub bound: i128,
    /// Whether no product costs less.
    pub proven: bool,
    /// The product, a bit per variable of the solver.
    pub solution: Vec<u64>,
}

impl Objective {
    /// The cost of a product.
    #[must_use]
    pub fn cost(&self, solution: &[u64]) -> i128 {
        let has = |lit: &Lit| bit(solution, lit.var() as usize) == lit.positive();
        let costs = self.weights.iter().filter(|(lit, _)| has(lit));
        costs.map(|(_, weight)| i128::from(*weight)).sum()
    }
}

struct Search<'a> {
    solver: Solver,
    objective: &'a Objective,
    /// What every product costs at least; all weights below are above it.
    bound: i128,
    /// Assumptions with the cost of giving each up.
    soft: BTreeMap<Lit, u64>,
    totalizers: Vec<Totalizer>,
    /// Of an assumption "fewer than k of a core": totalizer and k.
    counts: BTreeMap<Lit, (usize, usize)>,
    best: Option<(i128, Vec<u64>)>,
}

/// Conflicts spent to drop one literal from a core.
const SHRINK_STEPS: u64 = 2_000;
/// Cores larger than this are not shrunk.
const SHRINK_SIZE: usize = 60;

/// The product of least cost among the solutions of `solver`, on which nothing is pushed. `None`:
/// there is no solution. A stop after a first solution gives the best so far, not proven.
///
/// # Errors
/// [`Stopped`] before any solution was found.
pub fn minimise(
    solver: Solver,
    objective: &Objective,
    known: Option<&[u64]>,
    budget: &mut Budget<'_>,
) -> Result<Option<Optimum>, Stopped> {
    let mut search = Search::new(solver, objective, known);
    let found = match search.run(budget) {
        Ok(found) => found,
        Err(Stopped) if search.best.is_some() => true,
        Err(stopped) => return Err(stopped),
    };
    Ok(search
        .best
        .filter(|_| found)
        .map(|(cost, solution)| Optimum {
            cost,
            bound: search.bound.min(cost),
            proven: search.bound >= cost,
            solution,
        }))
}

impl<'a> Search<'a> {
    fn new(mut solver: Solver, objective: &'a Objective, known: Option<&[u64]>) -> Self {
        let mut net: BTreeMap<u32, i128> = BTreeMap::new();
        let mut bound = 0;
        for (lit, weight) in &objective.weights {
            let weight = i128::from(*weight);
            if lit.positive() {
                *net.entry(lit.var()).or_default() += weight;
            } else {
                bound += weight;
                *net.entry(lit.var()).or_default() -= weight;
            }
        }
        let mut soft = BTreeMap::new();
        for (var, weight) in net {
            let costs = Lit::new(var, weight > 0);
            bound += weight.min(0);
            solver.prefer(var, !costs.positive());
            if let Ok(weight) = u64::try_from(weight.unsigned_abs())
                && weight > 0
            {
                soft.insert(!costs, weight);
            }
        }
        let best = known.map(|solution| (objective.cost(solution), solution.to_vec()));
        Self {
            solver,
            objective,
            bound,
            soft,
            totalizers: Vec::new(),
            counts: BTreeMap::new(),
            best,
        }
    }

    /// False: there is no solution.
    fn run(&mut self, budget: &mut Budget<'_>) -> Result<bool, Stopped> {
        if self.best.is_none() && !self.ask(&[], budget)? {
            return Ok(false);
        }
        let mut stratum = self.soft.values().max().copied().unwrap_or(0);
        loop {
            if self
                .best
                .as_ref()
                .is_some_and(|(cost, _)| *cost <= self.bound)
            {
                return Ok(true);
            }
            self.harden();
            let mut assumed: Vec<(u64, Lit)> = self
                .soft
                .iter()
                .filter(|(_, weight)| **weight >= stratum)
                .map(|(lit, weight)| (*weight, *lit))
                .collect();
            assumed.sort_unstable_by(|a, b| b.cmp(a));
            let assumed: Vec<Lit> = assumed.into_iter().map(|(_, lit)| lit).collect();
            if self.ask(&assumed, budget)? {
                let below = self.soft.values().filter(|weight| **weight < stratum).max();
                match below {
                    // Everything that does not cost was had: the bound is reached.
                    None => {
                        if let Some((cost, _)) = &self.best {
                            self.bound = self.bound.max(*cost);
                        }
                        return Ok(true);
                    }
                    Some(heaviest) => stratum = (heaviest / 2).max(1).min(stratum - 1),
                }
                continue;
            }
            let core = self.solver.core.clone();
            if core.is_empty() {
                return Ok(self.best.is_some());
            }
            let core = self.shrink(core, budget)?;
            self.relax(&core);
        }
    }

    /// Whether there is a solution with these; keeps it when it is the best.
    fn ask(&mut self, assumed: &[Lit], budget: &mut Budget<'_>) -> Result<bool, Stopped> {
        // Counters added since may all be true: their clauses only make them so.
        let near = self.best.as_ref().map(|(_, solution)| {
            let mut near = solution.clone();
            near.resize(self.solver.vars().div_ceil(64), u64::MAX);
            for var in self.objective_vars()..self.solver.vars() {
                super::sat::put_bit(&mut near, var, true);
            }
            near
        });
        let near = near.as_ref().map(|solution| Near {
            solution,
            welcome_true: &[],
            welcome_false: &[],
        });
        let verdict = self.solver.solve(assumed, near, budget)?;
        if verdict == Verdict::Unsat {
            return Ok(false);
        }
        let cost = self.objective.cost(&self.solver.model);
        if self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
            self.best = Some((cost, self.solver.model.clone()));
        }
        Ok(true)
    }

    /// Variables of the model itself.
    fn objective_vars(&self) -> usize {
        let first = self.totalizers.first().and_then(Totalizer::first_var);
        first.map_or(self.solver.vars(), |var| var as usize)
    }

    /// Fixes what would cost more than the gap.
    fn harden(&mut self) {
        let Some((cost, _)) = &self.best else { return };
        let gap = cost - self.bound;
        let fixed: Vec<Lit> = self
            .soft
            .iter()
            .filter(|(_, weight)| i128::from(**weight) > gap)
            .map(|(lit, _)| *lit)
            .collect();
        for lit in fixed {
            self.solver.add_clause(&[lit]);
            self.soft.remove(&lit);
        }
    }

    /// Drops literals from a core while little work shows that the rest is one.
    fn shrink(&mut self, core: Vec<Lit>, budget: &mut Budget<'_>) -> Result<Vec<Lit>, Stopped> {
        if core.len() > SHRINK_SIZE || core.len() < 2 {
            return Ok(core);
        }
        let mut core = core;
        // The cheapest first: without them the bound grows more.
        core.sort_by_key(|lit| std::cmp::Reverse(self.soft.get(lit).copied().unwrap_or(0)));
        let mut at = core.len();
        while at > 0 && core.len() > 1 {
            at -= 1;
            let mut without = core.clone();
            without.remove(at);
            let mut little = Budget::steps(SHRINK_STEPS);
            let verdict = self.solver.solve(&without, None, &mut little);
            budget.spend(little.spent())?;
            if verdict == Ok(Verdict::Unsat) {
                let kept = self.solver.core.clone();
                core.retain(|lit| kept.contains(lit));
                at = at.min(core.len());
            }
        }
        Ok(core)
    }

    /// Moves the least weight of a core to the bound and counts the core from now on.
    fn relax(&mut self, core: &[Lit]) {
        let least = core.iter().filter_map(|lit| self.soft.get(lit)).min();
        let Some(least) = least.copied() else { return };
        self.bound += i128::from(least);
        for lit in core {
            if let Some(weight) = self.soft.get_mut(lit) {
                *weight -= least;
                if *weight == 0 {
                    self.soft.remove(lit);
                }
            }
            // One more of an earlier core is had: count on.
            if let Some((totalizer, count)) = self.counts.get(lit).copied() {
                self.count(totalizer, count + 1, least);
            }
        }
        let costs: Vec<Lit> = core.iter().map(|lit| !*lit).collect();
        self.solver.add_clause(&costs);
        if core.len() > 1 {
            self.totalizers.push(Totalizer::new(&costs));
            self.count(self.totalizers.len() - 1, 2, least);
        }
    }

    /// Having `count` or more of a core costs `weight`.
    fn count(&mut self, totalizer: usize, count: usize, weight: u64) {
        let output = self.totalizers[totalizer].at_least(count, &mut self.solver);
        if let Some(output) = output {
            *self.soft.entry(!output).or_default() += weight;
            self.counts.insert(!output, (totalizer, count));
        }
    }
}
