//! The page of the list.

use super::table::{PAGE, Table};
use crate::boot::{may, use_lang};
use crate::deals::opportunities::board::filters::{Filters, For, filter_of, other_view};
use crate::deals::opportunities::{CreateDialog, api};
use crate::deals::pipelines::use_pipelines;
use crate::routes::path;
use crate::shell::Page;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::deals::opportunities::{ListQuery, ListSort};
use shared::kernel::Action;
use ui::{Button, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, Variant};

/// `/opportunities`.
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|q| ListQuery {
            pipeline: q.get("pipeline").and_then(|id| id.parse().ok()),
            stage: q.get("stage").and_then(|id| id.parse().ok()),
            filter: filter_of(q),
            sort: q
                .get("sort")
                .and_then(|word| ListSort::from_word(&word))
                .unwrap_or_default(),
            after: None,
            limit: PAGE,
        })
    });
    let list = Resource::new(move || asked.get(), api::list);
    let pipelines = use_pipelines();
    let creating = RwSignal::new(false);
    let may_create = may(Action::EditOpportunity);
    view! {
        <Page title=t(lang, k::deals::LIST_TITLE)/>
        <PageHeader title=t(lang, k::deals::LIST_TITLE)>
            <LinkButton label=t(lang, k::deals::VIEW_BOARD) href=other_view(path::PIPELINE) icon=Glyph::Board/>
            {may_create.then(|| view! {
                <Button
                    label=t(lang, k::deals::NEW)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
        </PageHeader>
        <Filters lang page=For::List/>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
            {move || Suspend::new(async move {
                let pipelines = pipelines.await.unwrap_or_default();
                match list.await {
                    Ok(view) => view! { <Table lang view query=asked.get_untracked() pipelines/> }.into_any(),
                    Err(fault) => view! {
                        <EmptyState glyph=Glyph::Alert title=t(lang, k::deals::FAILED) text=problem_text(lang, &fault.0)>
                            <Button label=t(lang, k::deals::RETRY) on_press=Callback::new(move |()| list.refetch())/>
                        </EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
        {may_create.then(|| view! { <CreateDialog open=creating/> })}
    }
}
