//! Vectors of part periods.

use super::Evaluated;
use super::value::Value;
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::proration::{BillingPeriod, CyclesInput, DayCount, Span, billed_cycles, fraction};
use crate::kernel::Rounding;
use chrono::{Datelike, Days, NaiveDate};

pub(super) fn evaluate(kind: Option<&str>, given: &Value) -> Option<Evaluated> {
    match kind {
        None if given.has("billing_day") => cycles(given),
        Some("prorated_price") => prorated_price(given),
        Some("terminated_in_period") => terminated(given),
        Some("trial_at_start_of_period") => trial(given),
        Some("starts_in_period") => starts(given),
        Some("coupon") => coupon(given),
        _ => None,
    }
}

fn date(given: &Value, key: &str) -> Option<NaiveDate> {
    given.str(key).parse().ok()
}

fn cycles(given: &Value) -> Option<Evaluated> {
    let period = match given.str("period") {
        "DAILY" => BillingPeriod::Days(1),
        "WEEKLY" => BillingPeriod::Days(7),
        "BIWEEKLY" => BillingPeriod::Days(14),
        "THIRTY_DAYS" => BillingPeriod::Days(30),
        "THIRTY_ONE_DAYS" => BillingPeriod::Days(31),
        "SIXTY_DAYS" => BillingPeriod::Days(60),
        "NINETY_DAYS" => BillingPeriod::Days(90),
        "MONTHLY" => BillingPeriod::Months(1),
        "BIMESTRIAL" => BillingPeriod::Months(2),
        "QUARTERLY" => BillingPeriod::Months(3),
        "TRIANNUAL" => BillingPeriod::Months(4),
        "BIANNUAL" => BillingPeriod::Months(6),
        "ANNUAL" => BillingPeriod::Months(12),
        "SESQUIENNIAL" => BillingPeriod::Months(18),
        "BIENNIAL" => BillingPeriod::Months(24),
        "TRIENNIAL" => BillingPeriod::Months(36),
        _ => return None,
    };
    let cycles = billed_cycles(&CyclesInput {
        period,
        billing_day: u32::try_from(given.num("billing_day")?.to_whole()?).ok()?,
        start: date(given, "start")?,
        end: match given.find("end") {
            None | Some(Value::Null) => None,
            Some(_) => Some(date(given, "end")?),
        },
        target: date(given, "target")?,
        count: DayCount::Actual,
        round: RoundTo {
            mode: Rounding::HalfUp,
            step: Exact::scaled(1, 9),
        },
    })?;
    Some(Evaluated::under(
        "proration: days over the days of the period, nine decimals, billing day, in advance",
        Value::map([("cycles", Value::number(cycles))]),
    ))
}

fn prorated_price(given: &Value) -> Option<Evaluated> {
    let months = given.num("term_months")? / given.num("default_term_months")?;
    let price = given.num("list_price")? * months;
    Some(Evaluated::under(
        "proration: whole months over the list price's term",
        Value::map([("price", Value::number(price))]),
    ))
}

const BY_DAY: &str = "proration: days over the days of the period, inclusive, to whole minor units";

fn fee(precise: Exact, billed: Option<Exact>) -> Evaluated {
    let mut answer = Value::map([
        ("precise_minor", Value::number(precise)),
        ("fee_minor", Value::number(RoundTo::WHOLE.apply(precise))),
    ]);
    if let Some(days) = billed {
        answer.set("billed_days", Value::number(days));
    }
    Evaluated::under(BY_DAY, answer)
}

/// From the start, or the period's, until the end, both days included.
fn terminated(given: &Value) -> Option<Evaluated> {
    let [first, last] = given.list("period") else {
        return None;
    };
    let day_after = |date: NaiveDate| date.checked_add_days(Days::new(1));
    let period = Span {
        from: first.as_str()?.parse().ok()?,
        to: day_after(last.as_str()?.parse().ok()?)?,
    };
    let from = match given.find("started") {
        Some(Value::Text(started)) => started.parse().ok()?,
        _ => period.from,
    };
    let used = Span {
        from,
        to: match given.find("terminated") {
            Some(Value::Text(end)) => day_after(end.parse().ok()?)?,
            _ => period.to,
        },
    };
    let precise = given.num("amount_minor")? * fraction(used, period, DayCount::Actual)?;
    Some(fee(precise, None))
}

fn trial(given: &Value) -> Option<Evaluated> {
    let days = given.num("days_in_period")?;
    let billed = (days - given.num_or("trial_days", Exact::ZERO)?).not_negative();
    let precise = given.num("amount_minor")? * billed / days;
    Some(fee(precise.checked()?, Some(billed)))
}

/// The calendar's week, month, quarter or year the subscription starts in, from then on.
fn starts(given: &Value) -> Option<Evaluated> {
    let started = date(given, "started")?;
    let period = match given.str("interval") {
        "week" => {
            let begins = match given.str("week_starts") {
                "sunday" => started.weekday().num_days_from_sunday(),
                _ => started.weekday().num_days_from_monday(),
            };
            let from = started.checked_sub_days(Days::new(u64::from(begins)))?;
            Span {
                from,
                to: from.checked_add_days(Days::new(7))?,
            }
        }
        interval => {
            let months: u32 = match interval {
                "month" => 1,
                "quarter" => 3,
                "half_year" | "semiannual" => 6,
                "year" => 12,
                _ => return None,
            };
            let month = started.month0() / months * months + 1;
            let from = NaiveDate::from_ymd_opt(started.year(), month, 1)?;
            Span {
                from,
                to: from.checked_add_months(chrono::Months::new(months))?,
            }
        }
    };
    let trial = given.num_or("trial_days", Exact::ZERO)?.to_whole()?;
    let paid_from = started.checked_add_days(Days::new(u64::try_from(trial).ok()?))?;
    let used = Span {
        from: paid_from,
        to: period.to,
    };
    let precise = given.num("amount_minor")? * fraction(used, period, DayCount::Actual)?;
    Some(fee(precise, None))
}

fn coupon(given: &Value) -> Option<Evaluated> {
    let invoice = given.num("invoice_minor")?.not_negative();
    let coupon = given.get("coupon");
    let wanted = if coupon.has("percent") {
        RoundTo::WHOLE.apply(invoice * coupon.num("percent")?.percent())
    } else {
        coupon.num("amount_minor")?
    };
    Some(Evaluated::under(
        "coupon: at most what the invoice comes to",
        Value::map([("credited_minor", Value::number(wanted.least(invoice)))]),
    ))
}
