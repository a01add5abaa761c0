//! Vectors of pricing rules: which rule wins, how several stack, what is given free.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Adjustment, Exact, Stacking, discount};
use crate::kernel::Rounding;

pub(super) fn evaluate(kind: &str, given: &Value) -> Option<Evaluated> {
    match kind {
        "rule_selection" => selection(given),
        "quantity_window_in_stock_unit" => window(given),
        "stacking" => stacking(given),
        "free_item" | "free_item_recursive" => free_item(given),
        "cross_item" => cross_item(given),
        "conditional_rule" => conditional(given),
        "credit_note_keeps_price" => credit_note(given),
        "best_promotion_wins" => best(given),
        _ => None,
    }
}

/// How closely a rule names the item: itself, its template, its group; then the customer's own.
fn closeness(rule: &Value, given: &Value) -> Option<(u8, bool)> {
    let customer = rule.get("customer").as_str();
    if customer.is_some_and(|customer| customer != given.str("customer")) {
        return None;
    }
    let target = rule.str("target");
    let near = match rule.str("on") {
        "item" if target == given.str("item") => 3,
        "item" if given.has("variant_of") && target == given.str("variant_of") => 2,
        "item" => return None,
        _ => 1,
    };
    Some((near, customer.is_some()))
}

fn selection(given: &Value) -> Option<Evaluated> {
    // How near, how important, whether the customer's own.
    let mut best: Option<((u8, Exact, bool), &Value)> = None;
    for rule in given.list("rules") {
        let Some((near, own)) = closeness(rule, given) else {
            continue;
        };
        if given.has("quantity") && !within(rule, given.num("quantity")?)? {
            continue;
        }
        let close = (near, rule.num_or("priority", Exact::ZERO)?, own);
        if best.is_none_or(|(other, _)| close > other) {
            best = Some((close, rule));
        }
    }
    let percent = match best {
        Some((_, rule)) => rule.num("discount_percent")?,
        None => Exact::ZERO,
    };
    Some(Evaluated::under(
        "rules: item before template before group, then priority, then the customer's own",
        Value::map([("discount_percent", Value::number(percent))]),
    ))
}

fn within(rule: &Value, quantity: Exact) -> Option<bool> {
    let least = rule.num_or("min_quantity", Exact::ZERO)?;
    // A most of zero is none.
    let most = match rule.num_or("max_quantity", Exact::ZERO)? {
        most if most.is_positive() => most,
        _ => quantity,
    };
    Some(quantity >= least && quantity <= most)
}

fn window(given: &Value) -> Option<Evaluated> {
    let stock = given.num("quantity")? * given.num_or("stock_units_per_unit", Exact::ONE)?;
    let mut percent = Exact::ZERO;
    for rule in given.list("rules") {
        if closeness(rule, given).is_some() && within(rule, stock)? {
            percent = rule.num("discount_percent")?;
            break;
        }
    }
    let price = given.num_or("list_price", Exact::ZERO)?;
    Some(Evaluated::under(
        "rules: quantity windows count stock units",
        Value::map([
            ("discount_percent", Value::number(percent)),
            (
                "unit_price",
                Value::number(price - price * percent.percent()),
            ),
        ]),
    ))
}

fn adjustment(given: &Value) -> Option<Adjustment> {
    if given.has("discount_percent") {
        return Some(Adjustment::Percent(given.num("discount_percent")?));
    }
    Some(Adjustment::Amount(given.num("discount_amount")?))
}

fn stacking(given: &Value) -> Option<Evaluated> {
    let price = given.num("list_price")?;
    let (name, taken) = if given.has("exclusive") {
        let mut best: Option<(Exact, &Value)> = None;
        for rule in given.list("exclusive") {
            let priority = rule.num_or("priority", Exact::ZERO)?;
            if best.is_none_or(|(other, _)| priority > other) {
                best = Some((priority, rule));
            }
        }
        let only = [adjustment(best?.1)?];
        (
            "stacking: the highest priority stands alone",
            discount(price, &only, Stacking::First, true),
        )
    } else {
        // Discounts add up unless one says it is taken of the discounted price.
        let mut taken = Exact::ZERO;
        for rule in given.list("stacked") {
            let base = if rule.flag("on_discounted_price") {
                price - taken
            } else {
                price
            };
            taken += discount(base, &[adjustment(rule)?], Stacking::Additive, true);
        }
        (
            "stacking: discounts of the list price add up",
            taken.least(price),
        )
    };
    Some(Evaluated::under(
        name,
        Value::map([
            (
                "discount_percent",
                Value::number((taken * Exact::HUNDRED / price).checked()?),
            ),
            ("discount_amount", Value::number(taken)),
            ("unit_price", Value::number(price - taken)),
        ]),
    ))
}

fn free_item(given: &Value) -> Option<Evaluated> {
    let rule = given.get("rule");
    let quantity = given.num("quantity")?;
    let mut free = Vec::new();
    if within(rule, quantity)? {
        let mut times = Exact::ONE;
        if rule.has("per") {
            let over = rule.num_or("apply_over", Exact::ZERO)?;
            times = (quantity - over).not_negative() / rule.num("per")?;
            if rule.flag("round_down") {
                times = times.floor();
            }
        }
        let units = (times * rule.num("free_quantity")?).checked()?;
        if units.is_positive() {
            free.push(Value::map([
                ("item", rule.get("free_item").clone()),
                ("quantity", Value::number(units)),
            ]));
        }
    }
    Some(Evaluated::under(
        "gift: within a quantity window, once or for every so many units",
        Value::map([("free", Value::List(free))]),
    ))
}

fn cross_item(given: &Value) -> Option<Evaluated> {
    let rule = given.get("rule");
    let mut bought = (Exact::ZERO, Exact::ZERO);
    for line in given.list("lines") {
        if line.str("item") == rule.str("if_item") {
            let quantity = line.num("quantity")?;
            bought.0 += quantity;
            bought.1 += quantity * line.num("price")?;
        }
    }
    let earned = bought.0 >= rule.num_or("min_quantity", Exact::ZERO)?
        && bought.1 >= rule.num_or("min_amount", Exact::ZERO)?;
    let percent = rule.num("discount_percent")?;
    let lines = given
        .list("lines")
        .iter()
        .map(|line| {
            let applies = earned && line.str("item") == rule.str("then_item");
            Value::number(if applies { percent } else { Exact::ZERO })
        })
        .collect();
    Some(Evaluated::under(
        "rules: what one item comes to earns a discount on another",
        Value::map([("line_discount_percent", Value::List(lines))]),
    ))
}

/// Conditions in words, joined by "and": "customer is C1", "document is not a return".
fn conditional(given: &Value) -> Option<Evaluated> {
    let rule = given.get("rule");
    let mut applies = true;
    for clause in rule.str("when").split(" and ") {
        let (subject, wanted) = clause.trim().split_once(" is ")?;
        let (negated, wanted) = match wanted.strip_prefix("not ") {
            Some(rest) => (true, rest),
            None => (false, wanted),
        };
        let wanted = wanted.trim_start_matches("a ");
        let holds = match subject {
            "document" => given.flag(&format!("is_{wanted}")),
            attribute => given.str(attribute) == wanted,
        };
        applies &= holds != negated;
    }
    let price = given.num_or("list_price", Exact::ZERO)?;
    let percent = rule.num_or("discount_percent", Exact::ZERO)?;
    let off = if applies { percent } else { Exact::ZERO };
    Some(Evaluated::under(
        "rules: a condition on customer and document",
        Value::map([
            ("applies", Value::Flag(applies)),
            ("discount_percent", Value::number(off)),
            ("unit_price", Value::number(price - price * off.percent())),
        ]),
    ))
}

fn credit_note(given: &Value) -> Option<Evaluated> {
    let percent = given.num("invoiced_discount_percent")?;
    let price = given.num("list_price")?;
    Some(Evaluated::under(
        "credit note: the invoiced price, whatever the rules say now",
        Value::map([
            ("credit_note_discount_percent", Value::number(percent)),
            (
                "credit_note_unit_price",
                Value::number(price - price * percent.percent()),
            ),
        ]),
    ))
}

fn best(given: &Value) -> Option<Evaluated> {
    let price = given.num("price")?;
    let mut best = (Exact::ZERO, None);
    for (index, promotion) in given.list("promotions").iter().enumerate() {
        let one = if promotion.has("percent") {
            Adjustment::Percent(promotion.num("percent")?)
        } else {
            Adjustment::Amount(promotion.num("amount")?)
        };
        let off = discount(price, &[one], Stacking::First, true);
        if off > best.0 {
            best = (off, Some(index));
        }
    }
    let applied = best.1.and_then(|index| i64::try_from(index).ok());
    Some(Evaluated::under(
        "stacking: only the promotion that takes off most",
        Value::map([
            (
                "price",
                Value::number((price - best.0).round(2, Rounding::HalfUp)),
            ),
            (
                "applied",
                applied.map_or(Value::Null, |index| Value::number(Exact::whole(index))),
            ),
        ]),
    ))
}
