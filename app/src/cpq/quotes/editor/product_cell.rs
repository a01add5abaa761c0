//! The first cell of a line: type a product's name or code and take it from the price book, or
//! write any text.

use super::agreed::Agreed;
use super::configure::Configured;
use super::grid::{cell_id, focus_cell};
use super::state::Editor;
use crate::cpq::labels;
use i18n::{k, t, tf, unit_price};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use shared::cpq::agreements::offer_for;
use shared::cpq::catalog::CatalogItem;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::search::matches;
use shared::kernel::{Lang, QuoteLineId};

/// How many products are suggested.
const SUGGESTIONS: usize = 8;

/// The products whose code or name has every word typed.
fn suggest(items: &[CatalogItem], text: &str, lang: Lang) -> Vec<CatalogItem> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    items
        .iter()
        .filter(|item| {
            let label = format!(
                "{} {} {} {}",
                item.sku,
                item.name.get(lang),
                item.name.en,
                item.family
            );
            matches(&label, text)
        })
        .take(SUGGESTIONS)
        .cloned()
        .collect()
}

/// Name of a line: the first line of its description.
fn name_of(line: &QuoteLine) -> String {
    line.description
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn rename(line: &mut QuoteLine, name: &str) {
    line.description = match line.description.split_once('\n') {
        Some((_, details)) => format!("{name}\n{details}"),
        None => name.to_owned(),
    };
}

/// The list is one for all lines; it stands above the page, where no table cuts it off.
const LIST: &str = "quote-products";

fn option_id(index: usize) -> String {
    format!("quote-product-{index}")
}

/// Takes a suggestion for the line that asks.
fn pick(editor: Editor, item: &CatalogItem) {
    let Some(id) = editor.suggestions.line.get_untracked() else {
        return;
    };
    editor.suggestions.close();
    editor.pick(id, item);
    focus_cell(editor, 1, id);
}

/// The cell.
#[component]
pub fn ProductCell(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let list = editor.suggestions;
    let open = Memo::new(move |_| list.line.get() == Some(id));
    let name = Memo::new(move |_| line.with(name_of));
    let details = Memo::new(move |_| {
        line.with(|l| {
            l.description
                .split_once('\n')
                .map(|(_, details)| details.to_owned())
                .unwrap_or_default()
        })
    });
    let on_key = move |event: KeyboardEvent| {
        let count = list.found.with_untracked(Vec::len);
        if !open.get_untracked() || event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let step = |to: fn(Option<usize>, usize) -> usize| {
            list.active.update(|at| *at = Some(to(*at, count)));
        };
        match event.key().as_str() {
            "ArrowDown" => step(|at, count| at.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => step(|at, count| at.map_or(count - 1, |at| (at + count - 1) % count)),
            "Escape" => list.close(),
            "Enter" | "Tab" => {
                let item = list
                    .active
                    .get_untracked()
                    .and_then(|at| list.found.with_untracked(|items| items.get(at).cloned()));
                match item {
                    Some(item) => pick(editor, &item),
                    None => {
                        list.close();
                        return;
                    }
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="quote-product">
            <input
                class="quote-input quote-name"
                id=cell_id(0, id)
                role="combobox"
                aria-label=t(lang, k::cpq::editor::ITEM)
                aria-autocomplete="list"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=LIST
                aria-activedescendant=move || open.get().then(|| list.active.get().map(option_id)).flatten()
                autocomplete="off"
                value=name.get_untracked()
                prop:value=name
                on:input=move |event| {
                    let text = event_target_value(&event);
                    let items = editor.catalog.with_untracked(|items| suggest(items, &text, lang));
                    // A line without product takes the first suggestion on Enter.
                    let first = line.with_untracked(|l| l.product_id.is_none()) && !items.is_empty();
                    if items.is_empty() {
                        list.close();
                    } else {
                        list.active.set(first.then_some(0));
                        list.found.set(items);
                        list.line.set(Some(id));
                    }
                    editor.update_line(id, |l| rename(l, &text));
                }
                on:keydown=on_key
                on:blur=move |_| if open.get_untracked() { list.close() }
            />
            <Show when=move || details.with(|text| !text.is_empty())>
                <span class="quote-details muted tiny">{details}</span>
            </Show>
            <Agreed editor id line/>
            {move || super::promoted::names(lang, line.with(|line| line.price.promotions.clone()))}
            <Configured editor id line/>
        </div>
    }
}

/// The suggestions, under the cell that asks.
#[component]
pub fn SuggestionList(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let list = editor.suggestions;
    let node = NodeRef::<leptos::html::Ul>::new();
    Effect::new(move |_| {
        list.found.track();
        let asking = list.line.get();
        let Some(element) = node.get() else {
            return;
        };
        match asking {
            Some(id) => {
                // Refused when it is shown already, which is what is wanted.
                let _ = element.show_popover();
                request_animation_frame(move || place(&element, id));
            }
            None => {
                let _ = element.hide_popover();
            }
        }
    });
    // What scrolls away takes its suggestions along.
    let closing = window_event_listener(leptos::ev::scroll, move |_| list.close());
    on_cleanup(move || closing.remove());
    let options = move || {
        let currency = editor.head.with_untracked(|head| head.currency);
        list.found
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                let product = Some(item.entry.product_id);
                let agreed = editor.offers.with_untracked(|offers| {
                    let offer = offer_for(offers.as_ref()?, product, item.entry.charge)?;
                    Some(offer.price.of(item.entry.unit_price))
                });
                let price = unit_price(lang, agreed.unwrap_or(item.entry.unit_price), currency);
                let per = tf(
                    lang,
                    k::cpq::editor::PER_UNIT,
                    &[("price", &price), ("unit", &labels::unit(lang, &item.unit))],
                );
                let charge = labels::charge(lang, item.entry.charge);
                let charge = match agreed {
                    Some(_) => format!("{charge} · {}", t(lang, k::cpq::agreed::TITLE)),
                    None => charge,
                };
                let (sku, title) = (item.sku.clone(), item.name.get(lang).to_owned());
                view! {
                    <li
                        class="quote-suggestion"
                        id=option_id(index)
                        role="option"
                        aria-selected=move || if list.active.get() == Some(index) { "true" } else { "false" }
                        on:mousedown=move |event| {
                            event.prevent_default();
                            pick(editor, &item);
                        }
                    >
                        <span class="strong">{title}</span>
                        <span class="muted tiny">{format!("{sku} · {per} · {charge}")}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul
            class="quote-suggestions"
            id=LIST
            role="listbox"
            popover="manual"
            aria-label=t(lang, k::cpq::editor::SUGGESTIONS)
            node_ref=node
        >
            {options}
        </ul>
    }
}

/// Puts the list under its cell, or above it where there is no room below.
fn place(list: &web_sys::HtmlElement, id: QuoteLineId) {
    const GAP: f64 = 4.0;
    let Some(cell) = document().get_element_by_id(&cell_id(0, id)) else {
        return;
    };
    let size = |value: Result<JsValue, JsValue>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let (cell, own) = (
        cell.get_bounding_client_rect(),
        list.get_bounding_client_rect(),
    );
    let below = cell.bottom() + GAP;
    let above = cell.top() - GAP - own.height();
    let top = if below + own.height() > height - GAP && above >= GAP {
        above
    } else {
        below
    };
    let left = cell.left().min(width - own.width() - GAP).max(GAP);
    let style = list.style();
    for (name, value) in [("top", top), ("left", left)] {
        let _ = style.set_property(name, &format!("{value}px"));
    }
}
