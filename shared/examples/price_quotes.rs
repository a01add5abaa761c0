//! How long pricing takes: `cargo run --release -p shared --example price_quotes`.
//! Prints microseconds for a whole quote and for the whole after one line changed, median of many runs.

use shared::cpq::pricing::{
    Charge, Kept, LineInput, Policy, Tax, Terms, Tier, TierMode, price_quote,
};
use shared::kernel::{Currency, Percent, Quantity, UnitPrice};
use std::time::Instant;

fn lines(count: i64) -> Vec<LineInput> {
    (0..count)
        .map(|n| LineInput {
            charge: [Charge::OneTime, Charge::Monthly, Charge::Yearly][(n % 3) as usize],
            quantity: Quantity(10_000 + n * 12_345),
            list_price: UnitPrice(990_000 + n * 7_777),
            options: UnitPrice(0),
            options_cost: None,
            contracted: None,
            manual_price: (n % 7 == 0).then_some(UnitPrice(880_000)),
            tier_mode: [TierMode::None, TierMode::Volume, TierMode::Tiered][(n / 3 % 3) as usize],
            tiers: (1..4)
                .map(|k| Tier {
                    from: Quantity::whole(k * 10),
                    unit_price: UnitPrice(900_000 - k * 50_000),
                })
                .collect(),
            floor: Some(UnitPrice(500_000)),
            cost: Some(UnitPrice(400_000)),
            discount: Percent((n % 25) as i32 * 100),
            tax: Tax::standard(Percent([2_000, 1_000, 550][(n % 3) as usize])),
            optional: n % 11 == 0,
            ..LineInput::default()
        })
        .collect()
}

fn median(mut run: impl FnMut()) -> u128 {
    let mut times: Vec<u128> = (0..201)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_micros()
        })
        .collect();
    times.sort_unstable();
    times[100]
}

fn main() {
    let terms = Terms {
        currency: Currency::EUR,
        months: 36,
        discount: Percent(750),
        off: None,
        subscription: shared::cpq::pricing::Subscription::default(),
    };
    let policy = Policy::default();
    for count in [200, 1_000, 10_000] {
        let mut lines = lines(count);
        let mut kept = Kept::default();
        kept.learn(&terms, &lines, &policy);
        let all = median(|| {
            std::hint::black_box(price_quote(&terms, &lines, &policy));
        });
        let one = median(|| {
            lines[17].quantity.0 += 1;
            kept.learn(&terms, &lines, &policy);
            std::hint::black_box(kept.price(&terms, &lines, &[], &policy));
        });
        println!("{count} lines: whole quote {all} µs, one line {one} µs");
    }
}
