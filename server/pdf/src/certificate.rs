//! The certificate of a signature: who agreed to what, when and from where, and by what anybody can check it.

use crate::canvas::{BOTTOM, Canvas, LINE, MARGIN, MUTED, RIGHT, SOFT, Style};
use crate::structure::Role;
use crate::write::{About, Data, write};
use crate::{Customer, Letterhead, PdfError};
use i18n::{k, signed_rows, t, tf};
use shared::cpq::rooms::SignatureView;
use shared::kernel::{Lang, Zone};

/// The name of the sealed record inside the certificate.
pub const RECORD_FILE: &str = "record.txt";
/// Where what is said of a row begins.
const VALUE: f32 = 190.0;
/// The drawn signature's box, and that of the page it was drawn on.
const PAD: (f32, f32) = (225.0, 60.0);
const DRAWN: (f32, f32) = (600.0, 160.0);

/// Everything a certificate shows.
#[derive(Clone, Debug)]
pub struct CertificateDocument<'a> {
    /// Who made the offer.
    pub letterhead: &'a Letterhead,
    /// Who it was made to.
    pub customer: &'a Customer,
    /// Language of the signed document.
    pub lang: Lang,
    /// What the quote is about.
    pub title: &'a str,
    /// The record with its seal, and whether they fit each other.
    pub signed: &'a SignatureView,
    /// In which moments are told.
    pub zone: &'a Zone,
}

impl CertificateDocument<'_> {
    /// Number with version, as the document has it.
    fn reference(&self) -> String {
        let record = &self.signed.signature;
        match record.version_number {
            0 | 1 => record.number.clone(),
            version => format!("{} v{version}", record.number),
        }
    }
}

/// The certificate as PDF: tagged, by PDF/A-3a and PDF/UA-1, with the text inside that the seal is the SHA-256 of.
///
/// # Errors
/// [`PdfError`] when the PDF cannot be written, or would break one of the two standards.
pub fn certificate_pdf(document: &CertificateDocument<'_>) -> Result<Vec<u8>, PdfError> {
    let lang = document.lang;
    let record = &document.signed.signature;
    let word = t(lang, k::room::proof::CERTIFICATE);
    let reference = document.reference();
    let about = About {
        title: format!("{word} {reference}"),
        author: document.letterhead.name.clone(),
        language: lang.tag(),
        identity: format!("{} {reference} {word}", document.letterhead.name),
        day: document.zone.date(record.at),
    };
    let data = Data {
        name: RECORD_FILE,
        description: t(lang, k::room::proof::RECORD).to_owned(),
        kind: "text/plain",
        content: record.sealed_text(),
    };
    write(&set(document)?, &about, data)
}

fn set(document: &CertificateDocument<'_>) -> Result<Canvas, PdfError> {
    let mut canvas = Canvas::new()?;
    let lang = document.lang;
    let muted = Style::regular(9.0).in_color(MUTED);
    canvas.paragraph(MARGIN, RIGHT - MARGIN, muted, &document.letterhead.name);
    canvas.y += 10.0;
    let title = t(lang, k::room::proof::CERTIFICATE);
    canvas.heading_flow(1, MARGIN, RIGHT - MARGIN, Style::strong(16.0), title);
    canvas.y += 12.0;
    drawing(&mut canvas, document);
    rows(&mut canvas, document);
    canvas.y += 10.0;
    let fits = if document.signed.intact {
        k::room::proof::FIT
    } else {
        k::room::proof::UNFIT
    };
    let strong = Style::strong(9.5);
    canvas.paragraph(MARGIN, RIGHT - MARGIN, strong, t(lang, fits));
    canvas.y += 4.0;
    let how = tf(lang, k::room::proof::HOW, &[("file", &RECORD_FILE)]);
    canvas.paragraph(MARGIN, RIGHT - MARGIN, muted, &how);
    feet(&mut canvas, document);
    Ok(canvas)
}

/// The signature as it was drawn; nothing where it was typed only.
fn drawing(canvas: &mut Canvas, document: &CertificateDocument<'_>) {
    let record = &document.signed.signature;
    let (x, y) = (MARGIN, canvas.y);
    let at = |(left, top): (f32, f32)| (x + left / DRAWN.0 * PAD.0, y + top / DRAWN.1 * PAD.1);
    let strokes: Vec<Vec<(f32, f32)>> = strokes_of(&record.drawing)
        .into_iter()
        .map(|stroke| stroke.into_iter().map(at).collect())
        .collect();
    if strokes.is_empty() {
        return;
    }
    canvas.fill(x, y, PAD.0, PAD.1, SOFT);
    canvas.strokes((x, y), PAD, strokes, &record.name);
    canvas.y += PAD.1 + 14.0;
}

/// The strokes of a drawn signature, in the units it was drawn in. What lies outside its box is drawn on its edge.
fn strokes_of(drawing: &str) -> Vec<Vec<(f32, f32)>> {
    let number = |text: &str, most: f32| text.parse::<f32>().ok().map(|n| n.clamp(0.0, most));
    let point = |text: &str| {
        let mut numbers = text.split_whitespace();
        Some((
            number(numbers.next()?, DRAWN.0)?,
            number(numbers.next()?, DRAWN.1)?,
        ))
    };
    let strokes = drawing.split('M').map(|stroke| {
        let points = stroke.split('L').filter_map(point);
        points.collect::<Vec<_>>()
    });
    strokes.filter(|stroke| stroke.len() > 1).collect()
}

fn rows(canvas: &mut Canvas, document: &CertificateDocument<'_>) {
    let lang = document.lang;
    let quote = format!("{} – {}", document.reference(), document.title);
    let mut all = vec![(k::room::proof::QUOTE, quote)];
    if !document.customer.name.trim().is_empty() {
        all.push((k::room::proof::CUSTOMER, document.customer.name.clone()));
    }
    all.extend(signed_rows(lang, document.zone, document.signed));
    canvas.within(Role::Table, |canvas| {
        canvas.within(Role::TableBody, |canvas| {
            for (key, value) in all {
                row(canvas, t(lang, key), &value);
            }
        });
    });
}

/// What it is, and what is said of it, over as many lines and pages as that takes.
fn row(canvas: &mut Canvas, label: &str, value: &str) {
    let body = Style::regular(9.5);
    canvas.ensure(body.leading() + 8.0);
    canvas.within(Role::Row, |canvas| {
        canvas.within(Role::RowHead(1), |canvas| {
            let y = canvas.y + 0.5;
            let style = Style::regular(8.5).in_color(MUTED);
            canvas.text_at(MARGIN, y, style, label);
        });
        canvas.within(Role::Cell, |canvas| {
            canvas.paragraph(VALUE, RIGHT - VALUE, body, value);
        });
    });
    let y = canvas.y + 3.0;
    canvas.rule(MARGIN, y, RIGHT - MARGIN, LINE);
    canvas.y += 8.0;
}

fn feet(canvas: &mut Canvas, document: &CertificateDocument<'_>) {
    let reference = document.reference();
    canvas.on_every_page(|canvas, page, pages| {
        let style = Style::regular(7.5).in_color(MUTED);
        let y = BOTTOM + 22.0;
        canvas.rule(MARGIN, y - 8.0, RIGHT - MARGIN, LINE);
        let place = tf(
            document.lang,
            k::cpq::document::PAGE,
            &[("page", &page), ("pages", &pages)],
        );
        canvas.text_right(RIGHT, y, style, &place);
        canvas.text_right(RIGHT, y + style.leading(), style, &reference);
        let legal = canvas.wrap(style, &document.letterhead.legal_footer, 400.0);
        canvas.lines_at(MARGIN, y, style, legal.get(..4).unwrap_or(&legal));
    });
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
