//! Which price of which price list holds: the most specific that matches the context.

use super::exact::Exact;
use std::collections::{BTreeMap, BTreeSet};

/// How a price list relates to the book's price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PriceListKind {
    /// The lower of the list's and the book's price is charged.
    #[default]
    Lower,
    /// The list's price is charged and compared with the book's.
    Sale,
    /// The list's price is charged, and the book's is forgotten.
    Override,
}

/// A price list (a contract, a sale) with the conditions all its prices share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceList {
    /// Its name.
    pub id: String,
    /// How it relates to the book's price.
    pub kind: PriceListKind,
    /// Whether it is in force.
    pub active: bool,
    /// From this instant on, as text that sorts by time (ISO 8601, one zone).
    pub starts_at: Option<String>,
    /// Until this instant, inclusive.
    pub ends_at: Option<String>,
    /// Attribute → accepted values; all must match.
    pub rules: BTreeMap<String, BTreeSet<String>>,
}

/// A price of the book, or of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookPrice {
    /// Its name.
    pub id: String,
    /// What it is the price of.
    pub item: String,
    /// Its currency code; prices are never converted here.
    pub currency: String,
    /// The price.
    pub amount: Exact,
    /// Least quantity, inclusive.
    pub min_quantity: Option<Exact>,
    /// Greatest quantity, inclusive.
    pub max_quantity: Option<Exact>,
    /// Attribute → value; all must match.
    pub rules: BTreeMap<String, String>,
    /// Which of the lists it belongs to.
    pub list: Option<usize>,
}

/// For whom, when and how much.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookContext {
    /// Currency code.
    pub currency: String,
    /// A price without both ends of a quantity window does not hold when a quantity is given.
    pub needs_window: bool,
    /// Attributes: account, segment, channel, territory …
    pub attributes: BTreeMap<String, String>,
    /// Quantity; without one, prices that begin at one unit hold.
    pub quantity: Option<Exact>,
    /// The instant, in the form of [`PriceList::starts_at`].
    pub now: String,
}

/// What holds and what would hold without a list. Indexes into the prices given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SelectedPrice {
    /// The price to charge.
    pub charged: usize,
    /// The price the charge is compared with; `None` when the book has none.
    pub original: Option<usize>,
}

/// The price of `item`: of all that match, the one with most rules (its own and its list's), then
/// the lowest amount, then the first. A list beats the book as its kind says.
#[must_use]
pub fn select_price(
    item: &str,
    prices: &[BookPrice],
    lists: &[PriceList],
    context: &BookContext,
) -> Option<SelectedPrice> {
    let best = |listed: bool| {
        let mut best: Option<(usize, usize, &BookPrice)> = None;
        for (index, price) in prices.iter().enumerate() {
            if price.item != item || price.list.is_some() != listed {
                continue;
            }
            let Some(rules) = matching_rules(price, lists, context) else {
                continue;
            };
            let better = best.is_none_or(|(_, most, other)| {
                rules > most || (rules == most && price.amount < other.amount)
            });
            if better {
                best = Some((index, rules, price));
            }
        }
        best
    };
    let book = best(false);
    let Some((listed, _, price)) = best(true) else {
        return book.map(|(index, _, _)| SelectedPrice {
            charged: index,
            original: Some(index),
        });
    };
    let kind = price
        .list
        .and_then(|list| lists.get(list))
        .map(|list| list.kind);
    let original = book.map(|(index, _, _)| index);
    Some(match (kind, book) {
        (Some(PriceListKind::Override), _) => SelectedPrice {
            charged: listed,
            original: Some(listed),
        },
        (Some(PriceListKind::Lower), Some((index, _, other))) if other.amount < price.amount => {
            SelectedPrice {
                charged: index,
                original,
            }
        }
        _ => SelectedPrice {
            charged: listed,
            original,
        },
    })
}

/// How many rules speak for the price; `None` when it does not hold in this context.
fn matching_rules(price: &BookPrice, lists: &[PriceList], context: &BookContext) -> Option<usize> {
    if price.currency != context.currency || price.amount.is_refused() {
        return None;
    }
    let quantity = context.quantity.unwrap_or(Exact::ONE);
    let above = price.min_quantity.is_none_or(|least| least <= quantity);
    let below =
        context.quantity.is_none() || price.max_quantity.is_none_or(|most| quantity <= most);
    let unbounded = price.min_quantity.is_none() || price.max_quantity.is_none();
    if context.quantity.is_some() && context.needs_window && unbounded {
        return None;
    }
    let own = price
        .rules
        .iter()
        .all(|(attribute, value)| context.attributes.get(attribute) == Some(value));
    if !(above && below && own) {
        return None;
    }
    let Some(list) = price.list else {
        return Some(price.rules.len());
    };
    let list = lists.get(list)?;
    let dated = list
        .starts_at
        .as_ref()
        .is_none_or(|from| *from <= context.now)
        && list
            .ends_at
            .as_ref()
            .is_none_or(|until| context.now <= *until);
    let shared = list.rules.iter().all(|(attribute, accepted)| {
        context
            .attributes
            .get(attribute)
            .is_some_and(|value| accepted.contains(value))
    });
    (list.active && dated && shared).then_some(price.rules.len() + list.rules.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(id: &str, amount: i64, list: Option<usize>) -> BookPrice {
        BookPrice {
            id: id.into(),
            item: "seat".into(),
            currency: "EUR".into(),
            amount: Exact::whole(amount),
            list,
            ..BookPrice::default()
        }
    }

    #[test]
    fn lists_override_or_lower_and_expire() {
        let context = BookContext {
            currency: "EUR".into(),
            now: "2026-06-01".into(),
            ..BookContext::default()
        };
        let mut list = PriceList {
            active: true,
            ends_at: Some("2026-06-30".into()),
            ..PriceList::default()
        };
        let prices = [price("book", 10, None), price("list", 12, Some(0))];
        let charged = |list: &PriceList, context: &BookContext| {
            select_price("seat", &prices, std::slice::from_ref(list), context).map(|s| s.charged)
        };
        assert_eq!(charged(&list, &context), Some(0), "never above the book");
        list.kind = PriceListKind::Sale;
        assert_eq!(charged(&list, &context), Some(1));
        list.kind = PriceListKind::Override;
        assert_eq!(charged(&list, &context), Some(1));
        let later = BookContext {
            now: "2026-07-01".into(),
            ..context.clone()
        };
        assert_eq!(
            charged(&list, &later),
            Some(0),
            "an expired list is no list"
        );
        let dollars = BookContext {
            currency: "USD".into(),
            ..context
        };
        assert_eq!(charged(&list, &dollars), None, "currencies are never mixed");
    }
}
