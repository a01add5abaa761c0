//! The list of leads: by status, one's own, or the queue.

use super::api;
use super::create::NewLeadDialog;
use super::query::{MINE, QUEUE, name, use_lead_query};
use super::rows::Rows;
use super::words::{rating_choices, source_choices, status_name};
use crate::boot::{may, use_lang};
use crate::crm::list::{
    AddressFilters, FilterSelect, use_asked, use_filter, use_list_keys, use_reload, use_search,
};
use crate::routes::path;
use crate::shell::{Page, Refused};
use i18n::{integer, k, t, tf, tn};
use leptos::prelude::*;
use shared::crm::leads::{LeadCounts, LeadQuery, LeadStatus, ListLeads};
use shared::kernel::Action;
use shared::kernel::event::Entity;
use ui::{Button, Choice, Glyph, PageHeader, SegmentedControl, Skeleton, TextInput, Variant};

/// The page at `/leads`.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_lead_query();
    // Rows on the page: a reload after somebody's change shows as many.
    let shown = StoredValue::new(0_u32);
    let rows = Resource::new(
        move || query.get(),
        move |query| {
            api::list(ListLeads {
                query,
                after: None,
                limit: shown.try_get_value().unwrap_or(0).min(200),
            })
        },
    );
    let may_create = may(Action::EditLead);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    let create = may_create.then(|| Callback::new(move |()| creating.set(true)));
    use_list_keys(
        (t(lang, k::leads::SEARCH), "lead-search"),
        (t(lang, k::leads::NEW_LEAD), create),
    );
    let reload = Callback::new(move |()| rows.refetch());
    use_reload(&[Entity::Lead], reload);
    // An effect, since the head of the page is outside the panel that waits for the rows.
    let counts = RwSignal::new(None::<LeadCounts>);
    Effect::new(move |_| counts.set(rows.get().and_then(Result::ok).map(|list| list.counts)));
    let open = move || counts.with(|counts| counts.as_ref().map(LeadCounts::open));
    view! {
        <Page title=t(lang, k::leads::TITLE)/>
        <PageHeader
            title=t(lang, k::leads::TITLE)
            subtitle=Signal::derive(move || {
                open().map(|n| tn(lang, k::leads::LEAD_COUNT, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| view! {
                <Button
                    label=t(lang, k::leads::NEW_LEAD)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
        </PageHeader>
        <StatusTabs query counts=counts/>
        <Filters query counts=counts/>
        <div id="leads" class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(list) => view! { <Rows page=list.page query shown creating reload/> }.into_any(),
                        Err(fault) => view! { <Refused fault back=path::HOME retry=reload/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
        {may_create.then(|| view! { <NewLeadDialog open=creating/> })}
    }
}

/// One tab per status with its number; the first has all that is open.
#[component]
fn StatusTabs(
    query: Memo<LeadQuery>,
    #[prop(into)] counts: Signal<Option<LeadCounts>>,
) -> impl IntoView {
    const SHOWN: [LeadStatus; 7] = [
        LeadStatus::New,
        LeadStatus::Contacted,
        LeadStatus::Nurturing,
        LeadStatus::Qualified,
        LeadStatus::Recycled,
        LeadStatus::Converted,
        LeadStatus::Disqualified,
    ];
    let lang = use_lang();
    let address = leptos_router::hooks::use_query_map();
    let href = move |status: Option<LeadStatus>| {
        let mut map = address.get();
        map.remove(name::STATUS);
        if let Some(status) = status {
            map.insert(name::STATUS, status.code().to_owned());
        }
        format!("{}{}", path::LEADS, map.to_query_string())
    };
    let tab = move |status: Option<LeadStatus>| {
        let label = status.map_or_else(
            || t(lang, k::leads::OPEN).to_owned(),
            |status| status_name(lang, status),
        );
        let current = Memo::new(move |_| query.with(|q| q.status == status));
        let count = move || {
            let number = counts.with(|counts| {
                let counts = counts.as_ref()?;
                Some(status.map_or_else(|| counts.open(), |status| counts.of(status)))
            });
            number.map(|n| view! { <span class="tab-count">{integer(lang, n)}</span> })
        };
        view! {
            <a class="tab" href=move || href(status) aria-current=move || current.get().then_some("page")>
                {label}
                {count}
            </a>
        }
    };
    let tabs = std::iter::once(None)
        .chain(SHOWN.into_iter().map(Some))
        .map(tab)
        .collect_view();
    view! { <nav class="tabs" aria-label=t(lang, k::leads::STATUSES)>{tabs}</nav> }
}

fn is_narrowed(query: &LeadQuery) -> bool {
    let all = LeadQuery {
        sort: query.sort,
        descending: query.descending,
        status: query.status,
        ..LeadQuery::default()
    };
    all != *query
}

#[component]
fn Filters(
    query: Memo<LeadQuery>,
    #[prop(into)] counts: Signal<Option<LeadCounts>>,
) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let search = use_search(
        filters,
        name::SEARCH,
        Signal::derive(move || query.with(|q| q.search.clone())),
    );
    let asked = use_filter(name::WHOSE);
    let whose = RwSignal::new(asked.get_untracked());
    Effect::new(move |_| whose.set(asked.get()));
    let owners = Signal::derive(move || {
        let waiting = counts.with(|counts| counts.as_ref().map_or(0, |counts| counts.queue));
        let queue = if waiting > 0 {
            tf(
                lang,
                k::leads::QUEUE_COUNT,
                &[("n", &integer(lang, waiting))],
            )
        } else {
            t(lang, k::leads::QUEUE).to_owned()
        };
        let mut all = vec![Choice::new("", t(lang, k::leads::ANYBODY))];
        if may(Action::EditLead) {
            all.push(Choice::new(MINE, t(lang, k::leads::MINE)));
        }
        all.push(Choice::new(QUEUE, queue));
        all
    });
    view! {
        <div class="filter-bar crm-filters" role="search" aria-label=t(lang, k::crm::FILTER)>
            <TextInput
                id="lead-search"
                label=t(lang, k::leads::SEARCH)
                value=search
                kind="search"
                bare=true
                placeholder=t(lang, k::leads::SEARCH)
            />
            <SegmentedControl
                id="lead-whose"
                label=t(lang, k::leads::WHOSE)
                options=owners
                value=whose
                on_change=Callback::new(move |value: String| filters.set(name::WHOSE, Some(value)))
            />
            <FilterSelect filters id="lead-source" all=t(lang, k::leads::ALL_SOURCES) choices=source_choices(lang) name=name::SOURCE/>
            <FilterSelect filters id="lead-rating" all=t(lang, k::leads::ALL_RATINGS) choices=rating_choices(lang) name=name::RATING/>
            <Show when=move || query.with(is_narrowed)>
                <a class="btn btn-ghost btn-sm" href=path::LEADS on:click=move |_| search.set(String::new())>
                    {t(lang, k::crm::CLEAR_FILTERS)}
                </a>
            </Show>
        </div>
    }
}
