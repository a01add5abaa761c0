//! The list of accounts.

use super::api;
use super::create::NewAccountDialog;
use super::query::{name, use_account_query};
use crate::boot::{may, use_lang, use_session};
use crate::crm::labels::{country_name, industry_name, totals_compact, totals_exact};
use crate::crm::list::{
    AddressFilters, FilterSelect, owner_choices, use_asked, use_list_keys, use_reload, use_search,
};
use crate::routes::{self, path};
use crate::shell::{Page, Refused};
use crate::work::use_now;
use i18n::{k, relative_time, t, tn};
use leptos::prelude::*;
use shared::crm::accounts::{
    AccountFacets, AccountQuery, AccountRow, AccountSort, GetAccountFacets, ListAccounts,
};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Page as Piece};
use ui::{
    Button, Choice, EmptyState, Glyph, LoadMore, PageHeader, PersonName, Skeleton, SortHeader,
    Sorting, TableWrap, TextInput, ToggleChip, Variant,
};

/// The page.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_account_query();
    // Rows on the page: a reload after somebody's change shows as many.
    let shown = StoredValue::new(0_u32);
    let rows = Resource::new(
        move || query.get(),
        move |query| {
            api::list(ListAccounts {
                query,
                after: None,
                limit: shown.try_get_value().unwrap_or(0).min(200),
            })
        },
    );
    let facets = Resource::new(|| (), |()| api::facets(GetAccountFacets {}));
    let may_create = may(Action::EditAccount);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    let create = may_create.then(|| Callback::new(move |()| creating.set(true)));
    use_list_keys(
        (t(lang, k::crm::SEARCH_ACCOUNTS), "account-search"),
        (t(lang, k::crm::NEW_ACCOUNT), create),
    );
    use_reload(&[Entity::Account], Callback::new(move |()| rows.refetch()));
    // An effect, since the head of the page is outside the panel that waits for the rows.
    let total = RwSignal::new(None::<i64>);
    Effect::new(move |_| total.set(rows.get().and_then(Result::ok).map(|page| page.total)));
    view! {
        <Page title=t(lang, k::crm::ACCOUNTS_TITLE)/>
        <PageHeader
            title=t(lang, k::crm::ACCOUNTS_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::crm::ACCOUNT_COUNT, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_ACCOUNT)
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
        <div id="accounts" class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(page) => view! { <Rows page query shown creating/> }.into_any(),
                        Err(fault) => view! {
                            <Refused
                                fault
                                back=path::HOME
                                retry=Callback::new(move |()| rows.refetch())
                            />
                        }.into_any(),
                    }
                })}
            </Transition>
        </div>
        {may_create.then(|| view! { <NewAccountDialog open=creating/> })}
    }
}

fn is_narrowed(query: &AccountQuery) -> bool {
    let all = AccountQuery {
        sort: query.sort,
        descending: query.descending,
        ..AccountQuery::default()
    };
    all != *query
}

#[component]
fn Filters(query: Memo<AccountQuery>, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let search = use_search(
        filters,
        name::SEARCH,
        Signal::derive(move || query.with(|q| q.search.clone())),
    );
    let owners = owner_choices(lang, &facets.owners);
    let mut industries: Vec<Choice> = facets
        .industries
        .iter()
        .map(|word| Choice::new(word, industry_name(lang, word)))
        .collect();
    industries.sort_by_cached_key(|choice| shared::kernel::search_key(&choice.label));
    let mut countries: Vec<Choice> = facets
        .countries
        .iter()
        .map(|code| Choice::new(code, country_name(lang, code)))
        .collect();
    countries.sort_by_cached_key(|choice| shared::kernel::search_key(&choice.label));
    view! {
        <div class="filter-bar crm-filters" role="search" aria-label=t(lang, k::crm::FILTER)>
            <TextInput
                id="account-search"
                label=t(lang, k::crm::SEARCH_ACCOUNTS)
                value=search
                kind="search"
                bare=true
                placeholder=t(lang, k::crm::SEARCH_ACCOUNTS)
            />
            <FilterSelect filters id="account-owner" all=t(lang, k::crm::ALL_OWNERS) choices=owners name=name::OWNER/>
            <FilterSelect filters id="account-industry" all=t(lang, k::crm::ALL_INDUSTRIES) choices=industries name=name::INDUSTRY/>
            <FilterSelect filters id="account-country" all=t(lang, k::crm::ALL_COUNTRIES) choices=countries name=name::COUNTRY/>
            <ToggleChip
                label=t(lang, k::crm::WITH_OPEN_DEALS)
                on=Signal::derive(move || query.with(|q| q.open_only))
                icon=Glyph::Target
                on_toggle=Callback::new(move |()| {
                    let on = query.with_untracked(|q| q.open_only);
                    filters.set(name::OPEN, (!on).then(|| "1".to_owned()));
                })
            />
            <Show when=move || query.with(is_narrowed)>
                <a class="btn btn-ghost btn-sm" href=path::ACCOUNTS on:click=move |_| search.set(String::new())>
                    {t(lang, k::crm::CLEAR_FILTERS)}
                </a>
            </Show>
        </div>
    }
}

#[component]
fn Rows(
    page: Piece<AccountRow>,
    query: Memo<AccountQuery>,
    shown: StoredValue<u32>,
    creating: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let count = |rows: &[AccountRow]| u32::try_from(rows.len()).unwrap_or(0);
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
        let request = ListAccounts {
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
    let sorting = move |sort: AccountSort| {
        Signal::derive(move || {
            query.with(|q| {
                (q.sort == sort).then_some(if q.descending {
                    Sorting::Descending
                } else {
                    Sorting::Ascending
                })
            })
        })
    };
    let sort_by = move |sort: AccountSort| {
        Callback::new(move |()| {
            let (same, descending) = query.with_untracked(|q| (q.sort == sort, q.descending));
            // Dates begin with the latest, names with A.
            let down = if same {
                !descending
            } else {
                sort != AccountSort::Name
            };
            let word = Some(sort.code().to_owned()).filter(|_| sort != AccountSort::Name);
            filters.set_all(vec![
                (name::SORT, word),
                (name::DIRECTION, down.then(|| "desc".to_owned())),
            ]);
        })
    };
    let summary = Signal::derive(move || {
        let loaded = rows.with(|all| i64::from(count(all)));
        i18n::tf(
            lang,
            k::crm::SHOWN_OF,
            &[
                ("shown", &i18n::integer(lang, loaded)),
                ("total", &i18n::integer(lang, total)),
            ],
        )
    });
    view! {
        <TableWrap label=t(lang, k::crm::ACCOUNTS_TITLE)>
            <table class="table table-cards crm-table">
                <thead>
                    <tr>
                        <SortHeader label=t(lang, k::crm::COLUMN_NAME) sorting=sorting(AccountSort::Name) on_sort=sort_by(AccountSort::Name)/>
                        <th scope="col">{t(lang, k::crm::COLUMN_INDUSTRY)}</th>
                        <th scope="col">{t(lang, k::crm::COLUMN_PLACE)}</th>
                        <th scope="col">{t(lang, k::crm::COLUMN_OWNER)}</th>
                        <th scope="col" class="num">{t(lang, k::crm::COLUMN_OPEN)}</th>
                        <th scope="col">{t(lang, k::crm::COLUMN_LAST_ACTIVITY)}</th>
                        <SortHeader label=t(lang, k::crm::COLUMN_CHANGED) sorting=sorting(AccountSort::Updated) on_sort=sort_by(AccountSort::Updated)/>
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
fn Row(row: AccountRow) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let ago = move |at| relative_time(lang, at, now.get(), &zone);
    let last = {
        let ago = ago.clone();
        move || row.last_activity_at.map(&ago)
    };
    let place = [row.city.clone(), country_name(lang, &row.country)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let open = (row.open_count > 0).then(|| {
        let exact = totals_exact(lang, &row.open_totals);
        let count = tn(lang, k::crm::DEAL_COUNT, row.open_count, &[]);
        view! {
            <span class="crm-open">
                <span title=exact>{totals_compact(lang, &row.open_totals)}</span>
                <span class="small muted">{count}</span>
            </span>
        }
    });
    view! {
        <tr class="row-link">
            <th scope="row"><a class="row-anchor truncate crm-name" href=routes::account(row.id)>{row.name.clone()}</a></th>
            <td data-label=t(lang, k::crm::COLUMN_INDUSTRY)>{industry_name(lang, &row.industry)}</td>
            <td data-label=t(lang, k::crm::COLUMN_PLACE)>{place}</td>
            <td data-label=t(lang, k::crm::COLUMN_OWNER)><PersonName name=row.owner.name.clone()/></td>
            <td class="num" data-label=t(lang, k::crm::COLUMN_OPEN)>{open}</td>
            <td class="nowrap" data-label=t(lang, k::crm::COLUMN_LAST_ACTIVITY)>{last}</td>
            <td class="nowrap muted desktop-only">{move || ago(row.updated_at)}</td>
        </tr>
    }
}

#[component]
fn NoRows(query: Memo<AccountQuery>, creating: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    if query.with_untracked(is_narrowed) {
        return view! {
            <EmptyState glyph=Glyph::Search title=t(lang, k::crm::NOTHING_FOUND) text=t(lang, k::crm::NOTHING_FOUND_TEXT)>
                <ui::LinkButton label=t(lang, k::crm::CLEAR_FILTERS) href=path::ACCOUNTS.to_owned()/>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState glyph=Glyph::Building title=t(lang, k::crm::NO_ACCOUNTS) text=t(lang, k::crm::NO_ACCOUNTS_TEXT)>
            {may(Action::EditAccount).then(|| view! {
                <Button
                    label=t(lang, k::crm::NEW_ACCOUNT)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
            {may(Action::Import).then(|| view! {
                <ui::LinkButton label=t(lang, k::crm::IMPORT_THEM) href=path::IMPORT.to_owned() icon=Glyph::Upload/>
            })}
        </EmptyState>
    }
    .into_any()
}
