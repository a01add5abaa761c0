//! What one recurring line says about its time: its days, its billing, its ramp.

use super::row::NumberCell;
use super::state::{Editor, Row};
use crate::cpq::{labels, numbers};
use i18n::{issue_text, k, money, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::terms::RAMPS;
use shared::cpq::pricing::{Charge, LineTerm, PricedLine, Ramp};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Issue, Money, QuoteLineId};
use ui::{Button, DateInput, Glyph, IconButton, NumberInput, Select, Size};

/// The fields of a recurring line; nothing for one that is charged once.
#[component]
pub fn LineTermFields(editor: Editor, row: Row) -> impl IntoView {
    let line = RwSignal::from(row.line.clone());
    let charge = Memo::new(move |_| line.with(|l| l.price.charge));
    move || {
        let row = row.clone();
        charge
            .get()
            .recurs()
            .then(|| view! { <Fields editor row charge=charge.get_untracked()/> })
    }
}

fn term_of(line: &QuoteLine) -> LineTerm {
    line.price.term.as_deref().cloned().unwrap_or_default()
}

fn change(editor: Editor, id: QuoteLineId, change: impl FnOnce(&mut LineTerm)) {
    editor.update_line(id, |line| line.price.change_term(change));
}

/// A whole number of months, or nothing; `Err` for anything else.
fn months_of(text: &str) -> Result<Option<u32>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| ())
}

#[component]
fn Fields(editor: Editor, row: Row, charge: Charge) -> impl IntoView {
    let lang = editor.lang;
    let id = row.id;
    let line = RwSignal::from(row.line.clone());
    let priced = RwSignal::from(row.priced.clone());
    let now = line.with_untracked(term_of);
    let text =
        |months: Option<u32>| RwSignal::new(months.map(|n| n.to_string()).unwrap_or_default());
    let starts_on = RwSignal::new(now.starts_on.map(|d| d.to_string()).unwrap_or_default());
    let (months, free) = (text(now.months), text(now.free_months));
    let billing = RwSignal::new(now.billing.map_or("", |own| own.code()).to_owned());
    let error = move |typed: RwSignal<String>, field: &'static str| {
        Signal::derive(move || {
            let issue = match typed.with(|text| months_of(text)) {
                Err(()) => Some(Issue::error("not_a_number", field).with("text", typed.get())),
                Ok(_) => said(editor, line, priced, field),
            };
            issue.map(|issue| issue_text(lang, &issue))
        })
    };
    Effect::new(move |before: Option<()>| {
        let (own, free) = (
            months.with(|text| months_of(text)),
            free.with(|text| months_of(text)),
        );
        if before.is_none() {
            return;
        }
        if let (Ok(own), Ok(free)) = (own, free)
            && line.with_untracked(|l| {
                let term = term_of(l);
                (term.months, term.free_months) != (own, free)
            })
        {
            change(editor, id, |term| {
                term.months = own;
                term.free_months = free;
            });
        }
    });
    let day_error = Signal::derive(move || {
        said(editor, line, priced, "starts_on").map(|issue| issue_text(lang, &issue))
    });
    view! {
        <fieldset class="quote-term stack">
            <legend class="strong">{t(lang, k::cpq::line_term::TITLE)}</legend>
            <p class="muted small">{t(lang, k::cpq::line_term::HINT)}</p>
            <div class="form-row">
                <DateInput
                    id="line-starts-on"
                    label=t(lang, k::cpq::line_term::STARTS_ON)
                    value=starts_on
                    error=day_error
                    on_commit=Callback::new(move |text: String| {
                        change(editor, id, |term| term.starts_on = text.parse().ok());
                    })
                />
                <NumberInput
                    id="line-months"
                    label=t(lang, k::cpq::line_term::MONTHS)
                    value=months
                    suffix=t(lang, k::cpq::head::MONTHS)
                    error=error(months, "months")
                />
            </div>
            <div class="form-row">
                {(charge != Charge::Usage).then(|| view! {
                    <Select
                        id="line-billing"
                        label=t(lang, k::cpq::line_term::BILLING)
                        value=billing
                        options=labels::billings(lang)
                        placeholder=t(lang, k::cpq::line_term::BILLING_DEFAULT).to_owned()
                        on_commit=Callback::new(move |code: String| {
                            change(editor, id, |term| term.billing = code.parse().ok());
                        })
                    />
                })}
                <NumberInput
                    id="line-free-months"
                    label=t(lang, k::cpq::line_term::FREE_MONTHS)
                    value=free
                    error=error(free, "free_months")
                />
            </div>
            <Ramps editor id line priced/>
        </fieldset>
    }
}

/// What is wrong with a field of the line's term.
fn said(
    editor: Editor,
    line: RwSignal<QuoteLine>,
    priced: RwSignal<PricedLine>,
    field: &str,
) -> Option<Issue> {
    let of_field = |issue: &&Issue| issue.field.as_deref() == Some(field);
    let months = editor.head.with(|head| head.most_months());
    let checked = line.with(|l| shared::cpq::pricing::terms::check_term(&l.price, months));
    let priced = priced.with(|amounts| amounts.issues.iter().find(of_field).cloned());
    checked.iter().find(of_field).cloned().or(priced)
}

#[component]
fn Ramps(
    editor: Editor,
    id: QuoteLineId,
    line: RwSignal<QuoteLine>,
    priced: RwSignal<PricedLine>,
) -> impl IntoView {
    let lang = editor.lang;
    let count = Memo::new(move |_| line.with(|l| ramps(l).len()));
    let error = move || {
        let issue = said(editor, line, priced, "ramps")?;
        Some(view! { <p class="field-error small" role="alert">{issue_text(lang, &issue)}</p> })
    };
    let add = move |months: u32| {
        Callback::new(move |()| {
            change(editor, id, |term| {
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
        <div class="quote-ramps stack" role="group" aria-labelledby="line-ramps">
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
                            {(0..count).map(|at| view! { <Step editor id line priced at/> }).collect_view()}
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

/// One step: an empty field stays as the line has it.
#[component]
fn Step(
    editor: Editor,
    id: QuoteLineId,
    line: RwSignal<QuoteLine>,
    priced: RwSignal<PricedLine>,
    at: usize,
) -> impl IntoView {
    let lang = editor.lang;
    let ramp = Memo::new(move |_| line.with(|l| ramps(l).get(at).copied().unwrap_or_default()));
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
    let net = move || {
        let currency = editor.head.with(|head| head.currency);
        let of_step = priced.with(|amounts| {
            let course = amounts.course.as_ref()?;
            // A step after the end of the term has no segment.
            course.segments.get(at + 1).map(|segment| segment.net_minor)
        });
        of_step.map(|minor| money(lang, Money::new(minor, currency)))
    };
    let set = move |change_ramp: fn(&mut Ramp, Editor, &str) -> Option<()>| {
        Callback::new(move |text: String| {
            let mut own = ramp.get_untracked();
            let known = change_ramp(&mut own, editor, text.trim()).is_some();
            if known && own != ramp.get_untracked() {
                change(editor, id, |term| {
                    if let Some(ramp) = term.ramps.get_mut(at) {
                        *ramp = own;
                    }
                });
            }
            known
        })
    };
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
                <NumberCell id=format!("ramp-{at}-month") label=name(k::cpq::line_term::FROM_MONTH) value=month check=set(set_month)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::QUANTITY)>
                <NumberCell id=format!("ramp-{at}-quantity") label=name(k::cpq::line_term::QUANTITY) value=quantity check=set(set_quantity)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::PRICE)>
                <NumberCell id=format!("ramp-{at}-price") label=name(k::cpq::line_term::PRICE) value=price check=set(set_price)/>
            </td>
            <td data-label=t(lang, k::cpq::line_term::DISCOUNT)>
                <NumberCell id=format!("ramp-{at}-discount") label=name(k::cpq::line_term::DISCOUNT) value=discount check=set(set_discount)/>
            </td>
            <td class="num" data-label=t(lang, k::cpq::line_term::NET)>{net}</td>
            <td>
                <IconButton
                    glyph=Glyph::Trash
                    label=remove
                    on_press=Callback::new(move |()| change(editor, id, |term| {
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
