use super::*;
use crate::deals::pipelines::ForecastCategory;
use crate::kernel::{OpportunityId, UserId};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn span() -> DaySpan {
    DaySpan {
        from: day("2026-10-01"),
        to: day("2026-12-31"),
    }
}
fn deal(n: u64, amount: i64, on: &str, state: StageState, probability_bp: i32) -> DealFact {
    DealFact {
        id: OpportunityId(Uuid::from_u128(u128::from(n))),
        owner: UserId(Uuid::from_u128(1)),
        amount,
        close_date: day(on),
        state,
        probability_bp,
        category: ForecastCategory::Pipeline,
    }
}
fn run(deals: &[DealFact], today: &str, history: &History) -> Projection {
    simulate(&SimulationInput {
        span: span(),
        today: day(today),
        deals,
        history,
        quota: Some(500),
        seed: 7,
        draws: 1_000,
    })
}

#[test]
fn the_generator_is_the_published_one() {
    let mut random = SplitMix64::new(1_234_567);
    let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
    assert_eq!(
        first,
        [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423
        ]
    );
}

#[test]
fn a_period_that_is_over_promises_nothing() {
    let deals = [
        deal(1, 100, "2026-10-20", StageState::Won, 10_000),
        deal(2, 300, "2026-12-01", StageState::Open, 10_000),
    ];
    let over = run(&deals, "2027-01-01", &History::default());
    assert_eq!(
        (over.closed, over.low, over.median, over.high),
        (100, 100, 100, 100)
    );
    assert_eq!((over.chance_bp, over.open_deals), (Some(0), 0));
    let last_day = run(&deals, "2026-12-31", &History::default());
    assert_eq!(last_day.median, 400);
}

#[test]
fn certain_deals_leave_no_range() {
    let deals = [
        deal(1, 100, "2026-10-20", StageState::Won, 10_000),
        deal(2, 300, "2026-12-01", StageState::Open, 10_000),
        deal(3, 900, "2026-12-02", StageState::Open, 0),
        deal(4, 900, "2027-01-02", StageState::Open, 10_000),
        deal(5, 900, "2026-09-02", StageState::Open, 10_000),
    ];
    let projection = run(&deals, "2026-11-10", &History::default());
    assert_eq!(
        (projection.low, projection.median, projection.high),
        (400, 400, 400)
    );
    assert_eq!(projection.closed, 100);
    assert_eq!(projection.chance_bp, Some(0));
    assert_eq!(projection.open_deals, 2);
    let today = projection
        .points
        .iter()
        .find(|p| p.day == day("2026-11-10"))
        .unwrap();
    assert_eq!((today.closed, today.high), (Some(100), 100));
    assert!(
        projection
            .points
            .iter()
            .all(|p| p.closed.is_some() == (p.day <= day("2026-11-10")))
    );
}

#[test]
fn a_hundred_coin_tosses_have_the_quantiles_of_the_binomial() {
    let deals: Vec<DealFact> = (0..100)
        .map(|n| deal(n, 1, "2026-12-01", StageState::Open, 5_000))
        .collect();
    let projection = run(&deals, "2026-10-01", &History::default());
    // Binomial(100, ½): 10 % at 44, 90 % at 56; a thousand draws may be one off.
    assert!((43..=45).contains(&projection.low), "{}", projection.low);
    assert!(
        (49..=51).contains(&projection.median),
        "{}",
        projection.median
    );
    assert!((55..=57).contains(&projection.high), "{}", projection.high);
}

#[test]
fn a_track_record_shifts_and_widens_the_range() {
    let deals: Vec<DealFact> = (0..400)
        .map(|n| deal(n, 1, "2026-12-01", StageState::Open, 5_000))
        .collect();
    let naive = run(&deals, "2026-10-01", &History::default());
    let learned = History {
        ratios_bp: History::ratios(&[(100, 60), (0, 10), (100, 80), (100, 100)]),
        ..History::default()
    };
    assert_eq!(learned.ratios_bp, [6_000, 8_000, 10_000]);
    let wise = run(&deals, "2026-10-01", &learned);
    assert!(wise.median < naive.median);
    assert!(wise.high - wise.low > 2 * (naive.high - naive.low));
    assert!(History::ratios(&[(100, 60), (100, 80)]).is_empty());
}

#[test]
fn what_slips_past_the_end_does_not_count() {
    let history = History {
        delays: vec![0, 0, 1],
        ..History::default()
    };
    let deals = [
        deal(1, 10, "2026-12-10", StageState::Open, 10_000),
        deal(2, 90, "2026-12-20", StageState::Open, 10_000),
    ];
    let projection = run(&deals, "2026-12-01", &history);
    assert_eq!(projection.high, 10);
}

#[test]
fn on_the_last_day_the_open_deals_still_count() {
    let deals = [deal(1, 10, "2026-12-31", StageState::Open, 10_000)];
    assert_eq!(run(&deals, "2026-12-31", &History::default()).median, 10);
    assert_eq!(
        run(&deals, "2027-02-01", &History::default()).points.len(),
        14
    );
}

#[test]
fn delays_need_thirty_deals() {
    let late = (day("2026-06-01"), day("2026-06-15"));
    let early = (day("2026-06-01"), day("2026-05-01"));
    assert!(delay_weights(&[late; 29]).is_empty());
    let mut pairs = vec![late; 10];
    pairs.extend([early; 30]);
    assert_eq!(delay_weights(&pairs), [30, 0, 10]);
}

/// FNV-1a of the points: the same number in the browser's WebAssembly proves equal bits.
#[test]
fn same_seed_same_bits_everywhere() {
    let mut random = SplitMix64::new(99);
    let deals: Vec<DealFact> = (0..2_000)
        .map(|n| {
            let bits = random.next_u64();
            DealFact {
                close_date: span().from + TimeDelta::days(i64::try_from(bits % 92).unwrap()),
                ..deal(
                    n,
                    i64::try_from(bits >> 44).unwrap(),
                    "2026-10-01",
                    if bits & 3 == 0 {
                        StageState::Won
                    } else {
                        StageState::Open
                    },
                    i32::try_from((bits >> 8) % 10_001).unwrap(),
                )
            }
        })
        .collect();
    let history = History {
        delays: vec![50, 20, 10, 5],
        ratios_bp: vec![7_000, 9_000, 11_000],
    };
    let text = format!("{:?}", run(&deals, "2026-10-29", &history));
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    assert_eq!(
        hash,
        18_160_522_328_869_787_676,
        "{}",
        &text[text.len().saturating_sub(200)..]
    );
}

proptest! {
    #[test]
    fn the_range_is_ordered_and_never_falls_when_amounts_are_positive(
        raw in prop::collection::vec((0_i64..100_000, 0_i64..92, any::<bool>(), 0_i32..=10_000), 0..60),
        today in -20_i64..120,
        delays in prop::collection::vec(0_u32..5, 0..5),
    ) {
        let deals: Vec<DealFact> = raw.iter().enumerate().map(|(n, (amount, offset, won, p))| DealFact {
            close_date: span().from + TimeDelta::days(*offset),
            ..deal(n as u64, *amount, "2026-10-01", if *won { StageState::Won } else { StageState::Open }, *p)
        }).collect();
        let history = History { delays, ratios_bp: vec![] };
        let projection = simulate(&SimulationInput {
            span: span(), today: span().from + TimeDelta::days(today), deals: &deals,
            history: &history, quota: None, seed: 3, draws: 50,
        });
        let won: i64 = deals.iter().filter(|d| d.state == StageState::Won).map(|d| d.amount).sum();
        let all: i64 = deals.iter().map(|d| d.amount).sum();
        prop_assert_eq!(projection.closed, won);
        prop_assert!(projection.low >= won && projection.high <= all);
        for pair in projection.points.windows(2) {
            prop_assert!(pair[0].low <= pair[1].low && pair[0].high <= pair[1].high);
        }
        for point in &projection.points {
            prop_assert!(point.low <= point.median && point.median <= point.high);
        }
    }
}
