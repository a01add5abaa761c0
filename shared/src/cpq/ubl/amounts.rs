//! The amounts of a document, computed from its own figures.

use super::tree::Element;
use crate::cpq::policies::{Exact, RoundTo};
use crate::kernel::Currency;
use serde::Serialize;
use std::collections::BTreeSet;

/// The net amount of a line (BT-131).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineFigure {
    /// Its identifier (BT-126).
    pub id: String,
    /// As the document says.
    pub stated: Option<Exact>,
    /// Quantity × price ÷ base quantity, less allowances, plus charges, rounded.
    pub computed: Exact,
}

/// An allowance or charge that is a percentage of an amount (BT-93 and BT-94, BT-100 and BT-101, BT-137 and
/// BT-138, BT-142 and BT-143).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShareFigure {
    /// The identifier of the line it is on; `None` on the document.
    pub line: Option<String>,
    /// Whether it is added.
    pub charge: bool,
    /// As the document says.
    pub stated: Option<Exact>,
    /// Base amount × percentage, rounded.
    pub computed: Exact,
}

/// A total (BG-22).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The business term: `BT-106`.
    pub term: &'static str,
    /// The element's name.
    pub name: &'static str,
    /// As the document says.
    pub stated: Option<Exact>,
    /// As its other figures give it.
    pub computed: Exact,
}

/// A row of the breakdown (BG-23).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakdownRow {
    /// Category code (BT-118).
    pub category: String,
    /// Rate in percent (BT-119), where there is one.
    pub rate: Option<Exact>,
    /// Taxable amount (BT-116) as the document says.
    pub taxable_stated: Option<Exact>,
    /// Lines and charges less allowances of this category and rate.
    pub taxable: Exact,
    /// Tax (BT-117) as the document says.
    pub tax_stated: Option<Exact>,
    /// Taxable × rate, rounded half away from zero.
    pub tax: Exact,
}

/// The lines of an invoice or credit note.
pub(super) fn lines(root: Element<'_>) -> Vec<Element<'_>> {
    let mut lines = root.all("InvoiceLine");
    lines.extend(root.all("CreditNoteLine"));
    lines
}

pub(super) fn quantity(line: Element<'_>) -> Option<Exact> {
    line.number("InvoicedQuantity")
        .or_else(|| line.number("CreditedQuantity"))
}

/// Category code and rate of a category element.
pub(super) fn category(element: Element<'_>) -> (String, Option<Exact>) {
    (element.text("ID").to_owned(), element.number("Percent"))
}

/// The tax subtotals in the document's currency: those of the accounting currency have none.
pub(super) fn subtotals(root: Element<'_>) -> Vec<Element<'_>> {
    root.all("TaxTotal/TaxSubtotal")
}

/// How many rows the breakdown has, or would have: every row is compared with every line.
pub(super) fn categories(root: Element<'_>) -> usize {
    let pair = |of: Element<'_>| (of.text("ID").to_owned(), of.text("Percent").to_owned());
    let used: BTreeSet<(String, String)> = lines(root)
        .into_iter()
        .filter_map(|line| line.first("Item/ClassifiedTaxCategory"))
        .chain(root.all("AllowanceCharge/TaxCategory"))
        .map(pair)
        .collect();
    used.len().max(subtotals(root).len())
}

/// The document's total tax: the amount in its own currency, the first where none is named.
pub(super) fn tax_amount(root: Element<'_>) -> Option<Exact> {
    let currency = root.text("DocumentCurrencyCode");
    let amounts = root.all("TaxTotal/TaxAmount");
    amounts
        .iter()
        .find(|amount| amount.attribute("currencyID") == Some(currency))
        .or(amounts.first())
        .and_then(|amount| amount.value())
}

/// Net amounts by category and rate: lines and charges less allowances.
pub(super) fn taxable(root: Element<'_>) -> Vec<(String, Option<Exact>, Exact)> {
    let mut rows: Vec<(String, Option<Exact>, Exact)> = Vec::new();
    let mut add = |of: Option<Element<'_>>, amount: Exact| {
        let Some(of) = of else { return };
        let (code, rate) = category(of);
        match rows.iter_mut().find(|row| row.0 == code && row.1 == rate) {
            Some(row) => row.2 += amount,
            None => rows.push((code, rate, amount)),
        }
    };
    for line in lines(root) {
        let amount = line.number_or_zero("LineExtensionAmount");
        add(line.first("Item/ClassifiedTaxCategory"), amount);
    }
    for one in root.all("AllowanceCharge") {
        let amount = one.number_or_zero("Amount");
        let signed = if one.is_charge() { amount } else { -amount };
        add(one.first("TaxCategory"), signed);
    }
    rows
}

/// What amounts of the document's currency are rounded to.
fn rounding(root: Element<'_>) -> RoundTo {
    root.text("DocumentCurrencyCode")
        .parse::<Currency>()
        .map_or(RoundTo::CENTS, RoundTo::of)
}

/// The allowances and charges that say a base and a percentage.
pub(super) fn shares(root: Element<'_>) -> Vec<ShareFigure> {
    let round = rounding(root);
    let of = |place: Element<'_>, line: Option<&str>| -> Vec<ShareFigure> {
        let all = place.all("AllowanceCharge").into_iter();
        all.filter_map(|one| {
            let percent = one.number("MultiplierFactorNumeric")?.percent();
            Some(ShareFigure {
                line: line.map(str::to_owned),
                charge: one.is_charge(),
                stated: one.number("Amount"),
                computed: round.apply(one.number("BaseAmount")? * percent),
            })
        })
        .collect()
    };
    let mut shares = of(root, None);
    for line in lines(root) {
        shares.extend(of(line, Some(line.text("ID"))));
    }
    shares
}

pub(super) fn compute(root: Element<'_>) -> (Vec<LineFigure>, Vec<Figure>, Vec<BreakdownRow>) {
    let round = rounding(root);
    let lines: Vec<LineFigure> = lines(root)
        .into_iter()
        .map(|line| net(line, round))
        .collect();
    let breakdown = breakdown(root, round);
    let figures = figures(root, &lines, &breakdown);
    (lines, figures, breakdown)
}

fn net(line: Element<'_>, round: RoundTo) -> LineFigure {
    let base = match line.number("Price/BaseQuantity") {
        Some(base) if !base.is_zero() => base,
        _ => Exact::ONE,
    };
    let price = line.number_or_zero("Price/PriceAmount");
    let mut net = round.apply(quantity(line).unwrap_or(Exact::ZERO) * price / base);
    for one in line.all("AllowanceCharge") {
        let amount = one.number_or_zero("Amount");
        net += if one.is_charge() { amount } else { -amount };
    }
    LineFigure {
        id: line.text("ID").to_owned(),
        stated: line.number("LineExtensionAmount"),
        computed: net,
    }
}

fn breakdown(root: Element<'_>, round: RoundTo) -> Vec<BreakdownRow> {
    let mut rows: Vec<BreakdownRow> = Vec::new();
    let sums = taxable(root);
    let tax = |rate: Option<Exact>, taxable: Exact| {
        round.apply(taxable * rate.unwrap_or(Exact::ZERO).percent())
    };
    let same =
        |a: Option<Exact>, b: Option<Exact>| a.unwrap_or(Exact::ZERO) == b.unwrap_or(Exact::ZERO);
    for subtotal in subtotals(root) {
        let (code, rate) = subtotal
            .first("TaxCategory")
            .map(category)
            .unwrap_or_default();
        let sum: Exact = sums
            .iter()
            .filter(|(own, at, _)| *own == code && same(*at, rate))
            .map(|(_, _, amount)| *amount)
            .sum();
        rows.push(BreakdownRow {
            category: code,
            rate,
            taxable_stated: subtotal.number("TaxableAmount"),
            taxable: sum,
            tax_stated: subtotal.number("TaxAmount"),
            tax: tax(rate, sum),
        });
    }
    for (code, rate, amount) in sums {
        if !rows
            .iter()
            .any(|row| row.category == code && same(row.rate, rate))
        {
            rows.push(BreakdownRow {
                category: code,
                rate,
                taxable_stated: None,
                taxable: amount,
                tax_stated: None,
                tax: tax(rate, amount),
            });
        }
    }
    rows
}

fn figures(root: Element<'_>, lines: &[LineFigure], breakdown: &[BreakdownRow]) -> Vec<Figure> {
    let stated = |name: &str| root.number(&format!("LegalMonetaryTotal/{name}"));
    let line_net: Exact = lines
        .iter()
        .map(|line| line.stated.unwrap_or(line.computed))
        .sum();
    let (mut allowances, mut charges) = (Exact::ZERO, Exact::ZERO);
    for one in root.all("AllowanceCharge") {
        let amount = one.number_or_zero("Amount");
        if one.is_charge() {
            charges += amount;
        } else {
            allowances += amount;
        }
    }
    let net = line_net - allowances + charges;
    let tax: Exact = breakdown.iter().map(|row| row.tax).sum();
    let gross = net + tax;
    let prepaid = stated("PrepaidAmount").unwrap_or(Exact::ZERO);
    let rounding = stated("PayableRoundingAmount").unwrap_or(Exact::ZERO);
    let figure = |term, name: &'static str, computed| Figure {
        term,
        name,
        stated: if name == "TaxAmount" {
            tax_amount(root)
        } else {
            stated(name)
        },
        computed,
    };
    vec![
        figure("BT-106", "LineExtensionAmount", line_net),
        figure("BT-107", "AllowanceTotalAmount", allowances),
        figure("BT-108", "ChargeTotalAmount", charges),
        figure("BT-109", "TaxExclusiveAmount", net),
        figure("BT-110", "TaxAmount", tax),
        figure("BT-112", "TaxInclusiveAmount", gross),
        figure("BT-113", "PrepaidAmount", prepaid),
        figure("BT-114", "PayableRoundingAmount", rounding),
        figure("BT-115", "PayableAmount", gross - prepaid + rounding),
    ]
}
