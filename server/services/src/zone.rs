//! Time zones from the IANA database, cut down to what a page needs.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use shared::kernel::{Instant, Zone};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// How far around `now` the changes of a zone are sent.
const DAYS_BACK: i64 = 1_100;
const DAYS_AHEAD: i64 = 1_100;

/// The zones of today, each computed once a day: a request needs one, and finding the changes of
/// six years takes longer than reading a record.
#[derive(Default)]
pub struct Zones {
    known: Mutex<BTreeMap<String, (i64, Zone)>>,
}

impl Zones {
    /// As [`zone`].
    pub fn get(&self, name: &str, now: Instant) -> Zone {
        let day = now.0.div_euclid(86_400_000);
        // A panic elsewhere cannot leave the map half written: it only holds whole entries.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(name) {
            Some((of, zone)) if *of == day => zone.clone(),
            _ => {
                let fresh = zone(name, now);
                known.insert(name.to_owned(), (day, fresh.clone()));
                fresh
            }
        }
    }
}

/// The zone called `name` (IANA), with its changes of offset around `now`; UTC when unknown.
#[must_use]
pub fn zone(name: &str, now: Instant) -> Zone {
    let Ok(tz) = Tz::from_str(name) else {
        return Zone::utc();
    };
    let offset = |at: Instant| {
        tz.offset_from_utc_datetime(&at.to_utc().naive_utc())
            .fix()
            .local_minus_utc()
    };
    let start = now.plus_days(-DAYS_BACK);
    let mut changes = Vec::new();
    let first_offset = offset(start);
    let mut current = first_offset;
    let mut day = start;
    while day < now.plus_days(DAYS_AHEAD) {
        let next = day.plus_days(1);
        let after = offset(next);
        if after != current {
            changes.push((bisect(day, next, &|at| offset(at) == after), after));
            current = after;
        }
        day = next;
    }
    Zone {
        name: tz.name().to_owned(),
        first_offset,
        changes,
    }
}

/// The first millisecond between `low` (not yet) and `high` (already) at which `reached` holds.
fn bisect(mut low: Instant, mut high: Instant, reached: &dyn Fn(Instant) -> bool) -> Instant {
    while high.0 - low.0 > 1 {
        let middle = Instant(low.0 + (high.0 - low.0) / 2);
        if reached(middle) {
            high = middle
        } else {
            low = middle
        }
    }
    high
}

/// The zones a person may choose from, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|tz| tz.name())
        .filter(|name| name.contains('/') || *name == "UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paris_changes_on_the_last_sunday_of_march_at_one_utc() {
        let at = |text: &str| {
            Instant(
                text.parse::<chrono::DateTime<chrono::Utc>>()
                    .unwrap()
                    .timestamp_millis(),
            )
        };
        let paris = zone("Europe/Paris", at("2026-06-01T00:00:00Z"));
        assert!(paris.changes.contains(&(at("2026-03-29T01:00:00Z"), 7200)));
        assert!(paris.changes.contains(&(at("2026-10-25T01:00:00Z"), 3600)));
        assert_eq!(
            zone("Nowhere/Land", at("2026-06-01T00:00:00Z")),
            Zone::utc()
        );
    }
}
