//! The items: a card each, with a button per value.

use super::desk::{Desk, Look};
use super::why::Why;
use crate::cpq::models::words;
use i18n::{integer, k, parse_integer, t, tf};
use leptos::prelude::*;
use shared::cpq::configure::State;
use shared::cpq::models::{AttributeKind, BundleOption, Item, Pick};
use shared::kernel::{Lang, UnitPrice};
use ui::{Glyph, Icon};

/// Most values of a number shown as buttons.
const BUTTONS: usize = 12;

/// An attribute or group, with the explanation of what was asked about one of its items.
#[component]
pub fn Card(
    desk: Desk,
    name: String,
    /// Names of its items in picks.
    items: Vec<String>,
    hint: String,
    children: Children,
) -> impl IntoView {
    let about = Memo::new(move |_| {
        let asked = desk.asked.get()?;
        items.contains(&asked.pick.item).then_some(asked)
    });
    let hint = (!hint.is_empty()).then(|| view! { <span class="muted tiny">{hint}</span> });
    view! {
        <fieldset class="cfg-card">
            <legend class="cfg-legend"><span class="strong">{name}</span> {hint}</legend>
            {children()}
            {move || about.get().map(|asked| view! { <Why desk asked/> })}
        </fieldset>
    }
}

/// How a value looks, for who does not see it; nothing of one that is open.
fn said(lang: Lang, look: Look) -> String {
    let key = match look {
        Look::Chosen => k::models::cfg::CHOSEN,
        Look::Forced => k::models::cfg::FORCED,
        Look::Excluded => k::models::cfg::EXCLUDED,
        Look::Open => return String::new(),
    };
    t(lang, key).to_owned()
}

/// A value.
#[component]
pub fn Value(
    desk: Desk,
    pick: Pick,
    label: String,
    #[prop(into)] price: Signal<String>,
) -> impl IntoView {
    let lang = desk.lang;
    let look = desk.look(pick.clone());
    let is = move |wanted: Look| Memo::new(move |_| look.get() == wanted);
    let (chosen, forced, excluded) = (is(Look::Chosen), is(Look::Forced), is(Look::Excluded));
    let tip = Signal::derive(move || said(lang, look.get()));
    view! {
        <button
            type="button"
            class="cfg-value"
            class:is-chosen=chosen
            class:is-forced=forced
            class:is-excluded=excluded
            aria-pressed=move || if matches!(look.get(), Look::Chosen | Look::Forced) { "true" } else { "false" }
            title=tip
            data-pick=format!("{}={}", pick.item, pick.value)
            on:click=move |_| desk.press(&pick)
        >
            {move || match look.get() {
                Look::Chosen => Some(Glyph::Check),
                Look::Forced => Some(Glyph::Lock),
                Look::Excluded => Some(Glyph::Help),
                Look::Open => None,
            }.map(|glyph| view! { <Icon glyph class="icon-sm"/> })}
            <span>{label}</span>
            <span class="cfg-price num tiny">{price}</span>
            <span class="visually-hidden">{tip}</span>
        </button>
    }
}

/// The values of a choice; prices are against the value that is settled.
#[component]
pub fn ChoiceValues(desk: Desk, key: String) -> impl IntoView {
    let lang = desk.lang;
    let engine = desk.engine();
    let Some(slot) = engine.slot(&key) else {
        return ().into_any();
    };
    let settled = Memo::new(move |_| {
        desk.tick.track();
        desk.session.with_value(|session| session.settled(slot))
    });
    let Some(Item::Choice { attribute }) = engine.items.get(slot as usize).copied() else {
        return ().into_any();
    };
    let AttributeKind::Choice { values } = &engine.content.attributes[attribute].kind else {
        return ().into_any();
    };
    let prices: Vec<i64> = values.iter().map(|value| value.adder.price.0).collect();
    let buttons = values
        .iter()
        .zip(prices.clone())
        .map(|(value, own)| {
            let prices = prices.clone();
            let price = Signal::derive(move || {
                let now = settled.get().and_then(|at| prices.get(at).copied());
                words::delta(lang, UnitPrice(own - now.unwrap_or(0)), desk.currency)
            });
            let pick = Pick::new(&key, &value.key);
            let label = value.name.get(lang).to_owned();
            view! { <Value desk pick label price/> }
        })
        .collect_view();
    view! { <div class="cfg-values">{buttons}</div> }.into_any()
}

/// The values of a multiple choice.
#[component]
pub fn MemberValues(desk: Desk, attribute: usize) -> impl IntoView {
    let lang = desk.lang;
    let content = desk.content();
    let written = &content.attributes[attribute];
    let AttributeKind::Multi { values, .. } = &written.kind else {
        return ().into_any();
    };
    let buttons = values
        .iter()
        .map(|value| {
            let pick = Pick::new(format!("{}.{}", written.key, value.key), "yes");
            let label = value.name.get(lang).to_owned();
            let price = words::delta(lang, value.adder.price, desk.currency);
            view! { <Value desk pick label price=Signal::stored(price)/> }
        })
        .collect_view();
    view! { <div class="cfg-values">{buttons}</div> }.into_any()
}

/// A yes/no: who says no means it, and the rules follow from it.
#[component]
pub fn Toggle(desk: Desk, item: String) -> impl IntoView {
    let lang = desk.lang;
    let engine = desk.engine();
    let price = engine
        .slot(&item)
        .and_then(|slot| engine.adder(slot as usize, 1))
        .map(|(adder, _)| words::delta(lang, adder.price, desk.currency))
        .unwrap_or_default();
    let no = Pick::new(&item, "no");
    let yes = Pick::new(item, "yes");
    let label = |key| t(lang, key).to_owned();
    view! {
        <div class="cfg-values">
            <Value desk pick=yes label=label(k::models::guide::YES) price=Signal::stored(price)/>
            <Value desk pick=no label=label(k::models::guide::NO) price=Signal::stored(String::new())/>
        </div>
    }
}

/// A number: buttons when there are few, else a field.
#[component]
pub fn NumberValues(desk: Desk, key: String, attribute: usize) -> impl IntoView {
    let lang = desk.lang;
    let engine = desk.engine();
    let content = desk.content();
    let written = &content.attributes[attribute];
    let AttributeKind::Number {
        min,
        max,
        step,
        unit,
        adder,
        ..
    } = &written.kind
    else {
        return ().into_any();
    };
    let Some(slot) = engine.slot(&key) else {
        return ().into_any();
    };
    let unit = unit.get(lang).to_owned();
    let each = words::delta(lang, adder.price, desk.currency);
    let each = if each.is_empty() {
        each
    } else {
        format!("{each} / {unit}")
    };
    let count = engine.compiled.variables[slot as usize].len();
    if count <= BUTTONS {
        let buttons = (0..count)
            .filter_map(|position| engine.value_text(slot as usize, position))
            .map(|value| {
                let label = format!("{value} {unit}").trim().to_owned();
                let number: i64 = value.parse().unwrap_or_default();
                let price = words::delta(lang, UnitPrice(adder.price.0.saturating_mul(number)), desk.currency);
                view! { <Value desk pick=Pick::new(&key, value) label price=Signal::stored(price)/> }
            })
            .collect_view();
        return view! { <div class="cfg-values">{buttons}</div> }.into_any();
    }
    let range = tf(
        lang,
        k::models::cfg::NUMBER_RANGE,
        &[("from", &integer(lang, *min)), ("to", &integer(lang, *max))],
    );
    let steps = if *step > 1 {
        let step = integer(lang, *step);
        tf(lang, k::models::cfg::NUMBER_STEP, &[("step", &step)])
    } else {
        String::new()
    };
    let now = Memo::new(move |_| {
        desk.tick.track();
        desk.session.with_value(|session| {
            let position = session.settled(slot)?;
            session.engine().value_text(slot as usize, position)
        })
    });
    let left = Memo::new(move |_| {
        desk.tick.track();
        let ranges = desk.session.with_value(|session| session.ranges_left(slot));
        words::ranges(lang, &ranges)
    });
    let (name, item) = (written.name.get(lang).to_owned(), key.clone());
    view! {
        <div class="cfg-number">
            <input
                class="input num"
                id=format!("cfg-{key}")
                inputmode="numeric"
                autocomplete="off"
                aria-label=name
                aria-describedby=format!("cfg-{key}-hint")
                value=now.get_untracked().unwrap_or_default()
                prop:value=move || now.get().unwrap_or_default()
                on:change=move |event| {
                    let typed = event_target_value(&event).trim().to_owned();
                    if typed.is_empty() {
                        let old = desk.session.with_value(|session| session.chosen(&item));
                        for pick in old {
                            desk.take_back(&pick);
                        }
                    } else {
                        // As people write it: the hint has spaces and commas, too.
                        let number = parse_integer(lang, &typed, "number");
                        let value = number.map_or(typed, |number| number.to_string());
                        desk.choose(&Pick::new(&item, value));
                        // What cannot be chosen does not stay in the field.
                        let input: web_sys::HtmlInputElement = event_target(&event);
                        input.set_value(&now.get_untracked().unwrap_or_default());
                    }
                }
            />
            <span class="muted small" id=format!("cfg-{key}-hint")>
                {format!("{unit} · {range} {steps} {each}")}
                {move || left.get()}
            </span>
        </div>
    }
    .into_any()
}

/// An option: on or off, and how many.
#[component]
pub fn OptionRow(desk: Desk, option: BundleOption, item: Item) -> impl IntoView {
    let lang = desk.lang;
    let name = words::item_name(lang, &desk.content(), item);
    let price = words::delta(lang, option.adder.price, desk.currency);
    let key = StoredValue::new(option.key.clone());
    let several = option.to > option.from;
    let first = if several {
        "yes".to_owned()
    } else {
        option.from.to_string()
    };
    let slot = desk.engine().slot(&option.key).unwrap_or_default();
    let (from, to) = (i64::from(option.from), i64::from(option.to));
    // Selected, but how many is still open: the fewest, until a rule or the person asks for more.
    let selected = Pick::new(&option.key, "yes");
    let now = Memo::new(move |_| {
        desk.tick.track();
        desk.session.with_value(|session| {
            let settled = session.settled(slot).and_then(|position| {
                let text = session.engine().value_text(slot as usize, position)?;
                text.parse::<i64>().ok()
            });
            let is_selected = || matches!(session.state(&selected), State::Chosen | State::Forced);
            settled.or_else(|| is_selected().then_some(from))
        })
    });
    let step = move |by: i64| {
        let at = now.get_untracked().unwrap_or(0);
        let next = if at == 0 { from } else { at + by };
        let item = key.get_value();
        if next < from {
            for pick in desk.session.with_value(|session| session.chosen(&item)) {
                desk.take_back(&pick);
            }
        } else if next <= to {
            desk.choose(&Pick::new(item, next.to_string()));
        }
    };
    let stepper = several.then(|| {
        let fewer = tf(lang, k::models::cfg::FEWER, &[("name", &name)]);
        let more = tf(lang, k::models::cfg::MORE, &[("name", &name)]);
        view! {
            <span class="cfg-stepper">
                <button type="button" class="btn btn-icon btn-sm" aria-label=fewer disabled=move || now.get().unwrap_or(0) == 0 on:click=move |_| step(-1)>
                    <Icon glyph=Glyph::Minus class="icon-sm"/>
                </button>
                <span class="num" role="status">{move || now.get().filter(|n| *n > 0).map_or_else(|| "–".to_owned(), |n| integer(lang, n))}</span>
                <button type="button" class="btn btn-icon btn-sm" aria-label=more disabled=move || { now.get().unwrap_or(0) >= to } on:click=move |_| step(1)>
                    <Icon glyph=Glyph::Plus class="icon-sm"/>
                </button>
            </span>
        }
    });
    // To do without is a choice, too, but none of so many.
    let so_many = move || {
        let mut own =
            key.with_value(|item| desk.session.with_value(|session| session.chosen(item)));
        own.retain(|pick| pick.value != "0");
        own
    };
    let toggled = move |_| {
        // A number of them that was chosen is taken back as a whole.
        let item = key.get_value();
        let own = so_many();
        if own.is_empty() {
            desk.press(&Pick::new(item, first.clone()));
        } else {
            for pick in own {
                desk.take_back(&pick);
            }
        }
    };
    let look = desk.look(Pick::new(&option.key, "yes"));
    let own = Memo::new(move |_| {
        desk.tick.track();
        !so_many().is_empty()
    });
    let shown = Memo::new(move |_| if own.get() { Look::Chosen } else { look.get() });
    let tip = Signal::derive(move || said(lang, shown.get()));
    view! {
        <div class="cfg-option">
            <button
                type="button"
                class="cfg-value"
                class:is-chosen=move || shown.get() == Look::Chosen
                class:is-forced=move || shown.get() == Look::Forced
                class:is-excluded=move || shown.get() == Look::Excluded
                aria-pressed=move || if matches!(shown.get(), Look::Chosen | Look::Forced) { "true" } else { "false" }
                title=tip
                data-pick=option.key.clone()
                on:click=toggled
            >
                {move || match shown.get() {
                    Look::Chosen => Some(Glyph::Check),
                    Look::Forced => Some(Glyph::Lock),
                    Look::Excluded => Some(Glyph::Help),
                    Look::Open => None,
                }.map(|glyph| view! { <Icon glyph class="icon-sm"/> })}
                <span>{name}</span>
                <span class="cfg-price num tiny">{price}</span>
                <span class="visually-hidden">{tip}</span>
            </button>
            {stepper}
        </div>
    }
}
