//! What of a line the customer may choose: alternatives of which one counts, and the limits of its
//! quantity.

use super::state::Editor;
use crate::boot::new_uuid;
use crate::cpq::numbers;
use i18n::{issue_text, k, number_trimmed, t, tf};
use leptos::prelude::*;
use shared::cpq::quotes::choice::{join_above, leave, propose, settle};
use shared::cpq::quotes::{QuantityLimits, QuoteDraft, QuoteLine};
use shared::kernel::{AlternativesId, Issue, QuoteLineId};
use std::collections::BTreeMap;
use ui::{Button, Checkbox, Glyph, NumberInput, Size};

/// Of every group of alternatives with two lines at least the name of the one proposed.
pub type Proposed = BTreeMap<AlternativesId, String>;

/// The groups of a quote.
pub fn proposed(draft: &QuoteDraft) -> Proposed {
    let mut groups: BTreeMap<AlternativesId, (u32, String)> = BTreeMap::new();
    for line in &draft.lines {
        if let Some(group) = line.choice.alternatives {
            let (count, name) = groups.entry(group).or_default();
            *count += 1;
            if !line.price.optional {
                line.name().clone_into(name);
            }
        }
    }
    groups.retain(|_, (count, _)| *count > 1);
    let named = groups.into_iter().map(|(group, (_, name))| (group, name));
    named.collect()
}

impl Editor {
    /// Changes the lines as a whole; none is added or taken away.
    pub(super) fn change_lines(&self, change: impl FnOnce(&mut Vec<QuoteLine>)) {
        let mut lines = self.draft().lines;
        change(&mut lines);
        let known = self.rows_by_id();
        for line in lines {
            if let Some(row) = known.get(&line.id)
                && row.line.with_untracked(|old| *old != line)
            {
                row.line.set(line);
            }
        }
    }

    /// Sees to it that of every group one line counts; told with the next change.
    pub(super) fn settle_alternatives(&self) {
        self.change_lines(|lines| settle(lines));
    }

    /// Makes a line the one of its group that counts; told with the next change.
    pub(super) fn make_proposed(&self, id: QuoteLineId) {
        self.change_lines(|lines| propose(lines, id));
    }

    /// Behind the line at `at` and, unless the new one is one of them, behind its alternatives.
    pub(super) fn place_behind(&self, at: usize, line: &QuoteLine) -> usize {
        let group = line.choice.alternatives;
        self.rows.with_untracked(|rows| {
            let of = |at: usize| {
                let row = rows.get(at)?;
                row.line.with_untracked(|line| line.choice.alternatives)
            };
            let own = of(at).filter(|own| Some(*own) != group);
            let mut next = at + 1;
            while own.is_some() && of(next) == own {
                next += 1;
            }
            next
        })
    }

    /// The name of the line proposed in the group of another one, when it is an alternative.
    pub(super) fn proposed_for(&self, line: RwSignal<QuoteLine>) -> Option<String> {
        let group = line.with(|line| line.choice.alternatives)?;
        self.alternatives.with(|groups| groups.get(&group).cloned())
    }

    fn name_of(&self, id: QuoteLineId) -> String {
        let row = self.row(id);
        row.map_or_else(String::new, |row| {
            row.line.with_untracked(|line| line.name().to_owned())
        })
    }

    fn is_alternative(&self, id: QuoteLineId) -> bool {
        let groups = self.alternatives.get_untracked();
        self.row(id).is_some_and(|row| {
            let group = row.line.with_untracked(|line| line.choice.alternatives);
            group.is_some_and(|group| groups.contains_key(&group))
        })
    }

    fn say_of(&self, key: i18n::Key, id: QuoteLineId) {
        let name = self.name_of(id);
        self.announcer.say(tf(self.lang, key, &[("name", &name)]));
    }
}

/// Makes a line an alternative to the one above, or no alternative any more.
pub fn toggle(editor: Editor, id: QuoteLineId) {
    if editor.is_alternative(id) {
        part(editor, id);
    } else {
        join(editor, id);
    }
}

fn join(editor: Editor, id: QuoteLineId) {
    let mut done = Ok(());
    editor.change_lines(|lines| done = join_above(lines, id, AlternativesId(new_uuid())));
    match done {
        Ok(()) => {
            editor.place(editor.spots());
            editor.say_of(k::cpq::choice::JOINED, id);
        }
        Err(issue) => editor.toaster.problem(issue_text(editor.lang, &issue)),
    }
}

fn part(editor: Editor, id: QuoteLineId) {
    editor.change_lines(|lines| leave(lines, id));
    editor.place(editor.spots());
    editor.say_of(k::cpq::choice::LEFT, id);
}

fn put_forward(editor: Editor, id: QuoteLineId) {
    editor.make_proposed(id);
    editor.changed();
    editor.say_of(k::cpq::choice::NOW_PROPOSED, id);
}

/// Under the name of a line: to what it is an alternative, and how many of it the customer may take.
pub fn mark(editor: Editor, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let group = move || {
        let name = editor.proposed_for(line)?;
        Some(if line.with(|line| line.price.optional) {
            tf(lang, k::cpq::choice::OTHER, &[("name", &name)])
        } else {
            t(lang, k::cpq::choice::PROPOSED).to_owned()
        })
    };
    let limits = move || {
        let limits = line.with(|line| line.choice.limits)?;
        let number =
            |quantity: shared::kernel::Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
        let (from, to) = (number(limits.min), number(limits.max));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("from", &from), ("to", &to)];
        Some(tf(lang, k::cpq::choice::WITHIN, &values))
    };
    view! {
        {move || group().map(|text| view! { <span class="quote-details muted tiny" data-alternative="">{text}</span> })}
        {move || limits().map(|text| view! { <span class="quote-details muted tiny" data-limits="">{text}</span> })}
    }
}

/// The cell that says whether a line counts: a box for an option, a button of a group for an alternative.
#[component]
pub fn OptionCell(
    editor: Editor,
    id: QuoteLineId,
    line: RwSignal<QuoteLine>,
    /// A gift is there for its promotion, not to be chosen.
    locked: Memo<bool>,
) -> impl IntoView {
    let lang = editor.lang;
    let group = Memo::new(move |_| {
        let _ = editor.proposed_for(line)?;
        line.with(|line| line.choice.alternatives)
    });
    let named = move || {
        let name = line.with(|line| line.name().to_owned());
        tf(lang, k::cpq::choice::PROPOSE_NAMED, &[("name", &name)])
    };
    move || match group.get() {
        Some(group) => view! {
            <input
                type="radio"
                class="check-box radio-dot"
                id=super::grid::cell_id(6, id)
                name=format!("alternatives-{group}")
                aria-label=named
                checked=line.with_untracked(|l| !l.price.optional)
                prop:checked=move || line.with(|l| !l.price.optional)
                on:change=move |_| put_forward(editor, id)
            />
        }
        .into_any(),
        None => view! {
            <input
                type="checkbox"
                class="check-box"
                id=super::grid::cell_id(6, id)
                aria-label=t(lang, k::cpq::editor::OPTIONAL)
                disabled=locked
                checked=line.with_untracked(|l| l.price.optional)
                prop:checked=move || line.with(|l| l.price.optional)
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    editor.update_line(id, |l| {
                        l.price.optional = on;
                        // The last one of a group has nothing to be chosen instead.
                        l.choice.alternatives = None;
                    });
                }
            />
        }
        .into_any(),
    }
}

/// In the panel of a line: alternatives, and the limits of its quantity.
#[component]
pub fn LineChoices(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let grouped = Memo::new(move |_| editor.proposed_for(line).is_some());
    let other = Memo::new(move |_| grouped.get() && line.with(|line| line.price.optional));
    view! {
        <fieldset class="stack quote-choices">
            <legend class="strong small">{t(lang, k::cpq::choice::TITLE)}</legend>
            <div class="cluster">
                <Show
                    when=move || grouped.get()
                    fallback=move || view! {
                        <Button label=t(lang, k::cpq::choice::JOIN) icon=Glyph::List size=Size::Small on_press=Callback::new(move |()| join(editor, id)) attr:id="line-join"/>
                    }
                >
                    <Show when=move || other.get()>
                        <Button label=t(lang, k::cpq::choice::PROPOSE) icon=Glyph::Check size=Size::Small on_press=Callback::new(move |()| put_forward(editor, id)) attr:id="line-propose"/>
                    </Show>
                    <Button label=t(lang, k::cpq::choice::LEAVE) icon=Glyph::X size=Size::Small on_press=Callback::new(move |()| part(editor, id)) attr:id="line-leave"/>
                </Show>
            </div>
            <Limits editor id line/>
        </fieldset>
    }
}

/// Within what the customer may change the quantity.
#[component]
fn Limits(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let (limits, quantity) = line.with_untracked(|l| (l.choice.limits, l.price.quantity));
    let on = RwSignal::new(limits.is_some());
    let first = limits.unwrap_or(QuantityLimits {
        min: shared::kernel::Quantity::ONE,
        max: quantity,
    });
    let from = RwSignal::new(numbers::quantity(lang, first.min));
    let to = RwSignal::new(numbers::quantity(lang, first.max));
    let typed = move || {
        let read = |text: RwSignal<String>| text.with(|text| numbers::to_quantity(lang, text));
        let whole = || Issue::error("limits_not_whole", "limits");
        let (min, max) = (read(from).ok_or_else(whole)?, read(to).ok_or_else(whole)?);
        let limits = QuantityLimits { min, max };
        match limits.issue() {
            None => Ok(limits),
            Some(issue) => Err(issue),
        }
    };
    let error = Signal::derive(move || {
        let refused =
            |limits: QuantityLimits| line.with(|line| limits.refusal(line.price.quantity));
        let issue = match typed() {
            Ok(limits) => refused(limits),
            Err(issue) => Some(issue),
        };
        issue.map(|issue| issue_text(lang, &issue))
    });
    Effect::new(move |before: Option<()>| {
        let wanted = if on.get() { typed().ok() } else { None };
        let keep = on.get() && wanted.is_none();
        if before.is_some() && !keep && line.with_untracked(|l| l.choice.limits != wanted) {
            editor.update_line(id, |l| l.choice.limits = wanted);
        }
    });
    view! {
        <Checkbox id="line-limits" label=t(lang, k::cpq::choice::OPEN) checked=on/>
        <Show when=move || on.get()>
            <div class="form-row">
                <NumberInput id="line-limits-from" label=t(lang, k::cpq::choice::FROM) value=from error/>
                <NumberInput id="line-limits-to" label=t(lang, k::cpq::choice::TO) value=to/>
            </div>
        </Show>
    }
}
