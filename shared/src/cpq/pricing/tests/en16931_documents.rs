//! Published EN 16931 invoices (CEN's and KoSIT's examples) re-computed to the cent. The data is
//! not ours to copy: it is read beside the repository, or where `JALON_TEST_DATA` says.

use crate::cpq::pricing::en16931::{DocumentInput, document_totals};
use crate::cpq::pricing::*;
use crate::kernel::{Currency, Percent, Quantity, Rounding, UnitPrice};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;
use std::path::PathBuf;

fn documents() -> Option<Vec<Value>> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let path = root.join("cpq/en16931/documents.json");
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) if std::env::var("CI").as_deref() == Ok("true") => {
            panic!("{} is missing", path.display())
        }
        Err(_) => {
            println!("skipped: {} is not here", path.display());
            None
        }
    }
}

fn decimal(value: &Value) -> Decimal {
    match value {
        Value::String(text) => text.parse().unwrap(),
        Value::Number(number) => number.to_string().parse().unwrap(),
        _ => Decimal::ZERO,
    }
}

fn minor(value: &Value) -> i64 {
    (decimal(value) * Decimal::ONE_HUNDRED).to_i64().unwrap()
}

fn tax(vat: &Value) -> Tax {
    Tax {
        category: vat["category"].as_str().unwrap().parse().unwrap(),
        rate: Percent(i32::try_from(minor(&vat["rate"])).unwrap()),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Allowances and charges of a document or line: (allowances, charges).
fn allowances_charges(of: &Value) -> (Vec<TaxedAmount>, Vec<TaxedAmount>) {
    let amount = |entry: &Value| TaxedAmount {
        tax: if entry["vat"].is_null() {
            Tax::default()
        } else {
            tax(&entry["vat"])
        },
        minor: minor(&entry["amount"]),
    };
    let (charges, allowances): (Vec<_>, Vec<_>) = list(&of["allowances_charges"])
        .iter()
        .partition(|entry| entry["charge"] == Value::Bool(true));
    (
        allowances.into_iter().map(amount).collect(),
        charges.into_iter().map(amount).collect(),
    )
}

/// The line priced by the quote engine, plus its fixed allowances and charges.
fn line_net(line: &Value, currency: Currency) -> i64 {
    let base = match decimal(&line["price_base_quantity"]) {
        zero if zero.is_zero() => Decimal::ONE,
        base => base,
    };
    // The engine knows prices per unit with four decimals; more decimals or a base quantity are
    // carried into the quantity, which is the same product.
    let (quantity, price) = (decimal(&line["quantity"]), decimal(&line["price"]));
    let scaled = UnitPrice::from_decimal(price).unwrap();
    let input = if base == Decimal::ONE && scaled.to_decimal() == price {
        LineInput {
            quantity: Quantity::from_decimal(quantity).unwrap(),
            list_price: scaled,
            ..LineInput::default()
        }
    } else {
        LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice::from_decimal(quantity * price / base).unwrap(),
            ..LineInput::default()
        }
    };
    let terms = Terms {
        currency,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: Subscription::default(),
    };
    let (allowances, charges) = allowances_charges(line);
    let sum = |amounts: &[TaxedAmount]| amounts.iter().map(|amount| amount.minor).sum::<i64>();
    price_line(&terms, &input, &Policy::default()).net_minor - sum(&allowances) + sum(&charges)
}

#[test]
fn published_documents_have_our_totals() {
    let Some(documents) = documents() else { return };
    assert!(!documents.is_empty());
    for document in &documents {
        let name = document["case"].as_str().unwrap();
        let (given, expect) = (&document["given"], &document["expect"]);
        let broken = list(&document["equations_broken_in_source"]);
        let is_broken = |what: &str| broken.iter().any(|equation| equation == what);
        let currency: Currency = given["currency"].as_str().unwrap().parse().unwrap();
        let mut lines = Vec::new();
        for (index, (line, stated)) in list(&given["lines"])
            .iter()
            .zip(list(&expect["line_net"]))
            .enumerate()
        {
            let stated = minor(stated);
            if !is_broken(&format!("line {} net", index + 1)) {
                assert_eq!(
                    line_net(line, currency),
                    stated,
                    "{name} line {}",
                    index + 1
                );
            }
            lines.push(TaxedAmount {
                tax: tax(&line["vat"]),
                minor: stated,
            });
        }
        let (allowances, charges) = allowances_charges(given);
        let totals = document_totals(
            &DocumentInput {
                lines: &lines,
                allowances: &allowances,
                charges: &charges,
                prepaid_minor: minor(&given["prepaid"]),
                payable_rounding_minor: minor(&given["payable_rounding"]),
            },
            Rounding::HalfUp,
            TaxRounding::PerCategory,
        )
        .unwrap();
        let figures = [
            ("sum_line_net", totals.line_net_minor, true),
            ("sum_allowances", totals.allowance_minor, true),
            ("sum_charges", totals.charge_minor, true),
            (
                "total_without_vat",
                totals.net_minor,
                !is_broken("BR-CO-13"),
            ),
            ("vat_total", totals.tax_minor, !is_broken("BR-CO-14")),
            ("total_with_vat", totals.gross_minor, !is_broken("BR-CO-15")),
            ("payable", totals.payable_minor, !is_broken("BR-CO-16")),
        ];
        for (field, ours, holds) in figures {
            if holds && !expect[field].is_null() {
                assert_eq!(ours, minor(&expect[field]), "{name} {field}");
            }
        }
        for row in list(&expect["vat_breakdown"]) {
            let ours = totals
                .taxes
                .iter()
                .find(|ours| ours.tax == tax(row).normal())
                .unwrap_or_else(|| panic!("{name}: no row for {row}"));
            assert_eq!(ours.taxable_minor, minor(&row["taxable"]), "{name} {row}");
            assert_eq!(ours.tax_minor, minor(&row["vat"]), "{name} {row}");
        }
        assert_eq!(
            totals.taxes.len(),
            list(&expect["vat_breakdown"]).len(),
            "{name}"
        );
    }
    println!("{} documents", documents.len());
}
