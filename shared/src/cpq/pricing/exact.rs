//! Exact arithmetic on whole numbers: rounded division, and shares that add up.

use super::model::Remainder;
use crate::kernel::Rounding;

/// `numerator / denominator`, rounded. `None` for a denominator that is not positive.
#[must_use]
pub fn round_div(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let whole = numerator / denominator;
    let rest = numerator % denominator;
    if rest == 0 {
        return Some(whole);
    }
    let away = whole + rest.signum();
    let (twice, one) = (
        rest.unsigned_abs().checked_mul(2)?,
        denominator.unsigned_abs(),
    );
    Some(match rounding {
        Rounding::Down => whole,
        Rounding::Up => away,
        Rounding::HalfUp if twice >= one => away,
        Rounding::HalfEven if twice > one || (twice == one && whole % 2 != 0) => away,
        Rounding::HalfUp | Rounding::HalfEven => whole,
    })
}

/// [`round_div`] into 64 bits; `None` also for what does not fit.
#[must_use]
pub fn round_div_i64(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i64> {
    i64::try_from(round_div(numerator, denominator, rounding)?).ok()
}

/// `part / whole` in basis points, half away from zero; `None` when `whole` is zero or the rate
/// does not fit.
#[must_use]
pub fn rate_bp(part: i64, whole: i64) -> Option<i32> {
    let (part, whole) = if whole < 0 {
        (-i128::from(part), -i128::from(whole))
    } else {
        (i128::from(part), i128::from(whole))
    };
    i32::try_from(round_div(part * 10_000, whole, Rounding::HalfUp)?).ok()
}

/// One part of a total that is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The exact share × the common denominator.
    pub exact: i128,
    /// Breaks ties before the position does, so that what the shares are later summed by does not
    /// depend on their order.
    pub tie: u8,
}

/// Whole parts near their exact shares that add up to `total`.
///
/// Each part is first cut towards zero; the units then missing go by `remainder`. `total` must be
/// a rounding (up or down) of the sum of the exact shares; then no part is a whole unit or more
/// away from its exact share under [`Remainder::Largest`]. Works with mixed signs, and changing
/// every sign changes every part's sign. `None` when a part does not fit 64 bits.
#[must_use]
pub fn share_out(
    total: i64,
    shares: &[Share],
    denominator: i128,
    remainder: Remainder,
) -> Option<Vec<i64>> {
    if denominator <= 0 {
        return None;
    }
    let mut parts = Vec::with_capacity(shares.len());
    let mut given = 0_i128;
    for share in shares {
        let part = share.exact / denominator;
        given = given.checked_add(part)?;
        parts.push(i64::try_from(part).ok()?);
    }
    let left = i128::from(total).checked_sub(given)?;
    if left == 0 || parts.is_empty() {
        return Some(parts);
    }
    match remainder {
        Remainder::First => add_to(parts.first_mut(), left)?,
        Remainder::Last => add_to(parts.last_mut(), left)?,
        Remainder::Largest => {
            let sign = left.signum();
            let mut order: Vec<(i128, u8, usize)> = shares
                .iter()
                .enumerate()
                .map(|(index, share)| (-(share.exact % denominator) * sign, share.tie, index))
                .collect();
            order.sort_unstable();
            let mut missing = left.unsigned_abs();
            while missing > 0 {
                for (_, _, index) in &order {
                    if missing == 0 {
                        break;
                    }
                    add_to(parts.get_mut(*index), sign)?;
                    missing -= 1;
                }
            }
        }
    }
    Some(parts)
}

fn add_to(part: Option<&mut i64>, amount: i128) -> Option<()> {
    let part = part?;
    *part = i64::try_from(i128::from(*part).checked_add(amount)?).ok()?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(exact: &[i128]) -> Vec<Share> {
        exact
            .iter()
            .map(|exact| Share {
                exact: *exact,
                tie: 0,
            })
            .collect()
    }

    #[test]
    fn rounds_like_a_merchant_or_a_banker() {
        let cases = [
            (5, Rounding::HalfUp, 1),
            (-5, Rounding::HalfUp, -1),
            (5, Rounding::HalfEven, 0),
            (15, Rounding::HalfEven, 2),
            (19, Rounding::Down, 1),
            (-11, Rounding::Up, -2),
        ];
        for (tenths, rounding, expected) in cases {
            assert_eq!(round_div(tenths, 10, rounding), Some(expected), "{tenths}");
        }
        assert_eq!(round_div(1, 0, Rounding::HalfUp), None);
    }

    #[test]
    fn the_odd_cent_goes_where_the_policy_says() {
        let thirds = shares(&[100, 100, 100]);
        let split = |remainder| share_out(100, &thirds, 3, remainder).unwrap();
        assert_eq!(split(Remainder::Largest), vec![34, 33, 33]);
        assert_eq!(split(Remainder::First), vec![34, 33, 33]);
        assert_eq!(split(Remainder::Last), vec![33, 33, 34]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_stay_close(exact in prop::collection::vec(-10_000_000_i64..10_000_000, 1..40)) {
            let exact: Vec<i128> = exact.into_iter().map(i128::from).collect();
            let sum: i128 = exact.iter().sum();
            let total = round_div_i64(sum, 10_000, Rounding::HalfUp).unwrap();
            let parts = share_out(total, &shares(&exact), 10_000, Remainder::Largest).unwrap();
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            for (part, exact) in parts.iter().zip(&exact) {
                prop_assert!((i128::from(*part) * 10_000 - exact).abs() < 10_000);
            }
            let mirrored: Vec<i128> = exact.iter().map(|e| -e).collect();
            let negative = share_out(-total, &shares(&mirrored), 10_000, Remainder::Largest).unwrap();
            prop_assert_eq!(parts.iter().map(|p| -p).collect::<Vec<_>>(), negative);
        }
    }
}
