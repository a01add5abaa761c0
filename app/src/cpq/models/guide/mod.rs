//! The guide: one question after the other, what was said so far beside it, and what follows from it with
//! its reasons. The same player asks about a model ([`Desk`]) and about the catalogue ([`Search`]).

mod path;
mod play;
mod question;
mod result;

pub use play::{Play, Source};
pub use result::Outcome;

use i18n::{k, t};
use leptos::prelude::*;
use path::Path;
use question::Card;
use result::Settled;
use shared::kernel::Lang;

/// The questions; `children` show what comes out when nothing is left to ask.
#[component]
pub fn Guide(play: Play, children: ChildrenFn) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <div class="guide">
            <div class="guide-main">
                {move || match play.shown.get() {
                    Some(at) => view! { <Card play at/> }.into_any(),
                    None => children.with_value(|children| children()).into_any(),
                }}
            </div>
            <aside class="guide-side">
                <Path play/>
                {match play.source {
                    Source::Model(desk) => view! { <Settled desk/> }.into_any(),
                    Source::Catalogue(_) => ().into_any(),
                }}
            </aside>
        </div>
    }
}

/// Between the guide and all options.
#[component]
pub fn Modes(lang: Lang, asking: RwSignal<bool>) -> impl IntoView {
    let mode = move |asks: bool, key| {
        view! {
            <button
                type="button"
                class="guide-mode"
                aria-pressed=move || if asking.get() == asks { "true" } else { "false" }
                on:click=move |_| asking.set(asks)
            >
                {t(lang, key)}
            </button>
        }
    };
    view! {
        <div class="guide-modes" role="group" aria-label=t(lang, k::models::guide::MODES)>
            {mode(true, k::models::guide::TITLE)}
            {mode(false, k::models::guide::ALL_OPTIONS)}
        </div>
    }
}
