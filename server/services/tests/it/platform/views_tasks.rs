//! Tasks in a list: who sees one is who sees it in the queue, being late is the queue's word for it, and many are
//! completed, put off, given away, deleted and put back as one is.

use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::account;
use crate::deals::fixture::{deal, in_days};
use crate::work::fixtures::{draft, task};
use services::Clock;
use shared::crm::contacts::{ContactFacts, CreateContact};
use shared::deals::opportunities::{DeleteOpportunity, SetDealTeam, TeamRole};
use shared::kernel::{Actor, ContactId, Instant, ProblemKind, TaskId};
use shared::platform::views::*;
use shared::work::tasks::ops::*;
use shared::work::tasks::{Bucket, Due, Priority, TaskDraft, TaskKind, TaskView, bucket};
use shared::work::{Links, Whose};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Conditions on tasks of every kind.
pub(super) const FILTERS: &[&str] = &[
    "name.has(call)",
    "name.starts('50%')",
    "name.is('write 4')",
    "status.is(open)",
    "status.is(done)",
    "status.empty()",
    "due.empty()",
    "due.is(today)",
    "due.lt(today)",
    "due.is(next_7_days)",
    "due.is(this_month,last_7_days)",
    "due.between(2026-11-20,next_week)",
    "priority.is(high,low)",
    "kind.is(call,email)",
    "account.empty()",
    "account.country.is(FR)",
    "account.industry.empty()",
    "opportunity.empty()",
    "contact.empty()",
    "owner.is(me)",
    "owner.team.is(my_team)",
    "overdue.is(yes)",
    "overdue.is(no)",
    "due_at.empty()",
    "due_at.is(today)",
    "due_at.lt(today)",
    "done_at.empty()",
    "done_at.is(today)",
    "notes.empty()",
    "notes.has(PAPERS)",
    "created.is(today)",
    "updated.lt(today)",
];

/// Tasks of three people with and without a day, about records of every kind, some of them done.
pub(super) async fn world(bench: &Bench) {
    const HOUR: i64 = 3_600_000;
    let people = [&bench.rep, &bench.colleague, &bench.stranger];
    let account = account(bench, &bench.rep).await;
    let contact = ContactId(bench.uuid());
    let facts = ContactFacts::named("Marie", "Durand", bench.rep.user_id);
    let create = CreateContact { id: contact, facts };
    bench.run(&bench.administrator, create).await.unwrap();
    let mut deals = Vec::new();
    for person in people {
        deals.push(deal(bench, person, "Kettles", 5).await.id);
    }
    let words = [
        "Call",
        "call back",
        "50% less",
        "Écrire",
        "write",
        "O'Hara_1",
    ];
    for n in 0..24_usize {
        let owner = people[n % 3];
        let i = i64::try_from(n).unwrap() - 12;
        let links = match n % 5 {
            0 => Links {
                account: Some(account),
                ..Links::default()
            },
            1 => Links {
                opportunity: Some(deals[n % 3]),
                ..Links::default()
            },
            2 => Links {
                contact: Some(contact),
                ..Links::default()
            },
            _ => Links::default(),
        };
        let draft = TaskDraft {
            kind: TaskKind::ALL[n % 4],
            priority: Priority::ALL[n / 3 % 3],
            notes: ["", "Bring the papers"][n % 2].into(),
            links,
            ..draft(
                owner,
                &format!("{} {n}", words[n % words.len()]),
                match n % 4 {
                    0 => Due::None,
                    1 => Due::Day(in_days(i)),
                    2 => Due::At(Instant(START.0 + i * HOUR)),
                    _ => Due::Day(in_days(i % 2)),
                },
            )
        };
        let id = TaskId(bench.uuid());
        bench.run(owner, CreateTask { id, draft }).await.unwrap();
        if n / 3 % 4 == 3 {
            bench.run(owner, CompleteTask { id }).await.unwrap();
        }
    }
}

/// What the queue shows somebody, open and done.
async fn queue(bench: &Bench, actor: &Actor) -> BTreeMap<Uuid, TaskView> {
    let mut found = BTreeMap::new();
    for done in [false, true] {
        let list = ListTasks {
            filter: TaskFilter {
                whose: Whose::Team,
                done,
                ..TaskFilter::default()
            },
            after: None,
            limit: 200,
        };
        let list = bench.run(actor, list).await.unwrap();
        found.extend(list.tasks.into_iter().map(|task| (task.id.0, task)));
    }
    found
}

fn columns(names: &[&str]) -> ViewSpec {
    ViewSpec {
        columns: names.iter().map(|name| (*name).to_owned()).collect(),
        ..ViewSpec::default()
    }
}

both!(
    a_list_of_tasks_is_what_the_queue_shows_its_reader,
    async |bench: &Bench| {
        world(bench).await;
        // Somebody else's task about a deal is seen by who sells it.
        let shared = deal(bench, &bench.rep, "Shared", 5).await;
        let links = Links {
            opportunity: Some(shared.id),
            ..Links::default()
        };
        let id = TaskId(bench.uuid());
        let about = TaskDraft {
            links,
            ..draft(&bench.stranger, "About yours", Due::None)
        };
        let create = CreateTask { id, draft: about };
        bench.run(&bench.administrator, create).await.unwrap();
        // Who is on a deal's team sees its tasks and changes none of them.
        let joined = deal(bench, &bench.stranger, "Joined", 5).await;
        let team = SetDealTeam {
            id: joined.id,
            version: joined.version,
            members: vec![(bench.colleague.user_id, TeamRole::PreSales)],
        };
        bench.run(&bench.stranger, team).await.unwrap();
        let about = TaskDraft {
            links: Links {
                opportunity: Some(joined.id),
                ..Links::default()
            },
            ..draft(&bench.stranger, "About ours", Due::None)
        };
        let create = CreateTask {
            id: TaskId(bench.uuid()),
            draft: about,
        };
        bench.run(&bench.stranger, create).await.unwrap();
        let mut locked = BTreeMap::new();
        let spec = columns(&["status", "overdue", "due", "due_at", "owner"]);
        for actor in [
            &bench.rep,
            &bench.colleague,
            &bench.stranger,
            &bench.manager,
            &bench.head,
            &bench.finance,
            &bench.administrator,
        ] {
            let shown = queue(bench, actor).await;
            let rows = all_rows(bench, actor, Object::Tasks, &spec, 7).await;
            assert_eq!(rows.len(), shown.len(), "{}", actor.name);
            for row in rows {
                let task = &shown[&row.id];
                let part = bucket(task, bench.clock.now(), &actor.zone, actor.lang);
                let status = if part == Bucket::Done { "done" } else { "open" };
                assert_eq!(row.cells[0], Cell::Word(status.into()));
                assert_eq!(
                    row.cells[1],
                    Cell::Flag(part == Bucket::Overdue),
                    "{task:?}"
                );
                let day = task.due.day(&actor.zone).map_or(Cell::Empty, Cell::Day);
                assert_eq!(row.cells[2], day);
                let at = task.due.moment().map_or(Cell::Empty, Cell::At);
                assert_eq!(row.cells[3], at);
                assert_eq!(row.version, task.version);
                assert_eq!(row.locked, !task.may_edit, "{}: {task:?}", actor.name);
                *locked.entry(actor.user_id).or_insert(0) += i32::from(row.locked);
            }
        }
        let locked = |actor: &Actor| locked.get(&actor.user_id).copied();
        assert_eq!(locked(&bench.colleague), Some(1));
        assert_eq!(locked(&bench.stranger), Some(0));
        assert_eq!(locked(&bench.administrator), Some(0));
        assert!(locked(&bench.finance) > Some(1));
        let sees = async |actor: &Actor| {
            let rows = all_rows(bench, actor, Object::Tasks, &ViewSpec::default(), 50).await;
            rows.iter().any(|row| row.id == id.0)
        };
        assert!(sees(&bench.rep).await && sees(&bench.stranger).await);
        assert!(!sees(&bench.colleague).await);
        // With its deal it is gone.
        let delete = DeleteOpportunity {
            id: shared.id,
            version: shared.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert!(!sees(&bench.rep).await && !sees(&bench.administrator).await);
    }
);

both!(
    tasks_are_found_by_what_they_say_and_what_they_are_about,
    async |bench: &Bench| {
        let links = Links {
            account: Some(account(bench, &bench.rep).await),
            ..Links::default()
        };
        task(
            bench,
            &bench.rep,
            "Send the contrat signé",
            Due::None,
            links,
        )
        .await;
        task(bench, &bench.rep, "Lunch", Due::None, Links::default()).await;
        let count = async |actor: &Actor, search: &str| {
            let request = CountRows {
                object: Object::Tasks,
                filter: String::new(),
                search: search.into(),
                own: Vec::new(),
            };
            bench.run(actor, request).await.unwrap().sums.count
        };
        for words in [
            "contrat",
            "CONTR",
            "signe",
            "acme",
            "send acme",
            "th",
            "lunch",
        ] {
            assert_eq!(count(&bench.rep, words).await, 1, "{words}");
        }
        assert_eq!(count(&bench.rep, "").await, 2);
        for words in ["elsewhere", "lunch acme", "ontrat", "100%"] {
            assert_eq!(count(&bench.rep, words).await, 0, "{words}");
        }
        assert_eq!(count(&bench.stranger, "contrat").await, 0);
    }
);

fn matching(bench: &Bench, filter: &str, act: BulkAct) -> BulkChange {
    BulkChange {
        object: Object::Tasks,
        run: bench.uuid(),
        targets: Targets::Matching {
            filter: filter.into(),
            search: String::new(),
        },
        act,
        after: None,
    }
}

fn set(field: &str, value: &str) -> BulkAct {
    BulkAct::Set {
        field: field.into(),
        value: value.into(),
    }
}

both!(
    many_tasks_are_completed_given_away_deleted_and_put_back,
    async |bench: &Bench| {
        world(bench).await;
        let count = async |filter: &str| {
            let spec = ViewSpec::filtered(filter);
            all_rows(bench, &bench.head, Object::Tasks, &spec, 50)
                .await
                .len()
        };
        let mine = format!("and(owner.is({}),status.is(open))", bench.rep.user_id);
        assert_eq!(count(&mine).await, 6);
        let assign = BulkAct::Assign(bench.colleague.user_id);
        for (actor, act) in [
            (&bench.rep, set("status", "done")),
            (&bench.manager, assign),
            (&bench.rep, BulkAct::Delete),
        ] {
            let change = matching(bench, &mine, act);
            let (done, failed) = run_all(bench, actor, change.clone()).await;
            assert_eq!((done, failed.len()), (6, 0), "{failed:?}");
            assert_eq!(count(&mine).await, 0);
            let (undone, failed) = undo_all(bench, actor, change.run).await;
            assert_eq!((undone, failed.len()), (6, 0), "{failed:?}");
            assert_eq!(count(&mine).await, 6);
        }
        // Whoever may not give work away says so of each.
        let assign = BulkAct::Assign(bench.colleague.user_id);
        let (done, failed) = run_all(bench, &bench.rep, matching(bench, &mine, assign)).await;
        assert_eq!((done, failed.len()), (0, 6));
        assert_eq!(failed[0].problem.issues[0].code, "owner_out_of_reach");
        let refused = matching(bench, "", set("overdue", "no"));
        let refused = bench.run(&bench.rep, refused).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "filter_field");
        let reader = matching(bench, "", BulkAct::Delete);
        let refused = bench.run(&bench.finance, reader).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
    }
);

both!(
    tasks_are_put_off_each_from_where_it_is_and_come_back,
    async |bench: &Bench| {
        world(bench).await;
        let read = async || {
            let spec = columns(&["due", "due_at"]);
            let rows = all_rows(bench, &bench.head, Object::Tasks, &spec, 50).await;
            rows.into_iter()
                .map(|row| (row.id, row.cells))
                .collect::<BTreeMap<_, _>>()
        };
        let before = read().await;
        let late = async || {
            let spec = ViewSpec::filtered("overdue.is(yes)");
            all_rows(bench, &bench.head, Object::Tasks, &spec, 50).await
        };
        let were = late().await;
        assert!(were.len() > 4);
        let change = matching(bench, "overdue.is(yes)", set("due", "next_week"));
        let (done, failed) = run_all(bench, &bench.head, change.clone()).await;
        assert_eq!(usize::try_from(done).unwrap(), were.len(), "{failed:?}");
        assert!(late().await.is_empty());
        let now = read().await;
        for row in &were {
            let (old, new) = (&before[&row.id], &now[&row.id]);
            assert_eq!(new[0], Cell::Day(in_days(7)));
            match (&old[1], &new[1]) {
                (Cell::At(old), Cell::At(new)) => {
                    let zone = &bench.head.zone;
                    assert_eq!(zone.local(*old).time(), zone.local(*new).time());
                }
                (old, new) => assert_eq!(old, new),
            }
        }
        undo_all(bench, &bench.head, change.run).await;
        assert_eq!(read().await, before);
    }
);

both!(
    a_task_changed_meanwhile_or_so_already_is_left_alone,
    async |bench: &Bench| {
        let due = Due::Day(in_days(1));
        let seen = task(bench, &bench.rep, "Call", due, Links::default()).await;
        let change = |act| BulkChange {
            object: Object::Tasks,
            run: bench.uuid(),
            targets: Targets::Records(vec![(seen.id.0, seen.version)]),
            act,
            after: None,
        };
        let version = async || {
            let task = bench.run(&bench.rep, ReadTask { id: seen.id }).await;
            task.unwrap().version
        };
        let day = in_days(1).to_string();
        for act in [
            set("due", &day),
            set("due", "tomorrow"),
            set("status", "open"),
            set("kind", "call"),
            BulkAct::Assign(bench.rep.user_id),
        ] {
            let (done, failed) = run_all(bench, &bench.rep, change(act)).await;
            assert_eq!((done, failed.len()), (1, 0), "{failed:?}");
            assert_eq!(version().await, seen.version);
        }
        let complete = CompleteTask { id: seen.id };
        let done = bench.run(&bench.rep, complete).await.unwrap();
        for act in [
            set("due", "next_week"),
            set("status", "open"),
            set("name", "Other"),
            BulkAct::Delete,
        ] {
            let (none, failed) = run_all(bench, &bench.rep, change(act)).await;
            assert_eq!((none, failed.len()), (0, 1));
            assert_eq!(failed[0].problem.kind, ProblemKind::Conflict);
            assert_eq!(failed[0].name, "Call");
        }
        assert_eq!(version().await, done.version);
    }
);

both!(
    the_file_of_tasks_says_what_the_list_shows,
    async |bench: &Bench| {
        world(bench).await;
        let export = ExportRows {
            object: Object::Tasks,
            spec: ViewSpec {
                filter: "status.is(done)".into(),
                sort: "name".into(),
                ..columns(&["name", "status", "kind", "due", "owner"])
            },
            form: FileForm::Csv,
        };
        let file = bench.run(&bench.finance, export.clone()).await.unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(text.lines().count(), 7, "{text}");
        let mine = bench.run(&bench.rep, export).await.unwrap();
        let text = String::from_utf8(mine.bytes).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("Écrire 9"), "{text}");
        let group = CountGroups {
            object: Object::Tasks,
            filter: String::new(),
            search: String::new(),
            group: "due".into(),
            own: Vec::new(),
        };
        let groups = bench.run(&bench.head, group).await.unwrap().groups;
        let total: i64 = groups.iter().map(|group| group.sums.count).sum();
        assert_eq!(total, 24);
        // Without a day comes last.
        assert_eq!(groups.last().map(|group| &group.key), Some(&Cell::Empty));
        assert_eq!(groups[0].key, Cell::Word("2026-11".into()));
    }
);
