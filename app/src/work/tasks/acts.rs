//! What is done to tasks selected in the list with one press.

use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::Lang;
use shared::platform::views::BulkAct;
use shared::work::tasks::Snooze;
use ui::{Button, Glyph, Menu, MenuItem, Size, Tell, Variant};

fn set(field: &str, value: &str) -> BulkAct {
    BulkAct::Set {
        field: field.to_owned(),
        value: value.to_owned(),
    }
}

/// Completes them, puts them off.
#[component]
pub(crate) fn TaskActs(
    lang: Lang,
    /// A change is running.
    busy: Signal<bool>,
    on_act: Callback<BulkAct>,
) -> impl IntoView {
    let choices = Snooze::MENU
        .into_iter()
        .map(|choice| {
            let label = word(lang, "work.snooze", choice.code());
            let press = Callback::new(move |()| on_act.tell(set("due", choice.code())));
            view! { <MenuItem label icon=Glyph::Clock disabled=busy on_press=press/> }
        })
        .collect_view();
    view! {
        <Button
            label=t(lang, k::work::COMPLETE)
            icon=Glyph::Check
            size=Size::Small
            disabled=busy
            on_press=Callback::new(move |()| on_act.tell(set("status", "done")))
        />
        <Menu
            id="list-postpone"
            label=t(lang, k::work::POSTPONE)
            text=t(lang, k::work::POSTPONE)
            variant=Variant::Secondary
            size=Size::Small
        >
            {choices}
        </Menu>
    }
}
