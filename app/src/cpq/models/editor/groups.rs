//! The bundle: groups of options.

use super::attributes::fresh_key;
use super::cells::{AdderCells, Put, TextCell, TickCell, put};
use super::state::Studio;
use crate::cpq::catalog::api::list_products;
use crate::shell::form::own_language_first;
use i18n::{k, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::cpq::catalog::Product;
use shared::cpq::catalog::ops::ListProducts;
use shared::cpq::models::{Adder, BundleOption, Group, ModelContent};
use shared::kernel::LocalText;
use std::sync::Arc;
use ui::{Button, Glyph, IconButton, Size};

fn at<T: 'static>(
    position: usize,
    write: impl Fn(&mut Group, T) + Send + Sync + 'static,
) -> Put<T> {
    put(move |content: &mut ModelContent, value| {
        if let Some(group) = content.groups.get_mut(position) {
            write(group, value);
        }
    })
}

fn at_option<T: 'static>(
    position: usize,
    option: usize,
    write: impl Fn(&mut BundleOption, T) + Send + Sync + 'static,
) -> Put<T> {
    at(position, move |group, value| {
        if let Some(option) = group.options.get_mut(option) {
            write(option, value);
        }
    })
}

/// The catalogue's products, read once for the selects.
type Products = RwSignal<Arc<Vec<Product>>>;

/// The section.
#[component]
pub fn Groups(studio: Studio) -> impl IntoView {
    let lang = studio.lang;
    let products: Products = RwSignal::new(Arc::new(Vec::new()));
    Effect::new(move |_| {
        spawn_local(async move {
            let request = ListProducts {
                limit: 200,
                ..ListProducts::default()
            };
            if let Ok(list) = list_products(request).await {
                products.try_set(Arc::new(list.rows));
            }
        });
    });
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            let key = fresh_key(content, "group_");
            let option = BundleOption {
                key: fresh_key(content, "option_"),
                ..BundleOption::default()
            };
            content.groups.push(Group {
                key,
                max: 1,
                options: vec![option],
                ..Group::default()
            });
        });
    });
    view! {
        <section class="card" aria-labelledby="model-groups">
            <header class="card-header">
                <h2 class="card-title" id="model-groups">{t(lang, k::models::GROUPS)}</h2>
                <p class="muted tiny">{t(lang, k::models::GROUPS_HINT)}</p>
            </header>
            <div class="card-body stack">
                {move || {
                    studio.shape.track();
                    let groups = studio.draft.with_untracked(|draft| draft.content.groups.clone());
                    groups.into_iter().enumerate().map(|(at, group)| view! { <GroupRow studio at group products/> }).collect_view()
                }}
                {studio.editable.then(|| view! {
                    <div><Button label=t(lang, k::models::ADD_GROUP) icon=Glyph::Plus size=Size::Small on_press=add/></div>
                })}
            </div>
        </section>
    }
}

#[component]
fn GroupRow(studio: Studio, at: usize, group: Group, products: Products) -> impl IntoView {
    let lang = studio.lang;
    let field = move |name: &str| format!("groups.{at}.{name}");
    let name = group.name.get(lang).to_owned();
    let remove = tf(lang, k::models::REMOVE, &[("name", &name)]);
    let add = Callback::new(move |()| {
        studio.reshape(|content| {
            let key = fresh_key(content, "option_");
            if let Some(group) = content.groups.get_mut(at) {
                group.options.push(BundleOption {
                    key,
                    ..BundleOption::default()
                });
            }
        });
    });
    view! {
        <fieldset class="model-item">
            <legend class="visually-hidden">{name}</legend>
            <div class="model-row">
                <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=group.key.clone() field=field("key") set=self::at(at, |group, text: String| group.key = text)/>
                {own_language_first(
                    lang,
                    view! { <TextCell studio label=t(lang, k::models::NAME_EN) value=group.name.en.clone() field=field("name") set=self::at(at, |group, text: String| group.name.en = text)/> },
                    view! { <TextCell studio label=t(lang, k::models::NAME_FR) value=group.name.fr.clone() field=field("name") set=self::at(at, |group, text: String| group.name.fr = text)/> },
                )}
                <TextCell studio label=t(lang, k::models::MIN) class="model-small" value=group.min.to_string() field=field("min") set=self::at(at, |group, text: String| group.min = text.trim().parse().unwrap_or(0))/>
                <TextCell studio label=t(lang, k::models::MAX) class="model-small" value=group.max.to_string() field=field("max") set=self::at(at, |group, text: String| group.max = text.trim().parse().unwrap_or(0))/>
                <BelongsTo studio at of=group.of.clone()/>
                {studio.editable.then(|| view! {
                    <IconButton glyph=Glyph::Trash size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                        content.groups.remove(at);
                    }))/>
                })}
            </div>
            <div class="model-values">
                {group.options.into_iter().enumerate().map(|(option, written)| view! { <Row studio at option written products/> }).collect_view()}
                {studio.editable.then(|| view! {
                    <div><Button label=t(lang, k::models::ADD_OPTION) icon=Glyph::Plus size=Size::Small on_press=add/></div>
                })}
            </div>
        </fieldset>
    }
}

/// What a group is part of: the product, or an option of a group before it.
#[component]
fn BelongsTo(studio: Studio, at: usize, of: String) -> impl IntoView {
    let lang = studio.lang;
    let before: Vec<(String, String)> = studio.draft.with_untracked(|draft| {
        let groups = draft.content.groups.get(..at).unwrap_or_default();
        let options = groups.iter().flat_map(|group| &group.options);
        let named = options.map(|option| (option.key.clone(), option.name.get(lang).to_owned()));
        named.collect()
    });
    let taken = move |event| {
        let key = event_target_value(&event);
        studio.reshape(|content| {
            if let Some(group) = content.groups.get_mut(at) {
                group.of = key;
            }
        });
    };
    (!before.is_empty()).then(|| {
        let options = before.into_iter().map(|(key, name)| {
            let label = if name.is_empty() { key.clone() } else { name };
            let selected = key == of;
            view! { <option value=key selected=selected>{label}</option> }
        });
        view! {
            <label class="model-cell">
                <span class="model-label">{t(lang, k::models::OF)}</span>
                <select class="quote-input" disabled=!studio.editable on:change=taken>
                    <option value="">{t(lang, k::models::OF_PRODUCT)}</option>
                    {options.collect_view()}
                </select>
            </label>
        }
    })
}

#[component]
fn Row(
    studio: Studio,
    at: usize,
    option: usize,
    written: BundleOption,
    products: Products,
) -> impl IntoView {
    let lang = studio.lang;
    let field = move |name: &str| format!("groups.{at}.options.{option}.{name}");
    let remove = tf(
        lang,
        k::models::REMOVE,
        &[("name", &written.name.get(lang))],
    );
    let product = written.product_id;
    let taken = move |event| {
        let id = event_target_value(&event).parse().ok();
        let found = products
            .with_untracked(|all| all.iter().find(|product| Some(product.id) == id).cloned());
        studio.reshape(|content| {
            let option = content
                .groups
                .get_mut(at)
                .and_then(|group| group.options.get_mut(option));
            if let Some(option) = option {
                option.product_id = id;
                // A name of one's own stays.
                if let (Some(product), true) = (found, option.name == LocalText::default()) {
                    option.name = product.draft.name;
                    option.adder.cost = option.adder.cost.or(product.draft.cost);
                }
            }
        });
    };
    view! {
        <div class="model-row model-value">
            <TextCell studio label=t(lang, k::models::KEY) class="model-key" value=written.key.clone() field=field("key") set=at_option(at, option, |option, text: String| option.key = text)/>
            <label class="model-cell">
                <span class="model-label">{t(lang, k::models::PRODUCT)}</span>
                <select class="quote-input" disabled=!studio.editable on:change=taken>
                    <option value="">{t(lang, k::models::NO_PRODUCT)}</option>
                    {move || products.with(|all| all.iter().map(|found| {
                        let label = format!("{} · {}", found.draft.sku, found.draft.name.get(lang));
                        view! { <option value=found.id.to_string() selected=Some(found.id) == product>{label}</option> }
                    }).collect_view())}
                </select>
            </label>
            {own_language_first(
                lang,
                view! { <TextCell studio label=t(lang, k::models::NAME_EN) value=written.name.en.clone() field=field("name") set=at_option(at, option, |option, text: String| option.name.en = text)/> },
                view! { <TextCell studio label=t(lang, k::models::NAME_FR) value=written.name.fr.clone() field=field("name") set=at_option(at, option, |option, text: String| option.name.fr = text)/> },
            )}
            <TextCell studio label=t(lang, k::models::FROM) class="model-small" value=written.from.to_string() field=field("from") set=at_option(at, option, |option, text: String| option.from = text.trim().parse().unwrap_or(0))/>
            <TextCell studio label=t(lang, k::models::TO) class="model-small" value=written.to.to_string() field=field("from") set=at_option(at, option, |option, text: String| option.to = text.trim().parse().unwrap_or(0))/>
            <AdderCells studio adder=written.adder set=at_option(at, option, |option, adder: Adder| option.adder = adder)/>
            <TickCell studio label=t(lang, k::models::REQUIRED) on=written.required set=at_option(at, option, |option, on: bool| option.required = on)/>
            <TickCell studio label=t(lang, k::models::DEFAULT) on=written.default set=at_option(at, option, |option, on: bool| option.default = on)/>
            <TickCell studio label=t(lang, k::models::LOCKED) on=written.locked set=at_option(at, option, |option, on: bool| option.locked = on)/>
            {studio.editable.then(|| view! {
                <IconButton glyph=Glyph::X size=Size::Small label=remove on_press=Callback::new(move |()| studio.reshape(|content| {
                    if let Some(group) = content.groups.get_mut(at) {
                        group.options.remove(option);
                    }
                }))/>
            })}
        </div>
    }
}
