//! What a customer chooses on the page of a quote, and the quote with it.

use crate::cpq::pricing::{DocumentOff, Kept, LineInput, LineOff, Policy, Terms, price_line};
use crate::cpq::promotions::{Families, settle};
use crate::cpq::quotes::{QuoteDraft, QuoteLine, formulas, reprice_draft, schedules, shares};
use crate::kernel::{AlternativesId, Issue, Quantity, QuoteLineId, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// What differs from the quote as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The optional lines that are taken.
    pub options: BTreeSet<QuoteLineId>,
    /// Of each group of alternatives the one that is taken.
    pub alternatives: BTreeSet<QuoteLineId>,
    /// How many of a line are taken.
    pub quantities: BTreeMap<QuoteLineId, Quantity>,
}

/// Something that cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotChosen {
    /// At which line.
    pub line: QuoteLineId,
    /// The quantity that was asked for, where it is about one.
    pub quantity: Option<Quantity>,
    /// Why.
    pub issue: Issue,
}

impl Choice {
    /// Whether it is the quote as it was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.options.is_empty() && self.alternatives.is_empty() && self.quantities.is_empty()
    }

    /// What of it this quote leaves open, without what it says already; and what it does not.
    #[must_use]
    pub fn possible(&self, draft: &QuoteDraft) -> (Choice, Vec<NotChosen>) {
        let lines: BTreeMap<QuoteLineId, &QuoteLine> =
            draft.lines.iter().map(|line| (line.id, line)).collect();
        let mut kept = Choice::default();
        let mut not = Vec::new();
        let mut refuse = |line: QuoteLineId, quantity: Option<Quantity>, issue: Issue| {
            not.push(NotChosen {
                line,
                quantity,
                issue,
            });
        };
        for id in &self.options {
            if lines.get(id).is_some_and(|line| line.is_option()) {
                kept.options.insert(*id);
            } else {
                refuse(*id, None, Issue::error("unknown_option", "options"));
            }
        }
        let mut taken: BTreeSet<AlternativesId> = BTreeSet::new();
        for id in &self.alternatives {
            let line = lines.get(id);
            match line.and_then(|line| line.choice.alternatives) {
                None => {
                    let issue = Issue::error("unknown_alternative", "alternatives");
                    refuse(*id, None, issue);
                }
                Some(group) if !taken.insert(group) => {
                    let issue = Issue::error("one_alternative_only", "alternatives");
                    refuse(*id, None, issue);
                }
                Some(_) if line.is_some_and(|line| line.price.optional) => {
                    kept.alternatives.insert(*id);
                }
                Some(_) => {}
            }
        }
        for (id, quantity) in &self.quantities {
            let line = lines.get(id);
            if line.is_some_and(|line| line.price.quantity == *quantity) {
                continue;
            }
            let refusal = match line.and_then(|line| line.choice.limits) {
                Some(limits) => limits.refusal(*quantity).map(|issue| Issue {
                    code: "chosen_quantity_outside".into(),
                    ..issue
                }),
                None => Some(Issue::error("quantity_fixed", "quantity")),
            };
            match refusal {
                None => {
                    kept.quantities.insert(*id, *quantity);
                }
                Some(issue) => {
                    let name = line.map(|line| line.name()).unwrap_or_default();
                    refuse(*id, Some(*quantity), issue.with("name", name));
                }
            }
        }
        (kept, not)
    }
}

/// The quote with what was chosen: options and alternatives count like all other lines, quantities are
/// those wanted, and promotions, tiers and discounts follow.
///
/// A discount given as an amount was given for what was proposed: of less than that a customer gets as
/// much less, of more nothing more. A wanted total was that of the proposal in the same way.
///
/// # Errors
/// What of it this quote does not leave open: unknown options and alternatives, two of one group,
/// quantities outside their limits.
pub fn with_choice(
    draft: &QuoteDraft,
    choice: &Choice,
    families: &Families,
) -> Result<QuoteDraft, Vec<Issue>> {
    with_choice_kept(draft, choice, families, Kept::nothing())
}

/// The same, without going through the prices of the lines that are as they were kept.
///
/// # Errors
/// As [`with_choice`].
pub fn with_choice_kept(
    draft: &QuoteDraft,
    choice: &Choice,
    families: &Families,
    kept: &Kept,
) -> Result<QuoteDraft, Vec<Issue>> {
    let (choice, not) = choice.possible(draft);
    if !not.is_empty() {
        return Err(not.into_iter().map(|not| not.issue).collect());
    }
    let mut chosen = draft.clone();
    if choice.is_empty() {
        return Ok(chosen);
    }
    let taken: BTreeMap<AlternativesId, QuoteLineId> = draft
        .lines
        .iter()
        .filter(|line| choice.alternatives.contains(&line.id))
        .filter_map(|line| Some((line.choice.alternatives?, line.id)))
        .collect();
    // Once through: a long quote may leave thousands of groups open.
    for line in &mut chosen.lines {
        let group = line.choice.alternatives;
        if let Some(id) = group.and_then(|group| taken.get(&group)) {
            line.price.optional = line.id != *id;
        }
        if choice.options.contains(&line.id) {
            line.price.optional = false;
        }
        if let Some(quantity) = choice.quantities.get(&line.id) {
            let before = std::mem::replace(&mut line.price.quantity, *quantity);
            if let Some(LineOff::Amount(minor)) = &mut line.price.off {
                *minor = in_proportion(*minor, quantity.0, before.0);
            }
        }
    }
    formulas::settle(&mut chosen);
    schedules::settle(&mut chosen);
    settle(&mut chosen, families);
    follow(draft, &mut chosen, kept);
    if draft.off.is_some() {
        let before = reprice_draft(draft, kept).totals;
        chosen.off = None;
        let now = reprice_draft(&chosen, kept).totals.sold_minor();
        let allowance = in_proportion(before.allowance_minor, now, before.sold_minor());
        chosen.off = Some(DocumentOff::Amount(allowance));
    }
    Ok(chosen)
}

/// Promotions and shares reach lines nobody chose anything at: shares follow what they are taken of, an
/// amount off a share follows the share, and a discount that does not fit any more goes.
fn follow(draft: &QuoteDraft, chosen: &mut QuoteDraft, kept: &Kept) {
    let terms = chosen.pricing_terms();
    let is_share = |line: &QuoteLine| shares::share(&line.price).is_some();
    for line in chosen.lines.iter_mut().filter(|line| !is_share(line)) {
        drop_what_does_not_fit(&terms, &mut line.price);
    }
    if !chosen.lines.iter().any(is_share) {
        return;
    }
    let mut proposed = draft.clone();
    shares::resettle(&mut proposed, kept);
    shares::resettle(chosen, kept);
    let before: BTreeMap<QuoteLineId, i64> = proposed
        .lines
        .iter()
        .map(|line| (line.id, line.price.list_price.0))
        .collect();
    for line in chosen.lines.iter_mut().filter(|line| is_share(line)) {
        let now = line.price.list_price.0;
        if let (Some(LineOff::Amount(minor)), Some(was)) =
            (&mut line.price.off, before.get(&line.id))
        {
            *minor = in_proportion(*minor, now, *was);
        }
        drop_what_does_not_fit(&terms, &mut line.price);
    }
}

/// A price that was wanted for one line is no discount where more of it costs less anyway.
fn drop_what_does_not_fit(terms: &Terms, price: &mut LineInput) {
    let fits = |price: &LineInput| {
        let priced = price_line(terms, price, &Policy::default());
        let mut issues = priced.issues.iter();
        !issues.any(|issue| issue.severity == Severity::Error)
    };
    if price.off.is_some() && !fits(price) {
        price.off = None;
    }
}

/// The part of an amount that belongs to `now` of `before`, rounded down; all of it from `before` on.
#[must_use]
pub fn in_proportion(minor: i64, now: i64, before: i64) -> i64 {
    if now >= before || before <= 0 {
        return minor;
    }
    let part = i128::from(minor) * i128::from(now.max(0)) / i128::from(before);
    i64::try_from(part).unwrap_or(minor)
}

#[cfg(test)]
#[path = "choice_tests.rs"]
pub(super) mod tests;
