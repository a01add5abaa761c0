//! A quote on paper.

mod billing;
mod data;
#[cfg(test)]
mod file_tests;
mod foot;
mod head;
mod lines;
#[cfg(test)]
mod surcharge_tests;
#[cfg(test)]
mod tests;

use crate::canvas::{ACCENT, Canvas, Color};
use crate::write::{About, Data, write};
use crate::{Logo, PdfError};
use i18n::{k, t};
use shared::cpq::attachments::Attachment;
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::kernel::Lang;
use shared::platform::branding::{Colour, palette};

pub use data::quote_ubl;

/// Who makes the offer; from the company's settings.
#[derive(Clone, Debug, Default)]
pub struct Letterhead {
    /// Name of the company.
    pub name: String,
    /// Postal address, one line each.
    pub address: String,
    /// VAT number, or empty.
    pub vat_number: String,
    /// Legal line at the foot of each page, in the document's language.
    pub legal_footer: String,
    /// Logo; its alternative text is the name.
    pub logo: Option<Logo>,
    /// The accent the company chose; nothing: Jalon's.
    pub accent: Option<Colour>,
}

/// Who the offer is for.
#[derive(Clone, Debug, Default)]
pub struct Customer {
    /// Name of the account.
    pub name: String,
    /// To whose attention, or empty.
    pub attention: String,
    /// Postal address, one line each.
    pub address: Vec<String>,
    /// VAT number, or empty.
    pub vat_number: String,
}

/// Everything the document shows.
#[derive(Clone, Debug)]
pub struct QuoteDocument<'a> {
    /// Sender.
    pub letterhead: &'a Letterhead,
    /// Receiver.
    pub customer: &'a Customer,
    /// Number, for example `Q-2026-00042`.
    pub number: &'a str,
    /// Version, from 1.
    pub version_number: u32,
    /// State: what is not yet an offer says so.
    pub state: QuoteState,
    /// Name of the person who made it.
    pub owner: &'a str,
    /// Contents.
    pub draft: &'a QuoteDraft,
    /// Its prices.
    pub priced: &'a PricedQuote,
    /// The files that go with it: they are listed, not printed.
    pub files: &'a [Attachment],
}

impl QuoteDocument<'_> {
    const fn lang(&self) -> Lang {
        self.draft.language
    }

    fn money(&self, minor: i64) -> String {
        i18n::money(
            self.lang(),
            shared::kernel::Money::new(minor, self.draft.currency),
        )
    }

    /// The accent as it is read on white.
    fn accent(&self) -> Color {
        self.letterhead.accent.map_or(ACCENT, |accent| {
            let Colour(red, green, blue) = palette(accent).light.text;
            (red, green, blue)
        })
    }

    fn months(&self) -> i64 {
        i64::from(self.draft.term_months)
    }

    /// Number with version, as printed: the version from the second on.
    fn reference(&self) -> String {
        if self.version_number > 1 {
            format!("{} v{}", self.number, self.version_number)
        } else {
            self.number.to_owned()
        }
    }
}

/// The name of the data inside the PDF.
pub const DATA_FILE: &str = "quote.xml";

/// The document as PDF: tagged, by PDF/A-3a and PDF/UA-1, with [`quote_ubl`] inside.
///
/// # Errors
/// [`PdfError`] when the PDF cannot be written, or would break one of the two standards.
pub fn quote_pdf(document: &QuoteDocument<'_>) -> Result<Vec<u8>, PdfError> {
    let lang = document.lang();
    let word = t(lang, k::cpq::document::QUOTE);
    let reference = document.reference();
    let about = About {
        title: format!("{word} {reference} – {}", document.draft.title),
        author: document.letterhead.name.clone(),
        language: lang.tag(),
        identity: format!("{} {reference}", document.letterhead.name),
        day: document.draft.issued_on,
    };
    let data = Data {
        name: DATA_FILE,
        description: t(lang, k::cpq::document::DATA).to_owned(),
        kind: "text/xml",
        content: quote_ubl(document),
    };
    write(&set(document)?, &about, data)
}

fn set(document: &QuoteDocument<'_>) -> Result<Canvas, PdfError> {
    let mut canvas = Canvas::new()?;
    head::set(&mut canvas, document);
    lines::set(&mut canvas, document);
    foot::totals(&mut canvas, document);
    billing::set(&mut canvas, document);
    foot::terms(&mut canvas, document);
    foot::clauses(&mut canvas, document);
    foot::files(&mut canvas, document);
    foot::signature(&mut canvas, document);
    foot::page_feet(&mut canvas, document);
    Ok(canvas)
}
