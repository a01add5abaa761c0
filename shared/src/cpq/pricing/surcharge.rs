//! What is added beside the prices: a surcharge on a line (BG-28) or on the whole document (BG-21).
//!
//! A surcharge of a line belongs to its period, as its price does: it comes with every period that is charged, counts
//! in part with one that is prorated, and not in a free one. It is added after the line's discount and the price
//! book's rounding, and the tax is the line's. A surcharge of the document is charged once, with a tax of its own.
//! A percentage is taken of what is sold: the period of the line, or the lines that count over the term, before the
//! discount on the document and without any surcharge; it is rounded once. No discount takes from a surcharge, and no
//! surcharge makes a discount look smaller.

use super::exact::round_div_i64;
use super::tax::Tax;
use crate::coded;
use crate::cpq::ubl::is_charge_code;
use crate::kernel::{Issue, Percent, Rounding};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Most surcharges of a line, and of a document.
pub const SURCHARGES: usize = 20;
/// Longest reason.
pub const REASON_LENGTH: usize = 200;

coded! {
    /// The reasons that are usual, by their codes in UNTDID 7161; any other code of that list may be written, too.
    SurchargeReason {
        /// Freight service.
        Freight = "FC",
        /// Delivery.
        Delivery = "DL",
        /// Packing.
        Packing = "PC",
        /// Handling.
        Handling = "HD",
        /// Rush delivery.
        Rush = "AAT",
        /// Installation.
        Installation = "IAA",
        /// Anything else, by a reason in words.
        Miscellaneous = "ABK",
        /// Financing.
        Financing = "FI",
        /// Invoicing.
        Invoicing = "IS",
    }
}

/// How much is added.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Added {
    /// So much, in minor units: each period of a line, once on a document.
    #[serde(rename = "amount_minor")]
    Amount(i64),
    /// So much of what is sold.
    #[serde(rename = "percent_bp")]
    Percent(Percent),
}

impl Added {
    /// What it comes to on `base`, both in minor units: an amount whatever `base` is, a percentage rounded once.
    /// `None` when it does not fit.
    #[must_use]
    pub fn on(self, base: i64, rounding: Rounding) -> Option<i64> {
        match self {
            Added::Amount(minor) => Some(minor),
            Added::Percent(rate) => {
                let exact = i128::from(base) * i128::from(rate.0);
                round_div_i64(exact, 10_000, rounding)
            }
        }
    }

    /// The same given the other way, an amount as a percentage of `base` or a percentage as the amount; `None` where
    /// nothing given that way comes to the same. A percentage is whole basis points, at most 100 %, and gives the
    /// amount back to the minor unit.
    #[must_use]
    pub fn turned(self, base: i64, rounding: Rounding) -> Option<Self> {
        let minor = self.on(base, rounding)?;
        let other = match self {
            Added::Percent(_) => Added::Amount(minor),
            Added::Amount(_) if base <= 0 => return None,
            Added::Amount(_) => {
                let exact = i128::from(minor) * 10_000;
                let rate = round_div_i64(exact, i128::from(base), rounding)?;
                let rate = i32::try_from(rate).ok().filter(|rate| *rate <= 10_000)?;
                Added::Percent(Percent(rate))
            }
        };
        (minor > 0 && other.on(base, rounding) == Some(minor)).then_some(other)
    }

    /// The percentage it is, if it is one.
    #[must_use]
    pub const fn percent(self) -> Option<Percent> {
        match self {
            Added::Amount(_) => None,
            Added::Percent(rate) => Some(rate),
        }
    }
}

/// A surcharge.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Surcharge {
    /// Why, as the customer reads it (BT-104, BT-144); empty where the code says it.
    #[serde(default)]
    pub reason: String,
    /// Why, by its code in UNTDID 7161 (BT-105, BT-145); empty for a reason in words only.
    #[serde(default)]
    pub code: String,
    /// How much.
    pub added: Added,
}

impl Surcharge {
    /// The usual reason its code stands for.
    #[must_use]
    pub fn usual(&self) -> Option<SurchargeReason> {
        self.code.parse().ok()
    }
}

/// A surcharge on the whole document.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentSurcharge {
    /// Why and how much.
    #[serde(flatten)]
    pub surcharge: Surcharge,
    /// Its VAT category and rate (BT-102, BT-103).
    pub tax: Tax,
}

/// A surcharge on the document with its amounts, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedSurcharge {
    /// What it comes to (BT-99).
    pub minor: i64,
    /// What a percentage is taken of (BT-100).
    pub base_minor: i64,
    /// Share of the tax of its category.
    pub tax_minor: i64,
}

/// What surcharges come to on one base together; `None` when that does not fit.
pub(super) fn sum_on(surcharges: &[Surcharge], base: i64, rounding: Rounding) -> Option<i64> {
    surcharges.iter().try_fold(0_i64, |sum, surcharge| {
        sum.checked_add(surcharge.added.on(base, rounding)?)
    })
}

fn check<'a>(surcharges: impl ExactSizeIterator<Item = &'a Surcharge>) -> Vec<Issue> {
    let mut issues = Vec::new();
    if surcharges.len() > SURCHARGES {
        issues.push(Issue::error("too_many", "surcharges").with("max", SURCHARGES));
    }
    for (at, surcharge) in surcharges.enumerate() {
        let mut of = |mut issue: Issue| {
            let field = issue.field.as_deref().unwrap_or_default();
            issue.field = Some(Cow::Owned(format!("surcharges.{at}.{field}")));
            issues.push(issue);
        };
        let reason = surcharge.reason.trim();
        if reason.is_empty() && surcharge.usual().is_none() {
            of(Issue::error("required", "reason"));
        } else if reason.chars().count() > REASON_LENGTH {
            of(Issue::error("too_long", "reason").with("max", REASON_LENGTH));
        }
        if !surcharge.code.is_empty() && !is_charge_code(&surcharge.code) {
            of(Issue::error("unknown_surcharge_code", "code").with("code", &surcharge.code));
        }
        match surcharge.added {
            Added::Amount(..0) => of(Issue::error("negative", "added")),
            Added::Amount(0) | Added::Percent(Percent(0)) => {
                of(Issue::error("not_positive", "added"));
            }
            Added::Percent(rate) if !(0..=10_000).contains(&rate.0) => {
                of(Issue::error("percent_out_of_range", "added"));
            }
            Added::Amount(_) | Added::Percent(_) => {}
        }
    }
    issues
}

/// What is wrong with the surcharges of a line; a field is `surcharges.<position from 0>.<field>`.
#[must_use]
pub fn check_surcharges(surcharges: &[Surcharge]) -> Vec<Issue> {
    check(surcharges.iter())
}

/// The same of a document.
#[must_use]
pub fn check_document_surcharges(surcharges: &[DocumentSurcharge]) -> Vec<Issue> {
    let mut issues = check(surcharges.iter().map(|own| &own.surcharge));
    for (at, own) in surcharges.iter().enumerate() {
        if !(0..=10_000).contains(&own.tax.rate.0) {
            let field = format!("surcharges.{at}.tax_rate");
            let mut issue = Issue::error("percent_out_of_range", "tax_rate");
            issue.field = Some(Cow::Owned(field));
            issues.push(issue);
        }
    }
    issues
}

/// Tidies what was typed or sent: no spaces around a reason, a code in capitals, no NUL.
pub fn tidy_surcharge(surcharge: &mut Surcharge) {
    surcharge.reason = surcharge.reason.replace('\0', "").trim().to_owned();
    surcharge.code = surcharge.code.replace('\0', "").trim().to_ascii_uppercase();
}
