//! What VAT a line bears.

use crate::coded;
use crate::kernel::Percent;
use serde::{Deserialize, Serialize};

coded! {
    /// A VAT category of EN 16931 (UNTDID 5305).
    #[derive(Default)]
    TaxCategory {
        /// Standard or reduced rate: a rate above zero.
        #[default]
        S = "S",
        /// Zero rated.
        Z = "Z",
        /// Exempt.
        E = "E",
        /// Reverse charge: the customer owes the tax.
        Ae = "AE",
        /// Supply to another country of the European Union.
        K = "K",
        /// Export outside the European Union.
        G = "G",
        /// Outside the scope of VAT.
        O = "O",
        /// IGIC of the Canary Islands, at any rate.
        L = "L",
        /// IPSI of Ceuta and Melilla, at any rate.
        M = "M",
    }
}

impl TaxCategory {
    /// Whether the seller charges tax: the standard category does, and the two taxes that stand in
    /// the place of VAT; all others have no rate (BR-Z-05, BR-E-05 …).
    #[must_use]
    pub const fn is_taxed(self) -> bool {
        matches!(self, TaxCategory::S | TaxCategory::L | TaxCategory::M)
    }

    /// Whether its rate must be above zero (BR-S-05); IGIC and IPSI may be at zero (BR-AF-05,
    /// BR-AG-05).
    #[must_use]
    pub const fn needs_rate(self) -> bool {
        matches!(self, TaxCategory::S)
    }
}

/// A VAT category with its rate; the key of the tax breakdown.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Tax {
    /// The category.
    pub category: TaxCategory,
    /// The rate; zero for every category that is not taxed.
    pub rate: Percent,
}

impl Tax {
    /// The standard category at `rate`.
    #[must_use]
    pub const fn standard(rate: Percent) -> Self {
        Self {
            category: TaxCategory::S,
            rate,
        }
    }

    /// The rate that is charged: none where nothing is taxed, whatever was typed.
    #[must_use]
    pub const fn charged_rate(self) -> Percent {
        if self.category.is_taxed() {
            self.rate
        } else {
            Percent::ZERO
        }
    }

    /// The same category at the rate that is charged.
    #[must_use]
    pub const fn normal(self) -> Self {
        Self {
            category: self.category,
            rate: self.charged_rate(),
        }
    }
}
