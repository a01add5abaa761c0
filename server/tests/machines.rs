//! `jalon configure`, `jalon price` and `jalon tax` at the command line, and the same over the network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets the unexpected shall stop"
)]

#[path = "support/served.rs"]
mod served;

use serde_json::{Value, json};
use served::Served;
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
            json!({"explain": "Carbon", "repair": "price", "prices": {"Rack": 70, "Steel": 30, "Carbon": 900}}),
            json!({"explain": "Rack", "repair": "price"}),
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
        json!({"state": "excluded", "choices": ["Rack"],
            "repairs": [{"withdraw": ["Rack"], "cost": 1, "proven": true}],
            "least_effect": {"withdraw": ["Rack"], "effect": 800, "proven": true}}),
        json!({"state": "chosen", "least_effect": null}),
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
    // Without any product the rules that contradict each other are told at once.
    let text = format!("{BIKE}    Frame => Rack\n    !Steel\n");
    std::fs::write(folder.path().join("void.uvl"), text).unwrap();
    let opening = configured(folder.path(), "void.uvl", &[]).1.remove(0);
    let (rules, told) = (opening["rules"].to_string(), opening["possible"].as_bool());
    assert!(told == Some(false) && rules.contains("\"Frame => Rack\""));
    assert!(!rules.contains("Motor"), "{rules}");
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
        (r#"{"format": "pricing-vectors/1", "case": []}"#, "cases"),
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
    let files: Vec<String> = files(&folder, "json")
        .iter()
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

/// What the command line says to this, and that it found nothing wrong with it.
fn told(folder: &Path, args: &[&str]) -> String {
    let output = jalon(folder, args);
    assert!(output.status.success(), "{args:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Lines without what differs from one time to the next: the microseconds.
fn untimed(lines: &str) -> String {
    let mut parts = lines.split("\"micros\":");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "\"micros\":_" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == ending))
        .collect();
    files.sort();
    files
}

/// The same questions about the same model, here and there.
fn same_answers(served: &Served, folder: &Path, (model, format): (&str, &str), asked: &[Value]) {
    let path = folder.join(model);
    let (output, _) = configured(folder, model, asked);
    let here = String::from_utf8(output.stdout).unwrap();
    let body = json!({
        "format": format,
        "model": std::fs::read_to_string(path).unwrap(),
        "steps": asked,
    });
    let body = body.to_string();
    let there = served.lines("configure", "application/json", body.as_bytes());
    // The name of a list of clauses is that of its file.
    let there = there.replacen("\"model\":\"model\"", &name_in(&here), 1);
    assert_eq!(untimed(&here), untimed(&there), "{model}");
}

/// `"model":"…"` of an opening.
fn name_in(lines: &str) -> String {
    let opening: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    format!("\"model\":{}", opening["model"])
}

#[test]
fn over_the_network_the_answers_are_the_same_byte_for_byte() {
    let Some(folder) = data("cpq") else { return };
    let place = tempfile::tempdir().unwrap();
    let served = Served::begin(place.path());

    for file in files(&folder.join("pricing"), "json") {
        let here = told(&folder, &["price", file.to_str().unwrap()]);
        let text = std::fs::read(&file).unwrap();
        let there = served.lines("price", "application/json", &text);
        assert_eq!(here, there, "{}", file.display());
    }
    for part in ["en16931/cen", "en16931/kosit"] {
        for file in files(&folder.join(part), "xml") {
            let name = file.to_str().unwrap();
            let here = told(&folder, &["tax", name]);
            let text = std::fs::read(&file).unwrap();
            let there = served.lines("tax", "application/xml", &text);
            // Over the network a document has no name.
            let here = here.replacen(&format!("\"file\":{},", json!(name)), "", 1);
            assert_eq!(here, there, "{name}");
        }
    }
    let asked = [
        json!({"count": true}),
        json!({"choose": 5}),
        json!({"explain": 5}),
        json!({"undo": 5}),
        json!({"choose": "nobody"}),
        json!({"complete": "cheapest"}),
    ];
    same_answers(&served, &folder, ("models/bank.dimacs", "dimacs"), &asked);
    let asked = [json!({"choose": [3, 0]}), json!({"complete": "dearest"})];
    same_answers(&served, &folder, ("csp/pc_shop.json", "csp-json"), &asked);
    let asked = [json!({"count": true}), json!({"complete": "cheapest"})];
    for (model, format) in [
        ("models/e_shop.uvl", "uvl"),
        ("models/automotive01.uvl", "uvl"),
        ("models/printer.fm.json", "fm-json"),
    ] {
        // The largest of them is not counted.
        let asked = &asked[usize::from(model.contains("automotive"))..];
        same_answers(&served, &folder, (model, format), asked);
    }
}

#[test]
fn a_product_model_is_configured_by_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let model = json!({
        "currency": "EUR",
        "attributes": [
            { "key": "material", "name": {"en": "Material", "fr": "Matière"}, "kind": "choice", "values": [
                { "key": "iron", "name": {"en": "Iron", "fr": "Fonte"} },
                { "key": "steel", "name": {"en": "Steel", "fr": "Acier"}, "adder": {"price": 4_000_000} } ] },
            { "key": "atex", "name": {"en": "ATEX", "fr": "ATEX"}, "kind": "flag", "adder": {"price": 1_500_000} }
        ],
        "rules": [ { "name": {"en": "No iron", "fr": "Pas de fonte"}, "text": "atex requires material != iron" } ]
    });
    let place = folder.path();
    std::fs::write(place.join("pump.model.json"), model.to_string()).unwrap();
    let asked = [
        json!({"count": true}),
        json!({"choose": "atex"}),
        json!({"choose": ["material", "iron"]}),
        json!({"choose": ["material", 0]}),
        json!({"complete": "cheapest"}),
    ];
    let (output, answers) = configured(place, "pump.model.json", &asked);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(answers[0]["model"], "pump");
    assert_eq!(answers[1]["count"], "3");
    assert_eq!(answers[2]["implied"], json!([["material", "steel"]]));
    assert_eq!(answers[3]["choices"], json!(["atex"]));
    let rule = &answers[3]["rules"][0]["formula"]["text"];
    assert_eq!(rule, "atex requires material != iron");
    assert!(answers[4]["error"].is_string());
    assert_eq!(answers[5]["cost"], 5_500_000);
    assert_eq!(
        answers[5]["selected"],
        json!([["material", "steel"], "atex"])
    );
    // What does not hold together is told as its page tells it.
    let broken = model.to_string().replace("!= iron", "!= irn");
    std::fs::write(place.join("broken.model.json"), broken).unwrap();
    let (output, _) = configured(place, "broken.model.json", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("rules.0.text"), "{}", said(&output));
}
