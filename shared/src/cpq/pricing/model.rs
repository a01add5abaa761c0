//! The words of pricing: what goes in, what comes out.

use crate::coded;
use crate::kernel::{AgreementId, Currency, Issue, Percent, Quantity, Rounding, UnitPrice};
use serde::{Deserialize, Serialize};

use super::exact::round_div_i64;
use super::granted::Granted;
use super::kinds::PriceKind;
pub use super::priced::{Margin, PricedQuote, Totals};
use super::rounding::PriceRounding;
use super::schedule::LineSchedule;
use super::surcharge::Surcharge;
pub use super::tax::{Tax, TaxCategory};
use super::terms::{Course, LineTerm, Subscription};

coded! {
    /// How often a line is charged.
    #[derive(Default)]
    Charge {
        /// Once.
        #[default]
        OneTime = "one_time",
        /// Every month of the term.
        Monthly = "monthly",
        /// Every year of the term; a part of a year counts its months.
        Yearly = "yearly",
        /// Every month, as much as is used: the quantity is an estimate.
        Usage = "usage",
    }
}

impl Charge {
    /// Whether the line comes back during the term.
    #[must_use]
    pub const fn recurs(self) -> bool {
        !matches!(self, Charge::OneTime)
    }

    /// Whether it comes back and is known: what MRR and ARR are made of.
    #[must_use]
    pub const fn is_committed(self) -> bool {
        matches!(self, Charge::Monthly | Charge::Yearly)
    }
}

coded! {
    /// How a list price follows the quantity.
    #[derive(Default)]
    TierMode {
        /// One price.
        #[default]
        None = "none",
        /// All units at the price of the tier the quantity reaches (slab).
        Volume = "volume",
        /// Each slice at its own price (graduated).
        Tiered = "tiered",
    }
}

/// From this quantity on, this price per unit. Below the first tier the list price holds.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tier {
    /// Where the tier begins.
    pub from: Quantity,
    /// Price per unit in it.
    #[serde(rename = "unit_price_e4")]
    pub unit_price: UnitPrice,
}

/// What a customer has been promised for a product.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgreedPrice {
    /// This price per unit, whatever the quantity.
    #[serde(rename = "unit_price_e4")]
    Fixed(UnitPrice),
    /// So much off every price of the price book, its tiers' too.
    #[serde(rename = "percent_off_bp")]
    PercentOff(Percent),
}

impl AgreedPrice {
    /// The agreed price in the place of one of the price book's, rounded to four decimals.
    #[must_use]
    pub fn of(self, book: UnitPrice) -> UnitPrice {
        match self {
            AgreedPrice::Fixed(price) => price,
            AgreedPrice::PercentOff(rate) => {
                let kept = 10_000 - i128::from(rate.0);
                let exact = i128::from(book.0) * kept;
                round_div_i64(exact, 10_000, Rounding::HalfUp).map_or(book, UnitPrice)
            }
        }
    }
}

/// An agreed price as a line was priced with it: kept on the line, so that it stays what it was.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contracted {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// Its name at that time.
    pub name: String,
    /// What was agreed.
    pub price: AgreedPrice,
}

/// A discount on a line that was typed as something else than a percentage; kept as it was typed.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineOff {
    /// So much off one period of the line, in minor units.
    #[serde(rename = "amount_minor")]
    Amount(i64),
    /// Whatever it takes to this price per unit.
    #[serde(rename = "unit_price_e4")]
    Price(UnitPrice),
}

/// A discount on the document that was typed as something else than a percentage.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentOff {
    /// So much off the sum of the lines that count, in minor units; surcharges are not taken from.
    #[serde(rename = "amount_minor")]
    Amount(i64),
    /// Whatever it takes to this total before tax, in minor units and with every surcharge.
    #[serde(rename = "total_minor")]
    Total(i64),
}

/// What one line is priced from.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineInput {
    /// Once, monthly or yearly.
    pub charge: Charge,
    /// How many.
    pub quantity: Quantity,
    /// The price book's price per unit and period; for a line without product, the typed price.
    pub list_price: UnitPrice,
    /// What was agreed with the customer for the product: it takes the place of the price book's.
    #[serde(default)]
    pub contracted: Option<Contracted>,
    /// What the configuration of the line adds to the price of each unit and period, after the tiers;
    /// may be below zero.
    #[serde(default)]
    pub options: UnitPrice,
    /// What it adds to the cost; absent where unknown or not to be seen.
    #[serde(default)]
    pub options_cost: Option<UnitPrice>,
    /// What promotions take off, in the order they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Granted>,
    /// A price a person typed instead of the price book's; it also replaces the tiers, what the
    /// configuration adds and promotions.
    pub manual_price: Option<UnitPrice>,
    /// How the list price follows the quantity.
    pub tier_mode: TierMode,
    /// The tiers, in ascending order of `from`.
    pub tiers: Vec<Tier>,
    /// A kind of price other than per unit; it has no tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PriceKind>,
    /// The discount schedule the price follows, after tiers and options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<LineSchedule>>,
    /// What the price book's prices are rounded to; not where a person typed a price or an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<PriceRounding>,
    /// The product's family when the price was taken over: a share of a family's lines goes by it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// The lowest price per unit allowed without a manager.
    pub floor: Option<UnitPrice>,
    /// Cost per unit and period in the quote's currency; absent where unknown or not to be seen.
    pub cost: Option<UnitPrice>,
    /// Discount on this line.
    pub discount: Percent,
    /// A discount that is no percentage, in the place of `discount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<LineOff>,
    /// What is added to each of its periods, after every discount of the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surcharges: Vec<Surcharge>,
    /// VAT category and rate.
    pub tax: Tax,
    /// Offered but not counted in the totals.
    pub optional: bool,
    /// What a recurring line says about its time otherwise than the quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Box<LineTerm>>,
}

impl LineInput {
    /// One of the price book's prices as it holds for this customer.
    #[must_use]
    pub fn agreed(&self, book: UnitPrice) -> UnitPrice {
        match &self.contracted {
            Some(contracted) => contracted.price.of(book),
            None => book,
        }
    }

    /// How the price follows the quantity: a fixed agreed price does not.
    #[must_use]
    pub const fn tiers_in_force(&self) -> TierMode {
        match &self.contracted {
            Some(Contracted {
                price: AgreedPrice::Fixed(_),
                ..
            }) => TierMode::None,
            _ if self.kind.is_some() => TierMode::None,
            _ => self.tier_mode,
        }
    }
}

/// What all lines share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The one currency of every price of the quote.
    pub currency: Currency,
    /// Months the recurring lines run.
    pub months: u32,
    /// Discount on the whole document, after the lines' own.
    pub discount: Percent,
    /// A discount that is no percentage, in the place of `discount`.
    #[serde(default)]
    pub off: Option<DocumentOff>,
    /// What is said about the time of all recurring lines.
    #[serde(default)]
    pub subscription: Subscription,
}

/// Who gets the minor units left over when a total is shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remainder {
    /// Those whose exact share lost most by rounding (Hamilton).
    #[default]
    Largest,
    /// The first.
    First,
    /// The last.
    Last,
}

/// Whether a tier's first quantity already has the tier's price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TierBorder {
    /// From this quantity on ("from 10").
    #[default]
    From,
    /// Only above it (the tier below reads "up to 10").
    Above,
}

/// Where tax is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaxRounding {
    /// Once per category and rate, as EN 16931 asks (BR-CO-17).
    #[default]
    PerCategory,
    /// Per line, then added.
    PerLine,
}

/// The choices vendors differ in, as a value. The default is the one of EN 16931.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How an exact amount becomes minor units.
    pub rounding: Rounding,
    /// Who gets the odd cent.
    pub remainder: Remainder,
    /// Which tier a border quantity belongs to.
    pub tier_border: TierBorder,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
}

/// One line with its amounts, in minor units of the quote's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Quantity × list price, one period.
    pub list_minor: i64,
    /// After the price agreed with the customer, one period; equals `list_minor` without one.
    pub contracted_minor: i64,
    /// After tiers, one period.
    pub tiered_minor: i64,
    /// After tiers, what the configuration adds and the discount schedule, one period.
    pub book_minor: i64,
    /// What the discount schedule took off it.
    #[serde(default)]
    pub schedule_off_minor: i64,
    /// After promotions, one period; equals `book_minor` without one.
    pub promoted_minor: i64,
    /// After the manual price, one period; equals `promoted_minor` without one.
    pub entered_minor: i64,
    /// After the line discount, the price book's rounding and surcharges, one period. Made whole minor units here, once:
    /// this is what a period is billed.
    pub period_net_minor: i64,
    /// What surcharges add to it.
    #[serde(default)]
    pub surcharge_minor: i64,
    /// The same before the price book's rounding, where that changed it.
    #[serde(default)]
    pub unrounded_minor: Option<i64>,
    /// `book_minor` over the term.
    pub term_book_minor: i64,
    /// `period_net_minor` over the term: the line net amount (BT-131).
    pub term_net_minor: i64,
    /// What surcharges add to it.
    #[serde(default)]
    pub term_surcharge_minor: i64,
    /// Share of the document discount, positive.
    pub document_share_minor: i64,
    /// What the line brings: `term_net_minor` less `document_share_minor`.
    pub net_minor: i64,
    /// Share of the tax of its category.
    pub tax_minor: i64,
    /// Cost over the term, where known.
    pub cost_minor: Option<i64>,
    /// Price per unit and period after tiers, what the configuration adds and the schedule, rounded to four decimals.
    pub book_unit: UnitPrice,
    /// The same after promotions.
    pub promoted_unit: UnitPrice,
    /// Price per unit and period after every discount, rounded to four decimals.
    pub net_unit: UnitPrice,
    /// Which tier the quantity reaches, from 0; `None` below the first.
    pub tier: Option<u32>,
    /// How it was reckoned over time, where the line or the quote says more than a number of months.
    #[serde(default)]
    pub course: Option<Box<Course>>,
    /// Findings about this line; `field` names the field of the line.
    pub issues: Vec<Issue>,
}

impl PricedLine {
    /// Net and tax.
    #[must_use]
    pub const fn gross_minor(&self) -> i64 {
        self.net_minor.saturating_add(self.tax_minor)
    }

    /// Margin in basis points of the net amount, half away from zero; `None` when the cost is unknown or net is zero.
    #[must_use]
    pub fn margin_bp(&self) -> Option<i32> {
        super::exact::rate_bp(
            self.net_minor.checked_sub(self.cost_minor?)?,
            self.net_minor,
        )
    }

    /// After the line discount, one period, before the price book's rounding.
    #[must_use]
    pub const fn discounted_minor(&self) -> i64 {
        match self.unrounded_minor {
            Some(minor) => minor,
            None => self.sold_minor(),
        }
    }

    /// What one period comes to without surcharges.
    #[must_use]
    pub const fn sold_minor(&self) -> i64 {
        self.period_net_minor.saturating_sub(self.surcharge_minor)
    }

    /// The same over the term: what the discount on the document takes from.
    #[must_use]
    pub const fn term_sold_minor(&self) -> i64 {
        self.term_net_minor
            .saturating_sub(self.term_surcharge_minor)
    }

    /// The line's own discount in basis points of what it is taken from, however it was typed.
    #[must_use]
    pub fn own_discount_bp(&self) -> i32 {
        super::exact::rate_bp(
            self.entered_minor.saturating_sub(self.discounted_minor()),
            self.entered_minor,
        )
        .unwrap_or(0)
    }

    /// How far below the price book the line is, in basis points, half away from zero; negative above it, zero without
    /// a price book's amount. A surcharge does not hide a discount.
    #[must_use]
    pub fn discount_bp(&self) -> i32 {
        let sold = self.net_minor.saturating_sub(self.term_surcharge_minor);
        super::exact::rate_bp(
            self.term_book_minor.saturating_sub(sold),
            self.term_book_minor,
        )
        .unwrap_or(0)
    }
}
