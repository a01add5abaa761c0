//! What a quote must satisfy, its price, its number, and when a manager is asked.

use super::model::{QuoteDraft, QuoteFigures, QuoteLine};
use super::sections::validate_sections;
use super::{formulas, schedules, shares};
use crate::cpq::catalog::rules::{required, too_long};
use crate::cpq::clauses::validate_held;
use crate::cpq::pricing::en16931::category_issues;
use crate::cpq::pricing::terms::{check_subscription, check_term};
use crate::cpq::pricing::{
    Kept, LineInput, Policy, PricedQuote, Tax, check_document_surcharges, check_surcharges,
};
use crate::kernel::{Issue, Percent, ProductId, QuoteLineId, Severity, check_day};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Most lines of a quote.
pub const LINES: usize = 10_000;
/// Longest title.
pub const TITLE_LENGTH: usize = 200;
/// Longest description of a line.
pub const DESCRIPTION_LENGTH: usize = 2_000;
/// Longest introduction and terms.
pub const TEXT_LENGTH: usize = 10_000;
/// Longest term in months.
pub const MONTHS: u32 = 240;
/// Longest time to pay an invoice, in days.
pub const PAYMENT_DAYS: u32 = 365;
/// Below the price book by more than this, a line or the whole quote needs a manager: 20 %.
pub const DISCOUNT_LIMIT: Percent = Percent::whole(20);

/// Prices a quote with the policy every quote has now: the default, EN 16931's. Lines with a formula have
/// their price first; lines that are a share of others are priced after them.
#[must_use]
pub fn price_draft(draft: &QuoteDraft) -> PricedQuote {
    reprice_draft(draft, Kept::nothing())
}

/// Keeps what the lines come to as they are now; answers how many of them it had to price.
pub fn keep_lines(draft: &QuoteDraft, kept: &mut Kept) -> usize {
    kept.learn(&draft.pricing_terms(), &draft.lines, &Policy::default())
}

/// The answer of [`price_draft`], without going through the prices of the lines that are as they were kept.
#[must_use]
pub fn reprice_draft(draft: &QuoteDraft, kept: &Kept) -> PricedQuote {
    let Some((settled, without)) = formulas::settled(draft) else {
        return price_measured(draft, kept);
    };
    let mut priced = price_measured(&settled, kept);
    for (index, why) in without {
        if let Some(line) = priced.lines.get_mut(index) {
            line.issues.push(why.issue());
        }
    }
    priced
}

/// With what discount schedules measure over the lines as they are now.
fn price_measured(draft: &QuoteDraft, kept: &Kept) -> PricedQuote {
    match schedules::settled(draft) {
        Some(measured) => price_settled(&measured, kept),
        None => price_settled(draft, kept),
    }
}

fn price_settled(draft: &QuoteDraft, kept: &Kept) -> PricedQuote {
    shares::price(draft, kept).unwrap_or_else(|| {
        let (terms, policy) = (draft.pricing_terms(), Policy::default());
        kept.price(&terms, &draft.lines, &draft.surcharges, &policy)
    })
}

/// The figures browser and server compare, and the list shows.
#[must_use]
pub const fn figures(priced: &PricedQuote) -> QuoteFigures {
    QuoteFigures {
        net_minor: priced.totals.net_minor,
        tax_minor: priced.totals.tax_minor,
        gross_minor: priced.totals.gross_minor,
        one_time_minor: priced.totals.one_time_minor,
        monthly_minor: priced.totals.mrr_minor,
    }
}

/// Findings about a draft. Errors prevent saving; warnings do not. A finding about a line has
/// `lines.<position from 0>.<field>` as its field.
#[must_use]
pub fn validate_draft(draft: &QuoteDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    required(&mut issues, "title", &draft.title, TITLE_LENGTH);
    too_long(
        &mut issues,
        "introduction",
        &draft.introduction,
        TEXT_LENGTH,
    );
    too_long(&mut issues, "terms", &draft.terms, TEXT_LENGTH);
    if draft.valid_until < draft.issued_on {
        issues.push(Issue::error("ends_before_start", "valid_until"));
    }
    for (day, field) in [
        (draft.issued_on, "issued_on"),
        (draft.valid_until, "valid_until"),
    ] {
        issues.extend(check_day(day, field));
    }
    if !(1..=MONTHS).contains(&draft.term_months) {
        issues.push(Issue::error("term_out_of_range", "term_months").with("limit", MONTHS));
    }
    issues.extend(check_payment_days(draft.payment_days));
    percent(&mut issues, "discount", draft.discount);
    issues.extend(check_subscription(&draft.subscription, draft.term_months));
    issues.extend(check_document_surcharges(&draft.surcharges));
    issues.extend(validate_sections(&draft.sections));
    issues.extend(validate_held(&draft.clauses));
    if draft.lines.len() > LINES {
        issues.push(Issue::error("too_many", "lines").with("max", LINES));
    }
    let mut ids = BTreeSet::new();
    for (position, line) in draft.lines.iter().enumerate() {
        if !ids.insert(line.id) {
            issues.push(at(position, Issue::error("duplicate", "id")));
        }
        issues.extend(
            validate_line(line)
                .into_iter()
                .chain(check_term(&line.price, draft.most_months()))
                .map(|issue| at(position, issue)),
        );
    }
    issues
}

/// What is wrong with a number of days to pay in.
#[must_use]
pub fn check_payment_days(days: Option<u32>) -> Option<Issue> {
    days.filter(|days| *days > PAYMENT_DAYS).map(|_| {
        Issue::error("out_of_range", "payment_days")
            .with("min", 0)
            .with("max", PAYMENT_DAYS)
    })
}

/// Whether the days to pay may follow the account: another one was chosen, and they were left as they were.
#[must_use]
pub fn payment_may_follow(before: &QuoteDraft, after: &QuoteDraft) -> bool {
    before.account_id != after.account_id && before.payment_days == after.payment_days
}

/// Lets the days to pay follow the account: `was` and `is` are usual with the one before and the one now.
/// Days that were not the usual ones were said of this quote, and stay.
pub fn follow_account(
    before: &QuoteDraft,
    after: &mut QuoteDraft,
    was: Option<u32>,
    is: Option<u32>,
) {
    if payment_may_follow(before, after) && before.payment_days == was {
        after.payment_days = is;
    }
}

fn validate_line(line: &QuoteLine) -> Vec<Issue> {
    let mut issues = Vec::new();
    let price = &line.price;
    required(
        &mut issues,
        "description",
        &line.description,
        DESCRIPTION_LENGTH,
    );
    too_long(&mut issues, "unit", &line.unit, 64);
    if price.quantity.0 <= 0 {
        issues.push(Issue::error("not_positive", "quantity"));
    }
    if price.list_price.0 < 0 || price.manual_price.is_some_and(|manual| manual.0 < 0) {
        issues.push(Issue::error("negative", "price"));
    }
    percent(&mut issues, "discount", price.discount);
    percent(&mut issues, "tax_rate", price.tax.rate);
    issues.extend(check_surcharges(&price.surcharges));
    if let Some(limits) = line.choice.limits {
        let fits = || limits.refusal(price.quantity);
        issues.extend(limits.issue().or_else(fits));
    }
    issues
}

fn percent(issues: &mut Vec<Issue>, field: &'static str, value: Percent) {
    if !(0..=10_000).contains(&value.0) {
        issues.push(Issue::error("percent_out_of_range", field));
    }
}

fn at(position: usize, mut issue: Issue) -> Issue {
    let field = issue.field.as_deref().unwrap_or_default();
    issue.field = Some(Cow::Owned(format!("lines.{position}.{field}")));
    issue
}

/// What the tax rules say about the whole quote; never prevents saving.
#[must_use]
pub fn tax_issues(draft: &QuoteDraft, customer_vat_known: bool) -> Vec<Issue> {
    let taxes: BTreeSet<Tax> = draft
        .lines
        .iter()
        .filter(|line| !line.price.optional)
        .map(|line| line.price.tax)
        .chain(draft.surcharges.iter().map(|own| own.tax))
        .collect();
    category_issues(&taxes.into_iter().collect::<Vec<_>>(), customer_vat_known)
}

/// Why a manager must approve: each line or the whole more than [`DISCOUNT_LIMIT`] below the price
/// book, and each price under its floor. Optional lines count, since the customer may choose them.
#[must_use]
pub fn approval_reasons(draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Issue> {
    let mut reasons = Vec::new();
    let limit = DISCOUNT_LIMIT;
    let beyond = |rate: i32| {
        Issue::warning("discount_beyond_limit", "discount")
            .with("discount", Percent(rate).as_decimal().normalize())
            .with("limit", limit.as_decimal().normalize())
    };
    if priced.totals.discount_bp > limit.0 {
        reasons.push(beyond(priced.totals.discount_bp));
    }
    for (position, (line, amounts)) in draft.lines.iter().zip(&priced.lines).enumerate() {
        // A freely typed line has no price book to be below.
        if line.product_id.is_some() && amounts.discount_bp() > limit.0 {
            reasons.push(at(position, beyond(amounts.discount_bp())));
        }
        reasons.extend(
            amounts
                .issues
                .iter()
                .filter(|issue| issue.code == "below_floor")
                .map(|issue| at(position, issue.clone())),
        );
    }
    reasons
}

/// What keeps it from a customer: no account, no line, anything that is an error. Empty when it can
/// be given.
#[must_use]
pub fn missing(draft: &QuoteDraft, priced: &PricedQuote) -> Vec<Issue> {
    let is_error = |issue: &Issue| issue.severity == Severity::Error;
    let mut issues = Vec::new();
    if draft.account_id.is_none() {
        issues.push(Issue::error("required", "account_id"));
    }
    if draft.lines.is_empty() {
        // The sentence says what it is about.
        issues.push(Issue::error("no_lines", "lines").of_all());
    }
    issues.extend(validate_draft(draft).into_iter().filter(is_error));
    issues.extend(pricing_errors(priced));
    issues.extend(unpriced(priced));
    issues
}

/// Whether a finding says that the formula of its line has no price.
fn says_no_price(issue: &Issue) -> bool {
    matches!(&*issue.code, "formula_waits" | "formula_no_price")
}

/// The lines whose formula has no price: they are saved, nobody is asked to pay them.
fn unpriced(priced: &PricedQuote) -> Vec<Issue> {
    let lines = priced.lines.iter().enumerate();
    lines
        .flat_map(|(position, line)| {
            let found = line.issues.iter().filter(|issue| says_no_price(issue));
            found.map(move |issue| at(position, issue.clone()))
        })
        .collect()
}

/// Whether a line that counts costs nothing only because its formula has no price.
#[must_use]
pub fn counts_unpriced(draft: &QuoteDraft, priced: &PricedQuote) -> bool {
    let lines = draft.lines.iter().zip(&priced.lines);
    let mut counted = lines.filter(|(line, _)| !line.price.optional);
    counted.any(|(_, amounts)| amounts.issues.iter().any(says_no_price))
}

/// The lines of products in `configurable` that say nothing, or too little, of how they are configured:
/// nobody could deliver them.
#[must_use]
pub fn unconfigured(draft: &QuoteDraft, configurable: &BTreeSet<ProductId>) -> Vec<Issue> {
    let lines = draft.lines.iter().enumerate();
    let found = lines.filter_map(|(position, line)| {
        let asked = |product: ProductId| configurable.contains(&product);
        let code = match &line.configuration {
            // A gift stays a gift only as the product is without any choice.
            None if line.price.gift_of().is_none() && line.product_id.is_some_and(asked) => {
                "configuration_missing"
            }
            Some(configuration) if configuration.values.is_empty() => "configuration_incomplete",
            _ => return None,
        };
        Some(at(position, Issue::error(code, "configuration")))
    });
    found.collect()
}

/// What cannot be priced: amounts too large, discounts that do not fit.
#[must_use]
pub fn pricing_errors(priced: &PricedQuote) -> Vec<Issue> {
    let is_error = |issue: &&Issue| issue.severity == Severity::Error;
    let mut issues: Vec<Issue> = priced.issues.iter().filter(is_error).cloned().collect();
    for (position, line) in priced.lines.iter().enumerate() {
        let errors = line.issues.iter().filter(is_error);
        issues.extend(errors.map(|issue| at(position, issue.clone())));
    }
    issues
}

/// Whether the last day it can be accepted lies before `today`.
#[must_use]
pub fn is_out_of_date(draft: &QuoteDraft, today: NaiveDate) -> bool {
    draft.valid_until < today
}

/// Everything that keeps it from being sent on `today`, as findings a person can act on.
#[must_use]
pub fn blocking(draft: &QuoteDraft, priced: &PricedQuote, today: NaiveDate) -> Vec<Issue> {
    let mut issues = missing(draft, priced);
    if is_out_of_date(draft, today) {
        issues.push(Issue::error("validity_passed", "valid_until"));
    }
    issues
}

/// The lines whose prices the server knows otherwise: takes its list price, tiers, floor and, where
/// it sends one, cost; answers the positions that changed. Quantities, discounts and typed prices
/// stay.
pub fn adopt_prices(lines: &mut [QuoteLine], trusted: &[QuoteLine]) -> Vec<usize> {
    let mut changed = Vec::new();
    let known: BTreeMap<QuoteLineId, &QuoteLine> =
        trusted.iter().map(|line| (line.id, line)).collect();
    for (position, line) in lines.iter_mut().enumerate() {
        let Some(source) = known.get(&line.id) else {
            continue;
        };
        let before = line.price.clone();
        take_prices(&mut line.price, &source.price);
        line.price.contracted.clone_from(&source.price.contracted);
        line.price.promotions.clone_from(&source.price.promotions);
        line.price.cost = source.price.cost.or(before.cost);
        line.price.options = source.price.options;
        line.price.options_cost = source.price.options_cost.or(before.options_cost);
        if line.price != before {
            changed.push(position);
        }
    }
    changed
}

/// Takes over what a person never types: list price, tiers, kind of price, schedule, rounding, family, floor and cost.
pub fn take_prices(price: &mut LineInput, source: &LineInput) {
    price.list_price = source.list_price;
    price.tier_mode = source.tier_mode;
    price.tiers.clone_from(&source.tiers);
    price.kind.clone_from(&source.kind);
    price.schedule.clone_from(&source.schedule);
    price.rounding = source.rounding;
    price.family.clone_from(&source.family);
    price.floor = source.floor;
    price.cost = source.cost;
}

/// The `sequence`-th number of a year: `Q-2026-00042`.
#[must_use]
pub fn quote_number(year: i32, sequence: i64) -> String {
    format!("Q-{year}-{sequence:05}")
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod kept_tests;
#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
