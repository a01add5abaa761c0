//! How much of a quote is out of the ordinary: the number, and what it is made of.

use crate::boot::use_lang;
use i18n::facts;
use i18n::{k, t};
use leptos::prelude::*;
use shared::cpq::approvals::Risk;

/// The number in a line, its reasons below; under a heading of whoever shows it.
#[component]
pub fn RiskFigures(risk: Risk) -> impl IntoView {
    let lang = use_lang();
    let line = facts::risk(lang, &risk);
    let reasons = facts::risk_reasons(lang, &risk);
    view! {
        <p class="strong small" data-risk=risk.level().code()>{line}</p>
        {if reasons.is_empty() {
            view! { <p class="small muted">{t(lang, k::approvals::risk::NONE)}</p> }.into_any()
        } else {
            let rows = reasons.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! { <ul class="plain-list small muted">{rows}</ul> }.into_any()
        }}
    }
}
