//! Workbooks in the import: what cells become, what is refused and why, and one's own export.

use super::imports::{counts, import, local_table, set_up};
use crate::bench::Bench;
use crate::both;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use services::platform::imports::read_workbook;
use shared::kernel::{ImportId, Issue, ProblemKind};
use shared::platform::imports::ops::{
    ImportFile, ImportState, ReadImports, ReadSheet, StartImport, UploadPart,
};
use shared::platform::imports::table::Correction;
use shared::platform::imports::{Counts, ImportKind, ReadOptions, Table, read};
use shared::platform::views::{ExportRows, FileForm, Object, ViewSpec};
use std::time::Duration;

pub(super) fn table(bytes: &[u8]) -> Table {
    read_workbook(bytes, ReadOptions::default()).unwrap()
}

pub(super) fn refusal(bytes: &[u8]) -> Issue {
    read_workbook(bytes, ReadOptions::default()).unwrap_err()
}

pub(super) fn param<'i>(issue: &'i Issue, name: &str) -> &'i str {
    let found = issue.params.iter().find(|(of, _)| of == name);
    found.map_or("", |(_, value)| value)
}

pub(super) fn cells(table: &Table, row: usize) -> Vec<&str> {
    let width = table.headers.len();
    (0..width)
        .map(|column| table.rows[row].cell(column))
        .collect()
}

pub(super) fn codes(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code.as_ref()).collect()
}

/// A company's list as people keep it: a title, a sheet of notes before it, a hidden one.
fn customers() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Secret")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "x")
        .unwrap();
    book.add_worksheet().set_name("Empty").unwrap();
    let page = book.add_worksheet().set_name("Customers").unwrap();
    page.set_active(true);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let share = Format::new().set_num_format("0.0%");
    let code = Format::new().set_num_format("00000");
    page.write(0, 0, "Customers 2026").unwrap();
    for (at, name) in (0_u16..).zip([
        "Company",
        "Since",
        "Share",
        "Postal code",
        "Revenue",
        "Active",
        "Employees",
        "Failed",
        "Sum",
    ]) {
        page.write(2, at, name).unwrap();
    }
    let since = ExcelDateTime::from_ymd(2026, 11, 3).unwrap();
    page.write(3, 0, "Élan & Fils <SA>").unwrap();
    page.write_with_format(3, 1, &since, &day).unwrap();
    page.write_with_format(3, 2, 0.125, &share).unwrap();
    page.write_with_format(3, 3, 1000, &code).unwrap();
    page.write(3, 4, 12.3).unwrap();
    page.write(3, 5, true).unwrap();
    page.write(3, 6, 12).unwrap();
    page.write_formula(3, 7, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    page.write_formula(
        3,
        8,
        Formula::new("=0.1+0.2").set_result("0.30000000000000004"),
    )
    .unwrap();
    page.write(5, 0, "Line\nbreak").unwrap();
    page.write(5, 4, 1e15).unwrap();
    page.write(5, 6, 3).unwrap();
    // A format without a value fills nothing, however far down.
    page.write_blank(9_999, 3, &day).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_become_what_the_spreadsheet_shows() {
    let table = table(&customers());
    assert_eq!(table.headers.len(), 9);
    assert_eq!(
        cells(&table, 0),
        [
            "Élan & Fils <SA>",
            "2026-11-03",
            "12.5%",
            "01000",
            "12.3",
            "TRUE",
            "12",
            "#N/A",
            "0.3"
        ]
    );
    assert_eq!(
        cells(&table, 1),
        [
            "Line\nbreak",
            "",
            "",
            "",
            "1000000000000000",
            "",
            "3",
            "",
            ""
        ]
    );
    let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [4, 6]);
    assert_eq!(codes(&table.issues), ["title_rows"]);
    assert_eq!(table.encoding.label(), "XLSX");
}

#[test]
fn a_hidden_sheet_is_read_when_it_is_chosen_only() {
    let options = ReadOptions {
        sheet: Some(0),
        header: Some(false),
        ..ReadOptions::default()
    };
    let chosen = read_workbook(&customers(), options).unwrap();
    assert_eq!(cells(&chosen, 0), ["x"]);
    let gone = ReadOptions {
        sheet: Some(9),
        ..options
    };
    assert_eq!(
        read_workbook(&customers(), gone).unwrap_err().code,
        "workbook_empty"
    );
}

#[test]
fn merged_cells_say_the_same_of_each_row() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, name) in (0_u16..).zip(["Company", "Last name", "Email"]) {
        page.write(0, at, name).unwrap();
    }
    page.merge_range(1, 0, 3, 0, "Acme", &Format::new())
        .unwrap();
    for (line, name) in (1_u32..).zip(["Roy", "Petit", "Durand"]) {
        page.write(line, 1, name).unwrap();
        page.write(line, 2, format!("{name}@acme.example")).unwrap();
    }
    let table = table(&book.save_to_buffer().unwrap());
    assert!(table.rows.iter().all(|row| row.cell(0) == "Acme"));
    assert_eq!(codes(&table.issues), ["sheet_merged_cells"]);
    assert_eq!(param(&table.issues[0], "cell"), "A2:A4");
}

async fn send(bench: &Bench, upload: ImportId, bytes: &[u8]) {
    for (part, chunk) in (0_u32..).zip(bytes.chunks(3_000)) {
        let part = UploadPart {
            upload,
            part,
            text: BASE64.encode(chunk),
            workbook: true,
        };
        bench.run(&bench.administrator, part).await.unwrap();
    }
}

both!(
    a_workbook_goes_the_way_of_a_text_file,
    async |bench: &Bench| {
        let (context, settings) = set_up(bench).await;
        let upload = ImportId(bench.uuid());
        send(bench, upload, &customers()).await;
        // Begun anew, the upload is not twice as long.
        send(bench, upload, &customers()).await;
        let ask = |sheet| ReadSheet { upload, sheet };
        let sheet = bench.run(&bench.administrator, ask(None)).await.unwrap();
        let names: Vec<&str> = sheet
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        assert_eq!(names, ["Secret", "Empty", "Customers"]);
        assert!(sheet.sheets[0].hidden && !sheet.sheets[2].hidden);
        assert_eq!(
            (sheet.sheet, sheet.lines.as_slice()),
            (2, &[1, 3, 4, 6][..])
        );
        // Nobody else sees it.
        let other = bench.run(&bench.rep, ask(None)).await.unwrap_err();
        assert_eq!(other.kind, ProblemKind::Forbidden);

        let read = ReadOptions {
            sheet: Some(2),
            ..ReadOptions::default()
        };
        let table = shared::platform::imports::read_sheet(&sheet, read).unwrap();
        let file = local_table(bench, &context, &settings, "customers.xlsx", table);
        assert_eq!(file.mapping.kind, ImportKind::Accounts);
        let mapping = file.mapping.clone();
        let dry = bench
            .services
            .import_files(bench.administrator.clone(), vec![file], &settings, true)
            .await
            .unwrap();
        let start = StartImport {
            files: vec![ImportFile {
                upload,
                name: "customers.xlsx".into(),
                read,
                corrections: vec![Correction {
                    line: 6,
                    column: 6,
                    text: "77".into(),
                }],
                mapping,
                chosen: std::collections::BTreeMap::new(),
            }],
            settings,
        };
        bench.run(&bench.administrator, start).await.unwrap();
        let asked = ReadImports { ids: vec![upload] };
        let run = loop {
            let runs = bench
                .run(&bench.administrator, asked.clone())
                .await
                .unwrap();
            if runs[0].state != ImportState::Running {
                break runs[0].clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(run.state, ImportState::Done, "{:?}", run.groups);
        assert_eq!(vec![run.counts], counts(&dry));
        assert_eq!(run.counts.create, 2);
        assert_eq!(codes(&run.issues), ["title_rows"]);
        let mut session = bench.services.store().read().await.unwrap();
        let (code,): (String,) = session
            .one(
                "SELECT postal_code FROM accounts WHERE city = '' AND postal_code <> ''",
                store::args![],
            )
            .await
            .unwrap();
        assert_eq!(code, "01000");
        // Corrected on the page before the run.
        let (employees,): (i64,) = session
            .one(
                "SELECT employees FROM accounts WHERE name LIKE 'Line%'",
                store::args![],
            )
            .await
            .unwrap();
        assert_eq!(employees, 77);
    }
);

both!(a_formulas_error_is_a_bad_row, async |bench: &Bench| {
    let (context, settings) = set_up(bench).await;
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write(0, 0, "Company").unwrap();
    page.write(0, 1, "City").unwrap();
    page.write(1, 0, "Acme").unwrap();
    page.write_formula(1, 1, Formula::new("=A9").set_result("#REF!"))
        .unwrap();
    page.write(2, 0, "Good").unwrap();
    page.write(2, 1, "Lyon").unwrap();
    let table = table(&book.save_to_buffer().unwrap());
    let file = local_table(bench, &context, &settings, "a.xlsx", table);
    let run = bench
        .services
        .import_files(bench.administrator.clone(), vec![file], &settings, true)
        .await
        .unwrap();
    assert_eq!(
        (run.plans[0].counts.create, run.plans[0].counts.error),
        (1, 1)
    );
    let finding = &run.plans[0].rows[0].issues[0];
    assert_eq!(finding.issue.code, "formula_error");
    assert_eq!(finding.column.as_deref(), Some("City"));
    assert_eq!(finding.value, "#REF!");
    assert_eq!(run.plans[0].rows[0].line, 2);
});

const ACCOUNTS: &str = "account,sector,city,country,employees,website,phone,revenue\n\
    Acme,Technology,Lyon,FR,2822,https://acme.example,+33 4 72 00 00 00,1234567.89\n\
    \"Golddex, Sons\",Finance,Manila,PH,495,,,\n";
const CONTACTS: &str = "first name,last name,email,phone,job title,company\n\
    Léa Marie,Roy,lea@acme.example,+33 6 12 34 56 78,DAF,Acme\nJo,O'Neil,,,,\n";
const DEALS: &str = "name,company,stage,amount,currency,close date\n\
    Big one,Acme,Qualification,12.30,EUR,2026-12-13\n";

both!(ones_own_export_changes_nothing, async |bench: &Bench| {
    let (context, settings) = set_up(bench).await;
    import(
        bench,
        &[
            ("accounts.csv", ACCOUNTS),
            ("contacts.csv", CONTACTS),
            ("deals.csv", DEALS),
        ],
        false,
        shared::platform::imports::model::OnError::RefuseFile,
    )
    .await;
    for (object, kind, rows, form) in [
        (Object::Accounts, ImportKind::Accounts, 2, FileForm::Xlsx),
        (Object::Contacts, ImportKind::Contacts, 2, FileForm::Xlsx),
        // A telephone that begins with a plus is guarded in text, and comes back as it was.
        (Object::Contacts, ImportKind::Contacts, 2, FileForm::Csv),
        (
            Object::Opportunities,
            ImportKind::Opportunities,
            1,
            FileForm::Xlsx,
        ),
    ] {
        let export = ExportRows {
            object,
            spec: ViewSpec::default(),
            form,
        };
        let file = bench.run(&bench.administrator, export).await.unwrap();
        let rows_read = match form {
            FileForm::Xlsx => table(&file.bytes),
            FileForm::Csv => read(&file.bytes, ReadOptions::default()).unwrap(),
        };
        let file = local_table(bench, &context, &settings, &file.name, rows_read);
        assert_eq!(file.mapping.kind, kind, "{:?}", file.table.headers);
        let run = bench
            .services
            .import_files(bench.administrator.clone(), vec![file], &settings, true)
            .await
            .unwrap();
        let expected = Counts {
            skip: rows,
            ..Counts::default()
        };
        let plan = &run.plans[0];
        let found = Counts {
            warning: 0,
            ..plan.counts
        };
        assert_eq!(
            found, expected,
            "{object:?} {:?} {:?}",
            plan.issues, plan.rows
        );
    }
});
