//! What only the page of one opportunity asks: its quotes, and products to put on it.
//!
//! Entry points: [`ListDealQuotes`], [`FindDealProducts`].
//! Invariants: a product is offered at the price of an active price book in the deal's currency that
//! is valid on the reader's day; quotes are those the reader may see.
//! Tests: `server/services/tests/it/deals/opportunity.rs`, `end2end/tests/deals/opportunity.spec.mjs`.

use crate::deals::opportunities::Charge;
use crate::kernel::{Currency, LocalText, Money, OpportunityId, ProductId, QuoteId, UnitPrice};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Lists the quotes of a deal, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDealQuotes {
    /// Of which deal.
    pub id: OpportunityId,
}
operation!(ListDealQuotes => Vec<DealQuote>, "opportunities.quotes", ViewQuote);

/// A quote as the deal's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealQuote {
    /// Which.
    pub id: QuoteId,
    /// Its number.
    pub number: String,
    /// Its version, from 1.
    pub version: i32,
    /// Whether it is the version in force.
    pub active: bool,
    /// What it is about.
    pub title: String,
    /// The word of its state.
    pub state: String,
    /// Total without tax.
    pub net: Money,
    /// Last day to accept.
    pub valid_until: NaiveDate,
}

/// Finds products to put on a deal, with their price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindDealProducts {
    /// A part of name, code or family; empty for the first ones.
    pub text: String,
    /// The deal's currency.
    pub currency: Currency,
}
operation!(FindDealProducts => Vec<ProductOffer>, "opportunities.find_products", ReadReference);

/// A product with a price of a price book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOffer {
    /// Which product.
    pub product_id: ProductId,
    /// Its code.
    pub sku: String,
    /// Its name.
    pub name: LocalText,
    /// How often it is paid.
    pub charge: Charge,
    /// Price of one unit.
    pub unit_price: UnitPrice,
    /// The price book it comes from.
    pub price_book: String,
}
