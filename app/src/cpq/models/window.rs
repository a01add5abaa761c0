//! Long lists are shown in part: so many at first, more when asked for, or what a word finds. A model from
//! another tool may have thousands of rules, and a page with a form for each would take long to come.

use i18n::{integer, k, t, tn};
use leptos::prelude::*;
use shared::kernel::{Lang, search_key};
use ui::{Button, Size, Variant};

/// Shown at first, and with each press.
const STEP: usize = 60;

/// What of a list is shown.
#[derive(Clone, Copy)]
pub struct Window {
    find: RwSignal<String>,
    shown: RwSignal<usize>,
    /// What came after these is new: it is shown.
    old: RwSignal<usize>,
    /// How many there were when it was last looked at.
    last: StoredValue<usize>,
}

impl Window {
    /// Of a list that has so many now.
    pub fn of(count: usize) -> Self {
        Self {
            find: RwSignal::new(String::new()),
            shown: RwSignal::new(STEP),
            old: RwSignal::new(count.max(STEP)),
            last: StoredValue::new(count),
        }
    }

    /// Positions that are shown, and how many are not, given each one's words.
    pub fn look(&self, words: impl Iterator<Item = String>) -> (Vec<usize>, usize) {
        let find = search_key(&self.find.get());
        let shown = self.shown.get();
        let words: Vec<String> = words.collect();
        // Many at once were not written by hand: another model was read.
        if words.len() > self.last.get_value() + 1 {
            self.old.set(words.len().max(STEP));
        }
        self.last.set_value(words.len());
        let old = self.old.get_untracked();
        let (mut here, mut hidden, mut found) = (Vec::new(), 0, 0);
        for (at, words) in words.iter().enumerate() {
            if !find.is_empty() && !search_key(words).contains(&find) {
                continue;
            }
            found += 1;
            if found <= shown || (find.is_empty() && at >= old) {
                here.push(at);
            } else {
                hidden += 1;
            }
        }
        (here, hidden)
    }
}

/// The box to find something with, over a long list.
#[component]
pub fn Find(lang: Lang, window: Window, id: &'static str) -> impl IntoView {
    let find = window.find;
    let is_long = Memo::new(move |_| window.old.get() != STEP);
    view! {
        <Show when=move || is_long.get()>
            <label class="model-cell" for=id>
                <span class="model-label">{t(lang, k::models::FIND_IN)}</span>
                <input id=id class="quote-input" type="search" autocomplete="off" prop:value=find on:input=move |event| find.set(event_target_value(&event))/>
            </label>
        </Show>
    }
}

/// The way to see what is not shown.
#[component]
pub fn More(lang: Lang, window: Window, hidden: usize) -> impl IntoView {
    (hidden > 0).then(|| {
        let n = i64::try_from(hidden).unwrap_or(i64::MAX);
        let label = tn(lang, k::models::MORE, n, &[("n", &integer(lang, n))]);
        let more = Callback::new(move |()| window.shown.update(|shown| *shown += STEP));
        view! { <div><Button label size=Size::Small variant=Variant::Ghost on_press=more/></div> }
    })
}
