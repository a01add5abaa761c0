//! What can be done to the selected lines at once, with one way back.

use super::bulk_discount::BulkDiscount;
use super::grid::{focus_cell, focus_id};
use super::state::{Editor, Row};
use crate::boot::new_uuid;
use i18n::{Plural, issue_text, k, t, tf, tn};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use shared::cpq::quotes::QuoteLine;
use shared::cpq::quotes::bulk::{Spared, set_optional};
use shared::cpq::quotes::sections::{DropAt, drop_line};
use shared::kernel::{QuoteLineId, QuoteSectionId};
use std::collections::BTreeMap;
use ui::{Button, Glyph, IconButton, Kbd, Menu, MenuItem, Size, Variant};

/// The button the keyboard goes to first.
const FIRST: &str = "bulk-discount-open";

/// What takes a change of several lines back.
#[derive(Clone)]
struct Back {
    /// The lines it changed, moved or took away, as and where they were.
    was: Vec<(usize, QuoteLine)>,
    /// The lines it added.
    added: Vec<QuoteLineId>,
}

impl Back {
    fn between(before: &[QuoteLine], after: &[QuoteLine]) -> Self {
        let by_id = |lines: &'_ [QuoteLine]| -> BTreeMap<QuoteLineId, usize> {
            let ids = lines.iter().map(|line| line.id);
            ids.zip(0..).collect()
        };
        let (old, new) = (by_id(before), by_id(after));
        let changed = |line: &QuoteLine| {
            let now = new.get(&line.id).and_then(|at| after.get(*at));
            now.is_none_or(|now| {
                let mut put = now.clone();
                put_back(&mut put, line);
                put != *now
            })
        };
        let was = before.iter().cloned().enumerate();
        let fresh = |line: &&QuoteLine| !old.contains_key(&line.id);
        Self {
            was: was.filter(|(_, line)| changed(line)).collect(),
            added: after.iter().filter(fresh).map(|line| line.id).collect(),
        }
    }

    /// What was changed meanwhile in other ways stays.
    fn take(&self, editor: Editor) {
        let mut rows = editor.rows.get_untracked();
        rows.retain(|row| !self.added.contains(&row.id));
        let sections = editor
            .head
            .with_untracked(|head| head.sections.iter().map(|one| one.id).collect::<Vec<_>>());
        let mut moved: Vec<(usize, Row)> = Vec::new();
        for (at, was) in &self.was {
            let mut was = was.clone();
            was.section = was.section.filter(|id| sections.contains(id));
            match rows.iter().position(|row| row.id == was.id) {
                Some(here) => {
                    let Some(row) = rows.get(here).cloned() else {
                        continue;
                    };
                    let away = row.line.with_untracked(|line| line.section != was.section);
                    row.line.update(|line| put_back(line, &was));
                    if away {
                        moved.push((*at, rows.remove(here)));
                    }
                }
                None => moved.push((*at, Row::new(was))),
            }
        }
        for (at, row) in moved {
            rows.insert(at.min(rows.len()), row);
        }
        editor.rows.update_untracked(|all| *all = rows);
        editor.settle_alternatives();
        editor.place(editor.spots());
    }
}

/// Gives a line back what changes of several lines touch.
fn put_back(line: &mut QuoteLine, was: &QuoteLine) {
    line.section = was.section;
    line.price.discount = was.price.discount;
    line.price.off = was.price.off;
    line.price.optional = was.price.optional;
    line.choice.alternatives = was.choice.alternatives;
}

/// Says what was done since `before`, with the way back.
pub(super) fn tell(editor: Editor, before: &[QuoteLine], said: String, spared: &[Spared]) {
    let back = Back::between(before, &editor.draft().lines);
    let left = names(editor, spared);
    let said = if left.is_empty() {
        said
    } else {
        format!("{said} {left}")
    };
    if back.was.is_empty() && back.added.is_empty() {
        editor.toaster.info(said);
        return;
    }
    let undo = move || Callback::new(move |()| back.take(editor));
    // The bar this was pressed in may go, and would take the way back along.
    let owner = editor.owner.try_with_value(WeakOwner::upgrade).flatten();
    let undo = match owner {
        Some(owner) => owner.with(undo),
        None => undo(),
    };
    let label = t(editor.lang, k::cpq::editor::UNDO);
    editor.toaster.undo(said, label, undo);
}

/// The lines that were left as they are, by name and reason.
fn names(editor: Editor, spared: &[Spared]) -> String {
    let each = spared.iter().map(|one| named(editor, one));
    let each = each.collect::<Vec<_>>().join(" ");
    if each.is_empty() {
        return each;
    }
    tf(editor.lang, k::cpq::bulk::LEFT, &[("lines", &each)])
}

/// A line that is left as it is, and why.
pub(super) fn named(editor: Editor, spared: &Spared) -> String {
    let row = editor.row(spared.line);
    let name = row.map(|row| row.line.with_untracked(|line| line.name().to_owned()));
    let name = name.unwrap_or_default();
    let why = issue_text(editor.lang, &spared.why);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("why", &why)];
    tf(editor.lang, k::cpq::bulk::LEFT_LINE, &values)
}

/// "3 lines deleted."
pub(super) fn counted(editor: Editor, text: Plural, count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    tn(editor.lang, text, count, &[])
}

fn mark(editor: Editor, optional: bool) {
    let picked = editor.picked_ids();
    let before = editor.draft().lines;
    let mut spared = Vec::new();
    editor.change_lines(|lines| spared = set_optional(lines, &picked, optional));
    editor.changed();
    let text = if optional {
        k::cpq::bulk::NOW_OPTIONAL
    } else {
        k::cpq::bulk::NOW_COUNTED
    };
    let count = picked.len().saturating_sub(spared.len());
    tell(editor, &before, counted(editor, text, count), &spared);
}

fn delete(editor: Editor) {
    let picked = editor.picked_ids();
    let before = editor.draft().lines;
    editor.unpick();
    editor
        .rows
        .update(|rows| rows.retain(|row| !picked.contains(&row.id)));
    editor.settle_alternatives();
    editor.changed();
    let first = editor
        .rows
        .with_untracked(|rows| rows.first().map(|row| row.id));
    match first {
        Some(line) => focus_cell(editor, 0, line),
        None => focus_id("add-line".to_owned()),
    }
    let said = counted(editor, k::cpq::bulk::DELETED, picked.len());
    tell(editor, &before, said, &[]);
}

/// A copy under each.
fn duplicate(editor: Editor) {
    let picked = editor.picked_ids();
    let before = editor.draft().lines;
    let mut all = Vec::new();
    for row in editor.rows.get_untracked() {
        let copy = picked.contains(&row.id).then(|| {
            let mut line = row.line.get_untracked();
            line.id = QuoteLineId(new_uuid());
            // The copy of an alternative is another one to choose.
            line.price.optional |= line.is_alternative();
            Row::new(line)
        });
        all.push(row);
        all.extend(copy);
    }
    editor.rows.update_untracked(|rows| *rows = all);
    editor.place(editor.spots());
    let said = counted(editor, k::cpq::bulk::DUPLICATED, picked.len());
    tell(editor, &before, said, &[]);
}

/// To the end of a section, in the order they have; those that stand there stay where they are.
fn move_to(editor: Editor, section: Option<QuoteSectionId>) {
    let picked = editor.picked_ids();
    let before = editor.draft().lines;
    let mut spots = editor.spots();
    let lines = spots.iter().filter(|spot| picked.contains(&spot.line));
    let lines: Vec<QuoteLineId> = lines.map(|spot| spot.line).collect();
    editor.head.with_untracked(|head| {
        for line in lines {
            let own = spots.iter().find(|spot| spot.line == line);
            // Alternatives move together: the others brought it along.
            if own.is_some_and(|spot| spot.section != section) {
                drop_line(&mut spots, &head.sections, line, DropAt::End(section));
            }
        }
    });
    editor.place(spots);
    let said = counted(editor, k::cpq::bulk::MOVED, picked.len());
    tell(editor, &before, said, &[]);
}

/// Puts the cursor on the bar; says whether there is one.
pub fn go_to_bar(editor: Editor) -> bool {
    let some = !editor.picked_ids().is_empty();
    if some {
        focus_id(FIRST.to_owned());
    }
    some
}

/// Leaves the selection; the cursor goes back to where it was made.
fn leave(editor: Editor) {
    let first = untrack(|| editor.picked_rows()).first().map(|row| row.id);
    editor.unpick();
    if let Some(line) = first {
        focus_cell(editor, 0, line);
    }
}

/// The bar above the bottom of the window while lines are selected.
#[component]
pub fn BulkBar(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let text = move |key| t(lang, key);
    let discounting = RwSignal::new(false);
    let said = Memo::new(move |_| editor.picked_summary());
    let some = Memo::new(move |_| !editor.picked_rows().is_empty());
    let sections = Memo::new(move |_| {
        editor.head.with(|head| {
            let sections = head.sections.iter();
            let named = sections.map(|section| (section.id, section.title.clone()));
            named.collect::<Vec<_>>()
        })
    });
    let sectioned = Memo::new(move |_| sections.with(|all| !all.is_empty()));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            leave(editor);
        }
    };
    view! {
        <Show when=move || some.get()>
            <div class="quote-bulk" role="region" aria-label=text(k::cpq::bulk::BAR) on:keydown=on_key>
                <span class="quote-bulk-count" data-picked="">{said}</span>
                <Button
                    label=text(k::cpq::bulk::DISCOUNT)
                    icon=Glyph::Percent
                    size=Size::Small
                    on_press=Callback::new(move |()| discounting.set(true))
                    attr:id=FIRST
                />
                <span class="desktop-only"><Kbd keys="Alt+B"/></span>
                <Show when=move || sectioned.get()>
                    <Menu id="bulk-move" label=text(k::cpq::bulk::MOVE) text=text(k::cpq::bulk::MOVE) variant=Variant::Secondary size=Size::Small>
                        <MenuItem
                            label=text(k::cpq::sections::BEFORE_FIRST)
                            on_press=Callback::new(move |()| move_to(editor, None))
                        />
                        {move || sections.get().into_iter().map(|(id, title)| view! {
                            <MenuItem label=title on_press=Callback::new(move |()| move_to(editor, Some(id)))/>
                        }).collect_view()}
                    </Menu>
                </Show>
                <Menu id="bulk-more" label=text(k::cpq::bulk::MORE) glyph=Glyph::More variant=Variant::Secondary size=Size::Small>
                    <MenuItem label=text(k::cpq::bulk::OPTIONAL) on_press=Callback::new(move |()| mark(editor, true))/>
                    <MenuItem label=text(k::cpq::bulk::COUNTED) on_press=Callback::new(move |()| mark(editor, false))/>
                    <MenuItem label=text(k::cpq::bulk::DUPLICATE) icon=Glyph::Copy on_press=Callback::new(move |()| duplicate(editor))/>
                    <MenuItem label=text(k::cpq::bulk::ALL) on_press=Callback::new(move |()| editor.pick_all())/>
                    <MenuItem label=text(k::cpq::bulk::DELETE) icon=Glyph::Trash danger=true on_press=Callback::new(move |()| delete(editor))/>
                </Menu>
                <IconButton
                    glyph=Glyph::X
                    size=Size::Small
                    label=text(k::cpq::bulk::CLEAR)
                    on_press=Callback::new(move |()| leave(editor))
                />
            </div>
        </Show>
        <BulkDiscount editor open=discounting/>
    }
}
