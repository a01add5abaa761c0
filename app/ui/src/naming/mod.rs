//! Boxes for text in which names can be looked up while they are typed: behind a sign, a list opens
//! under the box. Arrows choose, Enter or Tab inserts, Escape closes and changes nothing.
//!
//! A line is an ARIA combobox. A text of several lines may not have that role; it keeps its own and tells
//! of the list by `aria-autocomplete`, `aria-controls` and `aria-activedescendant`, and in a status line.

use crate::combobox::Suggest;
use crate::field::{Choice, Field};
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// Waits for a pause in typing before it asks.
const PAUSE: Duration = Duration::from_millis(120);

/// How names stand in a text; positions are characters.
#[derive(Clone, Copy)]
pub struct NamingRules {
    /// What of a name is typed before the caret, or nothing when none is.
    pub typed: fn(&str, u32) -> Option<String>,
    /// The text with the name in the place of what is typed, and where the caret goes.
    pub insert: fn(&str, u32, &str) -> Option<(String, u32)>,
}

/// Where the caret is and where it goes, whichever box it is in.
#[derive(Clone, Copy)]
enum Caret {
    Line(NodeRef<html::Input>),
    Area(NodeRef<html::Textarea>),
}

/// Positions in the browser count UTF-16 units.
fn characters(text: &str, units: u32) -> u32 {
    let mut left = usize::try_from(units).unwrap_or(usize::MAX);
    let mut count = 0;
    for sign in text.chars() {
        if left < sign.len_utf16() {
            break;
        }
        left -= sign.len_utf16();
        count += 1;
    }
    count
}

fn units(text: &str, characters: u32) -> u32 {
    let characters = usize::try_from(characters).unwrap_or(usize::MAX);
    let before = text.chars().take(characters).map(char::len_utf16);
    u32::try_from(before.sum::<usize>()).unwrap_or(u32::MAX)
}

impl Caret {
    fn get(self, text: &str) -> u32 {
        let end = match self {
            Caret::Line(node) => node.get_untracked().map(|node| node.selection_end()),
            Caret::Area(node) => node.get_untracked().map(|node| node.selection_end()),
        };
        let end = end.and_then(Result::ok).flatten();
        end.map_or(u32::MAX, |end| characters(text, end))
    }

    fn set(self, at: u32) {
        match self {
            Caret::Line(node) => {
                if let Some(node) = node.get_untracked() {
                    let _ = node.set_selection_range(at, at);
                }
            }
            Caret::Area(node) => {
                if let Some(node) = node.get_untracked() {
                    let _ = node.set_selection_range(at, at);
                }
            }
        }
    }
}

/// The list under a box.
#[derive(Clone, Copy)]
struct Naming {
    value: RwSignal<String>,
    rules: NamingRules,
    suggest: Suggest,
    caret: Caret,
    options: RwSignal<Vec<Choice>>,
    active: RwSignal<usize>,
    turn: StoredValue<u32>,
}

impl Naming {
    fn new(value: RwSignal<String>, rules: NamingRules, suggest: Suggest, caret: Caret) -> Self {
        Self {
            value,
            rules,
            suggest,
            caret,
            options: RwSignal::new(Vec::new()),
            active: RwSignal::new(0),
            turn: StoredValue::new(0),
        }
    }

    fn is_open(self) -> bool {
        self.options.with(|all| !all.is_empty())
    }

    fn close(self) {
        self.turn.update_value(|turn| *turn += 1);
        if self.options.with_untracked(|all| !all.is_empty()) {
            self.options.set(Vec::new());
        }
    }

    /// Looks at what stands before the caret now.
    fn look(self) {
        let text = self.value.get_untracked();
        let Some(typed) = (self.rules.typed)(&text, self.caret.get(&text)) else {
            self.close();
            return;
        };
        self.turn.update_value(|turn| *turn += 1);
        let mine = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() != Some(mine) {
                    return;
                }
                let Some(answer) = self.suggest.ask(typed) else {
                    return;
                };
                leptos::task::spawn_local(async move {
                    let found = answer.await;
                    if self.turn.try_get_value() == Some(mine) {
                        self.active.set(0);
                        self.options.set(found);
                    }
                });
            },
            PAUSE,
        );
    }

    fn typed(self, text: String) {
        self.value.set(text);
        self.look();
    }

    fn pick(self, choice: &Choice) {
        let text = self.value.get_untracked();
        let at = self.caret.get(&text);
        self.close();
        if let Some((text, at)) = (self.rules.insert)(&text, at, &choice.label) {
            let at = units(&text, at);
            self.value.set(text);
            // The box shows the new text after the next paint.
            request_animation_frame(move || self.caret.set(at));
        }
    }

    fn key(self, event: &leptos::ev::KeyboardEvent) {
        let count = self.options.with_untracked(Vec::len);
        if count == 0 || event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => self.active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.active.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => {
                let at = self.active.get_untracked();
                if let Some(choice) = self.options.with_untracked(|all| all.get(at).cloned()) {
                    self.pick(&choice);
                }
            }
            "Escape" => {
                event.stop_propagation();
                self.close();
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn active_id(self, id: &str) -> Option<String> {
        let at = self.active.get();
        self.options
            .with(|all| at < all.len())
            .then(|| option_id(id, at))
    }

    fn list(self, id: String, label: String, said: Callback<usize, String>) -> impl IntoView {
        let list_id = format!("{id}-names");
        let options = move || {
            let id = id.clone();
            self.options
                .get()
                .into_iter()
                .enumerate()
                .map(|(index, choice)| {
                    let (label, detail) = (choice.label.clone(), choice.detail.clone());
                    view! {
                        <li
                            class="combo-option"
                            role="option"
                            id=option_id(&id, index)
                            aria-selected=move || {
                                if self.active.get() == index { "true" } else { "false" }
                            }
                            on:pointerdown=move |event| {
                                event.prevent_default();
                                self.pick(&choice);
                            }
                        >
                            <span class="truncate">{label}</span>
                            {(!detail.is_empty())
                                .then(|| view! { <span class="combo-detail truncate">{detail}</span> })}
                        </li>
                    }
                })
                .collect_view()
        };
        let status = move || {
            let count = self.options.with(Vec::len);
            let told = (count > 0).then(|| said.try_run(count));
            told.flatten().unwrap_or_default()
        };
        view! {
            <ul
                class="combo-list naming-list"
                role="listbox"
                id=list_id
                aria-label=label
                hidden=move || !self.is_open()
            >
                {options}
            </ul>
            <p class="visually-hidden" role="status">{status}</p>
        }
    }
}

fn option_id(id: &str, index: usize) -> String {
    format!("{id}-name-{index}")
}

/// The ids that describe a box: hint first, then error.
fn described(
    id: &str,
    hint: bool,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static {
    let hint = hint.then(|| format!("{id}-hint"));
    let error_id = format!("{id}-error");
    move || {
        let error = error.with(Option::is_some).then(|| error_id.clone());
        let ids: Vec<String> = hint.clone().into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A text of several lines in which names can be looked up.
#[component]
pub fn NamingArea(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    rules: NamingRules,
    suggest: Suggest,
    /// What the list is called.
    #[prop(into)]
    list_label: String,
    /// How many names are offered, and what to do with them, for a screen reader.
    #[prop(into)]
    said: Callback<usize, String>,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let naming = Naming::new(value, rules, suggest, Caret::Area(node));
    let described = described(&id, !hint.is_empty(), error);
    let list = naming.list(id.clone(), list_label, said);
    let (list_id, own) = (format!("{id}-names"), id.clone());
    view! {
        <Field id=id.clone() label hint error>
            <div class="combo">
                <textarea
                    class="input textarea"
                    id=id.clone()
                    name=id
                    rows=rows.unwrap_or(3).to_string()
                    prop:value=value
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    aria-autocomplete="list"
                    aria-controls=move || naming.is_open().then(|| list_id.clone())
                    aria-activedescendant=move || naming.active_id(&own)
                    node_ref=node
                    on:input:target=move |event| naming.typed(event.target().value())
                    on:keydown=move |event| naming.key(&event)
                    on:click=move |_| naming.look()
                    on:blur=move |_| naming.close()
                >
                    {value.get_untracked()}
                </textarea>
                {list}
            </div>
        </Field>
    }
}

/// A line in which names can be looked up.
#[component]
pub fn NamingLine(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    rules: NamingRules,
    suggest: Suggest,
    /// What the list is called.
    #[prop(into)]
    list_label: String,
    /// How many names are offered, and what to do with them, for a screen reader.
    #[prop(into)]
    said: Callback<usize, String>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] bare: bool,
    #[prop(optional)] max_length: Option<u32>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let naming = Naming::new(value, rules, suggest, Caret::Line(node));
    let described = described(&id, false, error);
    let list = naming.list(id.clone(), list_label, said);
    let (list_id, own) = (format!("{id}-names"), id.clone());
    view! {
        <Field id=id.clone() label error bare>
            <div class="combo">
                <input
                    class="input"
                    type="text"
                    id=id.clone()
                    name=id
                    role="combobox"
                    autocomplete="off"
                    placeholder=(!placeholder.is_empty()).then_some(placeholder)
                    maxlength=max_length.map(|n| n.to_string())
                    value=value.get_untracked()
                    prop:value=value
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    aria-autocomplete="list"
                    aria-expanded=move || if naming.is_open() { "true" } else { "false" }
                    aria-controls=list_id
                    aria-activedescendant=move || naming.active_id(&own)
                    node_ref=node
                    on:input:target=move |event| naming.typed(event.target().value())
                    on:keydown=move |event| naming.key(&event)
                    on:click=move |_| naming.look()
                    on:blur=move |_| naming.close()
                />
                {list}
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::{characters, units};

    #[test]
    fn positions_are_counted_as_the_browser_does() {
        // Two units for what lies beyond the first plane.
        let text = "é😀b";
        assert_eq!([0, 1, 3, 4].map(|at| characters(text, at)), [0, 1, 2, 3]);
        assert_eq!([0, 1, 2, 3].map(|at| units(text, at)), [0, 1, 3, 4]);
        assert_eq!(characters(text, 2), 1);
        assert_eq!(characters(text, 99), 3);
    }
}
