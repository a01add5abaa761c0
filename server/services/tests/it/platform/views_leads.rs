//! Leads in a list: the queue is everybody's, the clock of the first answer can be asked for, and what
//! was given to somebody in bulk goes back to the queue.

use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::{Bench, START};
use crate::both;
use services::Clock;
use shared::crm::leads::{
    ChangeLeadStatus, CreateLead, Disqualification, GetLead, LeadFacts, LeadSource, LeadStatus,
    LeadView, LogLeadTouch, Rating, StatusChange, TouchKind,
};
use shared::kernel::{Instant, LeadId, LeadTouchId};
use shared::platform::views::*;
use std::collections::BTreeSet;

/// Conditions on leads of every kind.
pub(super) const FILTERS: &[&str] = &[
    "name.has(lead)",
    "company.empty()",
    "company.starts(al)",
    "status.is(new)",
    "status.is(contacted,disqualified)",
    "rating.is(hot)",
    "lead_source.is(web,event)",
    "response.is(late)",
    "response.is(running,stopped)",
    "response.is(in_time,after_limit)",
    "owner.empty()",
    "owner.is(me)",
    "owner.team.is(my_team)",
    "country.is(FR)",
    "language.empty()",
    "first_contacted.empty()",
    "first_contacted.is(today)",
    "recycle_on.empty()",
    "created.is(today)",
];

/// Leads of every source and rating, some in the queue, some answered in time, late, or never.
pub(super) async fn world(bench: &Bench) {
    const MINUTE: i64 = 60_000;
    for n in 0..18_usize {
        let owner = match n % 3 {
            0 => None,
            1 => Some(bench.rep.user_id),
            _ => Some(bench.stranger.user_id),
        };
        let facts = LeadFacts {
            company: ["Alpha", "alpine", "", "Beta"][n % 4].into(),
            country: ["FR", "", "BE"][n % 3].into(),
            source: LeadSource::ALL[n % LeadSource::ALL.len()],
            rating: Rating::ALL[(n / 2) % Rating::ALL.len()],
            ..LeadFacts::named("Lead", format!("{}", n % 5), owner)
        };
        let id = LeadId(bench.uuid());
        bench
            .run(&bench.administrator, CreateLead { id, facts })
            .await
            .unwrap();
        let minutes = [0, 10, 70, 26 * 60][n % 4];
        bench.clock.set(Instant(START.0 + minutes * MINUTE));
        if n % 4 > 1 && owner.is_some() {
            let touch = LogLeadTouch {
                id: LeadTouchId(bench.uuid()),
                lead_id: id,
                kind: TouchKind::Call,
                body: String::new(),
            };
            bench.run(&bench.administrator, touch).await.unwrap();
        } else if n % 5 == 1 {
            let change = StatusChange {
                to: LeadStatus::Disqualified,
                reason: Some(Disqualification::Budget),
                note: String::new(),
                until: None,
            };
            let version = 1;
            let request = ChangeLeadStatus {
                id,
                version,
                change,
            };
            bench.run(&bench.administrator, request).await.unwrap();
        }
        bench.clock.set(START);
    }
    bench.clock.set(Instant(START.0 + 61 * MINUTE));
}

both!(
    the_queue_is_everybodys_and_the_clock_can_be_asked_for,
    async |bench: &Bench| {
        world(bench).await;
        let read = async |actor, filter: &str| {
            let spec = ViewSpec {
                columns: vec!["name".into(), "response".into(), "owner".into()],
                ..ViewSpec::filtered(filter)
            };
            all_rows(bench, actor, Object::Leads, &spec, 5).await
        };
        // Finance reads, the representative sees own ones and the queue, not a stranger's.
        assert_eq!(read(&bench.rep, "").await.len(), 12);
        assert_eq!(read(&bench.rep, "owner.empty()").await.len(), 6);
        let states: BTreeSet<String> = read(&bench.administrator, "")
            .await
            .into_iter()
            .filter_map(|row| match &row.cells[1] {
                Cell::Word(word) => Some(word.clone()),
                _ => None,
            })
            .collect();
        let all = ["after_limit", "in_time", "late", "running", "stopped"];
        assert_eq!(states, all.map(str::to_owned).into());
        // The rule of the page and that of the list are one.
        for row in read(&bench.administrator, "").await {
            let id = LeadId(row.id);
            let lead: LeadView = bench
                .run(&bench.administrator, GetLead { id })
                .await
                .unwrap();
            let read = shared::crm::leads::clock(
                (lead.facts.source, lead.facts.rating),
                lead.state.status,
                lead.created_at,
                lead.state.first_contacted_at,
                bench.clock.now(),
            );
            let word = format!("{:?}", read.state);
            let Cell::Word(told) = &row.cells[1] else {
                panic!("no clock");
            };
            assert_eq!(told.replace('_', ""), word.to_lowercase());
        }
    }
);

both!(
    leads_given_in_bulk_go_back_to_the_queue,
    async |bench: &Bench| {
        world(bench).await;
        let change = BulkChange {
            object: Object::Leads,
            run: bench.uuid(),
            targets: Targets::Matching {
                filter: "owner.empty()".into(),
                search: String::new(),
            },
            act: BulkAct::Assign(bench.colleague.user_id),
            after: None,
        };
        let (done, failed) = run_all(bench, &bench.manager, change.clone()).await;
        assert_eq!((done, failed.len()), (6, 0), "{failed:?}");
        let count = async || {
            let request = CountRows {
                object: Object::Leads,
                filter: "owner.empty()".into(),
                search: String::new(),
                own: Vec::new(),
            };
            let totals = bench.run(&bench.manager, request).await.unwrap();
            totals.sums.count
        };
        assert_eq!(count().await, 0);
        assert_eq!(undo_all(bench, &bench.manager, change.run).await.0, 6);
        assert_eq!(count().await, 6);
        let set = BulkChange {
            run: bench.uuid(),
            act: BulkAct::Set {
                field: "rating".into(),
                value: "hot".into(),
            },
            ..change
        };
        let (done, _) = run_all(bench, &bench.manager, set).await;
        assert_eq!(done, 6);
    }
);
