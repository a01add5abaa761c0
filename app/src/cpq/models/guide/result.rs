//! What the answers have settled about the product, with the reasons in words.

use super::play::Play;
use crate::cpq::models::configurator::Desk;
use crate::cpq::models::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::guide::Consequence;
use shared::cpq::models::{Goal, Pick, Reason, Session};
use std::collections::BTreeSet;
use ui::{Button, Glyph, Icon, Variant};

/// Most consequences told.
const MOST: usize = 40;

fn consequences(desk: Desk) -> Memo<Vec<(String, String)>> {
    Memo::new(move |_| {
        desk.tick.track();
        let found = desk
            .session
            .try_update_value(|session| session.consequences(MOST))
            .unwrap_or_default();
        let engine = desk.engine();
        found
            .iter()
            .map(|of| (words::pick(desk.lang, &engine, &of.pick), reasons(desk, of)))
            .collect()
    })
}

/// Because of which answers, and what their writers and the rules say.
fn reasons(desk: Desk, of: &Consequence) -> String {
    let engine = desk.engine();
    let said: Vec<Pick> = of.because.choices.clone();
    let answers = words::picks(desk.lang, &engine, &said);
    let mut words: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for reason in &of.because.reasons {
        // That an item has one value explains nothing to a customer.
        if matches!(reason, Reason::Rule(_) | Reason::Answer(..)) {
            let text = words::reason(desk.lang, &engine, reason);
            if seen.insert(text.clone()) {
                words.push(text);
            }
        }
    }
    let because = tf(
        desk.lang,
        k::models::guide::BECAUSE,
        &[("answers", &answers)],
    );
    if words.is_empty() {
        because
    } else {
        let sep = match desk.lang {
            shared::kernel::Lang::Fr => " : ",
            shared::kernel::Lang::En => ": ",
        };
        format!("{because}{sep}{}", words.join(" · "))
    }
}

#[component]
fn List(found: Memo<Vec<(String, String)>>) -> impl IntoView {
    move || {
        let rows = found.get().into_iter().map(|(what, why)| {
            view! {
                <li class="guide-fact">
                    <span class="strong small">{what}</span>
                    <span class="muted tiny">{why}</span>
                </li>
            }
        });
        view! { <ul class="guide-facts">{rows.collect_view()}</ul> }
    }
}

/// Beside the questions.
#[component]
pub fn Settled(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let found = consequences(desk);
    view! {
        <section class="cfg-block" aria-live="polite">
            <h2 class="cfg-heading">{t(lang, k::models::guide::LEADS)}</h2>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="muted small">{t(lang, k::models::guide::LEADS_NONE)}</p>
            </Show>
            <List found/>
        </section>
    }
}

/// When nothing is left to ask.
#[component]
pub fn Outcome(play: Play, desk: Desk, #[prop(into)] all_options: Callback<()>) -> impl IntoView {
    let lang = desk.lang;
    let found = consequences(desk);
    let open = Memo::new(move |_| {
        desk.tick.track();
        desk.session
            .with_value(|session| !session.open_items().is_empty())
    });
    let complete = Callback::new(move |()| {
        desk.complete(Goal::Defaults);
    });
    let names = move || {
        desk.tick.track();
        let open = desk.session.with_value(Session::open_items);
        let engine = desk.engine();
        let names: Vec<String> = open
            .iter()
            .map(|open| words::open(lang, &engine, *open))
            .collect();
        names.join(", ")
    };
    let back = Callback::new(move |()| {
        if let Some(before) = untrack(|| play.before()) {
            play.go(Some(before));
        }
    });
    view! {
        <section class="guide-card" aria-labelledby="guide-now" data-outcome="">
            <h2 class="guide-question" id="guide-now" tabindex="-1">{t(lang, k::models::guide::DONE_TITLE)}</h2>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="muted small">{t(lang, k::models::guide::DONE_NONE)}</p>
            </Show>
            <List found/>
            {move || if open.get() {
                view! {
                    <p class="small">
                        {t(lang, k::models::guide::DONE_OPEN)} " "
                        <span class="muted">{t(lang, k::models::cfg::OPEN_ITEMS)}</span> " " {names()}
                    </p>
                    <div><Button label=t(lang, k::models::cfg::COMPLETE) icon=Glyph::Check on_press=complete/></div>
                }.into_any()
            } else {
                view! {
                    <p class="cfg-done small"><Icon glyph=Glyph::CheckCircle class="icon-sm"/> {t(lang, k::models::guide::DONE_SET)}</p>
                }.into_any()
            }}
            <footer class="guide-foot">
                <Button label=t(lang, k::models::guide::BACK) icon=Glyph::ChevronLeft variant=Variant::Ghost on_press=back/>
                <span class="guide-gap"></span>
                <Button label=t(lang, k::models::guide::ALL_OPTIONS) on_press=all_options/>
            </footer>
        </section>
    }
}
