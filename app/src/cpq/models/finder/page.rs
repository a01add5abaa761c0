//! `/products/find`: the address holds the answers, so that a link leads to the same result and the
//! browser's way back goes back one answer.

use super::{FinderView, Search};
use crate::boot::{may, use_lang};
use crate::cpq::models::api::get_finder;
use crate::live;
use crate::routes;
use crate::shell::Page;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::cpq::models::Pick;
use shared::cpq::models::guide::finder::Finder;
use shared::cpq::models::ops::GetFinder;
use shared::kernel::Action;
use shared::kernel::event::Entity;
use std::sync::Arc;
use ui::{Breadcrumbs, EmptyState, Glyph, LinkButton, PageHeader, Skeleton};

/// The answers as an address holds them: `need:measure,harsh.wet:yes`.
pub fn written(answers: &[Pick]) -> String {
    let said: Vec<String> = answers
        .iter()
        .map(|pick| format!("{}:{}", pick.item, pick.value))
        .collect();
    said.join(",")
}

/// The answers an address holds.
pub fn read(text: &str) -> Vec<Pick> {
    text.split(',')
        .filter_map(|said| said.split_once(':'))
        .map(|(item, value)| Pick::new(item, value))
        .collect()
}

/// The page.
#[component]
pub fn FindPage() -> impl IntoView {
    let lang = use_lang();
    let finder = Resource::new(|| (), |()| get_finder(GetFinder {}));
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Finder) {
            finder.refetch();
        }
    });
    let edits = may(Action::ManageProducts);
    let crumbs = vec![(
        routes::path::PRODUCTS.to_owned(),
        t(lang, k::models::BACK).to_owned(),
    )];
    view! {
        <Page title=t(lang, k::models::find::TITLE)/>
        <PageHeader
            title=t(lang, k::models::find::TITLE)
            subtitle=t(lang, k::models::find::SUBTITLE)
            above=move || view! { <Breadcrumbs label=t(lang, k::models::BACK) items=crumbs.clone()/> }
        >
            {edits.then(|| view! {
                <LinkButton label=t(lang, k::models::find::EDIT) icon=Glyph::Edit href=routes::path::FIND_EDIT/>
            })}
        </PageHeader>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::models::find::TITLE) lines=8/> }>
            {move || Suspend::new(async move {
                match finder.await {
                    Ok(view) => {
                        let finder = (!view.guide.is_empty())
                            .then(|| Finder::new(view.offers, view.guide))
                            .flatten();
                        match finder {
                            Some(finder) => view! { <Asking finder=Arc::new(finder)/> }.into_any(),
                            None => view! {
                                <EmptyState glyph=Glyph::Search title=t(lang, k::models::find::EMPTY_TITLE) text=t(lang, k::models::find::EMPTY_TEXT)/>
                            }
                            .into_any(),
                        }
                    }
                    Err(fault) => view! { <p class="notice tone-danger">{problem_text(lang, &fault.0)}</p> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Asking(finder: Arc<Finder>) -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let known = Arc::clone(&finder);
    let said = Memo::new(move |_| {
        let said = query.with(|query| query.get("said").unwrap_or_default());
        let mut answers = read(&said);
        answers.retain(|pick| known.is_known(pick));
        answers
    });
    // An answer counts at once; the address follows, and leads when somebody goes back.
    let answers = RwSignal::new(said.get_untracked());
    Effect::new(move |_| {
        let said = said.get();
        if answers.with_untracked(|answers| *answers != said) {
            answers.set(said);
        }
    });
    let navigate = use_navigate();
    let set = Callback::new(move |next: Vec<Pick>| {
        let to = if next.is_empty() {
            routes::path::FIND.to_owned()
        } else {
            format!("{}?said={}", routes::path::FIND, written(&next))
        };
        answers.set(next);
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    let search = Search::new(lang, finder, answers.into(), set);
    view! { <FinderView search take=None/> }
}
