//! What the configurable products of the sample company consist of.

use super::catalog::Catalog;
use super::guides::{Both, text};
use shared::cpq::models::{
    Adder, Attribute, AttributeKind, BundleOption, Group, ModelContent, ModelRule, ValueOption,
};
use shared::kernel::{Currency, UnitPrice};

/// Whole euros; the cost is about half of hardware's price.
fn adder(euros: i64) -> Adder {
    Adder {
        price: UnitPrice(euros * 10_000),
        cost: Some(UnitPrice(euros * 5_200)),
    }
}

fn value(key: &str, name: Both, euros: i64) -> ValueOption {
    ValueOption {
        key: key.to_owned(),
        name: text(name),
        default: false,
        adder: adder(euros),
    }
}

fn attribute(key: &str, name: Both, kind: AttributeKind) -> Attribute {
    Attribute {
        key: key.to_owned(),
        name: text(name),
        kind,
    }
}

fn choice(key: &str, name: Both, mut values: Vec<ValueOption>) -> Attribute {
    if let Some(first) = values.first_mut() {
        first.default = true;
    }
    attribute(key, name, AttributeKind::Choice { values })
}

fn number(
    key: &str,
    name: Both,
    (min, max, step): (i64, i64, i64),
    unit: Both,
    euros: i64,
) -> Attribute {
    let kind = AttributeKind::Number {
        min,
        max,
        step,
        default: Some(min),
        unit: text(unit),
        adder: adder(euros),
    };
    attribute(key, name, kind)
}

fn rule(text_of: &str, name: Both) -> ModelRule {
    ModelRule {
        name: text(name),
        text: text_of.to_owned(),
    }
}

/// An option that is a product of the catalogue, at a share of its list price.
fn option(catalog: &Catalog, key: &str, sku: &str, to: u32, share: i64) -> Option<BundleOption> {
    let item = catalog.items.iter().find(|item| item.sku == sku)?;
    Some(BundleOption {
        key: key.to_owned(),
        name: item.name.clone(),
        product_id: Some(item.id),
        to,
        adder: Adder {
            price: UnitPrice(item.price[0].0 * share / 100),
            cost: Some(item.cost),
        },
        ..BundleOption::default()
    })
}

/// What a controller is made of.
fn controller_attributes() -> Vec<Attribute> {
    vec![
        choice(
            "housing",
            ("Housing", "Boîtier"),
            vec![
                value("rail", ("DIN rail", "Rail DIN"), 0),
                value("wall", ("Wall box, IP66", "Coffret mural IP66"), 240),
                value("rack", ("19-inch rack", "Baie 19 pouces"), 180),
            ],
        ),
        choice(
            "power",
            ("Power supply", "Alimentation"),
            vec![
                value("dc24", ("24 V DC", "24 V CC"), 0),
                value("ac230", ("230 V AC", "230 V CA"), 60),
                value("poe", ("Power over Ethernet", "PoE"), 45),
            ],
        ),
        choice(
            "memory",
            ("Memory", "Mémoire"),
            vec![
                value("gb4", ("4 GB", "4 Go"), 0),
                value("gb8", ("8 GB", "8 Go"), 110),
                value("gb16", ("16 GB", "16 Go"), 260),
            ],
        ),
        number(
            "inputs",
            ("Analogue inputs", "Entrées analogiques"),
            (8, 64, 8),
            ("inputs", "entrées"),
            9,
        ),
        attribute(
            "protocols",
            ("Protocols", "Protocoles"),
            AttributeKind::Multi {
                min: 1,
                max: 4,
                values: vec![
                    value("modbus", ("Modbus TCP", "Modbus TCP"), 0),
                    value("opcua", ("OPC UA", "OPC UA"), 190),
                    value("profinet", ("PROFINET", "PROFINET"), 230),
                    value("lora", ("LoRaWAN", "LoRaWAN"), 210),
                    value("lte", ("4G modem", "Modem 4G"), 160),
                ],
            },
        ),
        attribute(
            "redundant",
            ("Redundant", "Redondant"),
            AttributeKind::Flag {
                default: false,
                adder: adder(1_180),
            },
        ),
        attribute(
            "atex",
            ("ATEX zone 2", "ATEX zone 2"),
            AttributeKind::Flag {
                default: false,
                adder: adder(640),
            },
        ),
    ]
}

/// What comes with a controller.
fn controller_groups(catalog: &Catalog) -> Vec<Group> {
    vec![
        Group {
            of: String::new(),
            key: "accessories".to_owned(),
            name: text(("Accessories", "Accessoires")),
            min: 0,
            max: 3,
            options: [
                option(catalog, "antenna", "ML-ANT", 4, 90),
                option(catalog, "supply", "ML-PSU", 2, 90),
                option(catalog, "cabinet", "ML-CAB", 1, 95),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Group {
            of: String::new(),
            key: "services".to_owned(),
            name: text(("Services", "Services")),
            min: 0,
            max: 2,
            options: [
                option(catalog, "installation", "SV-INST", 3, 100),
                option(catalog, "commissioning", "SV-COM", 2, 100),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
    ]
}

/// What does not go together in a controller, and why.
fn controller_rules() -> Vec<ModelRule> {
    vec![
        rule(
            "protocols.lora or protocols.lte -> antenna",
            ("Radio needs an antenna", "La radio demande une antenne"),
        ),
        rule(
            "atex requires housing = wall and power = dc24",
            (
                "ATEX: wall box and 24 V only",
                "ATEX : coffret mural et 24 V seulement",
            ),
        ),
        rule(
            "atex excludes protocols.lte",
            (
                "No 4G modem in an ATEX zone",
                "Pas de modem 4G en zone ATEX",
            ),
        ),
        rule(
            "redundant -> memory in (gb8, gb16) and supply >= 2",
            (
                "Two controllers in step: 8 GB and two supplies",
                "Deux contrôleurs synchronisés : 8 Go et deux alimentations",
            ),
        ),
        rule(
            "inputs > 32 -> memory != gb4",
            (
                "More than 32 inputs need 8 GB",
                "Plus de 32 entrées demandent 8 Go",
            ),
        ),
        rule(
            "power = poe -> inputs <= 24 and not redundant",
            (
                "Power over Ethernet carries 24 inputs at most",
                "Le PoE alimente 24 entrées au plus",
            ),
        ),
        rule(
            "cabinet excludes housing = wall",
            (
                "A wall box does not go into the cabinet",
                "Un coffret mural n’entre pas dans l’armoire",
            ),
        ),
        rule(
            "table(housing, memory) forbids (rail, gb16)",
            (
                "16 GB does not fit on the rail",
                "16 Go ne tient pas sur le rail",
            ),
        ),
        rule(
            "count(protocols) >= 3 -> memory != gb4",
            (
                "Three protocols need 8 GB",
                "Trois protocoles demandent 8 Go",
            ),
        ),
    ]
}

/// An edge controller.
pub(super) fn controller(catalog: &Catalog) -> ModelContent {
    ModelContent {
        currency: Currency::EUR,
        attributes: controller_attributes(),
        groups: controller_groups(catalog),
        rules: controller_rules(),
        ..ModelContent::default()
    }
}

/// What the plan of a site says.
fn plant_attributes() -> Vec<Attribute> {
    vec![
        choice(
            "edition",
            ("Edition", "Édition"),
            vec![
                value("essential", ("Essential", "Essentielle"), 0),
                value("advanced", ("Advanced", "Avancée"), 380),
                value("predictive", ("Predictive", "Prédictive"), 760),
            ],
        ),
        choice(
            "hosting",
            ("Hosting", "Hébergement"),
            vec![
                value("shared", ("Shared cloud", "Cloud mutualisé"), 0),
                value("dedicated", ("Dedicated cloud", "Cloud dédié"), 420),
                value("on_site", ("On your site", "Sur votre site"), 690),
            ],
        ),
        choice(
            "support",
            ("Support", "Assistance"),
            vec![
                value("office", ("Office hours", "Heures ouvrées"), 0),
                value("extended", ("7 a.m. to 10 p.m.", "De 7 h à 22 h"), 160),
                value("always", ("Around the clock", "24 h sur 24"), 410),
            ],
        ),
        number(
            "users",
            ("Users", "Utilisateurs"),
            (10, 200, 10),
            ("users", "utilisateurs"),
            6,
        ),
        number(
            "years",
            ("History kept", "Historique conservé"),
            (1, 10, 1),
            ("years", "ans"),
            15,
        ),
    ]
}

/// What does not go together in the plan of a site, and why.
fn plant_rules() -> Vec<ModelRule> {
    vec![
        rule(
            "edition = predictive <-> prediction",
            (
                "The predictive edition is the one with the module",
                "L’édition prédictive est celle du module",
            ),
        ),
        rule(
            "edition = essential -> users <= 50 and count(modules) <= 1",
            (
                "Essential: up to 50 users and one module",
                "Essentielle : jusqu’à 50 utilisateurs et un module",
            ),
        ),
        rule(
            "hosting = on_site -> sso and support != office",
            (
                "On site: sign-on and extended support",
                "Sur site : authentification unique et assistance étendue",
            ),
        ),
        rule(
            "years > 5 -> archive",
            (
                "More than five years need the archive",
                "Plus de cinq ans demandent l’archivage",
            ),
        ),
        rule(
            "support = always requires hosting != shared",
            (
                "Around the clock not on the shared cloud",
                "Le 24 h sur 24 exclut le cloud mutualisé",
            ),
        ),
        rule(
            "users + 10 * years <= 250",
            (
                "The data of users and years are limited",
                "Le volume des utilisateurs et des années est limité",
            ),
        ),
    ]
}

/// The plan of a whole site.
pub(super) fn plant(catalog: &Catalog) -> ModelContent {
    ModelContent {
        currency: Currency::EUR,
        attributes: plant_attributes(),
        groups: vec![Group {
            of: String::new(),
            key: "modules".to_owned(),
            name: text(("Modules", "Modules")),
            min: 0,
            max: 4,
            options: [
                option(catalog, "prediction", "MC-PRED", 1, 80),
                option(catalog, "api", "MC-API", 1, 100),
                option(catalog, "sso", "MC-SSO", 1, 100),
                option(catalog, "archive", "MC-ARCH", 1, 100),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }],
        rules: plant_rules(),
        ..ModelContent::default()
    }
}
