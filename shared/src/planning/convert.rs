//! Amounts of many currencies in one, each at the rate of the same day, remembering which rates.

use crate::kernel::{Currency, Money, RateTable, UsedRate};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Converts amounts one by one, so that a total is the sum of what a list shows.
#[derive(Clone, Debug)]
pub struct Converter<'a> {
    table: &'a RateTable,
    to: Currency,
    day: NaiveDate,
    used: BTreeMap<Currency, UsedRate>,
}

impl<'a> Converter<'a> {
    /// Converts to `to` at the rates of `day`.
    #[must_use]
    pub const fn new(table: &'a RateTable, to: Currency, day: NaiveDate) -> Self {
        Self {
            table,
            to,
            day,
            used: BTreeMap::new(),
        }
    }

    /// `amount` in minor units of the target, rounded half away from zero; `None` without a rate, or
    /// when the result does not fit. Nothing is worth nothing in any currency.
    pub fn minor(&mut self, amount: Money) -> Option<i64> {
        if amount.currency == self.to || amount.minor == 0 {
            return Some(amount.minor);
        }
        let rate = match self.used.get(&amount.currency) {
            Some(rate) => *rate,
            None => self.table.rate(amount.currency, self.to, self.day)?,
        };
        let value = amount.convert(self.to, rate.rate).ok()?;
        self.used.insert(amount.currency, rate);
        Some(value.minor)
    }

    /// The rates used, by currency.
    #[must_use]
    pub fn used(&self) -> Vec<UsedRate> {
        self.used.values().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::DatedRate;

    #[test]
    fn rates_are_those_of_the_day_and_only_the_used_are_named() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let rate = |currency, on: &str, rate_e8| DatedRate {
            currency,
            day: day(on),
            rate_e8,
        };
        let table = RateTable::new(
            Currency::EUR,
            [
                rate(Currency::USD, "2026-01-01", 90_000_000),
                rate(Currency::USD, "2026-11-01", 80_000_000),
                rate(Currency::GBP, "2026-01-01", 120_000_000),
            ],
        );
        let mut converter = Converter::new(&table, Currency::EUR, day("2026-10-31"));
        assert_eq!(converter.minor(Money::new(1_000, Currency::USD)), Some(900));
        assert_eq!(converter.minor(Money::new(5, Currency::EUR)), Some(5));
        assert_eq!(converter.minor(Money::new(5, Currency::CHF)), None);
        assert_eq!(converter.minor(Money::new(0, Currency::CHF)), Some(0));
        let used = converter.used();
        assert_eq!(used.len(), 1);
        assert_eq!(
            (used[0].from, used[0].day),
            (Currency::USD, day("2026-01-01"))
        );
    }
}
