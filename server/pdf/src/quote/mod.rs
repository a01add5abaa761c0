//! A quote on paper.

mod billing;
mod foot;
mod head;
mod lines;
#[cfg(test)]
mod tests;

use crate::PdfError;
use crate::canvas::Canvas;
use i18n::{k, t};
use krilla::metadata::Metadata;
use shared::cpq::pricing::PricedQuote;
use shared::cpq::quotes::{QuoteDraft, QuoteState};
use shared::kernel::Lang;

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

/// The document as PDF.
///
/// # Errors
/// [`PdfError`] when the PDF cannot be written.
pub fn quote_pdf(document: &QuoteDocument<'_>) -> Result<Vec<u8>, PdfError> {
    let lang = document.lang();
    let title = format!(
        "{} {} – {}",
        t(lang, k::cpq::document::QUOTE),
        document.reference(),
        document.draft.title
    );
    set(document)?.finish(
        Metadata::new()
            .title(title)
            .authors(vec![document.letterhead.name.clone()])
            .language(lang.tag().to_owned())
            .creator("Jalon".to_owned()),
    )
}

fn set(document: &QuoteDocument<'_>) -> Result<Canvas, PdfError> {
    let mut canvas = Canvas::new()?;
    head::set(&mut canvas, document);
    lines::set(&mut canvas, document);
    foot::totals(&mut canvas, document);
    billing::set(&mut canvas, document);
    foot::terms(&mut canvas, document);
    foot::clauses(&mut canvas, document);
    foot::signature(&mut canvas, document);
    foot::page_feet(&mut canvas, document);
    Ok(canvas)
}
