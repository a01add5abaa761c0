//! Vectors of price books: which price of which list holds.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{BookContext, BookPrice, Exact, PriceList, PriceListKind, select_price};
use std::collections::{BTreeMap, BTreeSet};

/// The instant the vectors were recorded: their price lists lie around it.
const RECORDED_AT: &str = "2026-11-23T08:02:12.475Z";

#[derive(Default)]
struct Book {
    prices: Vec<BookPrice>,
    lists: Vec<PriceList>,
    /// Attribute, value, whether its prices include tax.
    preferences: Vec<(String, String, bool)>,
}

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    let mut book = Book::default();
    for (number, step) in given.list("setup").iter().enumerate() {
        let data = step.get("data");
        match step.str("op") {
            "seedPriceData" => book.seed(data)?,
            "createPriceLists" => {
                for (index, list) in data.items().iter().enumerate() {
                    book.add_list(list, format!("createPriceLists-{}-{index}", number + 1))?;
                }
            }
            "createPricePreferences" => {
                book.preferences.extend(data.items().iter().map(|one| {
                    (
                        one.str("attribute").to_owned(),
                        text(one.get("value")),
                        one.flag("is_tax_inclusive"),
                    )
                }));
            }
            _ => return None,
        }
    }
    let [sets, wanted] = given.list("input") else {
        return None;
    };
    let context = context(wanted.get("context"))?;
    let items: Vec<&str> = match sets.get("id") {
        Value::List(ids) => ids.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let answers = items
        .into_iter()
        .filter_map(|item| {
            let selected = select_price(item, &book.prices, &book.lists, &context)?;
            let charged = book.prices.get(selected.charged)?;
            let original = selected.original.and_then(|index| book.prices.get(index));
            Some(book.shown(item, charged, original, &context))
        })
        .collect();
    Some(Evaluated::under(
        "book: most rules, then lowest; a list before the book, an override list instead of it",
        Value::List(answers),
    ))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        other => other.to_string(),
    }
}

fn amount(value: &Value) -> Option<Exact> {
    value.exact().or_else(|| value.num("value"))
}

fn context(given: &Value) -> Option<BookContext> {
    let mut context = BookContext {
        now: RECORDED_AT.to_owned(),
        needs_window: true,
        ..BookContext::default()
    };
    for (key, value) in given.pairs() {
        match key.as_str() {
            "currency_code" => context.currency = text(value),
            "quantity" => context.quantity = Some(value.exact()?),
            _ => {
                context.attributes.insert(key.clone(), text(value));
            }
        }
    }
    Some(context)
}

impl Book {
    fn seed(&mut self, data: &Value) -> Option<()> {
        let mut rules: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
        for rule in data.list("priceRuleData") {
            rules
                .entry(rule.str("price_id"))
                .or_default()
                .insert(rule.str("attribute").to_owned(), text(rule.get("value")));
        }
        for price in data.list("pricesData") {
            let id = price.str("id");
            self.prices.push(BookPrice {
                id: id.to_owned(),
                item: price.str("price_set_id").to_owned(),
                currency: price.str("currency_code").to_owned(),
                amount: amount(price.get("amount"))?,
                min_quantity: price.get("min_quantity").exact(),
                max_quantity: price.get("max_quantity").exact(),
                rules: rules.remove(id).unwrap_or_default(),
                list: None,
            });
        }
        Some(())
    }

    fn add_list(&mut self, given: &Value, id: String) -> Option<()> {
        let time = |key: &str| given.get(key).as_str().map(str::to_owned);
        let values = |value: &Value| -> BTreeSet<String> {
            match value {
                Value::List(items) => items.iter().map(text).collect(),
                one => BTreeSet::from([text(one)]),
            }
        };
        let rules = given
            .get("rules")
            .pairs()
            .iter()
            .map(|(attribute, accepted)| (attribute.clone(), values(accepted)))
            .collect();
        let list = self.lists.len();
        for (index, price) in given.list("prices").iter().enumerate() {
            self.prices.push(BookPrice {
                id: match price.get("id").as_str() {
                    Some(own) => own.to_owned(),
                    None => format!("{id}-price-{index}"),
                },
                item: price.str("price_set_id").to_owned(),
                currency: price.str("currency_code").to_owned(),
                amount: amount(price.get("amount"))?,
                min_quantity: price.get("min_quantity").exact(),
                max_quantity: price.get("max_quantity").exact(),
                rules: price
                    .get("rules")
                    .pairs()
                    .iter()
                    .map(|(attribute, value)| (attribute.clone(), text(value)))
                    .collect(),
                list: Some(list),
            });
        }
        self.lists.push(PriceList {
            id: given.get("id").as_str().map_or(id, str::to_owned),
            kind: if given.str("type") == "override" {
                PriceListKind::Override
            } else {
                PriceListKind::Sale
            },
            active: given
                .get("status")
                .as_str()
                .is_none_or(|status| status == "active"),
            starts_at: time("starts_at"),
            ends_at: time("ends_at"),
            rules,
        });
        Some(())
    }

    /// A price made for a region says whether it includes tax by that region's preference, any
    /// other by its currency's.
    fn includes_tax(&self, price: &BookPrice) -> bool {
        let preference = |attribute: &str, wanted: &str| {
            self.preferences
                .iter()
                .find(|(name, value, _)| name == attribute && value == wanted)
                .map(|(_, _, inclusive)| *inclusive)
        };
        price
            .rules
            .get("region_id")
            .and_then(|region| preference("region_id", region))
            .or_else(|| preference("currency_code", &price.currency))
            .unwrap_or(false)
    }

    fn shown(
        &self,
        item: &str,
        charged: &BookPrice,
        original: Option<&BookPrice>,
        context: &BookContext,
    ) -> Value {
        let raw = |price: Option<&BookPrice>| {
            price.map_or(Value::Null, |price| {
                Value::map([
                    ("value", Value::Text(price.amount.to_string())),
                    ("precision", Value::Number("20".to_owned())),
                ])
            })
        };
        let number = |value: Option<Exact>| value.map_or(Value::Null, Value::number);
        let whole = |price: Option<&BookPrice>| {
            let list = price
                .and_then(|price| price.list)
                .and_then(|list| self.lists.get(list));
            let kind = list.map_or(Value::Null, |list| {
                Value::text(match list.kind {
                    PriceListKind::Sale | PriceListKind::Lower => "sale",
                    PriceListKind::Override => "override",
                })
            });
            Value::map([
                (
                    "id",
                    price.map_or(Value::Null, |price| Value::text(&price.id)),
                ),
                (
                    "price_list_id",
                    list.map_or(Value::Null, |list| Value::text(&list.id)),
                ),
                ("price_list_type", kind),
                (
                    "min_quantity",
                    number(price.and_then(|price| price.min_quantity)),
                ),
                (
                    "max_quantity",
                    number(price.and_then(|price| price.max_quantity)),
                ),
            ])
        };
        let listed = |price: Option<&BookPrice>| {
            Value::Flag(price.is_some_and(|price| price.list.is_some()))
        };
        let taxed =
            |price: Option<&BookPrice>| Value::Flag(price.is_some_and(|p| self.includes_tax(p)));
        let charged = Some(charged);
        Value::map([
            ("id", Value::text(item)),
            ("is_calculated_price_price_list", listed(charged)),
            ("is_calculated_price_tax_inclusive", taxed(charged)),
            (
                "calculated_amount",
                number(charged.map(|price| price.amount)),
            ),
            ("raw_calculated_amount", raw(charged)),
            ("is_original_price_price_list", listed(original)),
            ("is_original_price_tax_inclusive", taxed(original)),
            (
                "original_amount",
                number(original.map(|price| price.amount)),
            ),
            ("raw_original_amount", raw(original)),
            ("currency_code", Value::text(&context.currency)),
            ("calculated_price", whole(charged)),
            ("original_price", whole(original)),
        ])
    }
}
