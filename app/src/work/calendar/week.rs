//! Days side by side with their hours: a week, or one day.

use super::create::Spot;
use super::item::{Item, ItemButton};
use super::page::address;
use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use chrono::{Datelike, NaiveDate, NaiveTime};
use i18n::{k, t, tf};
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::work::Whose;
use shared::work::calendar::{CalendarView, DayRange, Slot, days, lay_out};
use ui::{Glyph, Icon};

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
        .map(|day| {
            let class = if day == today {
                "cal-head is-today"
            } else {
                "cal-head"
            };
            let name = i18n::date_long(lang, day);
            view! {
                <li class=class>
                    <a
                        class="cal-head-day"
                        href=address(CalendarView::Day, day, whose)
                        aria-label=name.clone()
                        aria-current=(day == today).then_some("date")
                    >
                        <span class="cal-head-name">{i18n::weekday_short(lang, day.weekday())}</span>
                        <span class="cal-date">{day.day()}</span>
                    </a>
                    {may_add
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="cal-add"
                                    aria-label=tf(
                                        lang,
                                        k::work::calendar::ADD_ON,
                                        &[("day", &name)],
                                    )
                                    on:click=move |_| spot.set(Some((day, None)))
                                >
                                    <Icon glyph=Glyph::Plus class="icon-sm" />
                                </button>
                            }
                        })}
                </li>
            }
        })
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
    let hours = (0..24)
        .map(|hour| {
            let text = NaiveTime::from_hms_opt(hour, 0, 0)
                .map(|time| i18n::time(lang, range.first.and_time(time)))
                .unwrap_or_default();
            view! { <li class="cal-hour"><span>{text}</span></li> }
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
                    {hours}
                </ul>
                {columns}
            </div>
        </div>
    }
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
