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

type Control = std::sync::Arc<dyn Fn() -> AnyView + Send + Sync>;

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
    let editing = RwSignal::new(false);
    let draft = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let reading = NodeRef::<html::Button>::new();
    let error_id = format!("{id}-error");

    let open = move || {
        if !disabled.get_untracked() && !editing.get_untracked() {
            draft.set(value.get_untracked());
            refusal.set(None);
            editing.set(true);
        }
    };
    // Back to reading; focus returns only when the keyboard asked for it, since Tab moves on.
    let leave = move |refocus: bool| {
        editing.set(false);
        if refocus {
            request_animation_frame(move || {
                if let Some(button) = reading.try_get_untracked().flatten() {
                    let _ = button.focus();
                }
            });
        }
    };
    let save = move |refocus: bool| {
        if !editing.get_untracked() {
            return;
        }
        let text = draft.get_untracked();
        if text == value.get_untracked() {
            leave(refocus);
            return;
        }
        let reason = check.and_then(|check| check.try_run(text.clone()).flatten());
        if reason.is_some() {
            refusal.set(reason);
        } else {
            leave(refocus);
            on_save.tell(text);
        }
    };
    let lines = kind == EditKind::Lines;
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if !lines || event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            save(true);
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            leave(true);
        }
        _ => {}
    };
    let invalid = move || refusal.with(Option::is_some).then_some("true");
    let described = {
        let error_id = error_id.clone();
        move || refusal.with(Option::is_some).then(|| error_id.clone())
    };
    let control: Control = {
        let (id, label) = (id.clone(), label.clone());
        std::sync::Arc::new(move || {
            let (id, label, described) = (format!("{id}-input"), label.clone(), described.clone());
            control_of(&kind, id, label, draft)
                .attr("aria-invalid", invalid)
                .attr("aria-describedby", described)
                .into_any()
        })
    };
    let focus_inside = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if editing.get()
            && let Some(frame) = focus_inside.get()
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
    let empty = Signal::derive(move || shown.with(String::is_empty));
    view! {
        <div class="inline-edit" id=id>
            <Show
                when=move || editing.get()
                fallback=move || {
                    let placeholder = placeholder.clone();
                    view! {
                        <button
                            type="button"
                            class="inline-read"
                            class:is-empty=empty
                            node_ref=reading
                            disabled=disabled
                            on:click=move |_| open()
                            on:keydown=move |event| {
                                if event.key() == "F2" {
                                    event.prevent_default();
                                    open();
                                }
                            }
                        >
                            <span class="visually-hidden">{label.clone()}": "</span>
                            <span class="inline-text">
                                {move || if empty.get() { placeholder.clone().into_any() } else { breakable(shown.get()) }}
                            </span>
                            <Icon glyph=Glyph::Edit class="icon-sm inline-pen"/>
                        </button>
                    }
                }
            >
                <div
                    class="inline-open"
                    node_ref=focus_inside
                    on:keydown=on_key
                    on:focusout=move |_| save(false)
                >
                    {control()}
                </div>
            </Show>
            <p class="field-error" id=error_id role="alert" hidden=move || {
                refusal.with(Option::is_none) && error.with(Option::is_none)
            }>
                {move || refusal.get().or_else(|| error.get())}
            </p>
        </div>
    }
}

/// The control for a kind of value, bound to `draft`.
fn control_of(kind: &EditKind, id: String, label: String, draft: RwSignal<String>) -> AnyView {
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
                {choices
                    .iter()
                    .cloned()
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
