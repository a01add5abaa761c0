//! Shares of a whole as a bar: native `<progress>` underneath, so no inline style is needed.

use crate::badge::Tone;
use leptos::prelude::*;

/// A bar filled to `percent` (0 to 100; more fills it), named by `label` for screen readers.
#[component]
pub fn Meter(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] percent: Signal<f64>,
    #[prop(optional, into)] tone: Signal<Tone>,
) -> impl IntoView {
    let value = move || format!("{:.1}", percent.get().clamp(0.0, 100.0));
    view! {
        <progress
            class=move || format!("meter meter-{}", tone.get().name())
            max="100"
            value=value
            aria-label=label
        ></progress>
    }
}

/// How far a running job is; without `done` it only shows that it runs.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(optional, into)] done: Signal<Option<f64>>,
) -> impl IntoView {
    view! {
        <progress
            class="meter meter-accent"
            max="100"
            value=move || done.get().map(|done| format!("{:.1}", done.clamp(0.0, 100.0)))
            aria-label=label
        ></progress>
    }
}
