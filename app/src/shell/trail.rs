//! From record to record in the order of the list one came from, filtered and sorted as it was.

use super::{focus_on, use_shortcut};
use crate::boot::use_lang;
use i18n::{Key, k, t};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use ui::{Glyph, LinkButton, Size, Variant};

/// The addresses of the records of the list that was seen last, in its order. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Trail(RwSignal<Vec<String>>);

/// Makes it known to everything below.
pub(super) fn provide_trail() {
    provide_context(Trail(RwSignal::new(Vec::new())));
}

/// The trail of the application; one that nobody follows where there is none.
#[must_use]
pub fn use_trail() -> Trail {
    use_context().unwrap_or_else(|| Trail(RwSignal::new(Vec::new())))
}

impl Trail {
    /// From now on these lead to one another.
    pub fn lay(self, addresses: Vec<String>) {
        let same = self.0.try_with_untracked(|now| *now == addresses);
        if same == Some(false) {
            self.0.set(addresses);
        }
    }

    /// The addresses before and after this one; `None` when it is not of the list.
    fn beside(self, here: &str) -> Option<[Option<String>; 2]> {
        self.0.with(|all| {
            let at = all.iter().position(|one| one == here)?;
            let before = at.checked_sub(1).and_then(|at| all.get(at).cloned());
            Some([before, all.get(at + 1).cloned()])
        })
    }
}

/// The way on and back, on the page of a record of the list.
#[component]
pub(super) fn TrailNav() -> impl IntoView {
    let trail = use_trail();
    let path = use_location().pathname;
    let beside = Memo::new(move |_| path.with(|path| trail.beside(path)));
    view! {
        <Show when=move || beside.with(Option::is_some)>
            <Ways beside/>
        </Show>
    }
}

#[component]
fn Ways(beside: Memo<Option<[Option<String>; 2]>>) -> impl IntoView {
    let lang = use_lang();
    let way = move |index: usize| {
        beside.with(|beside| beside.as_ref().and_then(|both| both.get(index)?.clone()))
    };
    let navigate = use_navigate();
    for (index, key, label) in [
        (0, "p", k::shell::PREVIOUS_RECORD),
        (1, "n", k::shell::NEXT_RECORD),
    ] {
        let navigate = navigate.clone();
        let go = Callback::new(move |()| {
            if let Some(href) = untrack(|| way(index)) {
                // The heading that has the focus goes with its record: the page around both keeps it.
                focus_on("main");
                navigate(&href, NavigateOptions::default());
            }
        });
        use_shortcut(key, t(lang, label), go);
    }
    let link = move |index: usize, label: Key, glyph: Glyph| {
        way(index).map(|href| {
            view! {
                <LinkButton label=t(lang, label) href variant=Variant::Ghost size=Size::Small icon=glyph/>
            }
        })
    };
    view! {
        <nav class="cluster" aria-label=t(lang, k::shell::IN_THE_LIST)>
            {move || link(0, k::shell::PREVIOUS_RECORD, Glyph::ChevronLeft)}
            {move || link(1, k::shell::NEXT_RECORD, Glyph::ChevronRight)}
        </nav>
    }
}
