//! Records that are there already: updated, filled or left, as the dry run said; undone whole; the
//! same a second time nothing.

use super::imports::{local_table, set_up};
use crate::bench::Bench;
use crate::both;
use services::platform::imports::LocalRun;
use shared::crm::duplicates::{DuplicateKind, Reason};
use shared::kernel::ProblemKind;
use shared::platform::imports::alike::{AT_ONCE, FindAlike, new_rows};
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::{
    ImportRow, ImportState, ReadImportContext, ReadImportRows, RowOutcome, UndoImport,
};
use shared::platform::imports::undo::UndoChoice;
use shared::platform::imports::{OnMatch, ReadOptions, Settings, SourceFile, read};
use std::collections::BTreeMap;
use store::args;
use uuid::Uuid;

/// Imports one file with this choice, leaving bad rows out.
pub(super) async fn import_matching(
    bench: &Bench,
    name: &str,
    text: &str,
    on_match: OnMatch,
    dry_run: bool,
) -> LocalRun {
    run(bench, name, text, (on_match, BTreeMap::new()), dry_run).await
}

/// The same with records chosen for rows.
async fn import_chosen(
    bench: &Bench,
    text: &str,
    on_match: OnMatch,
    chosen: BTreeMap<u32, Uuid>,
) -> LocalRun {
    run(bench, "accounts.csv", text, (on_match, chosen), false).await
}

async fn run(
    bench: &Bench,
    name: &str,
    text: &str,
    (on_match, chosen): (OnMatch, BTreeMap<u32, Uuid>),
    dry_run: bool,
) -> LocalRun {
    let (context, settings) = set_up(bench).await;
    let settings = Settings {
        on_error: OnError::LeaveRowsOut,
        ..settings
    };
    let table = read(text.as_bytes(), ReadOptions::default()).unwrap();
    let mut file = local_table(bench, &context, &settings, name, table);
    file.mapping.on_match = on_match;
    file.chosen = chosen;
    bench
        .services
        .import_files(bench.administrator.clone(), vec![file], &settings, dry_run)
        .await
        .unwrap()
}

/// Created, updated, merged, skipped, in error.
pub(super) fn numbers(run: &LocalRun) -> [u32; 5] {
    let counts = run.plans[0].counts;
    if let Some(view) = run.views.first() {
        assert_eq!(view.state, ImportState::Done, "{view:?}");
        assert_eq!(view.counts, counts);
    }
    [
        counts.create,
        counts.update,
        counts.merge,
        counts.skip,
        counts.error,
    ]
}

pub(super) async fn undo(bench: &Bench, run: &LocalRun) {
    let request = UndoImport {
        id: run.views[0].id,
        choice: UndoChoice::default(),
    };
    let view = bench.run(&bench.administrator, request).await.unwrap();
    assert_eq!(view.undone.unwrap().counts.kept, 0);
}

async fn texts(bench: &Bench, statement: &'static str) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session.all(statement, args![]).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

async fn accounts(bench: &Bench) -> Vec<String> {
    texts(
        bench,
        "SELECT a.name || '|' || a.city || '|' || COALESCE(CAST(a.employees AS TEXT), '-') || '|' || a.website || '|' || COALESCE(p.name, '-')
         FROM accounts a LEFT JOIN accounts p ON p.id = a.parent_id WHERE a.deleted_at IS NULL ORDER BY a.name",
    )
    .await
}

const FIRST: &str =
    "account id,account,city,employees,website\nA,Acme,Lyon,,acme.example\nG,Golddex,Metz,,\n";
/// Of a known account, and two rows of a new one.
const NEXT: &str = "account id,account,city,employees,website,parent\nA,Acme,Paris,12,,Golddex\nN,New,Nantes,3,,\nN,New,Lille,4,new.example,Acme\n";

both!(
    each_choice_does_what_its_dry_run_said_and_is_undone,
    async |bench: &Bench| {
        let first = import_matching(bench, "accounts.csv", FIRST, OnMatch::Update, false).await;
        assert_eq!(numbers(&first), [2, 0, 0, 0, 0]);
        let before = accounts(bench).await;
        let golddex = "Golddex|Metz|-||-";
        let cases = [
            (
                OnMatch::Update,
                [1, 1, 0, 0, 1],
                [0, 0, 0, 2, 1],
                [
                    "Acme|Paris|12|https://acme.example|Golddex",
                    golddex,
                    "New|Nantes|3||-",
                ],
                [RowOutcome::Updated, RowOutcome::Created, RowOutcome::Error],
            ),
            (
                OnMatch::Merge,
                [1, 0, 2, 0, 0],
                [0, 0, 0, 3, 0],
                [
                    "Acme|Lyon|12|https://acme.example|Golddex",
                    golddex,
                    "New|Nantes|3|https://new.example|Acme",
                ],
                [RowOutcome::Merged, RowOutcome::Created, RowOutcome::Joined],
            ),
            (
                OnMatch::Skip,
                [1, 0, 0, 2, 0],
                [0, 0, 0, 3, 0],
                [
                    "Acme|Lyon|-|https://acme.example|-",
                    golddex,
                    "New|Nantes|3||-",
                ],
                [
                    RowOutcome::Skipped,
                    RowOutcome::Created,
                    RowOutcome::Skipped,
                ],
            ),
        ];
        for (on_match, expected, repeated, after, outcomes) in cases {
            let dry = import_matching(bench, "accounts.csv", NEXT, on_match, true).await;
            assert_eq!(
                numbers(&dry),
                expected,
                "{on_match:?} {:?}",
                dry.plans[0].rows
            );
            assert_eq!(accounts(bench).await, before);
            let run = import_matching(bench, "accounts.csv", NEXT, on_match, false).await;
            assert_eq!(numbers(&run), expected, "{on_match:?}");
            assert_eq!(accounts(bench).await, after, "{on_match:?}");
            let asked = ReadImportRows {
                id: run.views[0].id,
                after: 0,
            };
            assert!(run.views[0].reported);
            let rows = bench.run(&bench.administrator, asked).await.unwrap();
            let told: Vec<RowOutcome> = rows.iter().map(|row| row.outcome).collect();
            assert_eq!(told, outcomes, "{on_match:?}");
            let again = import_matching(bench, "accounts.csv", NEXT, on_match, false).await;
            assert_eq!(numbers(&again), repeated, "{on_match:?}");
            assert_eq!(accounts(bench).await, after, "{on_match:?}");
            undo(bench, &run).await;
            assert_eq!(accounts(bench).await, before, "{on_match:?}");
        }
    }
);

both!(
    the_report_says_what_happened_to_each_row_and_why,
    async |bench: &Bench| {
        import_matching(bench, "accounts.csv", FIRST, OnMatch::Update, false).await;
        let file =
            "account id,account,city,employees\nA,Acme,Paris,12\nG,Golddex,Lille,\nX,Bad,,many\n";
        let run = import_matching(bench, "accounts.csv", file, OnMatch::Merge, false).await;
        let id = run.views[0].id;
        let asked = ReadImportRows { id, after: 0 };
        let rows = bench.run(&bench.administrator, asked).await.unwrap();
        let why = |row: &ImportRow| -> Vec<String> {
            row.issues.iter().map(|one| one.code.to_string()).collect()
        };
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].outcome, RowOutcome::Merged);
        assert_eq!(rows[0].fields, ["employees"]);
        assert_eq!(why(&rows[1]), ["nothing_empty"]);
        assert_eq!(why(&rows[2]), ["not_a_number"]);
        assert_eq!((rows[2].line, rows[2].record), (4, None));
        // What a cell said is not kept.
        let kept = texts(
            bench,
            "SELECT COALESCE(detail_json, '') FROM import_rows WHERE outcome <> 'error'",
        );
        assert!(!kept.await.iter().any(|text| text.contains("Paris")));
        let rest = ReadImportRows { id, after: 3 };
        let rest = bench.run(&bench.administrator, rest).await.unwrap();
        assert_eq!(rest.len(), 1);
        let refused = bench.run(&bench.rep, ReadImportRows { id, after: 0 }).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        // The choice is remembered with the columns.
        let set_up = bench
            .run(&bench.administrator, ReadImportContext {})
            .await
            .unwrap();
        assert_eq!(set_up.mappings[0].on_match, OnMatch::Merge);
        assert_eq!(set_up.mappings[1].on_match, OnMatch::Update);
    }
);

both!(
    people_products_contacts_and_leads_are_filled_too,
    async |bench: &Bench| {
        let cases = [
            (
                "products.csv",
                "product,sku,family,price\nProbe,P-1,,12\n",
                "product,sku,family,price\nProbe,P-1,Sensors,15\n",
                "SELECT p.family || '|' || CAST(e.unit_price_e4 AS TEXT) FROM products p JOIN price_book_entries e ON e.product_id = p.id WHERE p.sku = 'P-1'",
                "Sensors|120000",
            ),
            (
                "contacts.csv",
                "First name,Last name,Email,Job title,Phone\nLéa,Roy,lea@roy.fr,Buyer,\n",
                "First name,Last name,Email,Job title,Phone\nLéa,Martin,lea@roy.fr,Head,+33 1 23 45 67 89\n",
                "SELECT last_name || '|' || title || '|' || phone FROM contacts WHERE email = 'lea@roy.fr'",
                "Roy|Buyer|+33 1 23 45 67 89",
            ),
            (
                "leads.csv",
                "First name,Last name,Email,City,Interest\nPaul,Petit,paul@petit.fr,Lyon,\n",
                "First name,Last name,Email,City,Interest\nPaul,Grand,paul@petit.fr,Paris,Sensors\n",
                "SELECT last_name || '|' || city || '|' || interest FROM leads WHERE email = 'paul@petit.fr'",
                "Petit|Lyon|Sensors",
            ),
            (
                "teams.csv",
                "sales agent,email,manager\nZoé Zed,zoe@zed.fr,\n",
                "sales agent,email,manager\nZoé Other,zoe@zed.fr,Mona Boss\n",
                "SELECT u.name || '|' || COALESCE(t.name, '-') FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.email = 'zoe@zed.fr'",
                "Zoé Zed|Mona Boss",
            ),
        ];
        for (name, first, next, statement, expected) in cases {
            import_matching(bench, name, first, OnMatch::Merge, false).await;
            let before = texts(bench, statement).await;
            let run = import_matching(bench, name, next, OnMatch::Merge, false).await;
            assert_eq!(
                numbers(&run),
                [0, 0, 1, 0, 0],
                "{name} {:?}",
                run.plans[0].rows
            );
            assert_eq!(texts(bench, statement).await, [expected], "{name}");
            let again = import_matching(bench, name, next, OnMatch::Merge, false).await;
            assert_eq!(numbers(&again), [0, 0, 0, 1, 0], "{name}");
            assert_eq!(again.plans[0].counts.extra, 0, "{name}");
            undo(bench, &run).await;
            assert_eq!(texts(bench, statement).await, before, "{name}");
            let left = import_matching(bench, name, next, OnMatch::Skip, false).await;
            assert_eq!(numbers(&left), [0, 0, 0, 1, 0], "{name}");
            assert_eq!(texts(bench, statement).await, before, "{name}");
        }
    }
);

both!(
    a_deal_that_is_filled_stays_where_it_stands,
    async |bench: &Bench| {
        const SQL: &str = "SELECT o.name || '|' || s.name_en || '|' || o.state || '|' || CAST(o.amount_minor AS TEXT) || '|' || o.next_step || '|' || o.loss_note || COALESCE(a.name, '-') FROM opportunities o JOIN stages s ON s.id = o.stage_id LEFT JOIN accounts a ON a.id = o.account_id WHERE o.deleted_at IS NULL";
        let first = "deal id,name,stage,amount,close date\n1,Rollout,Proposal,1000,2027-01-15\n";
        import_matching(bench, "deals.csv", first, OnMatch::Update, false).await;
        let before = texts(bench, SQL).await;
        let next = "deal id,name,stage,amount,close date,account,next step,loss reason\n1,Other,Lost,2000,2026-02-15,Bright,Call them,Too dear\n";
        let run = import_matching(bench, "deals.csv", next, OnMatch::Merge, false).await;
        assert_eq!(numbers(&run), [0, 0, 1, 0, 0], "{:?}", run.plans[0].rows);
        assert_eq!(run.plans[0].counts.extra, 1);
        let after = texts(bench, SQL).await;
        assert_eq!(before, ["Rollout|Proposal|open|100000||-"]);
        assert_eq!(after, ["Rollout|Proposal|open|100000|Call them|Bright"]);
        let again = import_matching(bench, "deals.csv", next, OnMatch::Merge, false).await;
        assert_eq!(numbers(&again), [0, 0, 0, 1, 0]);
        undo(bench, &run).await;
        assert_eq!(texts(bench, SQL).await, before);
        // The account that is only named is not made for a deal that is left.
        let left = import_matching(
            bench,
            "deals.csv",
            &next.replace("Bright", "Dim"),
            OnMatch::Skip,
            false,
        )
        .await;
        assert_eq!(
            (numbers(&left), left.plans[0].counts.extra),
            ([0, 0, 0, 1, 0], 0)
        );
    }
);

both!(
    a_row_that_only_resembles_a_record_is_shown_and_decided,
    async |bench: &Bench| {
        let first = "account,city,website\nDupont Énergie SA,Lyon,dupont-energie.fr\nZebra,Metz,\n";
        import_matching(bench, "accounts.csv", first, OnMatch::Update, false).await;
        let next = "account,city,website\nDupond Energie,Lyon,www.dupont-energie.fr\nQuite Another,Lille,\n";
        let run = import_matching(bench, "accounts.csv", next, OnMatch::Update, true).await;
        assert_eq!(numbers(&run), [2, 0, 0, 0, 0]);
        let source = SourceFile {
            name: "accounts.csv",
            table: &run.files[0].table,
            mapping: &run.files[0].mapping,
            chosen: None,
        };
        let asked = FindAlike {
            kind: DuplicateKind::Account,
            rows: new_rows(&source, &run.plans[0]),
        };
        assert_eq!(asked.rows.len(), 2);
        let found = bench
            .run(&bench.administrator, asked.clone())
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].line, found[0].record.name.as_str()),
            (2, "Dupont Énergie SA")
        );
        assert!(found[0].found.reasons.contains(&Reason::Domain));
        let refused = bench.run(&bench.rep, asked.clone()).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let many = FindAlike {
            rows: vec![asked.rows[0].clone(); AT_ONCE + 1],
            ..asked
        };
        assert!(bench.run(&bench.administrator, many).await.is_err());

        let chosen = BTreeMap::from([(2, found[0].record.id)]);
        let run = import_chosen(bench, next, OnMatch::Merge, chosen).await;
        assert_eq!(numbers(&run), [1, 0, 0, 1, 0]);
        assert_eq!(run.plans[0].rows[0].id, found[0].record.id);
        // The choice is kept for the same row, without being made again.
        let again = import_matching(bench, "accounts.csv", next, OnMatch::Merge, false).await;
        assert_eq!(numbers(&again), [0, 0, 0, 2, 0]);
    }
);
