//! Colleagues offered behind an `@` in a text: those who may read what is being written.

use super::api;
use crate::boot::use_lang;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::UserId;
use shared::platform::notifications::{FindNamed, completed, completing};
use shared::work::Links;
use ui::{Choice, NamingArea, NamingLine, NamingRules, Suggest};

/// How mentions stand in a text.
const RULES: NamingRules = NamingRules {
    typed: completing,
    insert: completed,
};

/// What the text is about and whose it will be, as the form says at the moment of asking.
pub type About = Callback<(), (Links, Option<UserId>)>;

fn suggest(about: About) -> Suggest {
    Suggest::new(move |text| {
        let asked = about.try_run(());
        async move {
            let Some((links, owner)) = asked else {
                return Vec::new();
            };
            let request = FindNamed { links, owner, text };
            let found = api::find_named(request).await.unwrap_or_default();
            found
                .into_iter()
                .map(|one| Choice::new(one.id.to_string(), one.name))
                .collect()
        }
    })
}

/// How many are offered, for a screen reader.
fn said() -> Callback<usize, String> {
    let lang = use_lang();
    Callback::new(move |count: usize| {
        let count = i64::try_from(count).unwrap_or_default();
        tn(lang, k::work::NAMES_OFFERED, count, &[])
    })
}

/// Notes in which colleagues can be named.
#[component]
pub fn NamingNotes(
    #[prop(into)] id: String,
    value: RwSignal<String>,
    about: About,
    rows: u32,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <NamingArea
            id
            label=t(lang, k::work::NOTES)
            value
            rules=RULES
            suggest=suggest(about)
            list_label=t(lang, k::work::NAMES_LIST)
            said=said()
            rows
            hint=t(lang, k::work::NAMES_HINT)
            error
        />
    }
}

/// The box of the quick log.
pub const LOG_LINE: &str = "quick-log";

/// The line of the quick log, in which colleagues can be named.
#[component]
pub fn NamingLog(
    value: RwSignal<String>,
    about: About,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <NamingLine
            id=LOG_LINE
            label=t(lang, k::work::QUICK_LOG)
            value
            rules=RULES
            suggest=suggest(about)
            list_label=t(lang, k::work::NAMES_LIST)
            said=said()
            bare=true
            placeholder=t(lang, k::work::QUICK_LOG_EXAMPLE)
            error
            max_length=2000
        />
    }
}
