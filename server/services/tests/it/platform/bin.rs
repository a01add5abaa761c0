//! The bin: who sees what, what comes back, what is never ended.

use super::last_actions;
use crate::bench::Bench;
use crate::both;
use crate::cpq::support;
use crate::deals::fixture as deals;
use crate::work::fixtures as work;
use services::platform::jobs::Runner;
use shared::cpq::quotes::ops::{DeleteQuote, GetQuote};
use shared::crm::accounts::{AccountFacts, CreateAccount, DeleteAccount, GetAccount};
use shared::crm::contacts::{ContactFacts, CreateContact, DeleteContact};
use shared::crm::leads::{CreateLead, DeleteLead, LeadFacts};
use shared::deals::opportunities::{DeleteOpportunity, GetOpportunity};
use shared::kernel::{AccountId, Actor, ContactId, Issue, LeadId, OpportunityId, ProblemKind};
use shared::platform::bin::ops::{
    BinAnswer, BinPage, DeleteForGood, ReadBin, RestoreFromBin, ReturnToBin,
};
use shared::platform::bin::{BinItem, BinKind, Kept};
use shared::work::Links;
use shared::work::activities::ops::{CreateActivity, DeleteActivity};
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};
use shared::work::tasks::Due;
use shared::work::tasks::ops::DeleteTask;
use store::args;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

/// One record of every kind, deleted by the representative: in the order of the kinds.
struct Full {
    account: AccountId,
    deal: OpportunityId,
    items: Vec<BinItem>,
}

async fn full(bench: &Bench) -> Full {
    let rep = &bench.rep;
    let account = AccountId(bench.uuid());
    let facts = AccountFacts::named("Élan Paper", rep.user_id);
    bench
        .run(rep, CreateAccount { id: account, facts })
        .await
        .unwrap();
    let contact = CreateContact {
        id: ContactId(bench.uuid()),
        facts: ContactFacts {
            account_id: Some(account),
            ..ContactFacts::named("Ada", "Love", rep.user_id)
        },
    };
    let contact = bench.run(rep, contact).await.unwrap();
    let lead = CreateLead {
        id: LeadId(bench.uuid()),
        facts: LeadFacts::named("Bob", "Stone", Some(rep.user_id)),
    };
    let lead = bench.run(rep, lead).await.unwrap();
    let deal = deals::deal(bench, rep, "Elan rollout", 100).await;
    let quote = support::blank(bench, rep).await;
    let links = Links {
        opportunity: Some(deal.id),
        ..Links::default()
    };
    let activity = CreateActivity {
        id: shared::kernel::ActivityId(bench.uuid()),
        draft: ActivityDraft {
            kind: ActivityKind::Call,
            subject: "Called about paper".into(),
            body: String::new(),
            outcome: Outcome::Connected,
            at: crate::bench::START,
            minutes: Some(15),
            links,
        },
    };
    let activity = bench.run(rep, activity).await.unwrap();
    let due = Due::Day("2026-11-24".parse().unwrap());
    let task = work::task(bench, rep, "Send élan paper", due, links).await;

    bench.run(rep, DeleteTask { id: task.id }).await.unwrap();
    bench
        .run(rep, DeleteActivity { id: activity.id })
        .await
        .unwrap();
    let request = DeleteQuote {
        id: quote.id,
        version: quote.version,
    };
    bench.run(rep, request).await.unwrap();
    let now = bench
        .run(rep, GetOpportunity { id: deal.id })
        .await
        .unwrap();
    let request = DeleteOpportunity {
        id: deal.id,
        version: now.version,
    };
    bench.run(rep, request).await.unwrap();
    let request = DeleteLead {
        id: lead.id,
        version: lead.version,
    };
    bench.run(rep, request).await.unwrap();
    let request = DeleteContact {
        id: contact.id,
        version: contact.version,
    };
    bench.run(rep, request).await.unwrap();
    let request = DeleteAccount {
        id: account,
        version: 1,
    };
    bench.run(rep, request).await.unwrap();
    let item = |kind, id| BinItem { kind, id };
    Full {
        account,
        deal: deal.id,
        items: vec![
            item(BinKind::Account, account.0),
            item(BinKind::Contact, contact.id.0),
            item(BinKind::Lead, lead.id.0),
            item(BinKind::Opportunity, deal.id.0),
            item(BinKind::Quote, quote.id.0),
            item(BinKind::Activity, activity.id.0),
            item(BinKind::Task, task.id.0),
        ],
    }
}

async fn bin(bench: &Bench, actor: &Actor, request: ReadBin) -> BinPage {
    bench.run(actor, request).await.unwrap()
}

fn items(page: &BinPage) -> Vec<BinItem> {
    let mut items: Vec<BinItem> = page.rows.iter().map(|row| row.item).collect();
    items.sort();
    items
}

async fn purge(bench: &Bench, items: &[BinItem]) -> BinAnswer {
    let request = DeleteForGood {
        items: items.to_vec(),
    };
    bench.run(&bench.administrator, request).await.unwrap()
}

async fn count(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

async fn exec(bench: &Bench, statement: &'static str, id: Uuid) {
    let mut session = bench.services.store().write().await.unwrap();
    session.exec(statement, args![id]).await.unwrap();
    session.commit().await.unwrap();
}

both!(
    everything_deleted_is_seen_by_whom_it_concerns,
    async |bench: &Bench| {
        let full = full(bench).await;
        let page = bin(bench, &bench.rep, ReadBin::default()).await;
        assert_eq!(items(&page), full.items);
        assert!(page.rows.iter().all(|row| row.deleted_by == "rep"
            && row.owner == "rep"
            && row.may_restore
            && row.purge_at.0 - row.deleted_at.0 == 90 * DAY_MS));
        assert_eq!(
            items(&bin(bench, &bench.manager, ReadBin::default()).await),
            full.items
        );
        // Finance reads everything and changes nothing.
        let page = bin(bench, &bench.finance, ReadBin::default()).await;
        assert_eq!(items(&page), full.items);
        assert!(page.rows.iter().all(|row| !row.may_restore));
        // Others see what they saw before: accounts and contacts, which they may not change.
        let page = bin(bench, &bench.stranger, ReadBin::default()).await;
        assert_eq!(items(&page), full.items[..2]);
        assert!(page.rows.iter().all(|row| !row.may_restore));
    }
);

both!(
    the_bin_is_searched_by_kind_and_word_and_read_in_pages,
    async |bench: &Bench| {
        let full = full(bench).await;
        let find = async |search: &str, kind| {
            let request = ReadBin {
                search: search.into(),
                kind,
                ..ReadBin::default()
            };
            items(&bin(bench, &bench.rep, request).await)
        };
        assert_eq!(
            find("elan", None).await,
            [full.items[0], full.items[3], full.items[6]]
        );
        assert_eq!(find("PAPER send", None).await, [full.items[6]]);
        assert_eq!(find("", Some(BinKind::Lead)).await, [full.items[2]]);
        assert_eq!(find("%", None).await, []);
        let mut seen = Vec::new();
        let mut request = ReadBin {
            limit: 3,
            ..ReadBin::default()
        };
        loop {
            let page = bin(bench, &bench.rep, request.clone()).await;
            assert!(page.rows.len() <= 3);
            seen.extend(items(&page));
            request.after = page.next;
            if page.next.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, full.items);
    }
);

both!(
    what_is_restored_is_whole_and_may_go_back,
    async |bench: &Bench| {
        let full = full(bench).await;
        let request = RestoreFromBin {
            items: full.items.clone(),
        };
        // A stranger gets nothing, and is told about each.
        let answer = bench.run(&bench.stranger, request.clone()).await.unwrap();
        assert_eq!((answer.done.len(), answer.refused.len()), (0, 7));
        let answer = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(answer.done, full.items);
        assert_eq!(items(&bin(bench, &bench.rep, ReadBin::default()).await), []);
        let read = bench
            .run(&bench.rep, GetAccount { id: full.account })
            .await
            .unwrap();
        assert_eq!(read.deleted_at, None);
        assert_eq!(
            last_actions(bench, full.account.0).await,
            ["created", "deleted", "restored"]
        );
        // The way back.
        let request = ReturnToBin {
            items: full.items.clone(),
        };
        let answer = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(answer.done.len(), 7, "{:?}", answer.refused);
        assert_eq!(
            items(&bin(bench, &bench.rep, ReadBin::default()).await),
            full.items
        );
    }
);

fn why(answer: &BinAnswer, item: BinItem) -> Option<&Issue> {
    let refused = answer.refused.iter().find(|(one, _)| *one == item)?;
    refused.1.issues.first()
}

both!(
    only_administrators_end_a_record_and_its_traces_go_with_it,
    async |bench: &Bench| {
        let full = full(bench).await;
        let request = DeleteForGood {
            items: full.items.clone(),
        };
        for person in [&bench.rep, &bench.manager, &bench.finance] {
            let refused = bench.run(person, request.clone()).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::Forbidden);
        }
        // An account others hang on stays; all at once, each sets the next free.
        let answer = purge(bench, &full.items[..1]).await;
        assert_eq!(
            why(&answer, full.items[0]).map(|issue| issue.code.as_ref()),
            Some("kept_used")
        );
        let answer = purge(bench, &full.items).await;
        assert_eq!(answer.done.len(), 7, "{:?}", answer.refused);
        for statement in [
            "SELECT COUNT(*) FROM accounts WHERE deleted_at IS NOT NULL",
            "SELECT COUNT(*) FROM contacts",
            "SELECT COUNT(*) FROM leads",
            "SELECT COUNT(*) FROM opportunities",
            "SELECT COUNT(*) FROM quotes",
            "SELECT COUNT(*) FROM activities",
            "SELECT COUNT(*) FROM tasks",
        ] {
            assert_eq!(count(bench, statement).await, 0, "{statement}");
        }
        assert_eq!(
        count(bench, "SELECT COUNT(*) FROM events WHERE action = 'purged' AND before_json IS NULL AND after_json IS NULL AND actor_id IS NOT NULL").await,
        7
    );
        // What is gone cannot be asked for again, and what was not deleted is not in the bin.
        let answer = purge(bench, &full.items[..1]).await;
        assert_eq!(answer.refused[0].1.kind, ProblemKind::NotFound);
        let living = deals::deal(bench, &bench.rep, "Living", 1).await;
        let item = BinItem {
            kind: BinKind::Opportunity,
            id: living.id.0,
        };
        assert_eq!(purge(bench, &[item]).await.refused.len(), 1);
    }
);

both!(
    after_ninety_days_the_bin_is_emptied_but_of_what_must_be_kept,
    async |bench: &Bench| {
        let kept = full(bench).await;
        // The law keeps an accepted quote, whoever put it there; its deal and account stay with it.
        let quote = kept.items[4].id;
        let deal = kept.deal;
        exec(
            bench,
            "UPDATE quotes SET state = 'accepted' WHERE id = $1",
            quote,
        )
        .await;
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE quotes SET opportunity_id = $2 WHERE id = $1",
                args![quote, deal],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let page = bin(bench, &bench.rep, ReadBin::default()).await;
        let reason = |item: BinItem| page.rows.iter().find(|row| row.item == item).unwrap().kept;
        assert_eq!(reason(kept.items[4]), Some(Kept::Signed));
        assert_eq!(reason(kept.items[3]), Some(Kept::Used));
        let answer = purge(bench, &kept.items[4..5]).await;
        assert_eq!(
            why(&answer, kept.items[4]).map(|issue| issue.code.as_ref()),
            Some("kept_signed")
        );
        let run = async || {
            let runner = Runner::new(bench.services.clone());
            while runner.step().await.unwrap() > 0 {}
        };
        bench.clock.advance(90 * DAY_MS - 60_000);
        run().await;
        assert_eq!(
            items(&bin(bench, &bench.rep, ReadBin::default()).await),
            kept.items
        );
        bench.clock.advance(DAY_MS + 120_000);
        run().await;
        let left = items(&bin(bench, &bench.rep, ReadBin::default()).await);
        assert_eq!(left, [kept.items[3], kept.items[4]]);
        // By the program itself: nobody's doing.
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM events WHERE action = 'purged' AND actor_id IS NULL"
            )
            .await,
            5
        );
        bench
            .run(
                &bench.rep,
                GetQuote {
                    id: shared::kernel::QuoteId(quote),
                },
            )
            .await
            .unwrap();
    }
);

both!(too_much_at_once_is_refused, async |bench: &Bench| {
    let item = BinItem {
        kind: BinKind::Task,
        id: bench.uuid(),
    };
    let request = RestoreFromBin {
        items: vec![item; 201],
    };
    let refused = bench.run(&bench.rep, request).await.unwrap_err();
    assert_eq!(refused.issues[0].code, "too_many");
});
