//! Products of the sample company whose price is of another kind than per unit: text messages by the
//! thousand, a volume of data with a price beyond it, a cabinet at its cost and a percentage, a
//! maintenance contract at a percentage of the hardware.

use super::catalog::{CatalogRows, Family, Item, TAX};
use super::random::Random;
use shared::cpq::pricing::{Charge, PriceKind, ShareOf};
use shared::kernel::{
    Instant, Percent, PriceBookEntryId, PriceBookId, ProductId, Quantity, UnitPrice, search_key,
};
use store::platform::bulk::{PriceBookEntryRow, ProductRow};

/// A product as the table below has it; prices in euros.
struct Line {
    sku: &'static str,
    name: (&'static str, &'static str),
    description: (&'static str, &'static str),
    family: Family,
    unit: &'static str,
    charge: Charge,
    price: UnitPrice,
    cost: UnitPrice,
    kind: PriceKind,
}

fn lines() -> [Line; 4] {
    [
        Line {
            sku: "MC-SMS",
            name: ("Text message alerts", "Alertes par SMS"),
            description: (
                "Sold by the thousand; what is not sent is carried over to the next month.",
                "Vendues par mille ; ce qui n’est pas envoyé est reporté au mois suivant.",
            ),
            family: Family::Cloud,
            unit: "unit",
            charge: Charge::Monthly,
            price: UnitPrice(690_000),
            cost: UnitPrice(410),
            kind: PriceKind::Package {
                size: Quantity::whole(1_000),
            },
        },
        Line {
            sku: "MC-DATA",
            name: (
                "Data plan, in gigabytes",
                "Forfait de données, en gigaoctets",
            ),
            description: (
                "100 GB are included; every further one is charged by itself.",
                "100 Go sont compris ; chaque Go supplémentaire est facturé à l’unité.",
            ),
            family: Family::Cloud,
            unit: "unit",
            charge: Charge::Monthly,
            price: UnitPrice(890_000),
            cost: UnitPrice(2_600),
            kind: PriceKind::Included {
                units: Quantity::whole(100),
                further: UnitPrice(7_500),
            },
        },
        Line {
            sku: "ML-CUST",
            name: ("Custom-built cabinet", "Armoire sur mesure"),
            description: (
                "Drawn, built and tested for one site.",
                "Dessinée, construite et essayée pour un site.",
            ),
            family: Family::Link,
            unit: "unit",
            charge: Charge::OneTime,
            price: UnitPrice(19_300_000),
            cost: UnitPrice(13_800_000),
            kind: PriceKind::CostPlus {
                percent: Some(Percent::whole(40)),
                step: UnitPrice(100_000),
            },
        },
        Line {
            sku: "SV-CARE",
            name: (
                "Maintenance, 18% of the hardware a year",
                "Maintenance, 18 % du matériel par an",
            ),
            description: (
                "Exchange of every sensor and gateway within five working days.",
                "Échange de tout capteur et de toute passerelle sous cinq jours ouvrés.",
            ),
            family: Family::Services,
            unit: "unit",
            charge: Charge::Yearly,
            price: UnitPrice(0),
            cost: UnitPrice(0),
            kind: PriceKind::Share {
                percent: Percent::whole(18),
                of: ShareOf::Families(vec![
                    Family::Sense.name().to_owned(),
                    Family::Link.name().to_owned(),
                ]),
            },
        },
    ]
}

/// Puts them into the catalogue, from a source of their own, so that the rest stays what it was.
pub(super) fn add(
    rows: &mut CatalogRows,
    books: [PriceBookId; 2],
    random: &mut Random,
    founded: Instant,
) {
    for line in lines() {
        let product_id = ProductId(random.id(founded));
        for (place, price_book_id) in books.into_iter().enumerate() {
            rows.entries.push(PriceBookEntryRow {
                id: PriceBookEntryId(random.id(founded)),
                price_book_id,
                product_id,
                charge: line.charge.code(),
                unit_price_e4: at(place, line.price),
                floor_e4: None,
                tier_mode: "none",
                tiers: "[]".to_owned(),
                kind: serde_json::to_string(&kind(place, &line.kind)).ok(),
            });
        }
        let (en, fr) = line.name;
        rows.products.push(ProductRow {
            id: product_id,
            sku: line.sku.to_owned(),
            name_en: en.to_owned(),
            name_fr: fr.to_owned(),
            search: search_key(&format!("{} {en} {fr}", line.sku)),
            description_en: line.description.0.to_owned(),
            description_fr: line.description.1.to_owned(),
            family: line.family.name().to_owned(),
            unit: line.unit.to_owned(),
            tax_category: TAX.category.code(),
            tax_rate_bp: TAX.rate,
            // Maintenance costs what it takes: nobody knows it beforehand.
            cost_e4: Some(line.cost).filter(|cost| cost.0 > 0),
            active: true,
            sample: true,
            version: 1,
        });
    }
}

/// A price in the currency of a price book, to the cent.
fn at(place: usize, euros: UnitPrice) -> UnitPrice {
    match place {
        Item::DOLLARS => UnitPrice(euros.0 * 112 / 10_000 * 100),
        _ => euros,
    }
}

fn kind(place: usize, kind: &PriceKind) -> PriceKind {
    match kind {
        PriceKind::Included { units, further } => PriceKind::Included {
            units: *units,
            further: at(place, *further),
        },
        other => other.clone(),
    }
}
