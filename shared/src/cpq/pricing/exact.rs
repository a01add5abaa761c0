//! Exact arithmetic on whole numbers: rounded division, and shares that add up.

use super::model::{Charge, LineInput, PricedLine, Remainder};
use crate::kernel::Rounding;
use chrono::NaiveDate;

/// `numerator / denominator`, rounded. Halves and `Up` go away from zero and `Down` towards it, so that a credit
/// mirrors what it credits. `None` for a denominator that is not positive.
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
    pub tie: Tie,
}

/// What tells two parts with the same remainder apart: parts that later sums treat alike compare equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The sums a part goes into.
    pub kind: u8,
    /// Minor units of one period, without their sign: what a part of the term is rounded from.
    pub period_minor: u64,
    /// Months of its term.
    pub months: u32,
    /// Its first day.
    pub starts_on: Option<NaiveDate>,
}

impl Tie {
    /// Lines that later sums treat differently never compete by their position.
    #[must_use]
    pub fn of(line: &LineInput, priced: &PricedLine) -> Self {
        let charge = match line.charge {
            Charge::OneTime => 0,
            Charge::Monthly => 1,
            Charge::Yearly => 2,
            Charge::Usage => 3,
        };
        let own = line.term.as_ref();
        Tie {
            kind: charge * 2 + u8::from(line.cost.is_none()),
            period_minor: priced.period_net_minor.unsigned_abs(),
            months: own.and_then(|term| term.months).unwrap_or(0),
            starts_on: own.and_then(|term| term.starts_on),
        }
    }
}

impl Share {
    /// A part that is told from others only by the sums it goes into.
    #[must_use]
    pub fn of_kind(exact: i128, kind: u8) -> Self {
        let tie = Tie {
            kind,
            ..Tie::default()
        };
        Share { exact, tie }
    }
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
            // Among equal remainders the larger part takes the unit: a bill of part of the term rounds
            // differently with it, so it must not be whoever stands first.
            let mut order: Vec<(i128, Tie, i128, usize)> = shares
                .iter()
                .enumerate()
                .map(|(index, share)| {
                    let remainder = -(share.exact % denominator) * sign;
                    (remainder, share.tie, -(share.exact * sign), index)
                })
                .collect();
            order.sort_unstable();
            let mut missing = left.unsigned_abs();
            while missing > 0 {
                for (_, _, _, index) in &order {
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
            .map(|exact| Share::of_kind(*exact, 0))
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

    #[test]
    fn the_odd_cent_does_not_go_by_position() {
        // 10.5 and 20.5: the same remainder, another size.
        let split = |exact: &[i128]| share_out(31, &shares(exact), 2, Remainder::Largest).unwrap();
        assert_eq!(split(&[21, 41]), vec![10, 21]);
        assert_eq!(split(&[41, 21]), vec![21, 10]);
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
