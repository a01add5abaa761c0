//! The rows of the list; those of the queue can be taken where they stand.

use super::api;
use super::query::name;
use super::words::{ClockBadge, RatingBadge, Timed, source_name, status_name, status_tone};
use crate::boot::{may, use_lang, use_session};
use crate::crm::list::AddressFilters;
use crate::routes::{self, path};
use crate::work::use_now;
use i18n::{integer, k, problem_text, relative_time, t, tf};
use leptos::prelude::*;
use shared::crm::leads::{LeadQuery, LeadRow, LeadSort, ListLeads, OwnedBy, TakeLead};
use shared::kernel::{Action, Page as Piece, ProblemKind};
use ui::{
    Badge, Button, EmptyState, Glyph, LoadMore, PersonName, Size, SortHeader, Sorting, TableWrap,
    Tell, Variant, use_toaster,
};

#[component]
pub(super) fn Rows(
    page: Piece<LeadRow>,
    query: Memo<LeadQuery>,
    shown: StoredValue<u32>,
    creating: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let count = |rows: &[LeadRow]| u32::try_from(rows.len()).unwrap_or(0);
    shown.set_value(count(&page.rows));
    let total = page.total;
    let rows = RwSignal::new(page.rows);
    let next = RwSignal::new(page.next);
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    if total == 0 {
        return view! { <NoRows query creating/> }.into_any();
    }
    let load = move || {
        busy.set(true);
        let request = ListLeads {
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
                Ok(list) => {
                    rows.update(|all| all.extend(list.page.rows));
                    next.set(list.page.next);
                    shown.set_value(rows.with_untracked(|all| count(all)));
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    let sorting = move |sort: LeadSort| {
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
    let sort_by = move |sort: LeadSort| {
        Callback::new(move |()| {
            let (same, descending) = query.with_untracked(|q| (q.sort == sort, q.descending));
            // Dates begin with the latest, names with A.
            let down = if same {
                !descending
            } else {
                sort != LeadSort::Name
            };
            let word = Some(sort.code().to_owned()).filter(|_| sort != LeadSort::Created);
            filters.set_all(vec![
                (name::SORT, word),
                (name::DIRECTION, (!down).then(|| "asc".to_owned())),
            ]);
        })
    };
    let summary = Signal::derive(move || {
        let loaded = rows.with(|all| i64::from(count(all)));
        tf(
            lang,
            k::crm::SHOWN_OF,
            &[
                ("shown", &integer(lang, loaded)),
                ("total", &integer(lang, total)),
            ],
        )
    });
    view! {
        <TableWrap label=t(lang, k::leads::TITLE)>
            <table class="table table-cards crm-table">
                <thead>
                    <tr>
                        <SortHeader label=t(lang, k::leads::COLUMN_NAME) sorting=sorting(LeadSort::Name) on_sort=sort_by(LeadSort::Name)/>
                        <th scope="col">{t(lang, k::leads::COLUMN_STATUS)}</th>
                        <th scope="col">{t(lang, k::leads::COLUMN_RATING)}</th>
                        <th scope="col">{t(lang, k::leads::COLUMN_SOURCE)}</th>
                        <th scope="col">{t(lang, k::leads::COLUMN_CLOCK)}</th>
                        <th scope="col">{t(lang, k::leads::COLUMN_OWNER)}</th>
                        <SortHeader label=t(lang, k::leads::COLUMN_CREATED) sorting=sorting(LeadSort::Created) on_sort=sort_by(LeadSort::Created)/>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|row| (row.id, row.version) children=move |row| view! { <Row row reload/> }/>
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
fn Row(row: LeadRow, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let zone = use_session().actor.zone;
    let now = use_now();
    let created = row.created_at;
    let ago = move || relative_time(lang, created, now.get(), &zone);
    let second = [row.company.clone(), row.title.clone()]
        .into_iter()
        .filter(|part| !part.is_empty() && *part != row.name)
        .collect::<Vec<_>>()
        .join(" · ");
    let timed = Timed::row(&row);
    let owner = match &row.owner {
        Some(owner) => view! { <PersonName name=owner.name.clone()/> }.into_any(),
        None => view! { <Take row=row.clone() reload/> }.into_any(),
    };
    view! {
        <tr class="row-link">
            <th scope="row">
                <span class="crm-two crm-name">
                    <a class="row-anchor truncate" href=routes::lead(row.id)>{row.name.clone()}</a>
                    <span class="small muted truncate">{second}</span>
                </span>
            </th>
            <td data-label=t(lang, k::leads::COLUMN_STATUS)><Badge text=status_name(lang, row.status) tone=status_tone(row.status)/></td>
            <td data-label=t(lang, k::leads::COLUMN_RATING)><RatingBadge rating=row.rating/></td>
            <td data-label=t(lang, k::leads::COLUMN_SOURCE)>{source_name(lang, row.source)}</td>
            <td class="nowrap" data-label=t(lang, k::leads::COLUMN_CLOCK)><ClockBadge of=Signal::stored(timed)/></td>
            <td data-label=t(lang, k::leads::COLUMN_OWNER)>{owner}</td>
            <td class="nowrap muted" data-label=t(lang, k::leads::COLUMN_CREATED)>{ago}</td>
        </tr>
    }
}

/// Takes a lead from the queue; those who only read see that it waits there.
#[component]
fn Take(row: LeadRow, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let me = use_session().actor.name;
    let taken = RwSignal::new(false);
    if !may(Action::EditLead) || !row.status.is_open() {
        return view! { <span class="muted">{t(lang, k::leads::IN_QUEUE)}</span> }.into_any();
    }
    let (id, version, name) = (row.id, row.version, row.name);
    let label = tf(lang, k::leads::TAKE_NAME, &[("name", &name)]);
    let take = Callback::new(move |()| {
        if taken.get_untracked() {
            return;
        }
        taken.set(true);
        let name = name.clone();
        leptos::task::spawn_local(async move {
            match api::take(TakeLead { id, version }).await {
                Ok(_) => toaster.success(tf(lang, k::leads::TAKEN, &[("name", &name)])),
                Err(fault) => {
                    // Out of sight or changed: somebody was faster.
                    let gone = [
                        ProblemKind::NotFound,
                        ProblemKind::Conflict,
                        ProblemKind::Invalid,
                    ];
                    if gone.contains(&fault.0.kind) {
                        toaster.info(t(lang, k::leads::TAKEN_BY_OTHER));
                    } else {
                        toaster.problem(problem_text(lang, &fault.0));
                    }
                    let _ = taken.try_set(false);
                    reload.tell(());
                }
            }
        });
    });
    view! {
        <Show
            when=move || !taken.get()
            fallback=move || view! { <PersonName name=me.clone()/> }
        >
            <span title=label.clone()>
                <Button label=t(lang, k::leads::TAKE) size=Size::Small on_press=take/>
            </span>
        </Show>
    }
    .into_any()
}

#[component]
fn NoRows(query: Memo<LeadQuery>, creating: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let asked = query.get_untracked();
    let all = LeadQuery::default();
    if asked.owned_by == OwnedBy::Queue && asked.search.is_empty() && asked.status.is_none() {
        return view! {
            <EmptyState glyph=Glyph::CheckCircle title=t(lang, k::leads::QUEUE_EMPTY) text=t(lang, k::leads::QUEUE_EMPTY_TEXT)>
                <ui::LinkButton label=t(lang, k::crm::CLEAR_FILTERS) href=path::LEADS.to_owned()/>
            </EmptyState>
        }
        .into_any();
    }
    let narrowed = LeadQuery {
        sort: all.sort,
        descending: all.descending,
        ..asked
    } != all;
    if narrowed {
        return view! {
            <EmptyState glyph=Glyph::Search title=t(lang, k::crm::NOTHING_FOUND) text=t(lang, k::crm::NOTHING_FOUND_TEXT)>
                <ui::LinkButton label=t(lang, k::crm::CLEAR_FILTERS) href=path::LEADS.to_owned()/>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState glyph=Glyph::Funnel title=t(lang, k::leads::NO_LEADS) text=t(lang, k::leads::NO_LEADS_TEXT)>
            {may(Action::EditLead).then(|| view! {
                <Button
                    label=t(lang, k::leads::NEW_LEAD)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
            <a class="btn" href=path::LEAD_FORM rel="external">{t(lang, k::leads::OPEN_FORM)}</a>
        </EmptyState>
    }
    .into_any()
}
