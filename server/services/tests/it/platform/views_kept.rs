//! Views are seen by whom they are for, bulk changes go the way of single ones and can be undone,
//! files are what is shown.

use super::views::all_rows;
use crate::bench::Bench;
use crate::both;
use crate::cpq::support::account;
use crate::deals::fixture::{deal, get, in_days, new_deal};
use crate::work::fixtures::task;
use shared::crm::accounts::{AccountChange, EditAccount};
use shared::deals::opportunities::{DeleteOpportunity, EditOpportunity, OpportunityChange};
use shared::kernel::{Action, Actor, Currency, Money, ProblemKind, Scope};
use shared::platform::views::*;
use shared::work::Links;
use shared::work::tasks::Due;
use uuid::Uuid;

async fn seen(bench: &Bench, actor: &Actor) -> Vec<String> {
    let views = bench
        .run(
            actor,
            ListViews {
                object: Object::Opportunities,
            },
        )
        .await
        .unwrap();
    views.into_iter().map(|view| view.name).collect()
}

both!(a_view_is_seen_by_whom_it_is_for, async |bench: &Bench| {
    let save = |sharing| SaveView {
        id: bench.uuid(),
        object: Object::Opportunities,
        name: " Closing ".into(),
        sharing,
        spec: ViewSpec::filtered("close_date.is(this_quarter)"),
    };
    let private = bench
        .run(&bench.manager, save(Sharing::Private))
        .await
        .unwrap();
    assert_eq!(private.name, "Closing");
    assert_eq!(seen(bench, &bench.rep).await, Vec::<String>::new());
    let update = UpdateView {
        id: private.id,
        version: private.version,
        name: "For all".into(),
        sharing: Sharing::Team,
        spec: private.spec.clone(),
    };
    let shared = bench.run(&bench.manager, update.clone()).await.unwrap();
    assert_eq!(seen(bench, &bench.rep).await, ["For all"]);
    assert_eq!(seen(bench, &bench.stranger).await, Vec::<String>::new());
    // A stale write is answered with the view as it is.
    let problem = bench.run(&bench.manager, update).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Conflict);
    assert!(problem.current.unwrap().contains("For all"));
    // Who sees it does not change it.
    let delete = DeleteView {
        id: shared.id,
        version: shared.version,
    };
    let problem = bench.run(&bench.rep, delete.clone()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotFound);
    bench.run(&bench.manager, delete).await.unwrap();
    assert_eq!(seen(bench, &bench.manager).await, Vec::<String>::new());
    bench
        .run(&bench.manager, RestoreView { id: shared.id })
        .await
        .unwrap();
    assert_eq!(seen(bench, &bench.rep).await, ["For all"]);
    // Nobody without a team shares with one, and nothing unreadable is kept.
    let problem = bench
        .run(&bench.administrator, save(Sharing::Team))
        .await
        .unwrap_err();
    assert_eq!(problem.issues[0].code, "view_without_team");
    let broken = SaveView {
        name: String::new(),
        spec: ViewSpec::filtered("x.is(1)"),
        ..save(Sharing::Private)
    };
    let problem = bench.run(&bench.rep, broken).await.unwrap_err();
    let codes: Vec<&str> = problem
        .issues
        .iter()
        .map(|issue| issue.code.as_ref())
        .collect();
    assert_eq!(codes, ["required", "filter_field"]);
});

/// Runs a change to its end: number done, and the codes of what failed.
pub(super) async fn run_all(
    bench: &Bench,
    actor: &Actor,
    mut change: BulkChange,
) -> (i64, Vec<BulkFailure>) {
    let (mut done, mut failed) = (0, Vec::new());
    loop {
        let step = bench.run(actor, change.clone()).await.unwrap();
        done += step.done;
        failed.extend(step.failed);
        match step.next {
            Some(next) => change.after = Some(next),
            None => return (done, failed),
        }
    }
}

pub(super) async fn undo_all(bench: &Bench, actor: &Actor, run: Uuid) -> (i64, Vec<BulkFailure>) {
    let (mut done, mut failed, mut after) = (0, Vec::new(), None);
    loop {
        let step = bench
            .run(
                actor,
                UndoBulk {
                    run,
                    after,
                    object: None,
                },
            )
            .await
            .unwrap();
        done += step.done;
        failed.extend(step.failed);
        match step.next {
            Some(next) => after = Some(next),
            None => return (done, failed),
        }
    }
}

both!(
    a_bulk_change_goes_the_way_of_single_ones_and_back,
    async |bench: &Bench| {
        for n in 0..60 {
            deal(bench, &bench.rep, &format!("Bulk {n}"), 5).await;
        }
        let one = deal(bench, &bench.rep, "Changed since", 5).await;
        let run = bench.uuid();
        let matching = Targets::Matching {
            filter: "name.has(bulk)".into(),
            search: String::new(),
        };
        let set = |value: &str| BulkAct::Set {
            field: "kind".into(),
            value: value.into(),
        };
        let change = BulkChange {
            object: Object::Opportunities,
            run,
            targets: matching.clone(),
            act: set("renewal"),
            after: None,
        };
        let (done, failed) = run_all(bench, &bench.rep, change).await;
        assert_eq!((done, failed.len()), (60, 0));
        let count = |filter: &str| CountRows {
            object: Object::Opportunities,
            filter: filter.into(),
            search: String::new(),
            own: Vec::new(),
        };
        assert_eq!(
            bench
                .run(&bench.rep, count("kind.is(renewal)"))
                .await
                .unwrap()
                .sums
                .count,
            60
        );
        // Somebody else's record cannot be named, one seen at an older version is not overwritten.
        let foreign = deal(bench, &bench.stranger, "Foreign", 5).await;
        let edit = EditOpportunity {
            id: one.id,
            version: one.version,
            changes: vec![OpportunityChange::Source("Fair".into())],
        };
        bench.run(&bench.rep, edit).await.unwrap();
        let named = Targets::Records(vec![
            (foreign.id.0, foreign.version),
            (one.id.0, one.version),
        ]);
        let change = BulkChange {
            object: Object::Opportunities,
            run: bench.uuid(),
            targets: named,
            act: BulkAct::Delete,
            after: None,
        };
        let (done, failed) = run_all(bench, &bench.rep, change).await;
        assert_eq!(done, 0);
        let mut kinds: Vec<(String, ProblemKind)> = failed
            .into_iter()
            .map(|one| (one.name, one.problem.kind))
            .collect();
        kinds.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(
            kinds,
            [
                (String::new(), ProblemKind::NotFound),
                ("Changed since".into(), ProblemKind::Conflict)
            ]
        );
        // Undone, except what was changed since, and by nobody else.
        let rows = all_rows(
            bench,
            &bench.rep,
            Object::Opportunities,
            &ViewSpec::filtered("kind.is(renewal)"),
            1,
        )
        .await;
        let touched = get(bench, &bench.rep, shared::kernel::OpportunityId(rows[0].id))
            .await
            .unwrap();
        bench
            .run(
                &bench.rep,
                DeleteOpportunity {
                    id: touched.id,
                    version: touched.version,
                },
            )
            .await
            .unwrap();
        assert_eq!(undo_all(bench, &bench.colleague, run).await.0, 0);
        let (done, failed) = undo_all(bench, &bench.rep, run).await;
        assert_eq!((done, failed.len()), (59, 1));
        assert_eq!(
            bench
                .run(&bench.rep, count("kind.is(renewal)"))
                .await
                .unwrap()
                .sums
                .count,
            0
        );
        // Rules of single edits hold for each record.
        let act = BulkAct::Set {
            field: "close_date".into(),
            value: "1066-10-14".into(),
        };
        let change = BulkChange {
            object: Object::Opportunities,
            run: bench.uuid(),
            targets: matching.clone(),
            act,
            after: None,
        };
        let (done, failed) = run_all(bench, &bench.rep, change).await;
        assert_eq!((done, failed.len()), (0, 59));
        assert_eq!(failed[0].problem.kind, ProblemKind::Invalid);
        // Giving away needs the right to.
        let act = BulkAct::Assign(bench.colleague.user_id);
        let change = BulkChange {
            object: Object::Opportunities,
            run: bench.uuid(),
            targets: matching,
            act,
            after: None,
        };
        let (done, failed) = run_all(bench, &bench.rep, change.clone()).await;
        assert_eq!(
            (done, failed.len(), failed[0].problem.kind),
            (0, 59, ProblemKind::Forbidden)
        );
        assert_eq!(run_all(bench, &bench.manager, change.clone()).await.0, 59);
        assert_eq!(
            bench
                .run(&bench.colleague, count("owner.is(me)"))
                .await
                .unwrap()
                .sums
                .count,
            59
        );
        assert_eq!(undo_all(bench, &bench.manager, change.run).await.0, 59);
    }
);

both!(
    accounts_and_contacts_change_in_bulk_too,
    async |bench: &Bench| {
        let id = account(bench, &bench.rep).await;
        let run = bench.uuid();
        let act = BulkAct::Set {
            field: "country".into(),
            value: "BE".into(),
        };
        let targets = Targets::Matching {
            filter: "owner.is(me)".into(),
            search: String::new(),
        };
        let change = BulkChange {
            object: Object::Accounts,
            run,
            targets: targets.clone(),
            act,
            after: None,
        };
        assert_eq!(run_all(bench, &bench.rep, change).await.0, 1);
        let delete = BulkChange {
            object: Object::Accounts,
            run: bench.uuid(),
            targets,
            act: BulkAct::Delete,
            after: None,
        };
        assert_eq!(run_all(bench, &bench.rep, delete.clone()).await.0, 1);
        assert_eq!(undo_all(bench, &bench.rep, delete.run).await.0, 1);
        // The deletion and its undoing changed the version: the country stays.
        let (done, failed) = undo_all(bench, &bench.rep, run).await;
        assert_eq!((done, failed.len()), (0, 1));
        let edit = EditAccount {
            id,
            version: 0,
            changes: vec![AccountChange::City("Lyon".into())],
        };
        assert_eq!(
            bench.run(&bench.rep, edit).await.unwrap_err().kind,
            ProblemKind::Conflict
        );
    }
);

both!(
    the_right_to_one_kind_of_record_is_enough_to_change_many_of_it,
    async |bench: &Bench| {
        let due = Due::Day(in_days(1));
        let seen = task(bench, &bench.rep, "Call", due, Links::default()).await;
        let only = |right| {
            let mut actor = bench.finance.clone();
            actor.rights = actor.rights.with(right, Scope::All);
            actor
        };
        let change = |object, records| BulkChange {
            object,
            run: bench.uuid(),
            targets: Targets::Records(records),
            act: BulkAct::Set {
                field: "status".into(),
                value: "done".into(),
            },
            after: None,
        };
        let desk = only(Action::EditActivity);
        let done = change(Object::Tasks, vec![(seen.id.0, seen.version)]);
        let (count, failed) = run_all(bench, &desk, done.clone()).await;
        assert_eq!((count, failed.len()), (1, 0), "{failed:?}");
        let (count, failed) = undo_all(bench, &desk, done.run).await;
        assert_eq!((count, failed.len()), (1, 0), "{failed:?}");
        // It opens no other door.
        for object in Object::ALL.iter().copied() {
            let actor = only(object.edit_action());
            for other in Object::ALL.iter().copied() {
                let expected = other.edit_action() != object.edit_action();
                let answer = bench.run(&actor, change(other, Vec::new())).await;
                let refused = answer.is_err_and(|problem| problem.kind == ProblemKind::Forbidden);
                assert_eq!(refused, expected, "{object:?} {other:?}");
                let undo = UndoBulk {
                    run: bench.uuid(),
                    after: None,
                    object: Some(other),
                };
                let answer = bench.run(&actor, undo).await;
                let refused = answer.is_err_and(|problem| problem.kind == ProblemKind::Forbidden);
                assert_eq!(refused, expected, "{object:?} {other:?}");
            }
        }
    }
);

both!(a_file_is_what_is_shown, async |bench: &Bench| {
    let mut new = new_deal(bench, "=1+1", Money::new(123_450, Currency::EUR)).await;
    new.source = "Fair, \"Lyon\"".into();
    bench.run(&bench.rep, new).await.unwrap();
    deal(bench, &bench.rep, "Plain", 7).await;
    deal(bench, &bench.stranger, "Foreign", 7).await;
    let spec = ViewSpec {
        columns: vec![
            "name".into(),
            "amount".into(),
            "source".into(),
            "close_date".into(),
        ],
        sort: "-amount".into(),
        ..ViewSpec::default()
    };
    let export = |form| ExportRows {
        object: Object::Opportunities,
        spec: spec.clone(),
        form,
    };
    let file = bench.run(&bench.rep, export(FileForm::Csv)).await.unwrap();
    assert_eq!(file.name, "opportunities-2026-11-23.csv");
    assert_eq!(
        String::from_utf8(file.bytes).unwrap(),
        "\u{feff}Name,Amount,Amount (currency),Source,Close date\n\
         '=1+1,1234.50,EUR,\"Fair, \"\"Lyon\"\"\",2026-12-13\nPlain,7.00,EUR,,2026-12-13\n"
    );
    let file = bench.run(&bench.rep, export(FileForm::Xlsx)).await.unwrap();
    assert!(file.bytes.starts_with(b"PK"));
});
