//! The timeline of a record: quick log, filters, entries, more.

mod entry;
mod quick_log;

use super::api;
use super::dialogs::{ActivityDialog, ActivityEditor};
use super::text::{upper_first, use_now};
use crate::boot::{use_lang, use_session};
use crate::call::Fault;
use crate::live;
use entry::EntryItem;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use quick_log::QuickLogBar;
use shared::kernel::{ContactId, Named};
use shared::work::LinksView;
use shared::work::activities::ActivityView;
use shared::work::activities::ops::{DeleteActivity, RestoreActivity};
use shared::work::timeline::ops::{ReadTimeline, TimelineOf, TimelinePage};
use shared::work::timeline::{TimelineEntry, TimelineFilter, TimelineGroup, TimelineKey};
use std::collections::BTreeSet;
use ui::{Button, EmptyState, Glyph, Skeleton, Timeline, TimelineDay, ToggleChip, use_toaster};
use uuid::Uuid;

/// Entries of one page.
const PAGE: u32 = 30;

/// What the timeline shows now.
#[derive(Clone, Copy)]
struct State {
    of: StoredValue<TimelineOf>,
    entries: RwSignal<Vec<TimelineEntry>>,
    next: RwSignal<Option<TimelineKey>>,
    groups: RwSignal<BTreeSet<TimelineGroup>>,
    busy: RwSignal<bool>,
    /// Answers of an older filter are dropped.
    turn: StoredValue<u32>,
}

impl State {
    fn request(self, before: Option<TimelineKey>, limit: u32) -> ReadTimeline {
        ReadTimeline {
            of: self.of.get_value(),
            filter: TimelineFilter {
                groups: self
                    .groups
                    .with_untracked(|all| all.iter().copied().collect()),
            },
            before,
            limit,
        }
    }

    fn load(self, before: Option<TimelineKey>, on_problem: Callback<Fault>) {
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        // A refresh keeps as much in view as was there.
        let shown = u32::try_from(self.entries.with_untracked(Vec::len)).unwrap_or(PAGE);
        let more = before.is_some();
        let limit = if more { PAGE } else { shown.clamp(PAGE, 100) };
        let request = self.request(before, limit);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::read_timeline(request).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) if more => {
                    self.entries.update(|all| all.extend(page.entries));
                    self.next.set(page.next);
                }
                Ok(page) => self.show(page),
                Err(fault) => on_problem.run(fault),
            }
        });
    }

    fn show(self, page: TimelinePage) {
        self.entries.set(page.entries);
        self.next.set(page.next);
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
    let first = Resource::new(
        || (),
        move |()| {
            api::read_timeline(ReadTimeline {
                of,
                filter: TimelineFilter::default(),
                before: None,
                limit: PAGE,
            })
        },
    );
    view! {
        <Suspense fallback=move || {
            view! { <Skeleton label=t(lang, k::ui::LOADING) lines=6 /> }
        }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => {
                        view! { <Loaded of page links contacts may_log on_change /> }.into_any()
                    }
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

/// The ids a live event must name for this timeline to be read again.
fn concerns(of: TimelineOf, id: Uuid) -> bool {
    match of {
        TimelineOf::Account(own) => own.0 == id,
        TimelineOf::Contact(own) => own.0 == id,
        TimelineOf::Opportunity(own) => own.0 == id,
    }
}

#[component]
fn Loaded(
    of: TimelineOf,
    page: TimelinePage,
    links: Signal<LinksView>,
    contacts: Signal<Vec<Named<ContactId>>>,
    may_log: Signal<bool>,
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let now = use_now();
    let zone = StoredValue::new(use_session().actor.zone);
    let state = State {
        of: StoredValue::new(of),
        entries: RwSignal::new(page.entries),
        next: RwSignal::new(page.next),
        groups: RwSignal::new(BTreeSet::new()),
        busy: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    let on_problem = Callback::new(move |fault: Fault| {
        toaster.problem(problem_text(lang, &fault.0));
    });
    live::on_event(move |event| {
        if event.is_none_or(|event| {
            concerns(of, event.id) || event.parent.is_some_and(|id| concerns(of, id))
        }) {
            state.load(None, on_problem);
        }
    });
    let changed = move || {
        state.load(None, on_problem);
        if let Some(change) = on_change {
            change.run(());
        }
    };
    let editor = ActivityEditor::new();
    let delete = Callback::new(move |activity: ActivityView| {
        let id = activity.id;
        let key = format!("activity:{id}");
        state
            .entries
            .update(|all| all.retain(|entry| entry.key.id != key));
        spawn_local(async move {
            match api::delete_activity(DeleteActivity { id }).await {
                Ok(()) => toaster.undo(
                    t(lang, k::work::ACTIVITY_DELETED),
                    t(lang, k::ui::UNDO),
                    Callback::new(move |()| {
                        spawn_local(async move {
                            match api::restore_activity(RestoreActivity { id }).await {
                                Ok(_) => changed(),
                                Err(fault) => on_problem.run(fault),
                            }
                        });
                    }),
                ),
                Err(fault) => on_problem.run(fault),
            }
            changed();
        });
    });
    let toggles = TimelineGroup::ALL
        .into_iter()
        .map(|group| {
            let label = super::word(lang, "work.timeline.group", group.code());
            let on = Signal::derive(move || state.groups.with(|all| all.contains(&group)));
            let toggle = Callback::new(move |()| {
                state.groups.update(|all| {
                    if !all.remove(&group) {
                        all.insert(group);
                    }
                });
                state.load(None, on_problem);
            });
            view! { <ToggleChip label on on_toggle=toggle /> }
        })
        .collect_view();
    let items = move || {
        let today = zone.with_value(|zone| zone.date(now.get()));
        let mut last = None;
        state
            .entries
            .get()
            .into_iter()
            .map(|entry| {
                let day = zone.with_value(|zone| zone.date(entry.key.at));
                let heading = (last != Some(day)).then(|| day_heading(lang, day, today));
                last = Some(day);
                view! {
                    {heading.map(|text| view! { <TimelineDay text /> })}
                    <EntryItem entry zone editor delete />
                }
            })
            .collect_view()
    };
    view! {
        <div class="record-timeline stack">
            <Show when=move || may_log.get()>
                <QuickLogBar links contacts editor on_logged=Callback::new(move |()| changed()) />
            </Show>
            <div class="filter-bar" role="group" aria-label=t(lang, k::work::TIMELINE_FILTER)>
                {toggles}
            </div>
            <Show
                when=move || state.entries.with(|all| !all.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState
                            glyph=Glyph::History
                            title=t(lang, k::work::TIMELINE_EMPTY)
                            text=t(lang, k::work::TIMELINE_EMPTY_TEXT)
                        />
                    }
                }
            >
                <Timeline label=t(lang, k::work::TIMELINE_LABEL)>{items}</Timeline>
            </Show>
            <Show when=move || state.next.with(Option::is_some)>
                <div>
                    <Button
                        label=t(lang, k::work::SHOW_EARLIER)
                        busy=state.busy
                        on_press=Callback::new(move |()| {
                            state.load(state.next.get_untracked(), on_problem);
                        })
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

/// Near days by name, others with their weekday.
fn day_heading(
    lang: shared::kernel::Lang,
    day: chrono::NaiveDate,
    today: chrono::NaiveDate,
) -> String {
    let days = (day - today).num_days();
    if (-1..=1).contains(&days) {
        upper_first(&i18n::relative_day(lang, day, today))
    } else {
        upper_first(&i18n::date_long(lang, day))
    }
}
