//! What was said so far: the way back to each question, and those that are skipped with their reason.

use super::play::Play;
use crate::cpq::models::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::Pick;
use shared::cpq::models::guide::{Question, QuestionKind, Turn};

/// The list.
#[component]
pub fn Path(play: Play) -> impl IntoView {
    let lang = play.source.lang();
    let steps = move || {
        let turns = play.turns.get();
        play.content()
            .guide
            .iter()
            .zip(turns)
            .enumerate()
            .filter_map(|(at, (question, turn))| match turn {
                Turn::NotAsked => None,
                Turn::Asked => Some(view! { <Step play at question=question.clone()/> }.into_any()),
                Turn::Pointless => {
                    Some(view! { <Skipped play question=question.clone()/> }.into_any())
                }
            })
            .collect_view()
    };
    view! {
        <nav class="guide-path" aria-label=t(lang, k::models::guide::SO_FAR)>
            <h2 class="cfg-heading">{t(lang, k::models::guide::SO_FAR)}</h2>
            <ol class="guide-steps">{steps}</ol>
        </nav>
    }
}

#[component]
fn Step(play: Play, at: usize, question: Question) -> impl IntoView {
    let lang = play.source.lang();
    let name = question.name.get(lang).to_owned();
    let said = Memo::new(move |_| {
        let mut answers = play.answers.get();
        answers.retain(|pick| question.owns(pick));
        if answers.is_empty() {
            return None;
        }
        let plain = |pick: &Pick| {
            // Beside its question, yes is said without it.
            let answer = question
                .answers()
                .iter()
                .find(|answer| question.pick(answer) == *pick);
            answer.map_or_else(
                || words::said(lang, std::slice::from_ref(&question), pick),
                |answer| words::answer_name(lang, answer),
            )
        };
        let all: Vec<String> = answers.iter().map(plain).collect();
        Some(all.join(", "))
    });
    let current = Memo::new(move |_| play.shown.get() == Some(at));
    let words = move || {
        said.get().unwrap_or_else(|| {
            let unknown = play.unknown.with(|unknown| unknown.contains(&at));
            let key = if unknown {
                k::models::guide::UNKNOWN
            } else {
                k::models::guide::UNANSWERED
            };
            t(lang, key).to_owned()
        })
    };
    view! {
        <li>
            <button
                type="button"
                class="guide-step"
                class:is-open=move || said.with(Option::is_none)
                aria-current=move || current.get().then_some("step")
                on:click=move |_| play.go(Some(at))
            >
                <span class="tiny">{name}</span>
                <span class="guide-said small">{words}</span>
            </button>
        </li>
    }
}

#[component]
fn Skipped(play: Play, question: Question) -> impl IntoView {
    let lang = play.source.lang();
    let first = match &question.kind {
        QuestionKind::Number { min, .. } => Some(Pick::new(&question.key, min.to_string())),
        _ => question
            .answers()
            .first()
            .map(|answer| question.pick(answer)),
    };
    let because = move || {
        play.answers.track();
        let answers = first
            .as_ref()
            .map_or_else(String::new, |pick| play.source.in_the_way(pick));
        if answers.is_empty() {
            t(lang, k::models::guide::POINTLESS).to_owned()
        } else {
            let key = k::models::guide::POINTLESS_BECAUSE;
            tf(lang, key, &[("answers", &answers)])
        }
    };
    view! {
        <li class="guide-skipped">
            <span class="tiny">{question.name.get(lang).to_owned()}</span>
            <span class="muted tiny">{because}</span>
        </li>
    }
}
