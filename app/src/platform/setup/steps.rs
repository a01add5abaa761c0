//! What a new company does next, each with its page.

use super::api;
use crate::boot::use_lang;
use crate::routes::path;
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::platform::setup::{NextStep, NextSteps, ReadNextSteps};
use ui::{Badge, Card, Glyph, Icon, Tone};

/// Where a step is done, what it is called, and what it is for.
const fn words(step: NextStep) -> (&'static str, Key, Key) {
    match step {
        NextStep::Colleagues => (
            path::ADMIN_PEOPLE,
            k::setup::COLLEAGUES,
            k::setup::COLLEAGUES_TEXT,
        ),
        NextStep::Records => (path::IMPORT, k::setup::RECORDS, k::setup::RECORDS_TEXT),
        NextStep::Products => (path::PRODUCTS, k::setup::PRODUCTS, k::setup::PRODUCTS_TEXT),
        NextStep::Mail => (path::ADMIN_HEALTH, k::setup::MAIL, k::setup::MAIL_TEXT),
        NextStep::Deal => (path::NEW_OPPORTUNITY, k::setup::DEAL, k::setup::DEAL_TEXT),
    }
}

/// The next steps.
#[component]
pub(super) fn NextStepsCard(next: NextSteps) -> impl IntoView {
    let lang = use_lang();
    let rows = next
        .steps
        .into_iter()
        .map(|(step, done)| {
            let (href, title, text) = words(step);
            let icon = if done {
                Glyph::CheckCircle
            } else {
                Glyph::Circle
            };
            let tone = if done { Tone::Success } else { Tone::Neutral };
            let state = if done { k::setup::DONE } else { k::setup::OPEN };
            view! {
                <li class="setup-step">
                    <Icon glyph=icon />
                    <a href=href>{t(lang, title)}</a>
                    <Badge text=t(lang, state) tone />
                    <span class="muted small">{t(lang, text)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card id="next-steps" title=t(lang, k::setup::NEXT)>
            <div class="stack-sm">
                <p class="muted small">{t(lang, k::setup::NEXT_TEXT)}</p>
                <ul class="plain-list setup-steps">{rows}</ul>
            </div>
        </Card>
    }
    .into_any()
}

/// The next steps on the home page of a company that has nothing yet.
#[component]
pub(crate) fn HomeSteps() -> impl IntoView {
    let next = Resource::new(|| (), |()| api::next_steps(ReadNextSteps {}));
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match next.await {
                    Ok(next) if next.at_home() => {
                        view! { <div class="setup-home"><NextStepsCard next /></div> }.into_any()
                    }
                    _ => ().into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}
