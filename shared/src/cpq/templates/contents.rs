//! From a quote to a template, and from a template to a new quote.

use super::model::{FreeLine, LeftOut, LeftOutReason, TemplateContents, TemplateLine};
use crate::cpq::catalog::CatalogItem;
use crate::cpq::clauses::{Clause, HeldClause, hold};
use crate::cpq::pricing::{
    Added, DocumentOff, LineInput, LineOff, LineTerm, Subscription, Surcharge,
};
use crate::cpq::quotes::{LineChoice, QuoteDraft, QuoteLine, arrange};
use crate::kernel::{Lang, Percent, QuoteLineId};
use chrono::Days;

/// Longest time an offer made from a template holds, in days.
const VALID_DAYS: u32 = 366;

/// What a template keeps of a quote.
#[must_use]
pub fn contents_of(draft: &QuoteDraft) -> TemplateContents {
    let days = (draft.valid_until - draft.issued_on).num_days().max(0);
    TemplateContents {
        title: draft.title.clone(),
        language: draft.language,
        currency: draft.currency,
        valid_days: u32::try_from(days).unwrap_or(VALID_DAYS).min(VALID_DAYS),
        term_months: draft.term_months,
        payment_days: draft.payment_days,
        subscription: Subscription {
            starts_on: None,
            ends_on: None,
            ..draft.subscription
        },
        discount: if draft.off.is_some() {
            Percent::ZERO
        } else {
            draft.discount
        },
        off_minor: match draft.off {
            Some(DocumentOff::Amount(minor)) => Some(minor),
            // A wanted total is a price.
            Some(DocumentOff::Total(_)) | None => None,
        },
        surcharges: draft.surcharges.clone(),
        introduction: draft.introduction.clone(),
        terms: draft.terms.clone(),
        custom: draft.custom.clone(),
        sections: draft.sections.clone(),
        clauses: draft.clauses.clone(),
        lines: draft
            .lines
            .iter()
            // A gift is its promotion's: a new quote is offered those that are in force for it.
            .filter(|line| line.price.gift_of().is_none())
            .map(line_of)
            .collect(),
    }
}

fn line_of(line: &QuoteLine) -> TemplateLine {
    let price = &line.price;
    TemplateLine {
        product_id: line.product_id,
        section: line.section,
        description: line.description.clone(),
        charge: price.charge,
        quantity: price.quantity,
        discount: if price.off.is_some() {
            Percent::ZERO
        } else {
            price.discount
        },
        off_minor: match price.off {
            Some(LineOff::Amount(minor)) => Some(minor),
            // A wanted price is a price.
            Some(LineOff::Price(_)) | None => None,
        },
        surcharges: price.surcharges.clone(),
        optional: price.optional,
        term: price.term.as_ref().map(|term| {
            Box::new(LineTerm {
                starts_on: None,
                ..(**term).clone()
            })
        }),
        configuration: line.configuration.clone(),
        choice: line.choice,
        free: line.product_id.is_none().then(|| FreeLine {
            unit: line.unit.clone(),
            price: price.list_price,
            tax: price.tax,
        }),
    }
}

/// Puts the contents of a template into a new quote that has its customer, price book, currency,
/// language and day: every price is that of `items`, the quote's price book; clauses say what the
/// library says now. Answers what could not be taken.
pub fn start(
    draft: &mut QuoteDraft,
    contents: &TemplateContents,
    items: &[CatalogItem],
    library: &[Clause],
    mut id: impl FnMut() -> QuoteLineId,
) -> Vec<LeftOut> {
    let mut left = Vec::new();
    let same_currency = draft.currency == contents.currency;
    draft.valid_until = draft
        .issued_on
        .checked_add_days(Days::new(u64::from(contents.valid_days)))
        .unwrap_or(draft.issued_on);
    draft.term_months = contents.term_months;
    draft.payment_days = contents.payment_days.or(draft.payment_days);
    draft.subscription = contents.subscription;
    draft.discount = contents.discount;
    draft.off = contents
        .off_minor
        .filter(|_| same_currency)
        .map(DocumentOff::Amount);
    // An amount in another currency is none.
    let stays = |own: &Surcharge| same_currency || matches!(own.added, Added::Percent(_));
    draft.surcharges.clone_from(&contents.surcharges);
    draft.surcharges.retain(|own| stays(&own.surcharge));
    draft.introduction.clone_from(&contents.introduction);
    draft.terms.clone_from(&contents.terms);
    draft.custom.clone_from(&contents.custom);
    draft.sections.clone_from(&contents.sections);
    draft.lines.clear();
    for kept in &contents.lines {
        let line = match &kept.free {
            Some(free) => freely(kept, free, same_currency),
            None => listed(kept, items, draft.language, contents.language),
        };
        match line {
            Ok(mut line) => {
                line.id = id();
                line.section = kept.section;
                line.price.quantity = kept.quantity;
                line.price.discount = kept.discount;
                line.price.optional = kept.optional;
                line.choice = kept.choice;
                line.price.surcharges.clone_from(&kept.surcharges);
                line.price.surcharges.retain(stays);
                line.price.term.clone_from(&kept.term);
                line.price.tidy_term();
                if let (false, Some(term)) = (same_currency, &mut line.price.term) {
                    // A price in another currency is none.
                    term.ramps.iter_mut().for_each(|ramp| ramp.price = None);
                }
                line.price.off = kept
                    .off_minor
                    .filter(|_| same_currency)
                    .map(LineOff::Amount);
                draft.lines.push(line);
            }
            Err(reason) => left.push(LeftOut {
                name: first_line(&kept.description),
                reason,
            }),
        }
    }
    draft.clauses.clear();
    for own in &contents.clauses {
        match clause(own, library, draft.language) {
            Some(clause) => draft.clauses.push(clause),
            None => left.push(LeftOut {
                name: own.title.clone(),
                reason: LeftOutReason::Clause,
            }),
        }
    }
    arrange(draft);
    left
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

fn blank(description: String, unit: String, price: LineInput) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(uuid::Uuid::nil()),
        product_id: None,
        section: None,
        description,
        unit,
        price,
        configuration: None,
        choice: LineChoice::default(),
    }
}

fn freely(
    kept: &TemplateLine,
    free: &FreeLine,
    same_currency: bool,
) -> Result<QuoteLine, LeftOutReason> {
    if !same_currency && free.price.0 != 0 {
        return Err(LeftOutReason::OtherCurrency);
    }
    let price = LineInput {
        charge: kept.charge,
        list_price: free.price,
        tax: free.tax,
        ..LineInput::default()
    };
    Ok(blank(kept.description.clone(), free.unit.clone(), price))
}

fn listed(
    kept: &TemplateLine,
    items: &[CatalogItem],
    to: Lang,
    from: Lang,
) -> Result<QuoteLine, LeftOutReason> {
    let item = items
        .iter()
        .find(|item| {
            Some(item.entry.product_id) == kept.product_id && item.entry.charge == kept.charge
        })
        .ok_or(LeftOutReason::NotInBook)?;
    if !item.active {
        return Err(LeftOutReason::NotSold);
    }
    // Words somebody wrote stay, as long as they are in the quote's language.
    let description = if to == from && !kept.description.trim().is_empty() {
        kept.description.clone()
    } else {
        let (name, details) = (item.name.get(to), item.description.get(to));
        if details.trim().is_empty() {
            name.to_owned()
        } else {
            format!("{name}\n{details}")
        }
    };
    let mut line = blank(description, item.unit.clone(), item.to_line());
    line.product_id = kept.product_id;
    line.configuration.clone_from(&kept.configuration);
    Ok(line)
}

/// What was written or reworded stays; all else says what the library says now.
fn clause(own: &HeldClause, library: &[Clause], lang: Lang) -> Option<HeldClause> {
    let present = library
        .iter()
        .find(|clause| clause.id == own.id && clause.draft.active);
    if !own.is_of_library() {
        return Some(own.clone());
    }
    let present = present?;
    if own.edited && !present.draft.locked {
        return Some(HeldClause {
            required: false,
            ..own.clone()
        });
    }
    Some(hold(present, lang, false))
}
