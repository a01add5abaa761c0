//! Lines and sections dragged at their grips, by mouse, pen and touch.
//!
//! The table listens for all its rows: a quote has thousands. What can be dragged has `data-drag`,
//! where it can be dropped `data-spot`.

use super::grid::{focus_cell, say_place};
use super::state::Editor;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::quotes::sections::DropAt;
use shared::kernel::{QuoteLineId, QuoteSectionId};

/// How near to the edge of the window the page begins to scroll, and how far at a time.
const EDGE: f64 = 48.0;
const SCROLL: f64 = 14.0;
const OVER: &str = "is-drop";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Line(QuoteLineId),
    Head(QuoteSectionId),
    Foot(QuoteSectionId),
}

impl Spot {
    fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        match kind {
            "line" => id.parse().ok().map(Spot::Line),
            "head" => id.parse().ok().map(Spot::Head),
            "foot" => id.parse().ok().map(Spot::Foot),
            _ => None,
        }
    }
}

/// What is dragged in one table. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Dragging {
    editor: Editor,
    held: StoredValue<Option<Spot>>,
}

impl Dragging {
    pub fn new(editor: Editor) -> Self {
        Self {
            editor,
            held: StoredValue::new(None),
        }
    }

    pub fn press(self, event: &PointerEvent) {
        if !self.editor.editable || !event.is_primary() || event.button() != 0 {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into().ok());
        let held = target.and_then(|element: web_sys::Element| marked(&element, "data-drag"));
        let Some((_, spot)) = held else {
            return;
        };
        // From here on the table hears of the pointer wherever it goes.
        if let Some(table) = table(event) {
            let _ = table.set_pointer_capture(event.pointer_id());
        }
        self.held.set_value(Some(spot));
        event.prevent_default();
    }

    pub fn go(self, event: &PointerEvent) {
        if self.held.get_value().is_none() {
            return;
        }
        let Some(table) = table(event) else {
            return;
        };
        unmark(&table);
        if let Some((row, _)) = under(event) {
            let _ = row.class_list().add_1(OVER);
        }
        let y = f64::from(event.client_y());
        let height = window().inner_height().ok().and_then(|h| h.as_f64());
        if y < EDGE {
            window().scroll_by_with_x_and_y(0.0, -SCROLL);
        } else if height.is_some_and(|height| y > height - EDGE) {
            window().scroll_by_with_x_and_y(0.0, SCROLL);
        }
    }

    pub fn release(self, event: &PointerEvent) {
        let Some(held) = self.held.get_value() else {
            return;
        };
        let under = under(event);
        self.cancel(event);
        if let Some((_, spot)) = under {
            self.land(held, spot);
        }
    }

    pub fn cancel(self, event: &PointerEvent) {
        self.held.set_value(None);
        if let Some(table) = table(event) {
            unmark(&table);
        }
    }

    fn land(self, held: Spot, onto: Spot) {
        let editor = self.editor;
        match held {
            Spot::Line(line) => {
                let to = match onto {
                    Spot::Line(other) => DropAt::Line(other),
                    Spot::Head(section) => DropAt::Head(section),
                    Spot::Foot(section) => DropAt::End(Some(section)),
                };
                if editor.drop_line(line, to) {
                    focus_cell(editor, 0, line);
                    say_place(editor, line);
                }
            }
            Spot::Head(section) | Spot::Foot(section) => {
                let other = match onto {
                    Spot::Line(line) => editor.section_of(line),
                    Spot::Head(other) | Spot::Foot(other) => Some(other),
                };
                if let Some(other) = other {
                    editor.drop_section(section, other);
                }
            }
        }
    }
}

fn table(event: &PointerEvent) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}

/// The nearest element around with a mark, and what the mark says.
fn marked(element: &web_sys::Element, mark: &str) -> Option<(web_sys::Element, Spot)> {
    let found = element.closest(&format!("[{mark}]")).ok()??;
    let spot = Spot::read(&found.get_attribute(mark)?)?;
    Some((found, spot))
}

/// The row under the pointer.
fn under(event: &PointerEvent) -> Option<(web_sys::Element, Spot)> {
    let (x, y) = (event.client_x(), event.client_y());
    #[allow(
        clippy::cast_precision_loss,
        reason = "places on a screen are far below what a float holds"
    )]
    let element = document().element_from_point(x as f32, y as f32)?;
    marked(&element, "data-spot")
}

fn unmark(table: &web_sys::Element) {
    if let Ok(Some(row)) = table.query_selector(".is-drop") {
        let _ = row.class_list().remove_1(OVER);
    }
}
