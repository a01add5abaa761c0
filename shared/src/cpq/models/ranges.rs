//! Which numbers of an item are left, as ranges: beside a field stands what may be typed into it.

use super::session::Session;
use crate::cpq::configure::State;

impl Session {
    /// The numbers of a slot that can be had with the choices about other items, in ranges of neighbours, each with
    /// its first and its last. Empty when all of them can.
    #[must_use]
    pub fn ranges_left(&self, slot: u32) -> Vec<(i64, i64)> {
        let Some(variable) = self.engine.compiled.variables.get(slot as usize) else {
            return Vec::new();
        };
        let left: Vec<usize> = if self.chosen(&variable.name).is_empty() {
            let all = 0..variable.len();
            all.filter(|at| self.state_at(slot, *at) != State::Excluded)
                .collect()
        } else {
            let mut left = self.exchangeable(slot);
            left.extend(self.settled(slot));
            left.sort_unstable();
            left.dedup();
            left
        };
        if left.len() == variable.len() {
            return Vec::new();
        }
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for at in left {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == at => *last = at,
                _ => ranges.push((at, at)),
            }
        }
        let number = |at: usize| variable.number(at);
        let ranges = ranges.into_iter();
        ranges.map(|(a, b)| (number(a), number(b))).collect()
    }
}
