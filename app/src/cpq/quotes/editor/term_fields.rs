//! The fields of what one recurring line says about its time: its days, its billing, its trial, its ramp.

use super::line_term::{Line, Ramps};
use super::state::{Editor, Row};
use super::trial::TrialFields;
use crate::cpq::labels;
use i18n::{issue_text, k, t};
use leptos::prelude::*;
use shared::cpq::pricing::{Charge, LineTerm, Trial};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::Issue;
use ui::{DateInput, NumberInput, Select};

/// The fields of a recurring line; nothing for one that is charged once.
#[component]
pub fn LineTermFields(editor: Editor, row: Row) -> impl IntoView {
    let of = Line::of(editor, &row);
    let charge = Memo::new(move |_| of.line.with(|l| l.price.charge));
    move || {
        charge
            .get()
            .recurs()
            .then(|| view! { <Fields of charge=charge.get_untracked()/> })
    }
}

fn term_of(line: &QuoteLine) -> LineTerm {
    line.price.term.as_deref().cloned().unwrap_or_default()
}

/// A whole number of months, or nothing; `Err` for anything else.
fn months_of(text: &str) -> Result<Option<u32>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| ())
}

/// Keeps what the two fields say, once both say a number or nothing.
fn keep_months(of: Line, months: RwSignal<String>, free: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        let (own, free) = (
            months.with(|text| months_of(text)),
            free.with(|text| months_of(text)),
        );
        if before.is_none() {
            return;
        }
        if let (Ok(own), Ok(free)) = (own, free)
            && of.line.with_untracked(|l| {
                let term = term_of(l);
                (term.months, term.free_months) != (own, free)
            })
        {
            of.change(|term| {
                term.months = own;
                term.free_months = free;
            });
        }
    });
}

#[component]
fn Fields(of: Line, charge: Charge) -> impl IntoView {
    let lang = of.editor.lang;
    let now = of.line.with_untracked(term_of);
    let text =
        |months: Option<u32>| RwSignal::new(months.map(|n| n.to_string()).unwrap_or_default());
    let starts_on = RwSignal::new(now.starts_on.map(|d| d.to_string()).unwrap_or_default());
    let (months, free) = (text(now.months), text(now.free_months));
    let billing = RwSignal::new(now.billing.map_or("", |own| own.code()).to_owned());
    let error = move |typed: RwSignal<String>, field: &'static str| {
        let said = of.said(field);
        Signal::derive(move || match typed.with(|text| months_of(text)) {
            Err(()) => {
                let issue = Issue::error("not_a_number", field).with("text", typed.get());
                Some(issue_text(lang, &issue))
            }
            Ok(_) => said.get(),
        })
    };
    keep_months(of, months, free);
    view! {
        <fieldset class="quote-term stack">
            <legend class="strong">{t(lang, k::cpq::line_term::TITLE)}</legend>
            <p class="muted small">{t(lang, k::cpq::line_term::HINT)}</p>
            <div class="form-row">
                <DateInput
                    id="line-starts-on"
                    label=t(lang, k::cpq::line_term::STARTS_ON)
                    value=starts_on
                    error=of.said("starts_on")
                    on_commit=Callback::new(move |text: String| {
                        of.change(|term| term.starts_on = text.parse().ok());
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
                            of.change(|term| term.billing = code.parse().ok());
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
            <div class="form-row">
                <TrialFields
                    name="line"
                    lang
                    label=t(lang, k::cpq::line_term::TRIAL)
                    hint=t(lang, k::cpq::line_term::TRIAL_HINT)
                    now=now.trial
                    said=of.said("trial")
                    on_change=Callback::new(move |trial: Option<Trial>| {
                        if of.line.with_untracked(|l| term_of(l).trial != trial) {
                            of.change(|term| term.trial = trial);
                        }
                    })
                />
            </div>
            <Ramps of/>
        </fieldset>
    }
}
