//! Contacts from the cards of an address book; and cells no field can take, whatever file they come in.

use super::imports::{counts, import};
use crate::bench::Bench;
use crate::both;
use shared::platform::imports::model::OnError;
use shared::platform::imports::ops::ImportState;
use shared::platform::imports::{ImportKind, Outcome};
use store::args;

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r\nORG:Acme\r\n\
    EMAIL;TYPE=WORK:ada@acme.example\r\nNOTE:Prefers\r\n  mail\r\nUID:card-1\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ben=C3=A2tre;Zo=C3=A9\r\n\
    TEL;CELL:06 12 34 56 78\r\nUID:card-2\r\nEND:VCARD\r\n";

both!(
    cards_become_contacts_and_change_nothing_the_second_time,
    async |bench: &Bench| {
        let files = [("contacts.vcf", CARDS)];
        let run = import(bench, &files, false, OnError::RefuseFile).await;
        assert_eq!(run.plans[0].kind, ImportKind::Contacts);
        assert_eq!(run.views[0].state, ImportState::Done);
        assert_eq!(counts(&run)[0].create, 2, "{:?}", run.plans[0].rows);
        let mut session = bench.services.store().read().await.unwrap();
        let rows: Vec<(String, String, String, String)> = session
            .all(
                "SELECT first_name, last_name, email, phone FROM contacts
                 WHERE last_name IN ('Lovelace', 'Benâtre') ORDER BY last_name DESC",
                args![],
            )
            .await
            .unwrap();
        drop(session);
        let found = |row: &(String, String, String, String)| {
            [&row.0, &row.1, &row.2, &row.3].map(Clone::clone)
        };
        let found: Vec<[String; 4]> = rows.iter().map(found).collect();
        assert_eq!(
            found,
            [
                ["Ada", "Lovelace", "ada@acme.example", ""],
                ["Zoé", "Benâtre", "", "06 12 34 56 78"]
            ]
            .map(|row| row.map(str::to_owned))
        );
        let again = import(bench, &files, false, OnError::RefuseFile).await;
        let counts = counts(&again)[0];
        assert_eq!((counts.create, counts.update, counts.skip), (0, 0, 2));
    }
);

both!(
    a_cell_of_ten_megabytes_stops_its_row_by_line_and_is_kept_nowhere,
    async |bench: &Bench| {
        let long = "x".repeat(10 * 1024 * 1024);
        let text = format!("Name,City\nAcme,Lyon\nBeta,{long}\nGamma,Nice\n");
        let files = [("accounts.csv", text.as_str())];
        let refused = import(bench, &files, false, OnError::RefuseFile).await;
        assert_eq!(refused.views[0].state, ImportState::Refused);
        // Its line, what is against it, and no more of the cell than is shown.
        let row = &refused.plans[0].rows[1];
        assert_eq!((row.line, &row.outcome), (3, &Outcome::Error));
        assert!(
            row.issues
                .iter()
                .any(|one| one.issue.code == "cell_too_long")
        );
        assert!(row.issues.iter().all(|one| one.value.chars().count() < 200));
        let told = serde_json::to_string(&refused.views[0]).unwrap();
        assert!(told.len() < 20_000, "{}", told.len());

        let run = import(bench, &files, false, OnError::LeaveRowsOut).await;
        assert_eq!(run.views[0].state, ImportState::Done);
        assert_eq!((counts(&run)[0].create, counts(&run)[0].error), (2, 1));
        let mut session = bench.services.store().read().await.unwrap();
        let kept: Vec<(Option<i64>,)> = session
            .all(
                "SELECT CAST(MAX(LENGTH(city)) AS BIGINT) FROM accounts
                 UNION ALL SELECT CAST(MAX(LENGTH(after_json)) AS BIGINT) FROM events
                 UNION ALL SELECT CAST(MAX(LENGTH(report_json)) AS BIGINT) FROM imports",
                args![],
            )
            .await
            .unwrap();
        assert!(
            kept.iter().all(|(most,)| most.unwrap_or(0) < 100_000),
            "{kept:?}"
        );
    }
);
