//! Dated exchange rates: the last rate on or before a day, and sums of several currencies that say
//! which rates they used. A missing rate is never guessed; its amounts are listed apart.

use super::currency::Currency;
use super::money::Money;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row of the table of rates.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DatedRate {
    /// The foreign currency.
    pub currency: Currency,
    /// From this day on, until the next row of the same currency.
    pub day: NaiveDate,
    /// Units of the base currency for one unit of `currency`, × 10⁸.
    pub rate_e8: i64,
}

/// All rates against one base currency, the company's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTable {
    /// The currency every rate is expressed in.
    pub base: Currency,
    rates: BTreeMap<Currency, BTreeMap<NaiveDate, i64>>,
}

/// The rate a conversion used, to be shown beside its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UsedRate {
    /// Currency converted from.
    pub from: Currency,
    /// Currency converted to.
    pub to: Currency,
    /// Units of `to` for one unit of `from`. Cross rates are quotients, to 28 significant digits.
    pub rate: Decimal,
    /// The day the rate dates from; the older one for a cross rate.
    pub day: NaiveDate,
}

/// A sum over several currencies in one currency, with everything needed to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// The sum of what could be converted.
    pub total: Money,
    /// The rates used, one per foreign currency with an amount, in order of currency.
    pub rates: Vec<UsedRate>,
    /// Amounts without a rate, one per currency, not in `total`.
    pub unconverted: Vec<Money>,
}

impl RateTable {
    /// A table of the given rows. Rates that are not positive are left out: they cannot be meant.
    #[must_use]
    pub fn new(base: Currency, rows: impl IntoIterator<Item = DatedRate>) -> Self {
        let mut rates: BTreeMap<Currency, BTreeMap<NaiveDate, i64>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| row.rate_e8 > 0) {
            rates
                .entry(row.currency)
                .or_default()
                .insert(row.day, row.rate_e8);
        }
        Self { base, rates }
    }

    /// The part of the table that conversions between `currencies` on `day` need: enough for a page,
    /// which gets one rate per currency instead of years of them.
    #[must_use]
    pub fn on_day(&self, currencies: impl IntoIterator<Item = Currency>, day: NaiveDate) -> Self {
        let rows = currencies.into_iter().filter_map(|currency| {
            let (since, rate_e8) = self.rates.get(&currency)?.range(..=day).next_back()?;
            Some(DatedRate {
                currency,
                day: *since,
                rate_e8: *rate_e8,
            })
        });
        Self::new(self.base, rows)
    }

    /// Units of the base currency for one unit of `currency` on `day`, and since when that holds.
    fn to_base(&self, currency: Currency, day: NaiveDate) -> Option<(Decimal, NaiveDate)> {
        if currency == self.base {
            return Some((Decimal::ONE, day));
        }
        let (since, rate_e8) = self.rates.get(&currency)?.range(..=day).next_back()?;
        Some((Decimal::new(*rate_e8, 8), *since))
    }

    /// The rate from one currency to another on `day`; `None` when one of them has no rate yet.
    #[must_use]
    pub fn rate(&self, from: Currency, to: Currency, day: NaiveDate) -> Option<UsedRate> {
        let (from_rate, from_day) = self.to_base(from, day)?;
        let (to_rate, to_day) = self.to_base(to, day)?;
        Some(UsedRate {
            from,
            to,
            rate: from_rate.checked_div(to_rate)?,
            day: from_day.min(to_day),
        })
    }

    /// Adds `amounts` up in `to` at the rates of `day`: first exactly within each currency, then
    /// each sum is converted and rounded half away from zero to minor units of `to`.
    #[must_use]
    pub fn sum(
        &self,
        amounts: impl IntoIterator<Item = Money>,
        to: Currency,
        day: NaiveDate,
    ) -> Converted {
        let mut by_currency: BTreeMap<Currency, i64> = BTreeMap::new();
        for amount in amounts {
            let sum = by_currency.entry(amount.currency).or_default();
            *sum = sum.saturating_add(amount.minor);
        }
        let mut result = Converted {
            total: Money::zero(to),
            rates: Vec::new(),
            unconverted: Vec::new(),
        };
        for (currency, minor) in by_currency {
            if minor == 0 {
                continue;
            }
            let amount = Money::new(minor, currency);
            let converted = self
                .rate(currency, to, day)
                .and_then(|used| Some((used, amount.convert(to, used.rate).ok()?)))
                .and_then(|(used, value)| Some((used, result.total.checked_add(value).ok()?)));
            match converted {
                Some((used, total)) => {
                    result.total = total;
                    if currency != to {
                        result.rates.push(used);
                    }
                }
                None => result.unconverted.push(amount),
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn table() -> RateTable {
        let row = |currency, on: &str, rate_e8| DatedRate {
            currency,
            day: day(on),
            rate_e8,
        };
        RateTable::new(
            Currency::EUR,
            [
                row(Currency::USD, "2026-01-01", 90_000_000),
                row(Currency::USD, "2026-06-01", 80_000_000),
                row(Currency::GBP, "2026-01-01", 120_000_000),
                row(Currency::CHF, "2026-01-01", 0),
            ],
        )
    }

    #[test]
    fn the_last_rate_on_or_before_the_day_holds() {
        let rate = |on: &str| table().rate(Currency::USD, Currency::EUR, day(on));
        assert_eq!(rate("2025-12-31"), None);
        assert_eq!(rate("2026-01-01").unwrap().rate, Decimal::new(9, 1));
        assert_eq!(rate("2026-05-31").unwrap().day, day("2026-01-01"));
        assert_eq!(rate("2026-06-01").unwrap().rate, Decimal::new(8, 1));
    }

    #[test]
    fn cross_rates_go_through_the_base_and_keep_the_older_day() {
        let used = table()
            .rate(Currency::GBP, Currency::USD, day("2026-07-01"))
            .unwrap();
        assert_eq!(used.rate, Decimal::new(15, 1));
        assert_eq!(used.day, day("2026-01-01"));
    }

    #[test]
    fn a_missing_rate_is_listed_and_never_guessed() {
        let sum = table().sum(
            [
                Money::new(10_000, Currency::EUR),
                Money::new(10_000, Currency::USD),
                Money::new(500, Currency::CHF),
                Money::new(1_000, Currency::JPY),
            ],
            Currency::EUR,
            day("2026-02-01"),
        );
        assert_eq!(sum.total, Money::new(19_000, Currency::EUR));
        assert_eq!(sum.rates.len(), 1);
        assert_eq!(
            sum.unconverted,
            vec![
                Money::new(500, Currency::CHF),
                Money::new(1_000, Currency::JPY)
            ]
        );
    }

    #[test]
    fn a_page_gets_the_rates_of_its_day() {
        let day = day("2026-07-01");
        let part = table().on_day([Currency::USD, Currency::JPY], day);
        assert_eq!(
            part.rate(Currency::USD, Currency::EUR, day),
            table().rate(Currency::USD, Currency::EUR, day)
        );
        assert_eq!(part.rate(Currency::GBP, Currency::EUR, day), None);
    }

    proptest! {
        /// However the amounts are cut, the sum is the same.
        #[test]
        fn the_order_and_grouping_do_not_matter(mut minors in prop::collection::vec((-1_000_000_i64..1_000_000, 0_usize..3), 0..40)) {
            let currencies = [Currency::EUR, Currency::USD, Currency::GBP];
            let amounts = |list: &[(i64, usize)]| list.iter().map(|(minor, i)| Money::new(*minor, currencies[*i])).collect::<Vec<_>>();
            let first = table().sum(amounts(&minors), Currency::USD, day("2026-07-01"));
            minors.reverse();
            prop_assert_eq!(first, table().sum(amounts(&minors), Currency::USD, day("2026-07-01")));
        }
    }
}
