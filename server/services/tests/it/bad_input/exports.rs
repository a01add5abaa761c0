//! What leaves as a file for a spreadsheet: no cell a person filled is a formula there.

use crate::bench::Bench;
use crate::both;
use crate::platform::imports::import;
use services::platform::imports::LocalFile;
use shared::crm::accounts::{AccountQuery, ListAccounts};
use shared::kernel::ImportId;
use shared::platform::imports::bad_rows::bad_rows_file;
use shared::platform::imports::model::{OnError, OnGate, RowIssue};
use shared::platform::imports::ops::ReadImportContext;
use shared::platform::imports::{ImportKind, ReadOptions, Settings, Table, guess, read};
use std::path::Path;

/// What makes a spreadsheet compute (OWASP, CSV injection), as typed and in the wide forms.
const FORMULAS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The columns a file of each kind may have that hold free text or are read as such.
const FILES: [(ImportKind, &str); 6] = [
    (ImportKind::People, "user,manager,team,email"),
    (ImportKind::Products, "product,series,price,sku"),
    (
        ImportKind::Accounts,
        "account,industry,employees,city,country,website,phone,notes",
    ),
    (
        ImportKind::Contacts,
        "first name,last name,title,email,phone,account,notes",
    ),
    (
        ImportKind::Leads,
        "first name,last name,company,title,email,phone,source,notes",
    ),
    (
        ImportKind::Opportunities,
        "deal,account,stage,close date,amount,owner,product,source",
    ),
];

/// A file whose every cell is a formula, its headers too, and none of whose rows can be taken.
fn hostile(headers: &str) -> Table {
    let columns = headers.split(',').count();
    let mut text = headers.to_owned() + ",=1+1\n";
    for sign in FORMULAS {
        // A cell more than the header has makes the row an error, whatever stands in it.
        let cell = format!("\"{sign}1+1|'/C calc'!A0\"");
        text += &(vec![cell; columns + 2].join(",") + "\n");
    }
    read(text.as_bytes(), ReadOptions::default()).unwrap()
}

both!(
    the_file_of_bad_rows_holds_no_formula,
    async |bench: &Bench| {
        let set_up = bench.run(&bench.administrator, ReadImportContext {}).await;
        let context = set_up.unwrap().context;
        let settings = Settings {
            pipeline_id: context.pipelines[0].id,
            currency: context.currency,
            source: "test".into(),
            owner_id: bench.administrator.user_id,
            create_missing: true,
            on_error: OnError::LeaveRowsOut,
            on_gate: OnGate::Exception,
        };
        for (kind, headers) in FILES {
            let table = hostile(headers);
            let pipeline = context.pipeline(settings.pipeline_id);
            let (mapping, _) = guess::mapping(&table, kind, &context, pipeline);
            let file = LocalFile {
                id: ImportId(bench.uuid()),
                name: "=hostile.csv".into(),
                table,
                mapping,
                chosen: std::collections::BTreeMap::new(),
            };
            let admin = bench.administrator.clone();
            let run = bench
                .services
                .import_files(admin, vec![file], &settings, true);
            let run = run.await.unwrap();
            // A reason quotes what was typed.
            let reason = |issue: &RowIssue| {
                let quoted = issue.issue.params.first().map(|(_, value)| value.clone());
                quoted.unwrap_or_else(|| "=1+1".to_owned())
            };
            let text = bad_rows_file(
                &run.files[0].table,
                &run.plans[0],
                ["Line", "Reason"],
                reason,
            );
            let bad = read(text.unwrap().as_bytes(), ReadOptions::default()).unwrap();
            assert_eq!(bad.rows.len(), FORMULAS.len(), "{kind:?}");
            let headers = bad.headers.iter().map(String::as_str);
            for cell in headers.chain(bad.rows.iter().flat_map(|row| row.cells())) {
                assert!(!cell.starts_with(FORMULAS), "{kind:?}: {cell:?}");
            }
        }
    }
);

both!(
    a_formula_in_a_file_is_kept_as_text,
    async |bench: &Bench| {
        let text = "account,city\n=1+1,@Lyon\n<b>Acme</b>,\"-2,+3\"\n";
        let file = [("accounts.csv", text)];
        let run = import(bench, &file, false, OnError::RefuseFile).await;
        assert_eq!(run.plans[0].counts.create, 2);
        let list = ListAccounts {
            query: AccountQuery::default(),
            after: None,
            limit: 10,
        };
        let page = bench.run(&bench.administrator, list).await.unwrap();
        let mut found: Vec<(&str, &str)> = Vec::new();
        for row in &page.rows {
            found.push((&row.name, &row.city));
        }
        found.sort_unstable();
        assert_eq!(found, [("<b>Acme</b>", "-2,+3"), ("=1+1", "@Lyon")]);
    }
);

/// A new export goes through `neutralised`, or it is not written by hand either: this list is where
/// its author learns of it.
#[test]
fn there_is_one_writer_of_spreadsheet_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut writers = Vec::new();
    for folder in ["shared/src", "app/src", "server"] {
        sources(&root.join(folder), &mut |path, text| {
            let signs = [
                "csv::Writer",
                "text/csv",
                "spreadsheetml",
                "rust_xlsxwriter",
            ];
            // What a page accepts is no writer, and tests write what they like.
            let product = text.split("#[cfg(test)]").next().unwrap();
            let writes = product
                .lines()
                .filter(|line| !line.contains("accept="))
                .any(|line| signs.iter().any(|sign| line.contains(sign)));
            // The kinds of files an invoice may carry (BR-CL-24): read, never written.
            let listed = path.ends_with("cpq/ubl/codes.rs");
            if writes && !listed && !path.contains("/tests") {
                writers.push(path.to_owned());
            }
        });
    }
    writers.sort();
    // Lists go through it too (`platform::views`). The log's file goes through `neutralised`, cell by cell (`platform::audit`), and is handed out.
    let known = [
        "server/services/src/platform/audit/export.rs",
        // The interface hands on what those two wrote.
        "server/src/http/api/many.rs",
        "server/src/http/api/resources/audit.rs",
        // Kinds of files people attach, by their names.
        "server/src/http/api/resources/record_files.rs",
        // The full export guards its cells itself, so that it can be undone (`platform::export`).
        "server/services/src/platform/export/write.rs",
        // Kinds of files people attach, given back byte for byte.
        "shared/src/platform/files/mod.rs",
        // A sheet as text for the import: nobody opens it.
        "server/services/src/platform/imports/workbook/sheet.rs",
        "server/services/src/platform/views/export.rs",
        "server/src/http/documents.rs",
        "shared/src/platform/imports/bad_rows.rs",
    ];
    let unknown: Vec<&String> = writers
        .iter()
        .filter(|path| !known.iter().any(|known| path.ends_with(known)))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert_eq!(writers.len(), known.len(), "{writers:?}");
}

fn sources(folder: &Path, look: &mut impl FnMut(&str, &str)) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            look(&path.to_string_lossy(), &text);
        }
    }
}
