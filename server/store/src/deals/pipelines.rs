//! Pipelines, stages and loss reasons: small tables, read whole.

use crate::platform::fields;
use crate::{Args, Result, Session, StoreError, args};
use shared::deals::pipelines::{Criterion, LossReason, Pipeline, RequiredField, Stage};
use shared::kernel::{Instant, LocalText, LossReasonId, Percent, PipelineId, StageId, UserId};
use shared::platform::fields::{CustomField, Holder, field_name, key_of};
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct PipelineRow {
    id: Uuid,
    kind: String,
    name_en: String,
    name_fr: String,
    position: i32,
    active: bool,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct StageRow {
    id: Uuid,
    pipeline_id: Uuid,
    name_en: String,
    name_fr: String,
    position: i32,
    state: String,
    probability_bp: i32,
    category: String,
    exit_criteria: String,
    guidance_en: String,
    guidance_fr: String,
    stalled_after_days: Option<i32>,
    active: bool,
}

const PIPELINES: &str =
    "SELECT id, kind, name_en, name_fr, position, active, version FROM pipelines
    ORDER BY position, id";

const STAGES: &str = "SELECT id, pipeline_id, name_en, name_fr, position, state, probability_bp, category, exit_criteria,
        guidance_en, guidance_fr, stalled_after_days, active
    FROM stages ORDER BY pipeline_id, position, id";

const REASONS: &str =
    "SELECT id, name_en, name_fr, position, active FROM loss_reasons ORDER BY position, id";

const PUT_PIPELINE: &str = "INSERT INTO pipelines (id, kind, name_en, name_fr, position, active, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1)
    ON CONFLICT (id) DO UPDATE SET name_en = $3, name_fr = $4, position = $5, active = $6, version = pipelines.version + 1
    WHERE pipelines.version = $7";

const PUT_STAGE: &str = "INSERT INTO stages (id, pipeline_id, name_en, name_fr, position, state, probability_bp, category,
        exit_criteria, guidance_en, guidance_fr, stalled_after_days, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (id) DO UPDATE SET name_en = $3, name_fr = $4, position = $5, state = $6, probability_bp = $7, category = $8,
        exit_criteria = $9, guidance_en = $10, guidance_fr = $11, stalled_after_days = $12, active = $13";

const PUT_REASON: &str =
    "INSERT INTO loss_reasons (id, name_en, name_fr, position, active) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE SET name_en = $2, name_fr = $3, position = $4, active = $5";

const STAGE_USE: &str =
    "SELECT s.id, s.pipeline_id, EXISTS (SELECT 1 FROM opportunities o WHERE o.stage_id = s.id)
        OR EXISTS (SELECT 1 FROM opportunity_facts f WHERE f.stage_id = s.id) AS used
    FROM stages s WHERE s.pipeline_id = $1";

const REASON_USE: &str =
    "SELECT r.id, EXISTS (SELECT 1 FROM opportunities o WHERE o.loss_reason_id = r.id) AS used
    FROM loss_reasons r";

/// What the name of an administrator's field begins with.
const OWN: &str = "custom.";

/// What a stage requires, as kept in one list: criteria by their codes, fields of administrators as
/// `custom.<key>`. A field hidden or deleted since asks nothing of anybody.
fn required(
    kept: &str,
    own: &[CustomField],
) -> std::result::Result<(Vec<Criterion>, Vec<RequiredField>), ()> {
    let words: Vec<String> = serde_json::from_str(kept).map_err(|_| ())?;
    let mut criteria = Vec::new();
    let mut fields = Vec::new();
    for word in words {
        let Some(key) = key_of(&word) else {
            criteria.push(word.parse()?);
            continue;
        };
        let field = own.iter().find(|field| field.key == key);
        fields.extend(field.map(|field| RequiredField {
            key: field.key.clone(),
            label: field.label.clone(),
        }));
    }
    Ok((criteria, fields))
}

/// The fields of deals a stage may require.
async fn own_fields(session: &mut Session) -> Result<Vec<CustomField>> {
    let mut all = fields::all(session).await?;
    all.retain(|field| field.holder == Holder::Opportunity && !field.archived);
    Ok(all)
}

impl StageRow {
    fn stage(self, own: &[CustomField]) -> Result<Stage> {
        let (exit_criteria, required_fields) = required(&self.exit_criteria, own)
            .map_err(|()| StoreError::Corrupt("stages.exit_criteria"))?;
        Ok(Stage {
            id: StageId(self.id),
            name: LocalText::new(self.name_en, self.name_fr),
            position: self.position,
            state: self
                .state
                .parse()
                .map_err(|()| StoreError::Corrupt("stages.state"))?,
            probability: Percent(self.probability_bp),
            category: self
                .category
                .parse()
                .map_err(|()| StoreError::Corrupt("stages.category"))?,
            exit_criteria,
            required_fields,
            guidance: LocalText::new(self.guidance_en, self.guidance_fr),
            stalled_after_days: self.stalled_after_days,
            active: self.active,
        })
    }
}

/// Every pipeline with its stages, inactive ones included.
pub async fn all(session: &mut Session) -> Result<Vec<Pipeline>> {
    let rows: Vec<PipelineRow> = session.all(PIPELINES, args![]).await?;
    let stages: Vec<StageRow> = session.all(STAGES, args![]).await?;
    let asks_own = stages.iter().any(|row| row.exit_criteria.contains(OWN));
    let own = if asks_own {
        own_fields(session).await?
    } else {
        Vec::new()
    };
    let mut pipelines = rows
        .into_iter()
        .map(|row| {
            Ok(Pipeline {
                id: PipelineId(row.id),
                kind: row
                    .kind
                    .parse()
                    .map_err(|()| StoreError::Corrupt("pipelines.kind"))?,
                name: LocalText::new(row.name_en, row.name_fr),
                position: row.position,
                active: row.active,
                version: row.version,
                stages: Vec::new(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    for row in stages {
        let owner = PipelineId(row.pipeline_id);
        if let Some(pipeline) = pipelines.iter_mut().find(|p| p.id == owner) {
            pipeline.stages.push(row.stage(&own)?);
        }
    }
    Ok(pipelines)
}

/// One pipeline with its stages.
pub async fn get(session: &mut Session, id: PipelineId) -> Result<Option<Pipeline>> {
    Ok(all(session).await?.into_iter().find(|p| p.id == id))
}

/// Every loss reason, inactive ones included.
pub async fn loss_reasons(session: &mut Session) -> Result<Vec<LossReason>> {
    let rows: Vec<(Uuid, String, String, i32, bool)> = session.all(REASONS, args![]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, en, fr, position, active)| LossReason {
            id: LossReasonId(id),
            name: LocalText::new(en, fr),
            position,
            active,
        })
        .collect())
}

const FACTS_OF_STAGE: &str = "INSERT INTO opportunity_facts (opportunity_id, at, actor_id, stage_id, state, owner_id, amount_minor,
        currency, close_date, probability_bp, category)
    SELECT o.id, $2, $3, o.stage_id, o.state, o.owner_id, o.amount_minor, o.currency, o.close_date,
        CASE WHEN o.state = 'open' THEN COALESCE(o.probability_judged_bp, s.probability_bp) ELSE s.probability_bp END,
        CASE WHEN o.state = 'open' THEN COALESCE(o.category_judged, s.category) ELSE s.category END
    FROM opportunities o JOIN stages s ON s.id = o.stage_id WHERE o.stage_id = $1 AND o.deleted_at IS NULL
    ON CONFLICT (opportunity_id, at) DO UPDATE SET actor_id = excluded.actor_id, stage_id = excluded.stage_id, state = excluded.state,
        owner_id = excluded.owner_id, amount_minor = excluded.amount_minor, currency = excluded.currency,
        close_date = excluded.close_date, probability_bp = excluded.probability_bp, category = excluded.category";

/// The stages of a pipeline in which a deal is or was.
pub async fn used_stages(session: &mut Session, id: PipelineId) -> Result<BTreeSet<StageId>> {
    let rows: Vec<(Uuid, Uuid, bool)> = session.all(STAGE_USE, args![id]).await?;
    Ok(rows
        .into_iter()
        .filter(|(.., used)| *used)
        .map(|(id, ..)| StageId(id))
        .collect())
}

/// Writes the facts of every deal in a stage anew, after what the stage computes has changed.
pub async fn record_stage_facts(
    session: &mut Session,
    stage: StageId,
    actor: Option<UserId>,
    now: Instant,
) -> Result<()> {
    session
        .exec(FACTS_OF_STAGE, args![stage, now, actor])
        .await?;
    Ok(())
}

/// Saves a pipeline whole; its version grows by one. A stage left out is removed, or switched off
/// when a deal is or was in it. `false`, and nothing is saved, when the pipeline has moved on from
/// the version named.
pub async fn put(session: &mut Session, pipeline: &Pipeline) -> Result<bool> {
    let touched = session
        .exec(
            PUT_PIPELINE,
            args![
                pipeline.id,
                pipeline.kind.code(),
                &pipeline.name.en,
                &pipeline.name.fr,
                pipeline.position,
                pipeline.active,
                pipeline.version
            ],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    let kept: BTreeSet<Uuid> = pipeline.stages.iter().map(|stage| stage.id.0).collect();
    let known: Vec<(Uuid, Uuid, bool)> = session.all(STAGE_USE, args![pipeline.id]).await?;
    for (id, _, used) in known.into_iter().filter(|(id, ..)| !kept.contains(id)) {
        let sql = if used {
            "UPDATE stages SET active = FALSE WHERE id = $1"
        } else {
            "DELETE FROM stages WHERE id = $1"
        };
        session.exec(sql, args![id]).await?;
    }
    for stage in &pipeline.stages {
        session
            .exec(PUT_STAGE, stage_args(pipeline.id, stage))
            .await?;
    }
    Ok(true)
}

fn stage_args(pipeline: PipelineId, stage: &Stage) -> Args {
    let built_in = stage.exit_criteria.iter().map(|one| one.code().to_owned());
    let own = stage.required_fields.iter();
    let all: Vec<String> = built_in
        .chain(own.map(|field| field_name(&field.key)))
        .collect();
    let criteria = serde_json::to_string(&all).unwrap_or_else(|_| "[]".to_owned());
    args![
        stage.id,
        pipeline,
        &stage.name.en,
        &stage.name.fr,
        stage.position,
        stage.state.code(),
        stage.probability,
        stage.category.code(),
        criteria,
        &stage.guidance.en,
        &stage.guidance.fr,
        stage.stalled_after_days,
        stage.active
    ]
}

/// Saves the list of loss reasons whole. One left out is removed, or switched off when a deal names
/// it.
pub async fn put_loss_reasons(session: &mut Session, reasons: &[LossReason]) -> Result<()> {
    let kept: BTreeSet<Uuid> = reasons.iter().map(|reason| reason.id.0).collect();
    let known: Vec<(Uuid, bool)> = session.all(REASON_USE, args![]).await?;
    for (id, used) in known.into_iter().filter(|(id, _)| !kept.contains(id)) {
        let sql = if used {
            "UPDATE loss_reasons SET active = FALSE WHERE id = $1"
        } else {
            "DELETE FROM loss_reasons WHERE id = $1"
        };
        session.exec(sql, args![id]).await?;
    }
    for reason in reasons {
        let row = args![
            reason.id,
            &reason.name.en,
            &reason.name.fr,
            reason.position,
            reason.active
        ];
        session.exec(PUT_REASON, row).await?;
    }
    Ok(())
}
