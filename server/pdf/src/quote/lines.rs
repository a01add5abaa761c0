//! The table of lines: the sections with their options; without sections one group per way of
//! charging, then the options.

use super::QuoteDocument;
use crate::canvas::{Canvas, INK, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use crate::structure::Role;
use i18n::{Key, k, number_trimmed, percent, t, tf, unit_price};
use krilla::tagging::ArtifactType;
use shared::cpq::pricing::{Charge, PricedLine, Tax};
use shared::cpq::quotes::sections::SectionLines;
use shared::cpq::quotes::{QuoteLine, by_section};
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
    if document.draft.sections.is_empty() {
        by_charge(canvas, document);
        return;
    }
    for group in by_section(document.draft, document.priced) {
        section(canvas, document, &group);
    }
}

/// Title, introduction, counted lines with their subtotal, options.
fn section(canvas: &mut Canvas, document: &QuoteDocument<'_>, group: &SectionLines<'_>) {
    let lang = document.lang();
    // Alternatives stand with the line they may take the place of.
    let (options, counted): (Vec<_>, Vec<_>) = group
        .lines
        .iter()
        .copied()
        .partition(|(line, _)| line.is_option());
    if let Some(section) = group.section {
        // A heading never stands alone at the foot of a page.
        canvas.ensure(96.0);
        canvas.heading_flow(
            2,
            MARGIN,
            RIGHT - MARGIN,
            Style::strong(10.5),
            &section.title,
        );
        canvas.y += 5.0;
        if !section.introduction.trim().is_empty() {
            let style = Style::regular(9.0);
            let text = section.introduction.trim();
            canvas.paragraph(MARGIN, RIGHT - MARGIN, style, text);
            canvas.y += 5.0;
        }
    }
    if !counted.is_empty() {
        canvas.ensure(64.0);
        canvas.within(Role::Table, |canvas| {
            rows(canvas, document, &counted);
            if group.section.is_some_and(|section| section.subtotal) {
                canvas.within(Role::TableFoot, |canvas| subtotal(canvas, document, group));
            }
        });
        canvas.y += 10.0;
    }
    if !options.is_empty() {
        canvas.ensure(84.0);
        let label = Style::strong(9.0).in_color(MUTED);
        let text = t(lang, k::cpq::document::OPTIONS);
        let level = if group.section.is_some() { 3 } else { 2 };
        canvas.heading_line(level, MARGIN, label, text, 17.0);
        canvas.within(Role::Table, |canvas| rows(canvas, document, &options));
        canvas.y += 10.0;
    }
}

/// Head and lines of a table.
fn rows(canvas: &mut Canvas, document: &QuoteDocument<'_>, lines: &[(&QuoteLine, &PricedLine)]) {
    canvas.within(Role::TableHead, |canvas| table_head(canvas, document));
    canvas.within(Role::TableBody, |canvas| {
        for (line, priced) in lines {
            row(canvas, document, line, priced);
        }
    });
}

/// The head once more where the table goes on: it was read already.
fn table_head_again(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    canvas.as_furniture(ArtifactType::PaginationOther, |canvas| {
        table_head(canvas, document);
    });
}

/// A sum under a table: its label and its amount.
fn sum_row(canvas: &mut Canvas, y: f32, label: &str, amount: &str) {
    canvas.within(Role::Row, |canvas| {
        canvas.within(Role::RowHead(5), |canvas| {
            canvas.text_right(TAX, y, Style::regular(9.0).in_color(MUTED), label);
        });
        canvas.within(Role::Cell, |canvas| {
            canvas.text_right(RIGHT - PAD, y, Style::strong(9.0), amount);
        });
    });
}

/// What the counted lines come to, once, per month and per year.
fn subtotal(canvas: &mut Canvas, document: &QuoteDocument<'_>, group: &SectionLines<'_>) {
    let lang = document.lang();
    let parts = group.totals.parts();
    let several = parts.len() > 1;
    canvas.y += 5.0;
    for (charge, minor) in parts {
        canvas.ensure(17.0);
        let amount = i18n::per_charge(lang, charge, &document.money(minor));
        let label = if several {
            let what = t(lang, sum_key(charge));
            tf(lang, k::cpq::document::SUBTOTAL_OF, &[("what", &what)])
        } else {
            t(lang, k::cpq::document::SUBTOTAL).to_owned()
        };
        let y = canvas.y;
        sum_row(canvas, y, &label, &amount);
        canvas.y += 15.0;
    }
}

const fn sum_key(charge: Charge) -> Key {
    match charge {
        Charge::OneTime => k::cpq::document::SUM_ONE_TIME,
        Charge::Monthly => k::cpq::document::SUM_MONTHLY,
        Charge::Yearly => k::cpq::document::SUM_YEARLY,
        Charge::Usage => k::cpq::document::SUM_USAGE,
    }
}

fn by_charge(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let groups = groups(document);
    let several = groups.len() > 1;
    for group in &groups {
        // A heading never stands alone at the foot of a page.
        canvas.ensure(84.0);
        if several || group.sum.is_none() {
            canvas.heading_line(2, MARGIN, Style::strong(10.5), &group.heading, 20.0);
        }
        canvas.within(Role::Table, |canvas| {
            rows(canvas, document, &group.lines);
            if let (true, Some((label, minor))) = (several, &group.sum) {
                canvas.ensure(20.0);
                let y = canvas.y + 5.0;
                let amount = document.money(*minor);
                canvas.within(Role::TableFoot, |canvas| sum_row(canvas, y, label, &amount));
                canvas.y += 22.0;
            }
        });
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
            .flat_map(|(line, priced)| with_alternatives(document, line, priced))
            .collect();
        if lines.is_empty() {
            continue;
        }
        let heading = match charge {
            Charge::OneTime => k::cpq::document::ONE_TIME,
            Charge::Monthly => k::cpq::document::MONTHLY,
            Charge::Yearly => k::cpq::document::YEARLY,
            Charge::Usage => k::cpq::document::USAGE,
        };
        let sum = lines
            .iter()
            .filter(|(line, _)| !line.is_other())
            .map(|(_, priced)| priced.period_net_minor)
            .fold(0, i64::saturating_add);
        groups.push(Group {
            heading: t(lang, heading).to_owned(),
            lines,
            sum: Some((t(lang, sum_key(*charge)).to_owned(), sum)),
        });
    }
    let options: Vec<_> = lines().filter(|(line, _)| line.is_option()).collect();
    if !options.is_empty() {
        groups.push(Group {
            heading: t(lang, k::cpq::document::OPTIONS).to_owned(),
            lines: options,
            sum: None,
        });
    }
    groups
}

/// A line that counts, and those the customer may choose instead.
fn with_alternatives<'a>(
    document: &QuoteDocument<'a>,
    line: &'a QuoteLine,
    priced: &'a PricedLine,
) -> Vec<(&'a QuoteLine, &'a PricedLine)> {
    let mut all = vec![(line, priced)];
    if line.is_alternative() {
        let lines = document.draft.lines.iter().zip(&document.priced.lines);
        all.extend(lines.filter(|(other, _)| {
            other.is_other() && other.choice.alternatives == line.choice.alternatives
        }));
    }
    all
}

/// The line that counts of those this one is an alternative to.
pub(super) fn instead_of<'a>(
    document: &QuoteDocument<'a>,
    line: &QuoteLine,
) -> Option<&'a QuoteLine> {
    let mut lines = document.draft.lines.iter();
    lines.find(|other| {
        line.is_other()
            && !other.price.optional
            && other.choice.alternatives == line.choice.alternatives
    })
}

fn table_head(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let y = canvas.y;
    let style = Style::regular(8.0).in_color(MUTED);
    canvas.fill(MARGIN, y, RIGHT - MARGIN, 19.0, SOFT);
    let y = y + 4.5;
    canvas.within(Role::Row, |canvas| {
        canvas.within(Role::ColumnHead, |canvas| {
            let text = t(lang, k::cpq::document::DESCRIPTION);
            canvas.text_at(MARGIN + PAD, y, style, text);
        });
        for (right, key) in [
            (QUANTITY, k::cpq::document::QUANTITY),
            (PRICE, k::cpq::document::UNIT_PRICE),
            (DISCOUNT, k::cpq::document::DISCOUNT_SHORT),
            (TAX, k::cpq::document::TAX_SHORT),
            (RIGHT - PAD, k::cpq::document::AMOUNT),
        ] {
            canvas.within(Role::ColumnHead, |canvas| {
                canvas.text_right(right, y, style, t(lang, key));
            });
        }
    });
    canvas.y += 19.0;
}

fn row(canvas: &mut Canvas, document: &QuoteDocument<'_>, line: &QuoteLine, priced: &PricedLine) {
    let lang = document.lang();
    let (name, details) = match line.description.split_once('\n') {
        Some((name, details)) => (name, details.trim()),
        None => (line.description.as_str(), ""),
    };
    let instead = instead_of(document, line);
    let name = match instead {
        Some(_) => tf(lang, k::cpq::document::ALTERNATIVE, &[("name", &name)]),
        None => name.to_owned(),
    };
    let strong = if instead.is_some() {
        Style::regular(9.0)
    } else {
        Style::strong(9.0)
    };
    let small = Style::regular(8.0).in_color(MUTED);
    let names = canvas.wrap(strong, &name, DESCRIPTION_WIDTH);
    let details = with_notes(document, line, priced, details);
    let details = canvas.wrap(small, &details, DESCRIPTION_WIDTH);
    let name_height = strong.leading() * super::head::count(names.len());
    // Keep the name and the first details together; longer texts flow on.
    if canvas
        .ensure(name_height + small.leading() * super::head::count(details.len().min(3)) + 12.0)
    {
        table_head_again(canvas, document);
    }
    let y = canvas.y + 6.0;
    canvas.within(Role::Row, |canvas| {
        let description = canvas.part(Role::Cell);
        canvas.inside(description, |canvas| {
            for (at, name) in names.iter().enumerate() {
                let goes_on = at + 1 < names.len() || !details.is_empty();
                let y = y + strong.leading() * super::head::count(at);
                canvas.line(MARGIN + PAD, y, strong, name, goes_on);
            }
        });
        let color = if instead.is_some() { MUTED } else { INK };
        let figures = figures(document, line, priced);
        for (at, (right, text)) in figures.iter().enumerate() {
            let last = at + 1 == figures.len();
            let style = Style::regular(9.0).in_color(if last { color } else { INK });
            canvas.within(Role::Cell, |canvas| {
                canvas.text_right(*right, y, style, text)
            });
        }
        canvas.y = y + name_height;
        canvas.inside(description, |canvas| {
            for (at, detail) in details.iter().enumerate() {
                if canvas.ensure(small.leading()) {
                    table_head_again(canvas, document);
                    canvas.y += 6.0;
                }
                let y = canvas.y;
                canvas.line(MARGIN + PAD, y, small, detail, at + 1 < details.len());
                canvas.y += small.leading();
            }
        });
    });
    canvas.y += 6.0;
    let y = canvas.y;
    canvas.rule(MARGIN, y, RIGHT - MARGIN, LINE);
}

/// The figures of a line, each with the right edge of its column; empty where there is none.
fn figures(
    document: &QuoteDocument<'_>,
    line: &QuoteLine,
    priced: &PricedLine,
) -> [(f32, String); 5] {
    let lang = document.lang();
    let (price, currency) = (&line.price, document.draft.currency);
    let mut quantity = number_trimmed(lang, price.quantity.to_decimal(), 4);
    let unit = unit_word(lang, &line.unit);
    if !unit.is_empty() {
        quantity = format!("{quantity}\u{a0}{unit}");
    }
    let charged = price.manual_price.unwrap_or(priced.book_unit);
    let discount = i18n::line_discount(lang, price, priced, currency);
    [
        (QUANTITY, quantity),
        (PRICE, unit_price(lang, charged, currency)),
        (DISCOUNT, discount.unwrap_or_default()),
        (TAX, tax_word(lang, price.tax)),
        (RIGHT - PAD, amount(document, line, priced)),
    ]
}

/// What a period is charged; what does not stand in the group of its way of charging says which.
fn amount(document: &QuoteDocument<'_>, line: &QuoteLine, priced: &PricedLine) -> String {
    let lang = document.lang();
    let amount = document.money(priced.period_net_minor);
    if line.price.optional || !document.draft.sections.is_empty() {
        i18n::per_charge(lang, line.price.charge, &amount)
    } else {
        amount
    }
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
fn with_notes(
    document: &QuoteDocument<'_>,
    line: &QuoteLine,
    priced: &PricedLine,
    details: &str,
) -> String {
    let lang = document.lang();
    let mut text = details.to_owned();
    let instead = instead_of(document, line).map(|other| {
        let name = other.name();
        tf(lang, k::cpq::document::ALTERNATIVE_TO, &[("name", &name)])
    });
    let chosen = line.configuration.iter().flat_map(|found| &found.summary);
    let chosen = chosen.map(|item| format!("– {}", i18n::summary_item(lang, item)));
    let priced_notes = i18n::price_notes(lang, line, document.draft.currency);
    let time = i18n::term_notes(lang, document.draft, line, priced);
    for note in instead
        .into_iter()
        .chain(chosen)
        .chain(priced_notes)
        .chain(time)
    {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&note);
    }
    text
}
