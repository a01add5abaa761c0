//! The published invoices and rule tests. The data is not ours to copy: it is read beside the
//! repository, or where `JALON_TEST_DATA` says.

use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("JALON_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join("cpq/en16931");
    if folder.is_dir() {
        return Some(folder);
    }
    if std::env::var("CI").as_deref() == Ok("true") {
        panic!("{} is missing", folder.display());
    }
    println!("skipped: {} is not here", folder.display());
    None
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn number(value: &Value) -> Option<Exact> {
    match value {
        Value::String(text) => Exact::parse(text),
        Value::Number(number) => Exact::parse(&number.to_string()),
        _ => None,
    }
}

#[test]
fn published_documents_have_our_amounts() {
    let Some(folder) = folder() else { return };
    let documents: Vec<Value> =
        serde_json::from_str(&text(&folder.join("documents.json"))).unwrap();
    for document in &documents {
        let name = document["case"].as_str().unwrap();
        let expect = &document["expect"];
        let broken: Vec<&str> = document["equations_broken_in_source"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let report = check(&text(&folder.join(name))).unwrap();
        for (index, (line, net)) in report
            .lines
            .iter()
            .zip(expect["line_net"].as_array().unwrap())
            .enumerate()
        {
            let stated = number(net).unwrap();
            assert_eq!(line.stated, Some(stated), "{name}");
            let holds = !broken.contains(&format!("line {} net", index + 1).as_str());
            assert_eq!(line.computed == stated, holds, "{name} line {}", line.id);
        }
        for (term, key) in [
            ("BT-106", "sum_line_net"),
            ("BT-107", "sum_allowances"),
            ("BT-108", "sum_charges"),
            ("BT-109", "total_without_vat"),
            ("BT-110", "vat_total"),
            ("BT-112", "total_with_vat"),
            ("BT-115", "payable"),
        ] {
            let figure = report
                .figures
                .iter()
                .find(|figure| figure.term == term)
                .unwrap();
            if let Some(expected) = number(&expect[key]) {
                let holds = !(term == "BT-115" && broken.contains(&"BR-CO-16"));
                assert_eq!(figure.computed == expected, holds, "{name} {term}");
            }
        }
        let rows = expect["vat_breakdown"].as_array().unwrap();
        assert_eq!(report.breakdown.len(), rows.len(), "{name}");
        for (row, expected) in report.breakdown.iter().zip(rows) {
            assert_eq!(
                row.category,
                expected["category"].as_str().unwrap(),
                "{name}"
            );
            assert_eq!(Some(row.taxable), number(&expected["taxable"]), "{name}");
            assert_eq!(Some(row.tax), number(&expected["vat"]), "{name}");
        }
        let rules: Vec<&str> = report.violations.iter().map(|v| v.rule).collect();
        let expected: Vec<&str> = broken
            .iter()
            .copied()
            .filter(|equation| equation.starts_with("BR-"))
            .collect();
        assert_eq!(rules, expected, "{name}: {:?}", report.violations);
    }
    println!("{} documents", documents.len());
}

#[test]
fn each_rule_test_fires_exactly_as_it_says() {
    let Some(folder) = folder() else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("rule-tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let (mut fragments, mut wrong) = (0, Vec::new());
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let xml = text(path);
        let document = tree::read(&xml).unwrap();
        let set = Element::of(document.root_element());
        for (index, test) in set.all("test").into_iter().enumerate() {
            let Some(invoice) = test.children().find(|child| child.name() != "assert") else {
                continue;
            };
            let report = check_element(invoice).unwrap();
            for (verdict, fires) in [("success", false), ("error", true), ("fatal", true)] {
                for rule in test.all(&format!("assert/{verdict}")) {
                    fragments += 1;
                    let rule = rule.own();
                    let fired = report.violations.iter().any(|one| one.rule == rule);
                    if fired != fires {
                        wrong.push(format!("{name} test {}: {rule} {verdict}", index + 1));
                    }
                }
            }
        }
    }
    println!("{} files, {fragments} verdicts", paths.len());
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn hostile_documents_are_refused_with_a_message() {
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert_eq!(check(&deep), Err(UblError::TooDeep));
    let unclosed = "<a>".repeat(200_000);
    assert_eq!(check(&unclosed), Err(UblError::TooDeep));
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Invoice>&b;</Invoice>"#;
    assert!(matches!(check(bomb), Err(UblError::Xml(_))));
    assert!(matches!(check(""), Err(UblError::Xml(_))));
    assert_eq!(
        check("<Order/>"),
        Err(UblError::NotAnInvoice("Order".into()))
    );
    // A reader that compares each with all before it would sit over these for hours.
    let flat: String = (0..400_000).map(|at| format!(" a{at}=''")).collect();
    let nested: String = (0..60)
        .map(|depth| {
            let own: String = (0..60)
                .map(|at| format!(" xmlns:n{depth}_{at}='u'"))
                .collect();
            format!("<a{own}>")
        })
        .collect();
    let nested = nested + &"<b xmlns:c='u'/>".repeat(200_000) + &"</a>".repeat(60);
    for many in [format!("<Invoice{flat}/>"), nested] {
        assert_eq!(check(&many), Err(UblError::TooManyAttributes));
    }
    // What documents have is far from it.
    let usual = "<ID schemeID='0088' schemeName=\"'x' > 'y'\">1</ID>".repeat(30_000);
    let spaces: String = (0..20).map(|at| format!(" xmlns:n{at}='u'")).collect();
    assert!(check(&format!("<Invoice{spaces}>{usual}</Invoice>")).is_ok());
    let huge = " ".repeat(LARGEST + 1);
    assert_eq!(check(&huge), Err(UblError::TooLarge));
    let many = format!("<Invoice>{}</Invoice>", "<a/>".repeat(1_000_001));
    assert!(matches!(check(&many), Err(UblError::Xml(_))));
    let rows: String = (0..201)
        .map(|rate| {
            format!(
                "<TaxSubtotal><TaxCategory><Percent>{rate}</Percent></TaxCategory></TaxSubtotal>"
            )
        })
        .collect();
    assert_eq!(
        check(&format!("<Invoice><TaxTotal>{rows}</TaxTotal></Invoice>")),
        Err(UblError::TooManyCategories)
    );
    let amount = |text: &str| {
        check(&format!(
            "<Invoice><LegalMonetaryTotal><PayableAmount>{text}</PayableAmount></LegalMonetaryTotal></Invoice>"
        ))
    };
    for text in ["1e9999", "12,50", "NaN", "0x10", &"9".repeat(70)] {
        assert!(
            matches!(amount(text), Err(UblError::Number { .. })),
            "{text}"
        );
    }
    assert!(amount(&"9".repeat(37)).is_ok());
}

/// Whether an invoice of this content breaks a rule.
fn breaks(rule: &str, content: &str) -> bool {
    let report = check(&format!("<Invoice>{content}</Invoice>")).unwrap();
    report.violations.iter().any(|one| one.rule == rule)
}

#[test]
fn codes_are_told_from_what_is_in_no_list() {
    for (rule, content, known, unknown) in [
        (
            "BR-CL-07",
            "<AdditionalDocumentReference><ID schemeID=\"_\">1</ID><DocumentTypeCode>130</DocumentTypeCode></AdditionalDocumentReference>",
            "ABF",
            "XXA",
        ),
        ("BR-CL-08", "<Note>#_#Delivered.</Note>", "AAI", "QQQ"),
        (
            "BR-CL-13",
            "<InvoiceLine><Item><CommodityClassification><ItemClassificationCode listID=\"_\">1</ItemClassificationCode></CommodityClassification></Item></InvoiceLine>",
            "STS",
            "XXX",
        ),
        (
            "BR-CL-22",
            "<TaxTotal><TaxSubtotal><TaxCategory><TaxExemptionReasonCode>_</TaxExemptionReasonCode></TaxCategory></TaxSubtotal></TaxTotal>",
            "VATEX-EU-151",
            "EU-151",
        ),
        (
            "BR-CL-23",
            "<InvoiceLine><InvoicedQuantity unitCode=\"_\">1</InvoicedQuantity></InvoiceLine>",
            "KW",
            "2D",
        ),
    ] {
        assert!(
            !breaks(rule, &content.replace('_', known)),
            "{rule} {known}"
        );
        assert!(
            breaks(rule, &content.replace('_', unknown)),
            "{rule} {unknown}"
        );
    }
    // What is between two signs is a subject only when it is as long as one.
    assert!(!breaks("BR-CL-08", "<Note>No #1 and #2</Note>"));
    assert!(!breaks("BR-CL-08", "<Note>#QQQ</Note>"));
    // A line that is broken at a hyphen makes two codes of one.
    for code in lists::EXEMPTIONS.split_ascii_whitespace() {
        assert!(code.starts_with("VATEX-") && !code.ends_with('-'), "{code}");
    }
}

#[test]
fn a_charge_is_told_by_either_way_to_write_true() {
    let charged = |indicator: &str| {
        format!(
            "<AllowanceCharge><ChargeIndicator>{indicator}</ChargeIndicator><Amount>5</Amount></AllowanceCharge><LegalMonetaryTotal><ChargeTotalAmount>5</ChargeTotalAmount></LegalMonetaryTotal>"
        )
    };
    for (indicator, is_charge) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        assert_eq!(
            breaks("BR-CO-12", &charged(indicator)),
            !is_charge,
            "{indicator}"
        );
    }
}

#[test]
fn amounts_files_and_payees_are_written_as_the_binding_says() {
    let total = |text: &str| {
        format!("<LegalMonetaryTotal><PayableAmount>{text}</PayableAmount></LegalMonetaryTotal>")
    };
    assert!(breaks("UBL-DT-01", &total("1.000")));
    assert!(!breaks("UBL-DT-01", &total("1.00")));
    // A price, and a discount on it, may have more.
    let price = "<InvoiceLine><Price><PriceAmount>1.0001</PriceAmount><AllowanceCharge><Amount>0.123</Amount></AllowanceCharge></Price></InvoiceLine>";
    assert!(!breaks("UBL-DT-01", price));
    let file = |attributes: &str| {
        format!(
            "<AdditionalDocumentReference><Attachment><EmbeddedDocumentBinaryObject {attributes}/></Attachment></AdditionalDocumentReference>"
        )
    };
    assert!(breaks("UBL-DT-06", &file("filename='a.csv'")));
    assert!(breaks("UBL-DT-07", &file("mimeCode='text/csv'")));
    let whole = file("mimeCode='text/csv' filename='a.csv'");
    assert!(!breaks("UBL-DT-06", &whole) && !breaks("UBL-DT-07", &whole));
    let paid = |payee: &str| {
        format!(
            "<AccountingSupplierParty><Party><PartyLegalEntity><RegistrationName>A</RegistrationName></PartyLegalEntity></Party></AccountingSupplierParty><PayeeParty>{payee}</PayeeParty>"
        )
    };
    let name = |name: &str| format!("<PartyName><Name>{name}</Name></PartyName>");
    let id = |scheme: &str| {
        format!("<PartyIdentification><ID schemeID='{scheme}'>1</ID></PartyIdentification>")
    };
    let other = name("B");
    assert!(breaks("UBL-SR-19", &paid(&name("A"))));
    assert!(!breaks("UBL-SR-19", &paid(&other)));
    assert!(!breaks(
        "UBL-SR-20",
        &paid(&format!("{other}{}{}", id("0088"), id("SEPA")))
    ));
    assert!(breaks(
        "UBL-SR-20",
        &paid(&format!("{other}{}{}", id("0088"), id("0002")))
    ));
    assert!(breaks("UBL-SR-21", &paid("")));
}

#[test]
fn a_tampered_total_is_found() {
    let Some(folder) = folder() else { return };
    let xml = text(&folder.join("kosit/01.02a-INVOICE_ubl.xml"));
    let report = check(&xml).unwrap();
    assert!(report.violations.is_empty() && report.amounts_agree());
    let payable = report
        .figures
        .iter()
        .find(|figure| figure.term == "BT-115")
        .unwrap();
    let stated = payable.stated.unwrap().to_text(2).unwrap();
    let at = xml.rfind("PayableAmount currencyID").unwrap();
    let (head, tail) = xml.split_at(at);
    let tampered = format!("{head}{}", tail.replacen(&stated, "1", 1));
    assert_ne!(tampered, xml);
    let report = check(&tampered).unwrap();
    assert!(!report.amounts_agree());
    assert!(report.violations.iter().any(|one| one.rule == "BR-CO-16"));
}

fn broken(xml: &str) -> Vec<&'static str> {
    let report = check(xml).unwrap();
    report.violations.iter().map(|one| one.rule).collect()
}

/// An element that is there says something, and an amount has a currency.
#[test]
fn an_empty_code_is_in_no_list() {
    let line = |inner: &str| format!("<Invoice><InvoiceLine>{inner}</InvoiceLine></Invoice>");
    for (rule, right, wrong) in [
        (
            "BR-CL-01",
            "<Invoice><InvoiceTypeCode>380</InvoiceTypeCode></Invoice>".to_owned(),
            "<Invoice><InvoiceTypeCode/></Invoice>".to_owned(),
        ),
        (
            "BR-CL-03",
            line("<LineExtensionAmount currencyID='EUR'>1</LineExtensionAmount>"),
            line("<LineExtensionAmount>1</LineExtensionAmount>"),
        ),
        (
            "BR-CL-18",
            line("<Item><ClassifiedTaxCategory><ID>S</ID></ClassifiedTaxCategory></Item>"),
            line("<Item><ClassifiedTaxCategory><ID/></ClassifiedTaxCategory></Item>"),
        ),
        (
            "BR-CL-23",
            line("<InvoicedQuantity>1</InvoicedQuantity>"),
            line("<InvoicedQuantity unitCode=''>1</InvoicedQuantity>"),
        ),
    ] {
        assert!(!broken(&right).contains(&rule), "{rule} {right}");
        assert!(broken(&wrong).contains(&rule), "{rule} {wrong}");
    }
}

/// An equation of which a side is missing does not hold.
#[test]
fn a_figure_that_is_missing_breaks_its_equations() {
    let whole = "<Invoice><DocumentCurrencyCode>EUR</DocumentCurrencyCode>\
        <TaxTotal><TaxAmount currencyID='EUR'>2</TaxAmount><TaxSubtotal>\
        <TaxableAmount>10</TaxableAmount><TaxAmount>2</TaxAmount>\
        <TaxCategory><ID>S</ID><Percent>20</Percent><TaxScheme><ID>VAT</ID></TaxScheme></TaxCategory>\
        </TaxSubtotal></TaxTotal><LegalMonetaryTotal>\
        <LineExtensionAmount>10</LineExtensionAmount><TaxExclusiveAmount>10</TaxExclusiveAmount>\
        <TaxInclusiveAmount>12</TaxInclusiveAmount><PayableAmount>12</PayableAmount></LegalMonetaryTotal>\
        <InvoiceLine><LineExtensionAmount>10</LineExtensionAmount><Item><ClassifiedTaxCategory>\
        <ID>S</ID><Percent>20</Percent><TaxScheme><ID>vat</ID></TaxScheme></ClassifiedTaxCategory></Item>\
        </InvoiceLine></Invoice>";
    let sums = |xml: &str| {
        let mut rules = broken(xml);
        rules.retain(|rule| {
            ("BR-CO-10"..="BR-CO-17").contains(rule)
                || ["BR-48", "BR-S-01", "BR-S-08", "BR-S-09"].contains(rule)
        });
        rules
    };
    assert_eq!(sums(whole), Vec::<&str>::new());
    for (part, rules) in [
        (
            "<LineExtensionAmount>10</LineExtensionAmount><TaxExclusiveAmount>10",
            vec!["BR-CO-10", "BR-CO-13"],
        ),
        (
            "<TaxInclusiveAmount>12</TaxInclusiveAmount>",
            vec!["BR-CO-15", "BR-CO-16"],
        ),
        ("<PayableAmount>12</PayableAmount>", vec!["BR-CO-16"]),
        (
            "<TaxableAmount>10</TaxableAmount>",
            vec!["BR-CO-17", "BR-S-08", "BR-S-09"],
        ),
        (
            "<Percent>20</Percent>",
            vec!["BR-48", "BR-CO-17", "BR-S-09"],
        ),
    ] {
        // Of two figures in a part only the first goes.
        let first = part
            .find("<TaxExclusiveAmount")
            .map_or(part, |at| &part[..at]);
        let at = whole.find(part).unwrap();
        let cut = format!("{}{}", &whole[..at], &whole[at + first.len()..]);
        assert_eq!(sums(&cut), rules, "{first}");
    }
}

#[test]
fn however_the_xml_is_written_the_figures_are_the_same() {
    let plain = "<Invoice xmlns='urn:i'><AllowanceCharge><ChargeIndicator>true</ChargeIndicator><Amount>1.50</Amount></AllowanceCharge><InvoiceLine><ID>1</ID><InvoicedQuantity>2</InvoicedQuantity><LineExtensionAmount>20.00</LineExtensionAmount><Price><PriceAmount>10</PriceAmount></Price></InvoiceLine></Invoice>";
    let odd = "\u{feff}<?xml version='1.0'?><!-- a > b --><a:Invoice xmlns:a='urn:i' xmlns:b='urn:b'><b:AllowanceCharge><b:ChargeIndicator> 1 </b:ChargeIndicator><b:Amount>1<!-- of --><![CDATA[.5]]><?x y?>0</b:Amount></b:AllowanceCharge><b:InvoiceLine><b:ID><![CDATA[1]]></b:ID><b:InvoicedQuantity>+2.</b:InvoicedQuantity><b:LineExtensionAmount>&#50;0.00</b:LineExtensionAmount><b:Price><b:PriceAmount>\n 10.0 </b:PriceAmount></b:Price></b:InvoiceLine></a:Invoice>";
    let (plain, odd) = (check(plain).unwrap(), check(odd).unwrap());
    assert_eq!((&plain.lines, &plain.figures), (&odd.lines, &odd.figures));
    let charges = odd.figures.iter().find(|one| one.term == "BT-108").unwrap();
    assert_eq!(charges.computed, Exact::ratio(3, 2));
    assert!(odd.lines[0].stated == Some(odd.lines[0].computed));
}

#[test]
fn an_allowance_that_is_a_percentage_is_computed_again() {
    let share = |amount: &str| {
        format!(
            "<AllowanceCharge><ChargeIndicator>false</ChargeIndicator><MultiplierFactorNumeric>7.5</MultiplierFactorNumeric><Amount>{amount}</Amount><BaseAmount>100.60</BaseAmount></AllowanceCharge>"
        )
    };
    let report = |of_document: &str, of_line: &str| {
        let plain = "<AllowanceCharge><Amount>3</Amount></AllowanceCharge>";
        let (first, second) = (share(of_document), share(of_line));
        check(&format!(
            "<Invoice>{first}{plain}<InvoiceLine><ID>a</ID>{second}</InvoiceLine></Invoice>"
        ))
        .unwrap()
    };
    let right = report("7.55", "7.55");
    let places: Vec<_> = right.shares.iter().map(|one| one.line.as_deref()).collect();
    assert_eq!(places, [None, Some("a")]);
    assert!(right.amounts_agree());
    assert!(!report("7.54", "7.55").amounts_agree());
    assert!(!report("7.55", "7.50").amounts_agree());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "[<>/a-zA-Z \"'=!&;\\-\\[\\]?]{0,80}") {
        let _ = check(&text);
        let _ = check(&format!("<Invoice>{text}</Invoice>"));
    }

    /// Cut and spliced invoices are refused or reported on, never a crash.
    #[test]
    fn spliced_invoices_never_panic(from in 0_usize..6_000, length in 0_usize..400, to in 0_usize..6_000) {
        if let Some(folder) = folder() {
            let xml = text(&folder.join("cen/ubl-tc434-example9.xml"));
            let cut = |at: usize| {
                let mut at = at.min(xml.len());
                while !xml.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (cut(from), cut(from + length));
            let to = cut(to);
            let spliced = format!("{}{}{}", &xml[..to], &xml[start..end], &xml[to..]);
            let _ = check(&spliced);
            let _ = check(&format!("{}{}", &xml[..start], &xml[end..]));
        }
    }
}
