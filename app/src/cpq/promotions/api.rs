//! What the pages ask of the server about promotions.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::promotions::ops::{
    DeletePromotion, ListPromotionOffers, ListPromotions, PromotionOffers, RedeemCoupon,
    SavePromotion,
};
use shared::cpq::promotions::{Held, PromotionRow};

/// Every promotion.
#[server(name = ListPromotionsCall, endpoint = "promotions.list", input = Json, output = Json)]
pub async fn list(request: ListPromotions) -> Result<Vec<PromotionRow>, Fault> {
    call::run(request).await
}

/// Adds or changes one.
#[server(name = SavePromotionCall, endpoint = "promotions.save", input = Json, output = Json)]
pub async fn save(request: SavePromotion) -> Result<Vec<PromotionRow>, Fault> {
    call::run(request).await
}

/// Takes one away.
#[server(name = DeletePromotionCall, endpoint = "promotions.delete", input = Json, output = Json)]
pub async fn delete(request: DeletePromotion) -> Result<Vec<PromotionRow>, Fault> {
    call::run(request).await
}

/// What a quote may have by itself.
#[server(name = ListPromotionOffersCall, endpoint = "promotions.offers", input = Json, output = Json)]
pub async fn offers(request: ListPromotionOffers) -> Result<PromotionOffers, Fault> {
    call::run(request).await
}

/// The promotion of a coupon.
#[server(name = RedeemCouponCall, endpoint = "promotions.redeem", input = Json, output = Json)]
pub async fn redeem(request: RedeemCoupon) -> Result<Held, Fault> {
    call::run(request).await
}
