//! Speaks to screen readers: what a drag does, what a search found, what changed by itself.

use leptos::prelude::*;

/// Says things aloud. One per application, by [`provide_announcer`]; found by [`use_announcer`].
#[derive(Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
}

/// Makes the [`Announcer`] known to everything below.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer {
        text: RwSignal::new(String::new()),
    };
    provide_context(announcer);
    announcer
}

/// The application's [`Announcer`]; a silent one where none was provided.
#[must_use]
pub fn use_announcer() -> Announcer {
    use_context().unwrap_or_else(|| Announcer {
        text: RwSignal::new(String::new()),
    })
}

impl Announcer {
    /// Says `text` as soon as the reader is free. The same text twice is said twice.
    pub fn say(self, text: impl Into<String>) {
        let text = text.into();
        let _ = self.text.try_update(|now| {
            // A region is read when its text changes: a no-break space makes a repetition differ.
            let again = *now == text;
            *now = text;
            if again {
                now.push('\u{a0}');
            }
        });
    }
}

/// The region that is read aloud; once per application.
#[component]
pub fn LiveRegion() -> impl IntoView {
    let announcer = use_announcer();
    view! { <div class="visually-hidden" role="status" aria-live="polite" id="announcer">{announcer.text}</div> }
}

/// Text for screen readers only.
#[component]
pub fn VisuallyHidden(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <span class="visually-hidden">{text}</span> }
}

/// The first link of a page, seen when focused: jumps over the navigation to `#main`.
#[component]
pub fn SkipLink(#[prop(into)] text: String) -> impl IntoView {
    view! { <a class="skip-link" href="#main">{text}</a> }
}
