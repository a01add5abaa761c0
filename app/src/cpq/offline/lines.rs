//! The lines: a product is looked for among those taken along, and each figure counts as it is typed.

use super::writing::{Pen, follow, of_line, title_of, wrong};
use crate::boot::new_uuid;
use crate::cpq::{labels, numbers};
use i18n::{issue_text, k, money, per_charge, summary_item, t, unit_price};
use leptos::prelude::*;
use shared::cpq::offline::{new_line, offered_model};
use shared::cpq::pricing::PricedLine;
use shared::cpq::quotes::QuoteLine;
use shared::kernel::{Issue, Money, QuoteLineId};
use ui::{Button, Card, Choice, Combobox, Glyph, NumberInput, Size, Suggest, Variant};

/// The card of the lines.
#[component]
pub fn Lines(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let ids = Memo::new(move |_| {
        pen.draft.with(|draft| {
            let lines = draft.iter().flat_map(|draft| &draft.lines);
            lines.map(|line| line.id).collect::<Vec<_>>()
        })
    });
    view! {
        <Card id="offline-lines" title=Signal::stored(t(lang, k::offline::LINES).to_owned())>
            <ul class="offline-list">
                <For each=move || ids.get() key=|id| *id let:id>
                    <Line pen id/>
                </For>
            </ul>
            <Adding pen/>
        </Card>
    }
}

/// Looks for a product and adds a line of it.
#[component]
fn Adding(pen: Pen) -> impl IntoView {
    let lang = pen.desk.lang;
    let value = RwSignal::new(None::<Choice>);
    let choices = Signal::derive(move || {
        let found = pen.book(|catalog| {
            let currency = catalog.book.draft.currency;
            let items = catalog.items.iter();
            items
                .map(|item| {
                    let price = unit_price(lang, item.entry.unit_price, currency);
                    Choice::detailed(
                        item.entry.id.to_string(),
                        format!("{} · {}", item.sku, item.name.get(lang)),
                        per_charge(lang, item.entry.charge, &price),
                    )
                })
                .collect::<Vec<_>>()
        });
        found.unwrap_or_default()
    });
    let add = Callback::new(move |picked: Option<Choice>| {
        let Some(picked) = picked else {
            return;
        };
        let found = untrack(|| {
            pen.book(|catalog| {
                let mut items = catalog.items.iter();
                let own = items.find(|item| item.entry.id.to_string() == picked.value);
                own.cloned()
            })
        });
        if let Some(item) = found.flatten() {
            pen.change(|draft| {
                let line = new_line(QuoteLineId(new_uuid()), &item, draft.language);
                draft.lines.push(line);
            });
        }
        // Empty for the next one, once the box has taken in what was picked.
        request_animation_frame(move || {
            value.try_set(None);
        });
    });
    view! {
        <div class="offline-add">
            <Combobox
                id="offline-product"
                label=t(lang, k::offline::ADD)
                value
                suggest=Suggest::among(choices)
                empty_text=t(lang, k::offline::PRODUCT_NONE)
                on_pick=add
            />
        </div>
    }
}

#[component]
fn Line(pen: Pen, id: QuoteLineId) -> impl IntoView {
    let lang = pen.desk.lang;
    let line = Memo::new(move |_| {
        pen.draft.with(|draft| {
            let mut lines = draft.iter().flat_map(|draft| &draft.lines);
            lines.find(|line| line.id == id).cloned()
        })
    });
    let priced = Memo::new(move |_| {
        let at = pen.draft.with(|draft| {
            let mut lines = draft.iter().flat_map(|draft| &draft.lines);
            lines.position(|line| line.id == id)
        });
        pen.priced
            .with(|priced| priced.as_ref()?.lines.get(at?).cloned())
            .unwrap_or_default()
    });
    let Some(begun) = line.get_untracked() else {
        return ().into_any();
    };
    let currency = Memo::new(move |_| {
        pen.draft
            .with(|draft| draft.as_ref().map(|draft| draft.currency))
    });
    let net = move || {
        let minor = priced.with(|priced| priced.net_minor);
        currency
            .get()
            .map(|currency| money(lang, Money::new(minor, currency)))
    };
    let each = move || {
        let unit = priced.with(|priced| priced.promoted_unit);
        let price = unit_price(lang, unit, currency.get()?);
        line.with(|line| Some(per_charge(lang, line.as_ref()?.price.charge, &price)))
    };
    let remove = Callback::new(move |()| {
        pen.change(|draft| draft.lines.retain(|line| line.id != id));
    });
    let notes = move || {
        priced.with(|priced: &PricedLine| {
            let issues = priced.issues.iter();
            issues
                .map(|issue| view! { <p class="offline-why tone-warning small">{issue_text(lang, issue)}</p> })
                .collect_view()
        })
    };
    view! {
        <li class="offline-line" data-line=id.to_string()>
            <div class="offline-row-text">
                <span class="strong">{title_of(&begun)}</span>
                <span class="muted small">{each} " · " {labels::unit(lang, &begun.unit)}</span>
                <Chosen pen id line/>
                {notes}
            </div>
            <Figures pen id begun=begun.clone()/>
            <span class="num strong" data-net="">{net}</span>
            <Button
                label=of_line(pen, k::offline::REMOVE, &begun)
                size=Size::Small
                variant=Variant::Ghost
                icon=Glyph::Trash
                on_press=remove
            />
        </li>
    }
    .into_any()
}

/// Quantity, typed price, discount.
#[component]
fn Figures(pen: Pen, id: QuoteLineId, begun: QuoteLine) -> impl IntoView {
    let lang = pen.desk.lang;
    let price = &begun.price;
    let quantity = RwSignal::new(numbers::quantity(lang, price.quantity));
    let quantity_error = RwSignal::new(None);
    follow(
        quantity,
        quantity_error,
        move |typed| match numbers::to_quantity(lang, typed) {
            Some(value) if value.0 > 0 => {
                pen.change_line(id, |line| line.price.quantity = value);
                None
            }
            Some(_) => Some(issue_text(lang, &Issue::error("not_positive", "quantity"))),
            None => Some(wrong(pen, Issue::error("not_a_number", "quantity"), typed)),
        },
    );
    let manual = RwSignal::new(
        price
            .manual_price
            .map(|price| numbers::price(lang, price))
            .unwrap_or_default(),
    );
    let manual_error = RwSignal::new(None);
    follow(manual, manual_error, move |typed| {
        let value = numbers::to_price(lang, typed);
        if value.is_none() && !typed.trim().is_empty() {
            return Some(wrong(pen, Issue::error("not_a_number", "price"), typed));
        }
        pen.change_line(id, |line| line.price.manual_price = value);
        None
    });
    let discount = RwSignal::new(numbers::percent(lang, price.discount));
    let discount_error = RwSignal::new(None);
    follow(
        discount,
        discount_error,
        move |typed| match numbers::to_percent(lang, typed) {
            Some(value) => {
                pen.change_line(id, |line| line.price.discount = value);
                None
            }
            None => Some(issue_text(
                lang,
                &Issue::error("percent_out_of_range", "discount"),
            )),
        },
    );
    view! {
        <div class="offline-figures">
            <NumberInput id=format!("offline-quantity-{id}") label=t(lang, k::cpq::editor::QUANTITY) value=quantity error=quantity_error/>
            <NumberInput id=format!("offline-price-{id}") label=t(lang, k::offline::TYPED_PRICE) value=manual error=manual_error/>
            <NumberInput id=format!("offline-off-{id}") label=t(lang, k::offline::LINE_DISCOUNT) value=discount suffix="%" error=discount_error/>
        </div>
    }
}

/// How a product is configured, and the way to do it, where its model was taken along.
#[component]
fn Chosen(pen: Pen, id: QuoteLineId, line: Memo<Option<QuoteLine>>) -> impl IntoView {
    let lang = pen.desk.lang;
    let today = pen.desk.today();
    let configurable = line.with_untracked(|line| {
        let product = line.as_ref()?.product_id?;
        pen.luggage
            .with_value(|luggage| offered_model(luggage, product, today).map(|model| model.id))
    });
    let words = move || {
        line.with(|line| {
            let configuration = line.as_ref()?.configuration.as_ref()?;
            let items = configuration.summary.iter();
            let words: Vec<String> = items.map(|item| summary_item(lang, item)).collect();
            Some(words.join(" · "))
        })
    };
    let label = Signal::derive(move || {
        let made = line.with(|line| {
            line.as_ref()
                .is_some_and(|line| line.configuration.is_some())
        });
        let key = if made {
            k::models::cfg::CHANGE
        } else {
            k::models::cfg::OPEN
        };
        t(lang, key).to_owned()
    });
    view! {
        {move || words().map(|words| view! { <span class="muted small" data-configuration="">{words}</span> })}
        {configurable.map(|_| view! {
            <span>
                <Button label size=Size::Small icon=Glyph::Settings on_press=Callback::new(move |()| pen.configuring.set(Some(id)))/>
            </span>
        })}
    }
}
