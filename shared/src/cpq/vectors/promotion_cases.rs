//! Vectors of promotions on a cart.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::pricing::Remainder;
use crate::cpq::promotions::{
    Allocation, Budget, BuyGet, Cart, CartLine, Effect, Facts, LineKind, Operator, Outcome,
    Promotion, PromotionPolicy, Rule, Target, apply,
};

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    let mut promotions = Vec::new();
    let mut campaigns = standing_campaigns();
    let mut joined: Vec<(usize, String)> = Vec::new();
    for step in given.list("setup") {
        let data = step.get("data");
        let all = match data {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for one in all {
            match step.str("op") {
                "createPromotions" => {
                    if let Some(campaign) = one.get("campaign_id").as_str() {
                        joined.push((promotions.len(), campaign.to_owned()));
                    }
                    let mut promotion = promotion(one)?;
                    // In the order they were created.
                    promotion.priority = -i64::try_from(promotions.len()).ok()?;
                    promotions.push(promotion);
                }
                "createCampaigns" | "updateCampaigns" => campaign(&mut campaigns, one)?,
                _ => return None,
            }
        }
    }
    for (index, id) in joined {
        let budget = campaigns.iter().find(|(name, _)| *name == id);
        if let (Some(promotion), Some((_, budget))) = (promotions.get_mut(index), budget) {
            promotion.budget = Some(*budget);
        }
    }
    let input = given.list("input");
    let coupons: Vec<String> = input
        .first()?
        .items()
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    let context = input.get(1)?;
    let (cart, ids) = cart(context)?;
    let policy = PromotionPolicy {
        round: RoundTo::NEVER,
        remainder: Remainder::Largest,
        automatic: !input
            .get(2)
            .is_some_and(|options| options.flag("prevent_auto_promotions")),
    };
    let outcomes = apply(&cart, &promotions, &coupons, &policy)?;
    let mut shown = earlier_adjustments(context);
    for outcome in outcomes {
        shown.push(self::shown(outcome, &cart, &ids)?);
    }
    Some(Evaluated::under(
        "promotions: one after the other on what is left, unrounded",
        Value::List(shown),
    ))
}

/// What is on the cart already is taken off before anything is applied again.
fn earlier_adjustments(context: &Value) -> Vec<Value> {
    let mut removed = Vec::new();
    for (key, action) in [
        ("shipping_methods", "removeShippingMethodAdjustment"),
        ("items", "removeItemAdjustment"),
    ] {
        for adjustment in context
            .list(key)
            .iter()
            .flat_map(|line| line.list("adjustments"))
            .filter(|adjustment| adjustment.get("code").as_str().is_some())
        {
            removed.push(Value::map([
                ("action", Value::text(action)),
                ("adjustment_id", adjustment.get("id").clone()),
                ("code", adjustment.get("code").clone()),
            ]));
        }
    }
    removed
}

/// The campaigns every vector of the origin starts with.
fn standing_campaigns() -> Vec<(String, Budget)> {
    [("campaign-id-1", false), ("campaign-id-2", true)]
        .map(|(id, counts_uses)| {
            let budget = Budget {
                counts_uses,
                limit: Exact::whole(1000),
                used: Exact::ZERO,
            };
            (id.to_owned(), budget)
        })
        .into()
}

fn campaign(campaigns: &mut Vec<(String, Budget)>, given: &Value) -> Option<()> {
    let id = given.str("id");
    let given = given.get("budget");
    let known = campaigns.iter_mut().find(|(name, _)| name == id);
    let budget = match known {
        Some((_, budget)) => budget,
        None => {
            campaigns.push((
                id.to_owned(),
                Budget {
                    counts_uses: false,
                    limit: given.num("limit")?,
                    used: Exact::ZERO,
                },
            ));
            &mut campaigns.last_mut()?.1
        }
    };
    budget.limit = given.num_or("limit", budget.limit)?;
    budget.used = given.num_or("used", budget.used)?;
    match given.str("type") {
        "usage" => budget.counts_uses = true,
        "spend" => budget.counts_uses = false,
        _ => {}
    }
    Some(())
}

fn rules(given: &[Value]) -> Option<Vec<Rule>> {
    given
        .iter()
        .map(|rule| {
            Some(Rule {
                attribute: rule.str("attribute").to_owned(),
                operator: match rule.str("operator") {
                    "in" => Operator::In,
                    "eq" => Operator::Equal,
                    "ne" => Operator::Not,
                    "gt" => Operator::Greater,
                    "gte" => Operator::AtLeast,
                    "lt" => Operator::Less,
                    "lte" => Operator::AtMost,
                    _ => return None,
                },
                values: match rule.get("values") {
                    Value::List(values) => values.iter().map(text).collect(),
                    one => vec![text(one)],
                },
            })
        })
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        other => other.to_string(),
    }
}

fn promotion(given: &Value) -> Option<Promotion> {
    let method = given.get("application_method");
    let value = method.num_or("value", Exact::ZERO)?;
    let most = method.get("max_quantity").exact();
    let target = match method.str("target_type") {
        "items" => Target::Items,
        "shipping_methods" => Target::Shipping,
        "order" => Target::Order,
        _ => return None,
    };
    let effect = if given.str("type") == "buyget" {
        Effect::BuyGet(BuyGet {
            buy: rules(method.list("buy_rules"))?,
            buy_quantity: method.num_or("buy_rules_min_quantity", Exact::ZERO)?,
            get_quantity: method.num_or("apply_to_quantity", Exact::ZERO)?,
            percent: Exact::HUNDRED,
        })
    } else if method.str("type") == "percentage" {
        Effect::Percent(value)
    } else {
        Effect::Amount(value)
    };
    let allocation = match method.str("allocation") {
        "across" => Allocation::Across,
        "once" => Allocation::Once(most.unwrap_or(Exact::ONE)),
        "" if target == Target::Order => Allocation::Across,
        // A delivery is one unit, however many deliveries are discounted.
        _ if target == Target::Shipping => Allocation::Each(None),
        _ => Allocation::Each(most),
    };
    Some(Promotion {
        automatic: given.flag("is_automatic"),
        target,
        allocation,
        rules: rules(given.list("rules"))?,
        target_rules: rules(method.list("target_rules"))?,
        ..Promotion::on_order(given.str("code"), effect)
    })
}

/// The attributes of an object, nested names joined by dots.
fn facts(given: &Value, prefix: &str, facts: &mut Facts) {
    for (key, value) in given.pairs() {
        let name = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            Value::Map(_) => self::facts(value, &name, facts),
            Value::List(items) => {
                for item in items {
                    if item.pairs().is_empty() {
                        facts.entry(name.clone()).or_default().push(text(item));
                    } else {
                        self::facts(item, &name, facts);
                    }
                }
            }
            Value::Null => {}
            one => facts.entry(name).or_default().push(text(one)),
        }
    }
}

fn cart(given: &Value) -> Option<(Cart, Vec<String>)> {
    let mut cart = Cart::default();
    let mut ids = Vec::new();
    for (key, value) in given.pairs() {
        let kind = match key.as_str() {
            "items" => LineKind::Item,
            "shipping_methods" => LineKind::Shipping,
            _ => {
                let pair = Value::Map(vec![(key.clone(), value.clone())]);
                facts(&pair, "", &mut cart.facts);
                continue;
            }
        };
        for line in value.items() {
            let mut own = Facts::new();
            facts(line, "", &mut own);
            ids.push(line.str("id").to_owned());
            cart.lines.push(CartLine {
                kind,
                quantity: line.num_or("quantity", Exact::ONE)?,
                amount: line.num("subtotal")?,
                discountable: line.get("is_discountable") != &Value::Flag(false),
                facts: own,
            });
        }
    }
    Some((cart, ids))
}

fn shown(outcome: Outcome, cart: &Cart, ids: &[String]) -> Option<Value> {
    Some(match outcome {
        Outcome::Off { code, line, amount } => {
            let (action, key) = match cart.lines.get(line)?.kind {
                LineKind::Item => ("addItemAdjustment", "item_id"),
                LineKind::Shipping => ("addShippingMethodAdjustment", "shipping_method_id"),
            };
            Value::map([
                ("action", Value::text(action)),
                (key, Value::text(ids.get(line)?)),
                ("amount", Value::number(amount)),
                ("code", Value::text(code)),
            ])
        }
        Outcome::Gift {
            code,
            item,
            quantity,
        } => Value::map([
            ("action", Value::text("addGift")),
            ("item_id", Value::text(item)),
            ("quantity", Value::number(quantity)),
            ("code", Value::text(code)),
        ]),
        Outcome::BudgetExceeded { code } => Value::map([
            ("action", Value::text("campaignBudgetExceeded")),
            ("code", Value::text(code)),
        ]),
    })
}
