//! A small conflict-driven SAT solver made for configuration: many short questions about one
//! formula, each near the answer of the last one.
//!
//! What differs from a text-book solver (MiniSat, Eén and Sörensson 2003):
//! - the choices of a person stay on the trail as decision levels between questions
//!   ([`Solver::push`]), a question never repeats their propagation;
//! - a question may name a known solution of the formula; then only clauses that the question
//!   breaks in it are decided ([`search`]), so its cost follows the size of the change, not the size
//!   of the model;
//! - "at most one of" is a constraint of its own, not its square of clauses.
//!
//! Bounded by a [`Budget`]; no clock, no randomness: the same questions give the same answers and the
//! same work, natively and in the browser.

mod analyze;
mod budget;
mod heap;
mod lit;
mod reduce;
mod search;
mod solver;
mod weave;

#[cfg(test)]
mod tests;

pub use budget::{Budget, Stopped};
pub use lit::{Lit, Var};
pub use search::{Near, Verdict};
pub use solver::Solver;
pub use weave::Weave;

/// Whether bit `index` of a bit set is set.
#[must_use]
pub fn bit(set: &[u64], index: usize) -> bool {
    set.get(index / 64)
        .is_some_and(|word| word >> (index % 64) & 1 == 1)
}

/// Sets bit `index` of a bit set to `on`.
pub fn put_bit(set: &mut [u64], index: usize, on: bool) {
    if let Some(word) = set.get_mut(index / 64) {
        let mask = 1_u64 << (index % 64);
        if on {
            *word |= mask;
        } else {
            *word &= !mask;
        }
    }
}
