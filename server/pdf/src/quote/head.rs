//! Letterhead, facts, customer, introduction.

use super::QuoteDocument;
use crate::canvas::{Canvas, MARGIN, MUTED, RIGHT, SOFT, Style};
use crate::structure::Role;
use i18n::{date_medium, k, t};
use shared::cpq::quotes::QuoteState;

const FACTS: f32 = 330.0;
/// The box of the sender's logo.
const LOGO: (f32, f32) = (160.0, 40.0);

pub(super) fn set(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    canvas.within(Role::Group, |canvas| letterhead(canvas, document));
    let top = canvas.y;
    let left = canvas.within(Role::Group, |canvas| customer(canvas, document, top));
    let right = canvas.within(Role::Table, |canvas| facts(canvas, document, top));
    canvas.y = left.max(right) + 22.0;

    let title = Style::strong(13.0);
    canvas.heading_flow(1, MARGIN, RIGHT - MARGIN, title, &document.draft.title);
    if is_not_an_offer(document.state) {
        let text = t(lang, k::cpq::document::NOT_AN_OFFER);
        canvas.paragraph(
            MARGIN,
            RIGHT - MARGIN,
            Style::regular(9.0).in_color(MUTED),
            text,
        );
    }
    if !document.draft.introduction.trim().is_empty() {
        canvas.y += 6.0;
        canvas.paragraph(
            MARGIN,
            RIGHT - MARGIN,
            Style::regular(9.5),
            &document.draft.introduction,
        );
    }
    canvas.y += 14.0;
}

const fn is_not_an_offer(state: QuoteState) -> bool {
    matches!(
        state,
        QuoteState::Draft
            | QuoteState::InApproval
            | QuoteState::Approved
            | QuoteState::Superseded
            | QuoteState::Cancelled
    )
}

fn letterhead(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let sender = document.letterhead;
    let accent = document.accent();
    canvas.fill(MARGIN, MARGIN - 12.0, 28.0, 3.0, accent);
    let mut y = MARGIN;
    if let Some(logo) = &sender.logo {
        let size = logo.within(LOGO.0, LOGO.1);
        canvas.logo((MARGIN, y), size, logo, &sender.name);
        y += size.1 + 8.0;
    }
    let name = Style::strong(15.0);
    let names = canvas.wrap(name, &sender.name, FACTS - MARGIN - 20.0);
    y = canvas.lines_at(MARGIN, y, name, &names) + 2.0;
    let small = Style::regular(8.5).in_color(MUTED);
    let address = canvas.wrap(small, &sender.address, FACTS - MARGIN - 20.0);
    y = canvas.lines_at(MARGIN, y, small, &address);
    if !sender.vat_number.is_empty() {
        let line = format!(
            "{} {}",
            t(lang, k::cpq::document::VAT_NUMBER),
            sender.vat_number
        );
        canvas.text_at(MARGIN, y, small, &line);
        y += small.leading();
    }
    let kind = t(lang, k::cpq::document::QUOTE).to_uppercase();
    let big = Style::strong(15.0).in_color(accent);
    // The quote's title is the first heading; of a draft that has none yet, the word for what it is.
    if document.draft.title.trim().is_empty() {
        canvas.heading(1, &kind, |canvas| {
            canvas.text_right(RIGHT, MARGIN, big, &kind)
        });
    } else {
        canvas.text_right(RIGHT, MARGIN, big, &kind);
    }
    canvas.text_right(
        RIGHT,
        MARGIN + 21.0,
        Style::strong(10.0),
        &document.reference(),
    );
    canvas.y = y.max(MARGIN + 44.0) + 22.0;
}

fn customer(canvas: &mut Canvas, document: &QuoteDocument<'_>, top: f32) -> f32 {
    let lang = document.lang();
    let customer = document.customer;
    let label = Style::regular(8.0).in_color(MUTED);
    canvas.text_at(MARGIN, top, label, t(lang, k::cpq::document::FOR));
    let mut y = top + 13.0;
    let width = FACTS - MARGIN - 24.0;
    let name = Style::strong(10.5);
    let names = canvas.wrap(name, &customer.name, width);
    y = canvas.lines_at(MARGIN, y, name, &names);
    let body = Style::regular(9.5);
    if !customer.attention.is_empty() {
        let line = format!(
            "{} {}",
            t(lang, k::cpq::document::ATTENTION),
            customer.attention
        );
        let lines = canvas.wrap(body, &line, width);
        y = canvas.lines_at(MARGIN, y, body, &lines);
    }
    for line in &customer.address {
        let lines = canvas.wrap(body, line, width);
        y = canvas.lines_at(MARGIN, y, body, &lines);
    }
    if !customer.vat_number.is_empty() {
        let line = format!(
            "{} {}",
            t(lang, k::cpq::document::VAT_NUMBER),
            customer.vat_number
        );
        let small = Style::regular(8.5).in_color(MUTED);
        canvas.text_at(MARGIN, y + 2.0, small, &line);
        y += small.leading() + 2.0;
    }
    y
}

fn facts(canvas: &mut Canvas, document: &QuoteDocument<'_>, top: f32) -> f32 {
    let lang = document.lang();
    let draft = document.draft;
    let mut rows = vec![
        (k::cpq::document::DATE, date_medium(lang, draft.issued_on)),
        (
            k::cpq::document::VALID_UNTIL,
            date_medium(lang, draft.valid_until),
        ),
    ];
    if draft.lines.iter().any(|line| line.price.charge.recurs()) {
        rows.push((
            k::cpq::document::TERM,
            i18n::tn(lang, k::cpq::document::MONTHS, document.months(), &[]),
        ));
    }
    if let Some(days) = draft.payment_days {
        let words = i18n::payment_words(lang, days);
        rows.push((k::cpq::document::PAYMENT, words));
    }
    rows.push((k::cpq::document::PREPARED_BY, document.owner.to_owned()));
    let height = 12.0 + 17.0 * count(rows.len());
    canvas.fill(FACTS, top - 4.0, RIGHT - FACTS, height, SOFT);
    let mut y = top + 4.0;
    canvas.within(Role::TableBody, |canvas| {
        for (key, value) in rows {
            canvas.within(Role::Row, |canvas| {
                let label = Style::regular(8.5).in_color(MUTED);
                canvas.within(Role::RowHead(1), |canvas| {
                    canvas.text_at(FACTS + 12.0, y + 0.5, label, t(lang, key));
                });
                canvas.within(Role::Cell, |canvas| {
                    canvas.text_right(RIGHT - 12.0, y, Style::strong(9.0), &value);
                });
            });
            y += 17.0;
        }
    });
    top - 4.0 + height
}

/// A small count as a coordinate.
pub(super) fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
