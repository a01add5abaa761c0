//! The answers of a question: what is said, what then holds, and why.

use super::cells::{Put, TextCell};
use super::guide::at as at_question;
use super::rules::place;
use super::state::Studio;
use crate::shell::form::own_language_first;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::guide::{Answer, Question, QuestionKind};
use shared::kernel::LocalText;
use ui::{Button, Glyph, IconButton, Size};

fn at_answer(
    question: usize,
    answer: usize,
    write: impl Fn(&mut Answer, String) + Send + Sync + 'static,
) -> Put<String> {
    at_question(question, move |question, text| {
        let answers = question.answers_mut();
        if let Some(answer) = answers.and_then(|answers| answers.get_mut(answer)) {
            write(answer, text);
        }
    })
}

/// A text of the language of rules, with what is wrong at its place.
#[component]
pub fn FormulaCell(
    studio: Studio,
    #[prop(into)] label: String,
    value: String,
    #[prop(into)] field: String,
    set: Put<String>,
) -> impl IntoView {
    let lang = studio.lang;
    let now = StoredValue::new(value.clone());
    let wrong = Memo::new(move |_| studio.issues_at(&field).into_iter().next());
    view! {
        <label class="model-cell ask-formula">
            <span class="model-label">{label}</span>
            <input
                class="quote-input model-code"
                autocomplete="off"
                spellcheck="false"
                value=value
                disabled=!studio.editable
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    now.set_value(typed.clone());
                    studio.edit(|content| set(content, typed));
                }
            />
            <span aria-live="polite">{move || wrong.get().map(|issue| place(lang, &now.get_value(), &issue))}</span>
        </label>
    }
}

/// The rows of the answers.
#[component]
pub fn Answers(studio: Studio, at: usize, question: Question) -> impl IntoView {
    let lang = studio.lang;
    let fixed = matches!(question.kind, QuestionKind::YesNo { .. });
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            let answers = content.guide.get_mut(at).and_then(Question::answers_mut);
            if let Some(answers) = answers {
                let taken = |key: &str| answers.iter().any(|answer| answer.key == key);
                let mut names = (1..).map(|n| format!("answer_{n}"));
                let key = names.find(|key| !taken(key)).unwrap_or_default();
                answers.push(Answer {
                    key,
                    ..Answer::default()
                });
            }
        });
    });
    let rows = question
        .answers()
        .iter()
        .enumerate()
        .map(|(answer, said)| view! { <Row studio at answer said=said.clone() fixed/> })
        .collect_view();
    view! {
        <div class="model-values">
            {rows}
            {(studio.editable && !fixed).then(|| view! {
                <div><Button label=t(lang, k::models::ask::ADD_ANSWER) icon=Glyph::Plus size=Size::Small on_press=add/></div>
            })}
        </div>
    }
}

#[component]
fn Row(studio: Studio, at: usize, answer: usize, said: Answer, fixed: bool) -> impl IntoView {
    use k::models::ask as key;
    let lang = studio.lang;
    let field = move |name: &str| format!("guide.{at}.answers.{answer}.{name}");
    let of_finder = studio.offers.with_value(Option::is_some);
    let shown = crate::cpq::models::words::answer_name(lang, &said);
    let remove = tf(lang, k::models::REMOVE, &[("name", &shown)]);
    let name = if fixed {
        view! { <span class="strong small ask-fixed">{shown}</span> }.into_any()
    } else {
        view! {
            <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=said.key.clone() field=field("key") set=at_answer(at, answer, |answer, text| answer.key = text)/>
            {own_language_first(
                lang,
                view! { <TextCell studio label=t(lang, key::ANSWER_EN) value=said.name.en.clone() field=field("name") set=at_answer(at, answer, |answer, text| answer.name.en = text)/> },
                view! { <TextCell studio label=t(lang, key::ANSWER_FR) value=said.name.fr.clone() field=field("name") set=at_answer(at, answer, |answer, text| answer.name.fr = text)/> },
            )}
        }
        .into_any()
    };
    view! {
        <div class="model-row model-value">
            {name}
            <FormulaCell studio label=t(lang, key::SETS) value=said.sets.clone() field=field("sets") set=at_answer(at, answer, |answer, text| answer.sets = text)/>
            {of_finder.then(|| view! {
                <FormulaCell studio label=t(lang, key::FAVOURS) value=said.favours.clone() field=field("favours") set=at_answer(at, answer, |answer, text| answer.favours = text)/>
            })}
            {own_language_first(
                lang,
                view! { <TextCell studio label=t(lang, key::BECAUSE_EN) value=said.because.en.clone() field=field("because") set=at_answer(at, answer, |answer, text| answer.because.en = text)/> },
                view! { <TextCell studio label=t(lang, key::BECAUSE_FR) value=said.because.fr.clone() field=field("because") set=at_answer(at, answer, |answer, text| answer.because.fr = text)/> },
            )}
            {(studio.editable && !fixed).then(|| view! {
                <IconButton glyph=Glyph::X size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                    let answers = content.guide.get_mut(at).and_then(Question::answers_mut);
                    if let Some(answers) = answers.filter(|answers| answer < answers.len()) {
                        answers.remove(answer);
                    }
                }))/>
            })}
        </div>
    }
}

/// Which part of a number is written.
#[derive(Clone, Copy)]
enum Part {
    Min,
    Max,
    Step,
}

fn number(at: usize, part: Part) -> Put<String> {
    at_question(at, move |question, text: String| {
        if let QuestionKind::Number { min, max, step, .. } = &mut question.kind {
            let place = match part {
                Part::Min => min,
                Part::Max => max,
                Part::Step => step,
            };
            *place = text.trim().parse().unwrap_or(0);
        }
    })
}

fn words(
    at: usize,
    write: impl Fn(&mut String, &mut LocalText, &mut LocalText, String) + Send + Sync + 'static,
) -> Put<String> {
    at_question(at, move |question, text: String| {
        if let QuestionKind::Number {
            unit,
            sets,
            because,
            ..
        } = &mut question.kind
        {
            write(sets, unit, because, text);
        }
    })
}

/// The bounds of a number, and what it says.
#[component]
pub fn NumberCells(studio: Studio, at: usize, question: Question) -> impl IntoView {
    use k::models::ask as key;
    let lang = studio.lang;
    let QuestionKind::Number {
        min,
        max,
        step,
        unit,
        sets,
        because,
    } = question.kind
    else {
        return ().into_any();
    };
    let field = move |name: &str| format!("guide.{at}.{name}");
    let unit_of = move |lang: &str| format!("{} ({lang})", t(studio.lang, k::models::UNIT));
    view! {
        <div class="model-row">
            <TextCell studio label=t(lang, k::models::MIN) class="model-small" value=min.to_string() field=field("min") set=number(at, Part::Min)/>
            <TextCell studio label=t(lang, k::models::MAX) class="model-small" value=max.to_string() field=field("min") set=number(at, Part::Max)/>
            <TextCell studio label=t(lang, k::models::STEP) class="model-small" value=step.to_string() field=field("min") set=number(at, Part::Step)/>
            {own_language_first(
                lang,
                view! { <TextCell studio label=unit_of("EN") class="model-small" value=unit.en field=field("unit") set=words(at, |_, unit, _, text| unit.en = text)/> },
                view! { <TextCell studio label=unit_of("FR") class="model-small" value=unit.fr field=field("unit") set=words(at, |_, unit, _, text| unit.fr = text)/> },
            )}
            <FormulaCell studio label=t(lang, key::SETS) value=sets field=field("sets") set=words(at, |sets, _, _, text| *sets = text)/>
            {own_language_first(
                lang,
                view! { <TextCell studio label=t(lang, key::BECAUSE_EN) value=because.en field=field("because") set=words(at, |_, _, because, text| because.en = text)/> },
                view! { <TextCell studio label=t(lang, key::BECAUSE_FR) value=because.fr field=field("because") set=words(at, |_, _, because, text| because.fr = text)/> },
            )}
        </div>
    }
    .into_any()
}
