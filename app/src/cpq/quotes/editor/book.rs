//! What the price book does to the lines: a product taken from it, another book, another language.

use super::state::{Editor, Row};
use leptos::prelude::*;
use shared::cpq::agreements::offer_for;
use shared::cpq::catalog::CatalogItem;
use shared::cpq::pricing::{Added, DocumentSurcharge, Surcharge, Tax, TaxCategory};
use shared::cpq::quotes::QuoteLine;
use shared::cpq::quotes::rules::take_prices;
use shared::kernel::{Currency, Lang, Percent, QuoteLineId, UnitPrice};
use std::sync::Arc;

impl Editor {
    /// Makes a line one of this product. Quantity and discount typed before stay.
    pub fn pick(&self, id: QuoteLineId, item: &CatalogItem) {
        let change = self.taking(item);
        self.update_line(id, change);
    }

    /// What makes a line one of this product.
    pub(super) fn taking(&self, item: &CatalogItem) -> impl FnOnce(&mut QuoteLine) + use<> {
        let item = item.clone();
        let language = self.head.with_untracked(|head| head.language);
        let contracted = self.offers.with_untracked(|offers| {
            let product = Some(item.entry.product_id);
            offer_for(offers.as_ref()?, product, item.entry.charge).cloned()
        });
        let earlier = self.ordered_earlier();
        move |line: &mut QuoteLine| {
            let (quantity, discount, off, optional) = (
                line.price.quantity,
                line.price.discount,
                line.price.off,
                line.price.optional,
            );
            let surcharges = std::mem::take(&mut line.price.surcharges);
            line.product_id = Some(item.entry.product_id);
            line.description = described(&item, language);
            line.unit.clone_from(&item.unit);
            line.configuration = None;
            line.price = item.to_line();
            line.price.contracted = contracted;
            if let Some(schedule) = &mut line.price.schedule
                && schedule.rule.orders
            {
                schedule.earlier = earlier;
            }
            line.price.quantity = quantity;
            line.price.discount = discount;
            line.price.off = off;
            line.price.optional = optional;
            line.price.surcharges = surcharges;
        }
    }

    /// What the customer ordered earlier, as the server said of other lines.
    fn ordered_earlier(&self) -> i64 {
        let known = |row: &Row| {
            let line = row.line.read_untracked();
            line.price
                .schedule
                .as_ref()
                .map(|schedule| schedule.earlier)
        };
        self.rows
            .with_untracked(|rows| rows.iter().filter_map(known).max().unwrap_or(0))
    }

    /// Takes over another price book: its currency, and its prices for the products it has.
    pub fn take_price_book(&self, catalog: &shared::cpq::catalog::Catalog) {
        let currency = catalog.book.draft.currency;
        let other = self.head.with_untracked(|head| head.currency != currency);
        self.rows.with_untracked(|rows| {
            for row in rows {
                row.line.update(|line| {
                    let item = catalog.items.iter().find(|item| is_of(item, line));
                    if let Some(item) = item {
                        take_prices(&mut line.price, &item.to_line());
                    }
                    if other {
                        line.price.manual_price = None;
                        line.price.off = None;
                        line.price.surcharges.retain(is_percent);
                        if line.price.term.is_some() {
                            line.price.change_term(|term| {
                                term.ramps.iter_mut().for_each(|ramp| ramp.price = None);
                            });
                        }
                        // Its options are priced in the currency of its model.
                        line.configuration = None;
                        line.price.options = UnitPrice(0);
                        line.price.options_cost = None;
                    }
                });
            }
        });
        self.catalog.set(Arc::new(catalog.items.clone()));
        self.update_head(|head| {
            head.price_book_id = Some(catalog.book.id);
            head.currency = currency;
            if let Some(rule) = catalog.book.draft.proration {
                head.subscription.proration = rule;
            }
            if other {
                // Amounts were typed in the other currency.
                head.off = None;
                head.surcharges.retain(|own| is_percent(&own.surcharge));
            }
        });
        if other {
            self.tell_kept_figures(&catalog.items, currency);
        }
    }

    /// Lines without a price in the new book keep their figures, now in another currency: said, so
    /// that nobody sends them unseen.
    fn tell_kept_figures(&self, items: &[CatalogItem], currency: Currency) {
        let unpriced = self.rows.with_untracked(|rows| {
            rows.iter()
                .filter(|row| {
                    row.line
                        .with_untracked(|line| !items.iter().any(|item| is_of(item, line)))
                })
                .count()
        });
        if let Ok(n @ 1..) = i64::try_from(unpriced) {
            let code = currency.code();
            self.toaster.info(i18n::tn(
                self.lang,
                i18n::k::cpq::head::FIGURES_KEPT,
                n,
                &[("currency", &code)],
            ));
        }
    }

    /// Takes no prices from a book any more: products are no longer suggested, lines stay.
    pub fn drop_price_book(&self) {
        self.catalog.set(Arc::new(Vec::new()));
        self.update_head(|head| head.price_book_id = None);
    }

    /// The document in another language: lines that say what the price book says follow.
    pub fn set_language(&self, language: Lang) {
        let before = self.head.with_untracked(|head| head.language);
        self.catalog.with_untracked(|items| {
            self.rows.with_untracked(|rows| {
                for row in rows {
                    let item = row.line.with_untracked(|line| {
                        items
                            .iter()
                            .find(|item| {
                                is_of(item, line) && line.description == described(item, before)
                            })
                            .map(|item| described(item, language))
                    });
                    if let Some(description) = item {
                        row.line.update(|line| line.description = description);
                    }
                }
            });
        });
        self.translate_clauses(before, language);
        self.update_head(|head| head.language = language);
    }
}

/// Whether the line is one of this product, charged like this.
fn is_of(item: &CatalogItem, line: &QuoteLine) -> bool {
    Some(item.entry.product_id) == line.product_id && item.entry.charge == line.price.charge
}

/// An amount was typed in one currency, a percentage holds in any.
const fn is_percent(surcharge: &Surcharge) -> bool {
    matches!(surcharge.added, Added::Percent(_))
}

/// The taxes on the page's lines and of these surcharges.
pub(super) fn used_taxes(rows: RwSignal<Vec<Row>>, surcharges: &[DocumentSurcharge]) -> Vec<Tax> {
    let mut used: Vec<Tax> = rows.with_untracked(|rows| {
        rows.iter()
            .map(|row| row.line.with_untracked(|line| line.price.tax.normal()))
            .collect()
    });
    used.extend(surcharges.iter().map(|own| own.tax.normal()));
    used.sort_unstable();
    used.dedup();
    used
}

/// The taxes of the price book and of the lines, then the categories that have no rate.
pub(super) fn taxes_of(items: &[CatalogItem], used: &[Tax]) -> Vec<Tax> {
    let untaxed = TaxCategory::ALL
        .iter()
        .filter(|category| !category.is_taxed())
        .map(|category| Tax {
            category: *category,
            rate: Percent::ZERO,
        });
    let mut all: Vec<Tax> = items
        .iter()
        .map(|item| item.tax)
        .chain(used.iter().copied())
        .chain(untaxed)
        .map(Tax::normal)
        .collect();
    all.sort_by_key(|tax| (!tax.category.is_taxed(), tax.category, -tax.rate.0));
    all.dedup();
    all
}

/// Name and details of a product, as a customer reads them.
fn described(item: &CatalogItem, language: Lang) -> String {
    let (name, details) = (item.name.get(language), item.description.get(language));
    if details.trim().is_empty() {
        name.to_owned()
    } else {
        format!("{name}\n{details}")
    }
}
