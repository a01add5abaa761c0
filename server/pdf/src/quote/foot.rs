//! Totals, tax notes, terms, signature and the foot of each page.

use super::QuoteDocument;
use crate::canvas::{BOTTOM, Canvas, HEIGHT, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use crate::structure::Role;
use i18n::{k, number_trimmed, percent, t, tf, tn};
use rust_decimal::Decimal;
use shared::cpq::attachments::Attachment;
use shared::cpq::pricing::{Charge, TaxCategory};
use shared::kernel::{Lang, Rounding};
use std::collections::BTreeSet;

const LEFT: f32 = 268.0;
const ROW: f32 = 17.0;
/// What a label has before it goes on in the next line.
const LABEL: f32 = 196.0;

pub(super) fn totals(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let rows = rows(document);
    let lines = rows.iter().map(|row| {
        let label = canvas.wrap(row.label_style(), &row.label, LABEL);
        label.len().max(1)
    });
    let height = ROW * super::head::count(lines.sum()) + 50.0;
    canvas.ensure(height);
    let lang = document.lang();
    let totals = &document.priced.totals;
    let has_term = totals.recurring_minor != 0 || totals.usage_minor != 0;
    if has_term {
        let text = if i18n::runs_for_term(document.draft) {
            tn(lang, k::cpq::document::OVER_TERM, document.months(), &[])
        } else {
            t(lang, k::cpq::document::OVER_WHOLE_TERM).to_owned()
        };
        canvas.heading_line(2, LEFT, Style::strong(10.0), &text, 18.0);
    }
    canvas.within(Role::Table, |canvas| {
        canvas.within(Role::TableBody, |canvas| sums(canvas, document, rows));
    });
    tax_notes(canvas, document);
}

/// The rows of the totals, the last of them in a box.
fn sums(canvas: &mut Canvas, document: &QuoteDocument<'_>, rows: Vec<Row>) {
    let lang = document.lang();
    for row in rows {
        if row.above {
            let y = canvas.y;
            canvas.rule(LEFT, y - 1.0, RIGHT - LEFT, LINE);
        }
        let y = canvas.y + 2.0;
        let label = (row.label_style(), row.label.as_str());
        let more = sum(canvas, y, label, (row.style(), &document.money(row.minor)));
        canvas.y += ROW + more;
    }
    let y = canvas.y + 3.0;
    canvas.fill(LEFT - 10.0, y, RIGHT - LEFT + 10.0, 26.0, SOFT);
    canvas.fill(LEFT - 10.0, y, 3.0, 26.0, document.accent());
    let label = t(lang, k::cpq::document::TOTAL_GROSS);
    let gross = document.money(document.priced.totals.gross_minor);
    let label = (Style::strong(10.5), label);
    sum(canvas, y + 6.0, label, (Style::strong(11.0), &gross));
    canvas.y = y + 36.0;
}

/// A row: what it is, and how much; answers the height of further lines.
fn sum(canvas: &mut Canvas, y: f32, label: (Style, &str), amount: (Style, &str)) -> f32 {
    let lines = canvas.wrap(label.0, label.1, LABEL);
    canvas.within(Role::Row, |canvas| {
        canvas.within(Role::RowHead(1), |canvas| {
            canvas.lines_at(LEFT, y, label.0, &lines);
        });
        canvas.within(Role::Cell, |canvas| {
            canvas.text_right(RIGHT - 8.0, y, amount.0, amount.1);
        });
    });
    label.0.leading() * super::head::count(lines.len().saturating_sub(1))
}

struct Row {
    label: String,
    minor: i64,
    strong: bool,
    above: bool,
}

impl Row {
    const fn style(&self) -> Style {
        if self.strong {
            Style::strong(9.5)
        } else {
            Style::regular(9.0)
        }
    }

    fn label_style(&self) -> Style {
        let style = self.style();
        style.in_color(if self.strong { style.color } else { MUTED })
    }
}

fn rows(document: &QuoteDocument<'_>) -> Vec<Row> {
    let lang = document.lang();
    let totals = &document.priced.totals;
    let mut rows = parts(document);
    let row = |label: String, minor: i64, strong: bool| Row {
        label,
        minor,
        strong,
        above: strong,
    };
    let surcharges = document.draft.surcharges.iter();
    let surcharges = surcharges.zip(&document.priced.surcharges);
    let discount = i18n::document_discount(lang, document.draft, totals);
    if rows.len() > 1 && (discount.is_some() || surcharges.len() > 0) {
        let label = t(lang, k::cpq::document::SUBTOTAL).to_owned();
        rows.push(row(label, totals.line_net_minor, false));
    }
    if let Some(rate) = discount {
        let label = tf(lang, k::cpq::document::DISCOUNT, &[("percent", &rate)]);
        rows.push(row(label, -totals.allowance_minor, false));
    } else if rows.len() == 1 && surcharges.len() == 0 {
        // The only part is the total itself.
        rows.clear();
    }
    for (own, priced) in surcharges {
        let label = i18n::surcharge_label(lang, &own.surcharge);
        rows.push(row(label, priced.minor, false));
    }
    let label = t(lang, k::cpq::document::TOTAL_NET).to_owned();
    rows.push(row(label, totals.net_minor, true));
    for tax in &totals.taxes {
        let taxable = document.money(tax.taxable_minor);
        let label = if tax.tax.category.is_taxed() {
            let rate = percent(lang, tax.tax.rate);
            tf(
                lang,
                k::cpq::document::TAX_ON,
                &[
                    ("tax", &tax_name(lang, tax.tax.category)),
                    ("percent", &rate),
                    ("amount", &taxable),
                ],
            )
        } else {
            tf(
                lang,
                k::cpq::document::NO_TAX_ON,
                &[("code", &tax.tax.category.code()), ("amount", &taxable)],
            )
        };
        rows.push(row(label, tax.tax_minor, false));
    }
    rows
}

/// What the tax is called: VAT, or what stands in its place.
fn tax_name(lang: Lang, category: TaxCategory) -> &'static str {
    let key = match category {
        TaxCategory::L => k::cpq::tax_name::IGIC,
        TaxCategory::M => k::cpq::tax_name::IPSI,
        _ => k::cpq::tax_name::VAT,
    };
    t(lang, key)
}

/// What the net total is made of: once, months, years. The three add up to the sum of lines.
fn parts(document: &QuoteDocument<'_>) -> Vec<Row> {
    let lang = document.lang();
    let mut rows = Vec::new();
    for charge in Charge::ALL {
        let lines: Vec<_> = document
            .draft
            .lines
            .iter()
            .zip(&document.priced.lines)
            .filter(|(line, _)| line.price.charge == *charge && !line.price.optional)
            .map(|(_, priced)| priced)
            .collect();
        if lines.is_empty() {
            continue;
        }
        let term = lines
            .iter()
            .map(|priced| priced.term_net_minor)
            .fold(0, i64::saturating_add);
        let period = lines
            .iter()
            .map(|priced| priced.period_net_minor)
            .fold(0, i64::saturating_add);
        let each = document.money(period);
        // What does not come to the same every time is not so many times the same.
        let varies = lines.iter().any(|priced| priced.course.is_some());
        let label = match charge {
            Charge::Usage => t(lang, k::cpq::document::TERM_USAGE).to_owned(),
            Charge::Monthly if varies => t(lang, k::cpq::document::TERM_MONTHLY).to_owned(),
            Charge::Yearly if varies => t(lang, k::cpq::document::TERM_YEARLY).to_owned(),
            Charge::OneTime => t(lang, k::cpq::document::SUM_ONE_TIME).to_owned(),
            Charge::Monthly => tn(
                lang,
                k::cpq::document::MONTHS_TIMES,
                document.months(),
                &[("amount", &each)],
            ),
            Charge::Yearly => {
                let years = Rounding::HalfUp.apply(years_of(document.draft.term_months), 2);
                tf(
                    lang,
                    k::cpq::document::YEARS_TIMES,
                    &[
                        ("years", &number_trimmed(lang, years, 2)),
                        ("amount", &each),
                    ],
                )
            }
        };
        rows.push(Row {
            label,
            minor: term,
            strong: false,
            above: false,
        });
    }
    rows
}

fn years_of(months: u32) -> Decimal {
    Decimal::from(months) / Decimal::from(12)
}

/// The mention each category without tax needs (BR-AE-10, BR-E-10 …).
fn tax_notes(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let surcharges = document.draft.surcharges.iter();
    let codes: BTreeSet<&str> = document
        .draft
        .lines
        .iter()
        .map(|line| line.price.tax.category)
        .chain(surcharges.map(|own| own.tax.category))
        .filter(|category| !category.is_taxed())
        .map(|category| category.code())
        .collect();
    for code in codes {
        if let Some(note) = super::data::tax_note(lang, code) {
            let text = format!("{code} : {note}");
            let style = Style::regular(8.0).in_color(MUTED);
            canvas.paragraph(MARGIN, RIGHT - MARGIN, style, &text);
        }
    }
    canvas.y += 8.0;
}

pub(super) fn terms(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    if document.draft.terms.trim().is_empty() {
        return;
    }
    canvas.ensure(48.0);
    let heading = t(document.lang(), k::cpq::document::TERMS);
    canvas.heading_line(2, MARGIN, Style::strong(10.0), heading, 17.0);
    let style = Style::regular(9.0);
    canvas.paragraph(MARGIN, RIGHT - MARGIN, style, document.draft.terms.trim());
    canvas.y += 12.0;
}

/// Each clause under its number and title.
pub(super) fn clauses(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let clauses = &document.draft.clauses;
    if clauses.is_empty() {
        return;
    }
    canvas.ensure(64.0);
    let heading = t(document.lang(), k::cpq::document::CLAUSES);
    canvas.heading_line(2, MARGIN, Style::strong(10.0), heading, 18.0);
    for (clause, n) in clauses.iter().zip(1_u32..) {
        // A title never stands alone at the foot of a page.
        canvas.ensure(40.0);
        let title = format!("{n}. {}", clause.title.trim());
        canvas.heading_flow(3, MARGIN, RIGHT - MARGIN, Style::strong(9.0), &title);
        canvas.y += 2.0;
        let style = Style::regular(9.0);
        canvas.paragraph(MARGIN, RIGHT - MARGIN, style, clause.text.trim());
        canvas.y += 8.0;
    }
    canvas.y += 4.0;
}

/// The files that go with the quote: title, kind and size, each with its hash, so that the document says
/// which ones it was given with.
pub(super) fn files(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    if document.files.is_empty() {
        return;
    }
    let lang = document.lang();
    canvas.ensure(64.0);
    let heading = t(lang, k::cpq::document::ATTACHMENTS);
    canvas.heading_line(2, MARGIN, Style::strong(10.0), heading, 17.0);
    canvas.within(Role::List, |canvas| {
        for (file, n) in document.files.iter().zip(1_u32..) {
            canvas.ensure(30.0);
            canvas.within(Role::Item, |canvas| {
                canvas.within(Role::ItemText, |canvas| attached(canvas, lang, file, n));
            });
            canvas.y += 4.0;
        }
    });
    canvas.y += 6.0;
}

fn attached(canvas: &mut Canvas, lang: Lang, file: &Attachment, n: u32) {
    let size = i18n::bytes(lang, file.size);
    let text = format!("{n}. {} – {}, {size}", file.title, file.kind.label());
    canvas.paragraph(MARGIN, RIGHT - MARGIN, Style::regular(9.0), &text);
    let hash = format!("SHA-256 {}", file.sha256);
    let style = Style::regular(7.0).in_color(MUTED);
    canvas.paragraph(MARGIN, RIGHT - MARGIN, style, &hash);
}

pub(super) fn signature(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    canvas.ensure(146.0);
    let top = canvas.y + 6.0;
    let width = (RIGHT - MARGIN - 24.0) / 2.0;
    let parties = [
        (MARGIN, &document.letterhead.name, k::cpq::document::SELLER),
        (
            MARGIN + width + 24.0,
            &document.customer.name,
            k::cpq::document::AGREED,
        ),
    ];
    for (x, name, key) in parties {
        canvas.within(Role::Group, |canvas| {
            let label = Style::regular(8.0).in_color(MUTED);
            canvas.text_at(x, top, label, t(lang, key));
            let strong = Style::strong(9.5);
            let name = canvas.wrap(strong, name, width);
            canvas.lines_at(x, top + 12.0, strong, name.get(..1).unwrap_or_default());
            let mut y = top + 44.0;
            for key in [
                k::cpq::document::SIGN_NAME,
                k::cpq::document::SIGN_DATE,
                k::cpq::document::SIGN_SIGNATURE,
            ] {
                canvas.text_at(x, y - 10.0, label, t(lang, key));
                canvas.rule(x, y + 4.0, width, LINE);
                y += 28.0;
            }
        });
    }
    canvas.y = top + 140.0;
}

pub(super) fn page_feet(canvas: &mut Canvas, document: &QuoteDocument<'_>) {
    let lang = document.lang();
    let reference = document.reference();
    canvas.on_every_page(|canvas, page, pages| {
        let style = Style::regular(7.5).in_color(MUTED);
        let y = BOTTOM + 22.0;
        canvas.rule(MARGIN, y - 8.0, RIGHT - MARGIN, LINE);
        let place = tf(
            lang,
            k::cpq::document::PAGE,
            &[("page", &page), ("pages", &pages)],
        );
        canvas.text_right(RIGHT, y, style, &place);
        canvas.text_right(RIGHT, y + style.leading(), style, &reference);
        let legal = canvas.wrap(style, &document.letterhead.legal_footer, 400.0);
        let room = legal.get(..4).unwrap_or(&legal);
        let end = canvas.lines_at(MARGIN, y, style, room);
        debug_assert!(end < HEIGHT);
    });
}
