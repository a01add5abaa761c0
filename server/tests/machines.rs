//! `jalon configure`, `jalon price` and `jalon tax` at the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn jalon(folder: &Path, args: &[&str]) -> Output {
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

/// The answers to questions about a model, the opening first.
fn configured(folder: &Path, model: &str, questions: &[Value]) -> (Output, Vec<Value>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jalon"))
        .current_dir(folder)
        .args(["configure", model])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text: String = questions.iter().map(|one| format!("{one}\n")).collect();
    // A model that is refused closes the input before it is read.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    let answers = lines(&output);
    (output, answers)
}

/// The given data beside the repository, or where `JALON_TEST_DATA` says.
fn data(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{} is missing",
        folder.display()
    );
    println!("skipped: {} is not here", folder.display());
    None
}

const BIKE: &str = "features
    Bike
        mandatory
            Frame
                alternative
                    Steel
                    Carbon
        optional
            Rack
            Motor
constraints
    Rack => Steel
    Motor => !Carbon
";

#[test]
fn a_model_is_configured_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bike.uvl"), BIKE).unwrap();
    let (output, answers) = configured(
        folder.path(),
        "bike.uvl",
        &[
            json!({"count": true}),
            json!({"choose": "Rack"}),
            json!({"choose": "Carbon"}),
            json!({"undo": "Rack"}),
            json!({"choose": "Carbon"}),
            json!({"complete": "cheapest", "prices": {"Frame": 100, "Carbon": 900}}),
            json!({"complete": "nearest", "to": ["Motor", "Steel"]}),
            json!({"conflict": ["Motor", "Carbon", "Rack"]}),
        ],
    );
    assert!(output.status.success(), "{}", said(&output));
    let expected = [
        json!({"model": "Bike", "variables": 6, "possible": true, "implied": ["Bike", "Frame"]}),
        json!({"count": "5", "approx": 5.0}),
        json!({"implied": ["Steel", ["Carbon", false]], "decided": false}),
        json!({"refused": "excluded", "state": "excluded", "choices": ["Rack"],
            "repairs": [{"withdraw": ["Rack"], "cost": 1, "proven": true}]}),
        json!({"freed": ["Steel", ["Carbon", false]], "decided": false}),
        json!({"implied": [["Steel", false], ["Rack", false], ["Motor", false]], "decided": true}),
        json!({"cost": 1_000, "proven": true, "selected": ["Bike", "Frame", "Carbon"]}),
        json!({"cost": 2, "proven": true}),
        json!({"conflict": ["Motor", "Carbon"], "min_give_up": 1}),
    ];
    assert_eq!(answers.len(), expected.len());
    for (answer, expected) in answers.iter().zip(&expected) {
        assert!(answer["micros"].is_u64(), "{answer}");
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&answer[key], value, "{key} of {answer}");
        }
    }
    let rules = answers[3]["rules"].as_array().unwrap();
    assert!(
        rules.iter().any(|rule| rule["formula"]["text"].is_string()),
        "{rules:?}"
    );
}

#[test]
fn a_wrong_question_is_answered_and_ends_in_code_two() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bike.uvl"), BIKE).unwrap();
    let (output, answers) = configured(
        folder.path(),
        "bike.uvl",
        &[
            json!({"choose": "Saddle"}),
            json!({"complete": "cheapest", "prices": {"Saddle": 1}}),
            json!({"undo": "Rack"}),
            json!([]),
            json!({"count": true}),
        ],
    );
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(answers.len(), 6);
    for (number, answer) in answers[1..5].iter().enumerate() {
        assert!(answer["error"].is_string(), "{answer}");
        assert_eq!(answer["line"], number + 1);
    }
    assert_eq!(answers[5]["count"], "5");
    for (name, text) in [
        ("bike.txt", BIKE),
        ("broken.uvl", "features\n\tA\n constraints\n\tB"),
        ("broken.dimacs", "p cnf 1\n"),
        ("broken.json", "{"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
        let (output, answers) = configured(folder.path(), name, &[json!({"count": true})]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(answers.is_empty() && said(&output).contains(name));
    }
}

#[test]
fn the_reference_sessions_are_repeated() {
    let Some(folder) = data("cpq") else { return };
    let read = |path: PathBuf| -> Value {
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let trace = read(folder.join("traces/bank.json"));
    for session in trace["sessions"].as_array().unwrap() {
        let steps = session["steps"].as_array().unwrap();
        let questions: Vec<Value> = steps
            .iter()
            .map(|step| json!({"choose": step["choose"]}))
            .collect();
        let (output, answers) = configured(&folder, "models/bank.dimacs", &questions);
        assert!(output.status.success(), "{}", said(&output));
        for (answer, step) in answers[1..].iter().zip(steps) {
            let sorted = |list: &Value| {
                let mut numbers: Vec<i64> = list
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|number| number.as_i64().unwrap())
                    .collect();
                numbers.sort_unstable();
                numbers
            };
            assert_eq!(sorted(&answer["implied"]), sorted(&step["newly_implied"]));
        }
    }
    for case in trace["optimum"].as_array().unwrap() {
        let mut questions: Vec<Value> = case["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|choice| json!({ "choose": choice }))
            .collect();
        questions.push(json!({"complete": "cheapest"}));
        let (_, answers) = configured(&folder, "models/bank.dimacs", &questions);
        assert_eq!(answers.last().unwrap()["cost"], case["min_total_price"]);
    }
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
    let Some(folder) = data("cpq/pricing") else {
        return;
    };
    let entries = std::fs::read_dir(&folder).unwrap();
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
