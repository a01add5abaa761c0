//! A change of many records, chunk by chunk, with what went wrong and the way back.

use super::api;
use super::rows::Rows;
use crate::boot::new_uuid;
use i18n::{k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::views::{BulkAct, BulkChange, BulkFailure, UndoBulk};
use std::time::Duration;
use uuid::Uuid;

/// How far a change is. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Run {
    rows: Rows,
    /// Records done or refused so far; `None` when nothing runs.
    pub at: RwSignal<Option<i64>>,
    /// Records there are to do.
    pub of: RwSignal<i64>,
    /// What could not be changed.
    pub failed: RwSignal<Vec<BulkFailure>>,
    /// Whether the report is open.
    pub report: RwSignal<bool>,
}

impl Run {
    pub fn new(rows: Rows) -> Self {
        Self {
            rows,
            at: RwSignal::new(None),
            of: RwSignal::new(0),
            failed: RwSignal::new(Vec::new()),
            report: RwSignal::new(false),
        }
    }

    /// How many records are selected.
    pub fn selected(self) -> i64 {
        let selection = self.rows.selection;
        if selection.all.get() {
            self.rows.totals.with(|totals| totals.sums.count)
        } else {
            let count = selection.picked.with(std::collections::BTreeMap::len);
            i64::try_from(count).unwrap_or(i64::MAX)
        }
    }

    /// Does `act` to everything selected.
    pub fn start(self, act: BulkAct) {
        let total = untrack(move || self.selected());
        let request = BulkChange {
            object: self.rows.ctx.object,
            run: new_uuid(),
            targets: self.rows.selection.targets(&self.rows.spec()),
            act,
            after: None,
        };
        self.failed.set(Vec::new());
        self.of.set(total);
        self.at.set(Some(0));
        spawn_local(self.go_on(request));
    }

    async fn go_on(self, mut request: BulkChange) {
        let lang = self.rows.ctx.lang;
        let (mut done, mut failed) = (0_i64, Vec::new());
        loop {
            match api::bulk(request.clone()).await {
                Ok(step) => {
                    done += step.done;
                    failed.extend(step.failed);
                    let so_far = done + i64::try_from(failed.len()).unwrap_or(0);
                    if self.at.try_set(Some(so_far)).is_some() {
                        return;
                    }
                    match step.next {
                        Some(next) => request.after = Some(next),
                        None => break,
                    }
                }
                Err(fault) => {
                    let reason = problem_text(lang, &fault.0);
                    let text = tf(lang, k::views::BULK_STOPPED, &[("reason", &reason)]);
                    self.rows.toaster.problem(text);
                    break;
                }
            }
        }
        let _ = self.at.try_set(None);
        self.tell(request.run, done, failed);
    }

    /// Says what was done, and offers the way back.
    fn tell(self, run: Uuid, done: i64, failed: Vec<BulkFailure>) {
        let lang = self.rows.ctx.lang;
        if !failed.is_empty() {
            let count = i64::try_from(failed.len()).unwrap_or(0);
            let text = tn(lang, k::views::BULK_FAILED, count, &[]);
            let _ = self.failed.try_set(failed);
            let show = Callback::new(move |()| self.report.set(true));
            self.rows
                .toaster
                .problem_with(text, t(lang, k::views::BULK_SHOW), show);
        }
        if done > 0 {
            let text = tn(lang, k::views::BULK_DONE, done, &[]);
            let undo = Callback::new(move |()| spawn_local(self.undo(run)));
            self.rows.toaster.undo(text, t(lang, k::views::UNDO), undo);
            self.rows.selection.clear();
        }
        self.rows.read_after(Duration::ZERO);
    }

    async fn undo(self, run: Uuid) {
        let lang = self.rows.ctx.lang;
        let (mut done, mut failed, mut after) = (0_i64, Vec::new(), None);
        loop {
            match api::undo_bulk(UndoBulk {
                run,
                after,
                object: None,
            })
            .await
            {
                Ok(step) => {
                    done += step.done;
                    failed.extend(step.failed);
                    match step.next {
                        Some(next) => after = Some(next),
                        None => break,
                    }
                }
                Err(fault) => {
                    self.rows.toaster.problem(problem_text(lang, &fault.0));
                    break;
                }
            }
        }
        if done > 0 {
            let text = tn(lang, k::views::BULK_UNDONE, done, &[]);
            self.rows.toaster.success(text);
        }
        if !failed.is_empty() {
            let count = i64::try_from(failed.len()).unwrap_or(0);
            let _ = self.failed.try_set(failed);
            let show = Callback::new(move |()| self.report.set(true));
            let text = tn(lang, k::views::BULK_FAILED, count, &[]);
            self.rows
                .toaster
                .problem_with(text, t(lang, k::views::BULK_SHOW), show);
        }
        self.rows.read_after(Duration::ZERO);
    }
}
