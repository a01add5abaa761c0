//! The formula of a price: its field, the names it may use, what it comes to on an example as it is typed.

use super::kind::Said;
use crate::cpq::numbers;
use i18n::{issue_text, k, t, tf, unit_price};
use leptos::prelude::*;
use shared::cpq::catalog::formula::{Asked, Kind, PriceFormula, Value};
use shared::cpq::catalog::formulas::{tried, validate_formula};
use shared::cpq::catalog::{CatalogItem, PriceBookEntry};
use shared::kernel::{Currency, Lang};
use std::collections::BTreeMap;
use ui::{Choice, Select, TextArea, TextInput};

/// What is answered on the example, by how it is asked.
type Answers = RwSignal<BTreeMap<String, String>>;

/// The field, with what is wrong at its place while it is typed.
#[component]
pub(super) fn FormulaInput(lang: Lang, value: RwSignal<String>, error: Said) -> impl IntoView {
    let wrong = Signal::derive(move || {
        let found = value.with(|text| {
            let written = !text.trim().is_empty();
            written.then(|| validate_formula(text)).flatten()
        });
        found.map(|issue| issue_text(lang, &issue))
    });
    let said = Signal::derive(move || wrong.get().or_else(|| error.get()));
    view! {
        <TextArea
            id="kind-formula"
            label=t(lang, k::cpq::formula::LABEL)
            hint=t(lang, k::cpq::formula::HINT)
            value
            rows=3
            required=true
            error=said
            max_length=2_000
        />
        <Names lang value/>
    }
}

/// The names a formula may use; pressing one adds it.
#[component]
fn Names(lang: Lang, value: RwSignal<String>) -> impl IntoView {
    use k::cpq::formula as f;
    let names = [
        ("quantity", f::QUANTITY),
        ("term", f::TERM),
        ("number(\"\")", f::NUMBER),
        ("choice(\"\")", f::CHOICE),
        ("has(\"\")", f::HAS),
        ("quantity(\"\")", f::QUANTITY_OF),
        ("price(\"\")", f::PRICE_OF),
        ("min( , )", f::MIN),
        ("max( , )", f::MAX),
        ("round( , 1)", f::ROUND),
        ("if yes then 1 else 0", f::IF),
    ];
    let rows = names
        .into_iter()
        .map(|(word, key)| {
            let add = move |_| {
                value.update(|text| {
                    if !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    text.push_str(word);
                });
            };
            view! {
                <li>
                    <button type="button" class="approval-fact" on:click=add>
                        <code>{word}</code> " " <span class="small muted">{t(lang, key)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="approval-facts">
            <summary>{t(lang, f::NAMES)}</summary>
            <ul class="plain-list">{rows}</ul>
        </details>
    }
}

/// What a formula asks of its surroundings, each once.
fn asked(entry: &PriceBookEntry) -> Vec<Asked> {
    let Some(shared::cpq::pricing::PriceKind::Formula { text, .. }) = &entry.kind else {
        return Vec::new();
    };
    let Ok(read) = PriceFormula::parse(text) else {
        return Vec::new();
    };
    let mut all: Vec<Asked> = Vec::new();
    for (asked, _) in read.asked() {
        let known = matches!(asked, Asked::PriceOf(_)) || all.contains(asked);
        if !known {
            all.push(asked.clone());
        }
    }
    all
}

/// What is answered before anybody types.
fn usual(asked: &Asked) -> &'static str {
    match asked {
        Asked::Term => "12",
        Asked::Has(_) => "yes",
        Asked::Choice(_) => "",
        _ => "1",
    }
}

/// What an answer says to a question.
fn answer(lang: Lang, answers: &BTreeMap<String, String>, asked: &Asked) -> Option<Value> {
    let written = asked.written();
    let typed = answers.get(&written).map_or(usual(asked), String::as_str);
    Some(match asked.kind() {
        Kind::Number => Value::Number(numbers::to_quantity(lang, typed)?.into()),
        Kind::Flag => Value::Flag(typed == "yes"),
        Kind::Text => Value::Text(typed.trim().to_owned()),
    })
}

/// The example: a field for everything that is asked, and the price of one unit.
#[component]
pub(super) fn Trial(
    lang: Lang,
    currency: Currency,
    #[prop(into)] entry: Signal<(PriceBookEntry, bool)>,
    items: StoredValue<Vec<CatalogItem>>,
) -> impl IntoView {
    let answers: Answers = RwSignal::default();
    let questions = Memo::new(move |_| entry.with(|(entry, _)| asked(entry)));
    let result = move || {
        let given = answers.get();
        let found = entry.with(|(entry, _)| {
            items.with_value(|items| tried(entry, items, &|asked| answer(lang, &given, asked)))
        });
        match found {
            Ok(price) => {
                let price = unit_price(lang, price, currency);
                tf(lang, k::cpq::formula::RESULT, &[("price", &price)])
            }
            Err(why) => issue_text(lang, &why.issue()),
        }
    };
    view! {
        <For each=move || questions.get() key=Asked::written let(one)>
            <Question lang asked=one answers/>
        </For>
        <p role="status" data-formula-result=""><strong>{result}</strong></p>
    }
}

#[component]
fn Question(lang: Lang, asked: Asked, answers: Answers) -> impl IntoView {
    let written = asked.written();
    let known = answers.with_untracked(|all| all.get(&written).cloned());
    let value = RwSignal::new(known.unwrap_or_else(|| usual(&asked).to_owned()));
    let (key, label) = (written.clone(), written.clone());
    Effect::new(move |_| {
        let typed = value.get();
        answers.update(|all| {
            all.insert(key.clone(), typed);
        });
    });
    let id = format!("try-{}", written.replace(['(', ')', '"', ' '], "-"));
    if asked.kind() == Kind::Flag {
        let options = vec![
            Choice::new("yes", t(lang, k::approvals::fact::YES)),
            Choice::new("no", t(lang, k::approvals::fact::NO)),
        ];
        view! { <Select id label value options/> }.into_any()
    } else {
        view! { <TextInput id label value/> }.into_any()
    }
}
