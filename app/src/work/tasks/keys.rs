//! The keyboard of the queue: j and k go through the tasks, x completes, e edits, s snoozes, n adds.
//! Nothing happens while a text box, a menu or a dialog has the focus.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// To the next task.
    Next,
    /// To the task before.
    Previous,
    /// Completes the task.
    Complete,
    /// Opens its form.
    Edit,
    /// Opens its snooze menu.
    Snooze,
    /// To the box that adds a task.
    Add,
}

impl Command {
    /// The command of a key.
    pub fn of(key: &str) -> Option<Self> {
        Some(match key {
            "j" => Command::Next,
            "k" => Command::Previous,
            "x" => Command::Complete,
            "e" => Command::Edit,
            "s" => Command::Snooze,
            "n" => Command::Add,
            _ => return None,
        })
    }
}

/// Whether the focus is where letters are typed or chosen.
fn occupied(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return true;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element
            .closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [role=menu], [contenteditable]")
            .ok()
            .flatten()
            .is_some()
    })
}

fn rows() -> Vec<HtmlElement> {
    let Ok(list) = document().query_selector_all("[data-task]") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect()
}

/// Where the focus is among `rows`.
fn current(rows: &[HtmlElement]) -> Option<usize> {
    let active = document().active_element()?;
    rows.iter()
        .position(|row| row.contains(Some(active.as_ref())))
}

fn press(row: &HtmlElement, selector: &str) {
    if let Ok(Some(button)) = row.query_selector(selector)
        && let Ok(button) = button.dyn_into::<HtmlElement>()
    {
        button.click();
    }
}

fn focus(row: &HtmlElement, selector: &str) {
    if let Ok(Some(button)) = row.query_selector(selector)
        && let Ok(button) = button.dyn_into::<HtmlElement>()
    {
        let _ = button.focus();
    }
}

/// Listens for keys until the page is left; `add` focuses the box that adds a task.
pub fn listen(add: impl Fn() + 'static) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let Some(command) = Command::of(&event.key()).filter(|_| !occupied(&event)) else {
            return;
        };
        event.prevent_default();
        run(command, &add);
    });
    on_cleanup(move || handle.remove());
}

fn run(command: Command, add: &impl Fn()) {
    let rows = rows();
    let at = current(&rows);
    match command {
        Command::Add => add(),
        Command::Next | Command::Previous => {
            let last = rows.len().saturating_sub(1);
            let to = match (at, command) {
                (None, _) => 0,
                (Some(at), Command::Next) => (at + 1).min(last),
                (Some(at), _) => at.saturating_sub(1),
            };
            if let Some(row) = rows.get(to) {
                focus(row, ".task-check");
            }
        }
        Command::Complete => {
            let Some(at) = at else { return };
            if let Some(row) = rows.get(at) {
                press(row, ".task-check");
            }
            // The row goes away: the focus stays in the list.
            request_animation_frame(move || {
                let left = self::rows();
                if let Some(row) = left.get(at.min(left.len().saturating_sub(1))) {
                    focus(row, ".task-check");
                }
            });
        }
        Command::Edit | Command::Snooze => {
            let Some(row) = at.and_then(|at| rows.get(at)) else {
                return;
            };
            let selector = if command == Command::Edit {
                ".task-subject"
            } else {
                ".task-menus button"
            };
            press(row, selector);
        }
    }
}
