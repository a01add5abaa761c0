//! A text box with suggestions (ARIA combobox with a list box, WAI-ARIA Authoring Practices 1.2).
//! The page gives a search function; answers that arrive out of order are dropped.

use crate::field::{Choice, Field};
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
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let options = RwSignal::new(Vec::<Choice>::new());
    let turn = StoredValue::new(0_u32);
    let list_id = format!("{id}-list");
    let option_id = {
        let id = id.clone();
        move |index: usize| format!("{id}-option-{index}")
    };

    // What is picked from outside (a record that loads, a form that is reset) shows in the box.
    let shown = Signal::derive(move || {
        if open.get() {
            text.get()
        } else {
            value.with(|value| {
                value
                    .as_ref()
                    .map(|choice| choice.label.clone())
                    .unwrap_or_default()
            })
        }
    });

    let look = move |now: String, pause: Duration| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        busy.set(true);
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                let Some(answer) = suggest.ask(now) else {
                    return;
                };
                leptos::task::spawn_local(async move {
                    let found = answer.await;
                    if turn.try_get_value() == Some(mine) {
                        active.set((!found.is_empty()).then_some(0));
                        options.set(found);
                        busy.set(false);
                    }
                });
            },
            pause,
        );
    };
    let show = move || {
        if !open.get_untracked() && !disabled.get_untracked() {
            text.set(shown.get_untracked());
            open.set(true);
            look(String::new(), Duration::ZERO);
        }
    };
    let pick = move |choice: Option<Choice>| {
        turn.update_value(|turn| *turn += 1);
        value.set(choice.clone());
        open.set(false);
        busy.set(false);
        if let Some(pick) = on_pick {
            pick.tell(choice);
        }
    };
    let close = move || {
        if open.get_untracked() {
            turn.update_value(|turn| *turn += 1);
            open.set(false);
            busy.set(false);
            // An emptied box means: nothing.
            if text.with_untracked(String::is_empty) && value.with_untracked(Option::is_some) {
                pick(None);
            }
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let count = options.with_untracked(Vec::len);
        let step = |forward: bool| {
            active.update(|active| {
                *active = match (*active, count) {
                    (_, 0) => None,
                    (None, _) => Some(if forward { 0 } else { count - 1 }),
                    (Some(at), _) if forward => Some((at + 1) % count),
                    (Some(at), _) => Some((at + count - 1) % count),
                }
            });
        };
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                if open.get_untracked() {
                    step(event.key() == "ArrowDown");
                } else {
                    show();
                }
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                let at = active.get_untracked();
                if let Some(choice) =
                    options.with_untracked(|all| at.and_then(|at| all.get(at).cloned()))
                {
                    pick(Some(choice));
                }
            }
            "Escape" if open.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                text.set("-".to_owned());
                close();
            }
            _ => {}
        }
    };
    let active_id = {
        let option_id = option_id.clone();
        move || {
            let at = active.get();
            (open.get() && options.with(|all| at.is_some_and(|at| at < all.len())))
                .then(|| at.map(&option_id))
                .flatten()
        }
    };
    let list = {
        let option_id = option_id.clone();
        move || {
            options
                .get()
                .into_iter()
                .enumerate()
                .map(|(index, choice)| {
                    let (label, detail) = (choice.label.clone(), choice.detail.clone());
                    view! {
                        <li
                            class="combo-option"
                            role="option"
                            id=option_id(index)
                            aria-selected=move || if active.get() == Some(index) { "true" } else { "false" }
                            on:pointerdown=move |event| {
                                event.prevent_default();
                                pick(Some(choice.clone()));
                            }
                            on:pointermove=move |_| {
                                if active.get_untracked() != Some(index) {
                                    active.set(Some(index));
                                }
                            }
                        >
                            <span class="truncate">{label}</span>
                            {(!detail.is_empty())
                                .then(|| view! { <span class="combo-detail truncate">{detail}</span> })}
                        </li>
                    }
                })
                .collect_view()
        }
    };
    let hint_id = (!hint.is_empty()).then(|| format!("{id}-hint"));
    let error_id = format!("{id}-error");
    let described = move || {
        let error = error.with(Option::is_some).then(|| error_id.clone());
        let ids: Vec<String> = hint_id.clone().into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let nothing = move || !busy.get() && options.with(Vec::is_empty);
    let list_name = label;
    view! {
        <Field id=id.clone() label hint error required bare>
            <div class="combo">
                <input
                    class="input combo-input"
                    type="text"
                    id=id
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-activedescendant=active_id
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    placeholder=(!placeholder.is_empty()).then_some(placeholder)
                    disabled=disabled
                    value=shown.get_untracked()
                    prop:value=shown
                    on:click=move |_| show()
                    on:input:target=move |event| {
                        let now = event.target().value();
                        open.set(true);
                        text.set(now.clone());
                        look(now, PAUSE);
                    }
                    on:keydown=on_key
                    on:blur=move |_| close()
                />
                <ul
                    class="combo-list"
                    role="listbox"
                    id=list_id
                    aria-label=list_name
                    hidden=move || !open.get() || nothing()
                >
                    {list}
                </ul>
                <p class="combo-list combo-empty" role="status" hidden=move || !(open.get() && nothing())>
                    {empty_text}
                </p>
            </div>
        </Field>
    }
}
