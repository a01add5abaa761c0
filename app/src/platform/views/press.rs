//! Presses on a row's name that opens something where it stands.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The presses on one name. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Presses {
    /// The text selected when the button went down.
    selected: StoredValue<String>,
}

impl Presses {
    pub fn new() -> Self {
        Self {
            selected: StoredValue::new(String::new()),
        }
    }

    /// The button went down.
    pub fn down(self) {
        let _ = self.selected.try_set_value(selected_text());
    }

    /// Whether the press is ours. With a key held it is the browser's: a tab, a window or a file of the address. One
    /// that selected text is nobody's.
    pub fn is_plain(self, event: &MouseEvent) -> bool {
        let held = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() != 0 || held {
            return false;
        }
        // A key pressed on the link comes as a press, too, and selects nothing; what was selected before stays so in
        // some browsers.
        let now = selected_text();
        let by_mouse = event.detail() > 0;
        if by_mouse && !now.is_empty() && self.selected.try_get_value() != Some(now) {
            event.prevent_default();
            return false;
        }
        true
    }
}

fn selected_text() -> String {
    let selection = window().get_selection().ok().flatten();
    selection.map_or_else(String::new, |selection| String::from(selection.to_string()))
}
