//! The facts approval rules look at, in words: for the pages and for the page of a mailed link alike.

use crate::format::number_trimmed;
use crate::{Key, billing_name, k, t, tf, tn};
use shared::cpq::approvals::{Fact, FactValue, MayTake, Risk, RiskKind, RiskLevel, RiskReason};
use shared::kernel::{Issue, Lang};

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
        FactValue::Text(text) => match (fact, text.parse()) {
            (Fact::Billing, Ok(billing)) => billing_name(lang, billing).to_owned(),
            _ => text.clone(),
        },
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

/// Things a customer may take that are named one by one.
const NAMED: usize = 3;

/// What a customer may take, in words: `50 × Licence, the option Training`.
#[must_use]
pub fn may_take(lang: Lang, all: &[MayTake]) -> String {
    use k::approvals::take as words;
    let mut named: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|one| match one {
            MayTake::Quantity { line, quantity } => {
                let many = number_trimmed(lang, quantity.to_decimal(), 4);
                tf(lang, words::QUANTITY, &[("n", &many), ("line", line)])
            }
            MayTake::Option { line } => tf(lang, words::OPTION, &[("line", line)]),
            MayTake::Alternative { line } => tf(lang, words::ALTERNATIVE, &[("line", line)]),
        })
        .collect();
    let more = all.len().saturating_sub(NAMED);
    if more > 0 {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        named.push(tn(lang, words::MORE, more, &[]));
    }
    named.join(", ")
}

/// The sentence for it; nothing where there is nothing.
#[must_use]
pub fn because(lang: Lang, all: &[MayTake]) -> Option<String> {
    let what = may_take(lang, all);
    (!what.is_empty()).then(|| tf(lang, k::approvals::take::BECAUSE, &[("what", &what)]))
}

/// A rule that asks, and who is asked; with what the customer may take, where only that makes it.
#[must_use]
pub fn asking(lang: Lang, rule: &str, who: &str, because: &[MayTake]) -> Issue {
    let code = if because.is_empty() {
        "approval_by_rule"
    } else {
        "approval_by_rule_open"
    };
    let issue = Issue::warning(code, "state")
        .of_all()
        .with("rule", rule)
        .with("who", who);
    if because.is_empty() {
        issue
    } else {
        issue.with("what", may_take(lang, because))
    }
}

/// The risk in a line: `45 of 100 – medium`.
#[must_use]
pub fn risk(lang: Lang, risk: &Risk) -> String {
    use k::approvals::risk as words;
    let level = t(
        lang,
        match risk.level() {
            RiskLevel::Low => words::LOW,
            RiskLevel::Medium => words::MEDIUM,
            RiskLevel::High => words::HIGH,
        },
    );
    tf(lang, words::SCORE, &[("n", &risk.score), ("level", &level)])
}

/// What the risk is made of, each with its points.
#[must_use]
pub fn risk_reasons(lang: Lang, risk: &Risk) -> Vec<String> {
    let reasons = risk.reasons.iter();
    reasons.map(|reason| risk_reason(lang, reason)).collect()
}

fn risk_reason(lang: Lang, reason: &RiskReason) -> String {
    use k::approvals::risk as words;
    let n = &reason.count;
    let counted = |plural| tn(lang, plural, i64::from(reason.count), &[]);
    let what = match reason.kind {
        RiskKind::Discount => tf(lang, words::DISCOUNT, &[("n", n)]),
        RiskKind::NewCustomer => t(lang, words::NEW_CUSTOMER).to_owned(),
        RiskKind::OftenLost => t(lang, words::OFTEN_LOST).to_owned(),
        RiskKind::FreeLines => counted(words::FREE_LINES),
        RiskKind::OwnClauses => counted(words::OWN_CLAUSES),
        RiskKind::Currency => t(lang, words::CURRENCY).to_owned(),
        RiskKind::LongTerm => tf(lang, words::LONG_TERM, &[("n", n)]),
        RiskKind::FreeMonths => counted(words::FREE_MONTHS),
        RiskKind::Trial => tf(lang, words::TRIAL, &[("n", n)]),
        RiskKind::LongValidity => tf(lang, words::LONG_VALIDITY, &[("n", n)]),
    };
    let values: [(&str, &dyn std::fmt::Display); 2] = [("what", &what), ("points", &reason.points)];
    tf(lang, words::REASON, &values)
}
