//! The kinds of price that a price per unit and its tiers do not say: packages, included units with a
//! price beyond them, a percentage on the cost, a percentage of other lines, a formula.
//!
//! Packages and included units are priced by the one engine, [`QuantityPrice`]; this is the way there
//! and back. A price on the cost is one per unit as soon as it stands on a line (the cost never does
//! for everybody); a share of other lines is settled by [`crate::cpq::quotes::shares`], a formula by
//! [`crate::cpq::quotes::formulas`].
//! Invariants: a quantity of zero costs nothing; a credit mirrors what it credits; more never costs
//! less; the amount is exact in 10⁻⁸ of the major unit, or refused.

use super::line::{AmountE8, flat};
use super::model::{AgreedPrice, Contracted, LineInput, TierMode};
use crate::coded;
use crate::cpq::policies::{
    Exact, PriceTier, QuantityPolicy, QuantityPrice, Usage, quantity_amount,
};
use crate::kernel::{Percent, ProductId, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

/// A kind of price other than per unit; [`LineInput::list_price`] is what each of them begins with.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceKind {
    /// The list price is that of a package; a package begun is a package owed.
    Package {
        /// Units in a package.
        size: Quantity,
    },
    /// The list price pays for the first units; each further one has its own price.
    Included {
        /// Units the list price pays for.
        units: Quantity,
        /// Price of each further one.
        #[serde(rename = "further_e4")]
        further: UnitPrice,
    },
    /// The product's cost and a percentage of it. Only entries of price books have it: on a line there
    /// is the price it came to.
    CostPlus {
        /// On top of the cost; absent for those who do not see margins.
        #[serde(default)]
        percent: Option<Percent>,
        /// What the price is rounded to.
        #[serde(rename = "step_e4")]
        step: UnitPrice,
    },
    /// A percentage of other lines of the same quote, for each unit.
    Share {
        /// How much of them.
        percent: Percent,
        /// Which of them.
        of: ShareOf,
    },
    /// What a formula says, for each unit: from the configuration, other lines' quantities, other products'
    /// prices. The language is [`crate::cpq::catalog::formula`].
    Formula {
        /// The formula.
        text: String,
        /// The products it names, as they were when the price was taken over.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        products: Vec<FormulaProduct>,
    },
}

/// A product a formula names.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormulaProduct {
    /// By its code.
    pub sku: String,
    /// Which.
    pub product_id: ProductId,
    /// What one unit costs in the price book; nothing for one without a price of its own.
    #[serde(rename = "unit_price_e4")]
    pub price: Option<UnitPrice>,
}

/// Which lines a share is taken of. Never those that are shares themselves.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareOf {
    /// All.
    #[default]
    All,
    /// Those of the same section of the quote.
    Section,
    /// Those of products of these families.
    Families(Vec<String>),
    /// Those of these products.
    Products(Vec<ProductId>),
}

coded! {
    /// How a price comes about, as it is chosen from a list.
    #[derive(Default)]
    PriceWay {
        /// So much per unit.
        #[default]
        PerUnit = "none",
        /// All units at the price of the tier reached.
        Volume = "volume",
        /// Each unit at the price of its tier.
        Tiered = "tiered",
        /// So much for each package begun.
        Package = "package",
        /// Some units for one price, each further one at another.
        Included = "included",
        /// The cost and a percentage.
        CostPlus = "cost_plus",
        /// A percentage of other lines.
        Share = "share",
        /// What a formula says.
        Formula = "formula",
    }
}

impl PriceWay {
    /// The way of a price.
    #[must_use]
    pub const fn of(tiers: TierMode, kind: Option<&PriceKind>) -> Self {
        match (kind, tiers) {
            (Some(PriceKind::Package { .. }), _) => PriceWay::Package,
            (Some(PriceKind::Included { .. }), _) => PriceWay::Included,
            (Some(PriceKind::CostPlus { .. }), _) => PriceWay::CostPlus,
            (Some(PriceKind::Share { .. }), _) => PriceWay::Share,
            (Some(PriceKind::Formula { .. }), _) => PriceWay::Formula,
            (None, TierMode::None) => PriceWay::PerUnit,
            (None, TierMode::Volume) => PriceWay::Volume,
            (None, TierMode::Tiered) => PriceWay::Tiered,
        }
    }

    /// Whether it has tiers, and which.
    #[must_use]
    pub const fn tier_mode(self) -> TierMode {
        match self {
            PriceWay::Volume => TierMode::Volume,
            PriceWay::Tiered => TierMode::Tiered,
            _ => TierMode::None,
        }
    }
}

/// What of a kind a line used, for its explanation in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Used {
    /// Packages.
    Packages {
        /// How many, with the sign of the line.
        count: i64,
        /// Units in each.
        size: Quantity,
        /// Price of each.
        price: UnitPrice,
    },
    /// Included units and further ones.
    Included {
        /// How many are included.
        units: Quantity,
        /// What they cost together.
        price: UnitPrice,
        /// How many further ones.
        over: Quantity,
        /// Price of each.
        further: UnitPrice,
    },
    /// A share of other lines.
    Share {
        /// How much of them.
        percent: Percent,
        /// Which of them.
        of: ShareOf,
    },
    /// A formula.
    Formula {
        /// As it is written.
        text: String,
    },
}

impl PriceKind {
    /// The same price in the words of the engine: quantities and prices by whole units. `None` where
    /// quantity does not matter.
    #[must_use]
    pub fn by_quantity(&self, price: UnitPrice) -> Option<QuantityPrice> {
        self.engine(price.into(), Exact::from, Exact::from)
    }

    fn engine(
        &self,
        once: Exact,
        units: impl Fn(Quantity) -> Exact,
        each: impl Fn(UnitPrice) -> Exact,
    ) -> Option<QuantityPrice> {
        match self {
            PriceKind::Package { size } => Some(QuantityPrice::Package {
                amount: once,
                size: units(*size),
                included: Exact::ZERO,
            }),
            PriceKind::Included {
                units: included,
                further,
            } => Some(QuantityPrice::Graduated(vec![
                PriceTier {
                    up_to: Some(units(*included)),
                    flat: Some(once),
                    unit: None,
                },
                PriceTier {
                    up_to: None,
                    flat: None,
                    unit: Some(each(*further)),
                },
            ])),
            PriceKind::CostPlus { .. } | PriceKind::Share { .. } | PriceKind::Formula { .. } => {
                None
            }
        }
    }

    /// The kind as a line keeps it.
    #[must_use]
    pub fn of_line(&self) -> Option<PriceKind> {
        match self {
            PriceKind::CostPlus { .. } => None,
            kind => Some(kind.clone()),
        }
    }

    /// Whether each unit costs the same, whatever the quantity.
    #[must_use]
    pub const fn is_per_unit(&self) -> bool {
        !matches!(self, PriceKind::Package { .. } | PriceKind::Included { .. })
    }

    /// About what one unit costs where no quantity is known: that of a full package, of all included
    /// units, rounded half away from zero to four decimals; nothing for a share of lines that are not known. Nothing is
    /// charged by it.
    #[must_use]
    pub fn typical_unit(&self, price: UnitPrice) -> UnitPrice {
        let per = |units: Quantity| {
            super::exact::round_div_i64(
                i128::from(price.0) * 10_000,
                i128::from(units.0),
                crate::kernel::Rounding::HalfUp,
            )
            .map_or(price, UnitPrice)
        };
        match self {
            PriceKind::Package { size } => per(*size),
            PriceKind::Included { units, .. } => per(*units),
            PriceKind::CostPlus { .. } | PriceKind::Formula { .. } => price,
            PriceKind::Share { .. } => UnitPrice(0),
        }
    }
}

impl LineInput {
    /// The kind that holds: a price agreed per unit takes the place of every kind.
    #[must_use]
    pub const fn kind_in_force(&self) -> Option<&PriceKind> {
        match &self.contracted {
            Some(Contracted {
                price: AgreedPrice::Fixed(_),
                ..
            }) => None,
            _ => self.kind.as_ref(),
        }
    }

    /// What the line uses of the kind that holds, at the customer's prices.
    #[must_use]
    pub fn used(&self) -> Option<Used> {
        self.kind_in_force()
            .and_then(|kind| used(self, kind, |price| self.agreed(price)))
    }
}

/// What one period costs by the price book.
pub(super) fn listed(line: &LineInput) -> Option<AmountE8> {
    match &line.kind {
        None => Some(flat(line, line.list_price)),
        Some(kind) => amount(line, kind, line.list_price, |price| price),
    }
}

/// The same with the price agreed with the customer in its place.
pub(super) fn agreed(line: &LineInput) -> Option<AmountE8> {
    let price = line.agreed(line.list_price);
    match line.kind_in_force() {
        None => Some(flat(line, price)),
        Some(kind) => amount(line, kind, price, |price| line.agreed(price)),
    }
}

/// Quantities and prices go to the engine as the whole numbers they are kept as, so that nothing is
/// reduced on the way and the answer is in 10⁻⁸ at once.
fn amount(
    line: &LineInput,
    kind: &PriceKind,
    price: UnitPrice,
    agreed: impl Fn(UnitPrice) -> UnitPrice,
) -> Option<AmountE8> {
    let once = Exact::ratio(i128::from(price.0) * 10_000, 1);
    let units = |quantity: Quantity| Exact::whole(quantity.0);
    let Some(price) = kind.engine(once, units, |price| Exact::whole(agreed(price).0)) else {
        return Some(flat(line, price));
    };
    if line.quantity.0 == 0 {
        return Some(0);
    }
    let usage = Usage::whole(units(line.quantity));
    let (whole, part) = quantity_amount(&price, &usage, &QuantityPolicy::EXACT)?.parts()?;
    (part == 1).then_some(whole)
}

/// The same by the price book.
pub(super) fn used_by_book(line: &LineInput) -> Option<Used> {
    used(line, line.kind.as_ref()?, |price| price)
}

fn used(
    line: &LineInput,
    kind: &PriceKind,
    agreed: impl Fn(UnitPrice) -> UnitPrice,
) -> Option<Used> {
    let (sign, units) = (line.quantity.0.signum(), line.quantity.0.saturating_abs());
    Some(match kind {
        PriceKind::Package { size } => {
            let full = units.checked_div(size.0)?;
            let begun = i64::from(units.checked_rem(size.0)? != 0);
            Used::Packages {
                count: sign * full.saturating_add(begun),
                size: *size,
                price: agreed(line.list_price),
            }
        }
        PriceKind::Included {
            units: included,
            further,
        } => Used::Included {
            units: *included,
            price: agreed(line.list_price),
            over: Quantity(sign * units.saturating_sub(included.0).max(0)),
            further: agreed(*further),
        },
        PriceKind::Share { percent, of } => Used::Share {
            percent: *percent,
            of: of.clone(),
        },
        PriceKind::Formula { text, .. } => Used::Formula { text: text.clone() },
        PriceKind::CostPlus { .. } => return None,
    })
}
