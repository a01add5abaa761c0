//! Worked examples, each with the reason its figures are right.

use crate::cpq::pricing::*;
use crate::kernel::{Currency, Percent, Quantity, UnitPrice};

pub(super) fn euro(text: &str) -> UnitPrice {
    UnitPrice::from_decimal(text.parse().unwrap()).unwrap()
}

pub(super) fn terms(months: u32, discount_bp: i32) -> Terms {
    Terms {
        currency: Currency::EUR,
        months,
        discount: Percent(discount_bp),
        off: None,
        subscription: Subscription::default(),
    }
}

fn line(quantity: &str, price: &str, rate: i32) -> LineInput {
    LineInput {
        quantity: Quantity::from_decimal(quantity.parse().unwrap()).unwrap(),
        list_price: euro(price),
        tax: Tax::standard(Percent::whole(rate)),
        ..LineInput::default()
    }
}

fn price(terms: &Terms, lines: &[LineInput]) -> PricedQuote {
    price_quote(terms, lines, &Policy::default())
}

fn tier(from: i64, price: &str) -> Tier {
    Tier {
        from: Quantity::whole(from),
        unit_price: euro(price),
    }
}

#[test]
fn a_full_discount_leaves_exactly_nothing() {
    // Users of another product were left with 0.01 (odoo/odoo#248889).
    let quote = price(
        &terms(12, 10_000),
        &[line("4", "2.8207", 15), line("5", "2.8207", 15)],
    );
    assert_eq!(quote.totals.gross_minor, 0);
    assert!(quote.lines.iter().all(|line| line.gross_minor() == 0));
}

#[test]
fn no_discount_is_shown_where_none_was_given() {
    // OCA/sale-workflow#4557: -0.01.
    let lines = [
        line("3", "3.46", 0),
        line("1", "25", 0),
        line("6", "4.713", 0),
        line("6", "4.501", 0),
    ];
    assert_eq!(price(&terms(12, 0), &lines).totals.allowance_minor, 0);
}

#[test]
fn tax_is_a_percentage_not_a_difference() {
    // Dolibarr/dolibarr#20075: 44.38 + 9.32 = 53.70, shown there as 9.31 and 53.69.
    let totals = price(&terms(12, 0), &[line("1.42", "31.25", 21)]).totals;
    assert_eq!(
        (totals.net_minor, totals.tax_minor, totals.gross_minor),
        (4438, 932, 5370)
    );
}

#[test]
fn the_document_discount_is_taken_from_the_line_total() {
    // vendurehq/vendure#3091: spread over single units it gave 8,236.25.
    let totals = price(&terms(12, 1_000), &[line("25", "366.06", 0)]).totals;
    assert_eq!(
        (totals.allowance_minor, totals.net_minor),
        (91_515, 823_635)
    );
}

#[test]
fn volume_prices_every_unit_and_tiers_price_each_slice() {
    let mut seats = line("25", "10", 20);
    seats.tiers = vec![tier(10, "9"), tier(20, "8")];
    let net = |line: &LineInput| {
        price(&terms(12, 0), std::slice::from_ref(line))
            .totals
            .net_minor
    };
    seats.tier_mode = TierMode::Volume;
    assert_eq!(net(&seats), 20_000);
    seats.tier_mode = TierMode::Tiered;
    // 10 × 10 + 10 × 9 + 5 × 8.
    assert_eq!(net(&seats), 23_000);
    seats.quantity = Quantity::whole(10);
    seats.tier_mode = TierMode::Volume;
    assert_eq!(net(&seats), 9000);
    let above = Policy {
        tier_border: TierBorder::Above,
        ..Policy::default()
    };
    assert_eq!(
        price_quote(&terms(12, 0), &[seats], &above)
            .totals
            .net_minor,
        10_000
    );
}

#[test]
fn a_manual_price_replaces_list_and_tiers() {
    let mut seats = line("25", "10", 20);
    seats.tier_mode = TierMode::Volume;
    seats.tiers = vec![tier(10, "9")];
    seats.manual_price = Some(euro("8.5"));
    let quote = price(&terms(12, 0), &[seats]);
    assert_eq!(quote.totals.net_minor, 21_250);
    assert_eq!(quote.totals.book_minor, 22_500);
    assert_eq!(quote.totals.discount_bp, 556);
}

#[test]
fn recurring_lines_run_for_the_term() {
    let mut licence = line("3", "33.333", 20);
    licence.charge = Charge::Monthly;
    let mut support = line("1", "1200", 20);
    support.charge = Charge::Yearly;
    let quote = price(&terms(18, 0), &[licence, support, line("2", "500", 20)]);
    let totals = &quote.totals;
    // A month is 99.999 → 100.00; 18 of them 1,800.00. A year and a half of 1,200 is 1,800.00.
    assert_eq!(quote.lines[0].period_net_minor, 10_000);
    assert_eq!(
        (
            totals.one_time_minor,
            totals.recurring_minor,
            totals.tcv_minor
        ),
        (100_000, 360_000, 460_000)
    );
    assert_eq!(
        (totals.per_month_minor, totals.per_year_minor),
        (10_000, 120_000)
    );
    assert_eq!(
        (totals.mrr_minor, totals.arr_minor, totals.first_year_minor),
        (20_000, 240_000, 340_000)
    );
    // 4,600.00 over 18 months, for twelve of them.
    assert_eq!(totals.acv_minor, 306_667);
    assert_eq!(quote.lines[1].issues[0].code, "year_in_part");
}

#[test]
fn optional_lines_are_priced_but_not_counted() {
    let mut option = line("1", "99", 20);
    option.optional = true;
    let quote = price(&terms(12, 1_000), &[line("1", "100", 20), option]);
    assert_eq!(quote.totals.net_minor, 9000);
    assert_eq!(quote.lines[1].net_minor, 8910);
    assert_eq!(quote.lines[1].tax_minor, 1782);
}

#[test]
fn the_allowance_is_split_over_tax_categories() {
    let mut export = line("1", "33.33", 0);
    export.tax.category = TaxCategory::G;
    let quote = price(
        &terms(12, 1_000),
        &[line("1", "33.33", 20), line("1", "33.33", 10), export],
    );
    let totals = &quote.totals;
    // 10 % of 99.99 is 10.00: three shares of 3.333, and one cent left for one of them.
    assert_eq!(totals.allowance_minor, 1000);
    let allowances: Vec<i64> = totals.taxes.iter().map(|row| row.allowance_minor).collect();
    assert_eq!(allowances, [334, 333, 333]);
    assert_eq!(totals.taxes[2].tax_minor, 0);
}

#[test]
fn margin_counts_only_known_costs_and_says_so() {
    let mut known = line("2", "100", 20);
    known.cost = Some(euro("60"));
    let margin = price(&terms(12, 1_000), &[known, line("1", "50", 20)])
        .totals
        .margin;
    assert_eq!(
        (margin.net_minor, margin.cost_minor, margin.amount_minor),
        (18_000, 12_000, 6000)
    );
    assert_eq!(
        (margin.rate_bp, margin.lines_without_cost),
        (Some(3_333), 1)
    );
}

#[test]
fn a_price_under_the_floor_is_a_finding() {
    let mut guarded = line("1", "100", 20);
    guarded.floor = Some(euro("85"));
    guarded.discount = Percent::whole(10);
    let codes = |terms| {
        price(&terms, std::slice::from_ref(&guarded)).lines[0]
            .issues
            .iter()
            .map(|issue| issue.code.to_string())
            .collect::<Vec<_>>()
    };
    assert!(codes(terms(12, 0)).is_empty());
    // 100 × 0.9 × 0.9 = 81.
    assert_eq!(codes(terms(12, 1_000)), ["below_floor"]);
}

#[test]
fn what_does_not_fit_is_a_finding_not_a_crash() {
    let mut huge = line("1", "1", 20);
    huge.quantity = Quantity(i64::MAX);
    huge.list_price = UnitPrice(i64::MAX);
    huge.charge = Charge::Monthly;
    let quote = price(&terms(u32::MAX, i32::MIN), &[huge]);
    assert_eq!(quote.lines[0].issues[0].code, "amount_too_large");
    assert_eq!(quote.totals.net_minor, 0);

    let mut large = line("1", "1", 20);
    large.list_price = UnitPrice(i64::MAX);
    large.quantity = Quantity::whole(90);
    let quote = price(&terms(12, 0), &[large.clone(), large]);
    assert_eq!(quote.issues[0].code, "amount_too_large");
}

#[test]
fn the_yen_has_no_cents_and_the_dinar_has_mills() {
    let in_currency = |code: &str| {
        let terms = Terms {
            currency: code.parse().unwrap(),
            ..terms(12, 0)
        };
        price(&terms, &[line("3", "33.3335", 0)]).totals.net_minor
    };
    assert_eq!(in_currency("JPY"), 100);
    assert_eq!(in_currency("EUR"), 10_000);
    assert_eq!(in_currency("TND"), 100_001);
}

#[test]
fn the_waterfall_tells_every_step() {
    let mut seats = line("25", "10", 20);
    seats.charge = Charge::Monthly;
    seats.tier_mode = TierMode::Tiered;
    seats.tiers = vec![tier(10, "9"), tier(20, "8")];
    seats.discount = Percent::whole(10);
    seats.cost = Some(euro("4"));
    let terms = terms(12, 500);
    let quote = price(&terms, std::slice::from_ref(&seats));
    let steps = waterfall(&terms, &seats, &quote.lines[0], &Policy::default());
    let told: Vec<(StepCode, i64, i64)> = steps
        .iter()
        .map(|step| (step.code, step.delta_minor, step.amount_minor))
        .collect();
    assert_eq!(
        told,
        [
            (StepCode::List, 25_000, 25_000),
            (StepCode::Tiered, -2000, 23_000),
            (StepCode::LineDiscount, -2300, 20_700),
            (StepCode::Term, 227_700, 248_400),
            (StepCode::DocumentDiscount, -12_420, 235_980),
            (StepCode::Net, 0, 235_980),
            (StepCode::Tax, 47_196, 283_176),
        ]
    );
    assert_eq!(steps[1].slices.len(), 3);
    // 250 − 25 × 4 = 150 of 250.
    assert_eq!(steps[0].margin_bp, Some(6_000));
    assert_eq!(steps[5].margin_bp, quote.lines[0].margin_bp());
}

#[test]
fn bankers_rounding_and_per_line_tax_are_policies() {
    let policy = Policy {
        rounding: crate::kernel::Rounding::HalfEven,
        tax_rounding: TaxRounding::PerLine,
        ..Policy::default()
    };
    let lines = [line("1", "0.125", 20), line("1", "0.125", 20)];
    let ours = price(&terms(12, 0), &lines).totals;
    let theirs = price_quote(&terms(12, 0), &lines, &policy).totals;
    assert_eq!((ours.net_minor, ours.tax_minor), (26, 5));
    assert_eq!((theirs.net_minor, theirs.tax_minor), (24, 4));
}
