//! What a formula says, and what is wrong with one.

use super::*;
use proptest::prelude::*;

/// A cabinet of 1,200 with the audit, in blue; two sensors at 49.00 beside three of it.
fn given(asked: &Asked) -> Option<Value> {
    let configured = [
        Pick::new("length", "1200"),
        Pick::new("audit", "yes"),
        Pick::new("colour", "blue"),
        Pick::new("extras.api", "no"),
        Pick::new("shelf", "2"),
    ];
    match asked {
        Asked::Quantity => Some(Value::Number(Exact::whole(3))),
        Asked::Term => Some(Value::Number(Exact::whole(24))),
        Asked::QuantityOf(sku) if sku == "SEN-1" => Some(Value::Number(Exact::whole(2))),
        Asked::PriceOf(sku) if sku == "SEN-1" => Some(Value::Number(UnitPrice(490_000).into())),
        other => of_configuration(&configured, other),
    }
}

fn price(text: &str) -> Result<UnitPrice, NoPrice> {
    PriceFormula::parse(text).unwrap().price(&given)
}

#[test]
fn a_formula_says_what_it_says() {
    for (text, expected) in [
        ("12.5", 125_000),
        ("250 + 0.8 * number(\"length\")", 12_100_000),
        ("if has(\"audit\") then 90 else 0", 900_000),
        (
            "if choice(\"colour\") = \"Blue\" and not has(\"extras.api\") then 1 else 2",
            10_000,
        ),
        (
            "if choice(\"colour\") in (\"red\", \"green\") then 1 else 2",
            20_000,
        ),
        (
            "number(\"shelf\") * 10 + if has(\"shelf\") then 1 else 0",
            210_000,
        ),
        (
            "max(49, price(\"SEN-1\") * 15 %) * quantity(\"SEN-1\") / quantity",
            326_667,
        ),
        ("min(3, 2, 5) + term / 12", 40_000),
        ("round(number(\"length\") / 7, 5)", 1_700_000),
        ("round(1.005)", 10_100),
        ("10 / 3", 33_333),
        ("-(2 - 5) * 2", 60_000),
        ("if quantity >= 3 then 7 else price(\"UNKNOWN\")", 70_000),
    ] {
        assert_eq!(price(text), Ok(UnitPrice(expected)), "{text}");
    }
    let missing = |asked| Err(NoPrice::Missing(asked));
    assert_eq!(
        price("1 + number(\"width\")"),
        missing(Asked::Number("width".into()))
    );
    assert_eq!(
        price("number(\"colour\")"),
        missing(Asked::Number("colour".into()))
    );
    for text in [
        "1 / (quantity - 3)",
        "if 1 / (quantity - 3) = 1 then 5 else 7",
        "if 1 / (quantity - 3) != 1 then 5 else 7",
        "0 - 1",
        "round(1, 0)",
        "999999999999 * 999999999999 * 999999999999 * 999999999999",
    ] {
        assert_eq!(price(text), Err(NoPrice::Impossible), "{text}");
    }
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    for (text, code, line, column) in [
        ("", "rule_unfinished", 1, 1),
        ("1 +", "rule_unfinished", 1, 4),
        ("has(\"a\")", "formula_expects_number", 1, 1),
        ("1 + has(\"a\")", "formula_expects_number", 1, 5),
        ("if 1 then 2 else 3", "formula_expects_flag", 1, 4),
        ("if yes then 1 else \"a\"", "formula_expects_number", 1, 20),
        ("if yes then 1", "rule_unfinished", 1, 14),
        ("number(length)", "formula_expects_quoted", 1, 8),
        ("number", "rule_unfinished", 1, 7),
        ("choice(\"a\") + 1", "formula_expects_number", 1, 1),
        ("2\n + nummer(\"a\")", "rule_unknown_name_near", 2, 4),
        ("wibblewobble", "rule_unknown_name", 1, 1),
        ("round(1, 2, 3)", "formula_arguments", 1, 1),
        ("min(1, yes)", "formula_expects_number", 1, 8),
        ("then", "rule_expects_expression", 1, 1),
        ("1 2", "rule_expects_operator", 1, 3),
    ] {
        let error = PriceFormula::parse(text).expect_err(text);
        assert_eq!(
            (error.issue.code.as_ref(), error.at.line, error.at.column),
            (code, line, column),
            "{text}"
        );
    }
    let deep = |open: &str, inner: &str, close: &str| {
        let text = format!("{}{inner}{}", open.repeat(60), close.repeat(60));
        PriceFormula::parse(&text).unwrap_err().issue.code
    };
    assert_eq!(deep("(", "1", ")"), "rule_too_deep");
    assert_eq!(deep("min(", "1", ")"), "rule_too_deep");
    assert_eq!(deep("if yes then 1 else ", "1", ""), "rule_too_deep");
    let long = format!("1{}", " + 1".repeat(250));
    assert_eq!(
        PriceFormula::parse(&long).unwrap_err().issue.code,
        "rule_too_many_operators"
    );
    let huge = "1".repeat(3_000);
    assert_eq!(
        PriceFormula::parse(&huge).unwrap_err().issue.code,
        "rule_too_long"
    );
}

proptest! {
    /// Whatever is written: read or refused, and then a price or a reason.
    #[test]
    fn no_text_brings_the_reader_down(text in "\\PC{0,60}", words in prop::collection::vec(
        prop::sample::select(vec!["quantity", "number(\"length\")", "has(\"audit\")", "(", ")", "if", "then", "else",
            "min(", ",", "1.5", "%", ">", "and", "-", "/", "*", "\"a\"", "not", "round(", "=", "in"]), 0..30)) {
        for text in [text, words.join(" ")] {
            if let Ok(formula) = PriceFormula::parse(&text) {
                let _ = formula.price(&given);
            }
        }
    }

    /// A formula of sums and products is what it is in whole numbers.
    #[test]
    fn it_reckons_exactly(a in 0_i64..1_000_000, b in 1_i64..10_000, c in 0_i64..10_000) {
        let found = price(&format!("({a} + {c}) * {b} / {b} - {c}"));
        prop_assert_eq!(found, Ok(UnitPrice(a * 10_000)));
    }
}
