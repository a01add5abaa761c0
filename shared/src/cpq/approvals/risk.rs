//! How much of a quote is out of the ordinary, as a number from 0 to 100 that says what it is made of.
//!
//! Each reason has its points; they are added up, and cut off at 100. Nothing in it tells of costs, so that
//! everybody may see it. Of what a customer may still choose only the discount counts, and a deeper one
//! always for more: so the worst choice for the discount is the worst one for the risk, too.

use super::facts::{CustomerHistory, FactContext, months, trial_days};
use crate::cpq::clauses::{ClauseCategory, HeldClause};
use crate::cpq::pricing::PricedQuote;
use crate::cpq::quotes::QuoteDraft;
use crate::kernel::coded;
use serde::{Deserialize, Serialize};

/// The most there is.
pub const MOST: u32 = 100;
/// From here on the risk is medium, and high.
pub const LEVELS: (u32, u32) = (25, 50);
/// A term of more months than this is long.
pub const LONG_TERM: u32 = 36;
/// An offer that holds for more days than this holds long.
pub const LONG_VALIDITY: i64 = 60;

coded! {
    /// Something that is out of the ordinary.
    RiskKind {
        /// It is below the price book: a point for each whole percent, at most 30.
        Discount = "discount",
        /// The customer has bought nothing yet: 20 points.
        NewCustomer = "new_customer",
        /// The customer declined more often than they bought, three times or more: 15 points.
        OftenLost = "often_lost",
        /// Lines that were typed freely: 4 points each, at most 20.
        FreeLines = "free_lines",
        /// Clauses that are not the library's, or were reworded: 8 points each, 12 for payment and
        /// liability, at most 24.
        OwnClauses = "own_clauses",
        /// Another currency than the company's: 8 points.
        Currency = "currency",
        /// A term of more than three years: 8 points.
        LongTerm = "long_term",
        /// Months without payment: 2 points each, at most 8.
        FreeMonths = "free_months",
        /// Days tried before anything is charged: a point for each whole week, at most 8.
        Trial = "trial",
        /// An offer that holds for more than sixty days: 4 points.
        LongValidity = "long_validity",
    }
}

coded! {
    /// The number in a word.
    RiskLevel {
        /// Below 25.
        Low = "low",
        /// Below 50.
        Medium = "medium",
        /// From 50 on.
        High = "high",
    }
}

/// A part of the number.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskReason {
    /// What.
    pub kind: RiskKind,
    /// What it adds.
    pub points: u32,
    /// How many of it: percent, lines, clauses, months, days; 1 where there is nothing to count.
    pub count: u32,
}

/// The risk of a quote.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// From 0 to 100.
    pub score: u32,
    /// What it is made of, the most first.
    pub reasons: Vec<RiskReason>,
}

impl Risk {
    /// The number in a word.
    #[must_use]
    pub const fn level(&self) -> RiskLevel {
        let (medium, high) = LEVELS;
        if self.score >= high {
            RiskLevel::High
        } else if self.score >= medium {
            RiskLevel::Medium
        } else {
            RiskLevel::Low
        }
    }
}

/// The risk of a quote as it is written.
#[must_use]
pub fn risk_of(draft: &QuoteDraft, priced: &PricedQuote, context: &FactContext) -> Risk {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let reason = |kind, points: u32, count| RiskReason {
        kind,
        points,
        count,
    };
    let each = |kind, one: u32, most: u32, count: u32| {
        reason(kind, one.saturating_mul(count).min(most), count)
    };
    let once = |kind, points, holds: bool| reason(kind, if holds { points } else { 0 }, 1);
    let percent = u32::try_from(priced.totals.discount_bp.max(0) / 100).unwrap_or(0);
    let free = draft.lines.iter().filter(|line| line.product_id.is_none());
    let own: Vec<&HeldClause> = draft
        .clauses
        .iter()
        .filter(|clause| clause.edited || !clause.is_of_library())
        .collect();
    let of_clauses: u32 = own.iter().map(|clause| points_of(clause)).sum();
    let term = months(draft, priced);
    let recurs = draft.lines.iter().any(|line| line.price.charge.recurs());
    let trial = trial_days(draft);
    let days = (draft.valid_until - draft.issued_on).num_days();
    let known = context.customer;
    let foreign = context.base.is_some_and(|base| base != draft.currency);
    let all = [
        each(RiskKind::Discount, 1, 30, percent),
        once(RiskKind::NewCustomer, 20, known == CustomerHistory::New),
        once(RiskKind::OftenLost, 15, known == CustomerHistory::Loses),
        each(RiskKind::FreeLines, 4, 20, count(free.count())),
        reason(RiskKind::OwnClauses, of_clauses.min(24), count(own.len())),
        once(RiskKind::Currency, 8, foreign),
        reason(
            RiskKind::LongTerm,
            if recurs && term > LONG_TERM { 8 } else { 0 },
            term,
        ),
        each(RiskKind::FreeMonths, 2, 8, free_months(draft)),
        reason(RiskKind::Trial, (trial / 7).min(8), trial),
        reason(
            RiskKind::LongValidity,
            if days > LONG_VALIDITY { 4 } else { 0 },
            u32::try_from(days).unwrap_or(0),
        ),
    ];
    let mut reasons: Vec<RiskReason> = all.into_iter().filter(|one| one.points > 0).collect();
    // Stable: of equal ones the order is that of the list.
    reasons.sort_by_key(|one| std::cmp::Reverse(one.points));
    Risk {
        score: reasons.iter().map(|one| one.points).sum::<u32>().min(MOST),
        reasons,
    }
}

/// Who answers for what and when it is paid costs most when it is agreed otherwise.
const fn points_of(clause: &HeldClause) -> u32 {
    match clause.category {
        ClauseCategory::Payment | ClauseCategory::Liability => 12,
        _ => 8,
    }
}

/// Of the line with the most.
fn free_months(draft: &QuoteDraft) -> u32 {
    let recurring = draft.lines.iter().filter(|line| line.price.charge.recurs());
    recurring
        .map(|line| {
            let own = line.price.term.as_ref().and_then(|term| term.free_months);
            own.unwrap_or(draft.subscription.free_months)
        })
        .max()
        .unwrap_or(0)
}
