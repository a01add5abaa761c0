//! The page.

use super::api;
use super::entry::FeedItem;
use super::filters::{Filters, name, use_feed_filter};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::crm::list::{AddressFilters, use_reload};
use crate::platform::admin::refused;
use crate::shell::Page;
use crate::work::{day_heading, use_now};
use i18n::{k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::insight::feed::ops::{FeedPage as Piece, ReadFeed};
use shared::insight::feed::{FeedEntry, FeedFilter, FeedKey};
use shared::kernel::event::Entity;
use ui::{
    Button, Card, EmptyState, Glyph, LoadMore, PageHeader, Skeleton, Timeline, TimelineDay,
    Variant, settled, use_toaster,
};

/// Entries of one page.
const PAGE: u32 = 40;
/// The most that are counted as new.
const MOST_NEWS: u32 = 100;
/// The records whose changes may be told.
const KINDS: &[Entity] = &[
    Entity::Opportunity,
    Entity::Quote,
    Entity::Activity,
    Entity::Task,
    Entity::Lead,
];

async fn read(filter: FeedFilter, before: Option<FeedKey>, limit: u32) -> Result<Piece, Fault> {
    api::read(ReadFeed {
        filter,
        before,
        limit,
    })
    .await
}

/// How many entries came after the newest that is shown.
fn news_of(piece: &Piece, newest: Option<FeedKey>) -> i64 {
    let came = piece.entries.iter().map(|entry| entry.key);
    let came = came.filter(|key| newest.is_none_or(|newest| *key > newest));
    i64::try_from(came.count()).unwrap_or(i64::MAX)
}

/// `/activity`.
#[component]
pub fn FeedPage() -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let filter = use_feed_filter();
    let loaded = Resource::new(move || filter.get(), |filter| read(filter, None, PAGE));
    let news = RwSignal::new(0_i64);
    let newest: StoredValue<Option<FeedKey>> = StoredValue::new(None);
    Effect::new(move |_| {
        filter.track();
        news.set(0);
    });
    // What comes is announced, and does not move what is being read. Whether it is told here, to this person and
    // under these filters, only the server knows.
    let look = Callback::new(move |()| {
        let Some(asked) = filter.try_get_untracked() else {
            return;
        };
        spawn_local(async move {
            let Ok(found) = read(asked, None, MOST_NEWS).await else {
                return;
            };
            if filter.try_get_untracked() == Some(asked) {
                let shown = newest.try_get_value().flatten();
                let _ = news.try_set(news_of(&found, shown));
            }
        });
    });
    use_reload(KINDS, look);
    let again = Callback::new(move |()| {
        news.set(0);
        loaded.refetch();
    });
    view! {
        <Page title=t(lang, k::insight::feed::TITLE) />
        <PageHeader title=t(lang, k::insight::feed::TITLE) subtitle=t(lang, k::insight::feed::SUBTITLE) />
        <div class="stack">
            <Filters filters />
            <div role="status" class="feed-news">
                <Show when=move || { news.get() > 0 }>
                    <Button label=Signal::derive(move || tn(lang, k::insight::feed::NEWS, news.get(), &[])) icon=Glyph::Refresh on_press=again />
                </Show>
            </div>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=10 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(piece) => {
                            newest.set_value(piece.entries.first().map(|entry| entry.key));
                            settled(move || view! { <Feed piece filter filters /> })
                        }
                        Err(fault) => refused(&fault),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Feed(piece: Piece, filter: Memo<FeedFilter>, filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let entries = RwSignal::new(piece.entries);
    let next = RwSignal::new(piece.next);
    let busy = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let asked = filter.get_untracked();
        busy.set(true);
        spawn_local(async move {
            let answer = read(asked, next.try_get_untracked().flatten(), PAGE).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(piece) => {
                    let _ = entries.try_update(|all| all.extend(piece.entries));
                    let _ = next.try_set(piece.next);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let summary = move || {
        let count = i64::try_from(entries.with(Vec::len)).unwrap_or(i64::MAX);
        tn(lang, k::insight::feed::SHOWN, count, &[])
    };
    view! {
        <Show when=move || entries.with(|all| !all.is_empty()) fallback=move || view! { <Nothing filter filters /> }>
            <Card>
                <Timeline label=t(lang, k::insight::feed::LIST)>
                    <Days entries />
                </Timeline>
            </Card>
        </Show>
        <LoadMore summary=Signal::derive(summary) label=t(lang, k::work::SHOW_EARLIER)
            more=Signal::derive(move || next.get().is_some()) busy on_more=more />
    }
    .into_any()
}

#[component]
fn Nothing(filter: Memo<FeedFilter>, filters: AddressFilters) -> impl IntoView {
    let lang = use_lang();
    let filtered = filter.get_untracked() != FeedFilter::default();
    let text = if filtered {
        k::insight::feed::EMPTY_FILTERED
    } else {
        k::insight::feed::EMPTY_TEXT
    };
    let clear = Callback::new(move |()| {
        filters.set_all(name::ALL.map(|name| (name, None)).to_vec());
    });
    view! {
        <EmptyState glyph=Glyph::History title=t(lang, k::insight::feed::EMPTY_TITLE) text=t(lang, text)>
            {filtered.then(|| view! {
                <Button label=t(lang, k::insight::feed::CLEAR) variant=Variant::Primary on_press=clear />
            })}
        </EmptyState>
    }
    .into_any()
}

/// The entries under the days they fall on.
#[component]
fn Days(entries: RwSignal<Vec<FeedEntry>>) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let zone = StoredValue::new(session.actor.zone);
    let now = use_now();
    // Headings change with the day, not with every tick of the clock.
    let today = Memo::new(move |_| zone.with_value(|zone| zone.date(now.get())));
    move || {
        let today = today.get();
        let mut last = None;
        entries
            .get()
            .into_iter()
            .map(|entry| {
                let day = zone.with_value(|zone| zone.date(entry.key.at));
                let heading = (last != Some(day)).then(|| day_heading(lang, day, today));
                last = Some(day);
                view! {
                    {heading.map(|text| view! { <TimelineDay text /> })}
                    <FeedItem entry zone now />
                }
            })
            .collect_view()
    }
}
