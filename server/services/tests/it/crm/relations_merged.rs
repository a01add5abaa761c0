//! Affiliations and relations when two records become one, are taken apart again, or go for good.

use super::accounts;
use super::relations::{affiliate, draft, person, places, relate, relations, role};
use crate::bench::Bench;
use crate::both;
use shared::crm::duplicates::{DuplicateKind, MergeRecords, UndoMerge};
use shared::crm::relations::{RelationDraft, RelationKind};
use shared::kernel::{ContactId, MergeId};
use store::args;
use uuid::Uuid;

async fn merge(
    bench: &Bench,
    kind: DuplicateKind,
    kept: (Uuid, i64),
    merged: (Uuid, i64),
) -> MergeId {
    let request = MergeRecords {
        id: MergeId(bench.uuid()),
        kind,
        kept: kept.0,
        kept_version: kept.1,
        merged: merged.0,
        merged_version: merged.1,
        take: Vec::new(),
    };
    bench.run(&bench.rep, request).await.unwrap().id
}

async fn others(bench: &Bench, of: ContactId) -> Vec<(RelationKind, String)> {
    let list = relations(bench, of).await;
    list.rows
        .into_iter()
        .map(|row| (row.relation.draft.kind, row.other.name))
        .collect()
}

both!(
    merged_people_keep_what_has_a_place_and_get_it_back,
    async |bench: &Bench| {
        let account = accounts::create(bench, &bench.rep, "House").await;
        let board = accounts::create(bench, &bench.rep, "Board").await;
        let second = accounts::create(bench, &bench.rep, "Second").await;
        let ada = person(bench, "Ada", Some(account.id)).await;
        let twin = person(bench, "Ada again", Some(account.id)).await;
        let boss = person(bench, "Boss", Some(account.id)).await;
        let reports = |from, to| RelationDraft {
            account_id: Some(account.id),
            ..draft(from, to, RelationKind::ReportsTo)
        };
        let knows = |from, to| draft(from, to, RelationKind::Knows);
        for one in [
            reports(ada.id, boss.id),
            // Of the other record: a line that would close a circle, and one to the kept one.
            reports(boss.id, twin.id),
            knows(twin.id, ada.id),
            knows(twin.id, boss.id),
        ] {
            relate(bench, &bench.rep, one).await.unwrap();
        }
        for (who, place) in [
            (ada.id, board.id),
            (twin.id, board.id),
            (twin.id, second.id),
        ] {
            affiliate(bench, &bench.rep, (who, place), role("Member"))
                .await
                .unwrap();
        }
        let before = (others(bench, ada.id).await, others(bench, twin.id).await);
        let kind = DuplicateKind::Contact;
        let (kept, gone) = ((ada.id.0, ada.version), (twin.id.0, twin.version));
        let id = merge(bench, kind, kept, gone).await;
        assert_eq!(
            others(bench, ada.id).await,
            [
                (RelationKind::ReportsTo, "Boss".to_owned()),
                (RelationKind::Knows, "Boss".to_owned())
            ]
        );
        assert_eq!(places(bench, ada.id).await.rows.len(), 2);
        bench.run(&bench.rep, UndoMerge { id }).await.unwrap();
        let after = (others(bench, ada.id).await, others(bench, twin.id).await);
        assert_eq!(after, before);
        assert_eq!(places(bench, ada.id).await.rows.len(), 1);
        assert_eq!(places(bench, twin.id).await.rows.len(), 2);
    }
);

both!(
    merged_accounts_keep_one_manager_for_each,
    async |bench: &Bench| {
        let one = accounts::create(bench, &bench.rep, "House").await;
        let twin = accounts::create(bench, &bench.rep, "House again").await;
        let ada = person(bench, "Ada", Some(one.id)).await;
        let boss = person(bench, "Boss", Some(one.id)).await;
        let chief = person(bench, "Chief", Some(twin.id)).await;
        affiliate(bench, &bench.rep, (ada.id, twin.id), role("Adviser"))
            .await
            .unwrap();
        for (account, manager) in [(one.id, boss.id), (twin.id, chief.id)] {
            let line = RelationDraft {
                account_id: Some(account),
                ..draft(ada.id, manager, RelationKind::ReportsTo)
            };
            relate(bench, &bench.rep, line).await.unwrap();
        }
        let kind = DuplicateKind::Account;
        let (kept, gone) = ((one.id.0, one.version), (twin.id.0, twin.version));
        let id = merge(bench, kind, kept, gone).await;
        let managers = others(bench, ada.id).await;
        assert_eq!(managers, [(RelationKind::ReportsTo, "Boss".to_owned())]);
        bench.run(&bench.rep, UndoMerge { id }).await.unwrap();
        assert_eq!(others(bench, ada.id).await.len(), 2);
        let list = places(bench, ada.id).await;
        assert_eq!(list.rows[0].account.id, twin.id);
    }
);

both!(
    what_goes_for_good_takes_its_relations_along,
    async |bench: &Bench| {
        let account = accounts::create(bench, &bench.rep, "House").await;
        let ada = person(bench, "Ada", None).await;
        let bob = person(bench, "Bob", None).await;
        affiliate(bench, &bench.rep, (ada.id, account.id), role("Adviser"))
            .await
            .unwrap();
        let knows = draft(ada.id, bob.id, RelationKind::Knows);
        relate(bench, &bench.rep, knows).await.unwrap();
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec("DELETE FROM contacts WHERE id = $1", args![ada.id])
            .await
            .unwrap();
        session.commit().await.unwrap();
        for statement in [
            "SELECT COUNT(*) FROM contact_accounts",
            "SELECT COUNT(*) FROM contact_relations",
        ] {
            let mut session = bench.services.store().read().await.unwrap();
            let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
            assert_eq!(count, 0, "{statement}");
        }
    }
);
