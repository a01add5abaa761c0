//! An invoice checked, as it is told outside.

use super::Refused;
use serde::Serialize;
use shared::cpq::ubl::{self, TaxReport};

/// The answer about one document.
#[derive(Serialize)]
struct Answer<'a> {
    /// Where it came from, when that has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    amounts_agree: bool,
    #[serde(flatten)]
    report: &'a TaxReport,
}

/// What was found, as a line of JSON.
pub struct Checked {
    /// The line.
    pub line: String,
    /// How many rules are broken.
    pub broken: usize,
}

/// Computes the amounts of a document again and checks the rules.
pub fn check(file: Option<String>, xml: &str) -> Result<Checked, Refused> {
    let report = ubl::check(xml).map_err(Refused::input)?;
    let answer = Answer {
        file,
        amounts_agree: report.amounts_agree(),
        report: &report,
    };
    Ok(Checked {
        line: serde_json::to_string(&answer).map_err(Refused::input)?,
        broken: report.violations.len(),
    })
}
