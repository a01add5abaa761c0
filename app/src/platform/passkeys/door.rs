//! The button of the sign-in page and of its second step. Those pages have no program: a form, and a script
//! that fills it.

use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::kernel::Lang;
use ui::{Glyph, Icon};

/// What fills the form, for the document; it does nothing on a page without one.
#[must_use]
pub const fn passkey_script() -> &'static str {
    include_str!("sign_in.js")
}

/// The button, named by `label`. Without scripts there is none: it would do nothing.
#[must_use]
pub fn passkey_door(lang: Lang, label: Key, next: &str) -> AnyView {
    view! {
        <form
            id="passkey-form"
            class="passkey-door"
            method="post"
            action="/sign-in/passkey"
            data-cancelled=t(lang, k::issue::PASSKEY_CANCELLED)
            data-unsupported=t(lang, k::issue::PASSKEY_UNSUPPORTED)
            data-origin=t(lang, k::issue::PASSKEY_ORIGIN)
            data-many=t(lang, k::auth::TOO_MANY)
            data-unavailable=t(lang, k::auth::UNAVAILABLE)
            data-failed=t(lang, k::issue::PASSKEY_FAILED)
        >
            <input type="hidden" name="next" value=next.to_owned() />
            <input type="hidden" name="answer" value="" />
            <button type="submit" class="btn btn-block">
                <Icon glyph=Glyph::Lock />
                <span>{t(lang, label)}</span>
            </button>
            <p id="passkey-told" class="notice tone-danger" role="alert" hidden></p>
        </form>
    }
    .into_any()
}
