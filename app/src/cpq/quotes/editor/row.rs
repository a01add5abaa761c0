//! One line of the grid.

use super::alternatives::{OptionCell, mark};
use super::discount::DiscountCell;
use super::grid::{cell_id, delete};
use super::picking::Pick;
use super::product_cell::ProductCell;
use super::state::{Editor, Row};
use crate::cpq::{labels, numbers};
use i18n::{k, money, t, tf, unit_price};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use shared::cpq::pricing::{Charge, PricedLine, Tax};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Money, Percent, QuoteLineId};
use ui::{Glyph, Icon, IconButton};

/// Columns with a control of their own, in order: item, quantity, price, discount, tax, charge,
/// option, amount.
pub const COLUMNS: usize = 8;
/// The column of the amount, a button.
pub const AMOUNT: usize = 7;

/// The cells of a line.
#[component]
pub fn Cells(editor: Editor, row: Row) -> impl IntoView {
    let id = row.id;
    let lang = editor.lang;
    let line = RwSignal::from(row.line.clone());
    let priced = RwSignal::from(row.priced.clone());
    let label = move |key| t(lang, key);
    let amount = Memo::new(move |_| {
        let currency = editor.head.with(|head| head.currency);
        money(
            lang,
            Money::new(priced.with(|amounts| amounts.period_net_minor), currency),
        )
    });
    let why = Signal::derive(move || tf(lang, k::cpq::editor::WHY, &[("amount", &amount.get())]));
    if !editor.editable {
        return read_only(editor, row, amount, why).into_any();
    }
    let quantity = Memo::new(move |_| line.with(|l| numbers::quantity(lang, l.price.quantity)));
    let price = Memo::new(move |_| {
        let typed = line.with(|l| l.price.manual_price);
        numbers::price(lang, typed.unwrap_or_else(|| priced.with(|p| p.book_unit)))
    });
    let manual = Memo::new(move |_| line.with(|l| l.price.manual_price.is_some()));
    // How many units a gift has, and that they cost nothing, is for its promotion to say.
    let gift = Memo::new(move |_| line.with(|l| l.price.gift_of().is_some()));
    view! {
        <tr class="quote-row" class:is-optional=move || line.with(|l| l.price.optional) class:is-picked=move || editor.picked.has(id) data-spot=format!("line:{id}")>
            <th scope="row" class="quote-item">
                <span class="quote-grip" data-drag=format!("line:{id}") title=label(k::cpq::sections::DRAG_LINE)>
                    <Icon glyph=Glyph::Drag class="icon-sm"/>
                </span>
                <Pick editor id/>
                <ProductCell editor id line/>
                {mark(editor, line)}
            </th>
            <td class="num" data-label=label(k::cpq::editor::QUANTITY)>
                <NumberCell
                    id=cell_id(1, id)
                    label=label(k::cpq::editor::QUANTITY)
                    value=quantity
                    locked=gift
                    check=Callback::new(move |text: String| set_quantity(editor, id, &text))
                />
            </td>
            <td class="num quote-price" data-label=label(k::cpq::editor::UNIT_PRICE) class:is-manual=manual>
                <NumberCell
                    id=cell_id(2, id)
                    label=label(k::cpq::editor::UNIT_PRICE)
                    value=price
                    locked=gift
                    check=Callback::new(move |text: String| set_price(editor, id, &text))
                />
            </td>
            <td class="num" data-label=label(k::cpq::editor::DISCOUNT)>
                <DiscountCell editor id line priced/>
            </td>
            <td data-label=label(k::cpq::editor::TAX)><TaxCell editor id line/></td>
            <td data-label=label(k::cpq::editor::CHARGE)><ChargeCell editor id line/></td>
            <td class="quote-option" data-label=label(k::cpq::editor::OPTIONAL)>
                <OptionCell editor id line locked=gift/>
            </td>
            <td class="num" data-label=t(lang, k::cpq::editor::AMOUNT)>
                {amount_button(editor, id, (line, priced), (amount, why))}
            </td>
            <td class="quote-remove">
                <IconButton
                    glyph=Glyph::Trash
                    label=label(k::cpq::editor::DELETE_LINE)
                    on_press=Callback::new(move |()| delete(editor, id))
                />
            </td>
        </tr>
    }
    .into_any()
}

/// When it is paid; of a product, as the catalogue says.
#[component]
fn ChargeCell(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let options = Charge::ALL.iter().map(|charge| {
        view! {
            <option
                value=charge.code()
                selected=line.with_untracked(|l| l.price.charge == *charge)
                prop:selected=move || line.with(|l| l.price.charge == *charge)
            >
                {labels::charge(lang, *charge)}
            </option>
        }
    });
    view! {
        <select
            class="quote-input"
            id=cell_id(5, id)
            aria-label=t(lang, k::cpq::editor::CHARGE)
            disabled=move || line.with(|l| l.product_id.is_some())
            on:change=move |event| {
                if let Ok(charge) = event_target_value(&event).parse::<Charge>() {
                    editor.update_line(id, |l| l.price.charge = charge);
                }
            }
        >
            {options.collect_view()}
        </select>
    }
}

/// The amount, which opens how it came about.
fn amount_button(
    editor: Editor,
    id: QuoteLineId,
    (line, priced): (RwSignal<QuoteLine>, RwSignal<PricedLine>),
    (amount, why): (Memo<String>, Signal<String>),
) -> AnyView {
    let has_finding = Memo::new(move |_| priced.with(|amounts| !amounts.issues.is_empty()));
    view! {
        <button
            type="button"
            class="quote-amount"
            id=cell_id(7, id)
            aria-label=why
            title=why
            on:click=move |_| editor.opened.set(Some(id))
        >
            <Show when=move || has_finding.get()>
                <span class="quote-flag tone-warning"><Icon glyph=Glyph::Alert class="icon-sm"/></span>
            </Show>
            <span data-amount="">{amount}</span>
            <span class="quote-period muted tiny">{move || line.with(|l| period(editor, l.price.charge))}</span>
        </button>
    }
    .into_any()
}

/// What stands under a recurring amount.
fn period(editor: Editor, charge: Charge) -> String {
    if charge.recurs() {
        labels::charge(editor.lang, charge)
    } else {
        String::new()
    }
}

fn read_only(editor: Editor, row: Row, amount: Memo<String>, why: Signal<String>) -> impl IntoView {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let line = row.line.get_untracked();
    let id = row.id;
    let book = row.priced.with_untracked(|amounts| amounts.book_unit);
    let charged = line.price.manual_price.unwrap_or(book);
    let (name, details) = match line.description.split_once('\n') {
        Some((name, details)) => (name.to_owned(), details.to_owned()),
        None => (line.description.clone(), String::new()),
    };
    let quantity = i18n::number_trimmed(lang, line.price.quantity.to_decimal(), 4);
    let discount = row
        .priced
        .with_untracked(|priced| i18n::line_discount(lang, &line.price, priced, currency));
    let option = line.is_option().then(|| t(lang, k::cpq::editor::OPTIONAL));
    view! {
        <tr class="quote-row" class=("is-optional", line.price.optional)>
            <th scope="row" class="quote-item">
                <span class="quote-name">{name}</span>
                <span class="quote-details muted tiny">{details}</span>
                {super::agreed::held(editor, &line)}
                {super::promoted::names(editor.lang, line.price.promotions.clone())}
                {line.configuration.as_ref().map(|found| super::configure::summary(lang, found))}
                {mark(editor, RwSignal::from(row.line.clone()))}
            </th>
            <td class="num" data-label=t(lang, k::cpq::editor::QUANTITY)>{quantity}</td>
            <td class="num" data-label=t(lang, k::cpq::editor::UNIT_PRICE)>{unit_price(lang, charged, currency)}</td>
            <td class="num" data-label=t(lang, k::cpq::editor::DISCOUNT)>{discount}</td>
            <td data-label=t(lang, k::cpq::editor::TAX)>{labels::tax(lang, line.price.tax)}</td>
            <td data-label=t(lang, k::cpq::editor::CHARGE)>{labels::charge(lang, line.price.charge)}</td>
            <td data-label=t(lang, k::cpq::editor::OPTIONAL)>{option}</td>
            <td class="num" data-label=t(lang, k::cpq::editor::AMOUNT)>
                <button
                    type="button"
                    class="quote-amount"
                    id=cell_id(7, id)
                    aria-label=why
                    title=why
                    on:click=move |_| editor.opened.set(Some(id))
                >
                    <span data-amount="">{amount}</span>
                    <span class="quote-period muted tiny">{period(editor, line.price.charge)}</span>
                </button>
            </td>
            <td></td>
        </tr>
    }
}

/// A number typed in a cell: the amounts follow each keystroke; on leaving it is shown tidily.
#[component]
pub(super) fn NumberCell(
    id: String,
    #[prop(into)] label: String,
    value: Memo<String>,
    /// Shown only.
    #[prop(optional, into)]
    locked: Signal<bool>,
    /// Takes the text; says whether it is a number.
    check: Callback<String, bool>,
) -> impl IntoView {
    let invalid = RwSignal::new(false);
    // While it is typed, the cell shows what was typed: an emptied cell stays empty, "1," stays "1,".
    let typed = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || typed.get().unwrap_or_else(|| value.get()));
    let node = NodeRef::<leptos::html::Input>::new();
    view! {
        <input
            class="quote-input num"
            node_ref=node
            id=id
            aria-label=label
            inputmode="decimal"
            autocomplete="off"
            readonly=locked
            value=value.get_untracked()
            prop:value=shown
            aria-invalid=move || invalid.get().then_some("true")
            on:focus=move |_| if let Some(input) = node.get_untracked() { input.select() }
            on:input=move |event| {
                let text = event_target_value(&event);
                typed.set(Some(text.clone()));
                invalid.set(check.try_run(text) == Some(false));
            }
            on:blur=move |_| {
                invalid.set(false);
                typed.set(None);
            }
        />
    }
}

fn set_quantity(editor: Editor, id: QuoteLineId, text: &str) -> bool {
    let quantity = numbers::to_quantity(editor.lang, text).filter(|quantity| quantity.0 > 0);
    if let Some(quantity) = quantity {
        editor.update_line(id, |line| line.price.quantity = quantity);
    }
    quantity.is_some()
}

/// A typed price stands beside the price book's and stays; an empty cell takes the book's again.
/// A line without product has no other price than the typed one.
fn set_price(editor: Editor, id: QuoteLineId, text: &str) -> bool {
    let Some(row) = editor.row(id) else {
        return false;
    };
    let has_product = row.line.with_untracked(|line| line.product_id.is_some());
    if has_product && text.trim().is_empty() {
        editor.update_line(id, |line| line.price.manual_price = None);
        return true;
    }
    let Some(price) = numbers::to_price(editor.lang, text) else {
        return false;
    };
    let book = row.priced.with_untracked(|amounts| amounts.book_unit);
    editor.update_line(id, |line| {
        if has_product {
            line.price.manual_price = (price != book).then_some(price);
        } else {
            line.price.list_price = price;
        }
    });
    true
}

/// The rates in use, the categories without tax, and the way to any other.
#[component]
fn TaxCell(editor: Editor, id: QuoteLineId, line: RwSignal<QuoteLine>) -> impl IntoView {
    let lang = editor.lang;
    let current = Memo::new(move |_| line.with(|l| l.price.tax.normal()));
    view! {
        <select
            class="quote-input"
            id=cell_id(4, id)
            aria-label=t(lang, k::cpq::editor::TAX)
            on:change=move |event| match tax_of(&event_target_value(&event)) {
                Some(tax) => editor.update_line(id, |l| l.price.tax = tax),
                // Any other rate is typed in the panel of the line; the cell shows it from there.
                None => {
                    if let Some(select) = event
                        .target()
                        .and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok())
                    {
                        select.set_value(&tax_code(current.get_untracked()));
                    }
                    editor.opened.set(Some(id));
                }
            }
        >
            {move || editor.taxes.get().into_iter().map(|tax| view! {
                <option
                    value=tax_code(tax)
                    selected=current.get_untracked() == tax
                    prop:selected=move || current.get() == tax
                >
                    {labels::tax(lang, tax)}
                </option>
            }).collect_view()}
            <option value="other">{t(lang, k::cpq::editor::OTHER_TAX)}</option>
        </select>
    }
}

pub(super) fn tax_code(tax: Tax) -> String {
    format!("{}:{}", tax.category.code(), tax.rate.0)
}

pub(super) fn tax_of(code: &str) -> Option<Tax> {
    let (category, rate) = code.split_once(':')?;
    Some(Tax {
        category: category.parse().ok()?,
        rate: Percent(rate.parse().ok()?),
    })
}
