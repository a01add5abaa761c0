//! What lists share: filters and searches in the address, reading again.

use crate::live;
use crate::shell::use_search_word;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::kernel::event::Entity;
use std::time::Duration;
use ui::{Choice, Select, Tell};

/// Changes within this time cause one reading.
const GATHER: Duration = Duration::from_millis(400);

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

/// The text of a search box whose word lives in the address under `name`.
pub(crate) fn use_search(
    filters: AddressFilters,
    name: &'static str,
    asked: Signal<String>,
) -> RwSignal<String> {
    use_search_word(asked, move |text| filters.set(name, Some(text)))
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
    let again = live::gathered(GATHER, move || reload.tell(()));
    live::on_event(move |event| {
        let ours = event
            .is_none_or(|event| kinds.contains(&event.entity) || event.entity == Entity::Import);
        if ours {
            again();
        }
    });
}
