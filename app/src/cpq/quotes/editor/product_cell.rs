//! The first cell of a line: type a product's name or code and take it from the price book, or
//! write any text.

use super::grid::{cell_id, focus_cell};
use super::state::Editor;
use crate::cpq::labels;
use i18n::{k, t, tf, unit_price};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
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

/// The cell.
#[component]
pub fn ProductCell(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let found = RwSignal::new(Vec::<CatalogItem>::new());
    let active = RwSignal::new(None::<usize>);
    let open = Memo::new(move |_| found.with(|items| !items.is_empty()));
    let name = Memo::new(move |_| line.with(name_of));
    let details = Memo::new(move |_| {
        line.with(|l| {
            l.description
                .split_once('\n')
                .map(|(_, details)| details.to_owned())
                .unwrap_or_default()
        })
    });
    let list_id = format!("products-{id}");
    let option_id = move |index: usize| format!("product-{id}-{index}");
    let close = move || {
        found.set(Vec::new());
        active.set(None);
    };
    let pick = move |item: &CatalogItem| {
        close();
        editor.pick(id, item);
        focus_cell(1, id);
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        if count == 0 || event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" => {
                active.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Escape" => close(),
            "Enter" | "Tab" => {
                let item = active
                    .get_untracked()
                    .and_then(|at| found.with_untracked(|items| items.get(at).cloned()));
                match item {
                    Some(item) => pick(&item),
                    None => {
                        close();
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
                aria-controls=list_id.clone()
                aria-activedescendant=move || active.get().map(option_id)
                autocomplete="off"
                value=name.get_untracked()
                prop:value=name
                on:input=move |event| {
                    let text = event_target_value(&event);
                    let items = editor.catalog.with_untracked(|items| suggest(items, &text, lang));
                    // A line without product takes the first suggestion on Enter.
                    let first = line.with_untracked(|l| l.product_id.is_none()) && !items.is_empty();
                    active.set(first.then_some(0));
                    found.set(items);
                    editor.update_line(id, |l| rename(l, &text));
                }
                on:keydown=on_key
                on:blur=move |_| close()
            />
            <Show when=move || details.with(|text| !text.is_empty())>
                <span class="quote-details muted tiny">{details}</span>
            </Show>
            <ul class="quote-suggestions" id=list_id role="listbox" aria-label=t(lang, k::cpq::editor::SUGGESTIONS) hidden=move || !open.get()>
                {move || {
                    let currency = editor.head.with_untracked(|head| head.currency);
                    found
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(index, item)| {
                            let price = unit_price(lang, item.entry.unit_price, currency);
                            let per = tf(
                                lang,
                                k::cpq::editor::PER_UNIT,
                                &[("price", &price), ("unit", &labels::unit(lang, &item.unit))],
                            );
                            let charge = labels::charge(lang, item.entry.charge);
                            let (sku, title) = (item.sku.clone(), item.name.get(lang).to_owned());
                            view! {
                                <li
                                    class="quote-suggestion"
                                    id=option_id(index)
                                    role="option"
                                    aria-selected=move || if active.get() == Some(index) { "true" } else { "false" }
                                    on:mousedown=move |event| {
                                        event.prevent_default();
                                        pick(&item);
                                    }
                                >
                                    <span class="strong">{title}</span>
                                    <span class="muted tiny">{format!("{sku} · {per} · {charge}")}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </div>
    }
}
