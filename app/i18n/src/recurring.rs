//! The time of recurring lines in words, as editor, document and deal room say it.

use crate::{Key, Lang, date_in_words, k, number_trimmed, t, tf, tn, unit_price};
use shared::cpq::pricing::terms::{Billed, Run, ends_on, starts_on, uses_terms};
use shared::cpq::pricing::{Billing, Charge, Course, LineInput, PricedLine, Terms, Trial};
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::cpq::rooms::SignedQuantity;
use shared::kernel::{Currency, Quantity};

/// How often something is billed.
#[must_use]
pub fn billing_name(lang: Lang, billing: Billing) -> &'static str {
    Key::by_name(&format!("cpq.billing.{}", billing.code())).map_or("", |key| t(lang, key))
}

/// Within how many days an invoice is to be paid, as a table says it: `30 days from the invoice date`.
#[must_use]
pub fn payment_words(lang: Lang, days: u32) -> String {
    match days {
        0 => t(lang, k::cpq::document::PAY_AT_ONCE).to_owned(),
        days => tn(lang, k::cpq::document::PAY_WITHIN, i64::from(days), &[]),
    }
}

/// The same as a sentence; nothing where the quote says nothing of it.
#[must_use]
pub fn payment_sentence(lang: Lang, draft: &QuoteDraft) -> Option<String> {
    let words = payment_words(lang, draft.payment_days?);
    Some(tf(
        lang,
        k::cpq::document::PAY_SENTENCE,
        &[("when", &words)],
    ))
}

/// What a customer is told about the time of a line: from when until when, how it is billed, what is
/// free, what changes. Nothing for one that says no more than the quote's months.
#[must_use]
pub fn term_notes(
    lang: Lang,
    draft: &QuoteDraft,
    line: &QuoteLine,
    priced: &PricedLine,
) -> Vec<String> {
    let (terms, price) = (draft.pricing_terms(), &line.price);
    let mut notes = Vec::new();
    if !price.charge.recurs() {
        return notes;
    }
    if price.charge == Charge::Usage {
        notes.push(t(lang, k::cpq::document::USAGE_NOTE).to_owned());
    }
    if !uses_terms(&terms, std::slice::from_ref(price)) {
        return notes;
    }
    notes.extend(span(lang, &terms, price, priced));
    if let Some(billing) = billed(&terms, price) {
        let name = billing_name(lang, billing);
        notes.push(tf(lang, k::cpq::document::BILLED, &[("billing", &name)]));
    }
    if let Some(course) = &priced.course {
        notes.extend(trial_note(lang, course));
        if course.free > 0 {
            let free = i64::from(course.free);
            notes.push(tn(lang, k::cpq::document::FREE, free, &[]));
        }
        if let Some(part) = course.first {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("of", &part.of), ("parts", &part.parts)];
            notes.push(tf(lang, k::cpq::document::FIRST_PART, &values));
        }
        notes.extend(ramps(lang, course, terms.currency));
    }
    notes
}

/// `14 days`, `2 months`.
#[must_use]
pub fn trial_words(lang: Lang, trial: Trial) -> String {
    match trial {
        Trial::Days(days) => tn(lang, k::cpq::document::TRIAL_DAYS, i64::from(days), &[]),
        Trial::Months(months) => tn(lang, k::cpq::document::TRIAL_MONTHS, i64::from(months), &[]),
    }
}

/// That a line is tried, until when, and what comes of it.
#[must_use]
pub fn trial_note(lang: Lang, course: &Course) -> Option<String> {
    let tried = course.tried?;
    let length = trial_words(lang, tried.trial);
    Some(match tried.until {
        Some(until) => {
            let until = date_in_words(lang, until);
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("length", &length), ("until", &until)];
            tf(lang, k::cpq::document::TRIAL_UNTIL, &values)
        }
        None => tf(lang, k::cpq::document::TRIAL, &[("length", &length)]),
    })
}

/// What a schedule of bills says of trials: nothing is billed in them. Each once, in the order of the lines.
#[must_use]
pub fn trial_notes<'a>(
    lang: Lang,
    lines: impl IntoIterator<Item = (&'a QuoteLine, &'a PricedLine)>,
) -> Vec<String> {
    let mut notes = Vec::new();
    for (line, priced) in lines {
        let course = priced.course.as_ref().filter(|_| !line.price.optional);
        let note = course.and_then(|course| trial_note(lang, course));
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    notes
}

/// From the first to the last day; the months of a line that has its own and no first day.
fn span(lang: Lang, terms: &Terms, price: &LineInput, priced: &PricedLine) -> Option<String> {
    if let (Some(from), Some(to)) = (starts_on(terms, price), ends_on(terms, price)) {
        let (from, to) = (date_in_words(lang, from), date_in_words(lang, to));
        let values: [(&str, &dyn std::fmt::Display); 2] = [("from", &from), ("to", &to)];
        return Some(tf(lang, k::cpq::document::FROM_TO, &values));
    }
    let months = priced.course.as_ref()?.months;
    let key = k::cpq::document::FOR_MONTHS;
    (months != terms.months).then(|| tn(lang, key, i64::from(months), &[]))
}

/// How a line is billed, where that is not what its price says.
fn billed(terms: &Terms, price: &LineInput) -> Option<Billing> {
    if price.charge == Charge::Usage {
        return None;
    }
    let own = price.term.as_ref().and_then(|term| term.billing);
    let billing = own.or(terms.subscription.billing)?;
    (billing != Billing::of(price.charge)).then_some(billing)
}

fn ramps(lang: Lang, course: &Course, currency: Currency) -> Vec<String> {
    let step = |segment: &shared::cpq::pricing::terms::Segment| {
        let quantity = number_trimmed(lang, segment.quantity.to_decimal(), 4);
        let price = unit_price(lang, segment.net_unit, currency);
        let month = segment.from_month.saturating_add(1);
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("month", &month),
            ("quantity", &quantity),
            ("price", &price),
        ];
        tf(lang, k::cpq::document::RAMP_MONTH, &values)
    };
    course.segments.iter().skip(1).map(step).collect()
}

/// The quantities a signature seals, one text for each line: `Licence: 12, from month 13: 20`.
#[must_use]
pub fn signed_quantities(lang: Lang, quantities: &[SignedQuantity]) -> Vec<String> {
    use k::room::proof as p;
    let number = |quantity: Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
    let each = quantities.iter().map(|one| {
        let quantity = number(one.quantity);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("line", &one.line), ("quantity", &quantity)];
        let mut text = tf(lang, p::QUANTITY, &values);
        for later in &one.later {
            let (month, quantity) = (later.from_month.saturating_add(1), number(later.quantity));
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("month", &month), ("quantity", &quantity)];
            text.push_str(&tf(lang, p::LATER, &values));
        }
        text
    });
    each.collect()
}

/// When bills of a schedule fall: a day, from one to another, or the months of the term.
#[must_use]
pub fn billed_when(lang: Lang, dated: bool, run: &Run) -> String {
    let day = |bill: &Billed| date_in_words(lang, bill.on);
    let month = |bill: &Billed| bill.month.saturating_add(1);
    let (first, last) = (&run.first, &run.last);
    let several = run.times > 1;
    match (dated, several) {
        (true, false) => day(first),
        (true, true) => {
            let (from, to) = (day(first), day(last));
            tf(lang, k::cpq::plan::DAYS, &[("from", &from), ("to", &to)])
        }
        (false, false) => tf(lang, k::cpq::plan::MONTH, &[("n", &month(first))]),
        (false, true) => {
            let (from, to) = (month(first), month(last));
            tf(lang, k::cpq::plan::MONTHS, &[("from", &from), ("to", &to)])
        }
    }
}

/// Whether a document says when what is billed: once a quote says more about time than its months.
#[must_use]
pub fn tells_billing(draft: &QuoteDraft) -> bool {
    uses_terms(&draft.pricing_terms(), &draft.lines)
}

/// Whether every recurring line runs for the quote's months, so that their number can be named.
#[must_use]
pub fn runs_for_term(draft: &QuoteDraft) -> bool {
    draft.subscription.ends_on.is_none() && !draft.lines.iter().any(has_own_time)
}

/// Whether a line begins or ends otherwise than the quote.
#[must_use]
pub fn has_own_time(line: &QuoteLine) -> bool {
    let term = line.price.term.as_ref();
    term.is_some_and(|term| term.months.is_some() || term.starts_on.is_some())
}
