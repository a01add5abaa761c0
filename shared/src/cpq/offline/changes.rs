//! What a quote is priced otherwise than it was offered, and how the offered price is asked for.

use crate::cpq::pricing::{PricedLine, Surcharge, tidy_surcharge};
use crate::cpq::promotions::{Families, settle};
use crate::cpq::quotes::{QuoteDraft, QuoteFigures, QuoteLine, figures, price_draft};
use crate::kernel::{Currency, QuoteLineId, UnitPrice};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a line costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePrice {
    /// Per unit and period, before the line's own discount.
    pub unit: UnitPrice,
    /// The line over the term, after its own discount and before the document's.
    pub net_minor: i64,
}

/// A line whose price is another than it was offered at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    /// Which line.
    pub line: QuoteLineId,
    /// Its title.
    pub name: String,
    /// As it was offered; `None` for a line that was not.
    pub then: Option<LinePrice>,
    /// As it is now; `None` for a line that is gone.
    pub now: Option<LinePrice>,
}

/// Everything a quote is priced otherwise than it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChanges {
    /// Currency of the amounts.
    pub currency: Currency,
    /// The lines that differ, in the order of the document.
    pub lines: Vec<PriceChange>,
    /// The figures it was offered with.
    pub then: QuoteFigures,
    /// The figures it has now.
    pub now: QuoteFigures,
}

impl PriceChanges {
    /// Whether it is priced as it was offered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.then == self.now
    }
}

fn price_of(line: &QuoteLine, priced: &PricedLine) -> LinePrice {
    LinePrice {
        unit: line.price.manual_price.unwrap_or(priced.promoted_unit),
        net_minor: priced.term_net_minor,
    }
}

fn prices(draft: &QuoteDraft) -> (Vec<(&QuoteLine, LinePrice)>, QuoteFigures) {
    let priced = price_draft(draft);
    let lines = draft
        .lines
        .iter()
        .zip(&priced.lines)
        .map(|(line, amounts)| (line, price_of(line, amounts)))
        .collect();
    (lines, figures(&priced))
}

/// What `now` is priced otherwise than `offered`.
#[must_use]
pub fn price_changes(offered: &QuoteDraft, now: &QuoteDraft) -> PriceChanges {
    let (before, then_figures) = prices(offered);
    let (after, now_figures) = prices(now);
    let name = |line: &QuoteLine| {
        line.description
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let mut lines = Vec::new();
    for (line, price) in &after {
        let then = before.iter().find(|(other, _)| other.id == line.id);
        let then = then.map(|(_, price)| *price);
        if then != Some(*price) {
            lines.push(PriceChange {
                line: line.id,
                name: name(line),
                then,
                now: Some(*price),
            });
        }
    }
    for (line, price) in &before {
        if !after.iter().any(|(other, _)| other.id == line.id) {
            lines.push(PriceChange {
                line: line.id,
                name: name(line),
                then: Some(*price),
                now: None,
            });
        }
    }
    PriceChanges {
        currency: now.currency,
        lines,
        then: then_figures,
        now: now_figures,
    }
}

/// Whether both say the same, prices apart: what a person chose and typed. The days are the server's.
#[must_use]
pub fn same_contents(sent: &QuoteDraft, kept: &QuoteDraft) -> bool {
    let surcharges = |draft: &QuoteDraft| -> Vec<_> {
        let all = draft.surcharges.iter();
        all.map(|own| (tidied(&own.surcharge), own.tax.normal()))
            .collect()
    };
    let head = |draft: &QuoteDraft| {
        (
            (draft.title.trim().to_owned(), draft.account_id),
            (draft.price_book_id, draft.currency, draft.language),
            (draft.term_months, draft.discount, draft.off),
            (draft.payment_days, surcharges(draft)),
            (draft.introduction.clone(), draft.terms.clone()),
            (draft.subscription, draft.sections.clone()),
            draft.custom.clone(),
        )
    };
    let chosen = |line: &QuoteLine| {
        let configuration = line.configuration.as_ref();
        configuration.map(|configuration| (configuration.model_id, configuration.values.clone()))
    };
    let same_line = |a: &QuoteLine, b: &QuoteLine| {
        (a.id, a.product_id, &a.description) == (b.id, b.product_id, &b.description)
            && a.price.quantity == b.price.quantity
            && (a.price.discount, a.price.off) == (b.price.discount, b.price.off)
            && (a.price.manual_price, a.price.optional) == (b.price.manual_price, b.price.optional)
            && (a.price.surcharges.iter().map(tidied)).eq(b.price.surcharges.iter().map(tidied))
            && (a.section, a.choice, &a.price.term) == (b.section, b.choice, &b.price.term)
            && chosen(a) == chosen(b)
    };
    head(sent) == head(kept)
        && sent.lines.len() == kept.lines.len()
        && sent
            .lines
            .iter()
            .zip(&kept.lines)
            .all(|(a, b)| same_line(a, b))
}

/// As the server keeps it.
fn tidied(own: &Surcharge) -> Surcharge {
    let mut own = own.clone();
    tidy_surcharge(&mut own);
    own
}

/// Types the offered price on every line that is dearer or cheaper now. Whoever has to approve typed prices
/// is asked as for any other.
#[must_use]
pub fn ask_for_offered(
    now: &QuoteDraft,
    changes: &PriceChanges,
    families: &Families,
) -> QuoteDraft {
    let mut draft = now.clone();
    for line in &mut draft.lines {
        let change = changes.lines.iter().find(|change| change.line == line.id);
        let offered = change.and_then(|change| {
            change
                .then
                .filter(|then| change.now.is_some_and(|now| now.unit != then.unit))
        });
        if let Some(then) = offered {
            line.price.manual_price = Some(then.unit);
        }
    }
    settle(&mut draft, families);
    draft
}

/// Dates a quote `today`, since it has the prices of today. A last day that has passed moves with it, so that
/// the customer has as long as was offered.
pub fn redate(draft: &mut QuoteDraft, today: NaiveDate) {
    let days = draft.valid_until.signed_duration_since(draft.issued_on);
    draft.issued_on = today;
    if draft.valid_until < today {
        draft.valid_until = today.checked_add_signed(days).unwrap_or(today).max(today);
    }
}
