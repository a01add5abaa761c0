//! Timelines narrowed by kinds and words, of a record with thousands of entries.

use super::fixtures::{Deal, deal, fact, task};
use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::Actor;
use shared::work::Links;
use shared::work::tasks::Due;
use shared::work::tasks::ops::CompleteTask;
use shared::work::timeline::ops::*;
use shared::work::timeline::{TimelineEvent, TimelineFilter, TimelineKey, TimelineKind};
use store::args;

const KINDS: [&str; 4] = ["call", "email", "meeting", "note"];

/// `count` activities of the representative on a deal, an hour apart, every thousandth about Zoé.
async fn activities(bench: &Bench, deal: &Deal, count: i64) {
    let mut rows = Vec::new();
    for n in 0..count {
        let kind = usize::try_from(n % 4).unwrap();
        let (subject, body) = if n % 1000 == 500 {
            (format!("Démonstration {n}"), "Avec Zoé, à Orléans")
        } else {
            (format!("Entry {n}"), "Nothing of note")
        };
        rows.push(args![
            bench.uuid(),
            KINDS[kind],
            &subject,
            body,
            "",
            START.0 + n * 3_600_000,
            deal.id,
            bench.rep.user_id,
            false,
            START,
            1_i64
        ]);
    }
    let mut session = bench.services.store().write().await.unwrap();
    session
        .insert_many(
            "INSERT INTO activities (id, kind, subject, body, outcome, at, opportunity_id, owner_id, sample, created_at, version) VALUES",
            rows,
        )
        .await
        .unwrap();
    session.commit().await.unwrap();
}

async fn page(
    bench: &Bench,
    actor: &Actor,
    of: TimelineOf,
    filter: &TimelineFilter,
    before: Option<TimelineKey>,
    limit: u32,
) -> TimelinePage {
    let asked = ReadTimeline {
        of,
        filter: filter.clone(),
        before,
        limit,
    };
    bench.run(actor, asked).await.unwrap()
}

/// What all pages tell, newest first.
async fn told(
    bench: &Bench,
    of: TimelineOf,
    filter: &TimelineFilter,
    limit: u32,
) -> Vec<TimelineEvent> {
    let (mut told, mut before) = (Vec::new(), None);
    loop {
        let page = page(bench, &bench.rep, of, filter, before, limit).await;
        told.extend(page.entries.into_iter().map(|entry| entry.event));
        before = page.next;
        if before.is_none() {
            return told;
        }
    }
}

fn subject(event: &TimelineEvent) -> String {
    match event {
        TimelineEvent::Activity(activity) => activity.subject.clone(),
        TimelineEvent::TaskDone(task) => task.subject.clone(),
        other => format!("{:?}", other.kind()),
    }
}

both!(
    words_are_found_among_thousands_of_entries,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        activities(bench, &deal, 5_000).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let done = task(bench, &bench.rep, "Rappeler Zoé", Due::None, links).await;
        bench.clock.set(START.plus_days(1));
        bench
            .run(&bench.rep, CompleteTask { id: done.id })
            .await
            .unwrap();
        for of in [
            TimelineOf::Opportunity(deal.id),
            TimelineOf::Account(deal.account),
        ] {
            let first = page(bench, &bench.rep, of, &TimelineFilter::default(), None, 30).await;
            assert_eq!(first.entries.len(), 30);
            assert!(first.next.is_some());
            // Without accents, in any order, over subjects and bodies.
            let zoe = TimelineFilter::named("", "orleans ZOE");
            for limit in [2, 50] {
                let found = told(bench, of, &zoe, limit).await;
                let found: Vec<String> = found.iter().map(subject).collect();
                let expected: Vec<String> = [4500, 3500, 2500, 1500, 500]
                    .map(|n| format!("Démonstration {n}"))
                    .into();
                assert_eq!(found, expected, "{of:?}");
            }
            let all = told(bench, of, &TimelineFilter::named("", "zoé"), 3).await;
            assert_eq!(all.len(), 6, "the task too");
            let tasks = told(bench, of, &TimelineFilter::named("task", "zoé"), 3).await;
            assert_eq!(
                tasks.iter().map(subject).collect::<Vec<_>>(),
                ["Rappeler Zoé"]
            );
            let none = page(
                bench,
                &bench.rep,
                of,
                &TimelineFilter::named("", "zoé absent"),
                None,
                30,
            )
            .await;
            assert_eq!(none, TimelinePage::default());
            // Words of the filters of lists are no wildcards here either.
            let wild = page(
                bench,
                &bench.rep,
                of,
                &TimelineFilter::named("", "Z%É"),
                None,
                30,
            )
            .await;
            assert_eq!(wild.entries.len(), 6, "`z` and `e`");
        }
        // Who may not see the activities does not find them.
        let of = TimelineOf::Account(deal.account);
        let zoe = TimelineFilter::named("", "zoe");
        let hidden = page(bench, &bench.stranger, of, &zoe, None, 30).await;
        assert_eq!(hidden, TimelinePage::default());
    }
);

both!(kinds_are_told_apart, async |bench: &Bench| {
    let owner = bench.rep.user_id;
    let deal = deal(bench, owner).await;
    activities(bench, &deal, 8).await;
    fact(bench, &deal, owner, 2, 1, 80_000, "2027-01-14").await;
    let of = TimelineOf::Opportunity(deal.id);
    let kinds = async |codes: &str| -> Vec<TimelineKind> {
        let found = told(bench, of, &TimelineFilter::named(codes, ""), 2).await;
        found.iter().map(TimelineEvent::kind).collect()
    };
    use TimelineKind as K;
    assert_eq!(kinds("call").await, [K::Call; 2]);
    assert_eq!(
        kinds("note,email").await,
        [K::Note, K::Email, K::Note, K::Email]
    );
    assert_eq!(kinds("stage").await, [K::Stage]);
    // The close date, the amount, and that the deal was created.
    assert_eq!(kinds("change").await, [K::Change; 3]);
    assert_eq!(kinds("quote,question,task").await, []);
    assert_eq!(kinds("").await.len(), 8 + 4);
    // A move is found by the name of its stage.
    let found = told(bench, of, &TimelineFilter::named("", "s1"), 5).await;
    assert_eq!(
        found.iter().map(TimelineEvent::kind).collect::<Vec<_>>(),
        [K::Stage]
    );
});
