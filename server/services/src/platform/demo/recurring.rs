//! Subscriptions over several years: a ramp, free months, a common end.

use chrono::{Datelike, NaiveDate};
use shared::cpq::pricing::{Billing, Charge, Ramp};
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::kernel::Quantity;

/// Gives open offers with a subscription a time of their own, in turn: the others keep a number of
/// months. Nothing is random: what is drawn after it stays what it was.
pub(super) fn over_time(draft: &mut QuoteDraft, state: QuoteState, turn: usize) {
    let open = matches!(
        state,
        QuoteState::Draft | QuoteState::Sent | QuoteState::Viewed
    );
    if !open || !draft.lines.iter().any(|line| line.price.charge.recurs()) {
        return;
    }
    match turn % 6 {
        0 => ramp(draft),
        2 => free(draft),
        4 => together(draft),
        _ => {}
    }
}

/// The first day of the second month after the offer.
fn start(draft: &QuoteDraft) -> Option<NaiveDate> {
    let first = draft.issued_on.with_day(1)?;
    first.checked_add_months(chrono::Months::new(2))
}

/// Three years, billed a year in advance, half as many again each year.
fn ramp(draft: &mut QuoteDraft) {
    draft.term_months = 36;
    draft.subscription.starts_on = start(draft);
    draft.subscription.billing = Some(Billing::Yearly);
    for line in &mut draft.lines {
        if line.price.charge != Charge::Monthly {
            continue;
        }
        let units = (line.price.quantity.0 / 10_000).max(1);
        let more = |half: i64| Quantity::whole(units + (units * half + 1) / 2);
        line.price.change_term(|term| {
            term.ramps = vec![
                Ramp {
                    from_month: 12,
                    quantity: Some(more(1)),
                    ..Ramp::default()
                },
                Ramp {
                    from_month: 24,
                    quantity: Some(more(2)),
                    ..Ramp::default()
                },
            ];
        });
    }
}

/// Two years billed by the quarter, the first month free.
fn free(draft: &mut QuoteDraft) {
    draft.term_months = 24;
    draft.subscription.starts_on = start(draft);
    draft.subscription.billing = Some(Billing::Quarterly);
    draft.subscription.free_months = 1;
}

/// From the middle of a month to the end of the year after.
fn together(draft: &mut QuoteDraft) {
    let start = start(draft).and_then(|day| day.with_day(15));
    draft.subscription.starts_on = start;
    draft.subscription.ends_on =
        start.and_then(|day| NaiveDate::from_ymd_opt(day.year() + 1, 12, 31));
}
