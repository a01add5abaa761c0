//! What is added beside the prices: where it counts, what it leaves alone, and that everything still adds up.

use super::examples::{euro, terms};
use super::properties::{a_line, cases};
use crate::cpq::pricing::*;
use crate::kernel::{Percent, Quantity};
use proptest::prelude::*;

fn freight(added: Added) -> Surcharge {
    Surcharge {
        reason: String::new(),
        code: "FC".into(),
        added,
    }
}

fn on_document(added: Added, tax: Tax) -> DocumentSurcharge {
    DocumentSurcharge {
        surcharge: freight(added),
        tax,
    }
}

fn line(quantity: i64, each: &str, rate: i32) -> LineInput {
    LineInput {
        quantity: Quantity::whole(quantity),
        list_price: euro(each),
        tax: Tax::standard(Percent::whole(rate)),
        ..LineInput::default()
    }
}

fn price(terms: &Terms, lines: &[LineInput], surcharges: &[DocumentSurcharge]) -> PricedQuote {
    price_with(terms, lines, surcharges, &Policy::default())
}

#[test]
fn a_discount_takes_from_the_lines_and_not_from_surcharges() {
    let mut sold = line(10, "100", 20);
    sold.surcharges = vec![freight(Added::Amount(5_000))];
    let tax = Tax::standard(Percent::whole(10));
    let added = [
        on_document(Added::Amount(3_000), tax),
        on_document(Added::Percent(Percent::whole(2)), tax),
    ];
    let quote = price(&terms(12, 1_000), &[sold], &added);
    let totals = &quote.totals;
    // 1000.00 and 50.00 of freight; a tenth off the 1000.00; 30.00 and 2 % of 1000.00 on the whole.
    assert_eq!(totals.line_net_minor, 105_000);
    assert_eq!(totals.allowance_minor, 10_000);
    assert_eq!(totals.charge_minor, 5_000);
    assert_eq!(totals.net_minor, 100_000);
    assert_eq!(totals.tax_minor, 19_000 + 500);
    assert_eq!(
        (totals.one_time_minor, totals.tcv_minor),
        (100_000, 100_000)
    );
    let [first, second] = quote.surcharges[..] else {
        panic!("two surcharges")
    };
    assert_eq!((first.minor, second.minor), (3_000, 2_000));
    assert_eq!(second.base_minor, 100_000);
    assert_eq!(first.tax_minor + second.tax_minor, 500);
    // What is added makes no discount look smaller.
    assert_eq!(totals.discount_bp, 1_000);
    assert_eq!(quote.lines[0].discount_bp(), 1_000);
    assert_eq!(totals.allowance_bp, 1_000);
}

#[test]
fn a_wanted_total_is_that_with_surcharges() {
    let added = [on_document(Added::Amount(5_000), Tax::default())];
    let wanted = |minor| Terms {
        off: Some(DocumentOff::Total(minor)),
        ..terms(12, 0)
    };
    let lines = [line(10, "100", 20)];
    assert_eq!(
        price(&wanted(90_000), &lines, &added).totals.net_minor,
        90_000
    );
    assert_eq!(
        price(&wanted(5_000), &lines, &added).totals.net_minor,
        5_000
    );
    for (minor, code) in [
        (4_999, "wanted_total_below"),
        (105_001, "wanted_total_above"),
    ] {
        let refused = price(&wanted(minor), &lines, &added);
        assert_eq!(refused.issues[0].code, code);
        assert_eq!(refused.totals.net_minor, 105_000, "nothing is taken");
    }
}

#[test]
fn a_surcharge_of_a_line_follows_its_periods() {
    let mut monthly = line(10, "10", 0);
    monthly.charge = Charge::Monthly;
    monthly.discount = Percent::whole(10);
    monthly.surcharges = vec![
        freight(Added::Percent(Percent::whole(5))),
        freight(Added::Amount(150)),
    ];
    // 90.00 a month, 5 % of it and 1.50: 96.00, twelve times.
    let quote = price(&terms(12, 0), std::slice::from_ref(&monthly), &[]);
    let priced = &quote.lines[0];
    assert_eq!(
        (priced.period_net_minor, priced.surcharge_minor),
        (9_600, 600)
    );
    assert_eq!(
        (priced.term_net_minor, priced.term_surcharge_minor),
        (115_200, 7_200)
    );
    assert_eq!(priced.own_discount_bp(), 1_000);
    assert_eq!(quote.totals.mrr_minor, 9_600);
    let steps = waterfall(&terms(12, 0), &monthly, priced, &Policy::default());
    let added: Vec<i64> = steps
        .iter()
        .filter(|step| step.code == StepCode::Surcharge)
        .map(|step| step.delta_minor)
        .collect();
    assert_eq!(added, [450, 150]);
    // Free months are free of it, too.
    let free = Terms {
        subscription: Subscription {
            free_months: 2,
            ..Subscription::default()
        },
        ..terms(12, 0)
    };
    let quote = price(&free, &[monthly], &[]);
    assert_eq!(quote.lines[0].term_net_minor, 96_000);
    assert_eq!(quote.lines[0].term_surcharge_minor, 6_000);
}

#[test]
fn a_part_of_a_month_makes_no_discount_of_a_surcharge() {
    // 1.00 a month for 11 17/31 months is 11.55; 0.01 is 0.12 alone, and both together are 11.66.
    let mut monthly = line(1, "1", 0);
    monthly.charge = Charge::Monthly;
    monthly.surcharges = vec![freight(Added::Amount(1))];
    let mut together = terms(12, 0);
    together.subscription = Subscription {
        starts_on: "2027-01-15".parse().ok(),
        ends_on: "2027-12-31".parse().ok(),
        ..Subscription::default()
    };
    let lines = [monthly];
    let quote = price(&together, &lines, &[]);
    let priced = &quote.lines[0];
    assert_eq!(priced.term_net_minor, 1_166);
    assert_eq!(
        (priced.term_sold_minor(), priced.term_surcharge_minor),
        (1_155, 11)
    );
    assert_eq!((priced.discount_bp(), quote.totals.discount_bp), (0, 0));
    let story = price_story(&together, &lines, &quote, &Policy::default()).unwrap();
    assert_eq!((story.saved_minor(), story.added_minor), (0, 11));
    assert!(story.savings.is_empty(), "{story:?}");
}

/// What a line comes to without its surcharges.
fn over_the_months(terms: &Terms, line: &LineInput) -> i64 {
    let plain = LineInput {
        surcharges: Vec::new(),
        ..line.clone()
    };
    price_line(terms, &plain, &Policy::default()).term_net_minor
}

#[test]
fn what_is_added_to_the_whole_is_billed_once_and_told() {
    let mut monthly = line(10, "10", 0);
    monthly.charge = Charge::Monthly;
    let lines = [monthly];
    let added = [on_document(Added::Amount(2_500), Tax::default())];
    let quote = price(&terms(12, 0), &lines, &added);
    let plan = billing(&terms(12, 0), &lines, &quote).unwrap();
    let sum: i64 = plan.bills.iter().map(|bill| bill.sum_minor()).sum();
    assert_eq!(sum, quote.totals.net_minor);
    assert_eq!(plan.bills[0].once_minor, 2_500);
    assert_eq!(quote.totals.first_year_minor, 122_500);
    let story = price_story(&terms(12, 0), &lines, &quote, &Policy::default()).unwrap();
    assert_eq!((story.start_minor, story.added_minor), (120_000, 2_500));
    assert_eq!((story.net_minor, story.saved_minor()), (122_500, 0));
}

#[test]
fn what_does_not_fit_is_refused_and_not_wrapped() {
    let added = [
        on_document(Added::Amount(i64::MAX), Tax::default()),
        on_document(Added::Amount(1), Tax::default()),
    ];
    let quote = price(&terms(12, 0), &[line(1, "1", 0)], &added);
    assert_eq!(quote.issues[0].code, "amount_too_large");
    assert_eq!((quote.totals.net_minor, quote.surcharges.len()), (0, 2));
    let mut sold = line(1, "1", 0);
    sold.surcharges = vec![freight(Added::Amount(i64::MAX))];
    let quote = price(&terms(12, 0), &[sold], &[]);
    assert_eq!(quote.lines[0].issues[0].code, "amount_too_large");
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let mut own = freight(Added::Amount(-1));
    own.code = "XX".into();
    let words = Surcharge {
        reason: "Pallets".into(),
        code: String::new(),
        added: Added::Percent(Percent(10_001)),
    };
    let found = check_surcharges(&[freight(Added::Amount(1)), own, words]);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|issue| (&*issue.code, issue.field.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            ("required", "surcharges.1.reason"),
            ("unknown_surcharge_code", "surcharges.1.code"),
            ("negative", "surcharges.1.added"),
            ("percent_out_of_range", "surcharges.2.added"),
        ]
    );
    assert!(SurchargeReason::ALL.iter().all(|reason| {
        let mut own = freight(Added::Amount(1));
        own.code = reason.code().into();
        check_surcharges(&[own]).is_empty()
    }));
}

#[test]
fn given_the_other_way_it_comes_to_the_same_or_to_nothing() {
    let turned = |added: Added, base| added.turned(base, Policy::default().rounding);
    let percent = |rate| Some(Added::Percent(Percent(rate)));
    assert_eq!(turned(Added::Amount(5_000), 100_000), percent(500));
    assert_eq!(turned(Added::Amount(100_000), 100_000), percent(10_000));
    // 33.33 of 1000.00 is 3.333 %, and 500.00 more than all of 100.00.
    assert_eq!(turned(Added::Amount(3_333), 100_000), None);
    assert_eq!(turned(Added::Amount(50_000), 10_000), None);
    let third = Added::Percent(Percent(333));
    assert_eq!(turned(third, 99_999), Some(Added::Amount(3_330)));
    // Of nothing, and of a line that takes off, there is no percentage.
    for base in [0, -100_000] {
        assert_eq!(turned(Added::Amount(5_000), base), None);
        assert_eq!(turned(third, base), None);
    }
}

fn an_added() -> impl Strategy<Value = Added> {
    prop_oneof![
        (0_i64..10_000_000).prop_map(Added::Amount),
        (0_i32..=10_000).prop_map(|rate| Added::Percent(Percent(rate))),
    ]
}

fn a_surcharged_line() -> impl Strategy<Value = LineInput> {
    let added = prop::collection::vec(an_added(), 0..3);
    (a_line(), added).prop_map(|(line, added)| LineInput {
        surcharges: added.into_iter().map(freight).collect(),
        ..line
    })
}

fn a_document_surcharge() -> impl Strategy<Value = DocumentSurcharge> {
    let tax = (0..TaxCategory::ALL.len(), 0_i32..3_000).prop_map(|(category, rate)| Tax {
        category: TaxCategory::ALL[category],
        rate: Percent(rate),
    });
    (an_added(), tax).prop_map(|(added, tax)| on_document(added, tax))
}

proptest! {
    #![proptest_config(cases())]

    /// BR-CO-10 to 17 with surcharges: lines + charges − allowances = totals, category by category.
    #[test]
    fn lines_surcharges_and_discounts_add_up(
        lines in prop::collection::vec(a_surcharged_line(), 0..8),
        added in prop::collection::vec(a_document_surcharge(), 0..4),
        (months, discount) in (1_u32..61, 0_i32..=10_000),
    ) {
        let terms = terms(months, discount);
        let quote = price(&terms, &lines, &added);
        let totals = &quote.totals;
        prop_assert!(quote.issues.is_empty());
        let counted = || quote.lines.iter().zip(&lines).filter(|(_, line)| !line.optional);
        let sum = |of: fn(&PricedLine) -> i64| counted().map(|(priced, _)| of(priced)).sum::<i64>();
        let charges: i64 = quote.surcharges.iter().map(|own| own.minor).sum();
        prop_assert_eq!(totals.line_net_minor, sum(|line| line.term_net_minor));
        prop_assert_eq!(totals.line_surcharge_minor, sum(|line| line.term_surcharge_minor));
        let parts = quote.line_sums(&lines);
        let parts = parts.once_minor + parts.recurring_minor + parts.usage_minor;
        prop_assert_eq!(parts, totals.line_net_minor, "before the discount");
        prop_assert_eq!(totals.allowance_minor, sum(|line| line.document_share_minor));
        prop_assert_eq!(totals.charge_minor, charges);
        prop_assert_eq!(totals.net_minor, totals.line_net_minor - totals.allowance_minor + charges);
        prop_assert_eq!(totals.gross_minor, totals.net_minor + totals.tax_minor);
        prop_assert_eq!(totals.tcv_minor + totals.usage_minor, totals.net_minor);
        let taxes: i64 = quote.surcharges.iter().map(|own| own.tax_minor).sum();
        prop_assert_eq!(totals.tax_minor, sum(|line| line.tax_minor) + taxes);
        let exact = i128::from(totals.sold_minor()) * i128::from(discount);
        let off = i128::from(totals.allowance_minor) * 10_000 - exact;
        prop_assert!(off.abs() <= 5_000, "the discount is taken of what is sold");
        for row in &totals.taxes {
            let of_lines: i64 = counted()
                .filter(|(_, line)| line.tax.normal() == row.tax)
                .map(|(priced, _)| priced.term_net_minor)
                .sum();
            let of_charges: i64 = quote.surcharges.iter().zip(&added)
                .filter(|(_, own)| own.tax.normal() == row.tax)
                .map(|(own, _)| own.minor)
                .sum();
            prop_assert_eq!(row.taxable_minor, of_lines + of_charges - row.allowance_minor);
            let rate = i128::from(row.tax.rate.0);
            let off = i128::from(row.tax_minor) * 10_000 - i128::from(row.taxable_minor) * rate;
            prop_assert!(off.abs() <= 5_000, "tax is rounded once");
        }
        for (line, amounts) in lines.iter().zip(&quote.lines) {
            let steps = waterfall(&terms, line, amounts, &Policy::default());
            prop_assert_eq!(steps.iter().map(|step| step.delta_minor).sum::<i64>(), amounts.gross_minor());
        }
    }

    /// Whatever the months, what is sold does not know of what is added to it, and no discount comes of it.
    #[test]
    fn what_is_sold_is_the_same_with_surcharges(
        line in a_surcharged_line(),
        (months, tried, free) in (1_u32..61, 0_u32..28, 0_u32..3),
    ) {
        let plain = terms(months, 0);
        let with_time = Terms {
            subscription: Subscription {
                starts_on: "2027-01-31".parse().ok(),
                trial: Some(Trial::Days(tried)),
                trial_term: TrialTerm::Within,
                free_months: free,
                ..Subscription::default()
            },
            ..plain
        };
        for terms in [plain, with_time] {
            let priced = price_line(&terms, &line, &Policy::default());
            prop_assert_eq!(priced.term_sold_minor(), over_the_months(&terms, &line));
        }
    }

    /// Turned or not, the customer pays the same.
    #[test]
    fn turning_keeps_what_is_paid(added in an_added(), base in -1_000_000_i64..100_000_000) {
        let rounding = Policy::default().rounding;
        if let Some(other) = added.turned(base, rounding) {
            prop_assert_eq!(other.on(base, rounding), added.on(base, rounding));
            prop_assert_eq!(other.percent().is_some(), added.percent().is_none());
        }
    }

    /// Without any, nothing is priced otherwise than before.
    #[test]
    fn a_surcharge_only_adds(line in a_line(), added in 0_i64..1_000_000, months in 1_u32..61) {
        let plain = price(&terms(months, 0), std::slice::from_ref(&line), &[]);
        let mut more = line.clone();
        more.surcharges = vec![freight(Added::Amount(added))];
        let quote = price(&terms(months, 0), &[more], &[]);
        let (before, after) = (&plain.lines[0], &quote.lines[0]);
        prop_assert_eq!(before.period_net_minor + added, after.period_net_minor);
        prop_assert_eq!(before.net_unit, after.net_unit);
        prop_assert_eq!(before.own_discount_bp(), after.own_discount_bp());
        let whole = price(&terms(months, 0), &[line], &[on_document(Added::Amount(added), Tax::default())]);
        prop_assert_eq!(whole.totals.net_minor, plain.totals.net_minor + added);
    }
}
