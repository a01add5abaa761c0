//! What is left of the catalogue, best first.

use super::Search;
use crate::cpq::models::words;
use crate::routes;
use i18n::{integer, k, t, tf, tn};
use leptos::prelude::*;
use shared::cpq::models::Pick;
use shared::cpq::models::guide::QuestionKind;
use shared::cpq::models::guide::finder::{Found, Offer};
use ui::{Badge, Button, Glyph, LinkButton, Size, Tell, Tone, Variant};

/// Products shown before the rest is asked for.
const FIRST: usize = 8;

/// The list.
#[component]
pub fn Results(search: Search, take: Option<Callback<Offer>>) -> impl IntoView {
    let lang = search.lang;
    let all = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let answers = search.answers.get();
        search.finder.with_value(|finder| finder.found(&answers))
    });
    let count = move || {
        let n = i64::try_from(found.with(Vec::len)).unwrap_or(i64::MAX);
        tn(lang, k::models::find::COUNT, n, &[("n", &integer(lang, n))])
    };
    let list = move || {
        let found = found.get();
        let answers = search.answers.get();
        if found.is_empty() {
            return view! { <p class="muted">{t(lang, k::models::find::NONE)}</p> }.into_any();
        }
        // Before anything is said none is better than another.
        let leads = !answers.is_empty()
            && found
                .get(1)
                .is_none_or(|second| found.first().is_some_and(|best| best.score > second.score));
        let shown = if all.get() { found.len() } else { FIRST };
        let rows = found
            .iter()
            .take(shown)
            .enumerate()
            .map(|(at, found)| {
                let offer = search
                    .finder
                    .with_value(|finder| finder.offers.get(found.offer).cloned());
                let because = reasons(search, found, &answers);
                offer.map(|offer| view! { <Row search offer because best=leads && at == 0 take/> })
            })
            .collect_view();
        let total = found.len();
        let more = (total > shown).then(|| {
            let n = integer(lang, i64::try_from(total).unwrap_or(i64::MAX));
            let label = tf(lang, k::models::find::MORE, &[("n", &n)]);
            view! { <div><Button label size=Size::Small on_press=Callback::new(move |()| all.set(true))/></div> }
        });
        let hint = answers
            .is_empty()
            .then(|| view! { <p class="muted small">{t(lang, k::models::find::START)}</p> });
        view! { {hint} <ul class="find-list">{rows}</ul> {more} }.into_any()
    };
    view! {
        <section class="find-found" aria-labelledby="find-count">
            <h2 class="cfg-heading" id="find-count"><span role="status">{count}</span></h2>
            {list}
        </section>
    }
}

/// Of each answer that speaks for it: what was said, and why that speaks for it.
fn reasons(search: Search, found: &Found, answers: &[Pick]) -> Vec<String> {
    let content = search.content();
    let lang = search.lang;
    found
        .because
        .iter()
        .filter_map(|(question, answer)| {
            let asked = content.guide.get(*question)?;
            let pick = match asked.kind {
                QuestionKind::Number { .. } => {
                    answers.iter().find(|pick| pick.item == asked.key)?.clone()
                }
                _ => asked.pick(asked.answers().get(*answer)?),
            };
            let said = words::said(lang, &content.guide, &pick);
            let because = words::because(lang, &content.guide, (*question, *answer));
            Some(if because.is_empty() {
                tf(lang, k::models::find::SAID, &[("answer", &said)])
            } else {
                let words: [(&str, &dyn std::fmt::Display); 2] =
                    [("answer", &said), ("because", &because)];
                tf(lang, k::models::find::BECAUSE, &words)
            })
        })
        .collect()
}

#[component]
fn Row(
    search: Search,
    offer: Offer,
    because: Vec<String>,
    best: bool,
    take: Option<Callback<Offer>>,
) -> impl IntoView {
    let lang = search.lang;
    let name = offer.name.get(lang).to_owned();
    let text = offer.description.get(lang).to_owned();
    let facts = format!("{} · {}", offer.sku, offer.family);
    let facts = facts.trim_end_matches([' ', '·']).to_owned();
    let configurable = offer.configurable;
    let id = offer.id;
    let variant = if best {
        Variant::Primary
    } else {
        Variant::Secondary
    };
    let action = match take {
        Some(take) => {
            let chosen = offer.clone();
            let press = Callback::new(move |()| take.tell(chosen.clone()));
            view! { <Button label=t(lang, k::models::find::ADD) icon=Glyph::Plus size=Size::Small variant on_press=press/> }
                .into_any()
        }
        None if configurable => view! {
            <LinkButton label=t(lang, k::models::find::MODEL) icon=Glyph::Settings size=Size::Small href=routes::product_model(id)/>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <li class="find-offer" class:is-best=best data-sku=offer.sku.clone()>
            <div class="find-head">
                <span class="strong">{name}</span>
                {best.then(|| view! { <Badge text=t(lang, k::models::find::BEST).to_owned() tone=Tone::Success icon=Glyph::Check/> })}
                {configurable.then(|| view! { <Badge text=t(lang, k::models::find::CONFIGURABLE).to_owned() tone=Tone::Neutral/> })}
            </div>
            <p class="muted tiny">{facts}</p>
            {(!text.is_empty()).then(|| view! { <p class="small">{text}</p> })}
            {(!because.is_empty()).then(|| view! {
                <ul class="find-reasons small">{because.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
            })}
            {action}
        </li>
    }
}
