//! The look of the present page, and the mark in its frame.

use crate::boot::{use_boot, use_lang};
use i18n::{k, t};
use leptos::prelude::*;
use shared::platform::branding::{Brand, Look};

/// The style sheet of the accent in the document.
pub const BRAND_SHEET: &str = "brand-sheet";

/// The look as it is now; a page that changes it says so here.
#[derive(Clone, Copy)]
pub struct BrandNow(pub RwSignal<Look>);

/// Makes the look known to the page, and gives the document what follows it.
pub fn provide_brand(look: Look) {
    let now = BrandNow(RwSignal::new(look));
    provide_context(now);
    Effect::new(move |before: Option<Brand>| {
        let brand = now.0.with(|look| look.brand.clone());
        // The document came with the first one.
        if before.is_some_and(|before| before != brand) {
            dress(&brand);
        }
        brand
    });
}

/// Gives the document another style sheet of the accent, or takes it away.
fn dress(brand: &Brand) {
    let known = document().get_element_by_id(BRAND_SHEET);
    match (brand.sheet_address(), known) {
        (Some(address), Some(sheet)) => {
            let _ = sheet.set_attribute("href", &address);
        }
        (Some(address), None) => {
            let (Ok(sheet), Some(head)) = (document().create_element("link"), document().head())
            else {
                return;
            };
            for (name, value) in [
                ("rel", "stylesheet"),
                ("id", BRAND_SHEET),
                ("href", &address),
            ] {
                let _ = sheet.set_attribute(name, value);
            }
            let _ = head.append_child(&sheet);
        }
        (None, Some(sheet)) => sheet.remove(),
        (None, None) => {}
    }
}

/// The company's logo and name; Jalon's where there is no logo.
#[component]
pub fn BrandMark(
    /// The mark alone; the link around it has a name of its own.
    #[prop(optional)]
    bare: bool,
    /// The box of the logo, in pixels.
    #[prop(default = (72, 28))]
    room: (u32, u32),
) -> impl IntoView {
    let lang = use_lang();
    let icon = use_boot().assets.icon;
    let now = use_context::<BrandNow>();
    let worn = move || {
        let look = now.map(|now| now.0.get()).unwrap_or_default();
        look.brand.logo.map(|logo| (logo, look.name))
    };
    move || {
        let app = t(lang, k::shell::APP_NAME);
        match worn() {
            Some((logo, name)) => {
                let (width, height) = logo.within(room.0, room.1);
                let name = if name.trim().is_empty() {
                    app.to_owned()
                } else {
                    name
                };
                view! {
                    <img class="brand-logo" src=logo.address() alt="" width=width.to_string() height=height.to_string() />
                    {(!bare).then(|| view! { <span class="brand-name">{name}</span> })}
                }
                .into_any()
            }
            None => view! {
                <img class="brand-mark" src=icon.clone() alt="" width="24" height="24" />
                {(!bare).then(|| view! { <span class="brand-name">{app}</span> })}
            }
            .into_any(),
        }
    }
}
