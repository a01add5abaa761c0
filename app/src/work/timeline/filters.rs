//! What a timeline is narrowed to, in the page's address: a link shows what its writer saw.

use crate::boot::use_lang;
use crate::crm::list::{AddressFilters, use_filter, use_search};
use crate::shell::focus_on;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::work::timeline::{TimelineFilter, TimelineKind};
use ui::{TextInput, ToggleChip};

/// The words, in the address.
const TEXT: &str = "timeline";
/// The kinds, in the address.
const KINDS: &str = "kinds";
/// The entry it leads to, in the address.
const ENTRY: &str = "entry";
/// How long an entry that is on the page is tried to be led to, in frames: about a second.
const FRAMES: u32 = 60;
/// Longer than anybody looks for.
const MAX_TEXT: u32 = 200;

/// What the address asks for. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Filters {
    address: AddressFilters,
    text: Memo<String>,
    /// Which entries.
    pub filter: Memo<TimelineFilter>,
    /// The activity it leads to; empty for none.
    entry: Memo<String>,
}

/// The id of an activity's entry on the page.
#[must_use]
pub fn place(activity: &str) -> String {
    format!("entry-{activity}")
}

impl Filters {
    pub fn new() -> Self {
        let (text, kinds) = (use_filter(TEXT), use_filter(KINDS));
        let filter = Memo::new(move |_| TimelineFilter::named(&kinds.get(), &text.get()));
        Self {
            address: AddressFilters::new(),
            text,
            filter,
            entry: use_filter(ENTRY),
        }
    }

    /// Goes to the entry the address leads to, once it is there: `shown` follows what is on the page.
    pub fn lead_to_entry(self, shown: impl Fn() + 'static) {
        let been = StoredValue::new(String::new());
        Effect::new(move |_| {
            shown();
            let entry = self.entry.get();
            if entry.is_empty() {
                been.set_value(entry);
                return;
            }
            lead(entry, been, FRAMES);
        });
    }

    /// Shows everything.
    pub fn clear(self) {
        self.address
            .set_all(vec![(TEXT, None), (KINDS, None), (ENTRY, None)]);
    }

    /// Shows a kind, alone or with others, or no longer.
    fn toggle(self, kind: TimelineKind) {
        let mut filter = self.filter.get_untracked();
        if filter.kinds.contains(&kind) {
            filter.kinds.retain(|other| *other != kind);
        } else {
            filter.kinds.push(kind);
            filter.kinds.sort();
        }
        self.address.set(KINDS, Some(filter.kind_codes()));
    }
}

/// Tries once a frame: a palette that is still open, or the heading of a page that has just come, may hold the focus.
fn lead(entry: String, been: StoredValue<String>, frames: u32) {
    request_animation_frame(move || {
        if been.try_with_value(|been| *been == entry) != Some(false) {
            return;
        }
        if focus(&place(&entry)) {
            been.set_value(entry);
        } else if frames > 0 {
            lead(entry, been, frames - 1);
        }
    });
}

/// Brings what has this id into sight and under the keys, from behind another tab, too; whether it is there now.
fn focus(id: &str) -> bool {
    focus_on(id);
    let element = document().active_element();
    element.is_some_and(|element| element.id() == id)
}

/// The box for words, and a chip for each kind of entry: those that are on are shown alone.
#[component]
pub fn TimelineFilters(filters: Filters) -> impl IntoView {
    let lang = use_lang();
    let typed = use_search(filters.address, TEXT, filters.text.into());
    let chip = move |kind: TimelineKind| {
        let label = word(lang, "work.timeline.kind", kind.code());
        let on = Signal::derive(move || filters.filter.with(|all| all.kinds.contains(&kind)));
        let toggle = Callback::new(move |()| filters.toggle(kind));
        view! { <ToggleChip label on on_toggle=toggle /> }
    };
    let chips = TimelineKind::ALL.iter().copied().map(chip).collect_view();
    let clear = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && typed.with_untracked(|text| !text.is_empty()) {
            event.prevent_default();
            typed.set(String::new());
        }
    };
    view! {
        <div class="stack-sm timeline-filters" role="search" aria-label=t(lang, k::work::TIMELINE_SEARCH)>
            <div on:keydown=clear>
                <TextInput
                    id="timeline-search"
                    kind="search"
                    bare=true
                    label=t(lang, k::work::TIMELINE_SEARCH)
                    placeholder=t(lang, k::work::TIMELINE_SEARCH)
                    max_length=MAX_TEXT
                    value=typed
                />
            </div>
            <div class="filter-bar" role="group" aria-label=t(lang, k::work::TIMELINE_FILTER)>
                {chips}
            </div>
        </div>
    }
}
