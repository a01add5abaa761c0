//! Where many deals stand at once, as the gates need it.

use super::rows::{FactCounts, fact_counts};
use crate::platform::fields;
use crate::sql::Sql;
use crate::{Result, Session};
use chrono::NaiveDate;
use shared::deals::pipelines::DealFacts;
use shared::kernel::{PipelineId, StageId};
use shared::platform::fields::Holder;
use shared::platform::imports::model::DealAt;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    pipeline_id: Uuid,
    stage_id: Uuid,
    account_id: Option<Uuid>,
    amount_minor: i64,
    close_date: NaiveDate,
    next_step: String,
    next_step_on: Option<NaiveDate>,
    loss_reason_id: Option<Uuid>,
    #[sqlx(rename = "fact_counts", try_from = "String")]
    counts: FactCounts,
}

const SELECT: &str = concat!(
    "SELECT o.id, o.pipeline_id, o.stage_id, o.account_id, o.amount_minor, o.close_date, o.next_step, o.next_step_on, o.loss_reason_id, ",
    fact_counts!(),
    " FROM opportunities o WHERE"
);

/// Pipeline, stage and facts of these deals.
pub async fn standing(session: &mut Session, ids: &[Uuid]) -> Result<BTreeMap<Uuid, DealAt>> {
    let mut sql = Sql::new(SELECT);
    sql.within("o.id IN", ids.iter().copied());
    let rows: Vec<Row> = session.all_of(sql).await?;
    let mut filled = fields::filled(session, Holder::Opportunity, ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let facts = row.counts.facts(
                row.account_id.is_some(),
                row.amount_minor,
                row.close_date,
                (&row.next_step, row.next_step_on),
                row.loss_reason_id.is_some(),
            );
            let facts = DealFacts {
                own: filled.remove(&row.id).unwrap_or_default(),
                ..facts
            };
            let at = DealAt {
                pipeline_id: PipelineId(row.pipeline_id),
                stage_id: StageId(row.stage_id),
                facts,
            };
            (row.id, at)
        })
        .collect())
}
