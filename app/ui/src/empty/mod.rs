//! What a page shows when there is nothing, while it loads, and when loading failed.

use crate::icon::{Glyph, Icon};
use leptos::prelude::*;

/// Nothing here yet, and what to do about it.
#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] text: Signal<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-mark"><Icon glyph class="icon-lg"/></span>
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> })}
        </div>
    }
}

/// Grey lines where text is about to appear; says `label` to a screen reader.
#[component]
pub fn Skeleton(
    #[prop(into)] label: String,
    #[prop(optional)] lines: Option<u32>,
    /// Taller blocks, as for cards.
    #[prop(optional)]
    blocks: bool,
) -> impl IntoView {
    view! {
        <div class="skeleton" class=("skeleton-blocks", blocks) role="status">
            <span class="visually-hidden">{label}</span>
            {(0..lines.unwrap_or(3)).map(|_| view! { <span class="skeleton-line"></span> }).collect_view()}
        </div>
    }
}
