//! The log as administrators read it: every change and every sign-in, narrowed, in pieces, as a file.

use crate::bench::{Bench, PASSWORD};
use crate::both;
use shared::crm::accounts::{AccountChange, AccountFacts, CreateAccount, EditAccount};
use shared::kernel::event::Entity;
use shared::kernel::{AccountId, Lang, ProblemKind};
use shared::platform::audit::{AuditFilter, AuditPage, ExportAudit, ReadAudit, Shown};
use uuid::Uuid;

async fn read(bench: &Bench, filter: AuditFilter) -> AuditPage {
    let request = ReadAudit {
        filter,
        ..ReadAudit::default()
    };
    bench.run(&bench.administrator, request).await.unwrap()
}

/// An account of the representative, created and renamed.
async fn renamed(bench: &Bench, from: &str, to: &str) -> Uuid {
    let id = AccountId(bench.uuid());
    let facts = AccountFacts::named(from, bench.rep.user_id);
    let create = CreateAccount {
        id,
        facts: facts.clone(),
    };
    let created = bench.run(&bench.rep, create).await.unwrap();
    let after = AccountFacts {
        name: to.into(),
        owner_id: bench.rep.user_id,
        ..facts.clone()
    };
    let edit = EditAccount {
        id,
        version: created.version,
        changes: AccountChange::between(&facts, &after),
    };
    bench.run(&bench.rep, edit).await.unwrap();
    id.0
}

both!(
    a_change_tells_who_what_before_and_after,
    async |bench: &Bench| {
        let id = renamed(bench, "Acme", "Acme Group").await;
        let of_record = AuditFilter {
            record: Some(id),
            ..AuditFilter::default()
        };
        let page = read(bench, of_record).await;
        assert_eq!((page.rows.len(), page.next), (2, None));
        let [edited, created] = &page.rows[..] else {
            panic!("{page:?}");
        };
        assert_eq!(
            (edited.action.as_str(), created.action.as_str()),
            ("edited", "created")
        );
        assert_eq!(edited.who_name, "rep");
        assert_eq!(
            (edited.kind, edited.title.as_str()),
            (Entity::Account, "Acme Group")
        );
        let name = edited.changes.iter().find(|change| change.field == "name");
        let name = name.unwrap();
        assert_eq!(name.before, Some(Shown::Text("Acme".into())));
        assert_eq!(name.after, Some(Shown::Text("Acme Group".into())));
        assert_eq!(edited.changes.len(), 1, "{:?}", edited.changes);
        // People are named, not numbered.
        let owner = created
            .changes
            .iter()
            .find(|change| change.field == "owner_id");
        let owned = Shown::Record(bench.rep.user_id.0, "rep".into());
        assert_eq!(owner.unwrap().after, Some(owned));
    }
);

both!(
    the_filters_narrow_and_pieces_follow_each_other,
    async |bench: &Bench| {
        for number in 0..5 {
            renamed(bench, &format!("A{number}"), &format!("B{number}")).await;
        }
        let edits = || AuditFilter {
            kind: Some(Entity::Account),
            action: Some("edited".into()),
            who: Some(bench.rep.user_id),
            ..AuditFilter::default()
        };
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let request = ReadAudit {
                filter: edits(),
                before,
                limit: 2,
            };
            let page = bench.run(&bench.administrator, request).await.unwrap();
            assert!(page.actions.contains(&"created".to_owned()));
            seen.extend(page.rows.into_iter().map(|row| row.seq));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 5);
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
        let nobody = AuditFilter {
            who: Some(bench.stranger.user_id),
            ..edits()
        };
        assert!(read(bench, nobody).await.rows.is_empty());
        // The bench's day is Monday 23 November in Paris.
        let on = |from: &str, to: &str| AuditFilter {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ..edits()
        };
        assert_eq!(
            read(bench, on("2026-11-23", "2026-11-23")).await.rows.len(),
            5
        );
        assert!(
            read(bench, on("2026-11-24", "2026-11-30"))
                .await
                .rows
                .is_empty()
        );
        assert!(
            read(bench, on("2026-11-01", "2026-11-22"))
                .await
                .rows
                .is_empty()
        );
    }
);

both!(
    sign_ins_and_their_failures_are_in_the_log,
    async |bench: &Bench| {
        let services = &bench.services;
        let tried = |email: &'static str, password: &'static str| async move {
            services
                .sign_in(email, password, "192.0.2.1", "Firefox/140")
                .await
        };
        let entry = tried("rep@example.com", PASSWORD).await.unwrap();
        assert!(tried("rep@example.com", "wrong").await.is_err());
        assert!(tried("nobody@example.com", "wrong").await.is_err());
        // Some people type their password where the address goes.
        assert!(tried("my secret password", "wrong").await.is_err());
        services.sign_out(&entry.token).await.unwrap();
        let page = read(
            bench,
            AuditFilter {
                kind: Some(Entity::Session),
                ..AuditFilter::default()
            },
        )
        .await;
        let actions: Vec<&str> = page.rows.iter().map(|row| row.action.as_str()).collect();
        let failed = "sign_in_failed";
        assert_eq!(actions, ["signed_out", failed, failed, failed, "signed_in"]);
        let text = serde_json::to_string(&page).unwrap();
        assert!(text.contains("nobody@example.com") && text.contains("192.0.2.1"));
        assert!(!text.contains("my secret password") && !text.contains(&entry.token));
        assert_eq!(page.rows[4].who_name, "rep");
    }
);

both!(
    the_file_has_every_entry_and_no_formula,
    async |bench: &Bench| {
        renamed(bench, "Acme", "=HYPERLINK(\"http://x\")").await;
        let export = ExportAudit {
            filter: AuditFilter {
                kind: Some(Entity::Account),
                ..AuditFilter::default()
            },
            lang: Lang::Fr,
        };
        let file = bench
            .run(&bench.administrator, export.clone())
            .await
            .unwrap();
        assert_eq!(file.name, "jalon-audit-2026-11-23.csv");
        let text = file.text.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
        assert!(rows[0].iter().any(|cell| cell.starts_with("'=HYPERLINK")));
        assert!(rows[0].iter().any(|cell| cell == "Modification"));
        let refused = bench.run(&bench.manager, export).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
    }
);
