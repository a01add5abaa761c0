//! An invoice checked, as it is told outside.

use serde::Serialize;
use shared::cpq::ubl::TaxReport;

/// The answer about one document.
#[derive(Serialize)]
pub struct Checked<'a> {
    /// Where it came from, when that has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    amounts_agree: bool,
    #[serde(flatten)]
    report: &'a TaxReport,
}

impl<'a> Checked<'a> {
    /// The answer about a report.
    pub fn of(file: Option<String>, report: &'a TaxReport) -> Self {
        Self {
            file,
            amounts_agree: report.amounts_agree(),
            report,
        }
    }
}
