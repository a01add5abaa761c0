//! The lines that count, each with its alternatives, and the options, of which there are none yet.

use super::Quotation;
use super::totals::{category, reduction, scheme, surcharge};
use super::xml::Xml;
use crate::cpq::pricing::exact::{Share, round_div, share_out};
use crate::cpq::pricing::{Charge, PricedLine, Remainder};
use crate::cpq::quotes::QuoteLine;
use crate::kernel::{Rounding, UnitPrice};
use rust_decimal::Decimal;

/// Those that are lines of the data: what is in the totals, and options.
pub(super) fn told<'a>(of: &Quotation<'a>) -> impl Iterator<Item = (usize, &'a QuoteLine)> {
    let lines = of.draft.lines.iter().enumerate();
    lines.filter(move |(_, line)| !line.price.optional || is_told_option(of, line))
}

/// Whether an option is a line. One with a tax no other line has would ask for a breakdown of nothing (BR-S-01 …),
/// and one outside the scope of VAT may not stand beside others (BR-O-11): it is told in a note.
fn is_told_option(of: &Quotation<'_>, line: &QuoteLine) -> bool {
    let tax = line.price.tax.normal();
    let mut taxes = of.priced.totals.taxes.iter();
    line.is_option() && taxes.any(|row| row.tax.normal() == tax)
}

/// The options that are no lines.
pub(super) fn noted<'a>(of: &Quotation<'a>) -> impl Iterator<Item = &'a QuoteLine> {
    let lines = of.draft.lines.iter();
    lines.filter(move |line| line.is_option() && !is_told_option(of, line))
}

pub(super) fn write(xml: &mut Xml, of: &Quotation<'_>) {
    for (at, line) in told(of) {
        let Some(priced) = of.priced.lines.get(at) else {
            continue;
        };
        let id = (at + 1).to_string();
        xml.group("cac:QuotationLine", |xml| {
            xml.leaf("cbc:ID", &id);
            item_line(xml, of, ("cac:LineItem", &id), (line, priced));
            alternatives(xml, of, line);
        });
    }
}

/// What may take the place of the line.
fn alternatives(xml: &mut Xml, of: &Quotation<'_>, line: &QuoteLine) {
    if !line.is_alternative() {
        return;
    }
    let lines = of.draft.lines.iter().zip(&of.priced.lines).enumerate();
    for (at, (other, priced)) in lines {
        if other.is_other() && other.choice.alternatives == line.choice.alternatives {
            let id = (at + 1).to_string();
            item_line(xml, of, ("cac:AlternativeLineItem", &id), (other, priced));
        }
    }
}

fn item_line(
    xml: &mut Xml,
    of: &Quotation<'_>,
    (name, id): (&str, &str),
    (line, priced): (&QuoteLine, &PricedLine),
) {
    let shown = Shown::of(of, line, priced);
    let unit = [("unitCode", unit_code(&line.unit))];
    // Of an option nothing is ordered yet: no quantity, no amount, and as many as there may be.
    let option = line.is_option();
    let (quantity, net_minor) = if option {
        (Decimal::ZERO, 0)
    } else {
        (shown.quantity, priced.term_net_minor)
    };
    xml.group(name, |xml| {
        xml.leaf("cbc:ID", id);
        xml.leaf_with("cbc:Quantity", &unit, &plain(quantity));
        of.amount(xml, "cbc:LineExtensionAmount", net_minor);
        if let Some((least, most)) = range(line, &shown) {
            xml.leaf_with("cbc:MinimumQuantity", &unit, &plain(least));
            xml.leaf_with("cbc:MaximumQuantity", &unit, &plain(most));
        }
        if !option {
            reduction(xml, of, shown.reduction_minor, None);
            for (own, minor) in line.price.surcharges.iter().zip(added(line, priced)) {
                surcharge(xml, of, own, (minor, None, None));
            }
        }
        xml.group("cac:Price", |xml| {
            let currency = [("currencyID", of.draft.currency.code())];
            xml.leaf_with("cbc:PriceAmount", &currency, &plain(shown.price));
        });
        item(xml, of, line, priced, &shown);
    });
}

/// How few and how many there may be, where that is the customer's to choose.
fn range(line: &QuoteLine, shown: &Shown) -> Option<(Decimal, Decimal)> {
    let limits = line.choice.limits;
    let limits = limits.map(|limits| (limits.min.to_decimal(), limits.max.to_decimal()));
    if !line.is_option() {
        return limits;
    }
    let most = limits.map_or(shown.quantity, |(_, most)| most);
    (most > Decimal::ZERO).then_some((Decimal::ZERO, most))
}

fn item(xml: &mut Xml, of: &Quotation<'_>, line: &QuoteLine, priced: &PricedLine, shown: &Shown) {
    xml.group("cac:Item", |xml| {
        let details = line.description.split_once('\n');
        let details = details.map_or("", |(_, details)| details);
        xml.leaf("cbc:Description", details);
        xml.leaf("cbc:Name", line.name());
        xml.group("cac:ClassifiedTaxCategory", |xml| {
            category(xml, line.price.tax);
            scheme(xml);
        });
        let mut property = |name: &str, value: &str| {
            xml.group("cac:AdditionalItemProperty", |xml| {
                xml.leaf("cbc:Name", name);
                xml.leaf("cbc:Value", value);
            });
        };
        if unit_code(&line.unit) == ANY && !matches!(line.unit.as_str(), "" | "unit") {
            property("unit", &line.unit);
        }
        if line.is_option() {
            let net = crate::kernel::Money::new(priced.term_net_minor, of.draft.currency);
            property("option", "true");
            property("quantity_if_taken", &plain(shown.quantity));
            property("net_if_taken", &net.to_decimal().to_string());
        }
        if line.price.charge.recurs() {
            property("charge", line.price.charge.code());
            property("months", &shown.months.to_string());
            if let Some(tried) = priced.course.as_ref().and_then(|course| course.tried) {
                property("trial", &tried.trial.code());
            }
            let each = crate::kernel::Money::new(priced.period_net_minor, of.draft.currency);
            property("net_per_period", &each.to_decimal().to_string());
        }
    });
}

/// What each surcharge of a line comes to over the term: together what the line was priced with. Where the first period
/// comes to none, as all of it is discounted, what later ones come to is shared by the percentages.
fn added(line: &QuoteLine, priced: &PricedLine) -> Vec<i64> {
    let own = line.price.surcharges.iter().map(|own| own.added);
    let weights: Vec<i64> = if priced.surcharge_minor == 0 {
        let rates = own.map(|added| added.percent().map_or(0, |rate| i64::from(rate.0)));
        rates.collect()
    } else {
        let sold = priced.sold_minor();
        let each = own.map(|added| added.on(sold, Rounding::HalfUp).unwrap_or(0));
        each.collect()
    };
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let term = i128::from(priced.term_surcharge_minor) * whole.signum();
    let shares = weights
        .iter()
        .map(|weight| Share::of_kind(i128::from(*weight) * term, 0));
    let shares: Vec<Share> = shares.collect();
    let term = priced.term_surcharge_minor;
    share_out(term, &shares, whole.abs(), Remainder::Largest).unwrap_or_default()
}

/// A line as quantity × price over the term, and what is off it.
struct Shown {
    quantity: Decimal,
    price: Decimal,
    reduction_minor: i64,
    months: u32,
}

impl Shown {
    fn of(of: &Quotation<'_>, line: &QuoteLine, priced: &PricedLine) -> Self {
        let months = priced
            .course
            .as_ref()
            .map_or(of.draft.term_months, |course| course.months);
        let unit = line.price.manual_price.unwrap_or(priced.book_unit);
        // A price is never below zero (BR-27): a credit is a quantity below zero.
        let sign: i64 = if unit.0 < 0 { -1 } else { 1 };
        let quantity = line.price.quantity.0.saturating_mul(sign);
        let decimals = of.draft.currency.decimals().min(4);
        let price = over_term(unit.0.saturating_mul(sign), line.price.charge, months);
        let found = price.and_then(|price| {
            let gross = amount(quantity, price, decimals)?;
            let reduction = gross.checked_sub(priced.term_sold_minor())?;
            Some((price, reduction))
        });
        // What cannot be told as a price is told as a charge.
        let (price, reduction_minor) =
            found.unwrap_or((0, priced.term_sold_minor().saturating_neg()));
        Self {
            quantity: Decimal::new(quantity, 4),
            price: UnitPrice(price).to_decimal(),
            reduction_minor,
            months,
        }
    }
}

/// The price of a unit over all months, in ten-thousandths.
fn over_term(unit: i64, charge: Charge, months: u32) -> Option<i64> {
    let months = i128::from(months);
    let exact = match charge {
        Charge::OneTime => i128::from(unit),
        Charge::Monthly | Charge::Usage => i128::from(unit).checked_mul(months)?,
        Charge::Yearly => round_div(i128::from(unit) * months, 12, Rounding::HalfUp)?,
    };
    i64::try_from(exact).ok()
}

/// Quantity × price in minor units.
fn amount(quantity: i64, price: i64, decimals: u32) -> Option<i64> {
    let exact = i128::from(quantity).checked_mul(i128::from(price))?;
    let minor = round_div(exact, 10_i128.pow(8 - decimals), Rounding::HalfUp)?;
    i64::try_from(minor).ok()
}

fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// UN/ECE recommendation 20: one of whatever it is.
const ANY: &str = "C62";

/// The code of a unit; one that is none of the known has [`ANY`], and its word beside it.
fn unit_code(unit: &str) -> &'static str {
    match unit {
        "hour" => "HUR",
        "day" => "DAY",
        "month" => "MON",
        "year" => "ANN",
        _ => ANY,
    }
}
