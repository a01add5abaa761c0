//! The selling company: what its documents and periods need to know.

use crate::kernel::{Currency, LocalText};
use serde::{Deserialize, Serialize};

/// The company that uses Jalon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Legal name, as on quotes.
    pub name: String,
    /// Currency of totals and of exchange rates.
    pub currency: Currency,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_first_month: u32,
    /// Postal address, several lines.
    pub address: String,
    /// VAT number, as on quotes.
    pub vat_number: String,
    /// Last lines of documents.
    pub legal_footer: LocalText,
    /// Grows with every change.
    pub version: i64,
}
