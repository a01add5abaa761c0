//! Which lines are selected, for what is done to several at once.

use super::grid::focus_cell;
use super::state::{Editor, Row};
use i18n::{k, money, per_charge, tf, tn};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::quotes::bulk::sums;
use shared::kernel::{Money, QuoteLineId, QuoteSectionId};
use std::collections::BTreeSet;

/// The selection. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Picked {
    lines: RwSignal<BTreeSet<QuoteLineId>>,
    /// Where it began: Shift goes on from there.
    from: StoredValue<Option<QuoteLineId>>,
}

impl Picked {
    pub fn new() -> Self {
        Self {
            lines: RwSignal::new(BTreeSet::new()),
            from: StoredValue::new(None),
        }
    }

    /// Whether a line is selected.
    pub fn has(&self, id: QuoteLineId) -> bool {
        self.lines.with(|lines| lines.contains(&id))
    }
}

impl Editor {
    /// The selected lines that are there, in order.
    pub fn picked_rows(&self) -> Vec<Row> {
        self.picked.lines.with(|picked| {
            if picked.is_empty() {
                return Vec::new();
            }
            self.rows.with(|rows| {
                let own = rows.iter().filter(|row| picked.contains(&row.id));
                own.cloned().collect()
            })
        })
    }

    /// Their ids, as they are now.
    pub fn picked_ids(&self) -> BTreeSet<QuoteLineId> {
        let rows = untrack(|| self.picked_rows());
        rows.iter().map(|row| row.id).collect()
    }

    /// Selects a line or leaves it; with `range`, every line from where it began.
    pub fn pick_line(&self, id: QuoteLineId, range: bool) {
        if range && self.picked.from.get_value().is_some() {
            self.pick_to(id);
            return;
        }
        self.picked.lines.update(|lines| {
            if !lines.remove(&id) {
                lines.insert(id);
            }
        });
        self.picked.from.set_value(Some(id));
        self.say_picked();
    }

    fn pick_to(&self, id: QuoteLineId) {
        let from = self.picked.from.get_value();
        let from = from.and_then(|from| self.position(from));
        let Some(to) = self.position(id) else { return };
        let from = from.unwrap_or(to);
        let span = self.rows.with_untracked(|rows| {
            let span = rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
            span.iter().map(|row| row.id).collect()
        });
        self.picked.lines.set(span);
        self.say_picked();
    }

    /// Goes on to the line above or below and selects what is between.
    fn pick_step(&self, line: QuoteLineId, column: usize, steps: isize) {
        if untrack(|| self.picked_rows()).is_empty() || self.picked.from.get_value().is_none() {
            self.picked.from.set_value(Some(line));
        }
        let next = self.neighbour(line, steps).unwrap_or(line);
        focus_cell(*self, column, next);
        self.pick_to(next);
    }

    /// Selects every line.
    pub fn pick_all(&self) {
        let all = self
            .rows
            .with_untracked(|rows| rows.iter().map(|row| row.id).collect());
        self.picked.lines.set(all);
        self.say_picked();
    }

    /// Selects the lines of a section, or leaves them when all of them are selected.
    pub fn pick_section(&self, section: QuoteSectionId) {
        let own = untrack(|| self.lines_of(section));
        let full = untrack(|| self.is_picked_whole(section));
        self.picked.lines.update(|lines| {
            for id in &own {
                if full {
                    lines.remove(id);
                } else {
                    lines.insert(*id);
                }
            }
        });
        self.picked.from.set_value(own.first().copied());
        self.say_picked();
    }

    fn lines_of(&self, section: QuoteSectionId) -> Vec<QuoteLineId> {
        self.rows.with(|rows| {
            let own = |row: &&Row| {
                row.line
                    .with_untracked(|line| line.section == Some(section))
            };
            rows.iter().filter(own).map(|row| row.id).collect()
        })
    }

    /// Whether a section has lines and all of them are selected.
    pub fn is_picked_whole(&self, section: QuoteSectionId) -> bool {
        let own = self.lines_of(section);
        let picked = self.picked.lines;
        picked.with(|lines| !own.is_empty() && own.iter().all(|id| lines.contains(id)))
    }

    /// Nothing is selected any more.
    pub fn unpick(&self) {
        self.picked.from.set_value(None);
        if self.picked.lines.with_untracked(|lines| !lines.is_empty()) {
            self.picked.lines.set(BTreeSet::new());
            self.announcer
                .say(i18n::t(self.lang, k::cpq::bulk::NOTHING));
        }
    }

    fn say_picked(&self) {
        let text = untrack(|| self.picked_summary());
        self.announcer
            .say(tf(self.lang, k::cpq::bulk::SELECTED, &[("lines", &text)]));
    }

    /// How many lines are selected and what they come to: "3 lines · €12,400".
    pub fn picked_summary(&self) -> String {
        let rows = self.picked_rows();
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let currency = self.head.with(|head| head.currency);
        let parts = rows.iter().map(|row| {
            let charge = row.line.with(|line| line.price.charge);
            (charge, row.priced.with(|priced| priced.period_net_minor))
        });
        let amounts = sums(parts).into_iter().map(|(charge, minor)| {
            let amount = money(self.lang, Money::new(minor, currency));
            per_charge(self.lang, charge, &amount)
        });
        let lines = tn(self.lang, k::cpq::bulk::LINES, count, &[]);
        let all: Vec<String> = std::iter::once(lines).chain(amounts).collect();
        all.join(" · ")
    }
}

/// The keys that select; says whether it was one of them. Within a text they are its own keys first: a space is
/// typed, and Ctrl+A takes the text before it takes the lines.
pub fn on_key(editor: Editor, event: &KeyboardEvent, column: usize, line: QuoteLineId) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    let shift = event.shift_key() && !command && !event.alt_key();
    match event.key().as_str() {
        " " if shift && is_whole(event) => editor.pick_line(line, false),
        "ArrowUp" if shift => editor.pick_step(line, column, -1),
        "ArrowDown" if shift => editor.pick_step(line, column, 1),
        "a" | "A" if command && !event.alt_key() && is_whole(event) => editor.pick_all(),
        _ => return false,
    }
    true
}

/// Whether the caret is in no text, or the whole text is selected.
pub fn is_whole(event: &KeyboardEvent) -> bool {
    let target = event.target();
    let Some(input) = target.and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
        return true;
    };
    let length = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
    match (input.selection_start(), input.selection_end()) {
        (Ok(Some(from)), Ok(Some(to))) => from == 0 && to == length,
        // A checkbox has no caret.
        _ => true,
    }
}

/// The box in front of a line.
#[component]
pub fn Pick(editor: Editor, id: QuoteLineId) -> impl IntoView {
    let on = Memo::new(move |_| editor.picked.has(id));
    let name = move || {
        let row = editor.row(id);
        let name = row.map(|row| row.line.with(|line| line.name().to_owned()));
        let name = name.unwrap_or_default();
        tf(editor.lang, k::cpq::bulk::SELECT_LINE, &[("name", &name)])
    };
    view! {
        <label class="quote-pick">
            <input
                type="checkbox"
                class="check-box"
                // Shift+Space selects where the cursor is: a line is no further stop of the Tab key.
                tabindex="-1"
                data-pick=id.to_string()
                aria-label=name
                prop:checked=on
                on:click=move |event| editor.pick_line(id, event.shift_key())
            />
        </label>
    }
}

/// The box in a section's header.
#[component]
pub fn PickSection(editor: Editor, id: QuoteSectionId) -> impl IntoView {
    let on = Memo::new(move |_| editor.is_picked_whole(id));
    let name = move || {
        let title = editor.section(id).map(|section| section.title);
        let title = title.unwrap_or_default();
        tf(
            editor.lang,
            k::cpq::bulk::SELECT_SECTION,
            &[("title", &title)],
        )
    };
    view! {
        <label class="quote-pick">
            <input
                type="checkbox"
                class="check-box"
                tabindex="-1"
                data-pick=id.to_string()
                aria-label=name
                prop:checked=on
                on:click=move |_| editor.pick_section(id)
            />
        </label>
    }
}
