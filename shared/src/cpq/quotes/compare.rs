//! What changed between two versions of a quote.

use super::model::{QuoteDraft, QuoteLine};
use super::rules::price_draft;
use crate::cpq::pricing::{DocumentOff, PricedLine};
use crate::kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of the document that differs. Values are raw (ids, ISO dates, percentages, amounts);
/// the page puts them into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The field's name in code; in the catalogue `quote.<field>`.
    pub field: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// A line that was added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChange {
    /// The line before, with its net amount; `None` when it was added.
    pub old: Option<(QuoteLine, i64)>,
    /// The line after, with its net amount; `None` when it was removed.
    pub new: Option<(QuoteLine, i64)>,
    /// Names of the fields that differ, when it is in both.
    pub fields: Vec<String>,
}

/// The answer of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteComparison {
    /// Currency of the amounts of the newer version.
    pub currency: Currency,
    /// Net totals, before and after.
    pub net_minor: (i64, i64),
    /// Differing fields of the document.
    pub fields: Vec<Difference>,
    /// Differing lines, in the order of the newer version, removed ones last.
    pub lines: Vec<LineChange>,
    /// How many lines are the same.
    pub unchanged: u32,
}

/// Compares two versions. Lines are the same one when product, charge and description agree; of
/// several such, the first goes with the first. (Ids differ: each version has its own lines.)
#[must_use]
pub fn compare(old: &QuoteDraft, new: &QuoteDraft) -> QuoteComparison {
    let (old_priced, new_priced) = (price_draft(old), price_draft(new));
    let net = |priced: Option<&PricedLine>| priced.map_or(0, |line| line.net_minor);
    let mut waiting: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, line) in old.lines.iter().enumerate().rev() {
        waiting.entry(key(line)).or_default().push(index);
    }
    let mut lines = Vec::new();
    let mut unchanged = 0;
    for (index, line) in new.lines.iter().enumerate() {
        let after = (line.clone(), net(new_priced.lines.get(index)));
        let match_index = waiting.get_mut(&key(line)).and_then(Vec::pop);
        let Some((at, before)) = match_index.and_then(|at| Some((at, old.lines.get(at)?))) else {
            lines.push(LineChange {
                old: None,
                new: Some(after),
                fields: Vec::new(),
            });
            continue;
        };
        let fields = line_fields(before, line);
        if fields.is_empty() {
            unchanged += 1;
        } else {
            lines.push(LineChange {
                old: Some((before.clone(), net(old_priced.lines.get(at)))),
                new: Some(after),
                fields,
            });
        }
    }
    let mut removed: Vec<usize> = waiting.into_values().flatten().collect();
    removed.sort_unstable();
    lines.extend(removed.into_iter().filter_map(|at| {
        let line = old.lines.get(at)?;
        Some(LineChange {
            old: Some((line.clone(), net(old_priced.lines.get(at)))),
            new: None,
            fields: Vec::new(),
        })
    }));
    QuoteComparison {
        currency: new.currency,
        net_minor: (old_priced.totals.net_minor, new_priced.totals.net_minor),
        fields: document_fields(old, new),
        lines,
        unchanged,
    }
}

fn key(line: &QuoteLine) -> (Option<crate::kernel::ProductId>, &'static str, &str) {
    // A product's line stays the same when its wording changes; a free line is its wording.
    let words = if line.product_id.is_some() {
        ""
    } else {
        line.description.as_str()
    };
    (line.product_id, line.price.charge.code(), words)
}

fn line_fields(old: &QuoteLine, new: &QuoteLine) -> Vec<String> {
    let (a, b) = (&old.price, &new.price);
    [
        ("description", old.description != new.description),
        ("unit", old.unit != new.unit),
        ("quantity", a.quantity != b.quantity),
        (
            "price",
            a.list_price != b.list_price
                || a.manual_price != b.manual_price
                || a.tier_mode != b.tier_mode
                || a.tiers != b.tiers
                || a.options != b.options
                || a.contracted != b.contracted,
        ),
        ("configuration", configured(old) != configured(new)),
        (
            "discount",
            (a.discount, a.off) != (b.discount, b.off) || a.promotions != b.promotions,
        ),
        ("tax", a.tax.normal() != b.tax.normal()),
        ("optional", a.optional != b.optional),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field.to_owned())
    .collect()
}

fn configured(line: &QuoteLine) -> Option<&[crate::cpq::models::Pick]> {
    let configuration = line.configuration.as_ref()?;
    Some(configuration.values.as_slice())
}

/// `10` is a percentage, `amount 50.00` an amount, `total 90.00` a wanted total.
fn discount(draft: &QuoteDraft) -> String {
    let amount = |minor| Money::new(minor, draft.currency).to_decimal();
    match draft.off {
        None => draft.discount.as_decimal().normalize().to_string(),
        Some(DocumentOff::Amount(minor)) => format!("amount {}", amount(minor)),
        Some(DocumentOff::Total(minor)) => format!("total {}", amount(minor)),
    }
}

fn document_fields(old: &QuoteDraft, new: &QuoteDraft) -> Vec<Difference> {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    [
        ("title", old.title.clone(), new.title.clone()),
        ("account", text(old.account_id), text(new.account_id)),
        ("contact", text(old.contact_id), text(new.contact_id)),
        (
            "price_book",
            text(old.price_book_id),
            text(new.price_book_id),
        ),
        (
            "currency",
            old.currency.to_string(),
            new.currency.to_string(),
        ),
        (
            "language",
            old.language.tag().into(),
            new.language.tag().into(),
        ),
        (
            "issued_on",
            old.issued_on.to_string(),
            new.issued_on.to_string(),
        ),
        (
            "valid_until",
            old.valid_until.to_string(),
            new.valid_until.to_string(),
        ),
        (
            "term_months",
            old.term_months.to_string(),
            new.term_months.to_string(),
        ),
        ("discount", discount(old), discount(new)),
        (
            "introduction",
            old.introduction.clone(),
            new.introduction.clone(),
        ),
        ("terms", old.terms.clone(), new.terms.clone()),
    ]
    .into_iter()
    .filter(|(_, old, new)| old != new)
    .map(|(field, old, new)| Difference {
        field: field.to_owned(),
        old,
        new,
    })
    .collect()
}
