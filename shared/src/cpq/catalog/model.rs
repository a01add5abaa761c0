//! Products, price books, entries.

use crate::cpq::pricing::{
    Charge, LineInput, LineSchedule, PriceKind, PriceRounding, Proration, Tax, Tier, TierMode,
};
use crate::kernel::{
    Currency, LocalText, Percent, PriceBookEntryId, PriceBookId, ProductId, Quantity, SalesChannel,
    UnitPrice,
};
use crate::platform::fields::CustomValues;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What an administrator writes about a product.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDraft {
    /// Stock keeping unit: the product's own unique code.
    pub sku: String,
    /// Name in both languages.
    pub name: LocalText,
    /// Description in both languages; printed under the name on a quote.
    pub description: LocalText,
    /// Family, to group the catalogue and the sales figures.
    pub family: String,
    /// What one unit is (`unit`, `hour`, `day`, `month`, `user`, or any word).
    pub unit: String,
    /// VAT category and rate a new quote line starts with.
    pub tax: Tax,
    /// Cost per unit in the company's currency; `None` when unknown or not to be seen.
    pub cost: Option<UnitPrice>,
    /// Values of the fields an administrator added.
    #[serde(default)]
    pub custom: CustomValues,
}

/// A product.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Identity.
    pub id: ProductId,
    /// What is written about it.
    pub draft: ProductDraft,
    /// Offered on new quotes.
    pub active: bool,
    /// Of the sample company.
    pub sample: bool,
    /// Raised by every change.
    pub version: i64,
}

/// What an administrator writes about a price book.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBookDraft {
    /// Name.
    pub name: String,
    /// Currency of every price in it.
    pub currency: Currency,
    /// First day; `None`: always was.
    pub valid_from: Option<NaiveDate>,
    /// Last day; `None`: for ever.
    pub valid_to: Option<NaiveDate>,
    /// How quotes with it count a part of a month; `None`: as the company does.
    #[serde(default)]
    pub proration: Option<Proration>,
    /// Countries of the customers it is for, by their codes; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Industries of the customers it is for; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// Channels of the deals it is for; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<SalesChannel>,
    /// What its prices are rounded to on quotes; `None`: minor units, once a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<PriceRounding>,
}

/// A price book.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBook {
    /// Identity.
    pub id: PriceBookId,
    /// What is written about it.
    pub draft: PriceBookDraft,
    /// Offered on new quotes.
    pub active: bool,
    /// Of the sample company.
    pub sample: bool,
    /// How many entries it has.
    pub entries: u32,
    /// Raised by every change of the book or of an entry.
    pub version: i64,
}

/// The price of a product in a price book.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBookEntry {
    /// Identity.
    pub id: PriceBookEntryId,
    /// Which product.
    pub product_id: ProductId,
    /// Once, monthly or yearly.
    pub charge: Charge,
    /// List price per unit and period; of other kinds of price, what they begin with.
    pub unit_price: UnitPrice,
    /// Lowest price without a manager.
    pub floor: Option<UnitPrice>,
    /// How the price follows the quantity.
    pub tier_mode: TierMode,
    /// The tiers, ascending.
    pub tiers: Vec<Tier>,
    /// A kind of price other than per unit; it has no tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PriceKind>,
}

/// A price book with its entries, for the administration.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBookView {
    /// The book.
    pub book: PriceBook,
    /// Its entries with their products, by SKU.
    pub items: Vec<CatalogItem>,
}

/// What a quote editor needs of a price book, at once, so that typing asks the server nothing.
pub type Catalog = PriceBookView;

/// An entry with what a quote line takes over from its product.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogItem {
    /// The price.
    pub entry: PriceBookEntry,
    /// The product's code.
    pub sku: String,
    /// Its name.
    pub name: LocalText,
    /// Its description.
    pub description: LocalText,
    /// Its family.
    pub family: String,
    /// What one unit is.
    pub unit: String,
    /// VAT category and rate.
    pub tax: Tax,
    /// Cost per unit in the price book's currency; only for those who see margins.
    pub cost: Option<UnitPrice>,
    /// Whether the product may be put on new quotes.
    pub active: bool,
    /// What the price book's prices are rounded to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<PriceRounding>,
    /// The discount schedule it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<LineSchedule>>,
}

impl CatalogItem {
    /// The prices of a new quote line for one unit of this item.
    #[must_use]
    pub fn to_line(&self) -> LineInput {
        LineInput {
            charge: self.entry.charge,
            quantity: Quantity::ONE,
            list_price: self.entry.unit_price,
            contracted: None,
            options: UnitPrice(0),
            options_cost: None,
            promotions: Vec::new(),
            manual_price: None,
            tier_mode: self.entry.tier_mode,
            tiers: self.entry.tiers.clone(),
            kind: self.entry.kind.as_ref().and_then(PriceKind::of_line),
            schedule: self.schedule.clone(),
            rounding: self.rounding,
            family: self.family.clone(),
            floor: self.entry.floor,
            cost: self.cost,
            discount: Percent::ZERO,
            off: None,
            surcharges: Vec::new(),
            tax: self.tax,
            optional: false,
            term: None,
        }
    }
}
