//! Writing opportunities. A save names the version it was made on; its answer is whether the record
//! still had it.

use super::record::DealRecord;
use crate::platform::fields as values;
use crate::sql::Sql;
use crate::{Args, Result, Session, StoreError, args};
use shared::deals::opportunities::{DealFields, DealPlace};
use shared::kernel::search::search_key;
use shared::kernel::{Instant, OpportunityId, PipelineId, UserId};
use shared::platform::fields::Holder;

/// A record to insert.
pub struct NewRecord<'a> {
    /// Which.
    pub id: OpportunityId,
    /// Its pipeline.
    pub pipeline_id: PipelineId,
    /// Who sells it.
    pub owner_id: UserId,
    /// Its fields.
    pub fields: &'a DealFields,
    /// Its stage.
    pub place: &'a DealPlace,
    /// Part of the sample company.
    pub sample: bool,
    /// When.
    pub now: Instant,
}

const INSERT: &str = "INSERT INTO opportunities (id, name, search, account_id, pipeline_id, stage_id, state, owner_id, kind,
        amount_minor, currency, amount_source, close_date, probability_judged_bp, category_judged, next_step, next_step_on,
        source, loss_reason_id, loss_note, closed_on, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version, channel)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $25, 1, $26)
    ON CONFLICT (id) DO NOTHING";

const SAVE: &str = "UPDATE opportunities SET name = $3, search = $4, account_id = $5, pipeline_id = $6, stage_id = $7, state = $8,
        owner_id = $9, kind = $10, amount_minor = $11, currency = $12, amount_source = $13, close_date = $14,
        probability_judged_bp = $15, category_judged = $16, next_step = $17, next_step_on = $18, source = $19,
        loss_reason_id = $20, loss_note = $21, closed_on = $22, stage_entered_at = $23, close_date_pushes = $24,
        deleted_at = $25, updated_at = $26, channel = $27, version = version + 1
    WHERE id = $1 AND version = $2";

// Two changes within a millisecond leave one row: the later state.
const FACTS: [&str; 3] = [
    "INSERT INTO opportunity_facts (opportunity_id, at, actor_id, stage_id, state, owner_id, amount_minor, currency,
        close_date, probability_bp, category)
    SELECT o.id,",
    ", o.stage_id, o.state, o.owner_id, o.amount_minor, o.currency, o.close_date,
        CASE WHEN o.state = 'open' THEN COALESCE(o.probability_judged_bp, s.probability_bp) ELSE s.probability_bp END,
        CASE WHEN o.deleted_at IS NOT NULL THEN 'omitted' WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END
    FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.id IN",
    "ON CONFLICT (opportunity_id, at) DO UPDATE SET actor_id = excluded.actor_id, stage_id = excluded.stage_id, state = excluded.state,
        owner_id = excluded.owner_id, amount_minor = excluded.amount_minor, currency = excluded.currency,
        close_date = excluded.close_date, probability_bp = excluded.probability_bp, category = excluded.category",
];

const LAST_EVENT: &str = "SELECT action, actor_id, before_json FROM events WHERE entity_id = $1 ORDER BY seq DESC LIMIT 1";

/// What both statements say of a record, in the order of their columns.
fn bind_record(
    args: &mut Args,
    (pipeline, owner): (PipelineId, UserId),
    fields: &DealFields,
    place: &DealPlace,
) {
    args.push(&fields.name);
    args.push(search_key(&fields.name));
    args.push(fields.account_id);
    args.push(pipeline);
    args.push(place.stage_id);
    args.push(place.state.code());
    args.push(owner);
    args.push(fields.kind.code());
    args.push(fields.amount.minor);
    args.push(fields.amount.currency);
    args.push(fields.amount_source.code());
    args.push(place.close_date);
    args.push(fields.probability_judged);
    args.push(fields.category_judged.map(|category| category.code()));
    args.push(&fields.next_step);
    args.push(fields.next_step_on);
    args.push(&fields.source);
    args.push(place.loss_reason_id);
    args.push(&place.loss_note);
    args.push(place.closed_on);
    args.push(place.stage_entered_at);
    args.push(fields.close_date_pushes);
}

/// Inserts a record; `false` when its id is taken.
pub async fn insert(session: &mut Session, new: &NewRecord<'_>) -> Result<bool> {
    let mut row = args![new.id];
    bind_record(
        &mut row,
        (new.pipeline_id, new.owner_id),
        new.fields,
        new.place,
    );
    row.push(new.sample);
    row.push(new.now);
    row.push(new.fields.channel.code());
    if !session.exec_one(INSERT, row).await? {
        return Ok(false);
    }
    let custom = &new.fields.custom;
    values::put(session, Holder::Opportunity, new.id.0, custom, true).await?;
    Ok(true)
}

/// Saves a record made on `record.version`; `false` when it has moved on. Close date, loss reason
/// and loss note are those of `record.place`.
pub async fn save(session: &mut Session, record: &DealRecord, now: Instant) -> Result<bool> {
    let mut row = args![record.id, record.version];
    bind_record(
        &mut row,
        (record.pipeline_id, record.owner_id),
        &record.fields,
        &record.place,
    );
    row.push(record.deleted_at);
    row.push(now);
    row.push(record.fields.channel.code());
    if !session.exec_one(SAVE, row).await? {
        return Ok(false);
    }
    let custom = &record.fields.custom;
    values::put(session, Holder::Opportunity, record.id.0, custom, false).await?;
    Ok(true)
}

/// Writes the row of facts a forecast reads, from the record as it is now. A deleted deal counts as
/// omitted.
pub async fn record_facts(
    session: &mut Session,
    id: OpportunityId,
    actor: Option<UserId>,
    now: Instant,
) -> Result<()> {
    record_facts_of(session, &[id.0], actor, now).await
}

/// As [`record_facts`], for many deals.
pub async fn record_facts_of(
    session: &mut Session,
    ids: &[uuid::Uuid],
    actor: Option<UserId>,
    now: Instant,
) -> Result<()> {
    for chunk in ids.chunks(200) {
        let mut sql = Sql::new(FACTS[0]);
        sql.bind(now).with(",", actor);
        sql.within(FACTS[1], chunk.iter().copied()).push(FACTS[2]);
        session.exec_of(sql).await?;
    }
    Ok(())
}

/// Where a deal was before its last change, when that was a move, and who moved it.
pub struct LastMove {
    /// The place.
    pub place: DealPlace,
    /// The pipeline, when it was another one.
    pub pipeline_id: Option<PipelineId>,
    /// Who.
    pub by: Option<UserId>,
}

/// What an event of a change of pipeline has beside the place.
#[derive(serde::Deserialize)]
struct Pipelined {
    pipeline_id: Option<PipelineId>,
}

/// Where a deal was before its last change, when that was a move.
pub async fn last_move(session: &mut Session, id: OpportunityId) -> Result<Option<LastMove>> {
    let row: Option<(String, Option<uuid::Uuid>, Option<String>)> =
        session.opt(LAST_EVENT, args![id]).await?;
    let Some((action, actor, Some(before))) = row else {
        return Ok(None);
    };
    if !matches!(action.as_str(), "stage_moved" | "pipeline_changed") {
        return Ok(None);
    }
    let corrupt = |_| StoreError::Corrupt("events.before_json");
    let place = serde_json::from_str(&before).map_err(corrupt)?;
    let Pipelined { pipeline_id } = serde_json::from_str(&before).map_err(corrupt)?;
    Ok(Some(LastMove {
        place,
        pipeline_id,
        by: actor.map(UserId),
    }))
}
