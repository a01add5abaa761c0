//! `jalon price` and `jalon tax` at the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

use serde_json::Value;
use std::process::{Command, Output};

fn jalon(folder: &std::path::Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jalon"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const INVOICE: &str = r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>INV-7</cbc:ID>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">10.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">10.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">10.00</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">9.00</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
</Invoice>"#;

#[test]
fn an_invoice_is_computed_again_and_its_broken_rules_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("invoice.xml"), INVOICE).unwrap();
    let output = jalon(folder.path(), &["tax", "invoice.xml"]);
    assert!(output.status.success(), "{}", said(&output));
    let [line] = &lines(&output)[..] else {
        panic!("one line a file: {}", said(&output));
    };
    assert_eq!(
        (&line["file"], &line["number"]),
        (&"invoice.xml".into(), &"INV-7".into())
    );
    assert_eq!(line["amounts_agree"], false);
    let broken: Vec<&str> = line["violations"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|violation| violation["rule"].as_str())
        .collect();
    assert!(broken.contains(&"BR-CO-16"), "{broken:?}");
}

#[test]
fn a_file_that_is_no_invoice_is_named_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("invoice.xml", INVOICE.as_bytes()),
        ("order.xml", b"<Order/>"),
        ("broken.xml", b"<Invoice>"),
        ("latin.xml", b"<Invoice>\xe9</Invoice>"),
        (
            "bomb.xml",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><Invoice>&b;</Invoice>",
        ),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let files = [
        "order.xml",
        "broken.xml",
        "latin.xml",
        "bomb.xml",
        "none.xml",
    ];
    let output = jalon(
        folder.path(),
        &[&["tax", "invoice.xml"], &files[..]].concat(),
    );
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(lines(&output).len(), 1);
    for name in files {
        assert!(said(&output).contains(name), "{name}: {}", said(&output));
    }
}

#[test]
fn vectors_are_answered_case_by_case() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("vectors.json"),
        r#"{"format": "pricing-vectors/1", "family": "unheard of", "cases": [
            {"case": "a", "kind": "unheard of", "given": {}, "expect": {"total": "1"}}]}"#,
    )
    .unwrap();
    let output = jalon(folder.path(), &["price", "vectors.json"]);
    assert!(output.status.success(), "{}", said(&output));
    let answers = lines(&output);
    assert_eq!(answers[0]["case"], "a");
    assert_eq!(answers[0]["equal"], false);
    assert!(
        answers[0]["reason"]
            .as_str()
            .unwrap()
            .contains("unheard of")
    );
    assert!(
        said(&output).contains("0 of 1 cases equal"),
        "{}",
        said(&output)
    );
    for (text, why) in [
        ("{", "vectors.json"),
        (r#"{"format": "other"}"#, "other"),
        ("[]", "vectors.json"),
    ] {
        std::fs::write(folder.path().join("vectors.json"), text).unwrap();
        let output = jalon(folder.path(), &["price", "vectors.json"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(why), "{}", said(&output));
    }
}

#[test]
fn the_given_vectors_are_reproduced() {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        std::path::PathBuf::from,
    );
    let folder = root.join("cpq/pricing");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{} is missing",
            folder.display()
        );
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let files: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .map(|path| path.display().to_string())
        .collect();
    let args: Vec<&str> = ["price"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    let output = jalon(&folder, &args);
    assert!(output.status.success(), "{}", said(&output));
    let answers = lines(&output);
    let equal = answers.iter().filter(|case| case["equal"] == true).count();
    assert!(
        equal * 100 >= answers.len() * 95,
        "{equal} of {}",
        answers.len()
    );
    for case in answers.iter().filter(|case| case["equal"] == false) {
        assert!(case["reason"].is_string(), "{case}");
    }
}
