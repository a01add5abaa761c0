//! One picture of the look: a file to choose, what is chosen, the way to do without.

use super::form::{Chosen, Form};
use super::read::read;
use i18n::{Key, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::branding::Place;
use ui::{Button, Size};

/// Takes the file that was chosen.
fn take(form: Form, place: Place, input: &web_sys::HtmlInputElement) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    form.busy.set(true);
    spawn_local(async move {
        match read(place, &file).await {
            Ok(fresh) => {
                let _ = form.place(place).try_set(Chosen::New(fresh));
                form.findings.check(Vec::new());
            }
            Err(issue) => {
                form.findings.check(vec![issue]);
            }
        }
        let _ = form.busy.try_set(false);
    });
}

/// The field of a picture.
#[component]
pub(super) fn PictureField(
    form: Form,
    place: Place,
    /// What it is called, what is good to know, the words that take it away.
    words: (Key, Key, Key),
) -> impl IntoView {
    let lang = form.lang;
    let code = place.code();
    let chosen = form.place(place);
    let error = form.findings.of(code);
    let (id, hint, said) = (
        format!("brand-{code}"),
        format!("brand-{code}-hint"),
        format!("brand-{code}-error"),
    );
    let described = format!("{hint} {said}");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t(lang, words.0)}</label>
            {move || chosen.with(Chosen::shown).map(|(picture, source)| {
                let (width, height) = picture.within(240, 64);
                view! {
                    <div class="brand-chosen">
                        <img class="brand-logo" src=source alt=t(lang, k::branding::CHOSEN) width=width.to_string() height=height.to_string() />
                        <Button
                            label=t(lang, words.2)
                            size=Size::Small
                            disabled=form.busy
                            on_press=Callback::new(move |()| {
                                chosen.set(Chosen::None);
                                form.findings.clear();
                            })
                        />
                    </div>
                }
            })}
            <input
                id=id
                class="input"
                type="file"
                accept="image/png,image/jpeg,image/webp"
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
                disabled=move || form.busy.get()
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    take(form, place, &input);
                    input.set_value("");
                }
            />
            <span class="field-hint" id=hint>{t(lang, words.1)}</span>
            <span class="field-error" id=said role="alert">{move || error.get()}</span>
        </div>
    }
}
