//! The row the keyboard is in, also through another reading of the rows.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::platform::views::ViewRow;
use uuid::Uuid;

/// What of a row the keyboard may be on, the name's link first.
const CONTROLS: [&str; 4] = [".row-anchor", ".task-check", ".check-box", ".list-pen"];

/// Where the keyboard is in a table.
pub(super) struct Stood {
    id: Uuid,
    /// Of the rows shown.
    index: usize,
    control: &'static str,
}

impl Stood {
    /// In these rows, where it is in one of them.
    pub fn among(rows: &[ViewRow]) -> Option<Self> {
        let id = focused_row()?;
        let index = rows.iter().position(|row| row.id == id)?;
        let active = document().active_element()?;
        let is = |control: &&&str| active.matches(control).unwrap_or_default();
        let control = CONTROLS.iter().find(is).unwrap_or(&CONTROLS[0]);
        Some(Self { id, index, control })
    }

    /// Among the rows shown from now on: in the same one, or in the one that took its place.
    pub fn again(self, rows: &[ViewRow]) {
        let same = rows.iter().find(|row| row.id == self.id);
        let other = || rows.get(self.index).or(rows.last());
        if let Some(row) = same.or_else(other) {
            focus(row.id, self.control);
        }
    }
}

/// The row the keyboard is in.
pub(super) fn focused_row() -> Option<Uuid> {
    let active = document().active_element()?;
    let row = active.closest("tr[data-id]").ok().flatten()?;
    row.get_attribute("data-id")?.parse().ok()
}

/// Whether the keyboard is in this row, or nowhere.
pub(super) fn is_free_for(id: Uuid) -> bool {
    let active = document().active_element();
    active.is_none_or(|active| active.tag_name() == "BODY") || focused_row() == Some(id)
}

/// Gives the keyboard back to the row.
pub(super) fn focus_row(id: Uuid) {
    focus(id, CONTROLS[0]);
}

fn focus(id: Uuid, control: &'static str) {
    request_animation_frame(move || {
        // Somebody who went on with Tab or the mouse stays where they went.
        let elsewhere = document()
            .active_element()
            .is_some_and(|active| active.tag_name() != "BODY");
        if elsewhere {
            return;
        }
        let selector = format!("tr[data-id='{id}'] {control}");
        let there = document().query_selector(&selector).ok().flatten();
        if let Some(there) = there.and_then(|there| there.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = there.focus();
        }
    });
}
