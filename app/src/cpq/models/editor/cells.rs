//! Small inputs in rows: each writes what was typed into its place of the content.

use super::state::Studio;
use crate::cpq::numbers;
use i18n::issue_text;
use leptos::prelude::*;
use shared::cpq::models::{Adder, ModelContent};
use shared::kernel::UnitPrice;
use std::sync::Arc;

/// Writes what was typed into its place.
pub type Put<T> = Arc<dyn Fn(&mut ModelContent, T) + Send + Sync>;

/// A setter.
pub fn put<T>(write: impl Fn(&mut ModelContent, T) + Send + Sync + 'static) -> Put<T> {
    Arc::new(write)
}

/// A text. `set` writes it; `field` is where a finding about it points.
#[component]
pub fn TextCell(
    studio: Studio,
    #[prop(into)] label: String,
    value: String,
    #[prop(into)] field: String,
    #[prop(optional)] class: &'static str,
    set: Put<String>,
) -> impl IntoView {
    let lang = studio.lang;
    let wrong = Memo::new(move |_| {
        let issues = studio.issues_at(&field);
        issues.first().map(|issue| issue_text(lang, issue))
    });
    view! {
        <label class=format!("model-cell {class}")>
            <span class="model-label">{label}</span>
            <input
                class="quote-input"
                autocomplete="off"
                spellcheck="false"
                value=value
                disabled=!studio.editable
                aria-invalid=move || wrong.get().map(|_| "true")
                title=move || wrong.get().unwrap_or_default()
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    studio.edit(|content| set(content, typed));
                }
            />
            {move || wrong.get().map(|text| view! { <span class="model-wrong tiny" role="alert">{text}</span> })}
        </label>
    }
}

/// A price, negative ones too, or nothing.
pub fn to_price(lang: shared::kernel::Lang, text: &str) -> Option<UnitPrice> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    UnitPrice::from_decimal(i18n::parse_decimal(lang, text, "price").ok()?)
}

/// Price and cost of something.
#[component]
pub fn AdderCells(studio: Studio, adder: Adder, set: Put<Adder>) -> impl IntoView {
    let lang = studio.lang;
    let now = StoredValue::new(adder);
    let shown = |price: UnitPrice| numbers::price(lang, price);
    let put = move |change: &dyn Fn(&mut Adder)| {
        now.update_value(|adder| change(adder));
        let adder = now.get_value();
        studio.edit(|content| set(content, adder));
    };
    let (put, put_cost) = (put.clone(), put);
    let price = if adder.price.0 == 0 {
        String::new()
    } else {
        shown(adder.price)
    };
    let cost = adder.cost.map(shown).unwrap_or_default();
    view! {
        <label class="model-cell model-money">
            <span class="model-label">{i18n::t(lang, i18n::k::models::PRICE)}</span>
            <input
                class="quote-input num"
                inputmode="decimal"
                autocomplete="off"
                value=price
                placeholder="0"
                disabled=!studio.editable
                on:input=move |event| {
                    let typed = to_price(lang, &event_target_value(&event)).unwrap_or_default();
                    put(&|adder| adder.price = typed);
                }
            />
        </label>
        <label class="model-cell model-money">
            <span class="model-label">{i18n::t(lang, i18n::k::models::COST)}</span>
            <input
                class="quote-input num"
                inputmode="decimal"
                autocomplete="off"
                value=cost
                placeholder="–"
                disabled=!studio.editable
                on:input=move |event| {
                    let typed = to_price(lang, &event_target_value(&event));
                    put_cost(&|adder| adder.cost = typed);
                }
            />
        </label>
    }
}

/// A tick.
#[component]
pub fn TickCell(
    studio: Studio,
    #[prop(into)] label: String,
    on: bool,
    set: Put<bool>,
) -> impl IntoView {
    view! {
        <label class="model-tick">
            <input
                type="checkbox"
                class="check-box"
                checked=on
                disabled=!studio.editable
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    studio.edit(|content| set(content, on));
                }
            />
            <span class="tiny">{label}</span>
        </label>
    }
}
