//! The page: which days, whose, and the view that shows them.

use super::agenda::Agenda;
use super::create::{AddDialog, Spot};
use super::item::{Item, items_of};
use super::month::MonthGrid;
use super::week::HourGrid;
use crate::boot::{may, use_lang, use_session};
use crate::call::Fault;
use crate::live;
use crate::routes::path;
use crate::shell::Page;
use crate::work::api;
use crate::work::dialogs::{ActivityDialog, ActivityEditor, TaskDialog, TaskEditor};
use crate::work::text::{upper_first, word};
use chrono::NaiveDate;
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::{Deserialize, Serialize};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Lang};
use shared::work::Whose;
use shared::work::activities::ActivityView;
use shared::work::calendar::ops::{CalendarItems, ReadCalendar};
use shared::work::calendar::{CalendarView, DayRange, range, step};
use shared::work::tasks::TaskView;
use ui::{
    Button, Choice, EmptyState, Glyph, IconButton, LinkButton, PageHeader, SegmentedControl,
    Skeleton, Variant, settled, use_toaster,
};

/// What the address asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Asked {
    view: CalendarView,
    day: NaiveDate,
    whose: Whose,
}

/// The address of a view around a day.
pub fn address(view: CalendarView, day: NaiveDate, whose: Whose) -> String {
    let whose = match whose {
        Whose::Mine => "",
        Whose::Team => "&whose=team",
    };
    format!("{}?view={}&day={day}{whose}", path::CALENDAR, view.code())
}

/// The page.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let lang = use_lang();
    let today = use_session().today;
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked {
            view: query
                .get("view")
                .and_then(|text| text.parse().ok())
                .unwrap_or_default(),
            day: query
                .get("day")
                .and_then(|text| text.parse().ok())
                .unwrap_or(today),
            whose: query
                .get("whose")
                .and_then(|text| text.parse().ok())
                .unwrap_or_default(),
        })
    });
    let found = Resource::new(
        move || asked.get(),
        move |asked| async move {
            let request = request(asked, lang);
            (asked, api::read_calendar(request).await)
        },
    );
    view! {
        <Page title=t(lang, k::work::CALENDAR_TITLE) />
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
            {move || Suspend::new(async move {
                match found.await {
                    (asked, Ok(items)) => settled(move || view! { <Loaded asked items /> }),
                    (_, Err(Fault(problem))) => {
                        view! {
                            <EmptyState glyph=Glyph::Alert title=problem_text(lang, &problem)>
                                <Button
                                    label=t(lang, k::ui::RETRY)
                                    on_press=Callback::new(move |()| found.refetch())
                                />
                                <LinkButton
                                    label=t(lang, k::work::calendar::TODAY)
                                    href=path::CALENDAR
                                />
                            </EmptyState>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn request(asked: Asked, lang: Lang) -> ReadCalendar {
    ReadCalendar {
        range: range(asked.view, asked.day, lang),
        whose: asked.whose,
        owner: None,
    }
}

/// The period shown, in words.
fn period(lang: Lang, asked: Asked, shown: DayRange) -> String {
    match asked.view {
        CalendarView::Month => upper_first(&i18n::month_year(lang, asked.day)),
        CalendarView::Day => upper_first(&i18n::date_long(lang, asked.day)),
        CalendarView::Week | CalendarView::Agenda => tf(
            lang,
            k::work::calendar::RANGE,
            &[
                ("from", &i18n::day_in_words(lang, shown.first)),
                ("to", &i18n::date_in_words(lang, shown.last)),
            ],
        ),
    }
}

/// What the views of the days are given. Cheap to copy.
#[derive(Clone, Copy)]
struct Days {
    asked: Asked,
    range: DayRange,
    today: NaiveDate,
    items: Memo<Vec<Item>>,
    spot: RwSignal<Option<Spot>>,
    tasks: TaskEditor,
    activities: ActivityEditor,
    may_add: bool,
}

impl Days {
    /// One below the other.
    fn list(self) -> AnyView {
        let Self {
            today,
            items,
            tasks,
            activities,
            ..
        } = self;
        view! { <Agenda items today tasks activities /> }.into_any()
    }

    /// As the address asks for them.
    fn grid(self) -> AnyView {
        let Self {
            asked,
            range,
            today,
            items,
            spot,
            tasks,
            activities,
            may_add,
        } = self;
        let whose = asked.whose;
        match asked.view {
            CalendarView::Month => view! {
                <MonthGrid range anchor=asked.day today whose items spot tasks activities may_add />
            }
            .into_any(),
            CalendarView::Week | CalendarView::Day => view! {
                <HourGrid range today whose items spot tasks activities may_add />
            }
            .into_any(),
            CalendarView::Agenda => self.list(),
        }
    }
}

#[component]
fn Loaded(asked: Asked, items: CalendarItems) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let today = session.today;
    let zone = StoredValue::new(session.actor.zone);
    let toaster = use_toaster();
    let cut = items.cut;
    let found = RwSignal::new(items);
    let all = Memo::new(move |_| zone.with_value(|zone| items_of(found.get(), zone)));
    let shown = range(asked.view, asked.day, lang);
    let tasks = TaskEditor::new();
    let activities = ActivityEditor::new();
    let spot = RwSignal::new(None::<Spot>);
    let may_add = may(Action::EditActivity);

    let reload = reader(asked, found);
    live::on_event(move |event| {
        if event.is_none_or(|event| matches!(event.entity, Entity::Task | Entity::Activity)) {
            reload();
        }
    });
    let delete_task = Callback::new(move |task: TaskView| {
        crate::work::delete_task(lang, toaster, task.id, reload);
    });
    let delete_activity = Callback::new(move |activity: ActivityView| {
        crate::work::delete_activity(lang, toaster, activity.id, reload);
    });
    let days = Days {
        asked,
        range: shown,
        today,
        items: all,
        spot,
        tasks,
        activities,
        may_add,
    };
    // A grid of seven days cannot be read on a telephone: the same days as a list.
    let (grid_class, list) = match asked.view {
        CalendarView::Month | CalendarView::Week => (
            "cal-frame desktop-only",
            Some(view! { <div class="phone-only">{days.list()}</div> }),
        ),
        CalendarView::Day | CalendarView::Agenda => ("cal-frame", None),
    };
    view! {
        <div class="page-bleed calendar">
            <Head asked shown spot may_add />
            {cut.then(|| view! { <p class="notice tone-warning">{t(lang, k::work::calendar::CUT)}</p> })}
            <div class=grid_class>{days.grid()}</div>
            {list}
            <AddDialog spot tasks activities />
            <TaskDialog
                editor=tasks
                on_saved=Callback::new(move |_: TaskView| reload())
                on_delete=delete_task
            />
            <ActivityDialog
                editor=activities
                on_saved=Callback::new(move |_: ActivityView| reload())
                on_delete=delete_activity
            />
        </div>
    }
}

/// What reads the days again. An answer that was overtaken is dropped: it would bring back what a later change has
/// moved.
fn reader(
    asked: Asked,
    found: RwSignal<CalendarItems>,
) -> impl Fn() + Copy + Send + Sync + 'static {
    let (lang, toaster) = (use_lang(), use_toaster());
    let turn = StoredValue::new(0_u32);
    move || {
        let mine = turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        // The page is gone.
        if mine.is_none() {
            return;
        }
        spawn_local(async move {
            let answer = api::read_calendar(request(asked, lang)).await;
            if turn.try_get_value() != mine {
                return;
            }
            match answer {
                Ok(items) => {
                    let _ = found.try_set(items);
                }
                Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
            }
        });
    }
}

/// Title, steps, views, whose.
#[component]
fn Head(
    asked: Asked,
    shown: DayRange,
    spot: RwSignal<Option<Spot>>,
    may_add: bool,
) -> impl IntoView {
    let lang = use_lang();
    let today = use_session().today;
    let go = StoredValue::new(use_navigate());
    let travel = move |to: Asked| {
        go.with_value(|go| {
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            go(&address(to.view, to.day, to.whose), options);
        });
    };
    let Asked { view, day, whose } = asked;
    let views: Vec<Choice> = CalendarView::ALL
        .iter()
        .map(|view| Choice::new(view.code(), word(lang, "work.calendar", view.code())))
        .collect();
    let view_value = RwSignal::new(view.code().to_owned());
    let whose_value = RwSignal::new(whose.code().to_owned());
    let people = vec![
        Choice::new(Whose::Mine.code(), t(lang, k::work::MINE)),
        Choice::new(Whose::Team.code(), t(lang, k::work::EVERYBODY)),
    ];
    let adding = if (shown.first..=shown.last).contains(&today) {
        today
    } else {
        day
    };
    view! {
        <PageHeader title=t(lang, k::work::CALENDAR_TITLE) subtitle=period(lang, asked, shown)>
            <Steps asked travel />
            <SegmentedControl
                id="calendar-view"
                label=t(lang, k::work::calendar::VIEW)
                options=views
                value=view_value
                on_change=Callback::new(move |picked: String| {
                    let view = picked.parse().unwrap_or_default();
                    travel(Asked { view, ..asked });
                })
            />
            <SegmentedControl
                id="calendar-whose"
                label=t(lang, k::work::WHOSE)
                options=people
                value=whose_value
                on_change=Callback::new(move |picked: String| {
                    let whose = picked.parse().unwrap_or_default();
                    travel(Asked { whose, ..asked });
                })
            />
            {may_add
                .then(|| {
                    view! {
                        <Button
                            label=t(lang, k::work::calendar::NEW)
                            variant=Variant::Primary
                            icon=Glyph::Plus
                            on_press=Callback::new(move |()| spot.set(Some((adding, None))))
                        />
                    }
                })}
        </PageHeader>
    }
}

/// A period back, to today, a period on.
#[component]
fn Steps<F>(asked: Asked, travel: F) -> impl IntoView
where
    F: Fn(Asked) + Copy + Send + Sync + 'static,
{
    let lang = use_lang();
    let today = use_session().today;
    let to = move |day: NaiveDate| Callback::new(move |()| travel(Asked { day, ..asked }));
    let by_period = move |on: bool| to(step(asked.view, asked.day, on));
    view! {
        <div class="cluster">
            <IconButton
                glyph=Glyph::ChevronLeft
                label=t(lang, k::work::calendar::PREVIOUS)
                variant=Variant::Secondary
                on_press=by_period(false)
            />
            <Button label=t(lang, k::work::calendar::TODAY) on_press=to(today) />
            <IconButton
                glyph=Glyph::ChevronRight
                label=t(lang, k::work::calendar::NEXT)
                variant=Variant::Secondary
                on_press=by_period(true)
            />
        </div>
    }
}
