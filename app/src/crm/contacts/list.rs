//! The list of contacts.

use super::api;
use super::create::NewContactDialog;
use super::query::{name, use_contact_query};
use crate::boot::{may, use_lang, use_session};
use crate::crm::accounts::api as accounts;
use crate::crm::list::{
    AddressFilters, FilterSelect, use_asked, use_list_keys, use_reload, use_search,
};
use crate::routes::{self, path};
use crate::shell::{Page, Refused};
use crate::work::use_now;
use i18n::{k, relative_time, t, tf, tn};
use leptos::prelude::*;
use shared::crm::accounts::{AccountFacets, GetAccountFacets};
use shared::crm::contacts::{ContactQuery, ContactRow, ContactSort, ListContacts};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Page as Piece};
use ui::{
    Avatar, Button, EmptyState, Glyph, LinkButton, LoadMore, PageHeader, PersonName, Skeleton,
    SortHeader, Sorting, TableWrap, TextInput, Variant,
};

/// The page.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_contact_query();
    // Rows on the page: a reload after somebody's change shows as many.
    let shown = StoredValue::new(0_u32);
    let rows = Resource::new(
        move || query.get(),
        move |query| {
            api::list(ListContacts {
                query,
                after: None,
                limit: shown.try_get_value().unwrap_or(0).min(200),
            })
        },
    );
    let facets = Resource::new(|| (), |()| accounts::facets(GetAccountFacets {}));
    let may_create = may(Action::EditAccount);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    let create = may_create.then(|| Callback::new(move |()| creating.set(true)));
    use_list_keys(
        (t(lang, k::crm::SEARCH_CONTACTS), "contact-search"),
        (t(lang, k::crm::NEW_CONTACT), create),
    );
    use_reload(&[Entity::Contact], Callback::new(move |()| rows.refetch()));
    // An effect, since the head of the page is outside the panel that waits for the rows.
    let total = RwSignal::new(None::<i64>);
    Effect::new(move |_| total.set(rows.get().and_then(Result::ok).map(|page| page.total)));
    view! {
        <Page title=t(lang, k::crm::CONTACTS_TITLE)/>
        <PageHeader
            title=t(lang, k::crm::CONTACTS_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::crm::CONTACT_COUNT, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_CONTACT)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
        </PageHeader>
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let facets = facets.await.unwrap_or_default();
                view! { <Filters query facets/> }
            })}
        </Suspense>
        <div id="contacts" class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(page) => view! { <Rows page query shown creating/> }.into_any(),
                        Err(fault) => view! {
                            <Refused fault back=path::HOME retry=Callback::new(move |()| rows.refetch())/>
                        }.into_any(),
                    }
                })}
            </Transition>
        </div>
        {may_create.then(|| view! { <NewContactDialog open=creating/> })}
    }
}

fn is_narrowed(query: &ContactQuery) -> bool {
    let all = ContactQuery {
        sort: query.sort,
        descending: query.descending,
        ..ContactQuery::default()
    };
    all != *query
}

#[component]
fn Filters(query: Memo<ContactQuery>, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let asked = Signal::derive(move || query.with(|q| q.search.clone()));
    let search = use_search(filters, name::SEARCH, asked);
    let owners = crate::crm::list::owner_choices(lang, &facets.owners);
    view! {
        <div class="filter-bar crm-filters" role="search" aria-label=t(lang, k::crm::FILTER)>
            <TextInput
                id="contact-search"
                label=t(lang, k::crm::SEARCH_CONTACTS)
                value=search
                kind="search"
                bare=true
                placeholder=t(lang, k::crm::SEARCH_CONTACTS)
            />
            <FilterSelect filters id="contact-owner" all=t(lang, k::crm::ALL_OWNERS) choices=owners name=name::OWNER/>
            <Show when=move || query.with(is_narrowed)>
                <a class="btn btn-ghost btn-sm" href=path::CONTACTS on:click=move |_| search.set(String::new())>
                    {t(lang, k::crm::CLEAR_FILTERS)}
                </a>
            </Show>
        </div>
    }
}

#[component]
fn Rows(
    page: Piece<ContactRow>,
    query: Memo<ContactQuery>,
    shown: StoredValue<u32>,
    creating: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let count = |rows: &[ContactRow]| u32::try_from(rows.len()).unwrap_or(0);
    shown.set_value(count(&page.rows));
    let total = page.total;
    let rows = RwSignal::new(page.rows);
    let next = RwSignal::new(page.next);
    let busy = RwSignal::new(false);
    let toaster = ui::use_toaster();
    if total == 0 {
        return view! { <NoRows query creating/> }.into_any();
    }
    let load = move || {
        busy.set(true);
        let request = ListContacts {
            query: query.get_untracked(),
            after: next.get_untracked(),
            limit: 0,
        };
        leptos::task::spawn_local(async move {
            let answer = api::list(request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => {
                    rows.update(|all| all.extend(page.rows));
                    next.set(page.next);
                    shown.set_value(rows.with_untracked(|all| count(all)));
                }
                Err(fault) => toaster.problem(i18n::problem_text(lang, &fault.0)),
            }
        });
    };
    let sorting = move |sort: ContactSort| {
        Signal::derive(move || {
            query.with(|q| {
                let way = if q.descending {
                    Sorting::Descending
                } else {
                    Sorting::Ascending
                };
                (q.sort == sort).then_some(way)
            })
        })
    };
    let sort_by = move |sort: ContactSort| {
        Callback::new(move |()| {
            let (same, descending) = query.with_untracked(|q| (q.sort == sort, q.descending));
            // Dates begin with the latest, names with A.
            let down = if same {
                !descending
            } else {
                sort != ContactSort::Name
            };
            let word = Some(sort.code().to_owned()).filter(|_| sort != ContactSort::Name);
            filters.set_all(vec![
                (name::SORT, word),
                (name::DIRECTION, down.then(|| "desc".to_owned())),
            ]);
        })
    };
    let summary = Signal::derive(move || {
        let loaded = i18n::integer(lang, rows.with(|all| i64::from(count(all))));
        let total = i18n::integer(lang, total);
        tf(
            lang,
            k::crm::SHOWN_OF,
            &[("shown", &loaded), ("total", &total)],
        )
    });
    view! {
        <TableWrap label=t(lang, k::crm::CONTACTS_TITLE)>
            <table class="table table-cards crm-table">
                <thead>
                    <tr>
                        <SortHeader label=t(lang, k::crm::COLUMN_NAME) sorting=sorting(ContactSort::Name) on_sort=sort_by(ContactSort::Name)/>
                        <th scope="col">{t(lang, k::crm::COLUMN_ACCOUNT)}</th>
                        <th scope="col">{t(lang, k::field::EMAIL)}</th>
                        <th scope="col">{t(lang, k::field::PHONE)}</th>
                        <th scope="col">{t(lang, k::crm::COLUMN_OWNER)}</th>
                        <th scope="col">{t(lang, k::crm::COLUMN_LAST_ACTIVITY)}</th>
                        <SortHeader label=t(lang, k::crm::COLUMN_CHANGED) sorting=sorting(ContactSort::Updated) on_sort=sort_by(ContactSort::Updated)/>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|row| (row.id, row.updated_at) children=move |row| view! { <Row row/> }/>
                </tbody>
            </table>
        </TableWrap>
        <LoadMore
            summary
            label=t(lang, k::crm::MORE)
            more=Signal::derive(move || next.with(Option::is_some))
            busy
            on_more=Callback::new(move |()| load())
        />
    }
    .into_any()
}

#[component]
fn Row(row: ContactRow) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let ago = move |at| relative_time(lang, at, now.get(), &zone);
    let last = {
        let ago = ago.clone();
        move || row.last_activity_at.map(&ago)
    };
    let account = row.account.map(|account| {
        view! { <a class="truncate crm-name" href=routes::account(account.id)>{account.name}</a> }
    });
    let mail = (!row.email.is_empty()).then(|| {
        view! { <a class="truncate crm-name" href=format!("mailto:{}", row.email)>{row.email.clone()}</a> }
    });
    view! {
        <tr class="row-link">
            <th scope="row">
                <span class="crm-who">
                    <Avatar name=row.name.clone()/>
                    <span class="crm-two">
                        <a class="row-anchor truncate" href=routes::contact(row.id)>{row.name.clone()}</a>
                        <span class="small muted truncate">{row.title.clone()}</span>
                    </span>
                </span>
            </th>
            <td data-label=t(lang, k::crm::COLUMN_ACCOUNT)>{account}</td>
            <td data-label=t(lang, k::field::EMAIL)>{mail}</td>
            <td class="nowrap" data-label=t(lang, k::field::PHONE)>{row.phone.clone()}</td>
            <td data-label=t(lang, k::crm::COLUMN_OWNER)><PersonName name=row.owner.name.clone()/></td>
            <td class="nowrap" data-label=t(lang, k::crm::COLUMN_LAST_ACTIVITY)>{last}</td>
            <td class="nowrap muted desktop-only">{move || ago(row.updated_at)}</td>
        </tr>
    }
}

#[component]
fn NoRows(query: Memo<ContactQuery>, creating: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    if query.with_untracked(is_narrowed) {
        return view! {
            <EmptyState glyph=Glyph::Search title=t(lang, k::crm::NOTHING_FOUND) text=t(lang, k::crm::NOTHING_FOUND_TEXT)>
                <LinkButton label=t(lang, k::crm::CLEAR_FILTERS) href=path::CONTACTS.to_owned()/>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState glyph=Glyph::Users title=t(lang, k::crm::NO_CONTACTS) text=t(lang, k::crm::NO_CONTACTS_TEXT)>
            {may(Action::EditAccount).then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_CONTACT)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
        </EmptyState>
    }
    .into_any()
}
