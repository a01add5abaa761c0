//! What a term must satisfy.

use super::super::model::LineInput;
use super::model::{LineTerm, Subscription, Trial};
use crate::cpq::quotes::rules::MONTHS;
use crate::kernel::{Issue, check_day};

/// Most steps of a line.
pub const RAMPS: usize = 24;

/// Findings about what the quote says for all recurring lines; `months` is its term.
#[must_use]
pub fn check_subscription(subscription: &Subscription, months: u32) -> Vec<Issue> {
    let mut issues = Vec::new();
    let days = [
        (subscription.starts_on, "starts_on"),
        (subscription.ends_on, "ends_on"),
    ];
    for (day, field) in days {
        issues.extend(day.and_then(|day| check_day(day, field)));
    }
    if let (Some(start), Some(end)) = (subscription.starts_on, subscription.ends_on)
        && end < start
    {
        issues.push(Issue::error("ends_before_start", "ends_on"));
    }
    issues.extend(subscription.trial.and_then(check_trial));
    if subscription.free_months > 0
        && subscription.ends_on.is_none()
        && subscription.free_months >= months
    {
        issues.push(Issue::error("free_months_out_of_range", "free_months").with("months", months));
    }
    if subscription.free_months > MONTHS {
        issues.push(Issue::error("free_months_out_of_range", "free_months").with("months", MONTHS));
    }
    issues
}

/// Findings about the term of a line, one that runs for `months` unless it says otherwise.
#[must_use]
pub fn check_term(line: &LineInput, months: u32) -> Vec<Issue> {
    let Some(term) = line.term.as_deref().filter(|_| line.charge.recurs()) else {
        return Vec::new();
    };
    let mut issues = Vec::new();
    issues.extend(term.starts_on.and_then(|day| check_day(day, "starts_on")));
    if term.months.is_some_and(|own| !(1..=MONTHS).contains(&own)) {
        issues.push(Issue::error("term_out_of_range", "months").with("limit", MONTHS));
    }
    let months = term.months.unwrap_or(months);
    if term
        .free_months
        .is_some_and(|free| free > 0 && free >= months)
    {
        issues.push(Issue::error("free_months_out_of_range", "free_months").with("months", months));
    }
    issues.extend(term.trial.and_then(check_trial));
    issues.extend(check_ramps(term));
    issues
}

/// What is wrong with a trial.
#[must_use]
pub fn check_trial(trial: Trial) -> Option<Issue> {
    (trial.count() > trial.most()).then(|| {
        Issue::error("out_of_range", "trial")
            .with("min", 0)
            .with("max", trial.most())
    })
}

fn check_ramps(term: &LineTerm) -> Vec<Issue> {
    let mut issues = Vec::new();
    let ramps = &term.ramps;
    if ramps.len() > RAMPS {
        issues.push(Issue::error("too_many", "ramps").with("max", RAMPS));
    }
    let begins = ramps.first().is_none_or(|ramp| ramp.from_month > 0);
    if !begins || !ramps.is_sorted_by(|a, b| a.from_month < b.from_month) {
        issues.push(Issue::error("ramps_unordered", "ramps"));
    }
    if ramps.iter().any(|ramp| ramp.from_month >= MONTHS) {
        issues.push(Issue::error("term_out_of_range", "ramps").with("limit", MONTHS));
    }
    if ramps
        .iter()
        .any(|ramp| ramp.quantity.is_some_and(|quantity| quantity.0 <= 0))
    {
        issues.push(Issue::error("ramp_without_quantity", "ramps"));
    }
    if ramps
        .iter()
        .any(|ramp| ramp.price.is_some_and(|price| price.0 < 0))
    {
        issues.push(Issue::error("negative", "ramps"));
    }
    let whole = 0..=10_000;
    if ramps
        .iter()
        .any(|ramp| ramp.discount.is_some_and(|rate| !whole.contains(&rate.0)))
    {
        issues.push(Issue::error("percent_out_of_range", "ramps"));
    }
    issues
}
