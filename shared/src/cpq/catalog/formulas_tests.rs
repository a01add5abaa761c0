//! Price formulas in a price book.

use super::*;
use crate::cpq::catalog::kinds::validate_kind;
use crate::cpq::models::Attribute;
use crate::cpq::pricing::{Charge, ShareOf, Tax, TierMode};
use crate::kernel::{LocalText, Percent, Quantity, uuid_v7};

fn item(sku: &str, price: i64, kind: Option<PriceKind>) -> CatalogItem {
    let n = sku.bytes().last().unwrap_or_default();
    CatalogItem {
        entry: PriceBookEntry {
            id: uuid_v7(i64::from(n), [n; 10]).into(),
            product_id: uuid_v7(i64::from(n), [n; 10]).into(),
            charge: Charge::OneTime,
            unit_price: UnitPrice(price * 10_000),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
            kind,
        },
        sku: sku.into(),
        name: LocalText::default(),
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

fn by_formula(sku: &str, text: &str) -> CatalogItem {
    let kind = PriceKind::Formula {
        text: text.into(),
        products: Vec::new(),
    };
    item(sku, 0, Some(kind))
}

fn codes(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|issue| {
            let mut params = issue.params.iter();
            let name = params.find(|(name, _)| name == "name");
            let name = name.map(|(_, name)| name.as_str());
            (issue.code.as_ref(), name.unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_book_gives_its_formulas_what_they_name() {
    let package = PriceKind::Package {
        size: Quantity::whole(10),
    };
    let mut items = vec![
        item("A", 40, None),
        item("B", 500, Some(package)),
        by_formula("C", "price(\"A\") + price(\"B\") * quantity"),
        // Of a formula of a formula, and of a configuration nobody has made.
        by_formula("D", "price(\"C\") * 2 + quantity(\"A\")"),
        by_formula("E", "number(\"length\") + price(\"A\")"),
    ];
    settle_book(&mut items);
    let prices: Vec<i64> = items.iter().map(|item| item.entry.unit_price.0).collect();
    // A package of ten at 500 is 50 a unit.
    assert_eq!(prices, [400_000, 5_000_000, 900_000, 1_800_000, 0]);
    let Some(PriceKind::Formula { products, .. }) = &items[3].entry.kind else {
        panic!("a formula");
    };
    let known: Vec<_> = products
        .iter()
        .map(|product| (product.sku.as_str(), product.price))
        .collect();
    assert_eq!(
        known,
        [
            ("A", Some(UnitPrice(400_000))),
            ("C", Some(UnitPrice(900_000)))
        ]
    );
    let found = tried(&items[4].entry, &items, &|asked| match asked {
        Asked::Number(_) => Some(Value::Number(Exact::whole(2))),
        _ => None,
    });
    assert_eq!(found, Ok(UnitPrice(420_000)));
}

#[test]
fn formulas_name_what_is_there_and_go_round_nowhere() {
    let share = PriceKind::Share {
        percent: Percent::whole(10),
        of: ShareOf::All,
    };
    let mut items = vec![
        by_formula("A", "price(\"B\") + 1"),
        by_formula("B", "if quantity > 5 then price(\"C\") else 1"),
        by_formula(
            "C",
            "price(\"A\") + price(\"Z\") + quantity(\"Y\") + price(\"S\") + quantity(\"S\")",
        ),
        item("S", 0, Some(share)),
        by_formula("O", "price(\"O\")"),
    ];
    let found = |at: usize| {
        let issues = check_in_book(&items[at].entry, &items);
        codes(&issues)
            .into_iter()
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .collect::<Vec<_>>()
    };
    let owned = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()))
            .collect()
    };
    assert_eq!(
        found(2),
        owned(&[
            ("formula_circle", "A"),
            ("formula_unknown_product", "Z"),
            ("formula_unknown_product", "Y"),
            ("formula_price_of_share", "S"),
        ])
    );
    assert_eq!(found(0), owned(&[("formula_circle", "B")]));
    assert_eq!(found(4), owned(&[("formula_circle", "O")]));
    // What got into a book all the same costs nothing, and nobody waits for it.
    settle_book(&mut items);
    assert_eq!(items[4].entry.unit_price, UnitPrice(0));
}

#[test]
fn many_formulas_of_many_are_reckoned_once_each() {
    let mut items: Vec<CatalogItem> = (0..60)
        .map(|n| {
            let all: Vec<String> = (0..n).map(|k| format!("price(\"P{k}\")")).collect();
            by_formula(&format!("P{n}"), &format!("1 + max(0, {})", last(&all)))
        })
        .collect();
    settle_book(&mut items);
    assert_eq!(items[59].entry.unit_price, UnitPrice(600_000));
}

/// The last twenty, as a list of arguments.
fn last(all: &[String]) -> String {
    let from = all.len().saturating_sub(18);
    let some = &all[from..];
    if some.is_empty() {
        "0".to_owned()
    } else {
        some.join(", ")
    }
}

#[test]
fn a_formula_asks_what_the_model_answers() {
    let model = ModelContent {
        attributes: vec![Attribute {
            key: "audit".into(),
            name: LocalText::default(),
            kind: AttributeKind::Flag {
                default: false,
                adder: Default::default(),
            },
        }],
        ..ModelContent::default()
    };
    let entry = by_formula(
        "A",
        "if has(\"audit\") then number(\"audit\") else number(\"x\")",
    )
    .entry;
    let issues = check_in_model(&entry, Some(&model));
    assert_eq!(
        codes(&issues),
        [
            ("formula_unknown_item", "audit"),
            ("formula_unknown_item", "x")
        ]
    );
    assert_eq!(issues[1].field.as_deref(), Some("kind_formula"));
    assert_eq!(check_in_model(&entry, None)[0].code, "formula_no_model");
    let other = by_formula("A", "quantity * term").entry;
    assert!(check_in_model(&other, None).is_empty());
    let found = |text: &str| {
        let issues = validate_kind(&by_formula("A", text).entry);
        issues.first().map(|issue| issue.code.to_string())
    };
    assert_eq!(found(" "), Some("required".into()));
    assert_eq!(found("1 +"), Some("rule_unfinished".into()));
    assert_eq!(found("1"), None);
}

#[test]
fn a_long_chain_of_formulas_ends() {
    let sku = |n: usize| format!("P{n}");
    let mut items: Vec<CatalogItem> = (0..3_000_u16)
        .map(|n| {
            let next = format!("price(\"{}\") + 1", sku(usize::from(n) + 1));
            let mut item = by_formula(&sku(usize::from(n)), &next);
            item.entry.id = uuid_v7(i64::from(n), [1; 10]).into();
            item
        })
        .collect();
    items.push(item(&sku(3_000), 7, None));
    settle_book(&mut items);
    assert_eq!(items[0].entry.unit_price, UnitPrice(0), "too far away");
    assert_eq!(items[2_999].entry.unit_price, UnitPrice(80_000));
    // Of the last one the first: round the whole book.
    items[3_000] = by_formula(&sku(3_000), "price(\"P0\")");
    let last = items[3_000].entry.clone();
    assert_eq!(
        codes(&check_in_book(&last, &items)),
        [("formula_circle", "P0")]
    );
}
