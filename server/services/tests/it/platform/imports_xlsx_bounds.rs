//! Workbooks made by hand: what other programs write, what is broken, and what is a bomb.

use super::imports_xlsx::{cells, codes, param, refusal, table};
use services::platform::imports::read_workbook;
use shared::platform::imports::ReadOptions;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A workbook made by hand, its one sheet as given.
pub(super) fn by_hand(sheet: &[u8], workbook: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let spread = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{spread}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<x:workbook xmlns:x=\"a\" xmlns:r=\"{spread}\">{workbook}<x:sheets><x:sheet name=\"Data\" r:id=\"r1\"/></x:sheets></x:workbook>"
    );
    for (name, text) in [
        (
            "_rels/.rels",
            rels("officeDocument", "/xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            rels("worksheet", "worksheets/a.xml").as_bytes(),
        ),
        ("xl/worksheets/a.xml", sheet),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn rows(rows: &str) -> Vec<u8> {
    by_hand(
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes(),
        "",
    )
}

#[test]
fn what_other_programs_write_is_read() {
    // No places, no styles, texts in the cells, signs that XML cannot hold.
    let bytes = rows(
        "<row><c t=\"inlineStr\"><is><r><t>na</t></r><r><t>me</t></r><rPh><t>no</t></rPh></is></c><c t=\"str\"><v>city</v></c></row>\
         <row><c t=\"inlineStr\"><is><t>A &amp; B&#233;_x000D_</t></is></c><c t=\"str\"><f>1</f><v><![CDATA[Lyon]]></v></c></row>",
    );
    let table = table(&bytes);
    assert_eq!(table.headers, ["name", "city"]);
    assert_eq!(cells(&table, 0), ["A & Bé", "Lyon"]);
}

#[test]
fn a_formula_nobody_computed_is_said() {
    let bytes = rows(
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>name</v></c><c r=\"B1\" t=\"str\"><v>city</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"str\"><v>A</v></c><c r=\"B2\"><f>X1</f></c></row>",
    );
    let table = table(&bytes);
    assert_eq!(codes(&table.issues), ["sheet_hollow_formulas"]);
    assert_eq!(param(&table.issues[0], "cell"), "B2");
}

#[test]
fn bombs_and_broken_workbooks_are_refused_by_name() {
    let one = |row: u32, column: &str| {
        format!("<row r=\"{row}\"><c r=\"{column}{row}\"><v>1</v></c></row>")
    };
    let many: String = (1..=200_003).map(|row| one(row, "A")).collect();
    let wide: String = (1..=9_000).map(|row| one(row, "SF")).collect();
    let text = "x".repeat(40_000);
    let huge = "x".repeat(10 * 1024 * 1024);
    for (bytes, code, cell) in [
        (rows(&many), "sheet_too_many_rows", "A200002"),
        (rows(&wide), "sheet_too_many_cells", "SF8001"),
        (rows(&one(7, "SG")), "sheet_too_many_columns", "SG7"),
        (
            rows(&format!("<row><c t=\"str\"><v>{text}</v></c></row>")),
            "sheet_cell_too_long",
            "A1",
        ),
        (
            rows(&format!("<row><c/><c t=\"str\"><v>{huge}</v></c></row>")),
            "sheet_cell_too_long",
            "B1",
        ),
        (
            rows(&format!("<row><c {huge}=\"\"/></row>")),
            "workbook_cell_too_long",
            "",
        ),
        (rows(&"<a>".repeat(100)), "workbook_unreadable", ""),
        (
            rows("<row r=\"2\"/><row r=\"1\"/>"),
            "workbook_unreadable",
            "",
        ),
        (
            rows("<row><c t=\"s\"><v>7</v></c></row>"),
            "workbook_unreadable",
            "",
        ),
        (rows("<row>"), "workbook_unreadable", ""),
        (rows(""), "workbook_empty", ""),
        (
            by_hand(
                b"<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet>&b;</worksheet>",
                "",
            ),
            "workbook_unreadable",
            "",
        ),
        (b"PK\x03\x04rest".to_vec(), "workbook_unreadable", ""),
    ] {
        let issue = refusal(&bytes);
        assert_eq!(issue.code, code, "{issue:?}");
        if !cell.is_empty() {
            assert_eq!(param(&issue, "cell"), cell);
            assert_eq!(param(&issue, "sheet"), "Data");
        }
    }
}

#[test]
fn a_bomb_is_defused_by_what_it_declares() {
    // The size of the last part, in the table of contents: see the unit tests for one that lies.
    let mut bomb = rows("");
    let entry = bomb
        .windows(4)
        .rposition(|four| four == b"PK\x01\x02")
        .unwrap();
    bomb[entry + 24..entry + 28].copy_from_slice(&0x1100_0000_u32.to_le_bytes());
    assert_eq!(refusal(&bomb).code, "workbook_too_large");

    // Thousands of empty parts.
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in 0..5_001 {
        zip.start_file(format!("{part}"), SimpleFileOptions::default())
            .unwrap();
    }
    assert_eq!(
        refusal(&zip.finish().unwrap().into_inner()).code,
        "workbook_too_large"
    );
}

#[test]
fn days_count_from_1904_where_the_workbook_says_so() {
    // No styles: the number stays a number, and the import reads it as a day of the usual system. With a
    // style the day is what the spreadsheet shows; see the unit tests of numbers.
    let sheet = "<worksheet><sheetData><row><c t=\"str\"><v>name</v></c><c t=\"d\"><v>2026-11-03</v></c></row></sheetData></worksheet>";
    let bytes = by_hand(sheet.as_bytes(), "<x:workbookPr date1904=\"1\"/>");
    let options = ReadOptions {
        header: Some(false),
        ..ReadOptions::default()
    };
    let read = read_workbook(&bytes, options).unwrap();
    assert_eq!(cells(&read, 0), ["name", "2026-11-03"]);
}
