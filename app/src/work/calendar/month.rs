//! Whole weeks of a month.

use super::create::{Spot, add_button};
use super::item::{Item, ItemButton};
use super::page::address;
use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use chrono::{Datelike, NaiveDate};
use i18n::{Lang, k, tf, tn};
use leptos::prelude::*;
use shared::work::Whose;
use shared::work::calendar::{CalendarView, DayRange, days};

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
                let of_day = all.iter().filter(|item| item.day == day);
                of_day.cloned().collect::<Vec<_>>()
            })
        });
        let class = match (day == today, day.month() == anchor.month()) {
            (true, _) => "cal-day is-today",
            (false, true) => "cal-day",
            (false, false) => "cal-day is-outside",
        };
        let link = address(CalendarView::Day, day, whose);
        let first = move || {
            let shown = of_day.get().into_iter().take(SHOWN);
            shown
                .map(|item| view! { <ItemButton item tasks activities /> })
                .collect_view()
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
                        href=link.clone()
                        aria-label=i18n::date_long(lang, day)
                        aria-current=(day == today).then_some("date")
                        on:click=|event| event.stop_propagation()
                    >
                        {day.day()}
                    </a>
                    {may_add.then(|| add_button(lang, day, spot))}
                </div>
                {first}
                {move || rest(lang, of_day, &link)}
            </li>
        }
    };
    let label = tf(
        lang,
        k::work::calendar::GRID,
        &[("period", &i18n::month_year(lang, anchor))],
    );
    view! {
        <div>
            <ul class="cal-weekdays">{heads}</ul>
            <ul class="cal-days" aria-label=label>
                {days(range).map(cell).collect_view()}
            </ul>
        </div>
    }
}

/// How many more there are on a day, which lead to the day.
fn rest(lang: Lang, of_day: Memo<Vec<Item>>, link: &str) -> Option<impl IntoView + use<>> {
    let rest = of_day.with(Vec::len).saturating_sub(SHOWN);
    (rest > 0).then(|| {
        let count = i64::try_from(rest).unwrap_or(0);
        view! {
            <a class="cal-more" href=link.to_owned()>
                {tn(lang, k::work::calendar::MORE, count, &[])}
            </a>
        }
    })
}
