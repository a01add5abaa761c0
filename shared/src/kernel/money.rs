//! Money as whole minor units with its currency; unit prices and quantities with four decimals.

use super::currency::Currency;
use super::rounding::Rounding;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// An amount in whole minor units (cents) of one currency.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: 12.34 € is 1,234.
    pub minor: i64,
    /// The currency these minor units belong to.
    pub currency: Currency,
}

/// Two currencies met where only one may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The operands have different currencies.
    #[error("{0} and {1} cannot be added")]
    MixedCurrencies(Currency, Currency),
    /// The result does not fit 64 bits of minor units.
    #[error("amount too large")]
    TooLarge,
}

impl Money {
    /// `minor` minor units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount in major units, exact.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.decimals())
    }

    /// Rounds `major` (for example 12.345 euros) to minor units of `currency`.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] when the result does not fit.
    pub fn from_decimal(
        major: Decimal,
        currency: Currency,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        let decimals = currency.decimals();
        let minor = rounding
            .apply(major, decimals)
            .checked_mul(Decimal::from(10_i64.pow(decimals)))
            .and_then(|value| value.to_i64())
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, currency })
    }

    /// The sum, when both are of one currency.
    ///
    /// # Errors
    /// [`MoneyError`] when the currencies differ or the sum does not fit.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies(self.currency, other.currency));
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money {
            minor,
            currency: self.currency,
        })
    }

    /// This amount in another currency at `rate` (units of `to` for one unit of `self.currency`),
    /// rounded half away from zero.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] when the result does not fit.
    pub fn convert(self, to: Currency, rate: Decimal) -> Result<Money, MoneyError> {
        let major = self
            .to_decimal()
            .checked_mul(rate)
            .ok_or(MoneyError::TooLarge)?;
        Money::from_decimal(major, to, Rounding::HalfUp)
    }
}

/// A price per unit in ten-thousandths of the major unit: 0.0125 € is 125.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnitPrice(pub i64);

impl UnitPrice {
    /// The price in major units, exact.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 4)
    }

    /// Rounds `major` to four decimals; `None` when it does not fit.
    #[must_use]
    pub fn from_decimal(major: Decimal) -> Option<Self> {
        Rounding::HalfUp
            .apply(major, 4)
            .checked_mul(Decimal::from(10_000))?
            .to_i64()
            .map(Self)
    }
}

/// A quantity in ten-thousandths: 1.5 hours is 15,000.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// One.
    pub const ONE: Quantity = Quantity(10_000);

    /// A whole number of units.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self(units * 10_000)
    }

    /// The quantity, exact.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 4)
    }

    /// Rounds to four decimals; `None` when it does not fit.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        Rounding::HalfUp
            .apply(value, 4)
            .checked_mul(Decimal::from(10_000))?
            .to_i64()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_never_added_together() {
        let euro = Money::new(100, Currency::EUR);
        let dollar = Money::new(100, Currency::USD);
        assert_eq!(
            euro.checked_add(dollar),
            Err(MoneyError::MixedCurrencies(Currency::EUR, Currency::USD))
        );
    }

    proptest::proptest! {
        #[test]
        fn a_sum_is_exact_and_of_one_currency(
            one in proptest::prelude::any::<i64>(), other in proptest::prelude::any::<i64>(),
            of_one in 0_usize..200, of_other in 0_usize..200,
        ) {
            let all: Vec<Currency> = Currency::all().collect();
            let (first, second) = (all[of_one % all.len()], all[of_other % all.len()]);
            let sum = Money::new(one, first).checked_add(Money::new(other, second));
            let expected = match one.checked_add(other) {
                _ if first != second => Err(MoneyError::MixedCurrencies(first, second)),
                Some(minor) => Ok(Money::new(minor, first)),
                None => Err(MoneyError::TooLarge),
            };
            proptest::prop_assert_eq!(sum, expected);
        }
    }

    #[test]
    fn the_yen_has_no_cents() {
        let yen =
            Money::from_decimal(Decimal::new(12345, 1), Currency::JPY, Rounding::HalfUp).unwrap();
        assert_eq!(yen.minor, 1235);
        assert_eq!(
            Money::new(100, Currency::EUR)
                .convert(Currency::JPY, Decimal::from(160))
                .unwrap()
                .minor,
            160
        );
    }
}
