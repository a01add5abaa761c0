//! Requests about the company and its rates of exchange.

use super::{Company, check_company};
use crate::kernel::rates::DatedRate;
use crate::kernel::{Currency, Issue, check_day};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Asks for the company and its rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCompany {}

/// The company with its rates, by currency and newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyView {
    /// The company.
    pub company: Company,
    /// Rates in units of the company's currency for one unit, × 10⁸.
    pub rates: Vec<DatedRate>,
}

/// Saves the company whole, if its version is still the one that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveCompany {
    /// As it shall be.
    pub company: Company,
}

/// Sets the rate of a currency from a day on. It is one value, replaced whole: the last word counts,
/// and the log keeps the one before; no version is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRate {
    /// The rate.
    pub rate: DatedRate,
}

/// Removes the rate of a currency that begins on a day. [`SetRate`] brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRate {
    /// Which currency.
    pub currency: Currency,
    /// Which day.
    pub day: NaiveDate,
}

operation!(GetCompany => CompanyView, "company.get", ReadReference);
operation!(SaveCompany => CompanyView, "company.save", ManageCompany);
operation!(SetRate => CompanyView, "company.set_rate", ManageCompany);
operation!(DeleteRate => CompanyView, "company.delete_rate", ManageCompany);

impl SaveCompany {
    /// What is wrong with it.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        check_company(&self.company)
    }
}

/// What is wrong with a rate: not positive, beyond a million, of the company's own currency, or of a
/// day nobody means.
#[must_use]
pub fn check_rate(rate: &DatedRate, base: Currency) -> Vec<Issue> {
    let mut issues = Vec::new();
    if rate.currency == base {
        issues.push(Issue::error("own_currency", "currency"));
    }
    if rate.rate_e8 <= 0 || rate.rate_e8 > 1_000_000 * 100_000_000 {
        issues.push(
            Issue::error("out_of_range", "rate")
                .with("min", "0.00000001")
                .with("max", "1000000"),
        );
    }
    issues.extend(check_day(rate.day, "day"));
    issues
}
