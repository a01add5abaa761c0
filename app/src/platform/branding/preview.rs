//! How the look is met: the customer's page in both appearances, a mail, the head of a quote. Nothing of it is
//! saved yet; the colours are those the server will serve, from the same rule.

use super::form::{Chosen, Form};
use i18n::{k, t};
use leptos::prelude::*;
use shared::platform::branding::{BrandPicture, JALON, palette};

/// The pictures of how it will look.
#[component]
pub(super) fn Preview(form: Form, #[prop(into)] name: String) -> impl IntoView {
    let lang = form.lang;
    let frame = NodeRef::<leptos::html::Div>::new();
    // Through the object model: the policy of the page refuses styles in its text.
    Effect::new(move |_| {
        let made = palette(form.colour().unwrap_or(JALON));
        let Some(frame) = frame.get() else {
            return;
        };
        let style: &web_sys::CssStyleDeclaration = &web_sys::HtmlElement::style(&frame);
        for (token, value) in made.tokens() {
            let _ = style.set_property(token, &value);
        }
    });
    let name = StoredValue::new(name);
    view! {
        <div class="brand-preview" node_ref=frame>
            <Pane scene="is-light" title=t(lang, k::branding::preview::ROOM_LIGHT)>
                <Room form name />
            </Pane>
            <Pane scene="is-dark" title=t(lang, k::branding::preview::ROOM_DARK)>
                <Room form name />
            </Pane>
            <Pane scene="is-light" title=t(lang, k::branding::preview::MAIL)>
                <div class="brand-mail">
                    <Head form name />
                    <p>{t(lang, k::branding::preview::MAIL_TEXT)}</p>
                    <span class="btn btn-primary">{t(lang, k::branding::preview::MAIL_BUTTON)}</span>
                </div>
            </Pane>
            <Pane scene="is-light" title=t(lang, k::branding::preview::DOCUMENT)>
                <div class="brand-paper">
                    <span class="brand-bar"></span>
                    <div class="brand-line">
                        <Logo form />
                        <strong>{name.get_value()}</strong>
                        <strong class="brand-kind">{t(lang, k::cpq::document::QUOTE)}</strong>
                    </div>
                </div>
            </Pane>
        </div>
    }
}

#[component]
fn Pane(scene: &'static str, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <figure class=format!("brand-pane {scene}")>
            <figcaption class="small muted">{title}</figcaption>
            <div class="brand-scene">{children()}</div>
        </figure>
    }
}

#[component]
fn Logo(form: Form) -> impl IntoView {
    move || {
        form.logo.with(Chosen::shown).map(|(picture, source)| {
            let (width, height) = BrandPicture::within(&picture, 160, 40);
            view! { <img class="brand-logo" src=source alt="" width=width.to_string() height=height.to_string() /> }
        })
    }
}

#[component]
fn Head(form: Form, name: StoredValue<String>) -> impl IntoView {
    view! {
        <p class="brand-line room-seller">
            <Logo form />
            <span>{name.get_value()}</span>
        </p>
    }
}

#[component]
fn Room(form: Form, name: StoredValue<String>) -> impl IntoView {
    let lang = form.lang;
    view! {
        <Head form name />
        <strong>{t(lang, k::branding::preview::TITLE)}</strong>
        <span class="brand-link">{t(lang, k::branding::preview::LINK)}</span>
        <span class="btn btn-primary">{t(lang, k::room::TO_SIGNING)}</span>
    }
}
