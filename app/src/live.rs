//! Live updates: one stream of server-sent events per page, and who wants to hear of what.
//!
//! ```ignore
//! live::on_event(move |event| if event.entity == Entity::Opportunity { board.refetch() });
//! ```
//! The stream resumes after the last event heard. A silent one (the server sends a beat every 15
//! seconds) begins again, at once when the page is looked at; a refused one after a growing pause.
//! When too much was missed the server says `reset` and every listener is told to read again
//! (`event` is then `None`).
//!
//! What a page shows was read some time before its parts are there and listen: while the first page is being
//! taken over, and while another one is read, a new listener is also told what was heard before it came. Not when
//! the same place of the program has heard it on this page: what it made be read again is what comes back to listen,
//! and would be read again and again.

use leptos::prelude::*;
use shared::kernel::event::LiveEvent;
use std::time::Duration;

/// Whether the stream is open.
#[derive(Clone, Copy)]
pub struct LiveState(pub RwSignal<bool>);

/// Calls `listener` for every event (or `None`: read everything again) until the owner is gone.
/// Nothing happens on the server.
#[track_caller]
pub fn on_event(listener: impl Fn(Option<&LiveEvent>) + 'static) {
    #[cfg(not(feature = "ssr"))]
    browser::subscribe(std::panic::Location::caller(), listener);
    #[cfg(feature = "ssr")]
    let _ = listener;
}

/// Calls `act` once, a `pause` after the first of several wishes close together; not when its owner is gone by then.
pub fn gathered(
    pause: Duration,
    act: impl Fn() + Copy + Send + Sync + 'static,
) -> impl Fn() + Copy + Send + Sync + 'static {
    let waiting = StoredValue::new(false);
    move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    if waiting.try_update_value(|now| *now = false).is_some() {
                        act();
                    }
                },
                pause,
            );
        }
    }
}

/// Asks for the stream again at once: the person has signed in again.
pub fn again() {
    #[cfg(not(feature = "ssr"))]
    browser::again();
}

/// Notes when another page is gone to, once, in the frame: whoever begins to listen soon after shows what was
/// read since, and may have missed what was heard meanwhile.
pub fn note_pages() {
    #[cfg(not(feature = "ssr"))]
    {
        let path = leptos_router::hooks::use_location().pathname;
        Effect::new(move |before: Option<String>| {
            let now = path.get();
            if before.is_some_and(|before| before != now) {
                browser::another_page();
            }
            now
        });
    }
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
    use std::panic::Location;
    use std::rc::Rc;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    type Listener = Rc<dyn Fn(Option<&LiveEvent>)>;

    /// Where in the program a listener begins.
    type Place = &'static Location<'static>;

    struct Hearer {
        place: Place,
        listener: Listener,
    }

    /// What was heard while a page is being read or taken over; `None` is "read everything again".
    struct Early {
        event: Option<LiveEvent>,
        /// The places of the present page that have heard it.
        told: Vec<Place>,
    }

    /// The server sends a beat every 15 seconds: after so long without a word the connection is
    /// dead, whatever the browser believes (a laptop that slept, a network that changed).
    const SILENCE_MS: i64 = 40_000;
    /// How often that is looked at.
    const LOOK_MS: i32 = 5_000;
    /// The longest wait before a refused stream is asked for again.
    const LONGEST_WAIT_MS: i64 = 60_000;

    /// More than so many events are told a new listener as "read everything again".
    const MOST_EARLY: usize = 64;
    /// A page that is gone to has been read and stands after so long.
    const READING_MS: i64 = 10_000;

    thread_local! {
        static EARLY: RefCell<Vec<Early>> = const { RefCell::new(Vec::new()) };
        /// When another page was gone to last.
        static GONE: Cell<i64> = const { Cell::new(0) };
        static LISTENERS: RefCell<BTreeMap<u64, Hearer>> = const { RefCell::new(BTreeMap::new()) };
        static NEXT: Cell<u64> = const { Cell::new(0) };
        /// The first listener since another page was gone to.
        static FIRST: Cell<u64> = const { Cell::new(0) };
        static SOURCE: RefCell<Option<EventSource>> = const { RefCell::new(None) };
        static LAST: Cell<i64> = const { Cell::new(0) };
        /// When the stream was heard of last, or begun.
        static HEARD: Cell<i64> = const { Cell::new(0) };
        /// Times in a row the server refused the stream.
        static REFUSED: Cell<u32> = const { Cell::new(0) };
        static CONNECTED: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
        /// What hears the stream: made once, kept for the life of the page.
        static EARS: RefCell<Option<Ears>> = const { RefCell::new(None) };
    }

    type Ear = Closure<dyn Fn(MessageEvent)>;

    struct Ears {
        open: Closure<dyn Fn()>,
        error: Closure<dyn Fn()>,
        named: [(&'static str, Ear); 4],
    }

    pub fn subscribe(place: Place, listener: impl Fn(Option<&LiveEvent>) + 'static) {
        let key = NEXT.with(|next| {
            let key = next.get();
            next.set(key + 1);
            key
        });
        let listener: Listener = Rc::new(listener);
        LISTENERS.with_borrow_mut(|all| all.insert(key, Hearer { place, listener }));
        on_cleanup(move || {
            LISTENERS.with_borrow_mut(|all| all.remove(&key));
        });
        let missed: Vec<Option<LiveEvent>> = EARLY.with_borrow(|early| {
            let new = early.iter().filter(|one| !one.told.contains(&place));
            new.map(|one| one.event.clone()).collect()
        });
        if missed.is_empty() || is_settled() {
            return;
        }
        // Later: the page is being built, and must first be as the server rendered it.
        wasm_bindgen_futures::spawn_local(async move {
            if is_ready() && LISTENERS.with_borrow(|all| all.contains_key(&key)) {
                EARLY.with_borrow_mut(|early| {
                    for one in early {
                        one.told.push(place);
                    }
                });
            }
            for event in &missed {
                let listener = LISTENERS
                    .with_borrow(|all| all.get(&key).map(|hearer| Rc::clone(&hearer.listener)));
                let Some(listener) = listener else {
                    return;
                };
                listener(event.as_ref());
            }
        });
    }

    /// What was heard so far is in what the page is about to read.
    pub fn another_page() {
        if is_ready() {
            EARLY.with_borrow_mut(Vec::clear);
            GONE.set(now());
            FIRST.set(NEXT.get());
        }
    }

    /// Whoever begins to listen now shows what was just read: no page is being taken over or gone to.
    fn is_settled() -> bool {
        is_ready() && now() - GONE.get() > READING_MS
    }

    /// Whether the first page has been taken over.
    fn is_ready() -> bool {
        web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.document_element())
            .is_some_and(|root| root.has_attribute("data-ready"))
    }

    /// Whoever listens on the present page. While the first one is taken over they are parts of it as they come.
    fn places() -> Vec<Place> {
        if !is_ready() {
            return Vec::new();
        }
        LISTENERS.with_borrow(|all| {
            let here = all.range(FIRST.get()..);
            here.map(|(_, hearer)| hearer.place).collect()
        })
    }

    fn tell(event: Option<&LiveEvent>) {
        EARLY.with_borrow_mut(|early| {
            if is_settled() {
                early.clear();
                return;
            }
            let all = event.is_none() || early.len() >= MOST_EARLY;
            if all {
                early.clear();
            }
            early.push(Early {
                event: event.filter(|_| !all).cloned(),
                told: places(),
            });
        });
        // A listener may subscribe or unsubscribe others: call them outside the borrow.
        let all: Vec<Listener> = LISTENERS.with_borrow(|all| {
            let listeners = all.values().map(|hearer| Rc::clone(&hearer.listener));
            listeners.collect()
        });
        for listener in all {
            listener(event);
        }
    }

    fn now() -> i64 {
        crate::boot::now().0
    }

    fn heard() {
        HEARD.set(now());
    }

    fn connected(is: bool) {
        if let Some(signal) = CONNECTED.get() {
            let _ = signal.try_set(is);
        }
    }

    pub fn open(last_event: i64, state: RwSignal<bool>) {
        LAST.set(last_event);
        CONNECTED.set(Some(state));
        start();
        let Some(window) = web_sys::window() else {
            return;
        };
        let look = Closure::<dyn Fn()>::new(look);
        let callback = look.as_ref().unchecked_ref();
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(callback, LOOK_MS);
        let wake = Closure::<dyn Fn()>::new(wake);
        let callback = wake.as_ref().unchecked_ref();
        for name in ["online", "focus", "pageshow"] {
            let _ = window.add_event_listener_with_callback(name, callback);
        }
        if let Some(document) = window.document() {
            let _ = document.add_event_listener_with_callback("visibilitychange", callback);
        }
        look.forget();
        wake.forget();
    }

    /// Begins again now, because the person has signed in again.
    pub fn again() {
        REFUSED.set(0);
        if !is_open() {
            start();
        }
    }

    fn is_open() -> bool {
        SOURCE.with_borrow(|source| {
            source
                .as_ref()
                .is_some_and(|source| source.ready_state() == EventSource::OPEN)
        })
    }

    fn is_closed() -> bool {
        SOURCE.with_borrow(|source| {
            source
                .as_ref()
                .is_none_or(|source| source.ready_state() == EventSource::CLOSED)
        })
    }

    /// By the clock: a stream that is silent, or was refused long enough ago, begins again.
    fn look() {
        let silent = now() - HEARD.get();
        let wait = (2_000_i64 << REFUSED.get().min(5)).min(LONGEST_WAIT_MS);
        if silent > SILENCE_MS || (is_closed() && silent >= wait) {
            start();
        }
    }

    /// Somebody looks at the page, or the network is back: no need to wait.
    fn wake() {
        let visible = web_sys::window()
            .and_then(|window| window.document())
            .is_some_and(|document| !document.hidden());
        let silent = now() - HEARD.get();
        if visible && (silent > SILENCE_MS || (is_closed() && silent > 1_000)) {
            start();
        }
    }

    fn ears() -> Ears {
        let named = |name, hear: fn(&str)| {
            let hear = Ear::new(move |message: MessageEvent| {
                heard();
                if let Some(text) = message.data().as_string() {
                    hear(&text);
                }
            });
            (name, hear)
        };
        Ears {
            open: Closure::new(|| {
                heard();
                REFUSED.set(0);
                connected(true);
            }),
            error: Closure::new(|| {
                connected(false);
                // The browser tries again by itself unless the server said no.
                if is_closed() {
                    heard();
                    REFUSED.set(REFUSED.get().saturating_add(1));
                }
            }),
            named: [
                named("beat", |text| {
                    crate::call::read_only().set(text == "read-only")
                }),
                named("change", |text| {
                    if let Ok(event) = serde_json::from_str::<LiveEvent>(text) {
                        LAST.set(event.seq);
                        // So much has gone with the sample company that every page reads all of
                        // it again.
                        let all = event.action == "sample_removed";
                        tell((!all).then_some(&event));
                    }
                }),
                named("build", |text| {
                    if text != crate::boot::use_build() {
                        crate::call::interruption().set(crate::call::Interruption::Outdated);
                    }
                }),
                named("reset", |text| {
                    if let Ok(seq) = text.parse() {
                        LAST.set(seq);
                    }
                    tell(None);
                }),
            ],
        }
    }

    fn start() {
        heard();
        // One that was heard before and ended may have missed what was saved late.
        let again = SOURCE.with_borrow(Option::is_some);
        let address = format!("/live?after={}&again={again}", LAST.get());
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        EARS.with_borrow_mut(|slot| {
            let ears = slot.get_or_insert_with(ears);
            source.set_onopen(Some(ears.open.as_ref().unchecked_ref()));
            source.set_onerror(Some(ears.error.as_ref().unchecked_ref()));
            for (name, hear) in &ears.named {
                let _ =
                    source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            }
        });
        if let Some(old) = SOURCE.with_borrow_mut(|slot| slot.replace(source)) {
            old.set_onerror(None);
            old.close();
        }
    }
}
