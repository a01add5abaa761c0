//! `/admin/branding`: logo, icon, accent, and how they will look.

use super::api;
use super::form::Form;
use super::picture::PictureField;
use super::preview::Preview;
use crate::boot::{may, use_lang, use_session};
use crate::platform::admin::{Loaded, Section};
use crate::routes::path;
use crate::shell::form::{FormNotice, use_findings};
use i18n::{Key, k, number_trimmed, t, tf};
use leptos::prelude::*;
use rust_decimal::Decimal;
use shared::kernel::{Action, Lang};
use shared::platform::branding::ops::GetBranding;
use shared::platform::branding::{Brand, Colour, JALON, Place, palette, shifts};
use ui::{Button, Card, TextInput, Variant, use_toaster};

/// Colours to begin with; each has its word in the catalogue.
const SWATCHES: [(&str, Key); 8] = [
    ("#3b4cca", k::branding::swatch::INDIGO),
    ("#1670b8", k::branding::swatch::BLUE),
    ("#0b7f86", k::branding::swatch::TEAL),
    ("#17804f", k::branding::swatch::GREEN),
    ("#c2570c", k::branding::swatch::ORANGE),
    ("#c8283a", k::branding::swatch::RED),
    ("#9a3fb5", k::branding::swatch::PURPLE),
    ("#2b3240", k::branding::swatch::SLATE),
];

/// The company's look.
#[component]
pub fn BrandingPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| api::get(GetBranding {}));
    view! {
        <Section title=k::branding::TITLE>
            <Loaded loaded lines=8 let(brand)><Editor brand /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Editor(brand: Brand) -> impl IntoView {
    let lang = use_lang();
    let may = may(Action::ManageCompany);
    let form = Form::of(brand, lang, use_findings(), use_toaster());
    let name = use_session().company;
    view! {
        <div class="brand-page">
            <Card id="branding" title=t(lang, k::branding::TITLE)>
                <form novalidate on:submit=move |event| { event.prevent_default(); form.save(); }>
                    <fieldset class="form" disabled=!may>
                        <legend class="visually-hidden">{t(lang, k::branding::TITLE)}</legend>
                        <p class="muted">{t(lang, k::branding::INTRO)}</p>
                        <PictureField form place=Place::Logo words=(k::branding::LOGO, k::branding::LOGO_HINT, k::branding::LOGO_REMOVE) />
                        <PictureField form place=Place::Icon words=(k::branding::ICON, k::branding::ICON_HINT, k::branding::ICON_REMOVE) />
                        <Accent form />
                        <p class="small">
                            {t(lang, k::branding::FOOT)} " "
                            <a href=format!("{}#company-footer-en", path::ADMIN_COMPANY)>{t(lang, k::branding::FOOT_LINK)}</a>
                        </p>
                        <FormNotice text=form.findings.rest(&["logo", "icon", "accent"]) />
                        {may.then(|| view! {
                            <div class="form-actions">
                                <Button label=t(lang, k::branding::SAVE) variant=Variant::Primary submit=true busy=form.busy />
                                <Button label=t(lang, k::branding::RESET) disabled=Signal::derive(move || form.busy.get() || form.is_jalons()) on_press=Callback::new(move |()| form.reset()) />
                            </div>
                        })}
                    </fieldset>
                </form>
            </Card>
            <Card id="branding-preview" title=t(lang, k::branding::preview::CARD)>
                <Preview form name />
            </Card>
        </div>
    }
}

/// The accent: typed, picked, or one of some; and what becomes of it.
#[component]
fn Accent(form: Form) -> impl IntoView {
    let lang = form.lang;
    let picker = move || form.colour().unwrap_or(JALON).to_string();
    let swatches = SWATCHES
        .into_iter()
        .map(|(colour, name)| {
            let on = move || form.colour().map(|accent| accent.to_string()).as_deref() == Some(colour);
            view! {
                <button
                    type="button"
                    class="brand-swatch"
                    aria-label=t(lang, name)
                    title=t(lang, name)
                    aria-pressed=move || if on() { "true" } else { "false" }
                    on:click=move |_| form.accent.set(colour.to_owned())
                >
                    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="10" cy="10" r="10" fill=colour /></svg>
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="brand-accent">
            <TextInput id="brand-accent" label=t(lang, k::branding::ACCENT) hint=t(lang, k::branding::ACCENT_HINT) placeholder="#3b4cca" value=form.accent max_length=9 error=form.findings.of("accent") />
            <div class="field">
                <label class="field-label" for="brand-picker">{t(lang, k::branding::PICKER)}</label>
                <input
                    id="brand-picker"
                    class="input brand-picker"
                    type="color"
                    prop:value=picker
                    value=picker
                    on:input=move |event| form.accent.set(event_target_value(&event))
                />
            </div>
        </div>
        <div class="cluster" role="group" aria-label=t(lang, k::branding::SWATCHES)>{swatches}</div>
        <div role="status">
            <ul class="brand-told small">
                {move || {
                    let told = form.colour().map(|accent| told(lang, accent)).unwrap_or_default();
                    told.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()
                }}
            </ul>
        </div>
    }
}

fn ratio(lang: Lang, hundredths: i64) -> String {
    number_trimmed(lang, Decimal::new(hundredths, 2), 2)
}

/// What becomes of an accent: the text on it, and the shades taken in its place.
fn told(lang: Lang, accent: Colour) -> Vec<String> {
    let light = palette(accent).light;
    let key = if light.on == Colour::WHITE {
        k::branding::ON_WHITE
    } else {
        k::branding::ON_BLACK
    };
    let on = ratio(lang, light.on_hundredths());
    let mut lines = vec![tf(lang, key, &[("ratio", &on)])];
    for shift in shifts(accent) {
        let (was, is) = (ratio(lang, shift.was), ratio(lang, shift.is));
        let shade = shift.shade.to_string();
        if let Some(key) = Key::by_name(&format!("branding.shift.{}", shift.kind.code())) {
            lines.push(tf(
                lang,
                key,
                &[("was", &was), ("shade", &shade), ("is", &is)],
            ));
        }
    }
    lines
}
