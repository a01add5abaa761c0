//! Help with writing a condition: what it looks at, and the names it may use.

use super::words;
use crate::boot::use_lang;
use i18n::{Lang, k, t, tf};
use leptos::prelude::*;
use shared::cpq::approvals::{Fact, Formula};

/// What a condition that can be read says and looks at.
pub fn reads(lang: Lang, text: &str) -> String {
    let Ok(formula) = Formula::parse(text) else {
        return String::new();
    };
    let facts: Vec<&str> = formula
        .looks_at()
        .into_iter()
        .map(|fact| words::fact(lang, fact))
        .collect();
    if facts.is_empty() {
        return String::new();
    }
    let said = i18n::condition_sentence(lang, text);
    let fine = tf(
        lang,
        k::approvals::rules::FINE,
        &[("facts", &facts.join(", "))],
    );
    match said {
        Some(said) => format!("{said}. {fine}"),
        None => fine,
    }
}

/// The names a condition may use; pressing one adds it.
#[component]
pub fn FactList(
    condition: RwSignal<String>,
    /// Without those that tell of costs.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let lang = use_lang();
    let chips = Fact::ALL
        .iter()
        .filter(|fact| !(open && fact.is_confidential()))
        .map(|fact| {
            let fact = *fact;
            let add = move |_| {
                condition.update(|text| {
                    if !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    text.push_str(fact.code());
                });
            };
            view! {
                <li>
                    <button type="button" class="approval-fact" on:click=add>
                        <code>{fact.code()}</code> " " <span class="small muted">{words::fact(lang, fact)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="approval-facts">
            <summary>{t(lang, k::approvals::rules::FACTS)}</summary>
            <ul class="plain-list">{chips}</ul>
        </details>
    }
}
