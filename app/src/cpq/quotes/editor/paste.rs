//! Rows copied from a spreadsheet become lines, where the cursor is. What cannot be a line is shown with
//! its reasons, to be corrected and taken again; one press takes all of it back.

use super::grid::focus_cell;
use super::state::{Editor, Row};
use crate::boot::new_uuid;
use crate::cpq::{labels, numbers};
use i18n::{Lang, issue_text, k, t, tf, tn};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::wasm_bindgen::{JsCast, JsValue};
use shared::cpq::pricing::{Policy, price_line};
use shared::cpq::quotes::paste::{
    LeftRow, Numbers, Pasted, PastedLine, PastedRow, Space, is_table, read,
};
use shared::cpq::quotes::rules::LINES;
use shared::cpq::quotes::sections::SECTIONS;
use shared::cpq::quotes::{QuoteLine, Section};
use shared::kernel::search::search_key;
use shared::kernel::{Currency, Issue, Quantity, QuoteLineId, QuoteSectionId, UnitPrice};
use std::collections::BTreeSet;
use std::sync::Arc;
use ui::{Button, Dialog, Place, TextArea, Variant};

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    /// In a line.
    Line(QuoteLineId),
    /// In the title of a section.
    Head(QuoteSectionId),
}

/// What a paste did, so that it can be taken back.
#[derive(Clone, Default)]
struct Done {
    lines: Vec<QuoteLineId>,
    sections: Vec<QuoteSectionId>,
    /// The empty line the first one took the place of.
    blank: Option<(usize, QuoteLine)>,
    /// The section the cursor was in.
    own: Option<QuoteSectionId>,
}

impl Done {
    const fn is_nothing(&self) -> bool {
        self.lines.is_empty() && self.sections.is_empty()
    }
}

/// The rows of a table that were not taken.
#[derive(Clone)]
pub struct Left {
    headings: String,
    rows: Vec<LeftRow>,
    done: Done,
    cursor: Cursor,
}

/// The text of a paste. The browser's own type for it is asked by name: it is used nowhere else.
fn text_of(event: &web_sys::Event) -> Option<String> {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let data = get(event.as_ref(), "clipboardData")?;
    let read: js_sys::Function = get(&data, "getData")?.dyn_into().ok()?;
    read.call1(&data, &"text/plain".into()).ok()?.as_string()
}

fn cursor_of(event: &web_sys::Event) -> Option<Cursor> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let id = element.id();
    if let Some(section) = id.strip_prefix("section-title-") {
        return section.parse().ok().map(Cursor::Head);
    }
    let (_, line) = id.strip_prefix("cell-")?.split_once('-')?;
    line.parse().ok().map(Cursor::Line)
}

/// A table pasted into the grid becomes lines; any other text goes where it was pasted.
pub fn on_paste(editor: Editor, event: &web_sys::Event) {
    if !editor.editable {
        return;
    }
    let (Some(cursor), Some(text)) = (cursor_of(event), text_of(event)) else {
        return;
    };
    if is_table(&text) && take(editor, cursor, &text, None) {
        event.prevent_default();
    }
}

/// The price of a cell, with or without its currency.
fn price_of(lang: Lang, currency: Currency, text: &str) -> Option<UnitPrice> {
    let symbol = i18n::currency_symbol(lang, currency);
    let bare = text.replace(&symbol, "").replace(currency.code(), "");
    numbers::to_price(lang, bare.trim())
}

/// A table is read as the page has numbers, and what is none there as the other language has them.
fn parse(editor: Editor, text: &str) -> Owned {
    let lang = editor.lang;
    let other = match lang {
        Lang::En => Lang::Fr,
        Lang::Fr => Lang::En,
    };
    let currency = editor.head.with_untracked(|head| head.currency);
    let quantity = |text: &str| -> Option<Quantity> {
        numbers::to_quantity(lang, text).or_else(|| numbers::to_quantity(other, text))
    };
    let price =
        |text: &str| price_of(lang, currency, text).or_else(|| price_of(other, currency, text));
    let percent =
        |text: &str| numbers::to_percent(lang, text).or_else(|| numbers::to_percent(other, text));
    let numbers = Numbers {
        quantity: &quantity,
        price: &price,
        percent: &percent,
    };
    let space = Space {
        lines: LINES.saturating_sub(editor.rows.with_untracked(Vec::len)),
        sections: SECTIONS.saturating_sub(editor.head.with_untracked(|head| head.sections.len())),
    };
    let items = editor.catalog.get_untracked();
    let Pasted {
        rows,
        left,
        headings,
    } = read(text, &items, &numbers, space);
    let known = rows.iter().any(|row| match row {
        PastedRow::Line(line) => line.item.is_some(),
        PastedRow::Section(_) => false,
    });
    let rows = rows.into_iter().map(|row| match row {
        PastedRow::Section(title) => Made::Section(title),
        PastedRow::Line(line) => Made::Line(Box::new(made(editor, &line))),
    });
    Owned {
        rows: rows.collect(),
        left,
        headings,
        known,
    }
}

/// What a row became.
enum Made {
    Section(String),
    Line(Box<QuoteLine>),
}

struct Owned {
    rows: Vec<Made>,
    left: Vec<LeftRow>,
    headings: String,
    /// Whether a product was found.
    known: bool,
}

fn made(editor: Editor, pasted: &PastedLine<'_>) -> QuoteLine {
    let mut line = editor.blank(None);
    line.description.clone_from(&pasted.name);
    if let Some(item) = pasted.item {
        editor.taking(item)(&mut line);
        let key = search_key(&pasted.name);
        let own = [&item.sku, &item.name.en, &item.name.fr];
        // Words of the table that are neither the code nor the name stay the line's title.
        if !own.iter().any(|name| search_key(name) == key) {
            let details = line.description.split_once('\n').map(|(_, more)| more);
            line.description = match details {
                Some(details) => format!("{}\n{details}", pasted.name),
                None => pasted.name.clone(),
            };
        }
    }
    line.price.quantity = pasted.quantity;
    line.price.discount = pasted.discount;
    if let Some(price) = pasted.price {
        if line.product_id.is_some() {
            let terms = editor.head.with_untracked(|head| head.pricing_terms());
            let book = price_line(&terms, &line.price, &Policy::default()).book_unit;
            line.price.manual_price = (price != book).then_some(price);
        } else {
            line.price.list_price = price;
        }
    }
    line
}

fn is_blank(line: &QuoteLine) -> bool {
    line.product_id.is_none()
        && line.description.trim().is_empty()
        && line.price.list_price == UnitPrice(0)
        && !line.is_alternative()
}

/// Takes a table where the cursor is, after what was done with it `before`; says whether it was one.
fn take(editor: Editor, cursor: Cursor, text: &str, before: Option<Done>) -> bool {
    let again = before.is_some();
    let mut done = before.unwrap_or_default();
    let table = parse(editor, text);
    // Several lines of words are no table unless they name what is sold.
    if !again && !text.contains('\t') && !table.known {
        return false;
    }
    let own = match cursor {
        Cursor::Line(line) => editor.section_of(line),
        Cursor::Head(section) => Some(section),
    };
    if done.is_nothing() {
        done.own = own;
    }
    insert(editor, cursor, own, table.rows, &mut done);
    if let Some(last) = done.lines.last() {
        focus_cell(editor, 0, *last);
    }
    if table.left.is_empty() {
        tell(editor, done);
    } else {
        editor.left_rows.set(Some(Arc::new(Left {
            headings: table.headings,
            rows: table.left,
            done,
            cursor,
        })));
    }
    true
}

/// Puts lines and sections where they belong.
fn insert(
    editor: Editor,
    cursor: Cursor,
    own: Option<QuoteSectionId>,
    rows: Vec<Made>,
    done: &mut Done,
) {
    if rows.is_empty() {
        return;
    }
    let mut all = editor.rows.get_untracked();
    let under = match cursor {
        Cursor::Line(id) => editor.position(id),
        Cursor::Head(_) => None,
    };
    let mut at = match under.and_then(|at| Some((at, all.get(at)?.line.get_untracked()))) {
        Some((at, line)) if is_blank(&line) => {
            all.remove(at);
            done.blank = Some((at, line));
            at
        }
        Some((at, line)) => editor.place_behind(at, &editor.blank(line.section)),
        // Before the first line of the section.
        None => {
            let of = |row: &Row| row.line.with_untracked(|line| line.section) == own;
            all.iter().position(of).unwrap_or(all.len())
        }
    };
    let mut section = own;
    let mut sections = editor.head.with_untracked(|head| head.sections.clone());
    let place = |sections: &[Section], id| sections.iter().position(|one| Some(one.id) == id);
    for row in rows {
        match row {
            Made::Section(title) => {
                let id = QuoteSectionId(new_uuid());
                let behind = place(&sections, section).map_or(0, |at| at + 1);
                sections.insert(
                    behind,
                    Section {
                        id,
                        title,
                        introduction: String::new(),
                        subtotal: true,
                    },
                );
                done.sections.push(id);
                section = Some(id);
                at = all.len();
            }
            Made::Line(mut line) => {
                line.section = section;
                done.lines.push(line.id);
                all.insert(at.min(all.len()), Row::new(*line));
                at += 1;
            }
        }
    }
    editor.head.update(|head| head.sections = sections);
    editor.rows.update_untracked(|rows| *rows = all);
    editor.place(editor.spots());
}

/// Says what was pasted, with the way back.
fn tell(editor: Editor, done: Done) {
    if done.is_nothing() {
        return;
    }
    let lang = editor.lang;
    let count = i64::try_from(done.lines.len()).unwrap_or(i64::MAX);
    let back = move || Callback::new(move |()| take_back(editor, &done));
    // The dialog this was pressed in goes, and would take the way back along.
    let owner = editor.owner.try_with_value(WeakOwner::upgrade).flatten();
    let back = match owner {
        Some(owner) => owner.with(back),
        None => back(),
    };
    editor.toaster.undo(
        tn(lang, k::cpq::paste::PASTED, count, &[]),
        t(lang, k::cpq::paste::UNDO),
        back,
    );
}

/// Everything a paste brought is gone again; what was moved into its sections meanwhile stays.
fn take_back(editor: Editor, done: &Done) {
    let mut all = editor.rows.get_untracked();
    let brought: BTreeSet<QuoteLineId> = done.lines.iter().copied().collect();
    all.retain(|row| !brought.contains(&row.id));
    for row in &all {
        let section = row.line.with_untracked(|line| line.section);
        if section.is_some_and(|section| done.sections.contains(&section)) {
            row.line.update(|line| line.section = done.own);
        }
    }
    if let Some((at, line)) = &done.blank {
        all.insert((*at).min(all.len()), Row::new(line.clone()));
    }
    editor.head.update(|head| {
        let gone = |section: &Section| done.sections.contains(&section.id);
        head.sections.retain(|section| !gone(section));
    });
    editor.rows.update_untracked(|rows| *rows = all);
    editor.settle_alternatives();
    editor.place(editor.spots());
}

/// The rows that were not taken.
#[component]
pub fn LeftRows(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editor.left_rows.with(Option::is_some)));
    // However it is closed, what was taken can be taken back.
    let closed = Callback::new(move |()| {
        if let Some(left) = editor.left_rows.get_untracked() {
            editor.left_rows.set(None);
            tell(editor, left.done.clone());
        }
    });
    view! {
        <Dialog
            id="paste-left"
            title=t(lang, k::cpq::paste::TITLE)
            open
            close_label=t(lang, k::cpq::explain::CLOSE)
            place=Place::Side
            wide=true
            on_close=closed
        >
            {move || editor.left_rows.get().map(|left| view! { <LeftTable editor left open/> })}
        </Dialog>
    }
}

#[component]
fn LeftTable(editor: Editor, left: Arc<Left>, open: RwSignal<bool>) -> impl IntoView {
    let lang = editor.lang;
    let count = i64::try_from(left.rows.len()).unwrap_or(i64::MAX);
    let texts = left.rows.iter().map(|row| row.text.as_str());
    let headings = Some(left.headings.as_str()).filter(|text| !text.is_empty());
    let texts: Vec<&str> = headings.into_iter().chain(texts).collect();
    let text = RwSignal::new(texts.join("\n"));
    let rows = left.rows.iter().map(|row| {
        let words = row.issues.iter().map(|issue| said(lang, issue));
        let words = words.collect::<Vec<_>>().join(" ");
        view! {
            <tr>
                <th scope="row" class="num">{row.row}</th>
                <td>{words}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let again = Callback::new(move |()| {
        let left = Arc::clone(&left);
        let corrected = text.get_untracked();
        editor.left_rows.set(None);
        let cursor = match left.done.lines.last() {
            Some(last) => Cursor::Line(*last),
            None => left.cursor,
        };
        take(editor, cursor, &corrected, Some(left.done.clone()));
    });
    view! {
        <div class="dialog-body stack">
            <p>{tn(lang, k::cpq::paste::SOME, count, &[])}</p>
            <table class="table" id="paste-left-rows">
                <thead><tr>
                    <th scope="col" class="num">{t(lang, k::cpq::paste::ROW)}</th>
                    <th scope="col">{t(lang, k::cpq::paste::WHY)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <TextArea id="paste-left-text" label=t(lang, k::cpq::paste::ROWS) value=text rows=6/>
        </div>
        <footer class="dialog-footer">
            <Button label=t(lang, k::cpq::paste::LEAVE) on_press=Callback::new(move |()| open.set(false))/>
            <Button label=t(lang, k::cpq::paste::AGAIN) variant=Variant::Primary on_press=again attr:id="paste-again"/>
        </footer>
    }
}

/// A finding with the name of its column.
fn said(lang: Lang, issue: &Issue) -> String {
    let field = issue.field.as_deref().unwrap_or_default();
    let name = labels::field(lang, field);
    let text = issue_text(lang, issue);
    tf(lang, k::issue::LINE, &[("field", &name), ("text", &text)])
}
