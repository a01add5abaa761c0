//! Vectors of small orders: lines with a tax rate, promotions or a discount on the whole.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, RoundTo, spread};
use crate::cpq::pricing::Remainder;
use crate::cpq::promotions::{
    Allocation, Cart, CartLine, Effect, Facts, LineKind, Operator, Outcome, Promotion,
    PromotionPolicy, Rule, Target, apply,
};

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    if given.flag("minor_units") && given.has("lines") {
        return minor_unit_order(given);
    }
    if given.has("reported_at") {
        return reported(given);
    }
    None
}

/// A line while the order is computed.
#[derive(Clone, Copy)]
struct Line {
    /// As the prices are: with or without tax.
    amount: Exact,
    rate: Exact,
    inclusive: bool,
}

impl Line {
    fn net(&self, round: RoundTo) -> Exact {
        round.apply(if self.inclusive {
            self.amount / (Exact::ONE + self.rate)
        } else {
            self.amount
        })
    }

    fn gross(&self, round: RoundTo) -> Exact {
        round.apply(if self.inclusive {
            self.amount
        } else {
            self.amount * (Exact::ONE + self.rate)
        })
    }
}

fn sums(lines: &[Line], round: RoundTo) -> (Exact, Exact) {
    lines.iter().fold((Exact::ZERO, Exact::ZERO), |sum, line| {
        (sum.0 + line.net(round), sum.1 + line.gross(round))
    })
}

fn rate(line: &Value) -> Option<Exact> {
    Some(line.num_or("tax_percent", Exact::ZERO)?.percent())
}

/// Whole minor units; promotions in order, each on what is left; an amount off the order is spread
/// over the lines in proportion to their amounts with tax.
fn minor_unit_order(given: &Value) -> Option<Evaluated> {
    let round = RoundTo::WHOLE;
    let inclusive = given.flag("prices_include_tax");
    let mut lines = Vec::new();
    let mut units = Vec::new();
    for line in given.list("lines") {
        let quantity = line.num_or("quantity", Exact::ONE)?;
        units.push((line.num("price")?, quantity));
        lines.push(Line {
            amount: line.num("price")? * quantity,
            rate: rate(line)?,
            inclusive,
        });
    }
    let mut applied = 0;
    for promotion in given.list("promotions") {
        if promote(promotion, &mut lines, &units, round)? {
            applied += 1;
        }
    }
    let shown_lines = lines.iter().map(|line| Value::number(line.gross(round)));
    let line_gross = Value::List(shown_lines.collect());
    let line_net = lines.iter().map(|line| Value::number(line.net(round)));
    let line_net = Value::List(line_net.collect());
    let extra = |key: &str| -> Option<Vec<Line>> {
        given
            .list(key)
            .iter()
            .map(|one| {
                let own = one.find("price_includes_tax");
                Some(Line {
                    amount: one.num("price")?,
                    rate: rate(one)?,
                    inclusive: own.map_or(inclusive, |own| own == &Value::Flag(true)),
                })
            })
            .collect()
    };
    lines.extend(extra("surcharges")?);
    let (net, gross) = sums(&lines, round);
    let (shipping_net, shipping_gross) = sums(&extra("shipping")?, round);
    let answer = Value::map([
        ("net", Value::number(net.checked()?)),
        ("gross", Value::number(gross.checked()?)),
        ("tax", Value::number(gross - net)),
        ("applied", Value::number(Exact::whole(applied))),
        ("line_gross", line_gross),
        ("line_net", line_net),
        ("shipping_net", Value::number(shipping_net)),
        ("shipping_gross", Value::number(shipping_gross)),
    ]);
    Some(Evaluated::under(
        "order: minor units, promotions one after the other, spread by amounts with tax",
        answer,
    ))
}

/// Applies one promotion; answers whether it did anything.
fn promote(
    given: &Value,
    lines: &mut [Line],
    units: &[(Exact, Exact)],
    round: RoundTo,
) -> Option<bool> {
    let each = given.str("scope") != "order";
    let sum: Exact = lines.iter().map(|line| line.amount).sum();
    let effect = if given.has("percent") {
        Effect::Percent(given.num("percent")?)
    } else if given.has("set_total_to") {
        Effect::BundlePrice(given.num("set_total_to")?)
    } else {
        Effect::Amount(given.num("amount")?)
    };
    let mut promotion = Promotion::on_order("promotion", effect);
    promotion.min_amount = match given.get("min_order_total") {
        Value::Null => None,
        least => Some(least.exact()?),
    };
    promotion.min_quantity = match given.get("min_item_count") {
        Value::Null => None,
        least => Some(least.exact()?),
    };
    if each {
        promotion.target = Target::Items;
        promotion.allocation = Allocation::Each(None);
        if given.has("only_price") {
            promotion.target_rules.push(Rule {
                attribute: "price".to_owned(),
                operator: Operator::Equal,
                values: vec![given.num("only_price")?.to_string()],
            });
        }
    }
    let cart = Cart {
        lines: lines
            .iter()
            .zip(units)
            .map(|(line, (price, quantity))| CartLine {
                kind: LineKind::Item,
                quantity: *quantity,
                amount: line.amount,
                discountable: true,
                facts: Facts::from([("price".to_owned(), vec![price.to_string()])]),
            })
            .collect(),
        ..Cart::default()
    };
    let policy = PromotionPolicy {
        round: if each { RoundTo::NEVER } else { round },
        remainder: Remainder::Largest,
        automatic: true,
    };
    let outcomes = apply(&cart, &[promotion], &[], &policy)?;
    let off: Exact = outcomes.iter().map(amount_of).sum();
    if off.is_zero() {
        return Some(false);
    }
    if each {
        for outcome in &outcomes {
            if let Outcome::Off { line, amount, .. } = outcome {
                lines.get_mut(*line)?.amount -= *amount;
            }
        }
    } else {
        let off = round.apply(off).least(sum);
        let weights: Vec<Exact> = lines
            .iter()
            .map(|line| line.gross(RoundTo::NEVER))
            .collect();
        for (line, part) in lines
            .iter_mut()
            .zip(spread(off, &weights, round, Remainder::Largest)?)
        {
            line.amount -= part;
        }
    }
    Some(true)
}

fn amount_of(outcome: &Outcome) -> Exact {
    match outcome {
        Outcome::Off { amount, .. } => *amount,
        Outcome::Gift { .. } | Outcome::BudgetExceeded { .. } => Exact::ZERO,
    }
}

/// Figures users reported as wrong elsewhere: our own policy, which is that of EN 16931.
fn reported(given: &Value) -> Option<Evaluated> {
    if given.has("days_in_period") {
        reported_proration(given)
    } else if given.has("lines_foreign") {
        reported_currency(given)
    } else {
        reported_order(given)
    }
}

fn reported_proration(given: &Value) -> Option<Evaluated> {
    let fee = given.num("plan_minor")? * given.num("days_billed")? / given.num("days_in_period")?;
    let fee = RoundTo::WHOLE.apply(fee).checked()?;
    Some(Evaluated::under(
        "proration: days over the days of the period",
        Value::map([("fee_minor", Value::number(fee))]),
    ))
}

fn reported_currency(given: &Value) -> Option<Evaluated> {
    let lines = given.list("lines_foreign").iter();
    let sum: Exact = lines.map(Value::exact).sum::<Option<Exact>>()?;
    let off = given.num_or("discount_foreign", Exact::ZERO)?;
    Some(Evaluated::under(
        "currency: a document is computed in its own currency only",
        Value::map([
            ("net_before_discount_foreign", Value::number(sum)),
            ("discount_foreign", Value::number(off)),
            ("net_foreign", Value::number((sum - off).checked()?)),
        ]),
    ))
}

fn reported_order(given: &Value) -> Option<Evaluated> {
    const OURS: &str = "order: lines rounded once, tax per rate on what a discount leaves";
    let (mut lines, unit_price) = reported_lines(given)?;
    let before: Exact = lines.iter().map(|line| line.amount).sum();
    let share = given
        .num_or("order_discount_percent", Exact::ZERO)?
        .percent();
    let discount = RoundTo::CENTS.apply(before * share);
    let weights: Vec<Exact> = lines.iter().map(|line| line.amount).collect();
    let parts = spread(discount, &weights, RoundTo::CENTS, Remainder::Largest)?;
    for (line, part) in lines.iter_mut().zip(parts) {
        line.amount -= part;
    }
    let left: Exact = lines.iter().map(|line| line.amount).sum();
    let tax = tax_by_rate(&lines);
    let (net, total) = if given.flag("prices_include_tax") {
        (left - tax, left)
    } else {
        (left, left + tax)
    };
    total.checked()?;
    Some(Evaluated::under(
        OURS,
        Value::map([
            ("unit_price", Value::number(unit_price)),
            ("line_total", Value::number(before)),
            ("discount", Value::number(discount)),
            ("net_from_line_total", Value::number(left)),
            ("net", Value::number(net)),
            ("tax", Value::number(tax)),
            ("total", Value::number(total)),
        ]),
    ))
}

/// Lines after the discounts on their prices, and the price of a unit of the last one.
fn reported_lines(given: &Value) -> Option<(Vec<Line>, Exact)> {
    let places = given
        .num_or("price_decimals", Exact::whole(2))?
        .to_whole()?;
    let round = RoundTo {
        step: Exact::scaled(1, u32::try_from(places.clamp(0, 12)).ok()?),
        ..RoundTo::CENTS
    };
    let keep = |key: &str| Some(Exact::ONE - given.num_or(key, Exact::ZERO)?.percent());
    let kept = keep("sale_percent")? * keep("voucher_percent")?;
    let mut lines = Vec::new();
    let mut unit_price = Exact::ZERO;
    for line in given.list("lines") {
        let quantity = line.num_or("quantity", Exact::ONE)?;
        unit_price = line.num("price")? * kept;
        lines.push(Line {
            amount: round.apply(unit_price * quantity),
            rate: rate(line)?,
            inclusive: given.flag("prices_include_tax"),
        });
    }
    Some((lines, unit_price))
}

/// Tax rounded once for each rate.
fn tax_by_rate(lines: &[Line]) -> Exact {
    let mut bases: Vec<Line> = Vec::new();
    for line in lines {
        match bases.iter_mut().find(|base| base.rate == line.rate) {
            Some(base) => base.amount += line.amount,
            None => bases.push(*line),
        }
    }
    let taxes = bases.iter().map(|base| {
        let tax = if base.inclusive {
            base.amount - base.amount / (Exact::ONE + base.rate)
        } else {
            base.amount * base.rate
        };
        RoundTo::CENTS.apply(tax)
    });
    taxes.sum()
}
