//! Percentages as whole basis points: 12.5 % is 1,250.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A percentage in basis points (1/10,000). 100 % is 10,000.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Percent(pub i32);

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent(0);
    /// The whole.
    pub const HUNDRED: Percent = Percent(10_000);

    /// From whole percents.
    #[must_use]
    pub const fn whole(percent: i32) -> Self {
        Self(percent * 100)
    }

    /// The factor: 12.5 % gives 0.125.
    #[must_use]
    pub fn factor(self) -> Decimal {
        Decimal::new(i64::from(self.0), 4)
    }

    /// The number before the sign: 12.5 % gives 12.5.
    #[must_use]
    pub fn as_decimal(self) -> Decimal {
        Decimal::new(i64::from(self.0), 2)
    }
}
