//! Picks, reasons and findings of a model in words.

use i18n::{integer, k, rule_sentence, t, tf, unit_price};
use shared::cpq::models::guide::{Answer, Question, QuestionKind};
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
        Item::Question { question }
        | Item::Answer { question, .. }
        | Item::Amount { question }
        | Item::Asked { question } => content.guide.get(question).map(|found| &found.name),
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
    if slot as usize >= engine.product {
        return said(lang, &engine.content.guide, pick);
    }
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

/// An answer as people read it: `Outdoors`, `20 points`; of yes and no with the question.
#[must_use]
pub fn said(lang: Lang, guide: &[Question], pick: &Pick) -> String {
    let Some(question) = guide.iter().find(|question| question.owns(pick)) else {
        return pick.value.clone();
    };
    let answers = question.answers().iter();
    let mut found = answers.filter(|answer| question.pick(answer) == *pick);
    match (&question.kind, found.next()) {
        (QuestionKind::YesNo { .. }, Some(answer)) => {
            let name = question.name.get(lang);
            format!("{name} {}", answer_name(lang, answer))
        }
        (QuestionKind::Number { unit, .. }, _) => {
            let number = pick
                .value
                .parse()
                .map_or_else(|_| pick.value.clone(), |n| integer(lang, n));
            format!("{number} {}", unit.get(lang)).trim().to_owned()
        }
        (_, Some(answer)) => answer_name(lang, answer),
        (_, None) => pick.value.clone(),
    }
}

/// Several answers.
#[must_use]
pub fn all_said(lang: Lang, guide: &[Question], picks: &[Pick]) -> String {
    let words: Vec<String> = picks.iter().map(|pick| said(lang, guide, pick)).collect();
    words.join(", ")
}

/// What an answer is called; yes and no have the words of the language.
#[must_use]
pub fn answer_name(lang: Lang, answer: &Answer) -> String {
    let name = answer.name.get(lang).trim();
    match answer.key.as_str() {
        "yes" if name.is_empty() => t(lang, k::models::guide::YES).to_owned(),
        "no" if name.is_empty() => t(lang, k::models::guide::NO).to_owned(),
        _ => name.to_owned(),
    }
}

/// Why an answer says what it says, in the words of who wrote it; empty without.
#[must_use]
pub fn because(lang: Lang, guide: &[Question], (question, answer): (usize, usize)) -> String {
    let Some(found) = guide.get(question) else {
        return String::new();
    };
    let text = match &found.kind {
        QuestionKind::Number { because, .. } => Some(because),
        _ => found.answers().get(answer).map(|answer| &answer.because),
    };
    text.map_or_else(String::new, |text| text.get(lang).trim().to_owned())
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
            // What its author wrote comes first, then what it says; a formula only where no sentence can.
            let name = rule.name.get(lang).trim();
            match (name.is_empty(), rule_sentence(lang, content, &rule.text)) {
                (true, sentence) => sentence.unwrap_or_else(|| rule.text.clone()),
                (false, None) => name.to_owned(),
                (false, Some(sentence)) => tf(
                    lang,
                    k::models::reason::RULE,
                    &[("name", &name), ("sentence", &sentence)],
                ),
            }
        }
        Reason::OneValue(slot) => tf(
            lang,
            k::models::reason::ONE_VALUE,
            &[("item", &item(*slot))],
        ),
        Reason::Required(slot) => tf(lang, k::models::reason::REQUIRED, &[("item", &item(*slot))]),
        Reason::Locked(slot) => tf(lang, k::models::reason::LOCKED, &[("item", &item(*slot))]),
        Reason::Answer(question, answer) => {
            let words = because(lang, &content.guide, (*question, *answer));
            if !words.is_empty() {
                return words;
            }
            let name = content.guide.get(*question).and_then(|found| {
                let said = found.answers().get(*answer);
                said.map(|answer| answer_name(lang, answer))
            });
            let name = name.or_else(|| {
                let found = content.guide.get(*question);
                found.map(|found| found.name.get(lang).to_owned())
            });
            tf(
                lang,
                k::models::guide::REASON,
                &[("answer", &name.unwrap_or_default())],
            )
        }
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
            let bundle = content.bundle_of(group);
            let name = bundle.map_or("", |option| option.name.get(lang));
            let key = if bundle.is_some() {
                k::models::reason::GROUP_OF
            } else {
                k::models::reason::GROUP
            };
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("item", &group.name.get(lang)),
                ("min", &group.min),
                ("max", &group.max),
                ("bundle", &name),
            ];
            tf(lang, key, &values)
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
    guide: &[Question],
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
        ModelFinding::Redundant(rule, reasons) => (
            tf(lang, key::REDUNDANT, &[("n", &(rule + 1))]),
            why(reasons),
        ),
        ModelFinding::DefaultExcluded(one) => (
            tf(lang, key::DEFAULT_EXCLUDED, &[("pick", &named(one))]),
            Vec::new(),
        ),
        ModelFinding::NeverGiven(one, reasons) => {
            let answer = said(lang, guide, one);
            let text = tf(lang, k::models::ask::NEVER_GIVEN, &[("answer", &answer)]);
            (text, why(reasons))
        }
        ModelFinding::NeverAsked(at, reasons) => {
            let text = tf(lang, k::models::ask::NEVER_ASKED, &[("n", &(at + 1))]);
            (text, why(reasons))
        }
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

/// Most ranges that are shown.
const RANGES: usize = 6;

/// Which numbers are left; empty when all are.
#[must_use]
pub fn ranges(lang: Lang, left: &[(i64, i64)]) -> String {
    if left.is_empty() {
        return String::new();
    }
    let n = |number: i64| integer(lang, number);
    let shown = left.iter().take(RANGES).map(|(from, to)| {
        if from == to {
            return n(*from);
        }
        let key = k::models::cfg::NUMBER_RANGE;
        tf(lang, key, &[("from", &n(*from)), ("to", &n(*to))])
    });
    let mut shown: Vec<String> = shown.collect();
    if left.len() > RANGES {
        shown.push("…".to_owned());
    }
    let shown = shown.join(", ");
    tf(lang, k::models::cfg::NUMBERS_LEFT, &[("ranges", &shown)])
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
