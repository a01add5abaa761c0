//! The facts approval rules look at, in words: for the pages and for the page of a mailed link alike.

use crate::format::number_trimmed;
use crate::{Key, k, t};
use shared::cpq::approvals::{Fact, FactValue};
use shared::kernel::Lang;

/// The name of a fact.
#[must_use]
pub fn fact(lang: Lang, fact: Fact) -> &'static str {
    Key::by_name(&format!("approvals.fact.{}", fact.code())).map_or("", |key| t(lang, key))
}

/// A fact's value.
#[must_use]
pub fn value(lang: Lang, fact: Fact, value: &FactValue) -> String {
    use k::approvals::fact as f;
    match value {
        FactValue::Unknown => t(lang, f::UNKNOWN).to_owned(),
        FactValue::Number(number) => {
            let text = number_trimmed(lang, *number, 2);
            match (fact.is_percent(), lang) {
                (false, _) => text,
                (true, Lang::En) => format!("{text}%"),
                (true, Lang::Fr) => format!("{text}\u{a0}%"),
            }
        }
        FactValue::Flag(flag) => t(lang, if *flag { f::YES } else { f::NO }).to_owned(),
        FactValue::Text(text) => text.clone(),
        FactValue::List(all) => all.iter().cloned().collect::<Vec<_>>().join(", "),
    }
}

/// The facts a condition looked at, with their values.
#[must_use]
pub fn seen(lang: Lang, facts: &[(Fact, FactValue)]) -> String {
    let words: Vec<String> = facts
        .iter()
        .map(|(which, what)| format!("{} {}", fact(lang, *which), value(lang, *which, what)))
        .collect();
    words.join(" · ")
}
