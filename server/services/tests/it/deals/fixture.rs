//! Deals for the tests of this area.

use crate::bench::{Bench, START};
use chrono::{Days, NaiveDate};
use shared::deals::opportunities::{
    GetOpportunity, MoveStage, NewOpportunity, OpportunityKind, OpportunityView,
};
use shared::deals::pipelines::{Exception, ListPipelines, MoveRequest, Pipeline, PipelineKind};
use shared::kernel::{Actor, Currency, Money, OpportunityId, Problem};

/// The day it is in the tests.
pub fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

/// A day so many days from today.
pub fn in_days(days: i64) -> NaiveDate {
    if days < 0 {
        today() - Days::new(days.unsigned_abs())
    } else {
        today() + Days::new(days.unsigned_abs())
    }
}

/// The ready pipeline for sales to businesses.
pub async fn b2b(bench: &Bench) -> Pipeline {
    let view = bench.run(&bench.rep, ListPipelines {}).await.unwrap();
    view.pipelines
        .into_iter()
        .find(|pipeline| pipeline.kind == PipelineKind::B2b)
        .unwrap()
}

/// A request for a new deal in the first stage.
pub async fn new_deal(bench: &Bench, name: &str, amount: Money) -> NewOpportunity {
    NewOpportunity {
        id: OpportunityId(bench.uuid()),
        name: name.to_owned(),
        account_id: None,
        contact: None,
        pipeline_id: b2b(bench).await.id,
        stage_id: None,
        owner_id: None,
        kind: OpportunityKind::New,
        amount,
        close_date: in_days(20),
        next_step: String::new(),
        next_step_on: None,
        source: String::new(),
        channel: shared::kernel::SalesChannel::Direct,
        custom: shared::platform::fields::CustomValues::default(),
    }
}

/// A deal of `actor` in the first stage.
pub async fn deal(bench: &Bench, actor: &Actor, name: &str, euros: i64) -> OpportunityView {
    let new = new_deal(bench, name, Money::new(euros * 100, Currency::EUR)).await;
    bench.run(actor, new).await.unwrap()
}

/// Reads a deal.
pub async fn get(
    bench: &Bench,
    actor: &Actor,
    id: OpportunityId,
) -> Result<OpportunityView, Problem> {
    bench.run(actor, GetOpportunity { id }).await
}

/// A move to the stage at `index` of the deal's pipeline.
pub async fn moving(bench: &Bench, deal: &OpportunityView, index: usize) -> MoveStage {
    MoveStage {
        id: deal.id,
        version: deal.version,
        to: b2b(bench).await.stages[index].id,
        fill: Vec::new(),
        request: MoveRequest::default(),
    }
}

/// The same with a manager's exception.
pub async fn excepted(bench: &Bench, deal: &OpportunityView, index: usize) -> MoveStage {
    let mut request = moving(bench, deal, index).await;
    request.request.exception = Some(Exception {
        reason: "Agreed by telephone".to_owned(),
    });
    request
}

/// Lets days pass.
pub fn pass_days(bench: &Bench, days: i64) {
    bench.clock.set(START.plus_days(days));
}
