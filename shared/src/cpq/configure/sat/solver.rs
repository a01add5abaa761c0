//! The solver's state: constraints, trail, propagation.

use super::heap::Heap;
use super::lit::{Lit, Var};

/// Words before the literals of a clause in the arena: length, then tag.
pub(super) const HEAD: usize = 2;
/// Tag of a clause that was learnt (the rest of the tag is its glue).
pub(super) const LEARNT: u32 = 1 << 31;
/// Tag of a clause that was dropped and waits for the arena to be compacted.
pub(super) const DROPPED: u32 = 1 << 30;

#[derive(Clone, Copy)]
pub(super) struct Watch {
    pub clause: u32,
    /// Some literal of the clause; when it is true the clause need not be looked at.
    pub blocker: Lit,
}

/// Why a literal is on the trail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Decided or assumed.
    Decision,
    /// True in every solution.
    Unit,
    /// By a binary clause or a group, from this true literal.
    Binary(Lit),
    /// By a clause of the arena.
    Clause(u32),
}

pub(super) enum Conflict {
    Clause(u32),
    /// Two false literals that may not both be false.
    Pair(Lit, Lit),
}

/// See the module. Variables are `0 .. vars()`; constraints may be added whenever no level is pushed.
#[derive(Clone, Default)]
pub struct Solver {
    pub(super) ok: bool,
    pub(super) arena: Vec<u32>,
    pub(super) wasted: usize,
    pub(super) learnts: Vec<u32>,
    pub(super) max_learnts: usize,
    /// By literal: clauses to look at when it becomes false.
    pub(super) watches: Vec<Vec<Watch>>,
    /// By literal: what must be true when it is.
    pub(super) binary: Vec<Vec<Lit>>,
    /// By literal: given clauses of three or more literals that contain it.
    pub(super) occurs: Vec<Vec<u32>>,
    /// Start of each group in `members`; one more at the end.
    pub(super) group_start: Vec<u32>,
    pub(super) members: Vec<Lit>,
    /// By literal: the groups it is in.
    pub(super) groups_of: Vec<Vec<u32>>,
    /// By literal: 1 true, -1 false, 0 open.
    pub(super) values: Vec<i8>,
    pub(super) level: Vec<u32>,
    pub(super) reason: Vec<Reason>,
    pub(super) trail: Vec<Lit>,
    pub(super) limits: Vec<usize>,
    pub(super) head: usize,
    /// Literals learnt to be true in every solution while levels were pushed.
    pub(super) units: Vec<Lit>,
    pub(super) activity: Vec<f64>,
    pub(super) bump: f64,
    pub(super) heap: Heap,
    pub(super) phase: Vec<bool>,
    pub(super) seen: Vec<bool>,
    pub(super) learnt: Vec<Lit>,
    pub(super) stamp: Vec<u32>,
    pub(super) stamp_now: u32,
    /// The last solution found, a bit per variable.
    pub model: Vec<u64>,
    /// After [`super::Verdict::Unsat`]: pushed and assumed literals that cannot hold together.
    pub core: Vec<Lit>,
    /// Conflicts met since the solver was made.
    pub conflicts: u64,
    /// Literals propagated since the solver was made.
    pub propagations: u64,
    /// Questions answered since the solver was made.
    pub questions: u64,
}

impl Solver {
    /// A formula of `vars` variables without constraints.
    #[must_use]
    pub fn new(vars: usize) -> Self {
        let mut solver = Self {
            ok: true,
            bump: 1.0,
            max_learnts: 4_000,
            group_start: vec![0],
            ..Self::default()
        };
        solver.grow(vars);
        solver
    }

    fn grow(&mut self, vars: usize) {
        let from = self.level.len();
        self.watches.resize_with(2 * vars, Vec::new);
        self.binary.resize_with(2 * vars, Vec::new);
        self.occurs.resize_with(2 * vars, Vec::new);
        self.groups_of.resize_with(2 * vars, Vec::new);
        self.values.resize(2 * vars, 0);
        self.level.resize(vars, 0);
        self.reason.resize(vars, Reason::Decision);
        self.activity.resize(vars, 0.0);
        self.phase.resize(vars, false);
        self.seen.resize(vars, false);
        self.heap.grow(vars);
        for var in from..vars {
            self.heap.insert(var as Var, &self.activity);
        }
    }

    /// One more variable.
    pub fn new_var(&mut self) -> Var {
        let var = self.level.len();
        self.grow(var + 1);
        var as Var
    }

    /// How many variables there are.
    #[must_use]
    pub fn vars(&self) -> usize {
        self.level.len()
    }

    /// False once the constraints alone are known to have no solution.
    #[must_use]
    pub const fn possible(&self) -> bool {
        self.ok
    }

    /// Whether `lit` follows (`Some(true)`), is excluded (`Some(false)`) or is not settled by
    /// propagation from what is pushed.
    #[must_use]
    pub fn value(&self, lit: Lit) -> Option<bool> {
        match self.values[lit.index()] {
            0 => None,
            value => Some(value > 0),
        }
    }

    /// The value tried first for `var` where nothing else says.
    pub fn prefer(&mut self, var: Var, value: bool) {
        self.phase[var as usize] = value;
    }

    /// Literals set so far, in the order they were set.
    #[must_use]
    pub fn trail(&self) -> &[Lit] {
        &self.trail
    }

    /// How many literals are pushed.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.limits.len()
    }

    /// Adds "at least one of `lits`". Only while nothing is pushed.
    pub fn add_clause(&mut self, lits: &[Lit]) {
        if !self.ok {
            return;
        }
        let mut clause: Vec<Lit> = lits.to_vec();
        clause.sort_unstable();
        clause.dedup();
        if clause.windows(2).any(|pair| pair[0] == !pair[1])
            || clause.iter().any(|lit| self.value(*lit) == Some(true))
        {
            return;
        }
        clause.retain(|lit| self.value(*lit).is_none());
        match clause.as_slice() {
            [] => self.ok = false,
            [only] => {
                self.enqueue(*only, Reason::Unit);
                self.ok = self.propagate().is_none();
            }
            [a, b] => self.add_binary(*a, *b),
            _ => {
                self.attach(&clause, 0);
            }
        }
    }

    /// Adds "at most one of `lits`", which must be different. Only while nothing is pushed.
    pub fn add_at_most_one(&mut self, lits: &[Lit]) {
        if !self.ok || lits.len() < 2 {
            return;
        }
        if let [a, b] = lits {
            self.add_clause(&[!*a, !*b]);
            return;
        }
        let group = self.group_start.len() as u32 - 1;
        for lit in lits {
            self.groups_of[lit.index()].push(group);
        }
        self.members.extend_from_slice(lits);
        self.group_start.push(self.members.len() as u32);
        // A member may already be set: its propagation has passed.
        if let Some(set) = lits.iter().find(|lit| self.value(**lit) == Some(true)) {
            for other in lits.iter().filter(|lit| *lit != set) {
                self.add_clause(&[!*other]);
            }
        }
    }

    pub(super) fn add_binary(&mut self, a: Lit, b: Lit) {
        self.binary[(!a).index()].push(b);
        self.binary[(!b).index()].push(a);
    }

    /// Stores and watches a clause of at least three literals; its first two are watched.
    pub(super) fn attach(&mut self, clause: &[Lit], tag: u32) -> u32 {
        let at = self.arena.len() as u32;
        self.arena.push(clause.len() as u32);
        self.arena.push(tag);
        self.arena.extend(clause.iter().map(|lit| lit.packed()));
        for (watched, blocker) in [(clause[0], clause[1]), (clause[1], clause[0])] {
            self.watches[watched.index()].push(Watch {
                clause: at,
                blocker,
            });
        }
        if tag & LEARNT == 0 {
            for lit in clause {
                self.occurs[lit.index()].push(at);
            }
        } else {
            self.learnts.push(at);
        }
        at
    }

    pub(super) fn clause(&self, at: u32) -> &[u32] {
        let at = at as usize;
        &self.arena[at + HEAD..at + HEAD + self.arena[at] as usize]
    }

    pub(super) fn enqueue(&mut self, lit: Lit, reason: Reason) {
        self.values[lit.index()] = 1;
        self.values[(!lit).index()] = -1;
        let var = lit.var() as usize;
        self.level[var] = self.limits.len() as u32;
        self.reason[var] = reason;
        self.trail.push(lit);
    }

    pub(super) fn new_level(&mut self) {
        self.limits.push(self.trail.len());
    }

    pub(super) fn cancel_until(&mut self, level: usize) {
        if self.limits.len() <= level {
            return;
        }
        let keep = self.limits[level];
        for at in (keep..self.trail.len()).rev() {
            let lit = self.trail[at];
            self.values[lit.index()] = 0;
            self.values[(!lit).index()] = 0;
            self.phase[lit.var() as usize] = lit.positive();
            self.heap.insert(lit.var(), &self.activity);
        }
        self.trail.truncate(keep);
        self.limits.truncate(level);
        self.head = keep;
    }

    /// Makes `lit` hold for the questions that follow, one level above what is pushed. False, and
    /// nothing pushed, when propagation alone shows that it cannot.
    pub fn push(&mut self, lit: Lit) -> bool {
        if !self.ok || self.value(lit) == Some(false) {
            return false;
        }
        self.new_level();
        if self.value(lit).is_none() {
            self.enqueue(lit, Reason::Decision);
            if self.propagate().is_some() {
                self.pop_to(self.limits.len() - 1);
                return false;
            }
        }
        true
    }

    /// Takes back all but the first `levels` pushed literals.
    pub fn pop_to(&mut self, levels: usize) {
        self.cancel_until(levels);
        if levels == 0 {
            for unit in std::mem::take(&mut self.units) {
                if self.ok {
                    self.add_clause(&[unit]);
                }
            }
        }
    }

    pub(super) fn propagate(&mut self) -> Option<Conflict> {
        while self.head < self.trail.len() {
            let lit = self.trail[self.head];
            self.head += 1;
            self.propagations += 1;
            for at in 0..self.binary[lit.index()].len() {
                let other = self.binary[lit.index()][at];
                match self.values[other.index()] {
                    0 => self.enqueue(other, Reason::Binary(lit)),
                    -1 => return Some(Conflict::Pair(!lit, other)),
                    _ => {}
                }
            }
            for at in 0..self.groups_of[lit.index()].len() {
                let group = self.groups_of[lit.index()][at] as usize;
                for member in self.group_start[group]..self.group_start[group + 1] {
                    let other = self.members[member as usize];
                    match self.values[other.index()] {
                        0 => self.enqueue(!other, Reason::Binary(lit)),
                        1 if other != lit => return Some(Conflict::Pair(!lit, !other)),
                        _ => {}
                    }
                }
            }
            if let Some(conflict) = self.visit_watches(!lit) {
                return Some(conflict);
            }
        }
        None
    }

    /// Looks at the clauses that watch `falsified`.
    fn visit_watches(&mut self, falsified: Lit) -> Option<Conflict> {
        let mut watches = std::mem::take(&mut self.watches[falsified.index()]);
        let (mut kept, mut at) = (0, 0);
        let mut conflict = None;
        'watches: while at < watches.len() {
            let watch = watches[at];
            at += 1;
            if self.values[watch.blocker.index()] > 0 {
                watches[kept] = watch;
                kept += 1;
                continue;
            }
            let start = watch.clause as usize + HEAD;
            let len = self.arena[watch.clause as usize] as usize;
            if self.arena[start] == falsified.packed() {
                self.arena.swap(start, start + 1);
            }
            let first = Lit::from_index(self.arena[start]);
            let again = Watch {
                clause: watch.clause,
                blocker: first,
            };
            if self.values[first.index()] > 0 {
                watches[kept] = again;
                kept += 1;
                continue;
            }
            for other in start + 2..start + len {
                let lit = Lit::from_index(self.arena[other]);
                if self.values[lit.index()] >= 0 {
                    self.arena.swap(start + 1, other);
                    self.watches[lit.index()].push(again);
                    continue 'watches;
                }
            }
            watches[kept] = again;
            kept += 1;
            if self.values[first.index()] < 0 {
                conflict = Some(Conflict::Clause(watch.clause));
                break;
            }
            self.enqueue(first, Reason::Clause(watch.clause));
        }
        while at < watches.len() {
            watches[kept] = watches[at];
            kept += 1;
            at += 1;
        }
        watches.truncate(kept);
        self.watches[falsified.index()] = watches;
        conflict
    }
}
