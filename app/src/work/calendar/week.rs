//! Days side by side with their hours: a week, or one day.

use super::create::{Spot, add_button};
use super::item::{Item, ItemButton};
use super::page::address;
use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use chrono::{Datelike, NaiveDate, NaiveTime};
use i18n::{Lang, k, t};
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::work::Whose;
use shared::work::calendar::{CalendarView, DayRange, Slot, days, lay_out};

/// Slots of a day: one per quarter of an hour.
const QUARTERS: i32 = 96;
/// The hour the grid is scrolled to at first.
const FIRST_HOUR: i32 = 7;

/// The grid.
#[component]
pub fn HourGrid(
    range: DayRange,
    today: NaiveDate,
    whose: Whose,
    #[prop(into)] items: Signal<Vec<Item>>,
    spot: RwSignal<Option<Spot>>,
    tasks: TaskEditor,
    activities: ActivityEditor,
    may_add: bool,
) -> impl IntoView {
    let lang = use_lang();
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            // A little before it: the hour's name stands across its line.
            frame.set_scroll_top(frame.scroll_height() * FIRST_HOUR / 24 - 12);
        }
    });
    let heads = days(range)
        .map(|day| head(lang, day, today, whose, may_add.then_some(spot)))
        .collect_view();
    let whole_days = days(range)
        .map(|day| {
            view! {
                <li class="cal-whole">
                    {move || {
                        items
                            .get()
                            .into_iter()
                            .filter(|item| item.day == day && item.time.is_none())
                            .map(|item| view! { <ItemButton item tasks activities /> })
                            .collect_view()
                    }}
                </li>
            }
        })
        .collect_view();
    let columns = days(range)
        .map(|day| {
            view! { <DayColumn day today items spot tasks activities may_add /> }
        })
        .collect_view();
    let class = if range.first == range.last {
        "cal-hours-grid cal-one"
    } else {
        "cal-hours-grid"
    };
    view! {
        <div class=class>
            <ul class="cal-heads">
                <li class="cal-corner" aria-hidden="true"></li>
                {heads}
            </ul>
            <ul class="cal-wholes" aria-label=t(lang, k::work::calendar::ALL_DAY)>
                <li class="cal-corner small muted">{t(lang, k::work::calendar::ALL_DAY)}</li>
                {whole_days}
            </ul>
            <div
                class="cal-scroll"
                node_ref=frame
                tabindex="0"
                role="region"
                aria-label=t(lang, k::work::CALENDAR_TITLE)
            >
                <ul class="cal-axis" aria-hidden="true">
                    {hours(lang, range.first)}
                </ul>
                {columns}
            </div>
        </div>
    }
}

/// A day's name and date, and the button that adds something to it.
fn head(
    lang: Lang,
    day: NaiveDate,
    today: NaiveDate,
    whose: Whose,
    spot: Option<RwSignal<Option<Spot>>>,
) -> AnyView {
    let is_today = day == today;
    view! {
        <li class=if is_today { "cal-head is-today" } else { "cal-head" }>
            <a
                class="cal-head-day"
                href=address(CalendarView::Day, day, whose)
                aria-label=i18n::date_long(lang, day)
                aria-current=is_today.then_some("date")
            >
                <span class="cal-head-name">{i18n::weekday_short(lang, day.weekday())}</span>
                <span class="cal-date">{day.day()}</span>
            </a>
            {spot.map(|spot| add_button(lang, day, spot))}
        </li>
    }
    .into_any()
}

/// The names of the hours, as they are read on `day`.
fn hours(lang: Lang, day: NaiveDate) -> AnyView {
    let hour = move |hour| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0);
        let text = time.map(|time| i18n::time(lang, day.and_time(time)));
        view! { <li class="cal-hour"><span>{text.unwrap_or_default()}</span></li> }
    };
    (0..24).map(hour).collect_view().into_any()
}

/// The half hour at a press, from its height in the column.
fn half_hour(event: &MouseEvent) -> Option<NaiveTime> {
    let column = event
        .current_target()?
        .dyn_into::<web_sys::Element>()
        .ok()?;
    let frame = column.get_bounding_client_rect();
    let share = (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 48 half hours"
    )]
    let half = (share.clamp(0.0, 0.999) * 48.0) as u32;
    NaiveTime::from_hms_opt(half / 2, half % 2 * 30, 0)
}

#[component]
fn DayColumn(
    day: NaiveDate,
    today: NaiveDate,
    items: Signal<Vec<Item>>,
    spot: RwSignal<Option<Spot>>,
    tasks: TaskEditor,
    activities: ActivityEditor,
    may_add: bool,
) -> impl IntoView {
    let lang = use_lang();
    let placed = Memo::new(move |_| {
        let timed: Vec<(Item, Slot)> = items.with(|all| {
            all.iter()
                .filter(|item| item.day == day)
                .filter_map(|item| Some((item.clone(), item.slot()?)))
                .collect()
        });
        let slots: Vec<Slot> = timed.iter().map(|(_, slot)| *slot).collect();
        timed
            .into_iter()
            .zip(lay_out(&slots))
            .map(|((item, _), place)| (item, place_class(place)))
            .collect::<Vec<(Item, String)>>()
    });
    let class = if day == today {
        "cal-column is-today"
    } else {
        "cal-column"
    };
    view! {
        <div
            class=class
            role="group"
            aria-label=i18n::date_long(lang, day)
            on:click=move |event| {
                if may_add {
                    spot.set(Some((day, half_hour(&event))));
                }
            }
        >
            {move || {
                placed
                    .get()
                    .into_iter()
                    .map(|(item, place)| {
                        view! { <ItemButton item tasks activities place long=true /> }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// The classes of a place: no inline styles, so that the content policy can stay strict. More than
/// six columns share the sixth.
pub fn place_class(place: shared::work::calendar::Placed) -> String {
    let start = (place.start / 15).clamp(0, QUARTERS - 1);
    let span = ((place.end - place.start + 14) / 15).clamp(1, QUARTERS);
    let columns = place.columns.min(6);
    let column = place.column.min(columns - 1);
    format!("cal-s{start} cal-n{span} cal-c{column}of{columns}")
}
