//! A text box with suggestions (ARIA combobox with a list box, WAI-ARIA Authoring Practices 1.2).
//! The page gives a search function; answers that arrive out of order are dropped.

use crate::field::{Choice, Field, described_by};
use crate::tell::Tell;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// What a search gives back.
pub type Suggestions = Pin<Box<dyn Future<Output = Vec<Choice>>>>;

/// Looks entries up for a typed text.
#[derive(Clone, Copy)]
pub struct Suggest(Callback<String, Suggestions>);

impl Suggest {
    /// From an asynchronous function, usually a call of the server.
    pub fn new<F, Fut>(find: F) -> Self
    where
        F: Fn(String) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Vec<Choice>> + 'static,
    {
        Self(Callback::new(move |text| {
            Box::pin(find(text)) as Suggestions
        }))
    }

    /// What is found for this text; nothing once its page is gone.
    pub(crate) fn ask(self, text: String) -> Option<Suggestions> {
        self.0.try_run(text)
    }

    /// From a list that is already there; matches anywhere, whatever the case.
    pub fn among(choices: Signal<Vec<Choice>>) -> Self {
        Self::new(move |text: String| {
            let text = text.to_lowercase();
            let found = choices.with_untracked(|all| {
                all.iter()
                    .filter(|choice| choice.label.to_lowercase().contains(&text))
                    .take(50)
                    .cloned()
                    .collect()
            });
            async move { found }
        })
    }
}

/// Waits for a pause in typing before it asks.
const PAUSE: Duration = Duration::from_millis(150);

/// What a box knows while it is used. Cheap to copy.
#[derive(Clone, Copy)]
struct State {
    value: RwSignal<Option<Choice>>,
    suggest: Suggest,
    disabled: Signal<bool>,
    on_pick: Option<Callback<Option<Choice>>>,
    /// What is typed, while the list is open.
    text: RwSignal<String>,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// The entry that is marked.
    active: RwSignal<Option<usize>>,
    options: RwSignal<Vec<Choice>>,
    /// Counts the questions: what answers an earlier one is dropped.
    turn: StoredValue<u32>,
}

impl State {
    /// What stands in the box. What is picked from outside (a record that loads, a form that is reset) shows, too.
    fn shown(self) -> String {
        if self.open.get() {
            return self.text.get();
        }
        let label = |value: &Option<Choice>| value.as_ref().map(|choice| choice.label.clone());
        self.value.with(label).unwrap_or_default()
    }

    /// From here on what was asked before is not waited for.
    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// Asks what fits `text`, unless something else is typed within the pause.
    fn look(self, text: String, pause: Duration) {
        let mine = self.next_turn();
        self.busy.set(true);
        let is_due = move || self.turn.try_get_value() == Some(mine);
        let ask = move || {
            let Some(answer) = is_due().then(|| self.suggest.ask(text)).flatten() else {
                return;
            };
            leptos::task::spawn_local(async move {
                let found = answer.await;
                if is_due() {
                    self.active.set((!found.is_empty()).then_some(0));
                    self.options.set(found);
                    self.busy.set(false);
                }
            });
        };
        set_timeout(ask, pause);
    }

    fn show(self) {
        if !self.open.get_untracked() && !self.disabled.get_untracked() {
            self.text.set(untrack(|| self.shown()));
            self.open.set(true);
            self.look(String::new(), Duration::ZERO);
        }
    }

    fn typed(self, text: String) {
        self.open.set(true);
        self.text.set(text.clone());
        self.look(text, PAUSE);
    }

    fn pick(self, choice: Option<Choice>) {
        self.next_turn();
        self.value.set(choice.clone());
        self.open.set(false);
        self.busy.set(false);
        if let Some(pick) = self.on_pick {
            pick.tell(choice);
        }
    }

    /// Leaves the box. An emptied one means: nothing.
    fn leave(self) {
        if !self.open.get_untracked() {
            return;
        }
        self.close();
        if self.text.with_untracked(String::is_empty) && self.value.with_untracked(Option::is_some)
        {
            self.pick(None);
        }
    }

    fn close(self) {
        self.next_turn();
        self.open.set(false);
        self.busy.set(false);
    }

    /// Marks the next entry, or the one before; after the last comes the first.
    fn step(self, forward: bool) {
        let count = self.options.with_untracked(Vec::len);
        self.active.update(|active| {
            *active = match (*active, count) {
                (_, 0) => None,
                (None, _) => Some(if forward { 0 } else { count - 1 }),
                (Some(at), _) if forward => Some((at + 1) % count),
                (Some(at), _) => Some((at + count - 1) % count),
            }
        });
    }

    fn on_key(self, event: &leptos::ev::KeyboardEvent) {
        let open = self.open.get_untracked();
        match event.key().as_str() {
            key @ ("ArrowDown" | "ArrowUp") if open => self.step(key == "ArrowDown"),
            "ArrowDown" | "ArrowUp" => self.show(),
            "Enter" if open => {
                let at = self.active.get_untracked();
                let marked = |all: &Vec<Choice>| at.and_then(|at| all.get(at).cloned());
                if let Some(choice) = self.options.with_untracked(marked) {
                    self.pick(Some(choice));
                }
            }
            "Escape" if open => {
                event.stop_propagation();
                self.close();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Where the marked entry stands, while it is shown.
    fn marked(self) -> Option<usize> {
        let at = self.active.get();
        at.filter(|at| self.open.get() && self.options.with(|all| *at < all.len()))
    }

    fn finds_nothing(self) -> bool {
        !self.busy.get() && self.options.with(Vec::is_empty)
    }
}

/// A text box that suggests. `value` holds the picked entry, or nothing.
#[component]
pub fn Combobox(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<Option<Choice>>,
    suggest: Suggest,
    /// Shown when nothing is found.
    #[prop(into)]
    empty_text: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] bare: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_pick: Option<Callback<Option<Choice>>>,
) -> impl IntoView {
    let state = State {
        value,
        suggest,
        disabled,
        on_pick,
        text: RwSignal::new(String::new()),
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        active: RwSignal::new(None),
        options: RwSignal::new(Vec::new()),
        turn: StoredValue::new(0),
    };
    let shown = Signal::derive(move || state.shown());
    let described = described_by(&id, !hint.is_empty(), error);
    let list_id = format!("{id}-list");
    let marked = {
        let id = id.clone();
        move || state.marked().map(|at| option_id(&id, at))
    };
    let list = suggestions(state, id.clone(), list_id.clone(), label);
    view! {
        <Field id=id.clone() label hint error required bare>
            <div class="combo">
                <input
                    class="input"
                    type="text"
                    id=id
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if state.open.get() { "true" } else { "false" }
                    aria-controls=list_id
                    aria-activedescendant=marked
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    placeholder=(!placeholder.is_empty()).then_some(placeholder)
                    disabled=disabled
                    value=shown.get_untracked()
                    prop:value=shown
                    on:click=move |_| state.show()
                    on:input:target=move |event| state.typed(event.target().value())
                    on:keydown=move |event| state.on_key(&event)
                    on:blur=move |_| state.leave()
                />
                {list}
                <p class="combo-list combo-empty" role="status" hidden=move || !(state.open.get() && state.finds_nothing())>
                    {empty_text}
                </p>
            </div>
        </Field>
    }
}

fn option_id(id: &str, index: usize) -> String {
    format!("{id}-option-{index}")
}

/// The list below the box.
fn suggestions(state: State, id: String, list_id: String, name: Signal<String>) -> AnyView {
    let options = move || {
        let all = state.options.get().into_iter().enumerate();
        all.map(|(index, choice)| option(state, option_id(&id, index), index, choice))
            .collect_view()
    };
    view! {
        <ul
            class="combo-list"
            role="listbox"
            id=list_id
            aria-label=name
            hidden=move || !state.open.get() || state.finds_nothing()
        >
            {options}
        </ul>
    }
    .into_any()
}

fn option(state: State, id: String, index: usize, choice: Choice) -> AnyView {
    let (label, detail) = (choice.label.clone(), choice.detail.clone());
    let is_marked = move || state.active.get() == Some(index);
    view! {
        <li
            class="combo-option"
            role="option"
            id=id
            aria-selected=move || if is_marked() { "true" } else { "false" }
            // Before the box loses the focus, which would close the list.
            on:pointerdown=move |event| {
                event.prevent_default();
                state.pick(Some(choice.clone()));
            }
            on:pointermove=move |_| {
                if !untrack(is_marked) {
                    state.active.set(Some(index));
                }
            }
        >
            <span class="truncate">{label}</span>
            {(!detail.is_empty()).then(|| view! { <span class="combo-detail truncate">{detail}</span> })}
        </li>
    }
    .into_any()
}
