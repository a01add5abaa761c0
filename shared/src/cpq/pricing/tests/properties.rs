//! What holds for every quote. `JALON_PROPERTY_CASES=100000` runs that many.

use super::examples::terms;
use crate::cpq::pricing::*;
use crate::kernel::{AgreementId, Percent, Quantity, UnitPrice};
use proptest::prelude::*;

pub(in crate::cpq::pricing) fn cases() -> ProptestConfig {
    let cases = std::env::var("JALON_PROPERTY_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(in crate::cpq::pricing) fn a_tax() -> impl Strategy<Value = Tax> {
    (0..TaxCategory::ALL.len(), 0_i32..3_000).prop_map(|(category, rate)| Tax {
        category: TaxCategory::ALL[category],
        rate: Percent(rate),
    })
}

fn some_tiers() -> impl Strategy<Value = (TierMode, Vec<Tier>)> {
    let tier = (1_i64..2_000_000, 0_i64..90_000_000);
    (
        0..3_usize,
        prop::collection::btree_map(tier.0, tier.1, 0..4),
    )
        .prop_map(|(mode, tiers)| {
            let tiers = tiers.into_iter().map(|(from, price)| Tier {
                from: Quantity(from),
                unit_price: UnitPrice(price),
            });
            (TierMode::ALL[mode], tiers.collect())
        })
}

fn agreed() -> impl Strategy<Value = Option<Contracted>> {
    let price = prop_oneof![
        (0_i64..100_000_000).prop_map(|price| AgreedPrice::Fixed(UnitPrice(price))),
        (0_i32..=10_000).prop_map(|rate| AgreedPrice::PercentOff(Percent(rate))),
    ];
    prop::option::weighted(
        0.3,
        price.prop_map(|price| Contracted {
            agreement_id: AgreementId(uuid::Uuid::nil()),
            name: "Frame".into(),
            price,
        }),
    )
}

pub(in crate::cpq::pricing) fn a_line() -> impl Strategy<Value = LineInput> {
    (
        (0..3_usize, -500_000_i64..5_000_000, 0_i64..100_000_000),
        prop::option::weighted(0.2, 0_i64..100_000_000),
        some_tiers(),
        (0_i32..=10_000, a_tax(), prop::bool::weighted(0.15)),
        prop::option::of(0_i64..50_000_000),
        agreed(),
        prop::option::weighted(0.3, a_kind()),
    )
        .prop_map(
            |(basis, manual, (tier_mode, tiers), rest, cost, contracted, kind)| LineInput {
                contracted,
                charge: Charge::ALL[basis.0],
                quantity: Quantity(basis.1),
                list_price: UnitPrice(basis.2),
                options: UnitPrice(basis.2 / 7),
                options_cost: cost.map(|cost| UnitPrice(cost / 5)),
                manual_price: manual.map(UnitPrice),
                tier_mode,
                tiers: if kind.is_some() { Vec::new() } else { tiers },
                kind,
                floor: None,
                cost: cost.map(UnitPrice),
                promotions: Vec::new(),
                discount: Percent(rest.0),
                off: None,
                tax: rest.1,
                optional: rest.2,
                ..LineInput::default()
            },
        )
}

pub(in crate::cpq::pricing) fn a_kind() -> impl Strategy<Value = PriceKind> {
    prop_oneof![
        (1_i64..3_000_000).prop_map(|size| PriceKind::Package {
            size: Quantity(size)
        }),
        (1_i64..3_000_000, 0_i64..90_000_000).prop_map(|(units, further)| PriceKind::Included {
            units: Quantity(units),
            further: UnitPrice(further),
        }),
    ]
}

prop_compose! {
    pub(in crate::cpq::pricing) fn a_quote()(
        months in 1_u32..61,
        discount in 0_i32..=10_000,
        lines in prop::collection::vec(a_line(), 0..14),
    ) -> (Terms, Vec<LineInput>) {
        (terms(months, discount), lines)
    }
}

fn price(quote: &(Terms, Vec<LineInput>)) -> PricedQuote {
    price_quote(&quote.0, &quote.1, &Policy::default())
}

/// BR-CO-10, 11, 13, 14, 15, 17 and BR-S-08 with its siblings, on the answer itself.
fn holds_en16931(quote: &PricedQuote, lines: &[LineInput]) -> Result<(), TestCaseError> {
    let totals = &quote.totals;
    let counted = || {
        quote
            .lines
            .iter()
            .zip(lines)
            .filter(|(_, line)| !line.optional)
    };
    let sum = |of: fn(&PricedLine) -> i64| counted().map(|(priced, _)| of(priced)).sum::<i64>();
    prop_assert_eq!(totals.line_net_minor, sum(|line| line.term_net_minor));
    prop_assert_eq!(
        totals.allowance_minor,
        sum(|line| line.document_share_minor)
    );
    prop_assert_eq!(totals.net_minor, sum(|line| line.net_minor));
    prop_assert_eq!(totals.tax_minor, sum(|line| line.tax_minor));
    prop_assert_eq!(totals.gross_minor, totals.net_minor + totals.tax_minor);
    prop_assert_eq!(totals.tcv_minor, totals.net_minor);
    prop_assert_eq!(
        totals.tax_minor,
        totals.taxes.iter().map(|row| row.tax_minor).sum::<i64>()
    );
    for row in &totals.taxes {
        let taxable: i64 = counted()
            .filter(|(_, line)| line.tax.normal() == row.tax)
            .map(|(priced, _)| priced.term_net_minor)
            .sum();
        prop_assert_eq!(row.taxable_minor, taxable - row.allowance_minor);
        let rate = i128::from(row.tax.rate.0);
        let off = i128::from(row.tax_minor) * 10_000 - i128::from(row.taxable_minor) * rate;
        prop_assert!(off.abs() <= 5_000, "tax is rounded once");
        prop_assert!(row.tax.category.is_taxed() || row.tax_minor == 0);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn lines_add_up_to_totals(quote in a_quote()) {
        let priced = price(&quote);
        prop_assert!(priced.issues.is_empty());
        holds_en16931(&priced, &quote.1)?;
        let exact: i128 = quote.1.iter().zip(&priced.lines)
            .filter(|(line, _)| !line.optional)
            .map(|(_, line)| i128::from(line.term_net_minor))
            .sum::<i128>() * i128::from(quote.0.discount.0);
        let off = i128::from(priced.totals.allowance_minor) * 10_000 - exact;
        prop_assert!(off.abs() <= 5_000, "the allowance never drifts, however many lines");
    }

    #[test]
    fn totals_do_not_depend_on_the_order_of_lines(quote in a_quote(), turn in 0_usize..14) {
        let mut turned = quote.clone();
        turned.1.reverse();
        let at = turn.min(turned.1.len());
        turned.1.rotate_left(at);
        prop_assert_eq!(price(&quote).totals, price(&turned).totals);
    }

    #[test]
    fn the_waterfall_adds_up(quote in a_quote()) {
        let priced = price(&quote);
        for (line, amounts) in quote.1.iter().zip(&priced.lines) {
            let steps = waterfall(&quote.0, line, amounts, &Policy::default());
            prop_assert_eq!(steps.iter().map(|step| step.delta_minor).sum::<i64>(), amounts.gross_minor());
            let net = steps.iter().find(|step| step.code == StepCode::Net).unwrap();
            prop_assert_eq!(net.amount_minor, amounts.net_minor);
        }
    }

    #[test]
    fn a_credit_mirrors_its_invoice(quote in a_quote()) {
        let mut credit = quote.clone();
        for line in &mut credit.1 {
            line.quantity.0 = -line.quantity.0;
        }
        let (plus, minus) = (price(&quote).totals, price(&credit).totals);
        prop_assert_eq!(plus.net_minor, -minus.net_minor);
        prop_assert_eq!(plus.tax_minor, -minus.tax_minor);
        prop_assert_eq!(plus.one_time_minor, -minus.one_time_minor);
    }

    #[test]
    fn no_input_panics(
        quantity in any::<i64>(), list in any::<i64>(), cost in any::<i64>(), discount in any::<i32>(),
        rate in any::<i32>(), months in any::<u32>(), all in any::<i32>(), from in any::<i64>(),
    ) {
        let kinds = [
            None,
            Some(PriceKind::Package { size: Quantity(from) }),
            Some(PriceKind::Included { units: Quantity(from), further: UnitPrice(cost) }),
        ];
        let charges = TierMode::ALL.iter().copied().zip(Charge::ALL.iter().copied());
        for ((tier_mode, charge), kind) in charges.zip(kinds) {
            let line = LineInput {
                contracted: None,
                charge,
                quantity: Quantity(quantity),
                list_price: UnitPrice(list),
                options: UnitPrice(0),
                options_cost: None,
                manual_price: None,
                tier_mode,
                tiers: vec![Tier { from: Quantity(from), unit_price: UnitPrice(cost) }],
                floor: Some(UnitPrice(list)),
                cost: Some(UnitPrice(cost)),
                promotions: Vec::new(),
                discount: Percent(discount),
                off: None,
                tax: Tax::standard(Percent(rate)),
                optional: false,
                kind,
                ..LineInput::default()
            };
            let terms = terms(months, all);
            let priced = price_quote(&terms, std::slice::from_ref(&line), &Policy::default());
            let _ = waterfall(&terms, &line, &priced.lines[0], &Policy::default());
        }
    }
}
