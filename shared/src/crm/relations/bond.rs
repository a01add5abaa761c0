//! How well a colleague knows a contact: computed from what was logged, never typed.
//!
//! The formula: `4` points for each meeting, `3` for each call, `2` for each e-mail, `1` for each
//! note, of each at most [`MOST`] (a series of mails makes nobody a friend); that sum times the
//! freshness of the last one (whole within 30 days, three quarters within 90, half within 180, a
//! quarter within a year, an eighth after); plus `6` for each open deal both take part in, of which
//! two count. `16` points are strong, `6` are good, anything above nothing is weak. Conversations
//! that did not come about (nobody answered, a meeting called off) count nothing.

use super::model::Strength;
use crate::kernel::{Instant, Named, UserId};
use serde::{Deserialize, Serialize};

/// So many of one kind count.
const MOST: i64 = 10;
/// So many open deals count.
const MOST_DEALS: i64 = 2;
const DEAL: i64 = 6;
const STRONG: i64 = 16;
const GOOD: i64 = 6;
const DAY_MS: i64 = 86_400_000;

/// What a colleague and a contact had to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touches {
    /// Meetings held.
    pub meetings: i64,
    /// Calls that reached the person.
    pub calls: i64,
    /// E-mails.
    pub emails: i64,
    /// Notes.
    pub notes: i64,
    /// Open deals both take part in, as far as the reader may see them.
    pub open_deals: i64,
    /// The last meeting, call, e-mail or note.
    pub last_at: Option<Instant>,
}

/// The strength of a bond, with the points it was told from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bond {
    /// In three steps.
    pub strength: Strength,
    /// In points, for the order.
    pub points: i64,
}

/// A colleague who knows somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquaintance {
    /// Who.
    pub user: Named<UserId>,
    /// How well.
    pub bond: Bond,
    /// Why we think so.
    pub touches: Touches,
}

/// How many eighths a conversation of so many days ago is still worth.
const fn freshness(days: i64) -> i64 {
    match days {
        ..=30 => 8,
        31..=90 => 6,
        91..=180 => 4,
        181..=365 => 2,
        _ => 1,
    }
}

/// The bond, or nothing when there is none.
#[must_use]
pub fn bond(touches: &Touches, now: Instant) -> Option<Bond> {
    let capped = |count: i64| count.clamp(0, MOST);
    let talked = 4 * capped(touches.meetings)
        + 3 * capped(touches.calls)
        + 2 * capped(touches.emails)
        + capped(touches.notes);
    let days = touches
        .last_at
        .map_or(i64::MAX, |at| (now.0.saturating_sub(at.0)) / DAY_MS);
    // Rounded up: what was once said leaves a trace.
    let talk = (talked * freshness(days) + 7) / 8;
    let points = talk + DEAL * touches.open_deals.clamp(0, MOST_DEALS);
    let strength = match points {
        ..=0 => return None,
        1..GOOD => Strength::Weak,
        GOOD..STRONG => Strength::Good,
        _ => Strength::Strong,
    };
    Some(Bond { strength, points })
}

/// The best first; of equals by name.
pub fn best_first(all: &mut [Acquaintance]) {
    all.sort_by(|one, other| {
        let key = |one: &Acquaintance| (-one.bond.points, one.user.name.clone(), one.user.id);
        key(one).cmp(&key(other))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant(1_800_000_000_000);

    fn touches(meetings: i64, calls: i64, days: i64) -> Touches {
        Touches {
            meetings,
            calls,
            last_at: Some(NOW.plus_days(-days)),
            ..Touches::default()
        }
    }

    fn strength(touches: &Touches) -> Option<Strength> {
        bond(touches, NOW).map(|bond| bond.strength)
    }

    #[test]
    fn it_grows_with_what_was_done_and_fades_with_time() {
        assert_eq!(strength(&Touches::default()), None);
        assert_eq!(strength(&touches(0, 1, 3)), Some(Strength::Weak));
        assert_eq!(strength(&touches(3, 0, 12)), Some(Strength::Good));
        assert_eq!(strength(&touches(4, 0, 12)), Some(Strength::Strong));
        assert_eq!(strength(&touches(4, 0, 120)), Some(Strength::Good));
        assert_eq!(strength(&touches(4, 0, 900)), Some(Strength::Weak));
    }

    #[test]
    fn an_open_deal_is_a_good_bond_by_itself() {
        let deals = |open_deals| Touches {
            open_deals,
            ..Touches::default()
        };
        assert_eq!(strength(&deals(1)), Some(Strength::Good));
        assert_eq!(bond(&deals(2), NOW), bond(&deals(9), NOW));
    }

    #[test]
    fn a_series_of_mails_makes_nobody_a_friend() {
        let mails = |emails| Touches {
            emails,
            last_at: Some(NOW),
            ..Touches::default()
        };
        assert_eq!(bond(&mails(10), NOW), bond(&mails(5_000), NOW));
    }

    fn any_touches() -> impl Strategy<Value = Touches> {
        (
            0_i64..30,
            0_i64..30,
            0_i64..30,
            0_i64..30,
            0_i64..5,
            0_i64..2_000,
        )
            .prop_map(
                |(meetings, calls, emails, notes, open_deals, days)| Touches {
                    meetings,
                    calls,
                    emails,
                    notes,
                    open_deals,
                    last_at: Some(NOW.plus_days(-days)),
                },
            )
    }

    proptest! {
        #[test]
        fn more_is_never_less_and_later_is_never_more(one in any_touches(), days in 0_i64..800) {
            let points = |touches: &Touches, now| bond(touches, now).map_or(0, |bond| bond.points);
            let here = points(&one, NOW);
            for more in [
                Touches { meetings: one.meetings + 1, ..one.clone() },
                Touches { calls: one.calls + 1, ..one.clone() },
                Touches { emails: one.emails + 1, ..one.clone() },
                Touches { notes: one.notes + 1, ..one.clone() },
                Touches { open_deals: one.open_deals + 1, ..one.clone() },
            ] {
                prop_assert!(points(&more, NOW) >= here);
            }
            prop_assert!(points(&one, NOW.plus_days(days)) <= here);
        }
    }
}
