//! Vectors of taxes: lines, documents in two currencies, discounts and down payments on the whole.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{
    Exact, Portion, RoundTo, TaxDocument, TaxDocumentPolicy, TaxGroup, TaxInput, TaxKind, TaxRule,
    TaxSummary, remap_price, tax_line,
};
use crate::kernel::{Currency, Rounding};

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    if given.has("from_taxes") {
        return remap(given);
    }
    if given.has("price_unit") {
        return line(given);
    }
    if given.has("lines") && given.has("rounding_method") {
        return document(given);
    }
    None
}

fn per_line(given: &Value) -> bool {
    given.str("rounding_method") == "round_per_line"
}

fn policy_name(given: &Value) -> &'static str {
    if per_line(given) {
        "tax: rounded per line"
    } else {
        "tax: rounded per tax over the document"
    }
}

fn rules(given: &[Value]) -> Option<Vec<TaxRule>> {
    let mut rules = Vec::new();
    for tax in given {
        if tax.str("kind") == "group" {
            let members = ["taxes", "children"].map(|key| tax.list(key));
            rules.extend(self::rules(members.iter().find(|list| !list.is_empty())?)?);
            continue;
        }
        rules.push(rule(tax)?);
    }
    Some(rules)
}

fn rule(tax: &Value) -> Option<TaxRule> {
    let factors = match tax.list("repartition_factors_percent") {
        [] => vec![Exact::ONE],
        factors => factors
            .iter()
            .map(|factor| Some(factor.exact()?.percent()))
            .collect::<Option<_>>()?,
    };
    Some(TaxRule {
        kind: match tax.str("kind") {
            "percent" => TaxKind::Percent,
            "division" => TaxKind::PartOfGross,
            "fixed" => TaxKind::PerUnit,
            _ => return None,
        },
        amount: tax.num("amount")?,
        in_price: tax.flag("price_include"),
        raises_base: tax.flag("include_base_amount"),
        on_raised_base: tax.get("is_base_affected") != &Value::Flag(false),
        factors,
        group: match tax.get("tax_group_id") {
            Value::Text(id) | Value::Number(id) => id.clone(),
            _ => "1".to_owned(),
        },
    })
}

fn line(given: &Value) -> Option<Evaluated> {
    let step = given.num_or("precision_rounding", Exact::CENT)?;
    let round = if per_line(given) {
        RoundTo {
            mode: Rounding::HalfUp,
            step,
        }
    } else {
        RoundTo::NEVER
    };
    let discount = given.num_or("discount", Exact::ZERO)?.percent();
    let rules = rules(given.list("taxes"))?;
    let taxed = tax_line(
        given.num("price_unit")? * (Exact::ONE - discount),
        given.num_or("quantity", Exact::ONE)?,
        &rules,
        round,
    )?;
    let taxes = taxed
        .parts
        .iter()
        .map(|part| {
            Value::map([
                ("base", Value::number(part.base)),
                ("amount", Value::number(part.amount)),
            ])
        })
        .collect();
    let answer = Value::map([
        ("total_included", Value::number(taxed.total)),
        ("total_excluded", Value::number(taxed.untaxed)),
        ("taxes", Value::List(taxes)),
    ]);
    Some(Evaluated::under(policy_name(given), answer))
}

fn remap(given: &Value) -> Option<Evaluated> {
    let price = remap_price(
        given.num("price_unit")?,
        &rules(given.list("from_taxes"))?,
        &rules(given.list("to_taxes"))?,
    )?;
    Some(Evaluated::under(
        "tax: the price without tax is kept when taxes are replaced",
        Value::map([("price_unit", Value::number(price))]),
    ))
}

fn rounding_of(currency: &str) -> RoundTo {
    currency
        .parse::<Currency>()
        .map_or(RoundTo::CENTS, RoundTo::of)
}

fn document(given: &Value) -> Option<Evaluated> {
    let lines: Vec<TaxInput> = given
        .list("lines")
        .iter()
        .map(|line| {
            Some(TaxInput {
                price: line.num("price_unit")?,
                quantity: line.num_or("quantity", Exact::ONE)?,
                discount_percent: line.num_or("discount", Exact::ZERO)?,
                rules: rules(line.list("taxes"))?,
            })
        })
        .collect::<Option<_>>()?;
    let round = rounding_of(given.str("currency"));
    let document = TaxDocument::new(
        &lines,
        TaxDocumentPolicy {
            per_line: per_line(given),
            round: [round, rounding_of(given.str("company_currency"))],
            rate: given.num_or("rate", Exact::ONE)?,
        },
    )?;
    let mut answer = if given.has("discount") {
        document.discounted(portion(given.get("discount"))?)?
    } else if given.has("down_payment") {
        document.down_payment(portion(given.get("down_payment"))?)?
    } else {
        document.summary()
    };
    let cash = given.get("cash_rounding");
    if cash.has("rounding") {
        let round = RoundTo {
            step: cash.num("rounding")?,
            mode: match cash.str("rounding_method") {
                "UP" => Rounding::Up,
                "DOWN" => Rounding::Down,
                "HALF-EVEN" => Rounding::HalfEven,
                _ => Rounding::HalfUp,
            },
        };
        document.round_cash(&mut answer, round, cash.str("strategy") == "biggest_tax");
    }
    let excluded: Vec<String> = given
        .list("excluded_tax_groups")
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let shown = shown(given, &answer.without_groups(&excluded));
    Some(Evaluated::under(
        policy_name(given),
        if given.has("down_payment") {
            Value::map([("tax_totals", shown)])
        } else {
            shown
        },
    ))
}

fn portion(given: &Value) -> Option<Portion> {
    let amount = given.num("amount")?;
    match given.str("type") {
        "percent" => Some(Portion::Percent(amount)),
        "fixed" => Some(Portion::Amount(amount)),
        _ => None,
    }
}

/// Totals in the form of the vectors: `_currency` for the document's currency; the company's only
/// where it is another.
fn shown(given: &Value, totals: &TaxSummary) -> Value {
    let two = given.str("currency") != given.str("company_currency");
    let amount = |map: &mut Value, key: &str, both: [Exact; 2]| {
        map.set(&format!("{key}_currency"), Value::number(both[0]));
        if two {
            map.set(key, Value::number(both[1]));
        }
    };
    let sums = |map: &mut Value| {
        amount(map, "base_amount", totals.untaxed);
        amount(map, "tax_amount", totals.tax);
    };
    let group = |group: &TaxGroup| {
        let mut map = Value::map([("id", Value::text(&group.id))]);
        amount(&mut map, "base_amount", group.base);
        amount(&mut map, "tax_amount", group.tax);
        match group.shown_base {
            Some(shown) => amount(&mut map, "display_base_amount", shown),
            None => {
                map.set("display_base_amount_currency", Value::Flag(false));
                if two {
                    map.set("display_base_amount", Value::Flag(false));
                }
            }
        }
        map
    };
    let mut map = Value::map([
        ("same_tax_base", Value::Flag(totals.same_base)),
        ("currency_id", Value::text(given.str("currency"))),
    ]);
    if two {
        map.set(
            "company_currency_id",
            Value::text(given.str("company_currency")),
        );
    }
    sums(&mut map);
    amount(&mut map, "total_amount", totals.total());
    if !totals.cash_rounding[0].is_zero() {
        amount(&mut map, "cash_rounding_base_amount", totals.cash_rounding);
    }
    let mut subtotal = Value::map([("name", Value::text("Untaxed Amount"))]);
    sums(&mut subtotal);
    let groups = totals.groups.iter().map(group).collect();
    subtotal.set("tax_groups", Value::List(groups));
    map.set("subtotals", Value::List(vec![subtotal]));
    map
}
