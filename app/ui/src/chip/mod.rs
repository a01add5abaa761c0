//! Filter chips: what a list is narrowed to, each with a cross.

use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::prelude::*;

/// A filter in force: its name, its value and a cross that removes it.
#[component]
pub fn FilterChip(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    /// Name of the cross, for example "Remove the filter Owner".
    #[prop(into)]
    remove_label: String,
    #[prop(into)] on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <span class="chip">
            <span class="chip-name">{label}</span>
            <span class="chip-value">{value}</span>
            <button type="button" class="chip-remove" aria-label=remove_label on:click=move |_| on_remove.tell(())>
                <Icon glyph=Glyph::X class="icon-sm"/>
            </button>
        </span>
    }
}

/// A filter that is on or off.
#[component]
pub fn ToggleChip(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    #[prop(optional, into)] icon: Option<Glyph>,
    #[prop(into)] on_toggle: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip chip-toggle"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_toggle.tell(())
        >
            {icon.map(|glyph| view! { <Icon glyph class="icon-sm"/> })}
            <span>{label}</span>
        </button>
    }
}

/// A key of the keyboard, in help texts and menus.
#[component]
pub fn Kbd(#[prop(into)] keys: String) -> impl IntoView {
    view! { <kbd class="kbd">{keys}</kbd> }
}
