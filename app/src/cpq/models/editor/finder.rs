//! `/products/find/edit`: the questions of the finder, checked against the catalogue while one types.

use super::findings::Findings;
use super::guide::GuideQuestions;
use super::state::Studio;
use crate::boot::{may, use_lang};
use crate::cpq::models::api::get_finder;
use crate::cpq::models::finder::{FinderView, Search};
use crate::routes;
use crate::shell::Page;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use shared::cpq::models::ops::GetFinder;
use shared::cpq::models::{ModelFinding, Pick};
use shared::kernel::{Action, Problem, ProblemKind};
use ui::{Breadcrumbs, Button, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, Variant};

/// The page.
#[component]
pub fn FinderQuestionsPage() -> impl IntoView {
    let lang = use_lang();
    let finder = Resource::new(|| (), |()| get_finder(GetFinder {}));
    let edits = may(Action::ManageProducts);
    let reload = Callback::new(move |()| finder.refetch());
    view! {
        <Page title=t(lang, k::models::find::EDIT_TITLE)/>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::models::find::EDIT_TITLE) lines=10/> }>
            {move || Suspend::new(async move {
                match finder.await {
                    Ok(view) if edits => {
                        let studio = Studio::of_finder(lang, view, reload);
                        view! { <Editor studio/> }.into_any()
                    }
                    Ok(_) => refused(&Problem::of(ProblemKind::Forbidden)).into_any(),
                    Err(fault) => refused(&fault.0).into_any(),
                }
            })}
        </Transition>
    }
}

fn refused(problem: &Problem) -> impl IntoView + use<> {
    let lang = use_lang();
    view! {
        <EmptyState glyph=Glyph::Search title=problem_text(lang, problem)>
            <LinkButton label=t(lang, k::models::find::TITLE) href=routes::path::FIND/>
        </EmptyState>
    }
}

#[component]
fn Editor(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    Effect::new(move |_| studio.check());
    let broken = Signal::derive(move || {
        studio.checked.with(|checked| {
            let findings = checked.as_ref().map(|checked| checked.findings.as_slice());
            findings
                .unwrap_or_default()
                .iter()
                .any(ModelFinding::is_error)
        })
    });
    let crumbs = vec![(
        routes::path::FIND.to_owned(),
        t(lang, k::models::find::TITLE).to_owned(),
    )];
    view! {
        <PageHeader
            title=t(lang, k::models::find::EDIT_TITLE)
            subtitle=t(lang, k::models::find::EDIT_SUBTITLE)
            above=move || view! { <Breadcrumbs label=t(lang, k::models::find::TITLE) items=crumbs.clone()/> }
        >
            <Show when=move || studio.dirty.get()><span class="muted small" role="status">{t(lang, k::models::UNSAVED)}</span></Show>
            <Button label=t(lang, k::models::find::SAVE) icon=Glyph::Check variant=Variant::Primary busy=studio.busy disabled=broken on_press=Callback::new(move |()| studio.save_finder())/>
        </PageHeader>
        <div class="model">
            <div class="model-main">
                <GuideQuestions studio/>
                <Names studio/>
            </div>
            <aside class="model-side">
                <Findings studio/>
                <Try studio/>
            </aside>
        </div>
    }
}

/// What texts may call products and families.
#[component]
fn Names(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let names = move || {
        studio.checked.with(|checked| {
            let finder = checked.as_ref().and_then(|checked| checked.finder.clone());
            finder.map(|finder| {
                let rows = finder.names().into_iter().map(|(key, name)| {
                    view! { <li><code>{key}</code> " " <span class="muted">{name.get(lang).to_owned()}</span></li> }
                });
                rows.collect_view()
            })
        })
    };
    view! {
        <details class="card ask-names">
            <summary class="small">{t(lang, k::models::find::NAMES)}</summary>
            <ul class="model-examples small">
                <li><code>"configurable"</code></li>
                {names}
            </ul>
        </details>
    }
}

/// The finder as a seller sees it.
#[component]
fn Try(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let answers = RwSignal::new(Vec::<Pick>::new());
    let tried = move || {
        let finder = studio
            .checked
            .with(|checked| checked.as_ref().and_then(|checked| checked.finder.clone()));
        match finder.filter(|finder| !finder.guide().is_empty()) {
            Some(finder) => {
                answers.update_untracked(|answers| answers.retain(|pick| finder.is_known(pick)));
                let set = Callback::new(move |next| answers.set(next));
                let search = Search::new(lang, finder, answers.into(), set);
                view! { <FinderView search take=None/> }.into_any()
            }
            None => {
                view! { <p class="muted small">{t(lang, k::models::find::BROKEN)}</p> }.into_any()
            }
        }
    };
    view! {
        <section class="card" aria-labelledby="find-try">
            <header class="card-header"><h2 class="card-title" id="find-try">{t(lang, k::models::find::TRY)}</h2></header>
            <div class="card-body model-preview">{tried}</div>
        </section>
    }
}
