//! An import is no way around a rule: gates, the rules of accounts and contacts, administrators,
//! versions, closing days, history.

use super::imports::{counts, import, import_with};
use crate::bench::Bench;
use crate::both;
use shared::platform::imports::model::{Change, OnError, OnGate, Value};
use shared::platform::imports::ops::ImportState;
use shared::platform::imports::{Field, ImportKind};
use store::args;
use store::platform::imports as log;

async fn count(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

async fn holds(bench: &Bench, expected: &[(&'static str, i64)]) {
    for (statement, number) in expected {
        assert_eq!(count(bench, statement).await, *number, "{statement}");
    }
}

const HEAD: &str = "opportunity id,name,stage,amount,close date";

fn deals(rows: &str) -> String {
    format!("{HEAD}\n{rows}")
}

both!(
    open_deals_that_lack_what_their_stage_asks_come_as_recorded_exceptions,
    async |bench: &Bench| {
        let text = deals(
            "1,First,Qualify,10,2026-12-24\n2,Second,Understand the need,10,2026-12-24\n3,Old,Won,10,2026-02-03\n",
        );
        let files = [("deals.csv", text.as_str())];
        let dry = import(bench, &files, true, OnError::RefuseFile).await;
        let run = import(bench, &files, false, OnError::RefuseFile).await;
        assert_eq!(counts(&dry), counts(&run));
        let counted = run.plans[0].counts;
        // The first stage asks for nothing before it; history is told what it lacks, and no more.
        assert_eq!(
            (counted.create, counted.exception, counted.warning),
            (3, 1, 2)
        );
        assert_eq!(run.views[0].counts.exception, 1);
        holds(
            bench,
            &[
                ("SELECT COUNT(*) FROM opportunities", 3),
                (
                    "SELECT COUNT(*) FROM events e JOIN opportunities o ON o.id = e.entity_id WHERE e.action = 'created' AND o.name = 'Second' AND e.after_json LIKE '%\"exception\":\"Import%deals.csv\"%'",
                    1,
                ),
                ("SELECT COUNT(*) FROM events WHERE entity = 'opportunity' AND after_json LIKE '%exception%'", 1),
            ],
        )
        .await;
    }
);

both!(
    strict_gates_make_errors_of_what_is_missing,
    async |bench: &Bench| {
        let text = deals("2,Second,Understand the need,10,2026-12-24\n3,Old,Won,10,2026-02-03\n");
        let run = import_with(bench, &[("deals.csv", &text)], OnGate::Error).await;
        assert_eq!(run.views[0].state, ImportState::Refused);
        assert_eq!(
            (run.plans[0].counts.error, run.plans[0].counts.create),
            (1, 1)
        );
        let codes: Vec<&str> = run.plans[0].rows[0]
            .issues
            .iter()
            .map(|issue| issue.issue.code.as_ref())
            .collect();
        assert_eq!(codes, ["missing_account", "missing_contact"]);
        assert_eq!(count(bench, "SELECT COUNT(*) FROM opportunities").await, 0);
    }
);

both!(
    a_file_moves_deals_through_the_same_gates,
    async |bench: &Bench| {
        let first = deals("1,First,Qualify,10,2026-12-24\n2,Second,Qualify,10,2026-12-24\n");
        import(bench, &[("deals.csv", &first)], false, OnError::RefuseFile).await;
        // Won without a contact: an exception. Lost without a reason: an error, as everywhere.
        let moved = deals("1,First,Won,10,2026-11-20\n2,Second,Lost,10,2026-11-20\n");
        let run = import(
            bench,
            &[("deals.csv", &moved)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        let counted = run.plans[0].counts;
        assert_eq!(
            (counted.update, counted.error, counted.exception),
            (1, 1, 1)
        );
        holds(
            bench,
            &[
                (
                    "SELECT COUNT(*) FROM opportunities WHERE state = 'won' AND closed_on = '2026-11-20'",
                    1,
                ),
                ("SELECT COUNT(*) FROM opportunities WHERE state = 'open'", 1),
                (
                    "SELECT COUNT(*) FROM events WHERE action = 'edited' AND after_json LIKE '%exception%' AND owner_id IS NOT NULL",
                    1,
                ),
            ],
        )
        .await;
    }
);

both!(
    a_corrected_closing_day_corrects_the_period,
    async |bench: &Bench| {
        let text = deals("1,Won,Won,10,2026-02-03\n2,Open,Qualify,10,2026-12-24\n");
        import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        let text = deals("1,Won,Won,10,2026-05-06\n2,Open,Won,10,2026-12-24\n");
        let text = text.replace("2,Open,Won,10,2026-12-24", "2,Open,Qualify,10,2026-12-20");
        import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        holds(
            bench,
            &[
                (
                    "SELECT COUNT(*) FROM opportunities WHERE closed_on = '2026-05-06' AND close_date = '2026-05-06'",
                    1,
                ),
                (
                    "SELECT COUNT(*) FROM opportunities WHERE closed_on IS NULL AND close_date = '2026-12-20'",
                    1,
                ),
            ],
        )
        .await;
        // Closed later on the very day that was expected.
        let text = text.replace("2026-12-20", "2026-11-20");
        import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        let text = text.replace("Qualify", "Won");
        import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        holds(
            bench,
            &[(
                "SELECT COUNT(*) FROM opportunities WHERE state = 'won' AND closed_on = '2026-11-20'",
                1,
            )],
        )
        .await;
    }
);

both!(
    accounts_and_contacts_keep_the_rules_of_their_pages,
    async |bench: &Bench| {
        let text = "account,website,vat number,country,city\nA,javascript:alert(1),,,\nB,file:///etc/passwd,,France,\nC,Example.COM/,FR 40 303 265 045,France,Paris\n";
        let run = import(
            bench,
            &[("accounts.csv", text)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        assert_eq!(
            (run.plans[0].counts.create, run.plans[0].counts.error),
            (1, 2),
            "{:?}",
            run.plans[0].rows
        );
        let people = "first name,last name,email,phone,account\nAnna,Berg,anna@example.com,none at all,C\nEva,Dahl,eva@example.com,,C\n";
        let run = import(
            bench,
            &[("contacts.csv", people)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        assert_eq!(
            (run.plans[0].counts.create, run.plans[0].counts.error),
            (1, 1),
            "{:?}",
            run.plans[0].rows
        );
        holds(
            bench,
            &[
                (
                    "SELECT COUNT(*) FROM accounts WHERE website = 'https://example.com' AND vat_number = 'FR40303265045'",
                    1,
                ),
                // Found and sorted as those typed into the page.
                (
                    "SELECT COUNT(*) FROM accounts WHERE search LIKE 'c paris fr40303265045 example.com%'",
                    1,
                ),
                (
                    "SELECT COUNT(*) FROM contacts WHERE search LIKE 'dahl eva eva@example.com%'",
                    1,
                ),
            ],
        )
        .await;
        let moved = text
            .replace("Paris", "Lyon")
            .replace("javascript:alert(1)", "")
            .replace("file:///etc/passwd", "");
        import(
            bench,
            &[("accounts.csv", &moved)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        let people = people.replace("Dahl", "Moe").replace("none at all", "");
        import(
            bench,
            &[("contacts.csv", &people)],
            false,
            OnError::LeaveRowsOut,
        )
        .await;
        holds(
            bench,
            &[
                ("SELECT COUNT(*) FROM accounts WHERE search LIKE 'c lyon fr40303265045 example.com%'", 1),
                ("SELECT COUNT(*) FROM contacts WHERE search LIKE 'moe eva eva@example.com%'", 1),
            ],
        )
        .await;
    }
);

both!(
    no_file_takes_an_administrator_away,
    async |bench: &Bench| {
        let text = "name,email,role\nadministrator,administrator@example.com,representative\nrep,rep@example.com,manager\n";
        let run = import(bench, &[("people.csv", text)], false, OnError::LeaveRowsOut).await;
        assert_eq!(
            (run.plans[0].counts.error, run.plans[0].counts.update),
            (1, 1),
            "{:?}",
            run.plans[0].rows
        );
        assert_eq!(
            run.plans[0].rows[0].issues[0].issue.code,
            "administrator_kept"
        );
        let text = "name,email\nadministrator,somebody@example.com\n";
        let run = import(bench, &[("people.csv", text)], false, OnError::RefuseFile).await;
        assert_eq!(run.views[0].state, ImportState::Refused);
        holds(
            bench,
            &[(
                "SELECT COUNT(*) FROM users WHERE role = 'administrator' AND email = 'administrator@example.com'",
                1,
            )],
        )
        .await;
    }
);

both!(
    a_change_made_meanwhile_is_not_overwritten,
    async |bench: &Bench| {
        let text = deals("1,First,Qualify,10,2026-12-24\n");
        let run = import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        let id = run.plans[0].rows[0].id;
        let mut new_id = || bench.uuid();
        let state_of = |_| "open";
        let mut around = log::Around {
            now: crate::bench::START,
            actor: bench.administrator.user_id,
            pipeline_id: shared::kernel::PipelineId(bench.uuid()),
            state_of: &state_of,
            new_id: &mut new_id,
        };
        let rename = |name: &str| {
            [Change {
                field: Field::Name,
                before: None,
                after: Value::Text(name.to_owned()),
            }]
        };
        let mut session = bench.services.store().write().await.unwrap();
        let kind = ImportKind::Opportunities;
        let first = rename("By a person");
        assert!(
            log::change(&mut session, kind, (id, 1), &first, &mut around)
                .await
                .unwrap()
        );
        let stale = rename("By a file that was planned before");
        assert!(
            !log::change(&mut session, kind, (id, 1), &stale, &mut around)
                .await
                .unwrap()
        );
        session.commit().await.unwrap();
        holds(
            bench,
            &[(
                "SELECT COUNT(*) FROM opportunities WHERE name = 'By a person' AND version = 2",
                1,
            )],
        )
        .await;
    }
);

both!(
    products_worked_on_since_are_left_alone,
    async |bench: &Bench| {
        let products = "product,sales_price\nSensor,10\n";
        let text = "opportunity id,name,stage,amount,close date,product\n1,One,Qualify,10,2026-12-24,Sensor\n2,Two,Qualify,10,2026-12-24,Sensor\n";
        import(
            bench,
            &[("products.csv", products), ("deals.csv", text)],
            false,
            OnError::RefuseFile,
        )
        .await;
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE opportunity_products SET quantity_e4 = 30000 WHERE opportunity_id IN (SELECT id FROM opportunities WHERE name = 'Two')",
                args![],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let text = text.replace(",10,", ",12,");
        import(bench, &[("deals.csv", &text)], false, OnError::RefuseFile).await;
        holds(
            bench,
            &[
                (
                    "SELECT COUNT(*) FROM opportunities o JOIN opportunity_products p ON p.opportunity_id = o.id WHERE o.name = 'One' AND o.amount_source = 'products' AND p.unit_price_e4 = 120000 AND o.amount_minor = 1200",
                    1,
                ),
                (
                    "SELECT COUNT(*) FROM opportunities o JOIN opportunity_products p ON p.opportunity_id = o.id WHERE o.name = 'Two' AND o.amount_source = 'typed' AND p.unit_price_e4 = 100000 AND p.quantity_e4 = 30000",
                    1,
                ),
            ],
        )
        .await;
    }
);

both!(
    what_is_made_on_the_way_is_in_the_history,
    async |bench: &Bench| {
        let people = "sales_agent,manager,regional_office\nAnna Snell,Dora Brink,Central\n";
        let products = "product,sales_price\nSensor,10\n";
        import(
            bench,
            &[("people.csv", people), ("products.csv", products)],
            false,
            OnError::RefuseFile,
        )
        .await;
        holds(
            bench,
            &[
                // Central, and the manager's team below it.
                ("SELECT COUNT(*) FROM events WHERE entity = 'team' AND action = 'created'", 2),
                // The row's person, and the manager no row describes.
                ("SELECT COUNT(*) FROM events WHERE entity = 'user' AND action = 'created'", 2),
                ("SELECT COUNT(*) FROM events WHERE entity = 'price_book' AND action = 'created'", 1),
            ],
        )
        .await;
    }
);
