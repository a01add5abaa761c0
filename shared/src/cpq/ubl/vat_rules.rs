//! The rules of each VAT category: BR-S-*, BR-Z-*, BR-E-*, BR-AE-*, BR-IC-*, BR-G-*, BR-O-*,
//! BR-AF-* (IGIC, also written BR-IG) and BR-AG-* (IPSI, also written BR-IP), BR-B-*.

use super::Findings;
use super::amounts::{lines, subtotals};
use super::tree::Element;
use crate::cpq::policies::{Exact, RoundTo};

/// The rule identifiers of a category, 01 to 10, and what it asks.
struct Category {
    code: &'static str,
    rules: [&'static str; 10],
    parties: Parties,
    rate: Rate,
}

/// Which identifiers a document with the category must have.
#[derive(Clone, Copy, PartialEq)]
enum Parties {
    /// Seller's VAT or tax number, or the representative's VAT number.
    Seller,
    /// Also the buyer's VAT number or registration.
    SellerAndBuyer,
    /// Seller's or representative's VAT number, and the buyer's.
    VatBoth,
    /// Seller's or representative's VAT number.
    VatSeller,
    /// None of the VAT numbers.
    Nobody,
}

#[derive(Clone, Copy, PartialEq)]
enum Rate {
    Positive,
    NotNegative,
    Zero,
    Absent,
}

macro_rules! rules {
    ($prefix:literal) => {
        [
            concat!("BR-", $prefix, "-01"),
            concat!("BR-", $prefix, "-02"),
            concat!("BR-", $prefix, "-03"),
            concat!("BR-", $prefix, "-04"),
            concat!("BR-", $prefix, "-05"),
            concat!("BR-", $prefix, "-06"),
            concat!("BR-", $prefix, "-07"),
            concat!("BR-", $prefix, "-08"),
            concat!("BR-", $prefix, "-09"),
            concat!("BR-", $prefix, "-10"),
        ]
    };
}

const CATEGORIES: [Category; 9] = [
    Category {
        code: "S",
        rules: rules!("S"),
        parties: Parties::Seller,
        rate: Rate::Positive,
    },
    Category {
        code: "Z",
        rules: rules!("Z"),
        parties: Parties::Seller,
        rate: Rate::Zero,
    },
    Category {
        code: "E",
        rules: rules!("E"),
        parties: Parties::Seller,
        rate: Rate::Zero,
    },
    Category {
        code: "AE",
        rules: rules!("AE"),
        parties: Parties::SellerAndBuyer,
        rate: Rate::Zero,
    },
    Category {
        code: "K",
        rules: rules!("IC"),
        parties: Parties::VatBoth,
        rate: Rate::Zero,
    },
    Category {
        code: "G",
        rules: rules!("G"),
        parties: Parties::VatSeller,
        rate: Rate::Zero,
    },
    Category {
        code: "O",
        rules: rules!("O"),
        parties: Parties::Nobody,
        rate: Rate::Absent,
    },
    Category {
        code: "L",
        rules: rules!("AF"),
        parties: Parties::Seller,
        rate: Rate::NotNegative,
    },
    Category {
        code: "M",
        rules: rules!("AG"),
        parties: Parties::Seller,
        rate: Rate::NotNegative,
    },
];

impl Category {
    /// Whether tax is charged at a rate, so that rows are told apart by it.
    fn is_taxed(&self) -> bool {
        matches!(self.rate, Rate::Positive | Rate::NotNegative)
    }
}

/// The places a category is used: lines, allowances, charges.
struct Uses<'a> {
    places: [Vec<Element<'a>>; 3],
}

const PLACES: [&str; 3] = ["a line", "an allowance", "a charge"];

impl<'a> Uses<'a> {
    /// Category elements of code `code` under the VAT scheme.
    fn of(root: Element<'a>, code: &str) -> Self {
        let matching = |element: &Element<'a>, path: &str| {
            element
                .vat(path)
                .filter(|category| category.text("ID") == code)
        };
        let at_document = |charge: bool| {
            root.all("AllowanceCharge")
                .into_iter()
                .filter(|one| one.is_charge() == charge)
                .filter_map(|one| matching(&one, "TaxCategory"))
                .collect::<Vec<_>>()
        };
        let on_lines = lines(root)
            .into_iter()
            .filter_map(|line| matching(&line, "Item/ClassifiedTaxCategory"))
            .collect();
        Self {
            places: [on_lines, at_document(false), at_document(true)],
        }
    }

    fn any(&self) -> bool {
        self.places.iter().any(|place| !place.is_empty())
    }
}

pub(super) fn check(root: Element<'_>, found: &mut Findings) {
    for category in &CATEGORIES {
        let uses = Uses::of(root, category.code);
        let rows: Vec<Element<'_>> = subtotals(root)
            .into_iter()
            .filter(|row| {
                row.vat("TaxCategory")
                    .is_some_and(|own| own.text("ID") == category.code)
            })
            .collect();
        presence(category, &uses, &rows, found);
        parties(root, category, &uses, found);
        rates(category, &uses, found);
        for row in &rows {
            amounts(root, category, *row, found);
            exemption(category, *row, found);
        }
        if !rows.is_empty() {
            beside(root, category.code, found);
        }
    }
    split_payment(root, found);
}

/// 01: what is used is in the breakdown; once, where it has no rates.
fn presence(category: &Category, uses: &Uses<'_>, rows: &[Element<'_>], found: &mut Findings) {
    let holds = if category.is_taxed() {
        uses.any() != rows.is_empty()
    } else {
        rows.len() == 1 || (rows.is_empty() && !uses.any())
    };
    if !holds {
        let code = category.code;
        let message = format!(
            "category {code} is used, the breakdown has it {} times",
            rows.len()
        );
        found.add(category.rules[0], message);
    }
}

/// 02 to 04: who must, or must not, have a number.
fn parties(root: Element<'_>, category: &Category, uses: &Uses<'_>, found: &mut Findings) {
    let number = |path: &str, vat_only: bool| {
        root.all(path)
            .into_iter()
            .any(|scheme| scheme.says("CompanyID") && (!vat_only || scheme.is_of_vat()))
    };
    let seller = "AccountingSupplierParty/Party/PartyTaxScheme";
    let buyer = "AccountingCustomerParty/Party/PartyTaxScheme";
    let representative = number("TaxRepresentativeParty/PartyTaxScheme", true);
    let holds = match category.parties {
        Parties::Seller => number(seller, false) || representative,
        Parties::SellerAndBuyer => {
            (number(seller, false) || representative)
                && (number(buyer, true)
                    || root.says("AccountingCustomerParty/Party/PartyLegalEntity/CompanyID"))
        }
        Parties::VatBoth => (number(seller, true) || representative) && number(buyer, true),
        Parties::VatSeller => number(seller, true) || representative,
        Parties::Nobody => !(number(seller, true) || representative || number(buyer, true)),
    };
    if holds {
        return;
    }
    for ((place, name), rule) in uses.places.iter().zip(PLACES).zip(&category.rules[1..4]) {
        if !place.is_empty() {
            let wanted = match category.parties {
                Parties::Seller => {
                    "the seller's VAT or tax number or the representative's is needed"
                }
                Parties::SellerAndBuyer => "numbers of the seller and of the buyer are needed",
                Parties::VatBoth => "VAT numbers of the seller and of the buyer are needed",
                Parties::VatSeller => "a VAT number of the seller or the representative is needed",
                Parties::Nobody => "no VAT number of seller, representative or buyer may be there",
            };
            found.add(
                rule,
                format!("{name} has category {}: {wanted}", category.code),
            );
        }
    }
}

/// 05 to 07: the rate.
fn rates(category: &Category, uses: &Uses<'_>, found: &mut Findings) {
    for ((place, name), rule) in uses.places.iter().zip(PLACES).zip(&category.rules[4..7]) {
        for one in place {
            let rate = one.number("Percent");
            let holds = match category.rate {
                Rate::Positive => rate.is_some_and(Exact::is_positive),
                Rate::NotNegative => rate.is_some_and(|rate| !rate.is_negative()),
                Rate::Zero => rate.is_some_and(Exact::is_zero),
                Rate::Absent => !one.has("Percent"),
            };
            if !holds {
                let shown = one.text("Percent");
                let message = format!("{name} of category {} has rate \"{shown}\"", category.code);
                found.add(rule, message);
            }
        }
    }
}

/// 08 and 09: taxable amount and tax. Taxed categories tolerate less than one unit of currency.
fn amounts(root: Element<'_>, category: &Category, row: Element<'_>, found: &mut Findings) {
    let rate = row.number("TaxCategory/Percent");
    let counts = |of: Option<Element<'_>>| {
        of.is_some_and(|of| {
            of.text("ID") == category.code && (!category.is_taxed() || of.number("Percent") == rate)
        })
    };
    let (mut sum, mut used) = (Exact::ZERO, false);
    for line in lines(root) {
        if counts(line.first("Item/ClassifiedTaxCategory")) {
            sum += line.number_or_zero("LineExtensionAmount");
            used = true;
        }
    }
    for one in root.all("AllowanceCharge") {
        if counts(one.first("TaxCategory")) {
            let amount = one.number_or_zero("Amount");
            sum += if one.is_charge() { amount } else { -amount };
            used = true;
        }
    }
    if !category.is_taxed() || rate.is_some() {
        let stated = row.number("TaxableAmount");
        let agrees = stated.is_some_and(|taxable| {
            if category.is_taxed() {
                (taxable - sum).abs() < Exact::ONE && (used || category.code != "S")
            } else {
                taxable == sum
            }
        });
        if !agrees {
            let stated = shown(stated);
            let message =
                format!("taxable amount is {stated}, lines and charges less allowances are {sum}");
            found.add(category.rules[7], message);
        }
    }
    tax(category, row, rate, found);
}

/// 09. Without a rate the tax of a taxed category follows from nothing.
fn tax(category: &Category, row: Element<'_>, rate: Option<Exact>, found: &mut Findings) {
    let stated = row.number("TaxAmount");
    let taxable = row.number_or_zero("TaxableAmount");
    let wanted = if category.is_taxed() {
        rate.map(|rate| RoundTo::CENTS.apply(taxable * rate.percent()))
    } else {
        Some(Exact::ZERO)
    };
    let agrees = match (stated, wanted) {
        (Some(tax), Some(wanted)) if category.is_taxed() => {
            (tax.abs() - wanted.abs()).abs() < Exact::ONE
        }
        (Some(tax), Some(_)) => tax.is_zero(),
        _ => false,
    };
    if !agrees {
        let wanted = wanted.map_or_else(
            || "but there is no rate".to_owned(),
            |wanted| format!("should be {wanted}"),
        );
        let message = format!("tax is {}, {wanted}", shown(stated));
        found.add(category.rules[8], message);
    }
}

/// An amount in a message.
fn shown(amount: Option<Exact>) -> String {
    amount.map_or_else(|| "missing".to_owned(), |amount| amount.to_string())
}

/// 10: a reason for taking no tax, and only then.
fn exemption(category: &Category, row: Element<'_>, found: &mut Findings) {
    let Some(own) = row.first("TaxCategory") else {
        return;
    };
    let wanted = matches!(category.code, "E" | "AE" | "K" | "G" | "O");
    // Where none may be given, an empty one may not either.
    let given = ["TaxExemptionReason", "TaxExemptionReasonCode"]
        .into_iter()
        .any(|name| {
            if wanted {
                own.says(name)
            } else {
                own.has(name)
            }
        });
    if given != wanted {
        let message = if wanted {
            "an exemption reason or its code is needed"
        } else {
            "no exemption reason may be given"
        };
        found.add(
            category.rules[9],
            format!("category {}: {message}", category.code),
        );
    }
}

/// BR-IC-11, BR-IC-12, BR-O-11 to BR-O-14.
fn beside(root: Element<'_>, code: &str, found: &mut Findings) {
    if code == "K" {
        let dated = root.says("Delivery/ActualDeliveryDate")
            || root
                .all("InvoicePeriod")
                .into_iter()
                .any(|period| period.children().next().is_some());
        found.unless(
            dated,
            "BR-IC-11",
            "neither a delivery date nor an invoicing period",
        );
        found.unless(
            root.says("Delivery/DeliveryLocation/Address/Country/IdentificationCode"),
            "BR-IC-12",
            "no country of delivery",
        );
    }
    if code != "O" {
        return;
    }
    let other = |of: Option<Element<'_>>| of.is_some_and(|of| of.text("ID") != "O");
    let in_breakdown = subtotals(root)
        .into_iter()
        .any(|row| other(row.first("TaxCategory")));
    found.unless(
        !in_breakdown,
        "BR-O-11",
        "category O beside another in the breakdown",
    );
    let on_line = lines(root)
        .into_iter()
        .any(|line| other(line.first("Item/ClassifiedTaxCategory")));
    found.unless(!on_line, "BR-O-12", "category O beside a line of another");
    for (charge, rule) in [(false, "BR-O-13"), (true, "BR-O-14")] {
        let at_document = root
            .all("AllowanceCharge")
            .into_iter()
            .any(|one| one.is_charge() == charge && other(one.first("TaxCategory")));
        found.unless(!at_document, rule, "category O beside an amount of another");
    }
}

/// BR-B-01, BR-B-02: split payment is Italian, and never beside the standard rate.
fn split_payment(root: Element<'_>, found: &mut Findings) {
    let used = |code: &str| {
        Uses::of(root, code).any()
            || subtotals(root)
                .into_iter()
                .any(|row| row.text("TaxCategory/ID") == code)
    };
    if !used("B") {
        return;
    }
    let italian = root
        .anywhere("IdentificationCode")
        .into_iter()
        .all(|country| country.own() == "IT");
    found.unless(italian, "BR-B-01", "split payment outside Italy");
    found.unless(
        !used("S"),
        "BR-B-02",
        "split payment beside the standard rate",
    );
}
