//! Writing opportunities. A save names the version it was made on; its answer is whether the record
//! still had it.

use super::record::DealRecord;
use crate::platform::fields as values;
use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
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
        source, loss_reason_id, loss_note, closed_on, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $25, 1)
    ON CONFLICT (id) DO NOTHING";

const SAVE: &str = "UPDATE opportunities SET name = $3, search = $4, account_id = $5, pipeline_id = $6, stage_id = $7, state = $8,
        owner_id = $9, kind = $10, amount_minor = $11, currency = $12, amount_source = $13, close_date = $14,
        probability_judged_bp = $15, category_judged = $16, next_step = $17, next_step_on = $18, source = $19,
        loss_reason_id = $20, loss_note = $21, closed_on = $22, stage_entered_at = $23, close_date_pushes = $24,
        deleted_at = $25, updated_at = $26, version = version + 1
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

/// Inserts a record; `false` when its id is taken.
pub async fn insert(session: &mut Session, new: &NewRecord<'_>) -> Result<bool> {
    let (fields, place) = (new.fields, new.place);
    let row = args![
        new.id,
        &fields.name,
        search_key(&fields.name),
        fields.account_id,
        new.pipeline_id,
        place.stage_id,
        place.state.code(),
        new.owner_id,
        fields.kind.code(),
        fields.amount.minor,
        fields.amount.currency,
        fields.amount_source.code(),
        place.close_date,
        fields.probability_judged,
        fields.category_judged.map(|category| category.code()),
        &fields.next_step,
        fields.next_step_on,
        &fields.source,
        place.loss_reason_id,
        &place.loss_note,
        place.closed_on,
        place.stage_entered_at,
        fields.close_date_pushes,
        new.sample,
        new.now
    ];
    if session.exec(INSERT, row).await? != 1 {
        return Ok(false);
    }
    values::put(session, Holder::Opportunity, new.id.0, &fields.custom, true).await?;
    Ok(true)
}

/// Saves a record made on `record.version`; `false` when it has moved on. Close date, loss reason
/// and loss note are those of `record.place`.
pub async fn save(session: &mut Session, record: &DealRecord, now: Instant) -> Result<bool> {
    let (fields, place) = (&record.fields, &record.place);
    let row = args![
        record.id,
        record.version,
        &fields.name,
        search_key(&fields.name),
        fields.account_id,
        record.pipeline_id,
        place.stage_id,
        place.state.code(),
        record.owner_id,
        fields.kind.code(),
        fields.amount.minor,
        fields.amount.currency,
        fields.amount_source.code(),
        place.close_date,
        fields.probability_judged,
        fields.category_judged.map(|category| category.code()),
        &fields.next_step,
        fields.next_step_on,
        &fields.source,
        place.loss_reason_id,
        &place.loss_note,
        place.closed_on,
        place.stage_entered_at,
        fields.close_date_pushes,
        record.deleted_at,
        now
    ];
    if session.exec(SAVE, row).await? != 1 {
        return Ok(false);
    }
    values::put(
        session,
        Holder::Opportunity,
        record.id.0,
        &fields.custom,
        false,
    )
    .await?;
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

/// The place a deal had before its last change, when that was a move, and who moved it.
pub async fn last_move(
    session: &mut Session,
    id: OpportunityId,
) -> Result<Option<(DealPlace, Option<UserId>)>> {
    let row: Option<(String, Option<uuid::Uuid>, Option<String>)> =
        session.opt(LAST_EVENT, args![id]).await?;
    let Some((action, actor, Some(before))) = row else {
        return Ok(None);
    };
    if action != "stage_moved" {
        return Ok(None);
    }
    let place =
        serde_json::from_str(&before).map_err(|_| StoreError::Corrupt("events.before_json"))?;
    Ok(Some((place, actor.map(UserId))))
}
