//! The selling company: what its documents and periods need to know.
//!
//! Terms: the *company's currency* is the one totals are shown in; a *rate* is what one unit of another
//! currency was worth in it on a day ([`crate::kernel::rates`]).
//! Entry points: [`Company`], [`SaveCompany`], [`SetRate`]. Invariants: the fiscal year begins on the first day
//! of a month; a change names the version it was made on; quotes keep what they were made with.
//! Tests: beside the code, and `server/services/tests/it/platform/settings.rs`.

use crate::cpq::pricing::Proration;
use crate::cpq::quotes::rules::check_payment_days;
use crate::kernel::{Currency, Issue, LocalText};
use serde::{Deserialize, Serialize};

/// The company that uses Jalon.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// From which total with tax on a customer signs with a mailed code, in minor units of the company's
    /// currency; `None`: only where a link asks for it.
    #[serde(default)]
    pub sign_code_minor: Option<i64>,
    /// How a part of a month counts on its new quotes.
    #[serde(default)]
    pub proration: Proration,
    /// Within how many days of its date an invoice is to be paid, as its new quotes say; `None`: they say
    /// nothing of it.
    #[serde(default)]
    pub payment_days: Option<u32>,
    /// Grows with every change.
    pub version: i64,
}

mod ops;
pub use ops::*;

/// What is wrong with the company's facts.
#[must_use]
pub fn check_company(company: &Company) -> Vec<Issue> {
    let mut issues = Vec::new();
    if company.name.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    for (text, field, max) in [
        (&company.name, "name", 200),
        (&company.address, "address", 1000),
        (&company.vat_number, "vat_number", 40),
        (&company.legal_footer.en, "legal_footer", 2000),
        (&company.legal_footer.fr, "legal_footer", 2000),
    ] {
        if text.chars().count() > max {
            issues.push(Issue::error("too_long", field).with("max", max));
        }
    }
    let country = company.country.trim();
    if !country.is_empty() && crate::crm::countries::country(country).is_none() {
        issues.push(Issue::error("invalid_country", "country"));
    }
    if company.sign_code_minor.is_some_and(|minor| minor < 0) {
        issues.push(Issue::error("negative", "sign_code_minor"));
    }
    issues.extend(check_payment_days(company.payment_days));
    if !(1..=12).contains(&company.fiscal_first_month) {
        issues.push(
            Issue::error("out_of_range", "fiscal_first_month")
                .with("min", 1)
                .with("max", 12),
        );
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rates::DatedRate;

    fn company() -> Company {
        Company {
            name: "Atelier".into(),
            currency: Currency::EUR,
            country: "FR".into(),
            fiscal_first_month: 4,
            address: String::new(),
            vat_number: String::new(),
            legal_footer: LocalText::default(),
            sign_code_minor: None,
            proration: Proration::default(),
            payment_days: None,
            version: 1,
        }
    }

    #[test]
    fn a_company_needs_a_name_and_a_month() {
        assert!(check_company(&company()).is_empty());
        assert_eq!(
            check_company(&Company {
                name: " ".into(),
                ..company()
            })
            .len(),
            1
        );
        assert_eq!(
            check_company(&Company {
                fiscal_first_month: 13,
                ..company()
            })
            .len(),
            1
        );
    }

    #[test]
    fn an_invoice_is_paid_within_a_year() {
        let issues = |payment_days| {
            check_company(&Company {
                payment_days,
                ..company()
            })
        };
        assert!(issues(Some(0)).is_empty());
        assert!(issues(Some(365)).is_empty());
        assert_eq!(issues(Some(366))[0].field.as_deref(), Some("payment_days"));
    }

    #[test]
    fn a_rate_is_positive_and_of_a_foreign_currency() {
        let rate = |currency, rate_e8| DatedRate {
            currency,
            day: chrono::NaiveDate::default(),
            rate_e8,
        };
        assert!(check_rate(&rate(Currency::USD, 92_000_000), Currency::EUR).is_empty());
        assert_eq!(check_rate(&rate(Currency::USD, 0), Currency::EUR).len(), 1);
        assert_eq!(
            check_rate(&rate(Currency::EUR, 100_000_000), Currency::EUR).len(),
            1
        );
    }
}
