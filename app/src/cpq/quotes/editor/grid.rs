//! The lines as a grid of inputs, and the keys that move in it.

use super::dragging::Dragging;
use super::parts::{Item, Parts};
use super::product_cell::SuggestionList;
use super::row::{AMOUNT, COLUMNS};
use super::state::Editor;
use i18n::{k, t, tf};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::kernel::{QuoteLineId, QuoteSectionId};
use ui::{Button, Glyph, Kbd, Size, TableWrap};

/// The id of a cell's control.
pub fn cell_id(column: usize, line: QuoteLineId) -> String {
    format!("cell-{column}-{line}")
}

/// Puts the focus on a cell once it is on the page.
pub fn focus_cell(editor: Editor, column: usize, line: QuoteLineId) {
    editor.bring_line(line);
    request_animation_frame(move || {
        let Some(element) = document().get_element_by_id(&cell_id(column, line)) else {
            return;
        };
        if let Some(control) = element.dyn_ref::<web_sys::HtmlElement>() {
            let _ = control.focus();
        }
        if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
            input.select();
        }
    });
}

/// Puts the focus on what has this id once it is on the page.
pub fn focus_id(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        let element = element.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
}

/// Which cell an event comes from.
fn place(event: &KeyboardEvent) -> Option<(usize, QuoteLineId)> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let id = element.id();
    let (column, line) = id.strip_prefix("cell-")?.split_once('-')?;
    Some((column.parse().ok()?, line.parse().ok()?))
}

/// The table of lines.
#[component]
pub fn Grid(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let head = move |key| t(lang, key);
    let drag = Dragging::new(editor);
    let sections = Memo::new(move |_| {
        editor.head.with(|head| {
            let sections = head.sections.iter();
            sections.map(|section| section.id).collect::<Vec<_>>()
        })
    });
    let none = move || editor.rows.with(Vec::is_empty) && sections.with(Vec::is_empty);
    view! {
        <section class="card card-flush" aria-labelledby="lines-title">
            <header class="card-header">
                <h2 class="card-title" id="lines-title">{head(k::cpq::editor::LINES)}</h2>
                {editor.editable.then(|| view! {
                    <p class="quote-keys muted tiny desktop-only">{head(k::cpq::editor::KEYS)}</p>
                })}
            </header>
            <Parts editor finds=true/>
            <TableWrap label=head(k::cpq::editor::LINES)>
                <table
                    class="table quote-grid"
                    on:keydown=move |event| on_key(editor, &event)
                    on:paste=move |event| super::paste::on_paste(editor, &event)
                    on:pointerdown=move |event| drag.press(&event)
                    on:pointermove=move |event| drag.go(&event)
                    on:pointerup=move |event| drag.release(&event)
                    on:pointercancel=move |event| drag.cancel(&event)
                >
                    <thead>
                        <tr>
                            <th scope="col">{head(k::cpq::editor::ITEM)}</th>
                            <th scope="col" class="num">{head(k::cpq::editor::QUANTITY)}</th>
                            <th scope="col" class="num">{head(k::cpq::editor::UNIT_PRICE)}</th>
                            <th scope="col" class="num">{head(k::cpq::editor::DISCOUNT)}</th>
                            <th scope="col">{head(k::cpq::editor::TAX)}</th>
                            <th scope="col">{head(k::cpq::editor::CHARGE)}</th>
                            <th scope="col">{head(k::cpq::editor::OPTIONAL)}</th>
                            <th scope="col" class="num">{head(k::cpq::editor::AMOUNT)}</th>
                            <th scope="col"><span class="visually-hidden">{head(k::cpq::editor::ROW_ACTIONS)}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || editor.visible(&sections.get()) key=Item::key let(item)>
                            {item.view(editor)}
                        </For>
                    </tbody>
                </table>
            </TableWrap>
            <Parts editor/>
            {editor.editable.then(|| view! { <SuggestionList editor/> })}
            <Show when=none>
                <p class="quote-empty muted">{head(k::cpq::editor::NO_LINES)} " " {head(k::cpq::paste::HINT)}</p>
            </Show>
            {editor.editable.then(|| view! {
                <footer class="quote-add">
                    <Button
                        label=t(lang, k::cpq::editor::ADD_LINE)
                        icon=Glyph::Plus
                        size=Size::Small
                        on_press=Callback::new(move |()| add(editor, None))
                        attr:id="add-line"
                    />
                    <span class="desktop-only"><Kbd keys="Enter"/></span>
                    <Button
                        label=t(lang, k::cpq::sections::ADD)
                        icon=Glyph::List
                        size=Size::Small
                        on_press=Callback::new(move |()| editor.add_section())
                        attr:id="add-section"
                    />
                    <Button
                        label=t(lang, k::models::find::OPEN)
                        icon=Glyph::Search
                        size=Size::Small
                        on_press=Callback::new(move |()| editor.finding.set(true))
                    />
                </footer>
            })}
        </section>
    }
}

/// Adds a line and goes to it.
pub fn add(editor: Editor, after: Option<QuoteLineId>) {
    let line = editor.add_line(after);
    focus_cell(editor, 0, line);
}

/// Adds a line to a section and goes to it.
pub fn add_in(editor: Editor, section: QuoteSectionId) {
    let line = editor.add_line_in(section);
    focus_cell(editor, 0, line);
}

/// Takes a line out, with a way back.
pub fn delete(editor: Editor, line: QuoteLineId) {
    let next = editor
        .neighbour(line, 1)
        .or_else(|| editor.neighbour(line, -1));
    let Some((at, removed)) = editor.remove(line) else {
        return;
    };
    match next {
        Some(next) => focus_cell(editor, 0, next),
        None => focus_id("add-line".to_owned()),
    }
    let lang = editor.lang;
    editor.toaster.undo(
        t(lang, k::cpq::editor::DELETED),
        t(lang, k::cpq::editor::UNDO),
        Callback::new(move |()| {
            editor.put_back(at, removed.clone());
            focus_cell(editor, 0, removed.id);
        }),
    );
}

/// Moves a line and stays on it.
pub fn shift(editor: Editor, line: QuoteLineId, steps: isize, column: usize) {
    if editor.shift(line, steps) {
        focus_cell(editor, column, line);
        say_place(editor, line);
    }
}

/// Tells a screen reader where a line stands now.
pub fn say_place(editor: Editor, line: QuoteLineId) {
    let place = editor.position(line).map_or(0, |at| at + 1);
    let section = editor.section_of(line);
    let title = editor.head.with_untracked(|head| {
        let found = head.sections.iter().find(|one| Some(one.id) == section);
        found.map(|section| section.title.clone())
    });
    editor.announcer.say(match title {
        Some(title) => tf(
            editor.lang,
            k::cpq::sections::LINE_MOVED,
            &[("n", &place), ("title", &title)],
        ),
        None => tf(editor.lang, k::cpq::editor::LINE_MOVED, &[("n", &place)]),
    });
}

/// Adds a copy of a line and goes to it.
pub fn duplicate(editor: Editor, line: QuoteLineId, column: usize) {
    if let Some(copy) = editor.duplicate(line) {
        focus_cell(editor, column, copy);
    }
}

fn on_key(editor: Editor, event: &KeyboardEvent) {
    if event.default_prevented() || !editor.editable {
        return;
    }
    if event.key() == "Escape" && !editor.picked_ids().is_empty() {
        editor.unpick();
        event.prevent_default();
        return;
    }
    let Some((column, line)) = place(event) else {
        return;
    };
    if super::picking::on_key(editor, event, column, line) {
        event.prevent_default();
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "d" | "D" if command => duplicate(editor, line, column),
        "ArrowUp" if event.alt_key() => shift(editor, line, -1, column),
        "ArrowDown" if event.alt_key() => shift(editor, line, 1, column),
        // With Alt the same key writes these where Alt is for further letters.
        "a" | "A" | "å" | "Å" | "æ" | "Æ" if event.alt_key() && !command => {
            super::alternatives::toggle(editor, line);
            focus_cell(editor, column, line);
        }
        "b" | "B" | "∫" | "ı" if event.alt_key() && !command => {
            if !super::bulk::go_to_bar(editor) {
                return;
            }
        }
        "Delete" | "Backspace" if event.alt_key() && !event.ctrl_key() => delete(editor, line),
        // In a text these erase a word, as everywhere else.
        "Delete" | "Backspace" if command && !is_text(event) => delete(editor, line),
        // On the amount, Enter opens its explanation.
        "Enter" if column != AMOUNT && !event.is_composing() => match editor.neighbour(line, 1) {
            Some(below) => focus_cell(editor, column, below),
            None => add(editor, Some(line)),
        },
        "ArrowUp" if !is_select(event) => step(editor, line, column, -1),
        "ArrowDown" if !is_select(event) => step(editor, line, column, 1),
        "ArrowLeft" if at_edge(event, false) && column > 0 => focus_cell(editor, column - 1, line),
        "ArrowRight" if at_edge(event, true) && column + 1 < COLUMNS => {
            focus_cell(editor, column + 1, line);
        }
        _ => return,
    }
    event.prevent_default();
}

fn step(editor: Editor, line: QuoteLineId, column: usize, steps: isize) {
    if let Some(other) = editor.neighbour(line, steps) {
        focus_cell(editor, column, other);
    }
}

/// Whether the caret is in a text.
fn is_text(event: &KeyboardEvent) -> bool {
    event.target().is_some_and(|target| {
        target
            .dyn_ref::<web_sys::HtmlInputElement>()
            .is_some_and(|input| !matches!(input.type_().as_str(), "checkbox" | "radio"))
    })
}

fn is_select(event: &KeyboardEvent) -> bool {
    event
        .target()
        .is_some_and(|target| target.dyn_ref::<web_sys::HtmlSelectElement>().is_some())
}

/// Whether the caret stands at the end (or beginning) of its text, so that an arrow leaves the cell.
fn at_edge(event: &KeyboardEvent, end: bool) -> bool {
    if event.shift_key() || event.ctrl_key() || event.meta_key() {
        return false;
    }
    let Some(input) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return true;
    };
    let length = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
    match (input.selection_start(), input.selection_end()) {
        (Ok(Some(from)), Ok(Some(to))) if end => to == length && (from == to || from == 0),
        (Ok(Some(from)), Ok(Some(to))) => from == 0 && (to == 0 || to == length),
        // A checkbox has no caret.
        _ => true,
    }
}
