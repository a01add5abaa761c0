//! Promotions of administrators, and what anybody who makes quotes asks of them.

use super::*;
use crate::cpq::promotions::{coupon, promotion};
use shared::cpq::promotions::ops as promotions;

/// Whoever may make quotes.
const SELLS: &str = "......F";

pub fn rows() -> Vec<Row> {
    rows![(ADMIN, promotions::ListPromotions, |_b| json!({}))(
        ADMIN,
        promotions::SavePromotion,
        |b| {
            let one = promotion(b).await;
            json!({"id": one.id, "version": one.version, "draft": one.draft})
        }
    )(ADMIN, promotions::DeletePromotion, |b| {
        let one = promotion(b).await;
        json!({"id": one.id, "version": one.version})
    })(SELLS, promotions::ListPromotionOffers, |b| {
        let account = account(b, &b.rep).await;
        json!({"occasion": {"account_id": account, "currency": "EUR", "price_book_id": null, "on": "2026-11-23"}, "coupons": []})
    })(SELLS, promotions::RedeemCoupon, |b| {
        let one = coupon(b, &format!("C{}", b.uuid().simple())).await;
        json!({"occasion": {"account_id": null, "currency": "EUR", "price_book_id": null, "on": "2026-11-23"}, "code": one.draft.coupon})
    })]
}
