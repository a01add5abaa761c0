//! The pages, each asked what it asks, on the sample company.

use super::Look;
use crate::bench::{Bench, START};
use crate::deals::fixture::{deal, excepted};
use shared::cpq::approvals::ops::ListApprovals;
use shared::cpq::quotes::QuoteState;
use shared::cpq::quotes::ops::{GetQuote, ListQuotes, QuoteFilter, QuoteSort};
use shared::crm::accounts::{GetAccount, GetAccountRelated};
use shared::crm::contacts::{GetContact, GetContactRelated};
use shared::crm::leads::{GetLead, GetLeadRelated, PlanLeadConversion};
use shared::crm::relations::ops::{ListAffiliations, ListRelations};
use shared::deals::opportunities::{
    BoardQuery, ClosePeriod, ColumnQuery, DealFilter, GetOpportunity, Grouping, ListQuery,
    ListSort, NextActivity,
};
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::insight::feed::ops::ReadFeed;
use shared::insight::feed::{FeedDoing, FeedFilter, FeedWho};
use shared::insight::home::{LoadMyDay, LoadMyTeam};
use shared::kernel::event::Entity;
use shared::kernel::{
    AccountId, Actor, ContactId, Instant, LeadId, OpportunityId, QuoteId, UserId,
};
use shared::planning::forecast::NodeId;
use shared::planning::forecast::ops::LoadForecast;
use shared::platform::audit::{AuditFilter, ReadAudit};
use shared::platform::notifications::{CountNotices, ListNotices, NoticeFilter};
use shared::platform::search::{Find, Recall, Visit};
use shared::platform::views::{Object, ReadRows, ViewSpec};
use shared::work::Whose;
use shared::work::calendar::DayRange;
use shared::work::calendar::ops::ReadCalendar;
use shared::work::tasks::ops::{ListTasks, TaskFilter};
use shared::work::timeline::ops::{ReadOpportunityHistory, ReadTimeline, TimelineOf};
use shared::work::timeline::{TimelineFilter, TimelineGroup};
use store::args;
use store::platform::jobs;
use uuid::Uuid;

/// People of the sample company: one who sells, a manager, and somebody who sees everything.
async fn readers(bench: &Bench) -> [Actor; 3] {
    bench.services.load_demo().await.unwrap();
    let mut session = bench.services.store().write().await.unwrap();
    // A served database knows how large its tables are. The connections of SQLite read it with the schema, which
    // they look at again when it has changed.
    for statement in [
        "ANALYZE",
        "CREATE TABLE looked_at (n INTEGER)",
        "DROP TABLE looked_at",
    ] {
        session.exec(statement, args![]).await.unwrap();
    }
    session.commit().await.unwrap();
    let rep = "SELECT owner_id FROM opportunities WHERE state = 'open' GROUP BY owner_id ORDER BY COUNT(*) DESC LIMIT 1";
    let manager = "SELECT u.id FROM users u JOIN team_closure c ON c.ancestor_id = u.team_id WHERE u.sample AND u.role = 'manager'
        GROUP BY u.id ORDER BY COUNT(*) DESC LIMIT 1";
    let mut found = Vec::new();
    for statement in [rep, manager] {
        let actor = bench.services.actor(UserId(one(bench, statement).await));
        found.push(actor.await.unwrap().unwrap());
    }
    let [rep, manager]: [Actor; 2] = found.try_into().unwrap();
    [rep, manager, bench.administrator.clone()]
}

async fn one(bench: &Bench, statement: &'static str) -> Uuid {
    let mut session = bench.services.store().read().await.unwrap();
    let (id,): (Uuid,) = session.one(statement, args![]).await.unwrap();
    id
}

/// The deal with the most that hangs on it.
const DEAL: &str =
    "SELECT opportunity_id FROM activities WHERE opportunity_id IS NOT NULL GROUP BY opportunity_id
    ORDER BY COUNT(*) DESC, opportunity_id LIMIT 1";
const ACCOUNT: &str =
    "SELECT account_id FROM quotes WHERE account_id IS NOT NULL GROUP BY account_id
    ORDER BY COUNT(*) DESC, account_id LIMIT 1";

explained!(
    boards_and_lists_read_no_table_whole,
    async |bench: &Bench| {
        let readers = readers(bench).await;
        let account = AccountId(one(bench, ACCOUNT).await);
        let mut look = Look::at(bench).await;
        for reader in &readers {
            let mut filters = vec![
                DealFilter::default(),
                DealFilter {
                    owner: Some(reader.user_id),
                    ..DealFilter::default()
                },
                DealFilter {
                    account: Some(account),
                    ..DealFilter::default()
                },
                DealFilter {
                    stalled: true,
                    ..DealFilter::default()
                },
                DealFilter {
                    category: Some(ForecastCategory::Commit),
                    ..DealFilter::default()
                },
            ];
            filters.extend(ClosePeriod::MENU.map(|period| DealFilter {
                close: Some(period),
                ..DealFilter::default()
            }));
            for next in [
                NextActivity::None,
                NextActivity::Overdue,
                NextActivity::Planned,
            ] {
                filters.push(DealFilter {
                    next_activity: Some(next),
                    ..DealFilter::default()
                });
            }
            for filter in filters {
                boards(&mut look, reader, &filter).await;
                let list = ListQuery {
                    pipeline: None,
                    stage: None,
                    filter: DealFilter {
                        state: Some(StageState::Open),
                        ..filter
                    },
                    sort: ListSort::default(),
                    after: None,
                    limit: 80,
                };
                look.ask(reader, list).await;
            }
            for object in Object::ALL {
                let rows = ReadRows {
                    object: *object,
                    spec: ViewSpec::default(),
                    after: None,
                    limit: 50,
                };
                look.ask(reader, rows).await;
            }
        }
        look.end(200);
    }
);

/// A board, in every grouping where nothing narrows it, and the cards that come after the first of a column.
async fn boards(look: &mut Look<'_>, reader: &Actor, filter: &DealFilter) {
    let groups = [
        Grouping::None,
        Grouping::Owner,
        Grouping::Category,
        Grouping::Account,
    ];
    let plain = *filter == DealFilter::default();
    for group in groups.into_iter().take(if plain { 4 } else { 1 }) {
        let board = BoardQuery {
            pipeline: None,
            filter: filter.clone(),
            group,
            limit: 3,
        };
        let view = look.ask(reader, board).await;
        let Some(column) = view.columns.iter().find(|column| column.next.is_some()) else {
            continue;
        };
        let more = ColumnQuery {
            pipeline: view.pipeline.id,
            stage: column.stage_id,
            filter: filter.clone(),
            group,
            limit: 25,
            after: column.next.clone(),
        };
        look.ask(reader, more).await;
    }
}

explained!(records_read_no_table_whole, async |bench: &Bench| {
    let readers = readers(bench).await;
    let deal = OpportunityId(one(bench, DEAL).await);
    let account = AccountId(one(bench, ACCOUNT).await);
    let contact = ContactId(
        one(bench, "SELECT contact_id FROM opportunity_contacts GROUP BY contact_id ORDER BY COUNT(*) DESC, contact_id LIMIT 1").await,
    );
    let lead = LeadId(
        one(
            bench,
            "SELECT id FROM leads WHERE deleted_at IS NULL AND email <> '' AND company <> '' ORDER BY id LIMIT 1",
        )
        .await,
    );
    let quote = QuoteId(
        one(bench, "SELECT quote_id FROM quote_lines GROUP BY quote_id ORDER BY COUNT(*) DESC, quote_id LIMIT 1").await,
    );
    let mut look = Look::at(bench).await;
    let reader = &readers[2];
    look.ask(reader, GetOpportunity { id: deal }).await;
    let history = ReadOpportunityHistory {
        id: deal,
        before: None,
        limit: 50,
    };
    look.ask(reader, history).await;
    look.ask(reader, GetAccount { id: account }).await;
    look.ask(reader, GetAccountRelated { id: account }).await;
    look.ask(reader, GetContact { id: contact }).await;
    look.ask(reader, GetContactRelated { id: contact }).await;
    look.ask(
        reader,
        ListAffiliations {
            contact_id: contact,
        },
    )
    .await;
    look.ask(
        reader,
        ListRelations {
            contact_id: contact,
        },
    )
    .await;
    look.ask(reader, GetLead { id: lead }).await;
    look.ask(reader, GetLeadRelated { id: lead }).await;
    look.ask(reader, PlanLeadConversion { id: lead }).await;
    look.ask(reader, GetQuote { id: quote }).await;
    for of in [
        TimelineOf::Opportunity(deal),
        TimelineOf::Account(account),
        TimelineOf::Contact(contact),
    ] {
        for (groups, text) in [
            (Vec::new(), ""),
            (vec![TimelineGroup::Activities], ""),
            (vec![TimelineGroup::Quotes], ""),
            (Vec::new(), "offer"),
        ] {
            let timeline = ReadTimeline {
                of,
                filter: TimelineFilter {
                    groups,
                    kinds: Vec::new(),
                    text: text.to_owned(),
                },
                before: None,
                limit: 30,
            };
            look.ask(reader, timeline).await;
        }
    }
    look.end(50);
});

explained!(
    a_lead_looks_its_address_up_in_an_index,
    async |bench: &Bench| {
        let readers = readers(bench).await;
        let lead =
            "SELECT id FROM leads WHERE deleted_at IS NULL AND email <> '' ORDER BY id LIMIT 1";
        let id = LeadId(one(bench, lead).await);
        let look = Look::at(bench).await;
        let plan = PlanLeadConversion { id };
        bench.run(&readers[2], plan).await.unwrap();
        let plans = bench.services.store().take_plans();
        let asked = |plan: &&store::Plan| plan.statement.contains("LOWER(email) =");
        let plan = plans.iter().find(asked).unwrap();
        // To walk the latest changed ones until five are met would be no whole table to the others of these tests.
        let looked_up = plan
            .steps
            .iter()
            .any(|step| step.contains("contacts_by_email"));
        assert!(looked_up, "{:?}", plan.steps);
        look.end(0);
    }
);

explained!(
    what_one_opens_every_day_reads_no_table_whole,
    async |bench: &Bench| {
        let readers = readers(bench).await;
        let account = AccountId(one(bench, ACCOUNT).await);
        let deal = OpportunityId(one(bench, DEAL).await);
        let mut look = Look::at(bench).await;
        for reader in &readers {
            look.ask(reader, LoadMyDay {}).await;
            look.ask(reader, LoadMyTeam {}).await;
            let forecast = LoadForecast {
                period: None,
                node: NodeId::Everybody,
                currency: None,
                since: None,
            };
            look.ask(reader, forecast).await;
            tasks(&mut look, reader, account, deal).await;
            quotes(&mut look, reader, account, deal).await;
            look.ask(reader, CountNotices {}).await;
            for unread in [true, false] {
                let notices = ListNotices {
                    filter: NoticeFilter { unread, kind: None },
                    before: None,
                    limit: 30,
                };
                look.ask(reader, notices).await;
            }
            for (who, doing) in [
                (FeedWho::Everybody, None),
                (FeedWho::Me, None),
                (FeedWho::Team, Some(FeedDoing::Won)),
            ] {
                let feed = ReadFeed {
                    filter: FeedFilter {
                        who,
                        kind: None,
                        doing,
                    },
                    before: None,
                    limit: 40,
                };
                look.ask(reader, feed).await;
            }
            for text in ["martin", "lyon renewal", "lefevra"] {
                let find = Find {
                    text: text.to_owned(),
                    limit: 6,
                };
                look.ask(reader, find).await;
            }
            let visits = vec![
                Visit {
                    entity: Entity::Account,
                    id: account.0,
                },
                Visit {
                    entity: Entity::Opportunity,
                    id: deal.0,
                },
            ];
            look.ask(reader, Recall { visits }).await;
        }
        look.ask(&readers[1], ListApprovals::default()).await;
        let audit = ReadAudit {
            filter: AuditFilter::default(),
            before: None,
            limit: 50,
        };
        look.ask(&readers[2], audit).await;
        look.end(100);
    }
);

async fn tasks(look: &mut Look<'_>, reader: &Actor, account: AccountId, deal: OpportunityId) {
    let filters = [
        TaskFilter::default(),
        TaskFilter {
            whose: Whose::Team,
            ..TaskFilter::default()
        },
        TaskFilter {
            done: true,
            ..TaskFilter::default()
        },
    ];
    for filter in filters {
        let list = ListTasks {
            filter,
            after: None,
            limit: 50,
        };
        look.ask(reader, list).await;
    }
    // A record's own are asked for by who sees the record.
    if reader.may(shared::kernel::Action::ManageSystem) {
        for filter in [
            TaskFilter {
                account: Some(account),
                ..TaskFilter::default()
            },
            TaskFilter {
                opportunity: Some(deal),
                ..TaskFilter::default()
            },
        ] {
            let list = ListTasks {
                filter,
                after: None,
                limit: 50,
            };
            look.ask(reader, list).await;
        }
    }
    for whose in [Whose::Mine, Whose::Team] {
        let calendar = ReadCalendar {
            range: DayRange {
                first: "2026-11-01".parse().unwrap(),
                last: "2026-11-30".parse().unwrap(),
            },
            whose,
            owner: None,
        };
        look.ask(reader, calendar).await;
    }
}

async fn quotes(look: &mut Look<'_>, reader: &Actor, account: AccountId, deal: OpportunityId) {
    for sort in [
        QuoteSort::Updated,
        QuoteSort::Number,
        QuoteSort::Account,
        QuoteSort::Amount,
        QuoteSort::ValidUntil,
    ] {
        let filters = [
            QuoteFilter::default(),
            QuoteFilter {
                states: vec![QuoteState::Sent],
                owner_id: Some(reader.user_id),
                ..QuoteFilter::default()
            },
            QuoteFilter {
                account_id: Some(account),
                ..QuoteFilter::default()
            },
            QuoteFilter {
                opportunity_id: Some(deal),
                ..QuoteFilter::default()
            },
            QuoteFilter {
                text: "rollout".to_owned(),
                ..QuoteFilter::default()
            },
        ];
        for filter in filters {
            let list = ListQuotes {
                filter,
                sort,
                offset: 0,
                limit: 50,
            };
            look.ask(reader, list).await;
        }
    }
}

explained!(a_stage_move_reads_no_table_whole, async |bench: &Bench| {
    let deal = deal(bench, &bench.rep, "Rollout", 100).await;
    let stage = excepted(bench, &deal, 1).await;
    let mut look = Look::at(bench).await;
    look.ask(&bench.manager, stage).await;
    look.end(5);
});

explained!(
    the_queue_of_jobs_reads_no_table_whole,
    async |bench: &Bench| {
        let mut look = Look::at(bench).await;
        let mut session = bench.services.store().write().await.unwrap();
        jobs::any_due(&mut session, START).await.unwrap();
        jobs::next_at(&mut session).await.unwrap();
        let lease = Instant(START.0 + 60_000);
        jobs::take(&mut session, "here", START, lease, 4)
            .await
            .unwrap();
        jobs::parked(&mut session, 50).await.unwrap();
        jobs::forget_done(&mut session, START).await.unwrap();
        look.look("the queue of jobs");
        look.end(5);
    }
);
