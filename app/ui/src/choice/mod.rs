//! Small choices: checkbox, switch, segmented control.

use crate::field::Choice;
use crate::tell::Tell;
use leptos::prelude::*;

/// A tick with its text.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    checked: RwSignal<bool>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The text is for screen readers only (a tick in a table row).
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let hint_id = (!hint.is_empty()).then(|| format!("{id}-hint"));
    view! {
        <div class="check">
            <input
                type="checkbox"
                class="check-box"
                id=id.clone()
                name=name
                value="true"
                checked=checked.get_untracked()
                prop:checked=checked
                disabled=disabled
                aria-describedby=hint_id.clone()
                on:change:target=move |event| {
                    let on = event.target().checked();
                    checked.set(on);
                    if let Some(change) = on_change {
                        change.tell(on);
                    }
                }
            />
            <label class="check-label" class=("visually-hidden", bare) for=id>{label}</label>
            {hint_id.map(|id| view! { <p class="field-hint check-hint" id=id>{hint}</p> })}
        </div>
    }
}

/// An on/off setting that takes effect at once.
#[component]
pub fn Switch(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    on: RwSignal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <div class="switch-row">
            <button
                type="button"
                role="switch"
                class="switch"
                id=id.clone()
                aria-checked=move || if on.get() { "true" } else { "false" }
                disabled=disabled
                on:click=move |_| {
                    on.update(|on| *on = !*on);
                    if let Some(change) = on_change {
                        change.tell(on.get_untracked());
                    }
                }
            >
                <span class="switch-knob" aria-hidden="true"></span>
                <span class="visually-hidden">{label}</span>
            </button>
            <label class="check-label" for=id aria-hidden="true">{label}</label>
        </div>
    }
}

/// A few exclusive choices side by side: radio buttons underneath, so arrow keys work by themselves.
#[component]
pub fn SegmentedControl(
    /// Also the name of the radio group.
    #[prop(into)]
    id: String,
    /// Read aloud as the group's name.
    #[prop(into)]
    label: String,
    #[prop(into)] options: Signal<Vec<Choice>>,
    value: RwSignal<String>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let group = id.clone();
    view! {
        <div class="segments" role="radiogroup" aria-label=label id=id>
            {move || {
                options
                    .get()
                    .into_iter()
                    .map(|Choice { value: key, label, .. }| {
                        let (own, picked) = (key.clone(), key.clone());
                        view! {
                            <label class="segment">
                                <input
                                    type="radio"
                                    class="visually-hidden segment-input"
                                    name=group.clone()
                                    value=key.clone()
                                    checked=value.with_untracked(|now| *now == key)
                                    prop:checked=move || value.with(|now| *now == own)
                                    on:change=move |_| {
                                        value.set(picked.clone());
                                        if let Some(change) = on_change {
                                            change.tell(picked.clone());
                                        }
                                    }
                                />
                                <span class="segment-face">{label}</span>
                            </label>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
