//! The list of quotes; its filters are the address.

use super::NewQuote;
use super::api;
use crate::boot::{may, use_lang};
use crate::cpq::labels;
use crate::cpq::offline::{TakeAlongLink, Waiting};
use crate::cpq::templates::ManageTemplates;
use crate::live;
use crate::platform::people::use_people;
use crate::routes;
use crate::shell::Page;
use i18n::{date_medium, k, money, problem_text, relative_day, t, tf, tn};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use shared::cpq::quotes::ops::{ListQuotes, QuoteFilter, QuoteList, QuoteSort};
use shared::cpq::quotes::{QuoteRow, QuoteState};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Lang, Money};
use ui::{
    Badge, Button, Choice, DateInput, EmptyState, FilterChip, Glyph, PageHeader, Select, Skeleton,
    SortHeader, Sorting, TableWrap, Tell, TextInput,
};

const PAGE: u32 = 50;
const SORTS: [(QuoteSort, &str); 5] = [
    (QuoteSort::Updated, ""),
    (QuoteSort::Number, "number"),
    (QuoteSort::Account, "account"),
    (QuoteSort::Amount, "amount"),
    (QuoteSort::ValidUntil, "valid_until"),
];

/// What the address asks for.
pub fn request(query: &ParamsMap) -> ListQuotes {
    let text = |key: &str| query.get(key).unwrap_or_default();
    let sort = text("sort");
    let page: u32 = text("page").parse().unwrap_or(1);
    ListQuotes {
        filter: QuoteFilter {
            text: text("q"),
            states: text("state")
                .split(',')
                .filter_map(|code| code.parse().ok())
                .collect(),
            account_id: text("account").parse().ok(),
            opportunity_id: text("opportunity").parse().ok(),
            owner_id: text("owner").parse().ok(),
            valid_until: text("until").parse().ok(),
        },
        sort: SORTS
            .iter()
            .find(|(_, code)| *code == sort)
            .map_or(QuoteSort::Updated, |(sort, _)| *sort),
        offset: page.max(1).saturating_sub(1).saturating_mul(PAGE),
        limit: PAGE,
    }
}

/// The same address with one thing changed; any change but the page's own leads to page one.
pub fn address(query: &ParamsMap, key: &str, value: &str) -> String {
    let mut query = query.clone();
    query.remove(key);
    if key != "page" {
        query.remove("page");
    }
    if !value.is_empty() {
        query.insert(key.to_owned(), value.to_owned());
    }
    format!("{}{}", routes::path::QUOTES, query.to_query_string())
}

/// `/quotes`.
#[component]
pub fn QuotesPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(request));
    let quotes = Resource::new(move || asked.get(), api::list);
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Quote) {
            quotes.refetch();
        }
    });
    let navigate = use_navigate();
    let set = Callback::new(move |(key, value): (&'static str, String)| {
        let to = query.with_untracked(|query| address(query, key, &value));
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    let may_create = may(Action::EditQuote);
    view! {
        <Page title=t(lang, k::cpq::QUOTES_TITLE)/>
        <PageHeader title=t(lang, k::cpq::QUOTES_TITLE)>
            {may_create.then(|| view! { <TakeAlongLink/> <ManageTemplates/> <NewQuote/> })}
        </PageHeader>
        <Waiting/>
        <Filters lang set/>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::cpq::QUOTES_TITLE) lines=10/> }>
            {move || Suspend::new(async move {
                match quotes.await {
                    Ok(list) => view! { <Rows lang list asked set/> }.into_any(),
                    Err(fault) => view! { <p class="notice tone-danger">{problem_text(lang, &fault.0)}</p> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filters(lang: Lang, set: Callback<(&'static str, String)>) -> impl IntoView {
    let query = use_query_map();
    let param = move |key: &str| query.with_untracked(|query| query.get(key).unwrap_or_default());
    let text = RwSignal::new(param("q"));
    let state = RwSignal::new(param("state"));
    let owner = RwSignal::new(param("owner"));
    let until = RwSignal::new(param("until"));
    let states: Vec<Choice> = QuoteState::ALL
        .iter()
        .map(|one| Choice::new(one.code(), labels::state(lang, *one)))
        .collect();
    let people = use_people();
    let owners = Signal::derive(move || {
        people
            .get()
            .and_then(Result::ok)
            .map(|all| {
                all.people
                    .into_iter()
                    .filter(|person| person.active)
                    .map(|person| Choice::new(person.id.to_string(), person.name))
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let has = move |key: &'static str| move || query.with(|query| query.get(key).is_some());
    view! {
        <div class="filter-bar" role="search">
            <TextInput
                id="quotes-search"
                label=t(lang, k::cpq::list::SEARCH)
                placeholder=t(lang, k::cpq::list::SEARCH)
                value=text
                kind="search"
                bare=true
                on_commit=Callback::new(move |text| set.tell(("q", text)))
            />
            <Select
                id="quotes-state"
                label=t(lang, k::cpq::list::STATE)
                value=state
                options=states
                placeholder=t(lang, k::cpq::list::ALL_STATES).to_owned()
                bare=true
                on_commit=Callback::new(move |code| set.tell(("state", code)))
            />
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    let _ = people.await;
                    view! {
                        <Select
                            id="quotes-owner"
                            label=t(lang, k::cpq::list::OWNER)
                            value=owner
                            options=owners
                            placeholder=t(lang, k::cpq::list::ALL_OWNERS).to_owned()
                            bare=true
                            on_commit=Callback::new(move |id| set.tell(("owner", id)))
                        />
                    }
                })}
            </Suspense>
            <DateInput
                id="quotes-until"
                label=t(lang, k::cpq::list::UNTIL)
                value=until
                on_commit=Callback::new(move |day| set.tell(("until", day)))
            />
            <Show when=has("account")>
                <FilterChip label=t(lang, k::cpq::list::ACCOUNT) value=t(lang, k::cpq::list::OF_ACCOUNT).to_owned() remove_label=t(lang, k::cpq::list::CLEAR) on_remove=Callback::new(move |()| set.tell(("account", String::new())))/>
            </Show>
            <Show when=has("opportunity")>
                <FilterChip label=t(lang, k::cpq::head::OPPORTUNITY) value=t(lang, k::cpq::list::OF_DEAL).to_owned() remove_label=t(lang, k::cpq::list::CLEAR) on_remove=Callback::new(move |()| set.tell(("opportunity", String::new())))/>
            </Show>
        </div>
    }
}

#[component]
fn Rows(
    lang: Lang,
    list: QuoteList,
    asked: Memo<ListQuotes>,
    set: Callback<(&'static str, String)>,
) -> impl IntoView {
    if list.rows.is_empty() {
        return view! {
            <EmptyState glyph=Glyph::FileText title=t(lang, k::cpq::list::EMPTY_TITLE) text=t(lang, k::cpq::list::EMPTY_TEXT)/>
        }
        .into_any();
    }
    let sums: Vec<String> = list
        .sums
        .iter()
        .map(|(currency, minor)| {
            let amount = money(lang, Money::new(*minor, *currency));
            tf(lang, k::cpq::list::SUM, &[("amount", &amount)])
        })
        .collect();
    let count = tn(lang, k::cpq::list::COUNT, list.total, &[]);
    let summary = format!("{count} · {}", sums.join(" + "));
    let offset = asked.with_untracked(|asked| asked.offset);
    let shown = u32::try_from(list.rows.len()).unwrap_or(0);
    let page = offset / PAGE + 1;
    let more = i64::from(offset + shown) < list.total;
    view! {
        <p class="muted small" role="status">{summary}</p>
        <TableWrap label=t(lang, k::cpq::QUOTES_TITLE)>
            <table class="table table-cards">
                <thead>
                    <tr>
                        <Sortable lang asked set sort=QuoteSort::Number label=k::cpq::list::NUMBER/>
                        <th scope="col">{t(lang, k::cpq::list::TITLE)}</th>
                        <Sortable lang asked set sort=QuoteSort::Account label=k::cpq::list::ACCOUNT/>
                        <th scope="col">{t(lang, k::cpq::list::STATE)}</th>
                        <Sortable lang asked set sort=QuoteSort::Amount label=k::cpq::list::AMOUNT/>
                        <Sortable lang asked set sort=QuoteSort::ValidUntil label=k::cpq::list::VALID_UNTIL/>
                        <th scope="col">{t(lang, k::cpq::list::OWNER)}</th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(|row| quote_row(lang, row)).collect_view()}</tbody>
            </table>
        </TableWrap>
        <div class="cluster">
            {(page > 1).then(|| view! {
                <Button label=t(lang, k::cpq::list::PREVIOUS) icon=Glyph::ArrowLeft on_press=Callback::new(move |()| set.tell(("page", (page - 1).to_string())))/>
            })}
            {more.then(|| view! {
                <Button label=t(lang, k::cpq::list::NEXT) icon=Glyph::ArrowRight on_press=Callback::new(move |()| set.tell(("page", (page + 1).to_string())))/>
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Sortable(
    lang: Lang,
    asked: Memo<ListQuotes>,
    set: Callback<(&'static str, String)>,
    sort: QuoteSort,
    label: i18n::Key,
) -> impl IntoView {
    let direction = if matches!(sort, QuoteSort::Number | QuoteSort::Amount) {
        Sorting::Descending
    } else {
        Sorting::Ascending
    };
    let sorting =
        Signal::derive(move || (asked.with(|asked| asked.sort) == sort).then_some(direction));
    let code = SORTS
        .iter()
        .find(|(one, _)| *one == sort)
        .map_or("", |(_, code)| *code);
    let press = Callback::new(move |()| {
        let now = asked.with_untracked(|asked| asked.sort) == sort;
        set.tell(("sort", if now { String::new() } else { code.to_owned() }));
    });
    view! { <SortHeader label=t(lang, label) sorting numeric=sort == QuoteSort::Amount on_sort=press/> }
}

fn quote_row(lang: Lang, row: QuoteRow) -> impl IntoView {
    let (tone, glyph) = labels::state_look(row.state);
    let today = crate::boot::use_session().today;
    let number = if row.version_number > 1 {
        let version = tf(lang, k::cpq::list::VERSION, &[("n", &row.version_number)]);
        format!("{} {version}", row.number)
    } else {
        row.number.clone()
    };
    // Further away the words would be the date once more.
    let soon = (row.valid_until - today).num_days().abs() <= 30;
    let validity = if row.state.is_with_customer() && soon {
        format!(
            "{} ({})",
            date_medium(lang, row.valid_until),
            relative_day(lang, row.valid_until, today)
        )
    } else {
        date_medium(lang, row.valid_until)
    };
    let label = move |key| t(lang, key);
    view! {
        <tr class="row-link">
            <th scope="row"><a class="row-anchor num" href=routes::quote(row.id)>{number}</a></th>
            <td data-label=label(k::cpq::list::TITLE)>{row.title}</td>
            <td data-label=label(k::cpq::list::ACCOUNT)>
                {row.account.map(|account| view! { <a href=routes::account(account.id)>{account.name}</a> })}
            </td>
            <td data-label=label(k::cpq::list::STATE)><Badge text=labels::state(lang, row.state) tone icon=glyph/></td>
            <td class="num" data-label=label(k::cpq::list::AMOUNT)>{money(lang, Money::new(row.figures.net_minor, row.currency))}</td>
            <td class="nowrap" data-label=label(k::cpq::list::VALID_UNTIL)>{validity}</td>
            <td data-label=label(k::cpq::list::OWNER)>{row.owner.name}</td>
        </tr>
    }
}
