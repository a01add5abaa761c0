//! UBL 2.1 invoices and credit notes against EN 16931: every amount computed again, every rule
//! that is broken named.
//!
//! Terms: *BT-n* and *BG-n* are the standard's business terms; *breakdown* = tax by category and
//! rate (BG-23); *stated* = what the document says, *computed* = what its own figures give.
//! Entry points: [`check`]; [`write`] for the other way, a quote as UBL. Header figures of UN/CEFACT CII are read too, for the rules on totals.
//! Invariants: sizes are bounded before anything is read and no entity is ever expanded; amounts
//! are exact; nothing panics.
//! Sources: EN 16931-1:2017 clause 6.4 and the rule identifiers of its published UBL binding;
//! tolerances (one unit of currency on S, L, M and BR-CO-17) are those of that binding.
//! Tests: `tests.rs` here runs the published invoices and rule tests.

mod amounts;
mod cii;
mod codes;
mod decimals;
mod document_rules;
mod lists;
mod long_lists;
mod syntax_rules;
mod totals_rules;
mod tree;
mod vat_rules;
pub mod write;

#[cfg(test)]
mod tests;

pub use amounts::{BreakdownRow, Figure, LineFigure, ShareFigure};

pub(crate) use codes::is_charge as is_charge_code;

use crate::cpq::policies::Exact;
use serde::Serialize;
use tree::Element;

/// Larger documents are refused.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// More elements, attributes and texts are refused.
pub const MOST_NODES: u32 = 1_000_000;
/// Deeper nesting is refused.
pub const DEEPEST: usize = 64;
/// More comparisons of attributes while reading are refused: they grow with the square of those of an element
/// and of the elements around it.
pub const MOST_WORK: u64 = 400_000_000;
/// More tax categories and rates in one document are refused.
pub const MOST_CATEGORIES: usize = 200;

/// Which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DocumentKind {
    /// A UBL invoice.
    Invoice,
    /// A UBL credit note.
    CreditNote,
    /// A UN/CEFACT cross-industry invoice, of which only the totals are checked.
    CrossIndustry,
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The rule's identifier: `BR-CO-15`.
    pub rule: &'static str,
    /// Where, and with which figures.
    pub message: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaxReport {
    /// Which document.
    pub kind: DocumentKind,
    /// Its number (BT-1), empty where it has none.
    pub number: String,
    /// Its currency (BT-5).
    pub currency: String,
    /// Line net amounts (BT-131).
    pub lines: Vec<LineFigure>,
    /// Allowances and charges that are percentages.
    pub shares: Vec<ShareFigure>,
    /// Document totals (BG-22).
    pub figures: Vec<Figure>,
    /// Tax by category and rate (BG-23).
    pub breakdown: Vec<BreakdownRow>,
    /// The rules that are broken, by identifier.
    pub violations: Vec<Violation>,
}

impl TaxReport {
    /// Whether every stated amount is the computed one, to the cent.
    #[must_use]
    pub fn amounts_agree(&self) -> bool {
        let same = |stated: Option<Exact>, computed: Exact| stated.is_none_or(|it| it == computed);
        self.lines
            .iter()
            .all(|line| same(line.stated, line.computed))
            && self.shares.iter().all(|one| same(one.stated, one.computed))
            && self
                .figures
                .iter()
                .all(|one| same(one.stated, one.computed))
            && self
                .breakdown
                .iter()
                .all(|row| same(row.taxable_stated, row.taxable) && same(row.tax_stated, row.tax))
    }
}

/// Why a document was not checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UblError {
    /// Larger than [`LARGEST`].
    #[error("larger than {LARGEST} bytes")]
    TooLarge,
    /// Nested deeper than [`DEEPEST`].
    #[error("nested more than {DEEPEST} levels deep")]
    TooDeep,
    /// Attributes that cost more than [`MOST_WORK`].
    #[error("too many attributes in one element and those around it")]
    TooManyAttributes,
    /// More different categories, or rows of the breakdown, than [`MOST_CATEGORIES`].
    #[error("more than {MOST_CATEGORIES} tax categories and rates")]
    TooManyCategories,
    /// Not well-formed, has a document type declaration, or more than [`MOST_NODES`] nodes.
    #[error("not readable as XML: {0}")]
    Xml(String),
    /// Another kind of document.
    #[error("neither an invoice nor a credit note, but <{0}>")]
    NotAnInvoice(String),
    /// A figure that is no decimal number, or is too long to be exact.
    #[error("{place}: \"{text}\" is not a decimal number that can be computed with")]
    Number {
        /// The element.
        place: String,
        /// What it says.
        text: String,
    },
}

/// Computes the amounts of a document again and checks the rules of EN 16931.
///
/// # Errors
/// [`UblError`] when the text is not such a document or one of its figures is no number; broken
/// rules are no error but part of the report.
pub fn check(xml: &str) -> Result<TaxReport, UblError> {
    if xml.len() > LARGEST {
        return Err(UblError::TooLarge);
    }
    let text = tree::joined(xml);
    let document = tree::read(&text)?;
    check_element(Element::of(document.root_element()))
}

/// [`check`] of an element of a larger document.
fn check_element(root: Element<'_>) -> Result<TaxReport, UblError> {
    let kind = match root.name() {
        "Invoice" => DocumentKind::Invoice,
        "CreditNote" => DocumentKind::CreditNote,
        "CrossIndustryInvoice" => DocumentKind::CrossIndustry,
        other => return Err(UblError::NotAnInvoice(other.to_owned())),
    };
    root.numbers_are_sound()?;
    if amounts::categories(root) > MOST_CATEGORIES {
        return Err(UblError::TooManyCategories);
    }
    let mut found = Findings::default();
    if kind == DocumentKind::CrossIndustry {
        return Ok(cii::check(root, found));
    }
    document_rules::check(root, kind, &mut found);
    totals_rules::check(root, kind, &mut found);
    vat_rules::check(root, &mut found);
    decimals::check(root, &mut found);
    codes::check(root, &mut found);
    let (lines, figures, breakdown) = amounts::compute(root);
    Ok(TaxReport {
        kind,
        number: root.text("ID").to_owned(),
        currency: root.text("DocumentCurrencyCode").to_owned(),
        lines,
        shares: amounts::shares(root),
        figures,
        breakdown,
        violations: found.sorted(),
    })
}

/// Broken rules, as they are found.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, rule: &'static str, message: impl Into<String>) {
        self.0.push(Violation {
            rule,
            message: message.into(),
        });
    }

    fn unless(&mut self, holds: bool, rule: &'static str, message: &str) {
        if !holds {
            self.add(rule, message);
        }
    }

    fn sorted(mut self) -> Vec<Violation> {
        self.0.sort_by(|a, b| a.rule.cmp(b.rule));
        self.0
    }
}
