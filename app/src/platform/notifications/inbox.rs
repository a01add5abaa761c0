//! The notices of one page: loaded, changed at once, put right when refused.

use super::api::{list_notices, mark_notices, snooze_notice};
use crate::boot::{now, use_lang, use_session};
use crate::call::Fault;
use i18n::{Lang, date_time, k, problem_text, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ApprovalView;
use shared::kernel::{QuoteId, Zone};
use shared::platform::notifications::{
    ListNotices, MarkNotices, NoticeCursor, NoticeFilter, NoticeList, NoticeView, SnoozeNotice,
    SnoozeUntil,
};
use std::collections::{BTreeMap, VecDeque};
use ui::{Toaster, use_toaster};
use uuid::Uuid;

/// Notices read at a time.
pub const PAGE: u32 = 30;
/// Most in one answer.
const MOST: u32 = 100;

/// The list and what may be done to it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Inbox {
    /// Which are listed.
    pub filter: NoticeFilter,
    /// Newest first.
    pub notices: RwSignal<Vec<NoticeView>>,
    /// Where the next page begins.
    pub next: RwSignal<Option<NoticeCursor>>,
    /// How many are unread in all.
    pub unread: RwSignal<i64>,
    /// The requests somebody has looked at in their rows, which are made anew by every notice that comes.
    pub looked: RwSignal<BTreeMap<QuoteId, ApprovalView>>,
    /// Raised by every change and reading: an older answer is dropped.
    turn: StoredValue<u32>,
    /// Marks that wait for the one before them: the last word of a person is the last one saved.
    waiting: StoredValue<VecDeque<MarkNotices>>,
    zone: StoredValue<Zone>,
    lang: Lang,
    toaster: Toaster,
}

impl Inbox {
    /// A list that begins with `first`.
    pub fn new(filter: NoticeFilter, first: NoticeList) -> Self {
        Self {
            filter,
            notices: RwSignal::new(first.notices),
            next: RwSignal::new(first.next),
            unread: RwSignal::new(first.unread),
            looked: RwSignal::new(BTreeMap::new()),
            turn: StoredValue::new(0),
            waiting: StoredValue::new(VecDeque::new()),
            zone: StoredValue::new(use_session().actor.zone),
            lang: use_lang(),
            toaster: use_toaster(),
        }
    }

    fn next_turn(self) -> Option<u32> {
        self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
    }

    fn refused(self, fault: &Fault) {
        self.toaster.problem(problem_text(self.lang, &fault.0));
        self.read_again();
    }

    /// Reads as many again as are shown.
    pub fn read_again(self) {
        let Some(turn) = self.next_turn() else {
            return;
        };
        let shown = self.notices.with_untracked(Vec::len);
        let limit = u32::try_from(shown).unwrap_or(MOST).clamp(PAGE, MOST);
        spawn_local(async move {
            let ask = ListNotices {
                filter: self.filter,
                before: None,
                limit,
            };
            // Without an answer the list stays as it is; the stream tells when the server is back.
            if let Ok(list) = list_notices(ask).await
                && self.turn.try_get_value() == Some(turn)
            {
                self.unread.set(list.unread);
                self.next.set(list.next);
                self.notices.set(list.notices);
            }
        });
    }

    /// Shows those before the last one shown.
    pub fn more(self) {
        let Some(before) = self.next.get_untracked() else {
            return;
        };
        let turn = self.turn.get_value();
        spawn_local(async move {
            let ask = ListNotices {
                filter: self.filter,
                before: Some(before),
                limit: PAGE,
            };
            match list_notices(ask).await {
                Ok(list) if self.turn.try_get_value() == Some(turn) => {
                    self.notices.update(|all| all.extend(list.notices));
                    self.next.set(list.next);
                }
                Ok(_) => {}
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }

    /// Marks one, or all with `None`; the list shows it at once.
    pub fn mark(self, id: Option<Uuid>, read: bool) {
        let Some(_) = self.next_turn() else {
            return;
        };
        let at = read.then(now);
        let mut changed = 0;
        self.notices.update(|all| {
            for notice in all
                .iter_mut()
                .filter(|one| id.is_none_or(|id| one.id == id))
            {
                if notice.read_at.is_some() != read {
                    notice.read_at = at;
                    changed += 1;
                }
            }
        });
        self.unread.update(|unread| {
            *unread = match (id, read) {
                (None, true) => 0,
                (_, true) => (*unread - changed).max(0),
                (_, false) => *unread + changed,
            }
        });
        let mark = MarkNotices {
            ids: id.map(|id| vec![id]),
            read,
        };
        let first = self.waiting.try_update_value(|waiting| {
            waiting.push_back(mark);
            waiting.len() == 1
        });
        if first == Some(true) {
            spawn_local(self.save_marks());
        }
    }

    /// Saves the marks in the order they were made.
    async fn save_marks(self) {
        let next = || {
            self.waiting
                .try_with_value(|waiting| waiting.front().cloned())
        };
        while let Some(mark) = next().flatten() {
            match mark_notices(mark).await {
                Ok(count) => {
                    let _ = self.unread.try_set(count.unread);
                }
                Err(fault) => self.refused(&fault),
            }
            let _ = self.waiting.try_update_value(VecDeque::pop_front);
        }
    }

    /// Puts one away; it leaves the list at once.
    pub fn snooze(self, id: Uuid, until: SnoozeUntil) {
        let Some(_) = self.next_turn() else {
            return;
        };
        self.notices.update(|all| all.retain(|one| one.id != id));
        spawn_local(async move {
            match snooze_notice(SnoozeNotice { id, until }).await {
                Ok(snoozed) => {
                    let _ = self.unread.try_set(snoozed.count.unread);
                    let Some(local) = self.zone.try_with_value(|zone| zone.local(snoozed.until))
                    else {
                        return;
                    };
                    let when = date_time(self.lang, local);
                    self.toaster
                        .success(tf(self.lang, k::notify::SNOOZED, &[("when", &when)]));
                }
                Err(fault) => self.refused(&fault),
            }
        });
    }
}
