//! Pieces of tables. The page writes `<table>` with `<tbody>` itself: rows are its own.

use crate::button::Button;
use crate::icon::{Glyph, Icon};
use crate::tell::Tell;
use leptos::prelude::*;

/// The scrolling frame of a table, which the keyboard can scroll.
#[component]
pub fn TableWrap(
    /// Read aloud: what the table lists.
    #[prop(into)]
    label: String,
    /// The header stays while the frame's content scrolls (give the frame a height by a class).
    #[prop(optional)]
    sticky: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-wrap" class=("table-sticky", sticky) role="group" aria-label=label tabindex="0">
            {children()}
        </div>
    }
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorting {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The header of a column that sorts when pressed.
#[component]
pub fn SortHeader(
    #[prop(into)] label: String,
    #[prop(into)] sorting: Signal<Option<Sorting>>,
    /// Right-aligned, as its numbers.
    #[prop(optional)]
    numeric: bool,
    #[prop(into)] on_sort: Callback<()>,
) -> impl IntoView {
    let aria = move || match sorting.get() {
        Some(Sorting::Ascending) => "ascending",
        Some(Sorting::Descending) => "descending",
        None => "none",
    };
    view! {
        <th scope="col" class="th-sort" class=("num", numeric) aria-sort=aria>
            <button type="button" class="th-button" on:click=move |_| on_sort.tell(())>
                <span>{label}</span>
                {move || match sorting.get() {
                    Some(Sorting::Ascending) => view! { <Icon glyph=Glyph::ArrowUp class="icon-sm"/> },
                    Some(Sorting::Descending) => view! { <Icon glyph=Glyph::ArrowDown class="icon-sm"/> },
                    None => view! { <Icon glyph=Glyph::Sort class="icon-sm th-idle"/> },
                }}
            </button>
        </th>
    }
}

/// How much of a list is shown, and the button for more of it.
#[component]
pub fn LoadMore(
    /// For example "50 of 1,204".
    #[prop(into)]
    summary: Signal<String>,
    #[prop(into)] label: String,
    /// There is more.
    #[prop(into)]
    more: Signal<bool>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(into)] on_more: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="load-more">
            <span class="muted small" role="status">{summary}</span>
            <Show when=move || more.get()>
                <Button label=label.clone() busy on_press=on_more/>
            </Show>
        </div>
    }
}
