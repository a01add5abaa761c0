//! Facts of a record: names at the left, values (often editable in place) at the right.

use leptos::prelude::*;

/// The list; put [`Fact`]s in it.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One name with its value.
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt class="fact-name">{label}</dt>
            <dd class="fact-value">{children()}</dd>
        </div>
    }
}
