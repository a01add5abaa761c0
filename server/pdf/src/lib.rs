//! Documents a customer receives, as PDF.
//!
//! [`quote_pdf`] sets a quote: letterhead, customer, lines grouped by how they are charged, tax,
//! totals, terms, signature. It shows figures, it never computes them: every amount comes from
//! `shared::cpq::pricing`, so the document and the screen agree.
//! The file is an archive (PDF/A-3a) that is read aloud (PDF/UA-1) and holds the quote as UBL ([`quote_ubl`]).
//! [`canvas`] knows pages, wrapping and fonts and no business word; [`structure`] what each part is and in which order
//! it is read; [`write`] makes the file, which krilla checks against both standards; [`quote`] knows quotes.
//! Invariant: everything drawn is a part of the structure or furniture, as [`canvas`] leaves no third way.
//! [`certificate`] is the proof of a signature, with the record inside that its seal is computed over.
//! Pure: the same document gives the same bytes. Tests stand beside the code; what
//! `pdftotext` reads is compared with the screen in `end2end/tests/cpq`.

mod canvas;
mod certificate;
mod fonts;
mod logo;
mod quote;
mod structure;
mod write;

pub use certificate::{CertificateDocument, RECORD_FILE, certificate_pdf};
pub use logo::Logo;
pub use quote::{Customer, DATA_FILE, Letterhead, QuoteDocument, quote_pdf, quote_ubl};

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
