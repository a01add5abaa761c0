//! How an exact amount becomes a whole number of minor units, and who gets the remainder.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A rounding rule. The default, half away from zero, is the commercial rounding EN 16931 expects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// 0.5 → 1, −0.5 → −1.
    #[default]
    HalfUp,
    /// 0.5 → 0, 1.5 → 2 (banker's rounding).
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// Rounds `value` to `decimals` places.
    #[must_use]
    pub fn apply(self, value: Decimal, decimals: u32) -> Decimal {
        let strategy = match self {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Down => RoundingStrategy::ToZero,
            Rounding::Up => RoundingStrategy::AwayFromZero,
        };
        value.round_dp_with_strategy(decimals, strategy)
    }
}

/// Splits `total` minor units in proportion to `weights` so that the parts add up to `total`
/// exactly: largest-remainder method (Hamilton), ties to the earlier part.
///
/// Negative totals are split as their absolute value. With no positive weight, the first part takes
/// everything; with no part at all the answer is empty. Negative weights count as zero.
#[must_use]
pub fn split_by_largest_remainder(total: i64, weights: &[i64]) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let sign = if total < 0 { -1 } else { 1 };
    let magnitude = i128::from(total).abs();
    let sum: i128 = weights.iter().map(|w| i128::from((*w).max(0))).sum();
    let mut parts = vec![0_i128; weights.len()];
    if sum == 0 {
        if let Some(first) = parts.first_mut() {
            *first = magnitude;
        }
    } else {
        let mut remainders: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
        let mut given = 0_i128;
        for (index, (part, weight)) in parts.iter_mut().zip(weights).enumerate() {
            let exact = magnitude * i128::from((*weight).max(0));
            *part = exact / sum;
            given += *part;
            remainders.push((exact % sum, index));
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left = usize::try_from(magnitude - given).unwrap_or(0);
        for (_, index) in remainders.iter().take(left) {
            if let Some(part) = parts.get_mut(*index) {
                *part += 1;
            }
        }
    }
    parts
        .into_iter()
        .map(|part| sign * i64::try_from(part).unwrap_or(i64::MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_goes_away_from_zero_by_default() {
        assert_eq!(
            Rounding::default().apply(Decimal::new(5, 1), 0),
            Decimal::ONE
        );
        assert_eq!(
            Rounding::default().apply(Decimal::new(-5, 1), 0),
            -Decimal::ONE
        );
        assert_eq!(
            Rounding::HalfEven.apply(Decimal::new(5, 1), 0),
            Decimal::ZERO
        );
    }

    #[test]
    fn a_third_each_gives_the_cent_to_the_first() {
        assert_eq!(
            split_by_largest_remainder(100, &[1, 1, 1]),
            vec![34, 33, 33]
        );
        assert_eq!(
            split_by_largest_remainder(-100, &[1, 1, 1]),
            vec![-34, -33, -33]
        );
    }

    proptest! {
        #[test]
        fn parts_always_add_up(total in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..30)) {
            let parts = split_by_largest_remainder(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
        }
    }
}
