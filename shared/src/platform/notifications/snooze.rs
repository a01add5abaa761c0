//! When a notice that was put away comes back.

use crate::kernel::{Instant, Zone, coded};
use chrono::{Datelike, Days, NaiveTime};

coded! {
    /// For how long a notice is put away.
    SnoozeUntil {
        /// An hour.
        Hour = "hour",
        /// Until tomorrow morning.
        Tomorrow = "tomorrow",
        /// Until Monday morning of next week.
        NextWeek = "next_week",
    }
}

/// The hour, in the person's zone, at which a morning begins.
const MORNING: u32 = 8;

/// The moment a notice comes back: in 60 minutes, or at eight in the morning (of the person's zone) of
/// tomorrow or of next Monday. Where that day does not exist (the end of the calendar), an hour.
#[must_use]
pub fn snoozed_until(until: SnoozeUntil, now: Instant, zone: &Zone) -> Instant {
    let hour = Instant(now.0.saturating_add(3_600_000));
    let today = zone.date(now);
    let ahead = match until {
        SnoozeUntil::Hour => return hour,
        SnoozeUntil::Tomorrow => 1,
        SnoozeUntil::NextWeek => 7 - u64::from(today.weekday().num_days_from_monday()),
    };
    today
        .checked_add_days(Days::new(ahead))
        .zip(NaiveTime::from_hms_opt(MORNING, 0, 0))
        .map_or(hour, |(day, time)| zone.instant(day.and_time(time)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_always_comes_back_later_and_in_the_morning(ms in 0i64..4_000_000_000_000) {
            let zone = Zone::utc();
            let now = Instant(ms);
            for until in SnoozeUntil::ALL {
                let back = snoozed_until(*until, now, &zone);
                prop_assert!(back > now);
                if *until != SnoozeUntil::Hour {
                    prop_assert_eq!(zone.local(back).hour(), MORNING);
                }
            }
            let monday = zone.date(snoozed_until(SnoozeUntil::NextWeek, now, &zone));
            prop_assert_eq!(monday.weekday(), chrono::Weekday::Mon);
            prop_assert!((monday - zone.date(now)).num_days() <= 7);
        }
    }
}
