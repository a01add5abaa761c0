//! From a missing fact to the place where it is filled in.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use shared::deals::pipelines::Criterion;

/// What of the page shows a fact: the tab that holds it (none: it is always in sight), and its
/// control, by a selector.
const fn place(criterion: Criterion) -> (Option<&'static str>, &'static str) {
    match criterion {
        Criterion::Account => (None, ".deal-account button"),
        Criterion::Amount => (None, "#deal-amount .inline-read"),
        Criterion::CloseDate => (None, "#deal-close-date .inline-read"),
        Criterion::NextStep => (Some("details"), "#deal-next-step .inline-read"),
        Criterion::LossReason => (Some("details"), "#deal-loss-reason .inline-read"),
        Criterion::Contact => (Some("details"), "#deal-add-contact"),
        // Somebody on the deal may be it already: their role is the first thing to look at.
        Criterion::DecisionMaker | Criterion::Champion => {
            (Some("details"), "#deal-contacts select, #deal-add-contact")
        }
        Criterion::Activity => (Some("timeline"), "#quick-log"),
        Criterion::Products => (Some("products"), "#deal-add-product"),
        Criterion::Quote | Criterion::AcceptedQuote => (Some("quotes"), "#deal-panel-quotes a"),
        Criterion::Competitor => (Some("details"), "#deal-add-competitor"),
        Criterion::Team => (Some("details"), "#deal-add-member"),
    }
}

/// Opens the tab of what a gate asks for, brings its control into sight and focuses it. `name` is that of
/// [`Needed::name`](crate::deals::gate::Needed::name); of an unknown one nothing comes.
pub fn find_needed(tab: RwSignal<String>, name: &str) {
    if let Some(key) = name.strip_prefix("own.") {
        let id = key.replace('_', "-");
        find(tab, Some("details"), format!("#own-{id} .inline-read"));
    } else if let Ok(criterion) = name.parse::<Criterion>() {
        let (wanted, selector) = place(criterion);
        find(tab, wanted, selector.to_owned());
    }
}

fn find(tab: RwSignal<String>, wanted: Option<&'static str>, selector: String) {
    // Wide, the details stand beside the tabs, and the tab of theirs is hidden.
    let beside = wanted == Some("details") && details_are_beside();
    if let Some(wanted) = wanted.filter(|_| !beside) {
        tab.set(wanted.to_owned());
    }
    // The panel is in sight after the next paint.
    request_animation_frame(move || {
        let Some(control) = document().query_selector(&selector).ok().flatten() else {
            return;
        };
        show(&control);
        if let Ok(control) = control.dyn_into::<HtmlElement>() {
            let _ = control.focus();
        }
    });
}

fn details_are_beside() -> bool {
    document()
        .get_element_by_id("deal-tab-details")
        .is_none_or(|tab| tab.client_height() == 0)
}

fn show(control: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    control.scroll_into_view_with_scroll_into_view_options(&options);
}
