//! A deal to work on, put into the tables directly: this area does not create deals.

use crate::bench::{Bench, START};
use chrono::NaiveDate;
use shared::kernel::{AccountId, Actor, OpportunityId, StageId, TaskId, UserId};
use shared::work::Links;
use shared::work::tasks::ops::CreateTask;
use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind, TaskView};
use store::args;
use uuid::Uuid;

pub struct Deal {
    pub id: OpportunityId,
    pub account: AccountId,
    pub stages: [StageId; 2],
}

const ACCOUNT: &str = "INSERT INTO accounts (id, name, search, kind, industry, website, phone, street,
        postal_code, city, country, vat_number, notes, owner_id, sample, created_at, updated_at, version)
    VALUES ($1, $2, $3, 'business', '', '', '', '', '', '', '', '', '', $4, FALSE, $5, $5, 1)";
const PIPELINE: &str =
    "INSERT INTO pipelines (id, kind, name_en, name_fr, position, active, version)
    VALUES ($1, 'b2b', 'B2B', 'B2B', 90, TRUE, 1)";
const STAGE: &str = "INSERT INTO stages (id, pipeline_id, name_en, name_fr, position, state,
        probability_bp, category, exit_criteria, guidance_en, guidance_fr, active)
    VALUES ($1, $2, $3, $4, $5, 'open', 1000, 'pipeline', '[]', '', '', TRUE)";
const DEAL: &str = "INSERT INTO opportunities (id, name, search, account_id, pipeline_id, stage_id, state,
        owner_id, kind, amount_minor, currency, amount_source, close_date, next_step, source,
        loss_note, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, 'new', 100000, 'EUR', 'typed', $8, '', '', '', $9, 0,
        FALSE, $9, $9, 1)";
const FACT: &str =
    "INSERT INTO opportunity_facts (opportunity_id, at, actor_id, stage_id, state, owner_id,
        amount_minor, currency, close_date, probability_bp, category)
    VALUES ($1, $2, $3, $4, 'open', $3, $5, 'EUR', $6, 1000, 'pipeline')";

/// A deal of `owner` with the name `Acme renewal` on the account `Acme`.
pub async fn deal(bench: &Bench, owner: UserId) -> Deal {
    let (account, pipeline, id) = (bench.uuid(), bench.uuid(), bench.uuid());
    let stages = [bench.uuid(), bench.uuid()];
    let close = day("2026-12-31");
    let mut session = bench.services.store().write().await.unwrap();
    session
        .exec(ACCOUNT, args![account, "Acme", "acme", owner, START])
        .await
        .unwrap();
    session.exec(PIPELINE, args![pipeline]).await.unwrap();
    for (index, stage) in stages.iter().enumerate() {
        let name = format!("S{index}");
        let row = args![
            *stage,
            pipeline,
            &name,
            &name,
            i64::try_from(index).unwrap()
        ];
        session.exec(STAGE, row).await.unwrap();
    }
    let row = args![
        id,
        "Acme renewal",
        "acme renewal",
        account,
        pipeline,
        stages[0],
        owner,
        close,
        START
    ];
    session.exec(DEAL, row).await.unwrap();
    session
        .exec(FACT, args![id, START, owner, stages[0], 100_000_i64, close])
        .await
        .unwrap();
    session.commit().await.unwrap();
    Deal {
        id: OpportunityId(id),
        account: AccountId(account),
        stages: stages.map(StageId),
    }
}

/// A later row of the deal's facts.
pub async fn fact(
    bench: &Bench,
    deal: &Deal,
    owner: UserId,
    days: i64,
    stage: usize,
    minor: i64,
    close: &str,
) {
    let mut session = bench.services.store().write().await.unwrap();
    let row = args![
        deal.id,
        START.plus_days(days),
        owner,
        deal.stages[stage],
        minor,
        day(close)
    ];
    session.exec(FACT, row).await.unwrap();
    session.commit().await.unwrap();
}

/// What the deal keeps about its activities: next day, last conversation.
pub async fn kept(bench: &Bench, deal: &Deal) -> (Option<NaiveDate>, Option<i64>) {
    let mut session = bench.services.store().read().await.unwrap();
    session
        .one(
            "SELECT next_activity_on, last_activity_at FROM opportunities WHERE id = $1",
            args![deal.id],
        )
        .await
        .unwrap()
}

/// The actions recorded for a record, oldest first.
pub async fn actions(bench: &Bench, id: Uuid) -> Vec<String> {
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session
        .all(
            "SELECT action FROM events WHERE entity_id = $1 ORDER BY seq",
            args![id],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn draft(owner: &Actor, subject: &str, due: Due) -> TaskDraft {
    TaskDraft {
        subject: subject.to_owned(),
        kind: TaskKind::Call,
        priority: Priority::Normal,
        notes: String::new(),
        due,
        owner: owner.user_id,
        links: Links::default(),
        custom: shared::platform::fields::CustomValues::default(),
    }
}

/// A new task of `owner`.
pub async fn task(bench: &Bench, owner: &Actor, subject: &str, due: Due, links: Links) -> TaskView {
    let draft = TaskDraft {
        links,
        ..draft(owner, subject, due)
    };
    let id = TaskId(bench.uuid());
    bench.run(owner, CreateTask { id, draft }).await.unwrap()
}
