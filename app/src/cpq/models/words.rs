//! Picks, reasons and findings of a model in words.

use i18n::{integer, k, t, tf, unit_price};
use shared::cpq::models::{
    AttributeKind, Engine, Item, ModelContent, ModelFinding, Open, Pick, Reason,
};
use shared::kernel::{Currency, Lang, UnitPrice};

/// What people call an item.
#[must_use]
pub fn item_name(lang: Lang, content: &ModelContent, item: Item) -> String {
    let attribute = |at: usize| content.attributes.get(at);
    let name = match item {
        Item::Choice { attribute: at }
        | Item::Number { attribute: at }
        | Item::Flag { attribute: at } => attribute(at).map(|found| &found.name),
        Item::Member {
            attribute: at,
            value,
        } => match attribute(at).map(|found| &found.kind) {
            Some(AttributeKind::Multi { values, .. }) => values.get(value).map(|found| &found.name),
            _ => None,
        },
        Item::Option { group, option } => content
            .groups
            .get(group)
            .and_then(|found| found.options.get(option))
            .map(|found| &found.name),
    };
    name.map_or_else(String::new, |name| name.get(lang).to_owned())
}

fn slot_name(lang: Lang, engine: &Engine, slot: u32) -> String {
    engine
        .items
        .get(slot as usize)
        .map_or_else(String::new, |item| item_name(lang, &engine.content, *item))
}

/// A pick as people read it: `Material: steel`, `2 × seals`, `without ATEX`.
#[must_use]
pub fn pick(lang: Lang, engine: &Engine, pick: &Pick) -> String {
    let Some(slot) = engine.slot(&pick.item) else {
        return format!("{} {}", pick.item, pick.value);
    };
    let name = slot_name(lang, engine, slot);
    let value = match engine.items.get(slot as usize) {
        Some(Item::Choice { attribute }) => match &engine.content.attributes[*attribute].kind {
            AttributeKind::Choice { values } => values
                .iter()
                .find(|value| value.key == pick.value)
                .map_or_else(
                    || pick.value.clone(),
                    |value| value.name.get(lang).to_owned(),
                ),
            _ => pick.value.clone(),
        },
        Some(Item::Number { attribute }) => match &engine.content.attributes[*attribute].kind {
            AttributeKind::Number { unit, .. } => format!("{} {}", pick.value, unit.get(lang))
                .trim()
                .to_owned(),
            _ => pick.value.clone(),
        },
        _ => return without_value(lang, engine, slot, &name, &pick.value),
    };
    tf(lang, k::models::PICK, &[("item", &name), ("value", &value)])
}

/// An item that is there or not, or so many times.
fn without_value(lang: Lang, engine: &Engine, slot: u32, name: &str, value: &str) -> String {
    match value {
        "no" | "0" => tf(lang, k::models::PICK_OFF, &[("item", &name)]),
        "yes" => name.to_owned(),
        n if engine.option(slot).is_some_and(|option| option.to > 1) => {
            tf(lang, k::models::PICK_TIMES, &[("n", &n), ("item", &name)])
        }
        _ => name.to_owned(),
    }
}

/// Several picks.
#[must_use]
pub fn picks(lang: Lang, engine: &Engine, all: &[Pick]) -> String {
    let words: Vec<String> = all.iter().map(|one| pick(lang, engine, one)).collect();
    words.join(", ")
}

/// A reason.
#[must_use]
pub fn reason(lang: Lang, engine: &Engine, reason: &Reason) -> String {
    let content = &engine.content;
    let item = |slot: u32| slot_name(lang, engine, slot);
    match reason {
        Reason::Rule(rule) => {
            let name = rule.name.get(lang);
            if name.trim().is_empty() {
                rule.text.clone()
            } else {
                name.to_owned()
            }
        }
        Reason::OneValue(slot) => tf(
            lang,
            k::models::reason::ONE_VALUE,
            &[("item", &item(*slot))],
        ),
        Reason::Required(slot) => tf(lang, k::models::reason::REQUIRED, &[("item", &item(*slot))]),
        Reason::Locked(slot) => tf(lang, k::models::reason::LOCKED, &[("item", &item(*slot))]),
        Reason::Multi(at) => match content
            .attributes
            .get(*at)
            .map(|found| (&found.name, &found.kind))
        {
            Some((name, AttributeKind::Multi { min, max, .. })) => tf(
                lang,
                k::models::reason::MULTI,
                &[("item", &name.get(lang)), ("min", min), ("max", max)],
            ),
            _ => String::new(),
        },
        Reason::Group(at) => content.groups.get(*at).map_or_else(String::new, |group| {
            tf(
                lang,
                k::models::reason::GROUP,
                &[
                    ("item", &group.name.get(lang)),
                    ("min", &group.min),
                    ("max", &group.max),
                ],
            )
        }),
    }
}

/// What is still open.
#[must_use]
pub fn open(lang: Lang, engine: &Engine, open: Open) -> String {
    let content = &engine.content;
    match open {
        Open::Slot(slot) => slot_name(lang, engine, slot),
        Open::Multi(at) => content
            .attributes
            .get(at)
            .map_or_else(String::new, |found| found.name.get(lang).to_owned()),
        Open::Group(at) => content
            .groups
            .get(at)
            .map_or_else(String::new, |found| found.name.get(lang).to_owned()),
    }
}

/// A finding, with the reasons that stand under it.
#[must_use]
pub fn finding(
    lang: Lang,
    engine: Option<&Engine>,
    finding: &ModelFinding,
) -> (String, Vec<String>) {
    use k::models::finding as key;
    let named = |one: &Pick| engine.map_or_else(String::new, |engine| pick(lang, engine, one));
    let why = |reasons: &[Reason]| {
        let words = |engine| {
            reasons
                .iter()
                .map(|one| reason(lang, engine, one))
                .collect()
        };
        engine.map_or_else(Vec::new, words)
    };
    match finding {
        ModelFinding::Wrong(issue) => (i18n::issue_text(lang, issue), Vec::new()),
        ModelFinding::Void(reasons) => (t(lang, key::VOID).to_owned(), why(reasons)),
        ModelFinding::Dead(one, reasons) => {
            (tf(lang, key::DEAD, &[("pick", &named(one))]), why(reasons))
        }
        ModelFinding::Always(one, reasons) => (
            tf(lang, key::ALWAYS, &[("pick", &named(one))]),
            why(reasons),
        ),
        ModelFinding::Redundant(rule) => {
            (tf(lang, key::REDUNDANT, &[("n", &(rule + 1))]), Vec::new())
        }
        ModelFinding::DefaultExcluded(one) => (
            tf(lang, key::DEFAULT_EXCLUDED, &[("pick", &named(one))]),
            Vec::new(),
        ),
        ModelFinding::Unfinished => (t(lang, key::UNFINISHED).to_owned(), Vec::new()),
    }
}

/// What something adds, with its sign; empty when nothing.
#[must_use]
pub fn delta(lang: Lang, price: UnitPrice, currency: Currency) -> String {
    match price.0 {
        0 => String::new(),
        above if above > 0 => format!("+{}", unit_price(lang, price, currency)),
        _ => unit_price(lang, price, currency),
    }
}

/// How many of a group or multiple choice are to be chosen.
#[must_use]
pub fn how_many(lang: Lang, min: u32, max: u32, of: usize) -> String {
    use k::models::cfg as key;
    let n = |number: u32| integer(lang, i64::from(number));
    let all = usize::try_from(max).is_ok_and(|max| max >= of);
    if min == max {
        tf(lang, key::GROUP_EXACT, &[("n", &n(min))])
    } else if min == 0 && all {
        t(lang, key::GROUP_ANY).to_owned()
    } else if min == 0 {
        tf(lang, key::AT_MOST, &[("n", &n(max))])
    } else {
        tf(
            lang,
            key::GROUP_RANGE,
            &[("min", &n(min)), ("max", &n(max))],
        )
    }
}
