//! What may be asked about promotions.

use super::record::{Held, PromotionDraft, PromotionRow};
use crate::kernel::{AccountId, Currency, PriceBookId, PromotionId};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Every promotion, for the administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPromotions {}
operation!(ListPromotions => Vec<PromotionRow>, "promotions.list", ManageProducts);

/// Adds or changes a promotion. Quotes that hold it keep what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavePromotion {
    /// Chosen by the client.
    pub id: PromotionId,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// What is written now.
    pub draft: PromotionDraft,
}
operation!(SavePromotion => Vec<PromotionRow>, "promotions.save", ManageProducts);

/// Takes a promotion away. Quotes that hold it keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePromotion {
    /// Which.
    pub id: PromotionId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeletePromotion => Vec<PromotionRow>, "promotions.delete", ManageProducts);

/// For which quote promotions are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionOccasion {
    /// For whom.
    pub account_id: Option<AccountId>,
    /// In which currency.
    pub currency: Currency,
    /// With which prices.
    pub price_book_id: Option<PriceBookId>,
    /// On which day: the quote's.
    pub on: NaiveDate,
}

/// What a quote may have by itself, and which of its coupons still hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPromotionOffers {
    /// For which quote.
    pub occasion: PromotionOccasion,
    /// The coupons it has.
    pub coupons: Vec<String>,
}
operation!(ListPromotionOffers => PromotionOffers, "promotions.offers", EditQuote);

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionOffers {
    /// Taken without a coupon.
    pub automatic: Vec<Held>,
    /// Of the coupons asked about, those in force.
    pub coupons: Vec<Held>,
}

/// A coupon is typed on a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemCoupon {
    /// For which quote.
    pub occasion: PromotionOccasion,
    /// What was typed.
    pub code: String,
}
operation!(RedeemCoupon => Held, "promotions.redeem", EditQuote);
