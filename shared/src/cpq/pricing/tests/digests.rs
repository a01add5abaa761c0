//! What many quotes come to is the same to the byte, natively and in WebAssembly.

use super::examples::terms;
use crate::cpq::pricing::*;
use crate::kernel::digest::{Digest, Draw};
use crate::kernel::{
    AgreementId, Currency, DiscountScheduleId, LocalText, Percent, Quantity, Rounding, UnitPrice,
};
use uuid::Uuid;

fn price(draw: &mut Draw) -> UnitPrice {
    UnitPrice(draw.between(0, 100_000_000))
}

fn rate(draw: &mut Draw, most: i64) -> Percent {
    Percent(i32::try_from(draw.between(0, most)).unwrap())
}

fn a_tax(draw: &mut Draw) -> Tax {
    Tax {
        category: draw.of(TaxCategory::ALL),
        rate: rate(draw, 3_000),
    }
}

fn some_tiers(draw: &mut Draw) -> Vec<Tier> {
    let mut from = 0;
    (0..draw.between(0, 3))
        .map(|_| {
            from += draw.between(1, 900_000);
            Tier {
                from: Quantity(from),
                unit_price: price(draw),
            }
        })
        .collect()
}

fn a_kind(draw: &mut Draw) -> PriceKind {
    let units = Quantity(draw.between(1, 3_000_000));
    match draw.between(0, 1) {
        0 => PriceKind::Package { size: units },
        _ => PriceKind::Included {
            units,
            further: price(draw),
        },
    }
}

fn agreed(draw: &mut Draw) -> Contracted {
    Contracted {
        agreement_id: AgreementId(Uuid::nil()),
        name: "Frame".into(),
        price: match draw.between(0, 1) {
            0 => AgreedPrice::Fixed(price(draw)),
            _ => AgreedPrice::PercentOff(rate(draw, 10_000)),
        },
    }
}

fn a_schedule(draw: &mut Draw) -> LineSchedule {
    let mut from = 0;
    let steps = (0..draw.between(1, 4)).map(|_| {
        from += draw.between(1, 400_000);
        ScheduleStep {
            from,
            value: draw.between(0, 9_000),
        }
    });
    LineSchedule {
        schedule_id: DiscountScheduleId(Uuid::nil()),
        name: LocalText::default(),
        rule: ScheduleRule {
            steps: steps.collect(),
            measure: draw.of(ScheduleMeasure::ALL),
            across: draw.of(ScheduleAcross::ALL),
            way: draw.of(ScheduleWay::ALL),
            gives: draw.of(ScheduleGives::ALL),
            orders: false,
        },
        measured: draw.between(0, 2_000_000),
        lines: 1,
        earlier: 0,
    }
}

fn a_rounding(draw: &mut Draw) -> PriceRounding {
    PriceRounding {
        place: draw.of(RoundedPlace::ALL),
        step: UnitPrice(draw.of(&[500, 1_000, 10_000, 100_000])),
        ending: UnitPrice(draw.of(&[0, 0, 99])),
        mode: draw.of(RoundingMode::ALL),
    }
}

fn a_surcharge(draw: &mut Draw) -> Surcharge {
    Surcharge {
        reason: "Freight".into(),
        code: "FC".into(),
        added: match draw.between(0, 1) {
            0 => Added::Amount(draw.between(0, 100_000)),
            _ => Added::Percent(rate(draw, 2_000)),
        },
    }
}

fn a_line(draw: &mut Draw) -> LineInput {
    let list = price(draw);
    let kind = draw.some(20, a_kind);
    let mut line = LineInput {
        charge: draw.of(Charge::ALL),
        quantity: Quantity(draw.between(-500_000, 5_000_000)),
        list_price: list,
        contracted: draw.some(20, agreed),
        options: UnitPrice(list.0 / 7),
        options_cost: draw.some(50, |draw| UnitPrice(draw.between(0, 9_000_000))),
        manual_price: draw.some(10, price),
        tier_mode: draw.of(TierMode::ALL),
        tiers: if kind.is_some() {
            Vec::new()
        } else {
            some_tiers(draw)
        },
        kind,
        schedule: draw.some(20, |draw| Box::new(a_schedule(draw))),
        rounding: draw.some(20, a_rounding),
        floor: draw.some(20, price),
        cost: draw.some(60, price),
        discount: rate(draw, 10_000),
        off: draw.some(15, |draw| match draw.between(0, 1) {
            0 => LineOff::Amount(draw.between(0, 100_000)),
            _ => LineOff::Price(price(draw)),
        }),
        surcharges: draw.some(15, a_surcharge).into_iter().collect(),
        tax: a_tax(draw),
        optional: draw.percent(15),
        ..LineInput::default()
    };
    if line.charge.recurs() && draw.percent(30) {
        let ramp = Ramp {
            from_month: draw.count(1, 11),
            quantity: draw.some(50, |draw| Quantity(draw.between(1, 900_000))),
            price: draw.some(30, price),
            discount: draw.some(30, |draw| rate(draw, 9_000)),
        };
        let billing = draw.some(50, |draw| draw.of(Billing::ALL));
        line.change_term(|term| {
            term.billing = billing;
            term.ramps = vec![ramp];
        });
    }
    line
}

fn some_terms(draw: &mut Draw) -> Terms {
    let mut made = terms(draw.count(1, 60), rate(draw, 10_000).0);
    let dinar: Currency = "TND".parse().unwrap();
    made.currency = draw.of(&[Currency::EUR, Currency::USD, Currency::JPY, dinar]);
    made.off = draw.some(20, |draw| match draw.between(0, 1) {
        0 => DocumentOff::Amount(draw.between(0, 1_000_000)),
        _ => DocumentOff::Total(draw.between(0, 10_000_000)),
    });
    let time = &mut made.subscription;
    time.free_months = draw.count(0, 2);
    if draw.percent(40) {
        time.starts_on = Some(draw.day(400));
        time.ends_on = draw.some(50, |draw| draw.day(500) + chrono::Days::new(500));
        time.proration = draw.of(Proration::ALL);
    }
    time.trial = draw.some(30, |draw| match draw.between(0, 1) {
        0 => Trial::Days(draw.count(1, 45)),
        _ => Trial::Months(draw.count(1, 2)),
    });
    time.trial_term = draw.of(TrialTerm::ALL);
    made
}

/// Most with the usual ones, as quotes are.
fn a_policy(draw: &mut Draw) -> Policy {
    let other = draw.some(30, |draw| Policy {
        rounding: draw.of(&[
            Rounding::HalfUp,
            Rounding::HalfEven,
            Rounding::Down,
            Rounding::Up,
        ]),
        remainder: draw.of(&[Remainder::Largest, Remainder::First, Remainder::Last]),
        tier_border: draw.of(&[TierBorder::From, TierBorder::Above]),
        tax_rounding: draw.of(&[TaxRounding::PerCategory, TaxRounding::PerLine]),
    });
    other.unwrap_or_default()
}

#[test]
fn quotes_come_to_the_same_bytes_everywhere() {
    let mut draw = Draw::new(16_931);
    let mut digest = Digest::of("pricing");
    for number in 0..2_000 {
        let terms = some_terms(&mut draw);
        let lines: Vec<LineInput> = (0..draw.between(0, 8)).map(|_| a_line(&mut draw)).collect();
        let surcharge = draw.some(20, |draw| DocumentSurcharge {
            surcharge: a_surcharge(draw),
            tax: a_tax(draw),
        });
        let surcharges: Vec<DocumentSurcharge> = surcharge.into_iter().collect();
        let policy = a_policy(&mut draw);
        let priced = price_with(&terms, &lines, &surcharges, &policy);
        digest.add(&priced);
        digest.add(&price_story(&terms, &lines, &priced, &policy));
        if let (Some(line), Some(amounts)) = (lines.first(), priced.lines.first()) {
            digest.add(&waterfall(&terms, line, amounts, &policy));
        }
        // Five years of bills are long.
        if number % 8 == 0 {
            digest.add(&billing(&terms, &lines, &priced));
        }
    }
    digest.say();
}
