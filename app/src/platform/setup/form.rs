//! How the company sells, its facts, and what changes with them, shown before it is applied.

use super::api;
use crate::boot::use_lang;
use crate::routes::path;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{Key, Lang, k, t, tf};
use leptos::prelude::*;
use shared::deals::pipelines::{Pipeline, PipelineKind};
use shared::kernel::Currency;
use shared::platform::company::Company;
use shared::platform::setup::{ApplySetUp, SetUpView, WAYS, plan, selling};
use ui::{Button, Card, Choice, Select, TextInput, Variant, use_toaster};

/// What a way to sell is called, and what comes with it.
const fn words(way: PipelineKind) -> (Key, Key) {
    match way {
        PipelineKind::B2c => (k::setup::B2C, k::setup::B2C_TEXT),
        PipelineKind::Saas => (k::setup::SAAS, k::setup::SAAS_TEXT),
        PipelineKind::Enterprise => (k::setup::ENTERPRISE, k::setup::ENTERPRISE_TEXT),
        PipelineKind::B2b | PipelineKind::Custom => (k::setup::B2B, k::setup::B2B_TEXT),
    }
}

/// The form. Applied, it shows the set-up as it is then: there is nothing left to change.
#[component]
pub(super) fn Form(known: SetUpView) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let way = RwSignal::new(
        selling(&known.pipelines)
            .map_or("", PipelineKind::code)
            .to_owned(),
    );
    let name = RwSignal::new(known.company.name.clone());
    let currency = RwSignal::new(known.company.currency.code().to_owned());
    let month = RwSignal::new(known.company.fiscal_first_month.to_string());
    let known = RwSignal::new(known);
    let asked = move || {
        let way = way.get().parse().unwrap_or(PipelineKind::Custom);
        known.with(|known| ApplySetUp {
            way,
            company: Company {
                name: name.get().trim().to_owned(),
                currency: currency.get().parse().unwrap_or(Currency::EUR),
                fiscal_first_month: month.get().parse().unwrap_or(1),
                ..known.company.clone()
            },
            plan: plan(way, &known.pipelines, &known.used),
        })
    };
    let save = move || {
        let request = untrack(asked);
        if !findings.check(request.check()) {
            return;
        }
        findings.send(busy, api::apply(request), move |after| {
            let _ = known.try_set(after);
            toaster.success(t(lang, k::setup::APPLIED).to_owned());
        });
    };
    let currencies: Vec<Choice> = Currency::all()
        .map(|c| Choice::new(c.code(), c.code()))
        .collect();
    let months: Vec<Choice> = (1..=12_u32)
        .map(|n| Choice::new(n.to_string(), i18n::month_name(lang, n)))
        .collect();
    let lines = move || {
        let request = asked();
        known
            .with(|known| preview(lang, &request, known))
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view()
    };
    let stages = move || {
        let request = asked();
        known.with(|known| stages_of(lang, &request, known))
    };
    view! {
        <Card id="setup" title=t(lang, k::setup::FORM)>
            <form class="stack" novalidate on:submit=move |event| { event.prevent_default(); save(); }>
                <Ways way />
                <div class="form-row">
                    <TextInput id="setup-name" label=t(lang, k::admin::COMPANY_NAME) value=name required=true error=findings.of("name") />
                    <Select id="setup-currency" label=t(lang, k::admin::COMPANY_CURRENCY) value=currency options=currencies error=findings.of("currency") />
                    <Select id="setup-month" label=t(lang, k::admin::FISCAL_FIRST_MONTH) value=month options=months error=findings.of("fiscal_first_month") />
                </div>
                <div class="stack-sm" id="setup-preview">
                    <h3>{t(lang, k::setup::PREVIEW)}</h3>
                    <ul class="setup-preview" aria-live="polite">{lines}</ul>
                    <p class="muted small">{stages}</p>
                    <p class="muted small">{t(lang, k::setup::APPROVALS)}</p>
                    <div class="cluster"><a href=path::ADMIN_APPROVALS>{t(lang, k::setup::APPROVALS_LINK)}</a></div>
                </div>
                <FormNotice text=findings.rest(&["name", "currency", "fiscal_first_month"]) />
                <div class="form-actions"><Button label=t(lang, k::setup::APPLY) variant=Variant::Primary submit=true busy /></div>
            </form>
        </Card>
    }
    .into_any()
}

/// The four ways, each with what comes with it.
#[component]
fn Ways(way: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    let choices = WAYS
        .iter()
        .copied()
        .map(|kind| {
            let word = kind.code();
            let (title, text) = words(kind);
            view! {
                <label class="setup-way" for=format!("setup-way-{word}")>
                    <input
                        type="radio"
                        class="check-box"
                        id=format!("setup-way-{word}")
                        name="setup-way"
                        checked=way.with_untracked(|now| now == word)
                        prop:checked=move || way.with(|now| now == word)
                        on:change=move |_| way.set(word.to_owned())
                    />
                    <strong>{t(lang, title)}</strong>
                    <span class="muted small">{t(lang, text)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="setup-ways">
            <legend class="visually-hidden">{t(lang, k::setup::WAY)}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// What applying would do, in sentences.
fn preview(lang: Lang, request: &ApplySetUp, known: &SetUpView) -> Vec<String> {
    let named =
        |key: Key, pipeline: &Pipeline| tf(lang, key, &[("name", &pipeline.name.get(lang))]);
    let mut lines = Vec::new();
    for after in &request.plan {
        let before = known.pipelines.iter().find(|one| one.id == after.id);
        match before {
            None => lines.push(named(k::setup::MADE, after)),
            Some(_) if after.kind == request.way && after.position == 0 => {
                lines.push(named(k::setup::FIRST, after));
            }
            Some(before) if before.active && !after.active => {
                lines.push(named(k::setup::ARCHIVED, after));
            }
            // Only its rank is another one.
            Some(_) => {}
        }
    }
    let company = &known.company;
    if request.company != *company {
        lines.push(t(lang, k::setup::COMPANY).to_owned());
    }
    let currency = request.company.currency;
    if !known.price_book || currency != company.currency {
        let code = currency.code();
        lines.push(tf(lang, k::setup::BOOK, &[("currency", &code)]));
    }
    if lines.is_empty() {
        lines.push(t(lang, k::setup::NOTHING).to_owned());
    }
    let stay = known
        .pipelines
        .iter()
        .filter(|one| one.active && one.kind != request.way && known.used.contains(&one.id));
    lines.extend(stay.map(|one| named(k::setup::KEPT, one)));
    lines
}

/// The stages deals go through, as far as they are open.
fn stages_of(lang: Lang, request: &ApplySetUp, known: &SetUpView) -> Option<String> {
    let mut all = request.plan.iter().chain(&known.pipelines);
    let first = all.find(|one| one.active && one.kind == request.way)?;
    let names: Vec<&str> = first
        .open_stages()
        .map(|stage| stage.name.get(lang))
        .collect();
    let (name, stages) = (first.name.get(lang), names.join(" → "));
    Some(tf(
        lang,
        k::setup::STAGES,
        &[("name", &name), ("stages", &stages)],
    ))
}
