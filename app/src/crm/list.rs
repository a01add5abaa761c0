//! What lists share: filters and searches in the address, reading again.

use crate::live;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::kernel::event::Entity;
use std::time::Duration;
use ui::{Choice, Select, Tell};

/// Reads and writes filters in the page's address, so that a link shows what its writer saw.
#[derive(Clone, Copy)]
pub(crate) struct AddressFilters {
    write: Callback<Vec<(&'static str, Option<String>)>>,
}

impl AddressFilters {
    pub(crate) fn new() -> Self {
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
    pub(crate) fn set(self, name: &'static str, value: Option<String>) {
        self.write.tell(vec![(name, value)]);
    }

    /// Sets several at once: one entry of the history, one reading of the list.
    pub(crate) fn set_all(self, values: Vec<(&'static str, Option<String>)>) {
        self.write.tell(values);
    }
}

/// The value of a filter in the address; empty when absent.
pub(crate) fn use_filter(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|map| map.get(name).unwrap_or_default()))
}

/// Opens the dialog of a new record when the address says so: the frame's create menu and the
/// command palette lead here with `?new=1`.
pub(crate) fn use_asked(creating: RwSignal<bool>, may_create: bool) {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|map| map.get("new").is_some()));
    Effect::new(move |_| {
        if asked.get() && may_create {
            creating.set(true);
        }
    });
}

/// The text of a search box whose value lives in the address; written after a pause in typing.
pub(crate) fn use_search(
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
pub(crate) fn FilterSelect(
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

/// Calls `reload` when a record of these kinds changed anywhere; many changes at once (an import)
/// call it once.
pub(crate) fn use_reload(kinds: &'static [Entity], reload: Callback<()>) {
    let waiting = StoredValue::new(false);
    live::on_event(move |event| {
        let ours = event
            .is_none_or(|event| kinds.contains(&event.entity) || event.entity == Entity::Import);
        if ours && waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    if waiting.try_update_value(|now| *now = false).is_some() {
                        reload.tell(());
                    }
                },
                Duration::from_millis(400),
            );
        }
    });
}
