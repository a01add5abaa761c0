//! Dated rates of exchange for two years, moving slowly around plausible values.

use super::random::Random;
use super::time::{Present, shifted};
use chrono::Datelike;
use shared::kernel::{Currency, RateTable, rates::DatedRate};
use store::platform::bulk::RateRow;

/// Euros for one unit, in ten-thousandths.
const CENTRES: [(Currency, i64); 3] = [
    (Currency::USD, 8_950),
    (Currency::GBP, 11_620),
    (Currency::CHF, 10_540),
];

/// One rate on the first of each month, from 30 months ago to today.
pub(super) fn rates(random: &mut Random, present: Present) -> Vec<RateRow> {
    let mut rows = Vec::new();
    for (currency, centre) in CENTRES {
        let mut rate = centre;
        for month in (0..=30).rev() {
            let day = shifted(present.today, -month * 30);
            let day = day.with_day(1).unwrap_or(day);
            // Drawn back to the centre, so that it never wanders off.
            rate += random.between(-centre / 90, centre / 90) + (centre - rate) / 6;
            if rows
                .iter()
                .any(|row: &RateRow| row.currency == currency && row.day == day)
            {
                continue;
            }
            rows.push(RateRow {
                currency,
                day,
                rate_e8: rate * 10_000,
                sample: true,
            });
        }
    }
    rows
}

pub(super) fn table(rows: &[RateRow]) -> RateTable {
    RateTable::new(
        Currency::EUR,
        rows.iter().map(|row| DatedRate {
            currency: row.currency,
            day: row.day,
            rate_e8: row.rate_e8,
        }),
    )
}
