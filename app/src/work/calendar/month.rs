//! Whole weeks of a month.

use super::create::Spot;
use super::item::{Item, ItemButton};
use super::page::address;
use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use chrono::{Datelike, NaiveDate};
use i18n::{k, tf, tn};
use leptos::prelude::*;
use shared::work::Whose;
use shared::work::calendar::{CalendarView, DayRange, days};
use ui::{Glyph, Icon};

/// Items shown in a day before the rest becomes a count.
const SHOWN: usize = 4;

/// The grid.
#[component]
pub fn MonthGrid(
    range: DayRange,
    anchor: NaiveDate,
    today: NaiveDate,
    whose: Whose,
    #[prop(into)] items: Signal<Vec<Item>>,
    spot: RwSignal<Option<Spot>>,
    tasks: TaskEditor,
    activities: ActivityEditor,
    may_add: bool,
) -> impl IntoView {
    let lang = use_lang();
    let heads = days(range)
        .take(7)
        .map(|day| {
            view! {
                <li class="cal-weekday" aria-hidden="true">
                    {i18n::weekday_short(lang, day.weekday())}
                </li>
            }
        })
        .collect_view();
    let cell = move |day: NaiveDate| {
        let of_day = Memo::new(move |_| {
            items.with(|all| {
                all.iter()
                    .filter(|item| item.day == day)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        });
        let class = match (day == today, day.month() == anchor.month()) {
            (true, _) => "cal-day is-today",
            (false, true) => "cal-day",
            (false, false) => "cal-day is-outside",
        };
        let name = i18n::date_long(lang, day);
        let link = address(CalendarView::Day, day, whose);
        let more_link = link.clone();
        let more = move || {
            let rest = of_day.with(Vec::len).saturating_sub(SHOWN);
            (rest > 0).then(|| {
                let count = i64::try_from(rest).unwrap_or(0);
                view! {
                    <a class="cal-more" href=more_link.clone()>
                        {tn(lang, k::work::calendar::MORE, count, &[])}
                    </a>
                }
            })
        };
        view! {
            <li
                class=class
                on:click=move |_| {
                    if may_add {
                        spot.set(Some((day, None)));
                    }
                }
            >
                <div class="cal-day-head">
                    <a
                        class="cal-date"
                        href=link
                        aria-label=name.clone()
                        aria-current=(day == today).then_some("date")
                        on:click=|event| event.stop_propagation()
                    >
                        {day.day()}
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
                                    on:click=move |event| {
                                        event.stop_propagation();
                                        spot.set(Some((day, None)));
                                    }
                                >
                                    <Icon glyph=Glyph::Plus class="icon-sm" />
                                </button>
                            }
                        })}
                </div>
                {move || {
                    of_day
                        .get()
                        .into_iter()
                        .take(SHOWN)
                        .map(|item| view! { <ItemButton item tasks activities /> })
                        .collect_view()
                }}
                {more}
            </li>
        }
    };
    let label = tf(
        lang,
        k::work::calendar::GRID,
        &[("period", &i18n::month_year(lang, anchor))],
    );
    view! {
        <div class="cal-month">
            <ul class="cal-weekdays">{heads}</ul>
            <ul class="cal-days" aria-label=label>
                {days(range).map(cell).collect_view()}
            </ul>
        </div>
    }
}
