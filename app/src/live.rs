//! Live updates: one stream of server-sent events per page, and who wants to hear of what.
//!
//! ```ignore
//! live::on_event(move |event| if event.entity == Entity::Opportunity { board.refetch() });
//! ```
//! The browser resumes the stream by itself after sleep (`Last-Event-ID`); when too much was missed
//! the server says `reset` and every listener is told to read again (`event` is then `None`).

use leptos::prelude::*;
use shared::kernel::event::LiveEvent;

/// Whether the stream is open.
#[derive(Clone, Copy)]
pub struct LiveState(pub RwSignal<bool>);

/// Calls `listener` for every event (or `None`: read everything again) until the owner is gone.
/// Nothing happens on the server.
pub fn on_event(listener: impl Fn(Option<&LiveEvent>) + 'static) {
    #[cfg(not(feature = "ssr"))]
    browser::subscribe(listener);
    #[cfg(feature = "ssr")]
    let _ = listener;
}

/// Opens the stream; called once by the application's root, in the browser.
pub fn connect(last_event: i64) -> LiveState {
    let state = LiveState(RwSignal::new(false));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| browser::open(last_event, state.0));
    #[cfg(feature = "ssr")]
    let _ = last_event;
    state
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use super::{LiveEvent, RwSignal, Set, on_cleanup};
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;
    use std::rc::Rc;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    type Listener = Rc<dyn Fn(Option<&LiveEvent>)>;

    thread_local! {
        static LISTENERS: RefCell<BTreeMap<u64, Listener>> = const { RefCell::new(BTreeMap::new()) };
        static NEXT: Cell<u64> = const { Cell::new(0) };
        static SOURCE: RefCell<Option<EventSource>> = const { RefCell::new(None) };
        static LAST: Cell<i64> = const { Cell::new(0) };
    }

    pub fn subscribe(listener: impl Fn(Option<&LiveEvent>) + 'static) {
        let key = NEXT.with(|next| {
            let key = next.get();
            next.set(key + 1);
            key
        });
        LISTENERS.with_borrow_mut(|all| all.insert(key, Rc::new(listener)));
        on_cleanup(move || {
            LISTENERS.with_borrow_mut(|all| all.remove(&key));
        });
    }

    fn tell(event: Option<&LiveEvent>) {
        // A listener may subscribe or unsubscribe others: call them outside the borrow.
        let all: Vec<Listener> = LISTENERS.with_borrow(|all| all.values().cloned().collect());
        for listener in all {
            listener(event);
        }
    }

    pub fn open(last_event: i64, connected: RwSignal<bool>) {
        LAST.set(last_event);
        start(connected);
        let Some(window) = web_sys::window() else {
            return;
        };
        // A laptop that slept may hold a dead connection: start again when the page is looked at.
        let wake = Closure::<dyn Fn()>::new(move || {
            let closed = SOURCE.with_borrow(|s| {
                s.as_ref()
                    .is_none_or(|s| s.ready_state() == EventSource::CLOSED)
            });
            let visible = web_sys::window()
                .and_then(|w| w.document())
                .is_some_and(|d| !d.hidden());
            if closed && visible {
                start(connected);
            }
        });
        let _ = window.add_event_listener_with_callback("online", wake.as_ref().unchecked_ref());
        if let Some(document) = window.document() {
            let _ = document.add_event_listener_with_callback(
                "visibilitychange",
                wake.as_ref().unchecked_ref(),
            );
        }
        wake.forget();
    }

    fn start(connected: RwSignal<bool>) {
        let address = format!("/live?after={}", LAST.get());
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        let on_open = Closure::<dyn Fn()>::new(move || connected.set(true));
        let on_error = Closure::<dyn Fn()>::new(move || connected.set(false));
        let on_change = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let Some(text) = message.data().as_string() else {
                return;
            };
            if let Ok(event) = serde_json::from_str::<LiveEvent>(&text) {
                LAST.set(event.seq);
                // So much has gone with the sample company that every page reads all of it again.
                let all = event.action == "sample_removed";
                tell((!all).then_some(&event));
            }
        });
        let on_build = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            if message
                .data()
                .as_string()
                .is_some_and(|served| served != crate::boot::use_build())
            {
                crate::call::interruption().set(crate::call::Interruption::Outdated);
            }
        });
        let on_reset = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(seq) = message
                .data()
                .as_string()
                .and_then(|text| text.parse().ok())
            {
                LAST.set(seq);
            }
            tell(None);
        });
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let _ =
            source.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref());
        let _ = source.add_event_listener_with_callback("reset", on_reset.as_ref().unchecked_ref());
        let _ = source.add_event_listener_with_callback("build", on_build.as_ref().unchecked_ref());
        on_build.forget();
        on_open.forget();
        on_error.forget();
        on_change.forget();
        on_reset.forget();
        if let Some(old) = SOURCE.with_borrow_mut(|s| s.replace(source)) {
            old.close();
        }
    }
}
