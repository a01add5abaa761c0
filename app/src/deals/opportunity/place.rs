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

/// Pictures waited for at most until what is looked for is on the page.
const PICTURES: u32 = 120;

fn find(tab: RwSignal<String>, wanted: Option<&'static str>, selector: String) {
    // A page one comes to from another stands some pictures after its parts were made.
    when_there("#deal-tab-details".to_owned(), PICTURES, move |_| {
        // Wide, the details stand beside the tabs, and the tab of theirs is hidden.
        let beside = wanted == Some("details") && details_are_beside();
        if let Some(wanted) = wanted.filter(|_| !beside) {
            tab.set(wanted.to_owned());
        }
        // The panel is in sight after the next paint.
        when_there(selector, PICTURES, |control| {
            show(&control);
            if let Ok(control) = control.dyn_into::<HtmlElement>() {
                let _ = control.focus();
            }
        });
    });
}

/// Hands over what `selector` finds, at the next picture or as soon as it is there; nothing comes of what is not.
fn when_there(selector: String, pictures: u32, then: impl FnOnce(Element) + 'static) {
    request_animation_frame(
        move || match document().query_selector(&selector).ok().flatten() {
            Some(found) => then(found),
            None if pictures > 0 => when_there(selector, pictures - 1, then),
            None => {}
        },
    );
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
