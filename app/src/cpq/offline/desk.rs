//! What the page works with: the luggage, the quotes on their way, those that arrived. Handles only; copied
//! freely. Whatever changes is kept in the browser at once.

use super::{device, vault};
use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::cpq::offline::api;
use chrono::NaiveDate;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::cpq::offline::ops::TakeAlong;
use shared::cpq::offline::{Arrived, Luggage, Travelling, is_stale, new_quote, settle_offline};
use shared::kernel::{Instant, Lang, QuoteId, UserId, Zone};
use std::sync::Arc;
use ui::{Toaster, use_toaster};

/// The one value of the luggage's cache.
const WHOLE: &str = "luggage";

/// The page's state.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Language of the page.
    pub lang: Lang,
    /// Who is signed in.
    pub me: UserId,
    zone: StoredValue<Zone>,
    /// Whether the browser was asked what it keeps.
    pub loaded: RwSignal<bool>,
    /// Whether it can keep anything.
    pub possible: RwSignal<bool>,
    /// Whether the pages come without a network, too.
    pub ready: RwSignal<bool>,
    /// What was taken along.
    pub luggage: RwSignal<Option<Arc<Luggage>>>,
    /// Its bytes.
    pub size: RwSignal<i64>,
    /// Quotes no server has yet, the last changed first.
    pub drafts: RwSignal<Vec<Travelling>>,
    /// Quotes that were sent, until they were seen.
    pub arrived: RwSignal<Vec<Arrived>>,
    /// How many are kept that this program cannot read.
    pub unreadable: RwSignal<i64>,
    /// Whether there is a network, as far as the browser knows.
    pub online: RwSignal<bool>,
    /// Whether the luggage is on its way.
    pub taking: RwSignal<bool>,
    /// Whether quotes are on their way.
    pub sending: RwSignal<bool>,
    /// The quote that is being written.
    pub open: RwSignal<Option<QuoteId>>,
    /// Messages.
    pub toaster: Toaster,
}

fn parsed<T: DeserializeOwned>(texts: &[String]) -> (Vec<T>, usize) {
    let read: Vec<T> = texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    let lost = texts.len().saturating_sub(read.len());
    (read, lost)
}

async fn keep<T: Serialize>(cache: &str, key: &str, value: &T) -> bool {
    match serde_json::to_string(value) {
        Ok(text) => vault::keep(cache, key, &text).await,
        Err(_) => false,
    }
}

impl Desk {
    /// An empty desk: what the browser keeps is read once the page lives.
    pub fn new() -> Self {
        let actor = use_session().actor;
        Self {
            lang: use_lang(),
            me: actor.user_id,
            zone: StoredValue::new(actor.zone),
            loaded: RwSignal::new(false),
            possible: RwSignal::new(true),
            ready: RwSignal::new(false),
            luggage: RwSignal::new(None),
            size: RwSignal::new(0),
            drafts: RwSignal::new(Vec::new()),
            arrived: RwSignal::new(Vec::new()),
            unreadable: RwSignal::new(0),
            online: RwSignal::new(true),
            taking: RwSignal::new(false),
            sending: RwSignal::new(false),
            open: RwSignal::new(None),
            toaster: use_toaster(),
        }
    }

    /// The day it is for this person: not that of the page, which may be days old.
    pub fn today(&self) -> NaiveDate {
        self.zone.with_value(|zone| zone.date(now()))
    }

    /// A moment as this person's clocks show it.
    pub fn local(&self, at: Instant) -> chrono::NaiveDateTime {
        self.zone.with_value(|zone| zone.local(at))
    }

    /// Reads what the browser keeps; takes along anew what is older than a day, and sends what waits.
    pub async fn begin(self) {
        self.online.set(window().navigator().on_line());
        if !vault::is_there() {
            self.possible.set(false);
            self.loaded.set(true);
            return;
        }
        self.read_luggage().await;
        let texts = vault::all(vault::DRAFTS).await;
        let (mut drafts, lost) = parsed::<Travelling>(&texts);
        drafts.retain(|draft| draft.owner == self.me);
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed_at));
        let texts = vault::all(vault::ARRIVED).await;
        let (mut arrived, _) = parsed::<Arrived>(&texts);
        arrived.retain(|entry| entry.owner == self.me);
        arrived.sort_by_key(|entry| std::cmp::Reverse(entry.sent_at));
        device::note_unsent(self.me, drafts.len());
        self.drafts.try_set(drafts);
        self.arrived.try_set(arrived);
        self.unreadable
            .try_set(i64::try_from(lost).unwrap_or(i64::MAX));
        self.loaded.try_set(true);
        let Some(luggage) = self.luggage.try_get_untracked() else {
            return;
        };
        let old = match luggage {
            Some(luggage) => {
                spawn_local(self.prepare());
                is_stale(luggage.taken_at, now())
            }
            // It was taken along, and this program cannot read it.
            None => device::luggage_is_here(),
        };
        if old && self.online.try_get_untracked() == Some(true) {
            self.take_along(true).await;
        }
        if self.online.try_get_untracked() == Some(true) {
            self.flush().await;
        }
    }

    async fn read_luggage(&self) {
        let Some(text) = vault::read(vault::LUGGAGE, WHOLE).await else {
            return;
        };
        let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
        // What another build has kept and this one cannot read is taken along again.
        let read = serde_json::from_str::<Luggage>(&text).ok();
        match read.filter(|luggage| luggage.owner == self.me) {
            Some(luggage) => {
                self.size.try_set(size);
                self.luggage.try_set(Some(Arc::new(luggage)));
            }
            None => vault::clear(vault::LUGGAGE).await,
        }
    }

    async fn prepare(self) {
        if device::set_up().await {
            self.ready.try_set(true);
        }
    }

    /// Takes along what there is now. `quiet` tells only what went wrong.
    pub async fn take_along(self, quiet: bool) {
        if self.taking.try_get_untracked() != Some(false) {
            return;
        }
        self.taking.set(true);
        match api::take_along(TakeAlong {}).await {
            // Somebody else has signed in since: theirs is not for this page.
            Ok(luggage) if luggage.owner != self.me => {}
            Ok(luggage) => {
                let text = serde_json::to_string(&luggage).unwrap_or_default();
                if vault::keep(vault::LUGGAGE, WHOLE, &text).await {
                    device::note_owner(Some(self.me));
                    device::stay().await;
                    let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
                    self.size.try_set(size);
                    self.luggage.try_set(Some(Arc::new(luggage)));
                    if !quiet {
                        self.toaster.success(t(self.lang, k::offline::TAKEN));
                    }
                    spawn_local(self.prepare());
                } else {
                    self.toaster.problem(t(self.lang, k::offline::NO_ROOM));
                }
            }
            Err(fault) if !quiet => self.toaster.problem(problem_text(self.lang, &fault.0)),
            Err(_) => {}
        }
        self.taking.try_set(false);
    }

    /// Leaves everything that was taken along behind. Quotes that were not sent stay.
    pub async fn unpack(self) {
        vault::clear(vault::LUGGAGE).await;
        device::note_owner(None);
        self.luggage.try_set(None);
        self.size.try_set(0);
    }

    /// Begins a quote and opens it.
    pub fn write_new(&self) {
        let Some(luggage) = self.luggage.get_untracked() else {
            return;
        };
        let id = QuoteId(new_uuid());
        let draft = Travelling {
            id,
            owner: self.me,
            account_name: None,
            draft: new_quote(&luggage, self.today()),
            changed_at: now(),
            refused: None,
            twice: None,
        };
        self.put(draft);
        self.open.set(Some(id));
    }

    /// The quote on its way, as it is now.
    pub fn draft(&self, id: QuoteId) -> Option<Travelling> {
        // The page may be gone by the time an answer comes.
        self.drafts
            .try_with_untracked(|all| all.iter().find(|draft| draft.id == id).cloned())
            .flatten()
    }

    /// The quote on its way as it was written last, here or in another window.
    pub async fn latest(&self, id: QuoteId) -> Option<Travelling> {
        let own = self.draft(id);
        let kept = vault::read(vault::DRAFTS, &id.to_string()).await;
        let kept = kept.and_then(|text| serde_json::from_str::<Travelling>(&text).ok());
        let newer = kept.filter(|kept| {
            let later = own
                .as_ref()
                .is_none_or(|own| own.changed_at < kept.changed_at);
            later && kept.owner == self.me
        });
        newer.or(own)
    }

    /// Keeps a quote on its way as it is now.
    pub fn put(&self, draft: Travelling) {
        self.drafts
            .try_update(|all| match all.iter_mut().find(|own| own.id == draft.id) {
                Some(own) => own.clone_from(&draft),
                None => all.insert(0, draft.clone()),
            });
        if let Some(count) = self.drafts.try_with_untracked(Vec::len) {
            device::note_unsent(self.me, count);
        }
        let desk = *self;
        spawn_local(async move {
            // Puts of one cache follow each other; what is read later is the last.
            if !keep(vault::DRAFTS, &draft.id.to_string(), &draft).await {
                desk.toaster.problem(t(desk.lang, k::offline::NO_ROOM));
            }
        });
    }

    /// Changes a quote on its way: prices follow from the luggage. What a refusal said was about it as it was.
    pub fn change(&self, id: QuoteId, change: impl FnOnce(&mut Travelling)) {
        let Some(mut draft) = self.draft(id) else {
            return;
        };
        change(&mut draft);
        if let Some(luggage) = self.luggage.get_untracked() {
            settle_offline(&luggage, &mut draft.draft);
        }
        draft.changed_at = now();
        draft.refused = None;
        self.put(draft);
    }

    /// Throws a quote on its way away.
    pub async fn discard(self, id: QuoteId) {
        self.drafts
            .try_update(|all| all.retain(|draft| draft.id != id));
        vault::remove(vault::DRAFTS, &id.to_string()).await;
        let count = match self.drafts.try_with_untracked(Vec::len) {
            Some(count) => count,
            None => self.still_kept().await,
        };
        device::note_unsent(self.me, count);
    }

    /// How many of this person's quotes the browser keeps, for a page that is gone.
    async fn still_kept(&self) -> usize {
        let (drafts, _) = parsed::<Travelling>(&vault::all(vault::DRAFTS).await);
        drafts.iter().filter(|draft| draft.owner == self.me).count()
    }

    /// Deletes everything of this person: said so before signing out. What somebody else has not sent stays.
    pub async fn give_up(self) {
        let mine = self.drafts.with_untracked(|all| {
            let ids = all.iter().map(|draft| draft.id.to_string());
            ids.collect::<Vec<_>>()
        });
        for id in mine {
            vault::remove(vault::DRAFTS, &id).await;
        }
        if vault::all(vault::DRAFTS).await.is_empty() {
            vault::clear(vault::DRAFTS).await;
        }
        vault::clear(vault::ARRIVED).await;
        device::note_unsent(self.me, 0);
        self.unpack().await;
    }

    /// Keeps a quote that was sent until it was seen.
    pub async fn arrive(self, entry: Arrived) -> bool {
        if !keep(vault::ARRIVED, &entry.id.to_string(), &entry).await {
            return false;
        }
        self.arrived.try_update(|all| {
            all.retain(|own| own.id != entry.id);
            all.insert(0, entry);
        });
        true
    }

    /// It was seen.
    pub async fn seen(self, id: QuoteId) {
        self.arrived
            .try_update(|all| all.retain(|own| own.id != id));
        vault::remove(vault::ARRIVED, &id.to_string()).await;
    }
}
