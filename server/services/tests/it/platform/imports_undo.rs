//! Undo of a whole import: everything as it was, what was touched since kept unless chosen.

use super::imports::import;
use super::last_actions;
use crate::bench::Bench;
use crate::both;
use services::platform::imports::LocalRun;
use services::platform::jobs::Runner;
use shared::crm::accounts::{AccountChange, AccountFacts, EditAccount, GetAccount};
use shared::crm::contacts::{ContactFacts, CreateContact};
use shared::kernel::{AccountId, ContactId, ImportId, Problem};
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::{
    ImportState, ImportView, PreviewUndo, ReadImports, UndoImport,
};
use shared::platform::imports::undo::{Since, UndoChoice, UndoCounts, UndoPreview};
use std::collections::BTreeSet;
use store::args;
use uuid::Uuid;

const PEOPLE: &str = "sales_agent,manager,regional_office\nAnna Snell,Dora Brink,Central\nZane Levy,Dora Brink,Central\n";
const PRODUCTS: &str = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n";
const ACCOUNTS: &str = "account,sector,employees,revenue,office_location,subsidiary_of\nAcme,technology,2822,10,United States,Golddex\nGolddex,Finance,495,,Germany,\n";
const DEALS: &str = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nA1,Anna Snell,GTXPro,Acme,Won,2026-01-05,2026-03-01,4500\nA2,Zane Levy,MG Special,,Engaging,2026-11-01,,\nA3,Zane Levy,MG Special,Acme,Prospecting,,,\nA4,Anna Snell,MG Special,Bright,Lost,2026-02-01,2026-03-02,0\n";
const FILES: [(&str, &str); 4] = [
    ("pipeline.csv", DEALS),
    ("accounts.csv", ACCOUNTS),
    ("products.csv", PRODUCTS),
    ("teams.csv", PEOPLE),
];

async fn load(bench: &Bench, files: &[(&str, &str)]) -> LocalRun {
    let run = import(bench, files, false, OnError::RefuseFile).await;
    for view in &run.views {
        assert_eq!(view.state, ImportState::Done, "{view:?}");
    }
    run
}

async fn preview(bench: &Bench, id: ImportId) -> UndoPreview {
    bench
        .run(&bench.administrator, PreviewUndo { id })
        .await
        .unwrap()
}

async fn undo(bench: &Bench, id: ImportId, choice: UndoChoice) -> Result<ImportView, Problem> {
    bench
        .run(&bench.administrator, UndoImport { id, choice })
        .await
}

fn counted(view: &ImportView) -> UndoCounts {
    view.undone.as_ref().unwrap().counts
}

async fn texts(bench: &Bench, statement: &'static str) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session.all(statement, args![]).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

async fn count(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

/// Everything an import may change, but versions and the moments of changes.
async fn state(bench: &Bench) -> Vec<String> {
    let mut all = Vec::new();
    for statement in [
        "SELECT 'a ' || name || '|' || search || '|' || kind || '|' || industry || '|' || website || '|' || city || '|' || country || '|' || COALESCE(CAST(employees AS TEXT), '-') || '|' || COALESCE(CAST(annual_revenue_minor AS TEXT), '-') || COALESCE(annual_revenue_currency, '-') || '|' || COALESCE((SELECT p.name FROM accounts p WHERE p.id = accounts.parent_id), '-') FROM accounts WHERE deleted_at IS NULL ORDER BY name",
        "SELECT 'c ' || first_name || '|' || last_name || '|' || search || '|' || title || '|' || email || '|' || phone || '|' || notes FROM contacts WHERE deleted_at IS NULL ORDER BY email",
        "SELECT 'p ' || sku || '|' || name_en || '|' || search || '|' || family || '|' || CAST(tax_rate_bp AS TEXT) || '|' || COALESCE(CAST(cost_e4 AS TEXT), '-') FROM products WHERE active ORDER BY sku",
        "SELECT 'e ' || p.sku || '|' || e.charge || '|' || CAST(e.unit_price_e4 AS TEXT) FROM price_book_entries e JOIN products p ON p.id = e.product_id WHERE p.active ORDER BY p.sku, e.id",
        "SELECT 'o ' || o.name || '|' || o.search || '|' || s.name_en || '|' || o.state || '|' || CAST(o.amount_minor AS TEXT) || o.currency || o.amount_source || '|' || CAST(o.close_date AS TEXT) || '|' || COALESCE(CAST(o.closed_on AS TEXT), '-') || '|' || CAST(o.stage_entered_at AS TEXT) || '|' || COALESCE(l.name_en, '-') || o.loss_note || '|' || COALESCE(a.name, '-') || '|' || u.name FROM opportunities o JOIN stages s ON s.id = o.stage_id JOIN users u ON u.id = o.owner_id LEFT JOIN accounts a ON a.id = o.account_id LEFT JOIN loss_reasons l ON l.id = o.loss_reason_id WHERE o.deleted_at IS NULL ORDER BY o.name, o.id",
        "SELECT 'l ' || o.name || '|' || p.sku || '|' || CAST(l.unit_price_e4 AS TEXT) FROM opportunity_products l JOIN opportunities o ON o.id = l.opportunity_id JOIN products p ON p.id = l.product_id WHERE o.deleted_at IS NULL ORDER BY o.name, l.id",
        "SELECT 'u ' || u.name || '|' || u.email || '|' || u.role || '|' || COALESCE(t.name, '-') FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.active ORDER BY u.email",
    ] {
        all.extend(texts(bench, statement).await);
    }
    all
}

both!(
    what_an_import_created_is_taken_away_and_a_second_undo_is_refused,
    async |bench: &Bench| {
        let before = state(bench).await;
        let run = load(bench, &FILES).await;
        let ids: Vec<ImportId> = run.views.iter().map(|view| view.id).collect();
        // Files that were imported together hang together: the deals go first.
        let deals = preview(bench, ids[0]).await;
        assert_eq!(
            deals.counts,
            UndoCounts {
                // Four deals and the account that was only named.
                removed: 5,
                ..UndoCounts::default()
            }
        );
        assert!(deals.touched.is_empty(), "{:?}", deals.touched);
        let accounts = preview(bench, ids[1]).await;
        assert_eq!((accounts.counts.removed, accounts.counts.kept), (1, 1));
        assert_eq!(accounts.touched[0].since, Since::Used);
        for id in &ids {
            let view = undo(bench, *id, UndoChoice::default()).await.unwrap();
            assert_eq!(view.state, ImportState::Undone);
            assert_eq!(counted(&view).kept, 0, "{view:?}");
            assert_eq!(view.undone.unwrap().by, "administrator");
            assert!(!view.undoable);
            let again = undo(bench, *id, UndoChoice::default()).await.unwrap_err();
            assert_eq!(again.issues[0].code, "import_undone");
            assert_eq!(last_actions(bench, id.0).await, ["done", "undone"]);
        }
        assert_eq!(state(bench).await, before);
        let listed = bench
            .run(&bench.administrator, ReadImports { ids: Vec::new() })
            .await
            .unwrap();
        assert!(
            listed
                .iter()
                .all(|view| view.state == ImportState::Undone && view.by == "administrator")
        );
        // A deleted deal counts as omitted from now on.
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(DISTINCT opportunity_id) FROM opportunity_facts WHERE category = 'omitted'"
            )
            .await,
            4
        );
        // Records that went to the bin are created anew by the next import.
        let again = load(bench, &[("accounts.csv", ACCOUNTS)]).await;
        assert_eq!(again.plans[0].counts.create, 2);
    }
);

both!(
    what_an_import_changed_is_as_it_was,
    async |bench: &Bench| {
        const CONTACTS: &str = "first name,last name,email,job title,account\nAda,Love,ada@acme.example,Buyer,Acme\nBob,Stone,bob@acme.example,,Acme\n";
        load(bench, &FILES).await;
        load(bench, &[("contacts.csv", CONTACTS)]).await;
        let before = state(bench).await;
        let deals = DEALS
            .replace("2026-03-01,4500", "2026-03-05,4400")
            .replace(
                "MG Special,,Engaging,2026-11-01,,",
                "GTX Pro,Golddex,Won,2026-11-01,2026-11-20,60",
            )
            .replace(
                "Lost,2026-02-01,2026-03-02,0",
                "Engaging,2026-02-01,2026-12-02,10",
            );
        let files = [
            ("pipeline.csv", deals),
            (
                "accounts.csv",
                ACCOUNTS
                    .replace("2822,10,United States,Golddex", "2823,11,France,")
                    .replace("495,,Germany,", "495,77,Spain,Acme"),
            ),
            (
                "products.csv",
                PRODUCTS.replace("4821", "4999").replace("MG,55", "MX,56"),
            ),
            (
                "contacts.csv",
                CONTACTS
                    .replace("Love", "Lovelace")
                    .replace("bob@acme.example,", "bob@acme.example,Chief"),
            ),
        ];
        let mut undone = 0;
        for (name, text) in files {
            let run = load(bench, &[(name, text.as_str())]).await;
            assert!(run.plans[0].counts.update > 0, "{name}");
            assert_ne!(state(bench).await, before, "{name}");
            let id = run.views[0].id;
            let seen = preview(bench, id).await;
            assert_eq!(seen.counts.kept, 0, "{name}: {:?}", seen.touched);
            let view = undo(bench, id, UndoChoice::default()).await.unwrap();
            assert_eq!(counted(&view), seen.counts, "{name}");
            assert_eq!(
                counted(&view).restored,
                i64::from(run.plans[0].counts.update)
            );
            assert_eq!(state(bench).await, before, "{name}");
            undone += counted(&view).restored;
        }
        // Each is told in the history of its record: the import's event the other way round.
        let pairs = texts(
            bench,
            "SELECT COALESCE(before_json, '-') FROM events WHERE action = 'edited' ORDER BY entity_id, seq",
        )
        .await;
        assert_eq!(i64::try_from(pairs.len()).unwrap(), 2 * undone);
        let turned = count(
            bench,
            "SELECT COUNT(*) FROM events e JOIN events u ON u.entity_id = e.entity_id AND u.seq > e.seq
             AND u.before_json = e.after_json AND u.after_json = e.before_json WHERE e.action = 'edited' AND u.action = 'edited'",
        )
        .await;
        assert_eq!(turned, undone);
    }
);

async fn edit(bench: &Bench, id: Uuid, name: &str) {
    let id = AccountId(id);
    let read = bench
        .run(&bench.administrator, GetAccount { id })
        .await
        .unwrap();
    let facts = AccountFacts {
        name: name.into(),
        ..read.facts.clone()
    };
    let request = EditAccount {
        id,
        version: read.version,
        changes: AccountChange::between(&read.facts, &facts),
    };
    bench.run(&bench.administrator, request).await.unwrap();
}

both!(
    what_somebody_touched_since_is_named_and_kept_unless_chosen,
    async |bench: &Bench| {
        let run = load(
            bench,
            &[(
                "accounts.csv",
                "account,employees\nAlpha,1\nBeta,2\nGamma,3\nDelta,4\n",
            )],
        )
        .await;
        let id = run.views[0].id;
        let record = |name: &str| {
            run.plans[0]
                .rows
                .iter()
                .find(|row| row.label == name)
                .unwrap()
                .id
        };
        edit(bench, record("Alpha"), "Alpha one").await;
        edit(bench, record("Beta"), "Beta two").await;
        let contact = CreateContact {
            id: ContactId(bench.uuid()),
            facts: ContactFacts {
                account_id: Some(AccountId(record("Gamma"))),
                ..ContactFacts::named("Ada", "Love", bench.administrator.user_id)
            },
        };
        bench.run(&bench.administrator, contact).await.unwrap();
        let seen = preview(bench, id).await;
        assert_eq!((seen.counts.removed, seen.counts.kept), (1, 3));
        let named: Vec<(&str, Since, &str)> = seen
            .touched
            .iter()
            .map(|one| (one.name.as_str(), one.since, one.by.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                ("Alpha one", Since::Changed, "administrator"),
                ("Beta two", Since::Changed, "administrator"),
                ("Gamma", Since::Used, "administrator"),
            ]
        );
        // The preview changed nothing.
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM accounts WHERE deleted_at IS NULL"
            )
            .await,
            4
        );
        let choice = UndoChoice {
            all: false,
            also: BTreeSet::from([record("Beta")]),
        };
        let view = undo(bench, id, choice).await.unwrap();
        assert_eq!((counted(&view).removed, counted(&view).kept), (2, 2));
        let left = texts(
            bench,
            "SELECT name FROM accounts WHERE deleted_at IS NULL ORDER BY name",
        )
        .await;
        assert_eq!(left, ["Alpha one", "Gamma"]);
    }
);

both!(
    a_chosen_record_loses_only_what_the_import_changed,
    async |bench: &Bench| {
        load(bench, &[("accounts.csv", "account,employees\nAlpha,1\n")]).await;
        let run = load(bench, &[("accounts.csv", "account,employees\nAlpha,9\n")]).await;
        let row = &run.plans[0].rows[0];
        edit(bench, row.id, "Alpha renamed").await;
        let choice = UndoChoice {
            all: true,
            also: BTreeSet::new(),
        };
        let view = undo(bench, run.views[0].id, choice).await.unwrap();
        assert_eq!(counted(&view).restored, 1);
        assert_eq!(
            texts(
                bench,
                "SELECT name || CAST(employees AS TEXT) || search FROM accounts"
            )
            .await,
            ["Alpha renamed1alpha renamed"]
        );
    }
);

both!(
    only_an_import_that_wrote_something_known_can_be_undone,
    async |bench: &Bench| {
        let refused = import(
            bench,
            &[("accounts.csv", "account,employees\nGood,12\n,13\n")],
            false,
            OnError::RefuseFile,
        )
        .await;
        let id = refused.views[0].id;
        let problem = undo(bench, id, UndoChoice::default()).await.unwrap_err();
        assert_eq!(problem.issues[0].code, "import_not_undoable");
        let problem = bench
            .run(&bench.administrator, PreviewUndo { id })
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "import_not_undoable");
    }
);

both!(
    after_ninety_days_an_import_cannot_be_undone_any_more,
    async |bench: &Bench| {
        let run = load(bench, &[("accounts.csv", "account,employees\nAlpha,1\n")]).await;
        bench.clock.advance(92 * 86_400_000);
        let runner = Runner::new(bench.services.clone());
        while runner.step().await.unwrap() > 0 {}
        let id = run.views[0].id;
        let problem = undo(bench, id, UndoChoice::default()).await.unwrap_err();
        assert_eq!(problem.issues[0].code, "import_not_undoable");
        assert_eq!(count(bench, "SELECT COUNT(*) FROM import_records").await, 0);
        assert_eq!(count(bench, "SELECT COUNT(*) FROM accounts").await, 1);
    }
);

both!(
    an_account_does_not_go_back_below_what_was_put_under_it,
    async |bench: &Bench| {
        const FIRST: &str = "account,subsidiary_of\nAcme,Golddex\nGolddex,\nOther,\n";
        load(bench, &[("accounts.csv", FIRST)]).await;
        let moved = "account,subsidiary_of\nAcme,Other\n";
        let second = load(bench, &[("accounts.csv", moved)]).await.views[0].id;
        let mut session = bench.services.store().read().await.unwrap();
        let rows: Vec<(String, Uuid)> = session
            .all("SELECT name, id FROM accounts", args![])
            .await
            .unwrap();
        drop(session);
        let of = |name: &str| {
            let row = rows.iter().find(|(known, _)| known == name);
            AccountId(row.unwrap().1)
        };
        let golddex = bench
            .run(&bench.administrator, GetAccount { id: of("Golddex") })
            .await
            .unwrap();
        let edit = EditAccount {
            id: golddex.id,
            version: golddex.version,
            changes: vec![AccountChange::Parent(Some(of("Acme")))],
        };
        bench.run(&bench.administrator, edit).await.unwrap();
        let preview = preview(bench, second).await;
        assert_eq!((preview.counts.restored, preview.counts.kept), (0, 1));
        assert_eq!(preview.touched[0].since, Since::Used);
        // Not even when all is chosen: it would be above itself.
        let choice = UndoChoice {
            all: true,
            also: BTreeSet::new(),
        };
        let view = undo(bench, second, choice).await.unwrap();
        assert_eq!((counted(&view).restored, counted(&view).kept), (0, 1));
        let golddex = bench
            .run(&bench.administrator, GetAccount { id: golddex.id })
            .await
            .unwrap();
        let above: Vec<&str> = golddex.above.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(above, ["Other", "Acme"]);
    }
);

both!(ten_thousand_rows_are_undone, async |bench: &Bench| {
    let file = |employees: usize| {
        let rows: Vec<String> = (0..10_000)
            .map(|n| format!("key-{n},Company {n},{employees}"))
            .collect();
        format!("external id,account,employees\n{}\n", rows.join("\n"))
    };
    let first = load(bench, &[("accounts.csv", &file(1))]).await;
    let second = load(bench, &[("accounts.csv", &file(2))]).await;
    let start = std::time::Instant::now();
    let view = undo(bench, second.views[0].id, UndoChoice::default())
        .await
        .unwrap();
    let back = start.elapsed();
    assert_eq!(counted(&view).restored, 10_000);
    assert_eq!(
        count(bench, "SELECT COUNT(*) FROM accounts WHERE employees = 1").await,
        10_000
    );
    // The first import's records have been changed since, and changed back: they count as touched.
    let choice = UndoChoice {
        all: true,
        also: BTreeSet::new(),
    };
    let start = std::time::Instant::now();
    let view = undo(bench, first.views[0].id, choice).await.unwrap();
    eprintln!(
        "undo of 10,000: changed {back:?}, new {:?}",
        start.elapsed()
    );
    assert_eq!(counted(&view).removed, 10_000);
    assert_eq!(
        count(
            bench,
            "SELECT COUNT(*) FROM accounts WHERE deleted_at IS NULL"
        )
        .await,
        0
    );
});
