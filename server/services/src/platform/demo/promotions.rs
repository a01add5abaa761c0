//! Promotions of the sample company. Those that are open now need a coupon: no quote a visitor writes is
//! given something nobody asked for.

use chrono::{Days, NaiveDate};
use shared::cpq::promotions::{Benefit, PromotionDraft};
use shared::kernel::{Currency, LocalText, Percent, PromotionId};
use uuid::Uuid;

const fn id(number: u128) -> PromotionId {
    PromotionId(Uuid::from_u128(
        0x0193_0000_0000_7000_8000_0000_0000_4400 + number,
    ))
}

fn promotion(name: LocalText, benefit: Benefit, coupon: &str) -> PromotionDraft {
    PromotionDraft {
        name,
        benefit,
        coupon: coupon.to_owned(),
        active: true,
        starts_on: None,
        ends_on: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        min_quantity: None,
        min_minor: None,
        segments: Vec::new(),
        price_book_id: None,
        currency: None,
        exclusive: false,
        priority: 0,
        uses: None,
    }
}

/// One for new customers, one that is open for a few weeks, one that is over.
pub(super) fn promotions(today: NaiveDate) -> Vec<(PromotionId, PromotionDraft)> {
    let away = |days: i64| {
        let by = Days::new(days.unsigned_abs());
        if days < 0 {
            today.checked_sub_days(by)
        } else {
            today.checked_add_days(by)
        }
    };
    let welcome = PromotionDraft {
        families: vec!["Meridian Sense".to_owned()],
        uses: Some(50),
        ..promotion(
            LocalText::new("Welcome, first sensors", "Bienvenue, premiers capteurs"),
            Benefit::Percent(Percent::whole(8)),
            "BIENVENUE",
        )
    };
    let sites = PromotionDraft {
        starts_on: away(-20),
        ends_on: away(45),
        currency: Some(Currency::EUR),
        min_minor: Some(1_500_000),
        exclusive: true,
        ..promotion(
            LocalText::new("New sites this season", "Nouveaux sites de la saison"),
            Benefit::Amount(75_000),
            "SITES750",
        )
    };
    let fair = PromotionDraft {
        starts_on: away(-120),
        ends_on: away(-60),
        families: vec!["Meridian Link".to_owned()],
        ..promotion(
            LocalText::new("Trade fair: four for three", "Salon : quatre pour trois"),
            Benefit::BuyGet {
                buy: 3,
                get: 1,
                percent: Percent::whole(100),
            },
            "",
        )
    };
    vec![(id(1), welcome), (id(2), sites), (id(3), fair)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::cpq::promotions::validate_promotion;

    #[test]
    fn each_may_be_saved() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for (_, draft) in promotions(today) {
            assert_eq!(validate_promotion(&draft), vec![]);
        }
    }
}
