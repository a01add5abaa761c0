//! Products on a deal, and the amount they add up to.

use crate::cpq::pricing::Charge;
use crate::kernel::{
    Currency, LocalText, Money, OpportunityProductId, Percent, ProductId, Quantity, Rounding,
    UnitPrice,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How many times a price is paid in the first year: a deal's amount is its first-year value
/// (one-time + recurring over 12 months).
#[must_use]
pub const fn times_in_first_year(charge: Charge) -> i64 {
    match charge {
        Charge::OneTime | Charge::Yearly => 1,
        Charge::Monthly | Charge::Usage => 12,
    }
}

/// What a product on a deal costs.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealProductPrice {
    /// How often it is paid.
    pub charge: Charge,
    /// How much of it.
    pub quantity: Quantity,
    /// Price of one unit, before discount, in the deal's currency.
    pub unit_price: UnitPrice,
    /// Discount, 0 to 100 %.
    pub discount: Percent,
}

impl DealProductPrice {
    /// The first-year value in major units, exact.
    fn exact(&self) -> Option<Decimal> {
        let kept = Decimal::ONE - self.discount.factor();
        self.quantity
            .to_decimal()
            .checked_mul(self.unit_price.to_decimal())?
            .checked_mul(kept)?
            .checked_mul(Decimal::from(times_in_first_year(self.charge)))
    }

    /// The first-year value, rounded half up to minor units; `None` when it does not fit.
    #[must_use]
    pub fn total(&self, currency: Currency) -> Option<Money> {
        Money::from_decimal(self.exact()?, currency, Rounding::HalfUp).ok()
    }
}

/// A product on a deal, as shown.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealProduct {
    /// Which row.
    pub id: OpportunityProductId,
    /// Which product.
    pub product_id: ProductId,
    /// Its reference.
    pub sku: String,
    /// Its name.
    pub name: LocalText,
    /// Its price on this deal.
    pub price: DealProductPrice,
    /// First-year value in the deal's currency.
    pub total: Money,
}

/// A product on a deal, as sent.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealProductInput {
    /// The row's id, made by the client.
    pub id: OpportunityProductId,
    /// Which product.
    pub product_id: ProductId,
    /// Its price on this deal.
    pub price: DealProductPrice,
}

/// The deal's amount: the sum of the rounded row totals, so that the rows shown add up to it.
/// `None` when it does not fit.
#[must_use]
pub fn products_amount<'a>(
    prices: impl IntoIterator<Item = &'a DealProductPrice>,
    currency: Currency,
) -> Option<Money> {
    prices
        .into_iter()
        .try_fold(Money::zero(currency), |sum, price| {
            sum.checked_add(price.total(currency)?).ok()
        })
}
