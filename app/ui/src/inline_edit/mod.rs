//! A fact edited where it stands. Press, Enter or F2 opens it; Enter and Tab save (Tab goes on to
//! the next control by itself); Escape restores. A refused text stays, with the reason under it.

use crate::field::Choice;
use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// What kind of value is edited.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum EditKind {
    /// One line.
    #[default]
    Text,
    /// A number or amount as people write it.
    Number,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// Several lines; Enter makes a new line, Ctrl+Enter saves.
    Lines,
    /// One of these.
    Among(Vec<Choice>),
}

/// An address of mail or of the web has no spaces: in a narrow column it breaks after its signs, not in a word.
fn breakable(text: String) -> AnyView {
    let address = !text.contains(' ') && (text.contains('@') || text.contains("://"));
    if !address {
        return text.into_any();
    }
    text.split_inclusive(['@', '/', '.'])
        .map(|part| view! { {part.to_owned()}<wbr/> })
        .collect_view()
        .into_any()
}

/// What a value knows while it is edited. Cheap to copy.
#[derive(Clone, Copy)]
struct State {
    value: Signal<String>,
    check: Option<Callback<String, Option<String>>>,
    on_save: Callback<String>,
    editing: RwSignal<bool>,
    draft: RwSignal<String>,
    refusal: RwSignal<Option<String>>,
    /// Several lines: Enter makes a new one.
    lines: bool,
    /// The button that shows the value.
    reading: NodeRef<html::Button>,
}

impl State {
    fn open(self) {
        if !self.editing.get_untracked() {
            self.draft.set(self.value.get_untracked());
            self.refusal.set(None);
            self.editing.set(true);
        }
    }

    /// Back to reading; focus returns only when the keyboard asked for it, since Tab moves on.
    fn leave(self, refocus: bool) {
        self.editing.set(false);
        if refocus {
            request_animation_frame(move || {
                if let Some(button) = self.reading.try_get_untracked().flatten() {
                    let _ = button.focus();
                }
            });
        }
    }

    fn save(self, refocus: bool) {
        if !self.editing.get_untracked() {
            return;
        }
        let text = self.draft.get_untracked();
        if text == self.value.get_untracked() {
            self.leave(refocus);
            return;
        }
        let check = self.check;
        let reason = check.and_then(|check| check.try_run(text.clone()).flatten());
        if reason.is_some() {
            self.refusal.set(reason);
        } else {
            self.leave(refocus);
            self.on_save.tell(text);
        }
    }

    fn on_key(self, event: &leptos::ev::KeyboardEvent) {
        match event.key().as_str() {
            "Enter" if !self.lines || event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                self.save(true);
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                self.leave(true);
            }
            _ => {}
        }
    }

    fn is_refused(self) -> bool {
        self.refusal.with(Option::is_some)
    }
}

/// A value that is edited in place.
#[component]
pub fn InlineEdit(
    #[prop(into)] id: String,
    /// Name of the fact, read aloud.
    #[prop(into)]
    label: String,
    /// As shown while reading.
    #[prop(into)]
    shown: Signal<String>,
    /// As put into the control.
    #[prop(into)]
    value: Signal<String>,
    #[prop(optional)] kind: EditKind,
    /// Shown when the value is empty, for example "Add a next step".
    #[prop(optional, into)]
    placeholder: String,
    /// The reason why a text is refused, or nothing. Runs at once, before `on_save`.
    #[prop(optional, into)]
    check: Option<Callback<String, Option<String>>>,
    /// A refusal that came later, from the server.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_save: Callback<String>,
) -> impl IntoView {
    let state = State {
        value,
        check,
        on_save,
        editing: RwSignal::new(false),
        draft: RwSignal::new(String::new()),
        refusal: RwSignal::new(None),
        lines: kind == EditKind::Lines,
        reading: NodeRef::new(),
    };
    let error_id = format!("{id}-error");
    let input = (format!("{id}-input"), label.clone(), error_id.clone());
    view! {
        <div class="inline-edit" id=id>
            <Show
                when=move || state.editing.get()
                fallback=move || reader(state, label.clone(), shown, placeholder.clone(), disabled)
            >
                {editor(state, &kind, shown, input.clone())}
            </Show>
            <p class="field-error" id=error_id role="alert" hidden=move || !state.is_refused() && error.with(Option::is_none)>
                {move || state.refusal.get().or_else(|| error.get())}
            </p>
        </div>
    }
}

/// The value while it is read: a button that opens it.
fn reader(
    state: State,
    label: String,
    shown: Signal<String>,
    placeholder: String,
    disabled: Signal<bool>,
) -> AnyView {
    let is_empty = Signal::derive(move || shown.with(String::is_empty));
    let text = move || {
        if is_empty.get() {
            placeholder.clone().into_any()
        } else {
            breakable(shown.get())
        }
    };
    let open = move || {
        if !disabled.get_untracked() {
            state.open();
        }
    };
    view! {
        <button
            type="button"
            class="inline-read"
            class:is-empty=is_empty
            node_ref=state.reading
            disabled=disabled
            on:click=move |_| open()
            on:keydown=move |event| {
                if event.key() == "F2" {
                    event.prevent_default();
                    open();
                }
            }
        >
            <span class="visually-hidden">{label}": "</span>
            <span class="inline-text">{text}</span>
            <Icon glyph=Glyph::Edit class="icon-sm inline-pen"/>
        </button>
    }
    .into_any()
}

/// The value while it is edited: its control, which has the focus from the first moment.
fn editor(
    state: State,
    kind: &EditKind,
    shown: Signal<String>,
    (id, label, error_id): (String, String, String),
) -> AnyView {
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get()
            && let Ok(Some(control)) = frame.query_selector("input, select, textarea")
        {
            if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            } else if let Some(other) = control.dyn_ref::<web_sys::HtmlElement>() {
                let _ = other.focus();
            }
        }
    });
    let control = control_of(kind, &shown.get_untracked(), id, label, state.draft)
        .attr("aria-invalid", move || state.is_refused().then_some("true"))
        .attr("aria-describedby", move || {
            state.is_refused().then(|| error_id.clone())
        })
        .into_any();
    view! {
        <div
            class="inline-open"
            node_ref=frame
            on:keydown=move |event| state.on_key(&event)
            on:focusout=move |_| state.save(false)
        >
            {control}
        </div>
    }
    .into_any()
}

/// What a fact may become, with what it is now when that is offered no more (somebody who has left). A list without
/// it would show another value as if it were this one, which nobody could choose then.
fn offered(choices: &[Choice], now: &str, shown: &str) -> Vec<Choice> {
    let mut all = choices.to_vec();
    if all.iter().all(|choice| choice.value != now) {
        let label = if shown.is_empty() { "—" } else { shown };
        all.insert(0, Choice::new(now, label));
    }
    all
}

/// The control for a kind of value, bound to `draft`. The value is `shown` while it is read.
fn control_of(
    kind: &EditKind,
    shown: &str,
    id: String,
    label: String,
    draft: RwSignal<String>,
) -> AnyView {
    let now = draft.get_untracked();
    match kind {
        EditKind::Lines => view! {
            <textarea
                class="input textarea" id=id aria-label=label prop:value=draft
                on:input:target=move |event| draft.set(event.target().value())
            >{now}</textarea>
        }
        .into_any(),
        EditKind::Among(choices) => view! {
            <select
                class="input select" id=id aria-label=label
                on:change:target=move |event| draft.set(event.target().value())
            >
                {offered(choices, &now, shown)
                    .into_iter()
                    .map(|Choice { value, label, .. }| {
                        let selected = value == now;
                        view! { <option value=value selected=selected>{label}</option> }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        EditKind::Text | EditKind::Number | EditKind::Date => view! {
            <input
                class="input" id=id aria-label=label autocomplete="off"
                type=if *kind == EditKind::Date { "date" } else { "text" }
                inputmode=(*kind == EditKind::Number).then_some("decimal")
                value=now
                prop:value=draft
                on:input:target=move |event| draft.set(event.target().value())
            />
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_now_stands_in_the_list_also_when_it_is_offered_no_more() {
        let choices = [Choice::new("a", "Ada"), Choice::new("z", "Zoé")];
        let values = |now: &str, shown: &str| -> Vec<(String, String)> {
            let all = offered(&choices, now, shown);
            all.into_iter().map(|one| (one.value, one.label)).collect()
        };
        let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
        assert_eq!(values("z", "Zoé"), [pair("a", "Ada"), pair("z", "Zoé")]);
        let with_gone = [pair("g", "Gone"), pair("a", "Ada"), pair("z", "Zoé")];
        assert_eq!(values("g", "Gone"), with_gone);
        assert_eq!(values("", "").first(), Some(&pair("", "—")));
    }
}
