//! The head of the page: state, days, versions, and what can be done with the version.

use super::exchange::Exchange;
use super::state::Studio;
use crate::cpq::models::api;
use i18n::{Key, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::models::ModelState;
use shared::cpq::models::ops::{DiscardModel, RetireModel};
use shared::kernel::Lang;
use ui::{Badge, Button, DateInput, Dialog, Glyph, Select, Tone, Variant};

fn state_word(lang: Lang, state: ModelState) -> String {
    Key::by_name(&format!("models.state.{}", state.code()))
        .map_or_else(String::new, |key| t(lang, key).to_owned())
}

fn state_tone(state: ModelState) -> Tone {
    match state {
        ModelState::Draft => Tone::Neutral,
        ModelState::Published => Tone::Success,
        ModelState::Retired => Tone::Warning,
    }
}

/// The buttons of the page's header.
#[component]
pub fn Actions(studio: Studio, begin: Callback<()>, edits: bool) -> impl IntoView {
    let lang = studio.lang;
    let asking = RwSignal::new(false);
    let model = studio.desk.with_value(|desk| desk.model.clone());
    let number = model.as_ref().map_or(1, |model| model.number);
    let state = model.map(|model| model.state).unwrap_or_default();
    let broken = Signal::derive(move || {
        studio.checked.with(|checked| {
            checked.as_ref().is_some_and(|checked| {
                checked
                    .findings
                    .iter()
                    .any(shared::cpq::models::ModelFinding::is_error)
            })
        })
    });
    let retire = Callback::new(move |()| {
        let (id, version) = studio.version();
        spawn_local(async move {
            match api::retire_model(RetireModel { id, version }).await {
                Ok(model) => {
                    studio.toaster.success(tf(
                        lang,
                        k::models::RETIRED,
                        &[("number", &model.number)],
                    ));
                    studio.reload();
                }
                Err(fault) => studio.toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let discard = Callback::new(move |()| {
        let (id, version) = studio.version();
        spawn_local(async move {
            match api::discard_model(DiscardModel { id, version }).await {
                Ok(_) => {
                    studio.toaster.success(t(lang, k::models::DISCARDED));
                    studio.reload();
                }
                Err(fault) => studio.toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let publish = Callback::new(move |()| {
        asking.set(false);
        studio.publish();
    });
    view! {
        <Exchange studio/>
        {match (edits, state) {
            (false, _) => ().into_any(),
            (true, ModelState::Draft) => view! {
                <Button label=t(lang, k::models::DISCARD) variant=Variant::Ghost on_press=discard/>
                <Button label=t(lang, k::models::SAVE) busy=studio.busy on_press=Callback::new(move |()| studio.save())/>
                <Button label=t(lang, k::models::PUBLISH) icon=Glyph::Check variant=Variant::Primary busy=studio.busy disabled=broken on_press=Callback::new(move |()| asking.set(true))/>
            }
            .into_any(),
            (true, state) => view! {
                {(state == ModelState::Published).then(|| view! {
                    <Button label=t(lang, k::models::RETIRE) variant=Variant::Ghost on_press=retire/>
                })}
                <Button label=t(lang, k::models::NEW_VERSION) icon=Glyph::Plus variant=Variant::Primary on_press=begin/>
            }
            .into_any(),
        }}
        <Dialog id="model-publish" title=tf(lang, k::models::PUBLISH_TITLE, &[("number", &number)]) open=asking close_label=t(lang, k::models::CANCEL)>
            <div class="dialog-body"><p>{t(lang, k::models::PUBLISH_TEXT)}</p></div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::models::CANCEL) on_press=Callback::new(move |()| asking.set(false))/>
                <Button label=t(lang, k::models::PUBLISH) variant=Variant::Primary on_press=publish/>
            </footer>
        </Dialog>
    }
}

/// State, days and versions.
#[component]
pub fn Facts(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let desk = studio.desk.get_value();
    let Some(model) = desk.model else {
        return ().into_any();
    };
    let others = desk
        .versions
        .iter()
        .filter(|row| row.id != model.id)
        .map(|row| {
            let name = tf(lang, k::models::VERSION, &[("number", &row.number)]);
            format!("{name} · {}", state_word(lang, row.state))
        })
        .collect::<Vec<_>>()
        .join(", ");
    let day = |day: Option<chrono::NaiveDate>| {
        RwSignal::new(day.map(|day| day.to_string()).unwrap_or_default())
    };
    let (from, to) = (day(model.draft.valid_from), day(model.draft.valid_to));
    let keep = move || {
        studio.draft.update(|draft| {
            draft.valid_from = from.get_untracked().parse().ok();
            draft.valid_to = to.get_untracked().parse().ok();
        });
        studio.dirty.set(true);
    };
    let currency = RwSignal::new(model.draft.content.currency.code().to_owned());
    let keep_currency = Callback::new(move |code: String| {
        if let Ok(currency) = code.parse() {
            studio.reshape(|content| content.currency = currency);
        }
    });
    let hash: String = model.hash.chars().take(12).collect();
    view! {
        <div class="quote-line">
            <span class="strong">{tf(lang, k::models::VERSION, &[("number", &model.number)])}</span>
            <Badge text=state_word(lang, model.state) tone=state_tone(model.state)/>
            <Show when=move || studio.dirty.get()><span class="muted small" role="status">{t(lang, k::models::UNSAVED)}</span></Show>
            {(!hash.is_empty()).then(|| view! {
                <span class="small" title=model.hash.clone()><span class="muted">{t(lang, k::models::HASH)}</span> " " <code>{hash}</code></span>
            })}
            {(!others.is_empty()).then(|| view! { <span class="small"><span class="muted">{t(lang, k::models::VERSIONS)}</span> " " {others}</span> })}
            <div class="model-days">
                <Select id="model-currency" label=t(lang, k::models::CURRENCY) value=currency options=crate::cpq::catalog::currencies() disabled=!studio.editable on_commit=keep_currency/>
                <DateInput id="model-from" label=t(lang, k::models::VALID_FROM) value=from disabled=!studio.editable on_commit=Callback::new(move |_: String| keep())/>
                <DateInput id="model-to" label=t(lang, k::models::VALID_TO) value=to disabled=!studio.editable on_commit=Callback::new(move |_: String| keep())/>
            </div>
        </div>
    }
    .into_any()
}
