//! The rule as it is written, tried on an existing quote.

use super::api;
use super::money::free_text;
use super::words;
use crate::boot::use_lang;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::approvals::ApprovalRule;
use shared::cpq::approvals::ops::{TriedRules, TryApprovalRules};
use ui::{Badge, Button, Glyph, TextInput, Tone};

/// A number, a button, and what would be asked.
#[component]
pub(super) fn Trial(
    /// The rule as it is now.
    present: Callback<(), ApprovalRule>,
) -> impl IntoView {
    use k::approvals::rules as r;
    let lang = use_lang();
    let number = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let answer = RwSignal::new(None::<TriedRules>);
    let ask = Callback::new(move |()| {
        let request = TryApprovalRules {
            number: number.get_untracked(),
            rule: present.try_run(()),
        };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let tried = api::try_rules(request).await;
            let _ = busy.try_set(false);
            match tried {
                Ok(tried) => {
                    let _ = answer.try_set(Some(tried));
                }
                Err(fault) => {
                    let _ = answer.try_set(None);
                    let text = fault.0.issues.first().map_or_else(
                        || problem_text(lang, &fault.0),
                        |issue| i18n::issue_text(lang, issue),
                    );
                    let _ = error.try_set(Some(text));
                }
            }
        });
    });
    view! {
        <section aria-label=t(lang, r::TRY)>
            <h3 class="approval-heading">{t(lang, r::TRY)}</h3>
            <p class="small muted">{t(lang, r::TRY_TEXT)}</p>
            <div class="approval-try">
                <TextInput id="rule-try" label=t(lang, r::NUMBER) value=number placeholder="Q-2026-00001" error />
                <Button label=t(lang, r::TRY_BUTTON) icon=Glyph::Search busy on_press=ask />
            </div>
            <div role="status">{move || answer.get().map(|tried| shown(lang, tried))}</div>
        </section>
    }
}

fn shown(lang: i18n::Lang, tried: TriedRules) -> AnyView {
    use k::approvals::rules as r;
    let verdict = tried.asks.map(|asks| {
        let (key, tone) = if asks {
            (r::ASKS, Tone::Warning)
        } else {
            (r::ASKS_NOT, Tone::Success)
        };
        view! { <Badge text=t(lang, key) tone /> }
    });
    let nobody = tried.needs.is_empty();
    let needs = tried
        .needs
        .into_iter()
        .map(|(need, names)| {
            let name = need.name.get(lang).to_owned();
            let who = names.join(", ");
            let text = tf(
                lang,
                k::approvals::preview::ASKS,
                &[("rule", &name), ("who", &who)],
            );
            let step = tf(lang, k::approvals::STEP, &[("n", &need.step)]);
            let because = words::because(lang, &need.because).map(|text| format!(" · {text}"));
            view! { <li>{step} " · " {text} {because}</li> }
        })
        .collect_view();
    let facts = words::seen(lang, &tried.facts);
    let free = tried.free_discount.map(|free| free_text(lang, free));
    view! {
        <div class="stack">
            <p><strong>{tried.quote.name}</strong> " " {verdict}</p>
            <p class="small muted">{facts}</p>
            {nobody.then(|| view! { <p>{t(lang, r::NOBODY)}</p> })}
            <ul>{needs}</ul>
            {free.map(|text| view! { <p class="small">{text}</p> })}
        </div>
    }
    .into_any()
}
