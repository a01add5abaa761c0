//! The timeline of a record: quick log, filters, entries, more.

mod entry;
mod filters;
mod quick_log;

use super::api;
use super::dialogs::{ActivityDialog, ActivityEditor};
use super::tasks::NextStep;
use super::text::{upper_first, use_now};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::live;
use entry::EntryItem;
pub(crate) use entry::change_words;
use filters::{Filters, TimelineFilters};
use i18n::{k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use quick_log::QuickLogBar;
use shared::kernel::event::{Entity, LiveEvent};
use shared::kernel::{ContactId, Lang, Named};
use shared::work::LinksView;
use shared::work::activities::{ActivityKind, ActivityView};
use shared::work::tasks::TaskView;
use shared::work::tasks::ops::{ListTasks, TaskFilter};
use shared::work::timeline::ops::{ReadTimeline, TimelineOf, TimelinePage};
use shared::work::timeline::{TimelineEntry, TimelineFilter, TimelineKey};
use ui::{
    Announcer, Button, EmptyState, Glyph, Skeleton, Tell, Timeline, TimelineDay, settled,
    use_announcer, use_toaster,
};
use uuid::Uuid;

/// Entries of one page.
const PAGE: u32 = 30;

/// What the timeline shows now.
#[derive(Clone, Copy)]
struct State {
    lang: Lang,
    of: StoredValue<TimelineOf>,
    entries: RwSignal<Vec<TimelineEntry>>,
    next: RwSignal<Option<TimelineKey>>,
    filter: Memo<TimelineFilter>,
    busy: RwSignal<bool>,
    /// Answers of an older filter are dropped.
    turn: StoredValue<u32>,
    announcer: Announcer,
    on_problem: Callback<Fault>,
}

/// Why entries are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Something happened: as much stays in view as was there.
    Again,
    /// Others are asked for: how many there are is said.
    Found,
    /// Earlier ones.
    On,
}

impl State {
    /// Begins with what the page loaded.
    fn new(of: TimelineOf, page: TimelinePage, filters: Filters) -> Self {
        let (lang, toaster) = (use_lang(), use_toaster());
        Self {
            lang,
            of: StoredValue::new(of),
            entries: RwSignal::new(page.entries),
            next: RwSignal::new(page.next),
            filter: filters.filter,
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            announcer: use_announcer(),
            on_problem: Callback::new(move |fault: Fault| {
                toaster.problem(problem_text(lang, &fault.0));
            }),
        }
    }

    /// Nothing when the timeline is gone.
    fn request(self, reading: Reading) -> Option<ReadTimeline> {
        let shown = self.entries.try_with_untracked(Vec::len)?;
        let shown = u32::try_from(shown).unwrap_or(PAGE);
        let before = match reading {
            Reading::On => Some(self.next.try_get_untracked()??),
            Reading::Again | Reading::Found => None,
        };
        Some(ReadTimeline {
            of: self.of.try_get_value()?,
            filter: self.filter.try_get_untracked()?,
            before,
            limit: match reading {
                Reading::Again => shown.clamp(PAGE, 100),
                Reading::Found | Reading::On => PAGE,
            },
        })
    }

    /// Reads again, or on. The page may be gone when an answer or "Undo" asks for it: then not.
    fn load(self, reading: Reading) {
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let (Some(turn), Some(request)) = (turn, self.request(reading)) else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::read_timeline(request).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) if reading == Reading::On => {
                    self.entries.update(|all| all.extend(page.entries));
                    self.next.set(page.next);
                }
                Ok(page) => {
                    self.entries.set(page.entries);
                    self.next.set(page.next);
                    if reading == Reading::Found {
                        self.announcer.say(untrack(|| self.count()));
                    }
                }
                Err(fault) => {
                    self.on_problem.tell(fault);
                }
            }
        });
    }

    /// Reads again when others change something of the record, and anew when other entries are asked for than those
    /// that were `read`.
    fn follow(self, record: Uuid, read: TimelineFilter) {
        live::on_event(move |event| {
            if event.is_none_or(|event| event.concerns(record)) {
                self.load(Reading::Again);
            }
        });
        let read = StoredValue::new(read);
        Effect::new(move |_| {
            let asked = self.filter.get();
            if read.with_value(|read| *read != asked) {
                read.set_value(asked);
                self.load(Reading::Found);
            }
        });
    }

    /// How many entries are shown, in words.
    fn count(self) -> String {
        let shown = self.entries.with(Vec::len);
        let shown = i64::try_from(shown).unwrap_or(i64::MAX);
        if shown == 0 {
            t(self.lang, k::work::TIMELINE_NONE).to_owned()
        } else if self.next.with(Option::is_some) {
            let shown = i18n::integer(self.lang, shown);
            tf(self.lang, k::work::TIMELINE_LATEST, &[("n", &shown)])
        } else {
            tn(self.lang, k::work::TIMELINE_FOUND, shown, &[])
        }
    }
}

/// The whole timeline of one record. `links` are what a logged activity is about; `contacts` the
/// people a line may name.
#[component]
pub fn RecordTimeline(
    of: TimelineOf,
    #[prop(into)] links: Signal<LinksView>,
    #[prop(into)] contacts: Signal<Vec<Named<ContactId>>>,
    /// Whether the reader may log here.
    #[prop(into)]
    may_log: Signal<bool>,
    /// Told after an activity was logged, changed or deleted.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let filters = Filters::new();
    let first = Resource::new(
        || (),
        move |()| {
            let filter = filters.filter.get_untracked();
            async move {
                let asked = ReadTimeline {
                    of,
                    filter: filter.clone(),
                    before: None,
                    limit: PAGE,
                };
                let page = api::read_timeline(asked).await?;
                Ok::<_, Fault>((filter, page))
            }
        },
    );
    view! {
        <Suspense fallback=move || {
            view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 /> }
        }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok((read, page)) => settled(move || view! {
                        <Loaded of page read filters links contacts may_log on_change />
                    }),
                    Err(Fault(problem)) => {
                        view! {
                            <EmptyState glyph=Glyph::Alert title=problem_text(lang, &problem)>
                                <Button
                                    label=t(lang, k::ui::RETRY)
                                    on_press=Callback::new(move |()| first.refetch())
                                />
                            </EmptyState>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

/// The record whose timeline it is.
fn record_of(of: TimelineOf) -> Uuid {
    match of {
        TimelineOf::Account(own) => own.0,
        TimelineOf::Contact(own) => own.0,
        TimelineOf::Opportunity(own) => own.0,
    }
}

#[component]
fn Loaded(
    of: TimelineOf,
    page: TimelinePage,
    /// The filter it was read with.
    read: TimelineFilter,
    filters: Filters,
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    may_log: Signal<bool>,
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let now = use_now();
    let zone = StoredValue::new(use_session().actor.zone);
    let state = State::new(of, page, filters);
    state.follow(record_of(of), read);
    filters.lead_to_entry(move || state.entries.track());
    let changed = move || {
        state.load(Reading::Again);
        if let Some(change) = on_change {
            change.tell(());
        }
    };
    let editor = ActivityEditor::new();
    let delete = Callback::new(move |activity: ActivityView| {
        let id = activity.id;
        let key = format!("activity:{id}");
        state
            .entries
            .update(|all| all.retain(|entry| entry.key.id != key));
        crate::work::delete_activity(lang, toaster, id, changed);
    });
    let items = move || {
        let today = zone.with_value(|zone| zone.date(now.get()));
        let words = filters.filter.with_untracked(TimelineFilter::words);
        let mut last = None;
        let entries = state.entries.get().into_iter();
        entries
            .map(|entry| {
                let day = zone.with_value(|zone| zone.date(entry.key.at));
                let heading = (last != Some(day)).then(|| day_heading(lang, day, today));
                last = Some(day);
                view! {
                    {heading.map(|text| view! { <TimelineDay text /> })}
                    <EntryItem entry zone editor delete words=words.clone() />
                }
            })
            .collect_view()
    };
    let narrows = Memo::new(move |_| filters.filter.with(TimelineFilter::narrows));
    view! {
        <div class="record-timeline stack">
            <Show when=move || may_log.get()>
                <LogBox of links contacts editor on_logged=Callback::new(move |()| changed()) />
            </Show>
            <TimelineFilters filters />
            <Show when=move || narrows.get()>
                <p class="small muted timeline-count">{move || state.count()}</p>
            </Show>
            <Show
                when=move || state.entries.with(|all| !all.is_empty())
                fallback=move || nothing(lang, narrows.get(), filters)
            >
                <Timeline label=t(lang, k::work::TIMELINE_LABEL)>{items}</Timeline>
            </Show>
            <Show when=move || state.next.with(Option::is_some)>
                <div>
                    <Button
                        label=t(lang, k::work::SHOW_EARLIER)
                        busy=state.busy
                        on_press=Callback::new(move |()| state.load(Reading::On))
                    />
                </div>
            </Show>
            <ActivityDialog
                editor
                on_saved=Callback::new(move |_: ActivityView| changed())
                on_delete=delete
            />
        </div>
    }
}

/// The line that logs, and what is asked after it.
#[component]
fn LogBox(
    of: TimelineOf,
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    editor: ActivityEditor,
    on_logged: Callback<()>,
) -> impl IntoView {
    let next = RwSignal::new(None::<LinksView>);
    let logged = Callback::new(move |activity: ActivityView| {
        on_logged.tell(());
        ask_next(of, activity, next);
    });
    // Planned by now, perhaps beside the question.
    live::on_event(move |event| {
        let planned =
            |event: &LiveEvent| event.entity == Entity::Task && event.concerns(record_of(of));
        if event.is_some_and(planned) {
            let _ = next.try_set(None);
        }
    });
    view! {
        <QuickLogBar links contacts editor on_logged=logged />
        <NextStep
            id="timeline-next"
            about=next
            answered=Callback::new(move |_: Option<TaskView>| next.set(None))
        />
    }
}

/// After a conversation it is asked what comes next, where no task of the record is open. A note is no conversation,
/// and what lies ahead is a next step itself.
fn ask_next(of: TimelineOf, activity: ActivityView, next: RwSignal<Option<LinksView>>) {
    if activity.kind == ActivityKind::Note || activity.at > crate::boot::now() {
        return;
    }
    let filter = match of {
        TimelineOf::Account(id) => TaskFilter {
            account: Some(id),
            ..TaskFilter::default()
        },
        TimelineOf::Contact(id) => TaskFilter {
            contact: Some(id),
            ..TaskFilter::default()
        },
        TimelineOf::Opportunity(id) => TaskFilter {
            opportunity: Some(id),
            ..TaskFilter::default()
        },
    };
    spawn_local(async move {
        let request = ListTasks {
            filter,
            after: None,
            limit: 1,
        };
        // Without an answer nothing is asked.
        let planned = api::list_tasks(request)
            .await
            .map(|list| list.counts.open());
        if planned == Ok(0) {
            let _ = next.try_set(Some(activity.links));
        }
    });
}

/// In the place of entries: that there are none yet, or that the filter leaves none.
fn nothing(lang: Lang, narrowed: bool, filters: Filters) -> AnyView {
    if narrowed {
        return view! { <NothingFound filters /> }.into_any();
    }
    view! {
        <EmptyState
            glyph=Glyph::History
            title=t(lang, k::work::TIMELINE_EMPTY)
            text=t(lang, k::work::TIMELINE_EMPTY_TEXT)
        />
    }
    .into_any()
}

/// Said in the place of entries when the filter leaves none.
#[component]
fn NothingFound(filters: Filters) -> impl IntoView {
    let lang = use_lang();
    view! {
        <EmptyState
            glyph=Glyph::Search
            title=t(lang, k::work::TIMELINE_NONE)
            text=t(lang, k::work::TIMELINE_NONE_TEXT)
        >
            <Button
                label=t(lang, k::work::TIMELINE_CLEAR)
                on_press=Callback::new(move |()| filters.clear())
            />
        </EmptyState>
    }
}

/// Near days by name, others with their weekday.
pub(crate) fn day_heading(lang: Lang, day: chrono::NaiveDate, today: chrono::NaiveDate) -> String {
    let days = (day - today).num_days();
    if (-1..=1).contains(&days) {
        upper_first(&i18n::relative_day(lang, day, today))
    } else {
        upper_first(&i18n::date_long(lang, day))
    }
}
