//! Adding to the calendar: a task, or a meeting.

use crate::boot::{use_lang, use_session};
use crate::work::dialogs::{ActivityEditor, TaskEditor, TaskSeed};
use chrono::{NaiveDate, NaiveTime};
use i18n::{Lang, k, t, tf};
use leptos::prelude::*;
use shared::work::LinksView;
use shared::work::activities::{ActivityDraft, ActivityKind};
use shared::work::tasks::Due;
use ui::{Button, Dialog, Glyph, Icon};

/// Where a person pressed: a day, with a time in the grids.
pub type Spot = (NaiveDate, Option<NaiveTime>);

/// The button that adds something to a day.
pub fn add_button(lang: Lang, day: NaiveDate, spot: RwSignal<Option<Spot>>) -> AnyView {
    let name = i18n::date_long(lang, day);
    view! {
        <button
            type="button"
            class="cal-add"
            aria-label=tf(lang, k::work::calendar::ADD_ON, &[("day", &name)])
            on:click=move |event| {
                event.stop_propagation();
                spot.set(Some((day, None)));
            }
        >
            <Icon glyph=Glyph::Plus class="icon-sm" />
        </button>
    }
    .into_any()
}

/// Asks what to add at `spot`; closed while there is none.
#[component]
pub fn AddDialog(
    spot: RwSignal<Option<Spot>>,
    tasks: TaskEditor,
    activities: ActivityEditor,
) -> impl IntoView {
    let lang = use_lang();
    let zone = StoredValue::new(use_session().actor.zone);
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(spot.with(Option::is_some)));
    let title = Signal::derive(move || match spot.get() {
        Some((day, time)) => {
            let day = i18n::date_long(lang, day);
            let text = tf(lang, k::work::calendar::ADD_ON, &[("day", &day)]);
            match time.zip(spot.get().map(|(day, _)| day)) {
                Some((time, day)) => format!("{text}, {}", i18n::time(lang, day.and_time(time))),
                None => text,
            }
        }
        None => String::new(),
    });
    let add_task = move || {
        let Some((day, time)) = spot.get_untracked() else {
            return;
        };
        spot.set(None);
        let due = time.map_or(Due::Day(day), |time| {
            Due::At(zone.with_value(|zone| zone.instant(day.and_time(time))))
        });
        tasks.create(TaskSeed {
            due,
            ..TaskSeed::default()
        });
    };
    let add_meeting = move || {
        let Some((day, time)) = spot.get_untracked() else {
            return;
        };
        spot.set(None);
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let at = zone.with_value(|zone| zone.instant(day.and_time(time.unwrap_or(nine))));
        let draft = ActivityDraft {
            kind: ActivityKind::Meeting,
            at,
            minutes: Some(60),
            ..ActivityDraft::default()
        };
        activities.create(draft, LinksView::default());
    };
    view! {
        <Dialog
            id="calendar-add"
            title
            open
            close_label=t(lang, k::ui::CLOSE)
            on_close=Callback::new(move |()| spot.set(None))
        >
            <div class="dialog-body">
                <p class="visually-hidden">{t(lang, k::work::calendar::WHAT)}</p>
                <div class="cluster">
                    <Button
                        label=t(lang, k::work::calendar::TASK)
                        icon=Glyph::CheckCircle
                        on_press=Callback::new(move |()| add_task())
                    />
                    <Button
                        label=t(lang, k::work::calendar::MEETING)
                        icon=Glyph::Users
                        on_press=Callback::new(move |()| add_meeting())
                    />
                </div>
            </div>
        </Dialog>
    }
}
