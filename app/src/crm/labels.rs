//! Words of the crm area in the reader's language.

use i18n::{Key, k, money, money_compact, t};
use shared::crm::accounts::{AccountKind, INDUSTRIES};
use shared::crm::countries::country;
use shared::deals::pipelines::StageState;
use shared::kernel::{Lang, Money};
use ui::{Choice, Tone};

/// The industry's name, or the text as somebody typed it.
#[must_use]
pub fn industry_name(lang: Lang, industry: &str) -> String {
    Key::by_name(&format!("crm.industry.{industry}"))
        .map_or_else(|| industry.to_owned(), |key| t(lang, key).to_owned())
}

/// The country's name, or its code when it is none we know.
#[must_use]
pub fn country_name(lang: Lang, code: &str) -> String {
    country(code).map_or_else(|| code.to_owned(), |country| country.name(lang).to_owned())
}

pub(super) fn kind_name(lang: Lang, kind: AccountKind) -> &'static str {
    t(
        lang,
        match kind {
            AccountKind::Business => k::crm::kind::BUSINESS,
            AccountKind::Consumer => k::crm::kind::CONSUMER,
        },
    )
}

/// The industries with names, by name, and `current` when it is another text.
pub fn industry_choices(lang: Lang, current: &str) -> Vec<Choice> {
    let mut words: Vec<&str> = INDUSTRIES.to_vec();
    if !current.is_empty() && !words.contains(&current) {
        words.push(current);
    }
    let mut choices: Vec<Choice> = words
        .into_iter()
        .map(|word| Choice::new(word, industry_name(lang, word)))
        .collect();
    choices.sort_by_cached_key(|choice| shared::kernel::search_key(&choice.label));
    choices
}

/// What a language is called.
pub(super) fn language_name(lang: Lang, language: Lang) -> &'static str {
    t(
        lang,
        match language {
            Lang::En => k::crm::language::EN,
            Lang::Fr => k::crm::language::FR,
        },
    )
}

/// The languages we write in, or none known.
pub(super) fn language_choices(lang: Lang) -> Vec<Choice> {
    vec![
        Choice::new("", "—"),
        Choice::new("en", language_name(lang, Lang::En)),
        Choice::new("fr", language_name(lang, Lang::Fr)),
    ]
}

/// Every country, by name.
pub fn country_choices(lang: Lang) -> Vec<Choice> {
    shared::crm::countries::countries_by_name(lang)
        .into_iter()
        .map(|country| Choice::new(country.code, country.name(lang)))
        .collect()
}

/// Sums of several currencies, never added together: `€1.2M · $340K`.
pub fn totals_compact(lang: Lang, totals: &[Money]) -> String {
    totals
        .iter()
        .map(|total| money_compact(lang, *total))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The same with every cent, for a tooltip or a screen reader.
pub fn totals_exact(lang: Lang, totals: &[Money]) -> String {
    totals
        .iter()
        .map(|total| money(lang, *total))
        .collect::<Vec<_>>()
        .join(" · ")
}

pub(super) const fn state_tone(state: StageState) -> Tone {
    match state {
        StageState::Open => Tone::Accent,
        StageState::Won => Tone::Success,
        StageState::Lost => Tone::Neutral,
    }
}

/// The word of a code below `prefix`, or the code.
pub(super) fn word(lang: Lang, prefix: &str, code: &str) -> String {
    Key::by_name(&format!("{prefix}.{code}"))
        .map_or_else(|| code.to_owned(), |key| t(lang, key).to_owned())
}

/// A web address as people read it: without scheme and `www.`.
pub(super) fn short_address(website: &str) -> &str {
    let plain = website.split_once("://").map_or(website, |(_, rest)| rest);
    plain.strip_prefix("www.").unwrap_or(plain)
}
