//! Vectors of discounts: tiers of discounts, amounts spread over lines, formula prices.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, Formula, RoundTo, spread};
use crate::cpq::pricing::Remainder;
use crate::kernel::Rounding;

pub(super) fn evaluate(kind: &str, given: &Value) -> Option<Evaluated> {
    match kind {
        "tiered_percent_by_order_amount" => tiered_percent_by_amount(given),
        "tiered_percent_by_quantity" => tiered_percent_by_quantity(given),
        "tiered_amount" => tiered_amount(given),
        "first_then_additional" => first_then_additional(given),
        "spread_amount" => spread_amount(given),
        "split_amount_by_weight" => split_by_weight(given),
        "split_manual_discount" => split_manual(given),
        "flat_tax" => flat_tax(given),
        "gift_card_on_gross" => gift_card(given),
        "fixed_amount_off_order" | "order_percent" | "percent_does_not_touch_free_lines" => {
            off_order(given)
        }
        "fixed_amount_with_minimum" => with_minimum(given),
        "product_percent_with_net_minimum" => product_percent(given),
        "one_free_per_three" => one_free_per_three(given),
        "formula" => formula(given),
        "quantity_break_across_units" => break_across_units(given),
        _ => None,
    }
}

fn one(name: &'static str, key: &str, value: Exact) -> Option<Evaluated> {
    let value = Value::number(value.checked()?);
    Some(Evaluated::under(name, Value::map([(key, value)])))
}

/// The value of the last tier that `reached` is not below, else the base.
fn tier_value(
    given: &Value,
    base_key: &str,
    from_key: &str,
    value_key: &str,
    reached: Exact,
) -> Option<Exact> {
    let mut best = (None, given.num(base_key)?);
    for tier in given.list("tiers") {
        let from = tier.num(from_key)?;
        if reached >= from && best.0.is_none_or(|other: Exact| from > other) {
            best = (Some(from), tier.num(value_key)?);
        }
    }
    Some(best.1)
}

const TIERED: &str = "discount tiers: from a threshold on, inclusive";

fn tiered_percent_by_amount(given: &Value) -> Option<Evaluated> {
    let line = given.num("line_amount")?;
    let order = line * given.num_or("identical_lines", Exact::ONE)?;
    let percent = tier_value(given, "base_percent", "from_order_amount", "percent", order)?;
    let decimals = given
        .num_or("currency_decimals", Exact::whole(2))?
        .to_whole()?;
    let off = (line * percent.percent()).round(u32::try_from(decimals).ok()?, Rounding::HalfUp);
    one(TIERED, "discount_per_line", off)
}

fn tiered_percent_by_quantity(given: &Value) -> Option<Evaluated> {
    let units = given.num("eligible_quantity")?;
    let percent = tier_value(given, "base_percent", "from_quantity", "percent", units)?;
    let line = given.get("line");
    let amount = line.num("price")? * line.num("quantity")?;
    one(
        TIERED,
        "discount",
        RoundTo::CENTS.apply(amount * percent.percent()),
    )
}

fn tiered_amount(given: &Value) -> Option<Evaluated> {
    let amount = given.num("amount")?;
    let off = tier_value(given, "base_amount", "from", "amount", amount)?;
    one(TIERED, "discount", off)
}

fn first_then_additional(given: &Value) -> Option<Evaluated> {
    // Units beyond the most there may be earn nothing; a most of zero is none.
    let units = match given.get("max_items").exact() {
        Some(most) if most.is_positive() => given.num("quantity")?.least(most),
        _ => given.num("quantity")?,
    };
    let off = if units.is_positive() {
        given.num("first_item")? + (units - Exact::ONE) * given.num("additional_item")?
    } else {
        Exact::ZERO
    };
    one(
        "discount: the first unit, then each further one",
        "discount",
        off,
    )
}

fn numbers(given: &[Value]) -> Option<Vec<Exact>> {
    given.iter().map(Value::exact).collect()
}

fn shown(parts: &[Exact]) -> Value {
    Value::List(parts.iter().copied().map(Value::number).collect())
}

fn spread_amount(given: &Value) -> Option<Evaluated> {
    let lines = numbers(given.list("line_amounts"))?;
    let sum: Exact = lines.iter().copied().sum();
    let amount = given.num("amount")?.least(sum);
    let parts = spread(amount, &lines, RoundTo::CENTS, Remainder::Last)?;
    let mut sorted = parts.clone();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    Some(Evaluated::under(
        "spread: in proportion, the last line takes the remainder",
        Value::map([
            ("line_discounts", shown(&parts)),
            ("line_discounts_in_any_order", shown(&sorted)),
        ]),
    ))
}

fn split_by_weight(given: &Value) -> Option<Evaluated> {
    let weights = numbers(given.list("weights"))?;
    let total = given.num("total")?;
    let parts = spread(total, &weights, RoundTo::WHOLE, Remainder::Largest)?;
    Some(Evaluated::under(
        "spread: largest remainder, then earlier parts",
        Value::map([("parts", shown(&parts))]),
    ))
}

fn split_manual(given: &Value) -> Option<Evaluated> {
    let bases = [given.num("subtotal")?, given.num("shipping")?];
    let value = given.num("value")?;
    let parts: Vec<Exact> = if given.str("type") == "percent" {
        let share = value.percent().least(Exact::ONE);
        let off = |base: Exact| RoundTo::CENTS.apply(base * share);
        bases.map(off).to_vec()
    } else {
        let sum = bases[0] + bases[1];
        let value = value.least(sum).checked()?;
        spread(value, &bases, RoundTo::CENTS, Remainder::Largest)?
    };
    let [subtotal, shipping] = parts[..] else {
        return None;
    };
    Some(Evaluated::under(
        "discount: in proportion over items and shipping, at most what there is",
        Value::map([
            ("subtotal_part", Value::text(subtotal.to_string())),
            ("shipping_part", Value::text(shipping.to_string())),
        ]),
    ))
}

fn flat_tax(given: &Value) -> Option<Evaluated> {
    let amount = given.num("amount")?;
    let factor = Exact::ONE + given.num("tax_percent")?.percent();
    let (net, gross) = if given.flag("price_includes_tax") {
        (amount / factor, amount)
    } else {
        (amount, amount * factor)
    };
    let cents = |amount: Exact| Some(Value::text(RoundTo::CENTS.apply(amount).to_text(2)?));
    Some(Evaluated::under(
        "tax: one rate, rounded to cents",
        Value::map([("net", cents(net)?), ("gross", cents(gross)?)]),
    ))
}

/// The card pays the amount with tax; the net goes down in proportion.
fn gift_card(given: &Value) -> Option<Evaluated> {
    let (net, gross) = (given.num("net")?, given.num("gross")?);
    let left = (gross - given.num("card_balance")?).not_negative();
    let net_left = if gross.is_zero() {
        Exact::ZERO
    } else {
        RoundTo::CENTS.apply(left * net / gross)
    };
    Some(Evaluated::under(
        "gift card: off the amount with tax, never below zero",
        Value::map([
            ("net_left", Value::text(net_left.to_text(2)?)),
            ("gross_left", Value::text(left.to_text(2)?)),
        ]),
    ))
}

/// The sum of the lines that are not given free.
fn order_sum(given: &Value) -> Option<Exact> {
    let mut sum = Exact::ZERO;
    for line in given.list("lines") {
        if !line.flag("free") {
            sum += line.num("price")? * line.num_or("quantity", Exact::ONE)?;
        }
    }
    Some(sum)
}

fn off_order(given: &Value) -> Option<Evaluated> {
    let sum = order_sum(given)?;
    let off = if given.has("order_percent") {
        sum * given.num("order_percent")?.percent()
    } else {
        given.num("amount")?
    };
    let left = RoundTo::CENTS.apply((sum - off).not_negative());
    one("discount: off the order, never below zero", "total", left)
}

fn with_minimum(given: &Value) -> Option<Evaluated> {
    let sum = given.num("unit_price_gross")? * given.num("quantity")?;
    let mut left = sum;
    for program in given.list("programs") {
        if sum >= program.num_or("min_order", Exact::ZERO)? {
            left = (left - program.num("amount")?).not_negative();
        }
    }
    one(
        "discount: amounts from a minimum of the order on",
        "total",
        RoundTo::CENTS.apply(left),
    )
}

fn product_percent(given: &Value) -> Option<Evaluated> {
    let program = given.get("program");
    let net = order_sum(given)?;
    let earned = net >= program.num_or("min_order_net", Exact::ZERO)?;
    let percent = program.num("discount_percent")?.percent();
    let mut total = Exact::ZERO;
    for line in given.list("lines") {
        let mut amount = line.num("price")? * line.num_or("quantity", Exact::ONE)?;
        if earned && line.str("product") == program.str("product") {
            amount -= RoundTo::CENTS.apply(amount * percent);
        }
        let tax = amount * line.num_or("tax_percent", Exact::ZERO)?.percent();
        total += amount + RoundTo::CENTS.apply(tax);
    }
    one(
        "discount: percent off a product, from a net minimum of the order on",
        "total",
        total,
    )
}

fn one_free_per_three(given: &Value) -> Option<Evaluated> {
    let paid = given.num("quantity_paid")?;
    let free = (paid.not_negative() / Exact::whole(3)).floor();
    one("gift: one unit for every three paid", "free_quantity", free)
}

/// A formula on the list price converted to the price list's currency.
fn formula(given: &Value) -> Option<Evaluated> {
    let optional = |key: &str| match given.get(key) {
        Value::Null => Some(None),
        value => value.exact().map(Some),
    };
    let formula = Formula {
        discount_percent: given.num_or("discount_percent", Exact::ZERO)?,
        round: RoundTo {
            mode: Rounding::HalfUp,
            step: given.num_or("round_to", Exact::ZERO)?,
        },
        surcharge: given.num_or("surcharge", Exact::ZERO)?,
        min_margin: optional("min_margin")?,
        max_margin: optional("max_margin")?,
    };
    let rate = given.num_or("rate_to_pricelist_currency", Exact::ONE)?;
    let price = formula.apply(given.num("list_price")? * rate);
    one(
        "formula: list price in the list's currency, surcharge, margins",
        "price",
        price,
    )
}

fn break_across_units(given: &Value) -> Option<Evaluated> {
    let tonnes = match given.str("unit") {
        "t" => Exact::ONE,
        "kg" => Exact::ratio(1, 1000),
        "g" => Exact::ratio(1, 1_000_000),
        _ => return None,
    };
    let rule = given.get("rule");
    let mut price = given.num("list_price_per_t")?;
    if given.num("quantity")? * tonnes >= rule.num_or("min_quantity_t", Exact::ZERO)? {
        price += rule.num_or("surcharge_per_t", Exact::ZERO)?;
    }
    one(
        "formula: a quantity break counts in the unit of the price",
        "price_per_unit",
        price * tonnes,
    )
}
