//! Round numbers for axes, by whole-number arithmetic only.

/// From 0 or below to at least `max`: steps of 1, 2, 2.5 or 5 × 10ⁿ, about `wanted` of them. Always
/// at least two ticks.
pub(super) fn ticks(min: i64, max: i64, wanted: i64) -> Vec<i64> {
    let (min, max) = (min.min(0), max.max(0));
    let spread = max.saturating_sub(min).max(1);
    let step = step(spread, wanted.max(1));
    let first = min.div_euclid(step);
    let last = max.div_euclid(step) + i64::from(max.rem_euclid(step) != 0);
    (first..=last.max(first + 1))
        .map(|index| index.saturating_mul(step))
        .collect()
}

/// The smallest round step that needs at most `wanted` steps for `spread`.
fn step(spread: i64, wanted: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for tenfold in [10, 20, 25, 50] {
            let step = i128::from(power) * tenfold / 10;
            let whole = power >= 10 || tenfold % 10 == 0;
            if whole && step * i128::from(wanted) >= i128::from(spread) {
                return i64::try_from(step).unwrap_or(i64::MAX);
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return i64::MAX / 10,
        }
    }
}

/// The first and the last tick.
pub(super) fn ends(ticks: &[i64]) -> (i64, i64) {
    (
        ticks.first().copied().unwrap_or(0),
        ticks.last().copied().unwrap_or(1),
    )
}

/// Every how many-th of `count` labels fits into `room` when the widest takes `width`.
pub(super) fn stride(count: usize, width: i32, room: i32) -> usize {
    let fitting = usize::try_from(room / width.max(1)).unwrap_or(1).max(1);
    count.div_ceil(fitting).max(1)
}
