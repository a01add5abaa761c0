//! Several values of a short list, behind one button.

use i18n::{k, t};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::kernel::Lang;
use ui::Choice;

/// Whether the popover an event is about is open now.
pub(super) fn is_open(event: &impl AsRef<web_sys::Event>) -> bool {
    event
        .as_ref()
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.matches(":popover-open").unwrap_or(false))
}

/// Boxes to tick; closed, the values ticked.
#[component]
pub(super) fn Pick(
    lang: Lang,
    label: String,
    choices: Signal<Vec<Choice>>,
    values: RwSignal<Vec<String>>,
) -> impl IntoView {
    let said = move || {
        let values = values.get();
        let labels: Vec<String> = choices.with(|all| {
            values
                .iter()
                .map(|value| {
                    let known = all.iter().find(|choice| choice.value == *value);
                    known.map_or_else(|| value.clone(), |choice| choice.label.clone())
                })
                .collect()
        });
        if labels.is_empty() {
            t(lang, k::views::CHOOSE_VALUES).to_owned()
        } else {
            labels.join(", ")
        }
    };
    let entry = move |choice: Choice| {
        let (value, own) = (choice.value.clone(), choice.value);
        view! {
            <label class="list-option">
                <input
                    type="checkbox"
                    class="check-box"
                    prop:checked=move || values.with(|values| values.contains(&own))
                    on:change=move |_| {
                        values.update(|values| match values.iter().position(|one| *one == value) {
                            Some(at) => {
                                values.remove(at);
                            }
                            None => values.push(value.clone()),
                        });
                    }
                />
                <span>{choice.label}</span>
            </label>
        }
    };
    view! {
        <details class="list-pick">
            <summary class="input select" aria-label=move || format!("{label}: {}", said())>
                <span class="truncate">{said}</span>
            </summary>
            <div class="list-pick-options">
                <For each=move || choices.get() key=|choice| choice.value.clone() children=entry/>
            </div>
        </details>
    }
}
