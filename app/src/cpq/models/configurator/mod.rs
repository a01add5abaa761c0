//! The configurator: every value shows whether it is chosen, follows, is open or excluded; a press on
//! what is excluded says why and how to have it anyway. Only what changes is drawn again, so the focus
//! stays where it is.

mod count;
mod desk;
pub mod items;
mod side;
pub mod why;

pub use desk::{Desk, Look};

use crate::cpq::models::window::{Find, More, Window};
use crate::cpq::models::words;
use i18n::{k, t, tf};
use items::{Card, ChoiceValues, MemberValues, NumberValues, OptionRow, Toggle};
use leptos::prelude::*;
use shared::cpq::models::{Attribute, AttributeKind, Item};
use shared::kernel::Quantity;
use side::Side;
use std::sync::Arc;

/// The items on the left, choices and price beside them.
#[component]
pub fn Configurator(
    desk: Desk,
    /// List price of a unit without options; `None` where there is no line (the preview).
    base: Option<shared::kernel::UnitPrice>,
    /// How many units.
    quantity: Quantity,
) -> impl IntoView {
    let lang = desk.lang;
    let content = desk.content();
    if !desk
        .session
        .with_value(shared::cpq::models::Session::possible)
    {
        return view! { <p class="notice tone-danger">{t(lang, k::models::cfg::VOID)}</p> }
            .into_any();
    }
    let window = Window::of(content.attributes.len());
    let attributes = {
        let content = Arc::clone(&content);
        move || {
            let words = content
                .attributes
                .iter()
                .map(|attribute| format!("{} {}", attribute.key, attribute.name.get(lang)));
            let (here, hidden) = window.look(words);
            let shown = here
                .into_iter()
                .filter_map(|at| content.attributes.get(at).map(|of| (at, of)));
            view! {
                {shown.map(|(at, attribute)| item(desk, at, attribute)).collect_view()}
                <More lang window hidden/>
            }
        }
    };
    let groups = content
        .groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let name = group.name.get(lang).to_owned();
            let mut hint = words::how_many(lang, group.min, group.max, group.options.len());
            if let Some(bundle) = content.bundle_of(group) {
                let name = bundle.name.get(lang);
                let of = tf(lang, k::models::cfg::PART_OF, &[("name", &name)]);
                hint = format!("{hint} · {of}");
            }
            let keys = group.options.iter().map(|option| option.key.clone()).collect();
            let options = group
                .options
                .iter()
                .enumerate()
                .map(|(option, written)| {
                    view! { <OptionRow desk option=written.clone() item=Item::Option { group: at, option }/> }
                })
                .collect_view();
            view! {
                <Card desk name items=keys hint>
                    <div class="cfg-options">{options}</div>
                </Card>
            }
        })
        .collect_view();
    view! {
        <div class="cfg">
            <div class="cfg-main">
                <Find lang window id="find-item"/>
                {attributes}
                {groups}
            </div>
            <aside class="cfg-side"><Side desk base quantity/></aside>
        </div>
    }
    .into_any()
}

/// An attribute.
fn item(desk: Desk, at: usize, attribute: &Attribute) -> AnyView {
    let lang = desk.lang;
    let name = attribute.name.get(lang).to_owned();
    let key = attribute.key.clone();
    match &attribute.kind {
        AttributeKind::Choice { .. } => view! {
            <Card desk name items=vec![key.clone()] hint=String::new()>
                <ChoiceValues desk key=key.clone()/>
            </Card>
        }
        .into_any(),
        AttributeKind::Number { .. } => view! {
            <Card desk name items=vec![key.clone()] hint=String::new()>
                <NumberValues desk key=key.clone() attribute=at/>
            </Card>
        }
        .into_any(),
        AttributeKind::Flag { .. } => view! {
            <Card desk name items=vec![key.clone()] hint=String::new()>
                <Toggle desk item=key.clone()/>
            </Card>
        }
        .into_any(),
        AttributeKind::Multi { min, max, values } => {
            let hint = words::how_many(lang, *min, *max, values.len());
            let members: Vec<String> = values
                .iter()
                .map(|value| format!("{key}.{}", value.key))
                .collect();
            view! {
                <Card desk name items=members hint>
                    <MemberValues desk attribute=at/>
                </Card>
            }
            .into_any()
        }
    }
}
