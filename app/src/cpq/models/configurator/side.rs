//! Beside the items: the price, what is still open, the choices, and ways to complete.

use super::count::{self, Count};
use super::desk::Desk;
use crate::cpq::models::words;
use i18n::{k, number_trimmed, t, tf, unit_price};
use leptos::prelude::*;
use shared::cpq::models::{Goal, Session};
use shared::kernel::{Quantity, UnitPrice};
use ui::{Button, Glyph, Icon, Size, Variant};

#[component]
pub fn Side(desk: Desk, base: Option<UnitPrice>, quantity: Quantity) -> impl IntoView {
    let lang = desk.lang;
    let choices = Memo::new(move |_| {
        desk.tick.track();
        desk.session.with_value(Session::choices)
    });
    let open = Memo::new(move |_| {
        desk.tick.track();
        desk.session.with_value(Session::open_items)
    });
    count::keep(desk);
    let complete = move |goal: Goal| Callback::new(move |()| desk.complete(goal.clone()));
    let margin = desk.engine().content.knows_margins();
    let before = desk.before.get_value();
    let popular = desk.popular.get_value();
    let reset = Callback::new(move |()| {
        desk.change(|session| {
            for pick in session.choices() {
                session.undo(&pick);
            }
            for pick in session.defaults() {
                let _ = session.choose(&pick);
            }
        });
    });
    view! {
        <Price desk base quantity/>
        <section class="cfg-block">
            {move || {
                let left = open.get();
                let engine = desk.engine();
                if left.is_empty() {
                    view! {
                        <p class="cfg-done small"><Icon glyph=Glyph::CheckCircle class="icon-sm"/> {t(lang, k::models::cfg::ALL_SET)}</p>
                    }.into_any()
                } else {
                    let names: Vec<String> = left.iter().map(|open| words::open(lang, &engine, *open)).collect();
                    view! {
                        <p class="small"><span class="muted">{t(lang, k::models::cfg::OPEN_ITEMS)}</span> " " {names.join(", ")}</p>
                    }.into_any()
                }
            }}
            <Count desk/>
        </section>
        <section class="cfg-block">
            <h3 class="cfg-heading">{t(lang, k::models::cfg::CHOICES)}</h3>
            <Show when=move || choices.with(Vec::is_empty)>
                <p class="muted small">{t(lang, k::models::cfg::NO_CHOICES)}</p>
            </Show>
            <ul class="cfg-chips">
                <For each=move || choices.get() key=Clone::clone let(pick)>
                    <li>
                        {
                            let words = words::pick(lang, &desk.engine(), &pick);
                            let label = tf(lang, k::models::cfg::REMOVE, &[("pick", &words)]);
                            view! {
                                <span class="chip">
                                    <span class="chip-value">{words}</span>
                                    <button type="button" class="chip-remove" aria-label=label on:click=move |_| desk.take_back(&pick)>
                                        <Icon glyph=Glyph::X class="icon-sm"/>
                                    </button>
                                </span>
                            }
                        }
                    </li>
                </For>
            </ul>
            <div class="cluster">
                <Button label=t(lang, k::models::cfg::COMPLETE) size=Size::Small on_press=complete(Goal::Defaults)/>
                <Button label=t(lang, k::models::cfg::CHEAPEST) size=Size::Small icon=Glyph::Coins on_press=complete(Goal::Cheapest)/>
                {margin.then(|| view! {
                    <Button label=t(lang, k::models::cfg::MARGIN) size=Size::Small icon=Glyph::Trend on_press=complete(Goal::Margin)/>
                })}
                {(!popular.is_empty()).then(|| view! {
                    <Button label=t(lang, k::models::cfg::POPULAR) size=Size::Small icon=Glyph::Users on_press=complete(Goal::Popular(popular))/>
                })}
                {(!before.is_empty()).then(|| view! {
                    <Button label=t(lang, k::models::cfg::AS_BEFORE) size=Size::Small icon=Glyph::Clock on_press=complete(Goal::Nearest(before))/>
                })}
                <Button label=t(lang, k::models::cfg::RESET) size=Size::Small variant=Variant::Ghost icon=Glyph::Refresh on_press=reset/>
            </div>
            <UnderWay desk/>
            <p class="muted small" role="status">{move || desk.note.get()}</p>
        </section>
    }
}

/// How far something is that takes a while, and the way to end it.
#[component]
fn UnderWay(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let shown = Memo::new(move |_| desk.under_way.with(Option::is_some));
    // Nothing is known yet of one that has just begun.
    let known = move || desk.under_way.get().filter(|progress| progress.of > 0);
    let done = move || known().map(|progress| progress.done.to_string());
    let of = move || known().map(|progress| progress.of.to_string());
    let stop = Callback::new(move |()| desk.stop());
    view! {
        <Show when=move || shown.get()>
            <div class="model-underway" data-looking="">
                <progress class="model-progress" aria-label=t(lang, k::models::cfg::LOOKING) max=of value=done></progress>
                <Button label=t(lang, k::models::cfg::STOP) size=Size::Small on_press=stop/>
            </div>
        </Show>
    }
}

/// The running price.
#[component]
fn Price(desk: Desk, base: Option<UnitPrice>, quantity: Quantity) -> impl IntoView {
    let lang = desk.lang;
    let currency = desk.currency;
    let options = desk.price;
    let shown = move |price: UnitPrice| unit_price(lang, price, currency);
    let sum = move || {
        let (base, options) = (base.unwrap_or_default(), options.get()?);
        base.0.checked_add(options.0).map(UnitPrice)
    };
    let several = quantity != Quantity::ONE;
    view! {
        <section class="cfg-block" aria-live="polite">
            <dl class="cfg-sums">
                {base.map(|base| view! {
                    <dt class="muted">{t(lang, k::models::cfg::BASE)}</dt>
                    <dd class="num">{shown(base)}</dd>
                })}
                <dt class="muted">{t(lang, k::models::cfg::OPTIONS)}</dt>
                <dd class="num" data-options="">{move || options.get().map(shown)}</dd>
                {base.map(|_| view! {
                    <dt class="strong">{t(lang, k::models::cfg::EACH)}</dt>
                    <dd class="num strong" data-each="">{move || sum().map(shown)}</dd>
                })}
                {(several && base.is_some()).then(|| {
                    let n = number_trimmed(lang, quantity.to_decimal(), 4);
                    view! {
                        <dt class="muted">{tf(lang, k::models::cfg::TIMES, &[("quantity", &n), ("price", &"")])}</dt>
                        <dd class="num">{move || sum().and_then(|each| {
                            let product = each.to_decimal().checked_mul(quantity.to_decimal())?;
                            UnitPrice::from_decimal(product).map(shown)
                        })}</dd>
                    }
                })}
            </dl>
        </section>
    }
}
