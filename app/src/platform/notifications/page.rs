//! `/notifications`: everything one was told, newest first.

use super::api::list_notices;
use super::inbox::{Inbox, PAGE};
use super::row::NoticeRow;
use super::words;
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::routes::path;
use crate::shell::{Page, Trouble};
use i18n::{Lang, date_weekday, k, relative_day, t, tn};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::kernel::event::Entity;
use shared::platform::notifications::{
    ListNotices, NoticeFilter, NoticeKind, NoticeList, NoticeView,
};
use ui::{
    Button, Choice, EmptyState, Glyph, LinkButton, LoadMore, PageHeader, SegmentedControl, Select,
    Skeleton, settled,
};

/// The page.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| NoticeFilter {
            unread: query.get("show").as_deref() == Some("unread"),
            kind: query.get("kind").and_then(|word| word.parse().ok()),
        })
    });
    let first = Resource::new(
        move || filter.get(),
        |filter| async move {
            let ask = ListNotices {
                filter,
                before: None,
                limit: PAGE,
            };
            (filter, list_notices(ask).await)
        },
    );
    let again = Callback::new(move |()| first.refetch());
    view! {
        <Page title=t(lang, k::notify::TITLE) />
        <div class="page-narrow">
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        (filter, Ok(list)) => settled(move || view! { <Loaded filter list /> }),
                        (_, Err(fault)) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

fn address(filter: NoticeFilter) -> String {
    let mut pairs = Vec::new();
    if filter.unread {
        pairs.push("show=unread".to_owned());
    }
    if let Some(kind) = filter.kind {
        pairs.push(format!("kind={}", kind.code()));
    }
    if pairs.is_empty() {
        path::NOTIFICATIONS.to_owned()
    } else {
        format!("{}?{}", path::NOTIFICATIONS, pairs.join("&"))
    }
}

#[component]
fn Loaded(filter: NoticeFilter, list: NoticeList) -> impl IntoView {
    let lang = use_lang();
    let me = use_session().actor.user_id.0;
    let inbox = Inbox::new(filter, list);
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Notification && event.id == me) {
            inbox.read_again();
        }
    });
    let subtitle = Signal::derive(move || match inbox.unread.get() {
        0 => t(lang, k::notify::ALL_READ).to_owned(),
        count => tn(lang, k::notify::UNREAD_COUNT, count, &[]),
    });
    let nothing = move || inbox.notices.with(Vec::is_empty);
    let (empty, empty_text) = if filter.unread {
        (k::notify::EMPTY_UNREAD, k::notify::EMPTY_UNREAD_TEXT)
    } else {
        (k::notify::EMPTY, k::notify::EMPTY_TEXT)
    };
    let summary = Signal::derive(move || {
        let shown = i64::try_from(inbox.notices.with(Vec::len)).unwrap_or(0);
        tn(lang, k::notify::SHOWN_COUNT, shown, &[])
    });
    let all_read = Signal::derive(move || inbox.unread.get() == 0);
    let choose = format!("{}#settings-notifications", path::SETTINGS);
    view! {
        <PageHeader title=t(lang, k::notify::TITLE) subtitle>
            <LinkButton label=t(lang, k::notify::CHOOSE) href=choose icon=Glyph::Settings />
            <Button
                label=t(lang, k::notify::MARK_ALL)
                icon=Glyph::Check
                disabled=all_read
                on_press=Callback::new(move |()| inbox.mark(None, true))
            />
        </PageHeader>
        <Filters filter />
        {move || groups(lang, inbox)}
        <Show when=nothing>
            <EmptyState glyph=Glyph::Bell title=t(lang, empty) text=t(lang, empty_text) />
        </Show>
        <Show when=move || inbox.next.with(Option::is_some)>
            <LoadMore
                summary
                label=t(lang, k::notify::SHOW_MORE)
                more=Signal::derive(move || inbox.next.with(Option::is_some))
                on_more=Callback::new(move |()| inbox.more())
            />
        </Show>
    }
}

#[component]
fn Filters(filter: NoticeFilter) -> impl IntoView {
    let lang = use_lang();
    let navigate = StoredValue::new(use_navigate());
    let go = move |filter: NoticeFilter| {
        navigate.with_value(|navigate| {
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address(filter), options);
        });
    };
    let show = RwSignal::new(if filter.unread { "unread" } else { "all" }.to_owned());
    let kind = RwSignal::new(
        filter
            .kind
            .map(NoticeKind::code)
            .unwrap_or_default()
            .to_owned(),
    );
    let mut kinds = vec![Choice::new("", t(lang, k::notify::EVERY_KIND))];
    kinds.extend(words::kinds().map(|kind| Choice::new(kind.code(), t(lang, words::kind(kind).0))));
    view! {
        <div class="notify-filters">
            <SegmentedControl
                id="notice-show"
                label=t(lang, k::notify::SHOW)
                options=vec![
                    Choice::new("all", t(lang, k::notify::ALL)),
                    Choice::new("unread", t(lang, k::notify::UNREAD)),
                ]
                value=show
                on_change=Callback::new(move |word: String| go(NoticeFilter { unread: word == "unread", ..filter }))
            />
            <Select
                id="notice-kind"
                label=t(lang, k::notify::KIND)
                bare=true
                options=kinds
                value=kind
                on_commit=Callback::new(move |word: String| go(NoticeFilter { kind: word.parse().ok(), ..filter }))
            />
        </div>
    }
}

/// The notices under their days.
fn groups(lang: Lang, inbox: Inbox) -> AnyView {
    let session = use_session();
    let today = session.today;
    let mut days: Vec<(chrono::NaiveDate, Vec<NoticeView>)> = Vec::new();
    for notice in inbox.notices.get() {
        let day = session.actor.zone.date(notice.at);
        match days.last_mut() {
            Some((last, notices)) if *last == day => notices.push(notice),
            _ => days.push((day, vec![notice])),
        }
    }
    days.into_iter()
        .map(|(day, notices)| {
            let id = format!("day-{day}");
            let heading = id.clone();
            let name = if (today - day).num_days() < 2 {
                relative_day(lang, day, today)
            } else {
                date_weekday(lang, day)
            };
            view! {
                <section class="notify-day" aria-labelledby=heading>
                    <h2 class="notify-day-title" id=id>{name}</h2>
                    <ul class="notify-list">
                        {notices.into_iter().map(|notice| view! { <NoticeRow inbox notice /> }).collect_view()}
                    </ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}
