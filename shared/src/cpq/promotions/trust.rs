//! Which promotions of a quote are believed, and which it has for another occasion.

use super::record::Held;
use crate::cpq::quotes::QuoteDraft;

/// The first promotion of `draft` that is neither in force nor known from the quote as it was saved
/// for the same customer, currency, day and price book; or that is there twice.
#[must_use]
pub fn untrusted<'a>(
    draft: &'a QuoteDraft,
    saved: &QuoteDraft,
    in_force: &[Held],
) -> Option<&'a Held> {
    let of = |draft: &QuoteDraft| {
        (
            draft.account_id,
            draft.currency,
            draft.issued_on,
            draft.price_book_id,
        )
    };
    let known: &[Held] = if of(saved) == of(draft) {
        &saved.promotions
    } else {
        &[]
    };
    draft
        .promotions
        .iter()
        .enumerate()
        .find(|(index, held)| {
            let twice = draft
                .promotions
                .iter()
                .take(*index)
                .any(|other| other.id == held.id);
            twice || !(known.contains(held) || in_force.contains(held))
        })
        .map(|(_, held)| held)
}

/// The promotions of a quote for another customer, currency, day or price book: those in force, and
/// the coupons it had that are in force as well.
#[must_use]
pub fn retake(had: &[Held], automatic: &[Held], coupons: &[Held]) -> Vec<Held> {
    let kept = coupons
        .iter()
        .filter(|held| had.iter().any(|own| own.id == held.id));
    automatic.iter().chain(kept).cloned().collect()
}
