//! The rules, a text each, with what is wrong shown at its place.

use super::cells::{TextCell, put};
use super::state::Studio;
use crate::cpq::models::window::{Find, More, Window};
use crate::shell::form::own_language_first;
use i18n::{issue_text, k, t, tf};
use leptos::prelude::*;
use shared::cpq::models::{ModelRule, rule_field};
use shared::kernel::{Issue, Lang};
use ui::{Button, Glyph, IconButton, Size};

/// Shown to who writes rules; the language has no translation.
const EXAMPLES: [&str; 8] = [
    "atex requires material != iron",
    "flow > 40 -> material in (steel, bronze)",
    "spare_motor excludes long_shaft",
    "count(extras) >= 2",
    "2 * users + admins <= 500",
    "(voltage = v400 and not outdoor) or seals >= 2",
    "papers.api <-> seal_plan = plan53",
    "table(material, flow) allows (iron, 10), (steel, 20), (steel, 40)",
];

/// The section.
#[component]
pub fn Rules(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let count = studio
        .draft
        .with_untracked(|draft| draft.content.rules.len());
    let window = Window::of(count);
    let add = Callback::new(move |()| {
        studio.reshape(|content| content.rules.push(ModelRule::default()));
    });
    view! {
        <section class="card" aria-labelledby="model-rules">
            <header class="card-header">
                <h2 class="card-title" id="model-rules">{t(lang, k::models::RULES)}</h2>
                <p class="muted tiny">{t(lang, k::models::RULES_HINT)}</p>
            </header>
            <div class="card-body stack">
                <details>
                    <summary class="small">{t(lang, k::models::LANGUAGE_TITLE)}</summary>
                    <ul class="model-examples">
                        {EXAMPLES.into_iter().map(|text| view! { <li><code>{text}</code></li> }).collect_view()}
                    </ul>
                </details>
                <Find lang window id="find-rule"/>
                {move || {
                    studio.shape.track();
                    let rules = studio.draft.with_untracked(|draft| draft.content.rules.clone());
                    let words = rules.iter().zip(1..).map(|(rule, n)| format!("{n} {} {} {}", rule.text, rule.name.en, rule.name.fr));
                    let (here, hidden) = window.look(words);
                    let rows = here.into_iter().filter_map(|at| Some((at, rules.get(at)?.clone())));
                    view! {
                        {rows.map(|(at, rule)| view! { <Row studio at rule/> }).collect_view()}
                        <More lang window hidden/>
                    }
                }}
                {studio.editable.then(|| view! {
                    <div><Button label=t(lang, k::models::ADD_RULE) icon=Glyph::Plus size=Size::Small on_press=add/></div>
                })}
            </div>
        </section>
    }
}

#[component]
fn Row(studio: Studio, at: usize, rule: ModelRule) -> impl IntoView {
    let lang = studio.lang;
    let number = tf(lang, k::models::RULE, &[("n", &(at + 1))]);
    let remove = tf(lang, k::models::REMOVE, &[("name", &number)]);
    let wrong = Memo::new(move |_| studio.issues_at(&rule_field(at)).into_iter().next());
    let name_en = put(
        move |content: &mut shared::cpq::models::ModelContent, text: String| {
            if let Some(rule) = content.rules.get_mut(at) {
                rule.name.en = text;
            }
        },
    );
    let name_fr = put(
        move |content: &mut shared::cpq::models::ModelContent, text: String| {
            if let Some(rule) = content.rules.get_mut(at) {
                rule.name.fr = text;
            }
        },
    );
    let lines = rule.text.lines().count().clamp(1, 8);
    view! {
        <fieldset class="model-item model-rule">
            <legend class="tiny muted">{number.clone()}</legend>
            <div class="model-row">
                <label class="model-cell model-text">
                    <span class="visually-hidden">{t(lang, k::models::RULE_TEXT)} " " {at + 1}</span>
                    <textarea
                        class="quote-input model-code"
                        id=format!("rule-{at}")
                        rows=lines
                        spellcheck="false"
                        autocomplete="off"
                        disabled=!studio.editable
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        aria-describedby=format!("rule-{at}-error")
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            studio.edit(|content| {
                                if let Some(rule) = content.rules.get_mut(at) {
                                    rule.text = text;
                                }
                            });
                        }
                    >{rule.text.clone()}</textarea>
                </label>
                {studio.editable.then(|| view! {
                    <IconButton glyph=Glyph::Trash size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                        content.rules.remove(at);
                    }))/>
                })}
            </div>
            <div id=format!("rule-{at}-error") aria-live="polite">
                {move || wrong.get().map(|issue| {
                    let text = studio.draft.with_untracked(|draft| {
                        draft.content.rules.get(at).map(|rule| rule.text.clone()).unwrap_or_default()
                    });
                    place(studio.lang, &text, &issue)
                })}
            </div>
            <div class="model-row">
                {own_language_first(
                    lang,
                    view! { <TextCell studio label=t(lang, k::models::NAME_EN) value=rule.name.en.clone() field=format!("rules.{at}.name") set=name_en/> },
                    view! { <TextCell studio label=t(lang, k::models::NAME_FR) value=rule.name.fr.clone() field=format!("rules.{at}.name") set=name_fr/> },
                )}
            </div>
        </fieldset>
    }
}

/// The line of a text with the wrong piece marked, and what is wrong.
pub(super) fn place(lang: Lang, text: &str, issue: &Issue) -> impl IntoView + use<> {
    let number = |name: &str| -> usize {
        let found = issue.params.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.parse().ok()).unwrap_or(1)
    };
    let (line, column, length) = (number("line"), number("column"), number("length"));
    let text = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let letters: Vec<char> = text.chars().collect();
    let from = column.saturating_sub(1).min(letters.len());
    let to = (from + length).min(letters.len());
    let part = |letters: &[char]| letters.iter().collect::<String>();
    let (before, wrong, after) = (
        part(&letters[..from]),
        part(&letters[from..to]),
        part(&letters[to..]),
    );
    let wrong = if wrong.is_empty() {
        "…".to_owned()
    } else {
        wrong
    };
    view! {
        <p class="model-wrong small">
            <code>{before} <mark class="model-mark">{wrong}</mark> {after}</code>
            " " {issue_text(lang, issue)}
        </p>
    }
}
