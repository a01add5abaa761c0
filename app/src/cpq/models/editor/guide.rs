//! The questions of a guide, with what their answers say.

use super::attributes::fresh_key;
use super::cells::{Put, TextCell, put};
use super::guide_answers::{Answers, FormulaCell, NumberCells};
use super::state::Studio;
use crate::shell::form::own_language_first;
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::ModelContent;
use shared::cpq::models::guide::{Answer, Question, QuestionKind};
use shared::kernel::LocalText;
use ui::{Button, Glyph, IconButton, MoveButtons, Size};

/// The kinds as they are chosen.
const KINDS: [&str; 4] = ["one", "several", "yes_no", "number"];

fn code(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::One { .. } => "one",
        QuestionKind::Several { .. } => "several",
        QuestionKind::YesNo { .. } => "yes_no",
        QuestionKind::Number { .. } => "number",
    }
}

/// Answers to begin with.
fn two(keys: [&str; 2]) -> Vec<Answer> {
    let answer = |key: &str| Answer {
        key: key.to_owned(),
        ..Answer::default()
    };
    keys.map(answer).into()
}

/// Another kind; answers stay where both have some of their own.
fn into_kind(question: &Question, code: &str) -> QuestionKind {
    let answers = match &question.kind {
        QuestionKind::One { answers } | QuestionKind::Several { answers } => answers.clone(),
        _ => two(["answer_1", "answer_2"]),
    };
    match code {
        "several" => QuestionKind::Several { answers },
        "yes_no" => QuestionKind::YesNo {
            answers: two(["yes", "no"]),
        },
        "number" => QuestionKind::Number {
            min: 1,
            max: 10,
            step: 1,
            unit: LocalText::default(),
            sets: String::new(),
            because: LocalText::default(),
        },
        _ => QuestionKind::One { answers },
    }
}

/// Writes into the question at a position.
pub fn at<T: 'static>(
    position: usize,
    write: impl Fn(&mut Question, T) + Send + Sync + 'static,
) -> Put<T> {
    put(move |content: &mut ModelContent, value| {
        if let Some(question) = content.guide.get_mut(position) {
            write(question, value);
        }
    })
}

/// The section.
#[component]
pub fn GuideQuestions(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            let key = fresh_key(content, "question_");
            content.guide.push(Question {
                key,
                kind: QuestionKind::One {
                    answers: two(["answer_1", "answer_2"]),
                },
                ..Question::default()
            });
        });
    });
    view! {
        <section class="card" aria-labelledby="model-guide">
            <header class="card-header">
                <h2 class="card-title" id="model-guide">{t(lang, k::models::ask::TITLE)}</h2>
                <p class="muted tiny">{t(lang, k::models::ask::HINT)}</p>
            </header>
            <div class="card-body stack">
                {move || {
                    studio.shape.track();
                    let guide = studio.draft.with_untracked(|draft| draft.content.guide.clone());
                    if guide.is_empty() {
                        return view! { <p class="muted small">{t(lang, k::models::ask::EMPTY)}</p> }.into_any();
                    }
                    let last = guide.len() - 1;
                    guide.into_iter().enumerate().map(|(at, question)| view! { <Row studio at question is_last=at == last/> }).collect_view().into_any()
                }}
                {studio.editable.then(|| view! {
                    <div><Button label=t(lang, k::models::ask::ADD_QUESTION) icon=Glyph::Plus size=Size::Small on_press=add/></div>
                })}
            </div>
        </section>
    }
}

/// Moves a question and removes it.
#[component]
fn Moves(studio: Studio, at: usize, name: String, is_last: bool) -> impl IntoView {
    let lang = studio.lang;
    let up = tf(lang, k::models::ask::UP, &[("name", &name)]);
    let down = tf(lang, k::models::ask::DOWN, &[("name", &name)]);
    let remove = tf(lang, k::models::REMOVE, &[("name", &name)]);
    let swap = Callback::new(move |up: bool| {
        let other = if up { at.saturating_sub(1) } else { at + 1 };
        studio.reshape(|content| {
            if at < content.guide.len() && other < content.guide.len() {
                content.guide.swap(at, other);
            }
        });
    });
    view! {
        <MoveButtons up down first=at == 0 last=is_last size=Size::Small on_move=swap/>
        <IconButton glyph=Glyph::Trash size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
            if at < content.guide.len() {
                content.guide.remove(at);
            }
        }))/>
    }
}

#[component]
fn Row(studio: Studio, at: usize, question: Question, is_last: bool) -> impl IntoView {
    use k::models::ask as key;
    let lang = studio.lang;
    let field = move |name: &str| format!("guide.{at}.{name}");
    let number = tf(lang, key::QUESTION, &[("n", &(at + 1))]);
    let kind_now = code(&question.kind);
    let kinds = KINDS
        .into_iter()
        .map(|code| {
            let word = Key::by_name(&format!("models.ask.kinds.{code}"));
            let word = word.map_or("", |key| t(lang, key));
            view! { <option value=code selected=code == kind_now>{word}</option> }
        })
        .collect_view();
    let taken = move |event| {
        let code = event_target_value(&event);
        studio.reshape(|content| {
            if let Some(question) = content.guide.get_mut(at) {
                question.kind = into_kind(question, &code);
            }
        });
    };
    view! {
        <fieldset class="model-item" data-question=question.key.clone()>
            <legend class="tiny muted">{number.clone()}</legend>
            <div class="model-row">
                <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=question.key.clone() field=field("key") set=self::at(at, |question, text: String| question.key = text)/>
                <label class="model-cell">
                    <span class="model-label">{t(lang, key::ANSWERED)}</span>
                    <select class="quote-input" disabled=!studio.editable on:change=taken>{kinds}</select>
                </label>
                <FormulaCell studio label=t(lang, key::WHEN) value=question.when.clone() field=field("when") set=self::at(at, |question, text: String| question.when = text)/>
                {studio.editable.then(|| view! { <Moves studio at name=number is_last/> })}
            </div>
            <div class="model-row">
                {own_language_first(
                    lang,
                    view! { <TextCell studio label=t(lang, key::QUESTION_EN) value=question.name.en.clone() field=field("name") set=self::at(at, |question, text: String| question.name.en = text)/> },
                    view! { <TextCell studio label=t(lang, key::QUESTION_FR) value=question.name.fr.clone() field=field("name") set=self::at(at, |question, text: String| question.name.fr = text)/> },
                )}
                {own_language_first(
                    lang,
                    view! { <TextCell studio label=t(lang, key::HELP_EN) value=question.help.en.clone() field=field("help") set=self::at(at, |question, text: String| question.help.en = text)/> },
                    view! { <TextCell studio label=t(lang, key::HELP_FR) value=question.help.fr.clone() field=field("help") set=self::at(at, |question, text: String| question.help.fr = text)/> },
                )}
            </div>
            {match &question.kind {
                QuestionKind::Number { .. } => view! { <NumberCells studio at question=question.clone()/> }.into_any(),
                _ => view! { <Answers studio at question=question.clone()/> }.into_any(),
            }}
        </fieldset>
    }
}
