//! BR-DEC-*: amounts have at most two decimals.

use super::Findings;
use super::amounts::lines;
use super::tree::Element;

pub(super) fn check(root: Element<'_>, found: &mut Findings) {
    let mut two = |rule: &'static str, amount: Element<'_>| {
        let text = amount.own();
        let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
        if decimals > 2 {
            found.add(rule, format!("{} is {text}", amount.name()));
        }
    };
    for (rule, path) in [
        ("BR-DEC-09", "LegalMonetaryTotal/LineExtensionAmount"),
        ("BR-DEC-10", "LegalMonetaryTotal/AllowanceTotalAmount"),
        ("BR-DEC-11", "LegalMonetaryTotal/ChargeTotalAmount"),
        ("BR-DEC-12", "LegalMonetaryTotal/TaxExclusiveAmount"),
        ("BR-DEC-14", "LegalMonetaryTotal/TaxInclusiveAmount"),
        ("BR-DEC-16", "LegalMonetaryTotal/PrepaidAmount"),
        ("BR-DEC-17", "LegalMonetaryTotal/PayableRoundingAmount"),
        ("BR-DEC-18", "LegalMonetaryTotal/PayableAmount"),
        ("BR-DEC-19", "TaxTotal/TaxSubtotal/TaxableAmount"),
        ("BR-DEC-20", "TaxTotal/TaxSubtotal/TaxAmount"),
    ] {
        for amount in root.all(path) {
            two(rule, amount);
        }
    }
    let currency = root.text("DocumentCurrencyCode");
    for amount in root.all("TaxTotal/TaxAmount") {
        let own = amount
            .attribute("currencyID")
            .is_none_or(|own| own == currency);
        two(if own { "BR-DEC-13" } else { "BR-DEC-15" }, amount);
    }
    let mut both = |of: Element<'_>, rules: [[&'static str; 2]; 2]| {
        for one in of.all("AllowanceCharge") {
            let [amount, base] = rules[usize::from(one.is_charge())];
            for (rule, path) in [(amount, "Amount"), (base, "BaseAmount")] {
                for amount in one.all(path) {
                    two(rule, amount);
                }
            }
        }
    };
    both(
        root,
        [["BR-DEC-01", "BR-DEC-02"], ["BR-DEC-05", "BR-DEC-06"]],
    );
    for line in lines(root) {
        both(
            line,
            [["BR-DEC-24", "BR-DEC-25"], ["BR-DEC-27", "BR-DEC-28"]],
        );
    }
    for line in lines(root) {
        for amount in line.all("LineExtensionAmount") {
            two("BR-DEC-23", amount);
        }
    }
}
