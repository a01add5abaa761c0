//! The cells of the list of products that say or do more than their value.

use super::api::get_product;
use super::products::Editing;
use crate::boot::may;
use crate::cpq::labels;
use crate::platform::views::Presses;
use crate::routes;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::ops::GetProduct;
use shared::kernel::{Action, Lang, ProductId};
use shared::platform::views::{Cell, ViewRow};
use ui::{Badge, Glyph, Icon, Tone, use_toaster};

/// Columns the cells below are made from, shown or not.
pub(crate) const SUPPORT: &[&str] = &["sku", "status"];

/// The name of a product: for those who keep products it opens the form where it stands, with the way to its model
/// beside it; others it leads to the catalogue.
pub(crate) fn product_name(
    lang: Lang,
    row: &ViewRow,
    name: String,
    cell: impl Fn(&str) -> Cell,
) -> AnyView {
    let id = ProductId(row.id);
    let sku = match cell("sku") {
        Cell::Text(sku) => sku,
        _ => String::new(),
    };
    let keeps = may(Action::ManageProducts);
    let editing = use_context::<Editing>().filter(|_| keeps);
    let toaster = use_toaster();
    let presses = Presses::new();
    let model = keeps.then(|| {
        let label = t(lang, k::models::EDIT);
        view! {
            <a class="btn btn-ghost btn-icon btn-sm" href=routes::product_model(id) title=label>
                <Icon glyph=Glyph::Settings class="icon-sm"/>
                <span class="visually-hidden">{label}" "{sku.clone()}</span>
            </a>
        }
    });
    view! {
        <a
            class="row-anchor"
            href=routes::product(&sku)
            on:mousedown=move |_| presses.down()
            on:click=move |event| {
                let plain = presses.is_plain(&event);
                let Some(editing) = editing.filter(|_| plain) else { return };
                event.prevent_default();
                spawn_local(async move {
                    match get_product(GetProduct { id }).await {
                        Ok(product) => {
                            let _ = editing.try_set(Some(Some(product)));
                        }
                        Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                    }
                });
            }
        >
            {name}
        </a>
        {model}
    }
    .into_any()
}

/// The cell of this field, where it is one of these; `cell` gives the values of the row.
pub(crate) fn product_cell(
    lang: Lang,
    field: &str,
    cell: impl Fn(&str) -> Cell,
) -> Option<AnyView> {
    Some(match (field, cell(field)) {
        ("status", Cell::Word(word)) => {
            let (tone, icon, text) = if word == "active" {
                (Tone::Success, Glyph::Check, k::cpq::products::ACTIVE)
            } else {
                (Tone::Neutral, Glyph::Minus, k::cpq::products::OFF)
            };
            view! { <Badge text=t(lang, text) tone icon/> }.into_any()
        }
        ("unit", Cell::Text(unit)) => labels::unit(lang, &unit).into_any(),
        ("sku", Cell::Text(sku)) => view! { <span class="nowrap">{sku}</span> }.into_any(),
        _ => return None,
    })
}
