//! How many products there are, exactly.
//!
//! Method: as sharpSAT (Thurley 2006): branch on a variable, propagate, split what is left into parts
//! that share no constraint, multiply their counts, and remember the count of each part by what is left
//! of it. Variables are taken in the reverse of a minimum-degree elimination order of the
//! constraint graph, so that parts fall apart early (as sharpSAT-TD, Korhonen and Järvisalo 2021).
//! Every helper of the encoding is determined by the others: solutions are products.

use super::compile::Compiled;
use super::natural::Natural;
use super::sat::{Budget, Lit, Solver, Stopped};
use std::collections::{BTreeMap, BTreeSet};

/// Words of remembered parts before they are forgotten.
const CACHE_WORDS: usize = 24_000_000;
/// Deepest branching: beyond it counting is refused as if stopped.
const MAX_DEPTH: usize = 800;
/// Edges of the constraint graph beyond which its order is taken by degree alone.
const MAX_EDGES: usize = 3_000_000;

/// A clause or group: what either still says is given by its open literals.
struct Constraint {
    lits: Vec<Lit>,
}

struct Counter<'a, 'b> {
    solver: Solver,
    constraints: Vec<Constraint>,
    /// By variable: the constraints it is in.
    of_var: Vec<Vec<u32>>,
    /// By variable: a higher one is branched on earlier.
    rank: Vec<u32>,
    cache: BTreeMap<(u64, Box<[u32]>), Natural>,
    cached_words: usize,
    seen_var: Vec<u32>,
    seen_constraint: Vec<u32>,
    stamp: u32,
    budget: &'a mut Budget<'b>,
}

/// A part: open variables that hang together, and the long constraints between them.
struct Part {
    vars: Vec<u32>,
    constraints: Vec<u32>,
}

/// The number of solutions with all of `given`.
///
/// # Errors
/// [`Stopped`] by the budget, or when branching goes too deep.
pub fn count(
    compiled: &Compiled,
    given: &[Lit],
    budget: &mut Budget<'_>,
) -> Result<Natural, Stopped> {
    let mut solver = compiled.solver();
    for lit in given {
        solver.add_clause(&[*lit]);
    }
    if !compiled.possible || !solver.possible() {
        return Ok(Natural::zero());
    }
    let vars = compiled.vars as usize;
    let mut constraints = Vec::new();
    for (_, _, lits) in compiled.constraints() {
        let lits: Vec<Lit> = lits.iter().map(|lit| Lit::from_index(*lit)).collect();
        let constraint = Constraint { lits };
        if active(&solver, &constraint) {
            constraints.push(constraint);
        }
    }
    let mut of_var: Vec<Vec<u32>> = vec![Vec::new(); vars];
    for (at, constraint) in constraints.iter().enumerate() {
        for lit in &constraint.lits {
            if solver.value(*lit).is_none()
                && of_var[lit.var() as usize].last() != Some(&(at as u32))
            {
                of_var[lit.var() as usize].push(at as u32);
            }
        }
    }
    let open: Vec<u32> = (0..compiled.vars)
        .filter(|var| solver.value(Lit::new(*var, true)).is_none())
        .collect();
    let rank = ranks(vars, &constraints, &of_var, &solver, budget)?;
    let mut counter = Counter {
        solver,
        seen_var: vec![0; vars],
        seen_constraint: vec![0; constraints.len()],
        constraints,
        of_var,
        rank,
        cache: BTreeMap::new(),
        cached_words: 0,
        stamp: 0,
        budget,
    };
    counter.product(&open, 0)
}

/// Whether a constraint still says something.
fn active(solver: &Solver, constraint: &Constraint) -> bool {
    let mut open = 0;
    for lit in &constraint.lits {
        match solver.value(*lit) {
            Some(true) => return false,
            Some(false) => {}
            None => open += 1,
        }
    }
    open > 1
}

impl Counter<'_, '_> {
    /// The count of open variables `among`, part by part.
    fn product(&mut self, among: &[u32], depth: usize) -> Result<Natural, Stopped> {
        let mut product = Natural::one();
        let mut free = 0;
        for part in self.parts(among, &mut free) {
            let count = self.part(&part, depth)?;
            if count.is_zero() {
                return Ok(count);
            }
            product = product.times(&count);
        }
        Ok(product.times(&Natural::power_of_two(free)))
    }

    fn parts(&mut self, among: &[u32], free: &mut usize) -> Vec<Part> {
        self.stamp += 1;
        let stamp = self.stamp;
        let mut parts = Vec::new();
        for start in among {
            if self.seen_var[*start as usize] == stamp
                || self.solver.value(Lit::new(*start, true)).is_some()
            {
                continue;
            }
            self.seen_var[*start as usize] = stamp;
            let mut part = Part {
                vars: vec![*start],
                constraints: Vec::new(),
            };
            let mut next = 0;
            while let Some(var) = part.vars.get(next).copied() {
                next += 1;
                for at in &self.of_var[var as usize] {
                    let seen = &mut self.seen_constraint[*at as usize];
                    if *seen == stamp {
                        continue;
                    }
                    *seen = stamp;
                    let constraint = &self.constraints[*at as usize];
                    if !active(&self.solver, constraint) {
                        continue;
                    }
                    // Of a pair both are open: the variables say it.
                    if constraint.lits.len() > 2 {
                        part.constraints.push(*at);
                    }
                    for lit in &constraint.lits {
                        let var = lit.var();
                        if self.seen_var[var as usize] != stamp && self.solver.value(*lit).is_none()
                        {
                            self.seen_var[var as usize] = stamp;
                            part.vars.push(var);
                        }
                    }
                }
            }
            if part.vars.len() == 1 && part.constraints.is_empty() {
                *free += 1;
            } else {
                part.vars.sort_unstable();
                part.constraints.sort_unstable();
                parts.push(part);
            }
        }
        parts.sort_by_key(|part| part.vars.len());
        parts
    }

    fn part(&mut self, part: &Part, depth: usize) -> Result<Natural, Stopped> {
        let mut key: Vec<u32> = part.vars.clone();
        key.push(u32::MAX);
        key.extend_from_slice(&part.constraints);
        let key = (hash(&key), key.into_boxed_slice());
        if let Some(known) = self.cache.get(&key) {
            return Ok(known.clone());
        }
        self.budget.spend(part.vars.len() as u64)?;
        if depth > MAX_DEPTH {
            return Err(Stopped);
        }
        let var = part.vars.iter().max_by_key(|var| self.rank[**var as usize]);
        let var = var.copied().unwrap_or(0);
        let mut sum = Natural::zero();
        let levels = self.solver.levels();
        for positive in [true, false] {
            if self.solver.push(Lit::new(var, positive)) {
                let count = self.product(&part.vars, depth + 1);
                self.solver.pop_to(levels);
                sum = sum.plus(&count?);
            }
        }
        if self.cached_words > CACHE_WORDS {
            self.cache.clear();
            self.cached_words = 0;
        }
        self.cached_words += key.1.len() + 16;
        self.cache.insert(key, sum.clone());
        Ok(sum)
    }
}

/// FNV-1a over words, mixed; equal keys are compared in full all the same.
fn hash(words: &[u32]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for word in words {
        hash = (hash ^ u64::from(*word)).wrapping_mul(0x0100_0000_01B3);
        hash ^= hash >> 29;
    }
    hash
}

/// When each variable is eliminated by minimum degree: the last is the first to branch on.
fn ranks(
    vars: usize,
    constraints: &[Constraint],
    of_var: &[Vec<u32>],
    solver: &Solver,
    budget: &mut Budget<'_>,
) -> Result<Vec<u32>, Stopped> {
    let by_degree = || of_var.iter().map(|list| list.len() as u32).collect();
    let mut neighbours: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); vars];
    let mut edges = 0;
    for constraint in constraints {
        let open: Vec<u32> = constraint
            .lits
            .iter()
            .filter(|lit| solver.value(**lit).is_none())
            .map(|lit| lit.var())
            .collect();
        edges += open.len() * open.len();
        if edges > MAX_EDGES {
            return Ok(by_degree());
        }
        for a in &open {
            neighbours[*a as usize].extend(open.iter().filter(|b| *b != a));
        }
    }
    let mut queue: BTreeSet<(usize, u32)> = (0..vars as u32)
        .map(|var| (neighbours[var as usize].len(), var))
        .collect();
    let mut rank = vec![0; vars];
    let mut next = 0;
    while let Some((degree, var)) = queue.pop_first() {
        rank[var as usize] = next;
        next += 1;
        edges += degree * degree;
        budget.spend(degree as u64)?;
        if edges > 8 * MAX_EDGES {
            // Too dense to go on: what is left is branched on first, by degree.
            rank[var as usize] = next + degree as u32;
            for (degree, var) in &queue {
                rank[*var as usize] = next + *degree as u32;
            }
            break;
        }
        let around: Vec<u32> = std::mem::take(&mut neighbours[var as usize])
            .into_iter()
            .collect();
        for a in &around {
            queue.remove(&(neighbours[*a as usize].len(), *a));
            let set = &mut neighbours[*a as usize];
            set.remove(&var);
            set.extend(around.iter().filter(|b| *b != a));
            queue.insert((neighbours[*a as usize].len(), *a));
        }
    }
    Ok(rank)
}
