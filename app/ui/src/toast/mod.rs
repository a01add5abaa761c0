//! Short messages at the edge of the screen, some with an undo. They are read aloud politely, stay
//! at least [`LIFE`] seconds and do not run out while the pointer or the focus is on them.

use crate::badge::Tone;
use crate::button::{Button, IconButton, Size, Variant};
use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::html;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Node};
use std::cell::RefCell;
use std::time::Duration;

/// Seconds a message stays; one with an action stays twice as long, a failure until it is closed.
const LIFE: u32 = 6;

#[derive(Clone)]
struct Toast {
    key: u32,
    text: String,
    tone: Tone,
    action: Option<(String, Callback<()>)>,
    /// Seconds left; `None`: until closed.
    left: Option<u32>,
}

/// Shows messages. One per application, given by [`provide_toaster`], found by [`use_toaster`].
#[derive(Clone, Copy)]
pub struct Toaster {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
    /// Changes whenever a dialog was closed.
    settled: RwSignal<u32>,
}

/// Makes the [`Toaster`] of the application known to everything below.
pub fn provide_toaster() -> Toaster {
    let toaster = Toaster {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        settled: RwSignal::new(0),
    };
    provide_context(toaster);
    toaster
}

/// The application's [`Toaster`]; one that shows nothing where none was provided.
#[must_use]
pub fn use_toaster() -> Toaster {
    use_context().unwrap_or_else(|| Toaster {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        settled: RwSignal::new(0),
    })
}

impl Toaster {
    fn push(
        self,
        text: String,
        tone: Tone,
        action: Option<(String, Callback<()>)>,
        left: Option<u32>,
    ) {
        self.next.update_value(|next| *next += 1);
        let key = self.next.get_value();
        let toast = Toast {
            key,
            text,
            tone,
            action,
            left,
        };
        let _ = self.list.try_update(|list| {
            // Never more than four: older ones go first.
            if list.len() >= 4 {
                list.remove(0);
            }
            list.push(toast);
        });
    }

    /// Something worked.
    pub fn success(self, text: impl Into<String>) {
        self.push(text.into(), Tone::Success, None, Some(LIFE));
    }

    /// Something to know.
    pub fn info(self, text: impl Into<String>) {
        self.push(text.into(), Tone::Info, None, Some(LIFE));
    }

    /// Something to know, with a way to it.
    pub fn info_with(self, text: impl Into<String>, label: impl Into<String>, act: Callback<()>) {
        self.push(
            text.into(),
            Tone::Info,
            Some((label.into(), act)),
            Some(LIFE * 2),
        );
    }

    /// Something was refused or failed; stays until closed.
    pub fn problem(self, text: impl Into<String>) {
        self.push(text.into(), Tone::Danger, None, None);
    }

    /// Something was done that can be taken back.
    pub fn undo(self, text: impl Into<String>, label: impl Into<String>, undo: Callback<()>) {
        self.push(
            text.into(),
            Tone::Success,
            Some((label.into(), undo)),
            Some(LIFE * 2),
        );
    }

    /// Something failed and can be tried again, or has another way out; stays until closed.
    pub fn problem_with(
        self,
        text: impl Into<String>,
        label: impl Into<String>,
        act: Callback<()>,
    ) {
        self.push(text.into(), Tone::Danger, Some((label.into(), act)), None);
    }

    /// Takes back what was done last, while its message stands.
    pub fn undo_last(self) {
        let last = self.list.try_with_untracked(|list| {
            let mut told = list.iter().rev();
            // What is told with success and an action can be undone.
            told.find_map(|toast| {
                let (_, act) = toast.action.as_ref()?;
                (toast.tone == Tone::Success).then_some((toast.key, *act))
            })
        });
        if let Some((key, undo)) = last.flatten() {
            self.close(key);
            undo.tell(());
        }
    }

    /// Says that a dialog was closed, in which the messages may have been.
    pub(crate) fn settle(self) {
        let _ = self
            .settled
            .try_update(|count| *count = count.wrapping_add(1));
    }

    /// Takes one message away.
    fn close(self, key: u32) {
        let _ = self
            .list
            .try_update(|list| list.retain(|toast| toast.key != key));
    }
}

/// The modal dialog that was opened last. Beside it nothing can be pressed.
fn modal() -> Option<Element> {
    let open = document().query_selector_all("dialog:modal").ok()?;
    let last = open.length().checked_sub(1)?;
    open.get(last)?.dyn_into().ok()
}

/// Where the region stands in the page: its parent, and what follows it.
type Home = (Node, Option<Node>);

thread_local! {
    /// Where it stood at first. Not in the reactive tree: the server, which has no nodes, drops that tree
    /// on another thread than it was made on.
    static HOME: RefCell<Option<Home>> = const { RefCell::new(None) };
}

/// Puts the region into the open dialog while a message in it has an action, and back home otherwise.
fn place(region: &Element, home: &Home, wanted: bool) {
    let (parent, next) = home;
    let dialog = wanted.then(modal).flatten();
    let target: &Node = dialog.as_ref().map_or(parent, |dialog| dialog.as_ref());
    if region.parent_node().as_ref() == Some(target) {
        return;
    }
    let next = next.as_ref().filter(|_| dialog.is_none());
    let next = next.filter(|next| next.parent_node().as_ref() == Some(parent));
    let _ = target.insert_before(region, next);
}

/// The region as it stands in the page. Cheap to copy.
#[derive(Clone, Copy)]
struct Region {
    toaster: Toaster,
    node: NodeRef<html::Section>,
    /// The pointer or the focus is on it: nothing runs out meanwhile.
    held: RwSignal<bool>,
}

impl Region {
    /// Brings it to where its messages can be reached.
    fn put(self) {
        let Some(region) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let region: &Element = &region;
        let known = HOME.with_borrow(Clone::clone).or_else(|| {
            let parent = region.parent_node()?;
            Some((parent, region.next_sibling()))
        });
        let acts = |list: &Vec<Toast>| list.iter().any(|toast| toast.action.is_some());
        let wanted = self.toaster.list.try_with_untracked(acts) == Some(true);
        if let Some(known) = known {
            place(region, &known, wanted);
            HOME.set(Some(known));
        }
    }

    /// A second has gone by.
    fn tick(self) {
        // A dialog that goes with its page takes along what is in it.
        self.put();
        if self.held.try_get_untracked() == Some(false) {
            let _ = self.toaster.list.try_update(|list| {
                for toast in list.iter_mut() {
                    toast.left = toast.left.map(|left| left.saturating_sub(1));
                }
                list.retain(|toast| toast.left != Some(0));
            });
        }
    }

    /// The clock runs only while there is something to count down.
    fn run_clock(self) {
        let some = Memo::new(move |_| self.toaster.list.with(|list| !list.is_empty()));
        Effect::new(move |before: Option<Option<IntervalHandle>>| {
            if let Some(Some(handle)) = before {
                handle.clear();
            }
            let start = || set_interval_with_handle(move || self.tick(), Duration::from_secs(1));
            some.get().then(start).and_then(Result::ok)
        });
    }
}

/// Where the messages appear; once per application. One that can be undone is reached from within an
/// open dialog, too: the region then stands in it.
#[component]
pub fn ToastRegion(
    /// Name of the region.
    #[prop(into)]
    label: String,
    #[prop(into)] close_label: String,
) -> impl IntoView {
    let toaster = use_toaster();
    let held = RwSignal::new(false);
    let node = NodeRef::<html::Section>::new();
    let region = Region {
        toaster,
        node,
        held,
    };
    Effect::new(move |_| {
        toaster.list.track();
        toaster.settled.track();
        region.put();
    });
    region.run_clock();
    let one = move |toast: Toast| message(toaster, toast, close_label.clone());
    view! {
        <section
            class="toasts"
            node_ref=node
            aria-label=label
            aria-live="polite"
            aria-relevant="additions"
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <ul class="toast-list">
                <For each=move || toaster.list.get() key=|toast| toast.key children=one/>
            </ul>
        </section>
    }
}

fn message(toaster: Toaster, toast: Toast, close_label: String) -> impl IntoView {
    let key = toast.key;
    let glyph = match toast.tone {
        Tone::Danger | Tone::Warning => Glyph::Alert,
        Tone::Success => Glyph::CheckCircle,
        _ => Glyph::Info,
    };
    view! {
        <li class=format!("toast toast-{}", toast.tone.name())>
            <Icon glyph/>
            <span class="toast-text">{toast.text}</span>
            {toast.action.map(|(label, act)| view! {
                <Button
                    label
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=Callback::new(move |()| {
                        toaster.close(key);
                        // What it belonged to may be gone with its page.
                        act.tell(());
                    })
                />
            })}
            <IconButton
                glyph=Glyph::X
                label=close_label
                size=Size::Small
                on_press=Callback::new(move |()| toaster.close(key))
            />
        </li>
    }
}
