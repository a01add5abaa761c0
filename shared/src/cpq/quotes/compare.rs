//! What changed between two versions of a quote.

use super::model::{QuoteDraft, QuoteLine};
use super::rules::price_draft;
use super::sections::Section;
use crate::cpq::attachments::FileChange;
use crate::cpq::clauses::HeldClause;
use crate::cpq::pricing::{Billing, DocumentOff, DocumentSurcharge, PricedLine, Trial};
use crate::kernel::{Currency, Money, Percent};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of the document that differs. Values are raw (ids, ISO dates, percentages, amounts), for which the server
/// puts names where it knows them; the page puts them into words.
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

/// A section that was added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionChange {
    /// Before; `None` when it was added.
    pub old: Option<Section>,
    /// After; `None` when it was removed.
    pub new: Option<Section>,
    /// Names of the fields that differ, when it is in both.
    pub fields: Vec<String>,
}

/// A clause that was added, removed or reworded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseChange {
    /// Before; `None` when it was added.
    pub old: Option<HeldClause>,
    /// After; `None` when it was removed.
    pub new: Option<HeldClause>,
    /// Names of the fields that differ, when it is in both.
    pub fields: Vec<String>,
}

/// The answer of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteComparison {
    /// Currency of the amounts of the older version.
    pub old_currency: Currency,
    /// Currency of the amounts of the newer version.
    pub currency: Currency,
    /// Net totals, before and after.
    pub net_minor: (i64, i64),
    /// Differing fields of the document.
    pub fields: Vec<Difference>,
    /// The surcharges on the document before and after, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharges: Option<(Vec<DocumentSurcharge>, Vec<DocumentSurcharge>)>,
    /// Differing lines, in the order of the newer version, removed ones last.
    pub lines: Vec<LineChange>,
    /// Differing sections, in the order of the newer version, removed ones last.
    #[serde(default)]
    pub sections: Vec<SectionChange>,
    /// Differing clauses, in the order of the newer version, removed ones last.
    #[serde(default)]
    pub clauses: Vec<ClauseChange>,
    /// Files that differ; the contents of a quote do not have them, whoever compares adds them.
    #[serde(default)]
    pub files: Vec<FileChange>,
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
        old_currency: old.currency,
        currency: new.currency,
        net_minor: (old_priced.totals.net_minor, new_priced.totals.net_minor),
        fields: document_fields(old, new),
        surcharges: (old.surcharges != new.surcharges)
            .then(|| (old.surcharges.clone(), new.surcharges.clone())),
        lines,
        sections: sections(&old.sections, &new.sections),
        clauses: clauses(&old.clauses, &new.clauses),
        files: Vec::new(),
        unchanged,
    }
}

impl QuoteComparison {
    /// What the changes do to the net total, in the newer version's currency, and in percent of the older one's where
    /// it is above zero; nothing between two currencies.
    #[must_use]
    pub fn effect(&self) -> Option<(i64, Option<Percent>)> {
        if self.old_currency != self.currency {
            return None;
        }
        let (old, new) = self.net_minor;
        let more = new.checked_sub(old)?;
        let rate = (old > 0)
            .then(|| Decimal::from(more).checked_mul(Decimal::from(10_000)))
            .flatten()
            .and_then(|scaled| scaled.checked_div(Decimal::from(old)))
            .and_then(|rate| rate.round().to_i32());
        Some((more, rate.map(Percent)))
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
        ("section", old.section != new.section),
        ("unit", old.unit != new.unit),
        ("quantity", a.quantity != b.quantity),
        (
            "price",
            a.list_price != b.list_price
                || a.manual_price != b.manual_price
                || a.tier_mode != b.tier_mode
                || a.tiers != b.tiers
                || a.kind != b.kind
                || a.options != b.options
                || a.contracted != b.contracted,
        ),
        ("configuration", configured(old) != configured(new)),
        (
            "discount",
            (a.discount, a.off) != (b.discount, b.off) || a.promotions != b.promotions,
        ),
        ("surcharges", a.surcharges != b.surcharges),
        ("tax", a.tax.normal() != b.tax.normal()),
        ("optional", old.is_option() != new.is_option()),
        (
            "alternatives",
            old.choice.alternatives != new.choice.alternatives,
        ),
        (
            "proposed",
            old.is_alternative() && new.is_alternative() && a.optional != b.optional,
        ),
        ("limits", old.choice.limits != new.choice.limits),
        ("term", a.term != b.term),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field.to_owned())
    .collect()
}

/// What became of things with ids that are kept from version to version: before, after, and the fields
/// that differ, `order` among them for one that changed places with others of both.
fn changes<T: Clone, I: PartialEq>(
    old: &[T],
    new: &[T],
    id: fn(&T) -> I,
    fields: fn(&T, &T) -> Vec<&'static str>,
) -> Vec<(Option<T>, Option<T>, Vec<String>)> {
    let known = |all: &[T], one: &T| all.iter().any(|other| id(other) == id(one));
    let before: Vec<&T> = old.iter().filter(|one| known(new, one)).collect();
    let after: Vec<&T> = new.iter().filter(|one| known(old, one)).collect();
    let mut found = Vec::new();
    for one in new {
        let place = after.iter().position(|other| id(other) == id(one));
        let was = before.iter().position(|other| id(other) == id(one));
        let Some(other) = was.and_then(|at| before.get(at)) else {
            found.push((None, Some(one.clone()), Vec::new()));
            continue;
        };
        let mut fields = fields(other, one);
        if was != place {
            fields.push("order");
        }
        if !fields.is_empty() {
            let fields = fields.into_iter().map(str::to_owned).collect();
            found.push((Some((*other).clone()), Some(one.clone()), fields));
        }
    }
    let gone = old.iter().filter(|one| !known(new, one));
    found.extend(gone.map(|one| (Some(one.clone()), None, Vec::new())));
    found
}

/// The names of what differs.
fn differing<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    let differ = fields.into_iter().filter(|(_, differs)| *differs);
    differ.map(|(field, _)| field).collect()
}

fn sections(old: &[Section], new: &[Section]) -> Vec<SectionChange> {
    let fields = |old: &Section, new: &Section| {
        differing([
            ("title", old.title != new.title),
            ("introduction", old.introduction != new.introduction),
            ("subtotal", old.subtotal != new.subtotal),
        ])
    };
    let found = changes(old, new, |section| section.id, fields);
    let change = |(old, new, fields)| SectionChange { old, new, fields };
    found.into_iter().map(change).collect()
}

fn clauses(old: &[HeldClause], new: &[HeldClause]) -> Vec<ClauseChange> {
    let fields = |old: &HeldClause, new: &HeldClause| {
        differing([
            ("title", old.title != new.title),
            ("text", old.text != new.text),
        ])
    };
    let found = changes(old, new, |clause| clause.id, fields);
    let change = |(old, new, fields)| ClauseChange { old, new, fields };
    found.into_iter().map(change).collect()
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

/// The fields of a document as texts that can be compared.
fn texts(of: &QuoteDraft) -> [(&'static str, String); 21] {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    [
        ("title", of.title.clone()),
        ("account", text(of.account_id)),
        ("contact", text(of.contact_id)),
        ("price_book", text(of.price_book_id)),
        ("currency", of.currency.to_string()),
        ("language", of.language.tag().to_owned()),
        ("issued_on", of.issued_on.to_string()),
        ("valid_until", of.valid_until.to_string()),
        ("term_months", of.term_months.to_string()),
        ("payment_days", text(of.payment_days)),
        ("discount", discount(of)),
        ("channel", of.channel.code().to_owned()),
        ("starts_on", text(of.subscription.starts_on)),
        ("ends_on", text(of.subscription.ends_on)),
        ("billing", text(of.subscription.billing.map(Billing::code))),
        ("trial", text(of.subscription.trial.map(Trial::code))),
        ("trial_term", of.subscription.trial_term.code().to_owned()),
        ("free_months", of.subscription.free_months.to_string()),
        ("proration", of.subscription.proration.code().to_owned()),
        ("introduction", of.introduction.clone()),
        ("terms", of.terms.clone()),
    ]
}

fn document_fields(old: &QuoteDraft, new: &QuoteDraft) -> Vec<Difference> {
    let own = old.custom.changes(&new.custom);
    let own = own.into_iter().map(|change| Difference {
        old: old.custom.get(change.key()).to_owned(),
        field: change.name,
        new: change.value,
    });
    texts(old)
        .into_iter()
        .zip(texts(new))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((field, old), (_, new))| Difference {
            field: field.to_owned(),
            old,
            new,
        })
        .chain(own)
        .collect()
}
