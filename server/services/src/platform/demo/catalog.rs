//! What the sample company sells: sensors, gateways, monitoring by subscription, services.

use super::products::PRODUCTS;
use super::random::Random;
use shared::cpq::pricing::{Charge, Tax, Tier, TierMode};
use shared::kernel::{
    Currency, Instant, LocalText, Percent, PriceBookEntryId, PriceBookId, ProductId, Quantity,
    UnitPrice, search_key,
};
use store::platform::bulk::{PriceBookEntryRow, PriceBookRow, ProductRow};

/// A family decides tiers and cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sense,
    Link,
    Cloud,
    Services,
}

impl Family {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Family::Sense => "Meridian Sense",
            Family::Link => "Meridian Link",
            Family::Cloud => "Meridian Cloud",
            Family::Services => "Services",
        }
    }
}

/// A product with its prices.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: ProductId,
    pub(super) sku: &'static str,
    pub(super) name: LocalText,
    pub(super) family: Family,
    pub(super) charge: Charge,
    pub(super) unit: &'static str,
    /// List price in euros and in dollars.
    pub(super) price: [UnitPrice; 2],
    pub(super) cost: UnitPrice,
    pub(super) tier_mode: TierMode,
    pub(super) tiers: [Vec<Tier>; 2],
}

impl Item {
    /// The place of dollars.
    pub(super) const DOLLARS: usize = 1;

    /// The price book's place of a currency: euros, dollars.
    pub(super) const fn place(currency: Currency) -> usize {
        match currency {
            Currency::USD => Self::DOLLARS,
            _ => 0,
        }
    }

    pub(super) fn floor(&self, place: usize) -> UnitPrice {
        UnitPrice(self.price[place].0 * 60 / 100)
    }
}

pub(super) struct Catalog {
    pub(super) items: Vec<Item>,
    /// In euros, in dollars.
    pub(super) books: [PriceBookId; 2],
}

impl Catalog {
    pub(super) fn family(&self, family: Family) -> Vec<&Item> {
        self.items
            .iter()
            .filter(|item| item.family == family)
            .collect()
    }
}

/// French standard rate.
pub(super) const TAX: Tax = Tax::standard(Percent(2000));

pub(super) fn catalog(random: &mut Random, founded: Instant) -> Catalog {
    let items = PRODUCTS
        .iter()
        .map(|(sku, en, fr, family, euros, charge, unit)| {
            let euro = UnitPrice(euros * 10_000);
            // The dollar list is rounded to something a price list would print.
            let dollars = euros * 112 / 100;
            let step = if dollars > 500 { 10 } else { 1 };
            let dollar = UnitPrice((dollars / step).max(1) * step * 10_000);
            let share = match family {
                Family::Sense => random.between(38, 52),
                Family::Link => random.between(45, 58),
                Family::Cloud => random.between(12, 24),
                Family::Services => random.between(55, 68),
            };
            let tier_mode = match family {
                Family::Sense => TierMode::Volume,
                Family::Cloud if *unit == "user" || *sku == "MC-DEV" => TierMode::Tiered,
                _ => TierMode::None,
            };
            Item {
                id: ProductId(random.id(founded)),
                sku,
                name: LocalText::new(*en, *fr),
                family: *family,
                charge: *charge,
                unit,
                price: [euro, dollar],
                cost: UnitPrice(euro.0 * share / 100),
                tier_mode,
                tiers: [tiers(tier_mode, euro), tiers(tier_mode, dollar)],
            }
        })
        .collect();
    Catalog {
        items,
        books: [(); 2].map(|()| PriceBookId(random.id(founded))),
    }
}

fn tiers(mode: TierMode, price: UnitPrice) -> Vec<Tier> {
    let steps: &[(i64, i64)] = match mode {
        TierMode::None => &[],
        TierMode::Volume => &[(10, 95), (50, 88), (200, 80)],
        TierMode::Tiered => &[(26, 90), (101, 78), (501, 65)],
    };
    steps
        .iter()
        .map(|(from, share)| Tier {
            from: Quantity::whole(*from),
            unit_price: UnitPrice(price.0 * share / 100),
        })
        .collect()
}

pub(super) struct CatalogRows {
    pub(super) products: Vec<ProductRow>,
    pub(super) books: Vec<PriceBookRow>,
    pub(super) entries: Vec<PriceBookEntryRow>,
}

pub(super) fn rows(catalog: &Catalog, random: &mut Random, founded: Instant) -> CatalogRows {
    let [euro, dollar] = catalog.books;
    let book = |id, name: &str, currency| PriceBookRow {
        id,
        name: name.to_owned(),
        currency,
        valid_from: None,
        valid_to: None,
        active: true,
        sample: true,
        version: 1,
    };
    let products = catalog.items.iter().map(product_row).collect();
    let mut entries = Vec::new();
    for item in &catalog.items {
        for (place, price_book_id) in [euro, dollar].into_iter().enumerate() {
            entries.push(PriceBookEntryRow {
                id: PriceBookEntryId(random.id(founded)),
                price_book_id,
                product_id: item.id,
                charge: item.charge.code(),
                unit_price_e4: item.price[place],
                floor_e4: Some(item.floor(place)),
                tier_mode: item.tier_mode.code(),
                tiers: tiers_json(&item.tiers[place]),
                kind: None,
            });
        }
    }
    CatalogRows {
        products,
        books: vec![
            book(euro, "Europe (EUR)", Currency::EUR),
            book(dollar, "North America (USD)", Currency::USD),
        ],
        entries,
    }
}

pub(super) fn tiers_json(tiers: &[Tier]) -> String {
    serde_json::to_string(tiers).unwrap_or_else(|_| "[]".to_owned())
}

fn product_row(item: &Item) -> ProductRow {
    let description = description(item);
    ProductRow {
        id: item.id,
        sku: item.sku.to_owned(),
        name_en: item.name.en.clone(),
        name_fr: item.name.fr.clone(),
        search: search_key(&format!("{} {} {}", item.sku, item.name.en, item.name.fr)),
        description_en: description.en,
        description_fr: description.fr,
        family: item.family.name().to_owned(),
        unit: item.unit.to_owned(),
        tax_category: TAX.category.code(),
        tax_rate_bp: TAX.rate,
        cost_e4: Some(item.cost),
        active: item.sku != "ML-100",
        sample: true,
        version: 1,
    }
}

fn description(item: &Item) -> LocalText {
    match (item.family, item.charge) {
        (Family::Sense, _) => LocalText::new(
            "IP67, calibrated, five-year battery. Reports to Meridian Cloud through any Link gateway.",
            "IP67, étalonné, pile cinq ans. Remonte dans Meridian Cloud par toute passerelle Link.",
        ),
        (Family::Link, _) => LocalText::new(
            "Encrypted, updated over the air, buffers 30 days of measurements when the network is away.",
            "Chiffrée, mise à jour à distance, garde 30 jours de mesures quand le réseau est absent.",
        ),
        (Family::Cloud, _) => LocalText::new(
            "Dashboards, alerts by e-mail and text message, history for three years. Hosted in France.",
            "Tableaux de bord, alertes par e-mail et SMS, trois ans d’historique. Hébergé en France.",
        ),
        (Family::Services, Charge::Yearly) => LocalText::new(
            "Renewed every year; intervention within two working days.",
            "Renouvelé chaque année ; intervention sous deux jours ouvrés.",
        ),
        (Family::Services, _) => LocalText::new(
            "By a Meridian engineer, travel within the country included.",
            "Par un ingénieur Méridian, déplacement dans le pays compris.",
        ),
    }
}
