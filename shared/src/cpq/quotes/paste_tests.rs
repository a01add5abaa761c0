//! Tables as spreadsheets copy them, in both languages.

use super::*;
use crate::cpq::catalog::PriceBookEntry;
use crate::cpq::pricing::{Charge, Tax, TierMode};
use crate::kernel::{LocalText, PriceBookEntryId, ProductId, uuid_v7};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn item(n: u8, sku: &str, en: &str, fr: &str) -> CatalogItem {
    fn id<T: From<uuid::Uuid>>(n: u8) -> T {
        uuid_v7(i64::from(n), [n; 10]).into()
    }
    CatalogItem {
        entry: PriceBookEntry {
            kind: None,
            id: id::<PriceBookEntryId>(n),
            product_id: id::<ProductId>(n),
            charge: Charge::OneTime,
            unit_price: UnitPrice(1_000_000),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
        },
        sku: sku.into(),
        name: LocalText::new(en, fr),
        description: LocalText::default(),
        family: String::new(),
        unit: "unit".into(),
        tax: Tax::default(),
        cost: None,
        active: true,
        rounding: None,
        schedule: None,
    }
}

fn items() -> Vec<CatalogItem> {
    vec![
        item(1, "SE-100", "Pressure sensor", "Capteur de pression"),
        item(2, "GW-4G", "Gateway", "Passerelle"),
    ]
}

/// `1 234,5` and `1234.5`.
fn number(text: &str) -> Option<Decimal> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain
        .replace(',', ".")
        .trim_end_matches(['%', '€'])
        .parse()
        .ok()
}

fn paste<'a>(text: &str, items: &'a [CatalogItem], space: Space) -> Pasted<'a> {
    let numbers = Numbers {
        quantity: &|text| Quantity::from_decimal(number(text)?),
        price: &|text| UnitPrice::from_decimal(number(text)?).filter(|price| price.0 >= 0),
        percent: &|text| {
            let points = number(text)? * Decimal::ONE_HUNDRED;
            let rate = i32::try_from(points.trunc().mantissa()).ok()?;
            (0..=10_000).contains(&rate).then_some(Percent(rate))
        },
    };
    read(text, items, &numbers, space)
}

const ROOM: Space = Space {
    lines: 100,
    sections: 10,
};

/// `code|name × quantity @ price − discount`, `# section`.
fn said(pasted: &Pasted<'_>) -> Vec<String> {
    let row = |row: &PastedRow<'_>| match row {
        PastedRow::Section(title) => format!("# {title}"),
        PastedRow::Line(line) => format!(
            "{}|{} × {} @ {} − {}",
            line.item.map_or("", |item| item.sku.as_str()),
            line.name,
            line.quantity.to_decimal().normalize(),
            line.price.map_or_else(
                || "–".into(),
                |price| price.to_decimal().normalize().to_string()
            ),
            line.discount.as_decimal().normalize(),
        ),
    };
    pasted.rows.iter().map(row).collect()
}

fn left(pasted: &Pasted<'_>) -> Vec<(u32, String)> {
    let codes = |row: &LeftRow| {
        row.issues
            .iter()
            .map(|issue| issue.code.to_string())
            .collect::<Vec<_>>()
    };
    pasted
        .left
        .iter()
        .map(|row| (row.row, codes(row).join(" ")))
        .collect()
}

#[test]
fn columns_are_known_by_french_headings_in_any_order() {
    let items = items();
    let text = "Désignation\tQté\tRemise %\tP.U. HT\tRéférence\tTotal\r\n\
        Capteurs\t12\t5 %\t1 250,50 €\tSE-100\t14 255,70\r\n\
        Installation\t1,5\t\t800\t\t1 200\r\n\
        Réseau\t\t\t\t\t\r\n\
        Passerelle\t2\t\t\t\t\r\n\
        Total HT\t\t\t\t\t15 455,70\r\n";
    let pasted = paste(text, &items, ROOM);
    assert_eq!(
        said(&pasted),
        [
            "SE-100|Capteurs × 12 @ 1250.5 − 5",
            "|Installation × 1.5 @ 800 − 0",
            "# Réseau",
            "GW-4G|Passerelle × 2 @ – − 0",
        ]
    );
    assert_eq!(left(&pasted), [(6, "row_is_sum".into())]);
}

#[test]
fn columns_are_known_by_english_headings() {
    let items = items();
    let text = "SKU\tQuantity\tUnit price\ngw-4g\t3\t99.9\n";
    assert_eq!(
        said(&paste(text, &items, ROOM)),
        ["GW-4G|gw-4g × 3 @ 99.9 − 0"]
    );
}

#[test]
fn without_headings_columns_are_known_by_their_place() {
    let items = items();
    let short = paste("SE-100\t4\t\t10%\nCabling\t10\t12,5\n", &items, ROOM);
    assert_eq!(
        said(&short),
        ["SE-100|SE-100 × 4 @ – − 10", "|Cabling × 10 @ 12.5 − 0"]
    );
    let long = paste("SE-100\tSensors\t4\nX-1\tCabling\t10\t12,5\n", &items, ROOM);
    assert_eq!(
        said(&long),
        ["SE-100|Sensors × 4 @ – − 0", "|Cabling × 10 @ 12.5 − 0"]
    );
}

#[test]
fn a_title_alone_is_a_section_a_product_alone_a_line() {
    let items = items();
    let pasted = paste(
        "Hardware\t\nSE-100\t\nServices\nTraining\t1\t500\n",
        &items,
        ROOM,
    );
    assert_eq!(
        said(&pasted),
        [
            "# Hardware",
            "SE-100|SE-100 × 1 @ – − 0",
            "# Services",
            "|Training × 1 @ 500 − 0",
        ]
    );
    // Without tabs there are no titles, only what is sold.
    let names = paste("Gateway\nNobody knows\n", &items, ROOM);
    assert_eq!(said(&names), ["GW-4G|Gateway × 1 @ – − 0"]);
    assert_eq!(left(&names), [(2, "product_not_in_price_book".into())]);
}

#[test]
fn what_cannot_be_a_line_is_answered_with_its_reasons() {
    let items = items();
    let text = "Nom\tQuantité\tPrix\tRemise\n\
        Passerelle\tbeaucoup\tcher\t120\n\
        Passerelle\t-2\t\t\n\
        Inconnu\t1\t\t\n\
        \t5\t10\t\n";
    let pasted = paste(text, &items, ROOM);
    assert_eq!(pasted.rows, []);
    assert_eq!(
        left(&pasted),
        [
            (2, "not_a_number not_a_price percent_out_of_range".into()),
            (3, "not_positive".into()),
            (4, "product_not_in_price_book".into()),
            (5, "required".into()),
        ]
    );
    assert_eq!(pasted.left[0].text, "Passerelle\tbeaucoup\tcher\t120");
    // Corrected, they are read under the same headings.
    let again = format!("{}\n{}", pasted.headings, "Inconnu\t1\t50\t");
    assert_eq!(
        said(&paste(&again, &items, ROOM)),
        ["|Inconnu × 1 @ 50 − 0"]
    );
}

#[test]
fn a_quote_has_room_for_so_many() {
    let items = items();
    let space = Space {
        lines: 1,
        sections: 0,
    };
    let pasted = paste("A\t1\t1\nTitle\t\t\nB\t1\t1\n", &items, space);
    assert_eq!(said(&pasted), ["|A × 1 @ 1 − 0"]);
    assert_eq!(
        left(&pasted),
        [(2, "no_more_room".into()), (3, "no_more_room".into())]
    );
}

#[test]
fn quoted_cells_are_one_and_inches_are_no_quotes() {
    let items = items();
    let text =
        "\"Screen 24\"\" wide\nwith arm\"\t1\t300\n19\" rack\t1\t200\n\"24 V\" supply\t1\t90\n";
    let pasted = paste(text, &items, ROOM);
    assert_eq!(
        said(&pasted),
        [
            "|Screen 24\" wide\nwith arm × 1 @ 300 − 0",
            "|19\" rack × 1 @ 200 − 0",
            "|\"24 V\" supply × 1 @ 90 − 0",
        ]
    );
}

#[test]
fn words_of_one_cell_are_no_table() {
    assert!(!is_table("Pressure sensor"));
    assert!(!is_table("Pressure sensor\n"));
    assert!(is_table("SE-100\t4"));
    assert!(is_table("SE-100\nGW-4G"));
}

proptest! {
    // Every row with anything in it is taken or answered, whatever it says.
    #[test]
    fn nothing_is_lost(cells in proptest::collection::vec(
        proptest::collection::vec("[a-zé0-9,. %-]{0,6}", 1..6), 0..12,
    )) {
        let items = items();
        let text: Vec<String> = cells.iter().map(|row| row.join("\t")).collect();
        let pasted = paste(&text.join("\n"), &items, ROOM);
        let filled = cells.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).count();
        prop_assert_eq!(pasted.rows.len() + pasted.left.len(), filled);
        // What is left is read again as it was.
        let left: Vec<String> = pasted.left.iter().map(|row| row.text.clone()).collect();
        let again = super::cells(&left.join("\n"));
        prop_assert_eq!(again.len(), left.len());
    }

    // Any text is read without harm.
    #[test]
    fn any_text_is_read(text in "[\"\t\n a1]{0,60}") {
        let items = items();
        let _ = paste(&text, &items, ROOM);
    }
}
