//! Known solutions: each is a witness for every value it has.

use super::sat::{Lit, bit};

/// Solutions kept, a bit per variable each. Those that came with the model are kept for good; the
/// others take turns.
pub struct Pool {
    pub rows: Vec<Vec<u64>>,
    /// Whether each satisfies the choices made.
    pub valid: Vec<bool>,
    fixed: usize,
    capacity: usize,
    next: usize,
}

/// Bytes of solutions kept beside those that came with the model.
const MEMORY: usize = 6 << 20;

impl Pool {
    /// The solutions that came with a model of so many variables.
    pub fn new(rows: Vec<Vec<u64>>, vars: usize) -> Self {
        let fixed = rows.len();
        Self {
            valid: vec![true; fixed],
            rows,
            fixed,
            capacity: fixed + (MEMORY / vars.div_ceil(8).max(1)).clamp(32, 1024),
            next: fixed,
        }
    }

    /// Keeps a solution, which satisfies the choices made; when there is no room, in the place of one that
    /// does not, or of the oldest.
    pub fn add(&mut self, row: &[u64]) {
        if self.rows.len() < self.capacity {
            self.rows.push(row.to_vec());
            self.valid.push(true);
            return;
        }
        // The oldest that no longer serves, or else the oldest.
        let turn = |from: usize, by: usize| {
            self.fixed + (from - self.fixed + by) % (self.capacity - self.fixed)
        };
        let spare = (0..64)
            .map(|by| turn(self.next, by))
            .find(|at| !self.valid[*at])
            .unwrap_or(self.next);
        self.rows[spare].copy_from_slice(row);
        self.valid[spare] = true;
        self.next = turn(spare, 1);
    }

    /// Whether a known solution has all of these.
    pub fn any_with(&self, lits: &[Lit]) -> bool {
        let has = |row: &[u64], lit: &Lit| bit(row, lit.var() as usize) == lit.positive();
        self.rows
            .iter()
            .any(|row| lits.iter().all(|lit| has(row, lit)))
    }

    /// Marks which solutions satisfy all of `choices`.
    pub fn validate(&mut self, choices: &[Lit]) {
        for (row, valid) in self.rows.iter().zip(&mut self.valid) {
            *valid = choices
                .iter()
                .all(|lit| bit(row, lit.var() as usize) == lit.positive());
        }
    }

    /// Takes out of `no_true` and `no_false` what a valid solution has.
    pub fn cover(&self, no_true: &mut [u64], no_false: &mut [u64]) {
        for (row, _) in self
            .rows
            .iter()
            .zip(&self.valid)
            .filter(|(_, valid)| **valid)
        {
            cover(row, no_true, no_false);
        }
    }

    /// Among solutions that have `lit`, the one with the most values still without a witness; among
    /// all when none has it.
    pub fn best_for(&self, lit: Lit, no_true: &[u64], no_false: &[u64]) -> Option<usize> {
        let mut best: Option<(bool, u32, usize)> = None;
        // Looking at every solution for every question would cost more than it saves.
        let mut looks = 12;
        for at in (0..self.rows.len()).rev() {
            let row = &self.rows[at];
            let has = bit(row, lit.var() as usize) == lit.positive();
            if !has && best.is_some() {
                continue;
            }
            let welcome: u32 = row
                .iter()
                .zip(no_true.iter().zip(no_false))
                .map(|(word, (wants, avoids))| (word & wants | !word & avoids).count_ones())
                .sum();
            if best.is_none_or(|(had, most, _)| (has, welcome) > (had, most)) {
                best = Some((has, welcome, at));
            }
            if has {
                looks -= 1;
                if looks == 0 {
                    break;
                }
            }
        }
        best.map(|(.., at)| at)
    }
}

/// Takes what a solution has out of the sets of what is still to be seen.
pub fn cover(row: &[u64], no_true: &mut [u64], no_false: &mut [u64]) {
    for (word, (wants, avoids)) in row.iter().zip(no_true.iter_mut().zip(no_false)) {
        *wants &= !word;
        *avoids &= word;
    }
}
