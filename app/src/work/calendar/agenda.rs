//! The days that have something, one below the other: for telephones, and for reading ahead.

use super::item::{Item, ItemButton};
use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use crate::work::text::upper_first;
use chrono::NaiveDate;
use i18n::{k, t};
use leptos::prelude::*;
use ui::{EmptyState, Glyph};

/// The list.
#[component]
pub fn Agenda(
    #[prop(into)] items: Signal<Vec<Item>>,
    today: NaiveDate,
    tasks: TaskEditor,
    activities: ActivityEditor,
) -> impl IntoView {
    let lang = use_lang();
    let days = move || {
        let mut days: Vec<(NaiveDate, Vec<Item>)> = Vec::new();
        for item in items.get() {
            match days.last_mut() {
                Some((day, all)) if *day == item.day => all.push(item),
                _ => days.push((item.day, vec![item])),
            }
        }
        days
    };
    let heading = move |day: NaiveDate| {
        let name = upper_first(&i18n::date_long(lang, day));
        let away = (day - today).num_days();
        if (-1..=1).contains(&away) {
            format!(
                "{} · {name}",
                upper_first(&i18n::relative_day(lang, day, today))
            )
        } else {
            name
        }
    };
    view! {
        <div class="cal-agenda">
            <Show
                when=move || items.with(|items| !items.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState
                            glyph=Glyph::Calendar
                            title=t(lang, k::work::calendar::EMPTY)
                            text=t(lang, k::work::calendar::EMPTY_TEXT)
                        />
                    }
                }
            >
                {move || {
                    days()
                        .into_iter()
                        .map(|(day, all)| {
                            view! {
                                <section>
                                    <h2 class="cal-agenda-title">{heading(day)}</h2>
                                    <div class="cal-agenda-items">
                                        {all
                                            .into_iter()
                                            .map(|item| {
                                                view! {
                                                    <ItemButton item tasks activities long=true />
                                                }
                                            })
                                            .collect_view()}
                                    </div>
                                </section>
                            }
                        })
                        .collect_view()
                }}
            </Show>
        </div>
    }
}
