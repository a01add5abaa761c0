//! Findings and refusals as sentences.

use crate::catalogue::{Key, fill, k, t, tf};
use crate::format;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use shared::cpq::models::SummaryItem;
use shared::kernel::{Issue, Lang, Money, Problem, ProblemKind, Rounding};
use std::fmt::Display;

/// The word a page shows for the field called `field` in code; the code itself when it has none.
#[must_use]
pub fn field_name(lang: Lang, field: &str) -> String {
    // `lines.3.quantity` is the quantity of line 4: the last word names it.
    let last = field.rsplit('.').next().unwrap_or(field);
    Key::by_name(&format!("field.{field}"))
        .or_else(|| Key::by_name(&format!("field.{last}")))
        .map_or_else(|| field.to_owned(), |key| t(lang, key).to_owned())
}

/// One finding as a sentence, to stand beside its field. A code without a text gives a general
/// sentence with the code, so that nobody ever sees an empty message.
#[must_use]
pub fn issue_text(lang: Lang, issue: &Issue) -> String {
    let field = issue
        .field
        .as_deref()
        .map(|field| field_name(lang, field))
        .unwrap_or_default();
    let shown: Vec<(&str, String)> = issue
        .params
        .iter()
        .map(|(name, value)| (name.as_ref(), parameter(lang, name, value)))
        .collect();
    // Words of an administrator come in both languages; the text takes those of its own.
    let suffix = format!("_{}", lang.tag());
    let own: Vec<(&str, &str)> = issue
        .params
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix(&suffix)?, value.as_str())))
        .collect();
    let mut values: Vec<(&str, &dyn Display)> = shown
        .iter()
        .map(|(name, value)| (*name, value as &dyn Display))
        .collect();
    values.extend(
        own.iter()
            .map(|(name, value)| (*name, value as &dyn Display)),
    );
    if !values.iter().any(|(name, _)| *name == "field") {
        values.push(("field", &field));
    }
    // Rules say `limit` or `max` for the same thing; a text may use either.
    for (name, other) in [("limit", "max"), ("max", "limit")] {
        if let Some((_, value)) = shown.iter().find(|(shown, _)| *shown == name) {
            values.push((other, value));
        }
    }
    match Key::by_name(&format!("issue.{}", issue.code)) {
        Some(key) => fill(t(lang, key), &values),
        None => tf(lang, k::issue::UNKNOWN_CODE, &[("code", &issue.code)]),
    }
}

/// The same with the field's name before it, for lists away from the form.
#[must_use]
pub fn issue_line(lang: Lang, issue: &Issue) -> String {
    let text = issue_text(lang, issue);
    match issue.field.as_deref() {
        Some(field) => tf(
            lang,
            k::issue::LINE,
            &[("field", &field_name(lang, field)), ("text", &text)],
        ),
        None => text,
    }
}

/// A refusal as a sentence or two: what happened and what to do.
#[must_use]
pub fn problem_text(lang: Lang, problem: &Problem) -> String {
    // A finding says more than its kind.
    let told = matches!(
        problem.kind,
        ProblemKind::Invalid | ProblemKind::Unavailable
    );
    if told && !problem.issues.is_empty() {
        let lines: Vec<String> = problem
            .issues
            .iter()
            .map(|issue| issue_text(lang, issue))
            .collect();
        return lines.join(" ");
    }
    let name = format!("problem.{}", problem.kind.code());
    let mut text = Key::by_name(&name)
        .map_or_else(|| problem.kind.code().to_owned(), |key| t(lang, key).into());
    for issue in &problem.issues {
        text.push(' ');
        text.push_str(&issue_text(lang, issue));
    }
    if let Some(reference) = &problem.reference {
        text.push(' ');
        text.push_str(&tf(
            lang,
            k::problem::REFERENCE,
            &[("reference", reference)],
        ));
    }
    text
}

/// Rules write parameters in one neutral form; people read them in theirs: `12.5`, `2026-11-12`,
/// `1200.00 EUR`, and names of fields.
fn parameter(lang: Lang, name: &str, value: &str) -> String {
    if name == "field" {
        return field_name(lang, value);
    }
    if let Some(key) = Key::by_name(&format!("field.value.{name}.{value}")) {
        return t(lang, key).to_owned();
    }
    if let Ok(day) = value.parse::<NaiveDate>() {
        return format::date_in_words(lang, day);
    }
    if let Some((amount, code)) = value.split_once(' ')
        && let (Ok(amount), Ok(currency)) = (amount.parse::<Decimal>(), code.parse())
        && let Ok(money) = Money::from_decimal(amount, currency, Rounding::HalfUp)
    {
        return format::money(lang, money);
    }
    if value.contains('.')
        && let Ok(number) = value.parse::<Decimal>()
    {
        return format::number(lang, number, number.normalize().scale());
    }
    value.to_owned()
}

/// Something of a configuration, as a customer reads it.
#[must_use]
pub fn summary_item(lang: Lang, item: &SummaryItem) -> String {
    let name = item.name.get(lang);
    let value = item.value.get(lang);
    if let Some(quantity) = item.quantity {
        let n = crate::integer(lang, quantity);
        return tf(lang, k::models::PICK_TIMES, &[("n", &n), ("item", &name)]);
    }
    if value.is_empty() {
        return name.to_owned();
    }
    tf(lang, k::models::PICK, &[("item", &name), ("value", &value)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_sentence_in_both_languages() {
        let issue = Issue::error("too_long", "name").with("max", 200);
        assert_eq!(issue_text(Lang::En, &issue), "At most 200 characters.");
        assert_eq!(
            issue_text(Lang::Fr, &issue),
            "200\u{a0}caractères au maximum."
        );
        assert_eq!(
            issue_line(Lang::En, &issue),
            "Name: At most 200 characters."
        );
        assert_eq!(
            issue_line(Lang::Fr, &issue),
            "Nom\u{a0}: 200\u{a0}caractères au maximum."
        );
    }

    #[test]
    fn an_unknown_code_still_says_something() {
        let issue = Issue::error("never_heard_of", "name");
        assert!(issue_text(Lang::En, &issue).contains("never_heard_of"));
    }

    #[test]
    fn every_refusal_has_a_sentence() {
        use ProblemKind as P;
        for kind in [
            P::Invalid,
            P::Unauthenticated,
            P::Forbidden,
            P::NotFound,
            P::Conflict,
            P::TooLarge,
            P::TooManyRequests,
            P::Unavailable,
            P::Outdated,
            P::Network,
            P::Internal,
        ] {
            for lang in [Lang::En, Lang::Fr] {
                let text = problem_text(lang, &Problem::of(kind));
                assert!(text.len() > 15, "{kind:?}: {text}");
            }
        }
    }

    #[test]
    fn parameters_are_read_in_ones_own_language() {
        assert_eq!(parameter(Lang::Fr, "max", "12.50"), "12,5");
        assert_eq!(parameter(Lang::Fr, "max", "2026"), "2026");
        assert_eq!(parameter(Lang::En, "day", "2026-11-12"), "Nov 12, 2026");
        assert_eq!(
            parameter(Lang::Fr, "max", "1200.00 EUR"),
            "1\u{202f}200,00\u{a0}€"
        );
    }
}
