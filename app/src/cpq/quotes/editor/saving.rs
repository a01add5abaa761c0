//! Saving by itself: shortly after the last change, as a whole, with the figures the page computed.
//! What is not saved yet is kept in the browser, so that an expired session or a closed lid loses
//! nothing.

use super::state::{Editor, Names};
use crate::call::Fault;
use crate::cpq::quotes::api;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use shared::cpq::quotes::ops::SaveQuote;
use shared::cpq::quotes::rules::payment_may_follow;
use shared::cpq::quotes::{QuoteDraft, QuoteLine, QuoteView, figures};
use shared::kernel::{Problem, ProblemKind, QuoteId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// How long after the last change.
const PAUSE: Duration = Duration::from_millis(1_200);
/// The same of a long quote: a save sends all of it.
const PAUSE_LONG: Duration = Duration::from_secs(3);
/// How long until it is kept in the browser.
const KEEP: Duration = Duration::from_millis(150);
/// The same of a long quote.
const KEEP_LONG: Duration = Duration::from_secs(1);
/// How often one save may be corrected by the server.
const CORRECTIONS: u32 = 8;
/// How long between tries without a connection.
const RETRY: Duration = Duration::from_secs(5);

/// Where saving stands.
#[derive(Clone, Debug, PartialEq)]
pub enum SaveState {
    /// The server has everything.
    Saved,
    /// Something has changed.
    Unsaved,
    /// On its way.
    Saving,
    /// No connection; tried again by itself.
    Offline,
    /// The session has ended; everything is kept in the browser.
    SignedOut,
    /// Somebody else changed the quote; this is how it is now.
    Conflict(Arc<QuoteView>),
    /// The server does not accept it.
    Refused(Problem),
}

/// A draft that was not saved, and the version it was made on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The version that was read.
    pub version: i64,
    /// The contents.
    pub draft: QuoteDraft,
    /// Names of what it points at.
    #[serde(default)]
    pub names: Names,
}

/// The last thing to save of a page that was left while it was saving.
#[derive(Clone, Default)]
struct Farewell(Arc<Mutex<Option<SaveQuote>>>);

impl Farewell {
    fn set(&self, request: SaveQuote) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
    }

    fn take(&self) -> Option<SaveQuote> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The saving of one quote.
#[derive(Clone, Copy)]
pub struct Saving {
    /// Where it stands.
    pub state: RwSignal<SaveState>,
    id: QuoteId,
    version: StoredValue<i64>,
    changes: StoredValue<u32>,
    saved: StoredValue<u32>,
    busy: StoredValue<bool>,
    turn: StoredValue<u32>,
    farewell: StoredValue<Farewell>,
}

impl Saving {
    pub fn new(id: QuoteId, version: i64) -> Self {
        Self {
            state: RwSignal::new(SaveState::Saved),
            id,
            version: StoredValue::new(version),
            changes: StoredValue::new(0),
            saved: StoredValue::new(0),
            busy: StoredValue::new(false),
            turn: StoredValue::new(0),
            farewell: StoredValue::new(Farewell::default()),
        }
    }

    /// The version the server has.
    pub fn version(&self) -> i64 {
        self.version.get_value()
    }

    /// Something has changed: keep it here at once, save it after a pause.
    pub fn touch(&self, editor: Editor) {
        self.changes.update_value(|n| *n += 1);
        match self.state.get_untracked() {
            SaveState::Saving | SaveState::Conflict(_) | SaveState::Offline => {}
            SaveState::Unsaved => {}
            _ => self.state.set(SaveState::Unsaved),
        }
        self.keep_soon(editor);
        self.later(editor, if editor.is_long() { PAUSE_LONG } else { PAUSE });
    }

    fn keep_soon(self, editor: Editor) {
        let mine = self.changes.get_value();
        set_timeout(
            move || {
                if self.changes.try_get_value() == Some(mine) {
                    self.keep(&editor);
                }
            },
            if editor.is_long() { KEEP_LONG } else { KEEP },
        );
    }

    fn later(self, editor: Editor, pause: Duration) {
        self.turn.update_value(|n| *n += 1);
        let mine = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() != Some(mine) {
                    return;
                }
                if !matches!(self.state.get_untracked(), SaveState::Conflict(_)) {
                    spawn_local(async move {
                        self.flush(editor).await;
                    });
                }
            },
            pause,
        );
    }

    fn is_up_to_date(&self) -> bool {
        self.changes.try_get_value() == self.saved.try_get_value()
    }

    /// Saves now what is not saved; says whether the server then has everything.
    pub async fn flush(self, editor: Editor) -> bool {
        while self.busy.try_get_value() == Some(true) {
            pause(60).await;
        }
        let mut corrected = 0;
        while !self.is_up_to_date() {
            if self.busy.try_set_value(true).is_some() {
                return false;
            }
            let change = self.changes.get_value();
            self.state.set(SaveState::Saving);
            let farewell = self.farewell.get_value();
            let request = self.request(&editor);
            let sent = request.draft.clone();
            let read = |view: &Arc<QuoteView>| payment_may_follow(&view.draft, &sent);
            let follows = editor.view.with_value(read);
            let answer = api::save(request).await;
            let answer = answer.or_else(|fault| arrived_before(&sent, follows, fault));
            if self.busy.try_set_value(false).is_some() {
                // The page is gone; what was typed meanwhile goes after what was just saved.
                if let (Ok(view), Some(mut last)) = (answer, farewell.take()) {
                    last.version = view.version;
                    if last.draft.payment_days == sent.payment_days {
                        last.draft.payment_days = view.draft.payment_days;
                    }
                    send_off(last).await;
                }
                return false;
            }
            match answer {
                Ok(view) => {
                    self.version.set_value(view.version);
                    self.saved.set_value(change);
                    editor.adopt_payment(sent.payment_days, view.draft.payment_days);
                    editor.saved(view);
                }
                Err(fault) => {
                    // What the server corrects is shown and tried again; not without end, should both
                    // never agree.
                    corrected += 1;
                    let again = adopt_prices(editor, &fault.0)
                        || editor.drop_refused(&fault.0)
                        || editor.drop_own(&fault.0);
                    if again && corrected <= CORRECTIONS {
                        continue;
                    }
                    self.refused(editor, fault.0);
                    return false;
                }
            }
        }
        if self.state.try_set(SaveState::Saved).is_some() {
            // The page is gone: what it kept is not known to be saved.
            return false;
        }
        self.forget();
        true
    }

    fn request(&self, editor: &Editor) -> SaveQuote {
        editor.follow_now();
        let draft = editor.draft();
        SaveQuote {
            id: self.id,
            version: self.version.get_value(),
            figures: figures(&editor.price(&draft)),
            draft,
        }
    }

    /// Whether there is something to save that the server has not refused.
    fn is_pending(&self) -> bool {
        !self.is_up_to_date()
            && self.state.try_with_untracked(|state| {
                matches!(
                    state,
                    SaveState::Unsaved | SaveState::Saving | SaveState::Offline
                )
            }) == Some(true)
    }

    /// Another page of the application is opened: what is not saved yet is kept and saved behind it.
    pub fn leave(&self, editor: &Editor) {
        if !self.is_pending() {
            return;
        }
        self.keep(editor);
        let request = self.request(editor);
        if self.busy.get_value() {
            self.farewell.get_value().set(request);
        } else {
            spawn_local(send_off(request));
        }
    }

    /// The browser goes elsewhere: what is not saved yet is kept, and handed to the browser to
    /// deliver. Where that did not arrive, the next visit finds what was kept.
    pub fn part(&self, editor: &Editor) {
        if self.is_pending() {
            self.keep(editor);
            if !self.busy.get_value() {
                beacon(&self.request(editor));
            }
        }
    }

    fn refused(self, editor: Editor, problem: Problem) {
        self.keep(&editor);
        let current = problem
            .current
            .as_deref()
            .and_then(|json| serde_json::from_str::<QuoteView>(json).ok());
        let state = match (problem.kind, current) {
            (ProblemKind::Conflict, Some(view)) => SaveState::Conflict(Arc::new(view)),
            (ProblemKind::Unauthenticated, _) => SaveState::SignedOut,
            (ProblemKind::Network | ProblemKind::Unavailable, _) => {
                self.later(editor, RETRY);
                SaveState::Offline
            }
            _ => SaveState::Refused(problem),
        };
        self.state.set(state);
    }

    /// Saves what is here over what somebody else saved as `version`.
    pub fn overwrite(self, editor: Editor, version: i64) {
        self.version.set_value(version);
        self.state.set(SaveState::Unsaved);
        spawn_local(async move {
            self.flush(editor).await;
        });
    }

    /// Tries again.
    pub fn retry(self, editor: Editor) {
        self.state.set(SaveState::Unsaved);
        spawn_local(async move {
            self.flush(editor).await;
        });
    }

    fn key(&self) -> String {
        key_of(self.id)
    }

    /// Keeps what is not saved in the browser.
    pub fn keep(&self, editor: &Editor) {
        if self.is_up_to_date() {
            return;
        }
        let kept = Kept {
            version: self.version.get_value(),
            draft: editor.draft(),
            names: editor.names.get_untracked(),
        };
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
            let _ = storage.set_item(&self.key(), &text);
        }
    }

    /// What was kept and never saved.
    pub fn kept(&self) -> Option<Kept> {
        let text = storage()?.get_item(&self.key()).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// Nothing is left to keep.
    pub fn forget(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key());
        }
    }
}

fn key_of(id: QuoteId) -> String {
    format!("jalon.quote.{id}")
}

/// Saves without a page to tell. What is refused stays kept in the browser.
async fn send_off(request: SaveQuote) {
    let key = key_of(request.id);
    if api::save(request).await.is_ok()
        && let Some(storage) = storage()
    {
        let _ = storage.remove_item(&key);
    }
}

/// Hands a save to the browser, which delivers it although the page goes away.
fn beacon(request: &SaveQuote) {
    let Ok(body) = serde_json::to_string(&BTreeMap::from([("request", request)])) else {
        return;
    };
    let path = <api::SaveQuoteCall as leptos::server_fn::ServerFn>::PATH;
    let send = || -> Option<()> {
        let global = js_sys::global();
        let of = |target: &JsValue, name: &str| js_sys::Reflect::get(target, &name.into()).ok();
        let blob: js_sys::Function = of(&global, "Blob")?.dyn_into().ok()?;
        let options = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&options, &"type".into(), &"application/json".into());
        let parts = js_sys::Array::of1(&js_sys::Array::of1(&body.into()));
        parts.push(&options);
        let blob = js_sys::Reflect::construct(&blob, &parts).ok()?;
        let navigator = of(&global, "navigator")?;
        let send: js_sys::Function = of(&navigator, "sendBeacon")?.dyn_into().ok()?;
        send.call2(&navigator, &path.into(), &blob).ok().map(|_| ())
    };
    let _ = send();
}

/// A refusal because prices changed meanwhile brings the prices that count: they are shown, said,
/// and saved with the next try.
fn adopt_prices(editor: Editor, problem: &Problem) -> bool {
    if !problem
        .issues
        .iter()
        .any(|issue| issue.code == "total_differs")
    {
        return false;
    }
    let lines: Option<Vec<QuoteLine>> = problem
        .current
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok());
    let names = lines.map_or_else(Vec::new, |lines| editor.adopt(&lines));
    if names.is_empty() {
        return false;
    }
    super::read_catalog(editor);
    let names = names.join(", ");
    let text = i18n::tf(
        editor.lang,
        i18n::k::cpq::save::PRICES_CHANGED,
        &[("names", &names)],
    );
    editor.toaster.info(text);
    true
}

pub(super) fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// Waits in the browser.
async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// A conflict with oneself is none: what was sent while the browser left may arrive after the next visit
/// has read the quote, which then sends the same once more; where `follows`, the server chose the days to pay.
fn arrived_before(sent: &QuoteDraft, follows: bool, fault: Fault) -> Result<QuoteView, Fault> {
    let same = |view: &QuoteView| {
        let mut now = view.draft.clone();
        if follows {
            now.payment_days = sent.payment_days;
        }
        now == *sent
    };
    let current = fault
        .0
        .current
        .as_deref()
        .filter(|_| fault.0.kind == ProblemKind::Conflict)
        .and_then(|json| serde_json::from_str::<QuoteView>(json).ok())
        .filter(same);
    current.ok_or(fault)
}
