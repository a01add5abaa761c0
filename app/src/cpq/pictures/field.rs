//! The picture in the form of a product. Choosing a file saves it at once; its words are saved with a
//! button of their own.

use super::api;
use super::shrink::shrink;
use crate::shell::form::{error_of, own_language_first};
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::pictures::Picture;
use shared::cpq::pictures::ops::{GetPicture, RemovePicture, SavePicture};
use shared::kernel::{Issue, Lang, LocalText, ProductId};
use ui::{Button, TextInput, Toaster, Variant, use_toaster};

/// What the field holds.
#[derive(Clone, Copy)]
struct Held {
    lang: Lang,
    product_id: ProductId,
    picture: RwSignal<Option<Picture>>,
    text_en: RwSignal<String>,
    text_fr: RwSignal<String>,
    issues: RwSignal<Vec<Issue>>,
    busy: RwSignal<bool>,
    toaster: Toaster,
}

impl Held {
    fn show(self, picture: Option<Picture>) {
        let text = picture.as_ref().map(|one| one.text.clone());
        let text = text.unwrap_or_default();
        self.text_en.try_set(text.en);
        self.text_fr.try_set(text.fr);
        self.picture.try_set(picture);
    }

    fn error(self, field: &'static str) -> Signal<Option<String>> {
        error_of(self.lang, self.issues, field)
    }

    fn failed(self, fault: &crate::call::Fault) {
        if fault.0.issues.is_empty() {
            self.toaster.problem(problem_text(self.lang, &fault.0));
        }
        self.issues.try_set(fault.0.issues.clone());
    }

    /// Saves the words, and the picture where there is another one.
    async fn save(self, content: Option<String>) {
        let request = SavePicture {
            product_id: self.product_id,
            content,
            text: LocalText::new(self.text_en.get_untracked(), self.text_fr.get_untracked()),
        };
        match api::save(request).await {
            Ok(picture) => {
                self.issues.try_set(Vec::new());
                self.show(Some(picture));
                self.toaster
                    .success(t(self.lang, k::cpq::products::PICTURE_SAVED));
            }
            Err(fault) => self.failed(&fault),
        }
        self.busy.try_set(false);
    }

    fn take(self, input: &web_sys::HtmlInputElement) {
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            match shrink(&file).await {
                Some(content) => self.save(Some(content)).await,
                None => {
                    let issue = Issue::error("picture_unreadable", "content");
                    self.issues.try_set(vec![issue]);
                    self.busy.try_set(false);
                }
            }
        });
    }

    fn remove(self) {
        self.busy.set(true);
        spawn_local(async move {
            let product_id = self.product_id;
            match api::remove(RemovePicture { product_id }).await {
                Ok(()) => {
                    self.issues.try_set(Vec::new());
                    self.show(None);
                    self.toaster
                        .success(t(self.lang, k::cpq::products::PICTURE_REMOVED));
                }
                Err(fault) => self.failed(&fault),
            }
            self.busy.try_set(false);
        });
    }
}

/// The picture of a product that is there already.
#[component]
pub fn PictureField(lang: Lang, product_id: ProductId) -> impl IntoView {
    let held = Held {
        lang,
        product_id,
        picture: RwSignal::new(None),
        text_en: RwSignal::new(String::new()),
        text_fr: RwSignal::new(String::new()),
        issues: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        toaster: use_toaster(),
    };
    // The form opens in the browser only: nothing of it is on the page a server sends.
    Effect::new(move |_| {
        spawn_local(async move {
            match api::get(GetPicture { product_id }).await {
                Ok(picture) => held.show(picture),
                Err(fault) => held.failed(&fault),
            }
        });
    });
    let some = move || held.picture.with(Option::is_some);
    // Said once, at the first of the two texts.
    let hint = move |of: Lang| {
        if of == lang {
            t(lang, k::cpq::products::PICTURE_TEXT_HINT)
        } else {
            ""
        }
    };
    view! {
        <fieldset class="picture-field">
            <legend class="field-label">{t(lang, k::cpq::products::PICTURE)}</legend>
            {move || {
                held.picture
                    .get()
                    .map(|picture| {
                        let alt = picture.text.get(lang).to_owned();
                        view! {
                            <img
                                class="picture-shown"
                                src=format!("/pictures/{}", picture.id)
                                alt=alt
                                width=picture.width.to_string()
                                height=picture.height.to_string()
                            />
                        }
                    })
            }}
            <FileBox held />
            <Show when=some>
                {own_language_first(
                    lang,
                    view! { <TextInput id="product-picture-en" label=t(lang, k::cpq::products::PICTURE_TEXT_EN) hint=hint(Lang::En) value=held.text_en max_length=200 error=held.error("text_en") /> },
                    view! { <TextInput id="product-picture-fr" label=t(lang, k::cpq::products::PICTURE_TEXT_FR) hint=hint(Lang::Fr) value=held.text_fr max_length=200 error=held.error("text_fr") /> },
                )}
                <div class="cluster">
                    <Button
                        label=t(lang, k::cpq::products::PICTURE_SAVE_TEXT)
                        busy=held.busy
                        on_press=Callback::new(move |()| {
                            held.busy.set(true);
                            spawn_local(held.save(None));
                        })
                    />
                    <Button label=t(lang, k::cpq::products::PICTURE_REMOVE) variant=Variant::Danger busy=held.busy on_press=Callback::new(move |()| held.remove()) />
                </div>
            </Show>
        </fieldset>
    }
}

/// The box for the file, with what is wrong with the one that was chosen.
#[component]
fn FileBox(held: Held) -> impl IntoView {
    let lang = held.lang;
    let problem = held.error("content");
    view! {
        <div class="field">
            <label class="field-label" for="product-picture">{t(lang, k::cpq::products::PICTURE_FILE)}</label>
            <input
                id="product-picture"
                class="input"
                type="file"
                accept="image/png,image/jpeg,image/webp"
                aria-describedby="product-picture-hint product-picture-error"
                aria-invalid=move || problem.get().map(|_| "true")
                disabled=move || held.busy.get()
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    held.take(&input);
                    input.set_value("");
                }
            />
            <span class="field-hint" id="product-picture-hint">{t(lang, k::cpq::products::PICTURE_HINT)}</span>
            <span class="field-error" id="product-picture-error" role="alert">{move || problem.get()}</span>
        </div>
    }
}
