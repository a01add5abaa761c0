//! Which column an item stands in when times of one day overlap.

use serde::{Deserialize, Serialize};

/// The time an item takes in one day, in minutes from local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// First minute (0 to 1,439).
    pub start: i32,
    /// Length in minutes; drawn with at least [`SHORTEST`].
    pub minutes: i32,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// First minute.
    pub start: i32,
    /// Minute after the last, at most 1,440.
    pub end: i32,
    /// Column from the left, from 0.
    pub column: u32,
    /// How many columns the group of items that touch one another needs.
    pub columns: u32,
}

/// Shorter items are drawn this long, so that they can be read and hit.
pub const SHORTEST: i32 = 30;

/// Places the items of one day, in the order given. Items that follow one another share a column;
/// items that overlap never do; a chain of overlapping items shares its number of columns.
#[must_use]
pub fn lay_out(slots: &[Slot]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = slots
        .iter()
        .map(|slot| {
            let start = slot.start.clamp(0, 1440 - SHORTEST);
            Placed {
                start,
                end: (start + slot.minutes.max(SHORTEST)).min(1440),
                column: 0,
                columns: 1,
            }
        })
        .collect();
    let mut order: Vec<usize> = (0..placed.len()).collect();
    order.sort_by_key(|index| {
        placed
            .get(*index)
            .map(|item| (item.start, -item.end, *index))
    });
    let mut group: Vec<usize> = Vec::new();
    let mut ends: Vec<i32> = Vec::new();
    for index in order {
        let Some(item) = placed.get(index).copied() else {
            continue;
        };
        if ends.iter().all(|end| *end <= item.start) {
            close(&mut placed, &mut group, ends.len());
            ends.clear();
        }
        let column = ends.iter().position(|end| *end <= item.start);
        let column = match column.and_then(|at| ends.get_mut(at).map(|end| (at, end))) {
            Some((at, end)) => {
                *end = item.end;
                at
            }
            None => {
                ends.push(item.end);
                ends.len() - 1
            }
        };
        if let Some(item) = placed.get_mut(index) {
            item.column = u32::try_from(column).unwrap_or(0);
        }
        group.push(index);
    }
    close(&mut placed, &mut group, ends.len());
    placed
}

fn close(placed: &mut [Placed], group: &mut Vec<usize>, columns: usize) {
    for index in group.drain(..) {
        if let Some(item) = placed.get_mut(index) {
            item.columns = u32::try_from(columns).unwrap_or(1).max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(start: i32, minutes: i32) -> Slot {
        Slot { start, minutes }
    }

    #[test]
    fn neighbours_share_a_column() {
        let placed = lay_out(&[at(540, 60), at(600, 60)]);
        assert_eq!((placed[0].column, placed[0].columns), (0, 1));
        assert_eq!((placed[1].column, placed[1].columns), (0, 1));
    }

    #[test]
    fn overlapping_items_stand_side_by_side() {
        let placed = lay_out(&[at(540, 120), at(570, 30), at(600, 60), at(900, 60)]);
        let columns: Vec<_> = placed
            .iter()
            .map(|item| (item.column, item.columns))
            .collect();
        assert_eq!(columns, [(0, 2), (1, 2), (1, 2), (0, 1)]);
    }

    #[test]
    fn short_and_late_items_stay_visible() {
        let placed = lay_out(&[at(1439, 5), at(-10, 0)]);
        assert_eq!((placed[0].start, placed[0].end), (1410, 1440));
        assert_eq!((placed[1].start, placed[1].end), (0, 30));
    }

    proptest! {
        #[test]
        fn nothing_hides_anything(slots in prop::collection::vec((0_i32..1440, 0_i32..300), 0..40)) {
            let slots: Vec<Slot> = slots.into_iter().map(|(start, minutes)| at(start, minutes)).collect();
            let placed = lay_out(&slots);
            prop_assert_eq!(placed.len(), slots.len());
            for (index, one) in placed.iter().enumerate() {
                prop_assert!(one.column < one.columns && one.start < one.end && one.end <= 1440);
                for other in placed.iter().skip(index + 1) {
                    let overlap = one.start < other.end && other.start < one.end;
                    if overlap {
                        prop_assert!(one.column != other.column);
                        prop_assert_eq!(one.columns, other.columns);
                    }
                }
            }
        }
    }
}
