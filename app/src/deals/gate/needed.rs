//! What a gate asks for; what the dialog has no box for is done on the deal itself, and leads there.

use crate::boot::use_lang;
use crate::routes;
use i18n::{issue_text, k, t};
use leptos::prelude::*;
use shared::deals::pipelines::{Criterion, RequiredField};
use shared::kernel::{Issue, OpportunityId};
use ui::{Glyph, Icon, Tell};

/// Something a stage asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Needed {
    /// A built-in fact.
    Fact(Criterion),
    /// An administrator's field.
    Own(RequiredField),
}

impl Needed {
    /// The finding that it is missing; its text says what to do.
    pub fn issue(&self) -> Issue {
        match self {
            Self::Fact(criterion) => Issue::error(criterion.issue_code(), criterion.field()),
            Self::Own(field) => field.issue(),
        }
    }

    /// What it is called in an address.
    pub fn name(&self) -> String {
        match self {
            Self::Fact(criterion) => criterion.code().to_owned(),
            Self::Own(field) => format!("own.{}", field.key),
        }
    }
}

/// What has to be done on the deal, each with the way to its place.
#[component]
pub(super) fn Elsewhere(
    needed: Vec<Needed>,
    id: OpportunityId,
    /// Leads to the place on the page of the deal; from other pages one goes to that page first.
    find: Option<Callback<Needed>>,
) -> impl IntoView {
    let lang = use_lang();
    let lines = needed
        .into_iter()
        .map(|needed| {
            let text = issue_text(lang, &needed.issue());
            let way = match find {
                Some(find) => view! {
                    <button type="button" on:click=move |_| find.tell(needed.clone())>{text}</button>
                }
                .into_any(),
                None => {
                    let href = routes::opportunity_at(id, &needed.name());
                    view! { <a href=href>{text}</a> }.into_any()
                }
            };
            view! {
                <li>
                    <Icon glyph=Glyph::Circle class="icon-sm" />
                    {way}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="gate-elsewhere">
            <h3 class="small strong">{t(lang, k::deals::GATE_ELSEWHERE)}</h3>
            <ul class="gate-missing">{lines}</ul>
        </section>
    }
}
