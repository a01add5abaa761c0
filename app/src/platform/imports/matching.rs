//! What becomes of records that are there already, and how they are found.

use super::desk::{Desk, Loaded};
use super::words;
use crate::boot::use_lang;
use i18n::{k, t};
use leptos::prelude::*;
use shared::platform::imports::OnMatch;
use ui::{Choice, Select};

/// The choice for one file, with what it means and by what a row finds its record in words.
#[component]
pub(super) fn MatchChoice(desk: Desk, file: Loaded) -> impl IntoView {
    let lang = use_lang();
    let (id, kind) = (file.id, file.mapping.kind);
    let value = RwSignal::new(file.mapping.on_match.code().to_owned());
    let options: Vec<Choice> = OnMatch::ALL
        .iter()
        .map(|choice| Choice::new(choice.code(), words::on_match(lang, *choice)))
        .collect();
    let chosen = move || value.with(|code| code.parse().unwrap_or_default());
    view! {
        <div class="stack-xs">
            <Select
                id=format!("match-{id}")
                label=t(lang, k::imports::ON_MATCH)
                value
                options
                on_commit=Callback::new(move |code: String| {
                    desk.set_match(id, code.parse().unwrap_or_default());
                })
            />
            <p class="muted small" aria-live="polite">{move || words::on_match_told(lang, chosen())}</p>
            <p class="muted small">{words::matched_by(lang, kind)}</p>
        </div>
    }
}
