//! What is billed when, beside the totals.

use super::state::Editor;
use i18n::{date_in_words, k, money, t, tf};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::pricing::billing;
use shared::cpq::pricing::terms::{BillingSchedule, BillingYear, Run};
use shared::kernel::Money;

/// The billing schedule of a quote with recurring lines; it is reckoned while it is open.
#[component]
pub fn BillingPlan(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let open = RwSignal::new(false);
    let plan = Memo::new(move |_| {
        if !open.get() {
            return None;
        }
        editor.head.track();
        editor
            .rows
            .with(|rows| rows.iter().for_each(|row| row.line.track()));
        let draft = editor.draft();
        let priced = editor.price(&draft);
        let notes = i18n::trial_notes(lang, draft.lines.iter().zip(&priced.lines));
        let plan = billing(&draft.pricing_terms(), &draft.lines, &priced);
        Some(plan.map(|plan| (plan, notes)))
    });
    view! {
        <details
            class="quote-plan"
            on:toggle=move |event| open.set(is_open(&event))
        >
            <summary>{t(lang, k::cpq::plan::OPEN)}</summary>
            {move || plan.get().map(|plan| match plan {
                Some((plan, notes)) => tables(editor, plan, notes).into_any(),
                None => view! { <p class="muted small">{t(lang, k::cpq::plan::BROKEN)}</p> }.into_any(),
            })}
        </details>
    }
}

/// Whether what is folded is open now.
fn is_open(event: &impl AsRef<web_sys::Event>) -> bool {
    event
        .as_ref()
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.has_attribute("open"))
}

fn tables(editor: Editor, plan: BillingSchedule, notes: Vec<String>) -> impl IntoView {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let amount = move |minor: i64| money(lang, Money::new(minor, currency));
    let dated = plan.dated;
    let sum: i64 = plan
        .bills
        .iter()
        .map(|bill| bill.sum_minor())
        .fold(0, i64::saturating_add);
    let run_row = move |run: Run| {
        let each = amount(run.first.sum_minor());
        let what = if run.times > 1 {
            tf(
                lang,
                k::cpq::plan::TIMES,
                &[("n", &run.times), ("amount", &each)],
            )
        } else {
            each
        };
        view! {
            <tr>
                <th scope="row">{i18n::billed_when(lang, dated, &run)}</th>
                <td class="num">{what}</td>
            </tr>
        }
    };
    let year_row = move |year: BillingYear| {
        let parts = [
            (k::cpq::plan::ONCE, year.billed.once_minor),
            (k::cpq::plan::RECURRING, year.billed.recurring_minor),
            (k::cpq::plan::USAGE, year.billed.usage_minor),
        ];
        let parts: Vec<_> = parts.into_iter().filter(|(_, minor)| *minor != 0).collect();
        // What there is only one of says nothing more than the sum.
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        let label = if dated {
            let day = date_in_words(lang, year.billed.on);
            tf(
                lang,
                k::cpq::plan::YEAR_OF,
                &[("n", &year.year), ("day", &day)],
            )
        } else {
            tf(lang, k::cpq::plan::YEAR, &[("n", &year.year)])
        };
        view! {
            <tr>
                <th scope="row">
                    {label}
                    {parts.into_iter().map(|(key, minor)| view! {
                        <span class="quote-plan-part muted tiny">{t(lang, key)} " " {amount(minor)}</span>
                    }).collect_view()}
                </th>
                <td class="num">{amount(year.billed.sum_minor())}</td>
            </tr>
        }
    };
    view! {
        <table class="table quote-plan-table" id="quote-plan-bills">
            <caption class="visually-hidden">{t(lang, k::cpq::plan::CAPTION)}</caption>
            <thead><tr>
                <th scope="col">{t(lang, k::cpq::plan::WHEN)}</th>
                <th scope="col" class="num">{t(lang, k::cpq::plan::AMOUNT)}</th>
            </tr></thead>
            <tbody>{plan.runs().into_iter().map(run_row).collect_view()}</tbody>
            <tfoot><tr class="is-strong">
                <th scope="row">{t(lang, k::cpq::plan::SUM)}</th>
                <td class="num" data-plan="sum">{amount(sum)}</td>
            </tr></tfoot>
        </table>
        {notes.into_iter().map(|note| view! { <p class="small" data-plan="trial">{note}</p> }).collect_view()}
        {(!dated).then(|| view! { <p class="muted tiny">{t(lang, k::cpq::plan::UNDATED)}</p> })}
        <table class="table quote-plan-table" id="quote-plan-years">
            <caption class="small strong">{t(lang, k::cpq::plan::YEARS)}</caption>
            <thead class="visually-hidden"><tr>
                <th scope="col">{t(lang, k::cpq::plan::WHEN)}</th>
                <th scope="col">{t(lang, k::cpq::plan::AMOUNT)}</th>
            </tr></thead>
            <tbody>{plan.years.iter().copied().map(year_row).collect_view()}</tbody>
        </table>
    }
}
