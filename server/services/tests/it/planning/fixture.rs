//! Deals for the tests of forecasts and figures, put straight into the tables.

use crate::bench::{Bench, START};
use chrono::NaiveDate;
use shared::kernel::id::uuid_v7;
use shared::kernel::{Actor, Currency, Instant, OpportunityId};
use store::{Session, args};
use uuid::Uuid;

/// The day it is in every test.
pub const TODAY: &str = "2026-11-23";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Midnight in UTC: precise enough for facts of past days.
pub fn at(text: &str) -> Instant {
    Instant(
        day(text)
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_millis(),
    )
}

fn fixed(n: u8) -> Uuid {
    uuid_v7(START.0, [n; 10])
}

/// The stages of the one pipeline: (number, state, probability, category).
const STAGES: [(u8, &str, i32, &str); 5] = [
    (201, "open", 2_000, "pipeline"),
    (202, "open", 5_000, "best_case"),
    (203, "open", 8_000, "commit"),
    (204, "won", 10_000, "closed"),
    (205, "lost", 0, "omitted"),
];

/// A deal to put in.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub n: u32,
    pub owner: &'a Actor,
    pub amount: i64,
    pub currency: Currency,
    /// 0 pipeline, 1 best case, 2 commit, 3 won, 4 lost.
    pub stage: usize,
    pub close: NaiveDate,
    pub created: &'a str,
    pub pushes: i32,
}

impl Plan<'_> {
    pub fn id(&self) -> OpportunityId {
        let mut random = [7; 10];
        random[..4].copy_from_slice(&self.n.to_be_bytes());
        OpportunityId(uuid_v7(START.0, random))
    }
}

/// One pipeline with five stages, and rates for dollars and pounds.
pub async fn pipeline(bench: &Bench) {
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(
            "INSERT INTO pipelines (id, kind, name_en, name_fr, position, active, version) VALUES ($1, 'b2b', 'Test', 'Essai', 0, TRUE, 1)",
            args![fixed(200)],
        )
        .await
        .unwrap();
    for (position, (n, state, probability, category)) in STAGES.into_iter().enumerate() {
        session
            .exec(
                "INSERT INTO stages (id, pipeline_id, name_en, name_fr, position, state, probability_bp, category, exit_criteria, guidance_en, guidance_fr, active)
                 VALUES ($1, $2, $3, $3, $4, $5, $6, $7, '[]', '', '', TRUE)",
                args![fixed(n), fixed(200), state, i64::try_from(position).unwrap(), state, probability, category],
            )
            .await
            .unwrap();
    }
    for (currency, rate) in [(Currency::USD, 90_000_000), (Currency::GBP, 115_000_000)] {
        store::platform::company::put_rate(&mut session, currency, day("2025-01-01"), rate, false)
            .await
            .unwrap();
    }
    session.commit().await.unwrap();
}

/// Puts deals in, each with the fact of its creation.
pub async fn deals(bench: &Bench, plans: &[Plan<'_>]) {
    let mut session = bench.services.store().write().await.unwrap();
    for plan in plans {
        let (stage, state, probability, category) = STAGES[plan.stage];
        let closed = (state != "open").then_some(plan.close);
        session
            .exec(
                "INSERT INTO opportunities (id, name, search, pipeline_id, stage_id, state, owner_id, kind, amount_minor, currency, amount_source,
                    close_date, next_step, source, loss_note, closed_on, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version)
                 VALUES ($1, $2, '', $3, $4, $5, $6, 'new', $7, $8, 'typed', $9, '', '', '', $10, $11, $12, FALSE, $11, $11, 1)",
                args![
                    plan.id(), format!("Deal {}", plan.n), fixed(200), fixed(stage), state, plan.owner.user_id,
                    plan.amount, plan.currency, plan.close, closed, at(plan.created), plan.pushes
                ],
            )
            .await
            .unwrap();
        fact(
            &mut session,
            plan,
            plan.created,
            probability,
            category,
            "open",
            plan.close,
        )
        .await;
    }
    session.commit().await.unwrap();
}

/// What a deal looked like from `from` on.
pub async fn fact(
    session: &mut Session,
    plan: &Plan<'_>,
    from: &str,
    probability: i32,
    category: &str,
    state: &str,
    close: NaiveDate,
) {
    session
        .exec(
            "INSERT INTO opportunity_facts (opportunity_id, at, stage_id, state, owner_id, amount_minor, currency, close_date, probability_bp, category)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            args![plan.id(), at(from), fixed(201), state, plan.owner.user_id, plan.amount, plan.currency, close, probability, category],
        )
        .await
        .unwrap();
}

/// Many deals of everybody around the quarter of today, the same in every run.
pub fn many(bench: &Bench) -> Vec<Plan<'_>> {
    let mut random = shared::planning::forecast::SplitMix64::new(5);
    let owners = [
        &bench.rep,
        &bench.colleague,
        &bench.stranger,
        &bench.manager,
    ];
    let currencies = [Currency::EUR, Currency::EUR, Currency::USD, Currency::GBP];
    (0..200)
        .map(|n| {
            let bits = random.next_u64();
            let pick =
                |shift: u32, of: usize| usize::try_from((bits >> shift) % of as u64).unwrap();
            Plan {
                n,
                owner: owners[pick(0, 4)],
                amount: i64::try_from((bits >> 20) % 10_000_000).unwrap(),
                currency: currencies[pick(8, 4)],
                stage: pick(16, 5),
                close: day("2026-09-15")
                    + chrono::TimeDelta::days(i64::try_from((bits >> 40) % 130).unwrap()),
                created: "2026-08-01",
                pushes: i32::try_from((bits >> 50) % 3).unwrap(),
            }
        })
        .collect()
}
