//! The two arrows that move a row within its list.

use crate::button::{IconButton, Size};
use crate::icon::Glyph;
use crate::tell::Tell;
use leptos::prelude::*;

/// "Move up" and "Move down" of one row. At an end of the list the arrow that leads nowhere does nothing and
/// looks so, but stays within reach: whoever moves rows with the keyboard keeps the place.
#[component]
pub fn MoveButtons(
    /// Name of the arrow up, with that of the row.
    #[prop(into)]
    up: Signal<String>,
    /// Name of the arrow down.
    #[prop(into)]
    down: Signal<String>,
    /// The row cannot go up.
    #[prop(into)]
    first: Signal<bool>,
    /// The row cannot go down.
    #[prop(into)]
    last: Signal<bool>,
    #[prop(optional)] size: Size,
    /// Told whether it goes up.
    #[prop(into)]
    on_move: Callback<bool>,
) -> impl IntoView {
    let arrow = move |glyph: Glyph, label: Signal<String>, end: Signal<bool>, goes_up: bool| {
        let press = Callback::new(move |()| on_move.tell(goes_up));
        view! { <IconButton glyph label size resting=end on_press=press/> }
    };
    view! {
        {arrow(Glyph::ArrowUp, up, first, true)}
        {arrow(Glyph::ArrowDown, down, last, false)}
    }
}
