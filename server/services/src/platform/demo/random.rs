//! Chance that always falls the same way: SplitMix64 (Steele, Lea, Flood 2014).

use shared::kernel::Instant;
use shared::kernel::id::uuid_v7;
use uuid::Uuid;

/// A repeatable source of choices.
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` − 1; 0 when `below` is not positive.
    pub(super) fn below(&mut self, below: i64) -> i64 {
        let bound = u64::try_from(below).unwrap_or(0).max(1);
        i64::try_from(self.next() % bound).unwrap_or(0)
    }

    /// A number within `from..=to`.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to - from + 1)
    }

    /// True so many times out of a hundred.
    pub(super) fn percent(&mut self, chance: i64) -> bool {
        self.below(100) < chance
    }

    /// About `centre`, mostly within a third of it, sometimes twice as much: the mean of three
    /// draws, stretched to the right.
    pub(super) fn about(&mut self, centre: i64) -> i64 {
        let mean = (0..3).map(|_| self.between(40, 160)).sum::<i64>() / 3;
        let stretched = if self.percent(12) { mean * 2 } else { mean };
        (centre * stretched / 100).max(1)
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let index =
            usize::try_from(self.below(i64::try_from(list.len()).unwrap_or(1))).unwrap_or(0);
        &list[index]
    }

    /// The index of one of several weights.
    pub(super) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if at < *weight {
                return index;
            }
            at -= weight;
        }
        0
    }

    /// An id of a record made at `at`.
    pub(super) fn id(&mut self, at: Instant) -> Uuid {
        let mut bytes = [0; 10];
        let (high, low) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        for (byte, random) in bytes.iter_mut().zip(high.iter().chain(&low)) {
            *byte = *random;
        }
        uuid_v7(at.0, bytes)
    }
}
