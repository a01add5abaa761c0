use super::*;
use crate::cpq::catalog::PriceBookEntry;
use crate::cpq::pricing::{Charge, ScheduleStep, Tax, TierMode};
use crate::kernel::{Percent, PriceBookEntryId, UnitPrice, uuid_v7};

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn item(n: u8, family: &str) -> CatalogItem {
    CatalogItem {
        entry: PriceBookEntry {
            id: id::<PriceBookEntryId>(n),
            product_id: id(n),
            charge: Charge::OneTime,
            unit_price: UnitPrice(10_000),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
            kind: None,
        },
        sku: format!("P{n}"),
        name: LocalText::new("Product", "Article"),
        description: LocalText::default(),
        family: family.into(),
        unit: "unit".into(),
        tax: Tax::standard(Percent::whole(20)),
        cost: None,
        active: true,
        rounding: None,
        schedule: None,
    }
}

fn schedule(n: u8) -> ScheduleRow {
    ScheduleRow {
        id: id(n),
        draft: ScheduleDraft {
            name: LocalText::new(format!("Schedule {n}"), ""),
            active: true,
            rule: ScheduleRule {
                steps: vec![ScheduleStep {
                    from: 100_000,
                    value: 1_000,
                }],
                ..ScheduleRule::default()
            },
            currency: None,
            product_ids: Vec::new(),
            families: Vec::new(),
            price_book_ids: Vec::new(),
        },
        version: 1,
    }
}

/// The schedule each of three items follows: two of software, one of nothing.
fn followed(schedules: &[ScheduleRow]) -> [Option<DiscountScheduleId>; 3] {
    let mut items = [item(1, "Software"), item(2, "Software"), item(3, "")];
    attach(&mut items, id(50), Currency::EUR, schedules);
    items.map(|item| item.schedule.map(|schedule| schedule.schedule_id))
}

#[test]
fn a_product_follows_the_schedule_that_names_it_most_closely() {
    let all = schedule(10);
    let mut family = schedule(11);
    family.draft.families = vec!["Software".into()];
    let mut product = schedule(12);
    product.draft.product_ids = vec![id(1)];
    assert_eq!(followed(&[]), [None; 3]);
    let found = followed(&[all.clone(), family.clone(), product.clone()]);
    assert_eq!(found, [Some(product.id), Some(family.id), Some(all.id)]);

    let mut here = schedule(13);
    here.draft.price_book_ids = vec![id(50)];
    let mut elsewhere = schedule(14);
    elsewhere.draft.price_book_ids = vec![id(51)];
    let found = followed(&[all.clone(), here.clone(), elsewhere]);
    assert_eq!(found, [Some(here.id); 3]);

    let mut off = product;
    off.draft.active = false;
    assert_eq!(followed(&[all.clone(), off]), [Some(all.id); 3]);
    assert_eq!(
        followed(&[all.clone(), schedule(15)]),
        [Some(all.id); 3],
        "the oldest"
    );
}

#[test]
fn amounts_hold_in_their_currency_alone() {
    let mut spend = schedule(10);
    spend.draft.rule.measure = ScheduleMeasure::Spend;
    spend.draft.currency = Some(Currency::USD);
    assert_eq!(followed(std::slice::from_ref(&spend)), [None; 3]);
    spend.draft.currency = Some(Currency::EUR);
    assert_eq!(followed(&[spend.clone()]), [Some(spend.id); 3]);
}

#[test]
fn a_schedule_needs_a_name_steps_and_a_currency_for_its_amounts() {
    let codes = |draft: &ScheduleDraft| -> Vec<String> {
        let issues = validate_schedule(draft);
        issues.iter().map(|issue| issue.code.to_string()).collect()
    };
    let good = schedule(10).draft;
    assert_eq!(codes(&good), Vec::<String>::new());
    let mut bad = good.clone();
    bad.name = LocalText::default();
    bad.rule.steps.clear();
    bad.rule.measure = ScheduleMeasure::Spend;
    assert_eq!(codes(&bad), ["required", "required", "required"]);
    let step = |from, value| ScheduleStep { from, value };
    let mut steps = good.clone();
    steps.rule.steps = vec![step(5, 100), step(5, 10_001), step(-1, 0)];
    assert_eq!(
        codes(&steps),
        ["tiers_unordered", "negative", "percent_out_of_range"]
    );
    let mut term = good;
    term.rule.measure = ScheduleMeasure::Term;
    term.rule.way = ScheduleWay::Graduated;
    term.rule.orders = true;
    assert_eq!(
        codes(&term),
        ["schedule_not_graduated", "schedule_orders_are_spend"]
    );
}
