//! Fields an administrator adds to tasks: written in the form, left alone by what is done in the queue, asked for
//! before the task is done, and known to lists.

use super::fields::{add, codes, save, values};
use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::Bench;
use crate::both;
use crate::work::fixtures::draft;
use shared::kernel::{Problem, ProblemKind, TaskId};
use shared::platform::fields::*;
use shared::platform::views::*;
use shared::work::tasks::ops::{
    CompleteTask, CreateTask, EditTask, ListTasks, ReadTask, Reschedule, RescheduleTasks,
    TaskFilter,
};
use shared::work::tasks::{Due, TaskDraft, TaskView};

async fn made(bench: &Bench, subject: &str, pairs: &[(&str, &str)]) -> Result<TaskView, Problem> {
    let draft = TaskDraft {
        custom: values(pairs),
        ..draft(&bench.rep, subject, Due::None)
    };
    let id = TaskId(bench.uuid());
    bench.run(&bench.rep, CreateTask { id, draft }).await
}

async fn edited(
    bench: &Bench,
    before: &TaskView,
    pairs: &[(&str, &str)],
) -> Result<TaskView, Problem> {
    let edit = EditTask {
        id: before.id,
        version: before.version,
        draft: TaskDraft {
            custom: values(pairs),
            ..before.draft()
        },
    };
    bench.run(&bench.rep, edit).await
}

both!(a_task_has_its_fields, async |bench: &Bench| {
    add(bench, Holder::Task, "tier", FieldKind::Choice).await;
    add(bench, Holder::Task, "effort", FieldKind::Number).await;
    let refused = made(bench, "Call", &[("effort", "much")]).await;
    assert_eq!(
        codes(&refused.unwrap_err()),
        [("not_a_number", "custom.effort")]
    );
    let one = made(bench, "Call", &[("tier", "gold"), ("effort", "02.50")])
        .await
        .unwrap();
    let kept = values(&[("tier", "gold"), ("effort", "2.5")]);
    assert_eq!(one.custom, kept);
    // The form opens what the queue gives it, and what is done in the queue touches none of them.
    let queue = ListTasks {
        filter: TaskFilter::default(),
        after: None,
        limit: 10,
    };
    let listed = bench.run(&bench.rep, queue).await.unwrap();
    assert_eq!(listed.tasks[0].custom, kept);
    let moved = RescheduleTasks {
        ids: vec![one.id],
        to: Reschedule::OnDay(crate::deals::fixture::in_days(3)),
    };
    let moved = bench.run(&bench.rep, moved).await.unwrap();
    assert_eq!(moved[0].custom, kept);

    let refused = edited(bench, &one, &[]).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Conflict);
    let two = edited(bench, &moved[0], &[("tier", "silver")])
        .await
        .unwrap();
    assert_eq!(two.custom, values(&[("tier", "silver")]));
    let read = bench.run(&bench.rep, ReadTask { id: one.id }).await;
    assert_eq!(read.unwrap().custom, two.custom);
    let mut session = bench.services.store().read().await.unwrap();
    let told: Vec<(String, String)> = session
        .all(
            "SELECT before_json, after_json FROM events WHERE entity_id = $1 AND action = 'edited'",
            store::args![one.id],
        )
        .await
        .unwrap();
    assert!(told[0].0.contains(r#""tier":"gold""#), "{told:?}");
    assert!(told[0].1.contains(r#""tier":"silver""#), "{told:?}");
});

both!(
    what_a_task_must_have_is_asked_before_it_is_done,
    async |bench: &Bench| {
        let must = add(bench, Holder::Task, "must", FieldKind::Text).await;
        let must = CustomField {
            required: true,
            ..must
        };
        save(bench, must).await.unwrap();
        // One line writes a task down.
        let task = made(bench, "Call", &[]).await.unwrap();
        let done = CompleteTask { id: task.id };
        let refused = bench.run(&bench.rep, done.clone()).await.unwrap_err();
        assert_eq!(codes(&refused), [("missing_custom", "custom.must")]);
        let task = edited(bench, &task, &[("must", "x")]).await.unwrap();
        let refused = edited(bench, &task, &[]).await.unwrap_err();
        assert_eq!(codes(&refused), [("required", "custom.must")]);
        let task = bench.run(&bench.rep, done).await.unwrap();
        assert!(task.done_at.is_some());
    }
);

both!(lists_of_tasks_know_them, async |bench: &Bench| {
    add(bench, Holder::Task, "tier", FieldKind::Choice).await;
    let pairs: [&[(&str, &str)]; 3] = [&[("tier", "silver")], &[("tier", "gold")], &[]];
    let mut ids = Vec::new();
    for (n, pairs) in pairs.into_iter().enumerate() {
        let task = made(bench, &format!("Task {n}"), pairs).await.unwrap();
        ids.push(task.id.0);
    }
    let found = async |filter: &str, sort: &str| {
        let spec = ViewSpec {
            filter: filter.into(),
            sort: sort.into(),
            ..ViewSpec::default()
        };
        let rows = all_rows(bench, &bench.rep, Object::Tasks, &spec, 2).await;
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    // In the order of the options; what has none comes last.
    assert_eq!(found("", "custom.tier").await, [ids[1], ids[0], ids[2]]);
    assert_eq!(found("custom.tier.is(gold)", "name").await, [ids[1]]);
    let run = bench.uuid();
    let change = BulkChange {
        object: Object::Tasks,
        run,
        targets: Targets::Matching {
            filter: "not(custom.tier.empty())".into(),
            search: String::new(),
        },
        act: BulkAct::Set {
            field: "custom.tier".into(),
            value: "bronze".into(),
        },
        after: None,
    };
    let (done, failed) = run_all(bench, &bench.rep, change).await;
    assert_eq!((done, failed.len()), (2, 0));
    let both = found("custom.tier.is(bronze)", "name").await;
    assert_eq!(both, [ids[0], ids[1]]);
    assert_eq!(undo_all(bench, &bench.rep, run).await.0, 2);
    assert_eq!(found("custom.tier.is(silver)", "name").await, [ids[0]]);
});
