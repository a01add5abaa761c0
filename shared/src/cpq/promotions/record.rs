//! A promotion as an administrator keeps it, and as a quote holds it.

use crate::cpq::catalog::rules::{NAME_LENGTH, too_long};
use crate::kernel::{
    Currency, Issue, LocalText, Percent, PriceBookId, ProductId, PromotionId, Quantity, check_day,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Shortest and longest coupon.
pub const COUPON_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;
/// Most products, families or segments a promotion names.
pub const NAMED: usize = 500;
/// Most units bought or given at once.
pub const UNITS: u32 = 1_000;

/// What a promotion does.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benefit {
    /// So much off each line it is for.
    #[serde(rename = "percent_bp")]
    Percent(Percent),
    /// So much off one period of the lines it is for, all together, in its currency.
    #[serde(rename = "amount_minor")]
    Amount(i64),
    /// For every `buy` units that are paid, `get` units cost less.
    BuyGet {
        /// Units paid in full.
        buy: u32,
        /// Units that cost less.
        get: u32,
        /// Off those; 100 % makes them free.
        #[serde(rename = "percent_bp")]
        percent: Percent,
    },
    /// Each full set of its products, one unit of each, costs this for one period, in its currency.
    #[serde(rename = "bundle_minor")]
    Bundle(i64),
    /// Units of a product for nothing.
    Gift {
        /// Of which product.
        product_id: ProductId,
        /// How many.
        units: u32,
        /// For every so many units of what it is on; 0 for once.
        per: u32,
    },
}

/// What people write of a promotion.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionDraft {
    /// How customers read it.
    pub name: LocalText,
    /// What it does.
    pub benefit: Benefit,
    /// The code that is typed for it; empty when every quote takes it by itself.
    pub coupon: String,
    /// Offered now.
    pub active: bool,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// On these products.
    pub product_ids: Vec<ProductId>,
    /// On the products of these families. With neither, on every product.
    pub families: Vec<String>,
    /// From so many units of those on.
    pub min_quantity: Option<Quantity>,
    /// From this amount of those on, for one period, before promotions.
    pub min_minor: Option<i64>,
    /// For accounts of these industries; none for every customer.
    pub segments: Vec<String>,
    /// On quotes with this price book.
    pub price_book_id: Option<PriceBookId>,
    /// On quotes in this currency; needed where an amount is said.
    pub currency: Option<Currency>,
    /// Nothing else is given beside it.
    pub exclusive: bool,
    /// Higher goes first.
    pub priority: i32,
    /// How many quotes may be sent with it.
    pub uses: Option<u32>,
    /// On these options of configured lines only, by [`crate::cpq::models::OptionPrice::key`]; on whole
    /// lines with none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The name of the product it gives, for people; the server puts it there.
    #[serde(default, skip_serializing_if = "is_unnamed")]
    pub gift_name: LocalText,
    /// How much all quotes sent with it may be given together, over their terms, in its currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_minor: Option<i64>,
}

fn is_unnamed(name: &LocalText) -> bool {
    name.en.is_empty() && name.fr.is_empty()
}

/// A promotion as a quote holds it: what it said when it was taken.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub id: PromotionId,
    /// What it said.
    pub promotion: PromotionDraft,
}

/// A promotion in the administration.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionRow {
    /// Which.
    pub id: PromotionId,
    /// What it says.
    pub draft: PromotionDraft,
    /// Quotes that were given to customers with it.
    pub used: u32,
    /// What those were given with it, over their terms.
    #[serde(default)]
    pub given_minor: i64,
    /// Raised by every change.
    pub version: i64,
}

impl PromotionRow {
    /// What was taken of it so far.
    #[must_use]
    pub const fn taken(&self) -> Taken {
        Taken {
            uses: self.used,
            given_minor: self.given_minor,
        }
    }
}

/// What quotes that went to customers took of a promotion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many.
    pub uses: u32,
    /// What they were given.
    pub given_minor: i64,
}

/// What decides whether a quote may have a promotion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion<'a> {
    /// Currency of the quote.
    pub currency: Currency,
    /// Its price book.
    pub price_book_id: Option<PriceBookId>,
    /// Its day.
    pub day: NaiveDate,
    /// The account's industry; empty without one.
    pub segment: &'a str,
}

/// A coupon as it is compared: capital letters, no spaces.
#[must_use]
pub fn coupon_key(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Findings about a promotion; empty when it may be saved.
#[must_use]
pub fn validate_promotion(draft: &PromotionDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    if draft.name.en.trim().is_empty() && draft.name.fr.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    too_long(&mut issues, "name_en", &draft.name.en, NAME_LENGTH);
    too_long(&mut issues, "name_fr", &draft.name.fr, NAME_LENGTH);
    check_benefit(&mut issues, draft);
    check_conditions(&mut issues, draft);
    check_lists(&mut issues, draft);
    issues
}

fn check_benefit(issues: &mut Vec<Issue>, draft: &PromotionDraft) {
    let in_range = |percent: Percent| (1..=10_000).contains(&percent.0);
    match draft.benefit {
        Benefit::Percent(percent) if !in_range(percent) => {
            issues.push(Issue::error("percent_out_of_range", "benefit"));
        }
        Benefit::Amount(minor) if minor <= 0 => {
            issues.push(Issue::error("not_positive", "benefit"));
        }
        Benefit::BuyGet { buy, get, percent } => {
            let units = 1..=UNITS;
            if !units.contains(&buy) {
                issues.push(out_of_range("buy", 1));
            }
            if !units.contains(&get) {
                issues.push(out_of_range("get", 1));
            }
            if !in_range(percent) {
                issues.push(Issue::error("percent_out_of_range", "benefit"));
            }
        }
        Benefit::Bundle(minor) => {
            if minor <= 0 {
                issues.push(Issue::error("not_positive", "benefit"));
            }
            if draft.product_ids.len() < 2 {
                issues.push(Issue::error("bundle_products", "product_ids"));
            }
        }
        Benefit::Gift { units, per, .. } => {
            if !(1..=UNITS).contains(&units) {
                issues.push(out_of_range("gift_units", 1));
            }
            if per > UNITS {
                issues.push(out_of_range("per", 0));
            }
        }
        _ => {}
    }
}

/// What it is on, what it asks for, how long and how often it is given.
fn check_conditions(issues: &mut Vec<Issue>, draft: &PromotionDraft) {
    if !draft.options.is_empty() {
        if !draft.may_name_options() {
            issues.push(Issue::error("options_benefit", "options"));
        }
        if draft.product_ids.is_empty() {
            issues.push(Issue::error("options_products", "product_ids"));
        }
    }
    if draft.budget_minor.is_some_and(|most| most <= 0) {
        issues.push(Issue::error("not_positive", "budget"));
    }
    let says_amount = matches!(draft.benefit, Benefit::Amount(_) | Benefit::Bundle(_))
        || draft.min_minor.is_some()
        || draft.budget_minor.is_some();
    if says_amount && draft.currency.is_none() {
        issues.push(Issue::error("required", "currency"));
    }
    if draft.min_minor.is_some_and(|least| least <= 0) {
        issues.push(Issue::error("not_positive", "min_minor"));
    }
    if draft.min_quantity.is_some_and(|least| least.0 <= 0) {
        issues.push(Issue::error("not_positive", "min_quantity"));
    }
    if draft.uses == Some(0) {
        issues.push(Issue::error("not_positive", "uses"));
    }
    if !draft.coupon.is_empty() && !is_coupon(&draft.coupon) {
        issues.push(Issue::error("coupon_form", "coupon"));
    }
    if let (Some(from), Some(to)) = (draft.starts_on, draft.ends_on)
        && to < from
    {
        issues.push(Issue::error("ends_before_start", "ends_on"));
    }
    for (day, field) in [(draft.starts_on, "starts_on"), (draft.ends_on, "ends_on")] {
        issues.extend(day.and_then(|day| check_day(day, field)));
    }
}

fn check_lists(issues: &mut Vec<Issue>, draft: &PromotionDraft) {
    for (count, field) in [
        (draft.product_ids.len(), "product_ids"),
        (draft.families.len(), "families"),
        (draft.segments.len(), "segments"),
        (draft.options.len(), "options"),
    ] {
        if count > NAMED {
            issues.push(Issue::error("too_many", field).with("max", NAMED));
        }
    }
    for (texts, field) in [
        (&draft.families, "families"),
        (&draft.segments, "segments"),
        (&draft.options, "options"),
    ] {
        for text in texts {
            too_long(issues, field, text, NAME_LENGTH);
        }
    }
}

fn out_of_range(field: &'static str, least: u32) -> Issue {
    Issue::error("out_of_range", field)
        .with("min", least)
        .with("max", UNITS)
}

fn is_coupon(text: &str) -> bool {
    COUPON_LENGTH.contains(&text.chars().count())
        && coupon_key(text) == text
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

impl PromotionDraft {
    /// Whether it may be on options: only what is taken off a price can be.
    #[must_use]
    pub const fn may_name_options(&self) -> bool {
        matches!(self.benefit, Benefit::Percent(_) | Benefit::Amount(_))
    }

    /// Without what its kind does not look at.
    pub fn tidy(&mut self) {
        if matches!(self.benefit, Benefit::Bundle(_)) {
            self.families.clear();
        }
        if !self.may_name_options() {
            self.options.clear();
        }
        if !matches!(self.benefit, Benefit::Gift { .. }) {
            self.gift_name = LocalText::default();
        }
    }

    /// Why a quote may not have it; nothing when it may. `taken` is what other quotes had of it.
    #[must_use]
    pub fn refusal(&self, occasion: &Occasion<'_>, taken: Taken) -> Option<Issue> {
        let code = if !self.active {
            "coupon_unknown"
        } else if self.ends_on.is_some_and(|to| to < occasion.day) {
            "coupon_expired"
        } else if self.starts_on.is_some_and(|from| from > occasion.day) {
            "coupon_not_yet"
        } else if self.currency.is_some_and(|own| own != occasion.currency) {
            "coupon_other_currency"
        } else if self.price_book_id.is_some() && self.price_book_id != occasion.price_book_id {
            "coupon_other_book"
        } else if !self.segments.is_empty()
            && !self.segments.iter().any(|own| own == occasion.segment)
        {
            "coupon_not_for_customer"
        } else if self.uses.is_some_and(|most| taken.uses >= most)
            || self
                .budget_minor
                .is_some_and(|most| taken.given_minor >= most)
        {
            "coupon_used_up"
        } else {
            return None;
        };
        let mut issue = Issue::error(code, "coupon");
        let day = match code {
            "coupon_expired" => self.ends_on,
            "coupon_not_yet" => self.starts_on,
            _ => None,
        };
        if let Some(day) = day {
            issue = issue.with("day", day);
        }
        if let (Some(own), "coupon_other_currency") = (self.currency, code) {
            issue = issue.with("currency", own.code());
        }
        Some(issue)
    }

    /// Whether it is for this product.
    #[must_use]
    pub fn is_for(&self, product: ProductId, family: &str) -> bool {
        (self.product_ids.is_empty() && self.families.is_empty())
            || self.product_ids.contains(&product)
            || (!family.is_empty() && self.families.iter().any(|own| own == family))
    }
}
