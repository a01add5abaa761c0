//! What the check says, and the preview.

use super::state::Studio;
use crate::cpq::models::configurator::{Configurator, Desk};
use crate::cpq::models::guide::{Guide, Modes, Outcome, Play, Source};
use crate::cpq::models::words;
use i18n::{field_name, k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::{ModelFinding, Session};
use shared::kernel::Quantity;
use std::sync::Arc;
use ui::{Button, Glyph, Icon, Size};

/// The findings of the last check.
#[component]
pub fn Findings(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let list = move || {
        let Some(checked) = studio.checked.get() else {
            return view! { <p class="muted small">{t(lang, k::models::CHECKING)}</p> }.into_any();
        };
        if checked.findings.is_empty() {
            return view! {
                <p class="cfg-done small"><Icon glyph=Glyph::CheckCircle class="icon-sm"/> {t(lang, k::models::CHECK_GOOD)}</p>
            }
            .into_any();
        }
        let engine = checked.engine.clone();
        let guide = studio
            .draft
            .with_untracked(|draft| draft.content.guide.clone());
        let rows = checked
            .findings
            .iter()
            .map(|finding| {
                let (text, reasons) = words::finding(lang, engine.as_deref(), &guide, finding);
                let place = match finding {
                    ModelFinding::Wrong(issue) => issue.field.as_deref().map(|field| where_of(lang, field)),
                    _ => None,
                };
                let tone = if finding.is_error() { "model-finding is-error" } else { "model-finding" };
                let because = t(lang, k::models::finding::BECAUSE);
                view! {
                    <li class=tone>
                        {place.map(|place| view! { <span class="strong">{place}" "</span> })}
                        <span>{text}</span>
                        {(!reasons.is_empty()).then(|| view! {
                            <span class="muted">" "{because}</span>
                            <ul class="cfg-reasons">{reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
                        })}
                    </li>
                }
            })
            .collect_view();
        let stopped = checked.findings.contains(&ModelFinding::Unfinished);
        let fully = Callback::new(move |()| studio.check_fully());
        view! {
            <ul class="model-findings small">{rows}</ul>
            {stopped.then(|| view! { <Button label=t(lang, k::models::CHECK_FULLY) size=Size::Small on_press=fully/> })}
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="model-findings">
            <header class="card-header"><h2 class="card-title" id="model-findings">{t(lang, k::models::FINDINGS)}</h2></header>
            <div class="card-body" aria-live="polite">{list}</div>
            <UnderWay studio/>
        </section>
    }
}

/// How far a check is that takes a while, and the way to end it.
#[component]
fn UnderWay(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let shown = Memo::new(move |_| studio.progress.with(Option::is_some));
    let far = move || studio.progress.get();
    let done = move || far().map(|progress| progress.done.to_string());
    let of = move || far().map(|progress| progress.of.to_string());
    let stop = Callback::new(move |()| studio.end_check());
    view! {
        <Show when=move || shown.get()>
            <div class="card-body model-underway" data-check-progress="">
                <progress class="model-progress" aria-label=t(lang, k::models::CHECK_PROGRESS) max=of value=done></progress>
                <Button label=t(lang, k::models::CHECK_STOP) size=Size::Small on_press=stop/>
            </div>
        </Show>
    }
}

/// Which rule, attribute or option a finding is about.
fn where_of(lang: shared::kernel::Lang, field: &str) -> String {
    let mut parts = field.split('.');
    let (section, at) = (parts.next().unwrap_or_default(), parts.next());
    let number = at.and_then(|at| at.parse::<usize>().ok()).map(|at| at + 1);
    match (section, number) {
        ("rules", Some(n)) => tf(lang, k::models::RULE, &[("n", &n)]),
        ("attributes", Some(n)) => format!("{} {n}", t(lang, k::models::ATTRIBUTES)),
        ("groups", Some(n)) => format!("{} {n}", t(lang, k::models::GROUPS)),
        ("guide", Some(n)) => tf(lang, k::models::ask::QUESTION, &[("n", &n)]),
        _ => field_name(lang, field),
    }
}

/// The configurator, and the guide where there is one.
#[component]
fn Tried(studio: Studio, desk: Desk) -> impl IntoView {
    let lang = studio.lang;
    let guided = desk
        .session
        .with_value(|session| !session.guide().is_empty());
    let asking = studio.asking;
    let options = move || view! { <Configurator desk base=None quantity=Quantity::ONE/> };
    if !guided {
        return options().into_any();
    }
    view! {
        <Modes lang asking/>
        {move || if asking.get() {
            // Asked from the beginning: what a model begins with is no answer.
            desk.change(|session| {
                for pick in session.choices() {
                    session.undo(&pick);
                }
            });
            let play = Play::new(Source::Model(desk));
            view! { <Guide play><Outcome play desk all_options=Callback::new(move |()| asking.set(false))/></Guide> }.into_any()
        } else {
            options().into_any()
        }}
    }
    .into_any()
}

/// The configurator as a seller sees it.
#[component]
pub fn Preview(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let preview = move || {
        if studio.checked.with(Option::is_none) {
            return view! { <p class="muted small">{t(lang, k::models::CHECKING)}</p> }.into_any();
        }
        let engine = studio
            .checked
            .with(|checked| checked.as_ref().and_then(|checked| checked.engine.clone()));
        match engine {
            Some(engine) => {
                let desk = Desk::new(lang, Session::with_defaults(Arc::clone(&engine)));
                view! { <Tried studio desk/> }.into_any()
            }
            None => {
                view! { <p class="muted small">{t(lang, k::models::PREVIEW_BROKEN)}</p> }.into_any()
            }
        }
    };
    view! {
        <section class="card" aria-labelledby="model-preview">
            <header class="card-header"><h2 class="card-title" id="model-preview">{t(lang, k::models::PREVIEW)}</h2></header>
            <div class="card-body model-preview">{preview}</div>
        </section>
    }
}
