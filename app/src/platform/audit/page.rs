//! The page.

use super::api;
use super::filters::{Filters, name, use_audit_filter};
use super::rows::Rows;
use super::seals::LogSeals;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::crm::list::AddressFilters;
use crate::live;
use crate::platform::admin::{Section, refused};
use crate::routes::path;
use i18n::{k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::platform::audit::{AuditFilter, AuditPage as Piece, ReadAudit};
use ui::{
    Button, EmptyState, Glyph, LinkButton, LoadMore, Skeleton, Variant, settled, use_toaster,
};

async fn first(filter: AuditFilter) -> Result<Piece, Fault> {
    api::read(ReadAudit {
        filter,
        ..ReadAudit::default()
    })
    .await
}

/// `/admin/audit`.
#[component]
pub fn AuditPage() -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let filter = use_audit_filter();
    let loaded = Resource::new(move || filter.get(), first);
    let news = RwSignal::new(0_i64);
    // Entries come all the time: they are announced, and do not move what is being read.
    live::on_event(move |event| {
        if event.is_some() {
            let _ = news.try_update(|news| *news += 1);
        }
    });
    let again = Callback::new(move |()| {
        news.set(0);
        loaded.refetch();
    });
    let query = use_query_map();
    let export = move || {
        format!(
            "{}{}",
            path::AUDIT_FILE,
            query.with(|map| map.to_query_string())
        )
    };
    let buttons = view! {
        {move || view! { <LinkButton label=t(lang, k::audit::EXPORT) href=export() icon=Glyph::Download attr:rel="external" attr:download="" /> }}
    };
    view! {
        <Section title=k::audit::TITLE actions=buttons.into_any()>
            <LogSeals />
            <Filters filters />
            <div role="status">
                <Show when=move || { news.get() > 0 }>
                    <Button label=Signal::derive(move || tn(lang, k::audit::NEWS, news.get(), &[])) icon=Glyph::Refresh on_press=again />
                </Show>
            </div>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::shell::LOADING) lines=10 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(piece) => settled(move || view! { <Log piece filter filters /> }),
                        Err(fault) => refused(&fault),
                    }
                })}
            </Transition>
        </Section>
    }
    .into_any()
}

#[component]
fn Log(piece: Piece, filter: Memo<AuditFilter>, filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    if piece.rows.is_empty() {
        let clear = Callback::new(move |()| {
            filters.set_all(name::ALL.map(|name| (name, None)).to_vec());
        });
        return view! {
            <EmptyState glyph=Glyph::History title=t(lang, k::audit::EMPTY_TITLE) text=t(lang, k::audit::EMPTY_TEXT)>
                <Button label=t(lang, k::audit::CLEAR) variant=Variant::Primary on_press=clear />
            </EmptyState>
        }
        .into_any();
    }
    let rows = RwSignal::new(piece.rows);
    let next = RwSignal::new(piece.next);
    let busy = RwSignal::new(false);
    let more = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let request = ReadAudit {
                filter: filter.get_untracked(),
                before: next.get_untracked(),
                limit: 0,
            };
            let answer = api::read(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(piece) => {
                    let _ = rows.try_update(|rows| rows.extend(piece.rows));
                    let _ = next.try_set(piece.next);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let summary = move || {
        let count = i64::try_from(rows.with(Vec::len)).unwrap_or(i64::MAX);
        tn(lang, k::audit::SHOWN, count, &[])
    };
    view! {
        <Rows rows filters />
        <LoadMore summary=Signal::derive(summary) label=t(lang, k::work::SHOW_MORE)
            more=Signal::derive(move || next.get().is_some()) busy on_more=more />
    }
    .into_any()
}
