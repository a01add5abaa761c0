//! Discount schedules in words.

use i18n::{k, money, number_trimmed, percent, t, tf, tn, unit_price};
use shared::cpq::pricing::{
    LineSchedule, ScheduleGives, ScheduleMeasure, ScheduleRule, ScheduleStep,
};
use shared::kernel::{Currency, Lang, Money, Percent, Quantity, UnitPrice};

/// So much of what a schedule measures.
#[must_use]
pub fn measured(lang: Lang, measure: ScheduleMeasure, value: i64, currency: Currency) -> String {
    match measure {
        ScheduleMeasure::Quantity => number_trimmed(lang, Quantity(value).to_decimal(), 4),
        ScheduleMeasure::Term => tn(lang, k::cpq::explain::MONTHS, value, &[]),
        ScheduleMeasure::Spend => money(lang, Money::new(value, currency)),
    }
}

/// What a step gives.
#[must_use]
pub fn given(lang: Lang, gives: ScheduleGives, value: i64, currency: Currency) -> String {
    match gives {
        ScheduleGives::Percent => {
            let rate = Percent(i32::try_from(value).unwrap_or(i32::MAX));
            tf(
                lang,
                k::cpq::schedules::GIVES_PERCENT,
                &[("percent", &percent(lang, rate))],
            )
        }
        ScheduleGives::Amount => tf(
            lang,
            k::cpq::schedules::GIVES_AMOUNT,
            &[("price", &unit_price(lang, UnitPrice(value), currency))],
        ),
        ScheduleGives::Price => tf(
            lang,
            k::cpq::explain::EACH,
            &[("price", &unit_price(lang, UnitPrice(value), currency))],
        ),
    }
}

/// The steps of a schedule, one after the other.
#[must_use]
pub fn steps(lang: Lang, rule: &ScheduleRule, currency: Currency) -> String {
    let one = |step: &ScheduleStep| {
        let from = measured(lang, rule.measure, step.from, currency);
        let given = given(lang, rule.gives, step.value, currency);
        let values: [(&str, &dyn std::fmt::Display); 2] = [("from", &from), ("given", &given)];
        tf(lang, k::cpq::schedules::STEP_SHORT, &values)
    };
    rule.steps.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// Why a line has the step it has, and what is missing to the next one.
#[must_use]
pub fn why(lang: Lang, schedule: &LineSchedule, currency: Currency) -> String {
    let rule = &schedule.rule;
    let name = schedule.name.get(lang).to_owned();
    let amount = measured(lang, rule.measure, schedule.measured, currency);
    let over = match schedule.lines {
        0 | 1 => amount,
        lines => tn(
            lang,
            k::cpq::schedules::OVER_LINES,
            i64::from(lines),
            &[("amount", &amount)],
        ),
    };
    let over = if schedule.earlier == 0 {
        over
    } else {
        let earlier = measured(lang, rule.measure, schedule.earlier, currency);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("measured", &over), ("earlier", &earlier)];
        tf(lang, k::cpq::schedules::AFTER_ORDERS, &values)
    };
    let step = rule.reached(schedule.total());
    let reached = step.and_then(|at| rule.steps.get(at));
    let mut words = match reached {
        None => tf(
            lang,
            k::cpq::schedules::WHY_NOTHING,
            &[("name", &name), ("measured", &over)],
        ),
        Some(step) => {
            let given = given(lang, rule.gives, step.value, currency);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("name", &name), ("given", &given), ("measured", &over)];
            let key = match rule.way {
                shared::cpq::pricing::ScheduleWay::Slab => k::cpq::schedules::WHY,
                shared::cpq::pricing::ScheduleWay::Graduated => k::cpq::schedules::WHY_GRADUATED,
            };
            tf(lang, key, &values)
        }
    };
    if let Some((missing, step)) = schedule.next() {
        let missing = measured(lang, rule.measure, missing, currency);
        let given = given(lang, rule.gives, step.value, currency);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("missing", &missing), ("given", &given)];
        words.push(' ');
        words.push_str(&tf(lang, k::cpq::schedules::NEXT, &values));
    }
    words
}

/// What a schedule looks at, and over which lines.
#[must_use]
pub fn looks_at(lang: Lang, rule: &ScheduleRule) -> String {
    let measure = crate::work::word(lang, "cpq.schedules.measure", rule.measure.code());
    let across = crate::work::word(lang, "cpq.schedules.across_of", rule.across.code());
    match rule.measure {
        ScheduleMeasure::Term => measure.to_owned(),
        _ => format!("{measure} · {across}"),
    }
}

/// The products and families a schedule is for.
#[must_use]
pub fn for_what(lang: Lang, products: usize, families: &[String]) -> String {
    let mut parts = families.to_vec();
    if let Ok(count @ 1..) = i64::try_from(products) {
        parts.push(tn(lang, k::cpq::schedules::PRODUCT_COUNT, count, &[]));
    }
    if parts.is_empty() {
        return t(lang, k::cpq::schedules::EVERYTHING).to_owned();
    }
    parts.join(", ")
}
