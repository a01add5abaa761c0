//! Timelines and histories.

use super::fixtures::{deal, fact, task};
use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::{ActivityId, ContactId, ProblemKind};
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind};
use shared::work::tasks::Due;
use shared::work::tasks::ops::CompleteTask;
use shared::work::timeline::ops::*;
use shared::work::timeline::{TimelineEvent, TimelineFilter, TimelineGroup, TimelineKind};

both!(
    one_list_tells_everything_newest_first,
    async |bench: &Bench| {
        let owner = bench.rep.user_id;
        let deal = deal(bench, owner).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        fact(bench, &deal, owner, 2, 1, 80_000, "2027-01-14").await;
        let view = task(bench, &bench.rep, "Call", Due::None, links).await;
        bench.clock.set(START.plus_days(3));
        bench
            .run(&bench.rep, CompleteTask { id: view.id })
            .await
            .unwrap();
        for (n, days) in [(1, -1), (2, 1), (3, 1)] {
            let draft = ActivityDraft {
                kind: ActivityKind::Note,
                subject: format!("Note {n}"),
                at: START.plus_days(days),
                links,
                ..ActivityDraft::default()
            };
            let id = ActivityId(bench.uuid());
            bench
                .run(&bench.rep, CreateActivity { id, draft })
                .await
                .unwrap();
        }
        let ask = |before, filter, limit| ReadTimeline {
            of: TimelineOf::Opportunity(deal.id),
            filter,
            before,
            limit,
        };
        let mut told = Vec::new();
        let mut before = None;
        loop {
            let page = bench
                .run(&bench.rep, ask(before, TimelineFilter::default(), 2))
                .await
                .unwrap();
            told.extend(page.entries.into_iter().map(|entry| match entry.event {
                TimelineEvent::Activity(activity) => activity.subject,
                TimelineEvent::TaskDone(task) => format!("done {}", task.subject),
                TimelineEvent::StageMoved { days_in_stage, .. } => format!("stage {days_in_stage}"),
                TimelineEvent::CloseDateMoved { days, .. } => format!("slip {days}"),
                TimelineEvent::AmountChanged { to, .. } => format!("amount {}", to.minor),
                TimelineEvent::Created => "created".into(),
                other => format!("{other:?}"),
            }));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(
            told,
            [
                "done Call",
                "stage 2",
                "slip 14",
                "amount 80000",
                "Note 3",
                "Note 2",
                "created",
                "Note 1"
            ]
        );
        let only = TimelineFilter {
            groups: vec![TimelineGroup::Tasks],
            ..TimelineFilter::default()
        };
        let page = bench.run(&bench.rep, ask(None, only, 10)).await.unwrap();
        assert_eq!(page.entries.len(), 1);
        let problem = bench
            .run(&bench.stranger, ask(None, TimelineFilter::default(), 10))
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound);
        let account = ReadTimeline {
            of: TimelineOf::Account(deal.account),
            ..ask(None, TimelineFilter::default(), 50)
        };
        let page = bench.run(&bench.rep, account.clone()).await.unwrap();
        let moves: Vec<_> = page
            .entries
            .iter()
            .filter_map(|entry| match &entry.event {
                TimelineEvent::OfDeal { deal, what } => Some((deal.name.as_str(), what.kind())),
                _ => None,
            })
            .collect();
        assert_eq!(moves, [("Acme renewal", TimelineKind::Stage)]);
        let page = bench.run(&bench.stranger, account).await.unwrap();
        assert_eq!(
            page.entries.len(),
            1,
            "a stranger sees that the account exists, not what was done"
        );
    }
);

both!(the_history_names_what_changed, async |bench: &Bench| {
    let deal = deal(bench, bench.rep.user_id).await;
    let mut session = bench.services.store().write().await.unwrap();
    let before = serde_json::json!({ "stage_id": deal.stages[0], "amount": { "minor": 100, "currency": "EUR" } });
    let after = serde_json::json!({ "stage_id": deal.stages[1], "amount": { "minor": 200, "currency": "EUR" } });
    session
        .record(
            START,
            Some(bench.rep.user_id),
            store::Change {
                entity: shared::kernel::event::Entity::Opportunity,
                id: deal.id.0,
                parent: None,
                owner: None,
                action: "edited",
                before: Some(&before),
                after: Some(&after),
            },
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
    let request = ReadOpportunityHistory {
        id: deal.id,
        before: None,
        limit: 10,
    };
    let page = bench.run(&bench.rep, request.clone()).await.unwrap();
    let changes = &page.entries[0].changes;
    assert_eq!(
        (changes[0].before.as_str(), changes[0].after.as_str()),
        ("1.00 EUR", "2.00 EUR")
    );
    assert_eq!(
        (changes[1].before.as_str(), changes[1].after.as_str()),
        ("S0", "S1")
    );
    assert_eq!(page.entries[0].actor.as_ref().unwrap().name, "rep");
    let problem = bench.run(&bench.stranger, request).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
});

both!(
    pages_of_every_linked_record_hear_of_a_call,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let contact = {
            use shared::crm::contacts::{ContactFacts, CreateContact};
            let facts = ContactFacts::named("Anne", "Roux", bench.rep.user_id);
            let id = ContactId(bench.uuid());
            bench
                .run(&bench.rep, CreateContact { id, facts })
                .await
                .unwrap()
                .id
        };
        let mut heard = bench.services.store().subscribe();
        let draft = ActivityDraft {
            kind: ActivityKind::Call,
            subject: "Price".to_owned(),
            at: START,
            links: Links {
                opportunity: Some(deal.id),
                contact: Some(contact),
                ..Links::default()
            },
            ..ActivityDraft::default()
        };
        let id = ActivityId(bench.uuid());
        bench
            .run(&bench.rep, CreateActivity { id, draft })
            .await
            .unwrap();
        let event = heard.recv().await.unwrap().event;
        assert_eq!(event.parent, Some(deal.id.0));
        for record in [deal.id.0, deal.account.0, contact.0] {
            assert!(event.concerns(record), "{record}");
        }
        assert!(!event.concerns(bench.uuid()));
        // A page that slept is told the same.
        let mut session = bench.services.store().read().await.unwrap();
        let missed = store::events_after(&mut session, event.seq - 1, 10)
            .await
            .unwrap();
        assert_eq!(missed[0].event, event);
    }
);
