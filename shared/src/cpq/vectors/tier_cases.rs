//! Vectors of prices that follow the quantity.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{
    Exact, PriceTier, QuantityLine, QuantityPart, QuantityPolicy, QuantityPrice, RoundTo, Usage,
    price_quantity,
};
use crate::kernel::Rounding;

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    if given.has("model") {
        charge_model(given)
    } else {
        rated_part(given)
    }
}

/// A tier whose percentages or amounts per unit stand under `unit_key`.
fn tier(range: &Value, unit_key: &str) -> Option<PriceTier> {
    let unit = range.num_or(unit_key, Exact::ZERO)?;
    Some(PriceTier {
        up_to: range.get("to_value").exact(),
        flat: Some(range.num_or("flat_amount", Exact::ZERO)?),
        unit: Some(if unit_key == "rate" {
            unit.percent()
        } else {
            unit
        }),
    })
}

fn tiers(ranges: &[Value], unit_key: &str) -> Option<Vec<PriceTier>> {
    ranges.iter().map(|range| tier(range, unit_key)).collect()
}

/// A charge for the units of a whole period, without rounding.
fn charge_model(given: &Value) -> Option<Evaluated> {
    let units = given.num("units")?;
    let properties = given.get("properties");
    let mut divisor = units;
    let mut policy = QuantityPolicy::EXACT;
    let (name, price) = match given.str("model") {
        "standard" => (
            "quantity: per unit",
            QuantityPrice::PerUnit {
                unit: properties.num("amount")?,
                included: Exact::ZERO,
            },
        ),
        "graduated" => (
            "quantity: graduated, up to inclusive",
            QuantityPrice::Graduated(tiers(
                properties.list("graduated_ranges"),
                "per_unit_amount",
            )?),
        ),
        "graduated_percentage" => (
            "quantity: graduated percentage, up to inclusive",
            QuantityPrice::Graduated(tiers(
                properties.list("graduated_percentage_ranges"),
                "rate",
            )?),
        ),
        "volume" => {
            policy.nothing_is_free = true;
            (
                "quantity: volume, up to inclusive, no usage is free",
                QuantityPrice::Volume(tiers(properties.list("volume_ranges"), "per_unit_amount")?),
            )
        }
        "package" => {
            let included = properties.num_or("free_units", Exact::ZERO)?;
            divisor = (units - included).not_negative();
            (
                "quantity: whole packages after the included units",
                QuantityPrice::Package {
                    amount: properties.num("amount")?,
                    size: properties.num("package_size")?,
                    included,
                },
            )
        }
        "percentage" => (
            "quantity: percentage and fee per event, beyond what is free",
            percentage(given, properties)?,
        ),
        _ => return None,
    };
    let lines = price_quantity(&price, &Usage::whole(units), &policy)?;
    let amount: Exact = lines.iter().map(QuantityLine::total).sum();
    let each = if divisor.is_zero() || units.is_zero() {
        Exact::ZERO
    } else {
        amount / divisor
    };
    let rounded = each.round(2, Rounding::HalfUp);
    Some(Evaluated::under(
        name,
        Value::map([
            ("amount", Value::number(amount)),
            ("unit_amount", Value::number(each)),
            ("unit_amount_rounded_2", Value::number(rounded)),
        ]),
    ))
}

/// What is free ends with so many events or so much of the amount, whichever is reached first.
fn percentage(given: &Value, properties: &Value) -> Option<QuantityPrice> {
    let running: Vec<Exact> = given
        .list("running_total_per_event")
        .iter()
        .map(Value::exact)
        .collect::<Option<_>>()?;
    let by_events = properties.get("free_units_per_events").exact();
    let by_amount = properties.get("free_units_per_total_aggregation").exact();
    let within = |limit: Exact| {
        let count = running.iter().filter(|total| **total <= limit).count();
        i64::try_from(count).ok().map(Exact::whole)
    };
    let running_at = |events: Exact| {
        let last = events.to_whole()?.checked_sub(1)?;
        running.get(usize::try_from(last).ok()?).copied()
    };
    let (included, free_events) = match (by_events, by_amount) {
        (None, None) => (Exact::ZERO, Exact::ZERO),
        (None, Some(limit)) => (limit, within(limit)?),
        (Some(events), None) => (
            running_at(events)
                .or_else(|| running.last().copied())
                .unwrap_or(Exact::ZERO),
            events,
        ),
        (Some(events), Some(limit)) => {
            let inside = within(limit)?;
            if inside < events {
                (limit, inside)
            } else {
                (running_at(events).unwrap_or(limit).least(limit), events)
            }
        }
    };
    let events = given.num_or("count", Exact::ZERO)?;
    Some(QuantityPrice::Percentage {
        rate: properties.num("rate")?,
        fee: properties.num_or("fixed_amount", Exact::ZERO)?,
        included,
        events: (events - free_events).not_negative(),
    })
}

/// The lines of a part of a billing period, in cents.
fn rated_part(given: &Value) -> Option<Evaluated> {
    let price = given.get("price");
    let amount = || price.num("amount");
    let mut flat_name = "usage in period";
    let (name, model) = match price.str("model") {
        "unit" => (
            "rating: per unit",
            QuantityPrice::PerUnit {
                unit: amount()?,
                included: Exact::ZERO,
            },
        ),
        "flat" => {
            flat_name = "feature";
            (
                "rating: flat, in advance with the first or in arrears with the last part",
                QuantityPrice::Flat {
                    amount: amount()?,
                    in_advance: price.str("payment_term") != "InArrearsPaymentTerm",
                },
            )
        }
        "package" => (
            "rating: packages begun in the part",
            QuantityPrice::Package {
                amount: amount()?,
                size: price.num("package_size")?,
                included: Exact::ZERO,
            },
        ),
        "dynamic" => (
            "rating: metered amount times a factor",
            QuantityPrice::Multiple {
                factor: match price.str("multiplier") {
                    "DecimalOne" => Exact::ONE,
                    _ => price.num("multiplier")?,
                },
            },
        ),
        "volume" => (
            "rating: volume, with the last part of the period",
            QuantityPrice::Volume(rated_tiers(price)),
        ),
        "graduated" => (
            "rating: graduated, over the parts of the period",
            QuantityPrice::Graduated(rated_tiers(price)),
        ),
        _ => return None,
    };
    let part = given.str("part");
    let usage = Usage {
        quantity: given.num_or("quantity", Exact::ZERO)?,
        before: given.num_or("quantity_before", Exact::ZERO)?,
        first: part.starts_with("whole") || part.starts_with("first"),
        last: part.starts_with("whole") || part.starts_with("last"),
    };
    let policy = QuantityPolicy {
        round: RoundTo::CENTS,
        minimum: price.get("minimum_spend").exact(),
        maximum: price.get("maximum_spend").exact(),
        ..QuantityPolicy::EXACT
    };
    let lines = price_quantity(&model, &usage, &policy)?;
    let total: Exact = lines.iter().map(QuantityLine::total).sum();
    let lines = lines.iter().map(|line| shown(line, flat_name)).collect();
    Some(Evaluated::under(
        name,
        Value::map([
            ("lines", Value::List(lines)),
            ("total", Value::number(total)),
        ]),
    ))
}

fn rated_tiers(price: &Value) -> Vec<PriceTier> {
    price
        .list("tiers")
        .iter()
        .map(|tier| PriceTier {
            up_to: tier.get("up_to").exact(),
            flat: tier.get("flat").exact(),
            unit: tier.get("unit").exact(),
        })
        .collect()
}

fn shown(line: &QuantityLine, flat_name: &str) -> Value {
    let tier = line.tier.unwrap_or_default();
    let name = match line.part {
        QuantityPart::TierFlat => format!("flat price for tier {tier}"),
        QuantityPart::VolumeUnits => format!("unit price for tier {tier}"),
        QuantityPart::TierUnits => format!("usage price for tier {tier}"),
        QuantityPart::Minimum => "minimum spend".to_owned(),
        QuantityPart::Flat | QuantityPart::Units | QuantityPart::Fee => flat_name.to_owned(),
    };
    let (amount, charges) = if line.part == QuantityPart::Minimum {
        (Exact::ZERO, line.amount)
    } else {
        (line.amount, Exact::ZERO)
    };
    Value::map([
        ("name", Value::text(name)),
        ("unit_amount", Value::number(line.unit)),
        ("quantity", Value::number(line.quantity)),
        ("amount", Value::number(amount)),
        ("charges", Value::number(charges)),
        ("discounts", Value::number(line.discount)),
        ("total", Value::number(line.total())),
    ])
}
