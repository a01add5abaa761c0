//! What the sample company sells: sensors, gateways, monitoring by subscription, services.

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
    const fn name(self) -> &'static str {
        match self {
            Family::Sense => "Meridian Sense",
            Family::Link => "Meridian Link",
            Family::Cloud => "Meridian Cloud",
            Family::Services => "Services",
        }
    }
}

type Line = (
    &'static str,
    &'static str,
    &'static str,
    Family,
    i64,
    Charge,
    &'static str,
);

use Charge::{Monthly, OneTime, Yearly};
use Family::{Cloud, Link, Sense, Services};

/// SKU, English, French, family, price in euros, charge, unit.
const PRODUCTS: [Line; 40] = [
    (
        "MS-T10",
        "Temperature sensor T10",
        "Capteur de température T10",
        Sense,
        129,
        OneTime,
        "unit",
    ),
    (
        "MS-T20",
        "Temperature sensor T20, stainless",
        "Capteur de température T20 inox",
        Sense,
        189,
        OneTime,
        "unit",
    ),
    (
        "MS-TH15",
        "Temperature and humidity sensor TH15",
        "Capteur de température et d’humidité TH15",
        Sense,
        159,
        OneTime,
        "unit",
    ),
    (
        "MS-V30",
        "Vibration sensor V30, 3 axes",
        "Capteur de vibrations V30, 3 axes",
        Sense,
        345,
        OneTime,
        "unit",
    ),
    (
        "MS-V35X",
        "Vibration sensor V35X, ATEX",
        "Capteur de vibrations V35X ATEX",
        Sense,
        590,
        OneTime,
        "unit",
    ),
    (
        "MS-P40",
        "Pressure transmitter P40",
        "Transmetteur de pression P40",
        Sense,
        278,
        OneTime,
        "unit",
    ),
    (
        "MS-P45",
        "Differential pressure transmitter P45",
        "Transmetteur de pression différentielle P45",
        Sense,
        365,
        OneTime,
        "unit",
    ),
    (
        "MS-F50",
        "Ultrasonic flow meter F50",
        "Débitmètre à ultrasons F50",
        Sense,
        1180,
        OneTime,
        "unit",
    ),
    (
        "MS-F55",
        "Electromagnetic flow meter F55",
        "Débitmètre électromagnétique F55",
        Sense,
        1640,
        OneTime,
        "unit",
    ),
    (
        "MS-L60",
        "Radar level sensor L60",
        "Capteur de niveau radar L60",
        Sense,
        845,
        OneTime,
        "unit",
    ),
    (
        "MS-G70",
        "Gas detector G70 (CO, CO₂)",
        "Détecteur de gaz G70 (CO, CO₂)",
        Sense,
        420,
        OneTime,
        "unit",
    ),
    (
        "MS-E80",
        "Energy meter E80, three-phase",
        "Compteur d’énergie E80 triphasé",
        Sense,
        310,
        OneTime,
        "unit",
    ),
    (
        "MS-HOME",
        "Home comfort kit, 4 sensors",
        "Kit confort maison, 4 capteurs",
        Sense,
        249,
        OneTime,
        "unit",
    ),
    (
        "MS-LEAK",
        "Water leak detector",
        "Détecteur de fuite d’eau",
        Sense,
        59,
        OneTime,
        "unit",
    ),
    (
        "ML-100",
        "Gateway Link 100, Wi-Fi",
        "Passerelle Link 100 Wi-Fi",
        Link,
        290,
        OneTime,
        "unit",
    ),
    (
        "ML-200",
        "Gateway Link 200, 4G",
        "Passerelle Link 200 4G",
        Link,
        490,
        OneTime,
        "unit",
    ),
    (
        "ML-300",
        "Gateway Link 300, LoRaWAN",
        "Passerelle Link 300 LoRaWAN",
        Link,
        720,
        OneTime,
        "unit",
    ),
    (
        "ML-500",
        "Edge controller Link 500",
        "Contrôleur de périphérie Link 500",
        Link,
        1890,
        OneTime,
        "unit",
    ),
    (
        "ML-500R",
        "Edge controller Link 500R, redundant",
        "Contrôleur de périphérie Link 500R redondant",
        Link,
        3250,
        OneTime,
        "unit",
    ),
    (
        "ML-ANT",
        "Outdoor antenna kit",
        "Kit antenne extérieure",
        Link,
        140,
        OneTime,
        "unit",
    ),
    (
        "ML-PSU",
        "DIN rail power supply",
        "Alimentation sur rail DIN",
        Link,
        85,
        OneTime,
        "unit",
    ),
    (
        "ML-CAB",
        "Equipped cabinet, IP66",
        "Armoire équipée IP66",
        Link,
        960,
        OneTime,
        "unit",
    ),
    (
        "MC-DEV",
        "Cloud monitoring, per sensor",
        "Supervision Cloud, par capteur",
        Cloud,
        4,
        Monthly,
        "unit",
    ),
    (
        "MC-START",
        "Cloud Start, up to 5 users",
        "Cloud Start, jusqu’à 5 utilisateurs",
        Cloud,
        190,
        Monthly,
        "month",
    ),
    (
        "MC-TEAM",
        "Cloud Team, per user",
        "Cloud Équipe, par utilisateur",
        Cloud,
        39,
        Monthly,
        "user",
    ),
    (
        "MC-PLANT",
        "Cloud Plant, whole site",
        "Cloud Usine, site entier",
        Cloud,
        1450,
        Monthly,
        "month",
    ),
    (
        "MC-PRED",
        "Predictive maintenance option",
        "Option maintenance prédictive",
        Cloud,
        620,
        Monthly,
        "month",
    ),
    (
        "MC-API",
        "API and data export option",
        "Option API et export de données",
        Cloud,
        180,
        Monthly,
        "month",
    ),
    (
        "MC-SSO",
        "Single sign-on option",
        "Option authentification unique",
        Cloud,
        95,
        Monthly,
        "month",
    ),
    (
        "MC-HOME",
        "Home alerts subscription",
        "Abonnement alertes maison",
        Cloud,
        6,
        Monthly,
        "month",
    ),
    (
        "MC-SUP",
        "Premium support, 24/7",
        "Assistance Premium 24 h/24",
        Cloud,
        7800,
        Yearly,
        "unit",
    ),
    (
        "MC-ARCH",
        "Ten-year archive",
        "Archivage dix ans",
        Cloud,
        1200,
        Yearly,
        "unit",
    ),
    (
        "SV-AUD",
        "Site audit",
        "Audit de site",
        Services,
        1400,
        OneTime,
        "day",
    ),
    (
        "SV-INST",
        "Installation",
        "Installation",
        Services,
        880,
        OneTime,
        "day",
    ),
    (
        "SV-COM",
        "Commissioning",
        "Mise en service",
        Services,
        980,
        OneTime,
        "day",
    ),
    (
        "SV-INT",
        "Integration with MES or ERP",
        "Intégration MES ou ERP",
        Services,
        1180,
        OneTime,
        "day",
    ),
    (
        "SV-TRN",
        "Training, up to 8 people",
        "Formation, jusqu’à 8 personnes",
        Services,
        1650,
        OneTime,
        "day",
    ),
    (
        "SV-PM",
        "Project management",
        "Gestion de projet",
        Services,
        1050,
        OneTime,
        "day",
    ),
    (
        "SV-CAL",
        "Yearly calibration, per sensor",
        "Étalonnage annuel, par capteur",
        Services,
        48,
        Yearly,
        "unit",
    ),
    (
        "SV-MNT",
        "On-site maintenance contract",
        "Contrat de maintenance sur site",
        Services,
        2900,
        Yearly,
        "unit",
    ),
];

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
    /// The price book's place of a currency: euros, dollars.
    pub(super) const fn place(currency: Currency) -> usize {
        match currency {
            Currency::USD => 1,
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
