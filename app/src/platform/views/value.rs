//! The control for the values of a condition, by the kind of its field.

use super::edit::choice_words;
use super::names::{deals, record_name};
use super::pick::Pick;
use super::state::ListCtx;
use crate::boot::use_session;
use i18n::{k, list_period, parse_decimal, t};
use leptos::prelude::*;
use shared::platform::views::{Field, Kind, Op, PERIODS, Target};
use std::time::Duration;
use ui::{Choice, Combobox};

/// Periods of so many days offered beside those with a name.
const COUNTED: [&str; 6] = [
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "next_7_days",
    "next_30_days",
    "next_90_days",
];

/// The control for the values of a condition.
pub(super) fn value_control(
    ctx: ListCtx,
    field: &'static Field,
    op: Op,
    values: RwSignal<Vec<String>>,
) -> AnyView {
    let lang = ctx.lang;
    let label = t(lang, k::views::VALUE_LABEL).to_owned();
    if op == Op::Empty {
        return ().into_any();
    }
    let count = if op == Op::Between { 2 } else { 1 };
    match field.kind {
        Kind::Choice(_) => {
            let choices = choice_words(lang, field);
            view! { <Pick lang label choices=Signal::derive(move || choices.clone()) values/> }
                .into_any()
        }
        Kind::Reference(target @ (Target::Account | Target::Contact | Target::Opportunity)) => {
            view! { <RecordValue ctx target values/> }.into_any()
        }
        Kind::Reference(target) => {
            let choices = Signal::derive(move || ctx.choices(target));
            view! { <Pick lang label choices values/> }.into_any()
        }
        Kind::Flag => {
            let options = [("yes", k::views::WORD_YES), ("no", k::views::WORD_NO)]
                .map(|(value, key)| Choice::new(value, t(lang, key)))
                .to_vec();
            if values.with_untracked(Vec::is_empty) {
                values.set(vec!["yes".to_owned()]);
            }
            select(label, options, values, 0)
        }
        Kind::Date | Kind::Instant => (0..count)
            .map(|at| day(ctx, label.clone(), values, at))
            .collect_view()
            .into_any(),
        _ => (0..count)
            .map(|at| typed(ctx, field, label.clone(), values, at))
            .collect_view()
            .into_any(),
    }
}

fn at(values: RwSignal<Vec<String>>, place: usize) -> String {
    values.with(|values| values.get(place).cloned().unwrap_or_default())
}

fn put(values: RwSignal<Vec<String>>, place: usize, value: String) {
    values.update(|values| {
        while values.len() <= place {
            values.push(String::new());
        }
        if let Some(old) = values.get_mut(place) {
            *old = value;
        }
    });
}

fn select(
    label: String,
    options: Vec<Choice>,
    values: RwSignal<Vec<String>>,
    place: usize,
) -> AnyView {
    let now = values.with_untracked(|values| values.get(place).cloned().unwrap_or_default());
    let options = options
        .into_iter()
        .map(|choice| {
            let selected = choice.value == now;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <select
            class="input select" aria-label=label
            on:change:target=move |event| put(values, place, event.target().value())
        >
            {options}
        </select>
    }
    .into_any()
}

/// A period by its name, or a day.
fn day(ctx: ListCtx, label: String, values: RwSignal<Vec<String>>, place: usize) -> AnyView {
    let lang = ctx.lang;
    let is_word = |value: &str| PERIODS.contains(&value) || COUNTED.contains(&value);
    let now = values.with_untracked(|values| values.get(place).cloned().unwrap_or_default());
    if now.is_empty() {
        put(values, place, "this_fiscal_quarter".to_owned());
    }
    let mut options: Vec<Choice> = PERIODS
        .iter()
        .chain(&COUNTED)
        .map(|word| Choice::new(*word, list_period(lang, word)))
        .collect();
    let own_day = !now.is_empty() && now.parse::<chrono::NaiveDate>().is_ok();
    // A period of a link that the menu does not offer stays what it is.
    if !now.is_empty() && !own_day && !is_word(&now) {
        options.push(Choice::new(now.clone(), list_period(lang, &now)));
    }
    options.push(Choice::new("day", t(lang, k::views::PERIOD_DAY)));
    let by_day = RwSignal::new(own_day);
    let chosen = if own_day {
        "day".to_owned()
    } else if now.is_empty() {
        "this_fiscal_quarter".to_owned()
    } else {
        now
    };
    let day_label = label.clone();
    let today = use_session().today;
    let entries = options
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <select
            class="input select" aria-label=label
            on:change:target=move |event| {
                let word = event.target().value();
                by_day.set(word == "day");
                put(values, place, if word == "day" { today.to_string() } else { word });
            }
        >
            {entries}
        </select>
        <Show when=move || by_day.get()>
            <input
                type="date" class="input" aria-label=day_label.clone()
                prop:value=move || at(values, place)
                on:change:target=move |event| put(values, place, event.target().value())
            />
        </Show>
    }
    .into_any()
}

/// A text or a number as people write it; an amount in the reader's currency.
fn typed(
    ctx: ListCtx,
    field: &'static Field,
    label: String,
    values: RwSignal<Vec<String>>,
    place: usize,
) -> AnyView {
    let lang = ctx.lang;
    let now = values.with_untracked(|values| values.get(place).cloned().unwrap_or_default());
    let (number, currency) = match (field.kind, now.split_once('_')) {
        (Kind::Money, Some((number, code))) => (number.to_owned(), code.to_owned()),
        _ => (now, use_session().actor.currency.code().to_owned()),
    };
    let figure = super::cells::is_figure(field.kind);
    let shown = match (figure, number.parse::<rust_decimal::Decimal>()) {
        (true, Ok(value)) => i18n::number_trimmed(lang, value, 4),
        _ => number,
    };
    let sign = match field.kind {
        Kind::Money => currency.clone(),
        Kind::Percent => "%".to_owned(),
        _ => String::new(),
    };
    let write = move |text: String| {
        let text = text.trim();
        let value = match field.kind {
            Kind::Text | Kind::Link => text.to_owned(),
            kind => match parse_decimal(lang, text, "value") {
                Ok(number) if kind == Kind::Money => format!("{}_{currency}", number.normalize()),
                Ok(number) => number.normalize().to_string(),
                Err(_) => String::new(),
            },
        };
        put(values, place, value);
    };
    // Typing is followed after a pause; leaving the box, at once.
    let turn = StoredValue::new(0_u32);
    let write = StoredValue::new(write);
    let later = move |text: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    write.with_value(|write| write(text));
                }
            },
            Duration::from_millis(400),
        );
    };
    view! {
        <span class="list-typed">
            <input
                type="text" class="input" class=("num", figure) aria-label=label autocomplete="off"
                inputmode=figure.then_some("decimal") value=shown
                on:input:target=move |event| later(event.target().value())
                on:change:target=move |event| {
                    turn.update_value(|turn| *turn += 1);
                    write.with_value(|write| write(event.target().value()));
                }
            />
            {(!sign.is_empty()).then(|| view! { <span class="small muted">{sign}</span> })}
        </span>
    }
    .into_any()
}

/// An account or a deal, by its name.
#[component]
fn RecordValue(ctx: ListCtx, target: Target, values: RwSignal<Vec<String>>) -> impl IntoView {
    let lang = ctx.lang;
    let picked = RwSignal::new(None::<Choice>);
    let known = LocalResource::new(move || {
        let id = values.with_untracked(|values| values.first().cloned());
        async move {
            let id = id?;
            let name = record_name(target, &id).await?;
            Some(Choice::new(id, name))
        }
    });
    let suggest = match target {
        Target::Opportunity => deals(),
        Target::Contact => crate::crm::pick::contacts(|| None),
        _ => crate::crm::pick::accounts(),
    };
    Effect::new(move |_| {
        if let Some(choice) = known.get().flatten() {
            picked.set(Some(choice));
        }
    });
    view! {
        <Combobox
            id=format!("list-record-{}", crate::boot::new_uuid().simple())
            label=t(lang, k::views::VALUE_LABEL)
            value=picked
            suggest
            bare=true
            empty_text=t(lang, k::deals::NO_MATCH)
            placeholder=t(lang, k::deals::ACCOUNT_HINT)
            on_pick=Callback::new(move |choice: Option<Choice>| {
                values.set(choice.into_iter().map(|choice| choice.value).collect());
            })
        />
    }
}
