//! What is set up once and read often: pipelines, loss reasons, and quotas.

use crate::http::api::book::{Book, Listed, as_json, plain, whole};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::route::{Answer, Call, Param, Reply, Run};
use axum::http::Method;
use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::deals::pipelines::{
    ListPipelines, LossReason, Pipeline, PipelineKind, PipelinesView, SaveLossReasons,
    SavePipeline, Stage,
};
use shared::kernel::{LocalText, Operation};
use shared::planning::quotas::ops::{ListQuotas, QuotaView, RemoveQuota, SetQuota};
use std::sync::Arc;

/// What is said of a pipeline; its stages are given whole, each with an id.
#[derive(Serialize, Deserialize, JsonSchema)]
struct PipelineFacts {
    /// Which kind of selling.
    kind: PipelineKind,
    /// Its name.
    name: LocalText,
    /// Rank in the list of pipelines, from 0.
    position: i32,
    /// Whether new deals may be created in it.
    active: bool,
    /// The stages by position. One left out is switched off when it still holds deals and removed
    /// otherwise.
    stages: Vec<Stage>,
}

impl PipelineFacts {
    fn of(self, id: shared::kernel::PipelineId, version: i64) -> SavePipeline {
        SavePipeline {
            pipeline: Pipeline {
                id,
                kind: self.kind,
                name: self.name,
                position: self.position,
                active: self.active,
                version,
                stages: self.stages,
            },
        }
    }
}

fn pipelines(book: &mut Book) {
    book.list(
        "pipelines",
        ("PipelineRow", &[]),
        Vec::new(),
        |_, _| Ok(ListPipelines {}),
        |view: PipelinesView, _| -> Listed<Pipeline> { whole(view.pipelines) },
    );
    book.listed(
        ("pipelines", "Pipeline"),
        &[],
        || ListPipelines {},
        |view: PipelinesView, id| view.pipelines.into_iter().find(|one| one.id.0 == id),
        |pipeline: Pipeline| pipeline,
    )
    .read()
    .create_by(
        &["kind", "name", "stages"],
        |_| json!({ "position": 0, "active": true }),
        |id, facts: PipelineFacts| facts.of(id.into(), 0),
        |_| None,
    )
    .update_by(
        |pipeline| PipelineFacts {
            kind: pipeline.kind,
            name: pipeline.name.clone(),
            position: pipeline.position,
            active: pipeline.active,
            stages: pipeline.stages.clone(),
        },
        |pipeline, facts: PipelineFacts| facts.of(pipeline.id, pipeline.version),
        |_| None,
    );
}

/// The whole list of loss reasons.
#[derive(Deserialize, JsonSchema)]
struct LossReasons {
    /// The list as it was read: when another one is stored by now, nothing is saved.
    read: Vec<LossReason>,
    /// As they shall be, in order.
    loss_reasons: Vec<LossReason>,
}

async fn save_loss_reasons(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<LossReasons>(std::mem::take(&mut call.body))?;
    let saved = call.ask(SaveLossReasons {
        read: asked.read,
        loss_reasons: asked.loss_reasons,
    });
    let saved = saved.await?;
    Ok(Reply::ok(json!({ "data": as_json(saved.loss_reasons) })))
}

fn loss_reasons(book: &mut Book) {
    book.list(
        "loss-reasons",
        ("LossReasonRow", &[]),
        Vec::new(),
        |_, _| Ok(ListPipelines {}),
        |view: PipelinesView, _| -> Listed<LossReason> { whole(view.loss_reasons) },
    );
    let run: Run = Arc::new(|call| Box::pin(save_loss_reasons(call)) as Answer);
    let mut route = plain("loss-reasons", (Method::POST, "save"), run);
    route.summary =
        "Save the list of loss reasons whole; one left out that deals name is switched off"
            .to_owned();
    route.operations = vec![SaveLossReasons::NAME];
    route.action = SaveLossReasons::ACTION;
    let body = book.schemas.taken::<LossReasons>();
    route.body = Some(book.schemas.keep("LossReasonsBody", body));
    let row = book.schemas.record::<LossReason>("LossReason", &[]);
    route.answer = Some(json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row } }
    }));
    book.routes.push(route);
}

async fn set_quota(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<SetQuota>(std::mem::take(&mut call.body))?;
    Ok(Reply::ok(as_json(call.ask(asked).await?)))
}

async fn remove_quota(mut call: Call) -> Result<Reply, Refusal> {
    let asked = read::<RemoveQuota>(std::mem::take(&mut call.body))?;
    call.ask(asked).await?;
    Ok(Reply {
        status: 204,
        ..Reply::default()
    })
}

fn quotas(book: &mut Book) {
    let day = |name, description| {
        Param::new(
            name,
            json!({ "type": "string", "format": "date" }),
            description,
        )
    };
    book.list(
        "quotas",
        ("QuotaRow", &[]),
        vec![
            day("from", "First day; the first of January when left out."),
            day(
                "until",
                "Last day; the end of the year of `from` when left out.",
            ),
        ],
        |query, call| {
            let from = query
                .parsed("from")
                .or_else(|| call.today.with_ordinal(1))
                .unwrap_or(call.today);
            let end = NaiveDate::from_ymd_opt(from.year(), 12, 31);
            Ok(ListQuotas {
                from,
                to: query.parsed("until").or(end).unwrap_or(from),
            })
        },
        |rows: Vec<QuotaView>, _| whole(rows),
    );
    let record = book.schemas.record::<QuotaView>("Quota", &[]);
    let set = book.schemas.taken::<SetQuota>();
    let run: Run = Arc::new(|call| Box::pin(set_quota(call)) as Answer);
    verb(book, "set", set, run, Some(record));
    let remove = book.schemas.taken::<RemoveQuota>();
    let run: Run = Arc::new(|call| Box::pin(remove_quota(call)) as Answer);
    verb(book, "remove", remove, run, None);
}

fn verb(book: &mut Book, tail: &'static str, body: Value, run: Run, answer: Option<Value>) {
    let mut route = plain("quotas", (Method::POST, tail), run);
    let (name, summary, operation) = match answer {
        Some(_) => (
            "QuotaSetBody",
            "Set the quota of a person for a fiscal quarter; on the version that was read",
            SetQuota::NAME,
        ),
        None => (
            "QuotaRemoveBody",
            "Take the quota of a person for a fiscal quarter away",
            RemoveQuota::NAME,
        ),
    };
    route.body = Some(book.schemas.keep(name, body));
    summary.clone_into(&mut route.summary);
    route.operations = vec![operation];
    route.action = SetQuota::ACTION;
    route.status = if answer.is_some() { 200 } else { 204 };
    route.answer = answer;
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    pipelines(book);
    loss_reasons(book);
    quotas(book);
}
