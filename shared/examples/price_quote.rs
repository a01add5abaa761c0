//! How long a quote takes to price. `cargo xtask bench` runs it natively and, compiled to
//! WebAssembly, in the JavaScript engine of Chromium. Prints `lines median_us p95_us`.

use shared::cpq::pricing::{
    Charge, LineInput, Policy, PriceKind, Tax, Terms, Tier, TierMode, price_quote,
};
use shared::kernel::{Currency, Percent, Quantity, UnitPrice};
use std::hint::black_box;
use std::time::Instant;

/// A third of the lines has volume tiers, a third is recurring, a sixth is priced by packages and a
/// sixth by included units; all are discounted and taxed at one of two rates.
fn lines(count: i64) -> Vec<LineInput> {
    (0..count)
        .map(|n| LineInput {
            charge: if n % 3 == 1 {
                Charge::Monthly
            } else {
                Charge::OneTime
            },
            quantity: Quantity((n % 40 + 1) * 10_000),
            list_price: UnitPrice(1_234_567 + n * 1_717),
            tier_mode: if n % 3 == 0 {
                TierMode::Volume
            } else {
                TierMode::None
            },
            tiers: if n % 3 == 0 { tiers() } else { Vec::new() },
            kind: match n % 6 {
                2 => Some(PriceKind::Package {
                    size: Quantity::whole(7),
                }),
                5 => Some(PriceKind::Included {
                    units: Quantity::whole(5),
                    further: UnitPrice(450_000),
                }),
                _ => None,
            },
            cost: Some(UnitPrice(700_000 + n * 911)),
            discount: Percent(i32::try_from(n % 25).unwrap_or(0) * 100),
            tax: Tax::standard(Percent(if n % 5 == 0 { 550 } else { 2_000 })),
            ..LineInput::default()
        })
        .collect()
}

fn tiers() -> Vec<Tier> {
    [(10, 1_150_000), (20, 1_050_000), (30, 950_000)]
        .map(|(from, price)| Tier {
            from: Quantity(from * 10_000),
            unit_price: UnitPrice(price),
        })
        .to_vec()
}

fn main() {
    let terms = Terms {
        currency: Currency::EUR,
        months: 36,
        discount: Percent(350),
        off: None,
        subscription: shared::cpq::pricing::Subscription::default(),
    };
    for count in [20, 200, 1_000, 10_000] {
        let lines = lines(count);
        let mut times: Vec<_> = (0..if count > 1_000 { 150 } else { 300 })
            .map(|_| {
                let start = Instant::now();
                black_box(price_quote(&terms, black_box(&lines), &Policy::default()));
                start.elapsed()
            })
            .skip(100)
            .collect();
        times.sort();
        let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e6;
        println!("{count} {:.1} {:.1}", at(50), at(95));
    }
}
