//! Discounts as people type them: a percentage, an amount, or what is to be left. On a line and on the
//! whole quote.

use super::grid::cell_id;
use super::row::NumberCell;
use super::state::Editor;
use crate::cpq::numbers::{self, Way, way_of};
use i18n::{issue_text, k, percent, t, tf};
use leptos::prelude::*;
use shared::cpq::pricing::{DocumentOff, LineOff, PricedLine};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Currency, Issue, Lang, Money, Percent, QuoteLineId, UnitPrice};
use ui::{Choice, Glyph, Icon, NumberInput, Select};

const fn way(off: Option<LineOff>) -> Way {
    match off {
        None => Way::Percent,
        Some(LineOff::Amount(_)) => Way::Amount,
        Some(LineOff::Price(_)) => Way::Left,
    }
}

/// The text of a line's discount in its cell.
fn shown(lang: Lang, line: &QuoteLine, currency: Currency) -> String {
    match line.price.off {
        None => numbers::percent(lang, line.price.discount),
        Some(LineOff::Amount(minor)) => numbers::amount(lang, minor, currency),
        Some(LineOff::Price(price)) => numbers::price(lang, price),
    }
}

/// The cell of a line: what was typed, how, and the percentage it comes to.
#[component]
pub fn DiscountCell(
    editor: Editor,
    id: QuoteLineId,
    line: RwSignal<QuoteLine>,
    priced: RwSignal<PricedLine>,
) -> impl IntoView {
    let lang = editor.lang;
    let currency = Memo::new(move |_| editor.head.with(|head| head.currency));
    let value = Memo::new(move |_| line.with(|line| shown(lang, line, currency.get())));
    let current = Memo::new(move |_| way(line.with(|line| line.price.off)));
    let sign = move || match current.get() {
        Way::Percent => "%".to_owned(),
        Way::Amount => currency.get().code().to_owned(),
        Way::Left => "=".to_owned(),
    };
    let equal = Memo::new(move |_| {
        let rate = priced.with(PricedLine::own_discount_bp);
        (current.get() != Way::Percent && rate != 0).then(|| {
            let rate = percent(lang, Percent(rate));
            tf(lang, k::cpq::editor::DISCOUNT_EQUAL, &[("percent", &rate)])
        })
    });
    let choices = move || {
        let currency = currency.get();
        let code = currency.code();
        [
            (
                Way::Percent,
                t(lang, k::cpq::editor::DISCOUNT_PERCENT).to_owned(),
            ),
            (
                Way::Amount,
                tf(
                    lang,
                    k::cpq::editor::DISCOUNT_AMOUNT,
                    &[("currency", &code)],
                ),
            ),
            (
                Way::Left,
                t(lang, k::cpq::editor::DISCOUNT_PRICE).to_owned(),
            ),
        ]
    };
    let label = t(lang, k::cpq::editor::DISCOUNT_KIND);
    view! {
        <div class="quote-off">
            <NumberCell
                id=cell_id(3, id)
                label=t(lang, k::cpq::editor::DISCOUNT)
                value
                check=Callback::new(move |text: String| set(editor, id, &text))
            />
            <span class="quote-off-way" title=label>
                <span aria-hidden="true">{sign}</span>
                <Icon glyph=Glyph::ChevronDown class="icon-sm"/>
                <select
                    aria-label=label
                    data-way=""
                    on:change=move |event| turn(editor, id, Way::of(&event_target_value(&event)))
                >
                    {move || choices().into_iter().map(|(way, text)| view! {
                        <option
                            value=way.code()
                            selected=current.get_untracked() == way
                            prop:selected=move || current.get() == way
                        >
                            {text}
                        </option>
                    }).collect_view()}
                </select>
            </span>
        </div>
        {move || equal.get().map(|text| view! { <span class="quote-off-equal muted tiny" data-equal="">{text}</span> })}
    }
}

/// Takes what was typed; says whether it is a discount.
fn set(editor: Editor, id: QuoteLineId, text: &str) -> bool {
    let lang = editor.lang;
    let currency = editor.head.with_untracked(|head| head.currency);
    let Some(row) = editor.row(id) else {
        return false;
    };
    let chosen = way(row.line.with_untracked(|line| line.price.off));
    let (discount, off) = match way_of(text, chosen, currency) {
        (_, number) if number.is_empty() => (Some(Percent::ZERO), None),
        (Way::Percent, number) => (numbers::to_percent(lang, &number), None),
        (Way::Amount, number) => {
            let minor = numbers::to_amount(lang, &number, currency);
            (minor.map(|_| Percent::ZERO), minor.map(LineOff::Amount))
        }
        (Way::Left, number) => {
            let price = numbers::to_price(lang, &number);
            (price.map(|_| Percent::ZERO), price.map(LineOff::Price))
        }
    };
    let Some(discount) = discount else {
        return false;
    };
    editor.update_line(id, |line| {
        line.price.discount = discount;
        line.price.off = off;
    });
    // More than there is, or above the price: said at the cell while it is typed.
    row.priced.with_untracked(|priced| {
        !priced
            .issues
            .iter()
            .any(|issue| issue.field.as_deref() == Some("discount"))
    })
}

/// The same discount, given in another way.
fn turn(editor: Editor, id: QuoteLineId, way: Way) {
    let Some(row) = editor.row(id) else { return };
    let currency = editor.head.with_untracked(|head| head.currency);
    let priced = row.priced.get_untracked();
    let quantity = row.line.with_untracked(|line| line.price.quantity);
    let (discount, off) = match way {
        Way::Percent => (Percent(priced.own_discount_bp().clamp(0, 10_000)), None),
        Way::Amount => {
            let minor = priced.entered_minor.saturating_sub(priced.sold_minor());
            (Percent::ZERO, Some(LineOff::Amount(minor)))
        }
        Way::Left => {
            let left = Money::new(priced.sold_minor(), currency).to_decimal();
            let price = left
                .checked_div(quantity.to_decimal())
                .and_then(UnitPrice::from_decimal);
            (Percent::ZERO, price.map(LineOff::Price))
        }
    };
    editor.update_line(id, |line| {
        line.price.discount = discount;
        line.price.off = off;
    });
}

const fn document_way(off: Option<DocumentOff>) -> Way {
    match off {
        None => Way::Percent,
        Some(DocumentOff::Amount(_)) => Way::Amount,
        Some(DocumentOff::Total(_)) => Way::Left,
    }
}

/// A discount on the whole quote as it is typed; nothing when it is no number.
fn document_discount(
    lang: Lang,
    way: Way,
    number: &str,
    currency: Currency,
) -> Option<(Percent, Option<DocumentOff>)> {
    if number.is_empty() {
        return Some((Percent::ZERO, None));
    }
    let amount = || numbers::to_amount(lang, number, currency);
    match way {
        Way::Percent => numbers::to_percent(lang, number).map(|rate| (rate, None)),
        Way::Amount => amount().map(|minor| (Percent::ZERO, Some(DocumentOff::Amount(minor)))),
        Way::Left => amount().map(|minor| (Percent::ZERO, Some(DocumentOff::Total(minor)))),
    }
}

/// The discount the quote has now, given in another way.
fn given_as(editor: Editor, way: Way) -> String {
    let lang = editor.lang;
    let minor = |of: fn(&shared::cpq::pricing::Totals) -> i64| {
        let currency = editor.head.with_untracked(|head| head.currency);
        numbers::amount(lang, editor.totals.with_untracked(of), currency)
    };
    match way {
        Way::Percent => {
            let rate = editor.totals.with_untracked(|totals| totals.allowance_bp);
            numbers::percent(lang, Percent(rate.clamp(0, 10_000)))
        }
        Way::Amount => minor(|totals| totals.allowance_minor),
        Way::Left => minor(|totals| totals.net_minor),
    }
}

fn document_ways(lang: Lang, currency: Currency) -> Vec<Choice> {
    let code = currency.code();
    let in_currency = |way: Way, key| {
        let label = tf(lang, key, &[("currency", &code)]);
        Choice::new(way.code(), label)
    };
    vec![
        Choice::new(Way::Percent.code(), t(lang, k::cpq::head::BY_PERCENT)),
        in_currency(Way::Amount, k::cpq::head::BY_AMOUNT),
        in_currency(Way::Left, k::cpq::head::BY_TOTAL),
    ]
}

/// The discount on the whole quote: how it is given, and the number.
#[component]
pub fn DocumentDiscount(editor: Editor) -> impl IntoView {
    let lang = editor.lang;
    let (currency, way, text) = editor.head.with_untracked(|head| {
        let text = match head.off {
            None => numbers::percent(lang, head.discount),
            Some(DocumentOff::Amount(minor) | DocumentOff::Total(minor)) => {
                numbers::amount(lang, minor, head.currency)
            }
        };
        (head.currency, document_way(head.off), text)
    });
    let kind = RwSignal::new(way.code().to_owned());
    let text = RwSignal::new(text);
    let typed = Memo::new(move |_| {
        let currency = editor.head.with(|head| head.currency);
        let chosen = kind.with(|code| Way::of(code));
        let (way, number) = text.with(|text| way_of(text, chosen, currency));
        (way, document_discount(lang, way, &number, currency))
    });
    Effect::new(move |before: Option<()>| {
        let (way, found) = typed.get();
        if before.is_none() {
            return;
        }
        if kind.with_untracked(|code| code != way.code()) {
            kind.set(way.code().to_owned());
        }
        if let Some((discount, off)) = found
            && editor
                .head
                .with_untracked(|head| (head.discount, head.off) != (discount, off))
        {
            editor.update_head(|head| {
                head.discount = discount;
                head.off = off;
            });
        }
    });
    let error = Signal::derive(move || {
        let (way, found) = typed.get();
        let issue = match (way, found) {
            (Way::Percent, None) => Issue::error("percent_out_of_range", "discount"),
            (_, None) => {
                let text = text.get();
                Issue::error("not_a_number", "discount").with("text", text)
            }
            _ => editor.issues.with(|issues| {
                issues
                    .iter()
                    .find(|issue| issue.field.as_deref() == Some("discount"))
                    .cloned()
            })?,
        };
        Some(issue_text(lang, &issue))
    });
    let turned = Callback::new(move |code: String| text.set(given_as(editor, Way::of(&code))));
    let choices = document_ways(lang, currency);
    view! {
        <Select
            id="quote-discount-kind"
            label=t(lang, k::cpq::head::DISCOUNT_KIND)
            value=kind
            options=choices
            on_commit=turned
        />
        <NumberInput
            id="quote-discount"
            label=t(lang, k::cpq::head::DISCOUNT)
            value=text
            hint=t(lang, k::cpq::head::DISCOUNT_HINT)
            error
        />
    }
}
