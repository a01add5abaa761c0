//! Errands done beside the page: what the engine may need longer for than a picture is shown goes to a
//! worker, which is this same program once more, without a page.
//!
//! A [`Lane`] has one worker and one errand at a time; another errand, or [`give_up`], ends the one under
//! way, and with it the worker that cannot listen while it works. Where there is no worker, the one who
//! sent is told so and does it on the page. Decision: `docs/adr/0012-errands-in-a-worker.md`.

mod part;
mod serve;

pub use serve::{serve, tell_failure};

use js_sys::{Array, Promise, Uint8Array};
use shared::cpq::models::{Engine, Errand, ModelContent, News, Task};
use shared::kernel::Issue;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// The worker listens.
const READY: &str = "ready";
/// The worker, or its program, has come to an end.
const FAILED: &str = "failed";

/// Steps of the solver a question may take on the page before it goes to a worker: some milliseconds.
pub const ON_PAGE: u64 = 40_000;
/// Steps it may take there: a minute or so.
pub const BESIDE: u64 = 400_000_000;
/// A model with at most so many items and rules is compiled on the page: it takes a few milliseconds.
const SMALL: usize = 200;

/// What one waits for at the same time as for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// How many products are left; asked anew after each choice.
    Count,
    /// What a person asked for.
    Ask,
    /// The check and the compilation of a model.
    Model,
}

/// What is heard of an errand.
pub enum Heard {
    /// News; with an engine as bytes.
    News(News, Option<Vec<u8>>),
    /// There is no worker: it is for the page to do.
    NoWorker,
}

type Told = Box<dyn FnMut(Heard)>;

struct Beside {
    worker: Worker,
    /// Until the worker listens.
    waiting: Option<String>,
    is_ready: bool,
    is_busy: bool,
    told: Option<Told>,
    /// Which errand: what is told of an earlier one is for nobody.
    number: u64,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

thread_local! {
    static LANES: RefCell<BTreeMap<Lane, Beside>> = const { RefCell::new(BTreeMap::new()) };
    static NUMBER: Cell<u64> = const { Cell::new(0) };
    /// A worker that could not be had is not tried again.
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

/// Whether compiling or checking a model may take longer than a picture is shown.
pub fn is_long(content: &ModelContent) -> bool {
    let options: usize = content.groups.iter().map(|group| group.options.len()).sum();
    content.attributes.len() + options + content.rules.len() > SMALL
}

/// Has an errand done; what was under way in the lane is ended.
pub fn send(lane: Lane, errand: &Errand, mut told: impl FnMut(Heard) + 'static) {
    give_up(lane);
    let text = serde_json::to_string(errand).ok();
    let beside = text.filter(|_| !BROKEN.get() && has_worker(lane));
    let Some(text) = beside else {
        told(Heard::NoWorker);
        return;
    };
    LANES.with_borrow_mut(|lanes| {
        let Some(beside) = lanes.get_mut(&lane) else {
            return;
        };
        NUMBER.set(NUMBER.get() + 1);
        beside.number = NUMBER.get();
        beside.is_busy = true;
        beside.told = Some(Box::new(told));
        if beside.is_ready {
            let _ = beside.worker.post_message(&text.into());
        } else {
            beside.waiting = Some(text);
        }
    });
}

/// Ends what is under way in a lane; nothing is told of it any more.
pub fn give_up(lane: Lane) {
    LANES.with_borrow_mut(|lanes| {
        if lanes.get(&lane).is_some_and(|beside| beside.is_busy)
            && let Some(beside) = lanes.remove(&lane)
        {
            bury(beside);
        }
    });
}

/// Its closures may be running just now: they are dropped later.
fn bury(beside: Beside) {
    beside.worker.terminate();
    leptos::prelude::set_timeout(move || drop(beside), Duration::ZERO);
}

/// The engine of a model: of a long one compiled beside the page, and only loaded on it.
///
/// # Errors
/// What is wrong with the model.
pub async fn engine(content: Arc<ModelContent>, guided: bool) -> Result<Engine, Vec<Issue>> {
    if is_long(&content)
        && let Some(bytes) = compiled(&content, guided).await
    {
        return Engine::load(content, guided, &bytes);
    }
    if guided {
        Engine::guided(content)
    } else {
        Engine::build(content)
    }
}

async fn compiled(content: &ModelContent, guided: bool) -> Option<Vec<u8>> {
    let errand = Errand {
        content: content.clone(),
        guided,
        choices: Vec::new(),
        task: Task::Compile,
        steps: BESIDE,
    };
    let found = Rc::new(RefCell::new(None));
    let done = Promise::new(&mut |resolve, _| {
        let found = Rc::clone(&found);
        send(Lane::Model, &errand, move |heard| {
            match heard {
                Heard::News(news, _) if !news.is_last() => return,
                Heard::News(_, bytes) => found.replace(bytes),
                Heard::NoWorker => None,
            };
            let _ = resolve.call0(&JsValue::NULL);
        });
    });
    JsFuture::from(done).await.ok()?;
    found.take()
}

/// The lane's worker, made when there is none.
fn has_worker(lane: Lane) -> bool {
    if LANES.with_borrow(|lanes| lanes.contains_key(&lane)) {
        return true;
    }
    let made = make(lane);
    let is_made = made.is_some();
    BROKEN.set(!is_made);
    if let Some(beside) = made {
        LANES.with_borrow_mut(|lanes| lanes.insert(lane, beside));
    }
    is_made
}

fn make(lane: Lane) -> Option<Beside> {
    let address = crate::boot::read_boot().assets.worker;
    if address.is_empty() {
        return None;
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address, &options).ok()?;
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        heard(lane, &event.data());
    });
    let failed = Closure::<dyn FnMut(JsValue)>::new(move |_| fail(lane));
    worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
    Some(Beside {
        worker,
        waiting: None,
        is_ready: false,
        is_busy: false,
        told: None,
        number: 0,
        _heard: listener,
        _failed: failed,
    })
}

fn heard(lane: Lane, message: &JsValue) {
    match message.as_string().as_deref() {
        Some(READY) => start(lane),
        Some(FAILED) => fail(lane),
        Some(text) => tell(lane, text, None),
        None => {
            let pair: &Array = message.unchecked_ref();
            if let Some(text) = pair.get(0).as_string() {
                let bytes = pair.get(1).dyn_into::<Uint8Array>().ok();
                tell(lane, &text, bytes.map(|bytes| bytes.to_vec()));
            }
        }
    }
}

fn start(lane: Lane) {
    LANES.with_borrow_mut(|lanes| {
        if let Some(beside) = lanes.get_mut(&lane) {
            beside.is_ready = true;
            if let Some(text) = beside.waiting.take() {
                let _ = beside.worker.post_message(&text.into());
            }
        }
    });
}

fn tell(lane: Lane, text: &str, bytes: Option<Vec<u8>>) {
    let Ok(news) = serde_json::from_str::<News>(text) else {
        fail(lane);
        return;
    };
    let is_last = news.is_last();
    // Who is told may send the next errand: nothing is held meanwhile.
    let taken = LANES.with_borrow_mut(|lanes| {
        let beside = lanes.get_mut(&lane)?;
        beside.is_busy = !is_last;
        Some((beside.number, beside.told.take()?))
    });
    let Some((number, mut told)) = taken else {
        return;
    };
    told(Heard::News(news, bytes));
    if is_last {
        return;
    }
    LANES.with_borrow_mut(|lanes| {
        let beside = lanes.get_mut(&lane);
        if let Some(beside) = beside.filter(|beside| beside.number == number) {
            beside.told = Some(told);
        }
    });
}

fn fail(lane: Lane) {
    BROKEN.set(true);
    let gone = LANES.with_borrow_mut(|lanes| lanes.remove(&lane));
    let Some(mut gone) = gone else { return };
    let told = gone.told.take();
    bury(gone);
    if let Some(mut told) = told {
        told(Heard::NoWorker);
    }
}
