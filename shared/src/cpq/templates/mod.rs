//! Templates: quotes kept under a name, from which new ones start.
//!
//! Terms: the *contents* of a template are what a quote says without its customer, its days and its
//! prices; *left out* is what a new quote cannot take: its product is not sold any more or not in its
//! price book, its amount is in another currency.
//! Entry points: [`contents_of`], [`start`], [`validate_template`], the operations in [`ops`].
//! Invariants: no price of a product is ever kept or copied: a new quote asks its price book; what is
//! left out is said by name.
//! Tests: `tests` here; both databases in `server/services/tests/it/cpq/templates.rs`; the pages in
//! `end2end/tests/cpq/quote_parts.spec.mjs`.

mod contents;
mod model;
pub mod ops;

pub use contents::{contents_of, start};
pub use model::{
    FreeLine, LeftOut, LeftOutReason, TemplateContents, TemplateLine, TemplateRow, TemplateSharing,
};

use crate::cpq::catalog::rules::required;
use crate::kernel::Issue;

/// Longest name.
pub const NAME_LENGTH: usize = 120;
/// Most templates of one owner.
pub const TEMPLATES: i64 = 200;

/// Findings about a template's name and who sees it. `leads` is whether the person leads others or
/// everything: only they share with the whole company.
#[must_use]
pub fn validate_template(
    name: &str,
    sharing: TemplateSharing,
    has_team: bool,
    leads: bool,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    required(&mut issues, "name", name, NAME_LENGTH);
    if sharing == TemplateSharing::Team && !has_team {
        issues.push(Issue::error("template_without_team", "sharing"));
    }
    if sharing == TemplateSharing::Company && !leads {
        issues.push(Issue::error("template_company_by_managers", "sharing"));
    }
    issues
}

#[cfg(test)]
mod tests;
