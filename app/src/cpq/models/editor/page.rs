//! `/products/:id/model`.

use super::attributes::Attributes;
use super::findings::{Findings, Preview};
use super::groups::Groups;
use super::guide::GuideQuestions;
use super::head::{Actions, Facts};
use super::rules::Rules;
use super::state::{Studio, start};
use crate::boot::{may, use_lang};
use crate::call::page_refused;
use crate::cpq::models::api::get_desk;
use crate::live;
use crate::routes;
use crate::shell::{Page, read_by_id, use_id};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use shared::cpq::models::ModelState;
use shared::cpq::models::ops::{GetModelDesk, ModelDesk};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Problem, ProductId};
use ui::{
    Breadcrumbs, Button, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, Variant, use_toaster,
};

/// The page.
#[component]
pub fn ModelPage() -> impl IntoView {
    let lang = use_lang();
    let id = use_id::<ProductId>();
    let desk = read_by_id(id, |product_id| get_desk(GetModelDesk { product_id }));
    let me = crate::boot::use_session().actor.user_id;
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            event.entity == Entity::ProductModel
                && event.actor != Some(me)
                && event.parent == id.get_untracked().map(|id| id.0)
        });
        if concerns {
            desk.refetch();
        }
    });
    let reload = Callback::new(move |()| desk.refetch());
    view! {
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::models::SHORT) lines=10/> }>
            {move || Suspend::new(async move {
                match desk.await {
                    Ok(desk) => view! { <Loaded desk reload/> }.into_any(),
                    Err(fault) => refused(fault.0).into_any(),
                }
            })}
        </Transition>
    }
}

fn refused(problem: Problem) -> impl IntoView {
    let lang = use_lang();
    page_refused(problem.kind);
    view! {
        <Page title=t(lang, k::models::SHORT)/>
        <EmptyState glyph=Glyph::Box title=problem_text(lang, &problem)>
            <LinkButton label=t(lang, k::models::BACK) href=routes::path::PRODUCTS/>
        </EmptyState>
    }
}

#[component]
fn Loaded(desk: ModelDesk, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let edits = may(Action::ManageProducts);
    let currency = crate::boot::use_session().company_currency;
    let title = tf(lang, k::models::TITLE, &[("name", &desk.name.get(lang))]);
    let crumbs = vec![(
        routes::path::PRODUCTS.to_owned(),
        t(lang, k::models::BACK).to_owned(),
    )];
    let studio = Studio::new(lang, desk.clone(), edits, reload);
    let heading = title.clone();
    let fresh = StoredValue::new(desk.clone());
    let begin = Callback::new(move |()| {
        fresh.with_value(|desk| start(lang, desk, currency, toaster, reload))
    });
    view! {
        <Page title=title/>
        <PageHeader
            title=heading
            subtitle=t(lang, k::models::SUBTITLE)
            above=move || view! { <Breadcrumbs label=t(lang, k::models::BACK) items=crumbs.clone()/> }
        >
            {studio.map(|studio| view! { <Actions studio begin edits/> })}
        </PageHeader>
        {match studio {
            Some(studio) => view! { <Editor studio/> }.into_any(),
            None => view! {
                <EmptyState glyph=Glyph::Settings title=t(lang, k::models::NO_MODEL_TITLE) text=t(lang, k::models::NO_MODEL_TEXT)>
                    {edits.then(|| view! {
                        <Button label=t(lang, k::models::START) icon=Glyph::Plus variant=Variant::Primary on_press=begin/>
                    })}
                </EmptyState>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Editor(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    Effect::new(move |_| studio.check());
    let locked = studio.desk.with_value(|desk| {
        let state = desk.model.as_ref().map(|model| model.state);
        state.is_some_and(|state| state != ModelState::Draft)
    });
    view! {
        <Facts studio/>
        {locked.then(|| view! { <p class="muted small">{t(lang, k::models::READ_ONLY)}</p> })}
        <div class="model">
            <div class="model-main">
                <Attributes studio/>
                <Groups studio/>
                <Rules studio/>
                <GuideQuestions studio/>
            </div>
            <aside class="model-side">
                <Findings studio/>
                <Preview studio/>
            </aside>
        </div>
    }
}
