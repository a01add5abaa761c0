//! Promotions of the sample company. Those that are open now need a coupon: no quote a visitor writes is
//! given something nobody asked for.

use chrono::{Days, NaiveDate};
use shared::cpq::promotions::{Benefit, PromotionDraft};
use shared::kernel::{Currency, LocalText, Percent, ProductId, PromotionId, Quantity};
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
        options: Vec::new(),
        gift_name: LocalText::default(),
        budget_minor: None,
    }
}

/// One for new customers, one that is open for a few weeks and has a budget, one that is over; a bundle,
/// a gift, one on options. `find` answers the product of a code, and its name.
pub(super) fn promotions(
    today: NaiveDate,
    find: impl Fn(&str) -> Option<(ProductId, LocalText)>,
) -> Vec<(PromotionId, PromotionDraft)> {
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
        budget_minor: Some(2_500_000),
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
    let mut all = vec![(id(1), welcome), (id(2), sites), (id(3), fair)];
    all.extend(on_products(find).unwrap_or_default());
    all
}

/// Those that name products of the catalogue.
fn on_products(
    find: impl Fn(&str) -> Option<(ProductId, LocalText)>,
) -> Option<Vec<(PromotionId, PromotionDraft)>> {
    let product = |sku: &str| find(sku).map(|(id, _)| id);
    let duo = PromotionDraft {
        product_ids: vec![product("MS-V30")?, product("MS-P40")?],
        currency: Some(Currency::EUR),
        ..promotion(
            LocalText::new(
                "Vibration and pressure together",
                "Vibrations et pression ensemble",
            ),
            Benefit::Bundle(56_000),
            "DUO560",
        )
    };
    let (given, gift_name) = find("MS-TH15")?;
    let gift = PromotionDraft {
        families: vec!["Meridian Link".to_owned()],
        min_quantity: Some(Quantity::whole(5)),
        gift_name,
        ..promotion(
            LocalText::new(
                "A sensor for five Link devices",
                "Un capteur pour cinq appareils Link",
            ),
            Benefit::Gift {
                product_id: given,
                units: 1,
                per: 5,
            },
            "CAPTEUR",
        )
    };
    let memory = PromotionDraft {
        product_ids: vec![product("ML-500")?],
        options: vec!["memory.gb16".to_owned(), "memory.gb8".to_owned()],
        ..promotion(
            LocalText::new(
                "More memory, half the price",
                "Plus de mémoire, moitié prix",
            ),
            Benefit::Percent(Percent::whole(50)),
            "MEMOIRE",
        )
    };
    Some(vec![(id(4), duo), (id(5), gift), (id(6), memory)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::cpq::promotions::validate_promotion;

    #[test]
    fn each_may_be_saved() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let product = |sku: &str| {
            let name = LocalText::new(sku, sku);
            let number = sku.bytes().map(u128::from).sum();
            Some((ProductId(Uuid::from_u128(number)), name))
        };
        assert_eq!(promotions(today, product).len(), 6);
        for (_, draft) in promotions(today, product) {
            assert_eq!(validate_promotion(&draft), vec![]);
        }
    }
}
