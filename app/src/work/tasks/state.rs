//! A list of tasks on a page: loaded from the server, changed at once, put right when refused.

use crate::boot::use_lang;
use crate::call::Fault;
use crate::work::api;
use i18n::{k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Instant, Lang, TaskId, Zone};
use shared::work::LinksView;
use shared::work::tasks::ops::{
    CompleteTask, ListTasks, ReopenTask, Reschedule, RescheduleTasks, TaskFilter, TaskList,
};
use shared::work::tasks::{Bucket, BucketCounts, Snooze, TaskView, bucket, snooze};
use std::collections::BTreeSet;
use ui::{Toaster, use_toaster};

/// Tasks of one page of the list.
pub const PAGE: u32 = 100;

/// The list and what may be done to it.
#[derive(Clone, Copy)]
pub struct Queue {
    /// What is listed.
    pub filter: RwSignal<TaskFilter>,
    /// The tasks loaded.
    pub tasks: RwSignal<Vec<TaskView>>,
    /// Counts over all pages.
    pub counts: RwSignal<BucketCounts>,
    /// Where the next page begins.
    pub next: RwSignal<Option<String>>,
    /// Tasks chosen for a change of several.
    pub chosen: RwSignal<BTreeSet<TaskId>>,
    /// The task done last that belongs to a record: what comes next?
    pub finished: RwSignal<Option<TaskView>>,
    turn: StoredValue<u32>,
    lang: Lang,
    toaster: Toaster,
    zone: StoredValue<Zone>,
}

impl Queue {
    /// A list that begins with `first`.
    pub fn new(filter: TaskFilter, first: TaskList, zone: StoredValue<Zone>) -> Self {
        Self {
            filter: RwSignal::new(filter),
            tasks: RwSignal::new(first.tasks),
            counts: RwSignal::new(first.counts),
            next: RwSignal::new(first.next),
            chosen: RwSignal::new(BTreeSet::new()),
            finished: RwSignal::new(None),
            turn: StoredValue::new(0),
            lang: use_lang(),
            toaster: use_toaster(),
            zone,
        }
    }

    /// Tells the person that something was refused.
    pub fn problem(self, fault: &Fault) {
        self.toaster.problem(problem_text(self.lang, &fault.0));
    }

    /// Reads the list again, as much of it as is shown; older answers are dropped.
    ///
    /// The list may be gone when it is asked to: an answer comes late, and a message's "Undo" outlives
    /// the page. Then nothing is read.
    pub fn reload(self) {
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let shown = self.tasks.try_with_untracked(Vec::len);
        let (Some(turn), Some(shown), Some(filter)) =
            (turn, shown, self.filter.try_get_untracked())
        else {
            return;
        };
        let shown = u32::try_from(shown).unwrap_or(PAGE);
        let request = ListTasks {
            filter,
            after: None,
            limit: shown.clamp(PAGE, 200),
        };
        spawn_local(async move {
            let answer = api::list_tasks(request).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(list) => {
                    self.tasks.set(list.tasks);
                    self.counts.set(list.counts);
                    self.next.set(list.next);
                }
                Err(fault) => self.problem(&fault),
            }
        });
    }

    /// Reads the next page.
    pub fn more(self) {
        let request = ListTasks {
            filter: self.filter.get_untracked(),
            after: self.next.get_untracked(),
            limit: PAGE,
        };
        spawn_local(async move {
            match api::list_tasks(request).await {
                Ok(list) => {
                    let _ = self.tasks.try_update(|all| all.extend(list.tasks));
                    let _ = self.next.try_set(list.next);
                }
                Err(fault) => self.problem(&fault),
            }
        });
    }

    /// The loaded tasks of one part, in order.
    pub fn part(self, part: Bucket, now: Instant) -> Vec<TaskView> {
        self.tasks.with(|all| {
            self.zone.with_value(|zone| {
                all.iter()
                    .filter(|task| bucket(task, now, zone, self.lang) == part)
                    .cloned()
                    .collect()
            })
        })
    }

    fn set_done(self, id: TaskId, done_at: Option<Instant>) {
        let _ = self.tasks.try_update(|all| {
            if let Some(task) = all.iter_mut().find(|task| task.id == id) {
                task.done_at = done_at;
            }
        });
    }

    /// Marks a task as done at once; a refusal opens it again. The message offers to undo.
    pub fn complete(self, task: TaskView) {
        let id = task.id;
        self.set_done(id, Some(crate::boot::now()));
        self.chosen.update(|chosen| {
            chosen.remove(&id);
        });
        let of_record = task.links != LinksView::default();
        spawn_local(async move {
            match api::complete_task(CompleteTask { id }).await {
                Ok(_) => {
                    let text = tf(self.lang, k::work::TASK_DONE, &[("subject", &task.subject)]);
                    let undo = Callback::new(move |()| self.reopen(id));
                    self.toaster.undo(text, t(self.lang, k::ui::UNDO), undo);
                    if of_record {
                        let _ = self.finished.try_set(Some(task));
                    }
                    self.reload();
                }
                Err(fault) => {
                    self.set_done(id, None);
                    self.problem(&fault);
                }
            }
        });
    }

    /// What the task done last was about, while it is asked what comes next.
    pub fn finished_about(self) -> Option<LinksView> {
        self.finished
            .with(|task| task.as_ref().map(|task| task.links.clone()))
    }

    /// It was answered what comes next.
    pub fn next_answered(self, added: Option<TaskView>) {
        self.finished.set(None);
        if added.is_some() {
            self.reload();
        }
    }

    /// Marks tasks as done at once, with one message that opens all of them again. What comes next is not
    /// asked: there would be as many answers as tasks.
    pub fn complete_all(self, tasks: Vec<TaskView>) {
        let ids: Vec<TaskId> = tasks.into_iter().map(|task| task.id).collect();
        let now = crate::boot::now();
        for id in &ids {
            self.set_done(*id, Some(now));
        }
        self.chosen.set(BTreeSet::new());
        self.finished.set(None);
        spawn_local(async move {
            let mut done = Vec::new();
            let mut refused = None;
            for id in ids {
                match api::complete_task(CompleteTask { id }).await {
                    Ok(_) => done.push(id),
                    Err(fault) => {
                        self.set_done(id, None);
                        refused = refused.or(Some(fault));
                    }
                }
            }
            if !done.is_empty() {
                let count = i64::try_from(done.len()).unwrap_or(0);
                let text = tn(self.lang, k::work::TASKS_DONE, count, &[]);
                let undo = Callback::new(move |()| self.reopen_all(done.clone()));
                self.toaster.undo(text, t(self.lang, k::ui::UNDO), undo);
            }
            if let Some(fault) = refused {
                self.problem(&fault);
            }
            self.reload();
        });
    }

    fn reopen_all(self, ids: Vec<TaskId>) {
        for id in &ids {
            self.set_done(*id, None);
        }
        spawn_local(async move {
            let mut refused = None;
            for id in ids {
                if let Err(fault) = api::reopen_task(ReopenTask { id }).await {
                    refused = refused.or(Some(fault));
                }
            }
            if let Some(fault) = refused {
                self.problem(&fault);
            }
            self.reload();
        });
    }

    /// Opens a done task again.
    pub fn reopen(self, id: TaskId) {
        self.set_done(id, None);
        let _ = self.finished.try_set(None);
        spawn_local(async move {
            if let Err(fault) = api::reopen_task(ReopenTask { id }).await {
                self.problem(&fault);
            }
            self.reload();
        });
    }

    /// Puts tasks off; the message offers to undo.
    pub fn snooze(self, tasks: Vec<TaskView>, choice: Snooze) {
        let now = crate::boot::now();
        let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
        let due = |task: &TaskView| {
            self.zone
                .with_value(|zone| snooze(task.due, choice, now, zone))
        };
        self.tasks.update(|all| {
            for task in all.iter_mut().filter(|task| ids.contains(&task.id)) {
                task.due = due(task);
            }
        });
        self.chosen.set(BTreeSet::new());
        // Equal targets go in one request, so that several tasks move together or not at all.
        let first = tasks.first().map(due);
        let to = match (tasks.len(), first) {
            (_, None) => return,
            (1, Some(due)) => Reschedule::To(due),
            (_, Some(due)) => {
                let day = self.zone.with_value(|zone| due.day(zone));
                day.map_or(Reschedule::To(due), Reschedule::OnDay)
            }
        };
        let count = i64::try_from(ids.len()).unwrap_or(0);
        spawn_local(async move {
            match api::reschedule_tasks(RescheduleTasks { ids, to }).await {
                Ok(_) => {
                    let text = tn(self.lang, k::work::TASKS_MOVED, count, &[]);
                    let undo = Callback::new(move |()| self.put_back(tasks.clone()));
                    self.toaster.undo(text, t(self.lang, k::ui::UNDO), undo);
                }
                Err(fault) => self.problem(&fault),
            }
            self.reload();
        });
    }

    /// Gives tasks back the due dates they had.
    fn put_back(self, tasks: Vec<TaskView>) {
        spawn_local(async move {
            for task in tasks {
                let request = RescheduleTasks {
                    ids: vec![task.id],
                    to: Reschedule::To(task.due),
                };
                if let Err(fault) = api::reschedule_tasks(request).await {
                    self.problem(&fault);
                }
            }
            self.reload();
        });
    }

    /// Deletes a task at once; the message offers to undo.
    pub fn delete(self, task: TaskView) {
        let id = task.id;
        self.tasks.update(|all| all.retain(|task| task.id != id));
        crate::work::delete_task(self.lang, self.toaster, id, move || self.reload());
    }
}
