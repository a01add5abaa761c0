//! A question with its answers.

use super::play::{Play, Source};
use crate::cpq::models::configurator::Look;
use crate::cpq::models::configurator::why::Why;
use crate::cpq::models::finder::WhyNot;
use crate::cpq::models::words;
use i18n::{integer, k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::Pick;
use shared::cpq::models::guide::{Question, QuestionKind, Turn};
use ui::{Button, Glyph, Icon, Variant};

/// The card of the question that is asked now.
#[component]
pub fn Card(play: Play, at: usize) -> impl IntoView {
    let lang = play.source.lang();
    let question = play.question(at);
    // Which of how many: those that are not asked are not counted.
    let step = move || {
        play.turns.with(|turns| {
            let asked = |turns: &[Turn]| turns.iter().filter(|turn| **turn == Turn::Asked).count();
            let n = asked(turns.get(..=at).unwrap_or(turns));
            let count = asked(turns);
            (n, count)
        })
    };
    // Of one question alone there is nothing to count.
    let words = move || {
        let (n, count) = step();
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &n), ("count", &count)];
        (count > 1).then(|| tf(lang, k::models::guide::STEP, &values))
    };
    let counts = move || step().1 > 1;
    let answered = Memo::new(move |_| play.answered(at));
    let back = move || play.before().is_some();
    let go_back = Callback::new(move |()| {
        if let Some(before) = untrack(|| play.before()) {
            play.go(Some(before));
        }
    });
    let help = question.help.get(lang).to_owned();
    let name = question.name.get(lang).to_owned();
    let key = question.key.clone();
    view! {
        <section class="guide-card" aria-labelledby="guide-now" data-question=key>
            <Show when=counts>
                <p class="muted tiny">{words}</p>
                <progress class="guide-progress" aria-hidden="true" max=move || step().1.to_string() value=move || step().0.to_string()></progress>
            </Show>
            <h2 class="guide-question" id="guide-now" tabindex="-1">{name}</h2>
            {(!help.is_empty()).then(|| view! { <p class="muted small">{help}</p> })}
            <Answers play at question=question.clone()/>
            <Explained play question/>
            <footer class="guide-foot">
                <Show when=back>
                    <Button label=t(lang, k::models::guide::BACK) icon=Glyph::ChevronLeft variant=Variant::Ghost on_press=go_back/>
                </Show>
                <span class="guide-gap"></span>
                {move || if answered.get() {
                    view! { <Button label=t(lang, k::models::guide::NEXT) variant=Variant::Primary on_press=Callback::new(move |()| play.next())/> }.into_any()
                } else {
                    view! { <Button label=t(lang, k::models::guide::SKIP) on_press=Callback::new(move |()| play.skip(at))/> }.into_any()
                }}
            </footer>
        </section>
    }
}

#[component]
fn Answers(play: Play, at: usize, question: Question) -> impl IntoView {
    let lang = play.source.lang();
    if let QuestionKind::Number { .. } = question.kind {
        return view! { <Number play question/> }.into_any();
    }
    // One answer leads on by itself; of several somebody says when it is enough.
    let leads_on = !matches!(question.kind, QuestionKind::Several { .. });
    let answers = question.answers().to_vec();
    let buttons = answers
        .into_iter()
        .enumerate()
        .map(|(answer, said)| {
            let pick = question.pick(&said);
            let label = words::answer_name(lang, &said);
            let because = words::because(lang, &play.content().guide, (at, answer));
            view! { <Said play pick label because leads_on/> }
        })
        .collect_view();
    view! { <div class="guide-answers" role="group" aria-labelledby="guide-now">{buttons}</div> }
        .into_any()
}

#[component]
fn Said(play: Play, pick: Pick, label: String, because: String, leads_on: bool) -> impl IntoView {
    let lang = play.source.lang();
    let look = play.source.look(pick.clone());
    let is = move |wanted: Look| Memo::new(move |_| look.get() == wanted);
    let (chosen, excluded) = (is(Look::Chosen), is(Look::Excluded));
    let status = move || excluded.get().then(|| t(lang, k::models::cfg::EXCLUDED));
    view! {
        <button
            type="button"
            class="guide-answer"
            class:is-chosen=chosen
            class:is-excluded=excluded
            aria-pressed=move || if chosen.get() { "true" } else { "false" }
            data-answer=format!("{}={}", pick.item, pick.value)
            on:click=move |_| {
                let gives = look.get_untracked() == Look::Open;
                play.source.press(&pick);
                if gives && leads_on && play.answers.with_untracked(|answers| answers.contains(&pick)) {
                    play.next();
                }
            }
        >
            <span class="guide-mark">
                {move || match look.get() {
                    Look::Chosen | Look::Forced => Some(Glyph::Check),
                    Look::Excluded => Some(Glyph::Help),
                    Look::Open => None,
                }.map(|glyph| view! { <Icon glyph class="icon-sm"/> })}
            </span>
            <span class="guide-label">
                <span class="guide-name">{label}</span>
                {(!because.is_empty()).then(|| view! { <span class="guide-because tiny">{because}</span> })}
            </span>
            <span class="visually-hidden">{status}</span>
        </button>
    }
}

#[component]
fn Number(play: Play, question: Question) -> impl IntoView {
    let lang = play.source.lang();
    let QuestionKind::Number {
        min,
        max,
        step,
        unit,
        because,
        ..
    } = &question.kind
    else {
        return ().into_any();
    };
    let range = tf(
        lang,
        k::models::cfg::NUMBER_RANGE,
        &[("from", &integer(lang, *min)), ("to", &integer(lang, *max))],
    );
    let steps = if *step > 1 {
        let step = integer(lang, *step);
        tf(lang, k::models::cfg::NUMBER_STEP, &[("step", &step)])
    } else {
        String::new()
    };
    let because = because.get(lang).to_owned();
    let hint = format!("{} · {range} {steps}", unit.get(lang));
    let (min, max, step) = (*min, *max, *step);
    let key = question.key.clone();
    let item = key.clone();
    let now = Memo::new(move |_| {
        let said = play.answers.get();
        let found = said.into_iter().find(|pick| pick.item == item);
        found.map(|pick| pick.value).unwrap_or_default()
    });
    let item = key.clone();
    let give = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let typed = input.value();
        let before = now.get_untracked();
        let number = typed.trim().parse::<i64>().ok();
        match number {
            // The next larger number that can be said: twelve points need sixteen inputs.
            Some(number) if number <= max => {
                let number = number.max(min);
                let up = (number - min + step - 1) / step * step + min;
                let up = if up > max { up - step } else { up };
                let pick = Pick::new(&item, up.to_string());
                if before != pick.value {
                    play.source.press(&pick);
                }
            }
            None if typed.trim().is_empty() && !before.is_empty() => {
                play.source.press(&Pick::new(&item, before));
            }
            _ => {}
        }
        // What cannot be said does not stay in the field.
        input.set_value(&now.get_untracked());
    };
    view! {
        <div class="cfg-number">
            <input
                class="input num"
                id=format!("guide-{key}")
                inputmode="numeric"
                autocomplete="off"
                aria-labelledby="guide-now"
                aria-describedby="guide-hint"
                value=now.get_untracked()
                prop:value=now
                on:change=give
            />
            <span class="muted small" id="guide-hint">{hint.trim_matches([' ', '·']).to_owned()}</span>
        </div>
        {(!because.is_empty()).then(|| view! { <p class="muted tiny">{because}</p> })}
    }
    .into_any()
}

/// Why an answer of this question cannot be given.
#[component]
fn Explained(play: Play, question: Question) -> impl IntoView {
    match play.source {
        Source::Model(desk) => {
            let about = Memo::new(move |_| {
                let asked = desk.asked.get()?;
                question.owns(&asked.pick).then_some(asked)
            });
            (move || about.get().map(|asked| view! { <Why desk asked/> })).into_any()
        }
        Source::Catalogue(search) => {
            let about = Memo::new(move |_| {
                let asked = search.asked.get()?;
                question.owns(&asked).then_some(asked)
            });
            (move || about.get().map(|pick| view! { <WhyNot search pick/> })).into_any()
        }
    }
}
