//! Amounts and sentences of the page, in the document's language.

use i18n::{Key, Lang, date_long, k, money, number_trimmed, percent, t, tf, tn, unit_price};
use services::cpq::rooms::RoomPage;
use shared::cpq::pricing::terms::Run;
use shared::cpq::pricing::{LineOff, PricedLine, TaxCategory};
use shared::cpq::quotes::{QuoteLine, QuoteState, SectionTotals};
use shared::kernel::Money;

/// An amount of the quote.
pub fn amount(room: &RoomPage, minor: i64) -> String {
    money(room.lang(), Money::new(minor, room.draft.currency))
}

/// What a line is charged, with its period.
pub fn charged(room: &RoomPage, line: &QuoteLine, priced: &PricedLine) -> String {
    let each = amount(room, priced.period_net_minor);
    i18n::per_charge(room.lang(), line.price.charge, &each)
}

/// What a section comes to: `1,200.00 € · 90.00 € / month`.
pub fn subtotal(room: &RoomPage, totals: &SectionTotals) -> String {
    let parts = totals.parts().into_iter();
    let parts = parts.map(|(charge, minor)| {
        let each = amount(room, minor);
        i18n::per_charge(room.lang(), charge, &each)
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// `12 hours × 90.00 €`, with the discount when there is one.
pub fn reckoning(room: &RoomPage, line: &QuoteLine, priced: &PricedLine) -> String {
    let lang = room.lang();
    let quantity = number_trimmed(lang, line.price.quantity.to_decimal(), 4);
    let unit = if line.unit == "unit" {
        String::new()
    } else {
        Key::by_name(&format!("cpq.unit_short.{}", line.unit))
            .map_or_else(|| line.unit.clone(), |key| t(lang, key).to_owned())
    };
    let price = unit_price(lang, priced.book_unit, room.draft.currency);
    let many = if unit.is_empty() {
        quantity
    } else {
        format!("{quantity}\u{a0}{unit}")
    };
    let currency = room.draft.currency;
    if let (Some(LineOff::Amount(1..)), None) = (line.price.off, line.price.manual_price) {
        let less = i18n::line_discount(lang, &line.price, priced, currency).unwrap_or_default();
        let price = unit_price(lang, priced.promoted_unit, currency);
        format!("{many} × {price} · {less}")
    } else if line.price.discount.0 == 0
        || line.price.manual_price.is_some()
        || !line.price.promotions.is_empty()
    {
        let net = unit_price(lang, priced.net_unit, currency);
        format!("{many} × {net}")
    } else {
        let less = percent(lang, line.price.discount);
        let less = tf(lang, k::room::LESS, &[("percent", &less)]);
        format!("{many} × {price} · {less}")
    }
}

/// The rows between the lines and the total: label and amount.
pub fn totals(room: &RoomPage) -> Vec<(String, String)> {
    let lang = room.lang();
    let totals = &room.priced.totals;
    let mut rows = Vec::new();
    // The discount and the surcharges on the whole have rows of their own.
    let sums = room.priced.line_sums(&room.counted.lines);
    if sums.once_minor != 0 && sums.recurring_minor != 0 {
        let label = t(lang, k::cpq::document::SUM_ONE_TIME).to_owned();
        rows.push((label, amount(room, sums.once_minor)));
    }
    if sums.recurring_minor != 0 {
        let months = i64::from(room.draft.term_months);
        let label = if i18n::runs_for_term(&room.draft) {
            tn(lang, k::cpq::document::OVER_TERM, months, &[])
        } else {
            t(lang, k::cpq::document::OVER_WHOLE_TERM).to_owned()
        };
        rows.push((label, amount(room, sums.recurring_minor)));
    }
    if sums.usage_minor != 0 {
        let label = t(lang, k::cpq::document::TERM_USAGE).to_owned();
        rows.push((label, amount(room, sums.usage_minor)));
    }
    if totals.allowance_minor != 0 {
        let rate = i18n::document_discount(lang, &room.draft, totals).unwrap_or_default();
        let label = tf(lang, k::cpq::document::DISCOUNT, &[("percent", &rate)]);
        rows.push((label, amount(room, -totals.allowance_minor)));
    }
    for (own, priced) in room.draft.surcharges.iter().zip(&room.priced.surcharges) {
        let label = i18n::surcharge_label(lang, &own.surcharge);
        rows.push((label, amount(room, priced.minor)));
    }
    let label = t(lang, k::cpq::document::TOTAL_NET).to_owned();
    rows.push((label, amount(room, totals.net_minor)));
    rows.extend(taxes(room));
    rows
}

/// The rows of the taxes.
pub fn taxes(room: &RoomPage) -> Vec<(String, String)> {
    let lang = room.lang();
    let mut rows = Vec::new();
    for tax in &room.priced.totals.taxes {
        let taxable = amount(room, tax.taxable_minor);
        let label = if tax.tax.category.is_taxed() {
            let name = t(
                lang,
                match tax.tax.category {
                    TaxCategory::L => k::cpq::tax_name::IGIC,
                    TaxCategory::M => k::cpq::tax_name::IPSI,
                    _ => k::cpq::tax_name::VAT,
                },
            );
            let rate = percent(lang, tax.tax.rate);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("tax", &name), ("percent", &rate), ("amount", &taxable)];
            tf(lang, k::cpq::document::TAX_ON, &values)
        } else {
            let code = tax.tax.category.code();
            tf(
                lang,
                k::cpq::document::NO_TAX_ON,
                &[("code", &code), ("amount", &taxable)],
            )
        };
        rows.push((label, amount(room, tax.tax_minor)));
    }
    rows
}

/// What is billed each time, and how often.
pub fn billed(room: &RoomPage, run: &Run) -> String {
    let each = amount(room, run.first.sum_minor());
    if run.times == 1 {
        return each;
    }
    let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &run.times), ("amount", &each)];
    tf(room.lang(), k::cpq::plan::TIMES, &values)
}

/// What a signer agrees to.
pub fn consent(room: &RoomPage, gross_minor: i64) -> String {
    let total = amount(room, gross_minor);
    tf(
        room.lang(),
        k::room::CONSENT,
        &[
            ("customer", &room.customer),
            ("number", &room.number),
            ("total", &total),
            ("seller", &room.seller),
        ],
    )
}

/// Where the quote stands, for the customer: heading and sentence; nothing while it waits.
pub fn standing(room: &RoomPage) -> Option<(&'static str, String)> {
    let lang = room.lang();
    let says = |title: Key, text: Key| {
        let until = date_long(lang, room.draft.valid_until);
        Some((
            t(lang, title),
            tf(lang, text, &[("owner", &room.owner), ("until", &until)]),
        ))
    };
    match room.state {
        _ if room.replaced => says(k::room::REPLACED, k::room::REPLACED_TEXT),
        QuoteState::Accepted => says(k::room::ACCEPTED, k::room::ACCEPTED_TEXT),
        QuoteState::Declined => says(k::room::DECLINED, k::room::DECLINED_TEXT),
        QuoteState::Expired => says(k::room::EXPIRED, k::room::EXPIRED_TEXT),
        QuoteState::Sent | QuoteState::Viewed => None,
        _ => says(k::room::WITHDRAWN, k::room::WITHDRAWN_TEXT),
    }
}

/// A moment in the seller's zone.
pub fn moment(room: &RoomPage, at: shared::kernel::Instant) -> String {
    i18n::moment_in(room.lang(), &room.zone, at)
}

/// The sentence of a refusal.
pub fn refusal(lang: Lang, problem: &shared::kernel::Problem) -> String {
    let mut said = Vec::new();
    for issue in &problem.issues {
        said.push(i18n::issue_line(lang, issue));
    }
    if said.is_empty() {
        i18n::problem_text(lang, problem)
    } else {
        said.join(" ")
    }
}
