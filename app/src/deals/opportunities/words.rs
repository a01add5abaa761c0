//! Words of enumerations and small sentences both the board and the list show.

use chrono::NaiveDate;
use i18n::{Key, issue_text, k, money, relative_day, t, tf};
use shared::deals::opportunities::{
    ClosePeriod, NextActivity, OpportunityKind, OpportunityView, Stalled,
};
use shared::deals::pipelines::{Criterion, ForecastCategory, MoveCheck, StageState};
use shared::kernel::{Converted, Lang, UsedRate};
use ui::{Glyph, Tone};

fn word(lang: Lang, group: &str, code: &str) -> String {
    Key::by_name(&format!("deals.{group}.{code}"))
        .map_or_else(|| code.to_owned(), |key| t(lang, key).to_owned())
}

/// New, renewal, expansion.
#[must_use]
pub fn kind(lang: Lang, kind: OpportunityKind) -> String {
    word(lang, "kind", kind.code())
}

/// Forecast category.
#[must_use]
pub fn category(lang: Lang, category: ForecastCategory) -> String {
    word(lang, "category", category.code())
}

/// Open, won, lost.
#[must_use]
pub fn state(lang: Lang, state: StageState) -> String {
    word(lang, "state", state.code())
}

/// A required fact in a word or two.
#[must_use]
pub fn criterion(lang: Lang, criterion: Criterion) -> String {
    word(lang, "criterion", criterion.code())
}

/// How cards are grouped.
#[must_use]
pub fn grouping(lang: Lang, group: shared::deals::opportunities::Grouping) -> String {
    word(lang, "grouping", group.code())
}

/// A next activity as a filter.
#[must_use]
pub fn next_filter(lang: Lang, next: NextActivity) -> String {
    word(lang, "next", next.code())
}

/// A period of close dates.
#[must_use]
pub fn period(lang: Lang, period: ClosePeriod) -> String {
    match period {
        ClosePeriod::Between(from, to) => format!(
            "{} – {}",
            i18n::date_short(lang, from),
            i18n::date_short(lang, to)
        ),
        other => word(lang, "period", &other.to_word()),
    }
}

/// What is planned next, with its icon and tone: never by colour alone.
#[must_use]
pub fn next_activity(lang: Lang, on: Option<NaiveDate>, today: NaiveDate) -> (Glyph, Tone, String) {
    match (NextActivity::of(on, today), on) {
        (NextActivity::Overdue, Some(day)) => {
            let when = relative_day(lang, day, today);
            let text = tf(lang, k::deals::NEXT_OVERDUE, &[("when", &when)]);
            (Glyph::Alert, Tone::Danger, text)
        }
        (NextActivity::Today, _) => (
            Glyph::Bell,
            Tone::Success,
            t(lang, k::deals::NEXT_TODAY).to_owned(),
        ),
        (NextActivity::Planned, Some(day)) => {
            let when = relative_day(lang, day, today);
            let text = tf(lang, k::deals::NEXT_PLANNED, &[("when", &when)]);
            (Glyph::Calendar, Tone::Neutral, text)
        }
        _ => (
            Glyph::Circle,
            Tone::Warning,
            t(lang, k::deals::NEXT_NONE).to_owned(),
        ),
    }
}

/// Why a deal is stalled and what clears it.
#[must_use]
pub fn stalled(lang: Lang, stalled: &Stalled) -> String {
    format!(
        "{} {}",
        issue_text(lang, &stalled.reason()),
        issue_text(lang, &stalled.remedy())
    )
}

/// What a gate misses, in a line.
#[must_use]
pub fn missing(lang: Lang, check: &MoveCheck) -> String {
    let built_in = check.missing.iter();
    let own = check.missing_fields.iter();
    let words: Vec<String> = built_in
        .map(|missing| criterion(lang, missing.criterion))
        .chain(own.map(|missing| missing.field.label.get(lang).to_owned()))
        .collect();
    words.join(", ")
}

/// The rates used for a sum, in one line; empty when none was needed.
#[must_use]
pub fn rates(lang: Lang, sum: &Converted) -> String {
    let lines: Vec<String> = sum.rates.iter().map(|used| rate(lang, used)).collect();
    lines.join(", ")
}

/// A rate as people read it: `1 USD = 0.8612 EUR (since Nov 1, 2026)`.
#[must_use]
pub fn rate(lang: Lang, rate: &UsedRate) -> String {
    tf(
        lang,
        k::deals::RATE,
        &[
            ("from", &rate.from),
            ("rate", &i18n::number_trimmed(lang, rate.rate, 4)),
            ("to", &rate.to),
            ("day", &i18n::date_in_words(lang, rate.day)),
        ],
    )
}

/// That a deal is won, with its name and amount.
pub fn won_text(lang: Lang, deal: &OpportunityView) -> String {
    let amount = money(lang, deal.amount);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &deal.name), ("amount", &amount)];
    tf(lang, k::deals::WON_NOW, &values)
}
