//! Products, price books, quotes.

pub mod agreements;
pub mod approvals;
pub mod attachments;
pub mod catalog;
pub mod clauses;
pub mod models;
pub mod offline;
pub mod pictures;
pub mod promotions;
pub mod quotes;
pub mod rooms;
pub mod schedules;
pub mod templates;

use crate::{Result, StoreError};
use shared::cpq::pricing::{Tax, Tier};
use shared::kernel::Percent;
use shared::kernel::search::search_key;
use std::str::FromStr;

/// A pattern for `LIKE … ESCAPE '\'` on a search column: contains this text, whatever it holds.
fn pattern(text: &str) -> String {
    let key = search_key(text)
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{key}%")
}

fn word<T: FromStr>(text: &str, column: &'static str) -> Result<T> {
    text.parse().map_err(|_| StoreError::Corrupt(column))
}

fn tax(category: &str, rate_bp: i32) -> Result<Tax> {
    Ok(Tax {
        category: word(category, "tax_category")?,
        rate: Percent(rate_bp),
    })
}

/// A value kept as JSON, or nothing.
fn json<T: serde::Serialize>(value: Option<&T>) -> Option<String> {
    serde_json::to_string(value?).ok()
}

pub(crate) fn parsed<T: serde::de::DeserializeOwned>(
    json: Option<String>,
    column: &'static str,
) -> Result<Option<T>> {
    json.map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(|_| StoreError::Corrupt(column))
}

fn tiers(json: &str) -> Result<Vec<Tier>> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt("tiers"))
}

fn tiers_json(tiers: &[Tier]) -> String {
    serde_json::to_string(tiers).unwrap_or_else(|_| "[]".to_owned())
}
