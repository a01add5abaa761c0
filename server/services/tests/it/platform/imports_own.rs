//! Fields of administrators in files: written, told in the history, compared, undone, exported and
//! imported again.

use super::fields::{add, save};
use super::imports::{local_table, set_up};
use super::imports_match::{import_matching, numbers, undo};
use crate::bench::Bench;
use crate::both;
use shared::kernel::LocalText;
use shared::platform::fields::{CustomField, FieldKind, Holder};
use shared::platform::imports::{Field, OnMatch, ReadOptions, read};
use shared::platform::views::{ExportRows, FileForm, Object, ViewSpec};
use store::args;

const KINDS: [(&str, FieldKind); 7] = [
    ("tier", FieldKind::Choice),
    ("budget", FieldKind::Money),
    ("since", FieldKind::Date),
    ("score", FieldKind::Number),
    ("vip", FieldKind::Flag),
    ("portal", FieldKind::Link),
    ("memo", FieldKind::Text),
];

async fn values(bench: &Bench, statement: &'static str) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session.all(statement, args![]).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

const ACCOUNTS: &str = "SELECT a.name || ' ' || f.key || '=' || v.words FROM account_values v JOIN custom_fields f ON f.number = v.field JOIN accounts a ON a.id = v.record_id WHERE a.deleted_at IS NULL ORDER BY a.name, f.number";

const FILE: &str = "account,city,tier fr,Budget,budget (currency),since,score,vip,portal,memo\nAcme,Lyon,GOLD,1200.5,USD,2026-11-23,12.5,yes,portal.example,=1+1\nBare,Metz,,,,,,,,\n";

both!(
    own_fields_come_with_a_file_and_go_with_its_undo,
    async |bench: &Bench| {
        for (key, kind) in KINDS {
            add(bench, Holder::Account, key, kind).await;
        }
        let run = import_matching(bench, "accounts.csv", FILE, OnMatch::Update, false).await;
        assert_eq!(numbers(&run), [2, 0, 0, 0, 0], "{:?}", run.plans[0].rows);
        let all = [
            "Acme tier=gold",
            "Acme budget=1200.50_USD",
            "Acme since=2026-11-23",
            "Acme score=12.5",
            "Acme vip=yes",
            "Acme portal=https://portal.example",
            "Acme memo==1+1",
        ];
        assert_eq!(values(bench, ACCOUNTS).await, all);
        let told = values(
            bench,
            "SELECT after_json FROM events WHERE entity = 'account' AND action = 'created' AND after_json LIKE '%Acme%'",
        )
        .await;
        assert!(told[0].contains(r#""tier":"gold""#), "{told:?}");
        let again = import_matching(bench, "accounts.csv", FILE, OnMatch::Update, false).await;
        assert_eq!(numbers(&again), [0, 0, 0, 2, 0]);

        // Replaced, filled, left; each undone.
        let next = "account,tier,score,memo\nAcme,silver,,\nBare,bronze,7,\n";
        let cases = [
            (OnMatch::Update, [0, 2, 0, 0, 0], "Acme tier=silver", 9),
            (OnMatch::Merge, [0, 0, 1, 1, 0], "Acme tier=gold", 9),
            (OnMatch::Skip, [0, 0, 0, 2, 0], "Acme tier=gold", 7),
        ];
        for (on_match, expected, tier, count) in cases {
            let run = import_matching(bench, "accounts.csv", next, on_match, false).await;
            assert_eq!(numbers(&run), expected, "{on_match:?}");
            let now = values(bench, ACCOUNTS).await;
            assert_eq!((now[0].as_str(), now.len()), (tier, count), "{now:?}");
            let again = import_matching(bench, "accounts.csv", next, on_match, false).await;
            assert_eq!(numbers(&again), [0, 0, 0, 2, 0], "{on_match:?}");
            if on_match != OnMatch::Skip {
                let told = values(
                    bench,
                    "SELECT after_json FROM events WHERE entity = 'account' AND action = 'edited' ORDER BY seq DESC",
                )
                .await;
                assert_eq!(told[0], r#"{"custom":{"score":"7","tier":"bronze"}}"#);
                undo(bench, &run).await;
            }
            assert_eq!(values(bench, ACCOUNTS).await, all, "{on_match:?}");
        }
    }
);

both!(
    every_object_that_has_own_fields_takes_them,
    async |bench: &Bench| {
        let cases = [
            (
                Holder::Contact,
                "contacts.csv",
                "First name,Last name,Email,memo\nLéa,Roy,lea@roy.fr,One\n",
                "SELECT v.words FROM contact_values v JOIN contacts r ON r.id = v.record_id WHERE r.deleted_at IS NULL",
            ),
            (
                Holder::Lead,
                "leads.csv",
                "First name,Last name,Email,memo\nPaul,Petit,paul@petit.fr,One\n",
                "SELECT v.words FROM lead_values v JOIN leads r ON r.id = v.record_id WHERE r.deleted_at IS NULL",
            ),
            (
                Holder::Opportunity,
                "deals.csv",
                "deal id,name,stage,amount,close date,memo\n1,Rollout,Proposal,1000,2027-01-15,One\n",
                "SELECT v.words FROM opportunity_values v JOIN opportunities r ON r.id = v.record_id WHERE r.deleted_at IS NULL",
            ),
            (
                Holder::Product,
                "products.csv",
                "product,sku,family,memo\nProbe,P-1,Sensors,One\n",
                "SELECT v.words FROM product_values v JOIN products r ON r.id = v.record_id WHERE r.active",
            ),
        ];
        for (holder, name, file, statement) in cases {
            add(bench, holder, "memo", FieldKind::Text).await;
            let run = import_matching(bench, name, file, OnMatch::Update, false).await;
            assert_eq!(
                numbers(&run),
                [1, 0, 0, 0, 0],
                "{name} {:?}",
                run.plans[0].rows
            );
            assert_eq!(values(bench, statement).await, ["One"], "{name}");
            let again = import_matching(bench, name, file, OnMatch::Update, false).await;
            assert_eq!(numbers(&again), [0, 0, 0, 1, 0], "{name}");
            let other = file.replace("One", "Two");
            let run = import_matching(bench, name, &other, OnMatch::Update, false).await;
            assert_eq!(numbers(&run), [0, 1, 0, 0, 0], "{name}");
            assert_eq!(values(bench, statement).await, ["Two"], "{name}");
            undo(bench, &run).await;
            assert_eq!(values(bench, statement).await, ["One"], "{name}");
        }
    }
);

both!(
    what_is_required_is_required_of_new_records_only,
    async |bench: &Bench| {
        let file = "account,city\nKnown,Lyon\n";
        import_matching(bench, "accounts.csv", file, OnMatch::Update, false).await;
        let field = add(bench, Holder::Account, "tier", FieldKind::Choice).await;
        let field = CustomField {
            required: true,
            label: LocalText::new("Level", "Niveau"),
            ..field
        };
        save(bench, field).await.unwrap();
        let file = "account,city,Level\nKnown,Metz,\nNew,Metz,\nGood,Metz,gold\nBad,Metz,tin\n";
        let run = import_matching(bench, "accounts.csv", file, OnMatch::Update, false).await;
        assert_eq!(numbers(&run), [1, 1, 0, 0, 2], "{:?}", run.plans[0].rows);
        let rows = &run.plans[0].rows;
        let first = &rows[1].issues[0].issue;
        assert_eq!(first.code, "own_required");
        assert_eq!(first.field.as_deref(), Some("custom.tier"));
        let second = &rows[3].issues[0];
        assert_eq!(second.column.as_deref(), Some("Level"));
        assert_eq!(second.issue.code, "not_one_of");
    }
);

both!(
    an_export_of_own_fields_imported_again_changes_nothing,
    async |bench: &Bench| {
        for (key, kind) in KINDS {
            add(bench, Holder::Account, key, kind).await;
        }
        import_matching(bench, "accounts.csv", FILE, OnMatch::Update, false).await;
        let before = values(bench, ACCOUNTS).await;
        let mut columns = vec!["name".to_owned()];
        columns.extend(KINDS.map(|(key, _)| format!("custom.{key}")));
        let export = ExportRows {
            object: Object::Accounts,
            spec: ViewSpec {
                columns,
                ..ViewSpec::default()
            },
            form: FileForm::Csv,
        };
        let file = bench.run(&bench.administrator, export).await.unwrap();
        let (context, settings) = set_up(bench).await;
        let table = read(&file.bytes, ReadOptions::default()).unwrap();
        let file = local_table(bench, &context, &settings, "accounts.csv", table);
        let own =
            file.mapping.columns.iter().filter(|column| {
                matches!(column.field, Some(Field::Own(_) | Field::OwnCurrency(_)))
            });
        assert_eq!(own.count(), KINDS.len() + 1, "{:?}", file.mapping.columns);
        let run = bench
            .services
            .import_files(bench.administrator.clone(), vec![file], &settings, false)
            .await
            .unwrap();
        assert_eq!(numbers(&run), [0, 0, 0, 2, 0], "{:?}", run.plans[0].rows);
        assert_eq!(values(bench, ACCOUNTS).await, before);
    }
);
