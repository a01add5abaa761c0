//! What a product, a price book and an entry must satisfy.

use super::kinds::validate_kind;
use super::model::{PriceBook, PriceBookDraft, PriceBookEntry, ProductDraft};
use crate::cpq::pricing::TierMode;
use crate::kernel::{Issue, check_day};
use chrono::NaiveDate;

/// Longest SKU, in characters.
pub const SKU_LENGTH: usize = 64;
/// Longest name.
pub const NAME_LENGTH: usize = 200;
/// Longest description.
pub const TEXT_LENGTH: usize = 4_000;
/// Most countries and industries of a price book.
pub const CUSTOMERS: usize = 300;
/// Most tiers of one entry.
pub const TIERS: usize = 20;

/// Findings about a product; empty when it may be saved.
#[must_use]
pub fn validate_product(product: &ProductDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    required(&mut issues, "sku", &product.sku, SKU_LENGTH);
    if product.name.en.trim().is_empty() && product.name.fr.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    for (field, text, limit) in [
        ("name_en", &product.name.en, NAME_LENGTH),
        ("name_fr", &product.name.fr, NAME_LENGTH),
        ("description_en", &product.description.en, TEXT_LENGTH),
        ("description_fr", &product.description.fr, TEXT_LENGTH),
        ("family", &product.family, NAME_LENGTH),
        ("unit", &product.unit, SKU_LENGTH),
    ] {
        too_long(&mut issues, field, text, limit);
    }
    if !(0..=10_000).contains(&product.tax.rate.0) {
        issues.push(Issue::error("percent_out_of_range", "tax_rate"));
    } else if product.tax.category.needs_rate() && product.tax.rate.0 == 0 {
        issues.push(Issue::error("tax_rate_missing", "tax_rate"));
    }
    if product.cost.is_some_and(|cost| cost.0 < 0) {
        issues.push(Issue::error("negative", "cost"));
    }
    issues
}

/// Findings about a price book.
#[must_use]
pub fn validate_price_book(book: &PriceBookDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    required(&mut issues, "name", &book.name, NAME_LENGTH);
    if let (Some(from), Some(to)) = (book.valid_from, book.valid_to)
        && to < from
    {
        issues.push(Issue::error("ends_before_start", "valid_to"));
    }
    for (texts, field) in [(&book.countries, "countries"), (&book.segments, "segments")] {
        if texts.len() > CUSTOMERS {
            issues.push(Issue::error("too_many", field).with("max", CUSTOMERS));
        }
        for text in texts {
            required(&mut issues, field, text, NAME_LENGTH);
        }
    }
    for (day, field) in [(book.valid_from, "valid_from"), (book.valid_to, "valid_to")] {
        issues.extend(day.and_then(|day| check_day(day, field)));
    }
    issues.extend(book.rounding.and_then(|rounding| rounding.issue()));
    issues
}

/// Findings about an entry.
#[must_use]
pub fn validate_entry(entry: &PriceBookEntry) -> Vec<Issue> {
    let mut issues = Vec::new();
    if entry.unit_price.0 < 0 {
        issues.push(Issue::error("negative", "unit_price"));
    }
    if entry.floor.is_some_and(|floor| floor.0 < 0) {
        issues.push(Issue::error("negative", "floor"));
    } else if entry.kind.is_none()
        && entry
            .floor
            .is_some_and(|floor| floor.0 > entry.unit_price.0)
    {
        issues.push(Issue::warning("floor_above_price", "floor"));
    }
    issues.extend(validate_kind(entry));
    if entry.tier_mode == TierMode::None {
        return issues;
    }
    if entry.tiers.is_empty() {
        issues.push(Issue::error("required", "tiers"));
    }
    if entry.tiers.len() > TIERS {
        issues.push(Issue::error("too_many", "tiers").with("max", TIERS));
    }
    if !entry.tiers.is_sorted_by(|a, b| a.from < b.from) {
        issues.push(Issue::error("tiers_unordered", "tiers"));
    }
    if entry
        .tiers
        .iter()
        .any(|tier| tier.from.0 <= 0 || tier.unit_price.0 < 0)
    {
        issues.push(Issue::error("negative", "tiers"));
    }
    issues
}

/// Whether a price book holds on `day`.
#[must_use]
pub fn is_valid_on(book: &PriceBookDraft, day: NaiveDate) -> bool {
    book.valid_from.is_none_or(|from| from <= day) && book.valid_to.is_none_or(|to| day <= to)
}

impl PriceBook {
    /// Whether somebody may take prices from it on `day` who has not yet.
    #[must_use]
    pub fn is_offered_on(&self, day: NaiveDate) -> bool {
        self.active && is_valid_on(&self.draft, day)
    }
}

pub(crate) fn required(issues: &mut Vec<Issue>, field: &'static str, text: &str, limit: usize) {
    if text.trim().is_empty() {
        issues.push(Issue::error("required", field));
    }
    too_long(issues, field, text, limit);
}

pub(crate) fn too_long(issues: &mut Vec<Issue>, field: &'static str, text: &str, limit: usize) {
    if text.chars().count() > limit {
        issues.push(Issue::error("too_long", field).with("max", limit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpq::pricing::{Charge, PriceRounding, Tax, TaxCategory, Tier};
    use crate::kernel::{Currency, LocalText, Percent, Quantity, UnitPrice, uuid_v7};

    fn codes(issues: &[Issue]) -> Vec<String> {
        issues.iter().map(|issue| issue.code.to_string()).collect()
    }

    #[test]
    fn a_product_needs_a_code_a_name_and_a_sensible_tax() {
        let mut product = ProductDraft {
            tax: Tax::standard(Percent::ZERO),
            ..ProductDraft::default()
        };
        assert_eq!(
            codes(&validate_product(&product)),
            ["required", "required", "tax_rate_missing"]
        );
        product.sku = "SRV-1".into();
        product.name = LocalText::new("", "Conseil");
        product.tax.category = TaxCategory::E;
        assert!(validate_product(&product).is_empty());
    }

    #[test]
    fn tiers_ascend_and_a_book_ends_after_it_begins() {
        let tier = |from, price| Tier {
            from: Quantity::whole(from),
            unit_price: UnitPrice(price),
        };
        let mut entry = PriceBookEntry {
            id: uuid_v7(0, [0; 10]).into(),
            product_id: uuid_v7(0, [0; 10]).into(),
            charge: Charge::OneTime,
            unit_price: UnitPrice(100_000),
            floor: Some(UnitPrice(110_000)),
            kind: None,
            tier_mode: TierMode::Volume,
            tiers: vec![tier(10, 90_000), tier(10, 80_000)],
        };
        assert_eq!(
            codes(&validate_entry(&entry)),
            ["floor_above_price", "tiers_unordered"]
        );
        entry.tiers.clear();
        entry.floor = None;
        assert_eq!(codes(&validate_entry(&entry)), ["required"]);

        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let book = PriceBookDraft {
            name: "2026".into(),
            currency: Currency::EUR,
            valid_from: day("2026-01-01"),
            valid_to: day("2025-12-31"),
            proration: None,
            countries: Vec::new(),
            segments: Vec::new(),
            channels: Vec::new(),
            rounding: Some(PriceRounding {
                ending: UnitPrice(9_900),
                ..PriceRounding::to(UnitPrice(5_000))
            }),
        };
        assert_eq!(
            codes(&validate_price_book(&book)),
            ["ends_before_start", "ending_above_step"]
        );
    }
}
