//! Price formulas in a price book: what they may name, that they do not go round in circles, what they come to.

use super::formula::{Asked, NoPrice, PriceFormula, Value, renamed};
use super::model::{CatalogItem, PriceBookEntry};
use crate::cpq::expr::Place;
use crate::cpq::models::{AttributeKind, ModelContent};
use crate::cpq::policies::Exact;
use crate::cpq::pricing::{FormulaProduct, PriceKind};
use crate::kernel::{Issue, UnitPrice};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// The field of the form and of every finding.
const FIELD: &str = "kind_formula";
/// Months of an example.
const TERM: i64 = 12;
/// Formulas of formulas that are followed, at most: each is a call within the one before.
const CHAIN: u32 = 100;

fn formula(entry: &PriceBookEntry) -> Option<&str> {
    match &entry.kind {
        Some(PriceKind::Formula { text, .. }) => Some(text),
        _ => None,
    }
}

/// The entry with its formula naming a product by its new code; nothing where it does not name it.
#[must_use]
pub fn with_renamed(entry: &PriceBookEntry, old: &str, new: &str) -> Option<PriceBookEntry> {
    let text = renamed(formula(entry)?, old, new)?;
    let products = Vec::new();
    Some(PriceBookEntry {
        kind: Some(PriceKind::Formula { text, products }),
        ..entry.clone()
    })
}

fn finding(issue: Issue) -> Issue {
    Issue {
        field: Some(FIELD.into()),
        ..issue
    }
}

/// What is wrong with the text of a formula, at its place.
#[must_use]
pub fn validate_formula(text: &str) -> Option<Issue> {
    if text.trim().is_empty() {
        return Some(Issue::error("required", FIELD));
    }
    let error = PriceFormula::parse(text).err()?;
    Some(finding(error.issue))
}

fn at(place: Place, code: &'static str, name: &str) -> Issue {
    Issue::error(code, FIELD)
        .with("line", place.line)
        .with("column", place.column)
        .with("name", name)
}

/// The entry of a product: that of the same charge, else its first.
fn find<'a>(
    items: &'a [CatalogItem],
    sku: &str,
    like: &PriceBookEntry,
) -> Option<(usize, &'a CatalogItem)> {
    let of_sku = || items.iter().enumerate().filter(|(_, item)| item.sku == sku);
    of_sku()
        .find(|(_, item)| item.entry.charge == like.charge)
        .or_else(|| of_sku().next())
}

/// What is wrong with the products an entry's formula names: not in the book, without a price of their own,
/// or priced by a formula that comes back to it. `items` has the entry among them.
#[must_use]
pub fn check_in_book(entry: &PriceBookEntry, items: &[CatalogItem]) -> Vec<Issue> {
    let Some(Ok(read)) = formula(entry).map(PriceFormula::parse) else {
        return Vec::new();
    };
    let own = items.iter().position(|item| item.entry.id == entry.id);
    let mut issues = Vec::new();
    for (asked, place) in read.asked() {
        let (Asked::PriceOf(sku) | Asked::QuantityOf(sku)) = asked else {
            continue;
        };
        let Some((index, item)) = find(items, sku, entry) else {
            issues.push(at(place, "formula_unknown_product", sku));
            continue;
        };
        if matches!(asked, Asked::QuantityOf(_)) {
            continue;
        }
        if matches!(item.entry.kind, Some(PriceKind::Share { .. })) {
            issues.push(at(place, "formula_price_of_share", sku));
        } else if own.is_some_and(|own| leads_to(items, index, own)) {
            issues.push(at(place, "formula_circle", sku));
        }
    }
    issues
}

/// Whether the price of one entry depends on that of another. Kept on a list of its own: a book may have
/// formulas of formulas for as long as it is.
fn leads_to(items: &[CatalogItem], from: usize, to: usize) -> bool {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut open = vec![from];
    while let Some(index) = open.pop() {
        if index == to {
            return true;
        }
        if !seen.insert(index) {
            continue;
        }
        let Some(entry) = items.get(index).map(|item| &item.entry) else {
            continue;
        };
        let Some(Ok(read)) = formula(entry).map(PriceFormula::parse) else {
            continue;
        };
        open.extend(
            read.asked()
                .into_iter()
                .filter_map(|(asked, _)| match asked {
                    Asked::PriceOf(sku) => find(items, sku, entry).map(|(index, _)| index),
                    _ => None,
                }),
        );
    }
    false
}

/// What is wrong with what an entry's formula asks of its product's configuration.
#[must_use]
pub fn check_in_model(entry: &PriceBookEntry, model: Option<&ModelContent>) -> Vec<Issue> {
    let Some(Ok(read)) = formula(entry).map(PriceFormula::parse) else {
        return Vec::new();
    };
    let mut issues = Vec::new();
    for (asked, place) in read.asked() {
        let key = match asked {
            Asked::Number(key) | Asked::Choice(key) | Asked::Has(key) => key,
            _ => continue,
        };
        match model {
            None => issues.push(at(place, "formula_no_model", key)),
            Some(model) if !answers(model, asked) => {
                issues.push(at(place, "formula_unknown_item", key));
            }
            Some(_) => {}
        }
    }
    issues
}

/// Whether configurations of a model have what is asked.
fn answers(model: &ModelContent, asked: &Asked) -> bool {
    let attribute = |key: &str| model.attributes.iter().find(|one| one.key == key);
    let mut options = model.groups.iter().flat_map(|group| &group.options);
    match asked {
        Asked::Number(key) => {
            let is_number = |kind: &AttributeKind| matches!(kind, AttributeKind::Number { .. });
            attribute(key).is_some_and(|one| is_number(&one.kind))
                || options.any(|option| option.key == *key)
        }
        Asked::Choice(key) => {
            let is_choice = |kind: &AttributeKind| matches!(kind, AttributeKind::Choice { .. });
            attribute(key).is_some_and(|one| is_choice(&one.kind))
        }
        Asked::Has(key) => {
            let (name, value) = key.split_once('.').unwrap_or((key, ""));
            let fits = |kind: &AttributeKind| match kind {
                AttributeKind::Multi { values, .. } => values.iter().any(|one| one.key == value),
                AttributeKind::Flag { .. } | AttributeKind::Number { .. } => value.is_empty(),
                AttributeKind::Choice { .. } => false,
            };
            attribute(name).is_some_and(|one| fits(&one.kind))
                || options.any(|option| option.key == *key)
        }
        _ => true,
    }
}

/// The prices of a book's entries by themselves, each found once, however they name each other.
struct Prices<'a> {
    items: &'a [CatalogItem],
    known: RefCell<BTreeMap<usize, Option<UnitPrice>>>,
    depth: Cell<u32>,
}

impl<'a> Prices<'a> {
    const fn of(items: &'a [CatalogItem]) -> Self {
        Self {
            items,
            known: RefCell::new(BTreeMap::new()),
            depth: Cell::new(0),
        }
    }

    /// What one unit of an entry costs; nothing for a share, nor where formulas go round or too far.
    fn price(&self, index: usize) -> Option<UnitPrice> {
        if let Some(known) = self.known.borrow().get(&index) {
            return *known;
        }
        // Whoever comes back here while it is being found goes round in a circle.
        self.known.borrow_mut().insert(index, None);
        let entry = &self.items.get(index)?.entry;
        let price = match &entry.kind {
            Some(PriceKind::Share { .. }) => None,
            Some(PriceKind::Formula { .. }) if self.depth.get() >= CHAIN => None,
            Some(PriceKind::Formula { text, .. }) => {
                self.depth.set(self.depth.get() + 1);
                let read = PriceFormula::parse(text).ok();
                let price = read.and_then(|read| self.tried(&read, entry, &example).ok());
                self.depth.set(self.depth.get() - 1);
                price
            }
            _ => Some(entry.typical_unit()),
        };
        self.known.borrow_mut().insert(index, price);
        price
    }

    fn named(&self, sku: &str, like: &PriceBookEntry) -> Option<UnitPrice> {
        let (index, _) = find(self.items, sku, like)?;
        self.price(index)
    }

    fn tried(
        &self,
        read: &PriceFormula,
        entry: &PriceBookEntry,
        answers: &dyn Fn(&Asked) -> Option<Value>,
    ) -> Result<UnitPrice, NoPrice> {
        read.price(&|asked| match asked {
            Asked::PriceOf(sku) => {
                let price = self.named(sku, entry)?;
                Some(Value::Number(price.into()))
            }
            other => answers(other),
        })
    }

    /// The products a formula names, each once, with what they cost.
    fn products(&self, read: &PriceFormula, entry: &PriceBookEntry) -> Vec<FormulaProduct> {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for (asked, _) in read.asked() {
            if let Asked::PriceOf(sku) | Asked::QuantityOf(sku) = asked {
                named.insert(sku);
            }
        }
        let named = named.into_iter();
        named
            .filter_map(|sku| {
                let (at, item) = find(self.items, sku, entry)?;
                Some(FormulaProduct {
                    sku: sku.to_owned(),
                    product_id: item.entry.product_id,
                    price: self.price(at),
                })
            })
            .collect()
    }
}

/// Writes into every formula of a book the products it names with their prices, and into its price what it
/// comes to for one unit without a configuration: about what it costs.
pub fn settle_book(items: &mut [CatalogItem]) {
    let prices = Prices::of(items);
    let mut settled: Vec<(usize, Vec<FormulaProduct>, UnitPrice)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(Ok(read)) = formula(&item.entry).map(PriceFormula::parse) {
            let found = prices.products(&read, &item.entry);
            settled.push((index, found, prices.price(index).unwrap_or_default()));
        }
    }
    for (index, found, price) in settled {
        if let Some(item) = items.get_mut(index) {
            item.entry.unit_price = price;
            if let Some(PriceKind::Formula { products, .. }) = &mut item.entry.kind {
                *products = found;
            }
        }
    }
}

/// One unit of a line on its own, not configured.
fn example(asked: &Asked) -> Option<Value> {
    match asked {
        Asked::Quantity => Some(Value::Number(Exact::ONE)),
        Asked::Term => Some(Value::Number(Exact::whole(TERM))),
        Asked::QuantityOf(_) => Some(Value::Number(Exact::ZERO)),
        _ => None,
    }
}

/// What a formula comes to with these answers, as a person tries it; prices are those of the book.
///
/// # Errors
/// What is not answered, or that there is no price.
pub fn tried(
    entry: &PriceBookEntry,
    items: &[CatalogItem],
    answers: &dyn Fn(&Asked) -> Option<Value>,
) -> Result<UnitPrice, NoPrice> {
    let text = formula(entry).unwrap_or_default();
    let read = PriceFormula::parse(text).map_err(|_| NoPrice::Unreadable)?;
    Prices::of(items).tried(&read, entry, answers)
}

#[cfg(test)]
#[path = "formulas_tests.rs"]
mod tests;
