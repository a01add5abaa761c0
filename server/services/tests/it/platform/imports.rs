//! Imports end to end: the run equals its dry run, repeats change nothing, a bad row stops its file.

use crate::bench::Bench;
use crate::both;
use services::platform::imports::{LocalFile, LocalRun};
use shared::kernel::{Currency, ImportId, Problem, ProblemKind};
use shared::platform::imports::model::{Mapping, OnError, OnGate};
use shared::platform::imports::ops::{
    FindExisting, ImportFile, ImportState, ImportView, ReadImportContext, ReadImports, StartImport,
    UploadPart,
};
use shared::platform::imports::plan::record_keys;
use shared::platform::imports::{
    Counts, ImportContext, ImportKind, ReadOptions, Settings, SourceFile, Table, guess, plan_files,
    read,
};
use std::time::Duration;
use store::args;

const PEOPLE: &str = "sales_agent,manager,regional_office\nAnna Snell,Dora Brink,Central\nZane Levy,Dora Brink,Central\n";
const PRODUCTS: &str = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n";
const ACCOUNTS: &str = "account,sector,employees,office_location,subsidiary_of\nAcme,technolgy,2822,United States,Golddex\nGolddex,Finance,495,Philipines,\n";
const DEALS: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nA1,Anna Snell,GTXPro,Acme,Won,2026-01-05,2026-03-01,4500\nA2,Zane Levy,MG Special,,Engaging,2026-11-01,,\nA3,Zane Levy,MG Special,Acme,Prospecting,,,\nA4,Nora New,MG Special,Bright,Lost,2026-02-01,2026-03-02,0\n";
const FILES: [(&str, &str); 4] = [
    ("pipeline.csv", DEALS),
    ("accounts.csv", ACCOUNTS),
    ("products.csv", PRODUCTS),
    ("teams.csv", PEOPLE),
];

pub(super) async fn set_up(bench: &Bench) -> (ImportContext, Settings) {
    let set_up = bench
        .run(&bench.administrator, ReadImportContext {})
        .await
        .unwrap();
    let settings = Settings {
        pipeline_id: set_up.context.pipelines[0].id,
        currency: Currency::EUR,
        source: "test".into(),
        owner_id: bench.administrator.user_id,
        create_missing: true,
        on_error: OnError::RefuseFile,
        on_gate: OnGate::Exception,
    };
    (set_up.context, settings)
}

fn local(
    bench: &Bench,
    context: &ImportContext,
    settings: &Settings,
    name: &str,
    text: &str,
) -> LocalFile {
    let table = read(text.as_bytes(), ReadOptions::default()).unwrap();
    local_table(bench, context, settings, name, table)
}

pub(super) fn local_table(
    bench: &Bench,
    context: &ImportContext,
    settings: &Settings,
    name: &str,
    table: Table,
) -> LocalFile {
    let kind = guess::kinds(name, &table)[0].0;
    let pipeline = context.pipeline(settings.pipeline_id);
    let (mapping, _) = guess::mapping(&table, kind, context, pipeline);
    LocalFile {
        id: ImportId(bench.uuid()),
        name: name.into(),
        table,
        mapping,
        chosen: std::collections::BTreeMap::new(),
    }
}

pub(crate) async fn import(
    bench: &Bench,
    files: &[(&str, &str)],
    dry_run: bool,
    on_error: OnError,
) -> LocalRun {
    let (_, settings) = set_up(bench).await;
    let settings = Settings {
        on_error,
        ..settings
    };
    run_with(bench, files, dry_run, &settings).await
}

/// The same with another choice about gates.
pub(super) async fn import_with(
    bench: &Bench,
    files: &[(&str, &str)],
    on_gate: OnGate,
) -> LocalRun {
    let (_, settings) = set_up(bench).await;
    let settings = Settings {
        on_gate,
        ..settings
    };
    run_with(bench, files, false, &settings).await
}

async fn run_with(
    bench: &Bench,
    files: &[(&str, &str)],
    dry_run: bool,
    settings: &Settings,
) -> LocalRun {
    let (context, _) = set_up(bench).await;
    let files = files
        .iter()
        .map(|(name, text)| local(bench, &context, settings, name, text))
        .collect();
    bench
        .services
        .import_files(bench.administrator.clone(), files, settings, dry_run)
        .await
        .unwrap()
}

pub(super) fn counts(run: &LocalRun) -> Vec<Counts> {
    run.plans.iter().map(|plan| plan.counts).collect()
}

async fn count(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

both!(
    the_run_does_what_the_dry_run_counted_and_a_repeat_nothing,
    async |bench: &Bench| {
        let dry = import(bench, &FILES, true, OnError::RefuseFile).await;
        assert_eq!(count(bench, "SELECT COUNT(*) FROM accounts").await, 0);
        let real = import(bench, &FILES, false, OnError::RefuseFile).await;
        assert_eq!(counts(&dry), counts(&real));
        assert!(
            real.views
                .iter()
                .all(|view| view.state == ImportState::Done),
            "{:?}",
            real.views
        );
        assert_eq!(
            real.views
                .iter()
                .map(|view| view.counts)
                .collect::<Vec<_>>(),
            counts(&real)
        );
        for (statement, expected) in [
            ("SELECT COUNT(*) FROM opportunities", 4),
            // Two in the file, one only named.
            ("SELECT COUNT(*) FROM accounts", 3),
            (
                "SELECT COUNT(*) FROM accounts WHERE parent_id IS NOT NULL AND industry = 'technology' AND country = 'US'",
                1,
            ),
            (
                "SELECT COUNT(*) FROM users WHERE password_hash = '' AND active",
                4,
            ),
            (
                "SELECT COUNT(*) FROM users u JOIN teams t ON t.id = u.team_id WHERE t.parent_id IS NOT NULL AND t.name LIKE 'Central%'",
                3,
            ),
            ("SELECT COUNT(*) FROM opportunity_products", 4),
            ("SELECT COUNT(*) FROM opportunity_facts", 6),
            (
                "SELECT COUNT(*) FROM opportunities WHERE state = 'won' AND closed_on = '2026-03-01' AND amount_minor = 450000",
                1,
            ),
            (
                "SELECT COUNT(*) FROM price_book_entries WHERE unit_price_e4 = 48210000",
                1,
            ),
            ("SELECT COUNT(*) FROM external_ids WHERE source = 'test'", 4),
            (
                "SELECT COUNT(*) FROM events WHERE entity = 'opportunity' AND action = 'created'",
                4,
            ),
        ] {
            assert_eq!(count(bench, statement).await, expected, "{statement}");
        }
        let again = import(bench, &FILES, false, OnError::RefuseFile).await;
        for plan in &again.plans {
            assert_eq!(
                plan.counts.skip as usize,
                plan.rows.len(),
                "{:?} {:?}",
                plan.kind,
                plan.counts
            );
            assert_eq!(plan.counts.extra, 0);
        }
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM opportunities WHERE version > 1"
            )
            .await,
            0
        );
    }
);

both!(
    a_changed_row_changes_its_record_and_its_history,
    async |bench: &Bench| {
        import(bench, &FILES, false, OnError::RefuseFile).await;
        let text = DEALS.replace("2026-03-01,4500", "2026-03-01,4400").replace(
            "MG Special,,Engaging,2026-11-01,,",
            "MG Special,Golddex,Won,2026-11-01,2026-11-20,60",
        );
        let run = import(
            bench,
            &[("pipeline.csv", &text)],
            false,
            OnError::RefuseFile,
        )
        .await;
        assert_eq!(
            (run.plans[0].counts.update, run.plans[0].counts.skip),
            (2, 2)
        );
        for (statement, expected) in [
            (
                "SELECT COUNT(*) FROM opportunities WHERE amount_minor = 440000 AND version = 2",
                1,
            ),
            (
                "SELECT COUNT(*) FROM opportunity_products WHERE unit_price_e4 = 44000000",
                1,
            ),
            (
                "SELECT COUNT(*) FROM opportunities o JOIN accounts a ON a.id = o.account_id WHERE o.state = 'won' AND o.closed_on = '2026-11-20' AND a.name = 'Golddex'",
                1,
            ),
            ("SELECT COUNT(*) FROM opportunity_facts", 8),
            ("SELECT COUNT(*) FROM events WHERE action = 'edited'", 2),
        ] {
            assert_eq!(count(bench, statement).await, expected, "{statement}");
        }
    }
);

both!(
    a_bad_row_keeps_its_whole_file_out_unless_told_otherwise,
    async |bench: &Bench| {
        let bad = "account,employees\nGood,12\n,13\nBeta,many\n";
        let run = import(bench, &[("accounts.csv", bad)], false, OnError::RefuseFile).await;
        assert_eq!(run.views[0].state, ImportState::Refused);
        assert_eq!(
            (run.views[0].counts.create, run.views[0].counts.error),
            (1, 2)
        );
        assert_eq!(count(bench, "SELECT COUNT(*) FROM accounts").await, 0);
        let run = import(
            bench,
            &[("accounts.csv", bad)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        assert_eq!(run.views[0].state, ImportState::Done);
        assert_eq!(count(bench, "SELECT COUNT(*) FROM accounts").await, 1);
    }
);

both!(
    what_the_database_refuses_leaves_nothing_of_the_file,
    async |bench: &Bench| {
        let (context, settings) = set_up(bench).await;
        let file = local(
            bench,
            &context,
            &settings,
            "products.csv",
            "product,sku\nOne,A-1\nTwo,A 1\n",
        );
        // A pipeline that is gone meanwhile.
        let deals = local(
            bench,
            &context,
            &settings,
            "deals.csv",
            "deal id,stage,amount,close date\n1,Won,5,2026-01-02\n",
        );
        let gone = Settings {
            pipeline_id: shared::kernel::PipelineId(bench.uuid()),
            ..settings
        };
        let run = bench
            .services
            .import_files(bench.administrator.clone(), vec![file, deals], &gone, false)
            .await
            .unwrap();
        // Two codes that differ by a sign are one product to people; no stage is known without a pipeline.
        assert_eq!(run.views[0].state, ImportState::Refused);
        assert_eq!(run.views[1].state, ImportState::Refused);
        assert_eq!(count(bench, "SELECT COUNT(*) FROM products").await, 0);
        assert_eq!(count(bench, "SELECT COUNT(*) FROM opportunities").await, 0);
    }
);

both!(hostile_text_is_kept_as_text, async |bench: &Bench| {
    let big = "x".repeat(10 * 1024 * 1024);
    let text = "account,notes\n\"=cmd|'/C calc'!A0\",<script>alert(1)</script>\nRobert'); DROP TABLE accounts;--,ok\nNul\u{0}l,ok\n";
    let run = import(bench, &[("accounts.csv", text)], false, OnError::RefuseFile).await;
    assert_eq!(
        run.views[0].state,
        ImportState::Done,
        "{:?}",
        run.views[0].groups
    );
    assert_eq!(
        count(
            bench,
            "SELECT COUNT(*) FROM accounts WHERE notes = '<script>alert(1)</script>'"
        )
        .await,
        1
    );
    assert_eq!(
        count(bench, "SELECT COUNT(*) FROM accounts WHERE name = 'Null'").await,
        1
    );
    let huge = format!("account,notes\nBig,{big}\n");
    let run = import(
        bench,
        &[("accounts.csv", &huge)],
        false,
        OnError::RefuseFile,
    )
    .await;
    assert_eq!(run.views[0].state, ImportState::Refused);
});

async fn finished(bench: &Bench, ids: &[ImportId]) -> Vec<ImportView> {
    for _ in 0..400 {
        let views = bench
            .run(&bench.administrator, ReadImports { ids: ids.to_vec() })
            .await
            .unwrap();
        if views.iter().all(|view| view.state != ImportState::Running) {
            return views;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the import never ended");
}

both!(
    a_page_uploads_plans_and_runs_in_the_background,
    async |bench: &Bench| {
        let (context, settings) = set_up(bench).await;
        let file = local(bench, &context, &settings, "accounts.csv", ACCOUNTS);
        // The browser's dry run, with what the server tells it.
        let existing = bench
            .run(
                &bench.administrator,
                FindExisting {
                    kind: ImportKind::Accounts,
                    source: settings.source.clone(),
                    currency: settings.currency,
                    wanted: record_keys(&file.table, &file.mapping),
                },
            )
            .await
            .unwrap();
        let source = SourceFile {
            name: "accounts.csv",
            table: &file.table,
            mapping: &file.mapping,
            chosen: None,
        };
        let existing = std::collections::BTreeMap::from([(ImportKind::Accounts, existing)]);
        let dry = plan_files(&[source], &context, &existing, &settings, &mut || {
            bench.uuid()
        });
        let id = ImportId(bench.uuid());
        for (part, text) in [&ACCOUNTS[..40], &ACCOUNTS[40..]].into_iter().enumerate() {
            let part = UploadPart {
                upload: id,
                part: u32::try_from(part).unwrap(),
                text: text.to_owned(),
                workbook: false,
            };
            bench.run(&bench.administrator, part).await.unwrap();
        }
        let mapping: Mapping = file.mapping.clone();
        let file = ImportFile {
            upload: id,
            name: "accounts.csv".into(),
            read: ReadOptions::default(),
            corrections: Vec::new(),
            mapping,
            chosen: std::collections::BTreeMap::new(),
        };
        let start = StartImport {
            files: vec![file],
            settings,
        };
        let views = bench
            .run(&bench.administrator, start.clone())
            .await
            .unwrap();
        assert_eq!(views[0].id, id);
        let views = finished(bench, &[id]).await;
        assert_eq!(views[0].state, ImportState::Done);
        assert_eq!(views[0].counts, dry[0].counts);
        assert_eq!(views[0].done, 2);
        // An upload is used once.
        let problem: Problem = bench.run(&bench.administrator, start).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound);
        let set_up = bench
            .run(&bench.administrator, ReadImportContext {})
            .await
            .unwrap();
        assert_eq!(set_up.mappings.len(), 1);
    }
);

both!(
    parts_come_in_order_and_representatives_do_not_import,
    async |bench: &Bench| {
        let part = |part| UploadPart {
            upload: ImportId(uuid::Uuid::from_u128(5)),
            part,
            text: "a,b\n".into(),
            workbook: false,
        };
        assert_eq!(bench.run(&bench.administrator, part(0)).await, Ok(1));
        assert_eq!(
            bench
                .run(&bench.administrator, part(2))
                .await
                .unwrap_err()
                .kind,
            ProblemKind::Conflict
        );
        assert_eq!(
            bench.run(&bench.rep, part(1)).await.unwrap_err().kind,
            ProblemKind::Forbidden
        );
    }
);
