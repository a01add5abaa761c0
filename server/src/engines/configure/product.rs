//! Product models of Jalon itself (docs/CPQ-models.md): their keys are the names, their adders the prices.

use super::names::{Names, Notation};
use super::{Bounds, Desk, Refused, after, within};
use i18n::issue_text;
use serde_json::{Value, json};
use shared::cpq::configure::problem::{Kind, RuleKind};
use shared::cpq::configure::{Compiled, Lit};
use shared::cpq::models::{AttributeKind, Engine, Item, ModelContent, Origin};
use shared::kernel::Lang;
use std::sync::Arc;
use std::time::Instant;

/// Reads a model as it is stored.
pub fn read(text: &str) -> Result<ModelContent, Refused> {
    serde_json::from_str(text).map_err(Refused::input)
}

impl Desk {
    /// A desk about a product model, with the first answer. What is wrong with the model is said as its
    /// page says it.
    pub fn open_product(
        name: &str,
        content: ModelContent,
        bounds: Bounds,
    ) -> Result<(Self, Value), Refused> {
        let end = after(Instant::now(), bounds.time);
        let content = Arc::new(content);
        let built = within(end, |budget| {
            Engine::build_within(content, bounds.size, budget)
        });
        let engine = built.map_err(|issues| {
            if Instant::now() >= end {
                return Refused::TookTooLong;
            }
            let words: Vec<String> = issues
                .iter()
                .map(|issue| match &issue.field {
                    Some(field) => format!("{field}: {}", issue_text(Lang::En, issue)),
                    None => issue_text(Lang::En, issue),
                })
                .collect();
            Refused::Input(words.join("\n"))
        })?;
        let mut compiled = named(&engine);
        name.clone_into(&mut compiled.name);
        let compiled = Arc::new(compiled);
        let mut names = Names::new(Arc::clone(&compiled), Notation::Keys);
        let origins = engine.origins.iter();
        names.own_rules = Some(origins.map(|origin| rule(&engine, *origin)).collect());
        let mut desk = Self::about(compiled, names, bounds.time);
        desk.own_prices = Some(prices(&engine));
        let opening = desk.opening();
        Ok((desk, opening))
    }
}

/// The compiled model with the keys of the values of its choices.
fn named(engine: &Engine) -> Compiled {
    let mut compiled = Compiled::clone(&engine.compiled);
    for (variable, item) in compiled.variables.iter_mut().zip(&engine.items) {
        let Item::Choice { attribute } = item else {
            continue;
        };
        let written = engine.content.attributes.get(*attribute);
        if let (Some(AttributeKind::Choice { values }), Kind::Values { labels, .. }) =
            (written.map(|written| &written.kind), &mut variable.kind)
        {
            *labels = values.iter().map(|value| value.key.clone()).collect();
        }
    }
    compiled
}

/// What each value adds to a unit, in ten-thousandths of the model's currency.
fn prices(engine: &Engine) -> Vec<(Lit, i64)> {
    let mut prices = Vec::new();
    for (slot, variable) in engine.compiled.variables.iter().enumerate() {
        for position in 0..variable.len() {
            let added = engine.adder(slot, position);
            let price = added.map_or(0, |(adder, times)| adder.price.0.saturating_mul(times));
            if price != 0 {
                prices.push((variable.lit(position), price));
            }
        }
    }
    prices
}

/// What a rule says: the words people wrote, or the key of what demands it.
fn rule(engine: &Engine, origin: Origin) -> Value {
    let content = &engine.content;
    let variable = |slot: u32| {
        let variable = engine.compiled.variables.get(slot as usize);
        variable.map(|variable| &variable.name)
    };
    match origin {
        Origin::OneValue { slot } => json!({ "one_value": variable(slot) }),
        Origin::Required { slot } => json!({ "required": variable(slot) }),
        Origin::Locked { slot } => json!({ "locked": variable(slot) }),
        Origin::Multi { attribute } => {
            let found = content.attributes.get(attribute);
            json!({ "how_many": found.map(|found| &found.key) })
        }
        Origin::Group { group } => {
            json!({ "how_many": content.groups.get(group).map(|found| &found.key) })
        }
        Origin::Rule { rule } => {
            let text = content.rules.get(rule).map(|rule| rule.text.clone());
            let line = u32::try_from(rule + 1).unwrap_or(u32::MAX);
            let text = text.unwrap_or_default();
            json!(RuleKind::Formula { text, line })
        }
        // Questions of the guide are not part of the product.
        Origin::Answer { .. } | Origin::Asked { .. } => Value::Null,
    }
}
