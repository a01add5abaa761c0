//! Documents a customer receives, as PDF.
//!
//! [`quote_pdf`] sets a quote: letterhead, customer, lines grouped by how they are charged, tax,
//! totals, terms, signature. It shows figures, it never computes them: every amount comes from
//! `shared::cpq::pricing`, so the document and the screen agree.
//! [`canvas`] knows pages, wrapping and fonts and no business word; [`quote`] knows quotes.
//! Pure: the same document gives the same bytes. Tests stand beside the code; what
//! `pdftotext` reads is compared with the screen in `end2end/tests/cpq`.

mod canvas;
mod fonts;
mod quote;

pub use quote::{Customer, Letterhead, QuoteDocument, quote_pdf};

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read")]
    Font,
    /// The PDF cannot be written.
    #[error("the PDF cannot be written: {0}")]
    Write(String),
}
