//! Validation, approval, comparison and round trips of a draft.

use super::*;
use crate::cpq::pricing::{Added, DocumentSurcharge, LineInput, Surcharge, TaxCategory};
use crate::cpq::quotes::{Section, compare};
use crate::kernel::{Currency, Lang, Quantity, UnitPrice, uuid_v7};

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn line(n: u8, price: i64) -> QuoteLine {
    QuoteLine {
        id: id(n),
        product_id: Some(id(n)),
        section: None,
        description: format!("Product {n}"),
        unit: "unit".into(),
        price: LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice(price),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        },
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        title: "Offer".into(),
        account_id: Some(id(200)),
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::Fr,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 12,
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

fn found(issues: &[Issue]) -> Vec<(String, String)> {
    issues
        .iter()
        .map(|issue| {
            let field = issue.field.as_deref().unwrap_or_default();
            (issue.code.to_string(), field.to_owned())
        })
        .collect()
}

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

#[test]
fn an_invoice_is_paid_within_a_year_and_old_quotes_say_nothing() {
    let mut quote = draft(Vec::new());
    let json = serde_json::to_value(&quote).unwrap();
    assert!(
        json.get("payment_days").is_none(),
        "what was sent before stays as it was"
    );
    for (days, wrong) in [(0, false), (365, false), (366, true)] {
        quote.payment_days = Some(days);
        let found = validate_draft(&quote);
        let of_days = |issue: &Issue| issue.field.as_deref() == Some("payment_days");
        assert_eq!(found.iter().any(of_days), wrong, "{days}");
    }
}

#[test]
fn findings_name_the_line_and_field() {
    let mut quote = draft(vec![line(1, 10_000), line(2, 10_000)]);
    assert!(validate_draft(&quote).is_empty());
    quote.title = "  ".into();
    quote.valid_until = "2026-11-22".parse().unwrap();
    quote.term_months = 0;
    quote.lines[1].id = quote.lines[0].id;
    quote.lines[1].price.quantity = Quantity(0);
    quote.lines[1].price.discount = Percent(10_001);
    assert_eq!(
        found(&validate_draft(&quote)),
        [
            pair("required", "title"),
            pair("ends_before_start", "valid_until"),
            pair("term_out_of_range", "term_months"),
            pair("duplicate", "lines.1.id"),
            pair("not_positive", "lines.1.quantity"),
            pair("percent_out_of_range", "lines.1.discount"),
        ]
    );
}

#[test]
fn a_manager_is_asked_beyond_the_limit_or_under_the_floor() {
    let mut quote = draft(vec![line(1, 1_000_000), line(2, 1_000_000)]);
    let reasons = |quote: &QuoteDraft| found(&approval_reasons(quote, &price_draft(quote)));
    quote.discount = Percent::whole(20);
    assert!(reasons(&quote).is_empty());
    quote.lines[0].price.discount = Percent::whole(1);
    assert_eq!(
        reasons(&quote),
        [
            pair("discount_beyond_limit", "discount"),
            pair("discount_beyond_limit", "lines.0.discount"),
        ]
    );
    quote.discount = Percent::ZERO;
    quote.lines[0].price.manual_price = Some(UnitPrice(700_000));
    quote.lines[1].price.floor = Some(UnitPrice(1_000_001));
    assert_eq!(
        reasons(&quote),
        [
            pair("discount_beyond_limit", "lines.0.discount"),
            pair("below_floor", "lines.1.price"),
        ]
    );
}

#[test]
fn only_something_whole_can_be_offered() {
    let today = "2026-12-23".parse().unwrap();
    let blocked = |quote: &QuoteDraft| found(&blocking(quote, &price_draft(quote), today));
    assert!(blocked(&draft(vec![line(1, 10_000)])).is_empty());
    assert_eq!(blocked(&draft(Vec::new())), [pair("no_lines", "")]);
    let mut nobody = draft(vec![line(1, 10_000)]);
    nobody.account_id = None;
    nobody.title = String::new();
    nobody.lines[0].description = String::new();
    assert_eq!(
        blocked(&nobody),
        [
            pair("required", "account_id"),
            pair("required", "title"),
            pair("required", "lines.0.description"),
        ]
    );
    let mut huge = draft(vec![line(1, i64::MAX)]);
    huge.lines[0].price.quantity = Quantity(i64::MAX);
    assert!(!missing(&huge, &price_draft(&huge)).is_empty());
}

#[test]
fn what_is_past_its_last_day_is_not_offered() {
    let quote = draft(vec![line(1, 10_000)]);
    let on = |day: &str| blocking(&quote, &price_draft(&quote), day.parse().unwrap());
    assert!(on("2026-12-23").is_empty());
    assert_eq!(
        found(&on("2026-12-24")),
        [pair("validity_passed", "valid_until")]
    );
}

#[test]
fn prices_are_adopted_line_by_line() {
    let mut mine = vec![line(1, 10_000), line(2, 20_000)];
    mine[0].price.quantity = Quantity::whole(3);
    mine[0].price.manual_price = Some(UnitPrice(9_000));
    mine[0].price.cost = Some(UnitPrice(5_000));
    let mut theirs = mine.clone();
    theirs[0].price.list_price = UnitPrice(12_000);
    theirs[0].price.quantity = Quantity::whole(99);
    theirs[0].price.cost = None;
    assert_eq!(adopt_prices(&mut mine, &theirs), [0]);
    assert_eq!(mine[0].price.list_price, UnitPrice(12_000));
    assert_eq!(mine[0].price.quantity, Quantity::whole(3));
    assert_eq!(mine[0].price.manual_price, Some(UnitPrice(9_000)));
    // Who may not see costs gets none, and keeps the one that is known.
    assert_eq!(mine[0].price.cost, Some(UnitPrice(5_000)));
    assert!(adopt_prices(&mut mine, &theirs).is_empty());
}

#[test]
fn the_canaries_and_ceuta_are_taxed_at_any_rate() {
    let mut quote = draft(vec![line(1, 1_000_000), line(2, 1_000_000)]);
    quote.lines[0].price.tax = Tax {
        category: TaxCategory::L,
        rate: Percent::whole(7),
    };
    quote.lines[1].price.tax = Tax {
        category: TaxCategory::M,
        rate: Percent::ZERO,
    };
    let priced = price_draft(&quote);
    assert_eq!(priced.totals.tax_minor, 700);
    assert!(tax_issues(&quote, false).is_empty());
}

#[test]
fn tax_findings_never_stop_anybody() {
    let mut quote = draft(vec![line(1, 10_000), line(2, 10_000)]);
    quote.lines[0].price.tax.category = TaxCategory::Ae;
    quote.lines[1].price.tax = Tax::default();
    let codes: Vec<String> = found(&tax_issues(&quote, false))
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(codes, ["tax_rate_missing", "tax_customer_number_missing"]);
    assert!(validate_draft(&quote).is_empty());
}

#[test]
fn versions_are_compared_line_by_line() {
    let old = draft(vec![line(1, 100_000), line(2, 200_000), line(3, 300_000)]);
    let mut new = old.clone();
    new.lines.remove(1);
    new.lines[0].price.quantity = Quantity::whole(2);
    new.lines.insert(0, line(9, 50_000));
    for (n, line) in new.lines.iter_mut().enumerate() {
        line.id = id(100 + u8::try_from(n).unwrap());
    }
    new.discount = Percent::whole(5);
    let comparison = compare(&old, &new);
    assert_eq!(comparison.unchanged, 1);
    assert_eq!(comparison.fields.len(), 1);
    assert_eq!(comparison.fields[0].new, "5");
    let kinds: Vec<(bool, bool, Vec<String>)> = comparison
        .lines
        .iter()
        .map(|change| {
            (
                change.old.is_some(),
                change.new.is_some(),
                change.fields.clone(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            (false, true, vec![]),
            (true, true, vec!["quantity".to_owned()]),
            (true, false, vec![]),
        ]
    );
    assert_eq!(comparison.net_minor, (6_000, 5_225));
    assert_eq!(comparison.effect(), Some((-775, Some(Percent(-1_292)))));
    // Amounts of two currencies are never compared, and each keeps its own.
    new.currency = Currency::USD;
    let comparison = compare(&old, &new);
    assert_eq!(comparison.old_currency, Currency::EUR);
    assert_eq!(
        (comparison.currency, comparison.effect()),
        (Currency::USD, None)
    );
    // What is free at first has no percentage.
    let nothing = compare(&draft(Vec::new()), &old);
    assert_eq!(nothing.effect(), Some((6_000, None)));
}

#[test]
fn versions_say_what_became_of_sections() {
    let section = |n: u8, title: &str| Section {
        id: id(n),
        title: title.into(),
        introduction: String::new(),
        subtotal: true,
    };
    let mut old = draft(vec![line(1, 100_000), line(2, 200_000)]);
    old.sections = vec![
        section(50, "Gone"),
        section(51, "Hardware"),
        section(52, "Services"),
    ];
    let mut new = old.clone();
    new.sections = vec![
        section(52, "Services"),
        section(51, "Equipment"),
        section(53, "New"),
    ];
    new.lines[0].section = Some(id(51));
    let comparison = compare(&old, &new);
    let said: Vec<(Option<String>, Option<String>, String)> = comparison
        .sections
        .into_iter()
        .map(|change| {
            let title = |section: Option<Section>| section.map(|section| section.title);
            (
                title(change.old),
                title(change.new),
                change.fields.join(" "),
            )
        })
        .collect();
    let some = |title: &str| Some(title.to_owned());
    assert_eq!(
        said,
        [
            (some("Services"), some("Services"), "order".to_owned()),
            (
                some("Hardware"),
                some("Equipment"),
                "title order".to_owned()
            ),
            (None, some("New"), String::new()),
            (some("Gone"), None, String::new()),
        ]
    );
    assert_eq!(comparison.lines[0].fields, ["section"]);
}

#[test]
fn a_draft_survives_its_json() {
    let mut quote = draft(vec![line(1, 10_000)]);
    quote.lines[0].price.tax.category = TaxCategory::Ae;
    let text = serde_json::to_string(&quote).unwrap();
    assert_eq!(serde_json::from_str::<QuoteDraft>(&text).unwrap(), quote);
}

#[test]
fn numbers_read_well() {
    assert_eq!(quote_number(2026, 42), "Q-2026-00042");
    assert_eq!(quote_number(2026, 123_456), "Q-2026-123456");
}

#[test]
fn surcharges_are_checked_compared_and_taxed() {
    let old = draft(vec![line(1, 1_000_000)]);
    let mut new = old.clone();
    let own = |added| Surcharge {
        reason: "Crane".into(),
        code: String::new(),
        added,
    };
    new.lines[0].price.surcharges = vec![own(Added::Amount(500))];
    new.surcharges = vec![DocumentSurcharge {
        surcharge: own(Added::Percent(Percent::whole(10))),
        tax: Tax {
            category: TaxCategory::Ae,
            rate: Percent::ZERO,
        },
    }];
    assert!(validate_draft(&new).is_empty());
    let comparison = compare(&old, &new);
    assert_eq!(comparison.net_minor, (10_000, 11_500));
    assert_eq!(comparison.lines[0].fields, ["surcharges"]);
    assert!(comparison.fields.is_empty());
    let (before, after) = comparison.surcharges.unwrap();
    assert_eq!((before.len(), after.len()), (0, 1));
    assert!(compare(&new, &new).surcharges.is_none());
    // Reverse charge needs the customer's number, whatever bears it.
    assert_eq!(
        found(&tax_issues(&new, false)),
        [pair("tax_customer_number_missing", "tax_category")]
    );
    // A quote kept before there were surcharges is read, and written as it was.
    let json = serde_json::to_string(&old).unwrap();
    assert!(!json.contains("surcharges"));
    let kept = serde_json::to_string(&new).unwrap();
    assert_eq!(serde_json::from_str::<QuoteDraft>(&kept).unwrap(), new);

    new.lines[0].price.surcharges[0].added = Added::Amount(-1);
    new.surcharges[0].surcharge.reason.clear();
    assert_eq!(
        found(&validate_draft(&new)),
        [
            pair("required", "surcharges.0.reason"),
            pair("negative", "lines.0.surcharges.0.added"),
        ]
    );
}

/// What the editor of a long quote shows of a line while somebody types is what the whole has for it.
#[test]
fn ten_thousand_lines_add_up_and_each_is_priced_alone_as_among_the_others() {
    let lines = (0..LINES)
        .map(|n| {
            let mut own = line(1, 10_000 + i64::try_from(n).unwrap() * 7);
            own.id = QuoteLineId(uuid::Uuid::from_u128(n as u128 + 1));
            own.price.discount = Percent(i32::try_from(n % 30).unwrap() * 100);
            own
        })
        .collect();
    let mut long = draft(lines);
    long.discount = Percent(333);
    assert!(
        !validate_draft(&long)
            .iter()
            .any(|issue| issue.code == "too_many")
    );
    let priced = price_draft(&long);
    let net: i64 = priced.lines.iter().map(|line| line.net_minor).sum();
    assert_eq!(net, priced.totals.net_minor);
    let (terms, policy) = (long.pricing_terms(), Policy::default());
    for (line, among) in long.lines.iter().zip(&priced.lines).step_by(997) {
        let alone = crate::cpq::pricing::price_line(&terms, &line.price, &policy);
        assert_eq!(alone.period_net_minor, among.period_net_minor);
        assert_eq!(alone.book_unit, among.book_unit);
    }
    long.lines.push(line(2, 1));
    assert!(
        validate_draft(&long)
            .iter()
            .any(|issue| issue.code == "too_many")
    );
}

#[test]
fn usual_days_to_pay_follow_the_account() {
    let paid = |account: u8, days| QuoteDraft {
        account_id: Some(id(account)),
        payment_days: days,
        ..draft(Vec::new())
    };
    let after = |before: &QuoteDraft, mut after: QuoteDraft| {
        follow_account(before, &mut after, Some(60), Some(30));
        after.payment_days
    };
    let usual = paid(1, Some(60));
    assert_eq!(after(&usual, paid(2, Some(60))), Some(30));
    // The same account, days typed with the change, and days that were never the usual ones.
    assert_eq!(after(&usual, paid(1, Some(60))), Some(60));
    assert_eq!(after(&usual, paid(2, Some(45))), Some(45));
    assert_eq!(after(&paid(1, Some(45)), paid(2, Some(45))), Some(45));
    assert_eq!(after(&paid(1, None), paid(2, None)), None);
    let nobody = QuoteDraft {
        account_id: None,
        ..usual.clone()
    };
    assert_eq!(after(&usual, nobody), Some(30));
}
