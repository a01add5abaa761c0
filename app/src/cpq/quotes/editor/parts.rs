//! Of a long quote a part of the table stands on the page at a time, so that the page stays as light as that of a short
//! one. The part follows the cursor; buttons turn to the next one, and a field finds a line by its number or its words.

use super::grid::focus_cell;
use super::row::{AMOUNT, Cells};
use super::sections::{SectionFoot, SectionHead};
use super::state::{Editor, Row};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::search::search_key;
use shared::kernel::{QuoteLineId, QuoteSectionId};
use std::ops::Range;
use ui::{Button, Glyph, Size};

/// Rows of the table that are shown whole, whatever the quote.
const WHOLE: usize = 300;
/// Rows shown at a time of a longer one.
const SHOWN: usize = 200;

/// A row of the table.
#[derive(Clone)]
pub enum Item {
    Head(QuoteSectionId),
    Line(Row),
    Foot(QuoteSectionId),
}

impl Item {
    pub fn key(&self) -> (u8, uuid::Uuid) {
        match self {
            Item::Head(id) => (0, id.0),
            Item::Line(row) => (1, row.id.0),
            Item::Foot(id) => (2, id.0),
        }
    }

    pub fn view(self, editor: Editor) -> AnyView {
        match self {
            Item::Head(id) => view! { <SectionHead editor id/> }.into_any(),
            Item::Line(row) => view! { <Cells editor row/> }.into_any(),
            Item::Foot(id) => view! { <SectionFoot editor id/> }.into_any(),
        }
    }
}

/// The rows of the table, each section with head and foot around its lines.
fn items(rows: Vec<Row>, sections: &[QuoteSectionId]) -> Vec<Item> {
    let mut items = Vec::with_capacity(rows.len() + 2 * sections.len());
    let mut rows = rows.into_iter().peekable();
    let of = |row: &Row| row.line.with_untracked(|line| line.section);
    while let Some(row) = rows.next_if(|row| of(row).is_none()) {
        items.push(Item::Line(row));
    }
    for section in sections {
        items.push(Item::Head(*section));
        while let Some(row) = rows.next_if(|row| of(row) == Some(*section)) {
            items.push(Item::Line(row));
        }
        items.push(Item::Foot(*section));
    }
    // None of an unknown section is ever lost from sight.
    items.extend(rows.map(Item::Line));
    items
}

/// The part of a table of `all` rows that begins at `first`, or as near to it as there are rows.
fn part(first: usize, all: usize) -> Range<usize> {
    if all <= WHOLE {
        return 0..all;
    }
    let first = first.min(all.saturating_sub(SHOWN));
    first..first + SHOWN
}

/// Which lines are shown, from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shown {
    from: usize,
    to: usize,
    all: usize,
}

impl Editor {
    /// The rows of the table that stand on the page; before lines that go on from above, the head of their section.
    pub fn visible(&self, sections: &[QuoteSectionId]) -> Vec<Item> {
        let mut all = items(self.rows.get(), sections);
        let part = part(self.first.get(), all.len());
        if part.len() == all.len() {
            return all;
        }
        let before = all.iter().take(part.start).rev();
        let head = before
            .map(Item::key)
            .find(|(kind, _)| *kind != 1)
            .filter(|(kind, _)| *kind == 0)
            .map(|(_, id)| Item::Head(QuoteSectionId(id)));
        let rows = all.drain(part);
        head.into_iter().chain(rows).collect()
    }

    fn table(&self) -> Vec<Item> {
        let head = self.head.read_untracked();
        let sections: Vec<_> = head.sections.iter().map(|section| section.id).collect();
        items(self.rows.get_untracked(), &sections)
    }

    fn bring(&self, key: (u8, uuid::Uuid)) {
        let sections = self.head.with_untracked(|head| head.sections.len());
        if self.rows.with_untracked(Vec::len) + 2 * sections <= WHOLE {
            return;
        }
        let all = self.table();
        let at = all.iter().position(|item| item.key() == key);
        let shown = part(self.first.get_untracked(), all.len());
        if let Some(at) = at.filter(|at| !shown.contains(at)) {
            self.first.set(at.saturating_sub(SHOWN / 2));
        }
    }

    /// Turns to the part of the table with this line.
    pub fn bring_line(&self, id: QuoteLineId) {
        self.bring((1, id.0));
    }

    /// Turns to the part of the table where this section begins.
    pub fn bring_section(&self, id: QuoteSectionId) {
        self.bring((0, id.0));
    }

    /// Turns to the part before or after.
    fn turn(&self, on: bool) {
        let shown = part(self.first.get_untracked(), self.table().len());
        self.first.set(if on {
            shown.end
        } else {
            shown.start.saturating_sub(SHOWN)
        });
    }

    /// Turns to the part after and goes to its first line: who reads on from below the table would stand at its end.
    fn read_on(&self) {
        self.turn(true);
        let table = self.table();
        let shown = part(self.first.get_untracked(), table.len());
        let first = table.get(shown).unwrap_or_default();
        let line = first.iter().find_map(|item| match item {
            Item::Line(row) => Some(row.id),
            Item::Head(_) | Item::Foot(_) => None,
        });
        if let Some(line) = line {
            go_to(*self, line);
        }
    }
}

/// Goes to a line: where it is typed, or to its amount, where nothing is.
fn go_to(editor: Editor, line: QuoteLineId) {
    focus_cell(editor, if editor.editable { 0 } else { AMOUNT }, line);
}

/// Which lines are shown; nothing where all are.
fn shown(editor: Editor) -> Option<Shown> {
    let sections = editor.head.with(|head| {
        let sections = head.sections.iter();
        sections.map(|section| section.id).collect::<Vec<_>>()
    });
    let all = items(editor.rows.get(), &sections);
    let part = part(editor.first.get(), all.len());
    if part.len() == all.len() {
        return None;
    }
    let lines = |of: &[Item]| of.iter().filter(|item| item.key().0 == 1).count();
    let count = |range: Range<usize>| lines(all.get(range).unwrap_or_default());
    Some(Shown {
        from: count(0..part.start) + 1,
        to: count(0..part.end),
        all: lines(&all),
    })
}

/// The bar above or below the table of a long quote.
#[component]
pub fn Parts(
    editor: Editor,
    /// The one above, with the field that finds a line.
    #[prop(optional)]
    finds: bool,
) -> impl IntoView {
    let lang = editor.lang;
    let place = Memo::new(move |_| shown(editor));
    let number = move |n: usize| {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        i18n::integer(lang, n)
    };
    let text = move || {
        place.get().map(|Shown { from, to, all }| {
            let (from, to, all) = (number(from), number(to), number(all));
            tf(
                lang,
                k::cpq::parts::SHOWN,
                &[("from", &from), ("to", &to), ("all", &all)],
            )
        })
    };
    let long = Memo::new(move |_| place.with(Option::is_some));
    let first = Signal::derive(move || place.get().is_none_or(|place| place.from <= 1));
    let last = Signal::derive(move || place.get().is_none_or(|place| place.to >= place.all));
    view! {
        <Show when=move || long.get()>
            <div class="quote-parts" role="group" aria-label=t(lang, k::cpq::parts::LABEL)>
                <Button
                    label=t(lang, k::cpq::parts::BEFORE)
                    icon=Glyph::ArrowUp
                    size=Size::Small
                    resting=first
                    on_press=Callback::new(move |()| editor.turn(false))
                />
                // Said once, though it stands above and below.
                <span class="muted small" role=finds.then_some("status")>{text}</span>
                <Button
                    label=t(lang, k::cpq::parts::AFTER)
                    icon=Glyph::ArrowDown
                    size=Size::Small
                    resting=last
                    on_press=Callback::new(move |()| if finds { editor.turn(true) } else { editor.read_on() })
                />
                {finds.then(|| view! { <FindLine editor/> })}
            </div>
        </Show>
    }
}

/// Goes to a line by its number or by words of it; once more, to the next one.
#[component]
fn FindLine(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let wanted = RwSignal::new(String::new());
    let last = StoredValue::new(None::<QuoteLineId>);
    let find = move || {
        let text = wanted.get_untracked();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match found(editor, text, last.get_value()) {
            Some(id) => {
                last.set_value(Some(id));
                go_to(editor, id);
            }
            None => {
                let said = tf(lang, k::cpq::parts::NOT_FOUND, &[("text", &text)]);
                editor.toaster.info(said);
            }
        }
    };
    view! {
        <form class="quote-find" novalidate on:submit=move |event| { event.prevent_default(); find(); }>
            <input
                class="input"
                type="search"
                autocomplete="off"
                aria-label=t(lang, k::cpq::parts::FIND)
                placeholder=t(lang, k::cpq::parts::FIND)
                prop:value=wanted
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        </form>
    }
}

fn found(editor: Editor, text: &str, last: Option<QuoteLineId>) -> Option<QuoteLineId> {
    let rows = editor.rows.get_untracked();
    let number = text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    if let Some(row) = number.and_then(|at| rows.get(at)) {
        return Some(row.id);
    }
    let key = search_key(text);
    let after = last
        .and_then(|id| editor.position(id))
        .map_or(0, |at| at + 1);
    let mut order = rows.iter().skip(after).chain(rows.iter().take(after));
    let has = |row: &&Row| {
        let line = row.line.read_untracked();
        search_key(&line.description).contains(&key)
    };
    order.find(has).map(|row| row.id)
}
