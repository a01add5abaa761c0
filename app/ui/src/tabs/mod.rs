//! Tabs: panels of one page (ARIA tabs with arrow keys), or links between sibling pages.

use crate::field::Choice;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

fn tab_id(group: &str, value: &str) -> String {
    format!("{group}-tab-{value}")
}

fn panel_id(group: &str, value: &str) -> String {
    format!("{group}-panel-{value}")
}

/// The row of tabs. Panels are [`TabPanel`]s with the same `id` and `selected`.
#[component]
pub fn Tabs(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// `detail` is shown as a count beside the name.
    #[prop(into)]
    items: Signal<Vec<Choice>>,
    selected: RwSignal<String>,
) -> impl IntoView {
    let group = id.clone();
    let step = {
        let group = group.clone();
        move |event: leptos::ev::KeyboardEvent| {
            let values: Vec<String> =
                items.with_untracked(|all| all.iter().map(|item| item.value.clone()).collect());
            let count = values.len();
            let at = selected.with_untracked(|now| values.iter().position(|value| value == now));
            let (Some(at), true) = (at, count > 0) else {
                return;
            };
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % count,
                "ArrowLeft" => (at + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            if let Some(value) = values.get(next) {
                selected.set(value.clone());
                let tab = document().get_element_by_id(&tab_id(&group, value));
                if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _ = tab.focus();
                }
            }
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label id=id on:keydown=step>
            {move || {
                items
                    .get()
                    .into_iter()
                    .map(|Choice { value, label, detail }| {
                        let (own, picked) = (value.clone(), value.clone());
                        let panel = panel_id(&group, &value);
                        let current = Memo::new(move |_| selected.with(|now| *now == own));
                        view! {
                            <button
                                type="button"
                                class="tab"
                                role="tab"
                                id=tab_id(&group, &value)
                                // Only the shown panel is sure to be on the page.
                                aria-controls=move || current.get().then(|| panel.clone())
                                aria-selected=move || if current.get() { "true" } else { "false" }
                                tabindex=move || if current.get() { "0" } else { "-1" }
                                on:click=move |_| selected.set(picked.clone())
                            >
                                {label}
                                {(!detail.is_empty())
                                    .then(|| view! { <span class="tab-count">{detail}</span> })}
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// The panel of one tab. Its content stays in the page while hidden, so what was typed stays too.
#[component]
pub fn TabPanel(
    /// The id of the [`Tabs`].
    #[prop(into)]
    id: String,
    /// The tab's value.
    #[prop(into)]
    value: String,
    selected: RwSignal<String>,
    children: Children,
) -> impl IntoView {
    let (panel, tab) = (panel_id(&id, &value), tab_id(&id, &value));
    view! {
        <div
            class="tab-panel"
            role="tabpanel"
            id=panel
            aria-labelledby=tab
            tabindex="0"
            hidden=move || selected.with(|now| *now != value)
        >
            {children()}
        </div>
    }
}
