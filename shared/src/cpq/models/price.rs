//! What a configuration costs and how it reads: the sum of what its values add.

use super::build::{Engine, Item};
use super::model::{AttributeKind, ModelContent, OptionPrice, Pick, SummaryItem};
use crate::kernel::{Lang, LocalText, UnitPrice};
use serde::{Deserialize, Serialize};

/// What a configuration adds to each unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationPrice {
    /// To the price; may be below zero.
    pub price: UnitPrice,
    /// To the cost; `None` when that of something chosen is not known.
    pub cost: Option<UnitPrice>,
}

/// The sum over the values; `None` when one is not of this model or the sum does not fit. Free items
/// with neither price nor cost cost nothing.
#[must_use]
pub fn price_of(engine: &Engine, values: &[Pick]) -> Option<ConfigurationPrice> {
    let (mut price, mut cost) = (0_i64, Some(0_i64));
    for pick in values {
        let (slot, position) = place(engine, pick)?;
        let (adder, times) = engine.adder(slot, position)?;
        price = price.checked_add(adder.price.0.checked_mul(times)?)?;
        let unknown = adder.price.0 != 0 && times != 0 && adder.cost.is_none();
        let added = adder.cost.unwrap_or_default().0.checked_mul(times)?;
        cost = match cost {
            Some(sum) if !unknown => Some(sum.checked_add(added)?),
            _ => None,
        };
    }
    Some(ConfigurationPrice {
        price: UnitPrice(price),
        cost: cost.map(UnitPrice),
    })
}

/// What each chosen thing that costs something adds to a unit, in the order of the model: what
/// promotions on options look at.
#[must_use]
pub fn option_prices(engine: &Engine, values: &[Pick]) -> Vec<OptionPrice> {
    let mut prices = Vec::new();
    for pick in values {
        let Some((slot, position)) = place(engine, pick) else {
            continue;
        };
        let adder = engine.adder(slot, position);
        let price = adder.and_then(|(adder, times)| adder.price.0.checked_mul(times));
        if let Some(price) = price.filter(|price| *price > 0) {
            let key = match engine.items.get(slot) {
                Some(Item::Choice { .. }) => format!("{}.{}", pick.item, pick.value),
                _ => pick.item.clone(),
            };
            prices.push(OptionPrice {
                key,
                price: UnitPrice(price),
            });
        }
    }
    prices
}

/// What of a model costs something and can be named by promotions on options: its key and its name for
/// people, in the order of the model.
#[must_use]
pub fn priced_options(content: &ModelContent) -> Vec<(String, LocalText)> {
    let mut options = Vec::new();
    for attribute in &content.attributes {
        match &attribute.kind {
            AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } => {
                let costly = values.iter().filter(|value| value.adder.price.0 > 0);
                options.extend(costly.map(|value| {
                    let (of, own) = (&attribute.name, &value.name);
                    let name = LocalText::new(
                        format!("{}: {}", of.get(Lang::En), own.get(Lang::En)),
                        format!("{}\u{202f}: {}", of.get(Lang::Fr), own.get(Lang::Fr)),
                    );
                    (format!("{}.{}", attribute.key, value.key), name)
                }));
            }
            AttributeKind::Number { adder, .. } | AttributeKind::Flag { adder, .. } => {
                if adder.price.0 > 0 {
                    options.push((attribute.key.clone(), attribute.name.clone()));
                }
            }
        }
    }
    let of_groups = content.groups.iter().flat_map(|group| &group.options);
    let costly = of_groups.filter(|option| option.adder.price.0 > 0);
    options.extend(costly.map(|option| (option.key.clone(), option.name.clone())));
    options
}

/// Slot and position of a pick's value.
fn place(engine: &Engine, pick: &Pick) -> Option<(usize, usize)> {
    let (slot, position, is) = engine.compiled.describe(engine.lit(pick)?)?;
    is.then_some((slot, position))
}

/// What was chosen, for people: attributes with their values, what is there of options and yes/noes.
#[must_use]
pub fn summary_of(engine: &Engine, values: &[Pick]) -> Vec<SummaryItem> {
    let content = &engine.content;
    let mut summary: Vec<SummaryItem> = Vec::new();
    let mut last_multi = None;
    for (slot, position) in values.iter().filter_map(|pick| place(engine, pick)) {
        let variable = &engine.compiled.variables[slot];
        let number = variable.number(position);
        match engine.items[slot] {
            Item::Choice { attribute } => {
                let written = &content.attributes[attribute];
                if let AttributeKind::Choice { values } = &written.kind {
                    summary.push(SummaryItem {
                        name: written.name.clone(),
                        value: values
                            .get(position)
                            .map(|value| value.name.clone())
                            .unwrap_or_default(),
                        quantity: None,
                    });
                }
            }
            Item::Number { attribute } => {
                let written = &content.attributes[attribute];
                if let AttributeKind::Number { unit, .. } = &written.kind {
                    summary.push(SummaryItem {
                        name: written.name.clone(),
                        value: both(unit, |unit| format!("{number} {unit}").trim().to_owned()),
                        quantity: None,
                    });
                }
            }
            Item::Flag { attribute } if number != 0 => summary.push(SummaryItem {
                name: content.attributes[attribute].name.clone(),
                ..SummaryItem::default()
            }),
            Item::Member { attribute, value } if number != 0 => {
                let written = &content.attributes[attribute];
                let AttributeKind::Multi { values, .. } = &written.kind else {
                    continue;
                };
                let name = &values[value].name;
                match summary.last_mut().filter(|_| last_multi == Some(attribute)) {
                    Some(before) => {
                        before.value = LocalText::new(
                            format!("{}, {}", before.value.en, name.en),
                            format!("{}, {}", before.value.fr, name.fr),
                        );
                    }
                    None => summary.push(SummaryItem {
                        name: written.name.clone(),
                        value: name.clone(),
                        quantity: None,
                    }),
                }
                last_multi = Some(attribute);
            }
            Item::Option { group, option } if number != 0 => {
                let written = &content.groups[group].options[option];
                summary.push(SummaryItem {
                    name: written.name.clone(),
                    value: LocalText::default(),
                    quantity: (written.to > 1).then_some(number),
                });
            }
            Item::Flag { .. }
            | Item::Member { .. }
            | Item::Option { .. }
            | Item::Question { .. }
            | Item::Answer { .. }
            | Item::Amount { .. }
            | Item::Asked { .. } => {}
        }
    }
    summary
}

fn both(text: &LocalText, make: impl Fn(&str) -> String) -> LocalText {
    use crate::kernel::Lang;
    LocalText::new(make(text.get(Lang::En)), make(text.get(Lang::Fr)))
}
