//! The given vector files. The data is not ours to copy: it is read beside the repository, or where
//! `JALON_TEST_DATA` says.

use super::*;
use proptest::prelude::*;
use std::path::PathBuf;

fn files() -> Option<Vec<(String, String)>> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join("cpq/pricing");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        if std::env::var("CI").as_deref() == Ok("true") {
            panic!("{} is missing", folder.display());
        }
        println!("skipped: {} is not here", folder.display());
        return None;
    };
    let mut files: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    Some(files)
}

/// Cases whose expectation does not follow from what they give, with the reason.
const NOT_REPRODUCED: &[(&str, &str)] = &[
    (
        "medusa_promotions-010",
        "a budget is exceeded, but no campaign is given",
    ),
    (
        "odoo_document_totals-004",
        "says it rounds per line; its company amounts are those of rounding per tax",
    ),
    (
        "odoo_document_totals-011",
        "the subtotals' names and groups are not given",
    ),
    (
        "odoo_document_totals-012",
        "the subtotals' names and groups are not given",
    ),
    (
        "odoo_document_totals-013",
        "the subtotals' names and groups are not given",
    ),
    (
        "odoo_down_payment-002",
        "expects the vendor's record numbers beside the totals, which are equal",
    ),
    (
        "odoo_line_taxes-025",
        "says the price contains both taxes; its figures have one of them on top",
    ),
    (
        "odoo_line_taxes-026",
        "says the price contains both taxes; its figures have one of them on top",
    ),
    (
        "odoo_line_taxes-027",
        "says the price contains both taxes; its figures have one of them on top",
    ),
];

#[test]
fn the_given_vectors_are_reproduced() {
    let Some(files) = files() else { return };
    let (mut all, mut equal) = (0, 0);
    let mut unexpected = Vec::new();
    for (name, text) in files {
        let results = evaluate(&text).unwrap();
        let same = results.iter().filter(|result| result.equal).count();
        println!("{name}: {same} of {}", results.len());
        all += results.len();
        equal += same;
        for result in results {
            let known = NOT_REPRODUCED.iter().any(|(case, _)| *case == result.name);
            if result.equal == known {
                let reason = result.reason.unwrap_or_default();
                unexpected.push(format!("{} [{}]: {reason}", result.name, result.policy));
            }
        }
    }
    println!("{equal} of {all} cases equal");
    for line in &unexpected {
        println!("{line}");
    }
    assert!(
        unexpected.is_empty(),
        "{} cases are not as listed",
        unexpected.len()
    );
    assert!(equal * 100 >= all * 95);
}

#[test]
fn foreign_files_are_refused_with_a_message() {
    for (text, message) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1]", "not a pricing-vectors/1 file"),
        (r#"{"format": "pricing-vectors/2"}"#, "pricing-vectors/2"),
        (r#"{"format": "pricing-vectors/1"}"#, "missing"),
        (
            r#"{"format": "pricing-vectors/1", "cases": {"case": "a"}}"#,
            "not a list of cases",
        ),
        (
            r#"{"format": "pricing-vectors/1", "cases": [{"case": "a"}, "b"]}"#,
            "case 2 of",
        ),
    ] {
        let error = evaluate(text).unwrap_err().to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(evaluate(&deep), Err(VectorsError::Read(ReadError::TooDeep)));
    let of = |count: usize| {
        let lines = vec!["1"; count].join(",");
        format!(
            r#"{{"format": "{FORMAT}", "cases": [{{"case": "a", "given": {{"lines": [{lines}]}}}}]}}"#
        )
    };
    // The case itself, its name, what is given and the list are values, too.
    assert!(evaluate(&of(MOST_IN_CASE - 4)).is_ok());
    assert_eq!(
        evaluate(&of(MOST_IN_CASE - 3)),
        Err(VectorsError::CaseTooLarge("a".into()))
    );
}

#[test]
fn what_does_not_fit_is_a_reason() {
    let case = Value::parse(
        r#"{"case": "x", "given": {"price_unit": 1e37, "quantity": 1e37, "taxes": []}, "expect": {"total_included": 0}}"#,
    )
    .unwrap();
    let result = evaluate_case("taxes", &case);
    assert!(!result.equal && result.result.is_none() && result.reason.is_some());
}

fn document(given: &str) -> Value {
    let case = format!(r#"{{"case": "x", "given": {given}, "expect": {{}}}}"#);
    let case = Value::parse(&case).unwrap();
    evaluate_case("documents", &case).result.unwrap()
}

#[test]
fn totals_of_an_invoice_are_rounded_once_or_at_every_step() {
    let lines = r#""lines": [
        {"quantity": "1", "price": "10.04", "taxes": [{"cat": "VAT", "percent": "10%"}]},
        {"quantity": "3", "price": "0.1234", "taxes": []},
        {"quantity": "1", "price": "5.02", "taxes": [{"cat": "VAT", "percent": "20.0%"}]}]"#;
    // 1.004 + 1.004 is 2.01; 1.00 + 1.00 is 2.00.
    for (rounding, tax, line) in [("precise", "2.01", "0.3702"), ("currency", "2.00", "0.37")] {
        let given = format!(r#"{{"currency": "EUR", "rounding": "{rounding}", {lines}}}"#);
        let answer = document(&given);
        assert_eq!(answer.get("totals").str("tax"), tax);
        assert_eq!(answer.list("lines")[1].str("sum"), line);
    }
}

#[test]
fn taxes_of_an_invoice_are_told_apart() {
    let answer = document(
        r#"{"currency": "EUR", "lines": [
            {"price": "100", "quantity": "2", "charges": [{"rate": "1.50"}], "taxes": [
                {"cat": "VAT", "percent": "21%", "surcharge": "5.2%"},
                {"cat": "IRNR", "percent": "19%"}, {"cat": "ISS", "percent": "5%"}]},
            {"price": "50", "taxes": [{"cat": "VAT", "percent": "21.0%"}]},
            {"price": "50", "taxes": [{"cat": "VAT", "percent": "21%"}]}]}"#,
    );
    let totals = answer.get("totals");
    let [vat, kept_back, told] = totals.get("taxes").list("categories") else {
        panic!("{totals}");
    };
    let bases = |of: &Value| -> Vec<String> {
        let rates = of.list("rates").iter();
        rates.map(|rate| rate.str("base").to_owned()).collect()
    };
    // A surcharge is another rate, the same percentage written otherwise is not; a charge for each
    // unit counts those of its line.
    assert_eq!(bases(vat), ["203.00", "100.00"]);
    assert_eq!(vat.str("surcharge"), "10.56");
    assert!(kept_back.flag("retained") && told.flag("informative"));
    assert_eq!(told.str("amount"), "10.15");
    assert_eq!(totals.str("tax"), "74.19");
    assert_eq!(totals.str("retained_tax"), "38.57");
    assert_eq!(totals.str("payable"), "338.62");
}

#[test]
fn units_beyond_the_most_earn_nothing() {
    for (quantity, most, off) in [
        (3, 0, "9"),
        (3, 5, "9"),
        (5, 5, "13"),
        (10, 5, "13"),
        (0, 5, "0"),
        (10, 1, "5"),
    ] {
        let case = format!(
            r#"{{"case": "x", "kind": "first_then_additional", "given": {{"first_item": 5,
                "additional_item": 2, "quantity": {quantity}, "max_items": {most}}},
                "expect": {{"discount": {off}}}}}"#
        );
        let result = evaluate_case("mixed", &Value::parse(&case).unwrap());
        assert!(result.equal, "{quantity} of {most}: {:?}", result.reason);
    }
}

#[test]
fn of_rules_as_near_the_more_important_one_holds() {
    let case = r#"{"case": "x", "kind": "rule_selection", "given": {"item": "A", "customer": "C", "quantity": 4,
        "rules": [
            {"on": "item", "target": "A", "customer": "C", "discount_percent": 1},
            {"on": "item", "target": "A", "priority": 2, "discount_percent": 2},
            {"on": "item", "target": "A", "priority": 3, "min_quantity": 5, "discount_percent": 3},
            {"on": "item_group", "target": "ALL", "priority": 9, "discount_percent": 4}]},
        "expect": {"discount_percent": 2}}"#;
    let result = evaluate_case("mixed", &Value::parse(case).unwrap());
    assert!(result.equal, "{:?}", result.reason);
}

fn a_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        "-?[0-9]{1,4}(\\.[0-9]{1,4})?",
        "[0-9]{20,36}",
        Just("1e-30".to_owned()),
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Flag),
        number.prop_map(Value::Number),
        "[a-z]{0,6}".prop_map(Value::Text),
        Just(Value::List(Vec::new())),
    ]
}

/// A given case with one value anywhere replaced.
fn bend(value: &mut Value, at: &mut usize, by: &Value) {
    if *at == 0 {
        *value = by.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| bend(item, at, by)),
        Value::Map(pairs) => pairs.iter_mut().for_each(|(_, item)| bend(item, at, by)),
        _ => {}
    }
}

#[test]
fn bent_cases_never_panic() {
    let Some(files) = files() else { return };
    let cases: Vec<(String, Value)> = files
        .iter()
        .flat_map(|(_, text)| {
            let file = Value::parse(text).unwrap();
            let family = file.str("family").to_owned();
            let cases: Vec<Value> = file.list("cases").iter().take(12).cloned().collect();
            cases.into_iter().map(move |case| (family.clone(), case))
        })
        .collect();
    let config = ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(which in 0..cases.len(), at in 0_usize..60, by in a_value())| {
        let (family, mut case) = cases[which].clone();
        bend(&mut case, &mut at.clone(), &by);
        let _ = evaluate_case(&family, &case).to_json();
    });
}
