//! What is written, read again: every amount computed anew, every text whole.

use super::super::tree::{Element, read};
use super::super::{TaxReport, check};
use super::*;
use crate::cpq::policies::Exact;
use crate::cpq::pricing::{Added, Charge, DocumentSurcharge, LineInput, Ramp, Tax};
use crate::cpq::quotes::choice::join_above;
use crate::cpq::quotes::{LineChoice, QuantityLimits, QuoteLine, price_draft};
use crate::kernel::{
    AlternativesId, Currency, Lang, Percent, Quantity, QuoteLineId, SalesChannel, UnitPrice,
    uuid_v7,
};
use proptest::prelude::*;

fn line(n: u8, description: &str, price: LineInput) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(uuid_v7(i64::from(n), [n; 10])),
        product_id: None,
        section: None,
        description: description.to_owned(),
        unit: "hour".to_owned(),
        price,
        configuration: None,
        choice: LineChoice::default(),
    }
}

fn input(quantity: i64, price: i64, charge: Charge, tax: Tax) -> LineInput {
    LineInput {
        charge,
        quantity: Quantity(quantity),
        list_price: UnitPrice(price),
        tax,
        ..LineInput::default()
    }
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        title: "Atelier".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        channel: SalesChannel::Direct,
        currency: Currency::EUR,
        language: Lang::Fr,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 36,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions: Vec::new(),
        subscription: crate::cpq::pricing::Subscription::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

fn written(draft: &QuoteDraft, name: &str) -> String {
    let priced = price_draft(draft);
    let exemptions: Vec<_> = TaxCategory::ALL.iter().map(|one| (*one, "why")).collect();
    quotation(&Quotation {
        reference: "Q-2026-00042 v2",
        draft,
        priced: &priced,
        seller: Party {
            name: "Jalon Démo SAS",
            address: vec!["12 rue de la République", "69002 Lyon"],
            vat_number: "FR40303265045",
            contact: "Camille Rousseau",
        },
        buyer: Party {
            name,
            ..Party::default()
        },
        payment: if draft.payment_days.is_some() {
            "Paiement : 45 jours"
        } else {
            ""
        },
        exemptions: &exemptions,
        reasons: &[(SurchargeReason::Freight, "Fret")],
    })
}

/// The same document as an invoice, so that the reader computes every amount of it again.
fn as_invoice(xml: &str) -> TaxReport {
    let mut text = xml.to_owned();
    for (own, other) in [
        ("<Quotation ", "<Invoice "),
        ("</Quotation>", "</Invoice>"),
        ("cac:QuotationLine", "cac:InvoiceLine"),
        ("<cac:LineItem>", ""),
        ("</cac:LineItem>", ""),
        ("cac:QuotedMonetaryTotal", "cac:LegalMonetaryTotal"),
        ("cbc:Quantity", "cbc:InvoicedQuantity"),
        ("cbc:PricingCurrencyCode", "cbc:DocumentCurrencyCode"),
    ] {
        text = text.replace(own, other);
    }
    check(&text).unwrap()
}

fn exact(draft: &QuoteDraft, minor: i64) -> Option<Exact> {
    let amount = crate::kernel::Money::new(minor, draft.currency).to_decimal();
    Exact::parse(&amount.to_string())
}

/// Every sum of the data is that of the quote, and follows from the other figures.
fn agrees(draft: &QuoteDraft, xml: &str) -> TaxReport {
    let priced = price_draft(draft);
    let report = as_invoice(xml);
    assert!(report.amounts_agree(), "{report:#?}\n{xml}");
    let stated = |name: &str| {
        let mut figures = report.figures.iter();
        figures
            .find(|one| one.name == name)
            .and_then(|one| one.stated)
    };
    let totals = &priced.totals;
    for (name, minor) in [
        ("LineExtensionAmount", totals.line_net_minor),
        ("TaxExclusiveAmount", totals.net_minor),
        ("TaxAmount", totals.tax_minor),
        ("TaxInclusiveAmount", totals.gross_minor),
        ("PayableAmount", totals.gross_minor),
    ] {
        assert_eq!(stated(name), exact(draft, minor), "{name}\n{xml}");
    }
    let lines = draft.lines.iter().zip(&priced.lines);
    // An option comes to nothing until it is taken; one with a tax of its own is told in a note.
    let known = |line: &QuoteLine| {
        let mut taxes = totals.taxes.iter();
        taxes.any(|row| row.tax.normal() == line.price.tax.normal())
    };
    let nets = lines.filter(|(line, _)| !line.price.optional || known(line));
    let nets: Vec<_> = nets
        .map(|(line, one)| {
            let minor = if line.price.optional {
                0
            } else {
                one.term_net_minor
            };
            exact(draft, minor)
        })
        .collect();
    let own: Vec<_> = report.lines.iter().map(|line| line.stated).collect();
    assert_eq!(own, nets);
    assert_eq!(report.breakdown.len(), totals.taxes.len());
    report
}

fn example() -> QuoteDraft {
    let exempt = Tax {
        category: TaxCategory::E,
        rate: Percent::ZERO,
    };
    let standard = Tax::standard(Percent::whole(20));
    let mut licence = input(250_000, 390_000, Charge::Monthly, standard);
    licence.discount = Percent::whole(10);
    let mut option = input(10_000, 24_000_000, Charge::OneTime, standard);
    option.optional = true;
    let mut draft = draft(vec![
        line(1, "Licence\nHébergée & assistée", licence),
        line(
            2,
            "Formation",
            input(30_000, 11_500_000, Charge::OneTime, exempt),
        ),
        line(
            3,
            "Maintenance",
            input(10_000, 19_800_000, Charge::Yearly, standard),
        ),
        line(4, "Reprise", option),
    ]);
    draft.discount = Percent::whole(5);
    draft
}

#[test]
fn every_amount_is_that_of_the_quote() {
    let draft = example();
    let xml = written(&draft, "Mécanique des Alpes");
    let report = agrees(&draft, &xml);
    assert_eq!(
        (report.number.as_str(), report.currency.as_str()),
        ("Q-2026-00042 v2", "EUR")
    );
    // 25 × 39 € × 36 months: 35,100 €, of which 10 % are an allowance of the line.
    assert!(
        xml.contains("<cbc:PriceAmount currencyID=\"EUR\">1404</cbc:PriceAmount>"),
        "{xml}"
    );
    assert!(
        xml.contains("<cbc:Amount currencyID=\"EUR\">3510.00</cbc:Amount>"),
        "{xml}"
    );
    // No rule on amounts, categories and reasons is broken.
    let of_category = |rule: &str| {
        let ends = ["-05", "-08", "-09", "-10"];
        rule.split('-').count() == 3 && ends.iter().any(|end| rule.ends_with(end))
    };
    let about = |rule: &str| {
        let sums = ("BR-CO-10"..="BR-CO-17").contains(&rule);
        sums || rule.starts_with("BR-DEC") || of_category(rule)
    };
    let broken: Vec<_> = report
        .violations
        .iter()
        .filter(|one| about(one.rule))
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(
        xml,
        written(&draft, "Mécanique des Alpes"),
        "same quote, same bytes"
    );
}

fn surcharge(code: &str, reason: &str, added: Added) -> Surcharge {
    Surcharge {
        reason: reason.to_owned(),
        code: code.to_owned(),
        added,
    }
}

#[test]
fn surcharges_are_charges() {
    let mut draft = example();
    draft.surcharges = vec![
        DocumentSurcharge {
            surcharge: surcharge("FC", "", Added::Amount(5_000)),
            tax: Tax::standard(Percent::whole(20)),
        },
        DocumentSurcharge {
            surcharge: surcharge("", "Palettes & film", Added::Percent(Percent::whole(2))),
            tax: Tax::standard(Percent::whole(20)),
        },
    ];
    draft.lines[0].price.surcharges = vec![
        surcharge("PC", "Caisses", Added::Amount(333)),
        surcharge("FC", "", Added::Percent(Percent(175))),
    ];
    let xml = written(&draft, "Alpes");
    agrees(&draft, &xml);
    let tree = read(&xml).unwrap();
    let root = Element::of(tree.root_element());
    let told = |path: &str| -> Vec<[String; 5]> {
        let all = root.all(path).into_iter();
        let charges = all.filter(|one| one.text("ChargeIndicator") == "true");
        charges
            .map(|one| {
                [
                    "AllowanceChargeReasonCode",
                    "AllowanceChargeReason",
                    "MultiplierFactorNumeric",
                    "Amount",
                    "BaseAmount",
                ]
                .map(|name| one.text(name).to_owned())
            })
            .collect()
    };
    let sold = exact(&draft, price_draft(&draft).totals.sold_minor()).unwrap();
    let on_whole = told("AllowanceCharge");
    assert_eq!(on_whole[0], ["FC", "Fret", "", "50.00", ""]);
    assert_eq!(on_whole[1][..3], ["", "Palettes & film", "2"]);
    assert_eq!(Exact::parse(&on_whole[1][4]), Some(sold));
    let of_line = told("QuotationLine/LineItem/AllowanceCharge");
    // 3.33 in each of 36 months; 1.75 % of 877.50 a month, rounded to 15.36.
    assert_eq!(of_line[0], ["PC", "Caisses", "", "119.88", ""]);
    assert_eq!(of_line[1], ["FC", "Fret", "", "552.96", ""]);
}

#[test]
fn a_surcharge_that_begins_later_is_a_charge() {
    let mut draft = example();
    let price = &mut draft.lines[0].price;
    // Nothing for three months, then 975.00 a month for 33.
    price.discount = Percent::whole(100);
    price.change_term(|term| {
        term.ramps = vec![Ramp {
            from_month: 3,
            discount: Some(Percent::ZERO),
            ..Ramp::default()
        }];
    });
    price.surcharges = [(3, "PC"), (1, "FC")]
        .map(|(rate, code)| surcharge(code, "", Added::Percent(Percent::whole(rate))))
        .to_vec();
    let priced = price_draft(&draft);
    assert_eq!(priced.lines[0].surcharge_minor, 0);
    assert_eq!(priced.lines[0].term_surcharge_minor, 33 * 3_900);
    let xml = written(&draft, "Alpes");
    agrees(&draft, &xml);
    for amount in ["965.25", "321.75"] {
        let told = format!("<cbc:Amount currencyID=\"EUR\">{amount}<");
        assert!(xml.contains(&told), "{amount} in {xml}");
    }
}

#[test]
fn when_it_is_paid_comes_before_the_terms() {
    let mut draft = example();
    draft.terms = "Franco".into();
    assert!(!written(&draft, "Alpes").contains("Paiement"));
    draft.payment_days = Some(45);
    let xml = written(&draft, "Alpes");
    let at = |text: &str| xml.find(text).unwrap();
    assert!(at("Paiement : 45 jours") < at("Franco"));
    assert_eq!(xml.matches("<cac:TransactionConditions>").count(), 1);
}

#[test]
fn alternatives_stand_with_their_line_and_options_are_lines_of_nothing() {
    let mut draft = example();
    let group: AlternativesId = uuid_v7(7, [7; 10]).into();
    let other = draft.lines[1].id;
    join_above(&mut draft.lines, other, group).unwrap();
    let xml = written(&draft, "Alpes");
    let tree = read(&xml).unwrap();
    let root = Element::of(tree.root_element());
    let names = |path: &str| {
        let found = root.all(path).into_iter();
        found
            .map(|one| one.text("Item/Name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("QuotationLine/LineItem"),
        ["Licence", "Maintenance", "Reprise"]
    );
    assert_eq!(names("QuotationLine/AlternativeLineItem"), ["Formation"]);
    assert_eq!(root.text("LineCountNumeric"), "3");
    let all = root.all("QuotationLine/LineItem");
    let option = all.last().unwrap();
    for (path, text) in [
        ("Quantity", "0"),
        ("LineExtensionAmount", "0.00"),
        ("MinimumQuantity", "0"),
        ("MaximumQuantity", "1"),
        ("Price/PriceAmount", "2400"),
    ] {
        assert_eq!(option.text(path), text, "{path}");
    }
    let properties: Vec<_> = option
        .all("Item/AdditionalItemProperty")
        .into_iter()
        .map(|one| (one.text("Name").to_owned(), one.text("Value").to_owned()))
        .collect();
    let said = |name: &str, value: &str| properties.contains(&(name.to_owned(), value.to_owned()));
    assert!(said("option", "true") && said("net_if_taken", "2400.00"));
    assert!(said("quantity_if_taken", "1"));
}

#[test]
fn limits_are_told_and_an_option_with_a_tax_of_its_own_is_a_note() {
    let mut draft = example();
    draft.lines[0].choice.limits = Some(QuantityLimits {
        min: Quantity::whole(10),
        max: Quantity::whole(40),
    });
    draft.lines[3].price.tax = Tax::standard(Percent(550));
    let xml = written(&draft, "Alpes");
    agrees(&draft, &xml);
    let tree = read(&xml).unwrap();
    let root = Element::of(tree.root_element());
    assert_eq!(root.text("LineCountNumeric"), "3");
    assert_eq!(root.text("QuotationLine/LineItem/MinimumQuantity"), "10");
    assert_eq!(root.text("QuotationLine/LineItem/MaximumQuantity"), "40");
    assert!(xml.contains(">Option: Reprise</cbc:Note>"), "{xml}");
}

#[test]
fn parties_days_and_conditions_are_told() {
    let mut draft = example();
    draft.terms = "30 jours <net>".into();
    let xml = written(&draft, "\u{1}\u{7}");
    let tree = read(&xml).unwrap();
    let root = Element::of(tree.root_element());
    for (path, text) in [
        ("ValidityPeriod/StartDate", "2026-11-23"),
        ("ValidityPeriod/EndDate", "2026-12-23"),
        ("SellerSupplierParty/Party/PartyName/Name", "Jalon Démo SAS"),
        (
            "SellerSupplierParty/Party/PartyTaxScheme/CompanyID",
            "FR40303265045",
        ),
        (
            "SellerSupplierParty/Party/PostalAddress/AddressLine/Line",
            "12 rue de la République",
        ),
        ("SellerSupplierParty/Party/Contact/Name", "Camille Rousseau"),
        ("TransactionConditions/Description", "30 jours <net>"),
    ] {
        assert_eq!(root.text(path), text, "{path}");
    }
    assert!(!root.has("BuyerCustomerParty"), "nobody can be read: {xml}");
}

fn a_tax() -> impl Strategy<Value = Tax> {
    (0..TaxCategory::ALL.len(), 0_i32..3_000).prop_map(|(category, rate)| Tax {
        category: TaxCategory::ALL[category],
        rate: Percent(rate),
    })
}

fn an_input() -> impl Strategy<Value = LineInput> {
    let figures = (-500_000_i64..5_000_000, -100_000_i64..100_000_000);
    let discount = (
        0..Charge::ALL.len(),
        0_i32..=10_000,
        prop::bool::weighted(0.2),
    );
    (figures, discount, a_tax()).prop_map(|((quantity, price), (charge, off, optional), tax)| {
        LineInput {
            discount: Percent(off),
            optional,
            ..input(quantity, price, Charge::ALL[charge], tax)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_quote_adds_up_and_every_text_comes_back(
        inputs in prop::collection::vec((any::<String>(), an_input()), 1..8),
        name in any::<String>(),
        months in 1_u32..60,
        (discount, added) in (0_i32..=10_000, prop::collection::vec(0_i64..1_000_000, 0..3)),
        currency in prop::sample::select(vec!["EUR", "JPY"]),
    ) {
        let lines = (1..).zip(inputs).map(|(n, (text, price))| line(n, &text, price));
        let mut draft = draft(lines.collect());
        draft.term_months = months;
        draft.discount = Percent(discount);
        for minor in added {
            let rate = Percent(i32::try_from(minor % 5_000).unwrap_or(0));
            let own = surcharge("FC", "", Added::Percent(rate));
            draft.lines[0].price.surcharges.push(own);
            let own = surcharge("FC", "", Added::Amount(minor));
            draft.surcharges.push(DocumentSurcharge { surcharge: own, tax: draft.lines[0].price.tax });
        }
        draft.currency = currency.parse().unwrap();
        let xml = written(&draft, &name);
        agrees(&draft, &xml);
        let tree = read(&xml).unwrap();
        let root = Element::of(tree.root_element());
        let kept = xml::readable(&name);
        prop_assert_eq!(root.text("BuyerCustomerParty/Party/PartyName/Name"), kept.trim());
        prop_assert_eq!(&xml, &written(&draft, &name));
    }
}
