//! Lines whose list price a formula says: from their configuration, their term, how many of other products the
//! quote has, and the prices the price book had for those when this one was taken over.
//!
//! A formula looks at what people chose, never at what another line costs on this quote: so there is nothing that
//! could go round in circles, and the order of the lines does not matter. Lines that do not count (options nobody
//! chose) are not among the other lines. What has no price costs nothing, is said on the line, and is not sent.

use super::model::{QuoteDraft, QuoteLine};
use crate::cpq::catalog::formula::{Asked, NoPrice, PriceFormula, Value, of_configuration};
use crate::cpq::policies::Exact;
use crate::cpq::pricing::{FormulaProduct, LineInput, PriceKind};
use crate::kernel::{ProductId, UnitPrice};
use std::collections::BTreeMap;

/// The formula of a line and the products it names, where a formula says its price.
#[must_use]
pub const fn formula(line: &LineInput) -> Option<(&String, &Vec<FormulaProduct>)> {
    match &line.kind {
        Some(PriceKind::Formula { text, products }) => Some((text, products)),
        _ => None,
    }
}

/// How many of each product the lines that count have.
type Counted = BTreeMap<ProductId, i64>;

fn counted(draft: &QuoteDraft) -> Counted {
    let mut all = Counted::new();
    for line in draft.lines.iter().filter(|line| !line.price.optional) {
        if let Some(product) = line.product_id {
            let sum = all.entry(product).or_default();
            *sum = sum.saturating_add(line.price.quantity.0);
        }
    }
    all
}

/// What a line answers its formula.
fn answer(draft: &QuoteDraft, line: &QuoteLine, counted: &Counted, asked: &Asked) -> Option<Value> {
    let number = |exact: Exact| Some(Value::Number(exact));
    let products = formula(&line.price).map(|(_, products)| products)?;
    let product = |sku: &str| products.iter().find(|product| product.sku == sku);
    match asked {
        Asked::Quantity => number(line.price.quantity.into()),
        Asked::Term => {
            let own = line.price.term.as_ref().and_then(|term| term.months);
            number(Exact::whole(i64::from(own.unwrap_or(draft.term_months))))
        }
        Asked::PriceOf(sku) => number(product(sku)?.price?.into()),
        Asked::QuantityOf(sku) => {
            let id = product(sku)?.product_id;
            let all = counted.get(&id).copied().unwrap_or(0);
            let own = line.product_id == Some(id) && !line.price.optional;
            let others = if own {
                all.saturating_sub(line.price.quantity.0)
            } else {
                all
            };
            number(Exact::ratio(i128::from(others), 10_000))
        }
        Asked::Number(_) | Asked::Choice(_) | Asked::Has(_) => {
            of_configuration(&line.configuration.as_ref()?.values, asked)
        }
    }
}

fn price(
    draft: &QuoteDraft,
    line: &QuoteLine,
    counted: &Counted,
) -> Option<Result<UnitPrice, NoPrice>> {
    let (text, _) = formula(&line.price)?;
    // A gift is never paid.
    if line.price.gift_of().is_some() {
        return Some(Ok(UnitPrice(0)));
    }
    let Ok(read) = PriceFormula::parse(text) else {
        return Some(Err(NoPrice::Unreadable));
    };
    Some(read.price(&|asked| answer(draft, line, counted, asked)))
}

/// What each such line comes to, by its position.
fn prices(draft: &QuoteDraft) -> Vec<(usize, Result<UnitPrice, NoPrice>)> {
    if draft
        .lines
        .iter()
        .all(|line| formula(&line.price).is_none())
    {
        return Vec::new();
    }
    let counted = counted(draft);
    let lines = draft.lines.iter().enumerate();
    lines
        .filter_map(|(index, line)| Some((index, price(draft, line, &counted)?)))
        .collect()
}

/// Writes to the lines of a quote what their formulas come to; answers the positions that changed.
pub fn settle(draft: &mut QuoteDraft) -> Vec<usize> {
    let mut changed = Vec::new();
    for (index, price) in prices(draft) {
        let price = price.unwrap_or_default();
        if let Some(line) = draft.lines.get_mut(index)
            && line.price.list_price != price
        {
            line.price.list_price = price;
            changed.push(index);
        }
    }
    changed
}

/// The quote with what its formulas come to, and the lines that have no price, with why; nothing for a quote
/// without formulas.
pub(super) fn settled(draft: &QuoteDraft) -> Option<(QuoteDraft, Vec<(usize, NoPrice)>)> {
    let prices = prices(draft);
    if prices.is_empty() {
        return None;
    }
    let mut settled = draft.clone();
    let mut without = Vec::new();
    for (index, price) in prices {
        let Some(line) = settled.lines.get_mut(index) else {
            continue;
        };
        // Where a person or an agreement says the price, nobody misses the formula's.
        let matters = line.price.kind_in_force().is_some() && line.price.manual_price.is_none();
        line.price.list_price = *price.as_ref().unwrap_or(&UnitPrice(0));
        if let Err(why) = price
            && matters
        {
            without.push((index, why));
        }
    }
    Some((settled, without))
}

/// What a line answered its formula, each once, in the order it is written.
#[must_use]
pub fn answers(draft: &QuoteDraft, index: usize) -> Vec<(Asked, Value)> {
    let found = draft.lines.get(index).and_then(|line| {
        let read = PriceFormula::parse(formula(&line.price)?.0).ok()?;
        Some((line, read))
    });
    let Some((line, read)) = found else {
        return Vec::new();
    };
    let counted = counted(draft);
    let mut all: Vec<(Asked, Value)> = Vec::new();
    for (asked, _) in read.asked() {
        if let Some(value) = answer(draft, line, &counted, asked)
            && all.iter().all(|(known, _)| known != asked)
        {
            all.push((asked.clone(), value));
        }
    }
    all
}

#[cfg(test)]
#[path = "formulas_tests.rs"]
mod tests;
