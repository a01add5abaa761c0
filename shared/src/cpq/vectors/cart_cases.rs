//! Vectors of carts: unrounded totals with tax lines, adjustments, shipping, prices with tax.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::Exact;

/// Quantities of a line's life and the totals they give.
const LIFE: [(&str, &str); 6] = [
    ("fulfilled_quantity", "fulfilled_total"),
    ("shipped_quantity", "shipped_total"),
    ("return_requested_quantity", "return_requested_total"),
    ("return_received_quantity", "return_received_total"),
    ("return_dismissed_quantity", "return_dismissed_total"),
    ("written_off_quantity", "write_off_total"),
];

/// The figures of a line, a kind of line, or the cart.
#[derive(Clone, Default)]
struct Sums {
    subtotal: Exact,
    total: Exact,
    tax: Exact,
    original_total: Exact,
    original_tax: Exact,
    discount: Exact,
    discount_subtotal: Exact,
    discount_tax: Exact,
    /// By the names of [`LIFE`], where the lines tell.
    life: [Option<Exact>; 6],
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        self.subtotal += other.subtotal;
        self.total += other.total;
        self.tax += other.tax;
        self.original_total += other.original_total;
        self.original_tax += other.original_tax;
        self.discount += other.discount;
        self.discount_subtotal += other.discount_subtotal;
        self.discount_tax += other.discount_tax;
        for (sum, more) in self.life.iter_mut().zip(other.life) {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(Exact::ZERO) + more);
            }
        }
    }

    fn write(&self, map: &mut Value) {
        for (key, value) in [
            ("subtotal", self.subtotal),
            ("total", self.total),
            ("tax_total", self.tax),
            ("original_total", self.original_total),
            ("original_tax_total", self.original_tax),
            ("discount_total", self.discount),
            ("discount_subtotal", self.discount_subtotal),
            ("discount_tax_total", self.discount_tax),
        ] {
            map.set(key, Value::number(value));
        }
        for ((_, key), value) in LIFE.iter().zip(self.life) {
            if let Some(value) = value {
                map.set(key, Value::number(value));
            }
        }
    }
}

pub(super) fn evaluate(given: &Value) -> Option<Evaluated> {
    let cart = given.list("input").first()?;
    let mut whole = Sums::default();
    let mut answer = Value::Map(Vec::new());
    for (key, prefix) in [("items", "item"), ("shipping_methods", "shipping")] {
        if !cart.has(key) {
            continue;
        }
        let mut sums = Sums::default();
        let mut shown = Vec::new();
        for line in cart.list(key) {
            let (own, map) = self::line(line)?;
            sums.add(&own);
            shown.push(map);
        }
        whole.add(&sums);
        answer.set(key, Value::List(shown));
        for (name, value) in [
            ("total", sums.total),
            ("subtotal", sums.subtotal),
            ("tax_total", sums.tax),
        ] {
            answer.set(&format!("{prefix}_{name}"), Value::number(value));
        }
        for (name, value) in [
            ("total", sums.original_total),
            ("subtotal", sums.original_total - sums.original_tax),
            ("tax_total", sums.original_tax),
        ] {
            answer.set(&format!("original_{prefix}_{name}"), Value::number(value));
        }
    }
    whole.write(&mut answer);
    whole.total.checked()?;
    Some(Evaluated::under(
        "cart: unrounded; tax on what adjustments leave",
        answer,
    ))
}

fn line(given: &Value) -> Option<(Sums, Value)> {
    let unit = if given.has("unit_price") {
        given.num("unit_price")?
    } else {
        given.num("amount")?
    };
    let quantity = given.num_or("quantity", Exact::ONE)?;
    let inclusive = given.flag("is_tax_inclusive");
    let rates: Vec<Exact> = given
        .list("tax_lines")
        .iter()
        .map(|tax| Some(tax.num("rate")?.percent()))
        .collect::<Option<_>>()?;
    let rate: Exact = rates.iter().copied().sum();
    let factor = Exact::ONE + rate;
    let amount = unit * quantity;
    let subtotal = if inclusive { amount / factor } else { amount };
    let mut sums = Sums {
        subtotal,
        original_tax: subtotal * rate,
        ..Sums::default()
    };
    sums.original_total = subtotal + sums.original_tax;
    let mut adjustments = Vec::new();
    for adjustment in given.list("adjustments") {
        let off = adjustment.num("amount")?;
        let (without, with) = if inclusive || adjustment.flag("is_tax_inclusive") {
            (off / factor, off)
        } else {
            (off, off * factor)
        };
        sums.discount_subtotal += off;
        sums.discount += with;
        sums.discount_tax += with - without;
        let mut map = adjustment.clone();
        map.set("subtotal", Value::number(without));
        map.set("total", Value::number(with));
        adjustments.push(map);
    }
    let taxable = subtotal - sums.discount_subtotal;
    sums.tax = taxable * rate;
    sums.total = taxable + sums.tax;
    let taxes = given
        .list("tax_lines")
        .iter()
        .zip(&rates)
        .map(|(tax, rate)| {
            let mut map = tax.clone();
            map.set("total", Value::number(taxable * *rate));
            map.set("subtotal", Value::number(subtotal * *rate));
            map
        })
        .collect();
    let mut shown = Value::Map(
        given
            .pairs()
            .iter()
            .filter(|(key, _)| key != "tax_lines" && key != "adjustments")
            .cloned()
            .collect(),
    );
    shown.set("tax_lines", Value::List(taxes));
    if given.has("adjustments") {
        shown.set("adjustments", Value::List(adjustments));
    }
    life(
        given.get("detail"),
        (unit, quantity, rate),
        &mut sums,
        &mut shown,
    )?;
    sums.write(&mut shown);
    Some((sums, shown))
}

/// What the quantities already shipped, returned or written off come to, at the line's price.
/// What can be refunded is taxed again on its price less the discount with tax.
fn life(
    detail: &Value,
    (unit, quantity, rate): (Exact, Exact, Exact),
    sums: &mut Sums,
    shown: &mut Value,
) -> Option<()> {
    let each = if quantity.is_zero() {
        sums.total
    } else {
        sums.total / quantity
    };
    let mut returned = Exact::ZERO;
    for ((key, _), total) in LIFE.iter().zip(&mut sums.life) {
        if detail.has(key) {
            let units = detail.num(key)?;
            *total = Some(each * units);
            if key.starts_with("return") {
                returned += units;
            }
        }
    }
    if detail.has("return_requested_quantity") {
        let left = quantity - returned;
        let kept = unit - sums.discount / quantity;
        let refundable = left * kept * (Exact::ONE + rate);
        let per_unit = if left.is_zero() {
            Exact::ZERO
        } else {
            refundable / left
        };
        shown.set("refundable_total", Value::number(refundable));
        shown.set("refundable_total_per_unit", Value::number(per_unit));
    }
    Some(())
}
