//! Products of the sample company whose price is of another kind than per unit: text messages by the
//! thousand, a volume of data with a price beyond it, a cabinet at its cost and a percentage, a
//! maintenance contract at a percentage of the hardware, messages by use, a commissioning whose price a formula says.

use super::catalog::{CatalogRows, Family, Item, TAX};
use super::random::Random;
use shared::cpq::pricing::{Charge, PriceKind, ShareOf};
use shared::kernel::{
    Instant, Percent, PriceBookEntryId, PriceBookId, ProductId, Quantity, UnitPrice, search_key,
};
use store::platform::bulk::{PriceBookEntryRow, ProductRow};

/// The code of what is charged by use.
const USAGE: &str = "MC-MSG";
/// What it is called.
pub(super) const USAGE_NAME: (&str, &str) =
    ("Data messages, by use", "Messages de données, à l’usage");
/// What one costs.
pub(super) const USAGE_PRICE: UnitPrice = UnitPrice(120);
/// What one costs us.
pub(super) const USAGE_COST: UnitPrice = UnitPrice(30);

/// The product that is charged by use.
pub(super) fn usage(rows: &CatalogRows) -> Option<ProductId> {
    let mut products = rows.products.iter();
    products
        .find(|product| product.sku == USAGE)
        .map(|product| product.id)
}

/// At least so much, else so much and so much for each sensor on the quote.
fn by_sensors([least, base, each]: [&str; 3]) -> PriceKind {
    let sensors = ["MS-T10", "MS-TH15", "MS-V30", "MS-P40"];
    let sensors = sensors.map(|sku| format!("quantity(\"{sku}\")"));
    PriceKind::Formula {
        text: format!("max({least}, {base} + {each} * ({}))", sensors.join(" + ")),
        products: Vec::new(),
    }
}

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
    kind: Option<PriceKind>,
}

fn lines() -> [Line; 6] {
    [
        text_messages(),
        data_plan(),
        cabinet(),
        maintenance(),
        messages_by_use(),
        commissioning(),
    ]
}

fn text_messages() -> Line {
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
        kind: Some(PriceKind::Package {
            size: Quantity::whole(1_000),
        }),
    }
}

fn data_plan() -> Line {
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
        kind: Some(PriceKind::Included {
            units: Quantity::whole(100),
            further: UnitPrice(7_500),
        }),
    }
}

fn cabinet() -> Line {
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
        kind: Some(PriceKind::CostPlus {
            percent: Some(Percent::whole(40)),
            step: UnitPrice(100_000),
        }),
    }
}

fn maintenance() -> Line {
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
        kind: Some(PriceKind::Share {
            percent: Percent::whole(18),
            of: ShareOf::Families(vec![
                Family::Sense.name().to_owned(),
                Family::Link.name().to_owned(),
            ]),
        }),
    }
}

fn messages_by_use() -> Line {
    Line {
        sku: USAGE,
        name: USAGE_NAME,
        description: (
            "Charged at the end of each month for what was sent; the quantity of a quote is an estimate.",
            "Facturés en fin de mois pour ce qui a été envoyé ; la quantité d’un devis est une estimation.",
        ),
        family: Family::Cloud,
        unit: "unit",
        charge: Charge::Usage,
        price: USAGE_PRICE,
        cost: USAGE_COST,
        kind: None,
    }
}

fn commissioning() -> Line {
    Line {
        sku: "SV-START",
        name: (
            "Commissioning, by the number of sensors",
            "Mise en service, selon le nombre de capteurs",
        ),
        description: (
            "Every sensor is paired, named and tested on site.",
            "Chaque capteur est appairé, nommé et essayé sur site.",
        ),
        family: Family::Services,
        unit: "unit",
        charge: Charge::OneTime,
        price: UnitPrice(4_900_000),
        cost: UnitPrice(2_600_000),
        kind: Some(by_sensors(["490", "190", "35"])),
    }
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
                kind: line
                    .kind
                    .as_ref()
                    .and_then(|own| serde_json::to_string(&kind(place, own)).ok()),
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

/// A price in the currency of a price book, to the cent; one below a cent as it is.
pub(super) fn at(place: usize, euros: UnitPrice) -> UnitPrice {
    match place {
        Item::DOLLARS if euros.0 < 1_000 => UnitPrice(euros.0 * 112 / 100),
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
        PriceKind::Formula { .. } if place == Item::DOLLARS => by_sensors(["550", "215", "39"]),
        other => other.clone(),
    }
}
