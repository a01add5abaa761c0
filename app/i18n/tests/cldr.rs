//! The formats against those of CLDR, sampled from ICU by `cldr/sample.mjs`, which says where and why
//! the library deviates.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test: a broken sample stops it"
)]

use chrono::{NaiveDate, NaiveDateTime};
use i18n::{Lang, PluralCategory};
use rust_decimal::Decimal;
use serde_json::Value;
use shared::kernel::search::search_key;
use shared::kernel::{Money, Percent};
use std::collections::BTreeMap;

fn formatted(kind: &str, lang: Lang, input: &Value) -> String {
    let text = |name: &str| input[name].as_str().unwrap();
    let whole = |name: &str| input[name].as_i64().unwrap();
    let decimal = || text("value").parse::<Decimal>().unwrap();
    let day = || text("day").parse::<NaiveDate>().unwrap();
    let moment = |day: NaiveDate| -> NaiveDateTime {
        day.and_time(format!("{}:00", text("time")).parse().unwrap())
    };
    let money = || Money::new(whole("minor"), text("code").parse().unwrap());
    match kind {
        "number" => i18n::number(lang, decimal(), u32::try_from(whole("decimals")).unwrap()),
        "percent" => i18n::percent(lang, Percent(i32::try_from(whole("basis")).unwrap())),
        "compact" => i18n::number_compact(lang, decimal()),
        "money" => i18n::money(lang, money()),
        "money_compact" => i18n::money_compact(lang, money()),
        "date_short" => i18n::date_short(lang, day()),
        "date_medium" => i18n::date_medium(lang, day()),
        "date_long" => i18n::date_long(lang, day()),
        "day_month" => i18n::day_month(lang, day()),
        "date_weekday" => i18n::date_weekday(lang, day()),
        "month_year" => i18n::month_year(lang, day()),
        "time" => i18n::time(lang, moment("2026-11-01".parse().unwrap())),
        "date_time" => i18n::date_time(lang, moment(day())),
        "plural" => match i18n::plural_category(lang, whole("n")) {
            PluralCategory::One => "one",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
        .to_owned(),
        "compare" => {
            let order = search_key(text("left")).cmp(&search_key(text("right")));
            format!("{}", order as i8)
        }
        other => panic!("{other} is no kind of sample"),
    }
}

#[test]
fn formats_are_those_of_cldr() {
    let fixture: Value = serde_json::from_str(include_str!("cldr/fixture.json")).unwrap();
    let mut seen = BTreeMap::<String, u32>::new();
    let mut wrong = Vec::new();
    for sample in fixture["samples"].as_array().unwrap() {
        let kind = sample["kind"].as_str().unwrap();
        let lang: Lang = sample["lang"].as_str().unwrap().parse().unwrap();
        let ours = formatted(kind, lang, &sample["input"]);
        let theirs = sample["expect"].as_str().unwrap();
        *seen.entry(kind.to_owned()).or_default() += 1;
        if ours != theirs {
            wrong.push(format!(
                "{kind} {lang:?} {}: {ours:?}, CLDR {theirs:?}",
                sample["input"]
            ));
        }
    }
    assert_eq!(seen.len(), 15, "{seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
