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
use shared::work::timeline::ops::{ReadTimeline, TimelineOf, TimelinePage};
use shared::work::timeline::{TimelineEntry, TimelineFilter, TimelineGroup, TimelineKey};
use std::collections::BTreeSet;
use ui::{
    Button, EmptyState, Glyph, Skeleton, Tell, Timeline, TimelineDay, ToggleChip, use_toaster,
};
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
    /// Nothing when the timeline is gone.
    fn request(self, before: Option<TimelineKey>, limit: u32) -> Option<ReadTimeline> {
        let groups = self
            .groups
            .try_with_untracked(|all| all.iter().copied().collect())?;
        Some(ReadTimeline {
            of: self.of.try_get_value()?,
            filter: TimelineFilter { groups },
            before,
            limit,
        })
    }

    /// Reads again, or on. The page may be gone when an answer or "Undo" asks for it: then not.
    fn load(self, before: Option<TimelineKey>, on_problem: Callback<Fault>) {
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        // A refresh keeps as much in view as was there.
        let shown = self.entries.try_with_untracked(Vec::len).unwrap_or(0);
        let shown = u32::try_from(shown).unwrap_or(PAGE);
        let more = before.is_some();
        let limit = if more { PAGE } else { shown.clamp(PAGE, 100) };
        let (Some(turn), Some(request)) = (turn, self.request(before, limit)) else {
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
                Ok(page) if more => {
                    self.entries.update(|all| all.extend(page.entries));
                    self.next.set(page.next);
                }
                Ok(page) => self.show(page),
                Err(fault) => {
                    on_problem.tell(fault);
                }
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
        if event.is_none_or(|event| event.concerns(record_of(of))) {
            state.load(None, on_problem);
        }
    });
    let changed = move || {
        state.load(None, on_problem);
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
