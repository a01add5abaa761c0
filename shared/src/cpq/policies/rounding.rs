//! Where and how to round, and who gets what is left over.

use super::exact::Exact;
use crate::cpq::pricing::Remainder;
use crate::kernel::{Currency, Rounding};

/// How an amount is rounded: a mode and the step it becomes a multiple of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoundTo {
    /// What happens between two steps.
    pub mode: Rounding,
    /// 0.01 for cents, 0.05 for Swiss cash, 1 for yen; zero or less rounds nothing.
    pub step: Exact,
}

impl RoundTo {
    /// Half away from zero to cents.
    pub const CENTS: RoundTo = RoundTo {
        mode: Rounding::HalfUp,
        step: Exact::CENT,
    };
    /// Not at all.
    pub const NEVER: RoundTo = RoundTo {
        mode: Rounding::HalfUp,
        step: Exact::ZERO,
    };

    /// Half away from zero to whole units.
    pub const WHOLE: RoundTo = RoundTo {
        mode: Rounding::HalfUp,
        step: Exact::ONE,
    };

    /// Half away from zero to the minor unit of `currency`.
    #[must_use]
    pub fn of(currency: Currency) -> Self {
        Self {
            mode: Rounding::HalfUp,
            step: Exact::scaled(1, currency.decimals()),
        }
    }

    /// The rounded amount.
    #[must_use]
    pub fn apply(self, amount: Exact) -> Exact {
        amount.round_to(self.step, self.mode)
    }
}

/// Splits `total` in proportion to `weights` into multiples of the rounding's step that add up to
/// `total` exactly; the last steps go by `remainder`, to parts with a weight first.
///
/// With weights that add up to zero every part counts the same. A `total` that is not itself a
/// multiple of the step leaves what is finer than a step with the first part that receives a
/// remainder. A step that is not positive splits exactly, without rounding. `None` when a number
/// is refused.
#[must_use]
pub fn spread(
    total: Exact,
    weights: &[Exact],
    round: RoundTo,
    remainder: Remainder,
) -> Option<Vec<Exact>> {
    if weights.is_empty() {
        return Some(Vec::new());
    }
    let sum: Exact = weights.iter().copied().sum();
    let count = Exact::whole(i64::try_from(weights.len()).ok()?);
    let exact: Vec<Exact> = weights
        .iter()
        .map(|weight| {
            if sum.is_zero() {
                total / count
            } else {
                total * *weight / sum
            }
        })
        .collect();
    if !round.step.is_positive() {
        return exact.into_iter().map(Exact::checked).collect();
    }
    let mut parts: Vec<Exact> = exact
        .iter()
        .map(|part| part.round_to(round.step, Rounding::Down))
        .collect();
    let left = (total - parts.iter().copied().sum()).checked()?;
    let lost: Vec<Exact> = exact
        .iter()
        .zip(&parts)
        .map(|(exact, part)| *exact - *part)
        .collect();
    let mut order: Vec<usize> = (0..parts.len())
        .filter(|index| sum.is_zero() || weights.get(*index).is_some_and(|w| !w.is_zero()))
        .collect();
    match remainder {
        Remainder::First => {}
        Remainder::Last => order.reverse(),
        Remainder::Largest => {
            let sign = Exact::whole(left.sign());
            order.sort_by(|a, b| {
                let key = |index: &usize| lost.get(*index).map(|lost| *lost * sign);
                key(b)
                    .partial_cmp(&key(a))
                    .unwrap_or(std::cmp::Ordering::Equal)
                    .then(a.cmp(b))
            });
        }
    }
    give(left, round.step, remainder, &order, &mut parts)?;
    parts.into_iter().map(Exact::checked).collect()
}

/// Hands `left` out, step by step, in `order`; under first and last all of it to one part.
fn give(
    left: Exact,
    step: Exact,
    remainder: Remainder,
    order: &[usize],
    parts: &mut [Exact],
) -> Option<()> {
    let mut left = left;
    let signed = if left.is_negative() { -step } else { step };
    while !left.is_zero() {
        for index in order {
            let part = parts.get_mut(*index)?;
            let whole = remainder != Remainder::Largest || left.abs() < step;
            let give = if whole { left } else { signed };
            *part += give;
            left = (left - give).checked()?;
            if left.is_zero() {
                break;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(values: &[i64]) -> Vec<Exact> {
        values.iter().copied().map(Exact::whole).collect()
    }

    fn parts(total: i64, weights: &[i64], remainder: Remainder) -> Vec<i64> {
        spread(
            Exact::whole(total),
            &whole(weights),
            RoundTo::WHOLE,
            remainder,
        )
        .unwrap()
        .into_iter()
        .map(|part| part.to_whole().unwrap())
        .collect()
    }

    #[test]
    fn the_remainder_follows_the_policy() {
        assert_eq!(parts(299, &[1, 1, 1], Remainder::Largest), [100, 100, 99]);
        assert_eq!(parts(299, &[1, 1, 1], Remainder::First), [101, 99, 99]);
        assert_eq!(parts(299, &[1, 1, 1], Remainder::Last), [99, 99, 101]);
        assert_eq!(parts(10, &[0, 0], Remainder::Largest), [5, 5]);
        assert_eq!(parts(40, &[10, 0], Remainder::Last), [40, 0]);
        assert_eq!(parts(-20, &[1, 1], Remainder::Largest), [-10, -10]);
    }

    proptest! {
        #[test]
        fn parts_add_up(total in -100_000_i64..100_000, weights in prop::collection::vec(0_i64..1_000, 1..20), which in 0_usize..3) {
            let remainder = [Remainder::Largest, Remainder::First, Remainder::Last][which];
            let given = parts(total, &weights, remainder);
            prop_assert_eq!(given.iter().sum::<i64>(), total);
            let mirrored: Vec<i64> = parts(-total, &weights, remainder).iter().map(|p| -p).collect();
            prop_assert_eq!(&given, &mirrored);
            let sum: i64 = weights.iter().sum();
            if remainder == Remainder::Largest && sum > 0 {
                for (part, weight) in given.iter().zip(&weights) {
                    prop_assert!((part * sum - total * weight).abs() < sum);
                }
            }
        }
    }
}
