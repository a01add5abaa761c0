//! What one recurring line says about its time, and its ramp: the steps from which on its quantity, price or
//! discount is another.

use super::row::NumberCell;
use super::state::{Editor, Row};
use crate::cpq::numbers;
use i18n::{issue_text, k, money, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::terms::{RAMPS, check_term};
use shared::cpq::pricing::{LineTerm, PricedLine, Ramp};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Issue, Money, QuoteLineId};
use ui::{Button, Glyph, IconButton, Size};

/// The line whose time is written. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) editor: Editor,
    id: QuoteLineId,
    pub(super) line: RwSignal<QuoteLine>,
    priced: RwSignal<PricedLine>,
}

impl Line {
    pub(super) fn of(editor: Editor, row: &Row) -> Self {
        Self {
            editor,
            id: row.id,
            line: RwSignal::from(row.line.clone()),
            priced: RwSignal::from(row.priced.clone()),
        }
    }

    pub(super) fn change(self, change: impl FnOnce(&mut LineTerm)) {
        self.editor
            .update_line(self.id, |line| line.price.change_term(change));
    }

    /// What is wrong with a field.
    fn finding(self, field: &str) -> Option<Issue> {
        let of_field = |issue: &&Issue| issue.field.as_deref() == Some(field);
        let months = self.editor.head.with(|head| head.most_months());
        let checked = self.line.with(|line| check_term(&line.price, months));
        let priced = self
            .priced
            .with(|amounts| amounts.issues.iter().find(of_field).cloned());
        checked.iter().find(of_field).cloned().or(priced)
    }

    /// The same in words.
    pub(super) fn said(self, field: &'static str) -> Signal<Option<String>> {
        let lang = self.editor.lang;
        Signal::derive(move || self.finding(field).map(|issue| issue_text(lang, &issue)))
    }
}

/// The table of the steps, and the buttons that add one.
#[component]
pub(super) fn Ramps(of: Line) -> impl IntoView {
    let lang = of.editor.lang;
    let count = Memo::new(move |_| of.line.with(|l| ramps(l).len()));
    let error = move || {
        let issue = of.finding("ramps")?;
        Some(view! { <p class="field-error small" role="alert">{issue_text(lang, &issue)}</p> })
    };
    let add = move |months: u32| {
        Callback::new(move |()| {
            of.change(|term| {
                let last = term.ramps.last().copied().unwrap_or_default();
                term.ramps.push(Ramp {
                    from_month: last.from_month.saturating_add(months),
                    ..last
                });
            });
        })
    };
    let full = Memo::new(move |_| count.get() >= RAMPS);
    let label = move |key| t(lang, key);
    view! {
        <div class="stack" role="group" aria-labelledby="line-ramps">
            <p class="strong small" id="line-ramps">{label(k::cpq::line_term::RAMPS)}</p>
            <p class="muted small">{label(k::cpq::line_term::RAMPS_HINT)}</p>
            {move || match count.get() {
                0 => view! { <p class="muted small">{label(k::cpq::line_term::NONE)}</p> }.into_any(),
                count => view! {
                    <table class="quote-ramp-table">
                        <thead>
                            <tr>
                                <th scope="col">{label(k::cpq::line_term::FROM_MONTH)}</th>
                                <th scope="col">{label(k::cpq::line_term::QUANTITY)}</th>
                                <th scope="col">{label(k::cpq::line_term::PRICE)}</th>
                                <th scope="col">{label(k::cpq::line_term::DISCOUNT)}</th>
                                <th scope="col" class="num">{label(k::cpq::line_term::NET)}</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>
                            {(0..count).map(|at| view! { <Step of at/> }).collect_view()}
                        </tbody>
                    </table>
                }.into_any(),
            }}
            {error}
            <div class="cluster">
                <Button label=label(k::cpq::line_term::ADD_YEAR) icon=Glyph::Plus size=Size::Small disabled=full on_press=add(12)/>
                <Button label=label(k::cpq::line_term::ADD_STEP) size=Size::Small disabled=full on_press=add(1)/>
            </div>
        </div>
    }
}

fn ramps(line: &QuoteLine) -> &[Ramp] {
    let term = line.price.term.as_ref();
    term.map(|term| term.ramps.as_slice()).unwrap_or_default()
}

/// What a step comes to; nothing for one after the end of the term, which has no segment.
fn net(of: Line, at: usize) -> Option<String> {
    let currency = of.editor.head.with(|head| head.currency);
    let of_step = of.priced.with(|amounts| {
        let course = amounts.course.as_ref()?;
        course.segments.get(at + 1).map(|segment| segment.net_minor)
    });
    of_step.map(|minor| money(of.editor.lang, Money::new(minor, currency)))
}

/// Says of a step that it begins after the end of the term.
fn beyond(of: Line, from_month: u32) -> Option<impl IntoView> {
    let course = |amounts: &PricedLine| amounts.course.as_ref().map(|course| course.months);
    let months = of.priced.with(course)?;
    let values: [(&str, &dyn std::fmt::Display); 1] = [("n", &months)];
    let text = tf(of.editor.lang, k::cpq::line_term::BEYOND, &values);
    let after = from_month >= months;
    after.then(|| view! { <span class="small tone-warning" role="status">{text}</span> })
}

/// Takes what is typed into a cell of a step; says whether it can be read.
fn check(
    of: Line,
    at: usize,
    read: fn(&mut Ramp, Editor, &str) -> Option<()>,
) -> Callback<String, bool> {
    Callback::new(move |text: String| {
        let before = of
            .line
            .with_untracked(|l| ramps(l).get(at).copied().unwrap_or_default());
        let mut own = before;
        let known = read(&mut own, of.editor, text.trim()).is_some();
        if known && own != before {
            of.change(|term| {
                if let Some(ramp) = term.ramps.get_mut(at) {
                    *ramp = own;
                }
            });
        }
        known
    })
}

/// One step: an empty field stays as the line has it.
#[component]
fn Step(of: Line, at: usize) -> impl IntoView {
    let lang = of.editor.lang;
    let ramp = Memo::new(move |_| {
        of.line
            .with(|l| ramps(l).get(at).copied().unwrap_or_default())
    });
    let month = Memo::new(move |_| ramp.get().from_month.saturating_add(1).to_string());
    let quantity = Memo::new(move |_| {
        let own = ramp.get().quantity;
        own.map(|own| numbers::quantity(lang, own))
            .unwrap_or_default()
    });
    let price = Memo::new(move |_| {
        let own = ramp.get().price;
        own.map(|own| numbers::price(lang, own)).unwrap_or_default()
    });
    let discount = Memo::new(move |_| {
        let own = ramp.get().discount;
        own.map(|own| numbers::percent(lang, own))
            .unwrap_or_default()
    });
    let name = move |key| {
        let field = t(lang, key);
        tf(
            lang,
            k::cpq::line_term::ROW,
            &[("n", &(at + 1)), ("field", &field)],
        )
    };
    let remove =
        Signal::derive(move || tf(lang, k::cpq::line_term::REMOVE, &[("month", &month.get())]));
    view! {
        <tr>
            <td data-label=t(lang, k::cpq::line_term::FROM_MONTH)>
                <NumberCell id=format!("ramp-{at}-month") label=name(k::cpq::line_term::FROM_MONTH) value=month check=check(of, at, set_month)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::QUANTITY)>
                <NumberCell id=format!("ramp-{at}-quantity") label=name(k::cpq::line_term::QUANTITY) value=quantity check=check(of, at, set_quantity)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::PRICE)>
                <NumberCell id=format!("ramp-{at}-price") label=name(k::cpq::line_term::PRICE) value=price check=check(of, at, set_price)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::DISCOUNT)>
                <NumberCell id=format!("ramp-{at}-discount") label=name(k::cpq::line_term::DISCOUNT) value=discount check=check(of, at, set_discount)/>
            </td>
            <td class="num" data-label=t(lang, k::cpq::line_term::NET)>{move || net(of, at)}{move || beyond(of, ramp.get().from_month)}</td>
            <td>
                <IconButton
                    glyph=Glyph::Trash
                    label=remove
                    on_press=Callback::new(move |()| of.change(|term| {
                        if at < term.ramps.len() {
                            term.ramps.remove(at);
                        }
                    }))
                />
            </td>
        </tr>
    }
}

fn set_month(ramp: &mut Ramp, _: Editor, text: &str) -> Option<()> {
    let month = text.parse::<u32>().ok().filter(|month| *month > 1)?;
    ramp.from_month = month - 1;
    Some(())
}

fn set_quantity(ramp: &mut Ramp, editor: Editor, text: &str) -> Option<()> {
    ramp.quantity = if text.is_empty() {
        None
    } else {
        Some(numbers::to_quantity(editor.lang, text).filter(|quantity| quantity.0 > 0)?)
    };
    Some(())
}

fn set_price(ramp: &mut Ramp, editor: Editor, text: &str) -> Option<()> {
    ramp.price = if text.is_empty() {
        None
    } else {
        Some(numbers::to_price(editor.lang, text)?)
    };
    Some(())
}

fn set_discount(ramp: &mut Ramp, editor: Editor, text: &str) -> Option<()> {
    ramp.discount = if text.is_empty() {
        None
    } else {
        Some(numbers::to_percent(editor.lang, text)?)
    };
    Some(())
}
