//! The table of lines: one group per way of charging, then the options.

use super::QuoteDocument;
use crate::canvas::{Canvas, INK, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use i18n::{Key, k, number_trimmed, percent, t, tf, unit_price};
use shared::cpq::pricing::{Charge, PricedLine, Tax};
use shared::cpq::quotes::QuoteLine;
use shared::kernel::Lang;

// Right edges of the columns of figures.
const QUANTITY: f32 = 318.0;
const PRICE: f32 = 396.0;
const DISCOUNT: f32 = 438.0;
const TAX: f32 = 474.0;
const DESCRIPTION_WIDTH: f32 = 206.0;
const PAD: f32 = 8.0;

/// Lines that are shown together.
struct Group<'a> {
    heading: String,
    lines: Vec<(&'a QuoteLine, &'a PricedLine)>,
    /// Sum of one period, before the document discount; none for options.
    sum: Option<(String, i64)>,
}

pub(super) fn set(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let groups = groups(document);
    let several = groups.len() > 1;
    for group in &groups {
        // A heading never stands alone at the foot of a page.
        canvas.ensure(84.0);
        if several || group.sum.is_none() {
            let y = canvas.y;
            canvas.text_at(MARGIN, y, Style::strong(10.5), &group.heading);
            canvas.y += 20.0;
        }
        table_head(canvas, document);
        for (line, priced) in &group.lines {
            row(canvas, document, line, priced);
        }
        if let (true, Some((label, minor))) = (several, &group.sum) {
            canvas.ensure(20.0);
            let y = canvas.y + 5.0;
            let amount = document.money(*minor);
            canvas.text_right(RIGHT - PAD, y, Style::strong(9.0), &amount);
            canvas.text_right(TAX, y, Style::regular(9.0).in_color(MUTED), label);
            canvas.y += 22.0;
        }
        canvas.y += 10.0;
    }
}

fn groups<'a>(document: &QuoteDocument<'a>) -> Vec<Group<'a>> {
    let lang = document.lang();
    let lines = || document.draft.lines.iter().zip(&document.priced.lines);
    let mut groups = Vec::new();
    for charge in Charge::ALL {
        let lines: Vec<_> = lines()
            .filter(|(line, _)| line.price.charge == *charge && !line.price.optional)
            .collect();
        if lines.is_empty() {
            continue;
        }
        let (heading, label) = match charge {
            Charge::OneTime => (k::cpq::document::ONE_TIME, k::cpq::document::SUM_ONE_TIME),
            Charge::Monthly => (k::cpq::document::MONTHLY, k::cpq::document::SUM_MONTHLY),
            Charge::Yearly => (k::cpq::document::YEARLY, k::cpq::document::SUM_YEARLY),
        };
        let sum = lines
            .iter()
            .map(|(_, priced)| priced.period_net_minor)
            .fold(0, i64::saturating_add);
        groups.push(Group {
            heading: t(lang, heading).to_owned(),
            lines,
            sum: Some((t(lang, label).to_owned(), sum)),
        });
    }
    let options: Vec<_> = lines().filter(|(line, _)| line.price.optional).collect();
    if !options.is_empty() {
        groups.push(Group {
            heading: t(lang, k::cpq::document::OPTIONS).to_owned(),
            lines: options,
            sum: None,
        });
    }
    groups
}

fn table_head(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let y = canvas.y;
    let style = Style::regular(8.0).in_color(MUTED);
    canvas.fill(MARGIN, y, RIGHT - MARGIN, 19.0, SOFT);
    let y = y + 4.5;
    canvas.text_at(
        MARGIN + PAD,
        y,
        style,
        t(lang, k::cpq::document::DESCRIPTION),
    );
    for (right, key) in [
        (QUANTITY, k::cpq::document::QUANTITY),
        (PRICE, k::cpq::document::UNIT_PRICE),
        (DISCOUNT, k::cpq::document::DISCOUNT_SHORT),
        (TAX, k::cpq::document::TAX_SHORT),
        (RIGHT - PAD, k::cpq::document::AMOUNT),
    ] {
        canvas.text_right(right, y, style, t(lang, key));
    }
    canvas.y += 19.0;
}

fn row(canvas: &mut Canvas, document: &QuoteDocument<'_>, line: &QuoteLine, priced: &PricedLine) {
    let lang = document.lang();
    let price = &line.price;
    let (name, details) = match line.description.split_once('\n') {
        Some((name, details)) => (name, details.trim()),
        None => (line.description.as_str(), ""),
    };
    let strong = Style::strong(9.0);
    let small = Style::regular(8.0).in_color(MUTED);
    let names = canvas.wrap(strong, name, DESCRIPTION_WIDTH);
    let details = with_notes(document, line, details);
    let details = canvas.wrap(small, &details, DESCRIPTION_WIDTH);
    let name_height = strong.leading() * super::head::count(names.len());
    // Keep the name and the first details together; longer texts flow on.
    if canvas
        .ensure(name_height + small.leading() * super::head::count(details.len().min(3)) + 12.0)
    {
        table_head(canvas, document);
    }
    let y = canvas.y + 6.0;
    canvas.lines_at(MARGIN + PAD, y, strong, &names);

    let body = Style::regular(9.0);
    let mut quantity = number_trimmed(lang, price.quantity.to_decimal(), 4);
    let unit = unit_word(lang, &line.unit);
    if !unit.is_empty() {
        quantity = format!("{quantity}\u{a0}{unit}");
    }
    let charged = price.manual_price.unwrap_or(priced.book_unit);
    canvas.text_right(QUANTITY, y, body, &quantity);
    canvas.text_right(
        PRICE,
        y,
        body,
        &unit_price(lang, charged, document.draft.currency),
    );
    let currency = document.draft.currency;
    if let Some(text) = i18n::line_discount(lang, price, priced, currency) {
        canvas.text_right(DISCOUNT, y, body, &text);
    }
    canvas.text_right(TAX, y, body, &tax_word(lang, price.tax));
    let amount = amount(document, line, priced);
    canvas.text_right(RIGHT - PAD, y, body.in_color(INK), &amount);

    canvas.y = y + name_height;
    for detail in details {
        if canvas.ensure(small.leading()) {
            table_head(canvas, document);
            canvas.y += 6.0;
        }
        let y = canvas.y;
        canvas.text_at(MARGIN + PAD, y, small, &detail);
        canvas.y += small.leading();
    }
    canvas.y += 6.0;
    let y = canvas.y;
    canvas.rule(MARGIN, y, RIGHT - MARGIN, LINE);
}

/// What a period is charged; an option says which period, as it stands outside the groups.
fn amount(document: &QuoteDocument<'_>, line: &QuoteLine, priced: &PricedLine) -> String {
    let lang = document.lang();
    let amount = document.money(priced.period_net_minor);
    let key = match line.price.charge {
        Charge::Monthly if line.price.optional => k::cpq::document::PER_MONTH,
        Charge::Yearly if line.price.optional => k::cpq::document::PER_YEAR,
        _ => return amount,
    };
    tf(lang, key, &[("amount", &amount)])
}

/// A known unit in the document's language, any other as it was written. A plain unit needs no word.
fn unit_word(lang: Lang, unit: &str) -> String {
    if unit == "unit" {
        return String::new();
    }
    Key::by_name(&format!("cpq.unit_short.{unit}"))
        .map_or_else(|| unit.to_owned(), |key| t(lang, key).to_owned())
}

/// The rate; outside the standard category its code, explained under the totals.
fn tax_word(lang: Lang, tax: Tax) -> String {
    if tax.category.is_taxed() {
        percent(lang, tax.rate)
    } else {
        tax.category.code().to_owned()
    }
}

/// The details with what was chosen, a line each.
fn with_notes(document: &QuoteDocument<'_>, line: &QuoteLine, details: &str) -> String {
    let lang = document.lang();
    let mut text = details.to_owned();
    let chosen = line.configuration.iter().flat_map(|found| &found.summary);
    let chosen = chosen.map(|item| format!("– {}", i18n::summary_item(lang, item)));
    for note in chosen.chain(i18n::price_notes(lang, line, document.draft.currency)) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&note);
    }
    text
}
