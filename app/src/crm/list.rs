//! What both lists share: filters in the address, the keyboard, more rows.

use crate::boot::use_session;
use crate::live;
use i18n::{Lang, k, t};
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::kernel::event::Entity;
use shared::kernel::{Named, UserId};
use std::time::Duration;
use ui::{Choice, Select};

/// Reads and writes filters in the page's address, so that a link shows what its writer saw.
#[derive(Clone, Copy)]
pub(super) struct AddressFilters {
    write: Callback<Vec<(&'static str, Option<String>)>>,
}

impl AddressFilters {
    pub(super) fn new() -> Self {
        let (query, location) = (use_query_map(), use_location());
        let navigate = use_navigate();
        let write = Callback::new(move |values: Vec<(&'static str, Option<String>)>| {
            let mut map = query.get_untracked();
            for (name, value) in values {
                map.remove(name);
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    map.insert(name, value);
                }
            }
            let address = format!(
                "{}{}",
                location.pathname.get_untracked(),
                map.to_query_string()
            );
            // Filters replace the entry of the history: "back" leaves the list.
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address, options);
        });
        Self { write }
    }

    /// Sets a filter; `None` or an empty text removes it.
    pub(super) fn set(self, name: &'static str, value: Option<String>) {
        self.write.run(vec![(name, value)]);
    }

    /// Sets several at once: one entry of the history, one reading of the list.
    pub(super) fn set_all(self, values: Vec<(&'static str, Option<String>)>) {
        self.write.run(values);
    }
}

/// The value of a filter in the address; empty when absent.
pub(super) fn use_filter(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|map| map.get(name).unwrap_or_default()))
}

/// `j` and `k` walk the rows of the table in `#frame`, Enter opens one (they are links), `/` goes to
/// the search box `#search`, `c` calls `create`.
pub(super) fn use_list_keys(frame: &'static str, search: &'static str, create: Callback<()>) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
                return;
            }
            match event.key().as_str() {
                "j" => step(frame, 1),
                "k" => step(frame, -1),
                "/" => focus(search),
                "c" => create.run(()),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || handle.remove());
    });
}

/// The keys belong to a text box, a list or an open dialog.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let inside = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| {
            element
                .closest("input, textarea, select, dialog, [popover], [contenteditable]")
                .ok()
                .flatten()
                .is_some()
        });
    let dialog = document().query_selector("dialog[open]").ok().flatten();
    inside || dialog.is_some()
}

fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

fn step(frame: &str, by: i64) {
    let Ok(rows) = document().query_selector_all(&format!("#{frame} .row-anchor")) else {
        return;
    };
    let count = i64::from(rows.length());
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let now = (0..rows.length()).find(|index| {
        let row = rows.item(*index);
        row.is_some() && row.as_ref() == active.as_ref().map(AsRef::as_ref)
    });
    let next = match now {
        Some(index) => (i64::from(index) + by).clamp(0, count - 1),
        None => 0,
    };
    let row = u32::try_from(next).ok().and_then(|next| rows.item(next));
    if let Some(row) = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

/// The text of a search box whose value lives in the address; written after a pause in typing.
pub(super) fn use_search(
    filters: AddressFilters,
    name: &'static str,
    asked: Signal<String>,
) -> RwSignal<String> {
    let text = RwSignal::new(asked.get_untracked());
    let written = StoredValue::new(asked.get_untracked());
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let now = text.get();
        if now.trim() == written.get_value() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    written.set_value(now.trim().to_owned());
                    filters.set(name, Some(now.trim().to_owned()));
                }
            },
            Duration::from_millis(200),
        );
    });
    // A change of the address from elsewhere (a link, "clear filters") shows in the box.
    Effect::new(move |_| {
        let now = asked.get();
        if now != written.get_value() {
            written.set_value(now.clone());
            text.set(now);
        }
    });
    text
}

/// A select whose value lives in the address; its first entry is "all".
#[component]
pub(super) fn FilterSelect(
    filters: AddressFilters,
    id: &'static str,
    all: &'static str,
    choices: Vec<Choice>,
    name: &'static str,
) -> impl IntoView {
    let now = use_filter(name);
    let value = RwSignal::new(now.get_untracked());
    Effect::new(move |_| value.set(now.get()));
    let options: Vec<Choice> = std::iter::once(Choice::new("", all))
        .chain(choices)
        .collect();
    view! {
        <Select
            id
            label=all
            bare=true
            value
            options
            on_commit=Callback::new(move |value: String| filters.set(name, Some(value)))
        />
    }
}

/// The owners as entries of a filter; "mine" comes first for those who own records.
pub(super) fn owner_choices(lang: Lang, owners: &[Named<UserId>]) -> Vec<Choice> {
    let me = use_session().actor.user_id;
    let mut choices: Vec<Choice> = owners
        .iter()
        .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()))
        .collect();
    if let Some(at) = owners.iter().position(|owner| owner.id == me) {
        let mut mine = choices.remove(at);
        mine.label = t(lang, k::crm::MINE).to_owned();
        choices.insert(0, mine);
    }
    choices
}

/// Calls `reload` when a record of these kinds changed anywhere; many changes at once (an import)
/// call it once.
pub(super) fn use_reload(kinds: &'static [Entity], reload: Callback<()>) {
    let waiting = StoredValue::new(false);
    live::on_event(move |event| {
        let ours = event.is_none_or(|event| kinds.contains(&event.entity));
        if ours && waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    if waiting.try_update_value(|now| *now = false).is_some() {
                        reload.run(());
                    }
                },
                Duration::from_millis(400),
            );
        }
    });
}
